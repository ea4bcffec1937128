"""What decisions and events did against the base case, in which the same cards are dealt and nothing is decided.

A waterfall begins with nothing decided and nothing dealt. Here the base case stands at the beginning, as on every other
screen, so an event is reckoned with what it did to this game beyond what it does to the base case: its share of the whole
less its share of a game with events only, over the same orders. The values still sum exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from experiments.why import shapley
from experiments.why.explanation import DRAWN_WITH, Explanation
from experiments.why.pieces import Piece
from model.arrays import Floats
from model.kpis import INDEX


@dataclass(frozen=True)
class Contribution:
    """What one piece did to a KPI against the base case; `error` is the standard error, 0 where it is exact, else NaN."""

    piece: Piece
    value: float
    error: float


@dataclass(frozen=True)
class Reckoning:
    """From the base case to the game, a contribution a piece; their values sum to `final` less `base`."""

    kpi: str
    base: float
    final: float
    contributions: list[Contribution]


def reckoning(explanation: Explanation, kpi: str, watch: Callable[[], None] | None = None) -> Reckoning:
    """Return the reckoning of a KPI, as exact as the explanation is; `watch` is called after each order."""
    pieces, value = explanation.pieces, explanation.replays.value
    events = [i for i, piece in enumerate(pieces) if piece.kind == "event"]
    at = INDEX[kpi]
    base, final = (float(value(frozenset(inside))[at]) for inside in (events, range(len(pieces))))
    if not pieces:
        return Reckoning(kpi, base, final, [])
    apart = []
    for whole, orders in zip(explanation.samples, _orders(explanation), strict=True):
        apart.append(whole - _events_alone(explanation, events, orders))
        if watch:
            watch()
    exact = explanation.exact
    means, errors = (apart[0][0], np.zeros_like(apart[0][0])) if exact else shapley.mean_and_error(apart)
    listed = [Contribution(piece, float(means[i, at]), float(errors[i, at])) for i, piece in enumerate(pieces)]
    return Reckoning(kpi, base, final, listed)


def _orders(explanation: Explanation) -> list[tuple[Sequence[int], ...]]:
    """Return the orders behind each sample of an explanation; none where all sets were played."""
    if explanation.exact:
        return [()]
    groups = [piece.group for piece in explanation.pieces]
    pairs: list[tuple[Sequence[int], ...]] = list(islice(shapley.order_pairs(groups, DRAWN_WITH), explanation.pairs))
    return pairs or [(range(len(groups)),)]


def _events_alone(explanation: Explanation, events: Sequence[int], orders: Sequence[Sequence[int]]) -> Floats:
    """Return what each event adds in each order (orders, n, KPIs) where nothing is decided, zero for decisions."""
    value = explanation.replays.value

    def of_events(inside: frozenset[int]) -> Floats:
        return value(frozenset(events[i] for i in inside))

    place = {event: i for i, event in enumerate(events)}
    walks = [shapley.walk(of_events, [place[i] for i in order if i in place]) for order in orders]
    found = np.array(walks or [shapley.exact(of_events, len(events))])
    added = np.zeros((len(found), len(explanation.pieces), len(value(frozenset()))))
    if events:
        added[:, list(events)] = found
    return added
