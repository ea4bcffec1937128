import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.roofline import (
    RooflineParameters,
    cache_bytes,
    compute_batch,
    cost_per_token,
    kink,
    memory_batch,
    query_energy,
    tokens_per_second,
)

P = RooflineParameters()
contexts = st.floats(100, 200_000)


def test_cache_of_a_72b_model():
    assert cache_bytes(0.0, P) == 327_680
    assert cache_bytes(0.93, P) == pytest.approx(0.07 * 327_680)


def test_weights_that_fill_the_memory_leave_no_batch():
    crowded = RooflineParameters(size=400e9)
    assert memory_batch(4_000, 0.0, crowded) == 0
    assert query_energy(tokens_per_second(4_000, 0.0, crowded), crowded) == math.inf
    assert cost_per_token(0.0, 2.4e-3, crowded) == math.inf


@given(contexts, st.floats(0, 0.9))
def test_prediction_t9_4_only_memory_bound_work_gains_from_a_smaller_cache(context, saving):
    plain, small = tokens_per_second(context, 0.0, P), tokens_per_second(context, saving, P)
    if context <= kink(0.0, P):
        assert small == plain  # bound by arithmetic already
    elif context >= kink(saving, P):
        assert small / plain == pytest.approx(1 / (1 - saving))
    else:
        assert plain <= small <= plain / (1 - saving) * (1 + 1e-9)


def test_the_kink_moves_out_with_the_cache():
    assert kink(0.6, P) == pytest.approx(kink(0.0, P) / 0.4)
    assert memory_batch(kink(0.0, P), 0.0, P) == pytest.approx(compute_batch(P))


def test_sf21_energy_follows_from_the_server():
    assert 0.25 <= query_energy(tokens_per_second(4_000, 0.0, P), P) <= 0.45


def test_cost_is_the_gpu_and_a_little_electricity():
    speed = tokens_per_second(4_000, 0.0, P)
    cost = cost_per_token(speed, 2.4e-3, P)
    hardware = 2_400 / (speed * 604_800 * P.in_use)
    assert hardware < cost < 1.2 * hardware
    assert 1 < cost * 1e6 < 10  # RMB per million tokens, the size of list prices
