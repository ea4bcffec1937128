"""Does adoption come back when the mandate is taken back? Agents and shares by themselves, all else held at the start.

In a whole game the answer drowns in what moves meanwhile: two years of training, releases and rivals. Here only teams
believe and choose; what the stacks are worth, trust, service and the gate stay as they were in the first week.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from experiments.mean_field import given
from experiments.mean_field.twin import Twin
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER, WEEKS_A_YEAR
from model.kernels import teams
from model.mechanisms.adoption import CENTRAL
from model.scenario import Scenario
from model.world import World

RAMP = (0.0, 0.25, 0.5, 0.75, 1.0)
"""The mandate on its way up, and down again."""
SETTLING = 6 * WEEKS_A_YEAR
Week = Callable[[float], float]
"""A week under a mandate; returns the share of teams on the common stack."""


def loops(job: tuple[Scenario, int]) -> tuple[float, float]:
    """Return the loop areas (points of adoption times mandate, as shares) of agents and of the twin's shares."""
    case, seed = job
    world = World(scenario_data=case, seed=seed)
    shares = _shares(Twin(world), world)
    return _area(_agents(world)), _area(shares)


def _area(week: Week) -> float:
    """Return the area between the way down and the way up; each step lasts a year and is read in its last quarter.

    Crowds first come to rest without a mandate: whatever still moves would be taken for a loop.
    """
    for _ in range(SETTLING):
        week(RAMP[0])
    levels = (*RAMP, *RAMP[-2::-1])
    ends = [float(np.mean([week(level) for _ in range(WEEKS_A_YEAR)][-WEEKS_A_QUARTER:])) for level in levels]
    up, down = np.array(ends[: len(RAMP)]), np.array(ends[len(RAMP) - 1 :][::-1])
    return float(np.trapezoid(down - up, RAMP))


def _agents(world: World) -> Week:
    state, p = world.firms[0].adoption, world.p
    everything: Floats = np.ones(len(world.fixed.unit_keys))
    weeks = iter(range(10**6))

    def week(mandate: float) -> float:
        now = next(weeks)
        impressions = world.streams.at("perception", now).random(state.perceived.shape)
        luck = world.streams.at("adoption", now).random(state.perceived.shape)
        state.perceived, state.utilities = teams.believe(
            state, state.option, impressions, mandate, everything, p.perception, p.adoption
        )
        done = teams.choose(state, state.utilities, 0, 1.0, 1.0, luck, p.adoption)
        state.option, state.pilot, state.pilot_weeks = done.option, done.pilot, done.pilot_weeks
        return float(np.mean(state.option == CENTRAL))

    return week


def _shares(twin: Twin, world: World) -> Week:
    start = given.read(world)._replace(admitted=1.0)
    quality = twin.serving.worth(start, twin.use.domain, twin.teams.fine_tune)

    def week(mandate: float) -> float:
        levers = start.levers.changed({"migration.mandate": mandate})
        twin.teams.week(start._replace(levers=levers), quality, 1.0, 1.0)
        return twin.adoption

    return week
