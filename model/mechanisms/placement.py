"""Where does a customer who reviews place its work, and which option loses to which?

(38), (I36) nested logit over utilities U: with W = exp(lam U/(1 - sigma)) and S its sum over a nest,
    P = W/S * S^(1 - sigma) / sum of S^(1 - sigma) (Cardell 1997; Berry 1994); sigma = 0 is plain logit
(I26) a share 1/contract reviews each week and splits its work over two draws; the second draw is from the same
    logit without the first option
(I25) constants that give the start shares (contraction of Berry 1994)
(40) diversion ratio: where the demand of a removed option goes

Utility in util; an option that is not there has utility -inf. Columns of a nest stand next to each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TINY = 1e-300  # keeps 0/0 at 0 where an option or a nest is not there
MIXING_DEPTH = 6  # of the solver, without meaning in the world
ASTRAY = 4.0  # a step whose miss is so many times the least so far is taken back
MIXED_STEPS = 80  # most steps with mixing; what has not converged then begins anew without

ELASTICITY = "own elasticity of -1.11 within a model (Demirer et al. 2025, NBER) at share .15, price .7-1"
NESTING = "assumption: some releases mostly replace the seller's own (Fradkin 2025, arXiv 2504.15440)"
INERTIA = "assumption: contracts of a quarter to a year; 11 % a year switch vendor (Menlo Ventures 2025)"
HOMING = "assumption: 81 % of large firms run three families or more (a16z CIO survey 2026), weights unknown"


@dataclass(frozen=True, slots=True)
class PlacementParameters:
    """Parameters of customers' choice among the options they see."""

    precision: float = parameter(1.8, "1/util", 1.0, 3.0, ELASTICITY, "derived", "lam: logit scale of customers")
    nesting: float = parameter(0.7, "-", 0.0, 0.85, NESTING, "assumed", "sigma: likeness of a firm's options")
    contract: float = parameter(26.0, "wk", 13.0, 52.0, INERTIA, "assumed", "mean weeks between two reviews")
    second_share: float = parameter(0.3, "share", 0.0, 0.5, HOMING, "assumed", "m_h: work on the second option")


class Nests(NamedTuple):
    """Nests of the options: `of` (n_opt,) its number, `starts` its first column, `mates` (n_opt, n_opt) 0/1."""

    of: NDArray[np.intp]
    starts: NDArray[np.intp]
    mates: Floats


class Draws(NamedTuple):
    """Columns drawn by reviewers, `first` and `second` (k,)."""

    first: Integers
    second: Integers


def nests(of: Integers) -> Nests:
    """Prepare nests from the nest number (0, 1, ...) of each option; equal numbers must be neighbours."""
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    if not np.array_equal(of[starts], np.arange(starts.size)):
        raise ValueError("options of a nest must stand next to each other, numbered from 0")
    mates = (of[:, None] == of[None, :]) & ~np.eye(of.size, dtype=bool)
    return Nests(of.astype(np.intp), starts, mates.astype(float))


def variety_weight(p: PlacementParameters) -> float:
    """(I35) Utility of equal alternatives inside a nest, per log of their number: (1 - sigma)/lam."""
    return (1.0 - p.nesting) / p.precision


def reviewers(u: Floats, p: PlacementParameters) -> NDArray[np.intp]:
    """(I26) Customers who review this week, given one uniform each."""
    return (u < 1.0 / p.contract).nonzero()[0]


def probabilities(utility: Floats, nest: Nests, p: PlacementParameters) -> Floats:
    """(38), (I36) Nested logit probabilities (k, n_opt) of the options."""
    masses = _masses(utility, nest, p)
    return masses / np.add.reduce(masses, axis=1, keepdims=True)


def second_probabilities(utility: Floats, first: Integers, nest: Nests, p: PlacementParameters) -> Floats:
    """(I26) Probabilities (k, n_opt) of the second option, given the `first` (k,) drawn."""
    return probabilities(_without(utility, first), nest, p)


def choose_two(utility: Floats, u: Floats, nest: Nests, p: PlacementParameters) -> Draws:
    """(I26) Two different options for each row, by inverse distribution function from uniforms `u` (k, 2)."""
    first = _draw(_masses(utility, nest, p), u[:, 0])
    return Draws(first, _draw(_masses(_without(utility, first), nest, p), u[:, 1]))


def placements(draws: Draws, n_options: int, p: PlacementParameters) -> Floats:
    """(I26) Weights (k, n_opt) of workloads split over their first and second option; rows sum to 1."""
    rows = np.arange(draws.first.size)
    weights = np.zeros((rows.size, n_options))
    weights[rows, draws.first] = 1.0 - p.second_share
    weights[rows, draws.second] = p.second_share
    return weights


