"""The opening of a quarter: decisions are read once, put in force, and what they order is paid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER
from model.decisions import NONE, Value
from model.errors import Refused, Sentence, said
from model.legality import grant, order_cost, problems
from model.mechanisms import agentic_work, efficiency, migration, research_search
from model.people_start import tie_draws
from model.start import NEVER

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def open_quarter(world: World) -> None:
    """Ask every task force, check all decisions, then put them in force together.

    Raises Refused, with nothing changed, when one cannot be carried out.
    """
    decided = [(firm, world.actors.decide(world, firm)) for firm in world.firms]
    faults = []
    for firm, changes in decided:
        faults += [_placed(fault, world, firm) for fault in problems(world, firm, changes)]
    if faults:
        raise Refused(faults)
    for firm, changes in decided:
        world.actors.commit(firm)
        firm.ledger.receive("funding", grant(world, firm))
        _put_in_force(world, firm, changes)
    orders = sum(firm.levers.compute.capex_order for firm in world.firms)
    for firm, _ in decided:
        _order(world, firm, float(orders))


def _placed(fault: Sentence, world: World, firm: FirmState) -> Sentence:
    """Return a fault with the quarter it is in, and the firm where there are several."""
    told = {"quarter": world.quarter + 1, "firm": firm.index + 1, "sentence": fault}
    if len(world.firms) == 1:
        return said("In quarter {quarter}: {sentence}", **told)
    return said("In quarter {quarter}, firm {firm}: {sentence}", **told)


def _put_in_force(world: World, firm: FirmState, changes: Mapping[str, Value]) -> None:
    before = firm.levers
    standing = before.carried_over() if world.week else before
    firm.levers = standing.changed(changes)
    end = world.week + WEEKS_A_QUARTER
    for lever, value in changes.items():
        world.record.decisions.append((firm.index, world.quarter, lever, value, standing[lever]))
    if firm.levers.release.policy != before.release.policy:
        firm.queue.policy_changed_until = end
    if firm.levers.serving.base_tiers != before.serving.base_tiers:
        firm.queue.tiers_changed_until = end
    if firm.levers.talent.group_linking != before.talent.group_linking:
        u = tie_draws(world.luck(firm.index), world.p, world.streams)
        linking = firm.levers.talent.group_linking
        firm.research.ties = research_search.make_ties(linking, u, world.p.research_search.group_size)
    _announce(world, firm)
    _open_domains(world, firm)


def _announce(world: World, firm: FirmState) -> None:
    desk, state = firm.levers.migration, firm.adoption
    if desk.deadline == NONE:
        return
    first = migration.deadline_week(world.quarter, int(desk.deadline))
    state.deadline = first
    fresh = migration.removal_weeks(state.wave_order, desk.waves, float(first), world.p.migration)
    state.wave_week = np.where(state.wave_week <= world.week, state.wave_week, fresh)
    world.news("migration.announced", firm.index, week=first, waves=desk.waves)


def _open_domains(world: World, firm: FirmState) -> None:
    state = firm.agents
    chosen = agentic_work.next_domains(state.opened < NEVER, firm.data.stock, firm.levers.agents.domains)
    state.opened = state.opened.copy()
    state.opened[chosen] = world.week
    state.opened_now = len(chosen)
    for domain in chosen:
        world.news("agents.opened", firm.index, unit=int(domain))


def _order(world: World, firm: FirmState, all_orders: float) -> None:
    order = float(firm.levers.compute.capex_order)
    if order <= 0:
        return
    split = efficiency.own_order(order, firm.levers.efficiency.own_chip_share, world.p.efficiency)
    cost = order_cost(world, firm, order, all_orders, firm.levers.efficiency.own_chip_share)
    firm.ledger.pay("gpu_fleet", cost)
    firm.compute.depreciable += cost
    firm.compute.deliveries.append((world.week + world.p.gpu_holdings.lead_weeks, split.imports, split.own_chips))
