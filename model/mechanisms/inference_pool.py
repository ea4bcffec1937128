"""How many GPUs does serving need, who waits, and what does one common base save?

Sixty fine-tunes on machines of their own idle most of the time. One pool needs a safety margin that grows with
the square root of the load only (Halfin & Whitt 1981; Borst, Mandelbaum & Reiman 2004). What sizes
of the base model there are is in model_tiers.py.

(26)  instances for load R: Erlang C for P(wait) <= 5 % below R = 20, else ceil(R + b sqrt R)
(27)  GPUs = (1 - pi) dedicated + pi (1 + ov) pooled
(29)  a team's own fine-tune is worth ft need_i 2^(-age/26)
(30)  latency = base + wait of Sakasegawa 1977; (I15) penalty beyond a team's limit
(I13) need_C = S (w_API c_API + w_host c_host) c / c_G + developers; (I14) need_E; [GPU]
(I54) tiers of the base share the pool: GPUs relative to three tiers by sum_j R_j + b sqrt R_j
(I60) both layers serve up to a ceiling of utilisation

What pooling saves is checked against Alibaba's Aegaeon (SOSP 2025): 1 192 -> 213 GPUs for a long tail of models.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaln

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Array = NDArray[np.float64]


@dataclass(frozen=True)
class InferenceParameters:
    """Parameters of serving and pooling."""

    wait_probability: float = parameter(0.05, "-", 0.01, 0.2, "assumption: usual service target", "assumed",
        "share of requests that may wait")  # fmt: skip
    staffing: float = parameter(1.8, "-", 1.3, 2.5, "Borst, Mandelbaum & Reiman 2004 at P(wait) .05",
        "derived", "safety margin in square roots of the load (b_s)")  # fmt: skip
    exact_below: float = parameter(20.0, "instances", 5, 100,
        "Erlang 1917 against Halfin & Whitt 1981: from here on the two rules differ by one instance at most",
        "derived", "load below which Erlang C is used exactly")  # fmt: skip
    instance_gpus: float = parameter(8.0, "GPU", 1, 32, "assumption: one server",
        "assumed", "GPUs of one model instance")  # fmt: skip
    switching: float = parameter(0.10, "-", 0.03, 0.30, "Aegaeon, SOSP 2025: switching made 97 % cheaper",
        "assumed", "overhead of swapping models in a pool")  # fmt: skip
    pooling_weeks: float = parameter(26.0, "weeks", 13, 52, "assumption: two quarters of engineering",
        "assumed", "weeks to pool everything")  # fmt: skip
    fine_tune: float = parameter(0.25, "util", 0, 0.6, "assumption: a quarter of a capability unit",
        "assumed", "value of a fresh fine-tune to the most specific team")  # fmt: skip
    fine_tune_half_life: float = parameter(26.0, "weeks", 13, 52, "assumption: the base overtakes it",
        "assumed", "half-life of a fine-tune's value")  # fmt: skip
    developer_workload: float = parameter(0.021, "RMB M/week", 0.01, 0.04,
        "assumption: .35 of a hosting bill of .06", "assumed",
        "serving cost of one hosted developer agent at unit cost 1")  # fmt: skip
    reserve_split: float = parameter(0.5, "-", 0, 1, "assumption: each serving layer may draw on half",
        "assumed", "share of the reserve that one layer can use")  # fmt: skip
    cloud_ceiling: float = parameter(0.92, "-", 0.8, 0.98, "assumption: contracts forbid queues", "assumed",
        "utilisation above which the cloud layer refuses work")  # fmt: skip
    ecosystem_ceiling: float = parameter(0.95, "-", 0.8, 0.98, "assumption: units tolerate queues", "assumed",
        "utilisation above which the ecosystem layer refuses work")  # fmt: skip
    ecosystem_gpus: float = parameter(3850.0, "GPU", 1925, 7700,
        "assumption: a third of the layer at the start", "assumed",
        "ecosystem need at reference adoption, tail 1, price 1, unit cost 1")  # fmt: skip
    reference_adoption: float = parameter(0.2, "-", 0.1, 0.4, "assumption: adoption at the start",
        "assumed", "internal adoption at which the ecosystem need is stated")  # fmt: skip
    ecosystem_growth: float = parameter(1.25, "1/year", 1, 2, "assumption: use of adopted tools deepens",
        "assumed", "growth of need at constant adoption")  # fmt: skip
    tail_dedicated: float = parameter(1.6, "-", 1.2, 2.5, "assumption: below Aegaeon's long tail, SOSP 2025",
        "assumed", "need with dedicated machines, as a multiple")  # fmt: skip
    tail_pooled: float = parameter(0.75, "-", 0.5, 1, "assumption: half of the dedicated need", "assumed",
        "need with everything pooled, as a multiple")  # fmt: skip
    festival_load: float = parameter(0.28, "-", 0.1, 1, "assumption: most of the peak is not AI work",
        "assumed", "growth of need per unit of festival intensity above 1")  # fmt: skip
    price_elasticity: float = parameter(0.3, "-", 0.1, 0.6, "assumption: free tokens are wasted", "assumed",
        "fall of need with the transfer price")  # fmt: skip
    price_floor: float = parameter(0.1, "-", 0.05, 0.3, "assumption: use has its own cost in time", "assumed",
        "transfer price below which need grows no more")  # fmt: skip
    base_latency: float = parameter(0.2, "s", 0.05, 0.5, "assumption: first token of a large model",
        "assumed", "latency of the largest tier without waiting")  # fmt: skip
    service_time: float = parameter(10.0, "s", 3, 30, "assumption: 1 000 tokens at 100 a second",
        "assumed", "time a request holds its instance slot")  # fmt: skip
    variability: float = parameter(1.0, "-", 0.5, 3, "assumption: Poisson arrivals, exponential lengths",
        "assumed", "mean of squared variation of arrivals and service")  # fmt: skip
    utilisation_cap: float = parameter(0.995, "-", 0.98, 0.999, "assumption: queues are cut at a minute",
        "assumed", "highest utilisation for which a wait is computed")  # fmt: skip
    latency_limit: float = parameter(0.3, "s", 0.1, 1, "assumption: feels instant", "assumed",
        "latency a team accepts")  # fmt: skip
    latency_weight: float = parameter(0.5, "util", 0.25, 1, "assumption: half a capability unit", "assumed",
        "penalty at twice the accepted latency for the neediest team")  # fmt: skip
    penalty_cap: float = parameter(1.5, "-", 1, 3, "assumption: users leave, they do not suffer on",
        "assumed", "largest relative excess of latency that is felt")  # fmt: skip


def erlang_c(load: Array | float, servers: Array | float) -> Array:
    """Return the probability of waiting with `load` busy and `servers` in all, exact; 1 at or above saturation."""
    offered, count = np.broadcast_arrays(np.asarray(load, float), np.asarray(servers, float))
    wait = np.ones(offered.shape)
    busy = (offered < count) & (offered > 0)
    r, n = offered[busy], count[busy]
    blocked = np.exp(n * np.log(r) - r - gammaln(n + 1.0)) / gammaincc(n + 1.0, r)
    wait[busy] = n * blocked / (n - r * (1.0 - blocked))
    wait[(offered <= 0) & (count > 0)] = 0.0
    return wait


def instances_exact(load: float, p: InferenceParameters) -> int:
    """Return the fewest instances with P(wait) within the target, by Erlang C."""
    low, high = math.floor(load), max(1, math.ceil(load + 1.0))
    while erlang_c(load, high) > p.wait_probability:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        if erlang_c(load, middle) > p.wait_probability:
            low = middle
        else:
            high = middle
    return high


def staffing_need(load: Array, p: InferenceParameters) -> Array:
    """Return load plus its square-root safety margin, not rounded (26)."""
    return load + p.staffing * np.sqrt(load)


def instances_needed(load: float, p: InferenceParameters) -> int:
    """Return instances for one model: exact for small loads, square-root rule for large ones (26)."""
    if load < p.exact_below:
        return instances_exact(load, p)
    return max(1, math.ceil(float(staffing_need(np.asarray(load), p))))


def serving_gpus(loads: Array, pooled: float, p: InferenceParameters) -> float:
    """Return GPUs for models of `loads` busy instances each, a share `pooled` of them on one base (27)."""
    dedicated = sum(instances_needed(float(load), p) for load in loads)
    common = (1.0 + p.switching) * instances_needed(float(loads.sum()), p)
    return p.instance_gpus * ((1.0 - pooled) * dedicated + pooled * common)


def pooled_margin_saving(pools: int, correlation: float) -> float:
    """Return the share of safety margins saved by joining equal pools whose peaks have `correlation`.

    The margin of a sum grows with its standard deviation: nothing is left to save at correlation 1.
    """
    return 1.0 - math.sqrt((1.0 + (pools - 1) * correlation) / pools)


def pooled_after_week(pooled: float, target: float, p: InferenceParameters) -> float:
    """Return the pooled share a week later; engineering moves it at most 1/26 a week."""
    step = 1.0 / p.pooling_weeks
    return pooled + min(step, max(-step, target - pooled))


def fine_tune_value(need: Array, age: Array, p: InferenceParameters) -> Array:
    """Return what a fine-tune `age` weeks old is worth in utils to teams of specificity `need` (29)."""
    return p.fine_tune * need * 2.0 ** (-age / p.fine_tune_half_life)


def staffing_factor(loads: Array, reference_loads: Array, p: InferenceParameters) -> float:
    """Return GPUs of tiers with these loads over those of the reference tiers (I54), 1 without load."""
    reference = float(staffing_need(reference_loads, p).sum())
    return float(staffing_need(loads, p).sum()) / reference if reference > 0 else 1.0


def layer_capacity(gpus: float, reserve: float, p: InferenceParameters) -> float:
    """Return GPUs a serving layer can use: its own and its part of the reserve (I13)."""
    return gpus + p.reserve_split * reserve


def need_cloud(
    workload: float,
    api_share: float,
    hosted_share: float,
    api_cost: float,
    hosted_cost: float,
    hosted_developers: float,
    cost_index: float,
    gpu_week_cost: float,
    p: InferenceParameters,
) -> float:
    """Return GPUs that customers and hosted developers need (I13).

    `workload` is the market in workload units, `api_cost` and `hosted_cost` RMB of serving per RMB of workload at
    `cost_index` 1, `hosted_developers` a count of agents, `gpu_week_cost` RMB M.
    """
    cost = workload * (api_share * api_cost + hosted_share * hosted_cost)
    return (cost + p.developer_workload * hosted_developers) * cost_index / gpu_week_cost


def festival_peak(intensity: float, p: InferenceParameters) -> float:
    """Return the factor on ecosystem need in a week of festival `intensity`, 1 in ordinary weeks (I14)."""
    return 1.0 + p.festival_load * (intensity - 1.0)


def need_ecosystem(
    adoption: float,
    week: float,
    pooled: float,
    peak: float,
    transfer_price: float,
    cost_index: float,
    tier_staffing: float,
    p: InferenceParameters,
) -> float:
    """Return GPUs that the group's own teams need (I14, I54).

    `adoption` is the token-weighted share on the common stack, `peak` from `festival_peak`, `transfer_price` in
    multiples of cost, `tier_staffing` from `staffing_factor`.
    """
    scale = p.ecosystem_gpus * adoption / p.reference_adoption * p.ecosystem_growth ** (week / WEEKS_A_YEAR)
    tail = (1.0 - pooled) * p.tail_dedicated + pooled * p.tail_pooled
    price = max(transfer_price, p.price_floor) ** -p.price_elasticity
    return scale * tail * peak * price * cost_index * tier_staffing


def served_cloud(capacity: float, need: float, p: InferenceParameters) -> float:
    """Return the served share of customers' work, in [0, 1] (I13)."""
    return _served(capacity, need, p.cloud_ceiling)


