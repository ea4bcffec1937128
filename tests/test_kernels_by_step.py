"""Single steps: a kernel and the mechanisms it stands in for answer alike, whatever state a firm is in."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from experiments.run import Game
from model.kernels import change, customers, developers, queue, rivals, stacks, tally, units
from model.kernels.compiling import Switch
from model.mechanisms.adoption import ROGUE
from model.state import Item
from model.world import World

SEEDS = range(4)


@pytest.fixture(scope="module")
def played() -> World:
    game = Game.start("base", seed=11, quarters=3, plan="sensible")
    game.advance()
    game.advance()
    return game.world


@pytest.fixture(params=SEEDS)
def mixed(played: World, request: pytest.FixtureRequest) -> tuple[World, np.random.Generator]:
    """A world whose teams, units and rivals stand somewhere else than any game would put them."""
    world, draw = copy.deepcopy(played), np.random.default_rng(request.param)
    firm, market = world.firms[0], world.market
    teams, domains = len(firm.adoption.option), len(firm.data.stock)
    firm.adoption.option = draw.integers(0, 4, teams)
    firm.adoption.detected = draw.random(teams) < 0.3
    firm.adoption.experience = 40.0 * draw.random(teams)
    firm.adoption.trust = draw.random(teams)
    firm.adoption.trust_shock = 0.2 * draw.random(teams) * (draw.random(teams) < 0.2)
    firm.adoption.utilities = draw.normal(size=(teams, 4))
    firm.adoption.fine_tune = float(draw.random())
    firm.queue.team_wait = 12.0 * draw.random(teams)
    firm.data.access, firm.data.share = draw.random(domains), draw.random(domains)
    firm.data.labelled = draw.random(domains)
    firm.flywheel.precision = 1.0 + 5.0 * draw.random(domains)
    firm.flywheel.quality = draw.random(domains)
    firm.politics.lobby = draw.random(domains)
    market.rivals.timers = draw.integers(0, 3, market.rivals.timers.shape).astype(float)
    market.rivals.war_weeks = draw.integers(0, 2, len(market.rivals.names)).astype(float)
    market.rivals.price = 0.3 + draw.random(len(market.rivals.names))
    return world, draw


def flat(answer: Any) -> list[Any]:
    """Return all arrays, numbers and names inside an answer, in order."""
    if isinstance(answer, (tuple, list)):
        return [leaf for part in answer for leaf in flat(part)]
    return [answer]


def assert_alike(monkeypatch: pytest.MonkeyPatch, work: Callable[[], Any]) -> list[Any]:
    monkeypatch.setattr(Switch, "plain", False)
    compiled = flat(work())
    monkeypatch.setattr(Switch, "plain", True)
    plain = flat(work())
    assert len(compiled) == len(plain)
    for left, right in zip(compiled, plain, strict=True):
        if isinstance(left, np.ndarray) and left.dtype.kind != "f":
            assert np.array_equal(left, right)
        else:
            assert left == pytest.approx(right, rel=1e-9, abs=1e-12)
    return compiled


def test_rivals(mixed, monkeypatch) -> None:
    world, draw = mixed
    state, p = world.market.rivals, world.p.rivalry
    pace = {"growth": 0.85, "floor": float(draw.normal(1.8, 0.3)), "serving_floor": float(draw.normal(1.8, 0.3))}
    bounds = {"grown": float(draw.normal(1.5, 0.3)), "ceiling": float(state.capability[state.openlab] + 0.001)}
    assert_alike(monkeypatch, lambda: rivals.progress(state, **pace, **bounds, pace=1.5, p=p))
    u, share, own = draw.random(len(state.names)), draw.random(len(state.names)) / 5.0, draw.random(2)
    for asked in (np.concatenate([own, 0.3 + draw.random(len(state.names))]), 0.3 + draw.random(len(state.names))):
        assert_alike(monkeypatch, lambda asked=asked: rivals.next_prices(state, asked, 0.4, share, 2.0, u, 0.7, p))


def test_teams(mixed, monkeypatch) -> None:
    world, draw = mixed
    firm, p = world.firms[0], world.p
    state, n, b = firm.adoption, len(firm.adoption.option), len(firm.data.stock)
    shared = stacks.Units(*draw.random((4, b)))
    tiers = world.constants.tiers[0]
    for amnesty in (False, True):
        lead, rival_lead, open_lead = draw.normal(size=3).tolist()
        offer = stacks.Offer(lead, rival_lead, open_lead, 6.0, 1.4, 0.05, amnesty, 30)
        latency = 6.0 * draw.random(5)
        assert_alike(
            monkeypatch,
            lambda offer=offer, latency=latency: stacks.worth(
                state, shared, offer, firm.queue.team_wait, tiers[5], tiers[3], latency, p.perception, p.inference_pool
            ),
        )
        u = draw.random((n, 3))
        found = assert_alike(
            monkeypatch, lambda amnesty=amnesty, u=u: change.audit(state, 0.5, amnesty, 0.7, u, p.migration)
        )
        assert found[1].sum() > 0, "somebody surrenders"
        assert found[0].sum() <= (state.option == ROGUE).sum()
    assert_alike(monkeypatch, lambda: stacks.discontent(state.utilities, state.unit, b))
    luck = draw.random((n, 2)) * (0.1, 1.0)
    served, slow = draw.random(b), draw.random(n)
    after = assert_alike(
        monkeypatch,
        lambda: change.aftermath(
            state, firm.politics.lobby, 0.9, served, slow, firm.queue.team_wait, 5.0, 30.0, 10.0, 1.0, 2.0, luck, 0.3,
            p.lobbying, p.perception, p.migration,
        ),
    )  # fmt: skip
    assert after[1].sum() > 0, "somebody has an incident"


@pytest.mark.parametrize("frozen", [False, True])
def test_units(mixed, monkeypatch, frozen) -> None:
    world, draw = mixed
    firm, p = world.firms[0], world.p
    state, data, b = firm.adoption, firm.data, len(firm.data.stock)
    assert_alike(monkeypatch, lambda: units.regrown_gpus(state, firm.queue.team_wait, firm.politics.power, p.gpu_holdings))
    for room in (0.0, 2.0, 100.0):
        assert_alike(
            monkeypatch, lambda room=room: units.opened_data(data, world.fixed, 2.0, 30.0, room, p.data_clearing_house)
        )
    deployed = draw.random(b)
    sent = assert_alike(monkeypatch, lambda: units.signals(state, data.access, deployed, True, frozen, p.flywheel))
    use, house = p.flywheel, p.data_clearing_house
    growth, precision = (0.0 if frozen else 0.8), firm.flywheel.precision
    for taught in (True, False):
        assert_alike(
            monkeypatch,
            lambda taught=taught: units.learn(
                precision, sent[0], 0.7, taught, data, data.access, growth, 0.5, world.fixed, use, house
            ),
        )


def test_what_the_end_of_a_week_counts(mixed, monkeypatch) -> None:
    world, draw = mixed
    firm, p = world.firms[0], world.p
    slow = np.maximum(draw.normal(size=len(firm.adoption.option)), 0.0)
    assert_alike(monkeypatch, lambda: tally.tally(firm.adoption, firm.queue.team_wait, slow, len(firm.data.stock)))
    worth, share = draw.normal(size=4), float(draw.random())
    gain = assert_alike(monkeypatch, lambda: round(tally.gain_of_use(share, worth, 0.5, 0.2, 0.8, 1.5, p.flywheel), 9))
    assert gain[0] >= 0.0


def test_markets(mixed, monkeypatch) -> None:
    world, draw = mixed
    fixed, state, p = world.fixed, world.market.customers, world.p
    terms = state.terms + draw.normal(size=state.terms.shape)
    for removed in (int(fixed.layout.api[0]), int(fixed.layout.rival_api[0])):
        assert_alike(
            monkeypatch,
            lambda removed=removed: customers.diversion(fixed.crowd, state.weight, terms, removed, p.tiering, p.placement),
        )
    known = terms + draw.normal(size=terms.shape)
    known[:, fixed.layout.none] = terms[:, fixed.layout.none]
    terms[1, 2], known[1, 3] = -np.inf, -np.inf  # gone by now, and not heard of yet
    market = customers.Market(terms, known, draw.integers(2**64, dtype=np.uint64))
    u = draw.random((len(state.weight), 3)) * (0.1, 1.0, 1.0)
    chosen = assert_alike(
        monkeypatch,
        lambda: customers.customer_week(fixed.crowd, state.weight, market, u, p.tiering, p.placement, p.market_news),
    )
    assert len(chosen[2]) > 100, "many review"
    open_k, share, flags = draw.normal(size=3), draw.random(3), draw.random(3) < 0.5
    absorbed, constants = draw.random(3), draw.normal(size=3)
    assert_alike(
        monkeypatch,
        lambda: developers.attraction(open_k, 1.7, share, flags, absorbed, constants, p.open_release),
    )


def test_the_queue(mixed, monkeypatch) -> None:
    world, draw = mixed
    p = world.p.approval_queue
    rates = draw.random(6) * (0.0, 0.5, 3.0, 8.0, 1.0, 40.0)
    for u in (draw.random(6), np.zeros(6), np.full(6, 1.0 - 1e-9)):
        assert_alike(monkeypatch, lambda u=u: queue.counts(rates, u))
    monkeypatch.setattr(Switch, "plain", False)
    beyond = queue.counts(rates, np.full(6, 1.0 - 2.0**-53))
    assert beyond[0] == 0
    assert max(beyond) < 120, "the last luck a double can hold ends too"
    kinds, draws = draw.integers(0, 6, 30).tolist(), draw.random((30, 8)).tolist()
    for layers in (0, 1, 3):
        assert_alike(monkeypatch, lambda layers=layers: queue.requests(kinds, draws, 20, layers, 0.4, p))
    items = [Item(k, kind, -1, -1, float(20 - k), 0.0, 1.0, 1.0) for k, kind in enumerate(world_classes(kinds))]
    assert_alike(monkeypatch, lambda: queue.hazards(items, 20, p))
    ages, flags = (9.0 * draw.random(12)).tolist(), (draw.random((12, 2)) < 0.3).tolist()
    teams = draw.integers(-1, 5, 12).tolist()
    closed = [queue.Closed(team, age, *both) for team, age, both in zip(teams, ages, flags, strict=True)]
    waits = draw.random(60)
    before = waits.copy()
    for left in (closed, [one._replace(team=-1) for one in closed]):
        assert_alike(monkeypatch, lambda left=left: queue.experience(left, waits, p))
    assert np.array_equal(waits, before), "forks share the array"


def world_classes(kinds: list[int]) -> list:
    """Return request classes by number."""
    return [queue.queue.RequestClass(kind) for kind in kinds]
