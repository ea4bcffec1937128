"""Stylised patterns are read rightly from a finished world, on records that are written by hand for them."""

from __future__ import annotations

import numpy as np
import pytest

from agents.roster import populate
from experiments import patterns
from experiments.run import Game
from model.kpis import INDEX
from model.ledger import PEOPLE_COLUMNS
from model.record import LAYER_COLUMNS, RIVAL_COLUMNS
from model.scenario import load
from model.state import Stack
from model.world import World

READ = {pattern.name: pattern.measure for pattern in patterns.PATTERNS}


@pytest.fixture
def world() -> World:
    """A finished year of the base case, whose record each test rewrites."""
    return Game.start("base", seed=3, quarters=4, plan="sensible").finish().world


def kpi(world: World, name: str, values: np.ndarray | float) -> None:
    world.record.kpis[0, : world.week, INDEX[name]] = values


def test_every_pattern_is_named_once_and_read_from_any_game(world: World) -> None:
    assert len(set(patterns.NAMES)) == len(patterns.PATTERNS)
    idle = Game.start("base", seed=3, quarters=1).finish().world
    for finished in (world, idle):
        shown = dict(zip(patterns.NAMES, patterns.shown(finished), strict=True))
        undefined = {name for name, value in shown.items() if not np.isfinite(value)}
        assert undefined <= {"islands", "bad_releases", "exit_waves"}, "only what is about cases that need not occur"


def test_overshoot_is_peak_less_end(world: World) -> None:
    kpi(world, "internal_adoption", np.r_[np.linspace(0.2, 0.8, 26), np.linspace(0.8, 0.3, 26)])
    assert READ["overshoot"](world) == pytest.approx(0.5)
    kpi(world, "internal_adoption", np.linspace(0.2, 0.8, 52))
    assert READ["overshoot"](world) == 0.0


def test_exits_one_by_one_are_no_wave_and_exits_at_once_are(world: World) -> None:
    left = PEOPLE_COLUMNS.index("left")
    world.record.people[0, : world.week, left] = -np.floor(np.arange(1, 53) / 13)
    assert READ["exit_waves"](world) == pytest.approx(0.0)
    world.record.people[0, : world.week, left] = -np.where(np.arange(52) < 26, 0, 4)
    assert READ["exit_waves"](world) == pytest.approx(4.0)


def test_neighbours_alike_make_islands_and_neighbours_unlike_none(world: World) -> None:
    influence, option = world.firms[0].adoption.influence, world.record.option[0]
    tie = np.zeros_like(influence)
    pairs = np.arange(len(influence))
    tie[pairs, pairs ^ 1] = 1.0
    world.firms[0].adoption.influence = tie
    option[:] = np.where(pairs // 2 % 2 == 0, Stack.ROGUE, Stack.CENTRAL)
    assert READ["islands"](world) == pytest.approx(1.0)
    option[:] = np.where(pairs % 2 == 0, Stack.ROGUE, Stack.CENTRAL)
    assert READ["islands"](world) == pytest.approx(-1.0)
    option[:] = Stack.CENTRAL
    assert np.isnan(READ["islands"](world))


def test_prices_that_rest_do_not_move_and_a_cut_by_two_counts_twice(world: World) -> None:
    prices = world.record.rivals[:, :, RIVAL_COLUMNS.index("price")]
    prices[:] = 2.0
    assert READ["price_moves"](world) == 0.0
    prices[20:, :2] = 1.0
    assert READ["price_moves"](world) == pytest.approx(2.0)


def test_turned_away_is_what_is_not_served(world: World) -> None:
    for name in ("cloud_served", "ecosystem_served"):
        world.record.layers[0, : world.week, LAYER_COLUMNS.index(name)] = 0.75
    assert READ["turned_away"](world) == pytest.approx(0.25)


def test_steps_of_luck_have_light_tails_and_a_rare_leap_heavy_ones(world: World) -> None:
    steps = np.cumsum(np.random.default_rng(1).normal(size=(3, world.week)), axis=1)
    leap = np.where(np.arange(world.week) < 30, 0.0, 40.0)

    def jolts(by: float) -> float:
        kpi(world, "cash", steps[0] + by * leap)
        world.record.models[: world.week, -1] = steps[1] + by * leap
        kpi(world, "open_lag_months", steps[2] + by * leap)
        return READ["jolts"](world)

    assert jolts(0.0) == pytest.approx(np.log(3.0), abs=0.3)
    assert jolts(1.0) > jolts(0.5) > jolts(0.0) + 1.0


def test_nothing_is_unsaid_where_the_board_weighs_as_it_says() -> None:
    told = World(
        populate=populate,
        seed=3,
        policies="sensible",
        scenario_data=load("base").changed(quarters=4, draw_events=False),
        off="objectives",
    )
    while told.running:
        told.advance()
    assert READ["unsaid"](told) == pytest.approx(0.0, abs=1e-12)


def test_customers_who_stay_do_not_churn_and_all_who_leave_are_one(world: World) -> None:
    market = world.record.market
    market[: world.week] = market[0]
    assert READ["churn"](world) == 0.0
    market[: world.week] = 0.0
    market[0, 0] = market[world.week - 1, 1] = 1.0
    assert READ["churn"](world) == pytest.approx(1.0)
