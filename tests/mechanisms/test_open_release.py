from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.mechanisms import open_release as m

P = m.OpenReleaseParameters()


def small_world(n: int = 1000, seed: int = 0) -> m.Neighbours:
    rows = nx.to_scipy_sparse_array(nx.watts_strogatz_graph(n, 8, 0.05, seed=seed), format="csr")
    return m.neighbours(rows.indptr, rows.indices)


def everybody_knows_everybody(n: int) -> m.Neighbours:
    others = np.concatenate([np.delete(np.arange(n), i) for i in range(n)])
    return m.neighbours(np.arange(n + 1) * (n - 1), others)


GRAPH = small_world()


def run(p, family, open_k, weeks, seed, graph=GRAPH):
    draw = np.random.default_rng(seed)
    n_families = len(open_k)
    nothing = np.zeros(n_families)
    for _ in range(weeks):
        attraction = m.family_attraction(
            np.asarray(open_k, float),
            0.0,
            m.family_shares(family, n_families),
            nothing > 0,
            nothing + p.response_reference,
            nothing,
            p,
        )
        u = draw.random((2, family.size))
        family = m.developer_step(family, graph, attraction, u[0], u[1], p).family
    return family


def late_entry(seed):
    return np.where(np.random.default_rng(100 + seed).random(1000) < 0.1, 1, 0)


def concentration(family, n_families):
    share = np.bincount(family, minlength=n_families)[:n_families] / family.size
    return (share**2).sum()


def assortativity(family, graph, n_families):
    pairs = np.zeros((n_families, n_families))
    np.add.at(pairs, (family[graph.owner], family[graph.other]), 1)
    pairs /= pairs.sum()
    ends = pairs.sum(axis=1)
    return (np.trace(pairs) - ends @ ends) / (1 - ends @ ends)


def test_bass_oracle_fully_mixed_one_family():
    n, weeks = 400, 104
    graph = everybody_knows_everybody(n)
    paths = []
    for seed in range(4):
        draw = np.random.default_rng(seed)
        family = np.ones(n, dtype=int)
        path = []
        for _ in range(weeks):
            u = draw.random((2, n))
            family = m.developer_step(family, graph, np.zeros(1), u[0], u[1], P).family
            path.append((family == 0).mean())
        paths.append(path)
    p, q, t = P.innovation, P.imitation, np.arange(1, weeks + 1)
    closed_form = (1 - np.exp(-(p + q) * t)) / (1 + q / p * np.exp(-(p + q) * t))
    assert np.sqrt(np.mean((np.mean(paths, axis=0) - closed_form) ** 2)) < 0.02


def test_t5_1_local_pull_makes_clusters_without_tipping():
    p = replace(P, peer_weight=3.0, market_weight=0.0)
    for seed in range(2):
        family = run(p, np.full(1000, 4), [0.0] * 4, 208, seed)
        assert concentration(family, 4) == pytest.approx(0.27, abs=0.03)
        assert assortativity(family, GRAPH, 4) > 0.45


def test_t5_1_market_pull_tips_to_a_winner_of_chance():
    p = replace(P, market_weight=2.0)
    winners = set()
    for seed in range(5):
        family = run(p, np.full(1000, 4), [0.0] * 4, 208, seed)
        assert concentration(family, 4) > 0.93
        winners.add(int(np.bincount(family).argmax()))
    assert len(winners) > 1


@pytest.mark.parametrize(
    ("peer_weight", "habit", "stated"),
    [(1.0, 0.3, (0.10, 0.39, 0.90, 0.97)), (1.5, 0.4, (0.02, 0.03, 0.11, 0.59))],
)
def test_t5_2_lock_in_is_a_threshold(peer_weight, habit, stated):
    # the challenger starts with a tenth of developers anywhere, the incumbent has the rest; share after 104 weeks
    p = replace(P, peer_weight=peer_weight, habit=habit)
    share = [
        np.mean([(run(p, late_entry(seed), [0.0, lead], 104, seed) == 1).mean() for seed in range(4)])
        for lead in (0.2, 0.4, 0.6, 0.8)
    ]
    assert np.all(np.diff(share) > 0)
    assert share == pytest.approx(stated, abs=0.1)


def test_late_entrant_overtakes_with_half_a_k_and_not_with_less_than_a_third():
    won = {lead: (run(P, late_entry(7), [0.0, lead], 104, 7) == 1).mean() for lead in (0.3, 0.5)}
    assert won[0.3] < 0.5 < won[0.5]


def host_shares(family, p, seed, coupling=0.7):
    draw = np.random.default_rng(seed)
    n = family.size
    host, tenure = np.full(n, -1), np.zeros(n)
    for _ in range(60):
        who = np.flatnonzero((draw.random(n) < p.review_rate) | (host < 0))
        seen = m.host_utilities(
            family[who],
            host[who],
            tenure[who],
            np.array([0.45, 0.45, 0.95]),
            np.array([coupling]),
            np.zeros(1, bool),
            p,
        )
        new = host.copy()
        new[who] = m.choose(seen, draw.random(n)[who], p.precision)
        host, tenure = new, m.next_tenure(new, host, tenure)
    return np.bincount(host, minlength=3) / n


