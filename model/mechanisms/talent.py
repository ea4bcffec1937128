"""Who leaves, why, and who follows?

Each researcher weighs pay, autonomy, prestige, compute and the departure of colleagues. Slow reviews and layers
cost autonomy; those who value it most, more often the able, leave first.

(47) weekly hazard h_i = h0/52 * exp(-e_w ln(w_i/w_out) - e_ai (Aut_i - Aut_ref) - e_p (Pres - Pres_out)
     - e_c ln(gpu_i/gpu_ref) + e_x*exits of ties in 13 weeks + poach*star_i)
(48) Aut_i = 1 - c1*layers - c2 min(1, T/13) - c3*mandate + c4*isolation*taste_i - shock
(I57) Aut - .2 (1/R - 1/4)
(I12, I38) Pres = .8 (K_API - K_ref) + .25 clip(1 + (x + .25)/.75, 0, 1.4) [weights released] + .1 [publication]
     - .1 [restricted licence], x = lead of the own open weights over other open weights
(17) an abandoned request of researchers, or an emergency session, is a passing shock to autonomy

Additions to the plain hazard: e_ai = e_a (1 + k (taste_i - 1/2)), with taste correlated with skill, else control
drives out nobody in particular; the exit of a star counts as several, and contagion is bounded.
Pay for freedom: Stern 2004, doi:10.1287/mnsc.1040.0241; heterogeneous tastes: Sauermann & Roach 2014,
doi:10.1016/j.respol.2013.07.006; turnover contagion: Felps et al. 2009, doi:10.5465/amj.2009.41331075.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


_SIZE = "assumption: sign from the literature, size chosen"
_STERN = "Stern 2004: freedom is worth 20-25 % of pay, times e_w"
_TUNED = "assumption: tuned in a joined prototype; no published value"


@dataclass(frozen=True)
class TalentParameters:
    """What keeps researchers and what drives them out."""

    base_hazard: float = parameter(
        0.16,
        "1/yr",
        0.11,
        0.22,
        "two-year retention of laboratories 64-80 %, SignalFire 2025",
        "measured",
        "h0: yearly hazard of leaving at reference conditions (47)",
    )
    pay_elasticity: float = parameter(
        2.5,
        "-",
        2.0,
        3.0,
        "quit elasticities of 2-3, Economic Policy Institute 2022",
        "measured",
        "e_w: hazard per log pay (47)",
    )
    autonomy_elasticity: float = parameter(
        0.7, "1/autonomy", 0.4, 1.2, _STERN, "derived", "e_a: log hazard per unit of autonomy (47)"
    )
    taste_weight: float = parameter(
        1.0,
        "-",
        0.0,
        2.0,
        "assumption: tastes differ widely, Sauermann & Roach 2014",
        "assumed",
        "how much taste spreads the sensitivity to autonomy (47)",
    )
    taste_skill: float = parameter(
        0.3,
        "-",
        0.0,
        0.7,
        "assumption: the able ask a higher price for publishing, Sauermann & Roach 2014; size chosen",
        "assumed",
        "correlation of normal scores of taste and log skill",
    )
    prestige_elasticity: float = parameter(
        0.5, "1/prestige", 0.2, 1.0, _SIZE, "assumed", "e_p: log hazard per unit of prestige (47)"
    )
    compute_elasticity: float = parameter(
        0.4, "-", 0.1, 0.8, _SIZE, "assumed", "e_c: hazard per log GPUs of a researcher (47)"
    )
    least_compute: float = parameter(
        0.1,
        "-",
        0.01,
        0.5,
        "assumption: some GPUs are always found",
        "assumed",
        "lowest ratio of GPUs to reference that is felt (47)",
    )
    contagion: float = parameter(0.25, "per exit", 0.0, 0.6, _SIZE, "assumed", "e_x: log hazard per exit among ties (47)")
    star_exit: float = parameter(
        5.0,
        "exits",
        1.0,
        8.0,
        "assumption: 3-10 people followed named leaders in 2024-26",
        "assumed",
        "exits of others that the exit of a star counts as (47)",
    )
    contagion_cap: float = parameter(
        2.3,
        "-",
        1.0,
        3.5,
        "assumption: at most ten times the hazard",
        "assumed",
        "most log hazard that exits of ties can add (47)",
    )
    contagion_weeks: int = parameter(
        13,
        "wk",
        4,
        26,
        "assumption: a quarter, by which work and ties have been handed over",
        "assumed",
        "how long an exit is felt (47)",
    )
    raid: float = parameter(
        math.log(3.0),
        "-",
        0.5,
        2.0,
        "assumption: a raid trebles the hazard of stars",
        "assumed",
        "poach: log hazard added to stars during a talent raid (47)",
    )
    layer_autonomy: float = parameter(
        0.12, "per layer", 0.06, 0.24, _SIZE, "assumed", "c1: autonomy lost per review layer (48)"
    )
    wait_autonomy: float = parameter(
        0.35, "-", 0.175, 0.7, _SIZE, "assumed", "c2: autonomy lost when decisions take a quarter (48)"
    )
    wait_scale: float = parameter(
        13.0,
        "wk",
        6.5,
        26.0,
        "assumption: who has waited a quarter gives the matter up",
        "assumed",
        "decision time beyond which waiting hurts no more (48)",
    )
    mandate_autonomy: float = parameter(
        0.2, "-", 0.1, 0.4, _SIZE, "assumed", "c3: autonomy lost under a full research mandate (48)"
    )
    isolation_autonomy: float = parameter(
        0.3, "-", 0.15, 0.6, _SIZE, "assumed", "c4: autonomy of a separate group at full taste (48)"
    )
    review_autonomy: float = parameter(0.2, "wk", 0.0, 0.4, _TUNED, "assumed", "autonomy lost per review a week (I57)")
    review_usual: float = parameter(
        4.0, "wk", 1.0, 13.0, _TUNED, "assumed", "review interval that costs no extra autonomy (I57)"
    )
    shock_abandoned: float = parameter(
        0.02,
        "autonomy",
        0.0,
        0.08,
        "assumption: a single disappointment weighs less than a review layer, which is there every week",
        "assumed",
        "autonomy shock of an abandoned research request (17)",
    )
    shock_emergency: float = parameter(
        0.05,
        "autonomy",
        0.0,
        0.2,
        "assumption: a single disappointment weighs less than a review layer, which is there every week",
        "assumed",
        "autonomy shock of an emergency session",
    )
    shock_memory: float = parameter(
        0.95,
        "1/wk",
        0.85,
        0.99,
        "assumption: half of a shock is forgotten within a quarter",
        "assumed",
        "share of an autonomy shock left a week later",
    )
    rank_prestige: float = parameter(0.8, "1/K", 0.4, 1.6, _TUNED, "assumed", "prestige per K ahead of the reference (I12)")
    open_prestige: float = parameter(
        0.25, "-", 0.125, 0.5, _TUNED, "assumed", "prestige of open weights at a par with others (I38)"
    )
    open_offset: float = parameter(
        0.25, "K", 0.0, 0.5, _TUNED, "assumed", "lag behind other open weights that still counts in full (I38)"
    )
    open_width: float = parameter(
        0.75, "K", 0.4, 1.5, _TUNED, "assumed", "further lag at which open weights earn no prestige (I38)"
    )
    open_cap: float = parameter(
        1.4, "-", 1.0, 2.0, _TUNED, "assumed", "most that a lead multiplies the prestige of open weights (I38)"
    )
    publication_prestige: float = parameter(0.1, "-", 0.05, 0.2, _TUNED, "assumed", "prestige of publishing (I12)")
    restricted_prestige: float = parameter(
        0.1, "-", 0.05, 0.2, _TUNED, "assumed", "prestige lost by a restricted licence (I12)"
    )


class Departures(NamedTuple):
    """Who leaves this week (mask), and the probability each had."""

    leaves: Booleans
    probability: Floats


def draw_taste(u: Floats, skill_score: Floats, p: TalentParameters) -> Floats:
    """Taste for autonomy, uniform on (0, 1) and correlated with skill.

    `skill_score` is the standard normal score of log skill (log skill over its standard deviation).
    """
    own = math.sqrt(1.0 - p.taste_skill**2)
    return ndtr(p.taste_skill * skill_score + own * ndtri(u))


def autonomy(
    layers: float,
    decision_weeks: float,
    review_weeks: float,
    mandate: float,
    isolation: ArrayLike,
    taste: ArrayLike,
    shock: float,
    p: TalentParameters,
) -> Floats:
    """Autonomy of each researcher (48, I57).

    `decision_weeks` is the experienced decision time, `mandate` the part of research that is prescribed (0-1),
    `isolation` the share of ties inside the own group, `shock` from `autonomy_shock_next`.
    """
    control = p.layer_autonomy * layers + p.wait_autonomy * min(1.0, decision_weeks / p.wait_scale)
    watching = p.review_autonomy * (1.0 / review_weeks - 1.0 / p.review_usual)
    freedom = p.isolation_autonomy * np.asarray(isolation) * np.asarray(taste)
    return 1.0 - control - watching - p.mandate_autonomy * mandate - shock + freedom


def autonomy_shock_next(shock: float, abandoned_research: float, emergency: bool, p: TalentParameters) -> float:
    """Passing loss of autonomy a week later, after this week's abandoned requests and emergency session (17)."""
    return p.shock_memory * shock + p.shock_abandoned * abandoned_research + (p.shock_emergency if emergency else 0.0)


