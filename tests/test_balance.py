"""No way to play is best in most worlds, and neither luck nor patience wins."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.balance import Balance, draw_worlds, play_all
from model.parameter_set import declaration
from model.scenario import shipped


def test_drawn_worlds_are_the_same_again_and_lie_in_their_ranges() -> None:
    worlds = draw_worlds(12, seed=3)
    assert worlds == draw_worlds(12, seed=3)
    assert len({world.scenario.digest for world in worlds}) == len({world.seed for world in worlds}) == 12
    assert {world.scenario.name for world in worlds} == set(shipped())
    for world in worlds:
        assert not [n for n, value in world.scenario.overrides.items() if declaration(n).problem(value)]


def test_a_scenario_keeps_its_own_parameters_and_its_goal() -> None:
    for world in draw_worlds(len(shipped()), seed=1):
        own = {n: v for n, v in world.scenario.overrides.items() if n.startswith(("start.", "objectives."))}
        from_file = next(w for w in draw_worlds(len(shipped()), seed=2) if w.scenario.name == world.scenario.name)
        assert own == {n: v for n, v in from_file.scenario.overrides.items() if n in own}


def test_shares_of_first_places_and_wins() -> None:
    scores = np.array([[0.9, 0.1, 0.5], [0.2, 0.8, 0.4]])
    balance = Balance(("one", "other"), scores, np.array([[True, False, True], [False, False, False]]))
    assert balance.top == pytest.approx({"one": 2 / 3, "other": 1 / 3})
    assert balance.wins == pytest.approx({"one": 2 / 3, "other": 0.0})


@pytest.mark.slow
def test_no_policy_dominates_and_idling_or_chance_does_not_win() -> None:
    balance = play_all(draw_worlds(30))
    assert max(balance.top.values()) <= 0.6, balance.top
    assert balance.wins["do_nothing"] < 0.03
    assert balance.wins["random"] < 0.03
    assert max(balance.wins.values()) > 0.0, "the worlds can be won"
