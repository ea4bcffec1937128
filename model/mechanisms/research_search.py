"""What does a laboratory learn, and how does the way its groups are linked change that?

Researchers hold beliefs about an unknown reality and copy what better-performing colleagues agree on. Groups that
are cut off stop early, groups that are all one agree early on too little: moderate linking learns most.

(42) reality r in {-1,1}^m, beliefs in {-1,0,1}^m; payoff = correct blocks of s_c bits + 1e-3*share correct; each
     week a researcher copies the majority of better-performing ties, bit by bit with probability p_l; each bit of
     r flips with probability env; leavers' beliefs are drawn anew. Ties: the own group, each tie moved to another
     group with probability b_x.
(43) Phi = mean share of correct bits; (I58) Psi = mean share of fully correct blocks,
     rho = (R_eff/R_ref)^lam_R * Psi/Psi_ref within [.3, 2]
(I11) R_eff = sum of team outputs * (1 + .5 min(1, g_free/.06))/1.25, times
(I55) 1 - .004 (s - 10) for maintainers, (I57) (1 - .15/R)/(1 - .15/4) for reviews,
(I58) ((1 - .25 b_x)/.975)^2 for coordination
(44) d ln A = ln(g_A)/52 * ((1 - chi) + chi*rho) + kap_abs*max(0, ln A_F - ln A) a week

Fang, Lee & Schilling 2010, doi:10.1287/orsc.1090.0468 (the core); March 1991, doi:10.1287/orsc.2.1.71. In a
still environment final Phi is .58/.79/.93/.97/.94/.90 at b_x 0/.05/.1/.2/.4/.8 after 120 weeks.
Speed: everything stays in int8, eight times as many numbers a cache line as floats.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Bits = NDArray[np.int8]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

TIE_BREAK = 1e-3
"""Weight of the share of correct bits, small enough never to outweigh a block; without it equals cannot learn."""

_FANG = "Fang, Lee & Schilling 2010, doi:10.1287/orsc.1090.0468"
_DESIGN = "assumption: no published value"
_TUNED = "assumption: tuned in a joined prototype; no published value"


@dataclass(frozen=True)
class ResearchParameters:
    """The learning organisation and what its knowledge is worth."""

    groups: int = parameter(16, "groups", 4, 30, "assumption: 1 120 people in groups of 70", "assumed", "research groups")
    group_size: int = parameter(7, "researchers", 4, 12, _FANG, "expert", "researchers in a group")
    bits: int = parameter(100, "bits", 50, 200, _FANG, "expert", "m: dimensions of the problem (42)")
    block: int = parameter(5, "bits", 1, 10, _FANG, "expert", "s_c: bits that pay only together (42)")
    learning: float = parameter(0.3, "1/wk", 0.1, 0.7, _FANG, "expert", "p_l: probability of copying a bit (42)")
    turbulence: float = parameter(
        0.002, "1/wk", 0.0, 0.05, _DESIGN, "assumed", "env: probability that a bit of reality flips (42)"
    )
    compute_elasticity: float = parameter(
        0.5, "-", 0.3, 0.8, _DESIGN, "assumed", "lam_R: productivity per log research input (43)"
    )
    block_reference: float = parameter(
        0.44, "-", 0.22, 0.88, _TUNED, "assumed", "Psi_ref: share of correct blocks of productivity 1 (I58)"
    )
    least_productivity: float = parameter(0.3, "-", 0.15, 0.6, _TUNED, "assumed", "lower bound of productivity (I58)")
    most_productivity: float = parameter(2.0, "-", 1.5, 4.0, _TUNED, "assumed", "upper bound of productivity (I58)")
    free_compute_gain: float = parameter(
        0.5, "-", 0.25, 1.0, _DESIGN, "assumed", "research output added by enough free GPUs (I11)"
    )
    free_compute_enough: float = parameter(
        0.06,
        "share of pool",
        0.03,
        0.12,
        _DESIGN,
        "assumed",
        "free research GPUs beyond which more add nothing (I11)",
    )
    free_compute_usual: float = parameter(
        0.03, "share of pool", 0.005, 0.06, _DESIGN, "assumed", "free research GPUs at which output is 1 (I11)"
    )
    maintainer_cost: float = parameter(
        0.004, "per head", 0.002, 0.008, _TUNED, "assumed", "research lost per head that merges outside work (I55)"
    )
    maintainers_usual: float = parameter(
        10.0, "heads", 0.0, 20.0, _DESIGN, "assumed", "reintegration staff at which output is 1 (I55)"
    )
    review_cost: float = parameter(
        0.15,
        "wk",
        0.075,
        0.3,
        "assumption: privacy raises output, Bernstein 2012; size tuned",
        "assumed",
        "research lost to reviews, per review a week (I57)",
    )
    review_usual: float = parameter(4.0, "wk", 1.0, 13.0, _DESIGN, "assumed", "review interval at which output is 1 (I57)")
    linking_cost: float = parameter(
        0.25,
        "-",
        0.125,
        0.5,
        "assumption: search costs of weak ties, Hansen 1999; size tuned",
        "assumed",
        "coordination loss at full linking (I58)",
    )
    linking_usual: float = parameter(0.1, "-", 0.0, 0.8, _DESIGN, "assumed", "linking at which output is 1 (I58)")
    linking_exponent: float = parameter(2.0, "-", 1.0, 4.0, _TUNED, "assumed", "curvature of the coordination loss (I58)")
    own_research: float = parameter(
        0.6, "-", 0.3, 0.9, _DESIGN, "assumed", "chi: share of progress that depends on own research (44)"
    )
    absorption: float = parameter(
        0.01,
        "1/wk",
        0.003,
        0.03,
        "assumption: absorptive capacity, Cohen & Levinthal 1990",
        "assumed",
        "kap_abs: share of the log gap to the frontier closed weekly (44)",
    )


def start_reality(u: Floats) -> Bits:
    """Draw a reality of -1 and 1, one bit a uniform number."""
    return np.where(u < 0.5, -1, 1).astype(np.int8)


def start_beliefs(u: NDArray[np.floating]) -> Bits:
    """Draw beliefs -1, 0 (no opinion) and 1 with equal probability, in the shape of `u`."""
    return (np.asarray(u * 3.0).astype(np.int8) - 1).astype(np.int8)


def make_ties(linking: float, u: Floats, group_size: int) -> Integers:
    """Ties of each researcher as places of others, shape (researchers, group_size - 1) (42).

    Groups are consecutive places. `u` has shape (researchers, group_size - 1, 2): the first number decides whether
    a tie leaves the group (probability `linking`), the second where it goes. More linking moves more of the same
    ties; the others stay.
    """
    people = u.shape[0]
    place = np.arange(people)
    first = (place // group_size * group_size)[:, None]
    mates = first + np.arange(group_size - 1)
    mates = mates + (mates >= place[:, None])
    outside = (u[..., 1] * (people - group_size)).astype(np.int64)
    outside = np.where(outside >= first, outside + group_size, outside)
    return np.where(u[..., 0] < linking, outside, mates)


def payoffs(beliefs: Bits, reality: Bits, block: int) -> Singles:
    """Payoff of each researcher: fully correct blocks plus the tie-break (42); bits left over make no block."""
    correct = beliefs == reality
    end = correct.shape[1] // block * block
    whole = correct[:, :end:block]
    for place in range(1, block):  # strided views: three times faster than a reduction over a short axis
        whole = whole & correct[:, place:end:block]
    share = _row_sums(correct) / np.float32(correct.shape[1])
    return (_row_sums(whole) + np.float32(TIE_BREAK) * share).astype(np.float32)


def _row_sums(flags: Booleans) -> Singles:
    # a matrix product counts several times faster than a reduction, and is exact for such small whole numbers
    return flags.astype(np.float32) @ np.ones(flags.shape[1], dtype=np.float32)


def learn(beliefs: Bits, ties: Integers, payoff: Singles, u: NDArray[np.floating], probability: float) -> Bits:
    """Beliefs after a week of copying from better-performing ties (42).

    `u` has the shape of `beliefs`; float32 is enough. Better ties vote on each bit, those without an opinion
    abstain, and a draw changes nothing. All look at the same week, so nobody's place matters.
    """
    people, bits = beliefs.shape
    # whoever performs no better is replaced by an imagined colleague without opinions, in the last row
    heard = np.zeros((people + 1, bits), dtype=np.int8)
    heard[:people] = beliefs
    ties = _named_once(ties)
    better = np.where(payoff.take(ties) > payoff[:, None], ties, people)
    after: Bits = np.add.reduce(heard.take(better.T, axis=0), axis=0, dtype=np.int8)
    after *= u < probability
    # twice the votes plus the present opinion, clipped: any majority outweighs it, a draw leaves it
    after += after
    after += beliefs
    np.maximum(after, -1, out=after)
    return np.minimum(after, 1, out=after)


def _named_once(ties: Integers) -> Integers:
    """Return the ties with a repeated colleague replaced by oneself, who never performs better."""
    ordered = np.sort(ties, axis=1)
    if not (ordered[:, 1:] == ordered[:, :-1]).any():
        return ties
    before = np.tril(np.ones((ties.shape[1], ties.shape[1]), dtype=np.bool_), k=-1)
    repeated = ((ties[:, :, None] == ties[:, None, :]) & before).any(axis=2)
    return np.where(repeated, np.arange(len(ties))[:, None], ties)


def drift(reality: Bits, u: Floats, probability: float) -> Bits:
    """Reality a week later, each bit flipped with this probability (42)."""
    return np.where(u < probability, -reality, reality)


def redraw(beliefs: Bits, newcomers: Booleans, u: NDArray[np.floating]) -> Bits:
    """Beliefs with those of `newcomers` (a mask) drawn anew (42); `u` has the shape of `beliefs`."""
    return np.where(newcomers[:, None], start_beliefs(u), beliefs) if newcomers.any() else beliefs


def knowledge(beliefs: Bits, reality: Bits) -> float:
    """Phi: mean share of correct bits (43)."""
    return np.count_nonzero(beliefs == reality) / beliefs.size


def block_knowledge(payoff: Singles, bits: int, block: int) -> float:
    """Psi: mean share of fully correct blocks (I58), from `payoffs`."""
    return float(np.add.reduce(np.floor(payoff)) / payoff.size) * block / (bits // block * block)


def belief_variance(beliefs: Bits) -> float:
    """Mean over bits of the variance of beliefs between researchers: the variety left (42)."""
    return float(beliefs.astype(np.float32).var(axis=0).mean())


def effective_research(
    team_output: float,
    free_compute: float,
    maintainers: float,
    review_weeks: float,
    linking: float,
    p: ResearchParameters,
) -> float:
    """Research input R_eff in the unit of `team_output`, the sum of team outputs (I11, I55, I57, I58).

    `free_compute` is the share of the pool for free research, `maintainers` the reintegration staff. All factors
    are 1 at the usual values.
    """
    compute = _compute_factor(free_compute, p) / _compute_factor(p.free_compute_usual, p)
    merging = max(0.0, 1.0 - p.maintainer_cost * (maintainers - p.maintainers_usual))
    reviews = (1.0 - p.review_cost / review_weeks) / (1.0 - p.review_cost / p.review_usual)
    coordination = (1.0 - p.linking_cost * linking) / (1.0 - p.linking_cost * p.linking_usual)
    return team_output * compute * merging * reviews * coordination**p.linking_exponent


def _compute_factor(share: float, p: ResearchParameters) -> float:
    return 1.0 + p.free_compute_gain * min(1.0, share / p.free_compute_enough)


def productivity(research: float, reference: float, blocks_correct: float, p: ResearchParameters) -> float:
    """Research productivity rho (I58). `blocks_correct` is the 13-week mean of Psi, `reference` R_eff at start."""
    raw = (research / reference) ** p.compute_elasticity * blocks_correct / p.block_reference
    return min(p.most_productivity, max(p.least_productivity, raw))


def algorithm_efficiency_next(own: float, frontier: float, rho: float, growth: float, p: ResearchParameters) -> float:
    """Algorithmic efficiency A a week later: own research and absorption of the public frontier (44).

    `growth` is g_A, the yearly growth factor of algorithmic efficiency at the frontier.
    """
    research = math.log(growth) / WEEKS_A_YEAR * (1.0 - p.own_research + p.own_research * rho)
    return own * math.exp(research + p.absorption * max(0.0, math.log(frontier / own)))
