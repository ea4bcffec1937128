"""When does the outside world play a card, how long before is it told, and how long does it last?

- chance a week = 1 - exp(-pace rate/52): cards come by a constant hazard, one of a kind at a time
- lead and duration are drawn evenly between a least and a most; a card that is played by hand in a known week is
  told the drawn lead before, or at once where that is past
- no rate is stated for what the world itself brings about (breaches, agents' incidents), for the calendar, and
  for memos, which come every quarter

Rates rest on how often the like of each was news in 2023-25; two or three years cannot identify them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.clock import WEEKS_A_YEAR
from model.parameters import parameter

NEVER = 10**6
"""The end of a card that stays."""

_RATE = "assumption: how often the like was news in 2023-25, too short a record to estimate"
_HALVED = "assumption: half as often as in the news, the other half is what rivals do here by themselves"
_H20 = "H20 sales to China stopped in April and resumed in July 2025; assumption for the spread"
_WAR = "price cuts of May 2024 were answered in days and lasted into the next model; assumption for the spread"
_LEAK = "assumption: measured values leak days before a release"
_PROCESS = "assumption: a consultation or hearing takes a quarter"
_TALK = "assumption: people hear of it some weeks before"
_SPAN = "assumption: order of magnitude of the effect's life"


@dataclass(frozen=True)
class DeckParameters:
    """Rates a year, leads and durations in weeks."""

    # fmt: off
    pace: float = parameter(0.5, "x", 0, 4,
        "assumption: at 1 six cards meet a game of two years, and a sensible plan never wins", "assumed",
        "factor on every rate")
    export_control_rate: float = parameter(0.5, "1/yr", 0, 2, _RATE, "assumed", "export controls on chips")
    export_control_lead_least: int = parameter(4, "wk", 0, 26, _TALK, "assumed", "export control: shortest lead of rumours")
    export_control_lead_most: int = parameter(8, "wk", 0, 26, _TALK, "assumed", "export control: longest lead of rumours")
    export_control_least: int = parameter(13, "wk", 4, 104, _H20, "assumed", "export control: shortest")
    export_control_most: int = parameter(52, "wk", 4, 104, _H20, "assumed", "export control: longest")
    open_shock_rate: float = parameter(0.4, "1/yr", 0, 2, _HALVED, "assumed", "a rival opens weights near the frontier")
    open_shock_lead: int = parameter(1, "wk", 0, 8, _LEAK, "assumed", "open release: lead of the benchmark leak")
    open_shock_weeks: int = parameter(26, "wk", 8, 104, _SPAN, "assumed", "open release: how long API prices stay low")
    price_war_rate: float = parameter(0.35, "1/yr", 0, 2, _HALVED, "assumed", "price wars")
    price_war_lead: int = parameter(3, "wk", 0, 8, _TALK, "assumed", "price war: lead of the rivals' unease")
    price_war_least: int = parameter(8, "wk", 2, 52, _WAR, "assumed", "price war: shortest")
    price_war_most: int = parameter(26, "wk", 4, 52, _WAR, "assumed", "price war: longest")
    data_regulation_rate: float = parameter(0.4, "1/yr", 0, 2, _RATE, "assumed", "data regulation")
    data_regulation_lead: int = parameter(13, "wk", 0, 26, _PROCESS, "assumed", "data regulation: consultation")
    data_breach_lead: int = parameter(1, "wk", 0, 4, _TALK, "assumed", "breach played by hand: first signs")
    data_breach_weeks: int = parameter(26, "wk", 13, 52, _SPAN, "assumed", "breach: how long it is under review")
    talent_raid_rate: float = parameter(0.4, "1/yr", 0, 2, _HALVED, "assumed", "talent raids")
    talent_raid_lead: int = parameter(3, "wk", 0, 8, _TALK, "assumed", "talent raid: recruiters' activity before")
    talent_raid_weeks: int = parameter(8, "wk", 2, 26, _SPAN, "assumed", "talent raid: how long offers stand")
    chip_breakthrough_rate: float = parameter(0.25, "1/yr", 0, 2, _RATE, "assumed", "breakthroughs of the own chip")
    chip_breakthrough_lead: int = parameter(6, "wk", 0, 26, _TALK, "assumed", "chip breakthrough: news of the tape-out")
    architecture_shift_rate: float = parameter(0.4, "1/yr", 0, 2, _RATE, "assumed", "new architectures")
    architecture_shift_lead: int = parameter(6, "wk", 0, 26, _TALK, "assumed", "architecture shift: papers before")
    architecture_shift_weeks: int = parameter(26, "wk", 8, 104, _SPAN, "assumed", "architecture shift: until it is usual")
    festival_lead: int = parameter(6, "wk", 0, 26, _TALK, "assumed", "festival outside the calendar: announcement")
    festival_weeks: int = parameter(3, "wk", 1, 6, "assumption: as the festivals of the calendar", "assumed",
        "festival outside the calendar: how long")
    cash_squeeze_rate: float = parameter(0.3, "1/yr", 0, 2, _RATE, "assumed", "squeezes of cash")
    cash_squeeze_lead: int = parameter(6, "wk", 0, 26, _TALK, "assumed", "cash squeeze: guidance before")
    cash_squeeze_weeks: int = parameter(26, "wk", 13, 52, _SPAN, "assumed", "cash squeeze: how long")
    antitrust_rate: float = parameter(0.2, "1/yr", 0, 2, _RATE, "assumed", "interoperability orders")
    antitrust_lead: int = parameter(13, "wk", 0, 26, _PROCESS, "assumed", "interoperability order: hearings")
    agent_incident_lead: int = parameter(1, "wk", 0, 8, _TALK, "assumed", "agent incident: from the case to the headlines")
    agent_incident_weeks: int = parameter(13, "wk", 4, 52, _SPAN, "assumed", "agent incident: how long it is news")
    weights_leak_rate: float = parameter(0.1, "1/yr", 0, 2, _RATE, "assumed", "leaks of model weights")
    weights_leak_lead: int = parameter(1, "wk", 0, 4, _TALK, "assumed", "weights leak: rumours of a file")
    mega_deal_rate: float = parameter(0.4, "1/yr", 0, 2, _RATE, "assumed", "tenders of a large partner")
    mega_deal_lead: int = parameter(4, "wk", 0, 13, _PROCESS, "assumed", "mega deal: from tender to closing")
    mega_deal_weeks: int = parameter(52, "wk", 13, 104, _SPAN, "assumed", "mega deal: how long it runs")
    benchmark_saturation_rate: float = parameter(0.3, "1/yr", 0, 2, _RATE, "assumed", "saturation of benchmarks")
    benchmark_saturation_lead: int = parameter(8, "wk", 0, 26, _TALK, "assumed", "benchmark saturation: first doubts")
    board_memo_lead: int = parameter(1, "wk", 0, 4, _TALK, "assumed", "special memo of the board: from draft to desk")
    board_memo_weeks: int = parameter(26, "wk", 13, 104, _SPAN, "assumed", "special memo: how long its emphasis lasts")
    # fmt: on


def chance(rate: float, p: DeckParameters) -> float:
    """Return the probability that a card with `rate` a year comes in a week."""
    return -math.expm1(-p.pace * rate / WEEKS_A_YEAR)


def weeks_between(least: float, most: float, u: float) -> int:
    """Return a whole number of weeks, each from `least` to `most` equally likely, by the uniform number `u`."""
    low, high = sorted((int(least), int(most)))
    return low + min(int(u * (high - low + 1)), high - low)
