"""How levers, figures and the pieces of a game are written in the reader's language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS, Lever
from model.kpis import KPIS
from ui.naming import team_label
from ui.words import MINUS, Words

if TYPE_CHECKING:  # the page stands, and can say so, while the engine still loads
    from experiments.why import Piece, Sentence


def in_percent(lever: Lever) -> bool:
    """Whether a lever's value is a share that people read in per cent."""
    return lever.kind == "number" and lever.high <= 1


def value_text(lever: Lever, value: Any, words: Words, unit: bool = True) -> str:
    """Return a lever's value as people read it: "4 weeks", "35 %", "none"; its unit may be left out."""
    if lever.kind == "switch":
        return words("choice.on" if value else "choice.off")
    if isinstance(value, str):
        return words.name("choice", value)
    if in_percent(lever):
        return words.percent(value)
    decimals = 0 if lever.kind != "number" or lever.step >= 1 else 2 if lever.step * 10 % 1 else 1
    number = words.number(value, decimals)
    many = int(value) if lever.kind == "whole" or isinstance(value, int) else 2
    return with_unit(lever, number, words, many) if unit else number


def with_unit(lever: Lever, number: str, words: Words, many: int = 2) -> str:
    """Return a number with the lever's unit, in the form for as `many`: "1 layer", "RMB 30 M a quarter"."""
    if words.has(key := f"lever.value.{lever.unit}"):
        return words(key, number=number)
    return words("lever.value", number=number, unit=words.name("measure", lever.unit, number=many))


def figure_name(kpi: str, words: Words) -> str:
    """Return the name of a KPI."""
    return words(f"kpi.{kpi}")


def figure(kpi: str, value: float, words: Words) -> str:
    """Return a KPI's value with its unit: "68 %", "4.3 months", "RMB 14.9 bn"."""
    kind, decimals = _writing(kpi)
    if kind == "share":
        return words.percent(value)
    if kind == "money":
        return words.money(value)
    if kind == "score":
        return words.number(scale(kpi) * value)
    return words(f"figure.{kind}", number=words.number(value, decimals))


def figures_from_to(kpi: str, low: float, high: float, words: Words) -> tuple[str, str]:
    """Return the ends of a range, the lower one without its unit where the upper one says the same: "3.0", "5.0 weeks"."""
    ends = figure(kpi, low, words), figure(kpi, high, words)
    unit = re.search(r"\D*$", ends[1])
    return (ends[0].removesuffix(unit[0]) if unit else ends[0]), ends[1]


def change(kpi: str, difference: float, words: Words, unit: bool = True) -> str:
    """Return a difference of a KPI with its sign: "+9.2 points", "−0.4 months"."""
    kind, decimals = _writing(kpi)
    if kind in _POINTS:
        number = words.number(scale(kpi) * difference, 1, signed=True)
        return words(_POINTS[kind], number=number) if unit else number
    if kind == "money":
        told, sign = words.money(abs(difference)), "+" if difference > 0 else MINUS
        return told if told == words.money(0.0) else sign + told
    number = words.number(difference, decimals, signed=True)
    return words(f"figure.{kind}", number=number) if unit else number


def piece_name(piece: Piece, words: Words) -> str:
    """Return what a piece of a game is called: one decision by its lever, several by their number, a card, a mechanism."""
    if piece.kind == "event" and piece.card:
        return words(f"card.{piece.card[0]}")
    if piece.kind == "mechanism":
        return words(f"switch.{piece.mechanism}")
    if len(piece.levers) == 1:
        (name, (value, before)), *_ = piece.levers.items()
        lever = LEVERS[name]
        told = words(
            "lever.change", before=value_text(lever, before, words, unit=False), after=value_text(lever, value, words)
        )
        return words("piece.lever", lever=words(f"lever.{name}"), change=told)
    if all(name.startswith("compute.") and LEVERS[name].unit == "share" for name in piece.levers):
        return words("piece.shares")
    return words("piece.decisions", number=len(piece.levers))


def piece_title(piece: Piece, words: Words) -> str:
    """Return what a piece is called, with its quarter."""
    name, when = piece_name(piece, words), piece_when(piece, words)
    return words("piece.when", piece=name, when=when) if when else name


def is_share(kpi: str) -> bool:
    """Whether a KPI is a share, read in per cent."""
    return _writing(kpi)[0] == "share"


def scale(kpi: str) -> float:
    """Return what a KPI's values are multiplied by before they are read: 100 for shares and the score."""
    return 100.0 if _writing(kpi)[0] in _POINTS else 1.0


def finest(kpi: str, size: float, words: Words, difference: bool = False) -> float:
    """Return how far apart two values of about `size`, or two differences, must be to be written differently."""
    kind, decimals = _writing(kpi)
    if kind in _POINTS:
        return 0.001 if difference else 0.01
    if kind == "money":
        step, decimals = ("large", decimals) if size >= float(words("money.large.from")) else ("small", 0)
        return float(words(f"money.{step}.millions")) * 10.0**-decimals
    return 10.0**-decimals


def change_unit(kpi: str, words: Words) -> str:
    """Return the unit in which differences of a KPI are written."""
    kind, _ = _writing(kpi)
    if kind == "money":
        return words("why.unit.money")
    if kind == "plain":
        return words("why.unit.plain")
    return words(_POINTS.get(kind, f"figure.{kind}"), number="").strip()


def piece_when(piece: Piece, words: Words) -> str:
    """Return when a piece was decided or told, nothing for what holds all the time.

    A card that is told in one quarter and begins to act in a later one says that it was announced.
    """
    if piece.quarter < 0:
        return ""
    told = words("chart.quarter", quarter=piece.quarter + 1)
    later = piece.card is not None and piece.card[1] // WEEKS_A_QUARTER > piece.quarter
    return words("piece.announced", when=told) if later else told


def told(sentence: Sentence, organisation: Any, words: Words) -> str:
    """Return a sentence of the story."""
    values = dict(sentence.values)
    kpi = values.pop("kpi", "")
    if kpi:
        values["kpi"] = figure_name(kpi, words)
    for name in ("base", "total"):
        if name in values:
            values[name] = figure(kpi, values[name], words)
    for name in ("change", "contribution", "together", "strength"):
        if name in values:
            values[name] = change(kpi, values[name], words)
    if "error" in values:
        values["error"] = (
            change(kpi, values["error"], words, unit=False).lstrip("+") if values["error"] == values["error"] else "?"
        )
    if "piece" in values:
        values["piece"] = piece_title(values["piece"], words)
    if "loop" in values:
        values["loop"] = words(f"loop.{values['loop']}")
    if "team" in values:
        values["team"] = team_label(organisation, int(values["team"]), words)
        values["option"] = words(f"stack.{values['option']}")
    return words(sentence.key, **values)


_POINTS = {"share": "figure.points", "score": "figure.score"}
"""How differences are written of what is counted from 0 to 100."""


def _writing(kpi: str) -> tuple[str, int]:
    """Return how a KPI is written: a kind of unit, and decimals."""
    unit = KPIS[kpi].unit
    if kpi == "score":
        return "score", 0
    if unit in ("share", "share/year"):
        return "share", 0
    if unit in ("RMB M", "RMB M/week"):
        return "money", 1
    return {
        "months": ("months", 1), "weeks": ("weeks", 1), "K": ("capability", 2), "K/year": ("pace", 2), "RMB": ("rmb", 2),
        "Wh": ("wh", 2), "M/week": ("tasks", 1),
    }.get(unit, ("plain", 2))  # fmt: skip
