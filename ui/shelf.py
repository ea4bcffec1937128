"""The shelf: the trees of the latest games, and their desks, under the token in their address, in memory and in a folder.

A tree is kept as text, as a person would save it: nothing of a session is held alive here. Files are replaced whole, so
that a server that is killed leaves each game as it was after the last move. Where the folder cannot be used, games
live as long as the server does.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
DESK = ".desk"
"""How the files of what lies on the desk of a game end."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Kept:
    """One run of a tree: its run file, the run it left and when, its name, and its task."""

    text: str
    parent: int | None = None
    since: int = 0
    name: str = ""
    task: str = ""


@dataclass(frozen=True)
class Desk:
    """What lies on the desk of a game after some quarters: levers set, bets (figure, low, high), a plan tried out."""

    quarter: int = 0
    levers: dict[str, bool | int | float | str] = field(default_factory=dict)
    bets: tuple[tuple[str, float, float], ...] = ()
    plan: dict[int, dict[str, bool | int | float | str]] = field(default_factory=dict)


Tree = tuple[tuple[Kept, ...], int]
"""The runs of a game, and which of them is being played."""
_FILES = TypeAdapter(Tree)
_DESKS = TypeAdapter(Desk)


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


def lay(token: str, desk: Desk, at_once: bool = True) -> None:
    """Keep a desk with its game, in place of an earlier one; a clear desk is not kept.

    What is not written `at_once` is found by a reload, and lost with the server.
    """
    kept, clear = _desks(), not (desk.levers or desk.bets or desk.plan)
    if clear and kept.pop(token, None) is None and not _desk_file(token).exists():
        return
    if not clear:
        kept[token] = desk
        kept.move_to_end(token)
        while len(kept) > IN_MEMORY:
            kept.popitem(last=False)
    with contextlib.suppress(OSError):
        if clear:
            _desk_file(token).unlink(missing_ok=True)
        elif at_once:
            replace_atomically(_desk_file(token), _DESKS.dump_json(desk))


def desk_of(token: str) -> Desk | None:
    """The desk kept with the game under this token, or None where it is clear."""
    return _desks().get(token) or _loaded(token, _desk_file(token), _DESKS)


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
        old.with_suffix(DESK).unlink(missing_ok=True)


def _read(token: str) -> Tree | None:
    return _loaded(token, folder() / f"{token}.json", _FILES)


def _loaded(token: str, path: Path, kind: TypeAdapter[Any]) -> Any:
    if not _TOKEN.fullmatch(token):  # a token comes from an address, which anybody can write
        return None
    try:
        return kind.validate_json(path.read_bytes()) if path.stat().st_size <= LARGEST else None
    except (OSError, ValidationError):
        return None


def _desk_file(token: str) -> Path:
    return folder() / f"{token}{DESK}"


@st.cache_resource(show_spinner=False)
def _desks() -> OrderedDict[str, Desk]:
    return OrderedDict()


@st.cache_resource(show_spinner=False)
def _shelf() -> OrderedDict[str, Tree]:
    return OrderedDict()
