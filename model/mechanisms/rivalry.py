"""When do rivals feel behind, what do they then do, and how do their prices and models move?

(58) aspiration <- a1 aspiration + a2 own performance + (1 - a1 - a2) peers' (Lant 1992; Cyert & March 1963)
(59) below aspiration: search, one action drawn from exp((weight + context)/temp); above: slack, mostly hold, and
     only actions that attack nobody (Levinthal & March 1981)
(60) weight of the action taken += eta_r (performance after - aspiration) (Roth & Erev 1995)
(61), (I27) price <- price + theta_p (max(floor c, c + 1/(alpha lam (1 - s))) - price), logit Bertrand best reply;
     war: a commercial competitor below .7 of the own price is matched after Exp(2 wk)
(62), (I32) dK = kdot budget/52 + kap_r max(0, training floor - K) a week; (I37) some serve the best open weights

Capability in K, prices in price units, time in weeks. Arrays run over rivals (r,), actions (7,).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

ACTIONS = ("price_cut", "open_release", "capex", "poach", "app_push", "adopt_open", "alliance")
PRICE_CUT, OPEN_RELEASE, CAPEX, POACH, APP_PUSH, ADOPT_OPEN, ALLIANCE = range(len(ACTIONS))
HOLD = len(ACTIONS)
"""Column of doing nothing, after the actions."""

FAVOURED = {
    "BAIDU": (APP_PUSH, PRICE_CUT),
    "TENCENT": (ADOPT_OPEN, APP_PUSH),
    "OPENLAB": (OPEN_RELEASE,),
}
"""What a type of rival is used to doing."""

MATCH, REPLY = "match the lowest price", "best reply"

ATTACKS = (PRICE_CUT, OPEN_RELEASE, ADOPT_OPEN)

ASPIRING = "assumption: attainment-discrepancy rule fits managers best (Lant 1992), coefficients from memory"
LEARNING = "assumption: form of Roth & Erev 1995"
SEARCHING = "assumption: problemistic and slack search (Cyert & March 1963; Levinthal & March 1981)"
WAR_2024 = "assumption: in May 2024 cuts of 97 % were answered in 0-7 days; typical lists take longer"
REPLYING = "assumption: list prices follow the logit best reply within weeks"
NEWS = "assumption: models of others are known from public tests, late and inexactly"
LISTS = "assumption: price lists are compared every other week"
COPYING = "assumption: Tencent and Baidu built on DeepSeek-R1 within weeks (Feb 2025)"
EFFECT = "assumption: a strong quarter's effort, no measurement"
SPENDING = "assumption: capacity ordered in a year's budget"


@dataclass(frozen=True, slots=True)
class RivalryParameters:
    """Parameters of M10."""

    aspiration_inertia: float = parameter(0.6, "-", 0.3, 0.9, ASPIRING, "assumed", "a1: weight of former aspiration")
    aspiration_own: float = parameter(0.25, "-", 0.05, 0.5, ASPIRING, "assumed", "a2: weight of own performance")
    share_weight: float = parameter(0.4, "-", 0.0, 1.0, ASPIRING, "assumed", "weight of growth of share")
    rank_weight: float = parameter(0.3, "-", 0.0, 1.0, ASPIRING, "assumed", "weight of rank in capability")
    revenue_weight: float = parameter(0.3, "-", 0.0, 1.0, ASPIRING, "assumed", "weight of growth of revenue")
    growth_scale: float = parameter(0.1, "1/quarter", 0.05, 0.3, ASPIRING, "assumed", "growth that scores 1")
    observation_noise: float = parameter(0.1, "K", 0.0, 0.3, NEWS, "assumed", "sd of perceived capability of others")
    observation_delay: int = parameter(6, "wk", 4, 8, NEWS, "assumed", "age of what is known of others' models")
    price_delay: int = parameter(2, "wk", 0, 6, LISTS, "assumed", "age of what is known of others' prices")
    temperature: float = parameter(1.0, "-", 0.3, 3.0, SEARCHING, "assumed", "temp: how freely actions are chosen")
    slack_temperature: float = parameter(2.0, "-", 1.0, 5.0, SEARCHING, "assumed", "factor on temp in slack")
    slack_hold: float = parameter(4.0, "-", 0.0, 8.0, SEARCHING, "assumed", "weight of holding still in slack")
    prior_strength: float = parameter(1.0, "-", 0.0, 3.0, LEARNING, "assumed", "start weight of favoured actions")
    reinforcement: float = parameter(0.3, "-", 0.05, 0.6, LEARNING, "assumed", "eta_r of (60)")
    price_adjustment: float = parameter(0.3, "1/wk", 0.1, 0.6, REPLYING, "assumed", "theta_p of (61)")
    price_floor: float = parameter(0.9, "x cost", 0.7, 1.1, REPLYING, "assumed", "least price over cost")
    war_ratio: float = parameter(0.7, "-", 0.5, 0.9, WAR_2024, "assumed", "competitor's price that starts a war")
    war_lag: float = parameter(2.0, "wk", 1.0, 4.0, WAR_2024, "assumed", "mean time until it is matched")
    war_length: float = parameter(13.0, "wk", 4.0, 26.0, WAR_2024, "assumed", "how long a match is kept up")
    imitation: float = parameter(0.03, "1/wk", 0.01, 0.08, COPYING, "assumed", "kap_r of (62)")
    cut_depth: float = parameter(0.35, "share", 0.1, 0.6, EFFECT, "assumed", "price cut: off the best reply")
    cut_weeks: float = parameter(13.0, "wk", 4.0, 26.0, EFFECT, "assumed", "price cut: how long")
    release_gap: float = parameter(0.2, "K", 0.0, 0.5, EFFECT, "assumed", "open release: own K less weights' K")
    release_weeks: float = parameter(26.0, "wk", 13.0, 39.0, EFFECT, "assumed", "open release: until the next")
    capex_gain: float = parameter(0.2, "share", 0.05, 0.5, SPENDING, "assumed", "capex: added to the budget")
    capex_weeks: float = parameter(52.0, "wk", 26.0, 104.0, SPENDING, "assumed", "capex: how long")
    poach_pull: float = parameter(0.3, "log", 0.0, 1.1, EFFECT, "assumed", "poach: log hazard of leaving for it")
    poach_weeks: float = parameter(8.0, "wk", 4.0, 26.0, EFFECT, "assumed", "poach: how long")
    push_appeal: float = parameter(0.1, "util", 0.0, 1.0, EFFECT, "assumed", "app push: added to its API's utility")
    push_weeks: float = parameter(13.0, "wk", 4.0, 26.0, EFFECT, "assumed", "app push: how long")
    adopt_weeks: float = parameter(26.0, "wk", 13.0, 52.0, EFFECT, "assumed", "adopt open weights: how long")
    alliance_appeal: float = parameter(0.05, "util", 0.0, 0.5, EFFECT, "assumed", "alliance: added to its API")
    alliance_weeks: float = parameter(26.0, "wk", 13.0, 104.0, EFFECT, "assumed", "alliance: how long")


class ActionChoice(NamedTuple):
    """What rivals chose: `utilities` (r, 8) over temperature, HOLD last, and the column `chosen` (r,)."""

    utilities: Floats
    chosen: Integers


class Effects(NamedTuple):
    """What actions in course do to each rival, every field (r,).

    `price_factor` on its best reply, `budget_factor`, `poach` added to the log hazard of leaving for it, `appeal`
    (util) of its API, `opens` its weights at K - release_gap, `adopts` the best open weights in serving.
    """

    price_factor: Floats
    budget_factor: Floats
    poach: Floats
    appeal: Floats
    opens: Booleans
    adopts: Booleans


class Prices(NamedTuple):
    """Prices (r,) after a week, the weeks (r,) that a match of a low price is still kept up, and that low price (r,)."""

    price: Floats
    war_weeks: Floats
    lowest: Floats


def perceived(capability: Floats, u: Floats, p: RivalryParameters) -> Floats:
    """What rivals take a delayed capability for; `capability` and uniforms `u` of equal shape."""
    return capability + p.observation_noise * ndtri(u)


def rank_score(own: Floats, others: Floats) -> Floats:
    """Rank in capability (r,) from -1 (last) to 1 (first); `others` (r, m) as each rival perceives them."""
    return np.sign(own[:, None] - others).mean(axis=1)


def performance(share_growth: Floats, rank: Floats, revenue_growth: Floats, p: RivalryParameters) -> Floats:
    """(58) Performance (r,) of a quarter from relative growth of share and of revenue, and `rank_score`."""
    growth = p.share_weight * share_growth + p.revenue_weight * revenue_growth
    return growth / p.growth_scale + p.rank_weight * rank


def next_aspiration(aspiration: Floats, own: Floats, peers: Floats, p: RivalryParameters) -> Floats:
    """(58) Aspiration (r,) after a quarter with performance `own`, while peers had `peers` on average."""
    rest = 1.0 - p.aspiration_inertia - p.aspiration_own
    return p.aspiration_inertia * aspiration + p.aspiration_own * own + rest * peers


def prior_weights(rivals: Sequence[str], p: RivalryParameters) -> Floats:
    """Weights (r, 7) that rivals of the named types (keys of FAVOURED) start with."""
    weights = np.zeros((len(rivals), len(ACTIONS)))
    for row, name in enumerate(rivals):
        weights[row, list(FAVOURED[name])] = p.prior_strength
    return weights


def action_context(
    price_excess: Floats, capability_gap: Floats, open_gap: Floats, timers: Floats, commercial: Booleans
) -> Floats:
    """What speaks for each action now, shape (r, 7); -inf where it runs already or cannot be taken.

    `price_excess` = own price over the lowest competitor's - 1; `capability_gap` = best perceived K - own K;
    `open_gap` = best open K - own K (all (r,)); `timers` (r, 7) weeks left of actions in course.
    """
    context = np.zeros(timers.shape)
    context[:, PRICE_CUT] = np.where(commercial, price_excess, -np.inf)
    context[:, OPEN_RELEASE] = open_gap
    context[:, [CAPEX, POACH]] = capability_gap[:, None]
    context[:, ADOPT_OPEN] = np.where(open_gap > 0.0, open_gap, -np.inf)
    context[timers > 0.0] = -np.inf
    return context


def choose_actions(
    weights: Floats, context: Floats, own: Floats, aspiration: Floats, u: Floats, p: RivalryParameters
) -> ActionChoice:
    """(59) One action for each rival by inverse distribution function from uniforms `u` (r,).

    `weights`, `context` (r, 7); `own` performance and `aspiration` (r,). Below aspiration holding still is chosen
    only if nothing else can be done.
    """
    slack = own >= aspiration
    scores = weights + context
    for attack in ATTACKS:
        scores[slack, attack] = -np.inf
    stuck = np.isneginf(scores).all(axis=1)
    hold = np.where(slack, p.slack_hold, np.where(stuck, 0.0, -np.inf))
    temperature = p.temperature * np.where(slack, p.slack_temperature, 1.0)
    scaled = np.column_stack([scores, hold]) / temperature[:, None]
    cumulated = np.exp(scaled - scaled.max(axis=1, keepdims=True)).cumsum(axis=1)
    total = cumulated[:, -1:]
    chosen = ((cumulated <= u[:, None] * total) & (cumulated < total)).sum(axis=1)
    return ActionChoice(scaled, chosen)


def reinforced(weights: Floats, chosen: Integers, own: Floats, aspiration: Floats, p: RivalryParameters) -> Floats:
    """(60) Weights (r, 7) after the performance `own` that followed the actions `chosen` (HOLD learns nothing)."""
    after = weights.copy()
    acted = np.flatnonzero(chosen != HOLD)
    after[acted, chosen[acted]] += p.reinforcement * (own - aspiration)[acted]
    return after


def next_timers(timers: Floats, chosen: Integers | None, p: RivalryParameters) -> Floats:
    """Weeks left (r, 7) of actions in course after a week in which `chosen` (r,) begin (HOLD, or no array: none)."""
    after = np.maximum(timers - 1.0, 0.0)
    if chosen is None:
        return after
    acted = (chosen != HOLD).nonzero()[0]
    if acted.size:
        weeks = np.array(
            [
                p.cut_weeks,
                p.release_weeks,
                p.capex_weeks,
                p.poach_weeks,
                p.push_weeks,
                p.adopt_weeks,
                p.alliance_weeks,
            ]
        )
        after[acted, chosen[acted]] = weeks[chosen[acted]]
    return after


def effects(timers: Floats, p: RivalryParameters) -> Effects:
    """What the actions in course (`timers` (r, 7) weeks left) do."""
    return Effects(
        price_factor=price_factor(timers, p),
        budget_factor=np.where(timers[:, CAPEX] > 0.0, 1.0 + p.capex_gain, 1.0),
        poach=poach(timers, p),
        appeal=appeal(timers, p),
        opens=timers[:, OPEN_RELEASE] > 0.0,
        adopts=timers[:, ADOPT_OPEN] > 0.0,
    )


def price_factor(timers: Floats, p: RivalryParameters) -> Floats:
    """Return the factor (r,) of actions in course on the best reply in price; see `effects`."""
    return np.where(timers[:, PRICE_CUT] > 0.0, 1.0 - p.cut_depth, 1.0)


def poach(timers: Floats, p: RivalryParameters) -> Floats:
    """Return what actions in course add (r,) to the log hazard of leaving for a rival; see `effects`."""
    return np.where(timers[:, POACH] > 0.0, p.poach_pull, 0.0)


def appeal(timers: Floats, p: RivalryParameters) -> Floats:
    """Return what actions in course add (r,) to the utility of a rival's API; see `effects`."""
    return p.push_appeal * (timers[:, APP_PUSH] > 0.0) + p.alliance_appeal * (timers[:, ALLIANCE] > 0.0)


