"""What the end of a week counts over a firm's teams, in one pass: shares of options, means by unit, the flywheel's gain."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import flywheel
from model.mechanisms.adoption import CENTRAL, OPTIONS, ROGUE, choice_share
from model.mechanisms.flywheel import FlywheelParameters
from model.state import AdoptionState


class Tally(NamedTuple):
    """Weighted shares of options (4,), of rogue teams that are known; mean trust, share of teams that wait too long for
    an answer, mean quality of the common stack (all weighted), mean worth of the options (4,); by unit (units,): share of
    the weight that is central, mean wait, mean quality of the common stack."""

    shares: Floats
    worth: Floats
    detected: float
    trust: float
    late: float
    quality_got: float
    central: Floats
    wait: Floats
    quality: Floats


def tally(state: AdoptionState, wait: Floats, latency_cost: Floats, units: int) -> Tally:
    """Count the teams; `wait` (n,) is what each has learnt to expect, `latency_cost` (n,) what it loses by slow answers.

    Units without teams count 0.
    """
    if not plain():
        (shares, worth), by_unit, detected, trust, late, quality = _tally(
            state.option, state.unit, state.weight, state.detected, state.trust, state.true_quality, state.utilities,
            wait, latency_cost, units,
        )  # fmt: skip
        return Tally(shares, worth, detected, trust, late, quality, *by_unit)
    on_central = state.option == CENTRAL
    teams = np.maximum(np.bincount(state.unit, minlength=units), 1)
    weight = np.bincount(state.unit, weights=state.weight, minlength=units)
    central = np.bincount(state.unit, weights=state.weight * on_central, minlength=units)
    return Tally(
        shares=np.bincount(state.option, weights=state.weight, minlength=len(OPTIONS)).astype(float),
        worth=np.add.reduce(state.utilities) / len(state.utilities),
        detected=float(state.weight @ ((state.option == ROGUE) & state.detected)),
        trust=float(state.weight @ state.trust),
        late=float(state.weight @ (latency_cost > 0.0)),
        quality_got=float(state.weight @ state.true_quality[:, CENTRAL]),
        central=central / np.maximum(weight, 1e-12),
        wait=np.bincount(state.unit, weights=wait, minlength=units) / teams,
        quality=np.bincount(state.unit, weights=state.true_quality[:, CENTRAL], minlength=units) / teams,
    )


def gain_of_use(
    share: float, worth: Floats, access: float, deployed: float, fresh: float, sensitivity: float, p: FlywheelParameters
) -> float:
    """Return the gain of one turn of the flywheel (79).

    `share` of teams on the common stack, `worth` (4,) of the options to teams, mean `access` to data, share of tasks
    `deployed`, `fresh` the worth of a signal, `sensitivity` of choice.
    """
    if not plain():
        return _gain(share, worth, access, deployed, sensitivity, p.edge_case_rate * fresh / p.noise**2, _settings(p))
    mean: list[float] = worth.tolist()
    own = mean[CENTRAL]

    def signals(central: float) -> float:
        return p.signals * access * (p.served_weight * central + (1.0 - p.served_weight) * deployed)

    def chosen(utility: float) -> float:
        mean[CENTRAL] = utility
        return choice_share(mean, CENTRAL, sensitivity)

    return flywheel.loop_gain_at(share, own, signals, chosen, fresh, p)


@packed
def _settings(p: FlywheelParameters) -> Floats:
    return np.array(
        [p.difference, p.signals, p.served_weight, p.drift**2, p.persistence**2, p.ceiling, flywheel.resting_precision(p)]
    )


def _step(at, difference):
    return difference * (abs(at) if at != 0.0 else 1.0)


def _resting(signals, worth, drift, kept):
    """Precision that this many signals a week sustain."""
    gained = signals * worth
    balance = 1.0 - kept + gained * drift
    return (balance + (balance**2 + 4.0 * drift * kept * gained) ** 0.5) / (2.0 * drift)


def _chosen(worth, central, sensitivity):
    """Share that chooses the common stack if it is worth `central`."""
    top = central
    for k in range(len(worth)):
        if k != CENTRAL:
            top = max(top, worth[k])
    total = 0.0
    for k in range(len(worth)):
        total += math.exp(sensitivity * ((central if k == CENTRAL else worth[k]) - top))
    return math.exp(sensitivity * (central - top)) / total


def _gain_body(share, worth, access, deployed, sensitivity, signal_worth, s):
    difference, most, served, drift, kept, ceiling, unknown = s[0], s[1], s[2], s[3], s[4], s[5], s[6]
    scale, rest = most * access, (1.0 - served) * deployed
    signals = scale * (served * share + rest)
    precision = _resting(signals, signal_worth, drift, kept)
    step = _step(precision, difference)
    quality = ceiling * (max(0.0, 1.0 - unknown / (precision + step)) - max(0.0, 1.0 - unknown / precision)) / step
    step = _step(signals, difference)
    known = (_resting(signals + step, signal_worth, drift, kept) - precision) / step
    step = _step(share, difference)
    sent = (scale * (served * (share + step) + rest) - signals) / step
    own = worth[CENTRAL]
    step = _step(own, difference)
    taken = (_chosen(worth, own + step, sensitivity) - _chosen(worth, own, sensitivity)) / step
    return quality * known * sent * taken


def _tally_body(option, unit, weight, known, trust, true_quality, utilities, wait, latency_cost, units):
    choice, detected, believed, late, got = np.zeros((2, len(OPTIONS))), 0.0, 0.0, 0.0, 0.0
    shares, worth = choice[0], choice[1]
    by_unit = np.zeros((3, units))
    central, waits, quality = by_unit[0], by_unit[1], by_unit[2]
    teams, mass = np.zeros(units), np.zeros(units)
    for i in range(len(option)):
        u = unit[i]
        shares[option[i]] += weight[i]
        believed += weight[i] * trust[i]
        got += weight[i] * true_quality[i, CENTRAL]
        if latency_cost[i] > 0.0:
            late += weight[i]
        for k in range(len(worth)):
            worth[k] += utilities[i, k]
        teams[u] += 1.0
        mass[u] += weight[i]
        waits[u] += wait[i]
        quality[u] += true_quality[i, CENTRAL]
        if option[i] == CENTRAL:
            central[u] += weight[i]
        elif option[i] == ROGUE and known[i]:
            detected += weight[i]
    for u in range(units):
        central[u] /= max(mass[u], 1e-12)
        waits[u] /= max(teams[u], 1.0)
        quality[u] /= max(teams[u], 1.0)
    for k in range(len(worth)):
        worth[k] /= len(option)
    return choice, by_unit, detected, believed, late, got


_tally = Compiled(_tally_body)
_gain = Compiled(_gain_body, _step, _resting, _chosen)
