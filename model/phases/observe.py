"""Phase 2: what the CEO will be shown, of the week before; nobody sees the true state.

Shares come four weeks late, and hidden rogue teams pass for central or legacy ones; rivals' capability is noisy
and delayed; revenue comes a week late, but for what is sold along with it: that is known at a quarter's end; surveys
are held once a quarter; cash, queue, own prices and exits are exact.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX, KPIS
from model.mechanisms import frontier, observation
from model.mechanisms.observation import ObservationParameters
from model.streams import Streams

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def _columns(*names: str) -> Integers:
    return np.array([INDEX[name] for name in names])


_SHARES = _columns("legacy_share", "internal_adoption", "third_party_share", "rogue_share")
_RIVAL_NEWS = _columns("frontier_gap", "frontier_gap_months", "open_lag_months", "mvc_coverage")
_MARKET_NEWS = _columns("developer_share", "hosted_share", "cannibalisation", "adoption_floor")
_SURVEYED = _columns(*(name for name, kpi in KPIS.items() if kpi.seen == "survey"))
_LATE = _columns(*(name for name, kpi in KPIS.items() if kpi.seen == "late" and name != "price_index"))
_CASH, _PRICE, _ROGUE, _VISIBLE = _columns("cash", "price_index", "rogue_share", "visible_rogue_share").tolist()
_REVENUE = INDEX["cloud_ai_revenue"]
_GAP, _GAP_MONTHS = _columns("frontier_gap", "frontier_gap_months").tolist()


def run(world: World) -> None:
    """Write down what each CEO sees of the week before, unless that week ended with it."""
    if world.week:
        for f in range(len(world.firms)):
            if np.isnan(world.record.seen[f, world.week - 1, _CASH]):
                see(world, f, world.week - 1)


def see(world: World, f: int, week: int) -> None:
    """Write the CEO's view of `week` into the record."""
    p, truth = world.p.observation, world.record.kpis[f]
    seen = truth[week].copy()
    _reported_shares(world, f, week, seen)
    seen[_MARKET_NEWS] = truth[max(0, week - p.market_delay), _MARKET_NEWS]
    seen[_PRICE] = truth[max(0, week - p.price_delay), _PRICE]
    _rival_news(world, f, week, seen)
    u = _drawn(*_luck(world, f), "survey", observation.last_quarter_end(week + 1), len(_SURVEYED))
    seen[_SURVEYED] = observation.surveyed(truth[:, _SURVEYED], week + 1, u, p)
    seen[_LATE] = truth[max(0, week - p.revenue_delay), _LATE]
    seen[_REVENUE] = observation.seen_revenue(truth[:, _REVENUE], world.record.attached[f], week, p)
    world.record.seen[f, week] = seen
    _models(world, f, week)


def reported_quality(world: World, firm: FirmState, true: Floats) -> Floats:
    """Return how good unit heads say the common stack serves them, util, shape (units,); lobbying flatters.

    `true` is how good it is for the mean of their teams.
    """
    u = _drawn(*_luck(world, firm.index), "unit_reports", world.quarter, len(true))
    return observation.reported_quality(true, firm.politics.power, firm.politics.lobby, u, world.p.observation)


def _models(world: World, f: int, week: int) -> None:
    """Write down how good rivals and the frontier look: late, and with an error."""
    record = world.record
    outsiders = record.models[:, len(world.firms) :]
    delays, errors = _news(world, f, week, "race_news", outsiders.shape[1])
    record.seen_models[f, week] = observation.delayed(outsiders, week, delays) + errors


def _news(world: World, f: int, week: int, stream: str, items: int) -> tuple[Integers, Floats]:
    """Return how old news of each item is (weeks, set once a game), and the error in it (K).

    A fresh error is drawn each quarter; in between estimates drift from one to the next.
    """
    p, luck = world.p.observation, _luck(world, f)
    quarter, into = divmod(week, WEEKS_A_QUARTER)
    this, following = _errors(*luck, stream, quarter, items, p), _errors(*luck, stream, quarter + 1, items, p)
    return _ages(*luck, stream, items, p), this + (following - this) * (into / WEEKS_A_QUARTER)


# What is drawn once a quarter or once a game is asked for every week: it is a pure function of its address, and
# kept by it, because moving a generator there costs more than the rest of a view.


def _luck(world: World, f: int) -> tuple[int, int, int]:
    return world.streams.seed, world.streams.replication, world.luck(f)


@lru_cache(maxsize=1024)
def _drawn(seed: int, replication: int, luck: int, stream: str, when: int, items: int) -> Floats:
    drawn = Streams(seed, replication).at(stream, when, luck).random(items)
    drawn.flags.writeable = False
    return drawn


@lru_cache(maxsize=1024)
def _errors(
    seed: int, replication: int, luck: int, stream: str, quarter: int, items: int, p: ObservationParameters
) -> Floats:
    u = _drawn(seed, replication, luck, stream, quarter, items)
    return observation.seen_capability(np.zeros((1, items)), 0, np.zeros(items, dtype=np.int64), u, p)


@lru_cache(maxsize=1024)
def _ages(seed: int, replication: int, luck: int, stream: str, items: int, p: ObservationParameters) -> Integers:
    return observation.rival_delays(_drawn(seed, replication, luck, f"{stream}_age", 0, items), p)


def _reported_shares(world: World, f: int, week: int, seen: np.ndarray) -> None:
    p, truth = world.p.observation, world.record.kpis[f]
    then = max(0, week - p.share_delay)
    visible, rogue = float(truth[then, _VISIBLE]), float(truth[then, _ROGUE])
    known = max(0.0, (visible - p.visible_undetected * rogue) / (1.0 - p.visible_undetected))
    seen[_SHARES] = observation.seen_shares(truth[then, _SHARES], known, p)
    seen[_VISIBLE] = visible


def _rival_news(world: World, f: int, week: int, seen: np.ndarray) -> None:
    truth = world.record.kpis[f]
    delays, errors = _news(world, f, week, "rival_news", 1)
    delay, error = int(delays[0]), float(errors[0])
    seen[_RIVAL_NEWS] = truth[max(0, week - delay), _RIVAL_NEWS]
    seen[_GAP] += error
    seen[_GAP_MONTHS] += frontier.months_behind(error, frontier.kdot(world.p.frontier))
