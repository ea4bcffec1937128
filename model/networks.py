"""Who influences whom: graphs as compressed rows, drawn with numpy; networkx is for pictures and statistics.

Graphs: product teams (block model: dense inside a unit, sparse between units), external developers
(Watts & Strogatz 1998 small world) and reference customers. A `Rows` holds neighbours in compressed sparse rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

Indices = NDArray[np.int32]

_ROUNDS = 50
"""Times that ties which meet are drawn again; only graphs that are nearly complete need more than three."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A graph as compressed sparse rows: neighbours of node i are `indices[starts[i]:starts[i + 1]]`."""

    starts: Indices
    indices: Indices

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.starts) - 1

    def degrees(self) -> Indices:
        """Return the number of neighbours of each node."""
        return np.diff(self.starts)

    def edges(self) -> Indices:
        """Return each undirected edge once, shape (m, 2), lower node first."""
        left = np.repeat(np.arange(self.size, dtype=np.int32), self.degrees())
        keep = left < self.indices
        return np.column_stack([left[keep], self.indices[keep]])

    def with_node(self, neighbours: list[int]) -> Rows:
        """Return the graph with one more node at the end that watches `neighbours`; nobody watches it."""
        return Rows(
            np.append(self.starts, self.starts[-1] + len(neighbours)).astype(np.int32),
            np.append(self.indices, neighbours).astype(np.int32),
        )


def rows_of(edges: NDArray[np.integer], size: int) -> Rows:
    """Return the undirected graph with these edges (shape (m, 2)) as compressed rows."""
    left, right = edges[:, 0].astype(np.int64, copy=False), edges[:, 1].astype(np.int64, copy=False)
    # one number an edge and direction: sorting these is many times faster than sorting pairs
    cells = np.sort(np.concatenate([left * size + right, right * size + left]))
    owner, other = np.divmod(cells, max(size, 1))
    starts = np.searchsorted(owner, np.arange(size + 1)).astype(np.int32)
    return Rows(starts, other.astype(np.int32))


def team_influence(team_unit: NDArray[np.int64], inside: float, between: float, u: NDArray[np.float64]) -> Rows:
    """Draw the influence graph of teams: a block model by units.

    `inside` and `between` are link probabilities, `u` uniform numbers of shape (n, n) of which the upper
    triangle is used. A team that would be alone is linked to the next team of its unit.
    """
    size = len(team_unit)
    same = team_unit[:, None] == team_unit[None, :]
    linked = np.triu(u < np.where(same, inside, between), k=1)
    alone = np.flatnonzero(~(linked | linked.T).any(axis=1))
    for team in alone:
        mates = np.flatnonzero((team_unit == team_unit[team]) & (np.arange(size) != team))
        if len(mates):
            linked[min(team, mates[0]), max(team, mates[0])] = True
    return rows_of(np.argwhere(linked).astype(np.int32), size)


def small_world(size: int, neighbours: int, rewired: float, rng: np.random.Generator) -> Rows:
    """Draw a Watts-Strogatz graph of `size` nodes with mean degree `neighbours` (rounded down to an even number).

    Each tie of a ring lattice is moved with probability `rewired` to a node drawn from all others; ties that meet
    are drawn again, and what still meets after many rounds is one tie.
    """
    if size <= neighbours + 1:
        return rows_of(np.argwhere(np.triu(np.ones((size, size), dtype=bool), k=1)), size)
    reach = neighbours // 2
    left = np.tile(np.arange(size, dtype=np.int64), reach)
    right = (left + np.arange(1, reach + 1).repeat(size)) % size
    moves = rng.random(len(left)) < rewired
    moved = moves.nonzero()[0]
    draw = moved
    for _ in range(_ROUNDS):
        right[draw] = (left[draw] + 1 + (rng.random(len(draw)) * (size - 1)).astype(np.int64)) % size
        draw = moved[_meet(left[moved], right[moved], moves, size, reach)]
        if not len(draw):
            break
    edges = np.column_stack([left, right])
    if len(draw):
        edges = np.unique(np.sort(edges, axis=1), axis=0)
    return rows_of(edges, size)


def _meet(
    left: NDArray[np.int64], right: NDArray[np.int64], moves: NDArray[np.bool_], size: int, reach: int
) -> NDArray[np.bool_]:
    """Say which moved ties lie on another moved tie, or on one of the ring lattice that was not moved.

    Where a tie of the lattice stands among all ties is known (tie `d` steps on from `i` is number `(d-1) size + i`), so
    that the few that moved are looked up and the millions that did not are never sorted.
    """
    cells = np.minimum(left, right) * size + np.maximum(left, right)
    ordered = np.sort(cells)
    meet = np.isin(cells, ordered[1:][ordered[1:] == ordered[:-1]])
    for start, end in ((left, right), (right, left)):
        steps = (end - start) % size
        near = (steps <= reach).nonzero()[0]
        meet[near] |= ~moves[(steps[near] - 1) * size + start[near]]
    return meet


def as_networkx(rows: Rows) -> nx.Graph:
    """Return the graph for drawing and for network statistics."""
    import networkx as nx  # for whoever draws or measures; playing needs none of it

    graph = nx.Graph()
    graph.add_nodes_from(range(rows.size))
    graph.add_edges_from(map(tuple, rows.edges().tolist()))
    return graph


def row_normalised(rows: Rows) -> NDArray[np.float64]:
    """Return the dense matrix that averages a node's neighbours, shape (n, n); rows of lone nodes are zero."""
    matrix = np.zeros((rows.size, rows.size))
    left = np.repeat(np.arange(rows.size), rows.degrees())
    matrix[left, rows.indices] = 1.0
    return matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1.0)


def references(size: int, each: int, u: NDArray[np.float64]) -> Indices:
    """Pick for every customer `each` others whose choice it looks at, shape (size, each).

    `u` are uniform numbers of that shape; nobody is its own reference.
    """
    offsets = 1 + (u * (size - 1)).astype(np.int64)
    return ((np.arange(size)[:, None] + offsets) % size).astype(np.int32)
