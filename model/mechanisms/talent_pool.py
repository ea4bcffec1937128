"""What do teams produce, who replaces those who left, and how dense is talent?

The product of a group is as strong as its weakest links; a star who leaves takes more than the own output, and
a place stays empty until an offer is accepted and notice is served.

(49) y_g = k_g (prod q_i)^(1/n_g) n_g^lam_n (1 + bonus*stars), times (1 - .065) for each star exit of 52 weeks
(50) offers accepted ~ open slots * Pres * w/w_out; skill LogN(0, sd); arrival after 8-16 weeks; a leaver goes to
     the market with probability .5, in proportion to pull, and raises a rival's A by d_leak
(51) talent density = skill of stars employed / the same at start

Pull = max(floor, 1 + Pres - Pres_out) * w/w_out, so that a firm of usual prestige and pay has pull 1.
O-ring production: Kremer 1993, doi:10.2307/2118400; loss of a star: Azoulay, Graff Zivin & Wang 2010,
doi:10.1162/qjec.2010.125.2.549; what stars take along: Groysberg 2010, "Chasing Stars".
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

QUARTERS_PER_YEAR = 4.0

_SIZE = "assumption: sign from the literature, size chosen"


@dataclass(frozen=True)
class TalentPoolParameters:
    """Skills, team production and hiring."""

    skill_sd: float = parameter(
        0.6,
        "log",
        0.4,
        0.9,
        "assumption: the best tenth is at least twice as able as the median",
        "assumed",
        "spread of log skill (50)",
    )
    stars: int = parameter(
        12, "researchers", 4, 24, "assumption: the top decile of 112", "assumed", "number of stars at start (51)"
    )
    size_exponent: float = parameter(0.7, "-", 0.5, 1.0, _SIZE, "assumed", "lam_n: output per log size of a group (49)")
    star_bonus: float = parameter(0.1, "per star", 0.0, 0.3, _SIZE, "assumed", "output that each star adds to a group (49)")
    star_shadow: float = parameter(
        0.065,
        "share of output",
        0.05,
        0.08,
        "Azoulay, Graff Zivin & Wang 2010: collaborators lose 5-8 %",
        "measured",
        "output that co-workers lose after the exit of a star (49)",
    )
    shadow_weeks: int = parameter(
        52,
        "wk",
        26,
        104,
        "assumption: a year, after which a group has found others to work with",
        "assumed",
        "how long the loss of a star is felt (49)",
    )
    offers: float = parameter(
        0.15,
        "1/wk per slot",
        0.05,
        0.4,
        "assumption: a slot stays open for about seven weeks where the firm is attractive",
        "assumed",
        "rate at which an open slot is filled at pull 1 (50)",
    )
    least_pull: float = parameter(
        0.1,
        "-",
        0.0,
        0.3,
        "assumption: pay alone brings some applicants",
        "assumed",
        "pull of a firm without any prestige (50)",
    )
    shortest_notice: float = parameter(
        8.0,
        "wk",
        4.0,
        12.0,
        "assumption: two to four months of notice, usual for senior posts",
        "assumed",
        "least time from acceptance to arrival (50)",
    )
    longest_notice: float = parameter(
        16.0,
        "wk",
        12.0,
        26.0,
        "assumption: two to four months of notice, usual for senior posts",
        "assumed",
        "longest time from acceptance to arrival (50)",
    )
    market_share: float = parameter(
        0.5,
        "-",
        0.25,
        1.0,
        "assumption: half of the leavers stay in this market, the others go abroad or found firms",
        "assumed",
        "probability that a leaver goes to a firm of this market (50)",
    )
    leak: float = parameter(
        0.01, "log A", 0.005, 0.02, _SIZE, "assumed", "d_leak: rise of a rival's log A by one leaver (50)"
    )


def draw_skill(u: ArrayLike, p: TalentPoolParameters) -> Floats:
    """Skill of newcomers, lognormal with median 1 (50)."""
    return np.exp(p.skill_sd * ndtri(u))


def star_threshold(skill: Floats, p: TalentPoolParameters) -> float:
    """Skill from which a researcher counts as a star: that of the least of the stars at start (51)."""
    return float(np.sort(skill)[-p.stars])


def group_outputs(
    skill: Floats,
    employed: Booleans,
    star: Booleans,
    group: Integers,
    star_exits: ArrayLike,
    p: TalentPoolParameters,
) -> Floats:
    """Output of each group, in members of skill 1 raised to lam_n (49).

    One entry a place in `skill`, `employed`, `star` and `group`; `star_exits` counts each group's star
    exits of the last `shadow_weeks`. An empty group produces nothing.
    """
    exits = np.asarray(star_exits, dtype=np.float64)
    groups = len(exits)
    size = np.bincount(group, weights=employed, minlength=groups)
    log_skill = np.bincount(group, weights=np.where(employed, np.log(skill), 0.0), minlength=groups)
    stars = np.bincount(group, weights=employed & star, minlength=groups)
    weakest_link = np.exp(log_skill / np.maximum(size, 1.0))
    shadow = (1.0 - p.star_shadow) ** exits
    return weakest_link * size**p.size_exponent * (1.0 + p.star_bonus * stars) * shadow


def pull(prestige_gain: ArrayLike, pay: ArrayLike, p: TalentPoolParameters) -> Floats:
    """Attraction of employers: usual prestige and pay give 1 (50).

    `prestige_gain` is Pres - Pres_out, `pay` relative to outside pay.
    """
    return np.maximum(p.least_pull, 1.0 + np.asarray(prestige_gain)) * np.asarray(pay)


def filled_slots(open_slots: Booleans, attraction: float, u: Floats, p: TalentPoolParameters) -> Booleans:
    """Open slots whose offer is accepted this week (50); one `u` a place, `attraction` from `pull`."""
    return open_slots & (u < -math.expm1(-p.offers * attraction))


def notice_weeks(u: ArrayLike, p: TalentPoolParameters) -> Floats:
    """Weeks from acceptance to arrival, uniform (50)."""
    return p.shortest_notice + (p.longest_notice - p.shortest_notice) * np.asarray(u, dtype=np.float64)


def destinations(firms: Floats, rivals: Floats, u: Floats, p: TalentPoolParameters) -> tuple[Floats, Integers]:
    """How many leavers go to each of the other firms and to each rival (50); the rest leave the market.

    `firms` and `rivals` are the pulls of those that may hire; one `u` a leaver, who stands for ten people. Luck draws
    whether they go to a rival or to firms; over the firms they divide by pull.
    """
    together = float(np.add.reduce(firms))
    bounds = np.cumsum([together, *rivals])
    if bounds[-1] <= 0.0:
        return np.zeros(len(firms)), np.zeros(len(rivals), dtype=np.int64)
    place = np.searchsorted(bounds[:-1] / bounds[-1], u[u < p.market_share] / p.market_share, side="right")
    counts = np.bincount(place, minlength=len(bounds))
    return firms * (counts[0] / together) if together > 0.0 else np.zeros(len(firms)), counts[1:]


def talent_density(skill: Floats, employed: Booleans, star: Booleans, reference: float) -> float:
    """Skill of the stars employed over that of the stars at start (51)."""
    return float(skill[employed & star].sum()) / reference


def annual_attrition(exits_of_quarter: float, employed: float) -> float:
    """Yearly attrition from the exits of 13 weeks."""
    return QUARTERS_PER_YEAR * exits_of_quarter / employed if employed > 0 else 0.0
