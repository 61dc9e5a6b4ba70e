"""Traces made of frames."""

from __future__ import annotations

import os
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Optional, Union

if TYPE_CHECKING:
    import pandas

PathLike = Union[str, "os.PathLike[str]"]


class Trace:
    """Requests of a frame as a trace that scenarios can name.

    :param frame: one row a request, in any order.
    :param arrival: the column of arrivals: seconds since any start, or times of day.
    :param prompt_tokens: the column of prompt tokens, whole numbers from 1.
    :param output_tokens: the column of output tokens, whole numbers from 1.
    :param path: the file to write, which must not be there; without one it is a temporary file that goes with this object.
    :raises ValueError: where a column is missing, or a value is none that a request can have.

    The trace is used by its path: ``run("chat-8b", workload={"trace": trace})``.
    """

    def __init__(
        self, frame: "pandas.DataFrame", *, arrival: str = "arrival_s", prompt_tokens: str = "prompt_tokens",
        output_tokens: str = "output_tokens", path: Optional[PathLike] = None,
    ) -> None:
        text = _text(frame, arrival, prompt_tokens, output_tokens)
        self._folder: Optional[tempfile.TemporaryDirectory[str]] = None
        if path is None:
            self._folder = tempfile.TemporaryDirectory(prefix="windtunnel-")
            path = Path(self._folder.name) / "trace.csv"
        self.path = Path(path).absolute()
        with open(self.path, "x", encoding="ascii") as file:
            file.write(text)

    def __fspath__(self) -> str:
        return str(self.path)

    def __str__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"Trace({str(self.path)!r})"


def _text(frame: "pandas.DataFrame", arrival: str, prompt: str, output: str) -> str:
    """The frame in the program's own format, in which times are exact to the picosecond."""
    import pandas

    for column in (arrival, prompt, output):
        if column not in frame.columns:
            raise ValueError(f"the frame has no column {column!r}; it has {', '.join(map(repr, frame.columns))}")
    if frame.empty:
        raise ValueError("the frame has no rows, and a trace needs a request")
    times = frame[arrival]
    if pandas.api.types.is_datetime64_any_dtype(times) or pandas.api.types.is_timedelta64_dtype(times):
        times = (times - times.min()) / pandas.Timedelta(seconds=1)
    times = pandas.to_numeric(times, errors="raise")
    if times.isna().any() or times.abs().max() == float("inf"):
        raise ValueError(f"the column {arrival!r} has values that are no times")
    order = times.sort_values(kind="stable").index if times.index.is_unique else None
    if order is None:
        frame, times = frame.reset_index(drop=True), times.reset_index(drop=True)
        order = times.sort_values(kind="stable").index
    start = times.min()
    lengths = {}
    for column in (prompt, output):
        numbers = pandas.to_numeric(frame[column], errors="raise")
        if numbers.isna().any() or (numbers < 1).any() or (numbers % 1 != 0).any():
            raise ValueError(f"the column {column!r} has values that are no whole numbers of tokens from 1")
        lengths[column] = numbers.astype("int64")
    rows = zip(times.loc[order], lengths[prompt].loc[order], lengths[output].loc[order])
    lines = [f"{_seconds(time, start)},{inputs},{outputs}\n" for time, inputs, outputs in rows]
    return "# windtunnel-trace 1\narrival_s,prompt_tokens,output_tokens\n" + "".join(lines)


def _seconds(time: float, start: float) -> str:
    return format(Decimal(repr(float(time))) - Decimal(repr(float(start))), ".12f")
