"""The head of a layer of the pool (frontier, cloud, units' layer): speaks up when GPUs would earn more there, or when
the layer falls behind what it achieved a quarter ago. It knows its own figures of the quarter that has ended, and guesses
at those of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.lobbyist import Lobbyist
from model.mechanisms import lobbying

if TYPE_CHECKING:
    from model.world import World


class LayerHead(Lobbyist):
    """The head of one layer."""

    kind = "layer"


def efforts_worth(world: World, firm: int) -> np.ndarray:
    """Return what each effort is worth to each layer head of a firm, shape (layers, efforts)."""
    state, p = world.firms[firm].layers, world.p.lobbying
    urgency = lobbying.layer_urgency(state.seen_prices, state.aims, state.former_aims, p)
    return lobbying.layer_utilities(urgency, lobbying.LOBBY_EFFORTS, world.p.approval_queue.influence, p)
