"""How strongly each loop pulled at a figure, quarter by quarter: what the figure would be with the loop cut.

For a quarter, the game is played as it was up to its start; then the loop's link is held for 13 weeks at the series
it has in the base case, under the same luck. The strength is the figure as it came less the figure with the link
held: where a loop did nothing that it does not do in the base case, it is zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from experiments.run import Game
from model.arrays import Floats
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX
from model.kpis import KPIS as KPI_OF
from model.links import LINKS, Links
from model.runfile import Run
from model.world import KPIS, World

NOTICED = {
    "share": 0.0005, "share/year": 0.0005, "RMB M": 0.5, "RMB M/week": 0.5, "months": 0.05, "weeks": 0.05, "M/week": 0.05,
}  # fmt: skip
"""By unit, the least difference that does not read as nothing; 0.005 for other units."""


def noticed(kpi: str) -> float:
    """Return the least pull on a KPI that counts, in its own unit: with less than that, a loop moved nothing."""
    return 0.0005 if kpi == "score" else NOTICED.get(KPI_OF[kpi].unit, 0.005)


@dataclass(frozen=True)
class Strengths:
    """Strengths (loops, quarters, KPIs) of the loops named in `loops`, in the figures' own units."""

    loops: tuple[str, ...]
    values: Floats

    def of(self, kpi: str) -> Floats:
        """Return the strengths (loops, quarters) for one KPI."""
        return self.values[:, :, INDEX[kpi]]

    def pull(self, kpi: str) -> Floats:
        """Return the strengths (loops, quarters) that can be noticed; others, and what is not known, are zero."""
        values = np.nan_to_num(self.of(kpi))
        return np.where(np.abs(values) >= noticed(kpi), values, 0.0)

    def shares(self, kpi: str) -> Floats:
        """Return each loop's share (loops, quarters) of the whole pull, by size; zero where nothing pulls."""
        size = np.abs(self.pull(kpi))
        total = size.sum(axis=0)
        return np.divide(size, total, out=np.zeros_like(size), where=total > 0)


def base_series(run: Run, quarters: int, firm: int = 0) -> Links:
    """Return what stands at every link in the base case: `firm` decides nothing, the others as recorded."""
    world = Game.from_run(run, quarters=0).world
    world.watch = KPIS
    world.links = links = Links()
    for quarter in range(quarters):
        orders = {f: run.decisions.get((f, quarter), {}) for f in range(len(world.firms))}
        world.advance(orders | {firm: {}})
    return links


class Loops:
    """The loops of a run's first `quarters`: `pull` plays one of them as it was, and once with each link held."""

    def __init__(self, run: Run, quarters: int, firm: int = 0) -> None:
        self.run, self.quarters, self.firm = run, quarters, firm
        self._worlds = [Game.from_run(run, quarters=0).world]
        self._worlds[0].watch = KPIS

    @property
    def worlds(self) -> int:
        """How many worlds are kept."""
        return len(self._worlds)

    def pull(self, quarter: int) -> Floats:
        """Return the strengths (loops, KPIs) in a quarter (from 0)."""
        world, orders = self._at(quarter), self._orders(quarter)
        cut = []
        for name in LINKS:
            without = world.fork()
            without.links = Links(self._usual, held=name, firm=self.firm)
            without.advance(orders)
            cut.append(_end(without, quarter, self.firm))
        return _end(self._at(quarter + 1), quarter, self.firm) - np.array(cut)

    @cached_property
    def _usual(self) -> dict[tuple[str, int, int], Any]:
        return base_series(self.run, self.quarters, self.firm).series

    def _at(self, quarter: int) -> World:
        while len(self._worlds) <= quarter:
            world = self._worlds[-1].fork()
            world.advance(self._orders(len(self._worlds) - 1))
            self._worlds.append(world)
        return self._worlds[quarter]

    def _orders(self, quarter: int) -> dict[int, Any]:
        return {f: self.run.decisions.get((f, quarter), {}) for f in range(len(self._worlds[0].firms))}


class LoopMeter:
    """What is known of a run's loops: `step` measures a quarter here, `take` takes in what was measured elsewhere."""

    def __init__(self, run: Run, quarters: int | None = None, firm: int = 0) -> None:
        self.quarters = run.quarters_played if quarters is None else quarters
        self.loops_given = (run, self.quarters, firm)
        self._pulls: dict[int, Floats] = {}

    @property
    def measured(self) -> int:
        """How many quarters have been measured, one after the other from the first."""
        return next(q for q in range(self.quarters + 1) if q not in self._pulls)

    @property
    def done(self) -> bool:
        """Whether every quarter has been measured."""
        return len(self._pulls) == self.quarters

    @property
    def wanted(self) -> list[int]:
        """The quarters (from 0) that have not been measured."""
        return [q for q in range(self.quarters) if q not in self._pulls]

    @cached_property
    def loops(self) -> Loops:
        """What measures a quarter, here."""
        return Loops(*self.loops_given)

    def step(self) -> None:
        """Measure the next quarter."""
        self.take(self.wanted[0], self.loops.pull(self.wanted[0]))

    def take(self, quarter: int, pull: Floats) -> None:
        """Take in the strengths (loops, KPIs) of a quarter."""
        self._pulls[quarter] = pull

    def strengths(self) -> Strengths:
        """Return what has been measured."""
        known = [self._pulls[q] for q in range(self.measured)]
        found = np.array(known) if known else np.zeros((0, len(LINKS), len(INDEX)))
        return Strengths(tuple(LINKS), np.swapaxes(found, 0, 1))


def loop_strengths(
    run: Run, quarters: int | None = None, firm: int = 0, watch: Callable[[], None] | None = None
) -> Strengths:
    """Return the strengths of every loop in the first `quarters` of a run; `watch` is called after each quarter."""
    meter = LoopMeter(run, quarters, firm)
    while not meter.done:
        meter.step()
        if watch:
            watch()
    return meter.strengths()


def _end(world: World, quarter: int, firm: int) -> Floats:
    return world.record.kpis[firm, (quarter + 1) * WEEKS_A_QUARTER - 1].copy()