def lowest_competitor(prices: Floats, firm_prices: Floats, commercial: Booleans) -> Floats:
    """(I27) Lowest price (r,) among commercial competitors of each rival: firms and other commercial rivals."""
    offers = np.where(commercial, prices, np.inf)
    # for all but the cheapest rival the lowest competitor is the cheapest, for that one the next
    cheapest, after = np.sort(np.append(offers, (np.inf, np.inf)))[:2].tolist()
    lowest = np.where(offers == cheapest, after, cheapest)
    return np.minimum(lowest, min(firm_prices.tolist(), default=np.inf))


def best_reply(cost: Floats, share: Floats, sensitivity: float) -> Floats:
    """(61), (I27) Price (r,) that maximises (p - c) s in a logit; `sensitivity` = alpha lam of customers."""
    return cost + 1.0 / (sensitivity * (1.0 - share))


def war_chance(p: RivalryParameters) -> float:
    """(61) Return the chance that a rival matches a much lower price this week."""
    return -math.expm1(-1.0 / p.war_lag)


def war_utilities(price: Floats, war_weeks: Floats, lowest: Floats, p: RivalryParameters) -> Floats:
    """(61) Return the choice between MATCH and REPLY as log chances (r, 2), for rivals before a week."""
    tempted = np.where(lowest < p.war_ratio * price, war_chance(p), 0.0)
    matches = np.where(war_weeks > 1.0, 1.0, tempted)
    with np.errstate(divide="ignore"):  # what is out of the question is minus infinity
        return np.log(np.column_stack([matches, 1.0 - matches]))


