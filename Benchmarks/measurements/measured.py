"""The files of one folder of measure_gpu.py, read, and the arithmetic that the tables of the page share."""
from __future__ import annotations

import csv
import json
import statistics
import sys
from pathlib import Path
from typing import Any, Iterable

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Sources/Calibration/Scripts"))

from gpu_measurement.files import TABLES  # noqa: E402
from gpu_measurement.work import work  # noqa: E402

Shape = tuple[Any, ...]


def value(cell: str) -> Any:
    """A whole number where it is one."""
    return int(cell) if cell.isdigit() else cell


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def times(path: Path, columns: tuple[str, ...]) -> dict[Shape, float]:
    """Seconds by shape."""
    return {tuple(value(row[name]) for name in columns): float(row["latency_ms"]) / 1e3 for row in rows(path)}


class Measured:
    """A folder: the tables by name, in seconds, and its facts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.machine: dict[str, Any] = json.loads((folder / "machine.json").read_text(encoding="utf-8"))
        self.tables: dict[str, dict[Shape, float]] = {}
        version = self.machine["torch"].split("+")[0]
        for table, form in TABLES.items():
            path = folder / f"{self.machine['name']}_{table}_torch{version}.csv"
            if path.exists():
                self.tables[table] = times(path, form.shape)

    def other(self, name: str) -> list[dict[str, str]]:
        """The rows of a file that is no table of operator times."""
        return rows(self.folder / name)

    def bandwidth(self) -> float:
        """Bytes a second of the fastest copy within the GPU's memory, read and written."""
        copies = {shape: time for shape, time in self.tables["elementwise"].items() if shape[0] == "copy"}
        return max(work("elementwise", shape)[1] / time for shape, time in copies.items())

    def peak(self, table: str) -> float:
        """Floating-point operations a second of the fastest product of a table."""
        return max(work(table, shape)[0] / time for shape, time in self.tables[table].items())


def fit(points: Iterable[tuple[float, float]]) -> tuple[float, float, list[float]]:
    """a + b x with the least sum of squared relative errors, a not below nothing; and the size of each relative error."""
    pairs = list(points)
    weights = [1 / y ** 2 for _, y in pairs]
    total, sx = sum(weights), sum(w * x for w, (x, _) in zip(weights, pairs))
    sy = sum(w * y for w, (_, y) in zip(weights, pairs))
    sxx, sxy = sum(w * x * x for w, (x, _) in zip(weights, pairs)), sum(w * x * y for w, (x, y) in zip(weights, pairs))
    slope = (total * sxy - sx * sy) / (total * sxx - sx * sx)
    start = (sy - slope * sx) / total
    if start < 0:
        start, slope = 0.0, sxy / sxx
    return start, slope, [abs(start + slope * x - y) / y for x, y in pairs]


def quantile(values: list[float], share: float) -> float:
    """A quantile of a list, by rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Iterable[float]) -> float:
    """The median."""
    return statistics.median(list(values))


def figure(number: float, digits: int = 3) -> str:
    """A number with so many significant digits, never with an exponent."""
    if number == 0:
        return "0"
    whole = len(str(int(abs(number)))) if abs(number) >= 1 else 0
    if whole >= digits:
        return f"{round(number, digits - whole):.0f}"
    return f"{number:#.{digits}g}".rstrip(".")


def percent(share: float) -> str:
    """A share in percent."""
    return f"{100 * share:.0f} %" if share >= 0.0995 else f"{100 * share:.1f} %"


def table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    """A table of Markdown; the first column is text, the others figures."""
    rule = "| --- |" + " ---: |" * (len(head) - 1)
    return "\n".join(["| " + " | ".join(head) + " |", rule, *("| " + " | ".join(line) + " |" for line in lines)])
