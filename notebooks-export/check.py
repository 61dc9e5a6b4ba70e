"""Checks figures and notebook on a fresh export: check.py EXPORT NOTEBOOK PICTURES. Says what is wrong, and fails."""

import json
import pathlib
import sys
import tempfile

import matplotlib
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg

matplotlib.use("Agg")

import figures  # noqa: E402
import make_notebook  # noqa: E402

LARGEST_PICTURE = 80_000


def check(condition, what):
    if not condition:
        sys.exit(f"notebook: FAILED: {what}")


def texts_overlap(figure):
    """Whether two of the numbers of an axis, or the legend and a panel, lie over each other."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    for axis in figure.axes:
        for ticks, side in ((axis.get_xticklabels(), "x"), (axis.get_yticklabels(), "y")):
            boxes = [tick.get_window_extent(renderer) for tick in ticks if tick.get_text() and tick.get_visible()]
            spans = [sorted(box.intervalx if side == "x" else box.intervaly) for box in boxes]
            panel = axis.get_window_extent(renderer)
            low, high = sorted(panel.intervalx if side == "x" else panel.intervaly)
            # Numbers beyond the panel's ends are not drawn.
            spans = sorted(span for span in spans if low - 1 <= sum(span) / 2 <= high + 1)
            if any(first[1] > second[0] for first, second in zip(spans, spans[1:])):
                return f"numbers of an {side} axis"
        for legend in figure.legends:
            if legend.get_window_extent(renderer).overlaps(axis.get_window_extent(renderer)):
                return "the legend and a panel"
    return None


def drawn(frames, layouts, recorded):
    """Every figure of the frames, by name."""
    return {
        "latency against load": figures.latency_against_load(frames), "goodput": figures.goodput_against_load(frames),
        "tails": figures.tails(frames), "pareto": figures.pareto(layouts), "gantt": figures.gantt(frames, recorded),
    }


def main(export, notebook, pictures):
    frames = figures.read(export)
    by_name = frames["sweeps"].set_index("name").sweep
    load, layouts = figures.of_sweep(frames, by_name["schedulers"]), figures.of_sweep(frames, by_name["layouts"])
    recorded = frames["iterations"].run.max()
    check(len(load["runs"]) == 36, f"the sweep has {len(load['runs'])} runs and not 36")
    some = [("36 runs", load), ("ten runs", figures.select(load, load["runs"].run.head(10)))]
    some += [("one run", figures.select(load, load["runs"].run.head(1))), ("no runs", figures.select(load, []))]
    for many, part in some:
        for name, figure in drawn(part, layouts if len(part["runs"]) else part, recorded).items():
            over = texts_overlap(figure)
            check(over is None, f"{name} of {many}: {over} lie over each other")

    # Each curve of the band is the mean of its seeds.
    runs = load["runs"]
    means = runs[runs.scheduler == "sarathi"].groupby("offeredPerSecond").ttftP99.mean()
    curve = figures.latency_against_load(load).axes[0].get_lines()
    check(any(list(line.get_ydata()) == list(means) for line in curve), "no curve is the mean of Sarathi's seeds")
    # A step at the share that was turned away, and the tail of those served above it.
    fcfs = runs[(runs.scheduler == "fcfs") & (runs.offeredPerSecond == 20)]
    lost = fcfs.measuredRejected.sum() / fcfs.measuredArrived.sum()
    lowest = [line.get_ydata()[-1] for line in figures.tails(load, load=20).axes[0].get_lines()]
    check(any(abs(y - lost) < 1e-9 for y in lowest), f"no tail ends at the {lost:.3f} that were turned away")

    with tempfile.TemporaryDirectory() as folder:
        figures.to_parquet(export, folder)
        for path in sorted(pathlib.Path(folder).glob("*.parquet")):
            pd.testing.assert_frame_equal(pd.read_parquet(path), frames[path.stem], check_dtype=False)
        check(len(list(pathlib.Path(folder).iterdir())) == len(frames), "a table is missing among the Parquet files")
        import pyarrow.parquet

        field = pyarrow.parquet.read_schema(f"{folder}/runs.parquet").field("ttftP99")
        check(field.metadata[b"unit"] == b"ms", "the unit of a column is lost in Parquet")

    made = json.loads(pathlib.Path(notebook).read_text())
    check(all(cell["cell_type"] != "code" or cell["outputs"] for cell in made["cells"]), "a cell shows nothing")
    committed = json.loads((make_notebook.HERE / "results.ipynb").read_text())
    for cell, (_, text) in zip(committed["cells"], make_notebook.CELLS, strict=True):
        check("".join(cell["source"]) == text, "results.ipynb is not what make_notebook.py makes: run notebooks-export/refresh")
        check(cell["cell_type"] != "code" or cell["outputs"], "results.ipynb is committed without what it shows")
    for name in make_notebook.PICTURES.values():
        size = (pathlib.Path(pictures) / f"{name}.png").stat().st_size
        check(size < LARGEST_PICTURE, f"{name}.png has {size} bytes")
    print(f"notebook: {len(frames)} tables, {len(make_notebook.PICTURES)} figures of 36, ten, one and no runs: all is well")


if __name__ == "__main__":
    main(*sys.argv[1:])
