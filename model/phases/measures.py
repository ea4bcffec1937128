"""The headline figures at the end of a week, true values: what each means is declared in `model.kpis`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from model.kernels.tally import Tally
from model.mechanisms import (
    adoption,
    compute_pool,
    data_clearing_house,
    efficiency,
    flywheel,
    frontier,
    gpu_holdings,
    observation,
    placement,
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
    return values | _flywheel(world, firm, values) | {"score": 0.0}


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
        "domain_error": float(data.stock @ data.error / data.stock.sum()),
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
    open_best = float(market.open_history[-1].max())
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
    need = compute_pool.viable_run(market.frontier, algorithms, pace, p.compute_pool).adjusted_compute
    unique = scaling_law.unique_tokens(data_clearing_house.data_coverage(firm.data.access), p.scaling_law)
    raw = scaling_law.compute_for(need, unique, p.scaling_law)
    multiplier = need / raw if 0.0 < raw < math.inf else 0.0
    return compute_pool.minimum_viable_cluster(
        market.frontier, algorithms, pace, world.week, fabric(world, firm), p.compute_pool, multiplier
    )


def _market(world: World, firm: FirmState) -> dict[str, float]:
    market, fixed, f = world.market, world.fixed, firm.index
    share = market.customers.share
    api, _ = prices(world)
    paid = np.concatenate([api, market.rivals.price])
    bought = np.concatenate([share[fixed.layout.api], share[fixed.layout.rival_api]])
    if world.week == 0 or world.week % CANNIBALISATION_EVERY == CANNIBALISATION_EVERY - 1:
        firm.standing.cannibalisation = cannibalisation(world, f)
    return {
        "developer_share": float(market.developers.share[f]),
        "hosted_share": float(share[fixed.layout.host[f]]),
        "price_index": math.fsum(paid * bought) / math.fsum(bought),  # the same in any order of the firms
        "cannibalisation": firm.standing.cannibalisation,
    }


CANNIBALISATION_EVERY = 13
"""The diversion ratio needs every customer's choice: it is measured at first and at the end of a quarter, and held."""


def cannibalisation(world: World, f: int) -> float:
    """Return the share of our API's demand that would go to our own open weights if the API were gone (40)."""
    customers, fixed, p = world.market.customers, world.fixed, world.p
    peers = customers.weight[fixed.customer_references].mean(axis=1)
    free = tiering.portable(p.tiering, world.market.nature.now.lock)
    utility = tiering.utilities(fixed.layout, customers.terms, fixed.customer_traits, customers.weight, peers, free)
    own = np.flatnonzero(fixed.nests.mates[fixed.layout.api[f]])
    return placement.diversion_ratio(utility, fixed.customer_size, int(fixed.layout.api[f]), own, fixed.nests, p.placement)


def _flywheel(world: World, firm: FirmState, values: dict[str, float]) -> dict[str, float]:
    state, record = firm.flywheel, world.record
    quality = firm.adoption.true_quality[:, CENTRAL] + world.market.reference
    state.delivered.append(float(firm.adoption.weight @ quality))
    own = np.array(state.delivered)
    first = len(world.firms)
    rivals = record.models[: world.week, first:-1]
    state.velocity = flywheel.velocity(own[-13:])
    state.relative = flywheel.relative_velocity(state.velocity, flywheel.velocities(rivals[-13:]))
    state.relative_year = flywheel.relative_velocity(flywheel.velocity(own), flywheel.velocities(rivals[-52:]))
    return {
        "flywheel_velocity": state.velocity,
        "relative_velocity": state.relative,
        "loop_gain": loop_gain(world, firm, values["internal_adoption"]),
    }


def loop_gain(world: World, firm: FirmState, share: float) -> float:
    """Return the gain of one turn of the flywheel at the current state (79)."""
    p = world.p
    access = data_clearing_house.data_coverage(firm.data.access)
    handed_over = firm.agents.deployment.share
    deployed = float(np.add.reduce(handed_over, axis=None)) / handed_over.size
    utilities = firm.adoption.utilities
    mean: list[float] = (np.add.reduce(utilities) / len(utilities)).tolist()
    own = mean[CENTRAL]

    def signals(central: float) -> float:
        use = p.flywheel.served_weight * central + (1.0 - p.flywheel.served_weight) * deployed
        return p.flywheel.signals * access * use

    def chosen(utility: float) -> float:
        mean[CENTRAL] = utility
        return adoption.choice_share(mean, CENTRAL, p.adoption.sensitivity)

    fresh = flywheel.freshness(firm.queue.latency, p.flywheel)
    return flywheel.loop_gain_at(max(share, 1e-6), own, signals, chosen, fresh, p.flywheel)
