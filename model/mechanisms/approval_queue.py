"""What is asked for, in what order is it decided, and who stops waiting?

Requests of six classes arrive, pass review layers and wait for a session of the task force, held every R weeks.
The queue is served item by item. Units: weeks, and CEO items (the work of a mean request).

(11) arrivals a week: compute l_run*runs, release l_rel*candidates, onboarding l_c*C/n, exception l_exc*x,
     research l0, event l_ev*events; the rest of the load is what the laboratory itself files
(I7) decided locally with probability dlg (dlg^2 for compute and release); else ready after h exponential layers;
     served in the order of pi_class + eta_inf*lobby + age/13
(12) service time in CEO items: lognormal, mean 1, squared coefficient of variation 1.5
(17, I9) patience: from age 2 an item leaves with hazard 1/Pt (not compute, release, event)
(I9) experienced wait W += .3 (age - W), an abandoned item counting age + 6

Gated service: Takagi 1986, "Analysis of Polling Systems"; reneging:
Garnett, Mandelbaum & Reiman 2002, doi:10.1287/msom.4.3.208.7753. No direct measurement of such a queue is public.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, pdtr

from model.clock import WEEKS_A_QUARTER
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class RequestClass(IntEnum):
    """What a request asks for; the value is its place in arrays by class."""

    COMPUTE = 0
    RELEASE = 1
    ONBOARDING = 2
    EXCEPTION = 3
    RESEARCH = 4
    EVENT = 5


EMERGENCY_WEEK = 1
"""An emergency session meets in the second week of its quarter."""
EMERGENCY_CLASSES: dict[str, tuple[RequestClass, ...]] = {
    "none": (),
    "compute": (RequestClass.COMPUTE,),
    "release": (RequestClass.RELEASE,),
    "exceptions": (RequestClass.ONBOARDING, RequestClass.EXCEPTION),
    "research": (RequestClass.RESEARCH,),
}
"""Which classes an emergency session clears, by lever value."""

LEAVES = (False, False, True, True, True, False)
"""Which classes may be given up."""
_FEW = np.arange(8.0)
"""Counts that are looked at first: there are seldom more requests of a class in a week."""
HIGH_STAKES = (True, True, False, False, False, False)
"""Which classes are seldom decided locally."""

_LOAD = "assumption: chosen so that the task force is near capacity at full adoption"
_TUNED = "assumption: tuned in a joined prototype; no published value"
_RANK = "assumption: compute blocks a whole run, an event cannot wait"


@dataclass(frozen=True)
class QueueParameters:
    """Load, order and patience of the approval queue."""

    base_load: float = parameter(1.0, "items/wk", 0.5, 2.0, _LOAD, "assumed", "routine requests of researchers (11)")
    run_load: float = parameter(
        0.5, "items/wk per run", 0.25, 1.0, _LOAD, "assumed", "follow-up requests of an active run (11)"
    )
    adoption_load: float = parameter(
        5.0, "items/wk", 2.5, 10.0, _TUNED, "assumed", "onboarding requests when all teams are central (11, I6)"
    )
    release_load: float = parameter(
        1.0, "items/wk per candidate", 0.5, 2.0, _LOAD, "assumed", "follow-up requests of a candidate (11)"
    )
    exception_load: float = parameter(
        0.3, "items/wk per exception", 0.1, 0.6, _LOAD, "assumed", "requests filed per pending exception (11)"
    )
    event_load: float = parameter(
        1.0, "items/wk per event", 0.5, 2.0, _LOAD, "assumed", "requests caused by an active event card (11)"
    )
    local_weeks: float = parameter(0.5, "wk", 0.25, 1.0, _TUNED, "assumed", "time of a local decision (I7)")
    local_error_base: float = parameter(
        0.04, "-", 0.02, 0.08, _TUNED, "assumed", "share of wrong local decisions at no delegation (I59)"
    )
    local_error_rise: float = parameter(
        0.4, "-", 0.2, 0.8, _TUNED, "assumed", "wrong local decisions added at full delegation (I59)"
    )
    layer_weeks: float = parameter(
        1.0, "wk", 0.5, 2.0, _TUNED, "assumed", "mean time an item spends in one review layer (I7)"
    )
    service_scv: float = parameter(
        1.5,
        "-",
        0.5,
        3.0,
        "assumption: decisions vary more than exponential tasks",
        "assumed",
        "squared coefficient of variation of service time (12)",
    )
    compute_rank: float = parameter(0.5, "score", 0.25, 1.0, _RANK, "assumed", "priority of compute (I7)")
    release_rank: float = parameter(0.4, "score", 0.2, 0.8, _RANK, "assumed", "priority of releases (I7)")
    onboarding_rank: float = parameter(0.2, "score", 0.1, 0.4, _RANK, "assumed", "priority of onboarding (I7)")
    exception_rank: float = parameter(0.1, "score", 0.05, 0.2, _RANK, "assumed", "priority of exceptions (I7)")
    research_rank: float = parameter(0.1, "score", 0.05, 0.2, _RANK, "assumed", "priority of research (I7)")
    event_rank: float = parameter(1.0, "score", 0.5, 2.0, _RANK, "assumed", "priority of events (I7)")
    influence: float = parameter(
        0.5,
        "score per lobby",
        0.0,
        2.0,
        "assumption: Milgrom & Roberts 1988 give the form only",
        "assumed",
        "what a unit of lobbying adds to priority and to the GPU contest (16, 18)",
    )
    age_scale: float = parameter(13.0, "wk", 6.5, 26.0, _TUNED, "assumed", "age that adds one point of priority (I7)")
    patience: float = parameter(
        8.0,
        "wk",
        4.0,
        20.0,
        "assumption: two monthly reviews missed",
        "assumed",
        "mean time to abandonment once patience runs (17)",
    )
    grace: float = parameter(2.0, "wk", 1.0, 4.0, _TUNED, "assumed", "age before patience starts to run (I9)")
    wait_gain: float = parameter(0.3, "-", 0.15, 0.6, _TUNED, "assumed", "weight of a new item in the experienced wait (I9)")
    abandoned_wait: float = parameter(
        6.0, "wk", 3.0, 12.0, _TUNED, "assumed", "weeks an abandoned item adds to its owner's experience (I9)"
    )
    abandoned_latency: float = parameter(
        4.0, "wk", 2.0, 8.0, _TUNED, "assumed", "weeks an abandoned item adds to measured latency (I9)"
    )
    local_error_trust: float = parameter(
        0.05, "-", 0.02, 0.1, _TUNED, "assumed", "trust an owner loses by a wrong local decision (I59)"
    )
    rework_weeks: float = parameter(4.0, "wk", 2.0, 8.0, _TUNED, "assumed", "wait felt after a wrong local decision (I59)")


def arrival_rates(
    active_runs: float,
    central_share: float,
    candidates: float,
    exception_stock: float,
    events: float,
    p: QueueParameters,
    release_factor: float = 1.0,
) -> Floats:
    """Requests a week by class (11).

    `central_share` is the head-count share of teams on the central model, `release_factor` the load of one
    candidate relative to three tiers (I54). Requests the laboratory files itself come on top.
    """
    return np.array(
        [
            p.run_load * active_runs,
            p.release_load * candidates * release_factor,
            p.adoption_load * central_share,
            p.exception_load * exception_stock,
            p.base_load,
            p.event_load * events,
        ]
    )


def request_counts(rates: Floats, u: Floats) -> Integers:
    """Poisson numbers of requests with these means, by the inverse distribution function (one `u` a rate)."""
    below = pdtr(_FEW, rates[:, None])
    if (u >= below[:, -1]).any():
        largest = float(rates.max())
        top = int(largest + 12.0 * math.sqrt(largest)) + 20  # beyond any u a double can hold
        below = pdtr(np.arange(top, dtype=np.float64), rates[:, None])
    return (u[:, None] >= below).sum(axis=1)


def local_decision_probability(delegation: float) -> Floats:
    """Probability by class that an item is decided without the task force (I7)."""
    return np.where(HIGH_STAKES, delegation**2, delegation)


def local_error_probability(delegation: float, p: QueueParameters) -> float:
    """Probability that a local decision turns out wrong (I59)."""
    return p.local_error_base + p.local_error_rise * delegation**2


def emergency_meets(week: int) -> bool:
    """Whether `week` is the one of its quarter in which an emergency session, where one is called, is held."""
    return week % WEEKS_A_QUARTER == EMERGENCY_WEEK


def ready_weeks(layers: int, u: Floats, p: QueueParameters) -> Floats:
    """Weeks from filing until all review layers have seen an item (I7).

    `u` holds one row an item and at least `layers` columns; the first columns are read, so one more
    layer only adds.
    """
    return -p.layer_weeks * np.log1p(-u[:, :layers]).sum(axis=1)


def service_sizes(u: ArrayLike, p: QueueParameters) -> Floats:
    """Work of an item in CEO items: lognormal with mean 1 (12)."""
    variance = math.log1p(p.service_scv)
    return np.exp(math.sqrt(variance) * ndtri(u) - 0.5 * variance)


def priority_score(request_class: Integers, lobby: ArrayLike, age: ArrayLike, p: QueueParameters) -> Floats:
    """Place in the order of a session, high first (16, I7). `lobby` is the owner's effort, `age` in weeks."""
    rank = np.array([p.compute_rank, p.release_rank, p.onboarding_rank, p.exception_rank, p.research_rank, p.event_rank])
    return rank[request_class] + p.influence * np.asarray(lobby) + np.asarray(age) / p.age_scale


