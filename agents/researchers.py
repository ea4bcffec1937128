"""Researchers: one Mesa agent that owns the laboratory's staff as arrays. Each weighs pay, autonomy, prestige and
who else has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.kernels.researchers import Leaving
from model.record import ReasonBlock

if TYPE_CHECKING:
    from model.state import PeopleState
    from model.world import World


class Researchers(mesa.Agent):
    """The researchers of one firm."""

    model: World

    def __init__(self, model: World, firm: int) -> None:
        super().__init__(model)
        self.firm = firm

    @property
    def state(self) -> PeopleState:
        """The arrays this population owns."""
        return self.model.firms[self.firm].people

    def leave(self, moves: Leaving) -> np.ndarray:
        """Return the places of those who leave this week. Keeps the reasons of all who had one to decide on."""
        world = self.model
        if not world.record.full:
            return moves.gone
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=self.firm,
                kind="researcher",
                rule="leave with the probability that one's motives give",
                options=("stay", "leave"),
                agents=moves.who,
                utilities=moves.utilities,
                draws=moves.draws,
                settings=moves.moves,
                chosen=moves.leaves,
            )
        )
        return moves.gone
