#!/usr/bin/env python3
"""Prints what a folder of measure_gpu.py says, as the tables of docs/GPU-measurements.md.

    python3 Benchmarks/measurements/summarize.py                    the tables of Benchmarks/measurements/h200-torch2.11
    python3 Benchmarks/measurements/summarize.py --page             puts them into the page
    python3 Benchmarks/measurements/summarize.py --against FOLDER   AIConfigurator's tables of the same GPU beside them

Nothing but the standard library is needed.
"""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from measured import ROOT, Measured
from sections import against, sections

PAGE = ROOT / "docs" / "GPU-measurements.md"
END = "<!-- end of the figures -->"
FIGURES = "<!-- figures of Benchmarks/measurements/summarize.py -->"
COMPARISON = "<!-- figures of Benchmarks/measurements/summarize.py --against AIConfigurator's tables -->"


def replaced(page: str, begin: str, text: str) -> str:
    """The page with new text between a mark and the end that follows it."""
    before, found, rest = page.partition(begin)
    _, end, after = rest.partition(END)
    if not found or not end:
        raise ValueError(f"{PAGE} has no '{begin}' with an end")
    return f"{before}{begin}\n\n{text}\n\n{END}{after}"


def main() -> int:
    """Prints the tables or writes the page; exit status 2 where a file is not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path(__file__).parent / "h200-torch2.11")
    parser.add_argument("--page", action="store_true", help="write the tables into docs/GPU-measurements.md")
    parser.add_argument("--against", type=Path, nargs="+", metavar="FOLDER", help="AIConfigurator's tables, unpacked")
    chosen = parser.parse_args()
    try:
        measured = Measured(chosen.folder)
        texts = {FIGURES: sections(measured)}
        if chosen.against:
            texts[COMPARISON] = against(measured, chosen.against)
        if not chosen.page:
            print("\n\n".join(texts.values()))
            return 0
        page = PAGE.read_text(encoding="utf-8")
        for begin, text in texts.items():
            page = replaced(page, begin, text)
        PAGE.write_text(page, encoding="utf-8")
    except (OSError, KeyError, ValueError) as error:
        print(f"error: {error!r}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
