#!/usr/bin/env python3
"""Measures what one GPU takes for the operators of Llama-3.1-8B and 70B and for sampling, and what its board draws.

    python3 measure_gpu.py --minutes 8 --out h100        on the machine with the GPU; needs PyTorch only
    windtunnel calibrate --from h100                     wherever Windtunnel is

The plan goes from coarse to fine over all tables at once, and every figure is written as it is taken: stop it when you
like, the files are valid, and the same command goes on where it stopped. The folder then holds

    NAME_gemm_bfloat16_torchV.csv, NAME_gemm_fp8_torchV.csv       matrix products
    NAME_gemm_fp8_block_torchV.csv        fp8 with scales for 128 x 128 weights and 128 activations, by cuBLAS
    NAME_gemm_int4_tinygemm_torchV.csv    4-bit weights in groups of 128, bfloat16 activations, by PyTorch's kernel
    NAME_gemm_..._triton_torchV.csv       fp8 by blocks, int4 and MXFP4 by the kernels in gpu_measurement/kernels.py
    NAME_context_attention_torchV.csv     causal; `isl` new tokens a sequence after `step` cached ones
    NAME_generation_attention_torchV.csv  one query a sequence; `kv_len` counts the new token
    NAME_elementwise_torchV.csv           norm (with its residual), gated activation, copy; `width` is that of the output
    NAME_quantise_fp8_torchV.csv          bfloat16 activations to fp8: one scale a tensor, a token, 128 values of a token
    NAME_sampler_torchV.csv               from logits to tokens, by kind, rows and vocabulary (gpu_measurement/samplers.py)
    NAME_transfer_torchV.csv              copies between pinned memory of the host and the GPU
    NAME_launches_torchV.csv              small kernels one by one and in a graph: the host's time until they are on their
                                          way, the GPU's time for them, and the time until the host knows that they ended
    power.csv                             watts, clocks, temperature and the rates reached, under steady loads;
                                          `counted_watts` are by the GPU's own count of its energy
    idle.csv                              watts and clocks second by second after work ends
    timings.csv                           for each figure: spread, repeats, launch cost, clock, temperature
    machine.json                          the GPU, the versions, the dates, and what was left out and why

Matrix products and attention have AIConfigurator's columns. A time is the median of repeats between CUDA events after a warm-up.
Weights and KV caches take turns with copies that exceed the L2 cache twice, for a server finds neither there. Calls under
2 ms are replayed from a CUDA graph, so that a figure is the kernel's own; `launch_ms`, the host's share, is timed apart.
An fp8 product leaves out the quantisation of its activations, and 4-bit floating point is widened: a GPU's own units for it
are not measured. --tables takes a part of the plan; with the same --out, another part can follow. Settings of the GPU are left as they are.
"""
from __future__ import annotations

import argparse
import contextlib
import json
import math
import platform
import re
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from gpu_measurement.files import TABLES, InputError, TableFile, first_line, write_json
from gpu_measurement.grid import FULL, IDLE, TINY, Grid, Point, make_plan, power_loads
from gpu_measurement.operators import ATTENTION_KERNELS, Operators
from gpu_measurement.power import Board, measure_power, measure_rest

FAILURES_BEFORE_A_TABLE_IS_LEFT_OUT = 3
# After work a board is watched for as long as so many loads are held.
LOADS_OF_A_REST = 20
METERED = ("power", "idle")
IDENTITY = ("name", "device", "torch", "attention_kernel", "tiny")