def expected_placements(utility: Floats, nest: Nests, p: PlacementParameters) -> Floats:
    """(I26) Mean of `placements` over all pairs of draws, in closed form, shape (k, n_opt)."""
    weights, sums = _weights(utility, nest, p)
    keep = 1.0 - p.nesting
    value = sums**keep
    total = value.sum(axis=1, keepdims=True)
    alone = weights * (value / np.maximum(sums, TINY))[:, nest.of]
    first = alone / total

    left = weights @ nest.mates  # what remains of the nest without the option
    rest = left**keep
    given = first / np.maximum(total - value[:, nest.of] + rest, TINY)
    inside = given * rest / np.maximum(left, TINY)
    elsewhere = given.sum(axis=1, keepdims=True) - np.add.reduceat(given, nest.starts, axis=1)[:, nest.of]
    second = alone * elsewhere + weights * (inside @ nest.mates)
    return (1.0 - p.second_share) * first + p.second_share * second


def solve_constants(
    utility: Floats,
    sizes: Floats,
    target: Floats,
    fixed: int,
    nest: Nests,
    p: PlacementParameters,
    tolerance: float = 1e-10,
    max_steps: int = 3000,
) -> Floats:
    """(I25), (I36) Constants xi (n_opt,) under which expected placements have the shares `target` (n_opt,).

    `utility` (n, n_opt) is that of the start state with constants 0; shares are weighted by `sizes` (n,). Berry's
    contraction with step (1 - sigma)/lam, sped up by Anderson mixing; where mixing goes astray, in some markets of
    many firms, the solver returns to its best point, and at last to the plain contraction. Column `fixed` (NONE)
    and options with target 0 keep constant 0. Raises ValueError if the shares cannot be met.
    """
    kept = np.flatnonzero((target > 0) & (np.arange(target.size) != fixed))
    share = sizes / sizes.sum()
    constants = np.zeros(target.size)
    points: list[Floats] = []
    moves: list[Floats] = []
    best, least = (constants[kept], constants[kept]), np.inf
    for step in range(max_steps):
        if step == MIXED_STEPS:
            constants[kept] = 0.0
        reached = share @ expected_placements(utility + constants, nest, p)
        miss = np.log(target[kept] / np.maximum(reached[kept], TINY))
        distance = float(np.abs(miss).max())
        if distance < tolerance:
            return constants
        here = (constants[kept], miss * variety_weight(p))
        if step >= MIXED_STEPS:
            constants[kept] = here[0] + here[1]
            continue
        if distance > ASTRAY * least:
            points, moves, here = [], [], best
        elif distance < least:
            best, least = here, distance
        points, moves = [*points, here[0]][-MIXING_DEPTH:], [*moves, here[1]][-MIXING_DEPTH:]
        constants[kept] = _mixed(points, moves)
    raise ValueError(f"the start shares of customers are not met after {max_steps} steps")


def diversion_ratio(
    utility: Floats, sizes: Floats, removed: int, to: Integers, nest: Nests, p: PlacementParameters
) -> float:
    """(40) Share of the demand of option `removed` that columns `to` would take if it were gone."""
    left = utility.copy()
    left[:, removed] = -np.inf
    before = sizes @ probabilities(utility, nest, p)
    gain = sizes @ probabilities(left, nest, p) - before
    return float(gain[to].sum() / before[removed]) if before[removed] > 0.0 else 0.0


def _weights(utility: Floats, nest: Nests, p: PlacementParameters) -> tuple[Floats, Floats]:
    """Return W (k, n_opt), scaled by row to a maximum of 1, and its sums S over nests (k, n_nests)."""
    scale = p.precision / (1.0 - p.nesting)
    weights = np.exp(scale * (utility - np.maximum.reduce(utility, axis=1, keepdims=True)))
    return weights, np.add.reduceat(weights, nest.starts, axis=1)


def _masses(utility: Floats, nest: Nests, p: PlacementParameters) -> Floats:
    """Return W S^-sigma (k, n_opt), which is in proportion to the probabilities."""
    weights, sums = _weights(utility, nest, p)
    return weights * (np.maximum(sums, TINY) ** -p.nesting).take(nest.of, axis=1)


def _without(utility: Floats, options: Integers) -> Floats:
    """Return the utilities with one option of each row taken away."""
    left = utility.copy()
    left[np.arange(options.size), options] = -np.inf
    return left


def _draw(masses: Floats, u: Floats) -> Integers:
    """Return the column in which the cumulated masses of each row pass the part `u` of their total."""
    reach = masses.cumsum(axis=1)
    total = reach[:, -1:]
    return ((reach > u[:, None] * total) | (reach >= total)).argmax(axis=1)


def _mixed(points: list[Floats], moves: list[Floats]) -> Floats:
    """Next point of Anderson mixing: the plain step less what former steps explain of it (Walker & Ni 2011)."""
    step = points[-1] + moves[-1]
    if len(points) == 1:
        return step
    change = np.diff(np.array(moves), axis=0)
    both = np.diff(np.array(points), axis=0) + change
    explained = np.linalg.lstsq(change.T, moves[-1], rcond=None)[0]
    return step - explained @ both
