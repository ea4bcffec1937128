"""Runs that branched from one another, and how any two of them differ: in decisions, in weeks, and under other lucks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from experiments.compare import Interval, interval
from experiments.run import Game
from model.arrays import Floats
from model.bets import before
from model.clock import WEEKS_A_QUARTER
from model.decisions import Levers, Value
from model.digests import first_difference
from model.errors import Refused
from model.kpis import INDEX
from model.legality import idle
from model.runfile import Run


@dataclass
class Twig:
    """One run of a tree: its `parent` (an index, None for the first) and the quarter (from 0) in which it left it."""

    run: Run
    parent: int | None = None
    since: int = 0
    name: str = ""


@dataclass
class Lineage:
    """A tree of runs under one luck; `current` is the one being played."""

    twigs: list[Twig] = field(default_factory=list)
    current: int = 0

    def keep(self, run: Run) -> None:
        """Put the run being played, as far as it has come, in its place."""
        if not self.twigs:
            self.twigs.append(Twig(run))
        self.twigs[self.current].run = run

    def branch(self, origin: int, quarter: int) -> Run:
        """Start a run that is the same as `origin` until `quarter` (from 0); return it, cut there.

        A run that is cut where it ends is not a branch: it is gone on with.
        """
        old = self.twigs[origin].run
        if quarter >= old.quarters_played:
            self.current = origin
            return old
        cut = cut_at(old, quarter)
        self.twigs.append(Twig(cut, origin, quarter))
        self.current = len(self.twigs) - 1
        return cut

    def remove(self, index: int) -> None:
        """Take a run without branches of its own out of the tree; the one being played and the first stay."""
        if index in (0, self.current) or any(twig.parent == index for twig in self.twigs):
            return
        del self.twigs[index]
        for twig in self.twigs:
            if twig.parent is not None and twig.parent > index:
                twig.parent -= 1
        self.current -= self.current > index


@dataclass(frozen=True)
class Change:
    """One lever that two runs decided differently in a quarter (from 0): what it was then, and which of them decided it."""

    quarter: int
    lever: str
    one: Value
    other: Value
    decided: tuple[bool, bool] = (True, True)


def cut_at(run: Run, quarters: int) -> Run:
    """Return the first `quarters` of a run."""
    kept = {seat: levers for seat, levers in run.decisions.items() if seat[1] < quarters}
    weeks = {table: hashes[: WEEKS_A_QUARTER * quarters] for table, hashes in run.digests.items()}
    return replace(run, quarters_played=quarters, decisions=kept, bets=before(run.bets, quarters), digests=weeks)


def changes(one: Run, other: Run, firm: int = 0) -> list[Change]:
    """Return the decisions in which two runs differ, as far as both were played, in order of time."""
    found: list[Change] = []
    stood = (Levers(), Levers())
    for quarter in range(min(one.quarters_played, other.quarters_played)):
        decided = [run.decisions.get((firm, quarter), {}) for run in (one, other)]
        stood = tuple(levers.carried_over().changed(new) for levers, new in zip(stood, decided, strict=True))
        here, there = decided
        found += [
            Change(quarter, lever, stood[0][lever], stood[1][lever], (lever in here, lever in there))
            for lever in {**here, **there}
            if here.get(lever) != there.get(lever)
        ]
    return found


def first_apart(one: Run, other: Run) -> dict[str, int]:
    """Return for each table the first week (from 0) in which two runs differ, the earliest table first."""
    weeks = {}
    for table in one.digests:
        if table in other.digests:
            shared = min(len(one.digests[table]), len(other.digests[table]))
            found = first_difference({table: one.digests[table][:shared]}, {table: other.digests[table][:shared]})
            if found:
                weeks[table] = found[0]
    return dict(sorted(weeks.items(), key=lambda pair: pair[1]))


def follow(game: Game, old: Run, firm: int = 0) -> None:
    """Play the open quarters of a game by the decisions of another run, lowered where they cannot be carried out."""
    while not game.over and game.quarter < old.quarters_played:
        world, decided = game.world, old.decisions.get((firm, game.quarter), {})
        wanted = {name: value for name, value in decided.items() if name not in idle(world, world.firms[firm], decided)}
        if world.problems(wanted, firm):
            wanted = world.actors.ceo_view(world, world.firms[firm]).fitted(wanted)
        game.advance(wanted, firm)


class Twins:
    """Two runs, as far as both were played, under the same other lucks."""

    def __init__(self, one: Run, other: Run, firm: int = 0) -> None:
        self.one, self.other, self.firm = one, other, firm
        self.quarters = min(one.quarters_played, other.quarters_played)

    def apart(self, number: int) -> Floats | None:
        """Return the difference (weeks, KPIs) under luck `number` (0 is that of the runs themselves).

        None when under this luck a recorded decision cannot be carried out.
        """
        try:
            games = [
                Game.from_run(replace(run, seed=self.one.seed, replication=self.one.replication + number), self.quarters)
                for run in (self.one, self.other)
            ]
        except Refused:
            return None
        one, other = (game.world.record.kpis[self.firm, : game.week] for game in games)
        return other - one


class Pairs:
    """What is known of two runs under other lucks: `step` plays a pair here, or `take` takes in one played elsewhere."""

    def __init__(self, one: Run, other: Run, firm: int = 0) -> None:
        self.twins_given = (one, other, firm)
        self.quarters = min(one.quarters_played, other.quarters_played)
        self._apart: dict[int, Floats | None] = {}

    @property
    def tried(self) -> int:
        """How many pairs have been tried, one after the other from the first."""
        return next(number for number in count() if number not in self._apart)

    @property
    def played(self) -> int:
        """How many of them could be played."""
        return len(self._known())

    def step(self) -> None:
        """Play one more pair."""
        self.take(self.tried, Twins(*self.twins_given).apart(self.tried))

    def take(self, number: int, apart: Floats | None) -> None:
        """Take in the difference under a luck."""
        self._apart[number] = apart

    def _known(self) -> list[Floats]:
        pairs = (self._apart[number] for number in range(self.tried))
        return [apart for apart in pairs if apart is not None]

    def difference(self, kpi: str) -> Floats:
        """Return the differences (pairs, weeks) of a KPI, the other run less the one."""
        return np.array(self._known())[:, :, INDEX[kpi]]

    def band(self, kpi: str) -> tuple[Floats, Floats, Floats]:
        """Return mean and 95 % interval by week."""
        found = [interval(week) for week in self.difference(kpi).T]
        return tuple(np.array([getattr(each, name) for each in found]) for name in ("mean", "low", "high"))  # type: ignore[return-value]

    def end(self, kpi: str) -> Interval:
        """Return the difference at the end of what both played."""
        return interval(self.difference(kpi)[:, -1])

    def steps(self, number: int) -> Iterator[int]:
        """Play until `number` pairs have been tried."""
        while self.tried < number:
            self.step()
            yield self.tried
