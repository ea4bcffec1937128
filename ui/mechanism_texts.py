"""The mechanisms' own words: the docstring with equations, units and sources that stands in each file."""

from __future__ import annotations

import ast
import re
from functools import cache
from html import escape
from pathlib import Path

import model

FOLDER = Path(model.__file__ or "").parent / "mechanisms"
_NUMBER = r"\([A-Z]?\d+(?:, [A-Z]?\d+)*\)"
_LABEL = re.compile(rf"({_NUMBER}(?:, {_NUMBER})*|-)(?: +|$)")
"""The number of an equation, or of several, or a dash: what begins an entry of a list of equations."""


@cache
def docstring(mechanism: str) -> str:
    """Return what a mechanism says of itself: question, equations, sources."""
    source = (FOLDER / f"{mechanism}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


@cache
def names() -> tuple[str, ...]:
    """Return every mechanism that has a file of its own, by name."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))


@cache
def as_html(mechanism: str) -> str:
    """Return what a mechanism says of itself as HTML: its question, paragraphs, and each equation beside its number.

    Lines are joined, so that they fill whatever width they are shown in; what is set in columns stays as it is.
    """
    question, _, rest = docstring(mechanism).partition("\n\n")
    blocks = "".join(_block(block) for block in rest.split("\n\n") if block.strip())
    return f'<section class="equations" lang="en"><h3>{escape(_joined(question))}</h3>{blocks}</section>'


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith("    ") for line in lines):
        return "<pre>" + escape("\n".join(line[4:] for line in lines)) + "</pre>"
    before, entries = "", []
    for line in lines:
        if label := _LABEL.match(line):
            entries.append((label[1], line[label.end() :]))
        elif entries:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line}")
        else:
            before += f" {line}"
    told = f"<p>{escape(_joined(before))}</p>" if before else ""
    listed = "".join(
        f"<dt>{'•' if label == '-' else escape(label)}</dt><dd>{escape(_joined(said))}</dd>" for label, said in entries
    )
    return told + (f"<dl>{listed}</dl>" if listed else "")


def _joined(text: str) -> str:
    return " ".join(text.split())
