"""Who leaves under which regime, and whether exits spread."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import talent
from model.mechanisms.talent import TalentParameters

P = TalentParameters()
PEOPLE = 112
RNG = np.random.default_rng(8)
SCORE = RNG.standard_normal(PEOPLE)
TASTE = talent.draw_taste(RNG.random(PEOPLE), SCORE, P)
STAR = np.argsort(np.argsort(-SCORE)) < 12


def hazard(p=P, **changes):
    """Hazards of 112 researchers, at reference conditions unless said."""
    usual = {"pay": 1.0, "autonomy_gain": 0.0, "prestige_gain": 0.0, "compute": 1.0, "exits": np.zeros(PEOPLE)}
    moved = talent.motives(**(usual | {"star": STAR, "taste": TASTE, "raided": False} | changes), p=p)
    return talent.leaving_hazard(moved, p)


def regime(layers, decision_weeks, review_weeks, p=P):
    return talent.autonomy(layers, decision_weeks, review_weeks, 0.0, 0.9, TASTE, 0.0, p)


def test_reference_conditions_give_the_base_hazard():
    assert hazard() == pytest.approx(np.full(PEOPLE, 0.16 / 52))
    gone = talent.departures(hazard(), np.ones(PEOPLE, bool), np.full(PEOPLE, 0.5))
    assert 1 - (1 - gone.probability[0]) ** 104 == pytest.approx(1 - math.exp(-0.32))  # two-year retention .73
    assert not gone.leaves.any()


@pytest.mark.parametrize(("elasticity", "lift"), [(0.7, 1.44), (1.2, 1.87)])
def test_slow_layered_review_lifts_attrition(elasticity, lift):
    # T8.1 as stated: sojourns 1.35 and 11.8 weeks, no spread of sensitivity, no cost of being watched
    p = replace(P, autonomy_elasticity=elasticity, taste_weight=0.0, review_autonomy=0.0)
    fast, slow = regime(1, 1.35, 1, p), regime(3, 11.8, 13, p)
    assert hazard(p, autonomy_gain=slow - fast) / hazard(p) == pytest.approx(np.full(PEOPLE, lift), rel=0.01)


def test_cost_of_weekly_reviews_offsets_part_of_the_lift():
    p = replace(P, taste_weight=0.0)
    lift = hazard(p, autonomy_gain=regime(3, 11.8, 13, p) - regime(1, 1.35, 1, p)) / hazard(p)
    assert lift == pytest.approx(np.full(PEOPLE, 1.27), abs=0.01)


def test_control_drives_out_the_able_first():
    # T8.1, second half: skill falls faster than head-count, and only because taste goes with skill
    skill = np.exp(0.6 * SCORE)
    leaving = hazard(autonomy_gain=regime(3, 11.8, 13) - regime(1, 1.35, 1))
    assert np.average(skill, weights=leaving) > 1.01 * skill.mean()
    uniform = replace(P, taste_weight=0.0)
    leaving = hazard(uniform, autonomy_gain=regime(3, 11.8, 13, uniform) - regime(1, 1.35, 1, uniform))
    assert np.average(skill, weights=leaving) == pytest.approx(skill.mean())


def test_pay_buys_back_autonomy():
    # T8.2
    rise = talent.compensating_raise(1.0, P)
    assert rise == pytest.approx(0.32, abs=0.005)
    plain = replace(P, taste_weight=0.0)
    assert hazard(plain, pay=1 + rise, autonomy_gain=-1.0) == pytest.approx(hazard(plain))


def exits_by_week(contagion: float, seed: int, weeks: int = 1040) -> np.ndarray:
    """Exits of a laboratory of closed groups, whose leavers are replaced at once by equals in the same place."""
    p, rng = replace(P, contagion=contagion), np.random.default_rng(seed)
    star = rng.permutation(STAR)
    ties = (np.arange(PEOPLE)[:, None] // 7 * 7 + (np.arange(PEOPLE)[:, None] + np.arange(1, 7)) % 7) % PEOPLE
    since, star_left, exits = np.full(PEOPLE, np.inf), np.zeros(PEOPLE, bool), []
    for _ in range(weeks):
        nearby = talent.exits_of_ties(ties, since, star_left, p)
        gone = talent.departures(hazard(p, exits=nearby, star=star), np.ones(PEOPLE, bool), rng.random(PEOPLE)).leaves
        since, star_left = np.where(gone, 0.0, since + 1.0), np.where(gone, star, star_left)
        exits.append(gone.sum())
    return np.array(exits)


def dispersion(exits: np.ndarray, window: int) -> float:
    counts = exits.reshape(-1, window).sum(axis=1)
    return float(counts.var() / counts.mean())


def test_exits_cluster_only_where_they_are_contagious():
    # T8.3: clusters show in counts by quarter; an exit is felt for 13 weeks, so single weeks stay near Poisson
    alone, contagious = ([exits_by_week(e, seed) for seed in range(16)] for e in (0.0, 0.6))
    assert np.mean([dispersion(x, 13) for x in alone]) < 1.2
    assert np.mean([dispersion(x, 13) for x in contagious]) > 1.5
    assert np.mean([dispersion(x, 1) for x in contagious]) < 1.2


def test_exit_of_a_star_is_felt_more_and_fades():
    ties = np.array([[1, 2], [0, 2], [0, 1]])
    felt = talent.exits_of_ties(ties, [3.0, 13.0, 0.0], np.array([True, False, False]), P)
    assert felt == pytest.approx([1.0, 6.0, 5.0])
    most = hazard(exits=np.full(PEOPLE, 1000.0))
    assert most == pytest.approx(hazard() * math.exp(P.contagion_cap))


def test_a_raid_aims_at_stars():
    ratio = hazard(raided=True) / hazard()
    assert ratio[STAR] == pytest.approx(np.full(12, 3.0))
    assert ratio[~STAR] == pytest.approx(np.ones(100))


@given(st.floats(0.7, 1.6), st.floats(-0.8, 0.8), st.floats(-1, 1), st.floats(0, 4))
def test_what_keeps_people_keeps_them(pay, autonomy_gain, prestige_gain, compute):
    base = {"pay": pay, "autonomy_gain": autonomy_gain, "prestige_gain": prestige_gain, "compute": compute}
    now = hazard(**base)
    assert (now > 0).all()
    for name in base:
        assert (hazard(**(base | {name: base[name] + 0.1})) <= now).all()
    assert (hazard(**base, exits=np.ones(PEOPLE)) > now).all()


def test_autonomy_falls_with_control_and_rises_with_freedom():
    usual = talent.autonomy(0, 0.0, 4, 0.0, 0.0, TASTE, 0.0, P)
    assert usual == pytest.approx(np.ones(PEOPLE))
    assert talent.autonomy(2, 26.0, 4, 1.0, 0.0, 0.5, 0.1, P) == pytest.approx(1 - 0.24 - 0.35 - 0.2 - 0.1)
    assert talent.autonomy(0, 0.0, 1, 0.0, 0.0, 0.5, 0.0, P) == pytest.approx(0.85)
    assert talent.autonomy(0, 0.0, 4, 0.0, 1.0, TASTE, 0.0, P) == pytest.approx(1 + 0.3 * TASTE)


def test_shocks_pass():
    shock = talent.autonomy_shock_next(0.0, 2, True, P)
    assert shock == pytest.approx(0.09)
    for _ in range(52):
        shock = talent.autonomy_shock_next(shock, 0, False, P)
    assert shock < 0.01


def test_prestige_comes_from_rank_openness_and_papers():
    def of(lead=0.0, open_lead=-0.25, released=True, publication=False, restricted=False):
        return talent.prestige(lead, open_lead, released, publication, restricted, P)

    assert of() == pytest.approx(0.25)
    assert of(open_lead=-1.0) == of(open_lead=-3.0) == of(released=False) == 0.0
    assert of(open_lead=1.0) == pytest.approx(0.35)
    assert of(lead=0.5) == pytest.approx(0.65)
    assert of(publication=True) == pytest.approx(0.35)
    assert of(restricted=True) == pytest.approx(0.15)
    assert of(released=False, restricted=True) == 0.0


def test_taste_is_uniform_and_goes_with_skill():
    rng = np.random.default_rng(1)
    score = rng.standard_normal(20_000)
    taste = talent.draw_taste(rng.random(20_000), score, P)
    assert np.quantile(taste, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.015)
    assert 0.2 < np.corrcoef(taste, score)[0, 1] < 0.4


def test_only_the_employed_can_leave():
    gone = talent.departures(hazard(), np.zeros(PEOPLE, bool), np.zeros(PEOPLE))
    assert not gone.leaves.any()
    assert not gone.probability.any()
