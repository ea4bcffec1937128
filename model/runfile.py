"""A run as data: scenario, seed, decision log and model version. Everything else can be computed again.

The file is TOML, a few kilobytes, readable by a person. It carries a short hash for every week and table, so
that a replay can say where results first differ.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import Field

from model.bets import Bet, Bets
from model.cards import Order, problem, repeated
from model.clock import WEEKS_A_QUARTER
from model.decisions import Value, nearest, value_problems
from model.digests import DIGEST_CHARACTERS
from model.errors import BadInput, Sentence, said
from model.files import replace_atomically
from model.gate import VISIBLE, Document, checked, read_text, tables_of
from model.kpis import KPIS
from model.scenario import MOST_QUARTERS, Scenario, from_document
from model.values import counted, quoted
from model.version import MODEL_VERSION, RUN_FILE_SCHEMA


class DecisionFile(Document):
    """One firm's changes of one quarter (from 1)."""

    firm: int = Field(ge=1, le=8)
    quarter: int = Field(ge=1, le=MOST_QUARTERS)
    levers: dict[str, Any]


class EventFile(Document):
    """A card played by hand: takes effect in `week`, was `ordered` in a week (both from 1)."""

    card: str
    week: int = Field(ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)
    ordered: int = Field(default=1, ge=1, le=MOST_QUARTERS * WEEKS_A_QUARTER)


class PredictionFile(Document):
    """Between which values one firm expected a figure at the end of a quarter (from 1)."""

    firm: int = Field(default=1, ge=1, le=8)
    quarter: int = Field(ge=1, le=MOST_QUARTERS)
    kpi: str
    low: float
    high: float


