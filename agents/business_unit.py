"""A unit head: decides what data to share and how hard to lobby, on the unit's own figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agents.lobbyist import Lobbyist
from model.arrays import Floats
from model.mechanisms import data_clearing_house, event_effects, lobbying
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, THIRD
from model.phases.layers import unit_signals
from model.record import ReasonBlock

if TYPE_CHECKING:
    from model.world import World

SHARING = ("give", "keep")


class BusinessUnit(Lobbyist):
    """The head of one business unit."""

    kind = "unit"


def data_shared(world: World, firm: int) -> Floats:
    """Return the share (units,) of its data that each unit head of a firm is willing to give; keeps the reasons."""
    state = world.firms[firm]
    p, fixed, teams = world.p, world.fixed, state.adoption
    units = len(fixed.unit_keys)
    counts = np.maximum(np.bincount(teams.unit, minlength=units), 1)
    # a head compares stacks as they are; that teams dislike moving is not the stack's fault
    utilities = teams.utilities.copy()
    utilities[np.arange(len(teams.option)), teams.option] -= p.adoption.switching_cost
    others = np.maximum.reduce(utilities[:, (LEGACY, THIRD, ROGUE)], axis=1)
    worth = data_clearing_house.sharing_worth(
        benefit=np.bincount(teams.unit, weights=utilities[:, CENTRAL] - others, minlength=units) / counts,
        neighbours=state.data.others_access,
        sensitivity=fixed.sensitivity,
        dependence=np.bincount(teams.unit, weights=teams.option == CENTRAL, minlength=units) / counts,
        mandate=state.levers.data.sharing_mandate,
        security=state.levers.data.security,
        p=p.data_clearing_house,
    )
    consent = event_effects.consent(world.market.nature.on(firm).consent_cut, state.levers.data.security, p.event_effects)
    share = data_clearing_house.sharing_willingness(worth, consent)
    if world.record.full:
        _remember(world, firm, worth, consent, share)
    return share


def _remember(world: World, firm: int, worth: Floats, consent: float, share: Floats) -> None:
    """Keep why heads give what they give: `worth` is that of giving over keeping, the share its chance times consent."""
    utilities = np.column_stack([worth, np.zeros(len(worth))])
    world.record.reasons.append(
        ReasonBlock(
            week=world.week,
            firm=firm,
            kind="data",
            rule="the part of the records that a logit would give",
            options=SHARING,
            agents=np.arange(len(worth)),
            utilities=utilities,
            draws=np.empty((len(worth), 0)),
            settings=np.column_stack([np.full(len(worth), consent), share]),
            chosen=utilities.argmax(axis=1),
        )
    )


def efforts_worth(world: World, firm: int) -> Floats:
    """Return what each lobbying effort is worth to each unit head of a firm, shape (units, efforts)."""
    state, p, fixed = world.firms[firm], world.p, world.fixed
    noise = world.stream("lobbying", firm).random(len(fixed.unit_keys))
    state.politics.signal_error = lobbying.value_signal(np.zeros(len(noise)), noise, p.lobbying)
    return lobbying.lobby_utilities(
        unit_signals(world, state),
        state.politics.lobby,
        fixed.unit_size / fixed.unit_size.mean(),
        lobbying.LOBBY_EFFORTS,
        p.approval_queue.influence,
        p.lobbying,
    )
