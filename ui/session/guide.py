"""How far a newcomer has come in the first quarter; the guide goes on by what is done, and never comes back."""

from __future__ import annotations

import streamlit as st

from ui.session.state import sitting

STEPS = ("map", "lever", "bet", "commit", "report")
"""What is pointed at, in order: each step stands where it speaks of."""
_KEY = "guide"


def begin() -> None:
    """Guide through the first quarter, once in a session."""
    st.session_state.setdefault(_KEY, 0)


def step() -> str | None:
    """What is pointed at now, or None where nobody is guided."""
    at = st.session_state.get(_KEY)
    return STEPS[at] if at is not None and at < len(STEPS) else None


def number() -> int:
    """The number of the step, from 1."""
    return int(st.session_state.get(_KEY, 0)) + 1


def notice() -> None:
    """Go on where the player has done what the step asks for."""
    at, here = sitting(), step()
    if here is None or at.game is None:
        return
    if at.game.quarter > 1:
        skip()
    elif at.game.quarter == 1:
        st.session_state[_KEY] = STEPS.index("report")
    elif here == "lever" and at.draft.changes:
        go_on()


def go_on() -> None:
    """Take the next step."""
    st.session_state[_KEY] = st.session_state.get(_KEY, 0) + 1


def skip() -> None:
    """Leave the guide for good."""
    st.session_state[_KEY] = len(STEPS)
