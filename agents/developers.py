"""External developers: one Mesa agent that owns them all as arrays. Each sees its neighbours on the graph, the
release notes of the families and its own habit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import open_release
from model.phases.offers import restricted
from model.record import ReasonBlock

if TYPE_CHECKING:
    from model.market_state import DeveloperState
    from model.world import World


class Developers(mesa.Agent):
    """All developers outside the firms."""

    model: World

    @property
    def state(self) -> DeveloperState:
        """The arrays this population owns."""
        return self.model.market.developers

    def choose(self, attraction: np.ndarray, prices: np.ndarray, coupling: np.ndarray, u: np.ndarray) -> None:
        """Let developers hear of families, switch, and choose where to run; `u` (n, 4) is their luck."""
        world, state = self.model, self.state
        fixed, p = world.fixed, world.p.open_release
        step = open_release.developer_step(state.family, fixed.graph, attraction, u[:, 0], u[:, 1], p)
        self._remember(step, u[:, 1])
        moved = step.family != state.family
        state.family = step.family
        state.share = open_release.family_shares(state.family, fixed.families)
        self._choose_hosts(moved, prices, coupling, u)

    def _choose_hosts(self, moved: np.ndarray, prices: np.ndarray, coupling: np.ndarray, u: np.ndarray) -> None:
        world, state, p = self.model, self.state, self.model.p.open_release
        adopters = state.family < world.fixed.families
        firms = len(coupling)
        who = (adopters & (moved | (u[:, 2] < p.review_rate))).nonzero()[0]
        seen = open_release.host_utilities(
            state.family[who], state.host[who], state.tenure[who], prices, coupling, restricted(world), p
        )
        former = state.host
        state.host = former.copy()
        state.host[who] = open_release.choose(seen, u[who, 3], p.precision)
        state.tenure = open_release.next_tenure(state.host, former, state.tenure)
        state.hosted = np.bincount(state.host, minlength=firms)[:firms].astype(float)

    def _remember(self, step: open_release.Adoption, u: np.ndarray) -> None:
        world = self.model
        if not len(step.who):
            return
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=-1,
                kind="developer",
                rule="logit over the families of open models",
                options=world.fixed.family_names,
                agents=step.who,
                utilities=step.utilities,
                draws=u[step.who],
                settings=np.full(len(step.who), world.p.open_release.precision),
                chosen=step.family[step.who],
            )
        )
