"""The world: one market, one to eight player firms, and the clock that moves them a week at a time."""

from __future__ import annotations

import copy
import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pkgutil import resolve_name
from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np

from model import kpis, week
from model.arrays import Floats
from model.cards import Order, problem, read_orders, repeated
from model.clock import WEEKS_A_QUARTER, opens_quarter, week_of_fiscal_year
from model.constants import empty_constants, set_constants
from model.decisions import Value, nearest
from model.errors import BadInput, Refused, Sentence, said
from model.legality import problems
from model.links import Links
from model.market_state import MarketState
from model.phases import cards
from model.phases.offers import Stance
from model.quarter import open_quarter
from model.record import Record
from model.scenario import Scenario, load
from model.start import Start, build
from model.state import FirmState
from model.streams import Streams
from model.values import plain, quoted

ALL, KPIS = "all", "kpis"
Populate = Callable[["World", Sequence[str]], Any]
ROSTER = "agents.roster:populate"
"""Who plays unless others are given: a name, looked up when a world is made, since the rules import nobody who plays."""

SWITCHES: dict[str, str] = {
    "compute_pool": "no loss of scale, one fabric, units' GPUs train too",
    "approval_queue": "every request is decided after half a week",
    "data_clearing_house": "all data are open to the common model, nothing leaks",
    "inference_pool": "serving is pooled and never short or slow",
    "open_release": "no weights are released, developers stay where they are",
    "tiering": "customers stay where they are",
    "research_search": "research is as productive as at the start",
    "release_filter": "every candidate passes",
    "talent": "nobody leaves",
    "efficiency": "no co-design, no own chips",
    "rivalry": "rivals keep price and pace and never act",
    "agentic_work": "agents execute nothing",
    "adoption": "teams stay where they are, nothing is disrupted",
    "flywheel": "use teaches nothing",
    "objectives": "the board weighs as it says in public",
    "event_deck": "no card is drawn, scheduled or played",
}
"""Mechanisms that can be switched off, and what the world is like without them."""


