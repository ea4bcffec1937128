"""Starting, playing, saving and replaying games.

A `Game` is one world being played. Its file holds scenario, seed and decisions only: opening it plays the game
again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from agents.policies import POLICIES
from agents.roster import populate
from experiments import plans
from experiments.plans import Plan
from experiments.tables import build_tables
from model import legality
from model.bets import Bet, before
from model.cards import Order
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value
from model.digests import first_difference
from model.errors import BadInput, Refused, Sentence, placed, said
from model.kpis import NAMES
from model.runfile import Run
from model.scenario import MOST_FIRMS, MOST_QUARTERS, Scenario, load
from model.values import plain
from model.world import ALL, World

__all__ = ["BadInput", "Game", "Refused", "play"]

BASE_PLAN = "do_nothing"
Events = str | Sequence[str | Order]


@dataclass(frozen=True)
class Organisation:
    """Who there is in a firm: names, units, weights and the influence graph's edges."""

    units: list[str]
    team_names: list[str]
    team_unit: Any
    team_weight: Any
    edges: Any


class Game:
    """One world, played quarter by quarter under a plan or by a person."""

    def __init__(
        self, scenario: Scenario, seed: int, replication: int, plan: Plan, events: Events = (), watch: str = ALL
    ) -> None:
        self.scenario = scenario
        self.seed = seed
        self.replication = replication
        self.plan = plan
        self.bets: dict[tuple[int, int], tuple[Bet, ...]] = {}
        policies = ",".join(plan.policy(firm) for firm in range(scenario.firms))
        self.world = World(
            populate=populate, seed=seed, replication=replication, scenario_data=scenario, policies=policies,
            events=events, watch=watch,
        )  # fmt: skip

    @classmethod
    def start(
        cls,
        scenario: str | Scenario = "base",
        seed: int = 0,
        quarters: int | None = None,
        firms: int | None = None,
        plan: Plan | str | None = None,
        parameters: Mapping[str, float] | None = None,
        replication: int = 0,
        events: Events = (),
        watch: str = ALL,
    ) -> Game:
        """Set up a game without playing it; raises BadInput with every fault. `watch` as in `model.world.World`."""
        seed, replication, quarters, firms = map(plain, (seed, replication, quarters, firms))
        world = scenario if isinstance(scenario, Scenario) else load(scenario)
        world = world.changed(
            quarters=_counted("quarters", quarters, world.quarters, MOST_QUARTERS),
            firms=_counted("firms", firms, world.firms, MOST_FIRMS),
        )
        if parameters:
            world = world.with_parameters(dict(parameters))
        if plan is None or isinstance(plan, str):
            plan = plans.load(plan, world.firms, world.quarters)
        return cls(world, seed, replication, plan, events, watch)

    # --- playing ---------------------------------------------------------------------------------------------

    def advance(self, decisions: Mapping[str, Value] | None = None, firm: int = 0) -> None:
        """Play one quarter; `decisions` are the levers that `firm` changes, None leaves them to its plan.

        Raises Refused, with nothing changed, when they cannot be carried out together.
        """
        orders = self._planned()
        written = [seat for seat in orders if not isinstance(self.plan.entry(seat, self.quarter), str)]
        if decisions is not None:
            orders[firm] = dict(decisions)
            written = [firm, *(seat for seat in written if seat != firm)]
        if faults := [fault for seat in written for fault in self.problems(orders[seat], seat)]:
            raise Refused(faults)
        self.world.advance(orders)
        self._forget()

    def bet(self, bets: Sequence[Bet], firm: int = 0) -> None:
        """Lay what `firm` predicts for the end of the quarter to come, in place of what it laid before."""
        self.bets.pop((firm, self.quarter), None)
        if bets:  # a run without bets is the run that its file gives back
            self.bets[firm, self.quarter] = tuple(bets)

    def finish(self) -> Game:
        """Play to the end and return the game."""
        while not self.over:
            self.advance()
        return self

    def play_events(self, events: Events) -> None:
        """Play cards by hand from now on; `events` as in `play`. Raises BadInput, with nothing changed."""
        self.world.play_events(events)
        self._forget()

    def _planned(self) -> dict[int, dict[str, Value]]:
        quarter = self.quarter
        orders: dict[int, dict[str, Value]] = {}
        for firm in range(len(self.world.firms)):
            entry = self.plan.entry(firm, quarter)
            if isinstance(entry, str):
                view = self.world.actors.ceo_view(self.world, self.world.firms[firm])
                orders[firm] = POLICIES[entry].decide(view)
            elif entry is not None:
                orders[firm] = dict(entry)
        return orders

    def problems(self, decisions: Mapping[str, Any], firm: int = 0) -> list[Sentence]:
        """Return one sentence for each reason why `decisions` cannot be committed now."""
        idle = legality.idle(self.world, self.world.firms[firm], decisions)
        return [*self.world.problems(decisions, firm), *idle.values()]

    def levers(self, firm: int = 0) -> dict[str, Value]:
        """Return the levers that stand if nothing is decided, by dotted name."""
        levers = self.world.firms[firm].levers
        return (levers.carried_over() if self.quarter else levers).as_dict()

    def attention(self, decisions: Mapping[str, Value], firm: int = 0) -> list[tuple[str, float]]:
        """Return what each programme would take of the CEO's time under `decisions`, as shares."""
        return legality.attention_of(self.world, self.world.firms[firm], decisions)

    def attention_available(self, firm: int = 0) -> float:
        """Return the share of the CEO's time that programmes may take."""
        return legality.attention_available(self.world)

    def fork(self) -> Game:
        """Return an independent copy that continues as this game would."""
        twin = object.__new__(Game)
        vars(twin).update({name: vars(self)[name] for name in ("scenario", "seed", "replication", "plan")})
        twin.world, twin.bets = self.world.fork(), dict(self.bets)
        return twin

    def base_case(self) -> Game:
        """Return the same luck and the same cards with no decisions, played as far as this game."""
        game = Game(self.scenario, self.seed, self.replication, plans.named(BASE_PLAN), self.world.events)
        for _ in range(self.quarter):
            game.advance()
        return game

    # --- reading ---------------------------------------------------------------------------------------------

    @property
    def quarter(self) -> int:
        """How many quarters have been played."""
        return self.world.quarter

    @property
    def week(self) -> int:
        """How many weeks have been played."""
        return self.world.week

    @property
    def horizon(self) -> int:
        """How many quarters the game has."""
        return self.scenario.quarters

    @property
    def over(self) -> bool:
        """Whether the last quarter has been played."""
        return self.quarter >= self.horizon

    @property
    def ended(self) -> dict[str, Any] | None:
        """{"quarter", "cause"} of the first firm that lost before the end, or None."""
        return self.ended_of(0)

    def ended_of(self, firm: int) -> dict[str, Any] | None:
        """Return when and why `firm` lost, or None."""
        standing = self.world.firms[firm].standing
        if not standing.loss:
            return None
        return {"quarter": standing.loss_week // WEEKS_A_QUARTER + 1, "cause": standing.loss}

    @property
    def outcome(self) -> str:
        """Name of the ending so far."""
        return self.outcome_of(0)

    def outcome_of(self, firm: int) -> str:
        """Return the name of the ending of `firm` so far."""
        return self.world.firms[firm].standing.outcome

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table of the game so far, tidy."""
        return build_tables(self.world)

    @property
    def kpis(self) -> dict[str, float]:
        """The KPIs at the end of the last week played, true values."""
        return self.kpis_of(0)

    def kpis_of(self, firm: int) -> dict[str, float]:
        """Return the KPIs of `firm` at the end of the last week played, true values."""
        if not self.week:
            return {}
        return dict(zip(NAMES, self.world.record.kpis[firm, self.week - 1].tolist(), strict=True))

    def series(self, firm: int = 0, seen: bool = False) -> dict[str, list[float]]:
        """Return for each KPI one value a quarter, at its last week: true, or as the CEO `seen` it."""
        weeks = slice(WEEKS_A_QUARTER - 1, self.week, WEEKS_A_QUARTER)
        values = (self.world.record.seen if seen else self.world.record.kpis)[firm, weeks]
        return {name: values[:, i].tolist() for i, name in enumerate(NAMES)}

    @property
    def organisation(self) -> Organisation:
        """The firm's units and teams and who watches whom."""
        state, fixed = self.world.firms[0].adoption, self.world.fixed
        return Organisation(
            units=list(fixed.unit_names),
            team_names=list(fixed.team_names),
            team_unit=state.unit.copy(),
            team_weight=state.weight.copy(),
            edges=state.graph.edges(),
        )

    # --- files -----------------------------------------------------------------------------------------------

    def run(self) -> Run:
        """Return the game as data: all that is needed to play it again."""
        decisions: dict[tuple[int, int], dict[str, Value]] = {}
        for firm, quarter, lever, value, _ in self.world.record.decisions:
            decisions.setdefault((firm, quarter), {})[lever] = value
        return Run(
            scenario=self.scenario,
            seed=self.seed,
            replication=self.replication,
            quarters_played=self.quarter,
            decisions=decisions,
            events=tuple(self.world.events),
            bets=before(self.bets, self.quarter),
            digests=self.world.record.digests(),
        )

    def to_text(self) -> str:
        """Return the run file's text."""
        return self.run().to_text()

    def save(self, path: str | Path) -> None:
        """Write the run file whole or not at all; raises BadInput when the place cannot be written."""
        self.run().save(Path(path))

    @classmethod
    def open(cls, path: str | Path) -> Game:
        """Play a run file again and return the game; raises BadInput with every fault."""
        return cls._from_file(Run.load(Path(path)), str(path))

    @classmethod
    def from_text(cls, text: str, where: str = "the run file") -> Game:
        """Play the run file in `text` again and return the game; raises BadInput with every fault."""
        return cls._from_file(Run.from_text(text, where), where)

    @classmethod
    def _from_file(cls, run: Run, where: str) -> Game:
        try:
            return cls.from_run(run)
        except Refused as refusal:
            raise placed(refusal, "{where}: {sentence}", where=where) from None

    @classmethod
    def from_run(cls, run: Run, quarters: int | None = None) -> Game:
        """Play a run again (its first `quarters`), by its recorded decisions; the rest is open.

        Raises Refused, with its quarter, when a recorded decision cannot be carried out.
        """
        game = cls(run.scenario, run.seed, run.replication, Plan(), run.events)
        for quarter in range(run.quarters_played if quarters is None else quarters):
            orders = {firm: run.decisions.get((firm, quarter), {}) for firm in range(run.scenario.firms)}
            try:
                game.world.advance(orders)
            except Refused as refusal:
                raise placed(refusal, "Quarter {quarter}: {sentence}", quarter=quarter + 1) from None
        game.bets = before(run.bets, game.quarter)
        return game

    def _forget(self) -> None:
        self.__dict__.pop("tables", None)


def _counted(what: str, value: int | None, default: int, most: int) -> int:
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise BadInput(
            said("{what} is {value}: use a whole number from 1 to {most}.", what=what, value=repr(value), most=most)
        )
    return value


def play(
    scenario: str | Scenario = "base",
    plan: Plan | str | None = None,
    quarters: int | None = None,
    seed: int = 0,
    firms: int | None = None,
    parameters: Mapping[str, float] | None = None,
    replication: int = 0,
    events: Events = (),
) -> Game:
    """Play a scenario with a plan to its end.

    `plan` is a policy's name, a TOML file or a Plan; `events` are cards played by hand, texts like "price_war@20" with
    weeks from 1, or orders of `model.cards`. Raises BadInput when an input cannot be used, Refused when a
    plan's decisions cannot be carried out.
    """
    return Game.start(scenario, seed, quarters, firms, plan, parameters, replication, events).finish()


def replay_difference(run: Run) -> tuple[int, str] | None:
    """Play a run again; return the first week (from 0) and table whose results differ, or None.

    Compares the short hashes of every week and table, over values rounded to nine significant digits.
    """
    return first_difference(Game.from_run(run).run().digests, run.digests)
