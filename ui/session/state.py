"""What one visitor's session holds, and the ways to it that every part of the session shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from model.decisions import Value
from ui import words as vocabulary
from ui.draft import Draft
from ui.pictures.screen_scale import within
from ui.situation import Situation

SCALE = "scale"
"""The widget key of what says how large the page is written."""


@dataclass
class Sitting:
    """What is kept between two runs of the page; `turn` counts drafts, so that widgets start afresh with each.

    `played_here` says that a quarter was played and not watched yet, `watch` how many quarters the picture has seen,
    `trial` holds the plan tried out on the game at a moment, `tried` the plan that a reload found,
    `looks` says what of the claims was tried, as it stands in the address,
    `scale` says how much larger than a laptop's letters are,
    `doubts` say why a run file's results may be others, `charts` hold what `in_turn` shows.
    """

    game: Any = None
    base: Any = None
    token: str = ""
    draft: Draft = field(default_factory=lambda: Draft({}))
    turn: int = 0
    uploads: int = 0
    situations: dict[tuple[int, bool], Situation] = field(default_factory=dict)
    said: dict[str, list[str]] = field(default_factory=dict)
    played: bool = False
    opened: bool = False
    played_here: bool = False
    watch: int = 0
    pages: dict[str, Any] = field(default_factory=dict)
    lineage: Any = None
    bets: tuple[Any, ...] = ()
    task: str = ""
    lost: bool = False
    doubts: Sequence[str] = field(default_factory=list)
    trial: Any = None
    tried: Any = None
    looks: str = ""
    scale: float = 1.0
    charts: dict[str, tuple[Any, Any, int]] = field(default_factory=dict)


def words() -> vocabulary.Words:
    """The words of the language in use: chosen by the visitor, else that of the address, else English."""
    return vocabulary.of(st.session_state.get("language") or st.query_params.get("lang", "en"))


def language_key() -> str:
    """The widget key of the language, with the language in use put in place."""
    return seeded("language", words().language)


def theme() -> str:
    """Whether the page is drawn "light" or "dark"."""
    return st.context.theme.type or "light"


def take_scale() -> None:
    """Take from the browser how large the page is written, before it is drawn again."""
    sitting().scale = within(getattr(st.session_state.get(SCALE), "scale", None))


def sitting() -> Sitting:
    """What is kept between two runs of the page."""
    try:  # asked hundreds of times for a page, and every look into the session's state goes through locks
        return st.session_state["sitting"]
    except KeyError:
        st.session_state["sitting"] = Sitting()
        return st.session_state["sitting"]


def in_turn(key: str, chart: Any) -> tuple[Any, Any, int]:
    """Return a chart, the one it takes the place of (None at first), and in which of two places (0, 1) it stands."""
    now, _, place = kept = sitting().charts.get(key, (None, None, 1))
    if chart != now:
        kept = sitting().charts[key] = (chart, now, 1 - place)
    return kept


def say_once(name: str, sentences: list[str]) -> None:
    """Keep sentences for the next run of the page."""
    sitting().said[name] = sentences


def said(name: str) -> list[str]:
    """Return and forget the sentences kept under this name."""
    return sitting().said.pop(name, [])


def engine() -> Any:
    """The module that starts and plays games."""
    from experiments import run  # late: the page stands, and can say so, while the engine still loads

    return run


def seeded(key: str, value: Value) -> str:
    """The widget key itself, with a first value put in place."""
    if key not in st.session_state:
        st.session_state[key] = value
    return key
