"""What do released weights bring: which developers build on them, and on whose machines?

A family is a line of weights: one for each of n firms (columns 0..n-1 of F), then Openlab's and all others. A
developer stands for a crowd: luck draws the kind of its family (0: a firm's, 1: Openlab's, 2: another; the number of
kinds: none yet) and of its host (0: a firm's cloud, 1: another cloud, 2: own machines). All who chose a firm's divide
over the firms by the same logit, in parts (n,) that sum to 1: firms alike get the same. With one firm nothing divides.

(31) awareness hazard a week h = p + q * share of neighbours who use any family (Bass 1969, here on a graph)
(32) utility of a family = omega (K_open - K_ref) + J_l share among neighbours + J_g share of all + habit
     + licence + .3 (iota - .5) for answered contributions (I55) + constant (I28);
     logit (Anderson, de Palma & Thisse 1992), reconsidered at a constant hazard
(33) host of an adopter: clouds of firms, another cloud, own machines; integration, price, and a cost of leaving
     that grows with tenure (Klemperer 1987; Farrell & Klemperer 2007)

Capability in K (log10 of effective compute), utility in util, time in weeks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.integer]
Booleans = NDArray[np.bool_]

FAST_BASS = "assumption: Bass 1969 form; models settle within weeks (Fradkin 2025), durables in years"
OVERTAKING = "assumption: set so that a lead of .5 K overtakes in 104 wk and .3 K not (Qwen and Llama, 2025)"
SWITCHING = "assumption: form of Klemperer 1987, no measurement for weights"
LICENCES = "assumption: derivatives drift permissive (Laufer et al. 2025), so restriction repels"
HOSTS = 3  # kinds: a firm's cloud, another cloud, own machines
TINY = 1e-300  # keeps 0/0 at 0 where no firm's weights are there

ANSWERS = "assumption: developers stay where they are answered (Shah 2006; Eghbal 2020)"
OWN_CLOUD = "assumption: a cloud is tuned for its owner's weights"


@dataclass(frozen=True, slots=True)
class OpenReleaseParameters:
    """Parameters of developers' choices of weights and hosts."""

    innovation: float = parameter(
        0.015, "1/wk", 0.002, 0.03, FAST_BASS, "assumed", "p: hazard of a first use without any neighbour"
    )
    imitation: float = parameter(
        0.10, "1/wk", 0.0, 0.2, FAST_BASS, "assumed", "q: further hazard when all neighbours use some family"
    )
    quality_weight: float = parameter(
        1.0, "util/K", 0.5, 2.0, "assumption: 1 util is 1 K to the median team", "assumed", "omega of (32)"
    )
    precision: float = parameter(
        2.0, "1/util", 1.0, 4.0, "assumption: logit scale", "assumed", "how sharply choices follow utility"
    )
    peer_weight: float = parameter(
        1.0, "util", 0.0, 3.0, OVERTAKING, "assumed", "J_l: pull of a family that all neighbours use"
    )
    market_weight: float = parameter(
        0.5, "util", 0.0, 2.0, OVERTAKING, "assumed", "J_g: pull of a family that everybody uses"
    )
    habit: float = parameter(0.3, "util", 0.0, 1.0, OVERTAKING, "assumed", "sw: pull of the family in use")
    review_rate: float = parameter(
        0.06, "1/wk", 0.02, 0.15, OVERTAKING, "assumed", "hazard of reconsidering family and host"
    )
    restriction: float = parameter(
        0.3, "util", 0.0, 1.0, LICENCES, "assumed", "utility a family loses by a restricted licence"
    )
    response_weight: float = parameter(
        0.3, "util", 0.0, 0.6, ANSWERS, "assumed", "utility per unit of iota above its reference (I55)"
    )
    response_reference: float = parameter(
        0.5, "-", 0.1, 0.9, "assumption: iota of ten integrators", "assumed", "iota that neither draws nor repels"
    )
    integration: float = parameter(
        0.5, "util", 0.0, 1.5, OWN_CLOUD, "assumed", "opt: pull of the owner's cloud at coupling kappa = 1"
    )
    lock_initial: float = parameter(0.1, "util", 0.0, 1.5, SWITCHING, "assumed", "s0: cost of leaving a new host")
    lock_growth: float = parameter(0.5, "util", 0.0, 1.5, SWITCHING, "assumed", "s1: further cost after long use")
    lock_time: float = parameter(26.0, "wk", 8.0, 52.0, SWITCHING, "assumed", "time scale of growing tenure")


class Neighbours(NamedTuple):
    """The developer graph in compressed sparse rows: `other[starts[i]:starts[i + 1]]` are the neighbours of i."""

    starts: NDArray[np.int32]
    other: NDArray[np.int32]

    @property
    def degree(self) -> Integers:
        """How many neighbours each node has."""
        return np.diff(self.starts)

    @property
    def owner(self) -> Integers:
        """Whose edge each entry of `other` is."""
        return np.arange(len(self.starts) - 1).repeat(self.degree)


