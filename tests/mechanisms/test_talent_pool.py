"""Weakest links, shadows of stars, and the slow way back to full strength."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import talent_pool as pool
from model.mechanisms.talent_pool import TalentPoolParameters

P = TalentPoolParameters()
GROUP = np.arange(112) // 7


def outputs(employed, star_exits, skill, star):
    return pool.group_outputs(skill, employed, star, GROUP, star_exits, P)


def laboratory():
    """16 groups; three stars in group 0, one each in groups 1 to 3."""
    star = np.zeros(112, bool)
    star[[0, 1, 2, 7, 14, 21]] = True
    return np.where(star, 3.0, 1.0), star


def loss(leavers):
    """Output lost for each group, by absence and by shadow, when these places become empty."""
    skill, star = laboratory()
    before = outputs(np.ones(112, bool), np.zeros(16), skill, star)
    employed = np.ones(112, bool)
    employed[leavers] = False
    exits = np.bincount(GROUP[leavers], minlength=16)
    after = outputs(employed, exits, skill, star)
    return before - after, exits


def test_three_stars_of_one_group_cost_more_but_shadow_fewer():
    # T8.5
    together, shadow_together = loss([0, 1, 2])
    apart, shadow_apart = loss([7, 14, 21])
    assert together.sum() > 1.1 * apart.sum()
    assert np.count_nonzero(shadow_together) * 4 < np.count_nonzero(shadow_apart) * 6  # co-workers left in the shadow


def test_group_of_equals_produces_size_to_the_exponent():
    skill, none = np.ones(112), np.zeros(112, bool)
    assert outputs(~none, np.zeros(16), skill, none) == pytest.approx(np.full(16, 7**0.7))
    assert outputs(~none, np.full(16, 2), skill, none) == pytest.approx(np.full(16, 7**0.7 * 0.935**2))
    assert outputs(none, np.zeros(16), skill, none) == pytest.approx(np.zeros(16))


def test_a_weak_link_costs_the_whole_group():
    skill, none = np.ones(112), np.zeros(112, bool)
    skill[3] = 0.5
    assert outputs(~none, np.zeros(16), skill, none)[0] == pytest.approx(7**0.7 * 0.5 ** (1 / 7))


@given(st.integers(0, 111), st.floats(1.0, 3.0))
def test_output_rises_with_every_skill(place, factor):
    skill, star = laboratory()
    better = skill.copy()
    better[place] *= factor
    full = np.ones(112, bool)
    assert outputs(full, np.zeros(16), better, star)[GROUP[place]] >= outputs(full, np.zeros(16), skill, star)[
        GROUP[place]
    ] * (1 - 1e-12)


def test_hiring_follows_pull_and_takes_time():
    u = (np.arange(2000) + 0.5) / 2000
    everywhere = np.ones(2000, bool)
    usual = pool.filled_slots(everywhere, float(pool.pull(0.0, 1.0, P)), u, P)
    liked = pool.filled_slots(everywhere, float(pool.pull(0.3, 1.2, P)), u, P)
    assert usual.mean() == pytest.approx(-np.expm1(-0.15), abs=1e-3)
    assert (liked | ~usual).all()
    assert liked.sum() > usual.sum()
    assert not pool.filled_slots(~everywhere, 1.0, u, P).any()
    assert pool.pull(-5.0, 1.0, P) == pytest.approx(P.least_pull)
    assert pool.notice_weeks([0.0, 0.5, 1.0], P) == pytest.approx([8.0, 12.0, 16.0])


def test_leavers_go_to_whoever_pulls():
    u = (np.arange(10_000) + 0.5) / 10_000
    rivals = np.array([1.0, 0.0, 3.0])
    _, counts = pool.destinations(np.empty(0), rivals, u, P)
    assert counts / len(u) == pytest.approx([0.125, 0.0, 0.375], abs=1e-3)
    firms, counts = pool.destinations(np.array([3.0, 1.0]), rivals, u, P)
    assert firms / len(u) == pytest.approx([0.1875, 0.0625], abs=1e-3)
    assert firms.sum() + counts.sum() == pytest.approx(len(u) / 2, abs=1)
    for nobody in (np.empty(0), np.zeros(2)):
        firms, counts = pool.destinations(nobody, np.zeros(2), u, P)
        assert not firms.any() and not counts.any()


def test_firms_that_pull_alike_get_the_same_from_each_leaver():
    for luck in np.linspace(0.0, 0.99, 34):
        firms, _ = pool.destinations(np.full(3, 1.3), np.ones(2), np.array([luck]), P)
        assert len(set(firms.tolist())) == 1


def test_density_counts_the_stars_who_stay():
    skill = pool.draw_skill((np.arange(112) + 0.5) / 112, P)
    star = skill >= pool.star_threshold(skill, P)
    assert star.sum() == 12
    assert np.median(skill) == pytest.approx(1.0, abs=0.02)
    reference, employed = skill[star].sum(), np.ones(112, bool)
    assert pool.talent_density(skill, employed, star, reference) == pytest.approx(1.0)
    employed[-1] = False
    assert pool.talent_density(skill, employed, star, reference) == pytest.approx(1 - skill[-1] / reference)
    assert pool.annual_attrition(3, 100) == pytest.approx(0.12)
    assert pool.annual_attrition(0, 0) == 0.0
