"""A week of all developers in one pass: who hears of a family, who switches, where it runs (31-33).

The references are `model.mechanisms.open_release` and `market_news` on whole arrays. The kernel visits each developer
once, draws its luck from the week's key and the developer's own number, and looks at neighbours only where that luck
lets it act.
A developer costs 1 byte for each of family and host, 4 for tenure, 4 a tie and 4 for its row.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from model.arrays import Floats, Integers
from model.crowds import choose_hosts, division
from model.kernels.compiling import Compiled, packed, plain
from model.kernels.luck import uniform
from model.market_state import NO_FAMILY, DeveloperState, family_shares
from model.mechanisms import market_news, open_release
from model.mechanisms.market_news import NEVER_ZERO, NewsParameters
from model.mechanisms.open_release import Neighbours, OpenReleaseParameters
from model.streams import slot_uniforms

REVIEW, CHOICE, HOST_REVIEW, HOST_CHOICE, NEWS = range(5)
"""What the uniform numbers of a developer decide."""
COLUMNS = 5
WITNESSES = 10_000
"""Developers, from the first on, whose reasons are kept: enough to ask, and a million do not fill the memory."""


class Reviews(NamedTuple):
    """What those among the witnesses who chose this week saw, and their luck."""

    who: Integers
    utilities: Floats  # (who, options)
    draws: Floats  # (who,)


class DeveloperWeek(NamedTuple):
    """Where developers stand after a week, and why: `reviews` are of families, `moves` of hosts."""

    family: np.ndarray
    host: np.ndarray
    tenure: np.ndarray
    share: Floats  # families
    users: Floats  # of each firm's family
    hosted: Floats  # on each firm's cloud
    reviews: Reviews
    moves: Reviews


def attraction(
    open_k: Floats,
    reference_k: float,
    share: Floats,
    restricted: np.ndarray,
    absorption: Floats,
    constants: Floats,
    p: OpenReleaseParameters,
) -> Floats:
    """Return what is the same for everybody in a family's utility (32); arguments as in `family_attraction`."""
    if plain():
        return open_release.family_attraction(open_k, reference_k, share, restricted, absorption, constants, p)
    return _attraction(
        open_k, reference_k, share, restricted, absorption, constants, p.quality_weight, p.market_weight, p.restriction,
        p.response_weight, p.response_reference,
    )  # fmt: skip


def developer_week(
    state: DeveloperState,
    graph: Neighbours,
    prices: Floats,
    coupling: Floats,
    restricted: np.ndarray,
    key: np.uint64,
    p: OpenReleaseParameters,
    news: NewsParameters,
    witnesses: int = WITNESSES,
) -> DeveloperWeek:
    """Return the crowd a week later; `key` is its luck of the week, the other arguments are those of `open_release`.

    What families are worth to everybody is in `state.heard`, by age.
    Reasons are kept of the first `witnesses`. Of several firms only the reference knows.
    """
    if plain() or len(coupling) > 1:
        return _reference(state, graph, prices, coupling, restricted, key, p, news, witnesses)
    (family, host), tenure, users, hosted, reviews, moves = _week(
        state.family, state.host, state.tenure, graph.starts, graph.other, state.heard, prices, coupling, restricted,
        key, _settings(p, news), witnesses,
    )  # fmt: skip
    firms, share = len(coupling), users / len(family)
    return DeveloperWeek(family, host, tenure, share, users[:firms], hosted[:firms], Reviews(*reviews), Reviews(*moves))


def _reference(
    state: DeveloperState,
    graph: Neighbours,
    prices: Floats,
    coupling: Floats,
    restricted: np.ndarray,
    key: np.uint64,
    p: OpenReleaseParameters,
    news: NewsParameters,
    witnesses: int,
) -> DeveloperWeek:
    u = slot_uniforms(key, len(state.family), COLUMNS)
    parts, clouds = division(state.users), division(state.hosted)
    kinds, firms = state.heard.shape[1] - len(parts) + 1, len(parts)
    uses = state.family[:, None] == np.array([0] * firms + list(range(1, kinds)))
    worth = market_news.family_worth(state.heard, market_news.age_of_news(u[:, NEWS], news), uses)
    step = open_release.developer_step(state.family, graph, worth, u[:, REVIEW], u[:, CHOICE], p, parts)
    moved = step.family != state.family
    reviews = (step.family < NO_FAMILY) & (moved | (u[:, HOST_REVIEW] < p.review_rate))
    who = reviews.nonzero()[0]
    chosen, joined, seen = choose_hosts(
        step.family[who], state.host[who], state.tenure[who], prices, coupling, restricted, u[who, HOST_CHOICE], p, parts,
        clouds,
    )  # fmt: skip
    host = state.host.copy()
    host[who] = chosen
    stay = np.count_nonzero(state.host == 0) - np.count_nonzero(state.host[who] == 0)
    kept, told = step.who < witnesses, who < witnesses
    return DeveloperWeek(
        family=step.family,
        host=host,
        tenure=open_release.next_tenure(host, state.host, state.tenure),
        share=family_shares(step.family, step.users),
        users=step.users,
        hosted=clouds * stay + joined,
        reviews=Reviews(step.who[kept], step.utilities[kept], u[step.who[kept], CHOICE]),
        moves=Reviews(who[told], seen[told], u[who[told], HOST_CHOICE]),
    )


