"""What all firms share, as typed blocks: customers, developers, rivals, the frontier.

Arrays are indexed by customer (400), developer (1 000), option of the market, family of open models, rival. Only the
phases of a week write here.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.arrays import Flags, Floats, Integers
from model.mechanisms.event_effects import NEUTRAL, Effects

NO_FAMILY = 3
NO_HOST = 3
"""Kinds of family and host of a developer who uses none."""


@dataclass(slots=True)
class CustomerState:
    """How enterprise customers split their work over the options of the market.

    `terms` are the offers of this week, `heard` those of some weeks, newest last: what others than users know of.
    """

    weight: Floats  # customers x options, rows sum to 1
    constants: Floats
    share: Floats  # options, size weighted
    terms: Floats
    heard: deque[Floats]


@dataclass(slots=True)
class DeveloperState:
    """External developers by kind of family and of host; how those of a firm's kind divide over the firms is `users`
    and `hosted`."""

    family: NDArray[np.int8]  # 0: a firm's, 1: Openlab's, 2: another, NO_FAMILY: not using any yet
    host: NDArray[np.int8]  # 0: a firm's cloud, 1: another cloud, 2: own machines, NO_HOST: none
    tenure: NDArray[np.float32]
    constants: Floats  # families
    users: Floats  # developers with the family of each firm
    hosted: Floats  # developers on the cloud of each firm
    share: Floats  # families
    heard: Floats  # age of news x families: common worth, this week's first


@dataclass(slots=True)
class RivalsState:
    """The scripted rivals as arrays in the order of `names`."""

    names: tuple[str, ...]
    openlab: int
    capability: Floats
    served: Floats
    price: Floats
    asked: deque[Floats]  # prices of all firms and then of rivals, by week, newest last
    budget: Floats
    commercial: Flags
    aspiration: Floats
    weights: Floats
    timers: Floats
    war_weeks: Floats
    performance: Floats
    action: Integers
    last_share: Floats
    last_revenue: Floats


@dataclass(slots=True)
class Dealt:
    """A card on the table: `told`, `start` and `end` are weeks (it runs from start to before end).

    `firm` is -1 where it meets everybody, `source` says who played it; `u` is what it hides.
    """

    card: str
    told: int
    start: int
    end: int
    source: str
    firm: int = -1
    u: float = 0.0


@dataclass(slots=True)
class NatureState:
    """What the outside world does: cards dealt so far, and their effects this week on all and on each firm.

    `jump` is the product of algorithmic gains by new architectures.
    """

    cards: list[Dealt] = field(default_factory=list)
    jump: float = 1.0
    now: Effects = NEUTRAL
    firms: dict[int, Effects] = field(default_factory=dict)

    def on(self, firm: int) -> Effects:
        """Return what is in force for a firm."""
        return self.firms.get(firm, self.now)


@dataclass(slots=True)
class MarketState:
    """What all firms share.

    `open_history` holds the open capability of every family, newest week last, `usable_open` the best of them that
    others can build on by now.
    """

    customers: CustomerState
    developers: DeveloperState
    rivals: RivalsState
    hosts: Floats
    other_open: float
    open_history: deque[Floats]
    frontier: float
    frontier_algorithms: float
    reference: float
    usable_open: float = -np.inf
    festival: float = 0.0
    active_events: int = 0
    price_index: float = 1.0
    orders: float = 0.0
    nature: NatureState = field(default_factory=NatureState)


def family_shares(family: NDArray[np.integer], users: Floats) -> Floats:
    """Return the share of all developers with each family: the firms' (`users` are theirs), Openlab's, another."""
    others = np.bincount(family, minlength=NO_FAMILY + 1)[1:NO_FAMILY] / family.size
    return np.concatenate([users / family.size, others])
