"""A week of a laboratory's people: what they learn from each other, what they produce, who leaves (42, 47, 49).

References are `model.mechanisms.research_search`, `talent` and `talent_pool` on whole arrays.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_YEAR
from model.kernels.compiling import Compiled, packed, plain
from model.mechanisms import research_search, talent, talent_pool
from model.mechanisms.research_search import TIE_BREAK, Bits
from model.mechanisms.talent import TalentParameters
from model.mechanisms.talent_pool import TalentPoolParameters
from model.state import PeopleState

MOVES = 1 + len(talent.Motives._fields)


class SearchWeek(NamedTuple):
    """What researchers believe and what is true a week later; Psi before it (`blocks`) and Phi after it."""

    beliefs: Bits
    reality: Bits
    blocks: float
    knowledge: float


def search_week(
    beliefs: Bits, reality: Bits, ties: Integers, u_copy: NDArray[np.float32], u_flip: Floats,
    block: int, learning: float, turbulence: float,
) -> SearchWeek:  # fmt: skip
    """Let researchers copy from better ties, then reality drift (42); arguments as in `research_search`."""
    if not plain():
        after, blocks, known = _search(beliefs, reality, ties, u_copy, u_flip, block, learning, turbulence)
        return SearchWeek(after[:-1], after[-1], blocks, known)
    payoff = research_search.payoffs(beliefs, reality, block)
    after = research_search.learn(beliefs, ties, payoff, u_copy, learning)
    drifted = research_search.drift(reality, u_flip, turbulence)
    blocks = research_search.block_knowledge(payoff, beliefs.shape[1], block)
    return SearchWeek(after, drifted, blocks, research_search.knowledge(after, drifted))


def team_output(people: PeopleState, groups: int, week: int, p: TalentPoolParameters) -> float:
    """Return what all groups produce this week together, in the unit of `talent_pool.group_outputs` (49)."""
    if not plain():
        return _output(
            people.skill, people.employed, people.star, people.group, people.exit_week, people.star_exit,
            groups, week, p.shadow_weeks, p.star_shadow, p.size_exponent, p.star_bonus,
        )  # fmt: skip
    recent = week - people.exit_week < p.shadow_weeks
    lost = np.bincount(people.group, weights=(recent & people.star_exit & ~people.employed).astype(float), minlength=groups)
    output = talent_pool.group_outputs(people.skill, people.employed, people.star, people.group, lost, p)
    return float(np.add.reduce(output))


class Leaving(NamedTuple):
    """Places of those who leave, and for all who were there (`who`): chances of staying and leaving, luck, and what
    moves each: the weekly hazard of anybody, then the log hazards of `talent.Motives`."""

    gone: Integers
    who: Integers
    utilities: Floats
    draws: Floats
    leaves: Integers
    moves: Floats


def leaving(
    people: PeopleState,
    ties: Integers,
    week: int,
    factor: float,
    pay: float,
    autonomy_gain: Floats,
    prestige_gain: Floats,
    compute: float,
    raided: bool,
    u: Floats,
    p: TalentParameters,
) -> Leaving:
    """Decide who leaves this week (47).

    `factor` multiplies every hazard, `u` holds one uniform a place, the rest is that of `talent.leaving_hazard`.
    """
    rate = factor * p.base_hazard / WEEKS_A_YEAR
    if not plain():
        paid = -p.pay_elasticity * math.log(pay)
        computing = -p.compute_elasticity * math.log(max(compute, p.least_compute))
        gone, (who, leaves), utilities, draws, moves = _leaving(
            ties, people.exit_week, people.star_exit, people.star, people.taste, people.employed, autonomy_gain,
            prestige_gain, u, week, rate, paid, computing, p.raid if raided else 0.0, _settings(p),
        )  # fmt: skip
        return Leaving(gone, who, utilities, draws, leaves, moves)
    exits = talent.exits_of_ties(ties, week - people.exit_week, people.star_exit, p)
    moved = talent.motives(pay, autonomy_gain, prestige_gain, compute, exits, people.star, people.taste, raided, p)
    result = talent.departures(factor * talent.leaving_hazard(moved, p), people.employed, u)
    who = people.employed.nonzero()[0]
    chance = result.probability[who]
    leaves = result.leaves[who].astype(np.int64)
    places = np.broadcast_arrays(rate, *moved, u)[:-1]
    moves = np.array([part[who] for part in places], dtype=np.float64).T.copy()
    return Leaving(result.leaves.nonzero()[0], who, np.array([1.0 - chance, chance]).T.copy(), u[who], leaves, moves)


@packed
def _settings(p: TalentParameters) -> Floats:
    return np.array([
        p.autonomy_elasticity, p.taste_weight, p.contagion, p.contagion_cap, p.contagion_weeks, p.star_exit,
        p.prestige_elasticity,
    ])  # fmt: skip


def _search_body(beliefs, reality, ties, u_copy, u_flip, block, learning, turbulence):
    people, bits = beliefs.shape
    payoff, same = np.empty(people, np.float32), np.empty(bits, np.int8)
    whole_blocks = 0
    for i in range(people):
        right, whole = 0, 0
        for b in range(bits):
            same[b] = beliefs[i, b] == reality[b]
            right += same[b]
        for first in range(0, bits - block + 1, block):
            inside = 0
            for b in range(first, first + block):
                inside += same[b]
            whole += inside == block
        whole_blocks += whole
        payoff[i] = np.float32(whole) + np.float32(TIE_BREAK) * (np.float32(right) / np.float32(bits))
    after, votes = np.empty((people + 1, bits), np.int8), np.empty(bits, np.int8)
    drifted = after[people]
    for b in range(bits):
        drifted[b] = -reality[b] if u_flip[b] < turbulence else reality[b]
    probability = np.float64(learning)
    right = 0
    for i in range(people):
        for b in range(bits):
            votes[b] = 0
        for k in range(ties.shape[1]):
            tie = ties[i, k]
            heard = payoff[tie] > payoff[i]
            for earlier in range(k):
                heard &= ties[i, earlier] != tie
            if heard:
                for b in range(bits):
                    votes[b] += beliefs[tie, b]
        for b in range(bits):
            # arithmetic instead of a branch on luck, which no processor can guess
            vote = np.int8(2 * votes[b] * np.int8(u_copy[i, b] < probability) + beliefs[i, b])
            belief = np.int8(np.int8(vote > 0) - np.int8(vote < 0))
            after[i, b] = belief
            right += belief == drifted[b]
    mean = np.float64(np.float32(whole_blocks) / np.float32(people))  # the reference counts in single precision
    return after, mean * block / (bits // block * block), right / (people * bits)


def _output_body(
    skill, employed, star, group, exit_week, star_exit, groups, week, shadow_weeks, shadow, exponent, bonus
):  # fmt: skip
    size, log_skill, stars, lost = np.zeros(groups), np.zeros(groups), np.zeros(groups), np.zeros(groups)
    for i in range(len(skill)):
        g = group[i]
        if employed[i]:
            size[g] += 1.0
            log_skill[g] += math.log(skill[i])
            stars[g] += star[i]
        elif star_exit[i] and week - exit_week[i] < shadow_weeks:
            lost[g] += 1.0
    total = 0.0
    for g in range(groups):
        weakest_link = math.exp(log_skill[g] / max(size[g], 1.0))
        total += weakest_link * size[g] ** exponent * (1.0 + bonus * stars[g]) * (1.0 - shadow) ** lost[g]
    return total


def _leaving_body(
    ties, exit_week, star_exit, star, taste, employed, autonomy_gain, prestige_gain, u, week, rate, paid, computing, raid, s
):  # fmt: skip
    elasticity, taste_weight, contagion, cap, weeks, star_weight, admiring = s[0], s[1], s[2], s[3], s[4], s[5], s[6]
    places = len(taste)
    gone, both = np.empty(places, np.int64), np.empty((2, places), np.int64)
    who, leaves = both[0], both[1]
    utilities, draws, moves = np.empty((places, 2)), np.empty(places), np.empty((places, MOVES))
    left, there = 0, 0
    for i in range(places):
        if not employed[i]:
            continue
        exits = 0.0
        for k in range(ties.shape[1]):
            tie = ties[i, k]
            if week - exit_week[tie] < weeks:
                exits += star_weight if star_exit[tie] else 1.0
        free = -(elasticity * (1.0 + taste_weight * (taste[i] - 0.5))) * autonomy_gain[i]
        proud = -admiring * prestige_gain[i]
        push, courted = min(contagion * exits, cap), raid if star[i] else 0.0
        chance = -math.expm1(-rate * math.exp(paid + computing + free + proud + push + courted))
        row = moves[there]
        row[0], row[1], row[2], row[3], row[4], row[5], row[6] = rate, paid, computing, free, proud, push, courted
        who[there], draws[there], leaves[there] = i, u[i], u[i] < chance
        utilities[there, 0], utilities[there, 1] = 1.0 - chance, chance
        there += 1
        if u[i] < chance:
            gone[left] = i
            left += 1
    return gone[:left].copy(), both[:, :there].copy(), utilities[:there].copy(), draws[:there].copy(), moves[:there].copy()


_search = Compiled(_search_body)
_output = Compiled(_output_body)
_leaving = Compiled(_leaving_body)
