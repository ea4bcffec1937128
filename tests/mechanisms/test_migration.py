"""The J-curve, support, incidents, waves of deprecation, audits and fine-tunes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms.migration import (
    NEVER,
    MigrationParameters,
    audit,
    deadline_week,
    disruption,
    incident_rate,
    incidents,
    migration_load,
    next_experience,
    next_fine_tune,
    practice_rate,
    removal_weeks,
    team_output,
    usable_support,
)

P = MigrationParameters()


def test_output_dips_and_returns_above_the_old_level():
    weeks = np.arange(0.0, 105.0)
    output = team_output(weeks, np.ones(105, bool), 1.0, P)
    assert output[0] == pytest.approx(1 - P.dip)
    assert 8 <= weeks[np.argmax(output >= 1)] <= 40  # McElheran et al. 2025: back within 8 to 40 weeks
    assert output[-1] == pytest.approx(1 + P.gain, abs=0.001)
    assert (np.diff(output) > 0).all()


def test_deep_legacy_dips_deeper_and_legacy_itself_never_gains():
    fresh = np.zeros(2)
    assert np.allclose(team_output(fresh, np.ones(2, bool), np.array([1.0, 1.5]), P), [0.82, 0.73])
    assert team_output(np.array([1e3]), np.array([False]), 1.0, P)[0] == 1


def test_more_support_helps_ever_less():
    usable = [usable_support(s, P) for s in range(1, 21)]
    assert usable[0] == 1
    gains = np.diff(usable)
    assert (gains > 0).all() and (np.diff(gains) < 0).all()
    assert usable_support(60, P) < usable_support(30, P)  # a crew can be too large


def test_novices_and_trials_share_the_support():
    assert migration_load(np.array([0.0, 11.9, 12.0, 40.0]), 3, P) == 2 + 1.5
    assert practice_rate(5.0, 0.0, P) == 1
    assert practice_rate(5.0, 10.0, P) == 0.5


@given(st.floats(0, 200), st.floats(0, 1), st.floats(0, 1))
def test_experience_only_grows_and_pressure_slows_it(experience, rate, mandate):
    before = np.array([experience])
    after, relaxed = next_experience(before, rate, mandate, P), next_experience(before, rate, 0.0, P)
    assert 0 <= before[0] <= after[0] <= relaxed[0]


def test_settled_teams_are_safe_and_novices_carry_load_peaks_and_bugs():
    experience = np.array([0.0, 40.0])
    assert np.allclose(incident_rate(experience, 5.0, 5.0, 0.0, 0.0, P), [0.04, 0.01])
    assert np.allclose(incident_rate(experience, 5.0, 5.0, 4.0, 1.0, P), [0.4, 0.01])


def test_expected_loss_is_proportional_to_the_rate():
    n = 400_000
    u = np.random.default_rng(0).random((2, n))
    light, heavy = (incidents(np.full(n, rate), *u, P).loss.mean() for rate in (0.05, 0.5))
    mean_severity = P.severity * np.exp(P.severity_spread**2 / 2)
    assert light == pytest.approx(0.05 * mean_severity, rel=0.05)
    assert heavy == pytest.approx(10 * light, rel=0.05)


@given(st.floats(1e-9, 50), st.floats(0, 1, exclude_max=True), st.floats(0, 1, exclude_max=True))
def test_an_incident_costs_something_and_at_most_the_cap(rate, u_hit, u_severity):
    drawn = incidents(np.array([rate]), np.array([u_hit]), np.array([u_severity]), P)
    assert 0 <= drawn.loss[0] <= P.severity_cap
    assert drawn.loss[0] == 0 or drawn.hit[0]


def test_gains_do_not_make_up_for_losses():
    weights = np.array([0.5, 0.5])
    assert disruption(np.array([1.2, 0.9]), np.array([0.0, 0.02]), weights) == pytest.approx(0.06)
    assert disruption(np.ones(2), np.zeros(2), weights) == 0


def test_waves_are_even_and_in_order():
    order = np.random.default_rng(0).permutation(60)
    first = deadline_week(2, 3)
    assert first == 65
    weeks = removal_weeks(order, 4, first, P)
    assert dict(zip(*np.unique(weeks, return_counts=True), strict=True)) == {65: 15, 71: 15, 77: 15, 83: 15}
    assert (np.diff(weeks[np.argsort(order)]) >= 0).all()
    assert np.isinf(removal_weeks(order, 4, NEVER, P)).all()
    assert (removal_weeks(order, 1, 8, P) == 8).all()


def audited(chance=1.0, amnesty=False, rogue=None, known=None, central_open=None, obey=0.0):
    n = 4
    rogue = np.array([True, True, False, True]) if rogue is None else rogue
    return audit(
        rogue,
        np.zeros(n, bool) if known is None else known,
        chance,
        amnesty,
        np.ones(n, bool) if central_open is None else central_open,
        np.full(n, 0.5),
        np.full(n, obey),
        P,
    )


def test_amnesty_adopts_everyone_found_and_fines_nobody():
    found = audited(amnesty=True, obey=0.99)
    assert found.surrender.tolist() == [True, True, False, True]
    assert found.adopted == 3 and found.fined == 0 and not found.trust_loss.any() and not found.known.any()


def test_fines_make_some_obey_and_cost_trust():
    stubborn = audited(obey=0.7)
    assert not stubborn.surrender.any() and stubborn.known.tolist() == [True, True, False, True]
    assert stubborn.fined == 3 and stubborn.trust_loss.tolist() == [0.1, 0.1, 0.0, 0.1]
    assert audited(obey=0.3).surrender.sum() == 3 and audited(obey=0.3).adopted == 0


def test_no_audit_finds_nobody_and_a_full_gate_keeps_them_known():
    nothing = audited(chance=0.0)
    assert nothing.fined == 0 and not nothing.known.any()
    shut = audited(amnesty=True, central_open=np.zeros(4, bool))
    assert not shut.surrender.any() and shut.adopted == 0 and shut.known.sum() == 3


def test_who_is_no_longer_rogue_is_forgotten():
    after = audited(chance=0.0, rogue=np.array([False, True, False, False]), known=np.ones(4, bool))
    assert after.known.tolist() == [False, True, False, False]


def test_fine_tunes_fade_by_half_in_half_a_year():
    stock = next_fine_tune(0.0, 4, P)
    assert stock == pytest.approx(0.4)
    for _ in range(26):
        stock = next_fine_tune(stock, 0, P)
    assert stock == pytest.approx(0.2)
    assert next_fine_tune(0.95, 20, P) == 1
