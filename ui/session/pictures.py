"""Which picture of the quarter is chosen, whether the quarter is still to be watched, and the way to its why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import session
from ui.session import why
from ui.session.state import seeded

if TYPE_CHECKING:
    from experiments.reactions import Reaction
    from experiments.tradeoffs import Tradeoff

REPORT, MAP = "report", "organisation"
PICTURES = (MAP, "compute", "pipelines", "race", "market", "money")


def choices() -> list[str]:
    """The pictures there are: the report of the quarter first, once there is one."""
    return [*([REPORT] if session.playing().quarter else []), *PICTURES]


def key() -> str:
    """The widget key of the chooser. A quarter that was just played is shown on the map first, then as its report."""
    at = session.sitting()
    if at.watch != at.game.quarter:
        at.watch = at.game.quarter
        if at.played_here:
            st.session_state["picture"] = MAP
    if st.session_state.get("picture") not in choices():
        st.session_state["picture"] = MAP
    return "picture"


def to_be_watched() -> bool:
    """Whether the quarter was played just now and nobody has watched it or looked elsewhere yet."""
    return session.sitting().played_here and st.session_state.get("picture") == MAP


def watched() -> None:
    """The weeks have passed: their report takes the place of the map."""
    if to_be_watched():
        st.session_state["picture"] = REPORT
    session.sitting().played_here = False


def looked_elsewhere() -> None:
    """Another picture was chosen: the quarter is not to be watched any more."""
    session.sitting().played_here = False


def measure_key() -> str:
    """The widget key of the choice between capability and months."""
    return seeded("race:measure", "race")


def ask_why(kpi: str) -> None:
    """Leave for the page that says why a figure stands where it does."""
    st.session_state["why:kpi"] = kpi if kpi in why.FIGURES else why.OTHER
    if kpi not in why.FIGURES:
        st.session_state["why:other"] = kpi
    session.go("why")


def reactions() -> list[Reaction]:
    """Who reacted in the last quarter, and why."""
    from experiments.reactions import reactions as reacted

    return reacted(session.playing(), session.situation().quarter_start)


def tradeoffs() -> dict[str, Tradeoff]:
    """What each change on the desk asks for, by lever."""
    from experiments.tradeoffs import tradeoffs as asked

    changes = session.draft().changes
    return asked(session.playing(), changes) if changes else {}


def memo() -> dict[str, Any]:
    """What the board let its chief executive know after the last quarter: a goal and its weight; empty before."""
    news = session.situation().news
    told = [row["values"] for row in news.to_dict("records") if row["key"] == "board.memo"]
    return dict(told[0]) if told else {}


def sought_key() -> str:
    """The widget key of the search for a lever."""
    return seeded("desk:find", "")


def sought() -> str:
    """What is searched for among the levers."""
    return str(st.session_state.get("desk:find", "")).strip()
