"""Enterprise customers as shares of the pairs of options that their work lies on (M6).

A customer places its work on a first and a second option and keeps them until its contract ends. What it places where
is all that distinguishes it from others once everybody has mean traits and asks everybody: the state is the share of
customers on each ordered pair, and on the mix of the start. A week moves the part 1/contract of each pair to pairs by
the nested logit of what it sees, in expectation; that an offer is misjudged is left out, the error having mean 0.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from model.arrays import Floats
from model.fixed import Fixed
from model.mechanisms import market_news, placement, tiering
from model.parameter_set import ParameterSet

HALF = 0.5


def mean_traits(p: ParameterSet, points: int = 2000) -> Floats:
    """Return the traits (1, 4) of a customer that is the mean of all."""
    u = np.repeat((np.arange(points) + HALF)[:, None] / points, 4, axis=1)
    return tiering.draw_customers(u, p.tiering)[0].mean(axis=0, keepdims=True)


class Customers:
    """All customers of the market: `mass` (rows,) on `placed` (rows, options), what they have heard of."""

    def __init__(self, p: ParameterSet, fixed: Fixed) -> None:
        self.p, self.fixed = p, fixed
        self.traits = mean_traits(p)
        options = len(fixed.option_names)
        pairs = [(a, b) for a in range(options) for b in range(options) if a != b]
        self._first, self._second = (np.array(part) for part in zip(*pairs, strict=True))
        one = np.eye(options)
        self.placed = np.vstack([np.zeros(options), self._split(one[self._first], one[self._second])])
        self.mass = np.zeros(len(self.placed))
        self.mass[0] = 1.0
        self.constants = np.zeros(options)
        self.terms = np.zeros((4, options))
        self.heard: deque[Floats] = deque(maxlen=1 + market_news.longest_memory(p.market_news))

    @property
    def share(self) -> Floats:
        """The share of all work on each option."""
        return self.mass @ self.placed

    def rest(self, terms: Floats) -> None:
        """Set constants so that the start shares are chosen again at `terms` without constants (I25)."""
        target = np.where(np.isfinite(terms[1]), self.fixed.start_shares, 0.0)
        target = target / target.sum()
        utility = tiering.utilities(self.fixed.layout, terms, self.traits, target[None], target[None], self.p.tiering)
        layout = self.fixed.layout
        self.constants = placement.solve_constants(
            utility, np.ones(1), target, layout.none, self.fixed.nests, self.fixed.kinds, self.p.placement
        )
        self.placed[0] = placement.expected_placements(utility + self.constants, self.fixed.nests, self.p.placement)

    def hear(self, terms: Floats) -> None:
        """Let this week's terms (4, options) be known (8.1)."""
        self.terms = terms
        self.heard.append(terms)

    def week(self, lock: float) -> None:
        """Let the part whose contract ends place its work anew (37, 38, I26); `lock` scales what holds it where it is."""
        p = self.p.placement
        seen = market_news.perceived(
            self._worth(self.terms, lock), self._worth(market_news.known_terms(self.heard, self.p.market_news), lock),
            self.placed, self.p.market_news,
        )  # fmt: skip
        first = placement.probabilities(seen, self.fixed.nests, p)
        again = (self.mass / p.contract)[:, None]
        both = np.zeros((seen.shape[1],) * 2)
        for option in range(seen.shape[1]):
            taken = np.full(len(seen), option)
            then = placement.second_probabilities(seen, taken, self.fixed.nests, p)
            both[option] = (again * first[:, option, None] * then).sum(axis=0)
        self.mass = self.mass * (1.0 - 1.0 / p.contract)
        self.mass[1:] += both[self._first, self._second]

    def diversion(self, lock: float) -> float:
        """Return the part of the demand of the firm's API that its other options would take if it were gone (40)."""
        layout, nests = self.fixed.layout, self.fixed.nests
        api = int(layout.api[0])
        own = np.flatnonzero(nests.mates[api])
        utility = self._worth(self.terms, lock)
        return placement.diversion_ratio(utility, self.mass, api, own, nests, self.p.placement)

    def _worth(self, terms: Floats, lock: float) -> Floats:
        rows, p = len(self.placed), tiering.portable(self.p.tiering, lock)
        peers = np.tile(self.share, (rows, 1))
        return tiering.utilities(self.fixed.layout, terms, np.repeat(self.traits, rows, axis=0), self.placed, peers, p)

    def _split(self, first: Floats, second: Floats) -> Floats:
        return placement.placements(placement.Draws(first, second), self.p.placement)
