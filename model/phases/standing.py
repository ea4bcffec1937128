"""How the board judges a firm: the score each week, losses at a quarter's end, the ending at the last week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.clock import WEEKS_A_QUARTER, closes_quarter
from model.kpis import INDEX
from model.mechanisms import event_effects, objectives
from model.mechanisms.objectives import INDICATORS, Condition, Indicators

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

HALF_YEAR = 26
FRONTIER = INDICATORS.index("frontier")
GAINS = (INDICATORS.index("adoption"), INDICATORS.index("velocity"))
"""Goals of the board that gain when benchmarks no longer tell models apart."""


def judge(world: World, firm: FirmState) -> None:
    """Update score, losses and the ending; call after the week's KPIs are written."""
    standing, p = firm.standing, world.p.objectives
    standing.disruption_sum += standing.disruption
    mean_disruption = standing.disruption_sum / (world.week + 1)
    if closes_quarter(world.week):
        _losses(world, firm)
        _memo(world, firm)
    seen = Indicators(
        adoption=_now(world, firm, "internal_adoption"),
        gaps=_last(world, firm, "frontier_gap"),
        revenue_ratios=_revenue_ratios(world, firm),
        operating_margin=standing.operating_margin,
        relative_velocity=firm.flywheel.relative_year,
        talent_density=_now(world, firm, "talent_density"),
        mean_disruption=mean_disruption,
    )
    now = world.market.nature.on(firm.index)
    weights = event_effects.board_weights(
        standing.weights, FRONTIER, GAINS, now.saturation, standing.stressed if now.memo else -1, world.p.event_effects
    )
    broke = standing.loss in (objectives.LOST_CASH, objectives.LOST_COUP)
    standing.utilities = objectives.indicator_utilities(seen, p)
    standing.score = objectives.score(standing.utilities, weights, broke, p)
    if _verdict_due(world, standing.outcome):
        standing.outcome = _ending(world, firm)


def _verdict_due(world: World, outcome: str) -> bool:
    """Whether the ending is read this week: at quarters' ends until the week of the verdict, which stands."""
    played, last = world.week + 1, world.case.checked_at
    return played == last or (closes_quarter(world.week) and (played < last or not outcome))


def _now(world: World, firm: FirmState, name: str) -> float:
    return world.record.kpi(firm.index, name, world.week)


def _last(world: World, firm: FirmState, name: str, weeks: int = HALF_YEAR) -> np.ndarray:
    first = max(0, world.week + 1 - weeks)
    return world.record.kpis[firm.index, first : world.week + 1, INDEX[name]]


def _revenue_ratios(world: World, firm: FirmState) -> np.ndarray:
    revenue = _last(world, firm, "cloud_ai_revenue")
    growth = world.constants.market_growth[world.week + 1 - len(revenue) : world.week + 1]
    return revenue / (firm.standing.start_revenue * growth)


def _losses(world: World, firm: FirmState) -> None:
    standing, p = firm.standing, world.p.objectives
    standing.quarter_cash.append(firm.ledger.cash)
    recent = sum(1 for week in firm.agents.severe if week > world.week - WEEKS_A_QUARTER)
    reason = objectives.loss_reason(
        np.array(standing.quarter_cash), _now(world, firm, "talent_density"), recent, firm.politics.pressure.coup, p
    )
    if reason and not standing.loss:
        standing.loss, standing.loss_week = reason, world.week
        world.news("board.loss", firm.index, cause=reason)


def _memo(world: World, firm: FirmState) -> None:
    """Let the board give one of its weights away, another one each quarter (81)."""
    which = world.quarter % len(objectives.INDICATORS)
    u = world.stream("board_memo", firm.index).random()
    weight = objectives.memo(float(firm.standing.weights[which]), u, world.p.objectives)
    firm.standing.memo[objectives.INDICATORS[which]] = weight
    world.news("board.memo", firm.index, goal=objectives.INDICATORS[which], weight=weight)


def win_conditions(world: World, firm: FirmState, week: int) -> tuple[Condition, ...]:
    """Return the conditions of the win (82) as they stood in `week` (from 0), by the record."""
    p, standing = world.p.objectives, firm.standing
    kpis = world.record.kpis[firm.index, : week + 1]
    held = slice(-p.win_weeks, None)
    revenue = kpis[week, INDEX["cloud_ai_revenue"]] / (standing.start_revenue * world.constants.market_growth[week])
    return objectives.win_conditions(
        kpis[held, INDEX["internal_adoption"]],
        kpis[held, INDEX["adoption_floor"]],
        kpis[held, INDEX["rogue_share"]],
        float(np.cumsum(kpis[:, INDEX["disruption"]])[-1]) / (week + 1),  # added up as judge() does, week by week
        float(revenue),
        standing.loss if standing.loss and standing.loss_week <= week else None,
        p,
    )


def verdict_week(world: World) -> int:
    """Return the week (from 0) that the verdict on a win goes by: the last one played, or that of the verdict."""
    return min(world.week, world.case.checked_at) - 1


def _ending(world: World, firm: FirmState) -> str:
    p = world.p.objectives
    test = objectives.win_test(win_conditions(world, firm, world.week))
    firm.standing.won = test.won
    return objectives.outcome(
        test,
        _now(world, firm, "internal_adoption"),
        _now(world, firm, "frontier_gap"),
        world.p.compute_pool.tolerance,
        firm.standing.loss or None,
        p,
    )
