"""The rows of the pipelines: every matter under way with its weeks and its words, group by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from ui.naming import kind_name, told_apart, unit_name
from ui.situation import CENTRAL, Situation, column, rows
from ui.words import Words

REQUESTS, CONTRACTS = 5, 3
"""How many of the oldest requests, and of the weightiest contracts, have a row of their own."""
BACK = 16
"""How many weeks back a run that has ended is still shown."""
NOVICE_WEEKS = 12
RECENT_RUNS = ("run.approved", "run.finished")


PRESSING = ("run", "candidate")
"""Requests that runs and releases wait for."""


class Bar(NamedTuple):
    """One row: its group and name, weeks from and to (from 0), the week it waits until (-1: none), what is said of it."""

    group: str
    name: str
    start: float
    end: float
    waits: float
    said: str
    colour: str


def bars(situation: Situation, words: Words) -> list[Bar]:
    """Return the rows of the picture, group by group, the most pressing first."""
    if situation.ahead is None:
        return []
    parts = (_requests, _runs, _releases, _migration, _contracts, _orders, _programmes)
    return [bar for part in parts for bar in part(situation, words)]


def now(situation: Situation) -> int:
    """Return the week that is about to be played, from 0."""
    return 0 if situation.opening else situation.weeks


def pipelines_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return every row of the picture, and of the requests all: group, name, from and until which week, note."""
    shown = [bar for bar in bars(situation, words) if bar.group != words("pipelines.requests")]
    shown = [*_requests(situation, words, number=10**6), *shown]
    return pd.DataFrame(
        {
            words("pipelines.group"): [bar.group for bar in shown],
            words("table.item"): [bar.name for bar in shown],
            words("pipelines.from"): [int(bar.start) + 1 for bar in shown],
            words("pipelines.until"): [int(max(bar.end, bar.waits)) + 1 for bar in shown],
            words("pipelines.note"): [bar.said for bar in shown],
        }
    )


def of_kind(situation: Situation, *kinds: str) -> list[dict[str, Any]]:
    """Return what is under way of these kinds, as plain rows."""
    return [row for kind in kinds for row in situation.matters.get(kind, ())]


def _requests(situation: Situation, words: Words, number: int = REQUESTS) -> Iterator[Bar]:
    """The oldest requests, and among them always those that runs and releases wait for."""
    found, present = of_kind(situation, "request"), now(situation)
    pressing = [row for row in found if row["what"] in PRESSING]
    chosen = (pressing + [row for row in found if row not in pressing])[:number]
    names = dict(zip((row["number"] for row in found), _request_names(situation, found, words), strict=True))
    for row in sorted(chosen, key=lambda row: row["start"]):
        name = names[row["number"]]
        said = words("pipelines.waited", weeks=present - row["start"], week=row["end"])
        colour = "own" if row in pressing else "ink2"
        yield Bar(words("pipelines.requests"), name, row["start"], present, row["end"], said, colour)
    if len(found) > number:
        oldest = found[0]["start"]
        more = words("pipelines.more", number=len(found) - number)
        yield Bar(words("pipelines.requests"), more, max(oldest, present - 1), present, -1, "", "ink2")


def _request_names(situation: Situation, found: list[dict[str, Any]], words: Words) -> list[str]:
    return told_apart([_request_name(situation, row, words) for row in found], [row["number"] for row in found], words)


def _request_name(situation: Situation, row: dict[str, Any], words: Words) -> str:
    if row["what"] in PRESSING:
        return words(f"pipelines.request.{row['what']}")
    kind, unit = kind_name(row["what"], words), unit_name(situation, int(row["unit"]), words)
    return words("queue.item", unit=unit, kind=kind) if unit else kind[:1].upper() + kind[1:]


def _runs(situation: Situation, words: Words) -> Iterator[Bar]:
    group, present = words("pipelines.training"), now(situation)
    for start, end in _past_runs(situation):
        yield Bar(group, words("pipelines.run.past"), start, end, -1, words("pipelines.run.ended", week=end), "base")
    for row in of_kind(situation, "run"):
        length = max(row["end"] - row["start"], 1)
        done = min(max((present - row["start"]) / length, 0.0), 1.0)
        key = "pipelines.run.done" if present >= row["start"] else "pipelines.run.planned"
        said = words(key, done=done, week=row["end"], gpus=row["amount"])
        waits = row["start"] if row["start"] > present else -1
        yield Bar(group, words("pipelines.run"), row["start"], row["end"], waits, said, "own")


