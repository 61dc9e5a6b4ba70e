"""Watts, clocks and temperature of the board, read through nvidia-smi, under steady loads."""
from __future__ import annotations

import importlib
import math
import shutil
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass
from typing import IO, Any, Callable, cast

from .files import InputError
from .grid import Shape
from .operators import Operators
from .timing import Call, median_and_spread
from .work import work

READINGS = ("clocks.sm", "clocks.mem", "temperature.gpu")
FACTS = ("name", "driver_version", "power.limit", "power.max_limit", "clocks.max.sm", "clocks.max.mem")
# `power.draw` alone is a mean over a second on newer boards; older drivers do not know the instant one.
POWER_FIELDS = ("power.draw.instant", "power.draw")
BURST_SECONDS = 0.02
PATIENCE_SECONDS = 5.0  # so long a load is held on where no reading has come
TICK_SECONDS = 0.005
LAUNCHES_AHEAD = 2000  # so many a burst at most, for short calls would fill the queue to the GPU


@dataclass(frozen=True)
class Reading:
    """One line of nvidia-smi."""

    at: float
    watts: float
    sm_clock_mhz: float
    memory_clock_mhz: float
    temperature_c: float


class Board:
    """One GPU as nvidia-smi sees it, read ten times a second while the `with` block lasts."""

    def __init__(self, program: str, identifier: str) -> None:
        if shutil.which(program) is None:
            raise InputError(f"there is no program '{program}'")
        self.program, self.identifier = program, identifier
        self.readings: list[Reading] = []
        self.ticks: list[tuple[float, float]] = []  # when the energy counter moved, and to how many joules
        works = (field for field in POWER_FIELDS if numeric(self.query(field)[0]))
        self.power_field = next(works, "")
        if not self.power_field:
            raise InputError("nvidia-smi reports no power for this GPU")
        self.counter = energy_counter(identifier)

    def query(self, *fields: str) -> list[str]:
        """The present values of some fields; empty where the driver does not know one."""
        try:
            done = subprocess.run(self.command(*fields), capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"'{self.program}' does not answer: {error}") from error
        cells = [cell.strip() for cell in done.stdout.strip().split(",")]
        return cells if done.returncode == 0 and len(cells) == len(fields) else [""] * len(fields)

    def command(self, *fields: str) -> list[str]:
        """The command that prints these fields."""
        return [self.program, "-i", self.identifier, f"--query-gpu={','.join(fields)}", "--format=csv,noheader,nounits"]

    def facts(self) -> dict[str, str]:
        """The driver and the limits, for machine.json."""
        known = {field.replace(".", "_"): self.query(field)[0] for field in FACTS}
        counter = {"energy_counter": "NVML" if self.counter else "none"}
        return {"power_reading": self.power_field} | counter | {field: value for field, value in known.items() if value}

    def __enter__(self) -> Board:
        command = [*self.command(self.power_field, *READINGS), "-lms", "100"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        self.ended = threading.Event()
        self.watcher = threading.Thread(target=self.count, daemon=True)
        self.watcher.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.ended.set()
        self.watcher.join(timeout=5)
        self.process.terminate()
        self.process.wait()
        self.reader.join(timeout=5)

    def read(self) -> None:
        """Keeps every line that holds figures."""
        with cast(IO[str], self.process.stdout) as lines:
            for line in lines:
                cells = line.split(",")
                if len(cells) == 1 + len(READINGS) and all(map(numeric, cells)):
                    self.readings.append(Reading(time.perf_counter(), *map(float, cells)))

    def count(self) -> None:
        """Notes each move of the energy counter: a mean between two moves is right, however seldom it moves."""
        while self.counter and not self.ended.wait(TICK_SECONDS):
            joules = self.counter()
            if not self.ticks or joules != self.ticks[-1][1]:
                self.ticks.append((time.perf_counter(), joules))

    def counted_watts(self, since: float) -> float | None:
        """The mean power between the first and the last move of the energy counter since then; None without two."""
        ticks = [tick for tick in self.ticks if tick[0] >= since]
        return (ticks[-1][1] - ticks[0][1]) / (ticks[-1][0] - ticks[0][0]) if len(ticks) > 1 else None

    def since(self, begin: float) -> list[Reading]:
        """The readings from then on."""
        return [reading for reading in self.readings if reading.at >= begin]

    def latest(self) -> Reading | None:
        """The last reading, if there is any."""
        return self.readings[-1] if self.readings else None


def numeric(cell: str) -> bool:
    """Whether a cell is a figure, not `[N/A]`."""
    try:
        return float(cell) >= 0
    except ValueError:
        return False


def energy_counter(identifier: str) -> Callable[[], float] | None:
    """Reads the joules that the GPU counts of itself, where NVML's package for Python is installed and the GPU has a counter."""
    try:
        nvml = importlib.import_module("pynvml")
        nvml.nvmlInit()
        by_name = identifier.startswith("GPU-")
        handle = nvml.nvmlDeviceGetHandleByUUID(identifier) if by_name else nvml.nvmlDeviceGetHandleByIndex(int(identifier))
        nvml.nvmlDeviceGetTotalEnergyConsumption(handle)
    except Exception:  # NVML's errors are classes of its own, and without a counter watts are still read
        return None
    return lambda: nvml.nvmlDeviceGetTotalEnergyConsumption(handle) / 1000


def build_load(operators: Operators, load: tuple[str, Shape] | None) -> tuple[list[Call], tuple[float, float]]:
    """The calls of a load with the arithmetic and the traffic of one; neither when idle."""
    if load is None:
        return [], (0.0, 0.0)
    table, shape = load
    return operators.builders[table](*shape), work(table, shape)


def measure_power(
    operators: Operators, board: Board, load: tuple[str, Shape] | None, duty: int, seconds: float
) -> dict[str, Any]:
    """Holds a load for `seconds` and describes its second half. A duty below 100 % alternates bursts with rests."""
    calls, (operations, traffic) = build_load(operators, load)
    end = time.perf_counter() + seconds
    settled, done, burst = math.inf, 0, 1  # the window opens with the first burst of the second half
    while (now := time.perf_counter()) < end or (now < end + PATIENCE_SECONDS and not board.since(settled)):
        if now >= end - seconds / 2:
            settled = min(settled, now)
            done += burst
        if not calls:
            time.sleep(BURST_SECONDS)
            continue
        for index in range(burst):
            calls[index % len(calls)]()
        operators.synchronise()
        busy = time.perf_counter() - now
        time.sleep(busy * (100 - duty) / duty)
        if settled == math.inf and busy < BURST_SECONDS / 2:
            burst = min(LAUNCHES_AHEAD, max(burst, round(burst * BURST_SECONDS / busy)))
    elapsed = time.perf_counter() - settled
    counted = board.counted_watts(settled)
    kept = board.since(settled)
    if not kept:
        raise RuntimeError("nvidia-smi gave no reading in time")
    watts, spread = median_and_spread([reading.watts for reading in kept])
    median = {name: statistics.median(getattr(reading, name) for reading in kept)
              for name in ("sm_clock_mhz", "memory_clock_mhz", "temperature_c")}
    calls_per_second = done / elapsed if calls else 0.0
    return {"watts": watts, "relative_spread": spread, "samples": len(kept), **median,
            "counted_watts": "" if counted is None else counted, "tflops": calls_per_second * operations * 1e-12,
            "gigabytes_per_second": calls_per_second * traffic * 1e-9, "calls_per_second": calls_per_second}


def measure_rest(
    operators: Operators, board: Board, load: tuple[str, Shape], work_seconds: float, rest_seconds: float
) -> list[dict[str, float]]:
    """Every reading of a rest after a load, with the seconds since the load ended."""
    calls, _ = build_load(operators, load)
    end = time.perf_counter() + work_seconds
    while time.perf_counter() < end:
        calls[0]()
        operators.synchronise()
    begin = time.perf_counter()
    time.sleep(rest_seconds)
    readings = board.since(begin)
    if not readings:
        raise RuntimeError("nvidia-smi gave no reading in time")
    return [{"seconds": reading.at - begin, "watts": reading.watts, "sm_clock_mhz": reading.sm_clock_mhz,
             "memory_clock_mhz": reading.memory_clock_mhz, "temperature_c": reading.temperature_c} for reading in readings]
