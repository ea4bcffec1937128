"""What a firm has under way at a moment: what waits for what, since when, and until when as far as that is known.

Read from the state, so it is there before the first quarter too. Everything here is known to a CEO (the firm's own
requests, orders, runs, contracts and the calendar); cards are in it only from the week in which they are told, with the
week of their effect only where the tell names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from experiments.run import Game
from model.cards import DECK
from model.clock import WEEKS_A_YEAR
from model.mechanisms import data_breach, data_clearing_house
from model.phases.cards import EVERYBODY
from model.sources import table

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

UNKNOWN = -1


class Matter(NamedTuple):
    """One thing under way: `kind`, `what` (a word of the model), the unit (-1: none), weeks from 0, and an amount.

    `start` may lie before the game (negative). `end` is the first week in which it is over, UNKNOWN where nobody
    can know. `amount`: GPUs of a run or an order, teams of a wave, RMB M of co-design, weeks between two sessions.
    `number` is that of a request in the queue.
    """

    kind: str
    what: str
    unit: int
    start: float
    end: float
    amount: float
    number: int = -1


COLUMNS = list(Matter._fields)


def pipelines(game: Game, firm: int = 0) -> pd.DataFrame:
    """Return what is under way when the last week played has ended: one row a matter, in columns of `Matter`."""
    world, state = game.world, game.world.firms[firm]
    found = [matter for part in _PARTS for matter in part(world, state)]
    return pd.DataFrame(found, columns=COLUMNS).astype({"start": float, "end": float, "amount": float})


def _requests(world: World, firm: FirmState) -> Iterator[Matter]:
    """Requests in the queue; `end` is the first session that can decide each, all layers having read it."""
    every = firm.levers.governance.review_weeks
    for item in sorted(firm.queue.items, key=lambda item: item.created):
        what = item.payload or item.kind.name.lower()
        ready = max(item.ready, float(world.week))
        until = float(-(-ready // every) * every)
        yield Matter("request", what, item.unit, item.created, until, float(every), item.number)


def _runs(world: World, firm: FirmState) -> Iterator[Matter]:
    run = firm.training.run
    if run is not None:
        yield Matter("run", "", UNKNOWN, run.start, run.end, run.gpus or firm.compute.frontier)


def _releases(world: World, firm: FirmState) -> Iterator[Matter]:
    """Open weights that follow a release, and the week from which a next candidate may come."""
    for due in firm.training.weights_due:
        yield Matter("weights", "", UNKNOWN, world.week, due, 0.0)
    if not firm.training.candidate_waits and firm.training.next_candidate > world.week:
        yield Matter("next_candidate", "", UNKNOWN, world.week, firm.training.next_candidate, 0.0)


def _migrations(world: World, firm: FirmState) -> Iterator[Matter]:
    weeks = firm.adoption.wave_week
    for number, week in enumerate(np.unique(weeks[np.isfinite(weeks)]).tolist()):
        end = week + world.p.migration.wave_gap
        if end > world.week:
            yield Matter("wave", str(number + 1), UNKNOWN, week, end, float(np.count_nonzero(weeks == week)))


def _data(world: World, firm: FirmState) -> Iterator[Matter]:
    """How long a contract with each unit takes, if it began now; nothing while the hub has no capacity."""
    p, fixed = world.p, world.fixed
    if firm.levers.data.hub_capacity <= 0.0:
        return
    legal = data_breach.legal_multiplier(max(0, firm.data.legal_until - world.week), p.data_breach)
    legal *= world.market.nature.on(firm.index).legal
    weeks = data_clearing_house.access_time(
        fixed.sensitivity, fixed.hub_distance, legal, firm.levers.data.security, p.data_clearing_house
    )
    for unit, weight in enumerate(firm.data.stock.tolist()):
        yield Matter("contract", "", unit, world.week, world.week + float(weeks[unit]), weight)
    if firm.data.frozen_until > world.week:
        yield Matter("freeze", "", UNKNOWN, world.week, firm.data.frozen_until, 0.0)


def _orders(world: World, firm: FirmState) -> Iterator[Matter]:
    for week, imports, own in sorted(firm.compute.deliveries):
        start = min(week - world.p.gpu_holdings.lead_weeks, world.week)
        if imports > 0.0:
            yield Matter("order", "imports", UNKNOWN, start, week, imports)
        if own > 0.0:
            yield Matter("order", "own_chips", UNKNOWN, start, week, own)


def _chip(world: World, firm: FirmState) -> Iterator[Matter]:
    money = [(week, spent) for week, spent in firm.efficiency.in_transit if week >= world.week and spent > 0.0]
    if money:
        first, last = money[0][0] - world.p.efficiency.codesign_delay, money[-1][0]
        yield Matter("codesign", "", UNKNOWN, first, last, sum(spent for _, spent in money))


def _agents(world: World, firm: FirmState) -> Iterator[Matter]:
    delay = world.p.agentic_work.programme_delay
    for unit, opened in enumerate(firm.agents.opened.tolist()):
        if opened <= world.week < opened + delay:
            yield Matter("domain", "", unit, opened, opened + delay, 0.0)


def _deals(world: World, firm: FirmState) -> Iterator[Matter]:
    if firm.standing.deal_until > world.week:
        yield Matter("deal", "", UNKNOWN, world.week, firm.standing.deal_until, 0.0)


def _cards(world: World, firm: FirmState) -> Iterator[Matter]:
    """Cards told of that have not taken effect."""
    for dealt in world.market.nature.cards:
        if dealt.firm not in (EVERYBODY, firm.index) or not dealt.told < world.week <= dealt.start:
            continue
        when = dealt.start if DECK[dealt.card].dated else UNKNOWN
        yield Matter("card", dealt.card, UNKNOWN, dealt.told, when, 0.0)


def _festivals(world: World, firm: FirmState) -> Iterator[Matter]:
    first = world.case.first_fiscal_week
    for row in table("festivals"):
        opens, closes = int(row["first_week"]), int(row["last_week"])
        for year in range(world.case.weeks // WEEKS_A_YEAR + 2):
            start, end = WEEKS_A_YEAR * year + opens - first, WEEKS_A_YEAR * year + closes + 1 - first
            if end > world.week and start < world.case.weeks:
                yield Matter("festival", row["festival"], UNKNOWN, start, end, 0.0)


_PARTS: tuple[Callable[[Any, Any], Iterator[Matter]], ...] = (
    _requests, _runs, _releases, _migrations, _data, _orders, _chip, _agents, _deals, _cards, _festivals,
)  # fmt: skip
