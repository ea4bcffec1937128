"""External developers: one Mesa agent that owns them all as arrays. Each sees its neighbours on the graph, what it
uses, the other families by the release notes it read last, and has its habit. Each stands for a crowd, which divides
over the firms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.kernels.developers import WITNESSES, Reviews, developer_week
from model.mechanisms import open_release
from model.phases.offers import stance
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

    def choose(self, prices: np.ndarray, coupling: np.ndarray, key: np.uint64) -> None:
        """Let developers hear of families, switch, and choose where to run; `key` is their luck of this week."""
        world, state = self.model, self.state
        p = open_release.portable(world.p.open_release, world.market.nature.now.lock)
        restricted = stance(world).restricted
        witnesses = WITNESSES if world.record.full else 0
        step = developer_week(state, world.fixed.graph, prices, coupling, restricted, key, p, world.p.market_news, witnesses)
        state.family, state.host, state.tenure = step.family, step.host, step.tenure
        state.share, state.users, state.hosted = step.share, step.users, step.hosted
        families, hosts = world.fixed.family_names, world.fixed.host_names
        self._remember("developer", "logit over the families of open models", families, step.reviews, state.family)
        self._remember("host", "logit over machines to run the weights on", hosts, step.moves, state.host)

    def _remember(self, kind: str, rule: str, options: tuple[str, ...], reviews: Reviews, now: np.ndarray) -> None:
        who, world = reviews.who, self.model
        if not len(who) or not world.record.full:
            return
        firms = len(world.firms)
        taken = now[who].astype(np.int64)
        if firms > 1:  # the option that the kind is named by: of several firms', the one with the largest part
            taken = np.where(taken == 0, reviews.utilities[:, :firms].argmax(axis=1), taken + firms - 1)
        settings = np.empty((len(who), 2))
        settings[:] = world.p.open_release.precision, firms
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=-1,
                kind=kind,
                rule=rule,
                options=options,
                agents=who,
                utilities=reviews.utilities,
                draws=reviews.draws,
                settings=settings,
                chosen=taken,
            )
        )
