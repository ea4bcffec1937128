"""Which candidates are released, and what does a bad release do?

Evaluators judge a candidate with error; evidence gathers while it waits, layers in series make each other's
errors rarer and reject more of the good, and what passes wrongly costs trust, brand and bugs.

(45) a layer passes true value x with p(x) = Phi_N((x - thr)/s_e); h layers in series p^h; m sponsors 1 - (1-p)^m
(I56) x ~ N(-.2 + min(dK/.25, 1), 1); s_e^2 = .3^2 + 1.8^2/(1 + weeks since submission); h = 0 passes everything
(I10, I56) bugs of a release: .9 exp(-.35h)(1 + .6 dlg); of a bad one (x < 0) 1.8 (1 + .6 dlg), K stays, the next
      candidate comes after 6 weeks, brand + .2, trust of central teams - .12

A bad release has passed all layers, so they do not thin its bugs. Sah & Stiglitz 1986, American Economic Review
76(4), 716-727. Layers' errors are independent given x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from model.parameters import parameter

Floats = NDArray[np.float64]

_SAH = "assumption: Sah & Stiglitz 1986 give the form; size tuned"
_TUNED = "assumption: tuned in a joined prototype; no published value"
_GRID_REACH = 8.0
_GRID_POINTS = 4001


@dataclass(frozen=True)
class FilterParameters:
    """Candidates, evaluators and the harm of a bad release."""

    prior_mean: float = parameter(-0.2, "sd", -0.6, 0.2, _SAH, "assumed", "mean value of a candidate without progress (I56)")
    prior_sd: float = parameter(
        1.0,
        "sd",
        0.5,
        2.0,
        "assumption: the unit of candidate value",
        "assumed",
        "spread of candidate value (I56)",
    )
    progress_scale: float = parameter(
        0.25, "K", 0.12, 0.5, _TUNED, "assumed", "capability gain worth one unit of mean value (I56)"
    )
    progress_cap: float = parameter(1.0, "sd", 0.5, 2.0, _TUNED, "assumed", "most that progress adds to mean value (I56)")
    threshold: float = parameter(
        0.0,
        "sd",
        -1.0,
        1.0,
        "assumption: an evaluator passes what looks better than nothing",
        "assumed",
        "perceived value that passes a layer (45)",
    )
    noise_floor: float = parameter(
        0.3, "sd", 0.15, 0.6, _TUNED, "assumed", "evaluation error that evidence cannot remove (I56)"
    )
    noise_fresh: float = parameter(
        1.8, "sd", 0.9, 3.6, _TUNED, "assumed", "evaluation error of a fresh candidate that evidence removes (I56)"
    )
    bugs: float = parameter(0.9, "bug index", 0.45, 1.8, _TUNED, "assumed", "bugs added by a release without review (I10)")
    bugs_found: float = parameter(0.35, "per layer", 0.175, 0.7, _TUNED, "assumed", "rate at which layers find bugs (I10)")
    bugs_delegated: float = parameter(0.6, "-", 0.3, 1.2, _TUNED, "assumed", "bugs added by full delegation, relative (I10)")
    bugs_bad: float = parameter(
        2.0, "x", 1.0, 4.0, _TUNED, "assumed", "bugs of a bad release relative to an unreviewed one (I10, I56)"
    )
    brand_damage: float = parameter(0.2, "util", 0.1, 0.7, _TUNED, "assumed", "brand loss of a bad release (I56)")
    trust_loss: float = parameter(
        0.12, "-", 0.06, 0.24, _TUNED, "assumed", "trust that central teams lose by a bad release (I56)"
    )
    recovery_weeks: float = parameter(
        6.0, "wk", 3.0, 12.0, _TUNED, "assumed", "weeks from a bad release to the next candidate (I56)"
    )


class Verdict(NamedTuple):
    """Outcome of a filter: whether it passed, the layer that refused (from 1, 0 if none), the chance it had."""

    passed: bool
    refused_by: int
    probability: float


class ReleaseEffects(NamedTuple):
    """What a release does: `bugs`, `brand_damage` and `trust_loss` are increments.

    `weeks_blocked` is the least time to the next candidate; a bad release does not change capability.
    """

    bad: bool
    bugs: float
    brand_damage: float
    trust_loss: float
    weeks_blocked: float


class Screening(NamedTuple):
    """Long-run figures of a filter: share accepted, mean value accepted per candidate, errors of both kinds."""

    accepted: float
    value: float
    good_rejected: float
    bad_accepted: float


def candidate_value(capability_gain: float, u: float, p: FilterParameters) -> float:
    """True value of a candidate that improves on the released model by `capability_gain` K (I56)."""
    progress = min(capability_gain / p.progress_scale, p.progress_cap)
    return p.prior_mean + progress + p.prior_sd * float(ndtri(u))


def evaluation_noise(weeks_since_submission: float, p: FilterParameters) -> float:
    """Standard deviation of an evaluator's error (I56)."""
    return math.sqrt(p.noise_floor**2 + p.noise_fresh**2 / (1.0 + weeks_since_submission))


def pass_probability(value: ArrayLike, noise: float, layers: int, sponsors: int = 1, threshold: float = 0.0) -> Floats:
    """Probability that a candidate of true `value` passes `layers` in series for one of `sponsors` (45)."""
    chain = ndtr((np.asarray(value, dtype=np.float64) - threshold) / noise) ** layers
    return 1.0 - (1.0 - chain) ** sponsors


def judge(value: float, weeks_since_submission: float, layers: int, u: Floats, p: FilterParameters) -> Verdict:
    """Put a candidate through the layers (45, I56).

    `u` has one number a layer, at least `layers`; an added layer can only refuse more.
    """
    noise = evaluation_noise(weeks_since_submission, p)
    single = float(ndtr((value - p.threshold) / noise))
    refusals = np.flatnonzero(u[:layers] >= single)
    return Verdict(len(refusals) == 0, int(refusals[0]) + 1 if len(refusals) else 0, single**layers)


def release_effects(value: float, layers: int, delegation: float, p: FilterParameters) -> ReleaseEffects:
    """Consequences of releasing a candidate of true `value` (I10, I56)."""
    unreviewed = p.bugs * (1.0 + p.bugs_delegated * delegation)
    if value < 0.0:
        return ReleaseEffects(True, p.bugs_bad * unreviewed, p.brand_damage, p.trust_loss, p.recovery_weeks)
    return ReleaseEffects(False, unreviewed * math.exp(-p.bugs_found * layers), 0.0, 0.0, 0.0)


def screening(mean: float, sd: float, noise: float, layers: int, sponsors: int = 1, threshold: float = 0.0) -> Screening:
    """Long-run figures of a filter over candidates x ~ N(mean, sd), good where x > 0 (45)."""
    z = np.linspace(-_GRID_REACH, _GRID_REACH, _GRID_POINTS)
    weight = np.exp(-0.5 * z * z)
    weight /= weight.sum()
    x = mean + sd * z
    passing = pass_probability(x, noise, layers, sponsors, threshold)
    good = x > 0.0
    return Screening(
        accepted=float(weight @ passing),
        value=float(weight @ (x * passing)),
        good_rejected=float(weight[good] @ (1.0 - passing[good]) / weight[good].sum()),
        bad_accepted=float(weight[~good] @ passing[~good] / weight[~good].sum()),
    )
