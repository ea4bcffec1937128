import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.scaling_law import (
    ScalingLawParameters,
    compute_for,
    data_multiplier,
    effective_tokens,
    lifetime_recipe,
    loss,
    optimal_allocation,
    tokens_needed,
    unique_tokens,
)

P = ScalingLawParameters()
computes = st.floats(22, 29).map(lambda decade: 10.0**decade)
texts = st.floats(11, 14).map(lambda decade: 10.0**decade)


def test_oracle_chinchilla_inverse():
    recipe = optimal_allocation(4e25, P)
    assert recipe.size == pytest.approx(6.35e11, rel=0.002)
    assert recipe.tokens == pytest.approx(1.05e13, rel=0.002)
    assert recipe.loss == pytest.approx(1.8910, abs=5e-5)


def test_closed_form_of_the_optimal_loss():
    g = P.size_exponent * P.data_exponent / (P.size_exponent + P.data_exponent)
    assert g == pytest.approx(0.1783, abs=5e-5)
    for compute in (1e23, 1e25, 1e27):
        closed = P.irreducible_loss + 1968 * (compute / 6) ** -g
        assert optimal_allocation(compute, P).loss == pytest.approx(closed, abs=1e-4)


@pytest.mark.parametrize("compute", [1e24, 1e25, 1e26])
def test_about_twenty_tokens_a_parameter(compute):
    recipe = optimal_allocation(compute, P)
    assert 15.6 <= recipe.tokens / recipe.size <= 19
    assert 6 * recipe.size * recipe.tokens == pytest.approx(compute)


@given(computes, st.floats(0.2, 5))
def test_no_recipe_of_equal_compute_is_better(compute, tilt):
    best = optimal_allocation(compute, P)
    assert loss(best.size * tilt, best.tokens / tilt, P) >= best.loss - 1e-12


def test_fresh_tokens_count_in_full_and_repeats_have_a_ceiling():
    assert effective_tokens(3e12, 15e12, P) == 3e12
    assert effective_tokens(15e12, 15e12, P) == 15e12
    four_passes = effective_tokens(60e12, 15e12, P) / 60e12
    assert four_passes > 0.9  # four epochs are nearly as good as fresh text, Muennighoff et al.
    assert effective_tokens(1e20, 15e12, P) == pytest.approx(15e12 * (1 + P.useful_repeats))


@given(computes, texts)
def test_multiplier_is_the_best_over_sizes(compute, unique):
    multiplier = data_multiplier(compute, unique, P)
    assert 0 < multiplier <= 1 + 1e-12
    adjusted = optimal_allocation(compute * multiplier, P).loss
    start = optimal_allocation(compute, P).tokens
    best = math.inf
    for step in range(-120, 41):
        tokens = start * 10 ** (step / 40)
        best = min(best, loss(compute / 6 / tokens, effective_tokens(tokens, unique, P), P))
    assert adjusted <= best + 1e-9
    assert adjusted == pytest.approx(best, abs=2e-3)


@given(computes, texts)
def test_compute_for_turns_the_multiplier_round(compute, unique):
    adjusted = compute * data_multiplier(compute, unique, P)
    assert compute_for(adjusted, unique, P) == pytest.approx(compute, rel=1e-6)


@given(computes, texts, st.floats(1.01, 3))
def test_more_text_never_hurts_and_more_compute_always_helps(compute, unique, more):
    here = data_multiplier(compute, unique, P)
    assert data_multiplier(compute, unique * more, P) >= here - 1e-12
    assert data_multiplier(compute * more, unique, P) * more >= here * (1 - 1e-9)


def test_extremes():
    assert data_multiplier(1e25, 0, P) == data_multiplier(0, 1e13, P) == 0
    assert compute_for(1e25, 0, P) == math.inf
    assert compute_for(0, 1e13, P) == 0
    assert compute_for(1e30, 1e9, P) == math.inf  # no size makes up for so little text
    assert data_multiplier(1e30, 1e9, P) > 0


def test_prediction_t1_6_text_of_the_units_buys_no_general_intelligence():
    assert unique_tokens(0, P) == 15e12
    assert unique_tokens(1, P) == 19e12
    gain = data_multiplier(4e25, unique_tokens(1, P), P) / data_multiplier(4e25, unique_tokens(0, P), P)
    assert 1 <= gain < 1.03
    later = data_multiplier(1e27, unique_tokens(1, P), P) / data_multiplier(1e27, unique_tokens(0, P), P)
    assert gain < later < 1.03


def test_tokens_needed_is_the_law_turned_round():
    recipe = optimal_allocation(4e25, P)
    assert tokens_needed(recipe.loss, recipe.size, 1.0, P) == pytest.approx(recipe.tokens)
    assert tokens_needed(recipe.loss, recipe.size, 4.0, P) == pytest.approx(recipe.tokens / 2)
    assert tokens_needed(recipe.loss, 1e9, 1.0, P) == math.inf


def test_lifetime_recipe_without_serving_is_chinchilla():
    best = optimal_allocation(4e25, P)
    recipe = lifetime_recipe(best.loss, 0.0, P)
    assert recipe.size == pytest.approx(best.size, rel=1e-6)
    assert recipe.tokens == pytest.approx(best.tokens, rel=1e-6)
    with pytest.raises(ValueError, match="no model reaches"):
        lifetime_recipe(P.irreducible_loss, 1e13, P)


@given(st.floats(11, 16).map(lambda decade: 10.0**decade), st.floats(0.3, 3))
def test_lifetime_recipe_is_cheapest(served, tilt):
    target = optimal_allocation(1e25, P).loss
    best = lifetime_recipe(target, served, P)
    size = best.size * tilt
    tokens = tokens_needed(target, size, 1.0, P)
    assert size * (3 * tokens + served) >= best.size * (3 * best.tokens + served) * (1 - 1e-9)


@pytest.mark.parametrize("compute", [1e24, 4e25])
def test_prediction_t9_3_serving_much_pays_for_training_long(compute):
    """Ten times its training tokens justify 200 tokens a parameter; twice do not."""
    target = optimal_allocation(compute, P).loss

    def ratio(served_per_trained):
        served = 1e13
        for _ in range(60):
            recipe = lifetime_recipe(target, served, P)
            served = served_per_trained * recipe.tokens
        return recipe.tokens / recipe.size

    assert ratio(0) < 20
    assert ratio(2) < 100
    assert 150 < ratio(4.2) < 250  # where 200 becomes optimal: earlier than the tenfold usually said
    assert ratio(10) > 200
