"""Where does a customer who reviews place its work, and which option loses to which?

(38), (I36) nested logit over utilities U: with W = exp(lam U/(1 - sigma)) and S its sum over a nest,
    P = W/S * S^(1 - sigma) / sum of S^(1 - sigma) (Cardell 1997; Berry 1994); sigma = 0 is plain logit
(I26) a share 1/contract reviews each week and splits its work over two draws; the second draw is from the same
    logit without the first option. An agent stands for a crowd: luck draws the kind of an option (an API of some
    firm, Openlab's weights, ...), and within a kind the crowd divides over the firms by (38), so that firms alike
    get the same to the last digit
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
MIXING_DEPTH_FIRMS = 4  # several firms' steps are nearly parallel: looking back further runs in circles
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
    """What reviewers drew: `first` and `second` (k, n_opt), how each crowd divides over the options of a kind."""

    first: Floats
    second: Floats


def nests(of: Integers) -> Nests:
    """Prepare nests from the nest number (0, 1, ...) of each option; equal numbers must be neighbours."""
    starts = np.flatnonzero(np.diff(of, prepend=-1))
    if not np.array_equal(of[starts], np.arange(starts.size)):
        raise ValueError("options of a nest must stand next to each other, numbered from 0")
    mates = (of[:, None] == of[None, :]) & ~np.eye(of.size, dtype=bool)
    return Nests(of.astype(np.intp), starts, mates.astype(float))


def kind_members(kind: Integers) -> Floats:
    """Return 0/1 (n_opt, n_kinds): which options are of which kind, given the kind (0, 1, ...) of each option."""
    return (kind[:, None] == np.arange(int(kind.max()) + 1)).astype(float)


def variety_weight(p: PlacementParameters) -> float:
    """(I35) Utility of equal alternatives inside a nest, per log of their number: (1 - sigma)/lam."""
    return (1.0 - p.nesting) / p.precision


def reviewers(u: Floats, p: PlacementParameters) -> NDArray[np.intp]:
    """(I26) Customers who review this week, given one uniform each."""
    return (u < 1.0 / p.contract).nonzero()[0]


def probabilities(utility: Floats, nest: Nests, p: PlacementParameters) -> Floats:
    """(38), (I36) Nested logit probabilities (k, n_opt) of the options."""
    masses = _masses(utility, nest, p)
    by_nest = np.sort(np.add.reduceat(masses, nest.starts, axis=1), axis=1)  # in an order that knows no firm
    return masses / np.add.reduce(by_nest, axis=1, keepdims=True)


def second_probabilities(utility: Floats, first: Integers, nest: Nests, p: PlacementParameters) -> Floats:
    """(I26) Probabilities (k, n_opt) of the second option, given the `first` (k,) drawn."""
    left = utility.copy()
    left[np.arange(first.size), first] = -np.inf
    return probabilities(left, nest, p)


def choose_two(utility: Floats, u: Floats, nest: Nests, kinds: Floats, p: PlacementParameters) -> Draws:
    """(I26) Two kinds of options for each row, by inverse distribution function from uniforms `u` (k, 2).

    `kinds` is from `kind_members`. Nobody takes the same option twice, but the same kind from two firms.
    """
    first = _draw(_masses(utility, nest, p), u[:, 0], kinds)
    row, taken = first.nonzero()
    left = utility[row]
    left[np.arange(row.size), taken] = -np.inf
    place = np.arange(row.size) - row.searchsorted(row)  # of a firm among those that the crowd took
    chance = np.zeros((len(utility), int(place.max(initial=0)) + 1, utility.shape[1]))
    chance[row, place] = probabilities(left, nest, p) * first[row, taken][:, None]
    chance.sort(axis=1)  # sums whose order knows no firm
    return Draws(first, _draw(np.add.reduce(chance, axis=1), u[:, 1], kinds))


def placements(draws: Draws, p: PlacementParameters) -> Floats:
    """(I26) Weights (k, n_opt) of workloads split over their first and second choice; rows sum to 1."""
    return (1.0 - p.second_share) * draws.first + p.second_share * draws.second


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
    # sums over the other nests, not all less the own one: where a nest has nearly everything that would lose all digits
    others = 1.0 - np.eye(nest.starts.size)
    given = first / np.maximum((value @ others)[:, nest.of] + rest, TINY)
    inside = given * rest / np.maximum(left, TINY)
    elsewhere = (np.add.reduceat(given, nest.starts, axis=1) @ others)[:, nest.of]
    second = alone * elsewhere + weights * (inside @ nest.mates)
    return (1.0 - p.second_share) * first + p.second_share * second


def solve_constants(
    utility: Floats,
    sizes: Floats,
    target: Floats,
    fixed: int,
    nest: Nests,
    kinds: Floats,
    p: PlacementParameters,
    tolerance: float = 1e-10,
    max_steps: int = 3000,
) -> Floats:
    """(I25), (I36) Constants xi (n_opt,) under which expected placements have the shares `target` (n_opt,).

    `utility` (n, n_opt) is that of the start state with constants 0; shares are weighted by `sizes` (n,). Berry's
    contraction with step (1 - sigma)/lam, sped up by Anderson mixing; where mixing goes astray, in some markets of
    many firms, the solver returns to its best point, and at last to the plain contraction. Options of a kind
    (`kind_members`) have one constant: firms start alike. Column `fixed` (NONE) and kinds with target 0 keep
    constant 0. Raises ValueError if the shares cannot be met.
    """
    wanted, none = target @ kinds, int(kinds[fixed].argmax())
    kept = np.flatnonzero((wanted > 0) & (np.arange(wanted.size) != none))
    share = sizes / sizes.sum()
    which = kinds.argmax(axis=1)
    depth = MIXING_DEPTH if which.size == wanted.size else MIXING_DEPTH_FIRMS
    constants = np.zeros(wanted.size)
    points: list[Floats] = []
    moves: list[Floats] = []
    best, least = (constants[kept], constants[kept]), np.inf
    for step in range(max_steps):
        if step == MIXED_STEPS:
            constants[kept] = 0.0
        reached = share @ expected_placements(utility + constants[which], nest, p) @ kinds
        miss = np.log(wanted[kept] / np.maximum(reached[kept], TINY))
        distance = float(np.abs(miss).max())
        if distance < tolerance:
            return constants[which]
        here = (constants[kept], miss * variety_weight(p))
        if step >= MIXED_STEPS:
            constants[kept] = here[0] + here[1]
            continue
        if distance > ASTRAY * least:
            points, moves, here = [], [], best
        elif distance < least:
            best, least = here, distance
        points, moves = [*points, here[0]][-depth:], [*moves, here[1]][-depth:]
        constants[kept] = _mixed(points, moves)
    raise ValueError(f"the start shares of customers are not met after {max_steps} steps")


def diversion_ratio(
    utility: Floats, sizes: Floats, removed: int, to: Integers, nest: Nests, p: PlacementParameters
) -> float:
    """(40) Share of the demand of option `removed` that columns `to` would take if it were gone."""
    left = utility.copy()
    left[:, removed] = -np.inf
    before = weighted(sizes, probabilities(utility, nest, p))
    gain = weighted(sizes, probabilities(left, nest, p)) - before
    return float(gain[to].sum() / before[removed]) if before[removed] > 0.0 else 0.0


def weighted(sizes: Floats, table: Floats) -> Floats:
    """Return the sum of rows of `table` (n, m) weighted by `sizes` (n,): equal columns have equal sums, bit for bit."""
    return np.add.reduce(table * sizes[:, None], axis=0)


def _weights(utility: Floats, nest: Nests, p: PlacementParameters) -> tuple[Floats, Floats]:
    """Return W (k, n_opt), scaled by row to a maximum of 1, and its sums S over nests (k, n_nests)."""
    scale = p.precision / (1.0 - p.nesting)
    weights = np.exp(scale * (utility - np.maximum.reduce(utility, axis=1, keepdims=True)))
    return weights, np.add.reduceat(weights, nest.starts, axis=1)


def _masses(utility: Floats, nest: Nests, p: PlacementParameters) -> Floats:
    """Return W S^-sigma (k, n_opt), which is in proportion to the probabilities."""
    weights, sums = _weights(utility, nest, p)
    return weights * (np.maximum(sums, TINY) ** -p.nesting).take(nest.of, axis=1)


def _draw(masses: Floats, u: Floats, kinds: Floats) -> Floats:
    """Return how rows divide (k, n_opt) over the kind in which their cumulated masses pass the part `u` of the total."""
    reach = (masses @ kinds).cumsum(axis=1)
    total = reach[:, -1:]
    kind = ((reach > u[:, None] * total) | (reach >= total)).argmax(axis=1)
    parts = masses * kinds.T[kind]
    return parts / np.add.reduce(parts, axis=1, keepdims=True)


def _mixed(points: list[Floats], moves: list[Floats]) -> Floats:
    """Next point of Anderson mixing: the plain step less what former steps explain of it (Walker & Ni 2011)."""
    step = points[-1] + moves[-1]
    if len(points) == 1:
        return step
    change = np.diff(np.array(moves), axis=0)
    both = np.diff(np.array(points), axis=0) + change
    explained = np.linalg.lstsq(change.T, moves[-1], rcond=None)[0]
    return step - explained @ both
