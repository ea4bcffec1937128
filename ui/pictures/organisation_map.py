"""The organisation map: what a situation gives the picture, and the component that draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ui import finding, news
from ui.naming import team_name, unit_name
from ui.pictures.archipelago import HEIGHT, WIDTH, islands
from ui.pictures.component import component, packed
from ui.situation import ROGUE, SHARES, STACKS, Situation, column, rows
from ui.words import HTML_LANGUAGES, Words

SCRIPTS = ("svg.js", "week_scrubber.js", "organisation_map.js")
STYLES = ("week_scrubber.css", "organisation_map.css")
TEAM_KINDS = ("team", "teams", "adoption")
SMALLEST, LARGEST = 4.6, 6.6
"""Radius of a team's mark in px, by its workload."""


def draw(data: dict[str, Any], key: str, watched: Callable[[], None] = lambda: None) -> None:
    """Draw the map from the data that `map_data` returns; `watched` is called when the weeks to watch have played."""
    drawn = component("map", STYLES, SCRIPTS)
    drawn(data=packed(data), key=key, on_watched_change=watched)


def map_data(situation: Situation, words: Words, run: str, alt: str, watch: bool = False) -> dict[str, Any]:
    """Return what the picture needs: places, ties, every week's stacks, the callout, flags and words.

    `watch` asks it to play the last quarter.
    """
    organisation = situation.organisation
    places = islands([int(unit) for unit in organisation.team_unit], len(organisation.units))
    return {
        "run": f"{run}:{'truth' if situation.truth else 'seen'}" if situation.opening else run,
        "size": [WIDTH, HEIGHT],
        "horizon": situation.horizon_weeks,
        "watch": max(0, situation.quarter_start - 1) if watch else None,
        "islands": [
            {"name": unit_name(situation, unit, words), "x": round(island.x, 1), "teams": island.teams,
             "coast": [[round(x, 1), round(y, 1)] for x, y in island.coast]}
            for unit, island in enumerate(places)
        ],
        "teams": _teams(situation, places, words),
        "ties": np.asarray(organisation.edges, dtype=int).tolist(),
        "weeks": situation.options.tolist(),
        "shares": np.round(situation.figures[list(SHARES)].to_numpy(), 4).tolist(),
        "base": [] if situation.opening else _rounded(column(situation.base_figures, "internal_adoption")),
        "callout": _callout(situation, words),
        "flags": _flags(situation, words),
        "words": _phrases(situation, words, alt),
    }  # fmt: skip


def map_table(situation: Situation, words: Words) -> pd.DataFrame:
    """Return the latest week of the map as a table: a row a team."""
    organisation, options = situation.organisation, situation.options
    teams = range(options.shape[1])
    return pd.DataFrame(
        {
            words("table.unit"): [unit_name(situation, int(organisation.team_unit[t]), words) for t in teams],
            words("table.team"): [team_name(situation, t, words) for t in teams],
            words("table.stack"): [words(f"stack.{STACKS[options[-1, t]]}") for t in teams],
            words("table.since"): [_since(options[:, t]) + 1 for t in teams],
            words("table.weight"): [round(float(organisation.team_weight[t]), 4) for t in teams],
        }
    )


def _teams(situation: Situation, places: list[Any], words: Words) -> list[dict[str, Any]]:
    organisation = situation.organisation
    weight = np.asarray(organisation.team_weight, dtype=float)
    area = (weight - weight.min()) / max(float(np.ptp(weight)), 1e-12)
    radius = np.sqrt(SMALLEST**2 + area * (LARGEST**2 - SMALLEST**2))
    where = {team: place for island in places for team, place in zip(island.teams, island.places, strict=True)}
    reasons = _reasons(situation, words)
    listed = []
    for team, (x, y) in sorted(where.items()):
        unit = int(organisation.team_unit[team])
        row = {"name": team_name(situation, team, words), "unit": unit, "x": round(x, 1), "y": round(y, 1),
               "r": round(float(radius[team]), 2), "weight": round(float(weight[team]), 5)}  # fmt: skip
        listed.append(row | reasons.get(team, {}))
    return listed


def _reasons(situation: Situation, words: Words) -> dict[int, dict[str, Any]]:
    """Return each team's last reason, only where truth is shown: what a team weighed is not for the CEO to see."""
    if not situation.truth:  # asked first: the table of reasons is long, and made only for who reads it
        return {}
    reasons = situation.tables.get("reasons")
    if reasons is None or not len(reasons):
        return {}
    told = {}
    for row in rows(reasons, reasons["kind"].isin(TEAM_KINDS)).sort_values("week").to_dict("records"):
        utilities = [words.number(float(u), 2) for u in np.atleast_1d(row["utilities"])]
        pairs = zip(np.atleast_1d(row["options"]), utilities, strict=True)
        weighed = words("list.comma").join(f"{_option(words, option)} {utility}" for option, utility in pairs)
        taken = np.atleast_1d(row["options"])[int(row["chosen"])]
        sentence = words("map.reason", weighed=weighed, week=int(row["week"]), chosen=_option(words, taken))
        told[int(row["agent"])] = {"reason": sentence, "reason_week": int(row["week"])}
    return told


def _option(words: Words, option: Any) -> str:
    return words.name("stack", str(option).replace("third-party", "third").lower())


def _callout(situation: Situation, words: Words) -> dict[str, Any] | None:
    callout = finding.callout(situation)
    if callout is None:
        return None
    team = team_name(situation, callout.team, words)
    lines = [words(f"callout.{STACKS[callout.option]}", team=team, week=callout.since)]
    if callout.wait is not None:
        lines.append(words("callout.wait", weeks=callout.wait))
    return {"team": callout.team, "since": callout.since, "lines": lines}


def _flags(situation: Situation, words: Words) -> list[dict[str, Any]]:
    if situation.opening:
        return []
    flags, callout = news.flags(situation, words), finding.callout(situation)
    if callout is not None:
        role = "rogue" if callout.option == ROGUE else "event"
        team = team_name(situation, callout.team, words)
        flags.append({"week": callout.since, "role": role, "text": words("callout.flag", team=team)})
    return sorted(flags, key=lambda flag: flag["week"])


def _phrases(situation: Situation, words: Words, alt: str) -> dict[str, Any]:
    def raw(key: str, *names: str) -> str:
        return words(key, **{name: "{" + name + "}" for name in names})

    return {
        "language": HTML_LANGUAGES[words.language],
        "alt": alt,
        "percent": raw("number.percent", "number"),
        "key": words("map.key", number=situation.options.shape[1]),
        "base": raw("map.base", "share"),
        "stacks": [words(f"stack.{name}") for name in STACKS],
        "teams": words("map.teams"),
        "team_is": raw("map.team_is", "team", "stack"),
        "team_since": raw("map.team_since", "team", "stack", "week"),
        "team_always": raw("map.team_always", "team", "stack"),
        "hint": words("map.hint"),
        "spoken": raw("map.spoken", "week", "central", "rogue"),
        "week": raw("map.week", "week"),
        "week_of": raw("map.week_of", "week", "quarter"),
        "week_label": words("map.week_label"),
        "flags": words("map.flags"),
        "flag": raw("map.flag", "week", "text"),
        "quarter": raw("map.quarter", "quarter"),
        "play": words("map.play"),
        "pause": words("map.pause"),
    }


def _since(path: np.ndarray) -> int:
    changes = np.flatnonzero(np.diff(path))
    return int(changes[-1]) + 1 if len(changes) else 0


def _rounded(series: pd.Series) -> list[float | None]:
    return [None if not np.isfinite(value) else round(float(value), 3) for value in series]
