"""Which decisions can be carried out together. A refusal is one sentence that names the lever; nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, NONE, Levers, value_problems
from model.errors import Sentence
from model.mechanisms import efficiency, migration, treasury
from model.mechanisms.executive_attention import AttentionDemands, overcommitment

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

SHARES = ("compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve")
TOLERANCE = 1e-6

PROGRAMME_LEVERS = {
    "data_hub": "data.hub_capacity",
    "claw_back": "compute.claw_back",
    "mandate": "migration.mandate",
    "migration": "migration.deadline",
    "domains": "agents.domains",
    "codesign": "efficiency.codesign",
    "tiers": "serving.base_tiers",
    "release_policy": "release.policy",
    "opposition": "migration.mandate",
    "escalation": "migration.mandate",
    "emergency": "governance.emergency",
}
"""Which lever a programme's demand for attention comes from."""


def problems(world: World, firm: FirmState, changes: Mapping[str, Any]) -> list[Sentence]:
    """Return one sentence for each reason why `firm` cannot decide `changes` at the start of this quarter."""
    faults = value_problems(changes)
    if faults:
        return faults
    levers = _standing(world, firm).changed(changes)
    checks = (_shares(levers), _attention(world, firm, levers), _money(world, firm, levers, changes))
    return [fault for fault in (*checks, *_deadline(world, firm, levers), _domains(firm, levers, changes)) if fault]


def _standing(world: World, firm: FirmState) -> Levers:
    """Return the levers that stand if nothing is decided."""
    return firm.levers.carried_over() if world.week else firm.levers


def _shares(levers: Levers) -> Sentence | None:
    total = sum(float(levers[name]) for name in SHARES)
    if abs(total - 1.0) <= TOLERANCE:
        return None
    return Sentence(
        f"compute.frontier, .cloud, .ecosystem and .reserve sum to {total:.6g}: change them so that they sum to 1.",
        "refused.shares",
        total=total,
    )


def _attention(world: World, firm: FirmState, levers: Levers) -> Sentence | None:
    demands = demands_of(world, firm, levers)
    p = world.p.executive_attention
    over = overcommitment(demands, p)
    if over <= TOLERANCE or demands.total <= demands_of(world, firm, _standing(world, firm)).total:
        return None  # the board may have taken time away since: who asks for no more than what stands may go on
    lever = PROGRAMME_LEVERS[demands.largest]
    return Sentence(
        f"{lever} takes the most of the CEO's attention: the plan needs {demands.total:.2f} of it and "
        f"{p.attention - p.slack:.2f} is there; lower it or another programme by {over:.2f}.",
        "refused.attention",
        lever=lever,
        needed=demands.total,
        there=p.attention - p.slack,
        over=over,
    )


def demands_of(world: World, firm: FirmState, levers: Levers) -> AttentionDemands:
    """Return what `levers` would demand of the CEO's attention."""
    from model.phases.attention import demands_of as demands

    return demands(world, firm, levers)


