"""A week of all rivals in one pass: how capable they become, what they put out, what they ask (61, 62, I27, I32, I37).

References are functions of `model.mechanisms.rivalry` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.arrays import Floats
from model.clock import WEEKS_A_YEAR
from model.kernels.compiling import Compiled, packed, plain
from model.market_state import RivalsState
from model.mechanisms import rivalry
from model.mechanisms.rivalry import ADOPT_OPEN, CAPEX, OPEN_RELEASE, PRICE_CUT, Prices, RivalryParameters


class Progress(NamedTuple):
    """Capability of rivals (r,), what they serve (r,), and the best of the weights they opened and of `grown`."""

    capability: Floats
    served: Floats
    opened: float


def progress(
    rivals: RivalsState,
    growth: float,
    floor: float,
    serving_floor: float,
    grown: float,
    ceiling: float,
    pace: float,
    p: RivalryParameters,
) -> Progress:
    """Return where rivals stand after a week; commercial ones serve at least `serving_floor`.

    `growth` is the frontier's in K a year, `floor` what training on from open weights reaches, `pace` multiplies
    imitation; `ceiling` stops OPENLAB; `grown` is the capability of other open weights.
    """
    if not plain():
        (capability, served), opened = _progress(
            rivals.capability, rivals.budget, rivals.timers, rivals.commercial, rivals.openlab, growth, floor,
            serving_floor, grown, ceiling, min(1.0, p.imitation * pace), p.capex_gain, p.release_gap,
        )  # fmt: skip
        return Progress(capability, served, opened)
    effects = rivalry.effects(rivals.timers, p)
    bounds = np.full(len(rivals.names), np.inf)
    bounds[rivals.openlab] = ceiling
    budget = rivals.budget * effects.budget_factor
    capability = rivalry.next_capability(rivals.capability, growth, budget, floor, p, bounds, pace)
    # weights that a commercial rival opens join the other families; Openlab's are always open
    opened = rivalry.released_weights(np.full(len(rivals.names), grown), capability, effects.opens & rivals.commercial, p)
    return Progress(
        capability,
        rivalry.served_capability(capability, serving_floor, effects.adopts | rivals.commercial),
        float(opened.max(initial=grown)),
    )


def next_prices(
    rivals: RivalsState,
    asked: Floats,
    cost: float,
    share: Floats,
    sensitivity: float,
    u: Floats,
    campaign: float,
    p: RivalryParameters,
) -> Prices:
    """Return rivals' prices after a week (61, I27); arguments as in `rivalry.next_prices`, `cost` for all the same.

    `asked` are the prices of firms and then of rivals, as old as rivals know them.
    """
    if not plain():
        return Prices(
            *_prices(
                rivals.price, rivals.war_weeks, rivals.timers, rivals.commercial, asked, cost, share, sensitivity, u,
                campaign, _settings(p),
            )
        )  # fmt: skip
    firms = len(asked) - len(rivals.price)
    return rivalry.next_prices(
        rivals.price,
        rivals.war_weeks,
        np.full(len(rivals.price), cost),
        share,
        rivalry.lowest_competitor(asked[firms:], asked[:firms], rivals.commercial),
        rivalry.price_factor(rivals.timers, p),
        rivals.commercial,
        sensitivity,
        u,
        p,
        campaign,
    )


@packed
def _settings(p: RivalryParameters) -> Floats:
    begins = -math.expm1(-1.0 / p.war_lag)
    return np.array([p.price_floor, p.price_adjustment, p.war_ratio, p.war_length, p.cut_depth, begins])


def _progress_body(
    capability, budget, timers, commercial, openlab, growth, floor, serving_floor, grown, ceiling, imitation, capex_gain, gap
):  # fmt: skip
    rivals = len(capability)
    both, opened = np.empty((2, rivals)), grown
    after, served = both[0], both[1]
    for r in range(rivals):
        own = growth * (budget[r] * (1.0 + capex_gain if timers[r, CAPEX] > 0.0 else 1.0)) / WEEKS_A_YEAR
        reached = capability[r] + own + imitation * max(0.0, floor - capability[r])
        if r == openlab:
            reached = min(reached, ceiling)
        after[r] = max(capability[r], reached)
        served[r] = after[r]
        if commercial[r] or timers[r, ADOPT_OPEN] > 0.0:
            served[r] = max(after[r], serving_floor)
        if commercial[r] and timers[r, OPEN_RELEASE] > 0.0:
            opened = max(opened, after[r] - gap)
    return both, opened


def _prices_body(price, war_weeks, timers, commercial, asked, cost, share, sensitivity, u, campaign, s):
    price_floor, adjustment, war_ratio, war_length, cut_depth, chance = s[0], s[1], s[2], s[3], s[4], s[5]
    rivals, firms = len(price), len(asked) - len(price)
    cheapest, second, outside = np.inf, np.inf, np.inf
    for r in range(rivals):
        known = asked[firms + r]
        if commercial[r] and known < cheapest:
            cheapest, second = known, cheapest
        elif commercial[r] and known < second:
            second = known
    for f in range(firms):
        outside = min(outside, asked[f])
    floor = price_floor * cost * campaign
    three = np.empty((3, rivals))
    after, left = three[0], three[1]
    for r in range(rivals):
        lowest = min(second if commercial[r] and asked[firms + r] == cheapest else cheapest, outside)
        factor = 1.0 - cut_depth if timers[r, PRICE_CUT] > 0.0 else 1.0
        aim = factor * campaign * (cost + 1.0 / (sensitivity * (1.0 - share[r])))
        calm = price[r] + adjustment * (max(floor, aim) - price[r])
        begins = lowest < war_ratio * price[r] and u[r] < chance and commercial[r]
        three[2, r] = lowest
        left[r] = war_length if begins else max(war_weeks[r] - 1.0, 0.0)
        after[r] = max(floor, min(calm, lowest)) if left[r] > 0.0 else calm
        if not commercial[r]:
            after[r] = price[r]
    return three


_progress = Compiled(_progress_body)
_prices = Compiled(_prices_body)
