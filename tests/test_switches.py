"""Each mechanism can be left out of the world; the others' luck stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from agents.roster import populate
from model.errors import BadInput
from model.kpis import INDEX
from model.world import SWITCHES, World

WEEKS = 52


def played(off: str = "", policy: str = "sensible") -> World:
    world = World(populate=populate, case="base", seed=3, policies=policy, off=off, events="price_war@20")
    for _ in range(WEEKS):
        world.step()
    return world


@pytest.fixture(scope="module")
def whole() -> World:
    return played()


@pytest.mark.parametrize("name", SWITCHES)
def test_the_world_is_another_without_it(name: str, whole: World) -> None:
    without = played(name)
    assert np.isfinite(without.record.kpis[0, :WEEKS]).all()
    difference = np.abs(without.record.kpis[0, :WEEKS] - whole.record.kpis[0, :WEEKS])
    assert difference.max() > 1e-6


def test_what_is_switched_off_stands_still() -> None:
    world = played("adoption,tiering,talent,agentic_work,flywheel")
    record = world.record
    assert (record.option[0, :WEEKS] == record.option[0, 0]).all()
    assert np.ptp(record.market[:WEEKS], axis=0).max() == 0.0
    assert world.firms[0].people.left == 0
    assert record.kpis[0, :WEEKS, INDEX["automated_transactions"]].max() == 0.0
    assert world.firms[0].flywheel.quality.max() == 0.0


def test_luck_is_untouched_by_what_is_left_out(whole: World) -> None:
    without = played("agentic_work")
    kinds = {"researcher": 0, "customer": 0}
    for a, b in zip(whole.record.reasons, without.record.reasons, strict=False):
        if a.kind == b.kind and a.week == b.week and a.kind in kinds and np.array_equal(a.agents, b.agents):
            assert np.array_equal(a.draws, b.draws)
            kinds[a.kind] += 1
    assert min(kinds.values()) > 10


def test_an_unknown_switch_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(BadInput, match="did you mean tiering"):
        World(populate=populate, off="teiring")
