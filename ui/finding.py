"""What a quarter shows, as sentences: from tables to the key of a sentence and the values it names.

Every function is pure. The sentences state facts of the tables (what moved, by how much, against the last
quarter and against the base case); they claim no causes, which takes runs without the supposed cause.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from model.clock import WEEKS_A_QUARTER
from model.kpis import KPIS
from ui.situation import CENTRAL, FRONTIER, LEGACY, ROGUE, SHARES, THIRD, Situation, column, last, rows

STALLED = 0.015
"""A share that moved less than this in a quarter has not moved."""
LEAST_LEAD = 0.02
"""Two capabilities (K) closer than this are level."""
LEAST_MOVE = 0.35
"""A figure is worth a sentence when it moved by this part of its usual swing."""
LIFTED_STACKS = (THIRD, ROGUE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence of the catalogue: its key and the values it names."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


USUAL_SWING = {
    "decision_latency": 2.0,
    "rogue_share": 0.05,
    "third_party_share": 0.05,
    "frontier_gap_months": 2.0,
    "disruption": 0.03,
    "trust": 0.1,
    "attrition": 0.12,
    "developer_share": 0.05,
    "gross_margin": 0.06,
    "data_coverage": 0.12,
}
"""The figures a headline may name beside adoption, and how far each usually moves in a quarter."""

KEY_FIGURES = ("cash", "frontier_gap_months", "decision_latency")
UNMOVED = {"cash": 20.0, "frontier_gap_months": 0.05, "decision_latency": 0.05}
"""A key figure that changed less than this, as it is rounded on the screen, has not moved."""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One of the three figures beside the headline; `better` is None where nothing moved or is known."""

    kpi: str
    value: float
    change: float | None
    base: float | None
    better: bool | None
    quarters_left: float | None = None


@dataclass(frozen=True, slots=True)
class Callout:
    """The team that the map points at: on which stack since which week (from 0), and its unit's wait then."""

    team: int
    option: int
    since: int
    wait: float | None


def headline(situation: Situation) -> list[Finding]:
    """Return the headline: what adoption did, then the figure that moved most beside it."""
    share = situation.now("internal_adoption")
    if situation.opening:
        elsewhere = situation.now("third_party_share") + situation.now("rogue_share")
        return [Finding("headline.opening", {"share": share, "elsewhere": elsewhere})]
    change = situation.change("internal_adoption")
    values = {"share": share, "change": change, "before": situation.before("internal_adoption")}
    moved = "stalled" if abs(change) < STALLED else "rose" if change > 0 else "fell"
    return [Finding(f"headline.adoption.{moved}", values), *most_moved(situation, 1)]


def most_moved(situation: Situation, number: int) -> list[Finding]:
    """Return the figures that moved most in the quarter, each measured by its usual swing."""
    found = []
    for kpi, swing in USUAL_SWING.items():
        change = situation.change(kpi)
        size = abs(change) / swing
        if np.isfinite(change) and size >= LEAST_MOVE:
            values = {"value": situation.now(kpi), "change": abs(change), "base": situation.base_now(kpi)}
            found.append((size, Finding(f"headline.{kpi}.{'up' if change > 0 else 'down'}", values)))
    found.sort(key=lambda pair: -pair[0])
    return [finding for _, finding in found[:number]] or [Finding("headline.quiet")]


def key_figures(situation: Situation) -> list[KeyFigure]:
    """Return cash, gap to the frontier and decision wait, each against last quarter and base case."""
    return [_key_figure(situation, kpi) for kpi in KEY_FIGURES]


def against_base(situation: Situation) -> Finding:
    """Return how adoption stands against the base case."""
    if situation.opening:
        return Finding("base.opening")
    lead = situation.now("internal_adoption") - situation.base_now("internal_adoption")
    word = "level" if abs(lead) < STALLED else "above" if lead > 0 else "below"
    return Finding(f"base.{word}", {"points": lead, "base": situation.base_now("internal_adoption")})


def moves(situation: Situation) -> list[Finding]:
    """Return how many teams changed their stack in the quarter, by where they went, most first."""
    options = situation.options
    if len(options) < 2:
        return []
    start = options[max(0, len(options) - 1 - WEEKS_A_QUARTER)]
    changed = options[-1] != start
    found = []
    for option, name in ((CENTRAL, "central"), (THIRD, "third"), (ROGUE, "rogue"), (LEGACY, "legacy")):
        teams = np.flatnonzero(changed & (options[-1] == option))
        if len(teams):
            largest = max(teams, key=lambda team: situation.organisation.team_weight[team])
            values = {"number": len(teams), "team": int(largest)}
            found.append((len(teams), Finding(f"moves.{name}", values)))
    return [finding for _, finding in sorted(found, key=lambda pair: -pair[0])]