def patience_budget(u: ArrayLike) -> Floats:
    """Unit-exponential budget given to an item when filed: it leaves once its summed hazard exceeds it (17)."""
    return -np.log1p(-np.asarray(u, dtype=np.float64))


def leaving_hazard(request_class: Integers, age: ArrayLike, p: QueueParameters) -> Floats:
    """Hazard of abandonment in this week (17, I9); 0 for compute, release and event and before the grace age."""
    return np.where(np.array(LEAVES)[request_class] & (np.asarray(age) >= p.grace), 1.0 / p.patience, 0.0)


class Session(NamedTuple):
    """What one session decided.

    `order` holds the places of the decided items in the order served, `served` the same as a mask over all
    items, `finished` when each of `order` is decided as a share of the review interval (times R: weeks after
    the session opens), `debt` the work that overran and must be subtracted from the next session.
    """

    order: Integers
    served: Booleans
    finished: Floats
    debt: float


def serve(scores: Floats, sizes: Floats, capacity: float, debt: float = 0.0) -> Session:
    """Decide items from the highest score down until the capacity of a session is used (I7, I8).

    `capacity` and `sizes` are in CEO items, ties go to the item filed first. An item is begun while any capacity
    is left; what it overruns becomes `debt`, so the mean work decided under overload is exactly the capacity.
    Unused capacity is lost. An infinite capacity (an emergency) decides everything at once.
    """
    order = np.argsort(-scores, kind="stable")
    done = debt + np.cumsum(sizes[order])
    count = int(np.count_nonzero(done - sizes[order] < capacity))
    used = float(done[count - 1]) if count else debt
    served = np.zeros(len(scores), dtype=np.bool_)
    served[order[:count]] = True
    finished = done[:count] / capacity if count else done[:0]
    return Session(order[:count], served, finished, max(0.0, used - capacity))


