"""The questions, the lengths of their requests, and how a program is run."""
from __future__ import annotations

import csv
import resource
import statistics
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class ComparisonError(Exception):
    """What cannot be compared, in a sentence."""


@dataclass(frozen=True)
class Question:
    """One question, in the words of both programs. The formats are checked against what AIConfigurator took."""

    number: int
    title: str
    system: str
    checkpoint: str
    accelerator: str
    model: str
    trace: str
    requests_per_second: int
    ttft_ms: int
    tpot_ms: int
    products: str = "bfloat16"
    cache: str = "bfloat16"


QUESTIONS = (
    Question(1, "Llama-3.1-70B, H100", "h100_sxm", "meta-llama/Meta-Llama-3.1-70B", "h100-sxm", "llama-3.1-70b",
             "conversation", 20, 1000, 50),
    Question(2, "Llama-3.1-70B, B200", "b200_sxm", "meta-llama/Meta-Llama-3.1-70B", "b200", "llama-3.1-70b",
             "conversation", 20, 1000, 50),
    Question(3, "Llama-3.1-8B, H100", "h100_sxm", "meta-llama/Meta-Llama-3.1-8B", "h100-sxm", "llama-3.1-8b",
             "conversation", 40, 500, 25),
    Question(4, "Llama-3.1-8B, H100", "h100_sxm", "meta-llama/Meta-Llama-3.1-8B", "h100-sxm", "llama-3.1-8b",
             "code", 40, 500, 50),
    Question(5, "Qwen3-32B fp8, H200", "h200_sxm", "Qwen/Qwen3-32B-FP8", "h200", "Qwen/Qwen3-32B-FP8",
             "conversation", 20, 1000, 50, products="fp8_block", cache="fp8"),
)


@dataclass(frozen=True)
class Finished:
    """What a command that came to its end has written, and the CPU seconds that it took."""

    output: str
    errors: str
    cpu_seconds: float


def run(command: list[str], expected: tuple[int, ...] = (0,)) -> Finished:
    """Runs a command to its end, which has to be an expected one."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in expected:
        raise ComparisonError(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
    return Finished(done.stdout, done.stderr, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


@cache
def lengths(trace: str) -> list[tuple[int, int]]:
    """Prompt and output tokens of every request of a trace of this project."""
    with open(ROOT / "traces" / f"{trace}.csv", encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [(int(row["prompt_tokens"]), int(row["output_tokens"])) for row in rows]


def mean_lengths(trace: str) -> tuple[int, int]:
    """Mean prompt and mean output of a trace, in whole tokens."""
    prompts, outputs = zip(*lengths(trace))
    return round(statistics.mean(prompts)), round(statistics.mean(outputs))
