"""The road not taken: which single decision, changed, would have ended the game best under the same luck.

A road is the run itself with one lever set otherwise in one quarter; every other recorded decision stays. It is played
from the start of that quarter on, where a world of the run is kept. Roads on which the gate refuses the change, or
refuses a recorded decision later, are no roads: they are counted and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from experiments.run import Game
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Lever, Value
from model.errors import BadInput, said
from model.kpis import INDEX, KPIS
from model.legality import SHARES
from model.runfile import Run
from model.values import quoted
from model.world import World

TRIES = 120
WIDE = 2 / 3
"""Part of the tries that goes over all quarters and levers; the rest searches near the best found."""
LEADERS = 4
"""Roads around which the search goes on."""
LEAST_GAIN = 1e-9

Candidate = tuple[int, str, Value]
"""Quarter (from 0), lever, value."""


@dataclass(frozen=True)
class Road:
    """One decision changed: in `quarter` (from 0) `lever` gets `value` in place of `instead`.

    `changes` is all that is set for it: the shares of the pool move together. `kpis` (weeks, KPIs) is the game as it would
    have gone; `gain` how much better the judged figure ends, in its own unit, positive is better.
    """

    quarter: int
    lever: str
    value: Value
    instead: Value
    changes: Mapping[str, Value]
    kpis: Floats
    gain: float

    def end(self, kpi: str) -> float:
        """Return a KPI at the end of the last week played."""
        return float(self.kpis[-1, INDEX[kpi]])


class RoadSearch:
    """Tries single changed decisions of `firm`, judged by a KPI at the end; the same run gives the same roads.

    `tried` counts roads played to the end, `refused` those that the gate did not allow, of `possible` at the first,
    wide round.
    """

    def __init__(self, run: Run, kpi: str = "score", firm: int = 0, tries: int = TRIES) -> None:
        if not run.quarters_played:
            raise BadInput(said("A run without a quarter played has no road not taken: play it first."))
        if kpi not in INDEX:
            raise BadInput(said("There is no figure {name}: boats kpis lists them.", name=quoted(kpi)))
        self.run, self.kpi, self.firm, self.tries = run, kpi, firm, tries
        self.tried = self.refused = 0
        self.done = tries < 1
        self._found: list[Road] = []
        self._seen: set[Candidate] = set()
        self._order = self._candidates()

    @property
    def roads(self) -> list[Road]:
        """The roads that end better than the game, best first, one for each quarter and lever."""
        best: dict[tuple[int, str], Road] = {}
        for road in sorted(self._found, key=lambda road: -road.gain):
            if road.gain > LEAST_GAIN:
                best.setdefault((road.quarter, road.lever), road)
        return list(best.values())

    @property
    def best(self) -> Road | None:
        """The road that ends best, None where none found ends better than the game."""
        return next(iter(self.roads), None)

    @cached_property
    def possible(self) -> int:
        """How many candidates the wide round has."""
        return len(self._wide)

    def run_of(self, road: Road) -> Run:
        """Return a road as a run, without hashes of its weeks."""
        seat = (self.firm, road.quarter)
        decided = {**self.run.decisions, seat: {**self.run.decisions.get(seat, {}), **road.changes}}
        return replace(self.run, decisions=decided, digests={})

    def step(self) -> None:
        """Play the next road that the gate allows; `done` when the tries or the candidates are used up."""
        while not self.done:
            candidate = next(self._order, None)
            if candidate is None:
                self.done = True
            elif candidate not in self._seen:
                self._seen.add(candidate)
                road = self._played(*candidate)
                if road is None:
                    self.refused += 1
                    continue
                self._found.append(road)
                self.tried += 1
                self.done = self.tried >= self.tries
                return

    # --- which roads -----------------------------------------------------------------------------------------

    def _candidates(self) -> Iterator[Candidate]:
        """Yield the wide round, spread over quarters, then what lies near the best roads, as long as there is more."""
        for candidate in self._wide:
            if self.tried >= WIDE * self.tries:
                break
            yield candidate
        while near := [c for road in self._leaders() for c in self._near(road) if c not in self._seen]:
            yield near[0]
        yield from self._wide

    @cached_property
    def _wide(self) -> list[Candidate]:
        found: list[Candidate] = []
        for quarter in spread(self.run.quarters_played):
            for name, lever in LEVERS.items():
                stood = self._stood[quarter][name]
                found += [(quarter, name, side[len(side) // 2]) for side in sides(lever, stood)]
        return found

    def _leaders(self) -> list[Road]:
        return sorted(self._found, key=lambda road: -road.gain)[:LEADERS]

    def _near(self, road: Road) -> list[Candidate]:
        """Return the other values of the same side, farthest first, and the same value a quarter before and after."""
        here = sides(LEVERS[road.lever], road.instead)
        values = [value for side in here if road.value in side for value in (side[-1], side[len(side) // 4])]
        beside = [q for q in (road.quarter - 1, road.quarter + 1) if 0 <= q < self.run.quarters_played]
        return [(road.quarter, road.lever, value) for value in values if value != road.value] + [
            (q, road.lever, road.value) for q in beside if self._stood[q][road.lever] != road.value
        ]

    # --- playing ---------------------------------------------------------------------------------------------

    @cached_property
    def _worlds(self) -> list[World]:
        """The run's world at the start of each quarter, and at the end; they are only forked."""
        world = Game.from_run(self.run, quarters=0).world
        worlds = [world]
        for quarter in range(self.run.quarters_played):
            world = world.fork()
            world.advance(self._decided(quarter))
            worlds.append(world)
        return worlds

    @cached_property
    def _stood(self) -> list[dict[str, Value]]:
        """The levers in force in each quarter."""
        return [world.firms[self.firm].levers.as_dict() for world in self._worlds[1:]]

    def _decided(self, quarter: int) -> dict[int, dict[str, Value]]:
        return {firm: self.run.decisions.get((firm, quarter), {}) for firm in range(self.run.scenario.firms)}

    def _played(self, quarter: int, name: str, value: Value) -> Road | None:
        """Return the road of a candidate, None where the gate refuses it or a recorded decision after it."""
        changes = together(self._stood[quarter], name, value)
        world = self._worlds[quarter].fork()
        for now in range(quarter, self.run.quarters_played):
            orders = self._decided(now)
            if now == quarter:
                orders[self.firm] = {**orders[self.firm], **changes}
            if world.problems(orders[self.firm], self.firm):
                return None
            world.advance(orders)
        weeks = self.run.quarters_played * WEEKS_A_QUARTER
        kpis = world.record.kpis[self.firm, :weeks].copy()
        return Road(quarter, name, value, self._stood[quarter][name], changes, kpis, self._gain(kpis[-1]))

    def _gain(self, end: Floats) -> float:
        weeks = self.run.quarters_played * WEEKS_A_QUARTER
        played = self._worlds[-1].record.kpis[self.firm, weeks - 1]
        up = float(end[INDEX[self.kpi]] - played[INDEX[self.kpi]])
        return -up if KPIS[self.kpi].better == "lower" else up


