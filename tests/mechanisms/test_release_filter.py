"""Layers of review: what they stop, what they cost, what slips through."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import release_filter as release
from model.mechanisms.release_filter import FilterParameters

P = FilterParameters()


@pytest.mark.parametrize(
    ("layers", "accepted", "value", "good_rejected"),
    [(1, 0.403, 0.196, 0.22), (2, 0.274, 0.207, 0.37), (3, 0.215, 0.196, 0.47), (4, 0.180, 0.183, 0.54)],
)
def test_layers_in_series_agree_with_sah_and_stiglitz(layers, accepted, value, good_rejected):
    # T7.2
    figures = release.screening(-0.3, 1.0, 0.7, layers)
    assert figures.accepted == pytest.approx(accepted, abs=0.001)
    assert figures.value == pytest.approx(value, abs=0.001)
    assert figures.good_rejected == pytest.approx(good_rejected, abs=0.01)


def test_parallel_sponsors_reject_less_and_admit_more_bad():
    figures = release.screening(-0.3, 1.0, 0.7, layers=1, sponsors=2)
    assert figures.value == pytest.approx(0.185, abs=0.001)
    assert figures.good_rejected == pytest.approx(0.07, abs=0.01)
    assert figures.bad_accepted == pytest.approx(0.29, abs=0.01)


def test_judging_item_by_item_agrees_with_the_formula():
    rng = np.random.default_rng(3)
    values = -0.3 + rng.standard_normal(6000)
    weeks = 1.8**2 / (0.7**2 - 0.3**2) - 1.0  # evidence that leaves an error of .7
    assert release.evaluation_noise(weeks, P) == pytest.approx(0.7)
    passed = [release.judge(x, weeks, 2, u, P).passed for x, u in zip(values, rng.random((6000, 3)), strict=True)]
    assert np.mean(passed) == pytest.approx(0.274, abs=0.015)


@given(st.floats(-4, 4), st.floats(0, 30), st.lists(st.floats(0, 0.999), min_size=3, max_size=3))
def test_more_layers_only_refuse_more(value, weeks, luck):
    verdicts = [release.judge(value, weeks, layers, np.array(luck), P) for layers in range(4)]
    assert verdicts[0].passed
    assert verdicts[0].refused_by == 0
    for fewer, more in pairwise(verdicts):
        assert fewer.passed or not more.passed
        assert more.probability <= fewer.probability
        assert fewer.passed or more.refused_by == fewer.refused_by


def test_evidence_takes_time():
    noise = [release.evaluation_noise(weeks, P) for weeks in (0, 1, 4, 13, 1e6)]
    assert noise == sorted(noise, reverse=True)
    assert noise[0] == pytest.approx((0.3**2 + 1.8**2) ** 0.5)
    assert noise[-1] == pytest.approx(P.noise_floor, abs=1e-4)


def test_progress_makes_good_candidates_and_a_plateau_bad_ones():
    assert release.candidate_value(0.0, 0.5, P) == pytest.approx(-0.2)
    assert release.candidate_value(0.125, 0.5, P) == pytest.approx(0.3)
    assert release.candidate_value(2.0, 0.5, P) == pytest.approx(0.8)


def test_a_bad_release_harms_and_its_bugs_escaped_every_layer():
    good, bad = release.release_effects(0.1, 2, 0.3, P), release.release_effects(-0.1, 2, 0.3, P)
    assert good.bugs == pytest.approx(0.9 * np.exp(-0.7) * 1.18)
    assert (good.bad, good.brand_damage, good.trust_loss, good.weeks_blocked) == (False, 0.0, 0.0, 0.0)
    assert bad.bugs == pytest.approx(1.8 * 1.18)
    assert (bad.bad, bad.brand_damage, bad.trust_loss, bad.weeks_blocked) == (True, P.brand_damage, 0.12, 6.0)
    assert release.release_effects(0.1, 0, 0.9, P).bugs > release.release_effects(0.1, 0, 0.0, P).bugs
