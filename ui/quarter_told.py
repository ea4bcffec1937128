"""The report of a quarter as sentences: what surprised, what was decided, who reacted and with which reason.

Pure, like `ui.finding`. What a sentence gives as the largest part of a change is arithmetic of the tables (which team
moved, which account, whose model); what caused it takes runs without the supposed cause and stands under Why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from model.clock import WEEKS_A_QUARTER
from ui.charts import money
from ui.finding import LEAST_MOVE, USUAL_SWING, Finding
from ui.situation import FRONTIER, ROGUE, STACKS, Situation, column, last, rows

if TYPE_CHECKING:
    from experiments.reactions import Reaction
    from model.bets import Bet

MOST_REACTIONS = 5
FOUND = "found"
"""What a team did whose hidden stack an audit found."""
SWINGS = USUAL_SWING | {"internal_adoption": 0.05, "cash": 500.0}
"""How far each figure usually moves in a quarter: what surprises is measured in it."""
SHARES = {"internal_adoption": 1, "third_party_share": 2, "rogue_share": 3}
"""Figures that are shares of teams, and the stack each counts."""


def surprises(situation: Situation, bets: Sequence[tuple[Bet, float]]) -> list[Finding]:
    """Return the bets that missed, the worst first, then where the quarter left the expected path most.

    `bets` are those of the quarter with what came of them. Expected is what the base case did in the same quarter, or,
    where nothing differs from it, that nothing moves. Each sentence has its largest part behind it, where there is one.
    """
    missed = [(bet, came) for bet, came in bets if not bet.holds(came)]
    missed.sort(key=lambda pair: -pair[0].score(pair[1]) / SWINGS.get(pair[0].kpi, 1.0))
    found: list[Finding] = []
    for bet, came in missed:
        values = {"kpi": bet.kpi, "low": bet.low, "high": bet.high, "came": came}
        found += [Finding("surprise.bet", values), *because(situation, bet.kpi)]
    if bets and not missed:
        found.append(Finding("surprise.held", {"number": len(bets)}))
    return found + _strayed(situation, [bet.kpi for bet, _ in missed])


def _strayed(situation: Situation, told: Sequence[str]) -> list[Finding]:
    """Return the figure that strayed most from its expected path, with its largest part; nothing that was told."""
    if situation.opening:
        return []
    sizes: dict[str, float] = {}
    for kpi, swing in SWINGS.items():
        sizes[kpi] = abs(situation.change(kpi) - _expected(situation, kpi)) / swing
    apart = {kpi: size for kpi, size in sizes.items() if np.isfinite(size) and kpi not in told}
    kpi = max(apart, key=lambda name: apart[name], default="")
    if not kpi or apart[kpi] < LEAST_MOVE:
        return [] if told else [Finding("surprise.none")]
    values = {"kpi": kpi, "before": situation.before(kpi), "now": situation.now(kpi), "change": situation.change(kpi)}
    if _same_as_base(situation):
        return [Finding("surprise.moved", values), *because(situation, kpi)]
    return [Finding("surprise.base", values | {"base": situation.base_now(kpi)}), *because(situation, kpi)]


def _expected(situation: Situation, kpi: str) -> float:
    """Return how far a figure was to move in the quarter: as in the base case, or not at all."""
    if _same_as_base(situation):
        return 0.0
    base = column(situation.base_figures, kpi)
    return last(base) - float(base.iloc[max(0, len(base) - 1 - WEEKS_A_QUARTER)])


def _same_as_base(situation: Situation) -> bool:
    return all(np.isclose(situation.now(kpi), situation.base_now(kpi), rtol=1e-9, equal_nan=True) for kpi in SWINGS)


def because(situation: Situation, kpi: str) -> list[Finding]:
    """Return the largest part of a figure's last move as a sentence, or nothing where parts do not add up to it."""
    if kpi in SHARES:
        return _largest_move(situation, SHARES[kpi], situation.change(kpi))
    if kpi == "cash":
        return _largest_account(situation)
    if kpi == "frontier_gap_months":
        return _who_moved(situation)
    if kpi == "decision_latency":
        return [Finding("because.queue", {"load": situation.now("ceo_utilisation"), "number": len(situation.queue)})]
    if kpi == "attrition":
        left = int(np.count_nonzero(situation.news["key"] == "talent.star_left"))
        return [Finding("because.stars", {"number": left})] if left else []
    return []