def spread(number: int) -> list[int]:
    """Return 0 .. number-1 so that a part from the start is spread over all: halves first, then quarters."""
    if number < 2:
        return list(range(number))
    order, step = [0], 1 << (number - 1).bit_length()
    while step > 1:
        order += [place for place in range(step // 2, number, step) if place not in order]
        step //= 2
    return order


def sides(lever: Lever, stood: Value) -> list[list[Value]]:
    """Return the values a lever could have had, nearest first: below and above what stood, or each other choice alone."""
    if lever.kind == "switch":
        return [[not stood]]
    if any(isinstance(choice, str) for choice in lever.choices):
        return [[choice] for choice in lever.choices if choice != stood]
    values = list(lever.choices) or _grid(lever)
    below = [value for value in values if value < stood]  # type: ignore[operator]
    above = [value for value in values if value > stood]  # type: ignore[operator]
    return [side for side in (below[::-1], above) if side]


def together(stood: Mapping[str, Value], name: str, value: Value) -> dict[str, Value]:
    """Return what must be set for a lever to get a value: the other shares of the pool shrink or grow in proportion."""
    if name not in SHARES:
        return {name: value}
    others = [share for share in SHARES if share != name]
    before, left = sum(float(stood[share]) for share in others), 1.0 - float(value)
    part = {share: float(stood[share]) / before if before else 1.0 / len(others) for share in others}
    return {name: value} | {share: left * part[share] for share in others}


def _grid(lever: Lever) -> list[Value]:
    number = round((lever.high - lever.low) / lever.step)
    return [lever.normalised(round(lever.low + k * lever.step, 6)) for k in range(number + 1)]
