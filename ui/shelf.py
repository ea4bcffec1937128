"""The shelf of the process: the trees of the latest games, each under the token in its address.

A tree is kept as text, as a person would save it: nothing of a session is held alive here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import streamlit as st

SHELF_SIZE = 500


Bets = tuple[tuple[int, tuple[tuple[str, float, float], ...]], ...]
"""By quarter, what was bet on which figure."""


@dataclass(frozen=True)
class Kept:
    """One run of a tree: its run file, the run it left and when, its name, by quarter what was bet, and its task."""

    text: str
    parent: int | None = None
    since: int = 0
    name: str = ""
    bets: Bets = ()
    task: str = ""


Tree = tuple[tuple[Kept, ...], int]
"""The runs of a game, and which of them is being played."""


def put(token: str, tree: Tree) -> None:
    """Lay a tree under its token; the shelf keeps the latest ones."""
    shelf = _shelf()
    shelf[token] = tree
    shelf.move_to_end(token)
    while len(shelf) > SHELF_SIZE:
        shelf.popitem(last=False)


def tree_of(token: str) -> Tree | None:
    """The tree under this token, or None."""
    return _shelf().get(token)


@st.cache_resource(show_spinner=False)
def _shelf() -> OrderedDict[str, Tree]:
    return OrderedDict()
