"""Phase 1: the calendar turns, cards are played; the frontier, rivals' laboratories and other open weights move on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_YEAR
from model.kernels.rivals import progress
from model.links import MARKET
from model.mechanisms import frontier, open_spillover
from model.phases.cards import play_cards
from model.phases.offers import stance
from model.phases.strikes import leaked_weights

if TYPE_CHECKING:
    from model.world import World


def run(world: World) -> None:
    """Let the outside world pass one week."""
    market, p = world.market, world.p
    play_cards(world)
    nature = market.nature
    festive = world.fiscal_week in world.fixed.festival_weeks or nature.now.festival
    if festive and market.festival == 0.0:
        world.news("calendar.festival", week=world.fiscal_week)
    market.festival = p.start.festival_intensity if festive else 0.0
    market.frontier = frontier.frontier_capability(world.week, p.frontier, nature.jump)
    market.frontier_algorithms = frontier.frontier_algorithms(world.week, p.frontier, nature.jump)
    _rivals(world)
    market.reference = reference_capability(world)


def _rivals(world: World) -> None:
    market, p, rivals = world.market, world.p, world.market.rivals
    pace = frontier.kdot(p.frontier)
    terms = stance(world)
    usable = open_spillover.delayed_open(market.open_history, terms.delays)
    market.usable_open = max(usable.tolist())
    best = world.link("spillover", max(market.usable_open, leaked_weights(world)), MARKET)
    before = rivals.capability
    rivals.capability, rivals.served, market.other_open = progress(
        rivals,
        growth=pace,
        floor=open_spillover.training_floor(best, p.open_spillover),
        serving_floor=open_spillover.serving_floor(best, p.open_spillover),
        grown=market.other_open + pace * p.start.other_open_budget / WEEKS_A_YEAR,
        ceiling=market.frontier - p.start.openlab_lag,
        pace=open_spillover.copying_pace(usable, terms.explained, p.open_spillover),
        p=p.rivalry,
    )
    _tell(world, before)


def _tell(world: World, before: np.ndarray) -> None:
    rivals = world.market.rivals
    for name, then, now in zip(rivals.names, before.tolist(), rivals.capability.tolist(), strict=True):
        for firm in world.firms:
            if then <= firm.training.api < now:
                world.news("rival.passes", firm.index, rival=name)


def reference_capability(world: World) -> float:
    """Return K_ref (I1): the best model served on the mainland by a rival, or the median of the firms'."""
    served = world.market.rivals.served
    if len(served):
        return max(served.tolist())
    return float(np.median([firm.training.api for firm in world.firms]))
