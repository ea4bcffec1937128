"""What stands below the figures of a scoreboard: the events that were met, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Value
from ui.telling import value_text
from ui.words import Words

QUIET = "dim"
Moves = Mapping[int, Mapping[str, tuple[Value, Value]]]


def events_part(events: Sequence[Mapping[str, Any]], quarters: int, console: Console, say: Words) -> None:
    """Print which cards were met and in which weeks they held; without any the board has no such part."""
    if not events:
        return
    console.print()
    console.print(Text(say("board.events"), style="bold"))
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style=QUIET)
    table.add_column(overflow="fold")
    for event in sorted(events, key=lambda event: event["start"]):
        first, end = event["start"], event["end"]
        if end is not None and end <= WEEKS_A_QUARTER * quarters:
            weeks = say("board.event.weeks", first=first, last=end - 1)
        else:
            weeks = say("board.event.on", first=first)
        table.add_row(weeks, say(f"card.{event['card']}"))
    console.print(table)


def decisions_part(moves: Moves, console: Console, say: Words) -> None:
    """Print which levers were moved in which quarter."""
    console.print()
    console.print(Text(say("board.decided"), style="bold"))
    if not any(moves.values()):
        console.print(Text(say("board.decided.nothing")))
        return
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(no_wrap=True, style=QUIET)
    table.add_column(overflow="fold")
    for quarter, moved in sorted(moves.items()):
        if moved:
            listed = [_decision(name, before, after, say) for name, (before, after) in moved.items()]
            table.add_row(say("board.quarter", quarter=quarter + 1), " · ".join(listed))
    console.print(table)


def _decision(name: str, before: Value, after: Value, say: Words) -> str:
    lever = LEVERS[name]
    now = value_text(lever, after, say)
    change = now if lever.announced else say("lever.change", before=value_text(lever, before, say, unit=False), after=now)
    return f"{say(f'lever.{name}')} {change}"
