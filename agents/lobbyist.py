"""Whoever lobbies the task force: weighs a few efforts, takes one by logit, and remembers why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import adoption, lobbying
from model.record import Reason

if TYPE_CHECKING:
    from model.world import World

_EFFORTS = tuple(f"effort {effort:g}" for effort in lobbying.LOBBY_EFFORTS)


class Lobbyist(mesa.Agent):
    """The head of a unit or of a layer: `number` counts those of its `kind` in a firm."""

    model: World
    kind = ""

    def __init__(self, model: World, firm: int, number: int) -> None:
        super().__init__(model)
        self.firm = firm
        self.number = number

    def lobby(self, utilities: np.ndarray, u: float) -> float:
        """Return the effort chosen by the worth of each of LOBBY_EFFORTS and one uniform; keeps the reason."""
        scale = self.model.p.lobbying.sharpness
        everything = np.ones(len(lobbying.LOBBY_EFFORTS), dtype=bool)
        chosen = int(adoption.chosen_option(utilities, everything, scale, np.float64(u)))
        if self.model.record.full:
            self._remember(utilities, u, scale, chosen)
        return lobbying.LOBBY_EFFORTS[chosen]

    def _remember(self, utilities: np.ndarray, u: float, scale: float, chosen: int) -> None:
        self.model.record.single_reasons.append(
            Reason(
                week=self.model.week,
                firm=self.firm,
                kind=self.kind,
                agent=self.number,
                rule="logit over lobbying efforts",
                options=_EFFORTS,
                utilities=tuple(utilities.tolist()),
                draw=(u,),
                settings=(scale,),
                chosen=chosen,
            )
        )