class MeasurementRun:
    """One run of a plan into a folder."""

    def __init__(self, folder: Path, operators: Any, board: Board | None, machine: dict[str, Any]) -> None:
        self.folder, self.operators, self.board = folder, operators, board
        version = machine["torch"].split("+")[0]
        names = {table: f"{machine['name']}_{table}_torch{version}.csv" for table in TABLES} | {
            table: f"{table}.csv" for table in (*METERED, "timings")}
        self.files = {table: TableFile(folder / names[table], form)
                      for table, form in TABLES.items() if table not in METERED or board}
        self.left_out = {} if board else dict.fromkeys(METERED, "no power reading was asked for or possible")
        self.failures: Counter[str] = Counter()
        self.machine = machine

    def run(self, plan: list[Point], grid: Grid, deadline: float, seconds_per_load: float) -> bool:
        """Takes the points that are missing until the deadline; says whether the plan is through."""
        shown = time.monotonic()
        for index, point in enumerate(plan):
            if point.table in self.left_out or point.shape in self.files[point.table]:
                continue
            now = time.monotonic()
            if now >= deadline:
                return False
            if now - shown >= 1:
                shown = now
                progress = f"{index} of {len(plan)} points, level {point.level}, {deadline - now:.0f} s left "
                print("\r" + progress, end="", file=sys.stderr)
            try:
                self.take(point, grid, seconds_per_load)
            except (RuntimeError, MemoryError) as error:
                self.note_failure(point, error)
        return True

    def take(self, point: Point, grid: Grid, seconds_per_load: float) -> None:
        """Measures one point and writes it."""
        if point.table in METERED:
            return self.files[point.table].append(point.shape, *self.watch(point, grid, seconds_per_load))
        if point.table == "launches":
            return self.files["launches"].append(point.shape, self.operators.host.launches(*point.shape))
        timing, kernel = self.operators.measure(point)
        if not 0 < timing.milliseconds < math.inf:
            raise RuntimeError(f"a time of {timing.milliseconds} ms")
        self.files[point.table].append(point.shape, {"latency_ms": timing.milliseconds, "kernel_source": kernel})
        board = self.board.latest() if self.board else None
        self.files["timings"].append((point.table, " ".join(map(str, point.shape))), {
            "latency_ms": timing.milliseconds, "relative_spread": timing.relative_spread, "repeats": timing.repeats,
            "mode": timing.mode, "launch_ms": "" if timing.launch_milliseconds is None else timing.launch_milliseconds,
            "sm_clock_mhz": board.sm_clock_mhz if board else "", "temperature_c": board.temperature_c if board else ""})

    def watch(self, point: Point, grid: Grid, seconds_per_load: float) -> list[dict[str, Any]]:
        """Watts under a load, or after it."""
        assert self.board, "watts are planned only with a meter"
        load = power_loads(grid).get(point.shape[0])
        if point.table == "power":
            assert load or point.shape == IDLE
            return [measure_power(self.operators, self.board, load, point.shape[1], seconds_per_load)]
        assert load, "a rest follows a load"
        return measure_rest(self.operators, self.board, load, seconds_per_load, LOADS_OF_A_REST * seconds_per_load)

    def note_failure(self, point: Point, error: Exception) -> None:
        """Passes over a point; a table that fails again and again is left out, and machine.json says why."""
        if isinstance(error, MemoryError):
            self.failures["out of memory"] += 1
            return
        self.failures[point.table] += 1
        if self.failures[point.table] >= FAILURES_BEFORE_A_TABLE_IS_LEFT_OUT:
            self.left_out[point.table] = f"{' '.join(map(str, point.shape))}: {first_line(error)}"

    def write_machine(self, plan: list[Point], complete: bool) -> None:
        """Says what was measured where."""
        planned = Counter(point.table for point in plan)
        write_json(self.folder / "machine.json", self.machine | {
            "updated": timestamp(), "complete": complete, "left_out": self.left_out, "failures": dict(self.failures),
            "points": {table: {"measured": len(file), "planned": planned[table]}
                       for table, file in self.files.items() if table != "timings"}})


def timestamp() -> str:
    """The present, in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def slug(device: str) -> str:
    """A GPU's name as it stands in file names: 'NVIDIA H100 80GB HBM3' is h100_80gb_hbm3."""
    return re.sub(r"[^a-z0-9]+", "_", device.lower().replace("nvidia", "").replace("geforce", "")).strip("_")


def resumed_machine(path: Path, machine: dict[str, Any]) -> dict[str, Any]:
    """The machine with the date at which its folder was begun; figures of two machines are not mixed."""
    if not path.exists():
        return machine | {"started": timestamp()}
    try:
        before = json.loads(path.read_text())
        differs = [f"{key} {before[key]!r}, here {machine[key]!r}" for key in IDENTITY if before[key] != machine[key]]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not from this script ({error!r}); choose another --out") from error
    if differs:
        raise InputError(f"{path.parent} holds figures of something else ({'; '.join(differs)}); choose another --out")
    return machine | {"started": before["started"]}