class Adoption(NamedTuple):
    """One week of developers.

    `family` (n,) is the new kind; `who` (k,) reviewed or became aware, saw `utilities` (k, F) and took the kind
    `family[who]`; `users` (firms,) are the developers with each firm's family.
    """

    family: Integers
    who: NDArray[np.intp]
    utilities: Floats
    users: Floats


ALONE: Floats = np.ones(1)
"""How a crowd divides over one firm."""


def neighbours(indptr: Integers, indices: Integers) -> Neighbours:
    """Prepare a graph in compressed sparse rows: `indptr` (n+1,), `indices` (edges,), each edge both ways."""
    return Neighbours(indptr.astype(np.int32), indices.astype(np.int32))


def neighbour_shares(family: Integers, graph: Neighbours, n_families: int) -> Floats:
    """Return the share of each developer's neighbours in each family, shape (n, F); rows sum to 1 or less."""
    return shares_around(np.arange(family.size), family, graph, n_families)


def shares_around(who: Integers, family: Integers, graph: Neighbours, n_families: int) -> Floats:
    """Return the rows `who` (k,) of `neighbour_shares`, shape (k, F), without counting for everybody else."""
    columns = n_families + 1
    first = graph.starts.take(who).astype(np.int64)
    count = graph.starts.take(who + 1) - first
    row = np.arange(who.size).repeat(count)
    edges = np.arange(row.size) + (first + count - count.cumsum()).repeat(count)
    cells = row * columns + family.take(graph.other.take(edges))
    counts = np.bincount(cells, minlength=who.size * columns).reshape(-1, columns)
    return counts[:, :n_families] / np.maximum(count, 1)[:, None]


def family_shares(family: Integers, n_families: int) -> Floats:
    """Return the share of all developers in each family, shape (F,)."""
    return np.bincount(family, minlength=n_families + 1)[:n_families] / family.size


def awareness_hazard(adopted_share: Floats, p: OpenReleaseParameters) -> Floats:
    """(31) Hazard a week of a first adoption, given the share of neighbours who use any family."""
    return p.innovation + p.imitation * adopted_share


def family_attraction(
    open_k: Floats,
    reference_k: float,
    share: Floats,
    restricted: Booleans,
    absorption: Floats,
    constants: Floats,
    p: OpenReleaseParameters,
) -> Floats:
    """(32) The part of a family's utility that is the same for everybody, shape (F,).

    `open_k` is -inf for a family that was never released. `absorption` is iota of a family's owner while it
    releases, response_reference for the others; `constants` come from `family_constants`.
    """
    return (
        p.quality_weight * (open_k - reference_k)
        + p.market_weight * share
        - p.restriction * restricted
        + p.response_weight * (absorption - p.response_reference)
        + constants
    )


def family_utilities(
    attraction: Floats, peers: Floats, current: Integers, p: OpenReleaseParameters, division: Floats = ALONE
) -> Floats:
    """(32) Utilities (k, F) of developers with shares `peers` (k, kinds) around them who use kind `current` (k,)."""
    firms, kinds = division.size, peers.shape[1]
    near = p.peer_weight * peers
    users = (current < kinds).nonzero()[0]
    near[users, current.take(users)] += p.habit
    return attraction + np.concatenate([near[:, :1] * division, near[:, 1:]], axis=1) if firms > 1 else attraction + near


