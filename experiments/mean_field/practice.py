"""What a change of stack costs and brings, with teams held by the week in which they last moved (71, 72, I24, I52).

The dip after a change is steep and soon over, so that a mean of practice would say nothing: teams are held as shares by
stack and by the week of their last move (an age-structured population, McKendrick 1926). Everybody in a cohort has the
same practice, and whoever leaves a stack is of its cohorts in proportion.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.mechanisms import migration
from model.mechanisms.adoption import CENTRAL, LEGACY, OPTIONS
from model.parameter_set import ParameterSet

HALF = 0.5
SEVERITIES = (np.arange(400) + HALF) / 400
"""Luck of severities over which losses are averaged."""


class Loss(NamedTuple):
    """What a week costs: disruption as a share of output, and the chance of an incident to a team on the common stack."""

    disruption: float
    incident: float


class Practice:
    """Shares of teams by cohort and stack, `mass` (cohorts, 4), and the practice of each cohort in weeks (cohorts,)."""

    def __init__(self, p: ParameterSet, shares: Floats, number: int) -> None:
        self.p, self.number = p, number
        self.experience = np.array([p.start.experience])
        self.mass = shares[None].copy()

    def load(self, trials: float) -> float:
        """Return how many teams lean on support (I52): `migration_load` counts heads, of which this is the mean."""
        novices = float(self.mass[self.experience < self.p.migration.novice_weeks].sum())
        nobody = np.zeros(0)
        return self.number * novices + migration.migration_load(nobody, self.number * trials, self.p.migration)  # type: ignore[arg-type]

    def moved(self, flows: Floats) -> None:
        """Let `flows` (4, 4) of teams begin anew on other stacks."""
        on = self.mass.sum(axis=0)
        left = np.divide(flows.sum(axis=1), on, out=np.zeros(len(OPTIONS)), where=on > 0.0)
        self.mass = np.vstack([self.mass * (1.0 - np.minimum(left, 1.0)), flows.sum(axis=0)])
        self.experience = np.append(self.experience, 0.0)

    def learn(self, rate: float, mandate: float) -> None:
        """Let everybody practise for a week (71)."""
        self.experience = migration.next_experience(self.experience, rate, mandate, self.p.migration)

    def loss(self, kept: float, served: float, load: float, usable: float, festival: float, bugs: float) -> Loss:
        """Return the cost of a week (71, 72, I24); `kept` is what lobbying, claw-backs and reviews leave of output."""
        p = self.p.migration
        on_central = np.arange(len(OPTIONS)) == CENTRAL
        off_legacy = np.arange(len(OPTIONS)) != LEGACY
        made = migration.team_output(self.experience[:, None], off_legacy, 1.0, p) * kept
        made -= on_central * self.p.adoption.overload_output * (1.0 - served)
        rate = migration.incident_rate(self.experience, load, usable, festival, bugs, p)
        lost = np.repeat(self._incident_loss(rate)[:, None], len(OPTIONS), axis=1)
        disruption = migration.disruption(made.ravel(), lost.ravel(), self.mass.ravel())
        central = self.mass[:, CENTRAL]
        return Loss(disruption, float(central @ migration.hit_chance(rate) / max(central.sum(), np.finfo(float).tiny)))

    def _incident_loss(self, rate: Floats) -> Floats:
        """Return what each must expect to lose at its rate of incidents: the mean over luck of `incidents`."""
        kinds, which = np.unique(rate, return_inverse=True)
        each = np.repeat(kinds, len(SEVERITIES))
        hit = migration.incidents(each, np.zeros(len(each)), np.tile(SEVERITIES, len(kinds)), self.p.migration)
        return (hit.loss.reshape(len(kinds), -1).mean(axis=1) * migration.hit_chance(kinds))[which]
