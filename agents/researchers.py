"""Researchers: one Mesa agent that owns the laboratory's staff as arrays. Each weighs pay, autonomy, prestige and
who else has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import talent
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

    def leave(self, hazard: np.ndarray, u: np.ndarray) -> np.ndarray:
        """Return who leaves this week (mask). Keeps the reasons of all who had one to decide on."""
        result = talent.departures(hazard, self.state.employed, u)
        who = self.state.employed.nonzero()[0]
        world, chance = self.model, result.probability[who]
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=self.firm,
                kind="researcher",
                rule="leave with this week's probability",
                options=("stay", "leave"),
                agents=who,
                utilities=np.array([1.0 - chance, chance]).T,
                draws=u[who],
                settings=np.zeros(len(who)),
                chosen=result.leaves[who].astype(np.int64),
            )
        )
        return result.leaves
