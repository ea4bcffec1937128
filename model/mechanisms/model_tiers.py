"""How many sizes of the base model should there be?

One large model is too slow for some teams and wasted on others; each further size is distilled, reviewed and
staffed. Teams take the size that suits them (product lines: Mussa & Rosen 1978).

(I54) team i takes the tier j = 0..n-1 minimising .6 latn_i 10^(-.12 j) + .3 j w_i (1 - latn_i)^2 [util]; its fit
      is that minimum relative to three tiers. Load of tier j: 300 C share_j 10^(-.15 j) instances. Frontier GPUs
      shrink by 3 % a tier, release work grows by a quarter of that of one tier.
(I16) latency without waiting falls by 10^(-.12) a tier
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

_TIER = "assumption: tuned so that the best number of tiers is interior"


@dataclass(frozen=True)
class TierParameters:
    """Parameters of the sizes of the base model."""

    latency_weight: float = parameter(0.6, "util", 0.3, 1.2, _TIER, "assumed",
        "disutility of the largest tier to the team that needs speed most")  # fmt: skip
    speed: float = parameter(0.12, "log10", 0.06, 0.24, _TIER, "assumed", "fall of latency a tier")  # fmt: skip
    quality: float = parameter(0.3, "util", 0.15, 0.6, _TIER, "assumed",
        "loss of quality a tier to the team that needs reasoning most")  # fmt: skip
    saving: float = parameter(0.15, "log10", 0.075, 0.3, _TIER, "assumed", "fall of compute a tier")  # fmt: skip
    reference_tiers: int = parameter(3, "tiers", 2, 4, "assumption: large, medium, small", "assumed",
        "number of tiers relative to which need and fit are stated")  # fmt: skip
    full_instances: float = parameter(300.0, "instances", 150, 600, "assumption: 60 at an adoption of .2",
        "assumed", "busy instances if every team were on the common stack")  # fmt: skip
    training: float = parameter(0.03, "-", 0.015, 0.06, _TIER, "assumed",
        "share of frontier GPUs that distilling one more tier takes")  # fmt: skip
    release: float = parameter(0.25, "-", 0.125, 0.5, _TIER, "assumed",
        "release work one more tier adds, relative to a single tier")  # fmt: skip


class TierChoice(NamedTuple):
    """Tier of each team (0 the largest) and its disutility in utils, both (teams,)."""

    tier: Indices
    disutility: Array


def tier_choice(latency_need: Array, quality_weight: Array, tiers: int, p: TierParameters) -> TierChoice:
    """Return the tier that fits each team best among `tiers` (I54); `latency_need` is in [0, 1]."""
    steps = np.arange(tiers)
    slow = p.latency_weight * np.multiply.outer(latency_need, 10.0 ** (-p.speed * steps))
    weak = np.multiply.outer(p.quality * quality_weight * (1.0 - latency_need) ** 2, steps)
    disutility = slow + weak
    tier = disutility.argmin(axis=1)
    return TierChoice(tier, disutility.min(axis=1))


def tier_fit(chosen: TierChoice, reference: TierChoice) -> Array:
    """Return utils that each team gains over the reference number of tiers (I54); enters Q_iC."""
    return reference.disutility - chosen.disutility


def tier_shares(tier: Indices, weight: Array, tiers: int) -> Array:
    """Return the share of weighted work on each tier (tiers,); zeros if there is no work."""
    work = np.bincount(tier, weights=weight, minlength=tiers).astype(np.float64)
    total = work.sum()
    return work / total if total > 0 else work


def tier_loads(adoption: float, shares: Array, p: TierParameters) -> Array:
    """Return busy instances of each tier (tiers,) (I54); smaller models need less compute for the same work."""
    return p.full_instances * adoption * shares * np.power(10.0, -p.saving * np.arange(len(shares)))


def relative_latency(tiers: int, p: TierParameters) -> Array:
    """Return latency of each tier without waiting, relative to the largest (tiers,) (I16)."""
    return np.power(10.0, -p.speed * np.arange(tiers))


def frontier_gpu_factor(tiers: int, p: TierParameters) -> float:
    """Return the factor on frontier GPUs after distilling `tiers`, 1 at the reference (I54)."""
    return 1.0 - p.training * (tiers - p.reference_tiers)


def release_work_factor(tiers: int, p: TierParameters) -> float:
    """Return the factor on release items in the approval queue, 1 at the reference number of tiers (I54)."""
    return (1.0 + p.release * (tiers - 1)) / (1.0 + p.release * (p.reference_tiers - 1))
