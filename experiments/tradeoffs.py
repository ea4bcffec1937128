"""What one change of a lever asks for before it is committed: money, the CEO's days, and the weeks in which it arrives.

All of it follows from prices, delays and state at the start of a quarter; nothing is simulated, and what others will do
about it is not in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.run import Game
from model.clock import WEEKS_A_QUARTER
from model.decisions import NONE, Levers, Value
from model.legality import attention_of, grant, order_cost
from model.mechanisms import migration, treasury

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

LAYERS = ("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve")
ORDER = ("compute.capex_order", "efficiency.own_chip_share")
RELEASE = ("release.policy", "release.gap", "release.licence")


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What changing one lever asks for, against what stands.

    `money` is RMB M more in the coming quarter (less where negative), `attention` the share of the CEO's time that it
    takes more. It acts from week `first` and is whole in week `last` (from 0; equal where it comes at once, `last` -1
    where it stays as long as it stands). `gpus` says how many GPUs it moves or brings, 0 for none; `cash_after`
    is the cash with the next grant after the order, None for other levers.
    """

    lever: str
    money: float
    attention: float
    first: int
    last: int
    gpus: float = 0.0
    cash_after: float | None = None


def tradeoffs(game: Game, changes: Mapping[str, Value], firm: int = 0) -> dict[str, Tradeoff]:
    """Return what each of `changes` asks for, every one beside all the others; empty after the last quarter."""
    world, state = game.world, game.world.firms[firm]
    if game.over:
        return {}
    standing = state.levers.carried_over() if world.week else state.levers
    drafted = standing.changed(changes)
    return {name: _tradeoff(world, state, name, standing, drafted, changes) for name in changes}


def _tradeoff(
    world: World, firm: FirmState, name: str, standing: Levers, drafted: Levers, changes: Mapping[str, Value]
) -> Tradeoff:
    others = {lever: value for lever, value in changes.items() if lever != name}
    attention = _attention(world, firm, changes) - _attention(world, firm, others)
    before = standing.changed(others)  # what the desk holds but for this lever
    first, last = _weeks(world, firm, name, drafted)
    money = _spending(world, firm, drafted) - _spending(world, firm, before)
    after = firm.ledger.cash + grant(world, firm) - _order(world, firm, drafted) if name in ORDER else None
    left = None if after is None else float(after)
    return Tradeoff(name, float(money), attention, first, last, _gpus(firm, name, before, drafted), left)


def _attention(world: World, firm: FirmState, changes: Mapping[str, Any]) -> float:
    return sum(share for _, share in attention_of(world, firm, changes))


def _order(world: World, firm: FirmState, levers: Levers) -> float:
    order = float(levers.compute.capex_order)
    return order_cost(world, firm, order, order * len(world.firms), levers.efficiency.own_chip_share) if order > 0 else 0.0


def _spending(world: World, firm: FirmState, levers: Levers) -> float:
    """Return what levers cost in a quarter, RMB M: programmes, premium pay, the order of GPUs."""
    p = world.p.treasury
    programmes = treasury.programme_costs(
        hub_capacity=levers.data.hub_capacity,
        pooling=levers.serving.pooling,
        tiers=levers.serving.base_tiers,
        new_domains=levers.agents.domains,
        support=levers.migration.support,
        audit=levers.migration.audit,
        maintainers=levers.release.reintegration,
        security=levers.data.security,
        codesign=levers.efficiency.codesign,
        p=p,
    )
    employed = np.count_nonzero(firm.people.employed) / len(firm.people.employed)
    _, premium = treasury.payroll(employed, levers.talent.pay_premium, p)
    return sum(programmes.values()) + WEEKS_A_QUARTER * premium + _order(world, firm, levers)


def _gpus(firm: FirmState, name: str, before: Levers, drafted: Levers) -> float:
    """Return the GPUs that a change moves or brings, import equivalents; negative where it takes some away."""
    if name in LAYERS or name == "talent.gpu_share":
        return firm.compute.pool * (float(drafted[name]) - float(before[name]))
    if name == "compute.claw_back":
        return float(firm.compute.unit_gpus.sum()) * drafted.compute.claw_back
    if name == "compute.capex_order":
        return float(drafted.compute.capex_order)
    return 0.0


def _weeks(world: World, firm: FirmState, name: str, levers: Levers) -> tuple[int, int]:
    """Return the weeks in which a change begins to act and is whole; -1: as long as it stands."""
    now, p = world.week, world.p
    match name:
        case "compute.claw_back":
            return now + p.gpu_holdings.claw_back_week, now + p.gpu_holdings.claw_back_week
        case "compute.capex_order" | "efficiency.own_chip_share":
            return now + p.gpu_holdings.lead_weeks, now + p.gpu_holdings.lead_weeks
        case "efficiency.codesign":
            return now + p.efficiency.codesign_delay, now + p.efficiency.codesign_delay + WEEKS_A_QUARTER - 1
        case "agents.domains":
            return now + p.agentic_work.programme_delay, now + p.agentic_work.programme_delay
        case "serving.pooling":
            way = abs(levers.serving.pooling - firm.serving.pooled)
            return now, now + max(0, round(way * p.inference_pool.pooling_weeks) - 1)
        case "governance.review_weeks":
            every = levers.governance.review_weeks
            return -(-now // every) * every, -1
        case "governance.emergency":
            return now + 1, now + p.executive_attention.emergency_weeks - 1
        case "serving.base_tiers":
            return now, now + WEEKS_A_QUARTER - 1
        case _ if name in RELEASE:
            return _next_weights(world, firm, levers), -1
        case "migration.deadline" | "migration.waves":
            return _waves(world, firm, levers)
    return now, -1


def _next_weights(world: World, firm: FirmState, levers: Levers) -> int:
    """Return the first week in which weights can come out: those due, or after the next candidate's session."""
    training = firm.training
    if training.weights_due:
        return max(world.week, min(training.weights_due))
    asked = world.week if training.candidate_waits else max(world.week, training.next_candidate)
    every = levers.governance.review_weeks
    return -(-asked // every) * every + world.p.open_spillover.weights_follow


def _waves(world: World, firm: FirmState, levers: Levers) -> tuple[int, int]:
    """Return the first week of the first wave and the last of the last one; the quarter itself without a deadline."""
    desk = levers.migration
    if desk.deadline == NONE:
        return world.week, -1
    first = migration.deadline_week(world.quarter, int(desk.deadline))
    weeks = migration.removal_weeks(firm.adoption.wave_order, desk.waves, float(first), world.p.migration)
    return first, int(weeks.max()) + world.p.migration.wave_gap - 1
