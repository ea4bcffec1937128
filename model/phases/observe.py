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
from model.clock import WEEKS_A_QUARTER, opens_quarter
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
    """Before a quarter opens, write down what each CEO sees of the weeks before, unless that is done already."""
    if world.week and opens_quarter(world.week):
        see_quarter(world)


def see_quarter(world: World) -> None:
    """Write the CEOs' views of the last quarter that was played into the record: nobody decides within a quarter."""
    first = world.record.weeks - WEEKS_A_QUARTER
    for f in range(len(world.firms)):
        if np.isnan(world.record.seen[f, first, _CASH]):
            _see(world, f, np.arange(first, world.record.weeks))


def _see(world: World, f: int, weeks: Integers) -> None:
    p, truth = world.p.observation, world.record.kpis[f]
    seen = truth[weeks]
    _reported_shares(world, f, weeks, seen)
    for columns, delay in ((_MARKET_NEWS, p.market_delay), (_PRICE, p.price_delay), (_LATE, p.revenue_delay)):
        seen[:, columns] = observation.delayed(truth[:, columns], weeks, delay)
    seen[:, _REVENUE] = observation.seen_revenue(truth[:, _REVENUE], world.record.attached[f], weeks, p)
    _rival_news(world, f, weeks, seen)
    for row in (0, -1):  # the last survey counts until this quarter's, which ends it
        week = int(weeks[row]) + 1
        u = _drawn(*_luck(world, f), "survey", observation.last_quarter_end(week), len(_SURVEYED))
        seen[row or slice(None), _SURVEYED] = observation.surveyed(truth[:, _SURVEYED], week, u, p)
    world.record.seen[f, weeks] = seen
    if world.record.full:
        _models(world, f, weeks)


def reported_quality(world: World, firm: FirmState, true: Floats) -> Floats:
    """Return how good unit heads say the common stack serves them, util, shape (units,); lobbying flatters.

    `true` is how good it is for the mean of their teams.
    """
    u = _drawn(*_luck(world, firm.index), "unit_reports", world.quarter, len(true))
    return observation.reported_quality(true, firm.politics.power, firm.politics.lobby, u, world.p.observation)


def _models(world: World, f: int, weeks: Integers) -> None:
    """Write down how good rivals and the frontier look: late, and with an error."""
    record = world.record
    outsiders = record.models[:, len(world.firms) :]
    delays, errors = _news(world, f, weeks, "race_news", outsiders.shape[1])
    record.seen_models[f, weeks] = observation.delayed(outsiders, weeks[:, None], delays) + errors


def _news(world: World, f: int, weeks: Integers, stream: str, items: int) -> tuple[Integers, Floats]:
    """Return how old news of each item is (weeks, set once a game), and the error in it (weeks of a quarter, items), K.

    A fresh error is drawn each quarter; in between estimates drift from one to the next.
    """
    p, luck = world.p.observation, _luck(world, f)
    quarter = int(weeks[0]) // WEEKS_A_QUARTER
    this, following = _errors(*luck, stream, quarter, items, p), _errors(*luck, stream, quarter + 1, items, p)
    into = (weeks % WEEKS_A_QUARTER / WEEKS_A_QUARTER)[:, None]
    return _ages(*luck, stream, items, p), this + (following - this) * into


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


def _reported_shares(world: World, f: int, weeks: Integers, seen: Floats) -> None:
    p, truth = world.p.observation, observation.delayed(world.record.kpis[f], weeks, world.p.observation.share_delay)
    visible, rogue = truth[:, _VISIBLE], truth[:, _ROGUE]
    known = np.maximum(0.0, (visible - p.visible_undetected * rogue) / (1.0 - p.visible_undetected))
    seen[:, _SHARES] = observation.seen_shares(truth[:, _SHARES], known, p)
    seen[:, _VISIBLE] = visible


def _rival_news(world: World, f: int, weeks: Integers, seen: Floats) -> None:
    delays, errors = _news(world, f, weeks, "rival_news", 1)
    error, pace = errors[:, 0], frontier.kdot(world.p.frontier)
    seen[:, _RIVAL_NEWS] = observation.delayed(world.record.kpis[f][:, _RIVAL_NEWS], weeks, int(delays[0]))
    seen[:, _GAP] += error
    if pace > 0.0:
        seen[:, _GAP_MONTHS] += [frontier.months_behind(e, pace) for e in error.tolist()]
    else:  # behind a frontier that stands still any gap is infinite, and an error of it too
        seen[:, _GAP_MONTHS] = [frontier.months_behind(gap, pace) for gap in seen[:, _GAP].tolist()]
