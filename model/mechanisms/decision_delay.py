"""What does slowness cost?

Closed forms for the time a decision takes and for what is lost meanwhile. A forecast may use them; a simulated
queue has to agree with them.

(13) E[T] = R/2 + rho*R/2 + 1/(2 mu); Kingman Wq = (ca2 + cs2)/2 * rho/(1 - rho) / mu, all in weeks
(14) V(T) = V0 * 2^(-T/T2)
(15) lag of the deployed capability = kdot/52 * (tau_b + T), in K
(46) iteration interval = tau_b + E[T]; OODA ratio = a rival's interval / own interval

Kingman 1961, doi:10.1017/S0305004100036094; gated service: Takagi 1986, "Analysis of Polling Systems"; speed as
an advantage: Eisenhardt 1989, doi:10.5465/256434.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DelayParameters:
    """How fast value decays, and how long a build takes."""

    value_halving: float = parameter(
        26.0,
        "wk",
        14.0,
        35.0,
        "3.3-3.5 months (arXiv:2412.04315) to 8 months (arXiv:2403.05812)",
        "derived",
        "time in which the value of a waiting item halves (14)",
    )
    build_weeks: float = parameter(
        4.0,
        "wk",
        2.0,
        8.0,
        "assumption: post-training and evaluation of one release",
        "assumed",
        "tau_b: weeks from a laboratory gain to a candidate (15, 46)",
    )


def remaining_value(value: ArrayLike, waited: ArrayLike, p: DelayParameters) -> Floats:
    """Value left after `waited` weeks (14)."""
    return np.asarray(value) * 2.0 ** (-np.asarray(waited) / p.value_halving)


def deployed_lag(frontier_growth: float, decision_weeks: float, p: DelayParameters) -> float:
    """K by which the deployed model trails the laboratory (15); `frontier_growth` in K a year."""
    return frontier_growth / WEEKS_A_YEAR * iteration_interval(decision_weeks, p)


def iteration_interval(decision_weeks: float, p: DelayParameters) -> float:
    """Weeks of one turn of the loop from a gain to its release (46)."""
    return p.build_weeks + decision_weeks


def ooda_ratio(rival_interval: float, own_interval: float) -> float:
    """How many turns we take while a rival takes one (46); above 1 we are faster."""
    return rival_interval / own_interval


def kingman_wait(utilisation: float, service_rate: float, arrival_scv: float, service_scv: float) -> float:
    """Weeks in line of a single server that is always open (13); exact for Poisson arrivals.

    `service_rate` in items a week. Infinite at a utilisation of 1 and above.
    """
    if utilisation >= 1.0:
        return math.inf
    return 0.5 * (arrival_scv + service_scv) * utilisation / (1.0 - utilisation) / service_rate


def periodic_review_sojourn(review_weeks: float, utilisation: float, service_rate: float) -> float:
    """Weeks from filing to decision under a session every `review_weeks` (13).

    Half an interval until the session, half the batch until the item's turn. Leaves out the backlog carried from
    session to session, at most `kingman_wait`, which matters for short intervals at high utilisation.
    """
    return 0.5 * review_weeks * (1.0 + utilisation) + 0.5 / service_rate
