from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.mechanisms import rivalry as m

P = m.RivalryParameters()
SENSITIVITY = 1.8  # price weight times precision of customers
COST = 0.4
ALL = np.ones(3, dtype=bool)
NO_TIMERS = np.zeros((3, len(m.ACTIONS)))

examples = settings(deadline=None, max_examples=60, derandomize=True)


def market(own, prices, quality=1.2):
    """Shares of us and of the rivals in a plain logit with an outside option of utility 0."""
    weights = np.exp(SENSITIVITY * (quality - np.concatenate([[own], prices])))
    return weights / (1.0 + weights.sum())


def settle(p=P, weeks=60):
    prices = np.ones(3)
    own = 1.0
    for _ in range(weeks):
        prices = week(own, prices, np.zeros(3), np.ones(3), p).price
        own = prices.mean()
    return own, prices


def week(own, prices, war, u, p=P, factor=1.0):
    share = market(own, prices)[1:]
    lowest = m.lowest_competitor(prices, np.array([own]), ALL)
    return m.next_prices(prices, war, COST * np.ones(3), share, lowest, factor * np.ones(3), ALL, SENSITIVITY, u, p)


def margin(own, prices):
    return market(own, prices) @ (np.concatenate([[own], prices]) - COST)


def test_prices_settle_where_each_is_the_best_reply():
    own, prices = settle()
    share = market(own, prices)[1:]
    assert prices == pytest.approx(COST + 1 / (SENSITIVITY * (1 - share)), abs=1e-6)
    grid = np.linspace(0.5, 2.0, 3001)
    profit = [market(own, np.array([price, *prices[1:]]))[1] * (price - COST) for price in grid]
    assert grid[np.argmax(profit)] == pytest.approx(prices[0], abs=2e-3)


def test_t10_1_a_deep_cut_is_matched_soon_and_leaves_shares_but_not_margins():
    own, before = settle()
    shares, money = market(own, before), margin(own, before)
    cut = 0.65 * own
    soon, shifts, margins = 0, [], []
    runs = 200
    for seed in range(runs):
        draw = np.random.default_rng(seed)
        prices, war = before, np.zeros(3)
        for t in range(8):
            prices, war, _ = week(cut, prices, war, draw.random(3))
            if t == 2:
                soon += (prices <= cut + 1e-9).sum() >= 2
        shifts.append(market(cut, prices) / market(cut, prices).sum() - shares / shares.sum())
        margins.append(margin(cut, prices) / money)
    assert soon / runs > 0.8
    assert np.mean(np.abs(shifts).max(axis=1) < 0.03) > 0.8
    assert np.median(margins) < 0.75


def test_t10_1_a_shallow_cut_starts_no_war():
    own, prices = settle()
    war = np.zeros(3)
    for _ in range(13):
        prices, war, _ = week(0.75 * own, prices, war, np.zeros(3))
        assert not war.any()


def quarters(path, seed, n=8):
    """Eight quarters of rivals who see only their shares and revenue; returns price cuts started."""
    draw = np.random.default_rng(seed)
    own, prices = settle()
    weights, timers = m.prior_weights(("BAIDU", "TENCENT", "BAIDU"), P), NO_TIMERS
    aspiration, war = np.zeros(3), np.zeros(3)
    share, revenue = market(own, prices)[1:], market(own, prices)[1:] * prices
    cuts, chosen = 0, np.full(3, m.HOLD)
    for quarter in range(n):
        price = path(own, quarter)
        for _ in range(13):
            factor = m.effects(timers, P).price_factor
            prices, war, _ = week(price, prices, war, draw.random(3), factor=factor)
            timers = m.next_timers(timers, np.full(3, m.HOLD), P)
        new = market(price, prices)[1:]
        result = m.performance(new / share - 1, np.zeros(3), new * prices / revenue - 1, P)
        weights = m.reinforced(weights, chosen, result, aspiration, P)
        lowest = m.lowest_competitor(prices, np.array([price]), ALL)
        context = m.action_context(prices / lowest - 1, np.zeros(3), np.zeros(3), timers, ALL)
        just_above = result + 1e-9  # equal performance counts as attained, rounding apart
        chosen = m.choose_actions(weights, context, just_above, aspiration, draw.random(3), P).chosen
        timers = m.next_timers(timers, chosen, P)
        cuts += (chosen == m.PRICE_CUT).sum()
        aspiration = m.next_aspiration(aspiration, result, np.full(3, result.mean()), P)
        share, revenue = new, new * prices
    return cuts


