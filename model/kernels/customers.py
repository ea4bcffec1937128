"""A week of all customers in one pass: who reviews, what each sees, where it places its work (37, 38, I26).

References are `model.mechanisms.tiering`, `market_news` and `placement` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.arrays import Floats, Integers
from model.kernels.compiling import Compiled, packed, plain
from model.kernels.luck import uniform
from model.mechanisms import market_news, placement, tiering
from model.mechanisms.market_news import LOGISTIC, NEVER_ZERO, NewsParameters
from model.mechanisms.placement import TINY, PlacementParameters
from model.mechanisms.rivalry import ALLIANCE, APP_PUSH, RivalryParameters, appeal
from model.mechanisms.tiering import TieringParameters
from model.streams import slot_uniforms


class Crowd(NamedTuple):
    """What customers are given once: traits (n, 4), sizes (n,) that sum to 1, references (n, m), the options."""

    traits: Floats
    size: Floats
    references: np.ndarray
    layout: tiering.Options
    nests: placement.Nests
    kinds: Floats


class CustomerWeek(NamedTuple):
    """Placements after a week, and what those whose contract ended (`who`) saw and drew."""

    weight: Floats
    share: Floats
    who: Integers
    utilities: Floats
    first: Integers
    second: Integers


class Market(NamedTuple):
    """The offers: `terms` (4, options) as they are, as they are `known` to others than users; `key`: luck of judging."""

    terms: Floats
    known: Floats
    key: np.uint64


def customer_week(
    crowd: Crowd,
    weight: Floats,
    market: Market,
    u: Floats,
    tier: TieringParameters,
    p: PlacementParameters,
    news: NewsParameters,
) -> CustomerWeek:
    """Return placements `weight` (n, options) a week later in this `market`; `u` (n, 3) is the customers' luck.

    Of several firms, over which a customer's work divides, only the reference knows.
    """
    if not plain() and len(crowd.layout.api) == 1:
        after, share, (who, first, second), seen = _week(
            crowd.traits, crowd.size, crowd.references, crowd.layout.none, crowd.nests.of, weight, *market, u,
            _settings(tier, p), _news_settings(tier, news),
        )  # fmt: skip
        return CustomerWeek(after, share, who, seen, first, second)
    who = placement.reviewers(u[:, 0], p)
    if not len(who):
        nobody = np.zeros(0, dtype=np.int64)
        share = placement.weighted(crowd.size, weight)
        return CustomerWeek(weight, share, nobody, np.zeros((0, weight.shape[1])), nobody, nobody)
    seen = _seen(crowd, weight, market, who, tier, news)
    draws = placement.choose_two(seen, u[who, 1:], crowd.nests, crowd.kinds, p)
    after = weight.copy()
    after[who] = placement.placements(draws, p)
    named = (drawn.argmax(axis=1) for drawn in draws)  # by the option with the largest part
    return CustomerWeek(after, placement.weighted(crowd.size, after), who, seen, *named)


def _seen(
    crowd: Crowd, weight: Floats, market: Market, who: Integers, tier: TieringParameters, news: NewsParameters
) -> Floats:
    looked_at, traits, layout = crowd.references[who], crowd.traits[who], crowd.layout
    peers = np.add.reduce(weight[looked_at], axis=1) / looked_at.shape[1]
    now, known = (
        tiering.utilities(layout, terms, traits, weight[who], peers, tier) for terms in (market.terms, market.known)
    )
    # what firms offer alike is misjudged alike, so that firms alike stay alike
    u = slot_uniforms(market.key, len(crowd.size), int(layout.kind.max()) + 1)[who][:, layout.kind]
    error = tier.quality_weight * market_news.misjudgement(u, news) * traits[:, :1]
    error[:, layout.none] = 0.0
    return market_news.perceived(now, known + error, weight[who], news)


def diversion(
    crowd: Crowd, weight: Floats, terms: Floats, removed: int, tier: TieringParameters, p: PlacementParameters
) -> float:
    """Return the share of the demand of option `removed` that others of its nest would take if it were gone (40).

    Of several firms only the reference knows how to add up so that equals stay equal.
    """
    if not plain() and len(crowd.layout.api) == 1:
        return _diversion(
            crowd.traits, crowd.size, crowd.references, crowd.layout.none, crowd.nests.of, weight, terms, removed,
            _settings(tier, p),
        )  # fmt: skip
    peers = weight[crowd.references].mean(axis=1)
    utility = tiering.utilities(crowd.layout, terms, crowd.traits, weight, peers, tier)
    own = np.flatnonzero(crowd.nests.mates[removed])
    return placement.diversion_ratio(utility, crowd.size, removed, own, crowd.nests, p)


def option_terms(
    layout: tiering.Options,
    firms: tiering.FirmOffers,
    rival_k: Floats,
    rival_price: Floats,
    openlab_k: float,
    reference_k: float,
    constants: Floats,
    variety: float,
    p: TieringParameters,
    timers: Floats,
    rivalry: RivalryParameters,
) -> Floats:
    """Return the terms (4, options) by which traits are multiplied; arguments as in `tiering.option_terms` (37).

    `timers` are those of rivals' actions, which add to the appeal of their APIs.
    """
    if not plain():
        if firms.leaked_k is None:
            firms = firms._replace(leaked_k=np.full(len(firms.open_k), -np.inf))
        return _terms(
            *firms, rival_k, rival_price, openlab_k, reference_k, constants, variety, timers, _term_settings(p, rivalry)
        )
    terms = tiering.option_terms(layout, firms, rival_k, rival_price, openlab_k, reference_k, constants, variety, p)
    terms[1, layout.rival_api] += appeal(timers, rivalry)
    return terms


@packed
def _term_settings(p: TieringParameters, rivalry: RivalryParameters) -> Floats:
    return np.array(
        [p.quality_weight, p.floor_distance, p.price_weight, p.served_weight, p.developer_weight, p.host_variety_floor,
         p.hosted_cost, p.host_markup, p.capture, p.coupling_reference, p.self_price, p.self_unskilled,
         p.elsewhere_price, p.elsewhere_unskilled, rivalry.push_appeal, rivalry.alliance_appeal]
    )  # fmt: skip


@packed
def _settings(tier: TieringParameters, p: PlacementParameters) -> Floats:
    return np.array([tier.lock, tier.reference_weight, 1.0 / p.contract, p.precision, p.nesting, p.second_share])


@packed
def _news_settings(tier: TieringParameters, news: NewsParameters) -> Floats:
    return np.array([news.use, tier.quality_weight * news.capability_error * LOGISTIC])


def _see(i, traits, references, none, weight, terms, lock, pull, utilities):
    """Fill `utilities` with what each option is worth to customer `i` (37, I26)."""
    each = references.shape[1]
    for k in range(len(utilities)):
        peers = 0.0
        for r in range(each):
            peers += weight[references[i, r], k]
        utilities[k] = _worth(i, k, traits, terms)
        if k != none:
            utilities[k] += lock * weight[i, k] + pull * (peers / each)


def _worth(i, k, traits, terms):
    worth = traits[i, 0] * terms[0, k] + traits[i, 1] * terms[1, k] + traits[i, 2] * terms[2, k]
    return worth + traits[i, 3] * terms[3, k]


def _hear(i, none, traits, weight, terms, known, key, news, utilities):
    """Put news in the place of what customer `i` does not use, with its error about them (8.1)."""
    use, scale, options = news[0], news[1], len(utilities)
    for k in range(options):
        if weight[i, k] >= use or k == none or utilities[k] == -np.inf:
            continue
        luck = max(uniform(key, i * options + k), NEVER_ZERO)
        error = scale * math.log(luck / (1.0 - luck))
        utilities[k] += _worth(i, k, traits, known) - _worth(i, k, traits, terms) + traits[i, 0] * error


def _masses(utilities, barred, nest, scale, top, nesting, masses, sums):
    """Fill `masses` with what is in proportion to the chance of each option but `barred` (38); return their sum."""
    for n in range(len(sums)):
        sums[n] = 0.0
    for k in range(len(utilities)):
        masses[k] = 0.0 if k == barred else math.exp(scale * (utilities[k] - top))
        sums[nest[k]] += masses[k]
    for n in range(nest[-1] + 1):
        sums[n] = max(sums[n], TINY) ** -nesting
    total = 0.0
    for k in range(len(utilities)):
        masses[k] *= sums[nest[k]]
        total += masses[k]
    return total


def _draw(utilities, barred, nest, precision, nesting, u, masses, sums):
    """Nested logit choice among all options but `barred`, by inverse distribution function (38)."""
    options = len(utilities)
    top = -np.inf
    for k in range(options):
        if k != barred:
            top = max(top, utilities[k])
    scale = precision / (1.0 - nesting)
    total = _masses(utilities, barred, nest, scale, top, nesting, masses, sums)
    reach = 0.0
    for k in range(options):
        reach += masses[k]
        if reach > u * total or reach >= total:
            return k
    return options - 1


def _chances(utilities, barred, nest, precision, nesting, chances, sums):
    """Fill `chances` with the nested logit probabilities of all options but `barred` (38)."""
    top = -np.inf
    for k in range(len(utilities)):
        if k != barred:
            top = max(top, utilities[k])
    total = _masses(utilities, barred, nest, precision / (1.0 - nesting), top, nesting, chances, sums)
    for k in range(len(utilities)):
        chances[k] /= total


def _diversion_body(traits, size, references, none, nest, weight, terms, removed, s):
    options = weight.shape[1]
    utilities, chances, sums = np.empty(options), np.empty(options), np.empty(options)
    lost, gained = 0.0, 0.0
    for i in range(len(size)):
        _see(i, traits, references, none, weight, terms, s[0], s[1], utilities)
        _chances(utilities, -1, nest, s[3], s[4], chances, sums)
        lost += size[i] * chances[removed]
        for k in range(options):
            if k != removed and nest[k] == nest[removed]:
                gained -= size[i] * chances[k]
        _chances(utilities, removed, nest, s[3], s[4], chances, sums)
        for k in range(options):
            if k != removed and nest[k] == nest[removed]:
                gained += size[i] * chances[k]
    return gained / lost if lost > 0.0 else 0.0


def _week_body(traits, size, references, none, nest, weight, terms, known, key, u, s, news):
    lock, pull, chance, precision, nesting, second_share = s[0], s[1], s[2], s[3], s[4], s[5]
    customers, options = weight.shape
    count = 0
    for i in range(customers):
        count += u[i, 0] < chance
    choices = np.empty((3, count), np.int64)
    who, first, second = choices[0], choices[1], choices[2]
    seen, masses, sums = np.empty((count, options)), np.empty(options), np.empty(options)
    after, share = weight.copy(), np.zeros(options)
    row = 0
    for i in range(customers):
        if u[i, 0] < chance:
            _see(i, traits, references, none, weight, terms, lock, pull, seen[row])
            _hear(i, none, traits, weight, terms, known, key, news, seen[row])
            who[row] = i
            first[row] = _draw(seen[row], -1, nest, precision, nesting, u[i, 1], masses, sums)
            second[row] = _draw(seen[row], first[row], nest, precision, nesting, u[i, 2], masses, sums)
            after[i] = 0.0
            after[i, first[row]] = 1.0 - second_share
            after[i, second[row]] = second_share
            row += 1
        for k in range(options):
            share[k] += size[i] * after[i, k]
    return after, share, choices, seen


def _terms_body(
    api_k, open_k, api_price, hosted_price, hosts, coupling, excess, served, brand, released, restricted, leaked_k,
    rival_k, rival_price, openlab_k, reference_k, constants, variety, timers, s,
):  # fmt: skip
    worth, distance, price, refused, heed, least_hosts, host_cost = s[0], s[1], s[2], s[3], s[4], s[5], s[6]
    markup, capture, usual, own_price = s[7], s[8], s[9], s[10]
    own_unskilled, other_price, other_unskilled = s[11], s[12], s[13]
    terms = np.zeros((4, len(constants)))
    quality, common, unskilled, privacy = terms[0], terms[1], terms[2], terms[3]
    base, absent = reference_k - distance, -np.inf
    for f in range(len(api_k)):
        api, host, res, own = 4 * f, 4 * f + 1, 4 * f + 2, 4 * f + 3
        service, pull = refused * (served[f] - 1.0) - brand[f], heed * excess[f]
        quality[api] = worth * (api_k[f] - base)
        common[api] = service - price * api_price[f]
        privacy[api] = -1.0
        unskilled[own] = -price * own_unskilled
        if not released[f]:
            common[host] = common[res] = common[own] = absent
            continue
        quality[host] = quality[res] = worth * (open_k[f] - base)
        quality[own] = worth * (max(open_k[f], leaked_k[f]) - base)
        common[host] = service + pull - price * hosted_price[f]
        resale = host_cost + markup / max(hosts[f], 1.0)
        many = variety * math.log(max(hosts[f], least_hosts))
        common[res] = pull + many - price * resale - capture * (coupling[f] - usual)
        if restricted[f]:
            common[res] = absent
        common[own] = pull - price * own_price
    first = 4 * len(api_k)
    for r in range(len(rival_k)):
        quality[first + r] = worth * (rival_k[r] - base)
        common[first + r] = -price * rival_price[r]
        privacy[first + r] = -1.0
    elsewhere = first + len(rival_k)
    quality[elsewhere] = worth * (openlab_k - base)
    common[elsewhere] = -price * other_price
    unskilled[elsewhere] = -price * other_unskilled
    for k in range(elsewhere + 1):
        common[k] += constants[k]
    for r in range(len(rival_k)):
        common[first + r] += s[14] * (timers[r, APP_PUSH] > 0.0) + s[15] * (timers[r, ALLIANCE] > 0.0)
    return terms


_terms = Compiled(_terms_body)
_week = Compiled(_week_body, uniform, _worth, _see, _hear, _masses, _draw)
_diversion = Compiled(_diversion_body, _worth, _see, _masses, _chances)
