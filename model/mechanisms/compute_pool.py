"""How capable does a training run on one cluster become, and how large must the cluster be to count?

- (5), (I3) FLOP a week = 604800 G P mu0 eta eps f_fab; eta is the Universal Scalability Law (Gunther 2007), eps
  the time left by checkpoints and restarts (Young 1974, Daly 2006); both get better as clusters do
- (6), (7) K = log10(C_dat A / 1e24); frontier-class if K >= K_F(end) - Delta_F
- (8), (I3) minimum viable cluster: the smallest G with a frontier-class run; infinite where no cluster has one
- (I4) the laboratory picks the length with the best forecast of K - K_F

The scaling law and data limits behind C_dat are in `scaling_law`; state hands the adjusted compute over.
Units: GPU = H100 equivalent, compute in FLOP, weeks, capability K in decades of FLOP.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]

RULER_ZERO = 1e24  # FLOP at capability 0: the definition of the ruler's origin
RUN_LENGTHS = (8, 12, 16, 20, 26)  # weeks a laboratory plans for
_SECONDS_A_WEEK = 604_800.0
_SECONDS_AN_HOUR = 3600.0
_HOURS_A_DAY = 24.0
_ITERATIONS = 60
_CLOSE = 1e-10

_LLAMA = "Dubey et al. 2024, arXiv 2407.21783: MFU 43 % at 8k, 41 % at 16k H100"
_FAILURES = "Dubey et al. 2024, arXiv 2407.21783: 419 failures in 54 days on 16 384 H100"
_RECOVERY = "assumption: gives the more than 90 % effective time reported for 16 384 GPUs"
_MATURING = "assumption: tuned so that a frontier-class cluster exists through two years"
_LAG = "Epoch AI 2025, open weights trail closed by 3-4 months; assumption: half a decade is still in class"
_PLANS = "assumption: shorter runs are fine-tunes, longer ones are overtaken (Epoch AI 2022)"


@dataclass(frozen=True)
class ComputePoolParameters:
    """The training cluster and the rules of a run."""

    peak_flops: float = parameter(
        9.89e14, "FLOP/s", 9e14, 10e14, "NVIDIA 2023, H100 SXM data sheet, dense bf16", "measured", "peak of one GPU"
    )
    base_utilisation: float = parameter(
        0.4525, "-", 0.3, 0.55, _LLAMA, "derived", "model FLOP utilisation of a small cluster"
    )
    contention: float = parameter(6.3e-6, "1/GPU", 3e-6, 2e-5, _LLAMA, "derived", "linear term of the scalability law")
    coherency: float = parameter(
        0.0, "1/GPU^2", 0, 1e-11, "Gunther 2007; no sign of it in Dubey et al. 2024", "expert",
        "quadratic term of the scalability law",
    )  # fmt: skip
    gpu_hours_per_failure: float = parameter(
        50_677, "GPU h", 20_000, 200_000, _FAILURES, "derived", "GPU-hours between unplanned stops"
    )
    checkpoint_seconds: float = parameter(15, "s", 5, 60, _RECOVERY, "assumed", "time to write a checkpoint")
    restart_seconds: float = parameter(300, "s", 120, 900, _RECOVERY, "assumed", "time to come back after a stop")
    least_effective: float = parameter(
        0.05, "-", 0.01, 0.2, "assumption: no run is abandoned altogether", "assumed", "least share of useful time"
    )
    maturing: float = parameter(
        0.30, "decade/yr", 0.15, 0.6, _MATURING, "assumed", "yearly fall of contention and failures per GPU"
    )
    split_fabric: float = parameter(
        0.6, "-", 0.3, 0.9, "assumption: Ethernet between sites in place of one fabric", "assumed",
        "throughput of a cluster spread over several fabrics",
    )  # fmt: skip
    largest_coverage: float = parameter(
        9.99, "-", 5, 20, "assumption: three digits on the scoreboard", "assumed", "cap of mvc_coverage"
    )
    tolerance: float = parameter(0.50, "K", 0.2, 0.9, _LAG, "expert", "distance at which a model is frontier-class")
    shortest_run: float = parameter(4, "wk", 2, 8, _PLANS, "assumed", "shortest run of the viable-cluster measure")
    longest_run: float = parameter(26, "wk", 13, 39, _PLANS, "assumed", "longest run of that measure")
    preparation: int = parameter(
        7, "wk", 4, 12, "assumption: ablations, data mixture, burn-in of the cluster", "assumed",
        "weeks between approval and start of a run",
    )  # fmt: skip
    forecast_error: float = parameter(
        0.08, "K", 0.03, 0.2, "assumption: scaling-law fits extrapolate a decade within a fifth", "assumed",
        "standard deviation of a run's forecast",
    )  # fmt: skip
    cut_tolerance: float = parameter(
        0.3, "-", 0.1, 0.6, "assumption: spare nodes and smaller batches absorb less", "assumed",
        "share of its GPUs a run can lose in a week without being rebuilt",
    )  # fmt: skip
    cut_weeks: int = parameter(
        2, "wk", 1, 4, "assumption: re-sharding, tuning, loss spikes", "assumed", "weeks lost by a deeper cut"
    )


class RunPlan(NamedTuple):
    """Lengths a laboratory looked at (weeks), the lead K - K_F(end) it forecast for each, and its choice."""

    lengths: tuple[int, ...]
    forecast: Floats
    chosen: int

    @property
    def length(self) -> int:
        """Weeks of the chosen run."""
        return self.lengths[self.chosen]


def _maturity(week: float, p: ComputePoolParameters) -> float:
    """Return f, the factor on contention and failures at `week` (I3)."""
    return 10.0 ** (-p.maturing * week / WEEKS_A_YEAR)


def scaling_efficiency(gpus: float, week: float, p: ComputePoolParameters) -> float:
    """Return eta: throughput of `gpus` over that many single GPUs (5, I3)."""
    others = max(gpus - 1.0, 0.0)
    return 1.0 / (1.0 + (p.contention * _maturity(week, p) + p.coherency * gpus) * others)


def effective_time(gpus: float, week: float, p: ComputePoolParameters) -> float:
    """Return eps: the share of wall-clock time that is kept (5, I3), with checkpoints at Young's interval."""
    first, second = _losses(week, p)
    return max(p.least_effective, 1.0 - first * math.sqrt(gpus) - second * gpus)