def felt_age(age: ArrayLike, abandoned: ArrayLike, wrong: ArrayLike, p: QueueParameters) -> Floats:
    """Weeks that a closed item counts in its owner's experience (I9, I59); `wrong` marks local errors."""
    age = np.asarray(age, dtype=np.float64)
    reworked = np.where(wrong, np.maximum(age, p.rework_weeks), age)
    return np.where(abandoned, age + p.abandoned_wait, reworked)


def experienced_wait(waits: Floats, owners: Integers, ages: Floats, p: QueueParameters) -> Floats:
    """Experienced waits of all owners after the closed items of a week (I9).

    `waits` has one entry an owner; `owners` and `ages` (from `felt_age`) one an item. Several items of one owner
    count as their mean with the gain of as many single steps, so their order does not matter.
    """
    count = np.bincount(owners, minlength=len(waits))
    total = np.bincount(owners, weights=ages, minlength=len(waits))
    gain = 1.0 - (1.0 - p.wait_gain) ** count
    return waits + gain * (total / np.maximum(count, 1) - waits)


def recorded_latency(age: ArrayLike, abandoned: ArrayLike, p: QueueParameters) -> Floats:
    """Weeks by which a closed item enters the measured decision latency (I9)."""
    return np.asarray(age, dtype=np.float64) + np.where(abandoned, p.abandoned_latency, 0.0)
