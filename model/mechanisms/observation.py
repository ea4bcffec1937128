"""What does the executive see of the firm and the market, how late and how wrong?

Own cash, machines, prices and the queue are exact and need no function. The rest comes late (delays), through
surveys (noise) or through people with an interest (lobbying heads, hidden teams). Reports that flatter follow
Milgrom & Roberts (1988); that shadow use hides from the centre follows the surveys named below.

Histories hold one row a week from week 0; a delay that reaches back beyond it shows week 0. Functions return the
seen value; uniforms `u` are of the shape of what they disturb.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from model.clock import WEEKS_A_QUARTER
from model.parameters import parameter

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_LEGACY, _CENTRAL, _ROGUE = 0, 1, 3
_TINY = 2.0**-53

_REPORTING = "assumption: monthly reporting; quarterly for what needs a survey or an auditor"
_SHADOW = "KPMG & University of Melbourne 2025: most shadow use is not disclosed; assumption for the split"
_BENCHMARK = "assumption: spread of public benchmarks of one model, in units of K"
_LOBBY = "Milgrom & Roberts 1988 for the sign; assumption for the size"


@dataclass(frozen=True)
class ObservationParameters:
    """Delays, noise and bias of what is seen."""

    share_delay: int = parameter(4, "wk", 0, 13, _REPORTING, "assumed", "age of the shares of options")
    visible_undetected: float = parameter(
        0.3, "share", 0.1, 0.6, _SHADOW, "assumed", "undetected rogue use that is known all the same"
    )
    disguised_as_central: float = parameter(
        2 / 3, "share", 0, 1, _SHADOW, "assumed", "hidden rogue use that is reported as central"
    )
    inflation: float = parameter(
        0.15, "util", 0.05, 0.3, _LOBBY, "assumed", "how much a head of mean power inflates, per unit of lobbying"
    )
    quality_noise: float = parameter(0.10, "util", 0.05, 0.2, _REPORTING, "assumed", "sd of unit reports")
    rival_delay_low: int = parameter(4, "wk", 0, 8, _BENCHMARK, "assumed", "least age of what is known of rivals")
    rival_delay_high: int = parameter(8, "wk", 4, 26, _BENCHMARK, "assumed", "most age of it")
    rival_noise: float = parameter(0.10, "K", 0.05, 0.2, _BENCHMARK, "assumed", "sd of rivals' capability")
    revenue_delay: int = parameter(1, "wk", 0, 4, _REPORTING, "assumed", "age of revenue and margin")
    market_delay: int = parameter(4, "wk", 0, 13, _REPORTING, "assumed", "age of market shares")
    price_delay: int = parameter(1, "wk", 0, 4, _REPORTING, "assumed", "age of rivals' prices")
    survey_noise: float = parameter(0.05, "-", 0.02, 0.1, _REPORTING, "assumed", "sd of survey results")


def delayed(history: Floats, week: int | Integers, delay: int | Integers) -> Floats:
    """Return what was true `delay` weeks ago, in one week or (n,) in each of several.

    `history` is (weeks, ...); with an array of delays it is (weeks, items), each item has its own, and several weeks
    are (n, 1).
    """
    row = np.maximum(0, week - np.asarray(delay))
    return history[row] if np.ndim(delay) == 0 else history[row, np.arange(history.shape[1])]


def visible_rogue_share(rogue: float | Floats, detected: float | Floats, p: ObservationParameters) -> Any:
    """Return the rogue share that is known: detected or declared, plus a part of the rest."""
    known = np.minimum(detected, rogue)
    return known + p.visible_undetected * (rogue - known)


def seen_shares(shares: Floats, detected: float | Floats, p: ObservationParameters) -> Floats:
    """Return the shares of options (4,), or (n, 4) with `detected` (n,), as reported, summing as before.

    `shares` are true and already old (see `delayed`), in the order legacy, central, third party, rogue;
    `detected` is the rogue share that audits had found by then. Hidden teams pass for central or legacy.
    """
    seen = np.array(shares, dtype=float)
    visible = visible_rogue_share(seen[..., _ROGUE], detected, p)
    hidden = seen[..., _ROGUE] - visible
    seen[..., _CENTRAL] += p.disguised_as_central * hidden
    seen[..., _LEGACY] += (1.0 - p.disguised_as_central) * hidden
    seen[..., _ROGUE] = visible
    return seen


def reported_quality(quality: Floats, power: Floats, lobby: Floats, u: Floats, p: ObservationParameters) -> Floats:
    """Return quality or readiness (util) as unit heads report it (b,).

    `power` sums to 1 over units; a head of mean power who lobbies at 1 adds `inflation`.
    """
    relative = power * len(power)
    return quality + p.inflation * relative * lobby + p.quality_noise * _normal(u)


def rival_delays(u: Floats, p: ObservationParameters) -> Integers:
    """Return how old (weeks) the news of each rival is, from uniforms drawn once a game."""
    span = p.rival_delay_high - p.rival_delay_low + 1
    return p.rival_delay_low + np.minimum((u * span).astype(np.int64), span - 1)


def seen_capability(history: Floats, week: int, delays: Integers, u: Floats, p: ObservationParameters) -> Floats:
    """Return the capability of rivals or the frontier as seen, K; `history` is (weeks, items)."""
    return delayed(history, week, delays) + p.rival_noise * _normal(u)


def last_quarter_end(week: int) -> int:
    """Return the last week of the last finished quarter, or 0 in the first."""
    return max(0, week // WEEKS_A_QUARTER * WEEKS_A_QUARTER - 1)


def seen_revenue(revenue: Floats, attached: Floats, week: int | Integers, p: ObservationParameters) -> Floats:
    """Return cloud revenue as seen at the end of `week` (or of each of several), RMB M a week.

    Both histories are (weeks,). What is sold along with models (`attached`, a part of `revenue`) is booked by others:
    it is known as it was at the last quarter's end, the rest a week late.
    """
    then = np.maximum(0, np.asarray(week) - p.revenue_delay)
    closed = np.maximum(0, (np.asarray(week) + 1) // WEEKS_A_QUARTER * WEEKS_A_QUARTER - 1)
    return revenue[then] - attached[then] + attached[closed]


def surveyed(history: Floats, week: int, u: Floats, p: ObservationParameters) -> Floats:
    """Return the results of the last survey, taken at the last quarter's end.

    `history` is (weeks, items); `u` must be the uniforms of that quarter, so that the result holds still.
    """
    return history[last_quarter_end(week)] + p.survey_noise * _normal(u)


def _normal(u: Floats) -> Floats:
    return ndtri(np.maximum(u, _TINY))
