"""The plan that is tried out, and its futures; they are kept for the session, and bands fill in a little at a time."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from model.decisions import LEVERS, Value
from ui import session
from ui.draft import POOL, balanced, same
from ui.pictures.lever import from_place

if TYPE_CHECKING:
    from experiments.futures import Future, Futures

LUCKS = 24
"""Futures of a full band."""
SHOWN_FROM = 6
"""Futures from which a band is drawn."""
QUIET = 2.0  # seconds after the last move of a lever before bands are filled


@dataclass
class Trial:
    """A plan by quarter (from 0), and what has been worked out about it; `turn` starts widgets afresh."""

    futures: Any
    plan: dict[int, dict[str, Value]] = field(default_factory=dict)
    turn: int = 0
    moved: float = 0.0
    mine: list[Any] = field(default_factory=list)
    base: list[Any] = field(default_factory=list)
    drawn: int = 0


def trial() -> Trial:
    """The plan tried out on the game in play; a new one when the game has gone on."""
    game = session.playing()
    moment = (session.token(), game.quarter)
    kept = st.session_state.get("trial")
    if kept is None or kept[0] != moment:
        from experiments.futures import Futures

        since = game.quarter if game.quarter < game.horizon else 0
        kept = (moment, Trial(Futures(game.run(), since), turn=_next_turn()))
        st.session_state["trial"] = kept
    return kept[1]


def futures() -> Futures:
    """The engine behind the plan."""
    return trial().futures


def key(name: str, value: Any) -> str:
    """The widget key of a choice on this page, with its first value put in place."""
    if f"whatif:{name}" not in st.session_state:
        st.session_state[f"whatif:{name}"] = value
    return f"whatif:{name}"


def chosen(name: str, otherwise: Any) -> Any:
    """What was chosen under `key`, or `otherwise` where its widget has not been drawn yet."""
    return st.session_state.get(f"whatif:{name}", otherwise)


def quarter() -> int:
    """The quarter (from 0) whose levers are on the table."""
    since = futures().since
    return max(since, min(int(st.session_state.get("whatif:quarter", since + 1)) - 1, futures().quarters - 1))


def quarter_key() -> str:
    """The widget key of the quarter whose levers are on the table; it begins at the first open one."""
    since = futures().since
    if not since < int(st.session_state.get("whatif:quarter", 0)) <= futures().quarters:
        st.session_state["whatif:quarter"] = since + 1
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
    if name in trial().plan.get(at, {}):
        return trial().plan[at][name]
    return _standing(at)[name]


def take(name: str, value: Value) -> None:
    """Set a lever in the quarter on the table; the shares of the pool keep their sum."""
    at, tried = quarter(), trial()
    if same(planned(name), value):
        return
    decided = tried.plan.setdefault(at, {})
    if name in POOL:
        decided.update(balanced({share: planned(share) for share in POOL}, name, float(value)))  # type: ignore[arg-type]
    else:
        decided[name] = int(value) if LEVERS[name].kind == "whole" else value  # type: ignore[arg-type]
    tried.plan[at] = {lever: v for lever, v in decided.items() if not same(_standing(at)[lever], v)}
    if not tried.plan[at]:
        del tried.plan[at]
    tried.moved, tried.mine, tried.drawn = time.monotonic(), [], 0


def moved(name: str, widget: str) -> None:
    """Take a lever's place from its widget, before the page runs again."""
    state = st.session_state.get(widget)
    place = getattr(state, "value", None)
    if place is not None:
        take(name, from_place(LEVERS[name], place))


def reset() -> None:
    """Go back to the base case."""
    tried = trial()
    tried.plan, tried.mine, tried.drawn = {}, [], 0
    tried.turn = _next_turn()


def changed() -> list[str]:
    """The levers that the plan changes in some quarter."""
    return [name for name in LEVERS if any(name in levers for levers in trial().plan.values())]


def plan() -> dict[int, dict[str, Value]]:
    """The levers changed by quarter (from 0)."""
    return trial().plan


def mine() -> Future:
    """The future of the plan under the luck of the game."""
    return futures().play(plan())


def base() -> Future:
    """The future without any decision, under the same luck."""
    return futures().base


def bands(kpi: str) -> tuple[Any, Any] | None:
    """The band of a figure over other lucks, or None while there are too few."""
    tried = trial()
    return futures().band(tried.mine, kpi) if len(tried.mine) >= SHOWN_FROM else None


def difference_band(kpi: str) -> tuple[Any, Any] | None:
    """The band of the difference from the base case, luck by luck, or None while there are too few."""
    tried = trial()
    if len(tried.mine) < SHOWN_FROM:
        return None
    import numpy as np

    apart = [mine.series(kpi) - base.series(kpi) for mine, base in zip(tried.mine, tried.base, strict=False)]
    low, high = np.nanquantile(np.array(apart), [0.1, 0.9], axis=0)
    return low, high


def filled() -> int:
    """How many other lucks have been played."""
    return len(trial().mine)


def fill(seconds: float) -> bool:
    """Play other lucks for about so long, unless a lever has just moved; return whether there is something new to draw."""
    tried = trial()
    if len(tried.mine) >= LUCKS or time.monotonic() - tried.moved < QUIET:
        return False
    until = time.monotonic() + seconds
    while len(tried.mine) < LUCKS and time.monotonic() < until:
        luck = len(tried.mine) + 1
        if len(tried.base) < luck:
            tried.base.append(futures().play({}, luck))
        tried.mine.append(futures().play(plan(), luck))
    news = len(tried.mine) >= SHOWN_FROM and (len(tried.mine) == LUCKS or len(tried.mine) - tried.drawn >= SHOWN_FROM)
    if news:
        tried.drawn = len(tried.mine)
    return news


def to_the_desk() -> None:
    """Lay what the plan decides for the quarter to come on the desk of the game."""
    draft = session.draft()
    for name, wanted in plan().get(session.playing().quarter, {}).items():
        draft.take(name, wanted)


def run_text() -> str:
    """The run file of the plan, played to the end."""
    from experiments.run import Game

    game = Game.from_run(futures().run, futures().since)
    while not game.over:
        wanted = plan().get(game.quarter, {})
        faults = game.problems(wanted)
        seat = game.world
        game.advance(seat.actors.ceo_view(seat, seat.firms[0]).fitted(wanted) if faults else wanted)
    return game.to_text()


def _next_turn() -> int:
    st.session_state["whatif:turns"] = st.session_state.get("whatif:turns", 0) + 1
    return st.session_state["whatif:turns"]


def _standing(at: int) -> dict[str, Value]:
    """The levers before anything is decided in a quarter (from 0), under the plan's quarters before it."""
    if at == futures().since:
        return dict(session_levers())
    before = dict(mine().levers[at - 1])
    return {name: LEVERS[name].default if LEVERS[name].announced else stood for name, stood in before.items()}


def session_levers() -> dict[str, Value]:
    """The levers that stand when the first open quarter begins."""
    from model.decisions import Levers

    world = futures().start_world
    levers: Levers = world.firms[0].levers
    return (levers.carried_over() if world.quarter else levers).as_dict()
