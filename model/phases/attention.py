"""What the levers of a firm demand of the CEO's attention, now or if they were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.clock import WEEKS_A_QUARTER
from model.decisions import NONE, Levers
from model.mechanisms.executive_attention import AttentionDemands, attention_demands

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def demands_now(world: World, firm: FirmState) -> AttentionDemands:
    """Return this week's demands."""
    week_of_quarter = world.week % WEEKS_A_QUARTER
    return _demands(
        world,
        firm,
        firm.levers,
        migrating=_wave_runs(world, firm),
        tiers_changed=world.week < firm.queue.tiers_changed_until,
        policy_changed=world.week < firm.queue.policy_changed_until,
        emergency=firm.levers.governance.emergency != NONE and week_of_quarter < world.p.executive_attention.emergency_weeks,
    )


def demands_of(world: World, firm: FirmState, levers: Levers) -> AttentionDemands:
    """Return what `levers` would demand in the coming quarter."""
    return _demands(
        world,
        firm,
        levers,
        migrating=_wave_runs(world, firm) or levers.migration.deadline == 1,
        tiers_changed=levers.serving.base_tiers != firm.levers.serving.base_tiers,
        policy_changed=levers.release.policy != firm.levers.release.policy,
        emergency=levers.governance.emergency != NONE,
    )


def _demands(
    world: World,
    firm: FirmState,
    levers: Levers,
    *,
    migrating: bool,
    tiers_changed: bool,
    policy_changed: bool,
    emergency: bool,
) -> AttentionDemands:
    return attention_demands(
        hub_capacity=levers.data.hub_capacity,
        claw_back=levers.compute.claw_back,
        mandate=levers.migration.mandate,
        migrating=migrating,
        new_domains=float(levers.agents.domains),
        codesign=levers.efficiency.codesign,
        tiers_changed=tiers_changed,
        policy_changed=policy_changed,
        opposition=firm.politics.opposition,
        escalated=world.week < firm.queue.escalation_until,
        emergency=emergency,
        p=world.p.executive_attention,
    )


def _wave_runs(world: World, firm: FirmState) -> bool:
    if firm.adoption.deadline < 0:
        return False
    waves: list[float] = firm.adoption.wave_week.tolist()
    return min(waves) <= world.week < max(waves) + world.p.migration.wave_gap
