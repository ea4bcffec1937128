"""Researchers before the first week: who they are, and what years of learning have left them believing."""

from __future__ import annotations

from collections import deque
from functools import lru_cache

import numpy as np

from model.clock import WEEKS_A_QUARTER
from model.decisions import Levers
from model.kernels.researchers import search_week
from model.mechanisms import research_search, talent, talent_pool
from model.parameter_set import ParameterSet
from model.state import PeopleState, ResearchState
from model.streams import Streams

LONG_AGO = -1000
NOBODY = 10**6
"""Week of arrival at a place for which nobody is hired."""


def start_people(luck: int, p: ParameterSet, streams: Streams) -> PeopleState:
    """Return the staff of a firm: skills, stars and tastes, the last exits and the hires on their way."""
    pool, places = p.talent_pool, p.research_search.groups * p.research_search.group_size
    u = streams.at("people", 0, luck).random((places, 4))
    skill = talent_pool.draw_skill(u[:, 0], pool)
    taste = talent.draw_taste(u[:, 1], np.log(skill) / pool.skill_sd, p.talent)
    level = talent_pool.star_threshold(skill, pool)
    star = skill >= level
    group = np.arange(places) // p.research_search.group_size
    employed = np.ones(places, dtype=bool)
    exit_week = np.full(places, LONG_AGO)
    star_exit = np.zeros(places, dtype=bool)
    reference = float(skill[star].sum()) / p.start.star_density
    gone = np.flatnonzero(star)[: p.start.stars_gone]
    employed[gone] = False
    exit_week[gone] = -1
    star_exit[gone] = True
    arrivals = np.full(places, NOBODY)
    ordinary = np.flatnonzero(~star)
    hired = ordinary[np.argsort(u[ordinary, 2])[: p.start.hires]]
    employed[hired] = False
    arrivals[hired] = 1 + (u[hired, 3] * p.start.hire_weeks).astype(int)
    exits = deque([0] * (WEEKS_A_QUARTER - 1) + [len(gone)], maxlen=WEEKS_A_QUARTER)
    return PeopleState(
        skill=skill, taste=taste, star=star, employed=employed, group=group, exit_week=exit_week,
        star_exit=star_exit, arrival_week=arrivals, star_reference=reference, star_level=level, heard=np.zeros(places),
        at_first=int(np.count_nonzero(employed)), raid_until=p.start.raid_weeks, exits=exits,
    )  # fmt: skip


def start_research(luck: int, p: ParameterSet, streams: Streams) -> ResearchState:
    """Return what researchers believe after the burn-in, under default linking."""
    r = p.research_search
    shape = (r.groups, r.group_size, r.bits, r.block, r.learning, r.turbulence, p.start.burn_in)
    beliefs, reality, blocks = _burnt_in(streams.seed, streams.replication, luck, shape)
    return ResearchState(
        beliefs=beliefs.copy(),
        reality=reality.copy(),
        ties=research_search.make_ties(Levers().talent.group_linking, tie_draws(luck, p, streams), r.group_size),
        algorithms=p.start.algorithms,
        knowledge=research_search.knowledge(beliefs, reality),
        blocks=deque(blocks, maxlen=WEEKS_A_QUARTER),
    )


def tie_draws(luck: int, p: ParameterSet, streams: Streams) -> np.ndarray:
    """Return the uniform numbers that place researchers' ties, the same in every quarter."""
    r = p.research_search
    return streams.at("ties", 0, luck).random((r.groups * r.group_size, r.group_size - 1, 2))


@lru_cache(maxsize=64)
def _burnt_in(seed: int, replication: int, luck: int, shape: tuple) -> tuple[np.ndarray, np.ndarray, tuple[float, ...]]:
    # years of learning cost more than a year of play: the same luck and parameters are burnt in once a process
    groups, size, bits, block, learning, turbulence, weeks = shape
    streams = Streams(seed, replication)
    rng = streams.at("burn_in", 0, luck)
    people = groups * size
    reality = research_search.start_reality(rng.random(bits))
    beliefs = research_search.start_beliefs(rng.random((people, bits), dtype=np.float32))
    u_ties = streams.at("ties", 0, luck).random((people, size - 1, 2))
    ties = research_search.make_ties(Levers().talent.group_linking, u_ties, size)
    history: list[float] = []
    for _ in range(weeks):
        u = rng.random((people, bits), dtype=np.float32)
        step = search_week(beliefs, reality, ties, u, rng.random(bits), block, learning, turbulence)
        beliefs, reality = step.beliefs, step.reality
        history.append(step.blocks)
    return beliefs, reality, tuple(history[-WEEKS_A_QUARTER:])
