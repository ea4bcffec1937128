"""What do customers and developers know of an offer that they do not use?

(8.1) Nobody outside sees the true state. Of what is in use the bill, the quality and the incidents are known at once;
everything else is news.

- a customer knows an offer it does not use by prices and service of d_p weeks ago and by a capability of d_K weeks
  ago, misjudged: K_seen = K(t - d_K) + s_K e, e logistic with variance 1, its own in each review
- a developer notices release notes with hazard n a week: what it knows of families that it does not use is a weeks
  old, P(a >= x) = (1 - n)^x, at most the memory of the community

Sticky information with a geometric age: Mankiw & Reis 2002, doi:10.1162/003355302320935034; prices that must be
searched for: Stigler 1961, doi:10.1086/258464. Capability in K, ages in weeks, prices in price units.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

LOGISTIC = math.sqrt(3.0) / math.pi
"""Scale of a logistic distribution with variance 1."""
NEVER_ZERO = 2.0**-53  # half the finest step of a uniform number: keeps logarithms finite

PUBLISHED = "assumption: leaderboards and reports of buyers follow a release by weeks"
QUOTED = "assumption: a quotation is two weeks old when it is compared"
JUDGING = "assumption: benchmarks tell apart half a year of progress, not less"
USING = "assumption: a tenth of the work is more than a trial"
NOTES = "assumption: one of ten developers reads release notes in a week"


@dataclass(frozen=True, slots=True)
class NewsParameters:
    """How late and how inexactly offers are known to those who do not use them."""

    capability_delay: int = parameter(4, "wk", 0, 13, PUBLISHED, "assumed", "d_K: age of a capability that customers know")
    price_delay: int = parameter(2, "wk", 0, 6, QUOTED, "assumed", "d_p: age of the prices and service they know")
    use: float = parameter(
        0.1, "share", 0.02, 0.3, USING, "assumed", "share of its work that makes a customer know an offer"
    )
    capability_error: float = parameter(0.15, "K", 0.0, 0.3, JUDGING, "assumed", "s_K: sd of their error about it")
    notice: float = parameter(0.1, "1/wk", 0.02, 0.9, NOTES, "assumed", "n: hazard of noticing release notes")
    memory: int = parameter(26, "wk", 8, 52, NOTES, "assumed", "oldest news of a family that is still going round")


def longest_memory(p: NewsParameters) -> int:
    """Return how many weeks of offers to customers must be kept, beside this one."""
    return max(p.capability_delay, p.price_delay)


def known_terms(heard: Sequence[Floats], p: NewsParameters) -> Floats:
    """Return the terms (4, options) by which customers know what they do not use.

    `heard` are the true terms by week (see `tiering.option_terms`), this week's last; a history shorter than a delay
    answers with its oldest week.
    """
    newest = len(heard) - 1
    known = heard[max(newest - p.price_delay, 0)].copy()
    known[0] = heard[max(newest - p.capability_delay, 0)][0]
    return known


def misjudgement(u: Floats, p: NewsParameters) -> Floats:
    """Return errors about capability, in K, from uniforms of the same shape."""
    luck = np.maximum(u, NEVER_ZERO)
    return p.capability_error * LOGISTIC * np.log(luck / (1.0 - luck))


def perceived(now: Floats, known: Floats, weight: Floats, p: NewsParameters) -> Floats:
    """Return what each option is worth to customers (k, options) with `weight` (k, options) on it.

    `now` are utilities by today's terms, `known` by the news; what is in use is seen as it is, and nobody can take
    what is not there any more.
    """
    return np.where((weight >= p.use) | np.isneginf(now), now, known)


def age_of_news(u: Floats, p: NewsParameters) -> Integers:
    """Return how old (weeks) each developer's news is, from one uniform each (k,)."""
    age = np.log(np.maximum(u, NEVER_ZERO)) / math.log1p(-p.notice)
    return np.minimum(age, p.memory).astype(np.int64)


def age_shares(p: NewsParameters) -> Floats:
    """Return the part of all developers whose news is 0, 1, ... `memory` weeks old: the law of `age_of_news`."""
    at_least: Floats = np.power(1.0 - p.notice, np.arange(p.memory + 2, dtype=np.float64))
    at_least[-1] = 0.0  # the oldest news stays
    return at_least[:-1] - at_least[1:]


def family_worth(heard: Floats, age: Integers, current: Integers) -> Floats:
    """Return each family's common worth (k, F) as developers with news of `age` (k,) know it.

    `heard` (memory + 1, F) holds it by age, this week's first; `current` (k, F) marks what a developer uses, which it
    knows as it is.
    """
    return np.where(current, heard[0], heard[age])