def _past_runs(situation: Situation) -> list[tuple[int, int]]:
    """Return (approved, finished) weeks of the runs that ended within sight."""
    news = situation.tables["news"]
    mine = rows(news, news["key"].isin(RECENT_RUNS) & (news["firm"] == situation.firm))
    found, approved = [], -1
    for row in mine.to_dict("records"):
        if row["key"] == RECENT_RUNS[0]:
            approved = int(row["week"])
        elif approved >= 0 and row["week"] >= now(situation) - BACK:
            found.append((approved, int(row["week"])))
    return found


def _releases(situation: Situation, words: Words) -> Iterator[Bar]:
    for row in of_kind(situation, "weights", "next_candidate"):
        name, said = words(f"pipelines.{row['kind']}"), words(f"pipelines.{row['kind']}.said", week=row["end"])
        yield Bar(words("pipelines.release"), name, row["start"], row["start"], row["end"], said, "own")


def _migration(situation: Situation, words: Words) -> Iterator[Bar]:
    group, present = words("pipelines.migration"), now(situation)
    moving = _novices(situation)
    if moving:
        said = words("pipelines.moving.said", number=moving)
        yield Bar(group, words("pipelines.moving"), present - NOVICE_WEEKS, present, -1, said, "own")
    for row in of_kind(situation, "wave"):
        said = words("pipelines.wave.said", number=int(row["amount"]), week=row["start"])
        yield Bar(group, words("pipelines.wave", wave=int(row["what"])), row["start"], row["end"], -1, said, "own")


def _novices(situation: Situation) -> int:
    """Return how many teams are seen to have come to the common stack so lately that they still practise."""
    options = situation.options
    before = options[max(0, len(options) - 1 - NOVICE_WEEKS)]
    return int(np.count_nonzero((options[-1] == CENTRAL) & (before != CENTRAL)))


def _contracts(situation: Situation, words: Words) -> Iterator[Bar]:
    found = sorted(of_kind(situation, "contract"), key=lambda row: -row["amount"])
    for row in found[:CONTRACTS]:
        name = words("pipelines.contract", unit=unit_name(situation, int(row["unit"]), words))
        weeks = row["end"] - row["start"]
        said = words("pipelines.contract.said", weeks=weeks)
        if situation.truth:
            said = words("pipelines.contract.truth", weeks=weeks, share=_access(situation, int(row["unit"])))
        yield Bar(words("pipelines.data"), name, row["start"], row["start"], row["end"], said, "ink2")
    for row in of_kind(situation, "freeze"):
        said = words("pipelines.freeze.said", week=row["end"])
        yield Bar(words("pipelines.data"), words("pipelines.freeze"), row["start"], row["start"], row["end"], said, "worse")


def _access(situation: Situation, unit: int) -> float:
    units = situation.tables["units"]
    here = rows(units, (units["firm"] == situation.firm) & (units["unit"] == unit) & (units["week"] == situation.last_week))
    return float(column(here, "data_access").iloc[0])


def _orders(situation: Situation, words: Words) -> Iterator[Bar]:
    """One row for the GPUs of a week, imports and own chips together."""
    arriving: dict[float, dict[str, float]] = {}
    for row in of_kind(situation, "order"):
        week = arriving.setdefault(row["end"], {"start": row["start"], "imports": 0.0, "own_chips": 0.0})
        week[row["what"]] += row["amount"]
    for week, order in sorted(arriving.items()):
        key = "pipelines.order.mixed" if order["own_chips"] else "pipelines.order.said"
        said = words(key, gpus=order["imports"] + order["own_chips"], own=order["own_chips"], week=week)
        group = words("pipelines.orders")
        yield Bar(group, group, order["start"], now(situation), week, said, "third")


def _programmes(situation: Situation, words: Words) -> Iterator[Bar]:
    present = now(situation)
    for row in of_kind(situation, "codesign"):
        said = words("pipelines.codesign.said", money=row["amount"], week=row["end"])
        yield Bar(words("pipelines.chip"), words("pipelines.codesign"), row["start"], present, row["end"], said, "third")
    for row in of_kind(situation, "domain"):
        name = words("pipelines.domain", unit=unit_name(situation, int(row["unit"]), words))
        said = words("pipelines.domain.said", week=row["end"])
        yield Bar(words("pipelines.agents"), name, row["start"], present, row["end"], said, "own")
