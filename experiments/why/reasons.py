"""Why one team did what it did in a week: what it saw, what each option was worth to it, and how far chance decided."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.run import Game
from model.mechanisms.adoption import OPTIONS
from model.record import UNIT_COLUMNS, Reason, ReasonBlock, Record

CHOICE_OF_A_TEAM = "team"


@dataclass(frozen=True)
class Weighing:
    """One decision of a team: option by option what it was worth (util; NaN: not to be had) and how likely it was.

    `week` counts from 0; `wait` is what its unit waited for the CEO then, weeks; `before` the stack it came from.
    """

    team: int
    week: int
    options: tuple[str, ...]
    worth: tuple[float, ...]
    chance: tuple[float, ...]
    chosen: int
    before: int
    wait: float


def weighing(game: Game, team: int, week: int, firm: int = 0) -> Weighing | None:
    """Return the latest decision of a team in or before a week (from 0) in which it changed its stack, else its latest.

    None where it has not decided anything yet.
    """
    record = game.world.record
    found = None
    for block in record.reasons:
        if block.kind != CHOICE_OF_A_TEAM or block.firm != firm or block.week > week:
            continue
        for row in np.flatnonzero(block.agents == team).tolist():
            found = _weighing(game, block.reason(row), firm) if _moved(record, block, row, firm) or found is None else found
    return found


def _moved(record: Record, block: ReasonBlock, row: int, firm: int) -> bool:
    before = int(record.option[firm, block.week - 1, block.agents[row]]) if block.week else -1
    return int(block.chosen[row]) != before


def _weighing(game: Game, reason: Reason, firm: int) -> Weighing:
    record = game.world.record
    worth = np.array(reason.utilities)
    sensitivity = reason.settings[0]
    odds = np.exp(sensitivity * (worth - worth[np.isfinite(worth)].max()))
    before = int(record.option[firm, reason.week - 1, reason.agent]) if reason.week else reason.chosen
    unit = int(game.world.firms[firm].adoption.unit[reason.agent])
    wait = float(record.units[firm, reason.week, unit, UNIT_COLUMNS.index("wait")])
    return Weighing(
        team=reason.agent,
        week=reason.week,
        options=OPTIONS,
        worth=tuple(np.where(np.isfinite(worth), worth, np.nan).tolist()),
        chance=tuple((odds / odds.sum()).tolist()),
        chosen=reason.chosen,
        before=before,
        wait=wait,
    )
