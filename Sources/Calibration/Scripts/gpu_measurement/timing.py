"""Medians of repeated timings, on the host's clock or on the GPU's."""
from __future__ import annotations

import itertools
import math
import statistics
import time
from dataclasses import dataclass
from typing import Any, Callable

Call = Callable[[], Any]

# Calls at least this long are launched one by one; their launch hides behind the kernel before.
GRAPH_BELOW_MILLISECONDS = 2.0
MOST_CALLS_IN_A_GRAPH = 256


@dataclass(frozen=True)
class Timing:
    """The median of some repeats and their interquartile range over it; the host's cost of a launch where it was taken."""

    milliseconds: float
    relative_spread: float
    repeats: int
    mode: str
    launch_milliseconds: float | None = None


def median_and_spread(samples: list[float]) -> tuple[float, float]:
    """The median, and the interquartile range as a share of it; a lone sample has no spread."""
    median = statistics.median(samples)
    if len(samples) < 2 or median == 0:
        return median, 0.0
    low, _, high = statistics.quantiles(samples, n=4, method="inclusive")
    return median, (high - low) / median


def repeat(sample: Callable[[], float], seconds: float) -> list[float]:
    """At least five samples (three where one takes half a second), more until `seconds` are spent or there are fifty."""
    samples: list[float] = []
    end = time.perf_counter() + seconds
    while len(samples) < 50 and (time.perf_counter() < end or len(samples) < (5 if sum(samples) < 1500 else 3)):
        samples.append(sample())
    return samples


class HostTimer:
    """Times calls that run on the CPU."""

    def time(self, calls: list[Call], seconds: float) -> Timing:
        """The median time of a call; calls take turns."""
        calls[0]()
        turns = itertools.cycle(calls)
        samples = repeat(lambda: host_milliseconds([next(turns)]), seconds)
        return Timing(*median_and_spread(samples), len(samples), "eager")


class CUDATimer:
    """Times calls that run on the GPU: with events, and in a CUDA graph where they are short."""

    def __init__(self, torch: Any) -> None:
        self.cuda, self.stream = torch.cuda, torch.cuda.Stream()

    def time(self, calls: list[Call], seconds: float) -> Timing:
        """The median time of a call; calls take turns."""
        self.cuda.synchronize()
        with self.cuda.stream(self.stream):
            for call in calls[:3]:
                call()
            once = self.milliseconds(calls[-1])
            if once >= GRAPH_BELOW_MILLISECONDS:
                turns = itertools.cycle(calls)
                samples = repeat(lambda: self.milliseconds(next(turns)), seconds)
                return Timing(*median_and_spread(samples), len(samples), "eager")
            count = max(len(calls), min(MOST_CALLS_IN_A_GRAPH, math.ceil(1 / max(once, 1e-3))))  # a millisecond of work
            calls = list(itertools.islice(itertools.cycle(calls), count))
            launch = host_milliseconds(calls) / count
        replay, mode = self.in_one(calls)
        with self.cuda.stream(self.stream):
            replay()
            samples = [sample / count for sample in repeat(lambda: self.milliseconds(replay), seconds)]
        return Timing(*median_and_spread(samples), len(samples), mode, launch)

    def in_one(self, calls: list[Call]) -> tuple[Call, str]:
        """A graph of the calls; or, where one of them cannot be in a graph, what makes them one by one."""
        graph = self.cuda.CUDAGraph()
        try:
            with self.cuda.graph(graph, stream=self.stream):
                for call in calls:
                    call()
        except RuntimeError:
            self.cuda.synchronize()
            return lambda: [call() for call in calls], "eager"
        return graph.replay, "graph"

    def milliseconds(self, work: Call) -> float:
        """Time of `work` on the GPU; a spin before it lets the host get ahead, so that no launch is waited for."""
        start, end = self.cuda.Event(enable_timing=True), self.cuda.Event(enable_timing=True)
        self.cuda._sleep(200_000)
        start.record()
        work()
        end.record()
        end.synchronize()
        return start.elapsed_time(end)


def host_milliseconds(calls: list[Call]) -> float:
    """Time that the host spends on `calls`, whether or not a GPU is done with them."""
    begin = time.perf_counter()
    for call in calls:
        call()
    return (time.perf_counter() - begin) * 1e3
