"""The desk of the quarter to come: levers, bets and the plan that is tried out, kept so that a reload finds them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from model.decisions import value_problems
from ui import shelf
from ui.draft import Draft
from ui.session.state import seeded, sitting


def desk_key() -> str:
    """The widget key of the choice between the six levers and all of them."""
    return seeded("levers", "main")


def all_levers() -> bool:
    """Whether all levers are shown."""
    return st.session_state.get("levers") == "all"


def draft() -> Draft:
    """The decisions on the desk."""
    return sitting().draft


def forget_draft() -> None:
    """Put every lever back to what is in force, and take back the bets."""
    at = sitting()
    at.draft = Draft(dict(at.game.levers()))
    at.turn += 1
    at.bets = ()
    keep()


def lever_key(name: str) -> str:
    """The widget key of a lever, with its value put in place before the widget is drawn."""
    return seeded(_lever(name), draft().value(name))


def take_lever(name: str) -> None:
    """Take a lever's value from its widget into the draft, and show what else moved with it."""
    value = st.session_state.get(_lever(name))
    if value is None:  # a click on the chosen option of a segmented control, or word of a lever of the quarter before
        return
    for moved in draft().take(name, value):
        if _lever(moved) in st.session_state:
            st.session_state[_lever(moved)] = draft().value(moved)
    keep()


def problems() -> list[str]:
    """Why the draft cannot be committed, one sentence each."""
    return list(sitting().game.problems(draft().changes))


def attention() -> tuple[list[tuple[str, float]], float]:
    """What the draft asks of the CEO, by programme, and how much there is, as shares of the quarter."""
    return list(sitting().game.attention(draft().changes)), float(sitting().game.attention_available())


def lay_bet(bet: Any) -> None:
    """Lay a bet for the quarter to come, in place of one on the same figure."""
    at = sitting()
    at.bets = (*(laid for laid in at.bets if laid.kpi != bet.kpi), bet)
    keep()


def bet_key(kpi: str) -> str:
    """The widget key of the bet on a figure: a new one each quarter."""
    return f"bet:{sitting().turn}:{kpi}"


def keep(at_once: bool = True) -> None:
    """Keep what lies on the desk under the game's token; while a lever is dragged, it need not be written `at_once`."""
    at = sitting()
    plan = at.trial[1].attempt.plan if at.trial is not None and at.trial[0] == moment() else tried_before()
    bets = tuple((bet.kpi, bet.low, bet.high) for bet in at.bets)
    shelf.lay(at.token, shelf.Desk(at.game.quarter, at.draft.changes, bets, plan), at_once)


def lay_out(found: shelf.Desk | None) -> None:
    """Put what was kept back on the desk; what belongs to another quarter, or is no decision, falls away."""
    at = sitting()
    if found is None or found.quarter != at.game.quarter:
        return
    from model.bets import Bet
    from model.kpis import INDEX

    at.draft.set_to.update(_legal(found.levers))
    at.bets = tuple(Bet(kpi, low, high) for kpi, low, high in found.bets if kpi in INDEX and low <= high)
    plan = {quarter: _legal(levers) for quarter, levers in found.plan.items()}
    open_ones = range(0 if at.game.over else at.game.quarter, at.game.horizon)
    at.tried = moment(), {quarter: levers for quarter, levers in plan.items() if levers and quarter in open_ones}
    keep()


def moment() -> tuple[str, int]:
    """Which game, and how far it has come."""
    at = sitting()
    return at.token, at.game.quarter


def tried_before() -> dict[int, dict[str, Any]]:
    """The plan that was tried out at this moment before the page was loaded."""
    kept = sitting().tried
    return kept[1] if kept is not None and kept[0] == moment() else {}


def _legal(levers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in levers.items() if not value_problems({name: value})}


def _lever(name: str) -> str:
    return f"lever:{name}:{sitting().turn}"
