"""The shelf: the trees of the latest games, each under the token in its address, in memory and in a folder.

A tree is kept as text, as a person would save it: nothing of a session is held alive here. Files are replaced whole, so
that a server that is killed leaves each game as it was after its last quarter. Where the folder cannot be used, games
live as long as the server does.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from platformdirs import user_state_path
from pydantic import TypeAdapter, ValidationError

from model.files import replace_atomically

IN_MEMORY, IN_FOLDER = 200, 500
"""Games kept; the oldest go first."""
LARGEST = 4_000_000
"""Bytes of a file that is read at all."""
STATE = "BOATS_STATE"
"""The environment variable that names another folder."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Kept:
    """One run of a tree: its run file, the run it left and when, its name, and its task."""

    text: str
    parent: int | None = None
    since: int = 0
    name: str = ""
    task: str = ""


Tree = tuple[tuple[Kept, ...], int]
"""The runs of a game, and which of them is being played."""
_FILES = TypeAdapter(Tree)


def put(token: str, tree: Tree) -> None:
    """Lay a tree under its token, in place of an earlier one."""
    shelf = _shelf()
    shelf[token] = tree
    shelf.move_to_end(token)
    while len(shelf) > IN_MEMORY:
        shelf.popitem(last=False)
    with contextlib.suppress(OSError):
        _keep(token, tree)


def tree_of(token: str) -> Tree | None:
    """The tree under this token, or None where there is none that can be read."""
    return _shelf().get(token) or _read(token)


def folder() -> Path:
    """Where games outlive the server."""
    named = os.environ.get(STATE)
    return Path(named) if named else user_state_path("burn-the-boats", appauthor=False) / "games"


def _keep(token: str, tree: Tree) -> None:
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    replace_atomically(place / f"{token}.json", _FILES.dump_json(tree))
    files = sorted(place.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for old in files[:-IN_FOLDER]:
        old.unlink(missing_ok=True)


def _read(token: str) -> Tree | None:
    if not _TOKEN.fullmatch(token):  # a token comes from an address, which anybody can write
        return None
    try:
        path = folder() / f"{token}.json"
        return _FILES.validate_json(path.read_bytes()) if path.stat().st_size <= LARGEST else None
    except (OSError, ValidationError):
        return None


@st.cache_resource(show_spinner=False)
def _shelf() -> OrderedDict[str, Tree]:
    return OrderedDict()
