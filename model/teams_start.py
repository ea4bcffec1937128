"""Product teams before the first week: tastes, workloads, who influences whom, and what each builds on."""

from __future__ import annotations

import numpy as np

from model.arrays import Floats, Integers
from model.fixed import Fixed
from model.mechanisms import adoption, perception
from model.networks import row_normalised, team_influence
from model.parameter_set import ParameterSet
from model.state import AdoptionState, Stack
from model.streams import Streams


def start_teams(luck: int, fixed: Fixed, p: ParameterSet, streams: Streams) -> AdoptionState:
    """Return the teams of a firm; constants and beliefs are set once the market is known (`model.calibrate`)."""
    each, units = p.start.teams_a_unit, len(fixed.unit_keys)
    teams = each * units
    unit = np.repeat(np.arange(units), each)
    rng = streams.at("teams", 0, luck)
    traits = rng.random((teams, 5))
    u = rng.random((teams, 4))
    tastes = perception.team_tastes(traits, p.perception)
    spread = np.exp(p.start.weight_spread * perception._normal(u[:, 0]))
    within = spread / np.bincount(unit, weights=spread, minlength=units)[unit]
    weight = within * fixed.unit_size[unit]
    graph = team_influence(
        unit, p.start.tie_inside, p.start.tie_between, streams.at("influence", 0, luck).random((teams, teams))
    )
    option = _start_options(unit, u[:, 1], u[:, 2], p)
    zero, no = np.zeros(teams), np.zeros(teams, dtype=bool)
    return AdoptionState(
        unit=unit, weight=weight / weight.sum(), tastes=tastes, depth=np.ones(teams),
        influence=row_normalised(graph), graph=graph, wave_order=np.argsort(np.argsort(u[:, 3])),
        constants=np.zeros(4), option=option, pilot=np.full(teams, adoption.NO_PILOT),
        pilot_weeks=np.zeros(teams, dtype=np.int64), experience=np.full(teams, p.start.experience),
        trust=np.full(teams, p.start.trust), perceived=np.zeros((teams, 4)), true_quality=np.zeros((teams, 4)),
        utilities=np.zeros((teams, 4)), wave_week=np.full(teams, np.inf), detected=no.copy(), incident=no.copy(),
        output=np.ones(teams), trust_shock=zero.copy(), forced=no.copy(),
    )  # fmt: skip


def _start_options(unit: Integers, u_unit: Floats, u_team: Floats, p: ParameterSet) -> Integers:
    """Return options in the start shares, by count; rogue teams sit together in a few units."""
    teams = len(unit)
    s = p.start
    counts = np.rint(np.array([s.central, s.third_party]) * teams).astype(int)
    rogue = max(0, teams - round(s.legacy * teams) - counts.sum())  # shares that sum to one may round to more
    option = np.full(teams, int(Stack.LEGACY))
    units = unit.max() + 1
    order = np.argsort(u_unit[np.searchsorted(unit, np.arange(units))])
    rebels = np.flatnonzero(np.isin(unit, order[: s.rogue_units]))
    room = rebels[np.argsort(u_team[rebels])]
    if rogue > len(room):
        others = np.setdiff1d(np.arange(teams), rebels)
        room = np.concatenate([room, others[np.argsort(u_team[others])]])
    option[room[:rogue]] = Stack.ROGUE
    left = np.flatnonzero(option == Stack.LEGACY)
    left = left[np.argsort(u_team[left])]
    option[left[: counts[0]]] = Stack.CENTRAL
    option[left[counts[0] : counts[:2].sum()]] = Stack.THIRD
    return option
