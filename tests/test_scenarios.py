"""The shipped scenarios: ten worlds that differ, each a rest at its own start, each won by a plan and lost by none."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from experiments.run import Game, play
from experiments.winnable import FOLDER, LUCKS, NOTHING, WINNERS, plan_of, trial
from model.kpis import INDEX
from model.mechanisms import adoption
from model.scenario import ORDER, load, shipped
from tests.worlds import differences, leaves

NAMES = shipped()


def test_all_are_there_in_the_order_in_which_they_are_told() -> None:
    assert tuple(NAMES) == ORDER


@pytest.mark.parametrize("name", NAMES)
def test_a_dilemma_is_a_paragraph(name: str) -> None:
    scenario = load(name)
    assert scenario.name == name
    assert 40 <= len(scenario.dilemma.split()) <= 120
    assert "\n\n" not in scenario.dilemma.strip()


def test_no_two_are_the_same_world() -> None:
    assert len({load(name).digest for name in NAMES}) == len(NAMES)


def constants(game: Game) -> dict:
    world = game.world
    parts = {"world": world.constants, "customers": world.market.customers.constants,
             "developers": world.market.developers.constants, "teams": world.firms[0].adoption.constants,
             "revenue": world.firms[0].standing.start_revenue}  # fmt: skip
    return dict(leaves(parts))


@pytest.mark.parametrize("name", NAMES)
def test_constants_do_not_know_what_is_decided(name: str) -> None:
    untouched = constants(Game.start(name, seed=5, quarters=1))
    for policy in ("open_everything", "centralise"):
        assert not differences(untouched, constants(play(name, policy, quarters=1, seed=5))), policy


@pytest.mark.parametrize("name", NAMES)
def test_a_world_is_at_rest_at_its_own_start(name: str) -> None:
    world = Game.start(name, seed=1).world
    firm, start = world.firms[0], world.p.start
    shares = np.bincount(firm.adoption.option, minlength=4) / len(firm.adoption.option)
    assert shares[:3] == pytest.approx([start.legacy, start.central, start.third_party], abs=0.02)
    chosen = adoption.choice_probabilities(
        firm.adoption.utilities, np.ones_like(firm.adoption.utilities, dtype=bool), world.p.adoption.sensitivity
    ).mean(0)
    assert chosen == pytest.approx(shares, abs=0.01)
    assert world.market.customers.share == pytest.approx(world.fixed.start_shares, abs=1e-6)


def test_constants_follow_the_start_of_a_scenario() -> None:
    base, other = (Game.start(name).world.firms[0].adoption.constants for name in ("base", "fragmented"))
    gained = (other - base) - (other - base)[adoption.CENTRAL]
    assert gained[adoption.ROGUE] > 0.2, "where more teams are rogue, being rogue is liked for more than its quality"


def test_the_adaptive_policy_decides_differently_where_the_world_does() -> None:
    logs = [play(name, "adaptive", quarters=4).world.record.decisions for name in ("export_winter", "arms_race", "plateau")]
    assert logs[0] != logs[2] and logs[1] != logs[2]


def test_the_verdict_of_the_departure_falls_when_the_fiscal_year_ends() -> None:
    game = Game.start("departure", 0, plan="phased_migration")
    world = game.world
    assert (world.case.first_fiscal_week + world.case.checked_at) % 52 == 0
    while world.week < world.case.checked_at:
        world.step()
    outcome = world.firms[0].standing.outcome
    assert outcome
    while world.running:
        world.step()
    assert world.firms[0].standing.outcome == outcome


def test_stars_of_the_small_pool_exceed_those_of_a_usual_laboratory() -> None:
    game = play("small_pool", quarters=1)
    assert game.world.record.kpis[0, 0, INDEX["talent_density"]] == pytest.approx(1.4, abs=0.15)


@pytest.mark.parametrize(
    ("name", "ordinary", "ahead"),
    [
        ("departure", {"start.stars_gone": 0}, False),
        ("small_pool", {"start.star_density": 1.0, "talent_pool.stars": 12}, True),
    ],
)
def test_who_has_gone_and_who_has_more_stars_is_felt_in_research(name: str, ordinary: dict[str, float], ahead: bool) -> None:
    for seed in range(3):
        worlds = [Game.start(case, seed).world for case in (load(name), load(name).with_parameters(ordinary))]
        for world in worlds:
            world.step()
        felt, usual = (world.firms[0].research.productivity for world in worlds)
        assert (felt > usual) == ahead and felt != usual


def test_a_scenario_names_each_parameter_for_a_reason() -> None:
    base = load("base").parameters
    for name in NAMES[1:]:
        for path, value in load(name).overrides.items():
            block, field = path.split(".")
            assert getattr(getattr(base, block), field) != value, f"{name}: {path} is what it is in the base case"


# --- each can be won ---------------------------------------------------------------------------------------------


def test_every_scenario_has_a_plan_that_wins_and_every_file_is_used() -> None:
    assert list(WINNERS) == NAMES
    files = {plan for plan in WINNERS.values() if plan.endswith(".toml")}
    assert files == {path.name for path in FOLDER.glob("*.toml")}


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_can_be_won(name: str) -> None:
    assert trial(name, WINNERS[name], LUCKS).wins >= 3, "not by luck alone"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_doing_nothing_wins_nothing(name: str) -> None:
    found = trial(name, NOTHING, LUCKS)
    assert found.wins == 0
    if name != "plateau":
        assert not any(ending.startswith("federated") for ending in found.endings)


@pytest.mark.slow
def test_the_dice_win_nothing() -> None:
    assert sum(trial(name, "random", [seed]).wins for name, seed in itertools.product(NAMES, range(3))) == 0


def test_a_plan_is_found_by_policy_or_file() -> None:
    assert plan_of("sensible", 8).policy(0) == "sensible"