class RunFile(Document):
    """The keys of a run file."""

    schema_version: int = Field(alias="schema", ge=1, le=RUN_FILE_SCHEMA)
    model_version: str = Field(max_length=40, **VISIBLE)
    seed: int = Field(ge=0, lt=2**63)
    replication: int = Field(default=0, ge=0, lt=2**31)
    quarters_played: int = Field(ge=0, le=MOST_QUARTERS)
    scenario: dict[str, Any]
    scenario_digest: str = Field(max_length=64)
    decisions: list[DecisionFile] = Field(default_factory=list, max_length=MOST_QUARTERS * 8)
    events: list[EventFile] = Field(default_factory=list, max_length=1000)
    predictions: list[PredictionFile] = Field(default_factory=list, max_length=MOST_QUARTERS * 8 * len(KPIS))
    digests: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What was played: enough to play it again.

    `decisions` maps (firm, quarter), both from 0, to the levers changed; `events` are the cards played by hand;
    `bets` are what was predicted, which changes nothing; `digests` maps a table to its weekly hashes.
    """

    scenario: Scenario
    seed: int
    replication: int = 0
    quarters_played: int = 0
    decisions: dict[tuple[int, int], dict[str, Value]] = field(default_factory=dict)
    events: tuple[Order, ...] = ()
    bets: Bets = field(default_factory=dict)
    digests: dict[str, list[str]] = field(default_factory=dict)
    model_version: str = MODEL_VERSION

    @property
    def same_version(self) -> bool:
        """Whether this version of the model made it."""
        return self.model_version == MODEL_VERSION

    def to_text(self) -> str:
        """Return the run as the text of a run file."""
        data = {
            "schema": RUN_FILE_SCHEMA,
            "model_version": self.model_version,
            "seed": self.seed,
            "replication": self.replication,
            "quarters_played": self.quarters_played,
            "scenario_digest": self.scenario.digest,
            "scenario": self.scenario.as_document(),
            "decisions": [
                {"firm": firm + 1, "quarter": quarter + 1, "levers": levers}
                for (firm, quarter), levers in sorted(self.decisions.items())
                if levers
            ],
            "events": [_entry(order) for order in self.events],
            "predictions": [
                {"firm": firm + 1, "quarter": quarter + 1, "kpi": bet.kpi, "low": bet.low, "high": bet.high}
                for (firm, quarter), laid in sorted(self.bets.items())
                for bet in laid
            ],
            "digests": {table: "".join(weeks) for table, weeks in self.digests.items()},
        }
        return tomli_w.dumps({key: value for key, value in data.items() if value or key not in ("events", "predictions")})

    def save(self, path: Path) -> None:
        """Write the run file whole or not at all; raises BadInput when the place cannot be written."""
        try:
            replace_atomically(path, self.to_text())
        except OSError as fault:
            told = {"path": path, "reason": fault.strerror}
            raise BadInput(said("{path} cannot be written ({reason}): name another place.", **told)) from None

    @classmethod
    def from_text(cls, text: str, where: str) -> Run:
        """Return the run that a run file's text describes; raises BadInput with every fault."""
        try:
            data = tables_of(text)
        except (ValueError, RecursionError) as fault:  # broken syntax, a number of too many digits, a deep nest
            reason = f"{str(fault)[:1].lower()}{str(fault)[1:]}"
            raise BadInput(_broken(where, reason)) from None
        return cls.from_document(data, where)

    @classmethod
    def load(cls, path: Path) -> Run:
        """Return the run of a run file; raises BadInput with every fault."""
        return cls.from_text(read_text(path), str(path))

    @classmethod
    def from_document(cls, data: dict[str, Any], where: str) -> Run:
        """Return the run that a run file's tables describe; raises BadInput with every fault."""
        schema = data.get("schema")
        if isinstance(schema, int) and schema > RUN_FILE_SCHEMA:
            raise BadInput(
                said(
                    "{where} has run-file schema {schema}, written by a newer version: "
                    "this version reads schema {most} at most.",
                    where=where, schema=schema, most=RUN_FILE_SCHEMA,
                )
            )  # fmt: skip
        file = checked(RunFile, data, where)
        scenario = from_document(file.scenario, said("{where}, scenario", where=where), cut=True)
        problems = [
            *_decision_problems(file, scenario, where),
            *_event_problems(file, scenario, where),
            *_prediction_problems(file, scenario, where),
            *_digest_problems(file, scenario, where),
        ]
        if problems:
            raise BadInput(problems)
        return cls(
            scenario=scenario,
            seed=file.seed,
            replication=file.replication,
            quarters_played=file.quarters_played,
            decisions={(d.firm - 1, d.quarter - 1): d.levers for d in file.decisions},
            events=tuple(Order(e.card, e.week - 1, e.ordered - 1) for e in file.events),
            bets=_bets(file.predictions),
            digests={table: _unpacked(weeks) for table, weeks in file.digests.items()} if schema == RUN_FILE_SCHEMA else {},
            model_version=file.model_version,
        )


def _broken(where: str, reason: str) -> Sentence:
    """Say that a file cannot be parsed; other languages get the line where the parser's reason names one."""
    text, found = f"{where} is not a whole run file: {reason}.", re.search(r"\bline (\d+)", reason)
    if found:
        return Sentence(text, "refused.broken.line", file=where, line=found[1])
    return Sentence(text, "refused.broken", file=where)


def _bets(entries: list[PredictionFile]) -> Bets:
    laid: dict[tuple[int, int], tuple[Bet, ...]] = {}
    for entry in entries:
        place = (entry.firm - 1, entry.quarter - 1)
        laid[place] = (*laid.get(place, ()), Bet(entry.kpi, entry.low, entry.high))
    return laid


def _unpacked(text: str) -> list[str]:
    """Return the weekly hashes of a table."""
    return [text[at : at + DIGEST_CHARACTERS] for at in range(0, len(text), DIGEST_CHARACTERS)]


def _entry(order: Order) -> dict[str, Any]:
    late = {"ordered": order.ordered + 1} if order.ordered else {}
    return {"card": order.card, "week": order.week + 1} | late


