"""Phase 8: teams, customers and developers move, each by its own rule on last week's choices of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.kernels.change import aftermath, audit
from model.kernels.customers import Market
from model.kernels.developers import attraction
from model.kernels.stacks import discontent
from model.kernels.teams import believe
from model.mechanisms import (
    adoption,
    executive_attention,
    market_news,
    migration,
    politics,
    tiering,
)
from model.mechanisms.adoption import CENTRAL
from model.phases import offers

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def run(world: World) -> None:
    """Let every population choose."""
    for firm in world.firms:
        if "adoption" not in world.off:
            _teams(world, firm)
        _resistance(world, firm)
    if "tiering" not in world.off:
        _customers(world)
    if "open_release" not in world.off:
        _developers(world)


def _teams(world: World, firm: FirmState) -> None:
    state, p, levers = firm.adoption, world.p, firm.levers.migration
    u = world.stream("perception", firm.index).random(state.perceived.shape)
    peers = world.link("contagion", world.link("norm", state.option, firm.index), firm.index)
    served = firm.serving.served_units
    state.perceived, state.utilities = believe(state, peers, u, levers.mandate, served, p.perception, p.adoption)
    usable = migration.usable_support(levers.support, p.migration)
    load = migration.migration_load(state.experience, int(np.count_nonzero(state.pilot >= 0)), p.migration)
    rate = migration.practice_rate(usable, load, p.migration)
    draws = world.stream("adoption", firm.index).random((len(state.option), 4))
    choices = world.actors.teams[firm.index].choose(state.utilities, rate, firm.queue.admitted, draws)
    before = state.option
    state.option, state.pilot, state.pilot_weeks = choices.option, choices.pilot, choices.pilot_weeks
    state.experience = migration.next_experience(choices.experience, rate, levers.mandate, p.migration)
    state.forced = choices.forced
    _report_moves(world, firm, before)
    _audit(world, firm)
    _output(world, firm, usable, load)


def _report_moves(world: World, firm: FirmState, before: np.ndarray) -> None:
    state = firm.adoption
    moved = (state.option != before).nonzero()[0]
    state.switched = len(moved)
    for team in moved:
        world.news(
            f"move.{adoption.OPTIONS[state.option[team]]}",
            firm.index,
            team=int(team),
            unit=int(state.unit[team]),
            before=adoption.OPTIONS[before[team]],
            wait=round(float(firm.queue.team_wait[team]), 1),
        )


def _audit(world: World, firm: FirmState) -> None:
    state, p, levers = firm.adoption, world.p, firm.levers.migration
    u = world.stream("audit", firm.index).random((len(state.option), 3))
    found = audit(state, levers.audit, levers.amnesty, firm.queue.admitted, u, p.migration)
    state.detected = found.known
    state.trust_shock += found.trust_loss
    state.fines = float(found.fined)
    state.fine_tune = migration.next_fine_tune(state.fine_tune, found.adopted, p.migration)
    teams = found.surrender.nonzero()[0]
    if not teams.size:
        return
    state.option = np.where(found.surrender, CENTRAL, state.option)
    state.experience = np.where(found.surrender, 0.0, state.experience)
    state.pilot = np.where(found.surrender, adoption.NO_PILOT, state.pilot)
    state.pilot_weeks = np.where(found.surrender, 0, state.pilot_weeks)
    for team in teams:
        world.news("move.found", firm.index, team=int(team), unit=int(state.unit[team]), amnesty=levers.amnesty)


def _output(world: World, firm: FirmState, usable: float, load: float) -> None:
    state, p = firm.adoption, world.p
    taken = politics.claw_back_output(world.week - firm.compute.clawed_week, firm.compute.clawed_rate, p.politics)
    preparing = executive_attention.preparation_loss(firm.levers.governance.review_weeks, p.executive_attention)
    state.output, state.incident, state.trust, firm.standing.disruption = aftermath(
        state,
        lobby=firm.politics.lobby,
        kept=taken * (1.0 - preparing),
        served=firm.serving.served_units,
        latency_cost=firm.serving.latency_cost,
        wait=firm.queue.team_wait,
        latency=firm.queue.latency,
        load=load,
        usable=usable,
        festival=world.market.festival,
        bugs=firm.serving.bugs,
        u=world.stream("incidents", firm.index).random((len(state.option), 2)),
        overload_output=p.adoption.overload_output,
        lobbying_p=p.lobbying,
        view=p.perception,
        p=p.migration,
    )
    state.trust_shock = np.zeros_like(state.trust_shock)


def _resistance(world: World, firm: FirmState) -> None:
    state, p = firm.politics, world.p
    state.grievance, reluctant = discontent(firm.adoption.utilities, firm.adoption.unit, len(state.power))
    if "adoption" not in world.off:
        firm.adoption.reluctant = reluctant
    state.opposition = politics.next_opposition(
        state.opposition, firm.levers.migration.mandate, state.power, state.grievance, p.politics
    )
    state.pressure = politics.board_pressure(state.pressure, state.opposition, p.politics)
    if state.pressure.escalated:
        firm.queue.escalation_until = world.week + p.politics.escalation_span
        world.news("board.escalation", firm.index)


def _customers(world: World) -> None:
    customers = world.market.customers
    customers.terms = offers.customer_terms(world)
    customers.heard.append(customers.terms)
    known = market_news.known_terms(customers.heard, world.p.market_news)
    draws = world.stream("tiering").random((len(customers.weight), 3))
    judging = world.stream("market_news").integers(2**64, dtype=np.uint64)
    world.actors.customers.choose(Market(customers.terms, known, judging), draws)


def _developers(world: World) -> None:
    developers, p, stance = world.market.developers, world.p, offers.stance(world)
    worth = attraction(
        offers.open_capabilities(world),
        world.market.reference,
        developers.share,
        stance.family_restricted,
        stance.absorptions,
        developers.constants,
        p.open_release,
    )
    developers.heard = np.concatenate([worth[None], developers.heard[:-1]])
    hosted = offers.prices(world)[1]
    hosts = world.market.hosts
    elsewhere = float(np.add.reduce(tiering.resale_price(hosts, p.tiering))) / len(hosts)
    prices = np.array([*hosted.tolist(), elsewhere, p.tiering.self_price])
    coupling = np.array([firm.training.coupling for firm in world.firms])
    key = world.stream("open_release").integers(2**64, dtype=np.uint64)
    world.actors.developers.choose(prices, coupling, key)
