"""From differences to a verdict: the rules, without a single game."""

import numpy as np
import pytest

from experiments.claims.verdicts import LEVEL, LOOKS, Found, finding, found_at, judged, looked_at
from experiments.compare import CONFIDENCE, Interval, interval

FIRST = LOOKS[0]


def around(mean, spread=0.1, count=FIRST):
    """Effects with this mean and standard deviation."""
    shape = np.linspace(-1.0, 1.0, count)
    return mean + spread * shape / shape.std(ddof=1)


def at(value, state):
    return Found(value, Interval(0.0, 0.0, 0.0, FIRST), state)


@pytest.mark.parametrize(("mean", "spread", "state"), [
    (1.0, 0.1, "holds"), (-1.0, 0.1, "reverse"), (0.0, 0.01, "none"), (0.3, 2.0, "unclear"), (0.06, 0.001, "none"),
])  # fmt: skip
def test_a_point_holds_is_reversed_makes_no_difference_or_cannot_be_told(mean, spread, state):
    assert found_at(0.0, [around(mean, spread)], matters=0.1).state == state


def test_an_effect_that_is_clear_but_too_small_does_not_hold():
    assert judged(Interval(0.05, 0.01, 0.2, FIRST), matters=0.1) == "unclear"
    assert judged(Interval(0.05, 0.04, 0.06, FIRST), matters=0.1) == "none"


def test_where_the_sign_turns_the_verdict_turns():
    mirror = {"holds": "reverse", "reverse": "holds", "none": "none", "unclear": "unclear"}
    for mean in (-0.5, -0.11, -0.02, 0.02, 0.11, 0.5):
        effects = around(mean, 0.05)
        assert found_at(0.0, [-effects], 0.1).state == mirror[found_at(0.0, [effects], 0.1).state]


def test_no_difference_at_all_is_no_difference():
    assert found_at(0.0, [np.zeros(FIRST)], matters=0.0001).state == "none"


@pytest.mark.parametrize("count", range(FIRST))
def test_before_the_first_look_nothing_is_told(count):
    assert found_at(0.0, [np.ones(count)], matters=0.1).state == "too_few"


def test_between_looks_the_last_one_stands():
    assert [looked_at(played) for played in (0, 3, 4, 7, 8, 15, 16, 31, 32, 99)] == [0, 0, 4, 4, 8, 8, 16, 16, 32, 32]
    effects = around(1.0, count=FIRST)
    more = np.concatenate([effects, [-1e9]])
    assert found_at(0.0, [more], 0.1) == found_at(0.0, [effects], 0.1)


def test_looks_share_one_error():
    assert len(LOOKS) * (1.0 - LEVEL) == pytest.approx(1.0 - CONFIDENCE)
    effects = around(0.3, 0.2)
    wide, narrow = found_at(0.0, [effects], 0.1).effect, interval(effects)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_looking_again_and_again_at_pure_luck_rarely_finds_something():
    rng = np.random.default_rng(1)
    worlds = rng.standard_normal((2000, LOOKS[-1]))
    found = [any(found_at(0.0, [world[:look]], 0.0).state in ("holds", "reverse") for look in LOOKS) for world in worlds]
    assert np.mean(found) < 1.0 - CONFIDENCE + 0.01


def test_the_weakest_of_several_contrasts_counts():
    strong, weak = around(1.0), around(0.0, 0.01)
    found = found_at(0.0, [strong, weak], matters=0.1)
    assert (found.state, found.rival) == ("none", 1)
    assert found_at(0.0, [strong, strong + 1.0], matters=0.1).state == "holds"


def test_lucks_in_which_a_plan_was_refused_do_not_count():
    effects = np.concatenate([around(1.0, count=6), [np.nan, np.nan]])
    found = found_at(0.0, [effects], matters=0.1)
    assert (found.effect.count, found.refused, found.state) == (6, 2, "holds")
    everything = found_at(0.0, [np.full(FIRST, np.nan)], matters=0.1)
    assert (everything.refused, everything.state) == (FIRST, "too_few")


@pytest.mark.parametrize(("states", "verdict", "spans"), [
    (["holds"] * 3, "holds", ((1, 3),)),
    (["none", "holds", "holds"], "holds_when", ((2, 3),)),
    (["holds", "none", "holds"], "holds_when", ((1, 1), (3, 3))),
    (["holds", "unclear", "reverse"], "holds_when", ((1, 1),)),
    (["none", "none", "none"], "fails", ()),
    (["none", "reverse", "none"], "fails", ()),
    (["none", "unclear", "none"], "unclear", ()),
    (["too_few"] * 3, "too_few", ()),
    (["too_few", "holds", "too_few"], "holds_when", ((2, 2),)),
])  # fmt: skip
def test_points_make_a_verdict_with_the_range_where_it_holds(states, verdict, spans):
    found = finding([at(value, state) for value, state in enumerate(states, start=1)])
    assert (found.verdict, found.spans) == (verdict, spans)
    assert found.reverse == ("reverse" in states)
    assert found.open == tuple(v for v, state in enumerate(states, start=1) if state in ("unclear", "too_few"))
