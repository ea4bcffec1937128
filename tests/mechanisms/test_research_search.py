"""Learning in linked groups: the inverted U, and what knowledge is worth."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import research_search as search
from model.mechanisms.research_search import ResearchParameters

P = ResearchParameters()
PEOPLE, WEEKS = 112, 120


def phi_path(linking: float, seed: int, turbulence: float = 0.0) -> list[float]:
    """Knowledge week by week of 16 groups of 7."""
    rng = np.random.default_rng(seed)
    reality = search.start_reality(rng.random(P.bits))
    beliefs = search.start_beliefs(rng.random((PEOPLE, P.bits), dtype=np.float32))
    ties = search.make_ties(linking, rng.random((PEOPLE, P.group_size - 1, 2)), P.group_size)
    path = []
    for _ in range(WEEKS):
        u = rng.random((PEOPLE, P.bits), dtype=np.float32)
        beliefs = search.learn(beliefs, ties, search.payoffs(beliefs, reality, P.block), u, P.learning)
        reality = search.drift(reality, rng.random(P.bits), turbulence)
        path.append(search.knowledge(beliefs, reality))
    return path


def mean_path(linking: float, seeds: int, turbulence: float = 0.0) -> np.ndarray:
    return np.mean([phi_path(linking, seed, turbulence) for seed in range(seeds)], axis=0)


@pytest.mark.parametrize(("linking", "published"), [(0.0, 0.58), (0.2, 0.97), (0.8, 0.90)])
def test_final_knowledge_agrees_with_the_published_core(linking, published):
    assert mean_path(linking, seeds=8)[-1] == pytest.approx(published, abs=0.03)


@pytest.mark.slow
def test_linking_is_an_inverted_u_that_shifts_right_when_time_is_short():
    # T7.1
    levels = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)
    paths = {linking: mean_path(linking, seeds=24) for linking in levels}
    final = [paths[linking][-1] for linking in levels]
    assert final == pytest.approx([0.58, 0.79, 0.93, 0.97, 0.94, 0.90], abs=0.03)
    assert np.argmax(final) == levels.index(0.2)
    assert np.argmax([paths[linking].mean() for linking in levels]) == levels.index(0.4)


def test_turbulence_flattens_the_gain_from_linking():
    # where reality moves faster than it can be learned, it hardly matters how groups are linked
    still = mean_path(0.2, 3)[-1] - mean_path(0.0, 3)[-1]
    moving = mean_path(0.2, 3, 0.03)[-1] - mean_path(0.0, 3, 0.03)[-1]
    assert moving < 0.3 * still


def test_silos_keep_ties_at_home_and_linking_moves_the_same_ones():
    u = np.random.default_rng(1).random((PEOPLE, 6, 2))
    place, group = np.arange(PEOPLE)[:, None], np.arange(PEOPLE)[:, None] // 7
    home, some, all_out = (search.make_ties(linking, u, 7) for linking in (0.0, 0.3, 1.0))
    assert (home // 7 == group).all()
    assert (all_out // 7 != group).all()
    assert all(len(set(row)) == 6 for row in home)
    moved = some // 7 != group
    assert moved.mean() == pytest.approx(0.3, abs=0.05)
    assert (some[moved] == all_out[moved]).all()
    assert (home != place).all()
    assert all_out.min() == 0
    assert all_out.max() == PEOPLE - 1


def test_start_values_are_equally_likely():
    u = np.random.default_rng(2).random((PEOPLE, 100), dtype=np.float32)
    shares = np.bincount((search.start_beliefs(u) + 1).ravel(), minlength=3) / u.size
    assert shares == pytest.approx([1 / 3] * 3, abs=0.02)
    assert set(search.start_reality(u[0])) == {-1, 1}


def test_payoff_counts_blocks_and_breaks_ties_by_bits():
    reality = np.ones(10, dtype=np.int8)
    beliefs = np.array([[1] * 10, [1] * 5 + [0] * 5, [1] * 5 + [1] + [-1] * 4, [0] * 10], dtype=np.int8)
    payoff = search.payoffs(beliefs, reality, 5)
    assert payoff == pytest.approx([2.001, 1.0005, 1.0006, 0.0], rel=1e-6)
    assert search.block_knowledge(payoff, bits=10, block=5) == pytest.approx(0.5)
    assert search.knowledge(beliefs, reality) == pytest.approx(21 / 40)


def test_learning_follows_the_majority_of_the_better_only():
    beliefs = np.array([[0, 1], [1, 1], [1, -1], [-1, -1]], dtype=np.int8)
    ties = np.array([[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]])
    payoff = np.array([0.0, 2.0, 2.0, 1.0], dtype=np.float32)
    learned = search.learn(beliefs, ties, payoff, np.zeros((4, 2), np.float32), 1.0)
    assert learned.tolist() == [[1, -1], [1, 1], [1, -1], [1, -1]]  # a draw of the better two changes nothing
    assert (search.learn(beliefs, ties, payoff, np.ones((4, 2), np.float32), 0.3) == beliefs).all()


@given(st.integers(0, 10_000))
def test_learning_commutes_with_renaming_everybody(seed):
    rng = np.random.default_rng(seed)
    beliefs = search.start_beliefs(rng.random((14, 20)))
    ties = search.make_ties(0.3, rng.random((14, 6, 2)), 7)
    reality, u, order = search.start_reality(rng.random(20)), rng.random((14, 20)), rng.permutation(14)
    learned = search.learn(beliefs, ties, search.payoffs(beliefs, reality, 5), u, 0.5)
    place = np.argsort(order)
    renamed = search.learn(beliefs[order], place[ties[order]], search.payoffs(beliefs[order], reality, 5), u[order], 0.5)
    assert (renamed == learned[order]).all()


def test_best_researcher_never_forgets_and_agreement_is_absorbing():
    rng = np.random.default_rng(4)
    beliefs, reality = search.start_beliefs(rng.random((14, 20))), search.start_reality(rng.random(20))
    ties = search.make_ties(0.5, rng.random((14, 6, 2)), 7)
    payoff = search.payoffs(beliefs, reality, 5)
    learned = search.learn(beliefs, ties, payoff, np.zeros((14, 20)), 1.0)
    assert (learned[payoff.argmax()] == beliefs[payoff.argmax()]).all()
    agreed = np.tile(beliefs[:1], (14, 1))
    assert (search.learn(agreed, ties, search.payoffs(agreed, reality, 5), np.zeros((14, 20)), 1.0) == agreed).all()
    assert search.belief_variance(agreed) == 0.0


def test_leavers_take_their_beliefs_along():
    beliefs = np.full((4, 30), 1, dtype=np.int8)
    newcomers = np.array([False, True, False, False])
    after = search.redraw(beliefs, newcomers, np.random.default_rng(0).random((4, 30)))
    assert (after[~newcomers] == 1).all()
    assert (after[1] != 1).any()
    assert search.redraw(beliefs, np.zeros(4, bool), np.zeros((4, 30))) is beliefs
    assert (search.drift(beliefs[0], np.zeros(30), 0.01) == -1).all()


def test_research_input_is_one_at_the_usual_settings():
    assert search.effective_research(100.0, 0.03, 10, 4, 0.1, P) == pytest.approx(100.0)
    assert search.effective_research(1.0, 0.2, 10, 4, 0.1, P) == pytest.approx(1.5 / 1.25)
    assert search.effective_research(1.0, 0.03, 40, 4, 0.1, P) == pytest.approx(0.88)
    assert search.effective_research(1.0, 0.03, 10, 1, 0.1, P) == pytest.approx(0.85 / 0.9625)
    assert search.effective_research(1.0, 0.03, 10, 4, 0.8, P) == pytest.approx((0.8 / 0.975) ** 2)


@given(st.floats(0.01, 10), st.floats(0, 1))
def test_productivity_is_bounded_and_one_at_reference(research, blocks):
    assert 0.3 <= search.productivity(research, 1.0, blocks, P) <= 2.0
    assert search.productivity(1.0, 1.0, P.block_reference, P) == pytest.approx(1.0)
    assert search.productivity(research, 1.0, blocks, P) <= search.productivity(research * 2, 1.0, blocks, P)


def test_algorithms_grow_by_research_and_by_absorbing_the_frontier():
    alone, behind = 1.0, 0.5
    for _ in range(52):
        alone = search.algorithm_efficiency_next(alone, 0.1, 1.0, 2.83, P)
        behind = search.algorithm_efficiency_next(behind, 1.0, 0.0, 2.83, replace(P, own_research=1.0))
    assert alone == pytest.approx(2.83)
    assert math.log(behind) == pytest.approx(math.log(0.5) * 0.99**52)
