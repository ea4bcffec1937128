"""Lists of what there is: scenarios, policies, levers, KPIs, parameters, events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from model.decisions import LEVERS, Lever, nearest
from model.errors import BadInput
from ui.commands import terminal
from ui.commands.prose import Prose

if TYPE_CHECKING:
    from ui.words import Words

Rows = list[dict[str, Any]]


def scenarios() -> Rows:
    """Every scenario that comes with the product."""
    from model.scenario import load, shipped

    found = [load(name) for name in shipped()]
    return [
        {"name": s.name, "title": s.title, "quarters": s.quarters, "firms": s.firms, "parameters": s.overrides,
         "dilemma": " ".join(s.dilemma.split())}
        for s in found
    ]  # fmt: skip


def policies() -> Rows:
    """Every named way to play."""
    from experiments.plans import known_policies

    return [{"name": name, "idea": idea} for name, idea in known_policies().items()]


def levers() -> Rows:
    """Every lever of a quarter."""
    return [
        {"name": lever.name, "default": lever.default, "values": lever.allowed, "unit": lever.unit, **_ends(lever),
         "choices": list(lever.choices), "announced": lever.announced, "mechanisms": list(lever.mechanisms),
         "source": lever.source}
        for lever in LEVERS.values()
    ]  # fmt: skip


def _ends(lever: Lever) -> dict[str, float | None]:
    """Return the ends of a lever's range; what is switched, or chosen by name, has none."""
    numeric = lever.kind != "switch" and not any(isinstance(value, str) for value in lever.choices)
    return {"low": lever.low if numeric else None, "high": lever.high if numeric else None}


def kpis() -> Rows:
    """Every headline figure."""
    from model.kpis import KPIS

    return [
        {"name": k.name, "unit": k.unit, "better": k.better, "seen": k.seen, "formula": k.formula} for k in KPIS.values()
    ]


def parameters() -> Rows:
    """Every parameter of the world."""
    from model.parameter_set import known_parameters

    return [
        {"name": d.path, "default": d.default, "unit": d.unit, "low": d.low, "high": d.high, "grade": d.grade,
         "source": d.source, "meaning": d.meaning}
        for d in known_parameters().values()
    ]  # fmt: skip


def events() -> Rows:
    """Every card of the event deck."""
    from model.cards import rows

    return rows()


LISTS: dict[str, tuple[Callable[[], Rows], tuple[str, ...]]] = {
    "scenarios": (scenarios, ("name", "quarters", "title")),
    "policies": (policies, ("name", "idea")),
    "levers": (levers, ("name", "default", "values", "source")),
    "kpis": (kpis, ("name", "unit", "better", "formula")),
    "parameters": (parameters, ("name", "default", "unit", "range", "grade")),
    "events": (events, ("name", "rate", "tell", "weeks", "title")),
}
DETAILS = {
    "parameters": ("meaning", "source"),
    "levers": ("mechanisms",),
    "scenarios": ("dilemma",),
    "kpis": ("seen",),
    "events": ("effect", "counter", "levers", "kpis", "parameters", "source"),
}
"""What a list adds when it is cut to a few."""
KEYED = {"scenarios": {"title": "scenario", "dilemma": "dilemma"}, "events": {"title": "card"}}
"""What stands in the catalogue under the name of a row, by list, column and kind of key."""
FEW = 12
WHOLE = ("quarters", "better", "rate")
"""Columns of single words and numbers, which are never broken."""


def show(what: str, only: str, as_json: bool) -> int:
    """Print a list, or the part of it whose names begin with or contain `only`."""
    collect, columns = LISTS[what]
    rows = collect()
    chosen = [row for row in rows if only in row["name"]]
    if rows and not chosen:
        hint = nearest(only, tuple(row["name"] for row in rows)) or f"; boats {what} lists them all."
        raise BadInput(f"No name among the {what} holds {only!r}{hint}")
    if as_json:
        terminal.print_json({what: chosen})
        return 0
    words = terminal.words()
    told = [in_words(what, row, words) for row in chosen]
    if not rows:
        terminal.screen().print(f"There are no {what} yet.")
    elif only and len(chosen) <= FEW:
        _cards(told, (*columns, *DETAILS.get(what, ())), words)
    else:
        _table(told, columns, words)
    if chosen and words.has(note := f"list.note.{what}"):
        terminal.screen().print()
        terminal.screen().print(_wrapped(words(note), words))
    return 0


def in_words(what: str, row: dict[str, Any], words: Words) -> dict[str, Any]:
    """Return a row in the words of a language; what is typed on a command line (names) stays as it is."""
    if words.language == "en":
        return row
    told = {column: words.declared(value) if isinstance(value, str) else value for column, value in row.items()}
    told |= {column: words.name(kind, row["name"]) for column, kind in KEYED.get(what, {}).items()}
    told |= {"grade": words.name("grade", row["grade"])} if "grade" in row else {}
    return told | {"name": row["name"]}


def _table(rows: Rows, columns: tuple[str, ...], words: Words) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for number, column in enumerate(columns):
        table.add_column(words(f"list.{column}"), overflow="fold", no_wrap=number == 0 or column in WHOLE)
    for row in rows:
        name, *others = (_cell(row, column, words) for column in columns)
        table.add_row(name, *(_wrapped(text, words) for text in others))
    terminal.screen().print(table)


def _cards(rows: Rows, columns: tuple[str, ...], words: Words) -> None:
    console = terminal.screen()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for row in rows:
        table.add_row("", "")
        for column in columns:
            table.add_row(words(f"list.{column}"), _wrapped(_cell(row, column, words), words))
    console.print(table)


def _wrapped(text: str, words: Words) -> Text:
    return Text(text) if words.language == "en" else Prose(text)


def _cell(row: dict[str, Any], column: str, words: Words) -> str:
    if column == "range":
        return words("parameters.range.from", low=f"{row['low']:g}", high=f"{row['high']:g}")
    value = row[column]
    if column == "rate":
        return row["comes"] if value is None else words("list.yearly", rate=f"{value:g}")
    if isinstance(value, list):
        return ", ".join(value) or words("list.nothing")
    return f"{value:g}" if isinstance(value, float) else str(value)
