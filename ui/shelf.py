"""The shelf of the process: the run files of the latest games, each under the token in its address."""

from __future__ import annotations

from collections import OrderedDict

import streamlit as st

SHELF_SIZE = 500


def put(token: str, run_text: str) -> None:
    """Lay a run file under its token; the shelf keeps the latest ones."""
    shelf = _shelf()
    shelf[token] = run_text
    shelf.move_to_end(token)
    while len(shelf) > SHELF_SIZE:
        shelf.popitem(last=False)


def run_of(token: str) -> str | None:
    """The run file under this token, or None."""
    return _shelf().get(token)


@st.cache_resource(show_spinner=False)
def _shelf() -> OrderedDict[str, str]:
    return OrderedDict()
