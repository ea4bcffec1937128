"""Who reacted in the weeks just played, to what, and how they decided: moves of teams and of rivals, with their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.run import Game

if TYPE_CHECKING:
    from model.record import Record

TEAM, RIVAL, HOLD, FOUND = "team", "rival", "hold", "found"


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction: the week (from 0), `who` ("team" or "rival"), which one, what it did, and why.

    A team that an audit found "did" `found`. For another, `before` is the stack it came from, `wait` what it had learnt
    to wait (weeks), `edge` by how much its choice looked better to it than staying (util; NaN where it did not weigh,
    because a deadline decided).
    For a rival, `name` is its own and `rule` says how it chose ("slack" or "search below aspiration").
    """

    week: int
    who: str
    agent: int
    did: str
    before: str = ""
    wait: float = float("nan")
    edge: float = float("nan")
    rule: str = ""
    name: str = ""


def reactions(game: Game, since: int, firm: int = 0) -> list[Reaction]:
    """Return the reactions from week `since` on that meet a firm, in the order of weeks."""
    record, rivals = game.world.record, game.world.market.rivals.names
    found = [*_teams(record, since, firm), *_rivals(record, since, rivals)]
    return sorted(found, key=lambda r: (r.week, r.who, r.agent))


def _teams(record: Record, since: int, firm: int) -> list[Reaction]:
    edges = _edges(record, since, firm)
    found = []
    for week, owner, key, values in reversed(record.news):
        if week < since:
            break
        if owner != firm or not key.startswith("move."):
            continue
        if key == f"move.{FOUND}":
            found.append(Reaction(week, TEAM, values["team"], FOUND))
            continue
        edge = edges.get((week, values["team"]), float("nan"))
        found.append(Reaction(week, TEAM, values["team"], key.removeprefix("move."), values["before"], values["wait"], edge))
    return found


def _edges(record: Record, since: int, firm: int) -> dict[tuple[int, int], float]:
    """Return by (week, team) how much better the choice looked than the stack the team was on."""
    found = {}
    for block in reversed(record.reasons):
        if block.week < since:
            break
        if block.kind != TEAM or block.firm != firm or not block.week:
            continue
        stayed = record.option[firm, block.week - 1, block.agents]
        rows = np.arange(len(block.agents))
        edge = block.utilities[rows, block.chosen] - block.utilities[rows, stayed]
        found |= {(block.week, int(team)): float(gain) for team, gain in zip(block.agents, edge, strict=True)}
    return found


def _rivals(record: Record, since: int, names: tuple[str, ...]) -> list[Reaction]:
    """Return what rivals chose to do; who holds does nothing that could be seen."""
    found = []
    for reason in reversed(record.single_reasons):
        if reason.week < since:
            break
        if reason.kind == RIVAL and reason.options[reason.chosen] != HOLD:
            did = reason.options[reason.chosen]
            found.append(Reaction(reason.week, RIVAL, reason.agent, did, rule=reason.rule, name=names[reason.agent]))
    return found
