"""Does use make the product better, and how fast?

Deployments and served interactions reveal how buyers behave now. What they behave like drifts, so knowledge is
a precision that wears off: a flywheel is a flow, not a heap.

(75)  Om' = 1/(rho^2/Om + s_th^2) + information: Bayesian precision about a drifting state (Farboodi, Mihet,
      Philippon & Veldkamp 2019; Farboodi & Veldkamp 2021)
(I30) without data Om rests at Om_0 = (1 - rho^2)/s_th^2; quality q = kap max(0, 1 - Om_0/Om), in place of (76);
      information = n e_rate fresh/s_eps^2, fresh = exp(-latency/26)
(77)  n_d = 1000 a_d (.5 share of C + .5 deployed share) signals a week, tripled in festivals, 0 while frozen
(78)  velocity [K a year] = least-squares slope of quality
(79)  loop gain = (dq/dOm)(dOm*/dn)(dn/ds)(ds/dQ); a small edge is multiplied by 1/(1 - gain)
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Array = NDArray[np.float64]


_VELDKAMP = "form: Farboodi & Veldkamp 2021; size assumed"


@dataclass(frozen=True)
class FlywheelParameters:
    """Parameters of learning from use."""

    persistence: float = parameter(0.97, "1/week", 0.9, 0.995, _VELDKAMP, "assumed",
        "share of the domain's state that lasts a week (rho_s)")  # fmt: skip
    drift: float = parameter(0.15, "-", 0.05, 0.3, _VELDKAMP, "assumed",
        "standard deviation of weekly news in the domain's state (s_th)")  # fmt: skip
    noise: float = parameter(6.0, "-", 3, 12, "assumption: one case says little about the rest", "assumed",
        "standard deviation of one labelled signal (s_eps)")  # fmt: skip
    edge_case_rate: float = parameter(0.05, "-", 0.01, 0.2, "assumption: most cases repeat known ones",
        "assumed", "share of interactions that teach something")  # fmt: skip
    ceiling: float = parameter(0.6, "-", 0.3, 1.5, "assumption: learning from use removes part of the error",
        "assumed", "flywheel quality with endless data (kap)")  # fmt: skip
    staleness: float = parameter(26.0, "weeks", 13, 52,
        "assumption: half a year from label to release is stale", "assumed",
        "release latency at which a label has lost 63 % of its worth")  # fmt: skip
    signals: float = parameter(1000.0, "1/week", 500, 2000, "assumption: unit of information",
        "assumed", "signals from a fully cleared, fully central, fully automated domain")  # fmt: skip
    served_weight: float = parameter(0.5, "-", 0, 1, "assumption: served and executed cases teach alike",
        "assumed", "weight of served interactions, the rest being executed tasks")  # fmt: skip
    festival_factor: float = parameter(3.0, "-", 1, 10, "assumption: part of the festival peak is new cases",
        "assumed", "signals in a festival week, as a multiple")  # fmt: skip
    difference: float = parameter(0.01, "-", 0.001, 0.05, "assumption: small against curvature", "assumed",
        "relative step of the finite differences of the loop gain")  # fmt: skip


def resting_precision(p: FlywheelParameters) -> float:
    """Return the precision that remains without data, Om_0 (I30): the inverse variance of the state itself."""
    return (1.0 - p.persistence**2) / p.drift**2


def signals_per_week(
    access: Array, central_share: Array, deployed: Array, festival: bool, frozen: bool, p: FlywheelParameters
) -> Array:
    """Return signals from each domain a week (B,) (77, I30).

    `access` of the hub, `central_share` of the unit's teams on the common stack and mean `deployed` share of the
    domain's tasks are in [0, 1] (B,); `frozen` says that a breach has stopped the flow.
    """
    if frozen:
        return np.zeros_like(access)
    use = p.served_weight * central_share + (1.0 - p.served_weight) * deployed
    return (p.festival_factor if festival else 1.0) * p.signals * access * use


def freshness(latency: float, p: FlywheelParameters) -> float:
    """Return the worth of a label that reaches the product after `latency` weeks, in [0, 1]."""
    return math.exp(-latency / p.staleness)


def information(signals: Array | float, fresh: float, p: FlywheelParameters) -> Array | float:
    """Return precision gained in a week from `signals` a week (I30)."""
    return signals * (p.edge_case_rate * fresh / p.noise**2)


def precision_after_week(precision: Array, gained: Array | float, p: FlywheelParameters) -> Array:
    """Return precision a week later: what survives drift plus what was `gained` (75)."""
    return 1.0 / (p.persistence**2 / precision + p.drift**2) + gained


def stationary_precision(gained: Array | float, p: FlywheelParameters) -> Array | float:
    """Return the precision that a constant weekly gain sustains: the positive root of (75) at rest."""
    news, kept = p.drift**2, p.persistence**2
    balance = 1.0 - kept + gained * news
    return (balance + (balance**2 + 4.0 * news * kept * gained) ** 0.5) / (2.0 * news)


def flywheel_quality(precision: Array | float, p: FlywheelParameters) -> Array:
    """Return quality from use of each domain, 0 without data, `ceiling` with endless data (I30)."""
    return p.ceiling * np.maximum(0.0, 1.0 - resting_precision(p) / precision)


def velocity(history: Array) -> float:
    """Return the least-squares slope of weekly values in K a year, 0 for fewer than two (78).

    Pass the last 13 values for the quarter's velocity, the last 52 for the year's.
    """
    return float(velocities(history))


def velocities(history: Array) -> Array:
    """Return the velocity of each column of weekly values (weeks, ...) (78)."""
    weeks = len(history)
    if weeks < 2:
        return np.zeros(history.shape[1:])
    return _centred(weeks) @ history * (WEEKS_A_YEAR * 12 / (weeks * (weeks**2 - 1)))


@lru_cache(maxsize=WEEKS_A_YEAR + 1)
def _centred(weeks: int) -> Array:
    """Return the numbers of that many weeks around 0."""
    centred = np.arange(weeks, dtype=np.float64) - (weeks - 1) / 2
    centred.flags.writeable = False
    return centred


def relative_velocity(own: float, rivals: Array) -> float:
    """Return own velocity minus that of the fastest rival, K a year; own if there is none (78)."""
    return own - float(rivals.max()) if rivals.size else own


def local_slope(function: Callable[[float], float], at: float, p: FlywheelParameters) -> float:
    """Return the derivative of `function` by one forward difference (relative, absolute at 0)."""
    step = p.difference * (abs(at) or 1.0)
    return (function(at + step) - function(at)) / step


def loop_gain(quality_slope: float, precision_slope: float, signal_slope: float, share_slope: float) -> float:
    """Return the product of the four local slopes dq/dOm, dOm*/dn, dn/ds, ds/dQ (79)."""
    return quality_slope * precision_slope * signal_slope * share_slope


def loop_gain_at(
    share: float,
    utility: float,
    signals_of_share: Callable[[float], float],
    share_of_utility: Callable[[float], float],
    fresh: float,
    p: FlywheelParameters,
) -> float:
    """Return the loop gain at the current state by four finite differences (79).

    `signals_of_share` maps the central share to signals a week, `share_of_utility` the utility of the central
    stack to the share that chooses it; precision is taken at rest under the present signals.
    """

    def resting(signals: float) -> float:
        return float(stationary_precision(information(signals, fresh, p), p))

    def quality(precision: float) -> float:
        return float(flywheel_quality(precision, p))

    signals = signals_of_share(share)
    return loop_gain(
        local_slope(quality, resting(signals), p),
        local_slope(resting, signals, p),
        local_slope(signals_of_share, share, p),
        local_slope(share_of_utility, utility, p),
    )


def amplification(gain: float) -> float:
    """Return the factor by which the loop multiplies a small edge, infinite from gain 1 on (79)."""
    return 1.0 / (1.0 - gain) if gain < 1.0 else math.inf
