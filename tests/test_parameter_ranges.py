"""Declared ranges are honest: the world plays at either end of every one of them."""

from __future__ import annotations

import warnings
from dataclasses import fields

import numpy as np
import pytest

from experiments.run import Game
from model.errors import BadInput
from model.parameter_set import ParameterSet, known_parameters
from model.scenario import load
from tests.worlds import LARGEST_CROWD, leaves

GROUPS = [f.name for f in fields(ParameterSet)]
BUSY = {"compute.claw_back": 0.1, "migration.audit": 0.1, "talent.group_linking": 0.3, "governance.emergency": "release"}
CROWDS = ("start.developers", "start.customers")


def ends(name: str) -> set[float]:
    known = known_parameters()[name]
    return {known.low, min(known.high, LARGEST_CROWD) if name in CROWDS else known.high}


def play_at(values: dict[str, float], decisions: dict, weeks: int = 13) -> None:
    world = Game.start("base", seed=1, quarters=1, parameters=values).world
    world.actors.task_forces[0].instruct(decisions)
    for _ in range(weeks):
        world.step()
    assert np.isfinite(world.record.kpis[:, :weeks]).all()
    for path, leaf in leaves({"firms": world.firms, "market": world.market}):
        if isinstance(leaf, float | np.ndarray):
            assert not np.isnan(np.asarray(leaf, dtype=float)).any(), path


def test_a_parameter_counts_in_whole_numbers_exactly_if_its_type_does() -> None:
    wrong = [
        f"{group}.{f.name}"
        for group in GROUPS
        for f in fields(getattr(ParameterSet(), group))
        if known_parameters()[f"{group}.{f.name}"].whole != (f.type == "int")
    ]
    assert not wrong


def test_ends_of_ranges_can_be_used() -> None:
    refused = {
        name: problem
        for name, known in known_parameters().items()
        for end in (known.low, known.high)
        if (problem := known.problem(int(end) if known.whole and end == int(end) else end))
    }
    assert not refused


@pytest.mark.parametrize(
    "values",
    [
        {"research_search.free_compute_usual": known_parameters()["research_search.free_compute_usual"].low},
        {"observation.rival_delay_low": 0},
        {"research_search.bits": 138},
        {"research_search.block": 7},
        {"start.teams_a_unit": 1},
        {"start.customers": 10, "start.reference_customers": 20},
        {"start.developers": 10, "start.developer_ties": 40},
        {"start.legacy": 0.01, "start.central": 0.97, "start.third_party": 0.02},
        {"start.legacy": 0.5, "start.central": 0.3, "start.third_party": 0.2},
        {"research_search.groups": 4, "research_search.group_size": 4, "talent_pool.stars": 16},
        {"start.pool_gpus": 5e3, "talent.compute_elasticity": 0.8},
    ],
    ids=lambda values: " ".join(name.partition(".")[2] for name in values),
)
def test_odd_corners_play(values: dict[str, float]) -> None:
    play_at(values, {"talent.gpu_share": 0.2})


def test_behind_a_frontier_that_stands_still_every_gap_is_seen_as_endless() -> None:
    game = Game.start("base", 1, 2, parameters={"frontier.compute_growth": 1.0, "frontier.algorithm_growth": 1.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        seen, true = (game.finish().series(seen=seen) for seen in (True, False))
    assert np.isposinf(seen["frontier_gap_months"]).all()
    assert np.isposinf(true["frontier_gap_months"]).all()
    assert np.isfinite(seen["frontier_gap"]).all()


SHARES = ("start.legacy", "start.central", "start.third_party")
"""Shares of teams at the start, which sum to one at most: where one is at its end, the others make room."""


def room(name: str, end: float) -> dict[str, float]:
    return {other: min(known_parameters()[other].default, (1.0 - end) / 2) for other in SHARES if name in SHARES} | {
        name: end
    }


@pytest.mark.parametrize("values", [dict.fromkeys(SHARES, 0.97), {"start.legacy": 0.97}, {"talent_pool.stars": 24,
                         "research_search.groups": 4, "research_search.group_size": 4}], ids=len)  # fmt: skip
def test_what_cannot_hold_together_is_refused_by_name(values: dict[str, float]) -> None:
    with pytest.raises(BadInput) as refusal:
        load("base").with_parameters(values)
    (sentence,) = refusal.value.sentences
    assert all(name in sentence for name in values)


def test_what_was_set_before_counts_as_well() -> None:
    few = load("base").with_parameters({"research_search.groups": 4, "research_search.group_size": 4})
    with pytest.raises(BadInput, match="16 researchers"):
        few.with_parameters({"talent_pool.stars": 24})


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_every_parameter_plays_at_either_end(group: str) -> None:
    for name in known_parameters():
        if name.startswith(f"{group}."):
            for end in ends(name):
                # a CEO without time can start nothing new
                play_at(room(name, end), {} if name == "executive_attention.attention" else BUSY, weeks=4)
