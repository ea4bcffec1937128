"""Values from outside: what counts as a number, and how a wrong one is shown in a sentence."""

from __future__ import annotations

import math
from datetime import date, time
from typing import Any, TypeGuard

from model.errors import Sentence, said

LONGEST_SHOWN = 60  # characters of a wrong value that a sentence repeats


def plain(value: Any) -> Any:
    """Return a number, a switch or a text of numpy as one of Python, and anything else as it is."""
    of_numpy = type(value).__module__ == "numpy" and getattr(value, "ndim", 1) == 0  # numpy itself is slow to import
    return value.item() if of_numpy else value


def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether `value` is a finite number; true and false are none, nor is a whole number no float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def counted(most: int) -> Sentence:
    """Return the numbers from 1 to `most`, in words for a sentence: of one alone, that one."""
    return said("1 to {most}", most=most) if most > 1 else said("1")


def shown(value: object) -> str:
    """Return `value` as it was written, cut where it is long."""
    try:
        text = _written(value)
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return said("an enormous number")
    if len(text) > LONGEST_SHOWN:
        cut = text[: LONGEST_SHOWN - 3] + "..."
        return _in_quotes(cut, cut[1:]) if isinstance(value, str) else cut
    return quoted(value) if isinstance(value, str) else text


def quoted(text: str) -> Sentence:
    """Return a text in quotes, those of Python or of the reader's language."""
    return _in_quotes(repr(text), repr(text)[1:-1])


def _in_quotes(english: str, inside: str) -> Sentence:
    return Sentence(english, "'{text}'", text=inside)


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
