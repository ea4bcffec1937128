"""A scenario: which world is played. Parameters, start values, firms, horizon and luck; TOML in and out."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from model import combinations
from model.cards import DECK, Order, problem, repeated
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, nearest
from model.errors import BadInput, Sentence, said
from model.gate import LINES, VISIBLE, Document, checked, dotted, read_toml
from model.parameter_set import ParameterSet, declaration, known_parameters
from model.values import plain, quoted

NAME = r"^[a-z][a-z0-9_]{0,39}$"
ORDER = (
    "base", "departure", "export_winter", "commodity_flood", "plateau", "arms_race", "regulated_data", "festival",
    "fragmented", "small_pool",
)  # fmt: skip
"""Shipped scenarios in the order in which they are told; others follow by name."""
MOST_FIRMS = 8
MOST_QUARTERS = 40


class ScheduledFile(Document):
    """A card that the scenario plays, weeks from 1: takes effect in `week`, is told in week `tell`, lasts `weeks`."""

    card: str
    week: int = Field(ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)
    tell: int | None = Field(default=None, ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)
    weeks: int | None = Field(default=None, ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)


class EventsFile(Document):
    """The table `events`: whether cards are drawn, from which deck (empty: all), and which come in known weeks."""

    draw: bool = False
    deck: list[str] = Field(default_factory=list, max_length=len(DECK))
    scheduled: list[ScheduledFile] = Field(default_factory=list, max_length=100)


class ScenarioFile(Document):
    """The keys of a scenario file."""

    name: str = Field(pattern=NAME, description=said("1 to 40 small letters, digits and _, a letter first"))
    title: str = Field(min_length=1, max_length=80, **VISIBLE)
    dilemma: str = Field(min_length=1, max_length=1000, **LINES)
    quarters: int = Field(default=8, ge=1, le=MOST_QUARTERS)
    win_week: int | None = Field(default=None, ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)
    first_fiscal_week: int = Field(default=0, ge=0, le=51)
    start_date: date = date(2025, 4, 1)
    firms: int = Field(default=1, ge=1, le=MOST_FIRMS)
    luck: Literal["shared", "own"] = "shared"
    events: EventsFile = Field(default_factory=EventsFile)
    parameters: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """One world to be played; equal scenarios have equal digests.

    `win_week` is when winning is checked, None for the end of the game; `overrides` are the parameters that
    differ from their declared defaults, by dotted name. `draw_events` says whether cards of the `deck` (empty: all
    of them) are drawn; `scheduled` ones come in known weeks.
    """

    name: str
    title: str
    dilemma: str
    quarters: int = 8
    win_week: int | None = None
    first_fiscal_week: int = 0
    start_date: date = date(2025, 4, 1)
    firms: int = 1
    luck: str = "shared"
    draw_events: bool = False
    deck: tuple[str, ...] = ()
    scheduled: tuple[Order, ...] = ()
    overrides: dict[str, float] = field(default_factory=dict)

    @property
    def parameters(self) -> ParameterSet:
        """All parameters, the overrides applied."""
        return ParameterSet().changed(self.overrides)

    @property
    def weeks(self) -> int:
        """How many weeks the game lasts."""
        return self.quarters * WEEKS_A_QUARTER

    @property
    def checked_at(self) -> int:
        """The week after which winning is checked."""
        return min(self.win_week or self.weeks, self.weeks)

    def luck_of(self, firm: int) -> int:
        """Return whose luck a firm (from 0) has: its own, or (0) that of all."""
        return firm + 1 if self.luck == "own" else 0

    def changed(self, **changes: Any) -> Scenario:
        """Return a copy with other fields."""
        return replace(self, **changes)

    def with_parameters(self, values: dict[str, float]) -> Scenario:
        """Return a copy with more overrides; raises BadInput for unknown names and impossible values."""
        new = {name: plain(value) for name, value in values.items()}
        if problems := parameter_problems(new, self.name, self.overrides):
            raise BadInput(problems)
        return replace(self, overrides={**self.overrides, **new})

    def as_document(self) -> dict[str, Any]:
        """Return the scenario as plain data that `from_document` reads back."""
        data: dict[str, Any] = {
            "name": self.name,
            "title": self.title,
            "dilemma": self.dilemma,
            "quarters": self.quarters,
            "first_fiscal_week": self.first_fiscal_week,
            "start_date": self.start_date,
            "firms": self.firms,
            "luck": self.luck,
            "parameters": dict(sorted(self.overrides.items())),
        }
        if self.draw_events or self.deck or self.scheduled:
            data["events"] = self._events()
        if self.win_week is not None:
            data["win_week"] = self.win_week
        return data

    def _events(self) -> dict[str, Any]:
        cards = []
        for order in self.scheduled:
            entry = {"card": order.card, "week": order.week + 1}
            entry |= {"tell": order.tell + 1} if order.tell >= 0 else {}
            entry |= {"weeks": order.weeks} if order.weeks >= 0 else {}
            cards.append(entry)
        return {"draw": self.draw_events, "deck": list(self.deck), "scheduled": cards}

    @property
    def digest(self) -> str:
        """A short hash of everything that decides the world, titles left out."""
        data = {k: v for k, v in self.as_document().items() if k not in ("title", "dilemma")}
        text = json.dumps(data, sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def parameter_problems(values: dict[str, Any], where: str, others: dict[str, float] | None = None) -> list[Sentence]:
    """Return one sentence for each unknown parameter or value out of range, or for what cannot hold with `others`."""
    problems = []
    for name, value in values.items():
        if name not in known_parameters():
            hint = nearest(name, known_parameters()) or said("; boats parameters lists them.")
            lever = said(" It is a lever: set it in a plan.") if name in LEVERS else ""
            told = {"where": where, "name": quoted(name), "hint": hint, "lever": lever}
            problems.append(said("{where}: there is no parameter {name}{hint}{lever}", **told))
        elif problem := declaration(name).problem(value):
            problems.append(said("{where}: {sentence}", where=where, sentence=problem))
    if problems:
        return problems
    together = combinations.problems(ParameterSet().changed({**(others or {}), **values}))
    return [said("{where}: {sentence}", where=where, sentence=fault) for fault in together]


def from_document(data: dict[str, Any], where: str, cut: bool = False) -> Scenario:
    """Return the scenario that a file's tables describe; raises BadInput with every fault.

    A run may be `cut` shorter than its scenario: what lies behind its end is no fault then.
    """
    file = checked(ScenarioFile, data, where)
    weeks = (MOST_QUARTERS if cut else file.quarters) * WEEKS_A_QUARTER
    flat = dotted(file.parameters, where)
    scheduled = tuple(
        Order(s.card, s.week - 1, tell=-1 if s.tell is None else s.tell - 1, weeks=-1 if s.weeks is None else s.weeks)
        for s in file.events.scheduled
    )
    if problems := [
        *parameter_problems(flat, where),
        *_verdict_problems(file, weeks, where),
        *_event_problems(file, scheduled, weeks, where),
    ]:
        raise BadInput(problems)
    settings = {k: v for k, v in file.model_dump().items() if k not in ("parameters", "events")}
    deck = tuple(file.events.deck)
    return Scenario(**settings, draw_events=file.events.draw, deck=deck, scheduled=scheduled, overrides=flat)


def _verdict_problems(file: ScenarioFile, weeks: int, where: str) -> Iterator[Sentence]:
    if file.win_week is not None and file.win_week > weeks:
        yield said(
            "{where}: win_week is {week}, but the game has {weeks} weeks: use a week from 1 to {weeks}.",
            where=where, week=file.win_week, weeks=weeks,
        )  # fmt: skip


def _event_problems(file: ScenarioFile, scheduled: tuple[Order, ...], weeks: int, where: str) -> list[Sentence]:
    problems: list[Sentence] = []
    for number, name in enumerate(file.events.deck):
        if name not in DECK:
            hint = nearest(name, tuple(DECK)) or said("; boats events lists them.")
            told = {"where": where, "name": quoted(name), "hint": hint}
            problems.append(said("{where}: events.deck holds {name}, which is no card{hint}", **told))
        elif name in file.events.deck[:number]:
            problems.append(said("{where}: events.deck holds {name} twice: keep one of the two.", where=where, name=name))
    faults = [_scheduled_problem(order, weeks) for order in scheduled]
    faults += repeated(scheduled)
    return problems + [
        said("{where}, events.scheduled: {sentence}", where=where, sentence=fault) for fault in faults if fault
    ]


def _scheduled_problem(order: Order, weeks: int) -> Sentence | None:
    if (fault := problem(order, weeks)) or order.tell <= order.week:
        return fault
    return said(
        "{card} is told in week {tell}, after it comes in week {week}: tell it in that week or before.",
        card=order.card, tell=order.tell + 1, week=order.week + 1,
    )  # fmt: skip


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the product, the base case first."""
    place = {name: k for k, name in enumerate(ORDER)}
    names = [f.name[:-5] for f in resources.files("model.scenarios").iterdir() if f.name.endswith(".toml")]
    return sorted(names, key=lambda name: (place.get(name, len(ORDER)), name))


@lru_cache(maxsize=64)
def _shipped(name: str) -> Scenario:
    text = resources.files("model.scenarios").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return from_document(tomllib.loads(text), f"scenario {name}")


def load(name_or_path: str | Path) -> Scenario:
    """Return a shipped scenario by name, or one from a TOML file; raises BadInput with every fault."""
    name = str(name_or_path)
    if not name:
        raise BadInput(said("No scenario is named: use a TOML file or one of {known}.", known=tuple(shipped())))
    if name.endswith(".toml") or "/" in name or Path(name).exists():
        path = Path(name_or_path)
        return from_document(read_toml(path), str(path))
    if name not in shipped():
        hint = nearest(name, tuple(shipped())) or said("; there are {known}.", known=tuple(shipped()))
        raise BadInput(said("There is no scenario {name}{hint}", name=quoted(name), hint=hint))
    return _shipped(name)
