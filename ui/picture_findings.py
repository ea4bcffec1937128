"""What each of the large pictures shows, as a sentence computed from its data (`ui.finding` holds the page's own)."""

from __future__ import annotations

import numpy as np

from ui.charts import gantt_rows, money
from ui.charts import suppliers as of_market
from ui.charts.capability import months_behind
from ui.finding import STALLED, Finding
from ui.situation import Situation, column, last

APART = 0.15
"""A share of all GPUs outside the pool that is worth a title."""
OLD = 4.0
"""Weeks that a request may wait before the wait is the finding."""
LEVEL_MONTHS = 0.5
LEVEL_CASH = 50.0  # RMB M


def compute(situation: Situation) -> Finding:
    """Return the finding of the GPU flow: nothing trains, somebody is short, much lies outside, or how it is split."""
    held, layers = situation.gpus(situation.tables).iloc[-1], situation.tables["layers"]
    here = layers[(layers["firm"] == situation.firm) & (layers["week"] == situation.last_week)].iloc[-1]
    pool, outside = held["imports"] + held["own_chips"], held["units"] + held["hidden"]
    if held["training"] <= 0 and held["frontier"] > 0:
        return Finding("compute.title.waits", {"gpus": held["frontier"]})
    served = {"cloud": here["cloud_served"], "ecosystem": here["ecosystem_served"]}
    short = min(served, key=lambda layer: served[layer])
    if served[short] < 0.995:
        key = "compute.title.short.cloud" if short == "cloud" else "compute.title.short.ecosystem"
        return Finding(key, {"share": float(served[short])})
    if outside / (pool + outside) >= APART:
        return Finding("compute.title.apart", {"share": outside / (pool + outside)})
    return Finding("compute.title.split", {"train": held["training"] / pool, "cloud": held["cloud"] / pool})


def under_way(situation: Situation) -> Finding:
    """Return the finding of the pipelines: what waits for the CEO, else what comes next."""
    present = gantt_rows.now(situation)
    requests = gantt_rows.of_kind(situation, "request")
    for what, key in (("run", "pipelines.title.run"), ("candidate", "pipelines.title.candidate")):
        for row in requests:
            if row["what"] == what:
                return Finding(key, {"weeks": present - row["start"], "week": row["end"]})
    oldest = max((present - row["start"] for row in requests), default=0.0)
    if oldest >= OLD:
        return Finding("pipelines.title.queue", {"number": len(requests), "weeks": oldest})
    for row in gantt_rows.of_kind(situation, "run"):
        return Finding("pipelines.title.training", {"week": row["end"], "number": len(requests)})
    orders = gantt_rows.of_kind(situation, "order")
    if orders:
        week = orders[0]["end"]  # what is made here and what is imported comes together
        return Finding("pipelines.title.order", {"week": week, "gpus": sum(o["amount"] for o in orders if o["end"] == week)})
    return Finding("pipelines.title.quiet", {"number": len(requests)})


def months(situation: Situation) -> Finding:
    """Return how far we trail the frontier in months, and whether that is more or less than a quarter ago."""
    behind, _ = months_behind(situation)
    if situation.owner not in behind.columns:
        return Finding("race.title.alone")
    own = column(behind, situation.owner)
    before = float(own.iloc[max(0, len(own) - 14)])
    change = last(own) - before
    values = {"months": last(own), "change": abs(change)}
    if last(own) < 0:
        return Finding("months.title.ahead", {"months": -last(own)})
    if situation.opening or abs(change) < LEVEL_MONTHS:
        return Finding("months.title.level", values)
    return Finding("months.title.wider" if change > 0 else "months.title.closer", values)


def market(situation: Situation) -> Finding:
    """Return how much of customers' work our models do, against the base case."""
    shares = of_market.market_shares(situation, situation.tables)
    own = float(shares[list(of_market.OWN_SERVED)].iloc[-1].sum())
    if situation.opening:
        return Finding("market.title.opening", {"share": own})
    base = float(of_market.market_shares(situation, situation.base)[list(of_market.OWN_SERVED)].iloc[-1].sum())
    return _against(own, base, "market.title.above", "market.title.below", "market.title.level")


def developers(situation: Situation) -> Finding:
    """Return how many developers build on our weights, against the family that leads."""
    now = of_market.developer_shares(situation, situation.tables).iloc[-1].drop("none")
    leader = str(now.idxmax())
    values = {"share": float(now["ours"]), "lead": float(now.max())}
    if leader == "ours":
        return Finding("developers.title.lead", values)
    return Finding("developers.title.openlab" if leader == "openlab" else "developers.title.other", values)


def books(situation: Situation) -> Finding:
    """Return whether the last quarter brought or took cash, and what the largest expense was."""
    table = money.grouped(situation, situation.tables)
    if not len(table):
        return Finding("books.title.none")
    quarter = table.iloc[-1]
    change, largest = float(quarter["cash"]), str(quarter[list(money.EXPENSE)].idxmin())
    values = {"change": abs(change), "expense": largest, "amount": -float(quarter[largest])}
    return Finding("books.title.grew" if change >= 0 else "books.title.fell", values)


def cash(situation: Situation) -> Finding:
    """Return how cash stands against the base case."""
    now = situation.now("cash")
    if situation.opening:
        return Finding("cash.title.opening", {"cash": now})
    lead = now - situation.base_now("cash")
    values = {"cash": now, "lead": abs(lead)}
    if abs(lead) < LEVEL_CASH:
        return Finding("cash.title.level", values)
    return Finding("cash.title.above" if lead > 0 else "cash.title.below", values)


def _against(own: float, base: float, above: str, below: str, level: str) -> Finding:
    lead = own - base
    values = {"share": own, "points": lead}
    return Finding(level if abs(lead) < STALLED or not np.isfinite(lead) else above if lead > 0 else below, values)
