"""What the player predicts for the end of the quarter to come, and how earlier predictions came out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX
from ui import session

if TYPE_CHECKING:
    from model.bets import Bet

KPIS = ("internal_adoption", "decision_latency")
"""The figures one bets on."""
WIDE = {"internal_adoption": (0.05, 0.0, 1.0, 0.01), "decision_latency": (1.0, 0.0, 26.0, 0.5)}
"""For each: half the width of the interval that is offered, least, most, step."""


LEAST_TRACK = 1e-9
"""Length of the axis of a bet on nothing but one value that came."""


def offered(kpi: str) -> tuple[float, float]:
    """The interval that is offered at first: around what the CEO sees now."""
    half, least, most, step = WIDE[kpi]
    game = session.playing()
    seen = game.series(seen=True)[kpi][-1] if game.quarter else session.opening_value(kpi)
    low, high = max(least, seen - half), min(most, seen + half)
    return round(round(low / step) * step, 6), round(round(high / step) * step, 6)


def laid(kpi: str) -> bool:
    """Whether the player has bet on a figure for the quarter to come."""
    return any(bet.kpi == kpi for bet in session.sitting().bets)


def first(kpi: str) -> tuple[float, float]:
    """The interval its slider begins with: the one that was bet, else the one that is offered."""
    return next(((bet.low, bet.high) for bet in session.sitting().bets if bet.kpi == kpi), None) or offered(kpi)


def shown(kpi: str) -> tuple[float, float]:
    """The interval that stands on the desk now."""
    return st.session_state.get(session.bet_key(kpi)) or first(kpi)


def moved(kpi: str) -> None:
    """Bet what a slider shows, if it was moved: a browser that is slow also sends what it was given."""
    step = WIDE[kpi][3]
    if any(abs(now - before) > step / 2 for now, before in zip(shown(kpi), first(kpi), strict=True)):
        lay(kpi)


def lay(*kpis: str) -> None:
    """Bet on figures what their sliders show, in place of earlier bets."""
    from model.bets import Bet

    for kpi in kpis:
        session.lay_bet(Bet(kpi, *map(float, shown(kpi))))


def track(bet: Bet, came: float) -> tuple[float, float]:
    """The least and the greatest value of the axis on which a bet is drawn; any figure may be bet on in a run file."""
    if bet.kpi in WIDE:
        _, least, most, _ = WIDE[bet.kpi]
        return least, most
    return min(bet.low, came), max(bet.high, came, min(bet.low, came) + LEAST_TRACK)


def outcomes() -> list[tuple[int, Bet, float]]:
    """All bets of the game in play with the quarter (from 0) and what came of it, as the CEO sees it."""
    game = session.playing()
    found: list[tuple[int, Any, float]] = []
    for (firm, quarter), bets in sorted(game.bets.items()):
        if firm == 0 and quarter < game.quarter:
            week = WEEKS_A_QUARTER * (quarter + 1) - 1
            found += [(quarter, bet, float(game.world.record.seen[0, week, INDEX[bet.kpi]])) for bet in bets]
    return found