def positive_minutes(text: str) -> float:
    """A time budget."""
    minutes = float(text)
    if not 0 < minutes <= 10_000:
        raise argparse.ArgumentTypeError("minutes are a positive number, at most 10000")
    return minutes


def table_names(text: str) -> tuple[str, ...]:
    """Tables by name."""
    names = tuple(name.strip() for name in text.split(","))
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no table '{unknown[0]}'; there are {', '.join(TABLES)}")
    return names


def parse_arguments(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=positive_minutes, default=8.0, help="time budget (default 8)")
    parser.add_argument("--out", type=Path, help="folder for the files (default NAME-measured)")
    parser.add_argument("--name", help="the GPU's name in file names (default: from the driver)")
    parser.add_argument("--device", default="cuda", help="cuda, cuda:1, ... or cpu, to try the script (default cuda)")
    parser.add_argument("--tiny", action="store_true", help="toy shapes, to try the script")
    parser.add_argument("--tables", type=table_names, default=tuple(TABLES), metavar="NAME,...",
                        help=f"measure these only: {', '.join(TABLES)} (default all)")
    parser.add_argument("--attention", choices=("auto", *ATTENTION_KERNELS), default="auto",
                        help="default: the first that works of flash-attention 3, flash-attention 2, PyTorch's flash kernel")
    parser.add_argument("--nvidia-smi", metavar="PROGRAM",
                        help="what reads the power (default nvidia-smi with a GPU, none without)")
    return parser.parse_args(arguments)


def can_be_held(point: Point, grid: Grid, left_out: dict[str, str]) -> bool:
    """Whether the operators of a load work here; what is no load always can."""
    load = power_loads(grid).get(point.shape[0]) if point.table in METERED else None
    return load is None or load[0] not in left_out


def open_board(options: argparse.Namespace, operators: Operators) -> tuple[Board | None, dict[str, Any]]:
    """The board's meter, if it has one, and what machine.json says of it."""
    program = options.nvidia_smi or ("nvidia-smi" if operators.on_gpu else None)
    if program is None:
        return None, {}
    identifier = getattr(operators.properties, "uuid", None)
    try:
        board = Board(program, f"GPU-{identifier}" if identifier else str(operators.device.index or 0))
    except InputError as error:
        return None, {"power_reading": f"none: {error}"}
    return board, board.facts()


def run(options: argparse.Namespace) -> int:
    """Measures until the plan or the time is through."""
    begin = time.monotonic()
    seconds = options.minutes * 60
    operators = Operators(options.device, options.attention, 0.005 if options.tiny else 0.03)
    board, board_facts = open_board(options, operators)
    device = operators.machine()
    name = slug(options.name or device["device"])
    machine = {"name": name, "tiny": options.tiny, "python": platform.python_version()} | device | {"board": board_facts}
    folder = options.out or Path(f"{name}-measured")
    folder.mkdir(parents=True, exist_ok=True)
    machine = resumed_machine(folder / "machine.json", machine)
    grid = TINY if options.tiny else FULL
    whole = [point for point in make_plan(grid, kv_bytes_limit=operators.memory_bytes / 8)
             if can_be_held(point, grid, operators.left_out)]
    plan = [point for point in whole if point.table in options.tables]
    measuring = MeasurementRun(folder, operators, board, machine)
    measuring.left_out |= operators.left_out
    measuring.write_machine(whole, complete=False)
    complete = False
    try:
        with board or contextlib.nullcontext():
            complete = measuring.run(plan, grid, begin + seconds, 0.3 if options.tiny else min(6.0, max(2.0, seconds / 80)))
    except KeyboardInterrupt:
        print("\nstopped; the same command goes on from here", file=sys.stderr)
    measuring.write_machine(whole, complete and len(plan) == len(whole))
    print(f"\n{folder}: {'complete' if complete else 'not complete, as far as it got'}", file=sys.stderr)
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0, or 2 where what was asked for cannot be done."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(parse_arguments(arguments))
    except (InputError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