def next_prices(
    price: Floats,
    war_weeks: Floats,
    cost: Floats,
    share: Floats,
    lowest: Floats,
    factor: Floats,
    commercial: Booleans,
    sensitivity: float,
    u: Floats,
    p: RivalryParameters,
    campaign: float = 1.0,
) -> Prices:
    """(61), (I27) Prices after a week; all arrays (r,), `u` one uniform for each rival.

    `lowest` is from `lowest_competitor` (seen with its delay), `factor` from `effects`; `campaign` multiplies what they
    aim at and their floor. Rivals that are not `commercial` keep their price.
    """
    floor = p.price_floor * cost * campaign
    aim = factor * campaign * best_reply(cost, share, sensitivity)
    calm = price + p.price_adjustment * (np.maximum(floor, aim) - price)
    begins = (lowest < p.war_ratio * price) & (u < war_chance(p)) & commercial
    left = np.where(begins, p.war_length, np.maximum(war_weeks - 1.0, 0.0))
    fought = np.maximum(floor, np.minimum(calm, lowest))
    return Prices(np.where(commercial, np.where(left > 0.0, fought, calm), price), left, lowest)


def next_capability(
    capability: Floats,
    frontier_growth: float,
    budget: Floats,
    floor: float,
    p: RivalryParameters,
    ceiling: float | Floats = np.inf,
    pace: float = 1.0,
) -> Floats:
    """(62), (I32) Capability (r,) after a week.

    `frontier_growth` is kdot in K a year, `budget` (r,) the share of it that a rival keeps up with by itself;
    `floor` is what training on from the best open weights reaches (-inf without any); growth stops at `ceiling`,
    a number or one for each rival; `pace` multiplies imitation (I12).
    """
    own = frontier_growth * budget / WEEKS_A_YEAR
    copied = min(1.0, p.imitation * pace) * np.maximum(0.0, floor - capability)
    return np.maximum(capability, np.minimum(capability + own + copied, ceiling))


def served_capability(capability: Floats, floor: float, adopts: Booleans) -> Floats:
    """(I37) Capability (r,) that rivals serve: at least `floor` where they adopt the best open weights."""
    return np.where(adopts, np.maximum(capability, floor), capability)


def released_weights(open_k: Floats, capability: Floats, opens: Booleans, p: RivalryParameters) -> Floats:
    """Capability (r,) of rivals' open weights (-inf: none) while they release; what is out stays out."""
    return np.where(opens, np.maximum(open_k, capability - p.release_gap), open_k)