def test_t5_3_without_integration_and_lock_open_release_brings_developers_but_no_hosting():
    closed, released = (run(P, np.full(1000, 2), [k, 0.0], 104, 1) for k in (-np.inf, 0.4))
    assert (released == 0).mean() > (closed == 0).mean() + 0.4
    free = replace(P, integration=0.0, lock_growth=0.0)
    np.testing.assert_array_equal(host_shares(closed, free, 2), host_shares(released, free, 2))
    assert host_shares(released, P, 2)[0] > host_shares(closed, P, 2)[0] + 0.05


def test_host_lock_grows_with_tenure_and_restriction_leaves_own_cloud_and_machines():
    ones = np.ones(3, dtype=int)
    prices = np.array([0.45, 0.45, 0.45, 0.9])
    seen = m.host_utilities(ones, ones, np.array([0.0, 26.0, 1e4]), prices, np.ones(2), np.zeros(2, bool), P)
    assert np.allclose(seen[:, 2] + 0.45, P.lock_initial + P.lock_growth * np.array([0, 1 - np.exp(-26 / P.lock_time), 1]))
    assert np.allclose(seen[:, 1] - seen[:, 0], P.integration)
    bound = m.host_utilities(ones, ones, np.zeros(3), prices, np.ones(2), np.array([False, True]), P)
    assert np.isneginf(bound[:, [0, 2]]).all()
    assert np.isfinite(bound[:, [1, 3]]).all()


def test_family_constants_give_the_start_shares():
    draw = np.random.default_rng(3)
    start = draw.choice(4, 1000, p=[0.25, 0.2, 0.3, 0.25])
    users = np.flatnonzero(start < 3)
    peers = m.neighbour_shares(start, GRAPH, 3)[users]
    seen = m.family_utilities(np.array([-0.25, 0.0, -0.4]), peers, start[users], P)
    target = m.family_shares(start, 3)
    constants = m.family_constants(seen, target, P.precision)
    weights = np.exp(P.precision * (seen + constants))
    reached = (weights / weights.sum(axis=1, keepdims=True)).mean(axis=0)
    assert np.allclose(reached, target / target.sum(), atol=1e-9)
    assert constants.mean() == pytest.approx(0.0, abs=1e-12)


def test_reasons_can_be_recomputed_and_luck_of_others_does_not_matter():
    draw = np.random.default_rng(4)
    family = draw.integers(0, 4, 1000)
    u = draw.random((2, 1000))
    attraction = np.array([0.1, 0.0, -0.2])
    week = m.developer_step(family, GRAPH, attraction, u[0], u[1], P)
    np.testing.assert_array_equal(m.choose(week.utilities, u[1, week.who], P.precision), week.family[week.who])
    idle = np.setdiff1d(np.arange(1000), week.who)
    np.testing.assert_array_equal(week.family[idle], family[idle])
    other = u.copy()
    other[1, idle] = 0.5
    np.testing.assert_array_equal(m.developer_step(family, GRAPH, attraction, other[0], other[1], P).family, week.family)


def test_neighbour_shares_agree_with_counting_one_by_one():
    family = np.random.default_rng(5).integers(0, 4, 1000)
    share = m.neighbour_shares(family, GRAPH, 3)
    for developer in (0, 17, 999):
        near = family[GRAPH.other[GRAPH.owner == developer]]
        assert share[developer] == pytest.approx([(near == f).mean() for f in range(3)])


def test_attraction_moves_as_it_should():
    def attraction(**change):
        given = {
            "open_k": np.zeros(2),
            "reference_k": 1.0,
            "share": np.full(2, 0.3),
            "restricted": np.zeros(2, bool),
            "absorption": np.full(2, 0.5),
            "constants": np.zeros(2),
        } | change
        return m.family_attraction(**given, p=P)[0]

    assert attraction(open_k=np.ones(2)) > attraction() > attraction(reference_k=2.0)
    assert attraction(share=np.ones(2)) > attraction() > attraction(restricted=np.ones(2, bool))
    assert attraction(absorption=np.ones(2)) > attraction()
    assert np.isneginf(attraction(open_k=np.full(2, -np.inf)))


@settings(deadline=None, max_examples=60, derandomize=True)
@given(
    st.lists(st.one_of(st.just(-np.inf), st.floats(-20, 20)), min_size=2, max_size=6),
    st.floats(0, 1, exclude_max=True),
    st.floats(0.1, 8),
)
def test_a_choice_is_always_something_that_is_there(values, u, precision):
    utilities = np.array([*values, 0.0])[None, :]
    chosen = m.choose(utilities, np.array([u]), precision)[0]
    assert np.isfinite(utilities[0, chosen])


def test_choices_have_logit_frequencies():
    utilities = np.array([[0.0, 0.5, -0.3]])
    u = (np.arange(4000) + 0.5) / 4000
    drawn = np.bincount(m.choose(utilities.repeat(4000, axis=0), u, 2.0), minlength=3) / 4000
    weights = np.exp(2.0 * utilities[0])
    assert drawn == pytest.approx(weights / weights.sum(), abs=1e-3)
