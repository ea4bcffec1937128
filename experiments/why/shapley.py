"""Who contributed what to a value that many brought about together (Shapley 1953).

Players enter one after the other, and each gets what the value changes when it enters. Over all orders this is
the Shapley value; over some it is an estimate (Castro, Gomez & Tejada 2009) whose entries still sum exactly, because
every order telescopes. Each random order is played with its reverse (antithetic pairs: Mitchell et al. 2022), so
that who enters early in one enters late in the other. With few players all sets are played, without any error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from model.arrays import Floats

Value = Callable[[frozenset[int]], Floats]
MOST_EXACT = 6
"""Players of whom all sets are played in the end: 64."""


def order_pairs(groups: Sequence[int], seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """Yield random orders of the players, each with its reverse; players of a group (one for each player) stay together."""
    members: dict[int, list[int]] = {}
    for player, group in enumerate(groups):
        members.setdefault(group, []).append(player)
    rng = np.random.default_rng(seed)
    while True:
        chosen = [list(members)[k] for k in rng.permutation(len(members))]
        order = [members[group][k] for group in chosen for k in rng.permutation(len(members[group]))]
        yield order, order[::-1]


def walk(value: Value, order: Sequence[int]) -> Floats:
    """Return what each player (n, k) adds when players enter in this order; the rows sum to value(all) - value(none)."""
    inside: frozenset[int] = frozenset()
    before = value(inside)
    added = np.zeros((len(order), len(before)))
    for player in order:
        inside = inside | {player}
        after = value(inside)
        added[player] = after - before
        before = after
    return added


def prefixes(order: Sequence[int]) -> list[frozenset[int]]:
    """Return the sets that `walk` asks for: nobody, the first, the first two, and so on."""
    return [frozenset(order[:k]) for k in range(len(order) + 1)]


def subsets(players: int) -> list[frozenset[int]]:
    """Return all sets of players."""
    return [frozenset(inside) for size in range(players + 1) for inside in combinations(range(players), size)]


def exact(value: Value, players: int) -> Floats:
    """Return the Shapley values (n, k) of `players` players, from all sets of them."""
    total = np.zeros((players, len(value(frozenset()))))
    for player in range(players):
        others = [other for other in range(players) if other != player]
        for size in range(players):
            weight = 1.0 / (players * comb(players - 1, size))
            for inside in combinations(others, size):
                total[player] += weight * (value(frozenset(inside) | {player}) - value(frozenset(inside)))
    return total


def mean_and_error(pairs: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return the mean (n, k) of what players added in pairs of walks (2, n, k), and its standard error.

    A few pairs may agree by chance where one more would not. So the error counts, beside their deviations, one pair
    that lies off by half of what was ever seen between the walks; it is zero only for who adds the same in every walk.
    Of one pair alone it is not known (not-a-number).
    """
    walks = np.asarray(pairs)
    of_pairs, number = walks.mean(axis=1), len(walks)
    mean = of_pairs.mean(axis=0)
    if number < 2:
        return mean, np.full(mean.shape, np.nan)
    unseen = (walks.max(axis=(0, 1)) - walks.min(axis=(0, 1))) / 2.0
    return mean, np.sqrt(((of_pairs - mean) ** 2).sum(axis=0) + unseen**2) / number
