"""Phase 6: training and releases, what researchers learn, who leaves and who comes, co-design that arrives."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_QUARTER
from model.kernels.researchers import Leaving, leaving, search_week, team_output
from model.mechanisms import efficiency, frontier, open_spillover, research_search, rivalry, talent, talent_pool
from model.mechanisms.approval_queue import emergency_meets
from model.people_start import LONG_AGO, NOBODY
from model.phases.inside import reputation, talk
from model.phases.laboratory import post_train, release_weights, train
from model.phases.offers import open_leads
from model.phases.strikes import take_up_architecture

if TYPE_CHECKING:
    from model.state import FirmState, PeopleState
    from model.world import World


def run(world: World) -> None:
    """Let laboratories work for a week."""
    leads = open_leads(world)
    for firm in world.firms:
        train(world, firm)
        take_up_architecture(world, firm)
        _research(world, firm)
        post_train(world, firm, world.market.usable_open)
        release_weights(world, firm)
        _arrivals(world, firm)
        _codesign(world, firm)
    for firm in world.firms:
        standing = prestige(world, firm, float(leads[firm.index]))
        firm.people.prestige = world.link("density", standing, firm.index)
        talk(world, firm)
    moves = [(firm, *_departures(world, firm)) for firm in world.firms]
    for firm, gone, luck in moves:  # when all have made up their minds: no firm comes first
        if len(gone):
            _destinations(world, firm, luck)


def research_input(world: World, firm: FirmState, staff: PeopleState | None = None) -> float:
    """Return R_eff: what all groups together put into research this week (I11); by other `staff`, if one is given."""
    people, p = staff or firm.people, world.p
    pool = max(firm.compute.pool, 1.0)
    return research_search.effective_research(
        team_output=team_output(people, p.research_search.groups, world.week, p.talent_pool),
        free_compute=firm.compute.free_research / pool,
        maintainers=firm.levers.release.reintegration,
        review_weeks=firm.levers.governance.review_weeks,
        linking=firm.levers.talent.group_linking,
        p=p.research_search,
    )


def usual_research(world: World, firm: FirmState) -> float:
    """Return R_eff at the start, had nobody gone and had the laboratory no more stars than an ordinary one.

    What a situation begins with counts against this, so that a laboratory in mourning is behind and one that others envy
    is ahead.
    """
    people, p = firm.people, world.p
    number = round(p.talent_pool.stars / p.start.star_density)
    ordinary = people.star & (people.skill >= np.sort(people.skill)[-number])
    never = np.full_like(people.exit_week, LONG_AGO)
    staff = replace(people, star=ordinary, employed=people.employed | people.star_exit, exit_week=never)
    return research_input(world, firm, staff)


def _research(world: World, firm: FirmState) -> None:
    state, p = firm.research, world.p.research_search
    rng = world.stream("research_search", firm.index)
    u = rng.random(state.beliefs.shape, dtype=np.float32)
    step = search_week(state.beliefs, state.reality, state.ties, u, rng.random(p.bits), p.block, p.learning, p.turbulence)
    state.beliefs, state.reality, state.knowledge = step.beliefs, step.reality, step.knowledge
    state.blocks.append(step.blocks)
    state.effective = research_input(world, firm)
    blocks = sum(state.blocks) / len(state.blocks)
    rho = research_search.productivity(state.effective, world.constants.research, blocks, p)
    state.productivity = 1.0 if "research_search" in world.off else rho
    state.algorithms = research_search.algorithm_efficiency_next(
        state.algorithms,
        world.market.frontier_algorithms,
        state.productivity,
        world.p.frontier.algorithm_growth,
        p,
    )
    iota = open_spillover.absorption(firm.levers.release.reintegration, world.p.open_spillover)
    firm.training.contributed += open_spillover.contribution_capability(
        firm.serving.contributions, iota, world.p.open_spillover
    )
    firm.training.multimodal_lag = frontier.modal_lag_after_week(
        firm.training.multimodal_lag, firm.levers.compute.frontier, world.p.frontier
    )


def autonomy(world: World, firm: FirmState) -> np.ndarray:
    """Return each researcher's autonomy under the levers in force."""
    desk = firm.levers.governance
    inside = 1.0 - firm.levers.talent.group_linking
    return talent.autonomy(
        layers=desk.review_layers,
        decision_weeks=firm.queue.latency,
        review_weeks=desk.review_weeks,
        mandate=firm.levers.migration.mandate,
        isolation=inside,
        taste=firm.people.taste,
        shock=firm.people.shock,
        p=world.p.talent,
    )


def prestige(world: World, firm: FirmState, open_lead: float) -> float:
    """Return the firm's prestige among researchers (I12, I38)."""
    return talent.prestige(
        lead=firm.training.api - world.market.reference,
        open_lead=open_lead,
        released=firm.levers.release.policy != "closed",
        publication=firm.levers.talent.publication,
        restricted=firm.levers.release.licence == "restricted",
        p=world.p.talent,
    )


