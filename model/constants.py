"""Constants that are computed once from the start state, under default levers.

They make the start a resting point: choice shares, hazards and costs reproduce the calibrated figures. A player's
decisions never reach them; two plans have the same constants.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_YEAR
from model.crowds import division
from model.fixed import tier_choices
from model.market_state import NO_FAMILY
from model.mechanisms import adoption, open_release, perception, placement, tiering
from model.mechanisms.model_tiers import TierChoice
from model.mechanisms.objectives import public_weights
from model.phases import allocate, give_back, inside, offers, produce, serve, settle
from model.sources import shares
from model.state import Stack

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

THOUSAND = 1000.0
"""Developers for which hosting revenue and load are stated."""


@dataclass(slots=True)
class Constants:
    """References of one world; see `set_constants`."""

    tiers: list[tuple[TierChoice, ...]]
    developer_scale: float
    disguise: list[Integers]
    market_growth: Floats  # market of each week over that of week 0
    cost_reference: float = 1.0
    research: float = 1.0
    prestige: float = 0.0
    start_work: float = 1.0
    autonomy: list[Floats] = field(default_factory=list)


def empty_constants(world: World) -> Constants:
    """Return constants before the start state has been measured."""
    tastes = [firm.adoption.tastes for firm in world.firms]
    return Constants(
        tiers=[tier_choices(t.latency, t.capability, world.p) for t in tastes],
        # a market that is larger for more firms (I2) has more developers too
        developer_scale=THOUSAND * len(world.firms) / world.p.start.developers,
        disguise=[_disguise(world, firm) for firm in world.firms],
        market_growth=world.p.treasury.market_growth ** (np.arange(world.case.weeks) / WEEKS_A_YEAR),
    )


def _disguise(world: World, firm: FirmState) -> Integers:
    """Return what each team would be reported as while it hides a model of its own."""
    u = world.streams.at("disguise", 0, world.luck(firm.index)).random(len(firm.adoption.option))
    return np.where(u < world.p.observation.disguised_as_central, int(Stack.CENTRAL), int(Stack.LEGACY))


def set_constants(world: World) -> None:
    """Measure the start state and set every constant and belief that rests on it."""
    constants = world.constants
    for firm in world.firms:
        allocate.share_pool(world, firm)
        firm.data.error = give_back.domain_error(world, firm)
        firm.data.start_error = firm.data.error.copy()
    first = world.firms[0]
    flow = _mean(world, lambda world, firm: serve.own_work(world, firm, serve.adoption_share(firm)))
    constants.start_work = flow
    for firm in world.firms:
        firm.serving.experience = firm.serving.industry = flow * world.p.start.experience_weeks
        firm.serving.contributions = 1.0
    constants.cost_reference = serve.unit_cost(world, first)
    constants.research = _mean(world, produce.usual_research)
    leads = offers.open_leads(world)
    constants.prestige = produce.prestige(world, first, float(leads[0]))
    constants.autonomy = [produce.autonomy(world, firm) for firm in world.firms]
    if "objectives" in world.off:
        for firm in world.firms:
            firm.standing.weights = public_weights(world.p.objectives)
    _customers(world)
    _developers(world)
    for firm in world.firms:
        firm.people.prestige = constants.prestige
        inside.first_impressions(world, firm)
        serve.serve_cloud(world, firm)
        serve.ecosystem(world, firm)
        _teams(world, firm)
        api, hosted = offers.prices(world)
        firm.standing.start_revenue = settle.cloud_income(
            world, firm, float(api[firm.index]), float(hosted[firm.index])
        ).total


def _mean(world: World, measure: Callable[[World, FirmState], float]) -> float:
    """Return what firms have on average: with luck of their own they differ, and none of them is the standard."""
    return sum(measure(world, firm) for firm in world.firms) / len(world.firms)


def _teams(world: World, firm: FirmState) -> None:
    state, p = firm.adoption, world.p
    serve.judge_stacks(world, firm)
    state.perceived = state.true_quality.copy()
    utilities = adoption.utilities(
        state.perceived,
        adoption.peer_shares(state.influence, state.option),
        state.option,
        state.tastes.reactance,
        perception.trust_effect(state.trust, p.perception),
        firm.levers.migration.mandate,
        1.0,
        np.zeros(4),
        0.0,
        p.adoption,
    )
    counts = np.bincount(state.option, minlength=4)
    targets = np.maximum(counts, 0.5) / np.maximum(counts, 0.5).sum()
    state.constants = adoption.calibrated_constants(utilities, targets, p.adoption.sensitivity)
    state.utilities = utilities + state.constants


def _customers(world: World) -> None:
    customers, fixed, p = world.market.customers, world.fixed, world.p
    terms = offers.customer_terms(world)
    there = np.isfinite(terms[1])  # without open weights some options do not exist
    target = np.where(there, fixed.start_shares, 0.0)
    target /= target.sum()
    placed = np.tile(target, (len(customers.weight), 1))
    utility = tiering.utilities(fixed.layout, terms, fixed.customer_traits, placed, placed, p.tiering)
    customers.constants = placement.solve_constants(
        utility, fixed.customer_size, target, fixed.layout.none, fixed.nests, fixed.kinds, p.placement
    )
    utility = utility + customers.constants
    placed = placement.expected_placements(utility, fixed.nests, p.placement) @ fixed.kinds
    customers.weight = (placed / fixed.kinds.sum(axis=0)) @ fixed.kinds.T  # firms start alike, to the last digit
    customers.share = placement.weighted(fixed.customer_size, customers.weight)
    customers.terms = offers.customer_terms(world)
    customers.heard.append(customers.terms)
    world.market.rivals.asked.append(offers.prices_asked(world))


def _developers(world: World) -> None:
    developers, fixed, p, stance = world.market.developers, world.fixed, world.p.open_release, offers.stance(world)
    attraction = open_release.family_attraction(
        offers.open_capabilities(world),
        world.market.reference,
        developers.share,
        stance.family_restricted,
        stance.absorptions,
        np.zeros(fixed.families),
        p,
    )
    adopters = np.flatnonzero(developers.family < NO_FAMILY)
    peers = open_release.neighbour_shares(developers.family, fixed.graph, NO_FAMILY)[adopters]
    parts = division(developers.users)
    utilities = open_release.family_utilities(attraction, peers, developers.family[adopters], p, parts)
    worth, _ = open_release.divide(utilities, fixed.firms, p.precision)
    known = shares("developers")
    target = np.array([known["own"], known["openlab"], known["other"]])
    constants = open_release.family_constants(worth, target, p.precision)  # of kinds: firms start alike
    developers.constants = constants[[0] * fixed.firms + [1, 2]]
    developers.heard[:] = attraction + developers.constants