def test_t10_2_a_price_that_leaves_rivals_content_keeps_the_truce():
    truce = [quarters(lambda own, _: own, seed) for seed in range(10)]
    undercut = [quarters(lambda own, quarter: own * 0.93 ** (quarter + 1), seed) for seed in range(10)]
    assert sum(truce) == 0
    assert np.mean(np.array(undercut) > 0) > 0.8


def test_aspiration_follows_what_is_achieved():
    aspiration = np.array([1.0, -1.0, 0.0])
    for _ in range(60):
        aspiration = m.next_aspiration(aspiration, np.full(3, 0.4), np.full(3, 0.4), P)
    assert aspiration == pytest.approx(0.4)
    once = m.next_aspiration(np.ones(1), np.zeros(1), np.full(1, 2.0), P)
    assert once[0] == pytest.approx(0.6 + 0.15 * 2.0)


def test_performance_rises_with_each_part():
    zero, one = np.zeros(1), np.ones(1)
    base = m.performance(zero, zero, zero, P)[0]
    assert base == 0.0
    for part in ((one, zero, zero), (zero, one, zero), (zero, zero, one)):
        assert m.performance(*part, P)[0] > base
    assert m.rank_score(np.array([1.0, 0.5, 0.0]), np.array([[0.2, 0.4], [0.4, 0.6], [0.1, 0.2]])) == pytest.approx(
        [1.0, 0.0, -1.0]
    )


def test_prior_habits():
    weights = m.prior_weights(("BAIDU", "TENCENT", "OPENLAB"), P)
    names = [m.ACTIONS[column] for column in weights.argmax(axis=1)]
    assert set(names) <= set(m.ACTIONS)
    assert weights[0, m.APP_PUSH] == weights[1, m.ADOPT_OPEN] == weights[2, m.OPEN_RELEASE] == P.prior_strength
    assert (weights > 0).sum(axis=1).tolist() == [2, 2, 1]


@examples
@given(
    arrays(float, (3, 7), elements=st.floats(-3, 3)),
    arrays(bool, (3, 7)),
    arrays(float, 3, elements=st.floats(-1, 1)),
    arrays(float, 3, elements=st.floats(0, 1, exclude_max=True)),
)
def test_who_is_content_attacks_nobody_and_nothing_runs_twice(weights, runs, own, u):
    context = m.action_context(np.zeros(3), np.zeros(3), np.full(3, 0.1), np.where(runs, 5.0, 0.0), ALL)
    choice = m.choose_actions(weights, context, own, np.zeros(3), u, P)
    for rival, action in enumerate(choice.chosen):
        assert np.isfinite(choice.utilities[rival, action])
        if action != m.HOLD:
            assert not runs[rival, action]
        if own[rival] >= 0.0:
            assert action not in m.ATTACKS
        elif not runs[rival].all():
            assert action != m.HOLD


def test_actions_are_drawn_in_logit_frequencies():
    n = 4000
    weights = np.array([[0.5, 0.0, -0.4, 0.2, 0.0, 0.0, 0.3]]).repeat(n, axis=0)
    choice = m.choose_actions(weights, 0 * weights, np.full(n, -1.0), np.zeros(n), (np.arange(n) + 0.5) / n, P)
    expected = np.exp(weights[0] / P.temperature)
    assert np.bincount(choice.chosen, minlength=7) / n == pytest.approx(expected / expected.sum(), abs=1e-3)


def test_context_names_what_can_be_done():
    timers = NO_TIMERS.copy()
    timers[0, m.POACH] = 3.0
    context = m.action_context(
        np.array([0.3, 0.0, 0.0]), np.full(3, 0.2), np.array([0.1, -0.1, 0.0]), timers, np.array([True, True, False])
    )
    assert context[0, m.PRICE_CUT] == pytest.approx(0.3)
    assert np.isneginf(context[2, m.PRICE_CUT])
    assert np.isneginf(context[0, m.POACH])
    assert np.isneginf(context[1, m.ADOPT_OPEN])
    assert context[0, m.ADOPT_OPEN] == pytest.approx(0.1)


def test_what_worked_is_done_more_often():
    weights = np.zeros((3, 7))
    after = m.reinforced(weights, np.array([1, m.HOLD, 4]), np.array([1.0, 1.0, -0.5]), np.zeros(3), P)
    assert after[0, 1] == pytest.approx(P.reinforcement)
    assert after[2, 4] == pytest.approx(-0.5 * P.reinforcement)
    assert np.count_nonzero(after) == 2
    assert not weights.any()