def served_ecosystem(capacity: float, need: float, p: InferenceParameters) -> float:
    """Return the served share of own teams' work, in [0, 1] (I60)."""
    return _served(capacity, need, p.ecosystem_ceiling)


def _served(capacity: float, need: float, ceiling: float) -> float:
    return min(1.0, ceiling * capacity / need) if need > 0.0 else 1.0


def mean_wait(instances: float, utilisation: float, p: InferenceParameters) -> float:
    """Return the mean wait in service times (30), by the approximation of Sakasegawa 1977; 0 if nobody serves."""
    if instances <= 0.0 or utilisation <= 0.0:
        return 0.0
    busy = min(utilisation, p.utilisation_cap)
    return p.variability * busy ** (math.sqrt(2.0 * (instances + 1.0)) - 1.0) / (instances * (1.0 - busy))


def tier_latency(relative: Array, capacity: float, need: float, p: InferenceParameters) -> Array:
    """Return latency of each tier in s (tiers,): base latency plus the wait of the shared pool (I15).

    `relative` is base latency relative to the largest tier, `capacity` and `need` are GPUs of the ecosystem layer.
    """
    utilisation = need / capacity if capacity > 0.0 else 1.0
    return p.base_latency * relative + p.service_time * mean_wait(max(capacity / p.instance_gpus, 1.0), utilisation, p)


def latency_penalty(latency: Array, latency_need: Array, p: InferenceParameters) -> Array:
    """Return what latency beyond the limit costs each team in utils (teams,) (I15).

    `latency` in s is that of the team's tier, `latency_need` in [0, 1].
    """
    return p.latency_weight * latency_need * np.clip(latency / p.latency_limit - 1.0, 0.0, p.penalty_cap)
