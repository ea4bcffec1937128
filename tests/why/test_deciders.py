"""Why somebody other than a team decided so, as the record says it."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.run import Game, play
from experiments.why import deciders, deciding
from experiments.why.deciders import KINDS
from model.mechanisms.rivalry import ACTIONS
from ui import decider_charts, palette, words

SMALL = {"start.developers": 60, "start.customers": 40}
QUARTERS = 8


@pytest.fixture(scope="module")
def game() -> Game:
    return play("base", "sensible", seed=7, quarters=QUARTERS, parameters=SMALL)


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_be_asked(kind: str, game: Game) -> None:
    known = deciders(game, kind)
    assert known
    for agent in known[:8]:
        found = deciding(game, kind, agent, game.week - 1)
        assert found is not None and found.agent == agent
        assert sum(found.chance) == pytest.approx(1.0)
        assert found.chance[found.chosen] > 0.0
        assert len(found.options) == len(found.worth) == len(found.chance)


def test_those_who_left_are_named_first_and_asked_of_the_week_in_which_they_went(game: Game) -> None:
    gone = [(week, values["place"]) for week, _, key, values in game.world.record.news if key == "talent.star_left"]
    known = deciders(game, "researcher")
    left = [agent for agent in known if _left(game, agent)]
    assert left and known[: len(left)] == left
    weeks = [found.week for agent in left if (found := deciding(game, "researcher", agent, game.week - 1))]
    assert weeks == sorted(weeks, reverse=True)
    for week, place in gone:
        found = deciding(game, "researcher", place, week)
        assert found is not None and (found.week, found.options[found.chosen]) == (week, "leave")


def _left(game: Game, agent: int) -> bool:
    found = deciding(game, "researcher", agent, game.week - 1)
    return found is not None and found.options[found.chosen] == "leave"


def test_motives_multiply_to_the_chance(game: Game) -> None:
    base = game.world.p.talent.base_hazard / 52
    raid = {agent: deciding(game, "researcher", agent, 0) for agent in deciders(game, "researcher")[:20]}
    for found in raid.values():
        if found is None:
            continue
        hazard = -np.log1p(-found.chance[1])
        assert hazard / np.prod(list(found.motives.values())) >= base * (1 - 1e-9), "cards and rivals only add to it"


def test_nobody_is_asked_before_it_decided(game: Game) -> None:
    assert deciding(game, "rival", 0, 0) is None
    assert deciding(game, "laboratory", 99, game.week - 1) is None


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_option_of_everybody_has_a_name(language: str, game: Game) -> None:
    spoken = words.of(language)
    rivals = game.world.market.rivals.names
    for kind in KINDS:
        for agent in deciders(game, kind):
            name = decider_charts.agent_label(kind, agent, game.organisation, rivals, spoken)
            assert name and "decider." not in name
            found = deciding(game, kind, agent, game.week - 1)
            assert found is not None
            for option in found.options:
                assert "decider." not in decider_charts.option_label(kind, option, spoken)
            assert "decider." not in decider_charts.what_moved(found, spoken)
            table = decider_charts.deciding_table(found, spoken)
            assert len(table) == len(found.motives or found.options)
    for action in (*ACTIONS, "hold"):
        assert "decider." not in decider_charts.option_label("rival", action, spoken)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_motive_that_doubles_the_hazard_is_as_long_as_one_that_halves_it(theme: str, game: Game) -> None:
    found = deciding(game, "researcher", deciders(game, "researcher")[0], game.week - 1)
    assert found is not None
    drawn = decider_charts.deciding_chart(found, palette.of_theme(theme), words.of("en")).data[0]
    factors = sorted(found.motives.values(), key=lambda factor: -abs(np.log(factor)))
    assert list(drawn.x) == pytest.approx(np.log(factors).tolist())
