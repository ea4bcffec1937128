"""Levers as widgets: what each looks like, how its value reads, where it comes from."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import streamlit as st

from model.decisions import LEVERS, Lever, Value
from ui.draft import same
from ui.situation import WORKING_DAYS_A_QUARTER
from ui.telling import in_percent, value_text
from ui.words import Words

MAIN = (
    "governance.review_weeks",
    "compute.claw_back",
    "migration.support",
    "release.gap",
    "compute.frontier",
    "governance.delegation",
)
"""The six levers of a first game, in the order of the panel."""

FEW = 3
OnChange = Callable[[str], None]


def change_text(lever: Lever, current: Any, value: Any, words: Words) -> str:
    """Return "4 weeks → 2 weeks" where the value was changed, else the value."""
    text = value_text(lever, value, words)
    if same(current, value):
        return text
    return words("lever.change", before=value_text(lever, current, words), after=text)


def help_text(lever: Lever, words: Words) -> str:
    """Return what a lever does, its range and unit, the mechanisms that read it and the work they rest on."""
    texts = [words(f"lever.{lever.name}.help")]
    if lever.kind in ("number", "whole"):
        low, high = (value_text(lever, bound, words) for bound in (lever.low, lever.high))
        texts.append(words("lever.range", low=low, high=high))
    if lever.announced:
        texts.append(words("lever.announced"))
    through = " · ".join(words.name("mechanism", mechanism) for mechanism in lever.mechanisms)
    texts.append(words("lever.source", through=through, source=words.declared(lever.source)))
    return "\n\n".join(texts)


def draw_lever(
    lever: Lever, current: Value, value: Value, key: str, words: Words, on_change: OnChange, note: str = ""
) -> None:
    """Draw the widget of one lever under the session key `key`; `on_change` is told the lever's name.

    The widget takes its value from the session, `value` is what its label says, `current` what is in force; `note` says
    what the change asks for, in place of what the lever asks for in general.
    """
    colour = "gray" if same(current, value) else "orange"
    label = f"**{words(f'lever.{lever.name}')}** :{colour}[{change_text(lever, current, value, words)}]"
    common: dict[str, Any] = {
        "label": label, "key": key, "help": help_text(lever, words), "on_change": on_change, "args": (lever.name,)
    }  # fmt: skip
    if lever.kind == "switch":
        st.toggle(**common)
    elif lever.choices:
        _draw_choice(lever, common, words)
    else:
        whole = lever.kind == "whole"
        bounds = {"min_value": lever.low, "max_value": lever.high, "step": lever.step}
        numbers: dict[str, Any] = {name: int(v) if whole else float(v) for name, v in bounds.items()}
        st.slider(**common, **numbers, format="percent" if in_percent(lever) else None)
    st.caption(note or words(f"lever.{lever.name}.note"))


def attention_bar(programmes: list[tuple[str, float]], available: float, words: Words) -> str:
    """Return the CEO's attention as HTML: a piece for each programme, the rest dashed, in working days."""
    taking = sorted(((words.name("attention", key), demand) for key, demand in programmes if demand > 0),
                    key=lambda pair: -pair[1])  # fmt: skip
    rest = available - sum(demand for _, demand in taking)
    side = "left" if rest >= 0 else "over"
    title, said = (
        escape(words("attention.title")),
        escape(words(f"attention.{side}", days=abs(days(rest)), total=days(available))),
    )
    # growth factors that sum to less than 1 leave room empty: per cent do not
    grown = [100 * demand for _, demand in taking]
    pieces = "".join(f'<div class="piece" style="flex:{demand:.2f} 1 0"></div>' for demand in grown)
    pieces += _dashed(100 * rest) if rest > 0 else ""
    named = " · ".join(words("attention.programme", name=name, days=days(demand)) for name, demand in taking)
    line = words("sentence.named", name=title, said=said)
    return (
        f'<div class="attention"><p><b>{title}</b> <span class="{side}">{said}</span></p>'
        f'<div class="candle" role="img" aria-label="{line}">{pieces}</div>'
        f'<p class="programmes">{escape(named or words("attention.none"))}</p></div>'
    )


def _dashed(rest: float) -> str:
    return f'<div class="rest" style="flex:{rest:.2f} 1 0"></div>'


def days(share: float) -> int:
    """Return a share of the CEO's quarter in working days."""
    return round(share * WORKING_DAYS_A_QUARTER)


def main_levers() -> list[Lever]:
    """The six levers of a first game."""
    return [LEVERS[name] for name in MAIN]


def found(sought: str, words: Words) -> list[Lever]:
    """Return the levers whose name or desk holds the words sought, in the order of the desks."""
    part = sought.strip().lower()
    return [lv for name, lv in LEVERS.items() if part in f"{words(f'lever.{name}')} {words(f'desk.{lv.desk}')}".lower()]


def desk_levers(desk: str) -> list[Lever]:
    """All levers of one desk."""
    return [lever for lever in LEVERS.values() if lever.desk == desk]


def _draw_choice(lever: Lever, common: dict[str, Any], words: Words) -> None:
    def named(choice: Any) -> str:
        return value_text(lever, choice, words)

    options = list(lever.choices)
    if len(options) <= FEW:
        st.segmented_control(**common, options=options, format_func=named, required=True)
    elif all(not isinstance(choice, str) for choice in options):
        st.select_slider(**common, options=options, format_func=named)
    else:
        st.selectbox(**common, options=options, format_func=named)
