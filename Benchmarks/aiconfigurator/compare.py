#!/usr/bin/env python3
"""Puts five questions to AIConfigurator's `recommend` and to `windtunnel plan`, and simulates both answers.

    make build
    python3 Benchmarks/aiconfigurator/compare.py           prints the tables; some six minutes, Python 3.10 or later
    python3 Benchmarks/aiconfigurator/compare.py --page    puts them into docs/AIConfigurator.md

AIConfigurator is installed from PyPI into a virtual environment of its own, which is removed at the end; --environment
keeps it for the next time, --aiconfigurator names a program that is there already, and --answers keeps what both said.
Nothing but the standard library is needed here.

A question is a model on one type of GPU, requests a second with the lengths of a trace, and limits for TTFT and TPOT.
AIConfigurator gets the mean lengths; `plan` gets the trace, and holds the limits for 99 % of the requests. Both answers
are then run on the lengths of the trace with seeds that `plan` does not use, and AIConfigurator's on the mean lengths as
well: at the rate asked for, and at the number of requests in flight for which it promises its latencies.
"""
from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from questions import QUESTIONS, ROOT, ComparisonError, Question, lengths, run
from recommendations import RELEASE, ask_aiconfigurator, install
from simulations import (
    Outcome, ask_windtunnel, fleet, load_in_flight, load_in_flight_spread, load_of_means, load_of_trace, scenario, simulate,
    write_scenario)
from tables import Comparison, figures

PAGE = ROOT / "docs" / "AIConfigurator.md"
BEGIN, END = "<!-- figures of Benchmarks/aiconfigurator/compare.py -->", "<!-- end of the figures -->"


def compare(question: Question, aiconfigurator: str, windtunnel: str, folder: Path) -> Comparison:
    """Asks both, and simulates what they answer."""
    print(f"Question {question.number}: {question.title}", file=sys.stderr)
    folder.mkdir(parents=True, exist_ok=True)
    answer = ask_aiconfigurator(aiconfigurator, question, fresh_folder(folder))
    plan = ask_windtunnel(windtunnel, question, folder)
    warm_up = {"run": {"warm_up": f"{2 * answer.in_flight} requests"}}

    def outcome(name: str, load: dict[str, Any], **more: Any) -> Outcome:
        return simulate(windtunnel, write_scenario(folder / f"{name}.yaml", scenario(question, load, **more)))

    longest = answer.longest_request
    requests = lengths(question.trace)
    return Comparison(
        question, answer, plan,
        refused=sum(sum(request) > longest for request in requests) / len(requests) if longest else None,
        on_trace=outcome("aiconfigurator-on-trace", load_of_trace(question), **fleet(answer)),
        with_defaults=outcome("aiconfigurator-with-defaults", load_of_trace(question), **fleet(answer, with_limits=False)),
        on_means=outcome("aiconfigurator-on-means", load_of_means(question), **fleet(answer)),
        in_flight=outcome("aiconfigurator-in-flight", load_in_flight(question, answer.in_flight), **fleet(answer), **warm_up),
        spread=outcome("aiconfigurator-spread", load_in_flight_spread(question, answer.in_flight), **fleet(answer), **warm_up),
        planned=simulate(windtunnel, folder / "question.yaml", plan.settings))


def fresh_folder(folder: Path) -> Path:
    """A folder of its own for each answer of AIConfigurator, which adds to what it finds."""
    return Path(tempfile.mkdtemp(prefix="recommend-", dir=folder))


def write_page(text: str) -> None:
    """Puts the figures between the two marks of the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ComparisonError(f"{PAGE}: the marks around the figures are missing")
    PAGE.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def options() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--windtunnel", default=str(ROOT / ".build" / "release" / "windtunnel"), metavar="PROGRAM")
    parser.add_argument("--aiconfigurator", metavar="PROGRAM", help=f"one that is installed, of release {RELEASE}")
    parser.add_argument("--environment", type=Path, metavar="FOLDER", help="where to install it, and to find it the next time")
    parser.add_argument("--answers", type=Path, metavar="FOLDER", help="keep scenarios, answers and databases there")
    parser.add_argument("--question", type=int, action="append", choices=[each.number for each in QUESTIONS],
                        help="ask this one only; may be repeated")
    parser.add_argument("--page", action="store_true", help="write the tables into docs/AIConfigurator.md")
    return parser.parse_args()


def main() -> None:
    """Compares, and prints the tables or writes them into the page."""
    chosen = options()
    if chosen.page and chosen.question:
        raise ComparisonError("--page takes all questions")
    with tempfile.TemporaryDirectory() as scratch:
        aiconfigurator = chosen.aiconfigurator or install((chosen.environment or Path(scratch) / "environment").resolve())
        version = run([chosen.windtunnel, "--version"]).output.strip()
        folder = (chosen.answers or Path(scratch) / "answers").resolve()
        comparisons = [
            compare(question, aiconfigurator, chosen.windtunnel, folder / str(question.number))
            for question in QUESTIONS if not chosen.question or question.number in chosen.question]
    text = figures(comparisons, version)
    if chosen.page:
        write_page(text)
    else:
        print(text)


if __name__ == "__main__":
    try:
        main()
    except (ComparisonError, OSError) as error:
        sys.exit(f"error: {error}")
