"""Data and the flywheel of one mean unit (M13, and of M3 what the unit's head and the hub do).

The mean unit has mean records, mean sensitivity and a mean part of the hub's capacity. Records of others are useful to
it by the mean similarity; what every unit holds is what it holds itself.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from experiments.mean_field.given import Given
from experiments.mean_field.serving import Domain
from model.arrays import Floats
from model.clock import closes_quarter
from model.fixed import Fixed
from model.mechanisms import data_breach, data_clearing_house, event_effects, flywheel
from model.parameter_set import ParameterSet
from model.sources import column


class Use:
    """The mean unit's data: `access` of the hub, records in `stock` (Gtx), `error`, `quality` from use; all (1,)."""

    def __init__(self, p: ParameterSet, fixed: Fixed) -> None:
        self.p = p
        self.units = len(fixed.unit_keys)
        self.sensitivity = _mean(fixed.sensitivity)
        self.hub_distance = _mean(fixed.hub_distance)
        self.record_quality = _mean(fixed.record_quality)
        self.similarity = _mean(fixed.similarity.sum(axis=0))[None]
        self.stock = _mean(column("data_stock", "units"))
        self.access = _mean(column("access", "units"))
        self.precision = np.array([p.start.precision])
        self.quality = flywheel.flywheel_quality(self.precision, p.flywheel)
        self.error = self.start_error = self._error(1.0)
        self.reported = self.access.copy()

    @property
    def domain(self) -> Domain:
        """What the mean domain is worth to the common stack."""
        cut = (self.start_error - self.error) / self.start_error
        return Domain(float(cut[0]), float(self.quality[0]))

    def open(self, seen: Given, benefit: float, adoption: float) -> None:
        """Let the head settle what it shares, and the hub open it (20, 21); `benefit` of the common stack in util."""
        desk, p = seen.levers.data, self.p.data_clearing_house
        worth = data_clearing_house.sharing_worth(
            benefit=np.array([benefit]), neighbours=self.reported, sensitivity=self.sensitivity,
            dependence=np.array([adoption]), mandate=desk.sharing_mandate, security=desk.security, p=p,
        )  # fmt: skip
        share = data_clearing_house.sharing_willingness(worth, self._consent(seen))
        legal = data_breach.legal_multiplier(int(seen.legal), self.p.data_breach) * seen.effects.legal
        time = data_clearing_house.access_time(self.sensitivity, self.hub_distance, legal, desk.security, p)
        self.access = data_clearing_house.access_after_week(self.access, share, time, desk.hub_capacity / self.units)

    def breach(self) -> None:
        """Let records leak: units withdraw (I51)."""
        pooled = data_clearing_house.pooled_share(self.access, self.stock)
        self.access = data_breach.breach_aftermath(self.access, self.sensitivity, pooled, self.p.data_breach).access

    def learn(self, seen: Given, adoption: float) -> None:
        """Let a week of use become data, quality and a lower error (75, 77, 19, 22, 23)."""
        p, use = self.p.data_clearing_house, self.p.flywheel
        signals = flywheel.signals_per_week(
            self.access, np.array([adoption]), np.array([seen.deployed]), seen.festival > 0.0, seen.frozen, use
        )
        gained = flywheel.information(signals, flywheel.freshness(seen.latency, use), use)
        self.precision = flywheel.precision_after_week(self.precision, gained, use)
        self.quality = flywheel.flywheel_quality(self.precision, use)
        labelled = np.array([seen.labelled])
        self.stock = data_clearing_house.stock_after_week(self.stock, labelled, self._consent(seen), seen.frozen, p)
        self.error = self._error(seen.effects.joining)
        if closes_quarter(seen.week):
            self.reported = self.access.copy()

    def _consent(self, seen: Given) -> float:
        return event_effects.consent(seen.effects.consent_cut, seen.levers.data.security, self.p.event_effects)

    def _error(self, joining: float) -> Floats:
        p = self.p.data_clearing_house
        usable = data_clearing_house.domain_data(self.access, self.stock, self.record_quality, self.similarity)
        coverage = data_clearing_house.data_coverage(self.access)
        return data_clearing_house.domain_error(usable, coverage, self.quality, joining, p)


def _mean(values: ArrayLike) -> Floats:
    """Return the mean over units (1,)."""
    return np.array([float(np.mean(np.asarray(values, dtype=np.float64)))])
