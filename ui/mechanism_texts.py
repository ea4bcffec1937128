"""The mechanisms' own words: the docstring with equations, units and sources that stands in each file."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import model

FOLDER = Path(model.__file__ or "").parent / "mechanisms"


@cache
def docstring(mechanism: str) -> str:
    """Return what a mechanism says of itself: question, equations, sources."""
    source = (FOLDER / f"{mechanism}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


@cache
def names() -> tuple[str, ...]:
    """Return every mechanism that has a file of its own, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))
