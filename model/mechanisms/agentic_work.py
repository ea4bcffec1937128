"""Which work can agents do alone, what is it worth, and what goes wrong?

An agent that fails at a constant rate per minute of work has a half-life: long tasks fail. Capability lengthens
it, domain error shortens it, and each task is handed over once its expected value is positive.

(63) T50 = T50_0 2^((K - K_0)/K_2) (e_ref/err_d)^phi [min]; horizon doubling every 7 months: Kwa et al. 2025 (METR)
(64) tasks: minutes T, value V, loss of an undetected failure F, token cost c, volume n; rows of data/tasks.csv
(65) S = 2^(-T/T50) (constant hazard, Ord 2025); deploy if S V - c - (1-S)(1-catch) F - h_r > 0 [RMB]
(66) ramp over 8 weeks after two passed evaluations in a row; incidents ~ Poisson(volume (1-S)(1-catch))
(67) executed tasks leave labelled records [Gtx]
(I31) volumes by size of domain; review v catches .8 v and costs .15 V v; domains open two a quarter, the largest
      first, and can be evaluated after 10 weeks

Arrays are (domains, tasks) unless said; volumes in million a week, so that value comes in RMB M a week.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]

GTX_PER_MILLION = 1e-3
LARGEST_MEAN = 700.0  # exp(-mean) vanishes beyond; the world stays below 100
TAIL = 10  # standard deviations within which every quantile below 1 - 1e-16 lies


@dataclass(frozen=True)
class AgentParameters:
    """Parameters of agents' reliability, deployment and incidents."""

    horizon_start: float = parameter(8.0, "min", 2, 60,
        "assumption: below METR's 2025 figures, which are for code", "assumed",
        "task length an agent completes half of the time at the reference capability")  # fmt: skip
    capability_start: float = parameter(1.2, "K", 0.8, 1.6, "assumption: own model at the start", "assumed",
        "capability at which the horizon has its start value")  # fmt: skip
    doubling: float = parameter(0.50, "K", 0.35, 0.9,
        "Kwa et al. 2025, arXiv 2503.14499: 7 months at .85 K a year", "derived",
        "capability that doubles the horizon; changes in step with the frontier's pace")  # fmt: skip
    reference_error: float = parameter(0.23, "-", 0.1, 0.4,
        "model/data/units.csv: domain error of the start, on 1 April 2025, weighted by the units' records", "derived",
        "domain error at which data neither lengthen nor shorten the horizon")  # fmt: skip
    data_boost: float = parameter(1.0, "-", 0.3, 1.5, "assumption: errors per minute follow domain error",
        "assumed", "elasticity of the horizon in domain error")  # fmt: skip
    catch: float = parameter(0.8, "-", 0.5, 1, "assumption: reviewers tire", "assumed",
        "share of failures that full review catches")  # fmt: skip
    review_cost: float = parameter(0.15, "-", 0, 0.4, "assumption: checking is a seventh of doing", "assumed",
        "cost of full review as a share of the task's value")  # fmt: skip
    hysteresis: float = parameter(0.03, "-", 0, 0.1, "assumption: nobody withdraws for a hair", "assumed",
        "reliability below the threshold at which a task is withdrawn")  # fmt: skip
    confirmations: int = parameter(2, "evaluations", 1, 4, "assumption: one success may be luck", "assumed",
        "evaluations in a row that decide")  # fmt: skip
    ramp: float = parameter(8.0, "weeks", 4, 26, "assumption: work is handed over step by step", "assumed",
        "time constant of deployment")  # fmt: skip
    programme_delay: int = parameter(10, "weeks", 6, 16, "assumption: integration and test sets", "assumed",
        "weeks from opening a domain to its first evaluation")  # fmt: skip
    incident_rate: float = parameter(1.0, "1/million", 0.3, 3, "assumption: most failures stay small",
        "assumed", "public incidents per million undetected failures")  # fmt: skip
    severe_probability: float = parameter(2e-4, "-", 0, 2e-3,
        "assumption: loss is lognormal, mean RMB .3 M, log sd 2, severe beyond 50 M", "assumed",
        "probability that an incident is severe")  # fmt: skip
    labels: float = parameter(1.0, "-", 0, 3, "assumption: one record a task", "assumed",
        "labelled records that an executed task leaves")  # fmt: skip


class Tasks(NamedTuple):
    """Kinds of work (tasks,): minutes, money in RMB a task, volume of the group in million a week."""

    minutes: Array
    value: Array
    failure_loss: Array
    token_cost: Array
    volume: Array
    multimodal: Flags


class Deployment(NamedTuple):
    """What agents do now, all (domains, tasks).

    `share` of each task handed over, `streak` of evaluations passed (failed: negative), whether it is `live`.
    """

    share: Array
    streak: Counts
    live: Flags


def no_deployment(domains: int, tasks: int) -> Deployment:
    """Return the state before any task is handed over."""
    shape = (domains, tasks)
    return Deployment(np.zeros(shape), np.zeros(shape, np.int64), np.zeros(shape, np.bool_))