@packed
def _settings(p: OpenReleaseParameters, news: NewsParameters) -> Floats:
    return np.array(
        [p.innovation, p.imitation, p.peer_weight, p.habit, p.precision, p.review_rate, p.integration, p.lock_initial,
         p.lock_growth, p.lock_time, 1.0 / math.log1p(-news.notice)]
    )  # fmt: skip


def _attraction_body(
    open_k, reference_k, share, restricted, absorption, constants, quality, market, restriction, response, usual
):  # fmt: skip
    worth = np.empty(len(open_k))
    for f in range(len(open_k)):
        worth[f] = quality * (open_k[f] - reference_k) + market * share[f] - (restriction if restricted[f] else 0.0)
        worth[f] += response * (absorption[f] - usual)
        worth[f] += constants[f]
    return worth


def _pick(utilities, size, precision, u):
    """Logit choice among `utilities`, by inverse distribution function; they are overwritten by their weights."""
    top = utilities[0]
    for k in range(1, size):
        top = max(top, utilities[k])
    total = 0.0
    for k in range(size):
        utilities[k] = math.exp(precision * (utilities[k] - top))
        total += utilities[k]
    reach = 0.0
    for k in range(size):
        reach += utilities[k]
        if reach > u * total or reach >= total:
            return k
    return size - 1


def _look_around(developer, family, starts, other, shares):
    """Fill `shares` (families and, last, none) with what neighbours use; return the share that uses anything."""
    for k in range(len(shares)):
        shares[k] = 0.0
    first, last = starts[developer], starts[developer + 1]
    for edge in range(first, last):
        shares[family[other[edge]]] += 1.0
    adopted = 0.0
    for k in range(len(shares) - 1):
        shares[k] /= max(last - first, 1)
        adopted += shares[k]
    return adopted


def _look_at_hosts(current, former, tenure, prices, coupling, restricted, s, utilities):
    """Fill `utilities` with what hosts are worth to a developer who uses the family `current` (33)."""
    integration, lock_initial, lock_growth, lock_time = s[6], s[7], s[8], s[9]
    firms, hosts = len(coupling), len(prices)
    for k in range(hosts):
        utilities[k] = -prices[k]
    if 0 <= former < hosts:
        utilities[former] += lock_initial - lock_growth * math.expm1(-tenure / lock_time)
    if current < firms:
        utilities[current] += integration * coupling[current]
        if restricted[current]:
            for k in range(firms + 1):
                if k != current:
                    utilities[k] = -np.inf


def _week_body(family, host, tenure, starts, other, heard, prices, coupling, restricted, key, s, witnesses):
    innovation, imitation, peer_weight, habit, precision, review, ageing = s[0], s[1], s[2], s[3], s[4], s[5], s[10]
    size, families, firms, oldest = len(family), heard.shape[1], len(coupling), len(heard) - 1
    most_aware, most_review = -math.expm1(-(innovation + imitation)), -math.expm1(-review)
    stand, new_tenure = np.empty((2, size), np.int8), np.empty_like(tenure)
    new_family, new_host = stand[0], stand[1]
    shares, utilities, worth = np.empty(families + 1), np.empty(families), np.empty(len(prices))
    users, hosted = np.zeros(families + 1), np.zeros(firms + 3)
    room = min(size, witnesses)
    who, seen, draws, kept = np.empty(room, np.int64), np.empty((room, families)), np.empty(room), 0
    movers, offers, chances, told = np.empty(room, np.int64), np.empty((room, len(prices))), np.empty(room), 0
    for i in range(size):
        current = family[i]
        chosen = np.int64(current)
        u = uniform(key, 5 * i)
        if u < (most_aware if current == families else most_review):
            adopted = _look_around(i, family, starts, other, shares)
            if current != families or u < -math.expm1(-(innovation + imitation * adopted)):
                age = np.int64(min(ageing * math.log(max(uniform(key, 5 * i + 4), NEVER_ZERO)), oldest))
                for k in range(families):
                    utilities[k] = heard[age, k] + peer_weight * shares[k]
                if current < families:
                    utilities[current] = heard[0, current] + peer_weight * shares[current] + habit
                luck = uniform(key, 5 * i + 1)
                if i < room:
                    who[kept], draws[kept] = i, luck
                    for k in range(families):
                        seen[kept, k] = utilities[k]
                    kept += 1
                chosen = np.int64(_pick(utilities, families, precision, luck))
        former = host[i]
        place = np.int64(former)
        if chosen < families and (chosen != current or uniform(key, 5 * i + 2) < review):
            luck = uniform(key, 5 * i + 3)
            _look_at_hosts(chosen, former, tenure[i], prices, coupling, restricted, s, worth)
            if i < room:
                movers[told], chances[told] = i, luck
                for k in range(len(prices)):
                    offers[told, k] = worth[k]
                told += 1
            place = np.int64(_pick(worth, len(prices), precision, luck))
        new_family[i] = chosen
        new_host[i] = place
        users[chosen] += 1.0
        hosted[place] += 1.0
        new_tenure[i] = tenure[i] + 1 if place == former else 0
    reviews = who[:kept].copy(), seen[:kept].copy(), draws[:kept].copy()
    moves = movers[:told].copy(), offers[:told].copy(), chances[:told].copy()
    return stand, new_tenure, users[:families], hosted, reviews, moves


_attraction = Compiled(_attraction_body)
_week = Compiled(_week_body, uniform, _pick, _look_around, _look_at_hosts)
