"""The program in this package: where it lies, and how it is called."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Sequence

from ._errors import fault


def program() -> Path:
    """The path of the program ``windtunnel`` that these functions call."""
    return Path(__file__).parent / "_installed" / "bin" / "windtunnel"


def version() -> str:
    """The program's version and the revision that it was built from."""
    return call(["--version"]).strip()


def call(arguments: Sequence[str], met: bool = False) -> str:
    """Runs the program to its end and returns what it printed.

    With ``met``, exit code 1 counts as a fault as well; without, an objective that is not met is a result like others.
    """
    done = subprocess.run(
        [str(program()), *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        encoding="utf-8", errors="replace")
    if done.returncode not in (0, 1) or (met and done.returncode == 1):
        raise fault(done.stderr.strip(), done.returncode)
    return done.stdout


def main() -> None:
    """The command ``windtunnel``: the program takes this process over."""
    path = str(program())
    try:
        os.execv(path, [path, *sys.argv[1:]])
    except OSError as error:
        sys.exit(f"windtunnel: the program in this package cannot be started: {path}: {error.strerror}")