def _largest_move(situation: Situation, option: int, change: float) -> list[Finding]:
    """Return the weightiest team that came to (or left) a stack in the quarter, as the CEO sees it."""
    options, weight = situation.options, np.asarray(situation.organisation.team_weight, dtype=float)
    start = options[max(0, len(options) - 1 - WEEKS_A_QUARTER)]
    came, left = (start != option) & (options[-1] == option), (start == option) & (options[-1] != option)
    moved = came if change > 0 else left
    if not moved.any():
        return []
    team = int(np.flatnonzero(moved)[np.argmax(weight[moved])])
    week = int(np.flatnonzero(np.diff(options[:, team])).max()) + 1
    values = {"team": team, "week": week, "share": float(weight[team]), "stack": STACKS[options[-1, team]]}
    return [Finding("because.team", values)]


def _largest_account(situation: Situation) -> list[Finding]:
    """Return the account that differs most from the base case in the quarter, or the largest expense."""
    own, base = money.grouped(situation, situation.tables), money.grouped(situation, situation.base)
    if not len(own):
        return []
    groups = [*money.INCOME, *money.EXPENSE]
    apart = (own[groups].iloc[-1] - base[groups].iloc[-1]).abs() if len(base) == len(own) else own[groups].iloc[-1] * 0
    name = str(apart.idxmax())
    if float(apart.max()) < 1.0:
        name = str(own[list(money.EXPENSE)].iloc[-1].idxmin())
        return [Finding("because.expense", {"account": name, "amount": abs(float(own[name].iloc[-1]))})]
    amounts = {"amount": abs(float(own[name].iloc[-1])), "base": abs(float(base[name].iloc[-1]))}
    return [Finding("because.account", {"account": name} | amounts)]


def _who_moved(situation: Situation) -> list[Finding]:
    levels = situation.capability(situation.tables)
    if situation.owner not in levels.columns:
        return []
    frontier = next(name for name in levels.columns if str(name).lower() == FRONTIER)
    start = max(0, len(levels) - 1 - WEEKS_A_QUARTER)
    ours, theirs = (
        last(column(levels, name)) - float(column(levels, name).iloc[start]) for name in (situation.owner, frontier)
    )
    return [Finding("because.race", {"ours": ours, "frontier": theirs})]


def decided(situation: Situation) -> list[tuple[str, Any, Any]]:
    """Return the levers moved for the quarter that was played last: (lever, before, after)."""
    table = situation.tables["decisions"]
    mine = rows(table, (table["firm"] == situation.firm) & (table["quarter"] == situation.quarter - 1))
    moved = [(row["lever"], row["before"], row["value"]) for row in mine.to_dict("records")]
    return [(lever, before, after) for lever, before, after in moved if before != after]


def reacted(situation: Situation, reactions: Sequence[Reaction]) -> list[Finding]:
    """Return who reacted in the quarter and why, the heaviest first, told in the order of weeks.

    Where the CEO's view is shown, a stack of a team's own that nobody has found is what it passes for, and reasons are
    those anybody could know: how long a team had waited. In truth they are what it weighed.
    """
    known = list(reactions) if situation.truth else [seen for each in reactions if (seen := _seen(situation, each))]
    known.sort(key=lambda reaction: -_weight(situation, reaction))
    chosen = sorted(known[:MOST_REACTIONS], key=lambda reaction: reaction.week)
    return [_told(situation, reaction) for reaction in chosen]


def _seen(situation: Situation, reaction: Reaction) -> Reaction | None:
    """Return a reaction as the CEO believes it: a hidden stack passes for another one, or for no move at all."""
    if reaction.did != STACKS[ROGUE]:
        return reaction
    believed = STACKS[situation.options[-1, reaction.agent]]
    return replace(reaction, did=believed) if believed != reaction.before else None


def _weight(situation: Situation, reaction: Reaction) -> float:
    """Return how much a reaction matters: a team by its workload, twice where it left us; a rival as a large team."""
    if reaction.who != "team":
        return 0.03
    weight = float(np.asarray(situation.organisation.team_weight)[reaction.agent])
    return weight * (2.0 if reaction.before == "central" or reaction.did in ("third", "rogue") else 1.0)


def _told(situation: Situation, reaction: Reaction) -> Finding:
    if reaction.who == "rival":
        values = {"rival": reaction.name, "week": reaction.week, "did": reaction.did}
        if not situation.truth:
            return Finding("reacted.rival", values)
        return Finding("reacted.rival.lagging" if "below" in reaction.rule else "reacted.rival.slack", values)
    if reaction.did == FOUND:
        return Finding("reacted.found", {"team": reaction.agent, "week": reaction.week})
    values = {
        "team": reaction.agent, "week": reaction.week, "stack": reaction.did, "before": reaction.before,
        "wait": reaction.wait, "edge": abs(reaction.edge),
    }  # fmt: skip
    if not situation.truth:
        return Finding("reacted.joined" if reaction.did == "central" else "reacted.left", values)
    if not np.isfinite(reaction.edge):
        return Finding("reacted.forced", values)
    return Finding("reacted.better" if reaction.edge >= 0 else "reacted.chance", values)
