"""Files that are valid whenever the program ends: rows appended whole, JSON replaced in one step."""
from __future__ import annotations

import csv
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .grid import Shape


class InputError(Exception):
    """What the user asked for cannot be done; the message says what would."""


def first_line(error: Exception) -> str:
    """What went wrong, on one line."""
    return (str(error).strip() or repr(error)).splitlines()[0]


@dataclass(frozen=True)
class Table:
    """A CSV file: its columns, those that name a point (which may have several rows), and those that are the same in every row."""

    columns: tuple[str, ...]
    shape: tuple[str, ...]
    constants: dict[str, Any] = field(default_factory=dict)


def attention_table(*sizes: str) -> Table:
    """A table of attention times in AIConfigurator's form; `sizes` are the columns before the heads."""
    shape = (*sizes, "num_heads", "num_key_value_heads", "head_dim")
    return Table(("attn_dtype", "kv_cache_dtype", *shape, "window_size", "kernel_source", "latency_ms"), shape,
                 {"attn_dtype": "bfloat16", "kv_cache_dtype": "bfloat16", "window_size": 0})


PRODUCT = Table(("m", "n", "k", "latency_ms"), ("m", "n", "k"))
TABLES = {
    "sampler": Table(("kind", "rows", "vocabulary", "kernel_source", "latency_ms"), ("kind", "rows", "vocabulary")),
    "gemm_int4_tinygemm": PRODUCT, "gemm_int4_triton": PRODUCT, "gemm_mxfp4_triton": PRODUCT,
    "gemm_fp8_block": PRODUCT, "gemm_fp8_block_triton": PRODUCT,
    "quantise_fp8": Table(("kind", "rows", "width", "kernel_source", "latency_ms"), ("kind", "rows", "width")),
    "transfer": Table(("direction", "bytes", "kernel_source", "latency_ms"), ("direction", "bytes")),
    "launches": Table(("kind", "nodes", "host_ms", "latency_ms", "finished_ms"), ("kind", "nodes")),
    "gemm_bfloat16": PRODUCT, "gemm_fp8": PRODUCT,
    "context_attention": attention_table("batch_size", "isl", "step"),
    "generation_attention": attention_table("batch_size", "kv_len"),
    "elementwise": Table(("kind", "rows", "width", "kernel_source", "latency_ms"), ("kind", "rows", "width")),
    "power": Table(("load", "duty_percent", "watts", "relative_spread", "samples", "counted_watts", "sm_clock_mhz",
                    "memory_clock_mhz", "temperature_c", "tflops", "gigabytes_per_second", "calls_per_second"),
                   ("load", "duty_percent")),
    "idle": Table(("after", "seconds", "watts", "sm_clock_mhz", "memory_clock_mhz", "temperature_c"), ("after",)),
    "timings": Table(("table", "shape", "latency_ms", "relative_spread", "repeats", "mode", "launch_ms", "sm_clock_mhz",
                      "temperature_c"), ("table", "shape")),
}


class TableFile:
    """A CSV file that grows by whole rows and knows which points it holds already."""

    def __init__(self, path: Path, table: Table) -> None:
        self.path, self.table = path, table
        self.done: set[tuple[str, ...]] = set()
        header = ",".join(table.columns)
        if path.exists():
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)  # a row that a kill cut short is taken again
            with path.open(newline="") as file:
                if file.readline() not in (header + "\n", ""):
                    raise InputError(f"{path}: its columns are not '{header}'; choose another --out")
                self.done = {tuple(row[name] for name in table.shape) for row in csv.DictReader(file, table.columns)}
        if not path.exists() or path.stat().st_size == 0:
            self.write(header)

    def __contains__(self, shape: Shape) -> bool:
        return tuple(map(str, shape)) in self.done

    def __len__(self) -> int:
        return len(self.done)

    def append(self, shape: Shape, *rows: dict[str, Any]) -> None:
        """Writes the rows of a point at once; figures keep six significant digits."""
        named = {**self.table.constants, **dict(zip(self.table.shape, shape))}
        lines = []
        for row in rows:
            cells = ({**named, **row}[name] for name in self.table.columns)
            lines.append(",".join(f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in cells))
        self.write("\n".join(lines))
        self.done.add(tuple(map(str, shape)))

    def write(self, lines: str) -> None:
        """Hands lines to the operating system at once."""
        with self.path.open("a", newline="") as file:
            file.write(lines + "\n")


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replaces a file in one step."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(content, indent=2) + "\n")
    os.replace(unfinished, path)
