"""What the end of a week counts over a firm's teams, in one pass: shares of options, and means by unit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.kernels.compiling import Compiled, plain
from model.mechanisms.adoption import CENTRAL, OPTIONS, ROGUE
from model.state import AdoptionState


class Tally(NamedTuple):
    """Weighted shares of options (4,), of rogue teams that are known, mean trust; by unit (units,): share of the
    weight that is central, mean wait, mean quality of the common stack."""

    shares: Floats
    detected: float
    trust: float
    central: Floats
    wait: Floats
    quality: Floats


def tally(state: AdoptionState, wait: Floats, units: int) -> Tally:
    """Count the teams; `wait` (n,) is what each has learnt to expect. Units without teams count 0."""
    if not plain():
        shares, detected, trust, by_unit = _tally(
            state.option, state.unit, state.weight, state.detected, state.trust, state.true_quality, wait, units
        )
        return Tally(shares, detected, trust, *by_unit)
    on_central = state.option == CENTRAL
    teams = np.maximum(np.bincount(state.unit, minlength=units), 1)
    weight = np.bincount(state.unit, weights=state.weight, minlength=units)
    central = np.bincount(state.unit, weights=state.weight * on_central, minlength=units)
    return Tally(
        shares=np.bincount(state.option, weights=state.weight, minlength=len(OPTIONS)).astype(float),
        detected=float(state.weight @ ((state.option == ROGUE) & state.detected)),
        trust=float(state.weight @ state.trust),
        central=central / np.maximum(weight, 1e-12),
        wait=np.bincount(state.unit, weights=wait, minlength=units) / teams,
        quality=np.bincount(state.unit, weights=state.true_quality[:, CENTRAL], minlength=units) / teams,
    )


def _tally_body(option, unit, weight, known, trust, true_quality, wait, units):
    shares, detected, believed = np.zeros(len(OPTIONS)), 0.0, 0.0
    by_unit = np.zeros((3, units))
    central, waits, quality = by_unit[0], by_unit[1], by_unit[2]
    teams, mass = np.zeros(units), np.zeros(units)
    for i in range(len(option)):
        u = unit[i]
        shares[option[i]] += weight[i]
        believed += weight[i] * trust[i]
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
    return shares, detected, believed, by_unit


_tally = Compiled(_tally_body)
