"""The plan that is tried out, and its futures: played in other processes, and kept here for the session."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Value
from ui import plan_findings, session
from ui.draft import POOL, balanced, same
from ui.pictures.lever import from_place
from ui.session import desk
from ui.session.attempts import Attempt, Plan, Trial
from ui.session.pool import ask, asked, may_redraw
from ui.session.state import seeded

if TYPE_CHECKING:
    from experiments.futures import Future
    from model.runfile import Run

Bands = tuple[plan_findings.Band, plan_findings.Band]
"""Those of the plan, and of its difference from the base case."""
LUCKS = 24
"""Futures of a full band."""
SHOWN_FROM = 6
"""Futures from which a band is drawn."""
QUIET = 2.0  # seconds after the last move of a lever before bands are asked for


def trial() -> Trial:
    """The plan tried out on the game in play; a new one when the game has gone on."""
    at = session.sitting()
    game, kept = at.game, at.trial
    moment = desk.moment()
    if kept is None or kept[0] != moment:
        from experiments.futures import Futures
        from experiments.workers import Subject

        run, since = game.run(), 0 if game.over else game.quarter
        subject = Subject(Futures, (run, since))
        kept = (moment, Trial(subject, since, game.horizon, ask(subject, "standing"), turn=_next_turn()))
        kept[1].change(desk.tried_before() or (_played(run) if game.over else {}))
        at.trial = kept
    return kept[1]


def _played(run: Run) -> Plan:
    """What was decided in a game that is over: the plan to think on from."""
    return {quarter: dict(levers) for (firm, quarter), levers in run.decisions.items() if firm == 0 and levers}


def since() -> int:
    """The first open quarter (from 0)."""
    return trial().since


def quarters() -> int:
    """How many quarters the game has."""
    return trial().quarters


def weeks_before() -> int:
    """How many weeks are history."""
    return since() * WEEKS_A_QUARTER


def key(name: str, value: Any) -> str:
    """The widget key of a choice on this page, with its first value put in place."""
    return seeded(f"whatif:{name}", value)


def chosen(name: str, otherwise: Any) -> Any:
    """What was chosen under `key`, or `otherwise` where its widget has not been drawn yet."""
    return st.session_state.get(f"whatif:{name}", otherwise)


def quarter() -> int:
    """The quarter (from 0) whose levers are on the table."""
    tried = trial()
    return max(tried.since, min(int(st.session_state.get("whatif:quarter", tried.since + 1)) - 1, tried.quarters - 1))


def quarter_key() -> str:
    """The widget key of the quarter whose levers are on the table; it begins at the first open one."""
    tried = trial()
    if not tried.since < int(st.session_state.get("whatif:quarter", 0)) <= tried.quarters:
        st.session_state["whatif:quarter"] = tried.since + 1
    return "whatif:quarter"


def lever_key(name: str) -> str:
    """The widget key of a lever in the quarter on the table."""
    return f"whatif:lever:{trial().turn}:{quarter()}:{name}"


def base_value(name: str) -> Value:
    """What a lever is without any decision from now on."""
    return base().levers[quarter()][name]


def planned(name: str) -> Value:
    """What a lever is set to, or stands at, in the quarter on the table."""
    at = quarter()
    decided = plan().get(at, {})
    if name in decided:
        return decided[name]
    return _standing(at)[name]


def take(name: str, value: Value) -> None:
    """Set a lever in the quarter on the table; the shares of the pool keep their sum."""
    at, tried = quarter(), trial()
    if same(planned(name), value):
        return
    stood, decided = _standing(at), dict(tried.attempt.plan.get(at, {}))
    if name in POOL:
        decided |= balanced({share: planned(share) for share in POOL}, name, float(value))  # type: ignore[arg-type]
    else:
        decided[name] = int(value) if LEVERS[name].kind == "whole" else value  # type: ignore[arg-type]
    decided = {lever: v for lever, v in decided.items() if not same(stood[lever], v)}
    others = {q: levers for q, levers in tried.attempt.plan.items() if q != at}
    tried.change(others | {at: decided} if decided else others)
    tried.moved = time.monotonic()
    desk.keep(at_once=False)
    tried.written = False


def moved(name: str, widget: str) -> None:
    """Take a lever's place from its widget, before the page runs again."""
    state = st.session_state.get(widget)
    place = getattr(state, "value", None)
    if place is not None:
        take(name, from_place(LEVERS[name], place))


def reset() -> None:
    """Go back to the base case."""
    tried = trial()
    tried.change({})
    tried.turn = _next_turn()
    desk.keep()