def divide(utilities: Floats, firms: int, precision: float) -> tuple[Floats, Floats]:
    """Return utilities (k, kinds) in which the firms' options are one, worth their log sum, and the parts (k, firms)."""
    own = utilities[:, :firms]
    top = np.maximum.reduce(own, axis=1, keepdims=True)
    weights = np.exp(precision * (own - np.where(np.isfinite(top), top, 0.0)))
    total = np.add.reduce(weights, axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        worth = top + np.log(total) / precision
    return np.concatenate([worth, utilities[:, firms:]], axis=1), weights / np.maximum(total, TINY)


def choose(utilities: Floats, u: Floats, precision: float) -> Integers:
    """Logit choice of a column for each row, by inverse distribution function from one uniform a row."""
    return drawn(np.exp(precision * (utilities - np.maximum.reduce(utilities, axis=1, keepdims=True))), u)


def drawn(weights: Floats, u: Floats) -> Integers:
    """Return the column in which the cumulated `weights` of each row pass the part `u` of their total."""
    reach = weights.cumsum(axis=1)
    total = reach[:, -1:]
    return ((reach > u[:, None] * total) | (reach >= total)).argmax(axis=1)


def developer_step(
    family: Integers,
    graph: Neighbours,
    attraction: Floats,
    u_review: Floats,
    u_choice: Floats,
    p: OpenReleaseParameters,
    division: Floats = ALONE,
) -> Adoption:
    """(31), (32) One week of all developers; `u_review` and `u_choice` hold one uniform a developer.

    `attraction` is (F,), the same for everybody, or (n, F) as each developer has heard of it.
    `division` (firms,) is how those with a firm's family divide over the firms now.
    """
    firms = division.size
    kinds = attraction.shape[-1] - firms + 1
    unaware = family == kinds
    # only those who would act if all their neighbours used a family have to look around
    most = np.where(unaware, weekly_chance(p.innovation + p.imitation), weekly_chance(p.review_rate))
    who = (u_review < most).nonzero()[0]
    peers = shares_around(who, family, graph, kinds)
    adopted = peers @ np.ones(kinds)  # faster than a sum along short rows
    hazard = np.where(unaware.take(who), awareness_hazard(adopted, p), p.review_rate)
    acts = u_review.take(who) < -np.expm1(-hazard)
    who, peers = who[acts], peers[acts]
    before = family.take(who)
    known = attraction if attraction.ndim == 1 else attraction[who]
    utilities = family_utilities(known, peers, before, p, division)
    worth, parts = divide(utilities, firms, p.precision)
    after = family.copy()
    after[who] = choose(worth, u_choice.take(who), p.precision)
    stay = np.count_nonzero(family == 0) - np.count_nonzero(before == 0)
    return Adoption(after, who, utilities, division * stay + np.add.reduce(parts[after[who] == 0], axis=0))


def weekly_chance(hazard: float) -> float:
    """Return the chance to act within a week at a weekly `hazard`."""
    return -math.expm1(-hazard)


def family_constants(
    utilities: Floats, target: Floats, precision: float, tolerance: float = 1e-10, max_steps: int = 500
) -> Floats:
    """(I28) Constants (F,) under which the rows of `utilities` (n, F) choose in the shares `target`.

    `target` is scaled to sum 1. Contraction of Berry 1994; the mean constant is 0. A family with target 0 is
    left out and keeps constant 0.
    """
    kept = np.flatnonzero(target > 0)
    wanted = np.log(target[kept] / target[kept].sum())
    constants = np.zeros(target.size)
    for _ in range(max_steps):
        scaled = precision * (utilities[:, kept] + constants[kept])
        weights = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        share = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
        miss = wanted - np.log(share)
        constants[kept] += miss / precision
        if np.abs(miss).max() < tolerance:
            break
    constants[kept] -= constants[kept].mean()
    return constants


def portable(p: OpenReleaseParameters, inertia: float) -> OpenReleaseParameters:
    """Return parameters with `inertia` times what holds developers where they are: 0 where all can be taken along."""
    if inertia == 1.0:
        return p
    return replace(p, lock_initial=inertia * p.lock_initial, lock_growth=inertia * p.lock_growth)


def host_utilities(
    family: Integers,
    host: Integers,
    tenure: NDArray[np.floating],
    prices: Floats,
    coupling: Floats,
    restricted: Booleans,
    p: OpenReleaseParameters,
    clouds: Floats = ALONE,
) -> Floats:
    """(33) Utilities (k, n+2) of hosts for k adopters: clouds of the n firms, another cloud, own machines.

    `family` are columns of families; `prices` (n+2,) in price units; `coupling` (n,) is kappa of each firm; a
    `restricted` (n,) licence leaves only its firm's cloud and own machines to the family. `host` is a kind, outside
    0..2 none yet, `tenure` in weeks there; `clouds` (n,) is how those on a firm's cloud divide over the firms.
    """
    n_firms = coupling.size
    utilities = np.empty((family.size, prices.size))
    utilities[:] = -prices
    settled = ((host >= 0) & (host < HOSTS)).nonzero()[0]
    held = np.zeros((family.size, HOSTS))
    lock = p.lock_initial - p.lock_growth * np.expm1(tenure.take(settled).astype(float) / -p.lock_time)
    held[settled, host.take(settled)] = lock
    utilities[:, :n_firms] += held[:, :1] * clouds
    utilities[:, n_firms:] += held[:, 1:]
    owned = (family < n_firms).nonzero()[0]
    firm = family.take(owned)
    utilities[owned, firm] += p.integration * coupling.take(firm)
    if True in restricted:
        bound = owned[restricted.take(firm)]
        barred = np.arange(n_firms + 1)[None, :] != family.take(bound)[:, None]
        utilities[bound, : n_firms + 1] = np.where(barred, -np.inf, utilities[bound, : n_firms + 1])
    return utilities


def next_tenure(host: Integers, former: Integers, tenure: NDArray[np.floating]) -> NDArray[np.floating]:
    """Weeks at the present host: one more for those who stayed, 0 for those who moved."""
    return np.where(host == former, tenure + tenure.dtype.type(1), tenure.dtype.type(0))