def prestige(
    lead: float, open_lead: float, released: bool, publication: bool, restricted: bool, p: TalentParameters
) -> float:
    """Prestige of a firm (I12, I38).

    `lead` is K_API - K_ref, `open_lead` the own open weights minus the best other open ones (both in K);
    `released` says that the policy is not closed. A licence matters only for released weights.
    """
    fresh = 1.0 + (open_lead + p.open_offset) / p.open_width
    weights = p.open_prestige * min(p.open_cap, max(0.0, fresh)) - (p.restricted_prestige if restricted else 0.0)
    return p.rank_prestige * lead + (weights if released else 0.0) + (p.publication_prestige if publication else 0.0)


def exits_of_ties(ties: Integers, weeks_since_exit: ArrayLike, star_left: Booleans, p: TalentParameters) -> Floats:
    """Weighted number of recent exits among each researcher's ties (47).

    One entry a place: `weeks_since_exit` is the age of the last exit from that place (infinite if none),
    `star_left` whether a star left it. `ties` holds places, shape (researchers, ties).
    """
    recent = np.asarray(weeks_since_exit) < p.contagion_weeks
    weight = recent * np.where(star_left, p.star_exit, 1.0)
    return weight.take(ties) @ np.ones(ties.shape[1])  # faster than a sum along short rows


