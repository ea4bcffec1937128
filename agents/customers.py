"""Enterprise customers: one Mesa agent that owns them all as arrays. A contract ends, the customer looks at the
options, at what it uses and at its reference customers, and splits its work over the best two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import placement, tiering
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

    def choose(self, terms: np.ndarray, u: np.ndarray) -> None:
        """Let customers whose contract ends place their work anew; `u` (n, 3) is their luck."""
        world, state = self.model, self.state
        fixed, p = world.fixed, world.p
        who = placement.reviewers(u[:, 0], p.placement)
        if not len(who):
            return
        looked_at = fixed.customer_references[who]
        peers = np.add.reduce(state.weight[looked_at], axis=1) / looked_at.shape[1]
        seen = tiering.utilities(fixed.layout, terms, fixed.customer_traits[who], state.weight[who], peers, p.tiering)
        draws = placement.choose_two(seen, u[who, 1:], fixed.nests, p.placement)
        weight = state.weight.copy()
        weight[who] = placement.placements(draws, seen.shape[1], p.placement)
        state.weight = weight
        state.share = fixed.customer_size @ weight
        scale = np.full((len(who), 2), (p.placement.precision, p.placement.nesting))
        world.record.reasons.append(
            ReasonBlock(
                week=world.week,
                firm=-1,
                kind="customer",
                rule="nested logit, best two of the options",
                options=fixed.option_names,
                agents=who,
                utilities=seen,
                draws=u[who, 1:],
                settings=np.column_stack([draws.second, scale]),
                chosen=draws.first,
            )
        )
