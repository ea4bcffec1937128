"""Graphs: networkx draws them, compressed rows hold the same edges."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.run import Game
from model.networks import Rows, as_networkx, references, row_normalised, rows_of, small_world, team_influence

CALM = settings(derandomize=True, database=None, deadline=None, max_examples=50)
UNITS = np.repeat(np.arange(12), 5)


@st.composite
def edge_lists(draw: st.DrawFn) -> tuple[np.ndarray, int]:
    size = draw(st.integers(2, 20))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] < pair[1])
    return np.array(sorted(draw(st.sets(pairs))), dtype=np.int32).reshape(-1, 2), size


@CALM
@given(edge_lists())
def test_rows_hold_exactly_the_edges(drawn) -> None:
    edges, size = drawn
    rows = rows_of(edges, size)
    assert rows.size == size
    assert np.array_equal(rows.edges(), edges)
    graph = as_networkx(rows)
    assert graph.number_of_nodes() == size
    assert {tuple(sorted(edge)) for edge in graph.edges} == set(map(tuple, edges.tolist()))
    assert rows.degrees().tolist() == [graph.degree(node) for node in range(size)]
    for node in range(size):
        assert sorted(rows.indices[rows.starts[node] : rows.starts[node + 1]]) == sorted(graph.neighbors(node))


@CALM
@given(edge_lists())
def test_rows_of_the_average_sum_to_one_where_there_is_anybody(drawn) -> None:
    edges, size = drawn
    rows = rows_of(edges, size)
    average = row_normalised(rows)
    assert average.sum(axis=1) == pytest.approx((rows.degrees() > 0).astype(float))
    assert np.array_equal(average > 0, nx.to_numpy_array(as_networkx(rows), nodelist=range(size)) > 0)


@CALM
@given(edge_lists(), st.data())
def test_one_more_node_leaves_the_others_alone(drawn, data) -> None:
    edges, size = drawn
    rows = rows_of(edges, size)
    friends = data.draw(st.lists(st.integers(0, size - 1), unique=True))
    more = rows.with_node(friends)
    assert more.size == size + 1
    assert np.array_equal(more.starts[: size + 1], rows.starts)
    assert np.array_equal(more.indices[: len(rows.indices)], rows.indices)
    assert more.indices[more.starts[size] :].tolist() == friends
    assert size not in more.indices[: len(rows.indices)], "nobody watches it"


@pytest.mark.parametrize(("size", "ties"), [(1000, 8), (50, 4), (7, 8), (2, 2)])
def test_a_small_world_is_connected_and_has_its_degree(size: int, ties: int) -> None:
    rows = small_world(size, ties, 0.05, np.random.default_rng(1))
    assert rows.size == size
    assert nx.is_connected(as_networkx(rows))
    assert rows.degrees().mean() == pytest.approx(min(ties, size - 1))
    again = small_world(size, ties, 0.05, np.random.default_rng(1))
    assert np.array_equal(rows.indices, again.indices)


def test_rewiring_shortens_paths_before_it_breaks_up_neighbourhoods() -> None:
    ordered, small = (as_networkx(small_world(300, 8, p, np.random.default_rng(2))) for p in (0.0, 0.05))
    assert nx.average_shortest_path_length(small) < 0.4 * nx.average_shortest_path_length(ordered)
    assert nx.average_clustering(small) > 0.7 * nx.average_clustering(ordered)


def test_teams_know_their_own_unit_best_and_nobody_is_alone() -> None:
    rng = np.random.default_rng(5)
    same = UNITS[:, None] == UNITS[None, :]
    pairs = np.triu(np.ones(same.shape, dtype=bool), 1)
    inside, between = [], []
    for _ in range(20):
        rows = team_influence(UNITS, 0.8, 0.04, rng.random((60, 60)))
        linked = np.zeros(same.shape, dtype=bool)
        linked[tuple(rows.edges().T)] = True
        inside.append(linked[same & pairs].mean())
        between.append(linked[~same & pairs].mean())
        assert rows.degrees().min() >= 1
    assert np.mean(inside) == pytest.approx(0.8, abs=0.03)
    assert np.mean(between) == pytest.approx(0.04, abs=0.004)


def test_teams_without_ties_get_one_in_their_unit() -> None:
    rows = team_influence(UNITS, 0.0, 0.0, np.full((60, 60), 0.5))
    assert rows.degrees().min() >= 1
    assert all(UNITS[left] == UNITS[right] for left, right in rows.edges())
    alone = team_influence(np.arange(3), 0.0, 0.0, np.full((3, 3), 0.5))
    assert alone.degrees().tolist() == [0, 0, 0], "a unit of one team has no mate"


def test_more_ties_only_add() -> None:
    u = np.random.default_rng(3).random((60, 60))
    few, many = (set(map(tuple, team_influence(UNITS, 0.8, p, u).edges().tolist())) for p in (0.02, 0.2))
    assert few < many


@CALM
@given(st.integers(2, 200), st.integers(1, 6), st.integers(0, 2**31))
def test_nobody_is_its_own_reference(size: int, each: int, seed: int) -> None:
    found = references(size, each, np.random.default_rng(seed).random((size, each)))
    assert found.shape == (size, each)
    assert ((found >= 0) & (found < size)).all()
    assert not (found == np.arange(size)[:, None]).any()
    edge = references(size, each, np.full((size, each), np.nextafter(1.0, 0.0)))
    assert not (edge == np.arange(size)[:, None]).any()


def test_the_graphs_of_a_world_are_whole() -> None:
    world = Game.start("base", seed=1, quarters=1).world
    graph: Rows = world.firms[0].adoption.graph
    assert graph.size == len(world.firms[0].adoption.option)
    assert np.array_equal(row_normalised(graph), world.firms[0].adoption.influence)
    developers = world.fixed.graph
    assert len(developers.degree) == world.p.start.developers
    assert developers.degree.mean() == pytest.approx(world.p.start.developer_ties)