class Motives(NamedTuple):
    """What moves a researcher's log hazard of leaving (47), each a number or one a place; positive keeps nobody."""

    pay: ArrayLike
    compute: ArrayLike
    autonomy: ArrayLike
    prestige: ArrayLike
    exits: ArrayLike
    raid: ArrayLike


def motives(
    pay: ArrayLike,
    autonomy_gain: ArrayLike,
    prestige_gain: ArrayLike,
    compute: ArrayLike,
    exits: ArrayLike,
    star: ArrayLike,
    taste: ArrayLike,
    raided: bool,
    p: TalentParameters,
) -> Motives:
    """Return what moves each researcher (47).

    `pay` is relative to outside pay, `compute` to reference GPUs; `autonomy_gain` is Aut - Aut_ref,
    `prestige_gain` Pres - Pres_out as believed; `exits` from `exits_of_ties`; `raided` while a talent raid runs.
    """
    sensitivity = p.autonomy_elasticity * (1.0 + p.taste_weight * (np.asarray(taste) - 0.5))
    return Motives(
        pay=-p.pay_elasticity * np.log(pay),
        compute=-p.compute_elasticity * np.log(np.maximum(compute, p.least_compute)),
        autonomy=-sensitivity * np.asarray(autonomy_gain),
        prestige=-p.prestige_elasticity * np.asarray(prestige_gain),
        exits=np.minimum(p.contagion * np.asarray(exits), p.contagion_cap),
        raid=p.raid * np.asarray(star) if raided else 0.0,
    )


def leaving_hazard(moved: Motives, p: TalentParameters) -> Floats:
    """Return the weekly hazard of each researcher, given what moves it (47)."""
    push = sum((np.asarray(part, dtype=np.float64) for part in moved), np.float64(0.0))
    return p.base_hazard / WEEKS_A_YEAR * np.exp(push)


def departures(hazard: Floats, employed: Booleans, u: Floats) -> Departures:
    """Decide who of the employed leaves this week; one `u` a place."""
    probability = np.where(employed, -np.expm1(-hazard), 0.0)
    return Departures(u < probability, probability)


def compensating_raise(autonomy_loss: float, p: TalentParameters) -> float:
    """Raise, as a share of pay, that offsets a loss of autonomy at median taste: exp(e_a*loss/e_w) - 1 (47)."""
    return math.expm1(p.autonomy_elasticity * autonomy_loss / p.pay_elasticity)
