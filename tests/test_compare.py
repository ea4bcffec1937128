"""Paired comparison: identical runs differ by exactly nothing, intervals are Student's, first differences are found."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import plans
from experiments.compare import Interval, compare, interval
from experiments.run import Game
from model.digests import first_difference
from model.errors import BadInput
from model.runfile import Run
from model.scenario import load


@pytest.fixture(scope="module")
def run() -> Run:
    return Game(load("base").changed(quarters=2), 5, 0, plans.named("do_nothing")).finish().run()


def test_identical_runs_differ_by_exactly_nothing(run: Run) -> None:
    (found,) = compare([run, run], replications=2)
    assert found.apart is None
    assert found.quarters == 2
    known = [d for d in found.differences.values() if d.count]
    assert len(known) > 30
    assert all((d.mean, d.low, d.high) == (0, 0, 0) for d in known)


def test_a_lever_shows_from_its_quarter_on(run: Run) -> None:
    other = replace(run, decisions={(0, 1): {"price.api": 4.0}})
    steps: list[int] = []
    (found,) = compare([run, other], replications=1, watch=lambda: steps.append(1))
    assert found.apart is not None
    assert found.apart[0] >= 13
    assert len(steps) == 2
    price = found.differences["price_index"]
    assert price.mean > 0
    assert math.isnan(price.low)


def test_what_cannot_be_carried_out_is_left_out_and_counted(run: Run) -> None:
    impossible = replace(run, decisions={(0, 0): {"compute.reserve": 1.0}})
    with pytest.raises(BadInput, match="could not be carried out"):
        compare([run, impossible], replications=1)
    with pytest.raises(BadInput, match="play it first"):
        compare([run, replace(run, quarters_played=0, decisions={})], replications=1)


def test_the_interval_is_students() -> None:
    assert interval([1.0, 2.0, 3.0]) == pytest.approx(Interval(2.0, 2 - 2.48414, 2 + 2.48414, 3), abs=1e-4)
    assert interval([4.0, math.nan])[::3] == (4.0, 1)
    assert math.isnan(interval([]).mean)
    assert not interval([5.0]).clear


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_the_interval_holds_its_mean(values: list[float]) -> None:
    found = interval(values)
    assert found.low <= found.mean <= found.high
    assert found.count == len(values)


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.sampled_from("xy"), max_size=4)))
def test_the_first_difference_is_symmetric_and_none_for_equals(digests: dict) -> None:
    other = {"a": ["x", "y"]}
    one, two = first_difference(digests, other), first_difference(other, digests)
    assert (one is None) == (two is None)
    assert one is None or one[0] == two[0]  # type: ignore[index]
    assert first_difference(digests, digests) is None


def test_the_earliest_week_wins() -> None:
    assert first_difference({"a": ["1", "2", "3"], "b": ["1", "2"]}, {"a": ["1", "2", "x"], "b": ["1", "y"]}) == (1, "b")
    assert first_difference({"a": ["1", "2"]}, {"a": ["1"]}) == (1, "a")
    assert first_difference({}, {"a": ["1"]}) == (0, "a")
    assert first_difference({"a": ["abcde", "abcde"]}, {"a": ["abcxy", "xyzde"]}) is None
