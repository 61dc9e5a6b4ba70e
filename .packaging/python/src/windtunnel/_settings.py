"""Settings of a scenario as the program's command line takes them."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any, Iterator, Mapping

from ._trace import Trace


def value_text(value: Any) -> str:
    """A value in the YAML that ``--set`` takes, which JSON is a part of."""
    if isinstance(value, (PurePath, Trace)):
        value = str(value)
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()  # A number of NumPy's.
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError as error:
        raise ValueError(f"{value!r} is nothing that a scenario can hold: {error}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, (PurePath, Trace)):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{value!r} is nothing that a scenario can hold")


def assignments(settings: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The settings as ``--set`` takes them: ``{"workload": {"rate_scale": 2}}`` is ``workload.rate_scale=2``."""
    for key, value in settings.items():
        if isinstance(value, Mapping) and value:
            yield from assignments(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}={value_text(value)}"


def options(pairs: Mapping[str, Any]) -> Iterator[str]:
    """Options of a verb: ``max_gpus=8`` is ``--max-gpus 8``, ``True`` a flag; ``None`` and ``False`` are left out."""
    for name, value in pairs.items():
        word = "--" + name.replace("_", "-")
        if value is True:
            yield word
        elif value is not None and value is not False:
            yield word
            yield ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
