"""The news of a quarter: which items are shown first, in what words, and which are flags on the time axis."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ui.naming import spelt
from ui.situation import Situation, rows
from ui.words import Words

ROLES = {
    "rival": "event",
    "card": "event",
    "calendar": "plain",
    "board": "plain",
    "board.loss": "worse",
    "talent": "worse",
    "data": "worse",
    "agents.severe": "worse",
    "move.rogue": "rogue",
    "move.third": "event",
    "move.found": "rogue",
}
OWN = "own"
QUIET = ("move.central", "move.legacy")
"""Kinds that are too many for the short list; the report counts them."""
MEMO = "board.memo"
OF_THE_MEMO = ("board.gpus", "board.layer")
"""What else the board writes in its memo."""
PRESSURE = ("board.escalation", "card.board_memo.goal", *OF_THE_MEMO)
"""News that stands with the board's memo."""
MOST_FLAGS = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news: its week (from 0), the key of its sentence, the sentence, and whose colour it has."""

    week: int
    key: str
    text: str
    role: str


def items(situation: Situation, words: Words) -> list[Item]:
    """Return all news of the last quarter, latest first; what happened more than once in a week is one item."""
    found = Counter(_item(situation, row, words) for row in situation.news.to_dict("records"))
    return [
        item if number == 1 else replace(item, text=words("news.several", text=item.text, number=number))
        for item, number in found.items()
    ]


def foremost(news: list[Item], number: int) -> list[Item]:
    """Return at most `number` items for the short list: everyday moves only where there is room."""
    telling = [item for item in news if item.key not in QUIET]
    chosen = (telling + [item for item in news if item.key in QUIET])[:number]
    return sorted(chosen, key=lambda item: -item.week)


def flags(situation: Situation, words: Words) -> list[dict[str, Any]]:
    """Return the events that stand as flags on the time axis: those that the catalogue has a short name for."""
    news = situation.tables["news"]
    mine = news["firm"].isin([-1, situation.firm]) & situation.readable
    readable = rows(news, mine).drop_duplicates(["week", "key"])
    flagged = [
        {"week": int(row["week"]), "role": _role(row["key"]), "text": words(f"{_key(row['key'])}.flag")}
        for row in readable.to_dict("records")
        if words.has(f"{_key(row['key'])}.flag")
    ]
    return flagged[-MOST_FLAGS:]


def _item(situation: Situation, row: dict[Any, Any], words: Words) -> Item:
    text = words(_key(row["key"]), **spelt(situation, row["values"], words))
    return Item(int(row["week"]), str(row["key"]), text, _role(row["key"]))


def _key(key: str) -> str:
    return key if key.startswith("news.") else f"news.{key}"


def _role(key: str) -> str:
    return ROLES.get(key, ROLES.get(key.split(".")[0], OWN))
