"""A week of the approval queue, request by request: how many come, what each is like, who gives up (11, 12, 17, I7, I9).

There are a handful of requests a week: plain numbers one after another cost a third of what arrays of five do, and
less than calling compiled code. References are `model.mechanisms.approval_queue` on whole arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import ndtri

from model.arrays import Floats
from model.kernels.compiling import plain
from model.mechanisms import approval_queue as queue
from model.mechanisms.approval_queue import HIGH_STAKES, LEAVES, QueueParameters
from model.state import Item

LOCAL, ERROR, SIZE, PATIENCE, OWNER, LAYERS = 0, 1, 2, 3, 4, 5
"""What the uniform numbers of a request decide; the layers' come last."""


def counts(rates: Floats, u: Floats) -> list[int]:
    """Return how many requests of each class come this week; arguments as in `queue.request_counts`."""
    if plain():
        return queue.request_counts(rates, u).tolist()
    return [_poisson(rate, luck) for rate, luck in zip(rates.tolist(), u.tolist(), strict=True)]


def _poisson(rate: float, u: float) -> int:
    chance = below = math.exp(-rate)
    count = 0
    while u >= below and (below + chance > below or count < rate):  # until what is left no longer counts
        count += 1
        chance *= rate / count
        below += chance
    return count


class Request(NamedTuple):
    """What luck makes of a request: whether it is decided locally, and wrongly; week it is ready, size, patience."""

    local: bool
    wrong: bool
    ready: float
    size: float
    patience: float


def requests(
    kinds: Sequence[int], draws: Sequence[list[float]], week: int, layers: int, delegation: float, p: QueueParameters
) -> list[Request]:
    """Return what becomes of this week's requests of these `kinds`; `draws` are their uniform numbers."""
    if plain():
        u = np.array(draws)
        columns = (
            u[:, LOCAL] < queue.local_decision_probability(delegation)[list(kinds)],
            u[:, ERROR] < queue.local_error_probability(delegation, p),
            week + queue.ready_weeks(layers, u[:, LAYERS:], p),
            queue.service_sizes(u[:, SIZE], p),
            queue.patience_budget(u[:, PATIENCE]),
        )
        return [Request(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    wrong = queue.local_error_probability(delegation, p)
    variance = math.log1p(p.service_scv)
    spread, centre = math.sqrt(variance), 0.5 * variance
    deviates: list[float] = ndtri([row[SIZE] for row in draws]).tolist()
    return [
        Request(
            row[LOCAL] < (delegation**2 if HIGH_STAKES[kind] else delegation),
            row[ERROR] < wrong,
            week - p.layer_weeks * sum([math.log1p(-u) for u in row[LAYERS : LAYERS + layers]]),
            math.exp(spread * deviate - centre),
            -math.log1p(-row[PATIENCE]),
        )
        for kind, row, deviate in zip(kinds, draws, deviates, strict=True)
    ]


def hazards(items: Sequence[Item], week: int, p: QueueParameters) -> list[float]:
    """Return the hazard of each item to be given up this week (17, I9)."""
    if plain():
        ages = week - np.array([item.created for item in items])
        return queue.leaving_hazard(np.array([int(item.kind) for item in items]), ages, p).tolist()
    hazard, patient = 1.0 / p.patience, week - p.grace
    return [hazard if LEAVES[item.kind] and item.created <= patient else 0.0 for item in items]


class Closed(NamedTuple):
    """An item that left the queue: its owner (-1: no team), its age, whether it was given up, or decided wrongly."""

    team: int
    age: float
    abandoned: bool
    wrong: bool


def experience(closed: Sequence[Closed], waits: Floats, p: QueueParameters) -> tuple[list[float], Floats]:
    """Return the ages by which closed items enter the measured latency, and what teams learn of waiting (I9)."""
    if plain():
        teams, ages, abandoned, wrong = (np.array(column) for column in zip(*closed, strict=True))
        owned = (teams >= 0).nonzero()[0]
        felt = queue.felt_age(ages, abandoned, wrong, p)[owned]
        latency = queue.recorded_latency(ages, abandoned, p).tolist()
        return latency, queue.experienced_wait(waits, teams[owned], felt, p) if owned.size else waits
    latency = [item.age + p.abandoned_latency if item.abandoned else item.age for item in closed]
    felt_by: dict[int, list[float]] = {}
    for team, age, abandoned, wrong in closed:
        felt = age + p.abandoned_wait if abandoned else max(age, p.rework_weeks) if wrong else age
        if team >= 0:
            felt_by.setdefault(team, []).append(felt)
    if felt_by:
        waits = waits.copy()  # forks share the array
    for team, ages in felt_by.items():
        gain = 1.0 - (1.0 - p.wait_gain) ** len(ages)
        waits[team] += gain * (sum(ages) / len(ages) - waits[team])
    return latency, waits