def _losses(week: float, p: ComputePoolParameters) -> tuple[float, float]:
    """Return the factors of sqrt(G) and G in the time lost: checkpoints with rework, and restarts."""
    gpu_seconds_per_failure = p.gpu_hours_per_failure * _SECONDS_AN_HOUR / _maturity(week, p)
    return math.sqrt(2.0 * p.checkpoint_seconds / gpu_seconds_per_failure), p.restart_seconds / gpu_seconds_per_failure


def failures(gpus: float, days: float, week: float, p: ComputePoolParameters) -> float:
    """Return the expected number of unplanned stops of a cluster in `days`."""
    return gpus * days * _HOURS_A_DAY * _maturity(week, p) / p.gpu_hours_per_failure


def model_flops_utilisation(gpus: float, week: float, p: ComputePoolParameters) -> float:
    """Return the share of peak FLOP a running cluster turns into training (stops not counted)."""
    return p.base_utilisation * scaling_efficiency(gpus, week, p)


def fabric_factor(fabrics: int, loss: float, p: ComputePoolParameters) -> float:
    """Return f_fab of a cluster over `fabrics` networks (1: a single one); `loss` is taken off by events."""
    return max(0.0, (1.0 if fabrics <= 1 else p.split_fabric) - loss)


def throughput(gpus: float, week: float, fabric: float, p: ComputePoolParameters) -> float:
    """Return the FLOP one training cluster of `gpus` does in a week (5); `fabric` is f_fab."""
    if gpus <= 0:
        return 0.0
    return gpus * _per_gpu(fabric, p) * scaling_efficiency(gpus, week, p) * effective_time(gpus, week, p)


def _per_gpu(fabric: float, p: ComputePoolParameters) -> float:
    return _SECONDS_A_WEEK * p.peak_flops * p.base_utilisation * fabric


def marginal_value(gpus: float, week: float, p: ComputePoolParameters) -> float:
    """Return what the last GPU adds to a cluster, over what the first added; negative past the best size."""
    return _useful(gpus, *_losses(week, p), p.contention * _maturity(week, p), p.coherency)[1]


def _useful(gpus: float, first: float, second: float, contention: float, coherency: float) -> tuple[float, float]:
    """Return G eta eps and its derivative in G, without the floor of eps; `first` and `second` are `_losses`."""
    kept = gpus * (1.0 - first * math.sqrt(gpus) - second * gpus)
    kept_slope = 1.0 - 1.5 * first * math.sqrt(gpus) - 2.0 * second * gpus
    slowed = 1.0 + (contention + coherency * gpus) * (gpus - 1.0)
    slowed_slope = contention + coherency * (2.0 * gpus - 1.0)
    useful = kept / slowed
    return useful, (kept_slope - useful * slowed_slope) / slowed


