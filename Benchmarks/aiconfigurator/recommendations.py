"""AIConfigurator: its installation, its question, and the files that it answers with."""
from __future__ import annotations

import csv
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

from questions import ComparisonError, Question, mean_lengths, run

RELEASE = "0.12.0"


@dataclass(frozen=True)
class Pool:
    """Replicas that are alike. `limits` are AIConfigurator's flags of the engine, by the keys of a scenario."""

    role: str
    tensor: int
    pipeline: int
    replicas: int
    limits: dict[str, int] = field(default_factory=dict)

    @property
    def accelerators(self) -> int:
        return self.tensor * self.pipeline * self.replicas

    @property
    def layout(self) -> str:
        return f"TP{self.tensor}" + (f" PP{self.pipeline}" if self.pipeline > 1 else "")


@dataclass(frozen=True)
class Recommendation:
    """AIConfigurator's answer: the cheaper of its best aggregated and its best disaggregated fleet."""

    pools: tuple[Pool, ...]
    in_flight: int
    requests_per_second: float
    ttft_ms: float
    tpot_ms: float
    longest_request: int | None
    tables: str
    cpu_seconds: float

    @property
    def accelerators(self) -> int:
        return sum(pool.accelerators for pool in self.pools)

    @property
    def layout(self) -> str:
        if len(self.pools) == 1:
            return f"{self.pools[0].replicas} x {self.pools[0].layout}"
        prefill, decode = self.pools
        return f"{prefill.replicas}P {prefill.layout} + {decode.replicas}D {decode.layout}"


def install(folder: Path) -> str:
    """Makes a virtual environment with AIConfigurator in `folder`, if there is none; returns the program's path."""
    program = folder / "bin" / "aiconfigurator"
    if not program.exists():
        print(f"Installing aiconfigurator {RELEASE} from PyPI", file=sys.stderr)
        run([sys.executable, "-m", "venv", str(folder)])
        run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", f"aiconfigurator=={RELEASE}"])
    return str(program)


def ask_aiconfigurator(program: str, question: Question, folder: Path) -> Recommendation:
    """Runs `recommend` on a question's mean lengths and reads the files that it writes."""
    prompt, output = mean_lengths(question.trace)
    command = [
        program, "cli", "recommend", "--model-path", question.checkpoint, "--system", question.system, "--backend", "vllm",
        "--target-request-rate", str(question.requests_per_second), "--isl", str(prompt), "--osl", str(output),
        "--ttft", str(question.ttft_ms), "--tpot", str(question.tpot_ms), "--top-n", "1", "--no-color", "--save-dir", str(folder),
    ]
    done = run(command)
    (folder / "log.txt").write_text(done.errors + done.output, encoding="utf-8")
    if f"AIConfigurator version: {RELEASE}" not in done.errors + done.output:
        raise ComparisonError(f"{program} does not say that it is release {RELEASE}; --answers FOLDER keeps its log")
    tables = sorted(folder.glob("**/best_config_topn.csv"))  # "agg" comes before "disagg", and wins where both cost the same
    found = [(table, rows[0]) for table in tables if (rows := list(csv.DictReader(table.open(encoding="utf-8"))))]
    if not found:
        raise ComparisonError(f"question {question.number}: AIConfigurator found no fleet; --answers FOLDER keeps its log")
    table, row = min(found, key=lambda pair: int(pair[1]["total_gpus_needed"]))
    return recommendation(question, row, table.parent, done.cpu_seconds)


def recommendation(question: Question, row: dict[str, str], folder: Path, cpu_seconds: float) -> Recommendation:
    """Reads one row of AIConfigurator's table and the script beside it that starts the servers."""
    units = int(row["replicas_needed"])
    roles = [("", "mixed", 1)]
    if "tp" not in row:
        roles = [("(p)", "prefill", int(row["(p)workers"])), ("(d)", "decode", int(row["(d)workers"]))]
    for prefix, role, _ in roles:
        formats = (row[f"{prefix}gemm"], row[f"{prefix}kvcache"])
        if formats != (question.products, question.cache) or int(row[f"{prefix}dp"]) != 1:
            raise ComparisonError(f"question {question.number}: a {role} worker is not as the question has it: {formats}")
    commands = server_commands(folder)
    return Recommendation(
        pools=tuple(
            Pool(role, int(row[f"{prefix}tp"]), int(row[f"{prefix}pp"]), units * workers, limits(command))
            for (prefix, role, workers), command in zip(roles, commands, strict=True)),
        in_flight=units * int(row["concurrency"]), requests_per_second=units * float(row["request_rate"]),
        ttft_ms=float(row["ttft"]), tpot_ms=float(row["tpot"]), longest_request=commands[0].get("max_model_tokens"),
        tables=row.get("version") or row["(p)version"], cpu_seconds=cpu_seconds)


def server_commands(folder: Path) -> list[dict[str, int]]:
    """The flags of each kind of server, in the order in which AIConfigurator's script starts them: prefill before decode."""
    flags = {"max_sequences": "max-num-seqs", "max_batched_tokens": "max-num-batched-tokens", "max_model_tokens": "max-model-len"}
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("top1/run_*.sh")))
    kinds: dict[str, dict[str, int]] = {}
    for line in text.splitlines():
        if "--tensor-parallel-size" not in line:
            continue
        kind = re.search(r"--disaggregation-mode (\w+)", line)
        found = {key: re.search(rf'--{flag} "?(\d+)', line) for key, flag in flags.items()}
        kinds[kind[1] if kind else "mixed"] = {key: int(match[1]) for key, match in found.items() if match}
    return [kinds[kind] for kind in ("mixed", "prefill", "decode") if kind in kinds]


def limits(command: dict[str, int]) -> dict[str, int]:
    """The flags that a run keeps: all but the longest request, which is looked at by itself."""
    return {key: value for key, value in command.items() if key != "max_model_tokens"}
