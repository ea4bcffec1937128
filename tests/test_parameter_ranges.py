"""Declared ranges are honest: the world plays at either end of every one of them."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from experiments.run import Game
from model.parameter_set import ParameterSet, known_parameters
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
        {"start.legacy": 0.97, "start.central": 0.97, "start.third_party": 0.97},
        {"start.pool_gpus": 5e3, "talent.compute_elasticity": 0.8},
    ],
    ids=lambda values: " ".join(name.partition(".")[2] for name in values),
)
def test_odd_corners_play(values: dict[str, float]) -> None:
    play_at(values, {"talent.gpu_share": 0.2})


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_every_parameter_plays_at_either_end(group: str) -> None:
    for name in known_parameters():
        if name.startswith(f"{group}."):
            for end in ends(name):
                # a CEO without time can start nothing new
                play_at({name: end}, {} if name == "executive_attention.attention" else BUSY, weeks=4)
