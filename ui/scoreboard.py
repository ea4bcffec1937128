"""The scoreboard of a game on the terminal: what came of it, the figures by quarter, what was decided.

It reads at 80 columns, without colour and in plain ASCII: signs carry what colours repeat.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from experiments.compare import Interval
from experiments.verdict import Verdict
from model.decisions import Value
from model.kpis import KPIS, bounds
from ui.board_lists import QUIET, decisions_part, events_part
from ui.verdict_words import told
from ui.words import Words

Series = Mapping[str, Sequence[float | None]]

BLOCKS = "▁▂▃▄▅▆▇█"
BETTER, WORSE = "cyan", "magenta"
WORSE_MARK = "*"
STALLED = 0.015
"""Adoption that differs less than this from the base case is level with it."""
TREND = 12
"""How many blocks a sparkline has at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of the board: the KPI, what its values are multiplied by, and how many decimals are shown."""

    kpi: str
    scale: float = 100.0
    decimals: int = 0


ROWS = (
    Row("score"),
    Row("internal_adoption"),
    Row("adoption_floor"),
    Row("rogue_share"),
    Row("third_party_share"),
    Row("frontier_gap_months", 1.0, 1),
    Row("cloud_ai_revenue", 1.0),
    Row("gross_margin"),
    Row("cash", 0.001, 1),
    Row("developer_share"),
    Row("decision_latency", 1.0, 1),
    Row("attrition"),
    Row("data_coverage"),
    Row("disruption", 100.0, 1),
    Row("trust"),
    Row("cost_per_mtok", 1.0, 2),
)


@dataclass(frozen=True)
class Board:
    """What a scoreboard shows of one firm's game.

    `series` and `base` hold one value a quarter for each KPI, in the game and with nothing decided; `decisions` maps
    a quarter (from 0) to the levers moved: (before, after); `events` are those of `experiments.summary`, weeks from 1.
    """

    title: str
    plan: str
    seed: int
    outcome: str
    series: Series
    base: Series = field(default_factory=dict)
    ended: Mapping[str, Any] | None = None
    decisions: Mapping[int, Mapping[str, tuple[Value, Value]]] = field(default_factory=dict)
    verdict: Verdict | None = None
    events: Sequence[Mapping[str, Any]] = ()

    @property
    def won(self) -> bool:
        """Whether the game is won."""
        return self.verdict is not None and self.verdict.won

    @property
    def quarters(self) -> int:
        """How many quarters the series hold."""
        return len(self.series["internal_adoption"])

    def end(self, kpi: str) -> float:
        """The last value of a KPI."""
        return _number(self.series[kpi][-1])

    def base_end(self, kpi: str) -> float:
        """The value that the base case has in the same quarter."""
        values = self.base.get(kpi, ())
        return _number(values[self.quarters - 1]) if len(values) >= self.quarters else math.nan


def draw(board: Board, console: Console, say: Words) -> None:
    """Print the scoreboard of one game."""
    _head(console, finding(board, say), _setting(board, say))
    _block(console, _figures(board, console.width, say))
    if board.base:
        console.print(Text(say("board.legend"), style=QUIET))
    events_part(board.events, board.quarters, console, say)
    decisions_part(board.decisions, console, say)


def draw_luck(boards: Sequence[Board], console: Console, say: Words, intervals: Sequence[Mapping[str, Interval]]) -> None:
    """Print the scoreboard of several games that differ in luck; `intervals` are those of the end and against base."""
    endings = Counter(board.outcome for board in boards).most_common()
    wins = sum(board.won for board in boards)
    lines = [say("board.wins", number=wins, all=len(boards))]
    lines += [say("board.endings", number=number, all=len(boards), ending=say(f"board.ending.{outcome}"))
             for outcome, number in endings]  # fmt: skip
    luck = say("board.luck", number=len(boards))
    _head(console, "\n".join(lines), f"{_setting(boards[0], say)} · {luck}")
    _block(console, _interval_table(intervals[0], intervals[1], say))
    console.print(Text(say("board.legend.luck"), style=QUIET))


def draw_firms(boards: Sequence[Board], console: Console, say: Words) -> None:
    """Print the scoreboard of several firms in one market, the best first."""
    ranked = sorted(enumerate(boards, start=1), key=lambda pair: -_rank(pair[1]))
    firm, best = ranked[0]
    _head(console, say("board.best", firm=firm, sentence=finding(replace(best, base={}), say)), _setting(boards[0], say))
    table = _table(say("board.firm"))
    table.add_column(say("board.plan"), overflow="fold")
    table.add_column(say("board.ending"), overflow="fold")
    rows = [
        row for row in ROWS if row.kpi in ("score", "internal_adoption", "frontier_gap_months", "cloud_ai_revenue", "cash")
    ]
    for row in rows:
        table.add_column(say(f"board.kpi.{row.kpi}"), justify="right", overflow="fold", max_width=9)
    for number, board in ranked:
        cells = [_shown(row, board.end(row.kpi), say) for row in rows]
        ending = say(f"board.ending.{board.outcome}") + (f" · {say('board.won')}" if board.won else "")
        table.add_row(str(number), board.plan, ending, *cells)
    _block(console, table)
    met = {(event["start"], event["card"]): event for board in boards for event in board.events}
    events_part([met[key] for key in sorted(met)], boards[0].quarters, console, say)


def finding(board: Board, say: Words) -> str:
    """Return what came of a game, in one or two sentences."""
    sentences = [_outcome(board, say)]
    if verdict := told(board.verdict, say, most=len(ROWS)):
        sentences.append(verdict)
    base = board.base_end("internal_adoption")
    if math.isfinite(base):
        lead = board.end("internal_adoption") - base
        where = "level" if abs(lead) < STALLED else "above" if lead > 0 else "below"
        sentences.append(say(f"base.{where}", points=lead, base=base))
    return say("sentence.join").join(sentences)


def sparkline(values: Sequence[float | None], width: int) -> str:
    """Return a row of blocks, one a value or at most `width`, from the lowest value to the highest."""
    numbers = [_number(v) for v in values]
    if len(numbers) > width:
        numbers = [numbers[round(i * (len(numbers) - 1) / max(1, width - 1))] for i in range(width)]
    known = [v for v in numbers if math.isfinite(v)]
    if not known:
        return " " * len(numbers)
    low, span = min(known), max(known) - min(known)
    steps = ((v - low) / span if span > 0 else 0.5 for v in numbers)
    return "".join(BLOCKS[min(7, int(8 * step))] if math.isfinite(step) else " " for step in steps)


def columns(quarters: int, room: int) -> list[int]:
    """Return which quarters (from 0) fit into `room` columns: first and last always, the others evenly apart."""
    if quarters <= max(2, room):
        return list(range(quarters))
    room = max(2, room)
    return sorted({round(i * (quarters - 1) / (room - 1)) for i in range(room)})


def worse(kpi: str, difference: float, visible: float = 0.0) -> bool | None:
    """Whether a difference is for the worse; None where it is too small to be `visible` or neither good nor bad."""
    if not math.isfinite(difference) or abs(difference) <= visible or KPIS[kpi].better == "neither":
        return None
    return (difference > 0) == (KPIS[kpi].better == "lower")


# --- inside --------------------------------------------------------------------------------------------------


def _head(console: Console, sentences: str, setting: str) -> None:
    console.print(Text(setting, style=QUIET))
    console.print()
    console.print(Text(sentences, style="bold"))


def _block(console: Console, table: Table) -> None:
    console.print()
    console.print(table)
    console.print()


def _setting(board: Board, say: Words) -> str:
    return say("board.setting", title=board.title, plan=board.plan, seed=board.seed, quarters=board.quarters)


def _outcome(board: Board, say: Words) -> str:
    quarter = board.ended["quarter"] if board.ended else None
    return say(f"outcome.{board.outcome}", share=board.end("internal_adoption"), quarter=quarter, score=board.end("score"))


def _table(first: str = "") -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style=QUIET)
    table.add_column(first, no_wrap=True)
    return table


def _figures(board: Board, width: int, say: Words) -> Table:
    cells = {row.kpi: [_shown(row, _number(v), say) for v in board.series[row.kpi]] for row in ROWS}
    against = {row.kpi: _difference(row, board.end(row.kpi) - board.base_end(row.kpi), say) for row in ROWS}
    headings = [say("board.quarter", quarter=quarter + 1) for quarter in range(board.quarters)]
    labels = [say(f"board.kpi.{row.kpi}") for row in ROWS]
    taken = max(map(cell_len, labels)) + min(board.quarters, TREND) + 2
    if board.base:
        taken += max(cell_len(say("board.against")), *(cell.cell_len for cell in against.values())) + 1
    shown = columns(board.quarters, (width - taken) // (max(len(c) for row in cells.values() for c in row) + 1))
    table = _table()
    table.add_column(say("board.trend"), no_wrap=True)
    for quarter in shown:
        table.add_column(headings[quarter], justify="right", no_wrap=True)
    if board.base:
        table.add_column(say("board.against"), justify="right", no_wrap=True)
    for row, label in zip(ROWS, labels, strict=True):
        last = [against[row.kpi]] if board.base else []
        table.add_row(label, sparkline(board.series[row.kpi], TREND), *(cells[row.kpi][q] for q in shown), *last)
    return table


def _interval_table(ends: Mapping[str, Interval], against: Mapping[str, Interval], say: Words) -> Table:
    table = _table()
    for heading in ("board.end", "board.interval", "board.against", "board.interval"):
        table.add_column(say(heading), justify="right", no_wrap=True)
    for row in ROWS:
        end, lead = ends[row.kpi], against[row.kpi]
        cell = _difference(row, lead.mean, say, lead.clear)
        table.add_row(say(f"board.kpi.{row.kpi}"), _shown(row, end.mean, say), _range(row, *_possible(row.kpi, end), say),
                      cell, _range(row, lead.low, lead.high, say))  # fmt: skip
    return table


def _possible(kpi: str, found: Interval) -> tuple[float, float]:
    """Return the ends of an interval, cut at what the figure can be: few games leave an interval wider than that."""
    least, most = bounds(kpi)
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return found.low, found.high
    return max(found.low, min(least, found.mean)), min(found.high, max(most, found.mean))


def _range(row: Row, low: float, high: float, say: Words) -> str:
    return f"{_shown(row, low, say)} … {_shown(row, high, say)}"


def _shown(row: Row, value: float, say: Words) -> str:
    return say.number(row.scale * value, row.decimals)


def _difference(row: Row, difference: float, say: Words, clear: bool = True) -> Text:
    bad = worse(row.kpi, difference * row.scale, 0.5 * 10**-row.decimals) if clear else None
    number = say.number(row.scale * difference, row.decimals, signed=True)
    mark = WORSE_MARK if bad else " "
    return Text(number + mark, style="" if bad is None else WORSE if bad else BETTER)


def _rank(board: Board) -> float:
    score = board.end("score")
    return (score if math.isfinite(score) else -1.0) - (10.0 if board.outcome.startswith("lost") else 0.0)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)
