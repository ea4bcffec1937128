"""The verdict: which conditions of the win are met, read from the record, is what the world itself decided."""

from __future__ import annotations

import pytest

from experiments.run import Game, play
from experiments.verdict import verdict


def test_there_is_no_verdict_before_the_first_week_and_none_for_good_before_the_last() -> None:
    game = Game.start("base", quarters=2)
    assert verdict(game) is None
    game.advance()
    assert (verdict(game).final, verdict(game).week) == (False, 13)
    game.advance()
    assert (verdict(game).final, verdict(game).week) == (True, 26)


@pytest.mark.parametrize(("scenario", "plan"), [("plateau", "adaptive"), ("base", "sensible")])
def test_a_game_is_won_exactly_when_nothing_is_missing(scenario: str, plan: str) -> None:
    game = play(scenario, plan, seed=1006)
    found = verdict(game)
    standing = game.world.firms[0].standing
    assert found.won == standing.won == (not found.missing) == (scenario == "plateau")
    disruption = next(condition for condition in found.conditions if condition.name == "disruption")
    assert disruption.value == standing.disruption_sum / game.week, "to the last bit: a win may hang on it"


def test_a_verdict_that_has_fallen_stands_while_the_game_goes_on() -> None:
    game = Game.start("departure", plan="phased_migration")
    while game.week < game.scenario.checked_at:
        game.world.step()
    fallen = verdict(game)
    assert (fallen.final, fallen.week) == (True, 56)
    while game.world.running:
        game.world.step()
    assert game.week > 56 and verdict(game) == fallen


def test_a_lost_game_is_not_won_and_its_verdict_waits_for_no_week() -> None:
    game = Game.start("fragmented")
    while not game.ended:
        game.advance()
    found = verdict(game)
    assert found.final and not found.won
    assert "unbeaten" in {condition.name for condition in found.missing}
