"""Values from outside: what counts as a number, and how a wrong one is shown in a sentence."""

from __future__ import annotations

import math
from datetime import date, time
from typing import TypeGuard

LONGEST_SHOWN = 60  # characters of a wrong value that a sentence repeats


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether `value` is a finite number; true and false are none, nor is a whole number no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def shown(value: object) -> str:
    """Return `value` as it was written, cut where it is long."""
    try:
        text = _written(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        text = "an enormous number"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 3] + "..."


def _written(value: object) -> str:
    """Return a value of a file as TOML writes it, texts in the quotes of Python."""
    match value:
        case bool():
            return str(value).lower()
        case date() | time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_written, value))}]"
        case dict():
            return "{" + ", ".join(f"{name} = {_written(inner)}" for name, inner in value.items()) + "}"
    return repr(value)