def cluster_for(weekly_flop: float, week: float, fabric: float, p: ComputePoolParameters) -> float:
    """Return the smallest cluster (GPUs) with that throughput; infinite where no cluster has it.

    G eta eps is concave as far as it rises, so Newton's method from the left climbs to the root without passing
    it, or steps over the top where there is none. (Beyond the top the floor of eps would let absurdly large
    clusters grow again; they are not looked at.)
    """
    target = weekly_flop / _per_gpu(fabric, p) if fabric > 0 else math.inf
    if not math.isfinite(target):
        return math.inf
    gpus, losses, contention = target, _losses(week, p), p.contention * _maturity(week, p)
    for _ in range(_ITERATIONS):
        useful, slope = _useful(gpus, *losses, contention, p.coherency)
        if slope <= 0:
            return math.inf
        step = (target - useful) / slope
        gpus += step
        if step <= _CLOSE * gpus:
            break
    return gpus


def run_capability(adjusted_compute: float, algorithms: float) -> float:
    """Return K of a finished run (6): data-adjusted FLOP and A at its start."""
    effective = adjusted_compute * algorithms
    return math.log10(effective / RULER_ZERO) if effective > 0 else -math.inf


def is_frontier_class(capability: float, frontier: float, p: ComputePoolParameters) -> bool:
    """Whether a model counts as frontier-class against K_F of its week (7)."""
    return capability >= frontier - p.tolerance


class Requirement(NamedTuple):
    """What the cheapest frontier-class run takes: data-adjusted FLOP and the weeks it is best spread over."""

    adjusted_compute: float
    weeks: float


def viable_run(frontier: float, algorithms: float, yearly_growth: float, p: ComputePoolParameters) -> Requirement:
    """Return the frontier-class run that needs the fewest GPUs (8), started now at K_F = `frontier`.

    The target moves away with `yearly_growth` K a year while a longer run gathers more: they balance after
    1/q weeks, q = ln(g_C g_A)/52, within the lengths a run may have.
    """
    q = yearly_growth * math.log(10.0) / WEEKS_A_YEAR
    weeks = min(max(1.0 / q, p.shortest_run), p.longest_run) if q > 0 else p.longest_run
    capability = frontier - p.tolerance + yearly_growth * weeks / WEEKS_A_YEAR
    return Requirement(RULER_ZERO * 10.0**capability / algorithms, weeks)


def minimum_viable_cluster(
    frontier: float, algorithms: float, yearly_growth: float, week: float, fabric: float, p: ComputePoolParameters,
    data_multiplier: float = 1.0, need: Requirement | None = None,
) -> float:  # fmt: skip
    """Return G_min (8, I3): the smallest cluster whose run is frontier-class, infinite where none is.

    `data_multiplier` is C_dat/C of that run (1 while distinct tokens are enough), `need` its `viable_run` if known.
    """
    if data_multiplier <= 0:
        return math.inf
    need = need or viable_run(frontier, algorithms, yearly_growth, p)
    return cluster_for(need.adjusted_compute / data_multiplier / need.weeks, week, fabric, p)


def mvc_coverage(gpus: float, minimum: float, p: ComputePoolParameters) -> float:
    """Return G_F/G_min for display: 0 where no cluster is viable, capped."""
    return min(gpus / minimum, p.largest_coverage) if minimum > 0 else p.largest_coverage


def planned_compute(gpus: float, week: float, fabric: float, p: ComputePoolParameters) -> list[float]:
    """Return the FLOP a run of each of RUN_LENGTHS would gather, asked for at `week` (it starts prepared)."""
    weekly = throughput(gpus, week + p.preparation, fabric, p)
    return [weekly * length for length in RUN_LENGTHS]


def plan_run(
    adjusted_compute: Floats, algorithms: float, frontier: float, yearly_growth: float, u: Floats,
    p: ComputePoolParameters,
) -> RunPlan:  # fmt: skip
    """Choose a run's length by its forecast lead over the frontier at its end (I4).

    `adjusted_compute` is `planned_compute` times the data multiplier, `frontier` K_F today, `u` uniforms for
    the forecast errors; arrays over RUN_LENGTHS. A forecast of minus infinity means there are no GPUs.
    """
    ends = p.preparation + np.array(RUN_LENGTHS, dtype=float)
    target = frontier + yearly_growth * ends / WEEKS_A_YEAR
    with np.errstate(divide="ignore"):
        capability = np.log10(adjusted_compute * (algorithms / RULER_ZERO))
    forecast = capability - target + p.forecast_error * ndtri(u)
    return RunPlan(RUN_LENGTHS, forecast, int(np.argmax(forecast)))


def weeks_lost(gpus_before: float, gpus: float, p: ComputePoolParameters) -> int:
    """Return the weeks an active run loses when its cluster changes to `gpus` this week (I4)."""
    return p.cut_weeks if gpus < gpus_before * (1.0 - p.cut_tolerance) else 0