def report(situation: Situation) -> list[Finding]:
    """Return what happened in the quarter: adoption against the base case, who moved, what else moved."""
    if situation.opening:
        return []
    rest = [finding for finding in most_moved(situation, 3)[1:] if finding.key != "headline.quiet"]
    return [against_base(situation), *moves(situation)[:2], *rest]


def callout(situation: Situation) -> Callout | None:
    """Return the weightiest team that left for an outside or rogue stack last and is still there."""
    options = situation.options
    best: tuple[int, float, Callout] | None = None
    for team in range(options.shape[1]):
        path = options[:, team]
        changes = np.flatnonzero(np.diff(path)) + 1
        if path[-1] not in LIFTED_STACKS or not len(changes):
            continue
        since, weight = int(changes[-1]), float(situation.organisation.team_weight[team])
        quarter = since // WEEKS_A_QUARTER
        if best is None or (quarter, weight) > best[:2]:
            best = (quarter, weight, Callout(team, int(path[-1]), since, _wait(situation, team, since)))
    return best[2] if best else None


def map_title(situation: Situation) -> Finding:
    """Return the finding of the organisation map: how many units run something beside the common stack."""
    options, units = situation.options[-1], np.asarray(situation.organisation.team_unit)
    outside = sorted({int(unit) for unit in units[np.isin(options, LIFTED_STACKS)]})
    if not outside:
        return Finding("map.title.none")
    if len(outside) == 1:
        return Finding("map.title.one", {"unit": outside[0]})
    return Finding("map.title.some", {"number": len(outside), "units": len(situation.organisation.units)})


def race_title(situation: Situation) -> Finding:
    """Return the finding of the capability race: the best rival against us."""
    levels = situation.capability(situation.tables).iloc[-1]
    own = float(levels.get(situation.owner, np.nan))
    rivals = levels.drop([name for name in levels.index if name == situation.owner or name.lower() == FRONTIER])
    if not len(rivals) or not np.isfinite(own):
        return Finding("race.title.alone")
    name, best = str(rivals.idxmax()), float(rivals.max())
    lead = own - best
    word = "level" if abs(lead) < LEAST_LEAD else "ahead" if lead > 0 else "behind"
    return Finding(f"race.title.{word}", {"rival": name, "lead": abs(lead)})


def stacks_title(situation: Situation) -> Finding:
    """Return the finding of the adoption chart: the lead over the base case, or the shares at the opening."""
    if situation.opening:
        return Finding("stacks.title.opening", {"share": situation.now("internal_adoption")})
    lead = situation.now("internal_adoption") - situation.base_now("internal_adoption")
    word = "level" if abs(lead) < STALLED else "above" if lead > 0 else "below"
    return Finding(f"stacks.title.{word}", {"points": lead})


def queue_title(situation: Situation) -> Finding:
    """Return the finding of the approval queue: how many wait, and the oldest."""
    queue = situation.queue
    if not len(queue):
        return Finding("queue.title.empty")
    return Finding("queue.title.waiting", {"number": len(queue), "age": float(queue["age"].iloc[0])})


def outcome(situation: Situation, name: str, quarter: int | None = None) -> list[Finding]:
    """Return how the game ended: the outcome in words, then what was believed against what is true."""
    true, seen = replace(situation, truth=True), replace(situation, truth=False)
    values = {
        "quarter": quarter,
        "share": true.now("internal_adoption"),
        "seen": seen.now("internal_adoption"),
        "rogue": true.now("rogue_share"),
        "seen_rogue": seen.now("rogue_share"),
    }
    errors = (values["share"] - values["seen"], values["rogue"] - values["seen_rogue"])
    apart = max(abs(error) for error in errors) >= STALLED
    return [Finding(f"outcome.{name}", values), Finding("truth.apart" if apart else "truth.same", values)]


def stack_shares(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the four shares of workload by week, central first (it gets the straight baseline)."""
    order = {"central": CENTRAL, "legacy": LEGACY, "third": THIRD, "rogue": ROGUE}
    return pd.DataFrame({name: column(figures, SHARES[option]) for name, option in order.items()})


def _key_figure(situation: Situation, kpi: str) -> KeyFigure:
    value = situation.now(kpi)
    if situation.opening:
        return KeyFigure(kpi, value, None, None, None)
    change = situation.change(kpi)
    moved = np.isfinite(change) and abs(change) >= UNMOVED[kpi]
    better = bool((change > 0) == (KPIS[kpi].better == "higher")) if moved else None
    left = value / -change if kpi == "cash" and change < 0 else None
    return KeyFigure(kpi, value, change, situation.base_now(kpi), better, left)


def _wait(situation: Situation, team: int, week: int) -> float | None:
    units = situation.tables["units"]
    unit = int(situation.organisation.team_unit[team])
    here = rows(units, (units["firm"] == situation.firm) & (units["week"] == week) & (units["unit"] == unit))
    return last(column(here, "wait")) if len(here) else None
