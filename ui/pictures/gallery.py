"""The situations as cards: name, dilemma, and adoption where nothing is decided; a click begins one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from model.clock import WEEKS_A_QUARTER
from ui.pictures.component import component, packed
from ui.words import HTML_LANGUAGES, Words

if TYPE_CHECKING:
    from experiments.gallery import Alone

GOAL = 0.60
"""What the board wants of adoption."""


def draw(data: dict[str, Any], key: str) -> str | None:
    """Draw the cards; return the name of the situation that was clicked just now."""
    drawn = component("gallery", ("gallery.css",), ("svg.js", "gallery.js"))
    return drawn(data=packed(data), key=key, on_chosen_change=_nothing).chosen


def _nothing() -> None:
    """The result itself says which one was clicked."""


def gallery_data(told: Mapping[str, tuple[str, str]], alone: Mapping[str, Alone], words: Words) -> dict[str, Any]:
    """Return what the cards need: words, and curves where the situation has been played."""
    return {
        "goal": GOAL,
        "cards": [_card(name, *told[name], alone.get(name), words) for name in told],
        "words": {"language": HTML_LANGUAGES[words.language]},
    }


def _card(name: str, title: str, dilemma: str, alone: Alone | None, words: Words) -> dict[str, Any]:
    card: dict[str, Any] = {
        "name": name,
        "title": title,
        "dilemma": dilemma,
        "label": words("start.card", title=title, dilemma=dilemma),
    }
    if alone is None:
        return card
    low, median, high = alone.band()
    weeks = alone.weeks[-1] + 1
    quarters = weeks // WEEKS_A_QUARTER
    said = words("start.curve", first=float(median[0]), last=float(median[-1]), low=float(low[-1]), high=float(high[-1]),
                 quarters=quarters)  # fmt: skip
    return card | {
        "label": words("sentence.join").join([card["label"], said]),
        "x": [week / weeks for week in alone.weeks],
        "low": _rounded(low), "median": _rounded(median), "high": _rounded(high),
        "flags": [{"x": week / weeks, "text": words(f"card.{kind}")} for week, kind in alone.cards],
    }  # fmt: skip


def _rounded(values: Any) -> list[float]:
    return [round(float(value), 4) for value in values]
