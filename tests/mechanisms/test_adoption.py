"""How teams choose: logit, calibration, trials, forced choice, and the Brock-Durlauf oracle."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms.adoption import (
    CENTRAL,
    LEGACY,
    NO_PILOT,
    ROGUE,
    THIRD,
    AdoptionParameters,
    calibrated_constants,
    choice_probabilities,
    chosen_option,
    peer_shares,
    team_choices,
    utilities,
)

P = AdoptionParameters()
UTILITIES = arrays(float, (5, 4), elements=st.floats(-3, 3))
MASKS = arrays(bool, (5, 4)).filter(lambda mask: mask.any(axis=1).all())
LUCK = arrays(float, 5, elements=st.floats(0, 1, exclude_max=True))


def weekly(n=4, **change):
    state = {
        "option": np.zeros(n, int),
        "pilot": np.full(n, NO_PILOT),
        "pilot_weeks": np.zeros(n, int),
        "experience": np.full(n, 40.0),
        "utilities": np.zeros((n, 4)),
        "legacy_removed": np.zeros(n, bool),
        "practice_rate": 1.0,
        "onboarding": 1.0,
        "u_review": np.zeros(n),
        "u_choice": np.full(n, 0.5),
        "u_gate": np.full(n, 0.5),
    }
    return team_choices(**(state | change), p=P)


# -- the logit ---------------------------------------------------------------------------------------------


@given(UTILITIES, MASKS, LUCK, st.floats(0.5, 6))
def test_a_choice_is_available_and_probabilities_sum_to_one(values, mask, u, scale):
    shares = choice_probabilities(values, mask, scale)
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares[~mask] == 0).all()
    assert mask[np.arange(5), chosen_option(values, mask, scale, u)].all()


@given(UTILITIES, MASKS, st.integers(0, 3))
def test_closing_an_option_raises_every_other_share_and_never_its_own(values, mask, closed):
    fewer = mask.copy()
    fewer[:, closed] = False
    kept = fewer.any(axis=1)
    before = choice_probabilities(values[kept], mask[kept], 3.0)
    after = choice_probabilities(values[kept], fewer[kept], 3.0)
    assert (after[:, closed] <= before[:, closed]).all()
    others = [j for j in range(4) if j != closed]
    assert (after[:, others] >= before[:, others] - 1e-12).all()


def test_luck_maps_to_options_in_the_stated_proportions():
    values, mask = np.array([0.1, -0.2, 0.4, 0.0]), np.array([True, True, False, True])
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = chosen_option(np.tile(values, (len(u), 1)), np.tile(mask, (len(u), 1)), 3.0, u)
    shares = np.bincount(drawn, minlength=4) / len(u)
    assert np.allclose(shares, choice_probabilities(values, mask, 3.0), atol=1e-4)


def test_a_record_alone_gives_the_choice_again():
    rng = np.random.default_rng(1)
    values, mask, u = rng.normal(size=(60, 4)), rng.random((60, 4)) < 0.7, rng.random(60)
    mask[:, THIRD] = True
    together = chosen_option(values, mask, 3.0, u)
    assert [int(chosen_option(values[i], mask[i], 3.0, u[i])) for i in range(60)] == together.tolist()


def test_extreme_luck_stays_on_available_options():
    values, mask = np.zeros(4), np.array([False, True, True, False])
    assert chosen_option(values, mask, 3.0, 0.0) == CENTRAL
    assert chosen_option(values, mask, 3.0, np.nextafter(1.0, 0.0)) == THIRD


def test_no_available_option_is_refused():
    with pytest.raises(ValueError, match="available"):
        chosen_option(np.zeros(4), np.zeros(4, bool), 3.0, 0.5)


# -- utilities and calibration -----------------------------------------------------------------------------


def utility_of(**change):
    n = 3
    inputs = {
        "perceived": np.zeros((n, 4)),
        "peers": np.full((n, 4), 0.25),
        "option": np.array([LEGACY, CENTRAL, ROGUE]),
        "reactance": np.full(n, 0.48),
        "trust_effect": np.zeros(n),
        "mandate": 0.0,
        "served": 1.0,
        "constants": np.zeros(4),
        "politics": 0.0,
    }
    return utilities(**(inputs | change), p=P)


def test_only_staying_is_rewarded_when_nothing_else_differs():
    assert np.array_equal(utility_of(), P.switching_cost * np.eye(4)[[LEGACY, CENTRAL, ROGUE]])


def test_mandates_help_until_reactance_outweighs_them():
    gain = [utility_of(mandate=m)[0, CENTRAL] for m in (0, 0.3, 0.7, 1)]
    assert gain[0] < gain[1] < gain[2] and gain[3] < gain[2]  # the peak is at enforcement/(2*reactance)
    assert utility_of(mandate=1.0, reactance=np.full(3, 1.2))[0, CENTRAL] < 0


def test_overload_costs_central_only():
    change = utility_of(served=0.6) - utility_of()
    assert np.allclose(change, -0.4 * P.overload_loss * (np.arange(4) == CENTRAL))


def test_peers_count_their_neighbours():
    influence = np.array([[0, 0.5, 0.5], [1, 0, 0], [0, 0, 0]])
    shares = peer_shares(influence, np.array([LEGACY, CENTRAL, ROGUE]))
    assert shares.tolist() == [[0, 0.5, 0, 0.5], [1, 0, 0, 0], [0, 0, 0, 0]]


@settings(max_examples=40)
@given(
    arrays(float, (60, 4), elements=st.floats(-2, 2)),
    arrays(float, 4, elements=st.floats(0.02, 1)),
    st.floats(1, 6),
)
def test_calibrated_constants_meet_their_targets(values, raw, scale):
    targets = raw / raw.sum()
    constants = calibrated_constants(values, targets, scale)
    shares = choice_probabilities(values + constants, np.ones((60, 4), bool), scale).mean(axis=0)
    assert np.abs(shares - targets).max() < 1e-10


def test_calibration_counts_teams_by_weight_and_refuses_impossible_targets():
    rng = np.random.default_rng(2)
    values, weights, targets = rng.normal(size=(60, 4)), rng.random(60), np.array([0.55, 0.20, 0.15, 0.10])
    constants = calibrated_constants(values, targets, 3.0, weights)
    shares = choice_probabilities(values + constants, np.ones((60, 4), bool), 3.0)
    assert np.allclose(weights @ shares / weights.sum(), targets, atol=1e-10)
    for wrong in ([0.5, 0.5, 0.0, 0.0], [0.5, 0.5, 0.5, 0.5]):
        with pytest.raises(ValueError, match="shares"):
            calibrated_constants(values, np.array(wrong), 3.0)


# -- trials, commitment, forced choice ---------------------------------------------------------------------


def strongly(*options):
    values = np.full((4, 4), -20.0)
    values[:, list(options)] = 0.0
    return values


def test_a_preference_starts_a_trial_and_moves_nobody_yet():
    after = weekly(utilities=strongly(CENTRAL))
    assert (after.option == LEGACY).all() and (after.pilot == CENTRAL).all() and (after.pilot_weeks == 0).all()
    assert (after.experience == 40).all() and after.decided.all()


def test_without_a_review_nothing_happens():
    after = weekly(utilities=strongly(CENTRAL), u_review=np.full(4, P.review_hazard))
    assert not after.decided.any() and (after.pilot == NO_PILOT).all() and (after.chosen == LEGACY).all()


def test_a_trial_runs_its_weeks_then_commits_and_experience_starts_anew():
    on_trial = {"utilities": strongly(CENTRAL), "pilot": np.full(4, CENTRAL)}
    running = weekly(**on_trial, pilot_weeks=np.full(4, P.pilot_weeks - 2))
    assert not running.decided.any() and (running.pilot_weeks == P.pilot_weeks - 1).all()
    ended = weekly(**on_trial, pilot_weeks=np.full(4, P.pilot_weeks - 1))
    assert (ended.option == CENTRAL).all() and (ended.pilot == NO_PILOT).all() and (ended.experience == 0).all()


def test_a_trial_is_judged_against_the_current_option_alone():
    ended = weekly(
        utilities=np.array([[0.0, -20.0, 20.0, 20.0]] * 4),
        pilot=np.full(4, CENTRAL),
        pilot_weeks=np.full(4, P.pilot_weeks),
    )
    assert (ended.option == LEGACY).all() and (ended.pilot == NO_PILOT).all() and (ended.experience == 40).all()
    assert ended.available.tolist() == [[True, True, False, False]] * 4


def test_a_closed_gate_ends_trials_of_central_and_of_nothing_else():
    at_the_end = {"pilot_weeks": np.full(4, P.pilot_weeks), "onboarding": 0.0}
    central = weekly(utilities=strongly(CENTRAL), pilot=np.full(4, CENTRAL), **at_the_end)
    assert (central.option == LEGACY).all()
    rogue = weekly(utilities=strongly(ROGUE), pilot=np.full(4, ROGUE), **at_the_end)
    assert (rogue.option == ROGUE).all()


def test_thin_support_makes_central_trials_look_worse():
    on_trial = {"pilot": np.full(4, CENTRAL), "pilot_weeks": np.full(4, P.pilot_weeks)}
    seen = weekly(**on_trial, practice_rate=0.25).utilities
    assert np.allclose(seen[:, CENTRAL], -0.75 * P.pilot_support_loss)
    assert (seen[:, LEGACY] == 0).all()


def test_removal_forces_a_choice_at_once_among_what_is_left():
    removed = {"legacy_removed": np.ones(4, bool), "u_review": np.ones(4)}
    after = weekly(utilities=strongly(LEGACY), u_choice=np.linspace(0, 0.99, 4), **removed)
    assert after.forced.all() and (after.option != LEGACY).all() and set(after.option) == {CENTRAL, THIRD, ROGUE}
    shut = weekly(utilities=strongly(CENTRAL), onboarding=0.0, **removed)
    assert set(shut.option) <= {THIRD, ROGUE}
    assert not shut.available[:, [LEGACY, CENTRAL]].any()


def test_a_trial_of_legacy_does_not_outlive_legacy():
    after = weekly(
        option=np.full(4, THIRD),
        pilot=np.full(4, LEGACY),
        pilot_weeks=np.full(4, P.pilot_weeks),
        utilities=strongly(LEGACY),
        legacy_removed=np.ones(4, bool),
    )
    assert (after.option == THIRD).all() and (after.pilot == NO_PILOT).all()


@given(st.integers(0, 2**32), st.floats(0, 1), st.floats(0, 1))
def test_any_week_leaves_a_valid_state(seed, onboarding, practice):
    rng = np.random.default_rng(seed)
    option, pilot = rng.integers(0, 4, 30), rng.integers(-1, 4, 30)
    pilot = np.where(pilot == option, NO_PILOT, pilot)
    weeks = np.where(pilot == NO_PILOT, 0, rng.integers(0, P.pilot_weeks, 30))
    luck, removed = rng.random((3, 30)), rng.random(30) < 0.3
    experience = 50 * rng.random(30)
    after = team_choices(option, pilot, weeks, experience, rng.normal(size=(30, 4)), removed, practice, onboarding, *luck, P)
    assert not (removed & (after.option == LEGACY)).any()
    assert ((after.experience == experience) | ((after.experience == 0) & (after.option != option))).all()
    assert (after.decided | (after.option == option)).all()
    assert (after.pilot != after.option).all() and (after.pilot_weeks < P.pilot_weeks).all()
    decided = np.flatnonzero(after.decided)
    again = chosen_option(after.utilities[decided], after.available[decided], P.sensitivity, after.u[decided])
    assert np.array_equal(again, after.chosen[decided])


# -- the oracle of Brock & Durlauf -------------------------------------------------------------------------


def magnetisation(beta_J, start=0.9, rounds=4000):
    """Iterate mean choice of two options on a complete graph; with spins +-1, beta is half the sensitivity."""
    n, beta = 40, P.sensitivity / 2
    p = replace(P, influence=beta_J / beta, switching_cost=0.0)
    complete, two = np.full((n, n), 1 / n), np.array([True, True, False, False])
    m = start
    for _ in range(rounds):
        # peers hold each option with its probability: the mean-field limit
        share = complete @ np.tile([(1 - m) / 2, (1 + m) / 2, 0.0, 0.0], (n, 1))
        nobody = np.zeros(n)
        values = utilities(np.zeros((n, 4)), share, np.zeros(n, int), nobody, nobody, 0.0, 1.0, np.zeros(4), 0.0, p)
        probability = choice_probabilities(values[0], two, p.sensitivity)
        following = probability[CENTRAL] - probability[LEGACY]
        if abs(following - m) < 1e-13:
            break
        m = following
    return m


@pytest.mark.parametrize("beta_J", [0.3, 0.8, 0.95])
def test_below_the_threshold_norms_die_out(beta_J):
    assert abs(magnetisation(beta_J)) < 1e-6


@pytest.mark.parametrize("beta_J", [1.05, 1.2, 1.8])
def test_above_the_threshold_norms_sustain_themselves(beta_J):
    m = magnetisation(beta_J)
    assert m > 0.3
    assert m == pytest.approx(np.tanh(beta_J * m), abs=1e-9)
    assert magnetisation(beta_J, start=-0.9) == pytest.approx(-m, abs=1e-9)
