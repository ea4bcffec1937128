"""The command `boats why`: what made a figure what it is, which loops pulled, and why a team chose as it did."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.padding import Padding
from rich.table import Table

from experiments.run import Game
from experiments.summary import plain
from experiments.why import (
    Deciding,
    Explanation,
    Piece,
    Reckoning,
    Row,
    Sentence,
    Strengths,
    Waterfall,
    Weighing,
    deciders,
    deciding,
    loop_strengths,
    reckoning,
    story,
    weighing,
)
from experiments.why.deciders import KINDS as DECIDERS
from experiments.why.explanation import PAIRS
from model.decisions import nearest
from model.errors import BadInput
from model.kpis import INDEX, KPIS, NAMES
from model.runfile import Run
from ui import decider_charts, telling
from ui.commands import terminal
from ui.naming import team_label
from ui.words import Words

KINDS = {"decisions": "decision", "event": "event", "mechanism": "mechanism"}
"""What a piece is called in JSON."""
AGENTS = tuple(DECIDERS)
"""Who else than a team can be asked."""
BLOCKS = 12
"""Characters of the longest bar."""


@dataclass(frozen=True)
class Question:
    """What was asked on the command line; quarters and weeks count from 1."""

    path: Path
    kpi: str
    quarter: int | None
    detail: int | None
    mechanisms: bool
    loops: bool
    team: str
    agent: str
    week: int | None
    pairs: int
    as_json: bool


def why(asked: Question) -> int:
    """Answer a question about a run file."""
    run = Run.load(asked.path)
    _check(asked, run)
    words = terminal.words()
    explanation = Explanation(run, asked.quarter, detail=asked.detail, of_mechanisms=asked.mechanisms)
    team = _team(explanation.game, asked.team, words) if asked.team else None
    agent = _agent(explanation.game, asked.agent) if asked.agent else None
    with terminal.progress(asked.pairs + 1, "Playing orders") as step:
        for _ in explanation.steps(asked.pairs):
            step()
    waterfall = explanation.waterfall(asked.kpi)
    strengths = None
    if asked.loops:
        with terminal.progress(explanation.quarter, "Measuring loops") as step:
            strengths = loop_strengths(run, explanation.quarter, watch=step)
    found = None if team is None else weighing(explanation.game, team, (asked.week or explanation.game.week) - 1)
    decided = None if agent is None else deciding(explanation.game, *agent, (asked.week or explanation.game.week) - 1)
    sentences = [] if asked.mechanisms else story(explanation.game, waterfall, strengths)
    if asked.as_json:
        with terminal.progress(max(len(explanation.samples), 1), "Playing events alone") as step:
            against = None if asked.mechanisms else reckoning(explanation, asked.kpi, step)
        terminal.print_json(_document(asked, waterfall, against, strengths, found, decided, sentences))
        return 0
    _show(waterfall, asked.mechanisms, words)
    if strengths is not None:
        _show_loops(strengths, asked.kpi, words)
    organisation = explanation.game.organisation
    for sentence in sentences:
        _say(telling.told(sentence, organisation, words))
    if team is not None:
        _show_team(team_label(organisation, team, words), found, words)
    if agent is not None:
        _show_agent(explanation.game, decided, words)
    return 0


def _check(asked: Question, run: Run) -> None:
    faults = []
    if asked.kpi not in INDEX:
        faults.append(f"--kpi is {asked.kpi!r}{nearest(asked.kpi, NAMES) or ': boats kpis lists the figures.'}")
    if not run.quarters_played:
        faults.append(f"{asked.path} holds no quarter played: play one, then ask why.")
    elif asked.quarter is not None and not 1 <= asked.quarter <= run.quarters_played:
        faults.append(f"--quarter is {asked.quarter}: {asked.path} {terminal.has('quarter', run.quarters_played)}.")
    last = min(asked.quarter or run.quarters_played, run.quarters_played)
    if asked.detail is not None and not 1 <= asked.detail <= max(last, 1):
        faults.append(f"--detail is {asked.detail}: use {'a quarter from 1 to ' + str(last) if last > 1 else 'quarter 1'}.")
    if asked.detail is not None and asked.mechanisms:
        faults.append("--detail takes decisions apart and --mechanisms asks about mechanisms: use one of the two.")
    if asked.week is not None and not 1 <= asked.week <= last * 13:
        faults.append(f"--week is {asked.week}: use a week from 1 to {last * 13}.")
    if asked.week is not None and not asked.team and not asked.agent:
        faults.append("--week goes with --team or --agent: say who is asked.")
    if not 1 <= asked.pairs <= PAIRS:
        faults.append(f"--pairs is {asked.pairs}: use a whole number from 1 to {PAIRS}.")
    if faults:
        raise BadInput(faults)


def _team(game: Game, name: str, words: Words) -> int:
    organisation = game.organisation
    known = {team_label(organisation, t, words).lower(): t for t in range(len(organisation.team_names))}
    known |= {str(own).lower(): t for t, own in enumerate(organisation.team_names)}
    if name.strip().lower() not in known:
        raise BadInput(f"--team is {name!r}: teams are called like {organisation.team_names[0]!r}.")
    return known[name.strip().lower()]


def _agent(game: Game, text: str) -> tuple[str, int]:
    """Return the kind and the number of who is asked, from KIND or KIND:NUMBER; raises BadInput with a sentence."""
    kind, _, number = text.strip().partition(":")
    if kind not in AGENTS:
        raise BadInput(f"--agent is {text!r}{nearest(kind, AGENTS) or ': use one of ' + ', '.join(AGENTS) + '.'}")
    known = deciders(game, kind)
    if not known:
        raise BadInput(f"--agent is {text!r}: no {kind} has decided anything in this game yet.")
    if not number:
        return kind, known[0]
    if not number.isdecimal() or int(number) - 1 not in known:
        raise BadInput(f"--agent is {text!r}: use {kind}:N with N from {min(known) + 1} to {max(known) + 1}.")
    return kind, int(number) - 1


def _say(sentence: str) -> None:
    terminal.screen().print(sentence, soft_wrap=True)


def _show(waterfall: Waterfall, of_mechanisms: bool, words: Words) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for key, justify in (("when", "left"), ("piece", "left"), ("contribution", "right"), ("error", "right"),
                         ("alone", "right"), ("without", "right")):  # fmt: skip
        table.add_column(words(f"why.{key}"), justify=justify, no_wrap=key != "piece")  # type: ignore[arg-type]
    table.add_column("", no_wrap=True)
    first = words("why.base.mechanisms" if of_mechanisms else "why.base")
    table.add_row("", first, telling.figure(waterfall.kpi, waterfall.base, words), "", "", "", "")
    longest = max((abs(row.contribution) for row in waterfall.rows), default=0.0)
    for row in waterfall.rows:
        table.add_row(*_cells(row, waterfall.kpi, longest, words))
    table.add_row("", words("why.total"), telling.figure(waterfall.kpi, waterfall.total, words), "", "", "", "")
    kicker = words("why.kicker", quarter=waterfall.quarter, kpi=telling.figure_name(waterfall.kpi, words))
    _say(kicker)
    terminal.screen().print(Padding(table, (1, 0)))
    key = "why.orders.exact" if waterfall.exact else "why.orders"
    _say(words(key, pairs=waterfall.pairs, all=PAIRS))


def _cells(row: Row, kpi: str, longest: float, words: Words) -> list[str]:
    def told(value: float, unit: bool = False) -> str:
        return telling.change(kpi, value, words, unit=unit) if value == value else ""

    bar = "█" * round(BLOCKS * abs(row.contribution) / longest) if longest else ""
    name, when = telling.piece_name(row.piece, words), telling.piece_when(row.piece, words)
    error = told(row.error).lstrip("+")
    return [when, name, told(row.contribution), error, told(row.alone), told(-row.last), bar]


def _show_loops(strengths: Strengths, kpi: str, words: Words) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    values = strengths.pull(kpi)
    table.add_column("", no_wrap=True)
    for quarter in range(values.shape[1]):
        table.add_column(words("chart.quarter", quarter=quarter + 1), justify="right", no_wrap=True)
    for name, row in zip(strengths.loops, values.tolist(), strict=True):
        table.add_row(words(f"loop.{name}"), *(telling.change(kpi, v, words, unit=False) if v else "0" for v in row))
    _say(words("why.loops.measure", kpi=telling.figure_name(kpi, words)))
    terminal.screen().print(Padding(table, (1, 0)))


def _show_team(name: str, found: Weighing | None, words: Words) -> None:
    if found is None:
        _say(words("why.team.none"))
        return
    _say(words("why.team.title", team=name, week=found.week, option=words(f"stack.{found.options[found.chosen]}")))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for option, worth, chance in zip(found.options, found.worth, found.chance, strict=True):
        shown = words.number(worth, 2, signed=True) if worth == worth else words("why.team.unavailable")
        table.add_row(words(f"stack.{option}"), shown, words.percent(chance))
    terminal.screen().print(Padding(table, (1, 0)))
    _say(f"{words('why.team.wait')}: {telling.figure('decision_latency', found.wait, words)}")


def _show_agent(game: Game, found: Deciding | None, words: Words) -> None:
    if found is None:
        _say(words("decider.none"))
        return
    who = decider_charts.agent_label(found.kind, found.agent, game.organisation, game.world.market.rivals.names, words)
    did = decider_charts.option_label(found.kind, found.options[found.chosen], words)
    _say(words("why.team.title", team=who, week=found.week, option=did))
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name, told in decider_charts.deciding_rows(found, words):
        table.add_row(name, *told)
    terminal.screen().print(Padding(table, (1, 0)))
    _say(decider_charts.what_moved(found, words))


def _document(
    asked: Question, waterfall: Waterfall, against: Reckoning | None, strengths: Strengths | None, found: Weighing | None,
    decided: Deciding | None, told: list[Sentence],
) -> Any:  # fmt: skip
    base, final = (waterfall.base, waterfall.total) if against is None else (against.base, against.final)
    values = [(row.contribution, row.error) for row in waterfall.rows]
    if against is not None:
        values = [(each.value, each.error) for each in against.contributions]
    contributions = [
        {
            "kind": KINDS[row.piece.kind], "name": _name(row.piece), "quarter": row.piece.quarter + 1, "value": value,
            "error": error, "levers": {n: {"value": v, "before": before} for n, (v, before) in row.piece.levers.items()},
            "week": row.piece.card[1] + 1 if row.piece.card else None, "from_nothing": row.contribution,
            "alone": row.alone, "without": -row.last,
        }
        for row, (value, error) in zip(waterfall.rows, values, strict=True)
    ]  # fmt: skip
    return plain(
        {
            "file": str(asked.path), "kpi": waterfall.kpi, "unit": KPIS[waterfall.kpi].unit, "quarter": waterfall.quarter,
            "base": base, "final": final, "contributions": contributions, "nothing": waterfall.base,
            "together": waterfall.together, "pairs": waterfall.pairs, "exact": waterfall.exact,
            "loops": None if strengths is None else dict(
                zip(strengths.loops, strengths.of(asked.kpi).tolist(), strict=True)
            ),
            "team": None if found is None else asdict(found) | {"week": found.week + 1},
            "agent": None if decided is None else asdict(decided) | {
                "agent": decided.agent + 1, "week": decided.week + 1,
            },
            "story": [
                {"key": sentence.key, "evidence": asdict(sentence.evidence) if sentence.evidence else None}
                for sentence in told
            ],
        }
    )  # fmt: skip


def _name(piece: Piece) -> str:
    """Return a piece's name for programs: its lever or levers, its card, its mechanism."""
    if piece.card:
        return piece.card[0]
    return piece.mechanism or "+".join(piece.levers)
