"""Writes results.ipynb, so that the notebook is kept as text that can be read and compared."""

import json
import pathlib

CELLS = [
    (
        "markdown",
        """# Results of Windtunnel runs

Draws what `windtunnel export --to results` has written: who waited how long, and what the cluster did meanwhile.
Set `FOLDER` to the folder of the CSV files. `columns.csv` there says of every column what it is and in which unit.""",
    ),
    (
        "code",
        """import pathlib

import matplotlib.pyplot as plt
import pandas as pd

FOLDER = pathlib.Path("results")

runs, metrics, requests, series, columns = (
    pd.read_csv(FOLDER / f"{name}.csv") for name in ("runs", "metrics", "requests", "series", "columns")
)
label = {row.id: f"{row.name_} (run {row.id})" for row in runs.rename(columns={"name": "name_"}).itertuples()}
runs[["id", "name", "status", "router", "seed", "arrived", "finished", "rejected", "unfinished"]]""",
    ),
    ("markdown", "## Every metric of every run"),
    (
        "code",
        """wanted = ["ttft", "tpot", "itl", "e2e", "scheduling_delay"]
table = metrics[metrics.metric.isin(wanted)].assign(run=metrics.run.map(label))
table.pivot(index="run", columns="metric", values=["mean", "p50", "p99"]).round(1)""",
    ),
    (
        "markdown",
        """## How latencies are spread

One curve a run: the share of requests that waited no longer. The axis is logarithmic, for the tail is what matters.
Runs that recorded summaries only have no curve.""",
    ),
    (
        "code",
        """figure, axes = plt.subplots(1, 3, figsize=(13, 4), sharey=True)
for axis, (column, title) in zip(
    axes,
    [
        ("ttftMilliseconds", "time to first token, ms"),
        ("tpotMilliseconds", "time per output token, ms"),
        ("e2eMilliseconds", "end to end, ms"),
    ],
):
    for run, rows in requests.groupby("run"):
        values = rows[column].dropna().sort_values()
        values = values[values > 0]
        if len(values):
            axis.step(values, [(rank + 1) / len(values) for rank in range(len(values))], where="post", label=label[run])
    axis.set_xscale("log")
    axis.set_xlabel(title)
    axis.grid(alpha=0.3)
axes[0].set_ylabel("share of requests")
axes[0].legend()
figure.tight_layout()
figure.savefig("latencies.png", dpi=120)""",
    ),
    (
        "markdown",
        """## How many requests ran at once

Counted from the requests themselves, admitted and not yet ended, so that it is there for a measured run as well, which
has no series. A simulation that follows its measurement has the same curve.""",
    ),
    (
        "code",
        """figure, axis = plt.subplots(figsize=(11, 3.5))
for run, rows in requests.groupby("run"):
    starts = rows.arrivalSeconds + rows.schedulingDelayMilliseconds / 1e3
    ends = rows.arrivalSeconds + rows.e2eMilliseconds / 1e3
    changes = pd.concat([pd.Series(1, starts), pd.Series(-1, ends)]).sort_index().cumsum()
    axis.step(changes.index, changes, where="post", label=label[run], linewidth=0.8)
axis.set_xlabel("seconds")
axis.set_ylabel("requests running")
axis.set_ylim(bottom=0)
axis.grid(alpha=0.3)
axis.legend()
figure.tight_layout()
figure.savefig("running.png", dpi=120)""",
    ),
    ("markdown", "## What the cluster did over time"),
    (
        "code",
        """drawn = [
    ("waiting", "requests waiting"),
    ("running", "requests running"),
    ("kvShare", "share of KV blocks"),
    ("outputTokensPerSecond", "output tokens/s"),
    ("watts", "watts"),
]
figure, axes = plt.subplots(len(drawn), 1, figsize=(11, 2 * len(drawn)), sharex=True)
for axis, (column, title) in zip(axes, drawn):
    for run, rows in series.groupby("run"):
        axis.step(rows.startSeconds, rows[column], where="post", label=label[run])
    axis.set_ylabel(title)
    axis.grid(alpha=0.3)
    axis.set_ylim(bottom=0)
axes[0].legend()
axes[-1].set_xlabel("seconds of simulated time")
figure.tight_layout()
figure.savefig("series.png", dpi=120)""",
    ),
]


def notebook():
    cells = []
    for number, (kind, text) in enumerate(CELLS):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


if __name__ == "__main__":
    target = pathlib.Path(__file__).parent / "results.ipynb"
    target.write_text(json.dumps(notebook(), indent=1) + "\n")
    print(f"{target.name}: {len(CELLS)} cells")
