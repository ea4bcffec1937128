"""What the model rests on: every parameter with source and grade, the equations of each mechanism, and the terms used."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import get_args

import pandas as pd
import streamlit as st

from model.parameter_set import known_parameters
from model.parameters import Declaration, Grade
from ui import mechanism_texts, session
from ui.screens import frame
from ui.session import learn
from ui.words import MINUS, Words

GRADES = get_args(Grade)
EVERY = ""
ABBREVIATIONS = {"gpu": "GPU", "gpus": "GPUs", "api": "API"}
SHOWN = ("name", "value", "range", "grade", "meaning", "source")
SHARE = "share"
MONEY = {"RMB M": "parameters.money", "RMB M/quarter": "parameters.money.quarter"}
WHOLE = (SHARE, *MONEY)
"""Units that a value is not followed by: the value itself says them."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
PAGE = 50
"""Columns and rows of the table as it stands on the page."""
COLUMNS = ("mechanism", "name", "value", "unit", "low", "high", "grade", "meaning", "source")


def parameters() -> None:
    """Draw the parameters as a table that can be searched, by mechanism and by grade of evidence."""
    words, known = session.words(), known_parameters()
    counts = Counter(declared.grade for declared in known.values())
    found = {grade: counts[grade] for grade in GRADES}
    frame.heading(words("parameters.headline", all=len(known), **found), words("parameters.measure"), level=2)
    mechanisms = list(dict.fromkeys(name.partition(".")[0] for name in known))
    left, right = st.columns([60, 40], vertical_alignment="bottom")
    sought = left.text_input(words("parameters.find"), key=learn.key("find", ""), on_change=learn.first_page)
    mechanism = right.selectbox(
        words("parameters.mechanism"), [EVERY, *mechanisms], key=learn.key("mechanism", EVERY),
        format_func=lambda m: words(f"mechanism.{m}") if m else words("parameters.mechanism.all"),
        on_change=learn.first_page,
    )  # fmt: skip
    grades = st.pills(
        words("parameters.grade"), GRADES, selection_mode="multi", key=learn.key("grades", list(GRADES)),
        format_func=lambda g: f"{words(f'grade.{g}')} {counts[g]}", on_change=learn.first_page,
    )  # fmt: skip
    chosen = [d for d in known.values() if d.grade in grades and matches(d, str(sought or ""), str(mechanism or ""), words)]
    if not chosen:
        frame.markup(f'<p class="empty">{escape(words("parameters.shown.none"))}</p>')
        return
    page = paged(len(chosen), words)
    frame.markup(table_html(chosen[PAGE * page : PAGE * (page + 1)], words))
    st.caption(words("parameters.shown", shown=len(chosen), all=len(known)))
    frame.data_buttons(parameter_table(chosen, words), words("learn.tab.parameters"), "parameters", words)
    if mechanism in mechanism_texts.names():
        with st.expander(words("parameters.equations")):
            frame.markup(mechanism_texts.as_html(str(mechanism), words))


