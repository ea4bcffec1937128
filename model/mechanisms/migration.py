"""What does changing the stack cost while it lasts, and how is it driven and policed?

(71)        output dips after a change and then exceeds the old level (J-curve: Brynjolfsson, Rock & Syverson
            2021; McElheran et al. 2025); experience grows with the support a team gets
(I52)       usable support follows the universal scalability law (Gunther 1993; Brooks 1975)
(72, I23)   incidents: festival load, unripe releases and thin support multiply (Repenning & Sterman 2002)
(I24)       deprecation in waves; disruption
(73)        audits find rogue teams; amnesty turns their fine-tunes into a central asset; (29) these fade

Arrays are over teams (n); outputs are shares of a team's normal week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.clock import WEEKS_A_QUARTER
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = np.inf

_TINY = 2.0**-53
_J_CURVE = "McElheran et al. 2025 for the sign; assumption: no measurement for changes of models"
_USL = "Gunther 1993 for the form; assumption: a crew of about thirty is the largest that helps"
_RIPENESS = "assumption: a quarter of practice makes a change routine"
_SEVERITY = "assumption: makes a burnt boat cost about half the output in its worst week"
_OVERTAKEN = "assumption: two base models a year overtake a fine-tune"
_CAPABILITY_TRAP = "Repenning & Sterman 2002 for the form; assumption for the size"
_SHADOW = "KPMG & University of Melbourne 2025: 44 % use AI against policy; assumption for the size"


@dataclass(frozen=True)
class MigrationParameters:
    """Costs, risks and police of a change of stack."""

    dip: float = parameter(0.18, "share", 0.05, 0.35, _J_CURVE, "assumed", "output lost in the first week")
    dip_weeks: float = parameter(8.0, "wk", 4, 16, _J_CURVE, "assumed", "practice that ends most of the dip")
    gain: float = parameter(0.08, "share", 0, 0.2, _J_CURVE, "assumed", "output gained off legacy in the end")
    gain_weeks: float = parameter(20.0, "wk", 10, 40, _J_CURVE, "assumed", "practice that brings most of it")
    pressure_cut: float = parameter(0.5, "share", 0, 1, _CAPABILITY_TRAP, "assumed", "practice lost under a full mandate")
    crowding: float = parameter(0.02, "1/team", 0, 0.1, _USL, "assumed", "contention within the support crew")
    coordination: float = parameter(0.001, "1/team^2", 0, 0.005, _USL, "assumed", "talk within the crew")
    pilot_load: float = parameter(0.5, "teams", 0, 1, _USL, "assumed", "support a trial needs, against a change")
    practice_load: float = parameter(0.5, "-", 0.25, 1, _USL, "assumed", "load at which practice suffers")
    novice_weeks: float = parameter(12.0, "wk", 6, 26, _RIPENESS, "assumed", "practice below which a team migrates")
    incident_hazard: float = parameter(0.01, "1/wk", 0.002, 0.05, _RIPENESS, "assumed", "incidents when settled")
    severity: float = parameter(0.06, "weeks", 0.02, 0.2, _SEVERITY, "assumed", "median output lost by an incident")
    severity_spread: float = parameter(0.8, "log sd", 0.3, 1.2, _RIPENESS, "assumed", "spread of severities")
    severity_cap: float = parameter(1.0, "weeks", 0.5, 4, _RIPENESS, "assumed", "most an incident can cost")
    wave_gap: int = parameter(6, "wk", 2, 13, _RIPENESS, "assumed", "time between waves of deprecation")
    obedience: float = parameter(0.5, "share", 0.2, 0.8, _SHADOW, "assumed", "detected teams that give in")
    fine_trust: float = parameter(0.1, "share", 0.05, 0.2, _SHADOW, "assumed", "trust lost by a fine")
    fine_tune_gift: float = parameter(
        0.1, "share", 0.05, 0.2, _SHADOW, "assumed", "central fine-tune stock gained from one adopted team"
    )
    fine_tune_half: float = parameter(26.0, "wk", 13, 52, _OVERTAKEN, "assumed", "half-life of fine-tunes")


def usable_support(support: float, p: MigrationParameters) -> float:
    """Return the support (teams) left after contention and coordination within the crew (I52)."""
    others = support - 1.0
    return support / (1.0 + p.crowding * others + p.coordination * support * others)


def migration_load(experience: Floats, pilots: int, p: MigrationParameters) -> float:
    """Return how many teams lean on support: novices and a share of the `pilots` on trial (I52)."""
    return float(np.count_nonzero(experience < p.novice_weeks)) + p.pilot_load * pilots


def practice_rate(usable: float, load: float, p: MigrationParameters) -> float:
    """Return weeks of practice gained a week, 0-1, with `usable` support under `load` (I52)."""
    return usable / (usable + p.practice_load * load)


def next_experience(experience: Floats, rate: float, mandate: float, p: MigrationParameters) -> Floats:
    """Return experience (weeks) after a week; pressure of the mandate leaves less time to learn (71)."""
    return experience + rate * (1.0 - p.pressure_cut * mandate)


def team_output(experience: Floats, off_legacy: Flags, depth: float | Floats, p: MigrationParameters) -> Floats:
    """Return output, 1 being a normal week on legacy (71).

    `off_legacy` marks teams that get the gain; `depth` scales the dip of teams whose legacy sits deeper.
    """
    loss = p.dip * depth * np.exp(-experience / p.dip_weeks)
    return 1.0 - loss - off_legacy * (p.gain * np.expm1(-experience / p.gain_weeks))


def incident_rate(
    experience: Floats, load: float, usable: float, festival: float, bugs: float, p: MigrationParameters
) -> Floats:
    """Return how many incidents each team must expect this week (72, I23, I52).

    `festival` is the extra load of a festival week, 0 in others; `bugs` the stock B of the release in use.
    Only novices are exposed to thin support, peaks and bugs.
    """
    strain = (1.0 + load / usable) ** 2 * (1.0 + festival) * (1.0 + bugs)
    return p.incident_hazard * np.where(experience < p.novice_weeks, strain, 1.0)


def hit_chance(rate: Floats) -> Floats:
    """Return the chance of at least one incident in a week at a `rate` of incidents (72)."""
    return -np.expm1(-rate)


class Incidents(NamedTuple):
    """Incidents of one week."""

    hit: Flags  # teams with at least one
    loss: Floats  # output lost, in weeks


def incidents(rate: Floats, u_hit: Floats, u_severity: Floats, p: MigrationParameters) -> Incidents:
    """Draw who is hit and the lognormal loss (72).

    A team that is hit loses as much as the mean number of incidents, given that there is one, would cost: so
    the expected loss stays proportional to the rate when incidents crowd. It cannot exceed `severity_cap`.
    """
    chance = hit_chance(rate)
    hit = u_hit < chance
    loss = np.zeros(hit.shape)
    who = hit.nonzero()[0]  # few of many, often nobody
    if who.size:
        each = p.severity * np.exp(p.severity_spread * ndtri(np.maximum(u_severity[who], _TINY)))
        loss[who] = np.minimum(each * rate[who] / chance[who], p.severity_cap)
    return Incidents(hit, loss)


def disruption(output: Floats, incident_loss: Floats, weights: Floats) -> float:
    """Return the token-weighted loss of a week (I24).

    `weights` sum to 1. Teams that gained do not make up for teams that lost: continuity is what is measured.
    """
    return float(weights @ (np.maximum(0.0, 1.0 - output) + incident_loss))


def removal_weeks(order: Integers, waves: int, deadline_week: float, p: MigrationParameters) -> Floats:
    """Return the week in which each team loses legacy (I24).

    `order` is a permutation of the teams drawn once, `deadline_week` the first week of the quarter of the first
    wave (`NEVER` without a deadline).
    """
    return np.asarray(deadline_week + p.wave_gap * (order * waves // len(order)), dtype=np.float64)


def deadline_week(announced_quarter: int, quarters_ahead: int) -> int:
    """Return the week of the first wave for a deadline that many quarters after the announcement (I24)."""
    return WEEKS_A_QUARTER * (announced_quarter + quarters_ahead)


class Audit(NamedTuple):
    """What a week's audits found."""

    known: Flags  # rogue teams the firm knows of
    surrender: Flags  # teams that move to central at once
    fined: int  # teams that pay a fine
    trust_loss: Floats  # per team
    adopted: int  # fine-tunes that became a central asset


def audit(
    rogue: Flags,
    known: Flags,
    chance: float,
    amnesty: bool,
    central_open: Flags,
    u_find: Floats,
    u_obey: Floats,
    p: MigrationParameters,
) -> Audit:
    """Find rogue teams with the weekly `chance` and deal with them (73).

    Under `amnesty` they join and bring their fine-tunes; otherwise they are fined and a share obeys. Where
    `central_open` is false the gate has no room, and they stay as they are.
    """
    found = rogue & (u_find < chance)
    surrender = found & central_open & (amnesty | (u_obey < p.obedience))
    fined = found & (not amnesty)
    return Audit(
        known=(known | found) & rogue & ~surrender,
        surrender=surrender,
        fined=int(np.count_nonzero(fined)),
        trust_loss=np.where(fined, p.fine_trust, 0.0),
        adopted=int(np.count_nonzero(surrender)) if amnesty else 0,
    )


def next_fine_tune(stock: float, adopted: int, p: MigrationParameters) -> float:
    """Return the central stock of fine-tunes, 0-1: it fades with new base models and grows by gifts (29, 73)."""
    return min(1.0, stock * 2.0 ** (-1.0 / p.fine_tune_half) + p.fine_tune_gift * adopted)
