"""Windtunnel: a question as a scenario, its plan, and the runs of a fleet."""
from __future__ import annotations

import json
import math
import sqlite3
import statistics
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions import ROOT, ComparisonError, Question, mean_lengths, run
from recommendations import Pool, Recommendation

ENGINE = "vllm-0.20"  # the preset that is nearest to the vLLM 0.24 of AIConfigurator's tables
SEEDS = range(101, 111)  # a plan's own begin at 1
STUDENT_T = 2.262  # 95 %, two-sided, one less than SEEDS degrees of freedom
REQUESTS_OF_MEANS = 3000
ROUNDS_IN_FLIGHT = 20


@dataclass(frozen=True)
class Plan:
    """The rows of `windtunnel plan`, the cheapest first."""

    rows: tuple[dict[str, Any], ...]
    cpu_seconds: float

    @property
    def accelerators(self) -> int:
        return self.rows[0]["accelerators"]

    @property
    def settings(self) -> tuple[str, ...]:
        """What turns the question's scenario into the fleet of the first row."""
        return tuple(self.rows[0]["set"])

    @property
    def layout(self) -> str:
        return layout(self.rows[0])

    def aggregated(self, pool: Pool) -> str:
        """The fewest replicas like those of `pool` that hold the limits, if the plan has such a row."""
        division = (pool.tensor, pool.pipeline)
        like = (row for row in self.rows if row["mode"] == "aggregated" and (row["tensor"], row["pipeline"]) == division)
        row = next(like, None)
        return layout(row) if row else "none"


def layout(row: dict[str, Any]) -> str:
    """The layout of a plan's row in the words of the tables."""
    division = f"TP{row['tensor']}" + (f" PP{row['pipeline']}" if row["pipeline"] > 1 else "")
    counts = row["replicas"]
    return f"{counts[0]} x {division}" if len(counts) == 1 else f"{counts[0]}P {division} + {counts[1]}D {division}"


@dataclass(frozen=True)
class Outcome:
    """What runs of a fleet came to, one figure a seed."""

    shares: list[float]
    dollars_per_hour: float
    ttft_p50_ms: float
    tpot_mean_ms: float
    requests_per_second: float

    @property
    def share(self) -> str:
        """Mean share of the requests within both limits, with its 95 % interval over the seeds, in percent."""
        half = STUDENT_T * statistics.stdev(self.shares) / math.sqrt(len(self.shares))
        return f"{100 * statistics.mean(self.shares):.1f} ± {100 * half:.1f}"


def scenario(question: Question, workload: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A question as a scenario of Windtunnel, with some load. Weights are in the format of the checkpoint."""
    cache = {"formats": {"kv": "fp8"}} if question.cache == "fp8" else {}
    return cache | {
        "model": question.model, "accelerator": question.accelerator, "engine": ENGINE, "workload": workload,
        "objective": {"ttft": f"{question.ttft_ms} ms", "tpot": f"{question.tpot_ms} ms", "attainment": "99 %"}, **more}


def poisson(question: Question) -> dict[str, Any]:
    """Arrivals of a Poisson process at the question's rate."""
    return {"process": "poisson", "rate": f"{question.requests_per_second} req/s"}


def load_of_trace(question: Question) -> dict[str, Any]:
    """The trace's lengths in another order with each seed, at Poisson times."""
    return {"trace": ROOT / "traces" / f"{question.trace}.csv", "length_order": "shuffled", "arrivals": poisson(question)}


def load_of_means(question: Question) -> dict[str, Any]:
    """Requests that are all of the mean lengths, at Poisson times."""
    prompt, output = mean_lengths(question.trace)
    return {"prompt": f"{prompt} tokens", "output": f"{output} tokens", "requests": REQUESTS_OF_MEANS, "arrivals": poisson(question)}


def load_in_flight(question: Question, in_flight: int) -> dict[str, Any]:
    """Requests of the mean lengths of which so many are in flight at every time: what AIConfigurator's latencies are for."""
    return load_of_means(question) | {"arrivals": "at_once", "concurrency": in_flight, "requests": ROUNDS_IN_FLIGHT * in_flight}


def load_in_flight_spread(question: Question, in_flight: int) -> dict[str, Any]:
    """The same, with outputs from one token to nearly twice the mean: requests that are all alike start and end together."""
    _, output = mean_lengths(question.trace)
    return load_in_flight(question, in_flight) | {"output": {"distribution": "uniform", "from": 1, "to": 2 * output - 1}}


def fleet(answer: Recommendation, with_limits: bool = True) -> dict[str, Any]:
    """AIConfigurator's answer in the keys of a scenario, with or without the engine's flags that it writes."""
    def keys(pool: Pool) -> dict[str, Any]:
        engine = {"preset": ENGINE} | (pool.limits if with_limits else {})
        return {"replicas": pool.replicas, "engine": engine, "parallel": {"tensor": pool.tensor, "pipeline": pool.pipeline}}
    if len(answer.pools) == 1:
        return keys(answer.pools[0])
    return {"pools": [{"name": pool.role, "role": pool.role} | keys(pool) for pool in answer.pools]}


def yaml(value: Any) -> str:
    """A value as YAML on one line. Quantities stand plain, as a scenario has them; paths in quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {yaml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml, value)) + "]"
    return json.dumps(str(value)) if isinstance(value, Path) else str(value)


def write_scenario(path: Path, content: dict[str, Any]) -> Path:
    """Writes a scenario, a key of the top a line."""
    path.write_text("".join(f"{key}: {yaml(value)}\n" for key, value in content.items()), encoding="utf-8")
    return path


def ask_windtunnel(program: str, question: Question, folder: Path) -> Plan:
    """Runs `plan` on the question, for its accelerator alone."""
    path = write_scenario(folder / "question.yaml", scenario(question, load_of_trace(question)))
    command = [program, "plan", str(path), "--accelerators", question.accelerator, "--no-store", "--quiet", "--format", "json"]
    done = run(command)
    (folder / "plan.json").write_text(done.output, encoding="utf-8")
    return Plan(tuple(json.loads(done.output)["rows"]), done.cpu_seconds)


def simulate(program: str, path: Path, settings: tuple[str, ...] = ()) -> Outcome:
    """Runs a scenario with all seeds, and reads what the database then holds of it."""
    store = path.with_suffix(".sqlite")
    store.unlink(missing_ok=True)
    command = [program, "run", str(path), "--store", str(store), "--record", "summaries", "--quiet"]
    command += [word for seed in SEEDS for word in ("--seed", str(seed))]
    command += [word for setting in settings for word in ("--set", setting)]
    run(command, expected=(0, 1))
    with closing(sqlite3.connect(store)) as database:
        runs = database.execute(
            "SELECT attainedShare, dollarsPerHour, requestsPerSecond, rejectedShare FROM runWide ORDER BY run").fetchall()
        ttft, = database.execute("SELECT avg(p50) FROM metricOverview WHERE metric = 'ttft'").fetchone()
        tpot, = database.execute("SELECT avg(mean) FROM metricOverview WHERE metric = 'tpot'").fetchone()
    if len(runs) != len(SEEDS) or any(row[3] for row in runs):
        raise ComparisonError(f"{path}: runs are missing, or requests were rejected")
    return Outcome([row[0] for row in runs], runs[0][1], ttft, tpot, statistics.mean(row[2] for row in runs))
