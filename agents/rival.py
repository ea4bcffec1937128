"""A scripted rival: compares what it achieves with what it aspires to, and searches for an action if it falls short.

Of others it knows old figures only: their models as of some weeks ago and inexactly, their prices as of two weeks ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.clock import opens_quarter
from model.kernels.rivals import next_prices
from model.mechanisms import rivalry
from model.record import Reason, ReasonBlock

if TYPE_CHECKING:
    from model.world import World


class Rival(mesa.Agent):
    """One rival; its figures are a row of the market's rival arrays."""

    model: World

    def __init__(self, model: World, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.reason: Reason | None = None

    @property
    def name(self) -> str:
        """What the rival is called."""
        return self.model.market.rivals.names[self.row]


def act(world: World, rivals: list[Rival]) -> None:
    """Let the rivals plan: prices every week, an action at the start of each quarter (58-61)."""
    state = world.market.rivals
    if "rivalry" in world.off or not rivals:
        return
    chosen = _actions(world, rivals) if opens_quarter(world.week) and world.week > 0 else None
    state.timers = rivalry.next_timers(state.timers, chosen, world.p.rivalry)
    _prices(world)


def _actions(world: World, rivals: list[Rival]) -> np.ndarray:
    state, p = world.market.rivals, world.p.rivalry
    firms = len(world.firms)
    u = world.stream("rivalry").random((len(rivals), len(rivals) + 3))
    row = max(0, world.week - p.observation_delay)
    known = np.tile(world.record.models[row, :-1], (len(rivals), 1))
    seen = rivalry.perceived(known, np.concatenate([_luck_with_firms(world, u), u[:, 2:-1]], axis=1), p)
    others = np.array([np.delete(seen[r], firms + r) for r in range(len(rivals))])
    own_performance = _performance(world, others)
    peers = np.full(len(rivals), own_performance.mean())
    if world.week > 13:
        state.weights = rivalry.reinforced(state.weights, state.action, own_performance, state.aspiration, p)
    state.performance = own_performance
    open_best = float(_past(world.market.open_history, p.observation_delay).max())
    asked = _past(state.asked, p.price_delay)
    lowest = rivalry.lowest_competitor(asked[firms:], asked[:firms], state.commercial)
    excess = np.where(np.isfinite(lowest), state.price / np.maximum(lowest, 1e-9) - 1.0, 0.0)
    context = rivalry.action_context(
        excess, others.max(axis=1) - state.capability, open_best - state.served, state.timers, state.commercial
    )
    choice = rivalry.choose_actions(state.weights, context, own_performance, state.aspiration, u[:, 0], p)
    for rival in rivals:
        rival.reason = Reason(
            week=world.week, firm=-1, kind="rival", agent=rival.row,
            rule="search below aspiration" if own_performance[rival.row] < state.aspiration[rival.row] else "slack",
            options=(*rivalry.ACTIONS, "hold"), utilities=tuple(choice.utilities[rival.row].tolist()),
            draw=(float(u[rival.row, 0]),), settings=(1.0,), chosen=int(choice.chosen[rival.row]),
        )  # fmt: skip
        world.record.keep(rival.reason)
        if choice.chosen[rival.row] != rivalry.HOLD:
            world.news(f"rival.{rivalry.ACTIONS[choice.chosen[rival.row]]}", rival=rival.name)
    state.action = choice.chosen
    state.aspiration = rivalry.next_aspiration(state.aspiration, own_performance, peers, p)
    return choice.chosen


def _past(history: Sequence[np.ndarray], delay: int) -> np.ndarray:
    """Return the entry of `delay` weeks ago; the newest one is of last week, the oldest stands for all before it."""
    return history[max(len(history) - max(delay, 1), 0)]


def _luck_with_firms(world: World, u: np.ndarray) -> np.ndarray:
    """Return the luck (rivals, firms) by which rivals misjudge the firms: where firms share theirs, one for all."""
    if world.case.luck == "own":
        return np.column_stack([world.stream("rivals_look", firm.index).random(len(u)) for firm in world.firms])
    return u[:, [1] * len(world.firms)]


def _performance(world: World, others: np.ndarray) -> np.ndarray:
    state, layout = world.market.rivals, world.fixed.layout
    share = world.market.customers.share[layout.rival_api]
    revenue = share * state.price
    growth = share / np.maximum(state.last_share, 1e-9) - 1.0
    revenue_growth = revenue / np.maximum(state.last_revenue, 1e-9) - 1.0
    state.last_share, state.last_revenue = share.copy(), revenue
    rank = rivalry.rank_score(state.capability, others)
    return rivalry.performance(growth, rank, revenue_growth, world.p.rivalry)


def _prices(world: World) -> None:
    state, p = world.market.rivals, world.p
    share = world.market.customers.share[world.fixed.layout.rival_api]
    before, price, u = state.war_weeks, state.price, world.stream("rival_prices").random(len(state.price))
    state.price, state.war_weeks, lowest = next_prices(
        state,
        _past(state.asked, p.rivalry.price_delay),
        p.tiering.api_cost,
        share,
        p.tiering.price_weight * p.placement.precision,
        u,
        world.market.nature.now.rival_price,
        p.rivalry,
    )
    for name, then, now in zip(state.names, before.tolist(), state.war_weeks.tolist(), strict=True):
        if then <= 0.0 < now:
            world.news("rival.price_war", rival=name)
    if world.record.full:
        _remember_prices(world, price, before, lowest, u)


def _remember_prices(world: World, price: np.ndarray, war_weeks: np.ndarray, lowest: np.ndarray, u: np.ndarray) -> None:
    """Keep why a rival matches the lowest price it knows of, or does not, in weeks in which it might."""
    state, p = world.market.rivals, world.p.rivalry
    who = (state.commercial & ((lowest < p.war_ratio * price) | (war_weeks > 1.0))).nonzero()[0]
    if not len(who):
        return
    settings = np.column_stack([np.ones(len(who)), lowest[who], price[who]])
    world.record.reasons.append(
        ReasonBlock(
            week=world.week,
            firm=-1,
            kind="price",
            rule="match a price far below the own",
            options=(rivalry.MATCH, rivalry.REPLY),
            agents=who,
            utilities=rivalry.war_utilities(price, war_weeks, lowest, p)[who],
            draws=u[who],
            settings=settings,
            chosen=np.where(state.war_weeks[who] > 0.0, 0, 1),
        )
    )
