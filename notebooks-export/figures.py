"""Figures over what `windtunnel export --to results` writes, each a function that takes the frames and returns a figure.

    import figures
    frames = figures.read("results")
    figures.latency_against_load(frames).savefig("latency.png")

Runs that differ in their seed only are one curve with a band; a curve stands for what varies beside the load. Latencies are those of
requests that were served: where more than one in a hundred was turned away, points are hollow. `to_parquet` turns an export into Parquet.
"""

import pathlib
import re

import matplotlib.pyplot as plt
import matplotlib.ticker
import numpy as np
import pandas as pd

COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"]
LINES = ["-", "--", ":", "-."]
REJECTS = 0.01
STYLE = {"font.size": 9, "axes.grid": True, "grid.alpha": 0.3, "legend.frameon": False, "figure.dpi": 100, "savefig.dpi": 100}
plt.rcParams.update(STYLE)


def read(folder):
    """The frames of an export by the names of its files, `columns` with unit and meaning of every column among them."""
    frames = {path.stem: pd.read_csv(path) for path in sorted(pathlib.Path(folder).glob("*.csv"))}
    if "runs" not in frames:
        raise FileNotFoundError(f"{folder} holds no runs.csv; windtunnel export --to {folder} writes it")
    return frames


def to_parquet(folder, target):
    """Writes every table of an export as Parquet into `target`, with unit and meaning of each column in its field's metadata."""
    import pyarrow
    import pyarrow.parquet

    frames = read(folder)
    documented = {(row.file, row.column): row for row in frames["columns"].fillna("").itertuples()}
    pathlib.Path(target).mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        table = pyarrow.Table.from_pandas(frame, preserve_index=False)
        for index, field in enumerate(table.schema):
            if row := documented.get((f"{name}.csv", field.name)):
                said = field.with_metadata({"unit": row.unit, "meaning": row.meaning})
                table = table.cast(table.schema.set(index, said))
        pyarrow.parquet.write_table(table, pathlib.Path(target) / f"{name}.parquet")


def select(frames, runs):
    """The frames of these runs alone, a sequence of numbers."""
    return {name: frame[frame.run.isin(runs)] if "run" in frame else frame for name, frame in frames.items()}


def of_sweep(frames, sweep):
    """The frames of the runs of a sweep alone."""
    members = frames["sweepruns"]
    return select(frames, members[members.sweep == sweep].run)


def groups(runs):
    """The runs of each curve with its name: by all that varies beside the load."""
    keys = [key for key in runs.columns if key.startswith("vary.") and not key.endswith(".rate") and runs[key].nunique() > 1]
    if not keys:
        return [(name, rows) for name, rows in runs.groupby("name" if runs.offeredPerSecond.isna().all() else "scheduler")]
    parts = runs.groupby(keys, dropna=False)
    return [(", ".join(f"{key.split('.')[-1]} {word(value)}" for key, value in zip(keys, values)), rows) for values, rows in parts]


def word(value):
    """A value as it was written: pandas reads whole numbers as others where some are missing."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def style(index):
    """A colour with a line of its own, so that curves are told apart without colour too."""
    return {"color": COLOURS[index % len(COLOURS)], "linestyle": LINES[index // len(COLOURS) % len(LINES)]}


def limits(frames):
    """The limits of the objective in ms, by metric, and the share of requests that is to keep them."""
    demands = frames["demands"]
    if demands.empty:
        return {}, None
    found = re.findall(r"(\w+) <= ([\d.]+) (ms|s)", " and ".join(demands.limits.unique()))
    return {name: float(number) * (1000 if unit == "s" else 1) for name, number, unit in found}, demands.askedShare.max()


def band(axis, rows, column, look, label=None):
    """A curve over the load: the mean over the seeds, with a band from the least to the greatest of them."""
    seeds = rows.groupby("offeredPerSecond")[column].agg(["mean", "min", "max"])
    rejects = rows.groupby("offeredPerSecond").rejectedShare.mean() > REJECTS
    axis.plot(seeds.index, seeds["mean"], label=label, linewidth=1.6, **look)
    axis.fill_between(seeds.index, seeds["min"], seeds["max"], color=look["color"], alpha=0.2, linewidth=0)
    for hollow, points in seeds["mean"].groupby(rejects):
        axis.plot(points.index, points, "o", markersize=4.5, color=look["color"], markerfacecolor="white" if hollow else look["color"])


def logarithmic(axis):
    """A logarithmic axis whose numbers can be read: 1, 2, 5, 10 and so on, and fewer where it is long."""
    axis.axes.autoscale_view()
    low, high = sorted(axis.get_view_interval())
    decades = np.log10(high / low) if low > 0 else 9
    axis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5) if decades < 1.7 else (1, 3) if decades < 2.5 else (1,)))
    axis.set_major_formatter("{x:,g}")
    axis.set_minor_formatter("")


def finished(figure, names, hollow=None):
    """The figure with one legend above all panels, which covers none of them; `hollow` is what hollow points say."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    if hollow and any(line.get_markerfacecolor() == "white" for axis in figure.axes for line in axis.get_lines()):
        handles.append(plt.Line2D([], [], linestyle="", marker="o", markersize=4.5, color="0.3", markerfacecolor="white"))
        labels.append(hollow)
    if handles:
        columns = max(1, min(len(labels), int(110 / (8 + max(map(len, labels))))))
        figure.legend(handles, labels, loc="outside upper center", ncols=columns)
    for axis, name in zip(figure.axes, names):
        axis.set_ylabel(name)
    plt.close(figure)
    return figure


