from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.special import ndtri

from model.mechanisms import placement
from model.mechanisms import tiering as m

P = m.TieringParameters()
CHOICE = placement.PlacementParameters()
PLAIN = replace(CHOICE, nesting=0.0)
GAPS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.2)
PRICES = np.linspace(0.4, 2.4, 41)
REFERENCE_K = 1.2


def offers(n=1, **change):
    one = np.ones(n)
    given = {
        "api_k": 1.2 * one,
        "open_k": 0.95 * one,
        "api_price": one,
        "hosted_price": 0.45 * one,
        "hosts": 3.0 * one,
        "coupling": 0.7 * one,
        "developer_excess": 0.0 * one,
        "served": one,
        "brand": 0.0 * one,
        "released": one > 0,
        "restricted": one < 0,
    }
    return m.FirmOffers(**given | {k: np.broadcast_to(value, (n,)) for k, value in change.items()})


def terms(layout, firms, rival_k=0.9, openlab_k=0.9, constants=None, reference_k=REFERENCE_K):
    rivals = np.ones(layout.rival_api.size)
    constants = np.zeros(len(layout.names)) if constants is None else constants
    variety = placement.variety_weight(CHOICE)
    return m.option_terms(layout, firms, rival_k * rivals, rivals, openlab_k, reference_k, constants, variety, P)


def traits():
    """Quadrature over taste, skill and privacy: rows and their weights."""
    taste = np.exp(P.taste_spread * ndtri((np.arange(15) + 0.5) / 15))
    unskilled = (np.arange(5) + 0.5) / 5
    rows = np.array([[t, 1.0, s, d] for t in taste for s in unskilled for d in (0.0, P.privacy_cost)])
    return rows, np.where(rows[:, 3] > 0, P.privacy_share, 1 - P.privacy_share) / 75


# The setting of the sub-model: one commercial rival .45 K behind the reference and open weights as good as it;
# own API .1 K ahead of the reference. The price is chosen anew at each gap.
ROWS, WEIGHT = traits()
LAYOUT = m.options(1, 1)
NESTS = placement.nests(LAYOUT.nest)


def best_profit(gap, attach, openlab=-0.45, lock=0.0, proportion=None, attach_api=P.attach_api):
    """Profit (39) at the best of PRICES; gap None is closed."""
    p = replace(P, attach_hosted=attach, attach_api=attach_api)
    constants = np.zeros(len(LAYOUT.names))
    constants[LAYOUT.host] = lock
    firms = offers(
        api_k=REFERENCE_K + 0.1,
        open_k=REFERENCE_K + 0.1 - (gap or 0.0),
        released=gap is not None,
        restricted=True,
    )
    base = terms(LAYOUT, firms, REFERENCE_K - 0.45, REFERENCE_K + openlab, constants)
    if proportion is not None:
        base[0, LAYOUT.host] = base[0, LAYOUT.self_hosted] = proportion * base[0, LAYOUT.api]
    profits = []
    for price in PRICES:
        base[1, LAYOUT.api] = -P.price_weight * price
        share = WEIGHT @ placement.probabilities(ROWS @ base, NESTS, PLAIN)
        profits.append(m.weekly_profit(share, LAYOUT, np.array([price]), np.ones(1), p)[0])
    return max(profits)


def profile(**setting):
    setting = {"attach": P.attach_hosted} | setting
    return best_profit(None, **setting), [best_profit(gap, **setting) for gap in GAPS]


def test_t6_1_the_best_gap_is_interior():
    closed, opened = profile()
    assert GAPS[int(np.argmax(opened))] == 0.45
    assert max(opened) > closed * 1.1
    assert closed == pytest.approx(0.385, abs=0.01)
    assert opened[0] == pytest.approx(0.458, abs=0.02)
    assert opened[3] == pytest.approx(0.484, abs=0.04)


def test_t6_2_without_attached_revenue_opening_never_pays():
    closed, opened = profile(attach=0.0)
    assert closed > max(opened)
    assert opened[0] < 0.65 * closed


def test_t6_3_strong_open_rivals_ask_for_full_openness_and_weak_ones_for_a_wide_gap():
    assert GAPS[int(np.argmax(profile(openlab=0.0)[1]))] == 0.0
    assert GAPS[int(np.argmax(profile(openlab=-0.9)[1]))] >= 0.9


def test_t6_5_strong_hosting_lock_in_asks_for_full_openness():
    assert GAPS[int(np.argmax(profile(lock=0.7)[1]))] == 0.0


def test_t6_6_damaged_goods_of_constant_proportion_never_pay_without_attachment():
    nothing = {"attach": 0.0, "attach_api": 0.0}
    closed = best_profit(None, **nothing)
    assert all(best_profit(0.0, **nothing, proportion=share) < closed for share in (0.3, 0.5, 0.7, 0.9, 1.0))


@pytest.mark.parametrize(("n_firms", "n_rivals"), [(1, 3), (2, 2), (8, 1), (1, 0)])
def test_layout(n_firms, n_rivals):
    layout = m.options(n_firms, n_rivals)
    assert len(layout.names) == len(set(layout.names)) == 4 * n_firms + n_rivals + 2 == layout.nest.size
    assert [layout.names[c] for c in layout.api] == [f"API_{f}" for f in range(n_firms)]
    assert layout.names[layout.none] == "NONE"
    assert layout.names[layout.open_elsewhere] == "OPEN_R"
    nests = placement.nests(layout.nest)
    assert [int(nests.mates[c].sum()) for c in layout.api] == [3] * n_firms
    assert nests.mates[4 * n_firms :].sum() == 0


