"""The names of units, teams, requests and news in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ui.situation import Situation
from ui.words import Words

KINDS = ("compute", "release", "onboarding", "exception", "research", "event")
"""The classes of requests in the order of their numbers."""


def unit_name(situation: Situation, unit: int, words: Words) -> str:
    """Name a business unit; an empty string where no unit owns something."""
    name = situation.unit_name(unit)
    return words.name("unit", name) if name else ""


def team_name(situation: Situation, team: int, words: Words) -> str:
    """Name a product team, which carries its unit's name."""
    return team_label(situation.organisation, team, words)


def team_label(organisation: Any, team: int, words: Words) -> str:
    """Name a product team of an organisation, which carries its unit's name."""
    name, unit = str(organisation.team_names[team]), str(organisation.units[int(organisation.team_unit[team])])
    return words.name("unit", unit) + name[len(unit) :] if unit and name.startswith(unit) else name


def kind_name(kind: Any, words: Words) -> str:
    """Name a class of requests, given by name or by number."""
    key = kind if isinstance(kind, str) else KINDS[int(kind)]
    return words(f"kind.{key.lower()}")


def item_name(situation: Situation, row: Mapping[Any, Any], words: Words) -> str:
    """Name a waiting request: its unit, where it has one, and what it asks for."""
    kind, unit = kind_name(row["kind"], words), unit_name(situation, int(row["owner"]), words)
    return words("queue.item", unit=unit, kind=kind) if unit else kind[:1].upper() + kind[1:]


def told_apart(names: Sequence[str], numbers: Sequence[Any], words: Words) -> list[str]:
    """Return the names of requests; those that several bear carry the request's number in the queue."""
    often = Counter(names)
    return [
        words("queue.numbered", name=name, number=str(int(number))) if often[name] > 1 else name
        for name, number in zip(names, numbers, strict=True)
    ]


def item_names(situation: Situation, words: Words) -> list[str]:
    """Name all waiting requests, the oldest first."""
    items = situation.queue.to_dict("records")
    return told_apart([item_name(situation, row, words) for row in items], [row["item"] for row in items], words)


def owner_name(situation: Situation, owner: str, words: Words) -> str:
    """Name whoever owns a model: us, a rival, the frontier."""
    return words("owner.us") if owner == situation.owner else words.name("owner", owner)


def spelt(situation: Situation, values: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Return the values of a sentence with teams and units, given by number, as names."""
    told = dict(values)
    if isinstance(told.get("team"), int):
        told["team"] = team_name(situation, told["team"], words)
    if isinstance(told.get("unit"), int):
        told["unit"] = unit_name(situation, told["unit"], words)
    return told