def _digest_problems(file: RunFile, scenario: Scenario, where: str) -> Iterator[Sentence]:
    if file.schema_version == RUN_FILE_SCHEMA and file.quarters_played and not file.digests:
        yield said("{where} ends before its digests: the file was cut, save the run again.", where=where)
    held = max((math.ceil(len(weeks) / DIGEST_CHARACTERS) for weeks in file.digests.values()), default=0)
    played = file.quarters_played * WEEKS_A_QUARTER
    if file.schema_version == RUN_FILE_SCHEMA and 0 < held != played:
        yield said(
            "{where}: quarters_played is {quarters}, which makes {played} weeks, but its digests hold {held}: "
            "restore the file as it was saved.",
            where=where, quarters=file.quarters_played, played=played, held=held,
        )  # fmt: skip
    if scenario.digest != file.scenario_digest and file.model_version == MODEL_VERSION:
        yield said(
            "{where}: its scenario has hash {found}, but the run was recorded with {recorded}: "
            "restore the scenario it was played with.",
            where=where, found=scenario.digest, recorded=file.scenario_digest,
        )  # fmt: skip


def _event_problems(file: RunFile, scenario: Scenario, where: str) -> Iterator[Sentence]:
    for event in file.events:
        fault = problem(Order(event.card, event.week - 1), scenario.weeks)
        if not fault and event.ordered > event.week:
            fault = said(
                "{card} comes in week {week} and was ordered in week {ordered}: order it in that week or before.",
                card=event.card, week=event.week, ordered=event.ordered,
            )  # fmt: skip
        if fault:
            yield said("{where}, events: {sentence}", where=where, sentence=fault)
    for fault in repeated([Order(event.card, event.week - 1) for event in file.events]):
        yield said("{where}, events: {sentence}", where=where, sentence=fault)


def _decision_problems(file: RunFile, scenario: Scenario, where: str) -> Iterator[Sentence]:
    if file.quarters_played > scenario.quarters:
        yield said(
            "{where}: quarters_played is {played}, but the scenario has {quarters}: use at most that many.",
            where=where, played=file.quarters_played, quarters=scenario.quarters,
        )  # fmt: skip
    seen: set[tuple[int, int]] = set()
    for d in file.decisions:
        place = said("{where}, quarter {quarter}, firm {firm}", where=where, quarter=d.quarter, firm=d.firm)
        if (d.firm, d.quarter) in seen:
            yield said("{where} is decided twice: keep one set of decisions.", where=place)
        seen.add((d.firm, d.quarter))
        yield from _seat_problems(d, file, scenario, place)
        for fault in value_problems(d.levers):
            yield said("{where}: {sentence}", where=place, sentence=fault)


def _prediction_problems(file: RunFile, scenario: Scenario, where: str) -> Iterator[Sentence]:
    seen: set[tuple[int, int, str]] = set()
    for p in file.predictions:
        place = said("{where}, predictions, quarter {quarter}, firm {firm}", where=where, quarter=p.quarter, firm=p.firm)
        told = {"where": place, "kpi": p.kpi, "low": p.low, "high": p.high}
        if p.kpi not in KPIS:
            hint = nearest(p.kpi, tuple(KPIS)) or said(".")
            yield said("{where}: there is no figure {name}{hint}", where=place, name=quoted(p.kpi), hint=hint)
        if (p.firm, p.quarter, p.kpi) in seen:
            yield said("{where}: {kpi} is predicted twice: keep one.", **told)
        seen.add((p.firm, p.quarter, p.kpi))
        if p.low > p.high:
            yield said("{where}: {kpi} is predicted from {low:g} to {high:g}: give the lower end first.", **told)
        yield from _seat_problems(p, file, scenario, place)


def _seat_problems(
    entry: DecisionFile | PredictionFile, file: RunFile, scenario: Scenario, place: Sentence
) -> Iterator[Sentence]:
    """Yield what is wrong with the firm and the quarter of an entry."""
    if entry.firm > scenario.firms:
        yield said("{where}: there is no such firm: use {known}.", where=place, known=counted(scenario.firms))
    if entry.quarter > file.quarters_played > 0:
        known = counted(file.quarters_played)
        yield said("{where} lies behind the quarters played: use {known}.", where=place, known=known)
    elif not file.quarters_played:
        yield said("{where} lies behind the quarters played, of which there are none: leave it out.", where=place)