def paged(number: int, words: Words) -> int:
    """Draw the choice among the pages of a table of so many rows, where it has several; return the one chosen, from 0."""
    pages = range(-(-number // PAGE))
    if len(pages) < 2:
        return 0
    chosen = st.segmented_control(
        words("parameters.page"),
        pages,
        required=True,
        key=learn.page_key(len(pages)),
        format_func=lambda page: str(page + 1),
    )
    return int(chosen or 0)


def matches(declared: Declaration, sought: str, mechanism: str, words: Words) -> bool:
    """Whether a parameter is of the mechanism (any, if none is named) and holds every word sought, as told or in English."""
    group = declared.path.partition(".")[0]
    if mechanism and group != mechanism:
        return False
    told = (words.declared(text) for text in (declared.path, declared.meaning, declared.source, declared.unit))
    english = f"{declared.path} {declared.meaning} {declared.source} {declared.unit}"
    text = f"{english} {words(f'mechanism.{group}')} {' '.join(told)}".lower()
    return all(word in text.replace("_", " ") for word in sought.lower().replace("_", " ").split())


def parameter_table(declared: list[Declaration], words: Words) -> pd.DataFrame:
    """Return parameters as a table; values as text, so that 5e+24 and 0.1 stand in one column."""
    rows = []
    for d in declared:
        group = d.path.partition(".")[0]
        numbers = [f"{value:g}" for value in (d.default, d.low, d.high)]
        rows.append(
            [words(f"mechanism.{group}"), named(d.path, words), numbers[0], unit_of(d, words), numbers[1], numbers[2],
             words(f"grade.{d.grade}"), words.declared(d.meaning), words.declared(d.source)]
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[words(f"parameters.{column}") for column in COLUMNS])


def table_html(declared: list[Declaration], words: Words) -> str:
    """Return parameters as a table that needs no scrolling: texts wrap, each mechanism has a line of its own."""
    titles = [escape(words(f"parameters.{column}")) for column in SHOWN]
    heads = "".join(f"<th>{title}</th>" for title in titles)
    lines, before = "", ""
    for d in declared:
        group = d.path.partition(".")[0]
        if group != before:
            said = escape(words(f"mechanism.{group}"))
            lines += '<tr class="group"><th colspan="' + str(len(SHOWN)) + f'">{said}</th></tr>'
        before, value = group, amount(d, words)
        low, high = (written(bound, d.unit, words) for bound in (d.low, d.high))
        wide = words("parameters.range.from", low=low, high=high)
        said = (words.declared(d.meaning), words.declared(d.source))
        cells = (named(d.path, words), value, wide, words(f"grade.{d.grade}"), *said)
        lines += "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    return '<table class="parameters"><thead><tr>' + heads + f"</tr></thead><tbody>{lines}</tbody></table>"


def amount(declared: Declaration, words: Words) -> str:
    """Return a parameter's value as people write it, its unit in the right number: "1 network", "55 %", "0.02 per week"."""
    number = written(declared.default, declared.unit, words)
    return number if declared.unit in WHOLE else f"{number} {unit_of(declared, words)}".strip()


def written(value: float, unit: str, words: Words) -> str:
    """Return a parameter's number as people write it: shares in per cent, money as money, powers of ten as such."""
    if unit in MONEY:
        return words(MONEY[unit], money=words.money(value))
    digits, _, power = f"{100 * value if unit == SHARE else value:.6g}".replace("-", MINUS).partition("e")
    if power:
        return f"{digits} × 10{str(int(power.replace(MINUS, '-'))).translate(RAISED)}"
    if 1e3 <= abs(value) < 1e9 and value == int(value):
        digits = words.number(value)
    return words("number.percent", number=digits) if unit == SHARE else digits


def named(path: str, words: Words) -> str:
    """Return the name of the parameter at a dotted path as people write it."""
    english = " ".join(ABBREVIATIONS.get(word, word) for word in path.partition(".")[2].split("_"))
    return words.declared(path, english)


def unit_of(declared: Declaration, words: Words) -> str:
    """Return the unit of a parameter as people write it, empty for a pure number."""
    return "" if declared.unit == "-" else words.measure(declared.unit, declared.default)


def equations() -> None:
    """Draw what one mechanism says of itself."""
    words, names = session.words(), mechanism_texts.names()
    frame.heading(words("equations.headline", number=len(names)), words("equations.measure"), level=2)
    picked = st.selectbox(
        words("equations.pick"), names, key=learn.key("equations", names[0]),
        format_func=lambda name: words(f"mechanism.{name}"), width=360,
    )  # fmt: skip
    frame.markup(mechanism_texts.as_html(picked, words))


def glossary() -> None:
    """Draw the terms, in the order of the catalogue."""
    words = session.words()
    names = terms(words)
    frame.heading(words("glossary.headline", number=len(names)), level=2)
    sought = str(st.text_input(words("glossary.find"), key=learn.key("term", ""), width=360) or "").strip().lower()
    told = [(words(f"term.{name}"), words(f"term.{name}.says")) for name in names]
    shown = [(term, says) for term, says in told if sought in f"{term} {says}".lower()]
    if not shown:
        frame.markup(f'<p class="empty">{escape(words("glossary.none"))}</p>')
        return
    lines = "".join(f"<div><dt>{escape(term)}</dt><dd>{escape(says)}</dd></div>" for term, says in shown)
    frame.markup(f'<dl class="glossary">{lines}</dl>')


def terms(words: Words) -> list[str]:
    """Return the terms of the glossary: every entry of the catalogue that is explained."""
    return [key[len("term.") : -len(".says")] for key in words.messages if key.startswith("term.") and key.endswith(".says")]
