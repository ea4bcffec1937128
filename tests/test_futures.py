"""Plans tried out on a game: they are the games they would be, and other lucks leave the past alone."""

import numpy as np
import pytest

from experiments.futures import Futures
from experiments.run import Game, play
from model.clock import WEEKS_A_QUARTER
from tests.worlds import LARGEST_CROWD

SMALL = {"start.developers": LARGEST_CROWD, "start.customers": LARGEST_CROWD}
QUARTERS = 4


@pytest.fixture(scope="module")
def game():
    return play("base", "adaptive", quarters=QUARTERS, seed=5, parameters=SMALL)


def same(one, other):
    return np.array_equal(one, other, equal_nan=True)


def recorded(game, since=0):
    return {q: dict(levers) for (_, q), levers in game.run().decisions.items() if q >= since}


@pytest.mark.parametrize("since", [0, 2])
def test_the_plan_that_was_played_gives_the_game_that_was_played(game, since):
    future = Futures(game.run(), since).play(recorded(game, since))
    assert same(future.kpis, game.world.record.kpis[0])
    assert not future.refused


def test_without_a_plan_it_is_the_base_case(game):
    base = Game.from_run(game.run(), 0)
    base.plan = base.plan
    for _ in range(QUARTERS):
        base.advance({})
    assert same(Futures(game.run(), 0).base.kpis, base.world.record.kpis[0])


def test_a_plan_is_played_only_from_where_it_differs(game):
    futures = Futures(game.run(), 0)
    futures.play({0: {"migration.support": 10}, 2: {"governance.delegation": 0.5}})
    before = futures.played
    futures.play({0: {"migration.support": 10}, 2: {"governance.delegation": 0.6}})
    assert futures.played - before == QUARTERS - 2
    before = futures.played
    futures.play({0: {"migration.support": 10}, 2: {"governance.delegation": 0.5}})
    assert futures.played == before


def test_the_order_in_which_plans_are_tried_does_not_matter(game):
    plans = [
        {},
        {1: {"migration.mandate": 0.8}},
        {1: {"migration.mandate": 0.8}, 3: {"price.api": 2.0}},
        {3: {"price.api": 2.0}},
    ]
    there, back = Futures(game.run(), 0), Futures(game.run(), 0)
    forward = [there.play(plan).kpis for plan in plans]
    backward = [back.play(plan).kpis for plan in reversed(plans)][::-1]
    assert all(same(one, other) for one, other in zip(forward, backward, strict=True))


def test_another_luck_changes_what_comes_and_never_what_was(game):
    futures = Futures(game.run(), 2)
    ours, others = futures.play({}), [futures.play({}, luck) for luck in (1, 2)]
    past = 2 * WEEKS_A_QUARTER
    assert all(same(other.kpis[:past], ours.kpis[:past]) for other in others)
    assert not same(others[0].kpis, ours.kpis)
    assert not same(others[0].kpis, others[1].kpis)
    assert same(futures.play({}, 1).kpis, Futures(game.run(), 2).play({}, 1).kpis)


def test_what_cannot_be_decided_is_said_and_lowered(game):
    wish = {"compute.frontier": 0.9}
    future = Futures(game.run(), 0).play({1: wish})
    assert set(future.refused) == {1}
    assert future.refused[1][0].endswith(".")
    assert np.isfinite(future.series("internal_adoption")).all()