class World(mesa.Model):
    """A game of one to eight firms, driven by `step` (a week) or `advance` (a quarter).

    `populate` builds the agents, or is the name of what builds them. `case` names a shipped
    scenario, `scenario_data` a scenario in place of it; `policies` says who decides: one name for all firms, or one for
    each, separated by commas. Equal arguments give equal worlds, bit for bit, in any process. `off` names mechanisms to
    leave out (SWITCHES, separated by commas). `events` are cards that are played by hand: texts CARD@WEEK with weeks
    from 1 (or one text of several, separated by commas), or orders of `model.cards`. `watch` is "all", or "kpis" for a
    world of which only the KPIs are looked at: the same figures, without reasons and the other tables, in less time.
    `phases` are the steps of its weeks; an experiment may put one that only looks between two of them.
    """

    def __init__(
        self,
        populate: Populate | str = ROSTER,
        case: str = "base",
        seed: int | None = 0,
        replication: int = 0,
        policies: str = "do_nothing",
        quarters: int | None = None,
        firms: int | None = None,
        scenario_data: Scenario | None = None,
        off: str = "",
        events: str | Sequence[str | Order] = (),
        watch: str = ALL,
    ) -> None:
        seed = seed or 0  # Mesa's batches pass None where no seed is given
        super().__init__(rng=seed)
        chosen = scenario_data or load(case)
        changes = {k: v for k, v in (("quarters", quarters), ("firms", firms)) if v is not None}
        self.case: Scenario = chosen.changed(**changes)
        self.streams = Streams(seed, replication)
        self.p = self.case.parameters
        self._own_luck = self.case.luck_of(0) > 0
        self.off = _switched_off(off)
        self.week = 0
        self.phases = week.PHASES
        self.links: Links | None = None
        self.admitted: frozenset[cards.Name] | None = None
        self.stance: Stance | None = None
        self.odds: cards.Odds | None = None
        self.price_list: tuple[list[tuple[float, float, float]], tuple[Floats, Floats]] | None = None
        start: Start = build(self.case, self.p, self.streams)
        self.firms: list[FirmState] = start.firms
        self.market: MarketState = start.market
        self.fixed = start.fixed
        self.record: Record = start.record
        self.watch = watch
        self.constants = empty_constants(self)
        set_constants(self)
        self.events: list[Order] = []
        for wanted in self.case.scheduled:
            cards.order(self, wanted, "scheduled")
        self.play_events(events)
        build_agents: Populate = resolve_name(populate) if isinstance(populate, str) else populate
        self.actors = build_agents(self, _seats(policies, len(self.firms)))
        _let_go(self)

    def step(self) -> None:
        """Play one week."""
        if self.week >= self.case.weeks:
            self.running = False
            return
        if opens_quarter(self.week):
            open_quarter(self)
        for _, phase in self.phases:
            phase(self)
        self.week += 1
        self.running = self.week < self.case.weeks

    def advance(self, decisions: Mapping[int, Mapping[str, Value]] | None = None) -> None:
        """Play one quarter; `decisions` maps a firm to the levers it changes, other firms ask their policy.

        Raises Refused, with nothing changed, when a firm's decisions cannot be carried out together.
        """
        if not opens_quarter(self.week) or self.week >= self.case.weeks:
            raise Refused(said("The game is over: start another one or branch from an earlier quarter."))
        faults = [fault for firm, changes in (decisions or {}).items() for fault in self.problems(changes, firm)]
        if faults:
            raise Refused(faults)
        for firm, changes in (decisions or {}).items():
            self.actors.task_forces[firm].instruct({lever: plain(value) for lever, value in changes.items()})
        try:
            with _no_collection():
                for _ in range(WEEKS_A_QUARTER):
                    self.step()
        except Refused:  # by a firm's policy
            for seat in self.actors.task_forces:
                seat.forget()
            raise

    def play_events(self, events: str | Sequence[str | Order]) -> None:
        """Play cards by hand, before the game or while it runs; raises BadInput with every fault, nothing changed.

        `events` as for the world itself. What lies in the past, or is under way, cannot be played.
        """
        texts = [text for text in events.split(",") if text] if isinstance(events, str) else list(events)
        orders = [wanted for wanted in texts if isinstance(wanted, Order)]
        read = read_orders([text for text in texts if not isinstance(text, Order)], self.case.weeks)
        orders += [wanted._replace(ordered=self.week) for wanted in read]
        faults = [fault for wanted in orders if (fault := problem(wanted, self.case.weeks))]
        faults += repeated([*self.events, *orders])
        faults += [self._past(wanted) for wanted in orders if wanted.week < self.week]
        if faults:
            raise BadInput([said("{where}: {sentence}", where="--event", sentence=fault) for fault in faults])
        for wanted in orders:
            cards.order(self, wanted, "by hand")
        self.events += orders

    def problems(self, changes: Mapping[str, Any], firm: int = 0) -> list[Sentence]:
        """Return one sentence for each reason why `firm` cannot decide `changes` this quarter."""
        return problems(self, self.firms[firm], changes)

    def fork(self) -> World:
        """Return an independent copy that continues bit for bit as this world would."""
        shared = {id(part): part for part in (self.case, self.p, self.fixed, self.constants, self.odds)}
        for firm in self.firms:
            shared |= {id(part): part for part in (firm.adoption.graph, firm.adoption.influence)}
        return copy.deepcopy(self, shared)

    def _past(self, wanted: Order) -> Sentence:
        return said(
            "{card} would come in week {week}, and {played} weeks have been played: name a later one.",
            card=wanted.card, week=wanted.week + 1, played=self.week,
        )  # fmt: skip

    @property
    def watch(self) -> str:
        """What is written down from now on: "all", or "kpis" with what the world itself looks back on."""
        return ALL if self.record.full else KPIS

    @watch.setter
    def watch(self, what: str) -> None:
        if what not in (ALL, KPIS):
            raise BadInput(said("A world is watched for 'all' or 'kpis', not for {what}.", what=quoted(what)))
        if what == ALL and self.week and not self.record.full:
            raise BadInput(said("What has not been written down cannot be read any more: play the world again."))
        self.record.full = what == ALL

    @property
    def quarter(self) -> int:
        """The quarter (from 0) that `week` lies in."""
        return self.week // WEEKS_A_QUARTER

    @property
    def fiscal_week(self) -> int:
        """The week of the fiscal year (0-51)."""
        return week_of_fiscal_year(self.week, self.case.first_fiscal_week)

    def stream(self, name: str, firm: int = 0) -> np.random.Generator:
        """Return this week's generator of a mechanism; firms share luck unless the scenario says otherwise."""
        return self.streams.at(name, self.week, firm + 1 if self._own_luck else 0)

    def luck(self, firm: int) -> int:
        """Return whose luck a firm has: its own, or (0) that of all."""
        return firm + 1 if self._own_luck else 0

    def link(self, name: str, value: Any, firm: int = 0) -> Any:
        """Return `value` on its way along a link of `model.links`; only where loops are measured it may be held."""
        return value if self.links is None else self.links.passed(name, value, self.week, firm)

    def admit(self, wanted: frozenset[cards.Name]) -> None:
        """From now on let only these cards be told of, beside what the world itself deals."""
        self.admitted = wanted
        cards.take_away(self)

    def news(self, key: str, firm: int = -1, **values: Any) -> None:
        """Report something that happened this week, for one firm or (-1) for the public."""
        self.record.news.append((self.week, firm, key, values))

    @property
    def datacollector(self) -> mesa.DataCollector:
        """The headline KPIs of the first firm so far, one value a week, as Mesa's own tools expect them."""
        collector = mesa.DataCollector(model_reporters={name: name for name in kpis.NAMES})
        for at, row in enumerate(self.record.kpis[0, : self.week].tolist()):
            collector.collect(SimpleNamespace(time=at, **dict(zip(kpis.NAMES, row, strict=True))))
        return collector


@contextmanager
def _no_collection() -> Iterator[None]:
    """Leave garbage lying for a quarter: there is next to none in cycles, and looking for it costs a twentieth."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _let_go(world: World) -> None:
    """Let a world die when nobody holds it: before 3.5, Mesa counts agents in a table of every world ever made.

    The count is not needed any more: all agents are made with the world.
    """
    getattr(mesa.Agent, "_ids", {}).pop(world, None)


def _seats(policies: str, firms: int) -> list[str]:
    names = policies.split(",")
    if len(names) not in (1, firms):
        raise BadInput(
            said(
                "{number} policies are named for {firms} firms: name one for all, or one for each.",
                number=len(names), firms=firms,
            )
        )  # fmt: skip
    return names if len(names) == firms else names * firms


def _switched_off(names: str) -> frozenset[str]:
    off = frozenset(filter(None, names.split(",")))
    if unknown := sorted(off - set(SWITCHES)):
        hint = nearest(unknown[0], SWITCHES) or said(".")
        raise BadInput(said("There is no mechanism {name} to switch off{hint}", name=quoted(unknown[0]), hint=hint))
    return off
