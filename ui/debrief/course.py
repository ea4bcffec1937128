"""The course of a game: its outcome in a sentence, quarter by quarter, and the decisions that changed something."""

from __future__ import annotations

import re
from dataclasses import dataclass

from experiments.summary import run_id
from experiments.verdict import verdict as win_verdict
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Value
from model.scenario import load, shipped
from ui import finding, news, telling, verdict_words
from ui.debrief.parts import Story, Table, verdict
from ui.finding import Finding
from ui.naming import spelt
from ui.words import Words

HEADLINE_FIGURES = ("internal_adoption", "frontier_gap_months", "cash", "score")
NEWS_SHOWN = 4
DECIDED_SHOWN = 6
WEIGHTIEST = ("worse", "rogue", "event", "own", "plain")
"""Whose news comes first where there is no room for all, by the role of its colour."""
MOST_ALIKE = 2
UNHEARD = (*news.QUIET, "board.memo")


@dataclass(frozen=True)
class KeyFigure:
    """A figure at the end beside the base case; `verdict` is (kind, words)."""

    name: str
    value: str
    verdict: tuple[str, str]
    base: str


@dataclass(frozen=True)
class Quarter:
    """A quarter on the time line: when, what it showed, what was decided, what was heard, and headline figures."""

    name: str
    months: str
    headline: str
    decided: list[str]
    heard: list[tuple[str, str, str]]
    figures: list[tuple[str, str, str]]


def scenario_words(story: Story) -> tuple[str, str]:
    """Return title and dilemma: of a shipped situation from the catalogue, of any other as its author wrote them."""
    scenario, words = story.debrief.game.scenario, story.words
    known = scenario.name in shipped() and load(scenario.name).title == scenario.title
    if known and words.has(f"dilemma.{scenario.name}"):
        return words(f"scenario.{scenario.name}"), words(f"dilemma.{scenario.name}")
    return scenario.title, " ".join(scenario.dilemma.split())


def file_name(story: Story) -> str:
    """Return what the run file is called: letters, digits and hyphens only, whatever the scenario is called."""
    game = story.debrief.game
    name = re.sub(r"[^A-Za-z0-9_]+", "-", game.scenario.name).strip("-") or "game"
    return f"{name}-seed{game.seed}-quarter{game.quarter}.toml"


def headline(story: Story) -> list[str]:
    """Return the finding in a sentence, and the sentences that stand below it."""
    game, end = story.debrief.game, story.end
    if game.ended or game.over:
        quarter = int(game.ended["quarter"]) if game.ended else None
        found = finding.outcome(end, game.outcome, quarter)
    else:
        found = finding.headline(end)
    said = [told(each, story) for each in [*found, finding.against_base(end)]]
    verdict = win_verdict(game) if game.over else None
    if not (short := verdict_words.short(verdict, story.words)):
        return said
    missed = [] if verdict is None or verdict.won else [verdict_words.told(verdict, story.words)]
    return [said[0] + story.words("sentence.join") + short, *missed, *said[1:]]


def setting(story: Story) -> list[tuple[str, str]]:
    """Return the facts one needs to know the game: situation, luck, period, model, what was decided."""
    game, words = story.debrief.game, story.words
    run = game.run()
    changed, quarters = counted(story)
    decided = words("report.changes", number=changed, quarters=quarters) if changed else words("report.course.nothing")
    facts = [
        (words("report.setting.scenario"), scenario_words(story)[0]),
        (words("report.setting.luck"), words("report.setting.seed", seed=game.seed, replication=game.replication)),
        (words("report.setting.played"), words("report.setting.quarters", number=game.quarter, all=game.horizon)),
        (words("report.setting.period"), words.period(game.scenario.start_date, 0, game.quarter - 1)),
        (words("report.setting.decided"), decided),
        (words("report.setting.model"), words("report.model", version=run.model_version, id=run_id(run))),
    ]
    if not run.same_version:
        facts.append((words("report.setting.note"), words("report.other_version")))
    return facts


