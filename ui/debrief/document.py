"""The report as one HTML document: a pure function of a debrief and a language.

It loads nothing: styles and pictures are inside, fonts are those of the reader's machine, and a policy in its head
forbids scripts and requests. The run file is embedded as a link that saves it.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from experiments.debrief import EXPLAINED, Debrief
from model.links import LINKS
from model.parameter_set import known_parameters
from ui import palette, telling
from ui import words as vocabulary
from ui.debrief import course, explained, shown
from ui.debrief.parts import Story
from ui.words import HTML_LANGUAGES

FOLDER = Path(__file__).parent
LABELS = ("own", "base", "legacy", "central", "third", "rogue", "frontier", "baidu", "tencent", "openlab", "edge",
          "run_b", "run_c", "run_d", *map(palette.loop_colour, LINKS))  # fmt: skip
"""Colours that labels are written in, so that their shade is needed."""


def document(debrief: Debrief, language: str) -> str:
    """Return the report of a game in a language, as the text of an HTML file."""
    words = vocabulary.of(language)
    story = Story(debrief, words)
    title, dilemma = course.scenario_words(story)
    headline, *below = course.headline(story)
    run_file = debrief.run.to_text()
    context = {
        "w": words, "language": HTML_LANGUAGES[words.language], "colours": colours(),
        "style": (FOLDER / "report.css").read_text(encoding="utf-8"),
        "title": title, "dilemma": dilemma, "headline": headline, "below": below, "debrief": debrief,
        "setting": course.setting(story), "key_figures": course.key_figures(story), "quarters": course.quarters(story),
        "adoption": shown.adoption(story), "race": shown.race(story), "money": shown.money(story),
        "smalls": shown.smalls(story), "maps": shown.organisation(story), "bets": shown.bets(story),
        "decisions": course.decisions(story), "counted": course.counted(story),
        "waterfall": explained.waterfall(story), "orders": explained.orders(story), "loops": explained.loops(story),
        "sentences": explained.sentences(story), "team": explained.team(story), "road": explained.road(story),
        "questions": questions(story), "limits": limits(story), "file": course.file_name(story),
        "run_file": base64.b64encode(run_file.encode()).decode(), "run_size": len(run_file.encode()) / 1000,
    }  # fmt: skip
    return _environment().get_template("report.html").render(context)


def questions(story: Story) -> list[str]:
    """Return questions for a discussion, made from what this game showed."""
    words, debrief = story.words, story.debrief
    found = [words("report.question.feel")]
    missed = [result for result in debrief.bets if not result.bet.holds(result.outcome)]
    if missed:
        last = missed[-1]
        came = story.figure(last.bet.kpi, last.outcome)
        name = telling.figure_name(last.bet.kpi, words)
        found.append(words("report.question.bet", kpi=name, quarter=last.quarter + 1, came=came))
    if (found_waterfall := debrief.waterfalls.get(EXPLAINED[0])) and found_waterfall.rows:
        most = max(found_waterfall.rows, key=lambda row: abs(row.contribution))
        found.append(words("report.question.piece", piece=telling.piece_title(most.piece, words)))
    if roads := explained.roads(story):
        best = roads[0]
        found.append(words("report.question.road", change=explained.change(best, story), quarter=best.quarter + 1))
    return [*found, words("report.question.believe"), words("report.question.work")]


def limits(story: Story) -> list[str]:
    """Return what this report cannot tell."""
    grades = Counter(declared.grade for declared in known_parameters().values())
    assumed = grades["assumed"] / grades.total()
    keys = ("one", "provisional", "truth", "orders", "loops", "road")
    said = [story.words(f"report.limit.{key}", assumed=assumed, number=grades.total()) for key in keys]
    return said if story.debrief.complete else [story.words("report.limit.incomplete"), *said]


def colours() -> dict[str, dict[str, str]]:
    """Return the custom properties of both themes: every colour, and the label shades."""
    return {name: _properties(theme) for name, theme in (("light", palette.LIGHT), ("dark", palette.DARK))}


def _properties(theme: palette.Palette) -> dict[str, str]:
    plain = {name.replace("_", "-"): value for name, value in asdict(theme).items()}
    return plain | {f"{name.replace('_', '-')}-label": theme.shade(name) for name in LABELS}


@cache
def _environment() -> Environment:
    environment: Any = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment
