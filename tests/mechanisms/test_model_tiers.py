"""What the sizes of the base model must obey (M4)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.model_tiers import (
    TierParameters,
    frontier_gpu_factor,
    relative_latency,
    release_work_factor,
    tier_choice,
    tier_fit,
    tier_loads,
    tier_shares,
)

P = TierParameters()
NEED = (np.arange(60) + 0.5) / 60
WEIGHT = np.ones(60)
teams = st.lists(st.tuples(st.floats(0, 1), st.floats(0.2, 2)), min_size=1, max_size=60).map(lambda rows: np.array(rows).T)


def fit(tiers, need=NEED, weight=WEIGHT):
    return tier_fit(tier_choice(need, weight, tiers, P), tier_choice(need, weight, P.reference_tiers, P))


@given(teams=teams, tiers=st.integers(1, 6))
def test_more_tiers_never_fit_worse(teams, tiers):
    assert np.all(fit(tiers + 1, *teams) >= fit(tiers, *teams) - 1e-12)
    assert not fit(P.reference_tiers, *teams).any()


@given(teams=teams, tiers=st.integers(1, 6))
def test_each_team_takes_its_best_tier(teams, tiers):
    need, weight = teams
    choice = tier_choice(need, weight, tiers, P)
    for tier in range(tiers):
        other = 0.6 * need * 10 ** (-0.12 * tier) + 0.3 * tier * weight * (1 - need) ** 2
        assert np.all(choice.disutility <= other + 1e-12)


def test_teams_in_a_hurry_take_smaller_models():
    choice = tier_choice(NEED, WEIGHT, 4, P)
    assert choice.tier[0] == 0 and choice.tier[-1] == 3
    assert np.all(np.diff(choice.tier) >= 0)


def test_shares_add_up_and_are_empty_without_work():
    choice = tier_choice(NEED, WEIGHT, 4, P)
    assert tier_shares(choice.tier, WEIGHT, 4).sum() == pytest.approx(1)
    assert tier_shares(choice.tier, 0 * WEIGHT, 4).tolist() == [0, 0, 0, 0]


def test_small_models_need_less_compute_and_answer_faster():
    loads = tier_loads(0.2, np.array([0.5, 0.5]), P)
    assert loads == pytest.approx([30, 30 * 10**-0.15])
    assert relative_latency(3, P) == pytest.approx([1, 10**-0.12, 10**-0.24])


def test_costs_of_tiers_are_one_at_the_reference():
    assert frontier_gpu_factor(3, P) == release_work_factor(3, P) == 1
    assert frontier_gpu_factor(6, P) == pytest.approx(0.91)
    assert release_work_factor(1, P) == pytest.approx(1 / 1.5)


@pytest.mark.parametrize("need", [NEED, np.sin(NEED * math.pi / 2) ** 2])
def test_t4_3_a_few_tiers_beat_one_and_beat_twelve(need):
    # a tenth of the frontier GPUs is worth what it adds to log10 of training compute, one util each
    worth = [float(fit(n, need).mean()) + math.log10(frontier_gpu_factor(n, P)) for n in range(1, 13)]
    assert min(worth[1], worth[2]) > max(worth[0], worth[11])
    assert 3 <= 1 + int(np.argmax(worth)) <= 5
