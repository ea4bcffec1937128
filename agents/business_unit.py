"""A unit head: decides what data to share and how hard to lobby, on the unit's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa
import numpy as np

from model.mechanisms import adoption, data_clearing_house, event_effects, lobbying
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, THIRD
from model.phases.layers import unit_signals
from model.record import Reason

if TYPE_CHECKING:
    from model.world import World


_EFFORTS = tuple(f"effort {effort:g}" for effort in lobbying.LOBBY_EFFORTS)


@dataclass(frozen=True, slots=True)
class UnitView:
    """What a unit head knows this quarter: the worth of each lobbying effort, and the share it would give."""

    efforts: tuple[float, ...]
    utilities: np.ndarray
    share: float


class BusinessUnit(mesa.Agent):
    """The head of one business unit."""

    model: World

    def __init__(self, model: World, firm: int, unit: int) -> None:
        super().__init__(model)
        self.firm = firm
        self.unit = unit

    def intend(self, view: UnitView, u: float) -> tuple[float, float]:
        """Return the data share it is willing to give and its lobbying effort; keeps the reason."""
        scale = self.model.p.lobbying.sharpness
        everything = np.ones(len(view.efforts), dtype=bool)
        chosen = int(adoption.chosen_option(view.utilities, everything, scale, np.float64(u)))
        if self.model.record.full:
            self._remember(view, u, scale, chosen)
        return view.share, view.efforts[chosen]

    def _remember(self, view: UnitView, u: float, scale: float, chosen: int) -> None:
        self.model.record.single_reasons.append(
            Reason(
                week=self.model.week,
                firm=self.firm,
                kind="unit",
                agent=self.unit,
                rule="logit over lobbying efforts",
                options=_EFFORTS,
                utilities=tuple(view.utilities.tolist()),
                draw=(u,),
                settings=(scale,),
                chosen=chosen,
            )
        )


def unit_views(world: World, firm: int) -> list[UnitView]:
    """Return what each unit head of a firm knows at the start of a quarter."""
    state = world.firms[firm]
    p, fixed, teams = world.p, world.fixed, state.adoption
    units = len(fixed.unit_keys)
    counts = np.maximum(np.bincount(teams.unit, minlength=units), 1)
    # a head compares stacks as they are; that teams dislike moving is not the stack's fault
    utilities = teams.utilities.copy()
    utilities[np.arange(len(teams.option)), teams.option] -= p.adoption.switching_cost
    others = np.maximum.reduce(utilities[:, (LEGACY, THIRD, ROGUE)], axis=1)
    benefit = np.bincount(teams.unit, weights=utilities[:, CENTRAL] - others, minlength=units) / counts
    dependence = np.bincount(teams.unit, weights=teams.option == CENTRAL, minlength=units) / counts
    share = data_clearing_house.sharing_willingness(
        benefit=benefit,
        neighbours=data_clearing_house.neighbour_sharing(state.data.access, fixed.similarity),
        sensitivity=fixed.sensitivity,
        dependence=dependence,
        mandate=state.levers.data.sharing_mandate,
        security=state.levers.data.security,
        consent=event_effects.consent(world.market.nature.on(firm).consent_cut, state.levers.data.security, p.event_effects),
        p=p.data_clearing_house,
    )
    noise = world.stream("lobbying", firm).random(units)
    state.politics.signal_error = lobbying.value_signal(np.zeros(units), noise, p.lobbying)
    signal = unit_signals(world, state)
    size = fixed.unit_size / fixed.unit_size.mean()
    worth = lobbying.lobby_utilities(
        signal, state.politics.lobby, size, lobbying.LOBBY_EFFORTS, p.approval_queue.influence, p.lobbying
    )
    efforts = tuple(float(e) for e in lobbying.LOBBY_EFFORTS)
    return [UnitView(efforts, worth[unit], float(share[unit])) for unit in range(units)]
