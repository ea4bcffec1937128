import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import compute_pool
from model.mechanisms.frontier import (
    RULER_ZERO,
    Base,
    FrontierParameters,
    base_after_run,
    base_on_open_weights,
    candidate_due,
    capability_of_compute,
    compute_of_capability,
    frontier_algorithms,
    frontier_capability,
    frontier_objective,
    halving_months,
    kdot,
    lab_capability,
    modal_lag_after_week,
    months_behind,
)

P = FrontierParameters()
capabilities = st.floats(0.0, 4.0)
efficiencies = st.floats(0.1, 20.0)


@pytest.mark.parametrize(
    ("compute", "algorithms", "speed"),
    [(2.5, 2.83, 0.85), (4, 3, 1.08), (8.4, 3, 1.40), (1.6, 1.6, 0.41), (1, 1, 0)],
)
def test_speed_of_the_frontier(compute, algorithms, speed):
    p = FrontierParameters(compute_growth=compute, algorithm_growth=algorithms)
    assert kdot(p) == pytest.approx(speed, abs=0.005)
    assert frontier_capability(52, p) - frontier_capability(0, p) == pytest.approx(kdot(p))


def test_the_frontier_starts_where_it_is_declared():
    assert frontier_capability(0, P) == P.start_capability
    assert frontier_algorithms(0, P) == 1.0
    assert frontier_algorithms(52, P) == pytest.approx(P.algorithm_growth)


def test_an_architecture_gain_lifts_algorithms_and_frontier_alike():
    lift = frontier_capability(30, P, 1.5) - frontier_capability(30, P)
    assert lift == pytest.approx(math.log10(frontier_algorithms(30, P, 1.5) / frontier_algorithms(30, P)))


def test_fourfold_compute_is_llama_class():
    assert capability_of_compute(4e25) == pytest.approx(P.start_capability, abs=0.005)


def test_one_ruler():
    assert RULER_ZERO == compute_pool.RULER_ZERO
    assert compute_pool.run_capability(3e25, 0.8) == pytest.approx(capability_of_compute(2.4e25))
    assert capability_of_compute(0.0) == -math.inf


@given(capabilities, efficiencies)
def test_compute_needed_inverts_the_ruler(capability, algorithms):
    assert capability_of_compute(compute_of_capability(capability, algorithms) * algorithms) == pytest.approx(
        capability, abs=1e-9
    )


def test_sf3_compute_for_fixed_ability_halves_in_eight_months():
    needed = [compute_of_capability(1.6, frontier_algorithms(week, P)) for week in (0, 52)]
    assert halving_months(needed[0] / needed[1]) == pytest.approx(8.0, abs=0.05)
    assert halving_months(1.0) == math.inf


def test_open_lag_of_four_months():
    fast = math.log10(12)
    assert months_behind(0.36, fast) == pytest.approx(4.0, abs=0.05)
    assert months_behind(0.0, 0.0) == 0.0
    assert months_behind(0.1, 0.0) == math.inf
    assert months_behind(-0.1, 0.0) == -math.inf


def test_post_training_adds_its_share_of_algorithms():
    assert lab_capability(1.2, 0.8, 0.8, 0.0, P) == 1.2
    assert lab_capability(1.2, 0.8, 8.0, 0.05, P) == pytest.approx(1.2 + P.post_training + 0.05)


def test_a_run_replaces_the_base_when_it_is_better_today():
    base = Base(1.2, 0.8, False)
    better = base_after_run(base, 1.5, 1.0, 1.2, P)
    assert better == Base(1.5, 1.0, True)
    # a run just above the bare base has none of the post-training of the old one
    assert base_after_run(base, 1.21, 1.6, 1.6, P) == base


@given(capabilities, efficiencies, capabilities, efficiencies, efficiencies)
def test_a_finished_run_never_lowers_the_laboratory(old, old_algorithms, new, new_algorithms, now):
    base = base_after_run(Base(old, old_algorithms, False), new, new_algorithms, now, P)
    after = lab_capability(base.capability, base.algorithms, now, 0.0, P)
    assert after >= lab_capability(old, old_algorithms, now, 0.0, P) - 1e-12


@given(capabilities, efficiencies, capabilities, efficiencies, st.floats(0, 0.3))
def test_open_weights_are_a_floor_and_no_more(own, base_algorithms, open_capability, now, contributions):
    before = lab_capability(own, base_algorithms, now, contributions, P)
    base = base_on_open_weights(Base(own, base_algorithms, False), open_capability, 0.2, now, contributions, P)
    after = lab_capability(base.capability, base.algorithms, now, contributions, P)
    assert after == pytest.approx(max(before, open_capability - 0.2))
    assert base.changed == (open_capability - 0.2 > before)


def test_a_candidate_needs_a_margin():
    assert not candidate_due(1.2 + P.candidate_margin / 2, 1.2, P)
    assert candidate_due(1.2 + 2 * P.candidate_margin, 1.2, P)


@given(st.floats(0, 0.6), st.floats(0, 1))
def test_multimodal_lag_stays_in_bounds_and_falls_with_compute(lag, share):
    after = modal_lag_after_week(lag, share, P)
    assert 0 <= after <= P.modal_lag_max
    assert modal_lag_after_week(lag, min(share + 0.1, 1), P) <= after


def test_a_third_of_the_pool_holds_the_lag():
    assert modal_lag_after_week(0.3, 1 / 3, P) == pytest.approx(0.3)


def test_objective_weighs_text_and_multimodal():
    text, modal = 1.2 - 1.6, 1.2 - 0.3 - 1.6
    assert frontier_objective(1.2, 0.3, 1.6, P) == pytest.approx(0.7 * text + 0.3 * modal)
