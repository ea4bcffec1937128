"""The market: whose models do customers' work, and on whose open weights developers build, as shares by week."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from ui.charts.areas import Part, areas
from ui.charts.tables import weekly
from ui.palette import Palette
from ui.plotting import HEIGHT
from ui.situation import Situation, Tables, column
from ui.words import Words

SUPPLIERS = (
    ("api", "own", 1.0),
    ("hosted", "own", 0.72),
    ("weights", "own", 0.42),
    ("rivals", "baidu", 1.0),
    ("open", "openlab", 0.75),
    ("none", "edge", 0.4),
)
"""Who does the work, from the bottom: our API, our weights hosted by us or elsewhere, rivals, other weights, nobody."""
FAMILIES = (("ours", "own", 1.0), ("openlab", "openlab", 1.0), ("other", "baidu", 0.6), ("none", "edge", 0.4))
"""Whose weights developers build on; the last: no open weights yet."""
OWN_SERVED = ("api", "hosted")
_OWN_OPTIONS = {"API": "api", "HOST": "hosted", "RES": "weights", "SELF": "weights"}


def market_shares(situation: Situation, tables: Tables) -> pd.DataFrame:
    """Return by week the shares of customers' work by supplier, in the order of SUPPLIERS; they sum to 1."""
    shares = situation.shares("market", "option", tables)
    groups = [_supplier(str(option), situation.firm) for option in shares.columns]
    return _summed(shares, groups, [name for name, *_ in SUPPLIERS])


def developer_shares(situation: Situation, tables: Tables) -> pd.DataFrame:
    """Return by week the shares of developers by family of open weights, in the order of FAMILIES; they sum to 1."""
    shares = situation.shares("developers", "family", tables)
    groups = [_family(place, len(shares.columns), situation.firm) for place in range(len(shares.columns))]
    summed = _summed(shares, groups, [name for name, *_ in FAMILIES])
    return summed.assign(none=1.0 - summed.sum(axis=1))


def market(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw customers' work by supplier as areas, with what we serve in the base case dashed."""
    parts = [Part(name, tone, words(f"market.{name}"), name == "api", depth) for name, tone, depth in SUPPLIERS]
    shares = market_shares(situation, situation.tables)
    return areas(situation, shares, parts, _base_served(situation), palette, words, height)


def developers(situation: Situation, palette: Palette, words: Words, height: int = HEIGHT) -> go.Figure:
    """Draw developers by family of open weights as areas, with our share in the base case dashed."""
    parts = [Part(name, tone, words(f"developers.{name}"), name == "ours", depth) for name, tone, depth in FAMILIES]
    shares = developer_shares(situation, situation.tables)
    return areas(situation, shares, parts, _base_developers(situation), palette, words, height)


def market_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return customers' work by supplier: a row a week, and what we serve in the base case."""
    named = market_shares(situation, situation.tables).rename(columns=lambda name: words(f"market.{name}"))
    base = _base_served(situation)
    return weekly(named if base is None else named.assign(**{words("chart.base"): base}), words)


def developers_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return developers by family: a row a week, and our share in the base case."""
    named = developer_shares(situation, situation.tables).rename(columns=lambda name: words(f"developers.{name}"))
    base = _base_developers(situation)
    return weekly(named if base is None else named.assign(**{words("chart.base"): base}), words)


def _summed(shares: pd.DataFrame, groups: list[str], names: list[str]) -> pd.DataFrame:
    """Return the sums of the columns of each group."""
    values = shares.to_numpy()
    sums = {name: values[:, [group == name for group in groups]].sum(axis=1) for name in names}
    return pd.DataFrame(sums, index=shares.index)


def _base_served(situation: Situation) -> pd.Series | None:
    return None if situation.opening else market_shares(situation, situation.base)[list(OWN_SERVED)].sum(axis=1)


def _base_developers(situation: Situation) -> pd.Series | None:
    return None if situation.opening else column(developer_shares(situation, situation.base), "ours")


def _supplier(option: str, firm: int) -> str:
    """Return whose an option of the market is: API_0 or HOST_0 of a firm, API_R1 of a rival, OPEN_R, NONE."""
    if option == "NONE":
        return "none"
    if option == "OPEN_R":
        return "open"
    tier, _, owner = option.partition("_")
    return _OWN_OPTIONS[tier] if owner == str(firm) else "rivals" if re.fullmatch(r"R?\d+", owner) else "open"


def _family(place: int, families: int, firm: int) -> str:
    if place == firm:
        return "ours"
    return {families - 2: "openlab", families - 1: "other"}.get(place, "other")
