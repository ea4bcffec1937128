"""Enterprise customers: one Mesa agent that owns them all as arrays. A contract ends, the customer looks at the
options (what it uses it knows, of the rest it has news) and at
its reference customers, and splits its work over the best two kinds of them; within a
kind it divides over the firms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.kernels.customers import Market, customer_week
from model.mechanisms import tiering
from model.record import ReasonBlock

if TYPE_CHECKING:
    from model.market_state import CustomerState
    from model.world import World


class Customers(mesa.Agent):
    """All enterprise customers of the market."""

    model: World

    @property
    def state(self) -> CustomerState:
        """The arrays this population owns."""
        return self.model.market.customers

    def choose(self, market: Market, u: np.ndarray) -> None:
        """Let customers whose contract ends place their work anew; `u` (n, 3) is their luck."""
        world, state = self.model, self.state
        fixed, p = world.fixed, world.p
        tier = tiering.portable(p.tiering, world.market.nature.now.lock)
        step = customer_week(fixed.crowd, state.weight, market, u, tier, p.placement, p.market_news)
        who = step.who
        if not len(who):
            return
        state.weight, state.share = step.weight, step.share
        if not world.record.full:
            return
        settings = np.empty((len(who), 3))
        settings[:, 0] = step.second
        settings[:, 1:] = p.placement.precision, p.placement.nesting
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=-1,
                kind="customer",
                rule="nested logit, best two of the options",
                options=fixed.option_names,
                agents=who,
                utilities=step.utilities,
                draws=u[who, 1:],
                settings=settings,
                chosen=step.first,
            )
        )
