"""Writes results.ipynb from the cells below, so that the notebook is kept as text that can be read and compared.

    make_notebook.py EXPORT [--to FILE] [--pictures FOLDER]

The notebook is executed on the export, and what it shows stands in it. With --pictures its figures are written as PNG files, too.
"""

import argparse
import json
import os
import pathlib

HERE = pathlib.Path(__file__).parent

CELLS = [
    (
        "markdown",
        """# Results of Windtunnel runs

Draws what `windtunnel export --to results` has written; `columns.csv` there says of every column what it is, in which unit, and what
other tools call it. The figures are functions of `figures.py`: each takes the frames of an export, or of a part of them.

What is drawn here is made by `notebooks-export/refresh`: two schedulers whose iterations hold 4,096 tokens, over six loads and three
seeds; six layouts over seven loads; and one run with every iteration recorded. For results of your own set `FOLDER` and choose runs.""",
    ),
    (
        "code",
        """import os
import pathlib

import figures

FOLDER = pathlib.Path(os.environ.get("WINDTUNNEL_EXPORT", "results"))

frames = figures.read(FOLDER)
sweeps = frames["sweeps"].set_index("name")
load = figures.of_sweep(frames, sweeps.sweep["schedulers"])
layouts = figures.of_sweep(frames, sweeps.sweep["layouts"])
shown = ["name", "cells", "runs", "finishedRuns"]
frames["sweeps"][shown]""",
    ),
    (
        "markdown",
        """## Every run of the first sweep, the mean over its seeds

`rejectedShare` comes first: latencies are those of the requests that were served. First come, first served cannot cut a prompt, and
turns away those that are longer than an iteration.""",
    ),
    (
        "code",
        """figures_shown = ["rejectedShare", "attainedShare", "goodputPerSecond", "ttftP99", "tpotP99", "itlP99", "dollarsPerMillionOutput"]
load["runs"].groupby(["scheduler", "offeredPerSecond"])[figures_shown].mean().round(3)""",
    ),
    ("markdown", "## Latency against load\n\nBands reach from the least to the greatest of the seeds."),
    ("code", "figures.latency_against_load(load)"),
    (
        "markdown",
        """## Goodput against load

The knee is where the share within the objective falls below what was asked.""",
    ),
    ("code", "figures.goodput_against_load(load)"),
    (
        "markdown",
        """## Tails

The share of all requests that took longer, those that were not served among them: these are the step that a curve ends in. The cross is
the objective, a limit with the share that may exceed it: a curve that passes below it holds.""",
    ),
    ("code", "figures.tails(load, load=20)"),
    (
        "markdown",
        """## What a user gets, and what an accelerator gives

Each curve is a layout from low load at the right to high load at the left.""",
    ),
    ("code", "figures.pareto(layouts)"),
    (
        "markdown",
        """## A replica at work

From `--record all,iterations`: requests from their arrival to their end, and what each iteration held.""",
    ),
    ("code", """recorded = frames["iterations"].run.max()\nfigures.gantt(frames, recorded)"""),
]

# The pictures of the README, by the cell that makes them.
PICTURES = {
    "figures.latency_against_load(load)": "latency-against-load", "figures.goodput_against_load(load)": "goodput",
    "figures.tails(load, load=20)": "tails", "figures.pareto(layouts)": "pareto", "figures.gantt(frames, recorded)": "gantt",
}


def notebook():
    """The notebook without what it shows."""
    import nbformat.v4

    made = {"markdown": nbformat.v4.new_markdown_cell, "code": nbformat.v4.new_code_cell}
    cells = [made[kind](text, id=f"cell-{number}") for number, (kind, text) in enumerate(CELLS)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def execute(export):
    """The notebook with what it shows of an export."""
    import nbclient

    os.environ["WINDTUNNEL_EXPORT"] = str(pathlib.Path(export).resolve())
    made = notebook()
    client = nbclient.NotebookClient(made, timeout=300, resources={"metadata": {"path": str(HERE)}})
    client.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
    client.execute()
    for cell in made.cells:
        # When a cell ran, and what language ran it, is nobody's result.
        cell.metadata.pop("execution", None)
    made.metadata.pop("language_info", None)
    return made


def pictures(made):
    """The bytes of the figures by their names."""
    import base64

    found = {}
    for cell in made.cells:
        name = PICTURES.get(cell.source.splitlines()[-1]) if cell.cell_type == "code" else None
        if name:
            found[name] = base64.b64decode(cell.outputs[-1].data["image/png"])
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("export")
    parser.add_argument("--to", default=HERE / "results.ipynb")
    parser.add_argument("--pictures")
    arguments = parser.parse_args()
    made = execute(arguments.export)
    pathlib.Path(arguments.to).write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n")
    if arguments.pictures:
        folder = pathlib.Path(arguments.pictures)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in pictures(made).items():
            (folder / f"{name}.png").write_bytes(data)
    print(f"{arguments.to}: {len(CELLS)} cells, {len(PICTURES)} figures")


if __name__ == "__main__":
    main()
