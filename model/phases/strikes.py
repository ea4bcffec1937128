"""What cards of the event deck do once, in the week they come: a jump, a leak, a deal that closes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from model.mechanisms import (
    data_breach,
    data_clearing_house,
    efficiency,
    event_effects,
    objectives,
    research_search,
)
from model.mechanisms.objectives import INDICATORS

if TYPE_CHECKING:
    from model.market_state import Dealt
    from model.state import FirmState
    from model.world import World


def open_release(world: World, dealt: Dealt) -> None:
    """Put Openlab's weights just behind the frontier, where they stay."""
    rivals = world.market.rivals
    level = world.market.frontier - world.p.event_effects.shock_gap
    jumped = rivals.capability.copy()
    jumped[rivals.openlab] = max(float(jumped[rivals.openlab]), level)
    rivals.capability = jumped


def leak_data(world: World, dealt: Dealt) -> None:
    """Let the records of every firm leak."""
    if "data_clearing_house" in world.off:
        return
    for firm in world.firms:
        breach(world, firm)


def breach(world: World, firm: FirmState) -> None:
    """Let a firm's pooled records leak now (25)."""
    data, p = firm.data, world.p
    pooled = data_clearing_house.pooled_share(data.access, data.stock)
    after = data_breach.breach_aftermath(data.access, world.fixed.sensitivity, pooled, p.data_breach)
    data.access = after.access
    data.breaches += 1
    data.breach_now += pooled
    data.frozen_until = world.week + after.freeze_weeks
    data.legal_until = world.week + after.legal_weeks
    firm.standing.brand += after.brand_damage
    firm.adoption.trust_shock += after.trust_loss
    if objectives.is_severe(0.0, True, pooled, p.objectives):
        firm.agents.severe.append(world.week)
    world.news("data.breach", firm.index, pooled=pooled)


def chip_works(world: World, dealt: Dealt) -> None:
    """Give the new chip to firms that have put enough into it: what has been paid counts, not what works already."""
    p, sooner = world.p.efficiency, world.p.event_effects.chip_sooner
    for firm in world.firms:
        state = firm.efficiency
        paid = p.own_chip_heritage + state.stock + sum(money for _, money in state.in_transit)
        if paid < p.codesign_scale:
            continue
        state.breakthrough = True
        state.in_transit = deque((week - sooner, money) for week, money in state.in_transit)
        world.news("card.chip_breakthrough.ours", firm.index)


def shift_architecture(world: World, dealt: Dealt) -> None:
    """Let the frontier's algorithms jump; part of what researchers believe turns false (57)."""
    p = world.p
    jump = efficiency.architecture_jump(dealt.u, p.efficiency)
    world.market.nature.jump *= jump
    for firm in world.firms:
        firm.research.new_architecture *= jump
        firm.research.takeup = 0.0
        u = world.stream("architecture_shift", firm.index).random(p.research_search.bits)
        firm.research.reality = research_search.drift(firm.research.reality, u, p.event_effects.shift_unlearnt)


def usual_architecture(world: World, dealt: Dealt) -> None:
    """Let the industry, too, begin anew with a part of its experience: the new architecture has become usual."""
    for firm in world.firms:
        firm.serving.industry *= world.p.efficiency.experience_kept


def take_up_architecture(world: World, firm: FirmState) -> None:
    """Let a laboratory work on a new architecture for a week; when it moves, old work loses worth (57)."""
    research, p = firm.research, world.p
    if research.new_architecture == 1.0:
        return
    research.takeup += 1.0 / event_effects.takeup_weeks(firm.levers.talent.group_linking, p.event_effects)
    if research.takeup < 1.0:
        return
    research.algorithms *= research.new_architecture
    research.new_architecture = 1.0
    kept = efficiency.architecture_shift(firm.efficiency.stock, firm.serving.experience, p.efficiency)
    firm.efficiency.stock, firm.serving.experience = kept.codesign, kept.experience
    firm.training.coupling = max(0.0, firm.training.coupling - p.efficiency.coupling_shift)
    world.news("card.architecture_shift.ours", firm.index)


def stress_goal(world: World, dealt: Dealt) -> None:
    """Let every board stress the goal that it has been served worst in: it repeats what worries it."""
    for firm in world.firms:
        firm.standing.stressed = int(np.argmin(firm.standing.utilities))
        world.news("card.board_memo.goal", firm.index, goal=INDICATORS[firm.standing.stressed])


def close_deal(world: World, dealt: Dealt) -> None:
    """Close the deal with every firm that holds enough in reserve."""
    for firm in world.firms:
        accepted = float(firm.compute.shares[-1]) >= world.p.event_effects.deal_reserve
        if accepted:
            firm.standing.deal_until = dealt.end
        world.news(f"card.mega_deal.{'accepted' if accepted else 'declined'}", firm.index)


def leak_weights(world: World, dealt: Dealt) -> None:
    """Put the weights behind every firm's API into the world."""
    for firm in world.firms:
        firm.training.leaked = max(firm.training.leaked, firm.training.api)


STRIKES: dict[str, Callable[[World, Dealt], None]] = {
    "open_shock": open_release,
    "data_breach": leak_data,
    "chip_breakthrough": chip_works,
    "architecture_shift": shift_architecture,
    "mega_deal": close_deal,
    "weights_leak": leak_weights,
    "board_memo": stress_goal,
}
"""What cards do in the week they start."""
ENDINGS: dict[str, Callable[[World, Dealt], None]] = {"architecture_shift": usual_architecture}
"""What cards do in the week they end."""


def leaked_weights(world: World) -> float:
    """Return the best capability that anybody can serve because weights leaked, -inf for none."""
    return max((firm.training.leaked for firm in world.firms), default=-np.inf)
