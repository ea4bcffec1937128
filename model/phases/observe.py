"""Phase 2: what the CEO will be shown, of the week before; nobody sees the true state.

Shares come four weeks late, and hidden rogue teams pass for central or legacy ones; rivals' capability is noisy
and delayed; surveys are held once a quarter; cash, queue, own prices and exits are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.arrays import Floats, Integers
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX, KPIS
from model.mechanisms import frontier, observation
from model.state import Stack

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

_SHARES = ("legacy_share", "internal_adoption", "third_party_share", "rogue_share")
_RIVAL_NEWS = ("frontier_gap", "frontier_gap_months", "open_lag_months", "mvc_coverage")
_MARKET_NEWS = ("developer_share", "hosted_share", "cannibalisation", "adoption_floor")
_SURVEYED = tuple(name for name, kpi in KPIS.items() if kpi.seen == "survey")
_LATE = tuple(name for name, kpi in KPIS.items() if kpi.seen == "late" and name != "price_index")


def run(world: World) -> None:
    """Write down what each CEO sees of the week before."""
    if world.week:
        for f in range(len(world.firms)):
            see(world, f, world.week - 1)


def see(world: World, f: int, week: int) -> None:
    """Write the CEO's view of `week` into the record."""
    p, truth = world.p.observation, world.record.kpis[f]
    seen = truth[week].copy()
    _reported_shares(world, f, week, seen)
    for name in _MARKET_NEWS:
        seen[INDEX[name]] = truth[max(0, week - p.market_delay), INDEX[name]]
    seen[INDEX["price_index"]] = truth[max(0, week - p.price_delay), INDEX["price_index"]]
    _rival_news(world, f, week, seen)
    columns = [INDEX[name] for name in _SURVEYED]
    held = observation.last_quarter_end(week + 1)
    u = world.streams.at("survey", held, world.luck(f)).random(len(columns))
    seen[columns] = observation.surveyed(truth[:, columns], week + 1, u, p)
    for name in _LATE:
        seen[INDEX[name]] = truth[max(0, week - p.revenue_delay), INDEX[name]]
    world.record.seen[f, week] = seen
    _models(world, f, week)


def reported_quality(world: World, firm: FirmState) -> Floats:
    """Return how good unit heads say the common stack serves them, util, shape (units,); lobbying flatters."""
    state = firm.adoption
    units = len(firm.data.stock)
    teams = np.maximum(np.bincount(state.unit, minlength=units), 1)
    true = np.bincount(state.unit, weights=state.true_quality[:, Stack.CENTRAL], minlength=units) / teams
    u = world.streams.at("unit_reports", world.quarter, world.luck(firm.index)).random(units)
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
    p, luck = world.p.observation, world.luck(f)
    delays = observation.rival_delays(world.streams.at(f"{stream}_age", 0, luck).random(items), p)
    quarter, into = divmod(week, WEEKS_A_QUARTER)
    nothing, today = np.zeros((1, items)), np.zeros(items, dtype=np.int64)
    this, following = (
        observation.seen_capability(nothing, 0, today, world.streams.at(stream, quarter + k, luck).random(items), p)
        for k in (0, 1)
    )
    return delays, this + (following - this) * (into / WEEKS_A_QUARTER)


def _reported_shares(world: World, f: int, week: int, seen: np.ndarray) -> None:
    p, truth = world.p.observation, world.record.kpis[f]
    then = max(0, week - p.share_delay)
    columns = [INDEX[name] for name in _SHARES]
    visible, rogue = truth[then, INDEX["visible_rogue_share"]], truth[then, INDEX["rogue_share"]]
    known = max(0.0, (visible - p.visible_undetected * rogue) / (1.0 - p.visible_undetected))
    seen[columns] = observation.seen_shares(truth[then, columns], known, p)
    seen[INDEX["visible_rogue_share"]] = visible


def _rival_news(world: World, f: int, week: int, seen: np.ndarray) -> None:
    truth = world.record.kpis[f]
    delays, errors = _news(world, f, week, "rival_news", 1)
    delay, error = int(delays[0]), float(errors[0])
    for name in _RIVAL_NEWS:
        seen[INDEX[name]] = truth[max(0, week - delay), INDEX[name]]
    seen[INDEX["frontier_gap"]] += error
    seen[INDEX["frontier_gap_months"]] += frontier.months_behind(error, frontier.kdot(world.p.frontier))
