"""The headline figures: name, unit, direction and formula of each, declared once for screens, tables and docs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

_Better = Literal["higher", "lower", "neither"]
_Seen = Literal["exact", "late", "estimated", "survey"]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One headline figure, one value a firm and week.

    `better` says which way is good for the firm; `seen` how the CEO sees it: exactly, with delay and error, by a
    quarterly survey, or not at all.
    """

    name: str
    unit: str
    better: _Better
    seen: _Seen
    formula: str


_TABLE: tuple[tuple[str, str, _Better, _Seen, str], ...] = (
    ("internal_adoption", "share", "higher", "estimated", "token-weighted share of teams on the common stack"),
    ("adoption_floor", "share", "higher", "estimated", "the same, in the unit where it is lowest"),
    ("rogue_share", "share", "lower", "estimated", "token-weighted share of teams with a stack of their own"),
    ("visible_rogue_share", "share", "lower", "estimated", "rogue use found by audits or reported by units"),
    ("third_party_share", "share", "lower", "estimated", "token-weighted share of teams on bought models"),
    ("legacy_share", "share", "lower", "estimated", "token-weighted share of teams on old systems"),
    ("frontier_gap", "K", "lower", "estimated", "frontier less 0.7 API model less 0.3 its multi-modal side"),
    ("frontier_gap_months", "months", "lower", "estimated", "frontier_gap over the frontier's pace"),
    ("mvc_coverage", "ratio", "higher", "estimated", "frontier-layer GPUs over the minimum viable cluster"),
    ("cluster_concentration", "share", "neither", "exact", "sum of squared shares of pool and unit clusters"),
    ("cloud_ai_revenue", "RMB M/week", "higher", "late", "API, hosted, attached and developer hosting revenue"),
    ("gross_margin", "share", "higher", "late", "income less attached cost and serving GPUs, over income"),
    ("cash", "RMB M", "higher", "exact", "cash in the ledger"),
    ("developer_share", "share", "higher", "estimated", "developers whose model family is ours"),
    ("hosted_share", "share", "higher", "estimated", "customer workload on our weights in our cloud"),
    ("tier_gap", "K", "neither", "exact", "API model less open weights"),
    ("cannibalisation", "share", "lower", "estimated", "share of API work that would stay with our open weights"),
    ("decision_latency", "weeks", "lower", "exact", "mean age of requests closed in 13 weeks"),
    ("ceo_utilisation", "ratio", "lower", "exact", "requests to the CEO over what the CEO can decide"),
    ("knowledge", "share", "higher", "survey", "mean share of correct beliefs of researchers"),
    ("attrition", "share/year", "lower", "exact", "researchers who left in 13 weeks, annualised"),
    ("talent_density", "ratio", "higher", "exact", "skill of stars employed over that of a usual laboratory"),
    ("cost_per_mtok", "RMB", "lower", "exact", "cost of a million tokens"),
    ("wh_per_query", "Wh", "lower", "exact", "energy of a median query"),
    ("data_coverage", "share", "higher", "survey", "mean access of the common model to units' data"),
    ("domain_error", "share", "lower", "survey", "data-weighted mean error in domain tasks"),
    ("automated_transactions", "M/week", "higher", "late", "tasks that agents execute"),
    ("disruption", "share", "lower", "late", "output lost to learning, overload and incidents"),
    ("trust", "share", "higher", "survey", "token-weighted trust of teams in the task force"),
    ("flywheel_velocity", "K/year", "higher", "survey", "13-week slope of the quality teams get"),
    ("relative_velocity", "K/year", "higher", "survey", "flywheel_velocity less the fastest rival's"),
    ("loop_gain", "-", "higher", "survey", "gain of one turn of the data flywheel"),
    ("open_lag_months", "months", "lower", "estimated", "how far the best open weights trail the frontier"),
    ("price_index", "ratio", "neither", "late", "size-weighted API price over the reference price"),
    ("score", "-", "higher", "late", "weighted geometric mean of the seven goals"),
)

KPIS: dict[str, Kpi] = {row[0]: Kpi(*row) for row in _TABLE}
"""Every headline figure by name."""

NAMES: tuple[str, ...] = tuple(KPIS)
INDEX: dict[str, int] = {name: i for i, name in enumerate(NAMES)}

_AMOUNTS = ("share/year", "weeks", "RMB", "Wh", "M/week", "RMB M/week", "ratio")
"""Units of figures that cannot be negative."""


def bounds(name: str) -> tuple[float, float]:
    """Return the least and the most that a figure can be, infinite where nothing bounds it."""
    unit = KPIS[name].unit
    if unit == "share" or name == "score":
        return (-math.inf if name == "gross_margin" else 0.0), 1.0  # a margin can be a loss of any size
    return (0.0 if unit in _AMOUNTS else -math.inf), math.inf
