"""The scoreboard's words in English, for a catalogue that does not hold them yet."""

from __future__ import annotations

from typing import Any

from ui.words import Words

ENGLISH = {
    "board.setting": "{title} · plan {plan:plain} · seed {seed:plain} · quarters played: {quarters}",
    "board.luck": "{number} games under different luck",
    "board.quarter": "Q{quarter:plain}",
    "board.trend": "trend",
    "board.end": "end",
    "board.base": "base",
    "board.against": "vs base",
    "board.range": "95 % interval",
    "board.worse": "!",
    "board.legend": "vs base: against the same luck with nothing decided; ! marks what is worse.",
    "board.legend.luck": "95 % interval of the mean; ! marks what is clearly worse than with nothing decided.",
    "board.decided": "Decided",
    "board.nothing": "No lever was moved.",
    "board.endings": "{number} of {all}: {ending}",
    "board.firm": "Firm",
    "board.policy": "Plan",
    "board.ending": "Ending",
    "board.firms": "Firm {firm:plain} did best: {sentence}",
    "board.score": "Score",
    "board.kpi.internal_adoption": "Common stack %",
    "board.kpi.adoption_floor": "Lowest unit %",
    "board.kpi.rogue_share": "Rogue stacks %",
    "board.kpi.third_party_share": "Bought models %",
    "board.kpi.legacy_share": "Legacy %",
    "board.kpi.frontier_gap_months": "Gap, months",
    "board.kpi.cloud_ai_revenue": "Revenue, M/week",
    "board.kpi.gross_margin": "Margin %",
    "board.kpi.cash": "Cash, RMB bn",
    "board.kpi.developer_share": "Developers %",
    "board.kpi.decision_latency": "Answer, weeks",
    "board.kpi.attrition": "Attrition %/yr",
    "board.kpi.data_coverage": "Data shared %",
    "board.kpi.disruption": "Disruption %",
    "board.kpi.trust": "Trust %",
    "board.kpi.cost_per_mtok": "RMB/M tokens",
    "board.kpi.score": "Score, 0-100",
    "board.ending.operating_system_at_frontier": "operating system, at the frontier",
    "board.ending.operating_system_behind": "operating system, behind the frontier",
    "board.ending.federated_stack_at_frontier": "federation, at the frontier",
    "board.ending.federated_stack_behind": "federation, behind the frontier",
    "board.ending.fragmented_at_frontier": "fragmented, at the frontier",
    "board.ending.fragmented_behind": "fragmented, behind the frontier",
    "board.ending.lost_cash": "lost: no money left",
    "board.ending.lost_talent": "lost: the best researchers gone",
    "board.ending.lost_licence": "lost: the licence withdrawn",
    "board.ending.lost_coup": "lost: forced out by the units",
}


def say(words: Words, key: str, **values: Any) -> str:
    """Return the message of `key` from the catalogue, else in English."""
    if words.has(key) or key not in ENGLISH:
        return words(key, **values)
    return words.filled(ENGLISH[key], values) if hasattr(words, "filled") else _filled(words, ENGLISH[key], values)


def _filled(words: Words, message: str, values: dict[str, Any]) -> str:
    return words._formatter.vformat(message, (), values)
