"""Why anybody but a team decided as recorded: researchers, heads of units and layers, rivals, the laboratory, reviews.

What each option was worth, how likely it was, and for a researcher what moved the hazard of leaving.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.special import softmax

from experiments.reactions import HOLD
from experiments.run import Game
from model.mechanisms.talent import Motives
from model.record import Reason, Record

KINDS = {
    "researcher": "researcher", "unit": "unit", "sharing": "data", "layer": "layer", "rival": "rival",
    "laboratory": "laboratory", "review": "review",
}  # fmt: skip
"""Who can be asked, and under which kind the record keeps the reasons."""
EVERY_FIRM = -1
"""The firm under which reasons of rivals stand."""


@dataclass(frozen=True)
class Deciding:
    """One decision: option by option what it was worth (NaN where nothing was weighed) and how likely it was.

    `week` counts from 0. `motives` holds by name what a researcher's hazard of leaving was multiplied by.
    """

    kind: str
    agent: int
    week: int
    rule: str
    options: tuple[str, ...]
    worth: tuple[float, ...]
    chance: tuple[float, ...]
    chosen: int
    motives: dict[str, float] = field(default_factory=dict)


def deciders(game: Game, kind: str, firm: int = 0) -> list[int]:
    """Return whoever of a kind decided anything in a game: those who did something first, the latest before others."""
    last: dict[int, tuple[bool, int]] = {}
    for week, agent, notable, _ in _decisions(game.world.record, kind, firm):
        last[agent] = max(last.get(agent, (False, -1)), (notable, week))
    return sorted(last, key=lambda agent: (-last[agent][0], -last[agent][1] if last[agent][0] else 0, agent))


def deciding(game: Game, kind: str, agent: int, week: int, firm: int = 0) -> Deciding | None:
    """Return an agent's latest decision up to a week (from 0) in which it did something, else its latest, or None."""
    found: tuple[bool, int, Callable[[], Reason]] | None = None
    for when, who, notable, reason in _decisions(game.world.record, kind, firm):
        if who == agent and when <= week and (found is None or (notable, when) >= found[:2]):
            found = (notable, when, reason)
    return _told(kind, found[2]()) if found else None


def _decisions(record: Record, kind: str, firm: int) -> Iterator[tuple[int, int, bool, Callable[[], Reason]]]:
    """Yield week, agent, whether it did something that is seen, and the reason, of all decisions of a kind."""
    kept, firms = KINDS[kind], (firm, EVERY_FIRM)
    for block in record.reasons:
        if block.kind == kept and block.firm in firms:
            for row, (agent, chosen) in enumerate(zip(block.agents.tolist(), block.chosen.tolist(), strict=True)):
                yield block.week, agent, _notable(kind, block.options[chosen]), lambda b=block, r=row: b.reason(r)
    for reason in record.single_reasons:
        if reason.kind == kept and reason.firm in firms:
            yield reason.week, reason.agent, _notable(kind, reason.options[reason.chosen]), lambda r=reason: r


def _notable(kind: str, did: str) -> bool:
    """Whether somebody did what others see: a researcher left, a rival acted; all else counts alike."""
    return {"researcher": did == "leave", "rival": did != HOLD}.get(kind, True)


def _told(kind: str, reason: Reason) -> Deciding:
    worth = np.array(reason.utilities)
    motives: dict[str, float] = {}
    if kind in ("researcher", "review"):  # what is recorded is a chance already
        chance, worth = worth, np.full(len(worth), np.nan)
    elif kind == "laboratory":  # takes the best, whatever luck says
        chance = (np.arange(len(worth)) == reason.chosen).astype(float)
    elif kind == "sharing":
        chance = softmax(worth)
    else:
        chance = softmax(reason.settings[0] * worth)
    if kind == "researcher":
        motives = dict(zip(Motives._fields, np.exp(reason.settings[1:]).tolist(), strict=True))
    return Deciding(
        kind=kind, agent=reason.agent, week=reason.week, rule=reason.rule, options=reason.options,
        worth=tuple(np.where(np.isfinite(worth), worth, np.nan).tolist()), chance=tuple(chance.tolist()),
        chosen=reason.chosen, motives=motives,
    )  # fmt: skip
