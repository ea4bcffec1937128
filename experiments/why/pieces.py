"""What a game is made of beside luck: the decisions of its quarters, and the cards that were told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from agents.policies.view import SHARES
from model.cards import ENDOGENOUS
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.phases.cards import EVERYBODY, Name, name_of
from model.world import SWITCHES, World

_Kind = Literal["decisions", "event", "mechanism"]


@dataclass(frozen=True)
class Piece:
    """One thing a game can be played without.

    `quarter` (from 0) is when it was decided or told, -1 for what holds all the time. A piece of decisions maps levers
    to (value, value before); an event has its `card`, a mechanism its `mechanism`. Pieces of one `group` are
    entered one after the other, so that together they get what the group would get as one.
    """

    kind: _Kind
    quarter: int
    group: int
    levers: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    card: Name | None = None
    mechanism: str = ""

    @property
    def changes(self) -> dict[str, Value]:
        """The levers as they are decided."""
        return {name: value for name, (value, _) in self.levers.items()}


def pieces_of(world: World, quarters: int, firm: int = 0, detail: int | None = None) -> list[Piece]:
    """Return the pieces of the first `quarters` of a game played, in order of time; decisions of `firm` only.

    The decisions of a quarter are one piece; those of quarter `detail` (from 0) are one piece for each lever, the
    shares of the pool being one lever.
    """
    by_quarter: dict[int, dict[str, tuple[Value, Value]]] = {}
    for who, quarter, lever, value, before in world.record.decisions:
        if who == firm and quarter < quarters and value != before:
            by_quarter.setdefault(quarter, {})[lever] = (value, before)
    pieces: list[Piece] = []
    for quarter, levers in by_quarter.items():
        parts = _by_lever(levers) if quarter == detail else [levers]
        pieces += [Piece("decisions", quarter, quarter, part) for part in parts]
    cards = [
        dealt
        for dealt in world.market.nature.cards
        if dealt.source != ENDOGENOUS and dealt.firm in (EVERYBODY, firm) and dealt.told < quarters * WEEKS_A_QUARTER
    ]
    for number, dealt in enumerate(cards, start=quarters):
        pieces.append(Piece("event", dealt.told // WEEKS_A_QUARTER, number, card=name_of(dealt)))
    return sorted(pieces, key=lambda piece: (piece.quarter, piece.group))


def mechanisms() -> list[Piece]:
    """Return a piece for each mechanism that can be switched off."""
    return [Piece("mechanism", -1, group, mechanism=name) for group, name in enumerate(SWITCHES)]


def _by_lever(levers: dict[str, tuple[Value, Value]]) -> list[dict[str, tuple[Value, Value]]]:
    shares = {name: levers[name] for name in levers if name in SHARES}
    single = [{name: pair} for name, pair in levers.items() if name not in SHARES]
    return ([shares] if shares else []) + single
