"""The report's other pictures: the organisation map, the waterfall, and bets against what came."""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.debrief import BetResult
from experiments.why import Waterfall
from ui import telling
from ui.debrief.charts import Frame
from ui.debrief.svg import SMALL, TEXT, Picture, path, ticks
from ui.naming import unit_name
from ui.palette import STACK_COLOURS
from ui.pictures.archipelago import HEIGHT, WIDTH, islands
from ui.pictures.organisation_map import LARGEST, SMALLEST
from ui.situation import CENTRAL, ROGUE, Situation
from ui.why_charts import shown_rows
from ui.words import Words

PAGE = 720.0
LAYERS = (("sea2", 82, 0.55), ("sea2", 60, 1.0), ("edge", 35, 1.0), ("land", 33, 1.0))
"""Colour, thickness and opacity of what makes an island, from the outside in."""
STACK_MARKS = ("ring", "circle", "square", "triangle")
ROW, NAMES, VALUES = 30.0, 300.0, 96.0
BET_ROW, TRACK = 26.0, (40.0, 420.0)


def organisation(situation: Situation, week: int, title: str, described: str, words: Words) -> Picture:
    """Draw the units as islands and the teams as marks, as they stood in a week (from 0)."""
    organisation, options = situation.organisation, situation.options[week]
    units = [int(unit) for unit in organisation.team_unit]
    places = islands(units, len(organisation.units))
    where = {team: place for island in places for team, place in zip(island.teams, island.places, strict=True)}
    picture = Picture(WIDTH, HEIGHT, title, described)
    picture.shape("rect", "sea", x=0, y=0, width=WIDTH, height=HEIGHT, rx=8)
    for colour, width, opacity in LAYERS:
        for island in places:
            picture.shape(
                "path", colour, colour, width, d=path(island.coast) + "Z", stroke_linejoin="round", opacity=opacity
            )
    _ties(picture, organisation.edges, units, options, where)
    for team, radius in enumerate(_radii(organisation.team_weight)):
        option = int(options[team])
        picture.mark(STACK_MARKS[option], *where[team], radius, STACK_COLOURS[option])
    weight = np.asarray(organisation.team_weight, dtype=float)
    for unit, island in enumerate(places):
        mine = np.array(units) == unit
        share = float(weight[mine & (options == CENTRAL)].sum() / max(float(weight[mine].sum()), 1e-12))
        low = max(y for _, y in island.coast) + 32
        picture.text(island.x, low, f"{unit_name(situation, unit, words)} {words.percent(share)}", "ink", SMALL, "middle")
    return picture


def _ties(picture: Picture, edges: Any, units: list[int], options: Any, where: dict[int, tuple[float, float]]) -> None:
    for one, other in np.asarray(edges, dtype=int).tolist():
        (x1, y1), (x2, y2) = where[one], where[other]
        inside = units[one] == units[other]
        bend = 0.0 if inside else 0.1
        middle = ((x1 + x2) / 2 - bend * (y2 - y1), (y1 + y2) / 2 + bend * (x2 - x1))
        rogue = options[one] == ROGUE and options[other] == ROGUE
        course = f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"
        picture.shape(
            "path", stroke="rogue" if rogue else "edge", thick=1.3 if rogue else 0.8, d=course,
            opacity="0.9" if rogue else "0.5" if inside else "0.3",
        )  # fmt: skip


def _radii(weights: Any) -> list[float]:
    weight = np.asarray(weights, dtype=float)
    area = (weight - weight.min()) / max(float(np.ptp(weight)), 1e-12)
    return np.sqrt(SMALLEST**2 + area * (LARGEST**2 - SMALLEST**2)).tolist()


def waterfall(found: Waterfall, title: str, described: str, words: Words) -> Picture:
    """Draw what leads from nothing decided to the game: a bar a piece, hatched where it lowered the figure."""
    rows, kpi = shown_rows(found), found.kpi
    height = ROW * (len(rows) + 2) + 34
    picture = Picture(PAGE, height, title, described)
    levels = np.cumsum([found.base, *(row.contribution for row in rows)]).tolist()
    low, high = min(*levels, found.total), max(*levels, found.total)
    pad = max(0.04 * (high - low), 1e-9)
    frame = Frame(2, low - pad, high + pad)

    def across(value: float) -> float:
        return NAMES + (PAGE - NAMES - VALUES) * (value - frame.low) / (frame.high - frame.low)

    for tick in ticks(low - pad, high + pad):
        picture.rule(across(tick), 24, across(tick), height - 6)
        picture.text(across(tick), 14, telling.figure(kpi, tick, words), "ink3", SMALL, "middle")
    _hatch(picture, "own")
    _hatch(picture, "third")
    _level(picture, 0, across(found.base), words("why.base"), telling.figure(kpi, found.base, words), "base")
    for place, (row, start) in enumerate(zip(rows, levels, strict=False), start=1):
        _bar(picture, place, row, across(start), across(start + row.contribution), kpi, words)
    _level(picture, len(rows) + 1, across(found.total), words("why.total"), telling.figure(kpi, found.total, words), "ink")
    return picture