def test_prices():
    api, hosted = m.list_prices(np.array([2.5]), np.array([2.25]), np.ones(1), P)
    assert (api[0], hosted[0]) == pytest.approx((1.0, 0.45))
    assert m.resale_price(np.array([3.0]), P)[0] == pytest.approx(0.35)
    assert np.all(np.diff(m.resale_price(np.array([0.0, 1.0, 2.0, 10.0]), P)) <= 0)


def test_customers_have_the_stated_traits():
    u = np.random.default_rng(0).random((20_000, 4))
    rows, sizes = m.draw_customers(u, P)
    assert np.log(rows[:, 0]).std() == pytest.approx(P.taste_spread, rel=0.03)
    assert sizes.mean() == pytest.approx(1.0)
    assert (rows[:, 3] > 0).mean() == pytest.approx(P.privacy_share, abs=0.01)


def test_utility_of_the_own_api_is_what_the_equation_says():
    layout = m.options(2, 3)
    firms = offers(2, served=0.9, brand=0.1, api_price=1.1)
    rows = np.array([[1.5, 1.0, 0.4, 0.9]])
    placed, peers = np.zeros((2, 1, len(layout.names)))
    placed[0, layout.api[1]], peers[0, layout.api[1]] = 0.7, 0.25
    seen = m.utilities(layout, terms(layout, firms), rows, placed, peers, P)
    expected = 1.5 * 1.2 * 2.0 - 1.1 - 0.9 - 1.5 * 0.1 - 0.1 + 0.35 * 0.7 + 0.2 * 0.25
    assert seen[0, layout.api[1]] == pytest.approx(expected)
    assert seen[0, layout.self_hosted[0]] == pytest.approx(1.5 * 1.2 * 1.75 - 0.35 - 1.2 * 0.4)
    assert seen[0, layout.open_elsewhere] == pytest.approx(1.5 * 1.2 * 1.7 - 0.35 - 0.6 * 0.4)
    assert seen[0, layout.none] == 0.0


def shares(firms, n=1, **change):
    layout = m.options(n, 3)
    utility = ROWS @ terms(layout, firms, **change)
    return layout, WEIGHT @ placement.probabilities(utility, placement.nests(layout.nest), CHOICE)


def test_own_share_moves_as_it_should():
    def api(**change):
        layout, share = shares(offers(**change))
        return share[layout.api[0]]

    def host(**change):
        layout, share = shares(offers(**change))
        return share[layout.host[0]]

    assert all(api(api_price=a) > api(api_price=b) for a, b in pairwise((0.5, 0.8, 1.0, 1.5)))
    assert api(served=0.8) < api() and host(served=0.8) < host()
    assert api(brand=0.3) < api()
    assert api(open_k=1.2) < api(open_k=0.9) < api(released=False)
    assert host(developer_excess=0.5) > host()


def test_opening_loses_to_other_clouds_what_coupling_keeps():
    def resale(**change):
        layout, share = shares(offers(**change))
        return share[layout.res[0]]

    assert resale(hosts=10.0) > resale(hosts=3.0) > resale(hosts=1.0) > resale(hosts=0.0)
    assert resale(coupling=0.95) < resale() < resale(coupling=0.3)
    assert resale(restricted=True) == 0.0


def test_closed_weights_are_nowhere_to_be_had():
    layout, share = shares(offers(2, released=np.array([False, True])), n=2)
    assert share[[layout.host[0], layout.res[0], layout.self_hosted[0]]].sum() == 0.0
    assert share[layout.host[1]] > 0.0


def test_restricted_weights_stay_on_the_own_cloud_and_on_own_machines():
    layout, share = shares(offers(restricted=True))
    assert share[layout.host[0]] > 0.0 and share[layout.self_hosted[0]] > 0.0
    assert share[layout.res[0]] == 0.0


def test_only_capability_relative_to_the_reference_counts():
    share = shares(offers())[1]
    later = shares(offers(api_k=2.2, open_k=1.95), rival_k=1.9, openlab_k=1.9, reference_k=2.2)[1]
    assert later == pytest.approx(share)


def test_nothing_depends_on_the_number_of_a_firm():
    share = shares(offers(3), n=3)[1]
    firms = share[: 4 * 3].reshape(3, 4)
    assert firms[0] == pytest.approx(firms[1])
    assert firms[0] == pytest.approx(firms[2])


def test_diversion_to_own_open_options_falls_with_the_gap():
    layout = m.options(1, 3)
    nests = placement.nests(layout.nest)
    api = int(layout.api[0])
    own = np.flatnonzero(nests.mates[api])
    ratio = [
        placement.diversion_ratio(ROWS @ terms(layout, offers(open_k=1.2 - gap)), WEIGHT, api, own, nests, CHOICE)
        for gap in (0.0, 0.3, 0.6, 1.2)
    ]
    assert all(a > b for a, b in pairwise(ratio))
    assert ratio[-1] > 0.0
    assert ratio[0] < 1.0


def test_profit_counts_margins_and_attached_revenue():
    share = np.zeros(len(LAYOUT.names))
    share[LAYOUT.api], share[LAYOUT.host], share[LAYOUT.res] = 0.2, 0.1, 0.5
    profit = m.weekly_profit(share, LAYOUT, np.ones(1), np.ones(1), P)[0]
    assert profit == pytest.approx(0.2 * (1.0 - 0.4 + 0.15) + 0.1 * (0.25 + 0.45))
