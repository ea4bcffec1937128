"""Product teams: one Mesa agent that owns sixty teams as arrays. Each reviews by its own hazard and sees only its
own use, its peers, and what is said about the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.kernels import teams
from model.kernels.teams import TeamChoices
from model.mechanisms import adoption
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

    def choose(self, utilities: np.ndarray, practice: float, onboarding: float, u: np.ndarray) -> TeamChoices:
        """Let every team whose moment has come choose; `u` (teams, 4) is their luck. Keeps the reasons."""
        p = self.model.p.adoption
        choices = teams.choose(self.state, utilities, self.model.week, practice, onboarding, u, p)
        self._remember(choices)
        return choices

    def _remember(self, choices: TeamChoices) -> None:
        who = choices.who
        world = self.model
        if not len(who) or not world.record.full:
            return
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=self.firm,
                kind="team",
                rule=RULE,
                options=adoption.OPTIONS,
                agents=who,
                utilities=choices.seen,
                draws=choices.draws,
                settings=np.full(len(who), world.p.adoption.sensitivity),
                chosen=choices.chosen,
            )
        )
