"""A lever that answers while it is dragged, as a component of our own: Streamlit's slider is silent until release."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from model.decisions import LEVERS, Lever, Value
from ui.pictures.component import component, packed
from ui.telling import in_percent, value_text, with_unit
from ui.words import HTML_LANGUAGES, Words


def draw(name: str, value: Value, base: Value, key: str, words: Words, moved: Callable[[], None]) -> None:
    """Draw a lever; `moved` is called before the page runs again when it stands elsewhere."""
    drawn = component("lever", ("lever.css",), ("svg.js", "lever.js"))
    drawn(data=packed(lever_data(LEVERS[name], value, base, words)), key=key, on_value_change=moved)


def lever_data(lever: Lever, value: Value, base: Value, words: Words) -> dict[str, Any]:
    """Return what the lever needs: bounds, where it stands, where the base case stands, and how values are written."""
    choices = options(lever)
    low, high, step = (0, len(choices) - 1, 1) if choices else (lever.low, lever.high, lever.step)
    share = in_percent(lever)
    decimals = 0 if share or lever.kind != "number" or lever.step >= 1 else 2 if lever.step * 10 % 1 else 1
    percent = words("number.percent", number="{number}")
    one, many = (percent if share else with_unit(lever, "{number}", words, number) for number in (1, 2))
    return {
        "name": words(f"lever.{lever.name}"),
        "note": words("whatif.lever.base", value=value_text(lever, base, words), desk=words(f"desk.{lever.desk}")),
        "low": low, "high": high, "step": step,
        "value": place(lever, value), "base": place(lever, base),
        "labels": [value_text(lever, choice, words) for choice in choices],
        "scale": 100 if share else 1,
        "decimals": decimals,
        "templates": {"one": one, "other": many},
        "language": HTML_LANGUAGES[words.language],
    }  # fmt: skip


def options(lever: Lever) -> list[Value]:
    """Return the values a lever is chosen from, in order; none where it moves freely."""
    if lever.kind == "switch":
        return [False, True]
    return list(lever.choices)


def place(lever: Lever, value: Value) -> float:
    """Return where a value stands on the track: its number, or its place among the choices."""
    choices = options(lever)
    return float(choices.index(value)) if choices else float(value)  # type: ignore[arg-type]


def from_place(lever: Lever, moved: Any) -> Value:
    """Return the value at a place on the track; whatever a browser sends is brought within bounds."""
    number = float(moved) if isinstance(moved, int | float) and moved == moved else 0.0
    if choices := options(lever):
        return choices[min(max(round(number), 0), len(choices) - 1)]
    number = min(max(number, lever.low), lever.high)
    return round(number) if lever.kind == "whole" else number
