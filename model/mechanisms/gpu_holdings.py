"""Who holds the GPUs, and what moves them between the pool and the business units?

A firm's GPUs (H100 equivalents) are one pool, shared by the layers frontier, cloud and ecosystem and a reserve,
plus clusters that business units own.

- (9) pool = frontier + free research + cloud + ecosystem + reserve + what idles; burst capacity, frontier and reserve
  together, is read in the ledger of GPUs: a run takes the frontier layer (I4), the reserve serves (I13)
- (10) concentration HHI = sum of squared shares of pool and unit clusters
- (I4, I53) G_F = (s_F - share of free research) x pool, at most the imported chips: own chips do not train
- (I33) a claw-back at rate x moves x G_b once a quarter; unit clusters regrow where the unit's teams wait long
- shadow price of the frontier layer = value of K x gain of log10 throughput from some GPUs more

Indivisible projects need one owner of the pool (Stein 1997); units hoard what they fear to lose (Scharfstein &
Stein 2000). No dataset counts hidden clusters: their regrowth is assumed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]

_MOVING = "assumption: talks and migration take four to ten weeks"
_REGROWTH = "assumption: .4 % a week of the 12 000 GPUs units hold at first"
_PATIENCE = "assumption: half a quarter of waiting exhausts patience"
_VALUE = "assumption: a tenth of K is worth a fifth of a quarter's cloud revenue"
_BLOCK = "assumption: the smallest block that layers bargain over"
_LEAD = "usual lead time of accelerators under shortage, see model/data/constants.csv"
_REWIRING = "assumption: smaller moves are hidden in the daily work of the clusters"


@dataclass(frozen=True)
class GpuHoldingsParameters:
    """How GPUs move between pool and units, and what they are worth."""

    lead_weeks: int = parameter(26, "wk", 13, 52, _LEAD, "expert", "weeks from an order of GPUs to its delivery")
    large_move: float = parameter(
        0.05,
        "share of the pool",
        0,
        0.2,
        _REWIRING,
        "assumed",
        "change of a layer's share beyond which what moves idles a week",
    )
    claw_back_week: int = parameter(6, "week", 4, 10, _MOVING, "assumed", "week of a quarter of a claw-back")
    regrowth: float = parameter(
        48,
        "GPU/wk",
        0,
        96,
        _REGROWTH,
        "assumed",
        "GPUs all units buy for themselves in a week if all wait too long",
    )
    regrowth_wait: float = parameter(
        6, "wk", 3, 12, _PATIENCE, "assumed", "experienced wait above which a unit buys GPUs of its own"
    )
    capability_value: float = parameter(
        6000, "RMB M/K", 3000, 12_000, _VALUE, "assumed", "money value of capability to the frontier layer"
    )
    shadow_step: float = parameter(
        100, "GPU", 10, 1000, _BLOCK, "assumed", "GPUs added in the finite difference of a shadow price"
    )


def training_gpus(pool: float, frontier_share: float, research_share: float, own_chips: float = 0.0) -> float:
    """Return G_F in GPUs (I4, I53): the frontier share less free research GPUs, at most the imported chips.

    `pool` counts own chips at their import equivalent, `own_chips` of them; the shares are of the pool.
    """
    return max(0.0, min(pool * (frontier_share - research_share), pool - own_chips))


def concentration(pool: float, unit_gpus: Floats) -> float:
    """Return the Herfindahl index of pool and unit clusters (10): 1 for one owner, 0 where there is no GPU."""
    total = pool + float(unit_gpus.sum())
    if total <= 0:
        return 0.0
    return (pool * pool + float(unit_gpus @ unit_gpus)) / (total * total)


def clawed_back(unit_gpus: Floats, rate: float) -> Floats:
    """Return the GPUs every unit gives to the pool at `rate` (I33); due in week `claw_back_week` of a quarter."""
    return rate * unit_gpus


def regrown_gpus(unit_wait: Floats, power: Floats, p: GpuHoldingsParameters) -> Floats:
    """Return the GPUs each unit buys for itself this week (I33), hidden until audited.

    `unit_wait` is the mean experienced wait of the unit's teams (weeks), `power` its political weight, summing
    to 1; both of shape (units,), as is the result.
    """
    return p.regrowth * power * (unit_wait > p.regrowth_wait)


def frontier_shadow_price(throughput: float, larger_throughput: float, p: GpuHoldingsParameters) -> float:
    """Return what one more GPU is worth to the frontier layer (RMB M).

    The arguments are weekly FLOP of the present training cluster and of one larger by `shadow_step`; infinite
    where there is no cluster yet, 0 where more GPUs slow it.
    """
    if larger_throughput <= throughput:
        return 0.0
    if throughput <= 0:
        return math.inf
    return p.capability_value * math.log10(larger_throughput / throughput) / p.shadow_step


def shadow_price_dispersion(prices: Sequence[float]) -> float:
    """Return the coefficient of variation of the layers' shadow prices: 0 where no GPU would rather move,
    infinite where a layer has no GPU yet and wants one."""
    values = np.asarray(prices, dtype=float)
    if np.isinf(values).any():
        return math.inf
    mean = float(values.mean())
    return float(values.std()) / mean if mean > 0 else 0.0
