"""The program's verbs, with frames for answers."""

from __future__ import annotations

import io
import json
import numbers
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, List, Mapping, Optional, Sequence, Union

from ._database import Database
from ._program import call
from ._settings import assignments, options, value_text

if TYPE_CHECKING:
    import pandas

PathLike = Union[str, "os.PathLike[str]"]


def run(
    scenario: PathLike, changes: Optional[Mapping[str, Any]] = None, *, seeds: Union[int, Sequence[int], None] = None,
    store: Optional[PathLike] = None, **settings: Any,
) -> "pandas.DataFrame":
    """Simulates a scenario: one row a run, as ``Database.runs`` has them.

    :param scenario: the path of a scenario, or the name of one that comes with the program, such as ``chat-8b``.
    :param changes: settings by their dotted keys, such as ``{"workload.arrivals.rate": "20 req/s"}``.
    :param seeds: how many seeds, from 1 on, or which; by default the scenario's own.
    :param store: a database to store the runs in; without one nothing is kept but the frame.
    :param settings: settings by their first key: ``replicas=2``, ``objective={"ttft": "300 ms"}``.
    :raises InputError: with the program's message where something given cannot be used.

    An objective that is not met is a result: ``objectiveMet`` is 0.
    """
    with _stored(store) as (path, before):
        call(["run", os.fspath(scenario), "--quiet", "--store", path, *_changes(changes, settings), *_seeds(seeds)])
        with Database(path) as database:
            return database.runs_after(before)


def sweep(
    scenario: PathLike, vary: Mapping[str, Any], changes: Optional[Mapping[str, Any]] = None, *,
    seeds: Union[int, Sequence[int], None] = None, store: Optional[PathLike] = None, best: Optional[str] = None,
    design: Optional[str] = None, search: Optional[str] = None, **settings: Any,
) -> "pandas.DataFrame":
    """Tries every combination of values: one row a run, the best first, with every varied key and every metric as a column.

    :param vary: values by key, as a list or as the program writes them:
        ``{"replicas": [1, 2], "workload.arrivals.rate": "6..12/2 req/s"}``.
    :param best: what is best, such as ``ttft_p99`` or ``cost``; by default goodput.
    :param design: which combinations are tried: ``random:20``, ``latin-hypercube:20``; by default all.
    :param search: how the best is looked for: ``halving``, ``gaussian-process:30``.

    A combination that cannot be has one row with the reason under ``fault``. With ``store``, runs that are there are not made again.
    The other parameters are those of ``run``.
    """
    import pandas

    varied = [word for key, values in vary.items() for word in ("--vary", f"{key}={_values(values)}")]
    chosen = options({"best": best, "design": design, "search": search})
    where = ["--no-store"] if store is None else ["--store", os.fspath(store)]
    words = ["sweep", os.fspath(scenario), "--quiet", "--format", "csv", *where, *varied, *chosen]
    return pandas.read_csv(io.StringIO(call([*words, *_changes(changes, settings), *_seeds(seeds)])))


def plan(
    scenario: PathLike, changes: Optional[Mapping[str, Any]] = None, *, store: Optional[PathLike] = None,
    settings: Optional[Mapping[str, Any]] = None, **asked: Any,
) -> "pandas.DataFrame":
    """Finds the layouts of accelerators that hold a scenario's objective: one row a layout, the best first.

    :param changes: settings by their dotted keys.
    :param store: a database that the plan is stored in and stored trials are taken from.
    :param settings: settings by their first key, as keywords of ``run``.
    :param asked: the options of ``windtunnel plan``: ``accelerators="h100-sxm,b200"``, ``max_gpus=8``, ``prices="runpod-serverless-2026"``.

    The frame is empty where nothing holds. All else that the plan says, such as growth and what holds with a replica dead, is under
    ``frame.attrs["plan"]``.
    """
    import pandas

    where = ["--no-store"] if store is None else ["--store", os.fspath(store)]
    words = ["plan", os.fspath(scenario), "--quiet", "--format", "json", *where, *options(asked)]
    found = json.loads(call([*words, *_changes(changes, settings or {})]))
    frame = pandas.DataFrame([_layout(row) for row in found.pop("rows")])
    frame.attrs["plan"] = found
    return frame


def compare(
    baseline: PathLike, *candidates: PathLike, changes: Optional[Mapping[str, Any]] = None,
    seeds: Union[int, Sequence[int], None] = None, store: Optional[PathLike] = None, **settings: Any,
) -> "pandas.DataFrame":
    """Runs scenarios on the same arrivals, lengths and seeds: one row a candidate, metric and statistic.

    ``difference`` is the candidate's figure less the baseline's, paired over the seeds, with the half width of its 95 % confidence
    interval and the program's verdict. What the scenarios differ in, their counts and digests are under ``frame.attrs["comparison"]``.

    :param candidates: one scenario or more.
    :param changes: settings by their dotted keys, laid over all scenarios.
    :param store: a database to store the runs in, of which the view ``pairedMetric`` has every pair.

    The other parameters are those of ``run``.
    """
    import pandas

    where = ["--no-store"] if store is None else ["--store", os.fspath(store)]
    names = [os.fspath(scenario) for scenario in (baseline, *candidates)]
    words = ["compare", *names, "--quiet", "--format", "json", *where]
    found = json.loads(call([*words, *_changes(changes, settings), *_seeds(seeds)]))
    rows = []
    for candidate in found["candidates"]:
        rows += [{"candidateName": candidate["name"], **row} for row in candidate.pop("differences")]
    frame = pandas.DataFrame(rows)
    frame.attrs["comparison"] = found
    return frame


def _layout(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A layout on one row: lists as text, and of what it holds the figures."""
    finding = row.get("finding") or {}
    flat = {key: value for key, value in row.items() if not isinstance(value, (dict, list))}
    flat["replicas"] = "+".join(map(str, row["replicas"]))
    flat["attained"] = finding.get("attained")
    flat["attainedHalfWidth"] = finding.get("halfWidth")
    for figure in row.get("p99", []):
        flat[figure["metric"] + "P99Seconds"] = figure["seconds"]
    flat["set"] = " ".join(row["set"])
    return flat


def _changes(changes: Optional[Mapping[str, Any]], settings: Mapping[str, Any]) -> List[str]:
    texts = [*assignments(changes or {}), *assignments(settings)]
    return [word for text in texts for word in ("--set", text)]


def _seeds(seeds: Union[int, Sequence[int], None]) -> List[str]:
    if seeds is None:
        return []
    if isinstance(seeds, (int, numbers.Integral)):
        return ["--seeds", str(seeds)]
    return [word for seed in seeds for word in ("--seed", str(seed))]


def _values(values: Any) -> str:
    if isinstance(values, str):
        return values
    return ",".join(value if isinstance(value, str) else value_text(value) for value in values)


@contextmanager
def _stored(store: Optional[PathLike]) -> Iterator["tuple[str, int]"]:
    """A database to store runs in, a temporary one where none is named, and the highest number of a run in it before."""
    if store is None:
        with tempfile.TemporaryDirectory(prefix="windtunnel-") as folder:
            yield str(Path(folder) / "results.sqlite"), 0
    elif Path(store).exists():
        with Database(store) as database:
            highest = database.query("SELECT coalesce(max(id), 0) AS run FROM run")["run"][0]
        yield os.fspath(store), int(highest)
    else:
        yield os.fspath(store), 0
