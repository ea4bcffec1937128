"""Why the game went as it did, and the road not taken, told from a debrief."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

import numpy as np

from experiments.compare import Interval
from experiments.debrief import EXPLAINED, JUDGE
from experiments.roads import Road
from experiments.why import weighing
from model.decisions import LEVERS
from model.kpis import INDEX
from ui import loop_charts, telling, why_charts
from ui.debrief import charts, pictures
from ui.debrief.course import file_name
from ui.debrief.parts import Picture, Story, Table, verdict
from ui.debrief.svg import DASHES
from ui.naming import team_label
from ui.words import Words

ROADS_SHOWN = 5
LEAST_SHARE = 0.005
"""A loop with less than this of the pull reads as nothing."""
ANCHORS = {"waterfall": "waterfall", "row": "waterfall-table", "loops": "loops", "weighing": "team"}


@dataclass(frozen=True)
class RoadTold:
    """The best road: its finding, what is said below it, its picture, its effect by figure, and others."""

    title: str
    sentences: list[str]
    picture: Picture | None
    effects: Table | None
    others: Table | None
    command: str


def sentences(story: Story) -> list[tuple[str, str, str]]:
    """Return the story: each sentence with the anchor of its evidence, and what stands there."""
    organisation, words = story.debrief.game.organisation, story.words
    return [
        (telling.told(s, organisation, words), ANCHORS[s.evidence.where], words(f"report.evidence.{s.evidence.where}"))
        for s in story.debrief.story
        if s.evidence
    ]


def waterfall(story: Story) -> Picture | None:
    """Return what each decision and event contributed to adoption; None before anything is known."""
    found, words = story.debrief.waterfalls.get(EXPLAINED[0]), story.words
    if found is None:
        return None
    sums = {kind: sum(row.contribution for row in found.rows if row.piece.kind == kind) for kind in ("decisions", "event")}
    title = words("why.waterfall.title", decisions=story.change(found.kpi, sums["decisions"]),
                  events=story.change(found.kpi, sums["event"]))  # fmt: skip
    name, unit = telling.figure_name(found.kpi, words), telling.change_unit(found.kpi, words)
    measure = words("why.waterfall.measure", kpi=name, unit=unit)
    listed = words("list.comma").join(
        f"{telling.piece_title(row.piece, words)} {story.change(found.kpi, row.contribution)}"
        for row in why_charts.shown_rows(found)
    )
    described = f"{title}. {words('why.base')} {story.figure(found.kpi, found.base)}; {listed}; "
    described += f"{words('why.total')} {story.figure(found.kpi, found.total)}."
    return Picture(title, measure, pictures.waterfall(found, title, described, words).markup(), _contributions(story))


def orders(story: Story) -> str:
    """Return how far the contributions are estimates."""
    found = story.debrief.waterfalls.get(EXPLAINED[0])
    if found is None:
        return story.words("report.why.none")
    return story.words("why.orders.exact" if found.exact else "report.why.orders", number=found.pairs)


def _contributions(story: Story) -> Table:
    """Return what each piece contributed to each figure explained; columns sum to the last row."""
    words, found = story.words, story.debrief.waterfalls
    first = found[EXPLAINED[0]]
    rows = [[words("why.base"), *(story.figure(kpi, found[kpi].base) for kpi in EXPLAINED)]]
    for place, row in enumerate(first.rows):
        pieces = [story.change(kpi, found[kpi].rows[place].contribution) for kpi in EXPLAINED]
        rows.append([telling.piece_title(row.piece, words), *pieces])
    rows.append([words("why.total"), *(story.figure(kpi, found[kpi].total) for kpi in EXPLAINED)])
    return Table([words("why.piece"), *(telling.figure_name(kpi, words) for kpi in EXPLAINED)], rows)


def loops(story: Story) -> Picture | None:
    """Return each loop's share of the pull on adoption by quarter; None where no loop pulled or none was measured."""
    strengths, words, kpi = story.debrief.strengths, story.words, EXPLAINED[0]
    title = loop_charts.drive_told(strengths, kpi, words) if strengths else None
    if strengths is None or title is None:
        return None
    measure = words("report.loops.measure", kpi=telling.figure_name(kpi, words))
    lines = [
        charts.Line(_weekly(layer.shares), layer.colour, _loop_label(layer, words), bold=not place)
        for place, layer in enumerate(loop_charts.layers(strengths, kpi, words))
    ]
    ends = words("list.comma").join(line.label for line in lines)
    drawn = charts.share_areas(lines, [], title, f"{title}. {measure} {ends}.", words)
    values = strengths.pull(kpi)
    heads = ["", *(words("chart.quarter", quarter=q + 1) for q in range(values.shape[1]))]
    rows = [
        [words(f"loop.{name}"), *(telling.change(kpi, value, words, unit=False) if value else "0" for value in row)]
        for name, row in zip(strengths.loops, values.tolist(), strict=True)
    ]
    return Picture(title, measure, drawn.markup(), Table(heads, rows))


def _loop_label(layer: loop_charts.Layer, words: Words) -> str:
    """Return a loop's name with its share at last, or with the quarter it pulled most in if nothing is left of it."""
    if layer.shares[-1] >= LEAST_SHARE:
        return f"{layer.name} {words.percent(float(layer.shares[-1]))}"
    return words("report.loops.earlier", loop=layer.name, quarter=int(np.argmax(layer.shares)) + 1)


def _weekly(shares: np.ndarray) -> np.ndarray:
    return np.repeat(shares, 13)


def team(story: Story) -> tuple[str, Table] | None:
    """Return what the team that the story tells of weighed: a sentence and a table; None where it tells of none."""
    words, game = story.words, story.debrief.game
    told = next((s for s in story.debrief.story if s.key == "story.team"), None)
    found = weighing(game, int(told.values["team"]), int(told.values["week"])) if told else None
    if found is None:
        return None
    name = team_label(game.organisation, found.team, words)
    title = words("why.team.title", team=name, week=found.week, option=words(f"stack.{found.options[found.chosen]}"))
    rows = [
        [words(f"stack.{option}"),
         words.number(worth, 2, signed=True) if worth == worth else words("why.team.unavailable"), words.percent(chance)]
        for option, worth, chance in zip(found.options, found.worth, found.chance, strict=True)
    ]  # fmt: skip
    return title, Table([words("table.stack"), words("why.team.worth"), words("why.team.chance")], rows)


def roads(story: Story) -> list[Road]:
    """Return the roads that end better by more than nothing as it reads, best first."""
    own = story.figure(JUDGE, float(story.own(JUDGE)[-1]))
    return [road for road in story.debrief.roads if story.figure(JUDGE, road.end(JUDGE)) != own]


def road(story: Story) -> RoadTold:
    """Return the road not taken, or that none was found, and how many were tried."""
    debrief, words = story.debrief, story.words
    tried = words("report.road.tried", number=debrief.tried, possible=debrief.possible)
    if debrief.refused:
        tried = words("sentence.join").join([tried, words("report.road.refused", number=debrief.refused)])
    found = roads(story)
    if not found:
        key = "report.road.none" if debrief.tried else "report.road.unsought"
        return RoadTold(words(key), [tried] if debrief.tried else [], None, None, None, "")
    best = found[0]
    own = float(story.own(JUDGE)[-1])
    title = words("report.road.title", change=change(best, story), quarter=best.quarter + 1)
    first = words("report.road.effect", own=story.figure(JUDGE, own), end=story.figure(JUDGE, best.end(JUDGE)),
                  adoption=story.figure(EXPLAINED[0], best.end(EXPLAINED[0])),
                  before=story.figure(EXPLAINED[0], float(story.own(EXPLAINED[0])[-1])))  # fmt: skip
    return RoadTold(
        title, [first, _elsewhere(story), tried, words("report.road.caution")],
        _road_picture(best, story), _effects(best, story), _others(story), _command(best, story),
    )  # fmt: skip


