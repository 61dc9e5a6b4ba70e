"""The tables of docs/AIConfigurator.md."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from questions import Question, mean_lengths
from recommendations import RELEASE, Recommendation
from simulations import ENGINE, Outcome, Plan


@dataclass(frozen=True)
class Comparison:
    """A question, both answers, and what became of them."""

    question: Question
    recommendation: Recommendation
    plan: Plan
    refused: float | None
    on_trace: Outcome
    with_defaults: Outcome
    on_means: Outcome
    in_flight: Outcome
    spread: Outcome
    planned: Outcome


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table, whose first column alone is aligned to the left."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)] + rows
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def questions_table(comparisons: list[Comparison]) -> str:
    """What is asked."""
    head = ["question", "trace", "mean tokens", "requests/s", "TTFT", "TPOT"]
    return table(head, [
        [f"{each.number}. {each.title}", each.trace, "{:,} + {:,}".format(*mean_lengths(each.trace)), str(each.requests_per_second),
         f"{each.ttft_ms:,} ms", f"{each.tpot_ms} ms"] for each in (comparison.question for comparison in comparisons)])


def answers_table(comparisons: list[Comparison]) -> str:
    """What both answer, what it costs, how many real requests are within both limits, and what the answer took."""
    head = ["", "GPUs", "layout", "$/h", "within both limits, %", "CPU-s"]
    rows = []
    for each in comparisons:
        answer, plan = each.recommendation, each.plan
        rows += [
            [f"{each.question.number}. AIConfigurator", str(answer.accelerators), answer.layout, f"{each.on_trace.dollars_per_hour:.2f}",
             each.on_trace.share, f"{answer.cpu_seconds:.1f}"],
            [f"{each.question.number}. `windtunnel plan`", str(plan.accelerators), plan.layout, f"{each.planned.dollars_per_hour:.2f}",
             each.planned.share, f"{plan.cpu_seconds:.1f}"]]
    return table(head, rows)


def lengths_table(comparisons: list[Comparison]) -> str:
    """AIConfigurator's answers under the mean lengths and under real ones, with and without its flags."""
    head = ["", "mean lengths, %", "real lengths, %", "real, vLLM's limits, %", "its layout for 99 %", "its longest request",
            "longer in trace, %"]
    return table(head, [
        [f"{each.question.number}.", each.on_means.share, each.on_trace.share, each.with_defaults.share,
         each.plan.aggregated(each.recommendation.pools[0]) if len(each.recommendation.pools) == 1 else "-",
         "no flag" if each.refused is None else f"{each.recommendation.longest_request:,} tokens",
         "-" if each.refused is None else f"{100 * each.refused:.1f}"]
        for each in comparisons])


def times_table(comparisons: list[Comparison]) -> str:
    """What AIConfigurator promises for a number of requests in flight, and what a simulation of just that gives."""
    head = ["", "in flight", "", "TTFT ms", "TPOT ms", "requests/s"]
    rows = []
    for each in comparisons:
        answer = each.recommendation
        rows.append([f"{each.question.number}.", f"{answer.in_flight:,}", "AIConfigurator", f"{answer.ttft_ms:,.0f}",
                     f"{answer.tpot_ms:.1f}", f"{answer.requests_per_second:.1f}"])
        for name, simulated in (("simulated, outputs alike", each.in_flight), ("simulated, outputs spread", each.spread)):
            rows.append(["", "", name, f"{simulated.ttft_p50_ms:,.0f}", f"{simulated.tpot_mean_ms:.1f}",
                         f"{simulated.requests_per_second:.1f}"])
    return table(head, rows)


def figures(comparisons: list[Comparison], version: str) -> str:
    """All tables, with a line on what made them."""
    tables = ", ".join(sorted({each.recommendation.tables for each in comparisons}))
    return "\n\n".join([
        f"AIConfigurator {RELEASE} with its tables of vLLM {tables}; Windtunnel {version} with the preset `{ENGINE}`; {date.today()}.",
        "### What is asked", questions_table(comparisons),
        "### What both answer", answers_table(comparisons),
        "### AIConfigurator's answers: means against tails", lengths_table(comparisons),
        "### AIConfigurator's answers: its own operating point", times_table(comparisons)])
