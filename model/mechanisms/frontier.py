"""Where does the frontier stand, and where does a firm stand against it?

One ruler measures every model: capability K (a decade of effective training compute, zero at 1e24 FLOP; Ruan,
Maddison & Hashimoto 2024 find benchmarks linear in it up to a sigmoid).

- K = log10(C_eff / 1e24 FLOP), C_eff = compute x algorithmic efficiency A
- kdot = log10(g_C g_A) K a year; K_F(t) = K_F0 + kdot t/52; A_F(t) = g_A^(t/52)
  (Pilz et al. 2025 for g_C, Ho et al. 2024 for g_A)
- (I5) K_lab = K_base + psi log10(A/A_base) + contributions: algorithms found between runs reach the product by
  post-training; a finished run or the best open weights may become the new base; a candidate is made when the
  lab is ahead of the product by a margin
- multi-modal work lags: d lag/dt = (.4 - 1.2 s_F)/52 in [0, .6], K_mm = K - lag
- V_F = .7 (K - K_F) + .3 (K_mm - K_F), what the frontier layer wants
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

RULER_ZERO = 1e24  # FLOP at capability 0: the definition of the ruler's origin
MONTHS_A_YEAR = 12.0


_LEADING = "Pilz et al. 2025, arXiv 2504.16026: leading clusters 2.5 (2.2-2.9); single runs 4-5"
_HALVING = "Ho et al. 2024, arXiv 2403.05812: halving in 8 months (5-14)"
_CLASS = "4e25 FLOP: Llama 3.1 405B, Dubey et al. 2024, arXiv 2407.21783"
_POST_TRAINING = "assumption: most, not all, algorithmic gains can be added after pre-training"
_NOISE = "assumption: smaller gains are lost in the noise of evaluation"
_MODAL = "assumption: a frontier share of a third holds the lag; open parts bound it"
_TEXT = "assumption: most of a lab's standing comes from text and reasoning"


@dataclass(frozen=True)
class FrontierParameters:
    """How fast the frontier moves, and how a lab's work between runs becomes capability."""

    compute_growth: float = parameter(
        2.5, "x/yr", 1, 9, _LEADING, "measured", "yearly growth of the compute of frontier runs"
    )
    algorithm_growth: float = parameter(
        2.83, "x/yr", 1, 5, _HALVING, "measured", "yearly growth of algorithmic efficiency at the frontier"
    )
    start_capability: float = parameter(1.60, "K", 1.2, 2.2, _CLASS, "derived", "capability of the frontier at week 0")
    post_training: float = parameter(
        0.7, "-", 0.35, 1.4, _POST_TRAINING, "assumed", "share of algorithmic gains that post-training delivers"
    )
    candidate_margin: float = parameter(
        0.03, "K", 0, 0.1, _NOISE, "assumed", "lead of lab over product that makes a candidate"
    )
    modal_drift: float = parameter(
        0.4, "K/yr", 0.2, 0.8, _MODAL, "assumed", "growth of the multi-modal lag without frontier compute"
    )
    modal_relief: float = parameter(
        1.2, "K/yr", 0.6, 2.4, _MODAL, "assumed", "fall of that growth per unit of frontier share"
    )
    modal_lag_max: float = parameter(0.6, "K", 0.3, 1.2, _MODAL, "assumed", "largest multi-modal lag")
    text_weight: float = parameter(
        0.7, "-", 0.5, 1, _TEXT, "assumed", "weight of text in the frontier layer's objective, rest multi-modal"
    )


class Base(NamedTuple):
    """The model post-training builds on: its capability (K), the algorithms in it (A), whether it is new."""

    capability: float
    algorithms: float
    changed: bool


def capability_of_compute(effective_flop: float) -> float:
    """Return K of effective training compute in FLOP; minus infinity for none."""
    return math.log10(effective_flop / RULER_ZERO) if effective_flop > 0 else -math.inf