def change(road: Road, story: Story) -> str:
    """Return what a road changes: the lever, and its value in place of the one that stood."""
    words, lever = story.words, LEVERS[road.lever]
    return words(
        "report.road.change", lever=words(f"lever.{road.lever}"), value=telling.value_text(lever, road.value, words),
        instead=telling.value_text(lever, road.instead, words),
    )  # fmt: skip


def _elsewhere(story: Story) -> str:
    """Say whether the road would also be better under other lucks."""
    found = story.debrief.lucks.get(JUDGE)
    if found is None or found.count < 2:
        return story.words("report.road.lucks.none")
    low, high, mean = (story.change(JUDGE, value) for value in (found.low, found.high, found.mean))
    word = "better" if found.low > 0 else "worse" if found.high < 0 else "unclear"
    return story.words(f"report.road.lucks.{word}", number=found.count, mean=mean, low=low, high=high)


def _road_picture(road: Road, story: Story) -> Picture:
    words, kpi = story.words, JUDGE
    own, base, other = story.own(kpi), story.base(kpi), road.kpis[:, INDEX[kpi]]
    lines = [
        charts.Line(base, "base", f"{words('chart.base')} {story.figure(kpi, base[-1])}", dash=DASHES),
        charts.Line(
            other, "run_b", f"{words('report.road.other')} {story.figure(kpi, other[-1])}", 2.4, mark="square", bold=True
        ),
        charts.Line(own, "own", f"{words('report.road.own')} {story.figure(kpi, own[-1])}", 3, mark="circle", bold=True),
    ]
    apart = float(other[-1] - own[-1])
    title = words("report.road.picture", kpi=telling.figure_name(kpi, words), change=story.change(kpi, apart).lstrip("+"))
    measure = words("report.road.measure", quarter=road.quarter + 1)
    ends = words("list.comma").join(line.label for line in lines)
    drawn = charts.line_chart(lines, title, f"{title}. {measure} {ends}.", lambda height: story.figure(kpi, height), words)
    table = story.quarter_table(
        kpi, {words("report.road.own"): own, words("report.road.other"): other, words("chart.base"): base}
    )
    return Picture(title, measure, drawn.markup(), table)


def _effects(road: Road, story: Story) -> Table:
    words, rows = story.words, []
    for kpi in EXPLAINED:
        apart = float(road.end(kpi) - story.own(kpi)[-1])
        found = story.debrief.lucks.get(kpi)
        own, other = story.figure(kpi, story.own(kpi)[-1]), story.figure(kpi, road.end(kpi))
        judged = verdict(kpi, road.end(kpi), float(story.own(kpi)[-1]), words)[1]
        rows.append(
            [telling.figure_name(kpi, words), own, other, story.change(kpi, apart), judged, _interval(kpi, found, story)]
        )
    heads = ["", *(words(f"report.road.head.{head}") for head in ("own", "other", "apart", "verdict", "lucks"))]
    return Table(heads, rows)


def _interval(kpi: str, found: Interval | None, story: Story) -> str:
    if found is None or found.count < 2:
        return "–"
    mean = story.change(kpi, found.mean)
    low, high = (telling.change(kpi, value, story.words, unit=False) for value in (found.low, found.high))
    return story.words("report.road.interval", mean=mean, low=low, high=high)


def _others(story: Story) -> Table | None:
    words = story.words
    rows = [
        [words("chart.quarter", quarter=road.quarter + 1), change(road, story), story.change(JUDGE, road.gain),
         story.change(EXPLAINED[0], road.end(EXPLAINED[0]) - story.own(EXPLAINED[0])[-1])]
        for road in roads(story)[:ROADS_SHOWN]
    ]  # fmt: skip
    heads = [words("report.decisions.when"), words("report.road.head.change"), telling.figure_name(JUDGE, words),
             telling.figure_name(EXPLAINED[0], words)]  # fmt: skip
    return Table(heads, rows, texts=2)


def _command(road: Road, story: Story) -> str:
    lines = [f"--set {shlex.quote(f'{name}={_set(value)}')}" for name, value in road.changes.items()]
    return " \\\n  ".join([f"boats branch {file_name(story)} --quarter {road.quarter + 1}", *lines, "--save road.toml"])


def _set(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)
