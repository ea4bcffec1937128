"""What do people inside the firm know of what is not their own?

(8.1) Nobody but the modeller sees the whole firm. What is one's own is known as it is, everything else by word of
mouth, by a report that is a quarter old, or by guess.

- a researcher learns with hazard n a week how the laboratory stands; until then it believes what it heard last:
  P_i <- P + s_P e_i. Candidates ask those who are there: they see the mean of what these believe
- a unit head knows the access that others grant from the clearing house's report at a quarter's end, misjudged:
  A_b <- min(1, max(0, mean_b + s_A e_b)), mean_b of the others by similarity
- a layer head knows the worth of a GPU of its own layer, that in another layer by a guess: v_ij <- v_j exp(s_v e_ij)

Errors e are standard normal and new with each piece of news. Sticky information: Mankiw & Reis 2002,
doi:10.1162/003355302320935034; what divisions know of each other is noisy: Stein 2002, doi:10.1111/0022-1082.00483.
Prestige is in the unit of `talent.prestige`, access a share, the worth of a GPU in RMB M a quarter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.parameters import parameter

Floats = NDArray[np.float64]

_TINY = 2.0**-53  # half the finest step of a uniform number: keeps errors finite

TALK = "assumption: evaluations and gossip reach everybody in about a month"
RANKING = "assumption: tells an ordinary release from none, not more"
REPORT = "assumption: a report by others, read by those who wrote none of it"
GUESS = "assumption: other layers' figures are known to a third"


@dataclass(frozen=True, slots=True)
class InsideParameters:
    """How late and how inexactly people know the firm beyond their own place."""

    hearing: float = parameter(0.25, "1/wk", 0.05, 1.0, TALK, "assumed", "n: hazard of learning how the laboratory stands")
    standing_error: float = parameter(
        0.1, "prestige", 0.0, 0.3, RANKING, "assumed", "s_P: sd of a researcher's error about it"
    )
    access_error: float = parameter(0.1, "share", 0.0, 0.3, REPORT, "assumed", "s_A: sd of a unit head's error about access")
    worth_error: float = parameter(
        0.3, "log", 0.0, 0.8, GUESS, "assumed", "s_v: sd of a layer head's log error about GPUs of other layers"
    )


def heard_standing(believed: Floats, standing: float, u: Floats, p: InsideParameters) -> Floats:
    """Return what researchers believe of the laboratory's standing after a week of talk.

    `believed` (places,) is what they heard before, `u` (places, 2) the luck of hearing and of misjudging.
    """
    news = standing + p.standing_error * _error(u[:, 1])
    return np.where(u[:, 0] < p.hearing, news, believed)


def reported_access(others: Floats, u: Floats, p: InsideParameters) -> Floats:
    """Return the access that each unit head takes the others to grant (units,), from the true mean `others` and luck."""
    return np.clip(others + p.access_error * _error(u), 0.0, 1.0)


def guessed_worth(worth: Floats, u: Floats, p: InsideParameters) -> Floats:
    """Return a GPU's worth by layer as each layer head sees it, shape (heads, layers); its own as it is.

    `worth` (layers,) may be infinite; `u` (layers, layers) is luck, one row a head.
    """
    error = np.exp(p.worth_error * _error(u))
    np.fill_diagonal(error, 1.0)
    return worth * error


def _error(u: Floats) -> Floats:
    return ndtri(np.maximum(u, _TINY))
