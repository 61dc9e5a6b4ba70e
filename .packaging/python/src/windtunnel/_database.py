"""Databases of results as frames."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

from ._errors import InputError

if TYPE_CHECKING:
    import pandas

PathLike = Union[str, "os.PathLike[str]"]


class Database:
    """A database that the program has written, opened for reading.

    Every table and view of it is a frame by its name: ``database.frame("poolPower")``; ``columns`` says what their columns mean.
    The most used have a property or a method of their own.
    """

    def __init__(self, path: PathLike) -> None:
        self.path = Path(path).absolute()
        if not self.path.is_file():
            raise InputError(f"{path}: error: there is no such database", 2)
        self._connection = sqlite3.connect(self.path.as_uri() + "?mode=ro", uri=True)
        try:
            names = self._connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
        except sqlite3.DatabaseError:
            names = []
        self.names = sorted(name for (name,) in names)
        """The names of its tables and views."""
        if not {"run", "runMetric", "runWide"} <= set(self.names):
            self._connection.close()
            remedy = f"'windtunnel list runs --store {path}' brings one of an older version up to date"
            raise InputError(f"{path}: error: this is no database of this version of windtunnel; {remedy}", 2)

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database; its frames stay."""
        self._connection.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> "pandas.DataFrame":
        """The rows of a query in SQL."""
        import pandas

        return pandas.read_sql_query(sql, self._connection, params=list(parameters))

    def frame(self, name: str, run: Optional[int] = None) -> "pandas.DataFrame":
        """All rows of a table or a view, or those of one run.

        :raises InputError: where there is none of that name.
        """
        if name not in self.names:
            raise InputError(f"{self.path}: error: there is no table or view {name!r}; one of {', '.join(self.names)}", 2)
        where, parameters = ("", []) if run is None else (" WHERE run = ?", [run])
        return self.query(f'SELECT * FROM "{name}"{where}', parameters)

    @property
    def columns(self) -> "pandas.DataFrame":
        """What the columns of every table and view mean."""
        return self.frame("columnDoc")

    @property
    def runs(self) -> "pandas.DataFrame":
        """One row a finished run, by its number: what was simulated, what varied, and what it came to.

        What varied has a column ``vary.KEY`` a key, as in ``runs.csv``, and one of the key alone where no other has its name. The
        figures of a metric are columns of its name and a statistic, such as ``ttft_p99`` and ``goodput_mean``.
        """
        return self.runs_after(0)

    def runs_after(self, number: int) -> "pandas.DataFrame":
        """``runs`` with a number above this one."""
        import pandas

        wide = self.query("SELECT * FROM runWide WHERE status = 'finished' AND run > ? ORDER BY run", [number]).set_index("run")
        varied = pandas.DataFrame([json.loads(text or "{}") for text in wide.pop("varied")], index=wide.index)
        free = varied[[name for name in varied.columns if name not in wide.columns]]
        return wide.join(varied.add_prefix("vary.")).join(free).join(self._metrics(number))

    def _metrics(self, number: int) -> "pandas.DataFrame":
        statistics = ["mean", "p50", "p90", "p95", "p99", "maximum"]
        rows = self.query(f"SELECT run, metric, {', '.join(statistics)} FROM runMetric WHERE run > ?", [number])
        metrics = list(dict.fromkeys(rows["metric"]))
        table = rows.pivot(index="run", columns="metric", values=statistics)
        table.columns = [f"{pair[1]}_{pair[0]}" for pair in table.columns]
        names = [f"{metric}_{statistic}" for metric in metrics for statistic in statistics]
        numbers: "pandas.DataFrame" = table[names].dropna(axis="columns", how="all").apply(_numbers)
        return numbers

    @property
    def metrics(self) -> "pandas.DataFrame":
        """One row a run and metric, with its unit, statistics and confidence interval."""
        return self.frame("metricOverview")

    def requests(self, run: Optional[int] = None) -> "pandas.DataFrame":
        """One row a finished request with its lengths and latencies, of one run or of all."""
        return self.frame("requestLatency", run)

    def time_series(self, run: Optional[int] = None) -> "pandas.DataFrame":
        """One row a moment with what waited, ran, arrived and was drawn, of one run or of all."""
        return self.frame("timeSeriesRate", run)

    def pools(self, run: Optional[int] = None) -> "pandas.DataFrame":
        """One row a pool of replicas."""
        return self.frame("pool", run)

    def scenario(self, run: int) -> str:
        """The scenario of a run with every value spelt out, in YAML."""
        found = self._connection.execute("SELECT scenario FROM run WHERE id = ?", [run]).fetchone()
        if found is None:
            raise InputError(f"{self.path}: error: there is no run {run}", 2)
        return str(found[0])


def _numbers(column: Any) -> Any:
    """A column of the database as numbers."""
    import pandas

    return pandas.to_numeric(column)


def read(path: PathLike) -> Database:
    """Opens a database for reading.

    :raises InputError: where there is none, or it is of another program.
    """
    return Database(path)
