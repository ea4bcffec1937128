"""The mechanisms' own words: the docstring with equations, units and sources that stands in each file.

English is what the file says. Another language has a catalogue entry for each piece of it: the question, a paragraph,
what is said beside the number of an equation, a passage set in columns.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Literal, NamedTuple

import model
from ui.words import HTML_LANGUAGES, Words

FOLDER = Path(model.__file__ or "").parent / "mechanisms"
_ONE = r"[A-Z]?-?\d+(?:\.\d+)?"
_NUMBER = rf"\({_ONE}(?:, {_ONE})*\)"
_LABEL = re.compile(rf"({_NUMBER}(?:, {_NUMBER})*|-)(?: +|$)")
"""The number of an equation, or of several, or a dash: what begins an entry of a list of equations."""


class Piece(NamedTuple):
    """A piece of a docstring that is translated as a whole; `label` is the number of its equation, if it has one."""

    kind: Literal["h3", "p", "dl", "pre"]
    label: str
    text: str


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
def pieces(mechanism: str) -> tuple[Piece, ...]:
    """Return what a mechanism says of itself, in pieces; lines are joined, except where they are set in columns."""
    question, _, rest = docstring(mechanism).partition("\n\n")
    found = [Piece("h3", "", _joined(question))]
    for block in rest.split("\n\n"):
        if block.strip():
            found += _block(block.splitlines())
    return tuple(found)


def as_html(mechanism: str, words: Words) -> str:
    """Return what a mechanism says of itself as HTML: its question, paragraphs, and each equation beside its number.

    What is set in columns stays as it is; all else fills whatever width it is shown in.
    """
    told = ""
    for kind, run in groupby(pieces(mechanism), lambda piece: piece.kind):
        lines = [(escape(piece.label), escape(words.declared(piece.text))) for piece in run]
        if kind == "dl":
            told += "<dl>" + "".join(f"<dt>{label}</dt><dd>{text}</dd>" for label, text in lines) + "</dl>"
        else:
            told += "".join(f"<{kind}>{text}</{kind}>" for _, text in lines)
    return f'<section class="equations" lang="{HTML_LANGUAGES[words.language]}">{told}</section>'


def _block(lines: list[str]) -> list[Piece]:
    if all(line.startswith("    ") for line in lines):
        return [Piece("pre", "", "\n".join(line[4:] for line in lines))]
    before, entries = "", []
    for line in lines:
        if label := _LABEL.match(line):
            entries.append(("•" if label[1] == "-" else label[1], line[label.end() :]))
        elif entries:
            entries[-1] = (entries[-1][0], f"{entries[-1][1]} {line}")
        else:
            before += f" {line}"
    prose = [Piece("p", "", _joined(before))] if before else []
    return prose + [Piece("dl", label, _joined(said)) for label, said in entries]


def _joined(text: str) -> str:
    return " ".join(text.split())