def changed() -> list[str]:
    """The levers that the plan changes in some quarter."""
    names = {name for levers in plan().values() for name in levers}
    return [name for name in LEVERS if name in names]


def plan() -> Plan:
    """The levers changed by quarter (from 0)."""
    return trial().attempt.plan


def ask_ahead() -> None:
    """Have the plan played while the page is being drawn: `mine` waits for what is left."""
    attempt = trial().attempt
    if attempt.plan and 0 not in attempt.mine and attempt.coming is None:
        attempt.coming = asked(trial().subject, "play", attempt.plan)


def mine() -> Future:
    """The future of the plan under the luck of the game."""
    attempt = trial().attempt
    if 0 not in attempt.mine:
        ask_ahead()
        coming, attempt.coming = attempt.coming, None
        attempt.mine[0] = coming.result() if coming else base()
    return attempt.mine[0]


def base() -> Future:
    """The future without any decision, under the same luck."""
    tried = trial()
    if 0 not in tried.base:
        tried.base[0] = ask(tried.subject, "play", {})
    return tried.base[0]


def bands(kpi: str) -> Bands | None:
    """The bands of a figure and of its difference from the base case, luck by luck; None while there are too few lucks."""
    pairs = _pairs()
    if len(pairs) < SHOWN_FROM:
        return None
    mine, base = (np.array([future.series(kpi) for future in side]) for side in zip(*pairs, strict=True))
    return _band(mine), _band(mine - base)


def filled() -> int:
    """How many other lucks have been played, one after the other from the first."""
    return len(_pairs())


def shown() -> None:
    """The pictures of the plan have been drawn."""
    trial().attempt.shown = True


def fill() -> bool:
    """Take in the futures that have come and ask for more, unless a lever has just moved; return whether to redraw.

    A move may be heard by a run of the page that draws something else: then the pictures are still to be drawn.
    """
    tried, attempt = trial(), trial().attempt
    for (side, luck), future in attempt.errand.arrived():
        (attempt.mine if side == "mine" else tried.base)[luck] = future
    if time.monotonic() - tried.moved >= QUIET:
        _ask_for_lucks(tried, attempt)
        if not tried.written:
            desk.keep()
            tried.written = True
    there = filled()
    if not attempt.shown:
        return True
    if there < SHOWN_FROM or there == attempt.drawn or there < min(attempt.drawn + SHOWN_FROM, LUCKS) or not may_redraw():
        return False
    attempt.drawn = there
    return True


def to_the_desk() -> None:
    """Lay what the plan decides for the quarter to come on the desk of the game."""
    draft = session.draft()
    for name, wanted in plan().get(session.playing().quarter, {}).items():
        draft.take(name, wanted)
    desk.keep()


def run_text() -> str:
    """The run file of the plan, played to the end."""
    return ask(trial().subject, "run_text", plan())


def _next_turn() -> int:
    st.session_state["whatif:turns"] = st.session_state.get("whatif:turns", 0) + 1
    return st.session_state["whatif:turns"]


def _standing(at: int) -> dict[str, Value]:
    """The levers before anything is decided in a quarter (from 0), under the plan's quarters before it."""
    if at == trial().since:
        return dict(trial().standing)
    before = dict(mine().levers[at - 1])
    return {name: LEVERS[name].default if LEVERS[name].announced else stood for name, stood in before.items()}


def _ask_for_lucks(tried: Trial, attempt: Attempt) -> None:
    for luck in range(1, LUCKS + 1):
        for side, futures, decided in (("mine", attempt.mine, attempt.plan), ("base", tried.base, {})):
            if luck not in futures and not attempt.errand.send((side, luck), tried.subject, "play", decided, luck):
                return


def _pairs() -> list[tuple[Future, Future]]:
    """Return the futures of plan and base under other lucks, from the first luck to the last before a gap."""
    tried, attempt, pairs = trial(), trial().attempt, []
    while len(pairs) + 1 in attempt.mine and len(pairs) + 1 in tried.base:
        pairs.append((attempt.mine[len(pairs) + 1], tried.base[len(pairs) + 1]))
    return pairs


def _band(series: Floats) -> plan_findings.Band:
    """Return the lower and upper tenth by week of many futures (lucks, weeks)."""
    quantile = np.quantile if np.isfinite(series).all() else np.nanquantile  # which looks at every week by itself
    low, high = quantile(series, [0.1, 0.9], axis=0)
    return low, high
