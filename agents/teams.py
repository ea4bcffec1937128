"""Product teams: one Mesa agent that owns sixty teams as arrays. Each reviews by its own hazard and sees only its
own use, its peers, and what is said about the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import adoption
from model.mechanisms.adoption import Choices
from model.record import ReasonBlock

if TYPE_CHECKING:
    from model.state import AdoptionState
    from model.world import World

RULE = "logit over the stacks in sight"


class Teams(mesa.Agent):
    """The product teams of one firm."""

    model: World

    def __init__(self, model: World, firm: int) -> None:
        super().__init__(model)
        self.firm = firm

    @property
    def state(self) -> AdoptionState:
        """The arrays this population owns."""
        return self.model.firms[self.firm].adoption

    def choose(
        self, utilities: np.ndarray, legacy_removed: np.ndarray, practice: float, onboarding: float, u: np.ndarray
    ) -> Choices:
        """Let every team whose moment has come choose; `u` (teams, 4) is their luck. Keeps the reasons."""
        state, p = self.state, self.model.p.adoption
        choices = adoption.team_choices(
            state.option,
            state.pilot,
            state.pilot_weeks,
            state.experience,
            utilities,
            legacy_removed,
            practice,
            onboarding,
            u[:, 0],
            u[:, 1],
            u[:, 2],
            p,
        )
        self._remember(choices)
        return choices

    def _remember(self, choices: Choices) -> None:
        who = choices.decided.nonzero()[0]
        if not len(who):
            return
        world = self.model
        seen = np.where(choices.available[who], choices.utilities[who], -np.inf)
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=self.firm,
                kind="team",
                rule=RULE,
                options=adoption.OPTIONS,
                agents=who,
                utilities=seen,
                draws=choices.u[who],
                settings=np.full(len(who), world.p.adoption.sensitivity),
                chosen=choices.chosen[who],
            )
        )