def task_horizon(
    capability: float, multimodal_capability: float, domain_error: Array, tasks: Tasks, p: AgentParameters
) -> Array:
    """Return the length in minutes at which half of the attempts succeed (63); `domain_error` is (domains,)."""
    known = np.where(tasks.multimodal, multimodal_capability, capability)
    horizon = p.horizon_start * 2.0 ** ((known - p.capability_start) / p.doubling)
    return np.multiply.outer((p.reference_error / domain_error) ** p.data_boost, horizon)


def reliability(minutes: Array | float, horizon: Array | float) -> Array:
    """Return the probability of completing `minutes` of work with half-life `horizon` (65)."""
    return 2.0 ** -(np.asarray(minutes) / horizon)


def missed_share(review: float, p: AgentParameters) -> float:
    """Return the share of failures that review of intensity `review` (0-1) lets pass (I31)."""
    return 1.0 - p.catch * review


def deploy_threshold(tasks: Tasks, review: float, p: AgentParameters) -> Array:
    """Return the reliability above which handing a task over pays (tasks,) (65), above 1 if it never does."""
    exposure = missed_share(review, p) * tasks.failure_loss
    cost = tasks.token_cost + p.review_cost * review * tasks.value
    return (cost + exposure) / (tasks.value + exposure)


def task_net_value(success: Array, tasks: Tasks, review: float, p: AgentParameters) -> Array:
    """Return expected net value of one executed task in RMB (65)."""
    failures = (1.0 - success) * missed_share(review, p) * tasks.failure_loss
    return success * tasks.value - tasks.token_cost - failures - p.review_cost * review * tasks.value


def programmes_ready(weeks_open: Counts, p: AgentParameters) -> Flags:
    """Say which domains can be evaluated (domains,); `weeks_open` is negative where no programme runs."""
    return weeks_open >= p.programme_delay


def next_domains(is_open: Flags, stock: Array, count: int) -> NDArray[np.intp]:
    """Return the indices of the `count` largest domains by `stock` that have no programme yet (I31)."""
    order = np.argsort(-stock, kind="stable")
    return order[~is_open[order]][:count]


def deployment_after_week(
    state: Deployment, success: Array, threshold: Array, ready: Flags, p: AgentParameters
) -> Deployment:
    """Return deployment after one weekly evaluation (66).

    A task goes live after two passes in a row of `threshold` (tasks,), and is withdrawn at once after two
    failures in a row by more than the hysteresis, or where its domain is not `ready` (domains,).
    """
    passed = (success >= threshold) & ready[:, None]
    failed = (success < threshold - p.hysteresis) | ~ready[:, None]
    run_up = np.maximum(state.streak, 0) + 1
    run_down = np.minimum(state.streak, 0) - 1
    limit = p.confirmations
    streak = np.where(passed, run_up, np.where(failed, run_down, 0)).clip(-limit, limit)
    live = (state.live | (streak >= limit)) & (streak > -limit) & ready[:, None]
    share = np.where(live, 1.0 - (1.0 - state.share) * math.exp(-1.0 / p.ramp), 0.0)
    return Deployment(share, streak, live)


def task_volume(tasks: Tasks, stock: Array, multiplier: float) -> Array:
    """Return tasks that arise in each domain, million a week, by the domain's `stock` (I31)."""
    return np.multiply.outer(stock / stock.sum(), multiplier * tasks.volume)


def automated_volume(volume: Array, share: Array) -> float:
    """Return executed tasks of all domains, million a week: the KPI automated_transactions."""
    return float((volume * share).sum())


def net_value(volume: Array, share: Array, value: Array) -> float:
    """Return net value of all executed tasks, RMB M a week; `value` from `task_net_value`."""
    return float((volume * share * value).sum())


def value_unlocked(volume: Array, share: Array, tasks: Tasks) -> float:
    """Return the share of the whole tasks' value that agents handle now, in [0, 1]."""
    whole = float((volume * tasks.value).sum())
    return float((volume * share * tasks.value).sum()) / whole if whole > 0 else 0.0


def incident_mean(volume: Array, share: Array, success: Array, review: float, p: AgentParameters) -> Array:
    """Return expected incidents a week (66)."""
    return p.incident_rate * volume * share * (1.0 - success) * missed_share(review, p)


def incidents(mean: Array, u: Array) -> Counts:
    """Return Poisson counts of `mean` at the uniform numbers `u` in [0, 1) (inverse distribution function)."""
    rate = np.minimum(mean, LARGEST_MEAN)
    count = np.zeros(rate.shape, np.int64)
    chance = np.exp(-rate)
    below = chance.copy()
    beyond = u >= below
    last = rate.max(initial=0.0)
    steps = int(last + TAIL * math.sqrt(last) + TAIL)
    for k in range(1, steps):
        if not beyond.any():
            break
        count += beyond
        chance = chance * rate / k
        below = below + chance
        beyond &= u >= below
    return count


def severe_incident(count: int, u: float, p: AgentParameters) -> bool:
    """Say whether one of `count` incidents is severe, by one uniform number `u` in [0, 1)."""
    return u < 1.0 - (1.0 - p.severe_probability) ** count


def labelled_cases(volume: Array, share: Array, p: AgentParameters) -> Array:
    """Return labelled records that executed tasks add to each domain, Gtx a week (domains,) (67)."""
    return GTX_PER_MILLION * p.labels * (volume * share).sum(axis=1)