def compute_of_capability(capability: float, algorithms: float = 1.0) -> float:
    """Return the physical FLOP that reach `capability` with algorithms of efficiency `algorithms` (52)."""
    return RULER_ZERO * 10.0**capability / algorithms


def kdot(p: FrontierParameters) -> float:
    """Return the frontier's speed in K a year."""
    return math.log10(p.compute_growth * p.algorithm_growth)


def halving_months(growth: float) -> float:
    """Return the months in which a quantity that falls `growth`-fold a year halves; infinite at growth 1."""
    return MONTHS_A_YEAR * math.log(2.0) / math.log(growth) if growth > 1 else math.inf


def frontier_capability(week: float, p: FrontierParameters, algorithm_jump: float = 1.0) -> float:
    """Return K_F at `week`; `algorithm_jump` is the product of architecture gains taken up so far."""
    return p.start_capability + kdot(p) * week / WEEKS_A_YEAR + math.log10(algorithm_jump)


def frontier_algorithms(week: float, p: FrontierParameters, algorithm_jump: float = 1.0) -> float:
    """Return A_F at `week`, 1 at week 0 (shifted by architecture gains as in `frontier_capability`)."""
    return p.algorithm_growth ** (week / WEEKS_A_YEAR) * algorithm_jump


def months_behind(gap: float, yearly_growth: float) -> float:
    """Turn a gap in K into months at `yearly_growth` K a year; infinite behind a frontier that stands still."""
    if yearly_growth <= 0:
        return math.copysign(math.inf, gap) if gap else 0.0
    return MONTHS_A_YEAR * gap / yearly_growth


def lab_capability(
    base_capability: float, base_algorithms: float, algorithms: float, contributions: float, p: FrontierParameters
) -> float:
    """Return K_lab (I5): the base, what post-training adds since, and K gained from outside contributions."""
    return base_capability + p.post_training * math.log10(algorithms / base_algorithms) + contributions


def base_after_run(
    base: Base, run_capability: float, run_algorithms: float, algorithms: float, p: FrontierParameters
) -> Base:
    """Choose between the old base and a finished run (I5).

    `run_algorithms` is A at the start of the run: what was found during it is still to be added, so the two are
    compared as post-trained today. A run below the old base plus its post-training does not displace it, which
    keeps K_lab from falling.
    """
    old = lab_capability(base.capability, base.algorithms, algorithms, 0.0, p)
    new = lab_capability(run_capability, run_algorithms, algorithms, 0.0, p)
    return Base(run_capability, run_algorithms, True) if new > old else base._replace(changed=False)


def base_on_open_weights(
    base: Base,
    open_capability: float,
    fitting_loss: float,
    algorithms: float,
    contributions: float,
    p: FrontierParameters,
) -> Base:
    """Move to the best open weights when they beat the lab (I5): a re-base.

    `open_capability` is the best open K as old as spillover takes, `fitting_loss` what is lost in building on
    a foreign model. Contributions stay with the firm on either base; the new base is set so that K_lab equals
    the floor, not the floor plus contributions a second time.
    """
    floor = open_capability - fitting_loss
    if floor <= lab_capability(base.capability, base.algorithms, algorithms, contributions, p):
        return base._replace(changed=False)
    return Base(floor - contributions, algorithms, True)


def candidate_due(lab: float, product: float, p: FrontierParameters) -> bool:
    """Whether K_lab is far enough ahead of the product's K for a release candidate (I5)."""
    return lab > product + p.candidate_margin


def modal_lag_after_week(lag: float, frontier_share: float, p: FrontierParameters) -> float:
    """Return the multi-modal lag (K) one week on; `frontier_share` is s_F of the pool."""
    moved = lag + (p.modal_drift - p.modal_relief * frontier_share) / WEEKS_A_YEAR
    return min(max(moved, 0.0), p.modal_lag_max)


def frontier_objective(capability: float, modal_lag: float, frontier: float, p: FrontierParameters) -> float:
    """Return V_F (K): how far text and multi-modal models lead the frontier; minus this is the frontier gap."""
    return capability - (1.0 - p.text_weight) * modal_lag - frontier
