"""What is asked about the game in play, and how far it has been answered; answers come from other processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import session
from ui.session import pool

if TYPE_CHECKING:
    from experiments.why import Deciding, Explanation, LoopMeter, Sentence, Strengths, Waterfall, Weighing

FIGURES = ("internal_adoption", "frontier_gap_months", "cash")
OTHER = "other"
KEPT = 2
"""Explanations kept at a time."""

Question = tuple[str, int, int, bool]


@dataclass
class Asked:
    """Something that is worked out (an explanation, or the strengths of loops), whom to ask, and what has been asked."""

    found: Any
    subject: Any
    errand: pool.Errand = field(default_factory=pool.Errand)


@dataclass
class Inquiry:
    """Explanations by question (game, quarter, quarter taken apart or 0, of mechanisms), and the loops of a game."""

    explanations: dict[Question, Asked] = field(default_factory=dict)
    meters: dict[tuple[str, int], Asked] = field(default_factory=dict)
    stopped: bool = False


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
    return _explained().found


def refine() -> None:
    """Take in what has been played of the explanation, and have more of it played."""
    asked = _explained()
    for inside, value in asked.errand.arrived():
        asked.found.take(inside, value)
    for inside in asked.found.wanted() or asked.found.beside():
        if not asked.errand.send(inside, asked.subject, "value", inside):
            return


def refining() -> bool:
    """Whether the explanation is still refined."""
    found = explanation()
    return not stopped() and not (found.settled and not found.beside())


def stopped() -> bool:
    """Whether somebody stopped refining."""
    return _inquiry().stopped


def stop() -> None:
    """Refine no further, or go on."""
    inquiry = _inquiry()
    inquiry.stopped = not inquiry.stopped
    if inquiry.stopped:
        _explained().errand.recall()


def waterfall() -> Waterfall:
    """The waterfall of the figure, as far as it is known; what pieces do alone only once that has been played."""
    found = explanation()
    return found.waterfall(kpi(), sides=found.settled and not found.beside())


def meter() -> LoopMeter:
    """The measurement of the loops up to the last quarter played."""
    return _metered().found


def measure() -> None:
    """Take in the quarters whose loops have been measured, and have more measured."""
    asked = _metered()
    for quarter, pull in asked.errand.arrived():
        asked.found.take(quarter, pull)
    for quarter in asked.found.wanted:
        if not asked.errand.send(quarter, asked.subject, "pull", quarter):
            return


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


def decider_kinds() -> list[str]:
    """Who else than a team can be asked for a reason, in the order in which they are offered."""
    from experiments.why.deciders import KINDS

    return list(KINDS)


def deciders(kind: str) -> list[int]:
    """Whoever of a kind decided anything so far, those who did something first."""
    from experiments.why import deciders as known

    return known(session.playing(), kind)


def deciding(kind: str, agent: int, week: int) -> Deciding | None:
    """Why somebody decided as it did up to a week (from 1)."""
    from experiments.why import deciding as decided

    return decided(session.playing(), kind, agent, week - 1)


def telling_team() -> int:
    """The team whose reasons are shown first: the one the story tells of, else the first."""
    for sentence in story():
        if "team" in sentence.values:
            return int(sentence.values["team"])
    return 0


def week_key(who: str = "team") -> str:
    """The widget key of the week up to which somebody is asked: it follows the game."""
    weeks = session.playing().week
    if st.session_state.get(f"why:weeks:{who}") != weeks:
        st.session_state[f"why:weeks:{who}"] = st.session_state[f"why:week:{who}"] = weeks
    return f"why:week:{who}"


def choice_key(name: str, options: list[int]) -> str:
    """The widget key of a choice among options that come with the game: the first, unless one of them was chosen."""
    if st.session_state.get(f"why:{name}") not in options:
        st.session_state[f"why:{name}"] = options[0]
    return f"why:{name}"


def without(mechanism: str, figure: str) -> float:
    """What a figure would be at the end of the last quarter with a mechanism switched off for the whole game."""
    from experiments.why.pieces import mechanisms
    from experiments.why.replays import Switched
    from experiments.workers import Subject
    from model.kpis import INDEX

    run, pieces = session.playing().run(), mechanisms()
    on = frozenset(i for i, piece in enumerate(pieces) if piece.mechanism != mechanism)
    return float(pool.ask(Subject(Switched, (run, run.quarters_played, pieces)), "value", on)[INDEX[figure]])


def _explained() -> Asked:
    """The explanation of what is asked now; a new one has its first look played before it is shown."""
    from experiments.why import Explanation
    from experiments.workers import Subject

    inquiry = _inquiry()
    detail = 0 if of_mechanisms() else min(int(st.session_state.get("why:detail", 0)), quarter())
    question = (_moment(), quarter(), detail, of_mechanisms())
    if question not in inquiry.explanations:
        game = session.playing()
        found = Explanation(game.run(), quarter(), detail=detail or None, of_mechanisms=of_mechanisms(), game=game)
        asked = Asked(found, Subject(found.replays_made, found.replays_given))
        looks = [(inside, pool.asked(asked.subject, "value", inside)) for inside in found.wanted()]
        for inside, answer in looks:
            found.take(inside, answer.result())
        inquiry.explanations[question] = asked
        inquiry.stopped = False
        for old in list(inquiry.explanations)[:-KEPT]:
            inquiry.explanations.pop(old).errand.recall()
    return inquiry.explanations[question]


def _metered() -> Asked:
    from experiments.why import LoopMeter, Loops
    from experiments.workers import Subject

    inquiry, moment = _inquiry(), (session.token(), session.playing().quarter)
    if moment not in inquiry.meters:
        meter = LoopMeter(session.playing().run())
        inquiry.meters = {moment: Asked(meter, Subject(Loops, meter.loops_given))}
    return inquiry.meters[moment]


def _moment() -> str:
    return f"{session.token()}:{session.playing().quarter}"


def _inquiry() -> Inquiry:
    if "inquiry" not in st.session_state:
        st.session_state["inquiry"] = Inquiry()
    return st.session_state["inquiry"]