def key_figures(story: Story) -> list[KeyFigure]:
    """Return the headline figures at the end, against the base case."""
    found = []
    for kpi in HEADLINE_FIGURES:
        own, base = float(story.own(kpi)[-1]), float(story.base(kpi)[-1])
        below = story.words("report.base", value=story.figure(kpi, base))
        name = telling.figure_name(kpi, story.words)
        found.append(KeyFigure(name, story.figure(kpi, own), verdict(kpi, own, base, story.words), below))
    return found


def quarters(story: Story) -> list[Quarter]:
    """Return the time line, a quarter after the other."""
    return [_quarter(story, number) for number in range(1, story.quarters + 1)]


def _quarter(story: Story, number: int) -> Quarter:
    words, situation, scenario = story.words, story.at(number), story.debrief.game.scenario
    return Quarter(
        words("chart.quarter", quarter=number),
        words.period(scenario.start_date, number - 1),
        words("sentence.join").join(told(each, story) for each in finding.headline(situation)),
        _decided(story, number),
        [(words("map.week", week=item.week + 1), item.text, item.role) for item in _heard(news.items(situation, words))],
        [
            (telling.figure_name(kpi, words), story.figure(kpi, story.own(kpi)[WEEKS_A_QUARTER * number - 1]),
             story.figure(kpi, story.base(kpi)[WEEKS_A_QUARTER * number - 1]))
            for kpi in HEADLINE_FIGURES[:3]
        ],
    )  # fmt: skip


def decisions(story: Story) -> Table | None:
    """Return what was changed, and nothing else; None where nothing was."""
    words = story.words
    rows = [
        [words("chart.quarter", quarter=quarter), words(f"desk.{LEVERS[lever].desk}"), words(f"lever.{lever}"),
         _value(lever, before, words), _value(lever, after, words)]
        for quarter, lever, before, after in _changes(story)
    ]  # fmt: skip
    heads = [words(f"report.decisions.{head}") for head in ("when", "desk", "lever", "before", "after")]
    return Table(heads, rows, texts=3) if rows else None


def counted(story: Story) -> tuple[int, int]:
    """Return how many decisions changed something, and in how many quarters."""
    changes = _changes(story)
    return len(changes), len({quarter for quarter, *_ in changes})


def told(found: Finding, story: Story) -> str:
    """Return a finding as a sentence, with names of teams and units."""
    return story.words(found.key, **spelt(story.end, found.values, story.words))


def _changes(story: Story) -> list[tuple[int, str, Value, Value]]:
    """Return (quarter from 1, lever, before, after) of each decision of the first firm that changed a lever."""
    made = story.debrief.game.world.record.decisions
    return [
        (quarter + 1, lever, before, value) for firm, quarter, lever, value, before in made if firm == 0 and value != before
    ]


def _decided(story: Story, number: int) -> list[str]:
    """Return what was decided in a quarter (from 1), the levers that everybody sees first, and how many more there are."""
    words = story.words
    made = [(lever, before, after) for quarter, lever, before, after in _changes(story) if quarter == number]
    listed = []
    for lever, before, after in sorted(made, key=lambda change: not LEVERS[change[0]].main)[:DECIDED_SHOWN]:
        old, new = telling.value_text(LEVERS[lever], before, words, unit=False), _value(lever, after, words)
        listed.append(words(f"lever.{lever}") + words("report.colon") + words("lever.change", before=old, after=new))
    more = len(made) - len(listed)
    return [*listed, words("report.course.more", number=more)] if more else listed


def _heard(items: list[news.Item]) -> list[news.Item]:
    """Return the weightiest news of a quarter in order of time, of each kind the last two only."""
    kept: list[news.Item] = []
    for item in sorted(items, key=lambda item: WEIGHTIEST.index(item.role)):
        alike = [other for other in kept if other.key == item.key]
        if item.key not in UNHEARD and len(alike) < MOST_ALIKE and item.text not in {other.text for other in alike}:
            kept.append(item)
    return sorted(kept[:NEWS_SHOWN], key=lambda item: item.week)


def _value(lever: str, value: Value, words: Words) -> str:
    return telling.value_text(LEVERS[lever], value, words)
