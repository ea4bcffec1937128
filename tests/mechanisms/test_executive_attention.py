"""Attention is one budget: what programmes take is missing at the gate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import executive_attention as attention
from model.mechanisms.executive_attention import AttentionParameters

P = AttentionParameters()


def demands(**changes):
    quiet = dict.fromkeys(("hub_capacity", "claw_back", "mandate", "new_domains", "codesign", "opposition"), 0.0)
    flags = dict.fromkeys(("migrating", "tiers_changed", "policy_changed", "escalated", "emergency"), False)
    return attention.attention_demands(**(quiet | flags | changes), p=P)


@pytest.mark.parametrize(
    ("lever", "value", "demand"),
    [
        ("hub_capacity", 2.0, 0.06),
        ("claw_back", 0.5, 0.06),
        ("mandate", 0.5, 0.03),
        ("migrating", True, 0.04),
        ("new_domains", 2, 0.06),
        ("codesign", 150.0, 0.02),
        ("codesign", 100.0, 0.0),
        ("tiers_changed", True, 0.03),
        ("policy_changed", True, 0.03),
        ("opposition", 0.6, 0.05),
        ("escalated", True, 0.2),
        ("emergency", True, 0.15),
    ],
)
def test_each_programme_takes_its_share(lever, value, demand):
    assert demands(**{lever: value}).total == pytest.approx(demand)


def test_quiet_task_force_has_all_its_attention():
    assert demands().total == 0.0
    assert attention.attention_free(demands(), P) == P.attention
    assert attention.gate_capacity(4.0, 0.6, P) == pytest.approx(22.8)


def test_everything_at_once_is_refused_and_the_largest_is_named():
    plan = demands(hub_capacity=3, claw_back=1, mandate=1, migrating=True, new_domains=2, codesign=800,
                   tiers_changed=True, policy_changed=True, emergency=True)  # fmt: skip
    assert attention.overcommitment(plan, P) == pytest.approx(0.06)
    assert plan.largest == "emergency"
    assert attention.overcommitment(demands(hub_capacity=1), P) == 0.0


@given(st.floats(0, 20), st.sampled_from([1, 2, 4, 8, 13]), st.floats(0.08, 1.0))
def test_utilisation_is_bounded_and_falls_with_attention(arrivals, review_weeks, free):
    low = attention.ceo_utilisation(arrivals, review_weeks, free, P)
    assert 0.0 <= low <= attention.UTILISATION_CAP
    assert attention.ceo_utilisation(arrivals, review_weeks, min(1.0, free + 0.1), P) <= low
    assert 0.0 < attention.admitted_share(low, P) <= 1.0


def test_weekly_sessions_eat_capacity():
    weekly, monthly = (attention.ceo_utilisation(4.0, r, 0.6, P) for r in (1, 4))
    assert weekly == pytest.approx(4.0 / 4.8)
    assert monthly == pytest.approx(4.0 / 5.7)
    assert attention.gate_capacity(1.0, 0.1, P) == 0.0
    assert attention.ceo_utilisation(1.0, 1.0, 0.1, P) == attention.UTILISATION_CAP
    assert attention.preparation_loss(1.0, P) > attention.preparation_loss(13.0, P)


def test_admitted_share_is_a_rounded_corner():
    assert attention.admitted_share(0.0, P) == 1.0
    assert attention.admitted_share(0.5, P) == pytest.approx(1.0, abs=1e-3)
    assert attention.admitted_share(1.0, P) == pytest.approx(2 ** (-1 / 8))
    assert attention.admitted_share(3.0, P) == pytest.approx(1 / 3, rel=1e-3)


def test_expected_load_follows_the_observed_one():
    expected = 0.4
    for _ in range(100):
        expected = attention.expected_utilisation(expected, 0.9, P)
    assert expected == pytest.approx(0.9, abs=1e-4)
