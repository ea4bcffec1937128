"""All that is worth saying of a game once it is over, worked out step by step from its run: a report draws it.

A debriefing goes through STAGES: the game without its pieces (why), with its loops cut (loops), with one decision
changed (roads), and the best road under other lucks (lucks). `result` gives what is known so far at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from experiments.compare import Interval, interval
from experiments.lineage import Pairs
from experiments.roads import TRIES, Road, RoadSearch
from experiments.run import Game
from experiments.why import Explanation, LoopMeter, Sentence, Strengths, Waterfall, story
from model.bets import Bet
from model.clock import WEEKS_A_QUARTER
from model.errors import BadInput, said
from model.kpis import INDEX
from model.runfile import Run

STAGES = ("why", "loops", "roads", "lucks")
EXPLAINED = ("internal_adoption", "frontier_gap_months", "cash", "score")
"""The figures that are taken apart; the first has the story."""
JUDGE = "score"
"""The figure by which roads are judged."""
LUCKS = 10
"""Other lucks under which the best road is played against the game."""


@dataclass(frozen=True)
class BetResult:
    """A bet, the quarter (from 0) it was for, and what came of it, as the CEO saw it."""

    quarter: int
    bet: Bet
    outcome: float


@dataclass(frozen=True)
class Debrief:
    """What is known of a game: the game, its base case, and the answers as far as they were worked out.

    `lucks` maps a figure to the best road's effect over other lucks (road less game), empty where none was played;
    `tried`, `refused` and `possible` count roads as `RoadSearch` does.
    """

    game: Game
    base: Game
    waterfalls: Mapping[str, Waterfall]
    strengths: Strengths | None
    story: list[Sentence]
    roads: list[Road]
    tried: int
    refused: int
    possible: int
    lucks: Mapping[str, Interval]
    bets: list[BetResult]
    complete: bool

    @property
    def run(self) -> Run:
        """The run of the game."""
        return self.game.run()


class Debriefing:
    """Works out a debrief of a run; `step` does a little, `done` says when there is no more to do."""

    def __init__(self, run: Run, tries: int = TRIES, lucks: int = LUCKS) -> None:
        if not run.quarters_played:
            raise BadInput(said("A run without a quarter played has nothing to report: play it first."))
        self.run, self.lucks = run, lucks
        self.explanation = Explanation(run)
        self.meter = LoopMeter(run)
        self.search = RoadSearch(run, JUDGE, tries=tries)
        self._pairs: Pairs | None = None

    def shares(self) -> dict[str, float]:
        """Return by stage how much of it is done, 0 to 1."""
        return {
            "why": self.explanation.share,
            "loops": self.meter.measured / self.meter.quarters,
            "roads": 1.0 if self.search.done else self.search.tried / max(self.search.tries, 1),
            "lucks": 1.0 if self._lucky else (self._pairs.tried - 1 if self._pairs else 0) / max(self.lucks, 1),
        }

    @property
    def stage(self) -> str:
        """The stage being worked on, "" once all are done."""
        return next((stage for stage, share in self.shares().items() if share < 1), "")

    @property
    def done(self) -> bool:
        """Whether all stages are done."""
        return not self.stage

    def step(self) -> None:
        """Do the next little: one more play of the game, at most a few seconds on a slow machine."""
        stage = self.stage
        if stage == "why":
            self.explanation.work()
        elif stage == "loops":
            self.meter.step()
        elif stage == "roads":
            self.search.step()
        elif stage == "lucks":
            self._next_luck()

    def result(self) -> Debrief:
        """Return what is known so far; what has not been begun is missing from it."""
        explained = self.explanation.begun
        waterfalls = {
            kpi: self.explanation.waterfall(kpi, sides=self.explanation.exact) for kpi in (EXPLAINED if explained else ())
        }
        strengths = self.meter.strengths() if self.meter.done else None
        told = story(self.game, waterfalls[EXPLAINED[0]], strengths) if explained else []
        search = self.search
        return Debrief(
            self.game, self.base, waterfalls, strengths, told, search.roads, search.tried, search.refused,
            search.possible if search.tried else 0, self._effects(), self._bet_results(), self.done,
        )  # fmt: skip

    @property
    def game(self) -> Game:
        """The game, played to where it stands."""
        return self.explanation.game

    @cached_property
    def base(self) -> Game:
        """The same luck and cards with no decisions."""
        return self.game.base_case()

    @property
    def _lucky(self) -> bool:
        if not self.search.done:
            return self.lucks < 1
        return self.search.best is None or bool(self._pairs and self._pairs.tried > self.lucks)

    def _next_luck(self) -> None:
        best = self.search.best
        if self._pairs is None and best is not None:
            self._pairs = Pairs(self.run, self.search.run_of(best))
            self._pairs.take(0, None)  # the luck of the game itself is known, and the road was chosen by it
        if self._pairs is not None:
            self._pairs.step()

    def _effects(self) -> dict[str, Interval]:
        if self._pairs is None or not self._pairs.played:
            return {}
        return {kpi: interval(self._pairs.difference(kpi)[:, -1]) for kpi in EXPLAINED}

    def _bet_results(self) -> list[BetResult]:
        seen = self.game.world.record.seen[0]
        return [
            BetResult(quarter, bet, float(seen[WEEKS_A_QUARTER * (quarter + 1) - 1, INDEX[bet.kpi]]))
            for (firm, quarter), bets in sorted(self.run.bets.items())
            if firm == 0
            for bet in bets
        ]
