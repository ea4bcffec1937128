"""How those who stand for a crowd divide it over the firms when they choose where to run (33).

Luck draws a developer's kind of host, and which kind of weights it runs; over the firms both divide by chance alone,
so that firms which offer the same get the same, to the last digit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.arrays import Flags, Floats
from model.mechanisms import open_release
from model.mechanisms.open_release import Integers, OpenReleaseParameters


def choose_hosts(
    family: Integers,
    host: Integers,
    tenure: NDArray[np.floating],
    prices: Floats,
    coupling: Floats,
    restricted: Flags,
    u: Floats,
    p: OpenReleaseParameters,
    division: Floats = open_release.ALONE,
    clouds: Floats = open_release.ALONE,
) -> tuple[Integers, Floats, Floats]:
    """(33) New kinds of host (k,) of adopters with kinds of `family`, the sum of their parts on each firm's cloud, and
    the utilities (k, n_hosts) that they saw.

    A crowd with firms' families is the mix of them that `division` (n,) says; its utilities are those of one chooser
    whose choice is the mix.
    """
    firms = coupling.size
    mix: Floats = np.empty((firms, family.size, prices.size))
    seen: Floats = np.empty((family.size, prices.size))
    for firm, part in enumerate(division.tolist()):
        column = np.where(family == 0, firm, family + firms - 1)
        seen = open_release.host_utilities(column, host, tenure, prices, coupling, restricted, p, clouds)
        weights = np.exp(p.precision * (seen - np.maximum.reduce(seen, axis=1, keepdims=True)))
        mix[firm] = part * weights / np.add.reduce(np.sort(weights, axis=1), axis=1, keepdims=True)
    mix.sort(axis=0)  # sums whose order knows no firm
    chances = np.add.reduce(mix, axis=0)
    own: Floats = chances[:, :firms]
    total = np.add.reduce(own, axis=1, keepdims=True)
    chosen = open_release.drawn(np.concatenate([total, chances[:, firms:]], axis=1), u)
    parts: Floats = own / np.maximum(total, open_release.TINY)
    joined: Floats = np.add.reduce(parts[chosen == 0], axis=0)
    return chosen, joined, seen if firms == 1 else _seen_by_the_mix(chances, p.precision)


def _seen_by_the_mix(chances: Floats, precision: float) -> Floats:
    with np.errstate(divide="ignore"):  # what is out of reach is minus infinity
        return np.log(chances) / precision


def division(users: Floats) -> Floats:
    """Return the parts (n,) of a crowd with each firm; equal ones where there is nobody."""
    everybody = float(np.add.reduce(users))
    return users / everybody if everybody > 0.0 else np.full(len(users), 1.0 / len(users))
