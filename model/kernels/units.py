"""A week of the business units: GPUs they buy for themselves, data they open, what use teaches (20-23, 75, 77, I29, I33).

References are `model.mechanisms.gpu_holdings`, `data_clearing_house` and `flywheel` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.fixed import Fixed
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import data_clearing_house, flywheel, gpu_holdings
from model.mechanisms.adoption import CENTRAL
from model.mechanisms.data_clearing_house import DataParameters
from model.mechanisms.flywheel import FlywheelParameters
from model.mechanisms.gpu_holdings import GpuHoldingsParameters
from model.state import AdoptionState, DataState


def regrown_gpus(state: AdoptionState, wait: Floats, power: Floats, p: GpuHoldingsParameters) -> Floats:
    """Return the GPUs that units (units,) buy for themselves (I33); `wait` (n,) is what their teams have experienced."""
    if not plain():
        return _regrown(state.unit, wait, power, p.regrowth, p.regrowth_wait)
    waits = np.bincount(state.unit, weights=wait, minlength=len(power))
    teams = np.bincount(state.unit, minlength=len(power))
    return gpu_holdings.regrown_gpus(waits / np.maximum(teams, 1), power, p)


def opened_data(
    data: DataState, fixed: Fixed, legal: float, security: float, hub_capacity: float, p: DataParameters
) -> Floats:
    """Return access of the hub to the units' data (units,) a week later (20, I29); `legal` multiplies legal friction."""
    if not plain():
        friction = p.base_delay * data_clearing_house.control_friction(security, p)
        return _opened(
            data.access, data.share, fixed.sensitivity, fixed.hub_distance, p.legal_friction * legal, p.technical_friction,
            friction, hub_capacity / WEEKS_A_QUARTER,
        )  # fmt: skip
    time = data_clearing_house.access_time(fixed.sensitivity, fixed.hub_distance, legal, security, p)
    return data_clearing_house.access_after_week(data.access, data.share, time, hub_capacity)


def signals(
    state: AdoptionState, access: Floats, deployed: Floats, festival: bool, frozen: bool, p: FlywheelParameters
) -> Floats:
    """Return signals from the domains (units,) this week; arguments as in `flywheel.signals_per_week` (77)."""
    if not plain():
        factor = 0.0 if frozen else (p.festival_factor if festival else 1.0) * p.signals
        return _signals(state.unit, state.option, access, deployed, factor, p.served_weight)
    teams = np.bincount(state.unit, minlength=len(access))
    on_central = np.bincount(state.unit, weights=state.option == CENTRAL, minlength=len(access))
    return flywheel.signals_per_week(access, on_central / np.maximum(teams, 1), deployed, festival, frozen, p)


class Learnt(NamedTuple):
    """What a week's use leaves in the domains, all (units,): precision, quality from use, data, error."""

    precision: Floats
    quality: Floats
    stock: Floats
    error: Floats


def learn(
    precision: Floats,
    signals: Floats,
    fresh: float,
    taught: bool,
    data: DataState,
    access: Floats,
    growth: float,
    joining: float,
    fixed: Fixed,
    use: FlywheelParameters,
    p: DataParameters,
) -> Learnt:
    """Let this week's `signals` (units,) and new records become quality (75, I30, 19, 23).

    `fresh` is their worth, `growth` consent to new records (0 while a breach freezes them); not `taught` where use
    teaches nothing; `access` and `joining` as in `data_clearing_house.domain_error`.
    """
    if not plain():
        return Learnt(
            *_learn(
                precision, signals, data.stock, data.labelled, access, fixed.record_quality, fixed.similarity, taught,
                growth, 1.0 - p.complementarity * joining * data_clearing_house.data_coverage(access),
                use.edge_case_rate * fresh / use.noise**2, _settings(use, p),
            )
        )  # fmt: skip
    precision = flywheel.precision_after_week(precision, flywheel.information(signals, fresh, use), use)
    quality = flywheel.flywheel_quality(precision, use) if taught else np.zeros(len(precision))
    stock = data_clearing_house.stock_after_week(data.stock, data.labelled, growth, growth <= 0.0, p)
    usable = data_clearing_house.domain_data(access, stock, fixed.record_quality, fixed.similarity)
    coverage = data_clearing_house.data_coverage(access)
    return Learnt(precision, quality, stock, data_clearing_house.domain_error(usable, coverage, quality, joining, p))


@packed
def _settings(use: FlywheelParameters, p: DataParameters) -> Floats:
    return np.array(
        [use.persistence**2, use.drift**2, use.ceiling, flywheel.resting_precision(use), p.stock_growth, p.error_ceiling,
         p.error_floor, p.data_scale, p.data_exponent, p.flywheel_effect]
    )  # fmt: skip


def _by_unit(unit, values, units):
    """Return the mean of `values` over the teams of each unit; 0 for a unit without teams."""
    sums, teams = np.zeros(units), np.zeros(units)
    for i in range(len(unit)):
        sums[unit[i]] += values[i]
        teams[unit[i]] += 1.0
    for b in range(units):
        sums[b] /= max(teams[b], 1.0)
    return sums


def _regrown_body(unit, wait, power, regrowth, limit):
    waits = _by_unit(unit, wait, len(power))
    for b in range(len(power)):
        waits[b] = regrowth * power[b] if waits[b] > limit else 0.0
    return waits


def _opened_body(access, share, sensitivity, distance, legal, technical, friction, room):
    units = len(access)
    after, change = access.copy(), np.empty(units)
    for b in range(units):
        time = friction * (1.0 + sensitivity[b] * legal + distance[b] * technical)
        change[b] = (share[b] - access[b]) * -math.expm1(-1.0 / time)
        after[b] += min(change[b], 0.0)
    for _ in range(units):  # the largest gains first
        best = -1
        for b in range(units):
            if change[b] > 0.0 and (best < 0 or change[b] > change[best]):
                best = b
        if best < 0 or room <= 0.0:
            break
        after[best] += min(room, change[best])
        room -= change[best]
        change[best] = 0.0
    return after


def _signals_body(unit, option, access, deployed, factor, served_weight):
    use = _by_unit(unit, option == CENTRAL, len(access))
    for b in range(len(access)):
        use[b] = factor * access[b] * (served_weight * use[b] + (1.0 - served_weight) * deployed[b])
    return use


def _learn_body(
    precision, signals, stock, labelled, access, record_quality, similarity, taught, growth, joined, worth, s
):  # fmt: skip
    kept, drift, ceiling, resting, stock_growth = s[0], s[1], s[2], s[3], s[4]
    highest, floor, scale, exponent, effect = s[5], s[6], s[7], s[8], s[9]
    units = len(stock)
    learnt = np.zeros((4, units))
    known, quality, grown, error = learnt[0], learnt[1], learnt[2], learnt[3]
    for b in range(units):
        known[b] = 1.0 / (kept / precision[b] + drift) + signals[b] * worth
        if taught:
            quality[b] = ceiling * max(0.0, 1.0 - resting / known[b])
        grown[b] = stock[b] + growth * (stock[b] * stock_growth / WEEKS_A_YEAR + labelled[b])
    for d in range(units):
        usable = 0.0
        for b in range(units):
            usable += similarity[b, d] * (access[b] * grown[b] * record_quality[b])
        reducible = (highest - floor) * (1.0 + usable / scale) ** -exponent
        error[d] = floor + reducible * joined * (1.0 - effect * quality[d])
    return learnt


_regrown = Compiled(_regrown_body, _by_unit)
_opened = Compiled(_opened_body)
_signals = Compiled(_signals_body, _by_unit)
_learn = Compiled(_learn_body)