def leavers(world: World, firm: FirmState, u: np.ndarray) -> Leaving:
    """Return who leaves this week and why (47); `u` is one uniform a place."""
    people, p = firm.people, world.p
    usual = p.research_search.free_compute_usual
    courted = max(rivalry.poach(world.market.rivals.timers, p.rivalry).tolist(), default=0.0)
    raid = world.market.nature.on(firm.index).raid
    return leaving(
        people,
        firm.research.ties,
        world.week,
        factor=0.0 if "talent" in world.off else math.exp(courted + raid),
        pay=1.0 + firm.levers.talent.pay_premium,
        autonomy_gain=world.link("autonomy", autonomy(world, firm), firm.index) - world.constants.autonomy[firm.index],
        prestige_gain=people.heard - world.constants.prestige,
        compute=firm.compute.free_research / max(firm.compute.pool, 1.0) / usual,
        raided=world.week < people.raid_until or raid > 0.0,
        u=u,
        p=p.talent,
    )


def _departures(world: World, firm: FirmState) -> tuple[np.ndarray, np.ndarray]:
    """Let researchers leave; return their places and the luck that says where they go."""
    people, p = firm.people, world.p
    emergency = firm.levers.governance.emergency != "none" and emergency_meets(world.week)
    people.shock = talent.autonomy_shock_next(people.shock, people.abandoned_research, emergency, p.talent)
    draws = world.stream("talent", firm.index).random((len(people.skill), 2))
    gone = world.actors.researchers[firm.index].leave(leavers(world, firm, draws[:, 0]))
    people.exits.append(len(gone))
    people.exits_now = len(gone)
    if not len(gone):
        return gone, gone
    people.left += len(gone)
    people.employed[gone] = False
    people.exit_week[gone] = world.week
    people.star_exit[gone] = people.star[gone]
    for place in gone:
        if people.star[place]:
            world.news("talent.star_left", firm.index, place=int(place), group=int(people.group[place]))
    return gone, draws[gone, 1]


def _destinations(world: World, firm: FirmState, u: np.ndarray) -> None:
    """Send leavers to other firms and rivals; they take some of what they know with them (50)."""
    p = world.p.talent_pool
    others = [other for other in world.firms if other is not firm]
    gains = np.array([reputation(other.people) - world.constants.prestige for other in others])
    pays = np.array([1.0 + other.levers.talent.pay_premium for other in others])
    usual = talent_pool.pull(np.zeros(len(world.market.rivals.names)), 1.0, p)
    to_firms, to_rivals = talent_pool.destinations(talent_pool.pull(gains, pays, p), usual, u, p)
    for other, come in zip(others, to_firms.tolist(), strict=True):
        other.research.algorithms *= (1.0 + p.leak) ** come
    world.market.rivals.capability += to_rivals * (world.p.frontier.post_training * math.log10(1.0 + p.leak))


def _arrivals(world: World, firm: FirmState) -> None:
    people, p = firm.people, world.p
    come = (people.arrival_week == world.week).nonzero()[0]
    vacant = ~people.employed & (people.arrival_week == NOBODY)
    if not come.size and not np.count_nonzero(vacant):
        return
    u = world.stream("hiring", firm.index).random((len(people.skill), 4))
    if come.size:
        _take_places(world, firm, come, u)
    attraction = float(
        talent_pool.pull(reputation(people) - world.constants.prestige, 1.0 + firm.levers.talent.pay_premium, p.talent_pool)
    )
    filled = talent_pool.filled_slots(vacant, attraction, u[:, 2], p.talent_pool).nonzero()[0]
    if filled.size:
        notice = np.rint(talent_pool.notice_weeks(u[filled, 3], p.talent_pool)).astype(np.int64)
        people.arrival_week[filled] = world.week + notice


def _take_places(world: World, firm: FirmState, come: Integers, u: Floats) -> None:
    """Let newcomers take the places `come`: what they can, what they like and what they believe."""
    people, research, p = firm.people, firm.research, world.p
    skill = talent_pool.draw_skill(u[come, 0], p.talent_pool)
    people.skill[come] = skill
    people.taste[come] = talent.draw_taste(u[come, 1], np.log(skill) / p.talent_pool.skill_sd, p.talent)
    people.star = people.skill >= people.star_level
    people.heard[come] = reputation(people)  # before they count themselves
    people.employed[come] = True
    people.arrival_week[come] = NOBODY
    people.exit_week[come] = LONG_AGO
    people.star_exit[come] = False
    people.hired += len(come)
    fresh = world.stream("newcomers", firm.index).random(research.beliefs.shape, dtype=np.float32)
    research.beliefs = research.beliefs.copy()
    research.beliefs[come] = research_search.start_beliefs(fresh[come])


def _codesign(world: World, firm: FirmState) -> None:
    state, p = firm.efficiency, world.p.efficiency
    while state.in_transit and state.in_transit[0][0] <= world.week:
        state.stock += state.in_transit.popleft()[1]
    budget = firm.levers.efficiency.codesign
    sooner = world.p.event_effects.chip_sooner if state.breakthrough else 0
    state.in_transit.append((world.week + p.codesign_delay - sooner, budget / WEEKS_A_QUARTER))
    firm.training.coupling = efficiency.coupling_after_week(
        firm.training.coupling,
        codesign=budget,
        base_gain=firm.training.base_gain,
        frontier_share=firm.levers.compute.frontier,
        cloud_share=firm.levers.compute.cloud,
        shifted=False,
        p=p,
    )