def attention_of(world: World, firm: FirmState, changes: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return (programme, share of attention) for each programme that takes some under `changes`."""
    demands = demands_of(world, firm, _standing(world, firm).changed(changes))
    return [(name, value) for name, value in zip(demands._fields, demands, strict=True) if value > 0]


def attention_available(world: World) -> float:
    """Return the share of the CEO's time that programmes may take."""
    return world.p.executive_attention.attention - world.p.executive_attention.slack


def order_cost(world: World, firm: FirmState, order: float, all_orders: float, own_share: float) -> float:
    """Return what an order of GPUs costs, RMB M, when all firms together order `all_orders`."""
    now = world.market.nature.on(firm.index)
    split = efficiency.own_order(order, own_share, world.p.efficiency, now.import_price)
    price = treasury.import_price(all_orders, len(world.firms), world.p.treasury) * now.credit
    return order * price * split.price_factor


def grant(world: World, firm: FirmState) -> float:
    """Return what the group grants at the start of a quarter, RMB M."""
    return world.p.treasury.grant * world.market.nature.on(firm.index).grant


def _money(world: World, firm: FirmState, levers: Levers, changes: Mapping[str, Any]) -> Sentence | None:
    if "compute.capex_order" not in changes:
        return None  # a standing order is honoured; only a new one is checked
    order = float(levers.compute.capex_order)
    step = LEVERS["compute.capex_order"].step

    def cost_of(gpus: float) -> float:
        return order_cost(world, firm, gpus, gpus * len(world.firms), levers.efficiency.own_chip_share)

    cost = cost_of(order)
    means = firm.ledger.cash + grant(world, firm)
    if cost <= means or order <= 0:
        return None
    most = int(order // step * step)
    while most > 0 and cost_of(most) > means:  # large orders drive the price: the most is not in proportion
        most -= int(step)
    return Sentence(
        f"compute.capex_order of {order:,.0f} GPUs costs RMB {cost:,.0f} M and cash with the next grant is "
        f"RMB {means:,.0f} M: order at most {most:,}.",
        "refused.money",
        order=order,
        cost=cost,
        means=means,
        most=most,
    )


def _deadline(world: World, firm: FirmState, levers: Levers) -> list[Sentence]:
    desk = levers.migration
    if desk.deadline == NONE:
        return []
    first = migration.deadline_week(world.quarter, int(desk.deadline))
    faults = []
    if firm.adoption.deadline >= 0 and first < firm.adoption.deadline:
        quarter = firm.adoption.deadline // WEEKS_A_QUARTER + 1
        faults.append(
            Sentence(
                f"migration.deadline would come before the one already announced for quarter {quarter}: "
                "keep it or set a later one.",
                "refused.deadline",
                quarter=quarter,
            )
        )
    last = float(np.max(migration.removal_weeks(firm.adoption.wave_order, desk.waves, float(first), world.p.migration)))
    if last >= world.case.weeks:
        faults.append(
            Sentence(
                f"migration.waves: the last of {desk.waves} waves would come in week {last + 1:.0f} and the game has "
                f"{world.case.weeks}: set an earlier migration.deadline or fewer waves.",
                "refused.waves",
                waves=int(desk.waves),
                last=int(last) + 1,
                weeks=world.case.weeks,
            )
        )
    return faults


def idle(world: World, firm: FirmState, changes: Mapping[str, Any]) -> dict[str, Sentence]:
    """Return the levers among `changes` that would change nothing whatever comes, each with a sentence that says so.

    They are refused where somebody decides. The rules of the world pass over them: a policy may wish them, and a run
    that holds one is still what it was.
    """
    state, found = firm.adoption, {}
    if state.deadline < 0:
        return found
    last = int(np.max(state.wave_week)) + 1
    over = last <= world.week + 1
    announces = changes.get("migration.deadline", NONE) != NONE
    moves = changes.get("migration.waves", firm.levers.migration.waves) != firm.levers.migration.waves
    if announces and over:
        found["migration.deadline"] = Sentence(
            f"migration.deadline: the last team lost legacy in week {last}, nothing is left to switch off: leave it out.",
            "refused.deadline.over",
            last=last,
        )
    if moves and over:
        found["migration.waves"] = Sentence(
            f"migration.waves: the last team lost legacy in week {last}, no wave is to come: leave it out.",
            "refused.waves.over",
            last=last,
        )
    elif moves and not announces:
        found["migration.waves"] = Sentence(
            "migration.waves: the waves have been announced already: name a migration.deadline along with their new number.",
            "refused.waves.announced",
        )
    return found


def _domains(firm: FirmState, levers: Levers, changes: Mapping[str, Any]) -> Sentence | None:
    from model.start import NEVER

    left = int(np.count_nonzero(firm.agents.opened >= NEVER))
    if "agents.domains" not in changes or levers.agents.domains <= left:
        return None
    return Sentence(
        f"agents.domains is {levers.agents.domains}, but {left} domains are left: use at most {left}.",
        "refused.domains",
        domains=int(levers.agents.domains),
        left=left,
    )