def latency_against_load(frames, columns=(("ttftP99", "TTFT p99, ms"), ("tpotP99", "TPOT p99, ms"))):
    """Tail latencies over the offered load, with bands over the seeds and the objective's limits."""
    figure, axes = plt.subplots(1, len(columns), figsize=(4.1 * len(columns), 3.3), layout="constrained", squeeze=False)
    asked, _ = limits(frames)
    runs = frames["runs"].dropna(subset=["offeredPerSecond"])
    for axis, (column, name) in zip(axes[0], columns):
        for index, (label, rows) in enumerate(groups(runs)):
            band(axis, rows, column, style(index), label)
        if limit := asked.get(column[:-3]):
            axis.axhline(limit, color="0.3", linewidth=1)
            axis.annotate(f"objective {limit:g} ms", (0.02, limit), xycoords=("axes fraction", "data"), va="bottom", fontsize=8)
        axis.set(yscale="log", xlabel="offered, requests/s")
        logarithmic(axis.yaxis)
    return finished(figure, [name for _, name in columns], "of those served: over 1 % rejected")


def goodput_against_load(frames):
    """Requests a second that keep the objective, and the share of all that does, over the offered load."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.3), layout="constrained")
    runs = frames["runs"].dropna(subset=["offeredPerSecond", "goodputPerSecond"])
    for index, (label, rows) in enumerate(groups(runs)):
        band(left, rows, "goodputPerSecond", style(index), label)
        band(right, rows, "attainedShare", style(index))
    if len(runs):
        most = runs.offeredPerSecond.max()
        left.plot([0, most], [0, most], color="0.6", linewidth=0.8)
        left.annotate("all that is offered ", (most * 0.6, most * 0.6), ha="right", va="bottom", fontsize=8, color="0.4")
    if asked := limits(frames)[1]:
        right.axhline(asked, color="0.3", linewidth=1)
        right.annotate(f"asked {asked:.4g}", (0.98, asked), xycoords=("axes fraction", "data"), ha="right", va="bottom", fontsize=8)
    for axis in (left, right):
        axis.set(xlabel="offered, requests/s", ylim=(0, None))
    right.set_ylim(0, 1.1)
    return finished(figure, ["goodput, requests/s", "share within the objective"], "over 1 % rejected")


def survival(values, weights, lost):
    """Points of 1 - CDF of all requests: those lost are longer than anything, and stand as a step at the end."""
    order = np.argsort(values)
    values, weights = np.asarray(values)[order], np.asarray(weights, dtype=float)[order]
    above = 1 - np.cumsum(weights) / (weights.sum() + lost)
    few = np.unique(np.searchsorted(-above, -np.geomspace(1, max(above.min(), 1e-6), 300)).clip(0, len(values) - 1))
    return values[few], above[few]


def tails(frames, load=None):
    """1 - CDF of TTFT, TPOT and token gaps on logarithmic axes, at one load: the greatest where nobody says."""
    figure, axes = plt.subplots(1, 3, figsize=(8.4, 3.3), layout="constrained", sharey=True)
    asked, share = limits(frames)
    right = {axis: asked.get(name, 0) for axis, name in zip(axes, ["ttft", "tpot", "itl"])}
    runs = frames["runs"]
    runs = runs[runs.offeredPerSecond == (load or runs.offeredPerSecond.max())] if runs.offeredPerSecond.notna().any() else runs
    for index, (label, rows) in enumerate(groups(runs)):
        lost = rows.measuredRejected.sum() + rows.measuredUnfinished.sum()
        for axis, column in zip(axes, ["ttftMilliseconds", "tpotMilliseconds", None]):
            if column:
                values = frames["requests"][frames["requests"].run.isin(rows.run)][column].dropna()
                weights, missing = np.ones(len(values)), lost
            else:
                gaps = frames["gaps"][frames["gaps"].run.isin(rows.run)]
                values, weights, missing = gaps.toMilliseconds, gaps.gaps, 0
            if len(values):
                x, y = survival(values, weights, missing)
                axis.step(x, y, where="post", label=label, linewidth=1.6, **style(index))
                right[axis] = max(right[axis], x[-1])
                if missing:
                    # Longer than anything: from the last that was served to the edge.
                    axis.plot([x[-1], x[-1] * 1e3], [y[-1], y[-1]], linewidth=1.6, **style(index))
                    said = dict(xycoords=("axes fraction", "data"), va="top", fontsize=8, color=style(index)["color"])
                    axis.annotate(f"{y[-1]:.1%} not served", (0.03, y[-1]), **said)
    for axis, name in zip(axes, ["ttft", "tpot", "itl"]):
        axis.set(xscale="log", yscale="log", ylim=(1e-4, 1.1), xlabel=f"{name.upper()}, ms")
        if limit := asked.get(name):
            axis.axvline(limit, color="0.3", linewidth=1)
            axis.plot([limit], [1 - share], "kx", markersize=6)
        if right[axis]:
            axis.set_xlim(None, right[axis] * 1.5)
        logarithmic(axis.xaxis)
    return finished(figure, ["share of requests above"])


def pareto(frames):
    """What a user gets against what an accelerator gives: a curve a layout over the load, the front of those that keep the objective."""
    figure, axis = plt.subplots(figsize=(6.4, 3.9), layout="constrained")
    runs = frames["runs"].dropna(subset=["tokensPerSecondPerUser"])
    x, y = "tokensPerSecondPerUser", "tokensPerSecondPerAccelerator"
    for index, (label, rows) in enumerate(groups(runs)):
        means = rows.groupby("offeredPerSecond", dropna=False)[[x, y, "objectiveMet"]].mean()
        axis.plot(means[x], means[y], label=label, linewidth=1, alpha=0.7, **style(index))
        for holds, points in means.groupby(means.objectiveMet.fillna(1) == 1):
            colour = style(index)["color"]
            axis.plot(points[x], points[y], "o", markersize=4.5, color=colour, markerfacecolor=colour if holds else "white")
    kept = runs[runs.objectiveMet.fillna(1) == 1].sort_values(x, ascending=False)
    front = kept[kept[y] > kept[y].cummax().shift(fill_value=0)]
    axis.step(front[x], front[y], where="pre", color="0.2", linewidth=2.2, alpha=0.35, label="Pareto front")
    axis.set(xlabel="tokens/s a user", ylim=(0, None))
    return finished(figure, ["output tokens/s an accelerator"], "misses the objective")


def gantt(frames, run, replica=0, start=0.0, seconds=2.5):
    """A replica for some seconds: its requests from arrival to end, and below them what each iteration held."""
    figure, axes = plt.subplots(
        3, 1, figsize=(8.4, 5), layout="constrained", sharex=True, gridspec_kw={"height_ratios": [4, 1, 1]})
    batches = frames["iterations"].query("run == @run and replica == @replica and endSeconds > @start")
    batches = batches[batches.startSeconds < start + seconds]
    rows = frames["requests"].query("run == @run and replica == @replica and arrivalSeconds < @start + @seconds")
    rows = rows[rows.arrivalSeconds + rows.e2eMilliseconds / 1e3 > start].sort_values("arrivalSeconds")
    ends = [rows.arrivalSeconds + rows[f"{name}Milliseconds"] / 1e3 for name in ("schedulingDelay", "ttft", "e2e")]
    phases = [("waits", "#bbbbbb"), ("prefill", COLOURS[1]), ("decode", COLOURS[0])]
    for (name, colour), left, right in zip(phases, [rows.arrivalSeconds, *ends[:2]], ends):
        axes[0].barh(range(len(rows)), right - left, left=left, height=0.75, color=colour, label=name)
    axes[0].invert_yaxis()
    width = batches.endSeconds - batches.startSeconds
    for axis, column, colour in zip(axes[1:], ["prefillTokens", "decodeSequences"], [COLOURS[1], COLOURS[0]]):
        axis.bar(batches.startSeconds, batches[column], width, align="edge", color=colour, edgecolor="white", linewidth=0.3)
    axes[2].set(xlim=(start, start + seconds), xlabel="seconds of simulated time")
    return finished(figure, ["requests, by arrival", "prompt tokens", "decoding"])
