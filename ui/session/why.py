"""What is asked about the game in play, and how far it has been answered; answers are worked out a little at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import session

if TYPE_CHECKING:
    from experiments.why import Explanation, LoopMeter, Sentence, Strengths, Waterfall, Weighing

FIGURES = ("internal_adoption", "frontier_gap_months", "cash")
OTHER = "other"
FIRST_LOOK = 8.0  # seconds: nothing is shown before the first look is there, whatever the machine
KEPT = 2
"""Explanations kept at a time: each holds some dozens of worlds."""

Question = tuple[str, int, int, bool]


@dataclass
class Inquiry:
    """Explanations by question (game, quarter, quarter taken apart or 0, of mechanisms), and the loops of a game."""

    explanations: dict[Question, Any] = field(default_factory=dict)
    meters: dict[tuple[str, int], Any] = field(default_factory=dict)
    stopped: bool = False
    resting: bool = False


def kpi() -> str:
    """The figure that is explained."""
    chosen = st.session_state.get("why:kpi", FIGURES[0])
    return st.session_state.get("why:other", "score") if chosen == OTHER else chosen


def key(name: str, value: Any) -> str:
    """The widget key of a question, with its first answer put in place."""
    if f"why:{name}" not in st.session_state:
        st.session_state[f"why:{name}"] = value
    return f"why:{name}"


def quarter() -> int:
    """After which quarter the game is explained: the last one, unless another was chosen."""
    played = session.playing().quarter
    return min(int(st.session_state.get("why:quarter", played)), played)


def quarter_key() -> str:
    """The widget key of the quarter; it follows the game until another quarter is chosen."""
    played = session.playing().quarter
    if st.session_state.get("why:played") != played:
        st.session_state["why:played"] = st.session_state["why:quarter"] = played
    return "why:quarter"


def of_mechanisms() -> bool:
    """Whether mechanisms are taken apart, not decisions."""
    return st.session_state.get("why:of", "decisions") == "mechanisms"


def explanation() -> Explanation:
    """The explanation of what is asked now, with a first look at least."""
    from experiments.why import Explanation

    inquiry = _inquiry()
    detail = 0 if of_mechanisms() else min(int(st.session_state.get("why:detail", 0)), quarter())
    question = (_moment(), quarter(), detail, of_mechanisms())
    if question not in inquiry.explanations:
        run = session.playing().run()
        found = Explanation(run, quarter(), detail=detail or None, of_mechanisms=of_mechanisms())
        inquiry.explanations[question] = found
        inquiry.stopped = False
        for old in list(inquiry.explanations)[:-KEPT]:
            del inquiry.explanations[old]
    found = inquiry.explanations[question]
    until = time.monotonic() + FIRST_LOOK
    while not found.begun and time.monotonic() < until:
        found.work()
    return found


def refine(seconds: float) -> None:
    """Work on the explanation for about so long."""
    found, until = explanation(), time.monotonic() + seconds
    while not found.settled and time.monotonic() < until:
        found.work()


def refining() -> bool:
    """Whether the explanation is still refined."""
    return not _inquiry().stopped and not explanation().settled


def rest(now: bool) -> None:
    """While the whole page is drawn, nothing is refined."""
    _inquiry().resting = now


def working() -> bool:
    """Whether parts of the page may refine what they show."""
    return not _inquiry().resting


def stopped() -> bool:
    """Whether somebody stopped refining."""
    return _inquiry().stopped


def stop() -> None:
    """Refine no further, or go on."""
    _inquiry().stopped = not _inquiry().stopped


def waterfall() -> Waterfall:
    """The waterfall of the figure, as far as it is known; what pieces do alone only once it is settled."""
    found = explanation()
    return found.waterfall(kpi(), sides=found.settled)


def meter() -> LoopMeter:
    """The measurement of the loops up to the last quarter played."""
    from experiments.why import LoopMeter

    inquiry, moment = _inquiry(), (session.token(), session.playing().quarter)
    if moment not in inquiry.meters:
        inquiry.meters = {moment: LoopMeter(session.playing().run())}
    return inquiry.meters[moment]


def strengths() -> Strengths:
    """The strengths of the loops in the quarters measured so far."""
    return meter().strengths()


def story() -> list[Sentence]:
    """The story of the figure, from what has been worked out."""
    from experiments.why import story as told

    if of_mechanisms():
        return []
    return told(explanation().game, waterfall(), strengths() if meter().done else None)


def weighing(team: int, week: int) -> Weighing | None:
    """Why a team chose as it did up to a week (from 1)."""
    from experiments.why import weighing as weighed

    return weighed(session.playing(), team, week - 1)


def telling_team() -> int:
    """The team whose reasons are shown first: the one the story tells of, else the first."""
    for sentence in story():
        if "team" in sentence.values:
            return int(sentence.values["team"])
    return 0


def week_key() -> str:
    """The widget key of the week up to which a team is asked: it follows the game."""
    weeks = session.playing().week
    if st.session_state.get("why:weeks") != weeks:
        st.session_state["why:weeks"] = st.session_state["why:week"] = weeks
    return "why:week"


@st.cache_data(max_entries=64, show_spinner=False)
def _without(moment: str, mechanism: str, _run: Any) -> list[float]:
    from experiments.why.pieces import mechanisms
    from experiments.why.replays import Switched

    pieces = mechanisms()
    replays = Switched(_run, _run.quarters_played, pieces)
    off = {i for i, piece in enumerate(pieces) if piece.mechanism == mechanism}
    return replays.value(replays.everything - off).tolist()


def without(mechanism: str, figure: str) -> float:
    """What a figure would be at the end of the last quarter with a mechanism switched off for the whole game."""
    from model.kpis import INDEX

    return _without(_moment(), mechanism, session.playing().run())[INDEX[figure]]


def _moment() -> str:
    return f"{session.token()}:{session.playing().quarter}"


def _inquiry() -> Inquiry:
    if "inquiry" not in st.session_state:
        st.session_state["inquiry"] = Inquiry()
    return st.session_state["inquiry"]
