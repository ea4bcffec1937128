"""The headline figures at the end of a week, true values: what each means is declared in `model.kpis`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.kernels.customers import diversion
from model.kernels.tally import Tally, gain_of_use
from model.mechanisms import (
    compute_pool,
    data_clearing_house,
    efficiency,
    flywheel,
    frontier,
    gpu_holdings,
    observation,
    scaling_law,
    talent_pool,
    tiering,
)
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, THIRD
from model.phases.allocate import fabric
from model.phases.laboratory import training_cluster
from model.phases.offers import prices

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def measure(world: World, firm: FirmState, teams: Tally) -> dict[str, float]:
    """Return every headline figure of a firm but the score."""
    values = _organisation(world, firm, teams) | _capability(world, firm) | _market(world, firm)
    return values | _flywheel(world, firm, teams) | {"score": 0.0}


def _organisation(world: World, firm: FirmState, teams: Tally) -> dict[str, float]:
    queue, people, data = firm.queue, firm.people, firm.data
    shares: list[float] = teams.shares.tolist()
    employed = float(np.count_nonzero(people.employed))
    return {
        "internal_adoption": shares[CENTRAL],
        "adoption_floor": min(teams.central.tolist()),
        "rogue_share": shares[ROGUE],
        "visible_rogue_share": observation.visible_rogue_share(shares[ROGUE], teams.detected, world.p.observation),
        "third_party_share": shares[THIRD],
        "legacy_share": shares[LEGACY],
        "decision_latency": queue.latency,
        "ceo_utilisation": queue.utilisation,
        "knowledge": firm.research.knowledge,
        "attrition": talent_pool.annual_attrition(float(sum(people.exits)), employed),
        "talent_density": talent_pool.talent_density(people.skill, people.employed, people.star, people.star_reference),
        "data_coverage": data_clearing_house.data_coverage(data.access),
        "domain_error": float(data.stock @ data.error / np.add.reduce(data.stock)),
        "automated_transactions": firm.agents.volume,
        "disruption": firm.standing.disruption,
        "trust": teams.trust,
        "cash": firm.ledger.cash,
        "gross_margin": firm.standing.margin,
        "cloud_ai_revenue": firm.standing.revenue,
    }


def _capability(world: World, firm: FirmState) -> dict[str, float]:
    training, market, p = firm.training, world.market, world.p
    pace = frontier.kdot(p.frontier)
    gap = -frontier.frontier_objective(training.api, training.multimodal_lag, market.frontier, p.frontier)
    open_best = max(market.open_history[-1].tolist())
    return {
        "frontier_gap": gap,
        "frontier_gap_months": frontier.months_behind(gap, pace),
        "mvc_coverage": compute_pool.mvc_coverage(
            training_cluster(world, firm), smallest_cluster(world, firm), p.compute_pool
        ),
        "cluster_concentration": gpu_holdings.concentration(
            firm.compute.pool, firm.compute.unit_gpus + firm.compute.hidden_gpus
        ),
        "tier_gap": training.api - training.open,
        "open_lag_months": frontier.months_behind(market.frontier - open_best, pace),
        "cost_per_mtok": efficiency.cost_per_mtok(firm.serving.cost, world.week, p.efficiency),
        "wh_per_query": efficiency.wh_per_query(firm.serving.cost, world.week, p.efficiency),
    }


def smallest_cluster(world: World, firm: FirmState) -> float:
    """Return the minimum viable cluster of this week, GPUs (8, I3), the limits of data included."""
    p, market = world.p, world.market
    pace, algorithms = frontier.kdot(p.frontier), firm.research.algorithms
    run = compute_pool.viable_run(market.frontier, algorithms, pace, p.compute_pool)
    need = run.adjusted_compute
    unique = scaling_law.unique_tokens(data_clearing_house.data_coverage(firm.data.access), p.scaling_law)
    raw = scaling_law.compute_for(need, unique, p.scaling_law)
    multiplier = need / raw if 0.0 < raw < math.inf else 0.0
    return compute_pool.minimum_viable_cluster(
        market.frontier, algorithms, pace, world.week, fabric(world, firm), p.compute_pool, multiplier, run
    )


def _market(world: World, firm: FirmState) -> dict[str, float]:
    market, fixed, f = world.market, world.fixed, firm.index
    share = market.customers.share
    api, _ = prices(world)
    paid = np.concatenate([api, market.rivals.price])
    bought = share[fixed.sold]
    if world.week == 0 or world.week % CANNIBALISATION_EVERY == CANNIBALISATION_EVERY - 1:
        firm.standing.cannibalisation = cannibalisation(world, f)
    return {
        "developer_share": float(market.developers.share[f]),
        "hosted_share": float(share[fixed.layout.host[f]]),
        "price_index": math.fsum((paid * bought).tolist()) / math.fsum(bought.tolist()),  # in whatever order
        "cannibalisation": firm.standing.cannibalisation,
    }


CANNIBALISATION_EVERY = WEEKS_A_QUARTER
"""The diversion ratio needs every customer's choice: it is measured at first and at the end of a quarter, and held."""


def cannibalisation(world: World, f: int) -> float:
    """Return the share of our API's demand that would go to our own open weights if the API were gone (40)."""
    customers, fixed, p = world.market.customers, world.fixed, world.p
    free = tiering.portable(p.tiering, world.market.nature.now.lock)
    return diversion(fixed.crowd, customers.weight, customers.terms, int(fixed.layout.api[f]), free, p.placement)


def _flywheel(world: World, firm: FirmState, teams: Tally) -> dict[str, float]:
    state, record = firm.flywheel, world.record
    state.delivered.append(teams.quality_got + world.market.reference)
    own = np.array(state.delivered)
    first = len(world.firms)
    rivals = record.models[: world.week, first:-1]
    state.velocity = flywheel.velocity(own[-WEEKS_A_QUARTER:])
    state.relative = flywheel.relative_velocity(state.velocity, flywheel.velocities(rivals[-WEEKS_A_QUARTER:]))
    state.relative_year = flywheel.relative_velocity(flywheel.velocity(own), flywheel.velocities(rivals[-WEEKS_A_YEAR:]))
    return {
        "flywheel_velocity": state.velocity,
        "relative_velocity": state.relative,
        "loop_gain": loop_gain(world, firm, teams),
    }


def loop_gain(world: World, firm: FirmState, teams: Tally) -> float:
    """Return the gain of one turn of the flywheel at the current state (79)."""
    p, handed_over = world.p, firm.agents.deployment.share
    return gain_of_use(
        share=max(float(teams.shares[CENTRAL]), 1e-6),
        worth=teams.worth,
        access=data_clearing_house.data_coverage(firm.data.access),
        deployed=float(np.add.reduce(handed_over, axis=None)) / handed_over.size,
        fresh=flywheel.freshness(firm.queue.latency, p.flywheel),
        sensitivity=p.adoption.sensitivity,
        p=p.flywheel,
    )
