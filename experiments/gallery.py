"""What the first screen shows: each situation left alone under many lucks, and one company after two plans.

The figures are played by `make gallery` and kept in `data/gallery.json`, so that the screen opens at once; a test plays some
of them again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from experiments.run import Game, play
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX
from model.scenario import load, shipped
from model.version import MODEL_VERSION

FILE = Path(__file__).parent / "data" / "gallery.json"
IDLE = "do_nothing"
LUCKS = range(40)
"""Seeds under which each situation is left alone."""
EVERY = WEEKS_A_QUARTER / 2
"""Weeks between two points of a curve: the middle and the end of each quarter."""
DECIMALS = 4
COMPANY, LUCK = "base", 2
"""The situation and the seed in which two plans are shown side by side."""
WAVES, BURNT = "sensible", "burn_the_boats"
SHARES = ("legacy_share", "internal_adoption", "third_party_share", "rogue_share")


@dataclass(frozen=True)
class Alone:
    """A situation in which nothing is decided: adoption (seeds, points) in the first week and at `weeks`, and its cards."""

    name: str
    weeks: list[int]
    adoption: Floats
    cards: list[tuple[int, str]]

    def band(self) -> tuple[Floats, Floats, Floats]:
        """Return the tenth, fiftieth and ninetieth per cent of lucks, by point."""
        low, median, high = np.quantile(self.adoption, [0.1, 0.5, 0.9], axis=0)
        return low, median, high


@dataclass(frozen=True)
class Ending:
    """Where a plan left the company: every team's stack, and the four shares of workload."""

    plan: str
    options: list[int]
    shares: dict[str, float]


@dataclass(frozen=True)
class Gallery:
    """All that is kept, with the version of the model that played it."""

    version: str
    alone: dict[str, Alone]
    endings: dict[str, Ending]


def points(quarters: int) -> list[int]:
    """Return the weeks (from 0) of a curve: the first, and the middle and the end of each quarter."""
    return [0, *(round(EVERY * k) - 1 for k in range(1, 2 * quarters + 1))]


def left_alone(name: str, seed: int) -> list[float]:
    """Play a situation without a decision; return adoption by point."""
    game = play(name, IDLE, seed=seed)
    values = game.world.record.kpis[0, points(game.horizon), INDEX["internal_adoption"]]
    return [round(float(value), DECIMALS) for value in values]


def ended(plan: str) -> Ending:
    """Play a plan in the company shown; return where its teams stand at the end."""
    game = play(COMPANY, plan, seed=LUCK)
    options = game.world.record.option[0, game.week - 1]
    return Ending(plan, options.tolist(), {name: round(game.kpis[name], DECIMALS) for name in SHARES})


def company() -> Game:
    """Return the company shown, before anything is decided: its units, teams and ties."""
    return Game.start(COMPANY, seed=LUCK)


def played() -> dict[str, Any]:
    """Play everything; return what the file holds."""
    alone = {
        name: {"cards": [[card.week, card.card] for card in load(name).scheduled],
               "adoption": [left_alone(name, seed) for seed in LUCKS]}
        for name in shipped()
    }  # fmt: skip
    endings = {plan: {"options": found.options, "shares": found.shares} for plan in (WAVES, BURNT) if (found := ended(plan))}
    return {"version": MODEL_VERSION, "alone": alone, "endings": endings}


@cache
def kept() -> Gallery:
    """Return what was played and kept."""
    data = json.loads(FILE.read_text(encoding="utf-8"))
    alone = {}
    for name, row in data["alone"].items():
        cards = [(int(week), str(card)) for week, card in row["cards"]]
        adoption = np.array(row["adoption"])
        alone[name] = Alone(name, points((adoption.shape[1] - 1) // 2), adoption, cards)
    endings = {plan: Ending(plan, row["options"], row["shares"]) for plan, row in data["endings"].items()}
    return Gallery(data["version"], alone, endings)