def _hatch(picture: Picture, colour: str) -> None:
    picture.parts.append(
        f'<defs><pattern id="hatch-{colour}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" style="fill:var(--paper)"/>'
        f'<rect width="2.6" height="6" style="fill:var(--{colour})"/></pattern></defs>'
    )


def _middle(place: int) -> float:
    return 24 + ROW * (place + 0.5)


def _level(picture: Picture, place: int, x: float, name: str, value: str, colour: str) -> None:
    y = _middle(place)
    picture.text(0, y + 4.5, name, "ink", TEXT, bold=True)
    picture.shape("rect", colour, x=x - 3.5, y=y - 11, width=7, height=22)
    picture.text(x + 10, y + 4.5, value, "ink", TEXT, bold=True)


def _bar(picture: Picture, place: int, row: Any, start: float, end: float, kpi: str, words: Words) -> None:
    y, colour = _middle(place), "third" if row.piece.kind == "event" else "own"
    picture.rule(start, y - ROW + 8, start, y - 9, "edge")
    picture.text(0, y + 4.5, telling.piece_title(row.piece, words), "ink", TEXT)
    fill = f"url(#hatch-{colour})" if row.contribution < 0 else colour
    picture.shape(
        "rect", fill, colour, 1, x=min(start, end), y=y - 9, width=max(abs(end - start), 0.6), height=18
    )  # fmt: skip
    told = telling.change(kpi, row.contribution, words, unit=False)
    if row.error == row.error and row.error > 0:
        told += f" ±{telling.change(kpi, row.error, words, unit=False).lstrip('+')}"
    picture.text(max(start, end) + 7, y + 4.5, told, "ink2", TEXT)


def bets(results: list[BetResult], title: str, described: str, words: Words) -> Picture:
    """Draw each bet as a bar on the track of its figure, what came as a dot, and both in words; figure by figure."""
    kpis = list(dict.fromkeys(result.bet.kpi for result in results))
    picture = Picture(PAGE, BET_ROW * (len(results) + 1.3 * len(kpis)), title, described)
    y = 0.0
    for kpi in kpis:
        mine = [result for result in results if result.bet.kpi == kpi]
        picture.text(0, y + BET_ROW, telling.figure_name(kpi, words), "ink", TEXT, bold=True)
        for x, head, anchor in ((TRACK[1] + 24, "said", "start"), (610, "came", "start"), (PAGE, "score", "end")):
            picture.text(x, y + BET_ROW, words(f"report.bets.{head}"), "ink3", SMALL, anchor)
        for place, result in enumerate(mine):
            _bet(picture, y + BET_ROW * (place + 1.8), result, _track(mine), words)
        y += BET_ROW * (len(mine) + 1.3)
    return picture


def _track(results: list[BetResult]) -> tuple[float, float]:
    """Return the ends of a figure's track."""
    ends = [value for result in results for value in (result.bet.low, result.bet.high, result.outcome)]
    return min(0.0, *ends), 1.0 if telling.is_share(results[0].bet.kpi) else 1.1 * max(*ends, 1e-9)


def _bet(picture: Picture, y: float, result: BetResult, ends: tuple[float, float], words: Words) -> None:
    bet, (low, high) = result.bet, ends

    def across(value: float) -> float:
        return TRACK[0] + (TRACK[1] - TRACK[0]) * (value - low) / (high - low)

    picture.text(0, y + 4.5, words("chart.quarter", quarter=result.quarter + 1), "ink3", TEXT)
    picture.rule(TRACK[0], y, TRACK[1], y, "rule", 2)
    width = max(across(bet.high) - across(bet.low), 2)
    picture.shape("rect", "own_tint", "own", 1, x=across(bet.low), y=y - 7, rx=3, width=width, height=14)
    picture.mark("circle", across(result.outcome), y, 5, "ink", "paper", 1.5)
    lowest, highest = telling.figures_from_to(bet.kpi, bet.low, bet.high, words)
    said, came = words("report.bets.range", low=lowest, high=highest), telling.figure(bet.kpi, result.outcome, words)
    picture.text(TRACK[1] + 24, y + 4.5, said, "ink2", TEXT)
    picture.text(610, y + 4.5, came, "ink", TEXT, bold=bet.holds(result.outcome))
    score = telling.change(bet.kpi, bet.score(result.outcome), words, unit=False).lstrip("+")
    picture.text(PAGE, y + 4.5, score, "ink2", TEXT, "end")