@pytest.mark.parametrize("action", range(len(m.ACTIONS)))
def test_every_action_has_an_effect_that_ends(action):
    timers = m.next_timers(NO_TIMERS, np.array([action, m.HOLD, m.HOLD]), P)
    during, none = m.effects(timers, P), m.effects(NO_TIMERS, P)
    changed = [f for f in m.Effects._fields if getattr(during, f)[0] != getattr(none, f)[0]]
    assert len(changed) == 1
    assert all(getattr(during, f)[1] == getattr(none, f)[1] for f in m.Effects._fields)
    weeks = 0
    while timers.any():
        timers = m.next_timers(timers, np.full(3, m.HOLD), P)
        weeks += 1
    assert weeks == timers_of(action)


def timers_of(action):
    return m.next_timers(NO_TIMERS, np.full(3, action), P)[0, action]


def test_price_cuts_lower_the_price_for_their_time():
    own, prices = settle()
    start = prices
    for _ in range(12):
        prices = week(own, prices, np.zeros(3), np.ones(3), factor=1 - P.cut_depth).price
    assert np.all(prices < 0.75 * start)
    assert np.all(prices >= P.price_floor * COST)


@examples
@given(
    arrays(float, 3, elements=st.floats(0.36, 2)),
    st.floats(0.01, 2),
    arrays(float, 3, elements=st.floats(0, 1, exclude_max=True)),
)
def test_nobody_sells_far_below_cost_or_above_an_enemy(prices, own, u):
    after = week(own, prices, np.full(3, 5.0), u)
    lowest = m.lowest_competitor(prices, np.array([own]), ALL)
    assert np.all(after.price >= P.price_floor * COST - 1e-12)
    assert np.all(after.price <= np.maximum(lowest, P.price_floor * COST) + 1e-12)


def test_a_laboratory_that_gives_away_neither_fights_nor_starts_wars():
    prices, commercial = np.array([1.0, 1.0, 0.3]), np.array([True, True, False])
    lowest = m.lowest_competitor(prices, np.array([1.0]), commercial)
    assert lowest == pytest.approx([1.0, 1.0, 1.0])
    ones = np.ones(3)
    after = m.next_prices(prices, 0 * ones, COST * ones, 0.1 * ones, lowest, ones, commercial, SENSITIVITY, 0 * ones, P)
    assert after.price[2] == 0.3
    assert not after.war_weeks.any()
    assert m.lowest_competitor(prices[2:], np.zeros(0), commercial[2:])[0] == np.inf


def test_a_war_ends():
    own, prices = settle()
    war = np.zeros(3)
    prices, war, _ = week(0.5 * own, prices, war, np.zeros(3))
    assert np.all(war == P.war_length)
    for _ in range(40):
        prices, war, _ = week(own, prices, war, np.ones(3))
    assert not war.any()
    assert prices == pytest.approx(own, abs=0.02)


def test_capability_grows_by_budget_and_by_imitation():
    start, budget = np.array([1.0, 1.0, 1.0]), np.array([0.85, 0.65, 1.0])
    alone = m.next_capability(start, 0.85, budget, -np.inf, P)
    assert 52 * (alone - start) == pytest.approx(0.85 * budget)
    copied = m.next_capability(start, 0.85, budget, 2.0, P)
    assert copied - alone == pytest.approx(P.imitation)
    assert m.next_capability(start, 0.85, budget, 0.5, P) == pytest.approx(alone)
    assert m.next_capability(start, 0.85, budget, 2.0, P, ceiling=1.001) == pytest.approx(1.001)
    assert m.next_capability(start, 0.85, budget, 2.0, P, ceiling=0.5) == pytest.approx(start)


def test_t10_4_open_weights_lift_those_who_serve_them():
    own = np.array([1.05, 0.95, 1.3])
    served = m.served_capability(own, 1.15, np.array([True, True, True]))
    assert served == pytest.approx([1.15, 1.15, 1.3])
    assert m.served_capability(own, 1.15, np.array([False, True, False])) == pytest.approx([1.05, 1.15, 1.3])


def test_what_is_perceived_scatters_as_declared():
    u = (np.arange(2000) + 0.5) / 2000
    seen = m.perceived(np.full(2000, 1.0), u, P)
    assert (seen.mean(), seen.std()) == pytest.approx((1.0, P.observation_noise), rel=0.01)


def test_best_reply_falls_with_sensitivity_and_rises_with_share():
    cost = np.full(1, COST)
    replies = [m.best_reply(cost, np.full(1, s), 1.8)[0] for s in (0.0, 0.2, 0.5)]
    assert all(a < b for a, b in pairwise(replies))
    assert replies[0] > m.best_reply(cost, np.zeros(1), 3.0)[0]


def test_a_rival_that_opens_gives_away_less_than_it_has_and_takes_nothing_back():
    out = m.released_weights(np.array([-np.inf, 1.0, 1.4]), np.full(3, 1.5), np.array([True, False, True]), P)
    assert out == pytest.approx([1.5 - P.release_gap, 1.0, 1.4])
