"""How a claim, its range and its verdict are told: sentences, the bar that shows where it holds, and the table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from ui import telling
from ui.words import Words

if TYPE_CHECKING:  # the page stands, and can say so, while the engine still loads
    from experiments.claims import Claim, Finding

MARKS = {"holds": "●", "reverse": "✕", "none": "○", "unclear": "?", "too_few": "·", "untried": "·"}
"""What stands in the bar; a shape for each state, so that no colour is needed to read it."""
ROOM = 5.0
"""Room at both ends of a bar, in per cent of it."""


def quote(claim: Claim, words: Words) -> str:
    """Return the essay's own words, with an ellipsis where they begin in the middle of a sentence."""
    said = words(f"claim.{claim.name}.quote")
    return f"…{said}" if said[0].islower() else said


def place(claim: Claim, value: float, words: Words) -> str:
    """Return a value on a claim's dial as people read it."""
    writing = claim.dial.writing
    return words.percent(value) if writing == "percent" else words.number(value, int(writing))


def effect(claim: Claim, value: float, words: Words, unit: bool = True) -> str:
    """Return an effect in the unit of the claim's figure; more speaks for the claim."""
    return telling.change(claim.kpi, value, words, unit=unit)


def verdict(claim: Claim, found: Finding, words: Words) -> str:
    """Return the verdict in words: over the whole range, in which part of it, not at all, or that it cannot be told."""
    values = {"lucks": found.lucks, "done": found.lucks, "first": _first_look()}
    if found.verdict == "holds_when":
        dial, where = words(f"claim.{claim.name}.dial"), spans(claim, found, words)
        return words("claims.verdict.holds_when", dial=dial, spans=where)
    opposite = ".reverse" if found.reverse and found.verdict in ("fails", "unclear") else ""
    return words(f"claims.verdict.{found.verdict}{opposite}", **values)


def rest(found: Finding, words: Words) -> list[str]:
    """Return what is to be said of the part of the range in which the claim does not hold."""
    if found.verdict != "holds_when":
        return []
    states = {point.state for point in found.points}
    said = [words("claims.rest.reverse")] if "reverse" in states else []
    said += [words("claims.rest.none")] if "none" in states and "reverse" not in states else []
    return said + ([words("claims.rest.open")] if found.open else [])


def spans(claim: Claim, found: Finding, words: Words) -> str:
    """Return where a claim holds: "at least 40 %", "0.4 to 0.8"."""
    least, most = claim.dial.values[0], claim.dial.values[-1]
    pieces = []
    for low, high in found.spans:
        shape = "one" if low == high else "both"
        shape = "least" if high == most else "most" if low == least else shape
        pieces.append(words(f"claims.span.{shape}", low=place(claim, low, words), high=place(claim, high, words)))
    return words("claims.span.or").join(pieces)


def bar(claim: Claim, found: Finding | None, words: Words) -> str:
    """Return the bar of a claim's range as HTML: a mark at each point, coloured where it holds, and the base case below."""
    dial, title = claim.dial, words(f"claim.{claim.name}")
    states = [point.state for point in found.points] if found else ["untried"] * len(dial.points)
    cells = "".join(
        f'<span class="cell at-{state}" style="left:{left:.2f}%;width:{right - left:.2f}%"></span>'
        f'<span class="mark at-{state}" style="left:{_at(claim, value):.2f}%">{MARKS[state]}</span>'
        f'<span class="tick" style="left:{_at(claim, value):.2f}%">{escape(place(claim, value, words))}</span>'
        for value, state, (left, right) in zip(dial.values, states, _cells(claim), strict=True)
    )
    usual = f'<span class="usual" style="left:{_at(claim, dial.default):.2f}%">▲</span>'
    named = [words("claims.bar.point", value=place(claim, v, words), state=words(f"claims.state.{s}"))
             for v, s in zip(dial.values, states, strict=True)]  # fmt: skip
    named.append(words("claims.bar.default", value=place(claim, dial.default, words)))
    over = words(f"claim.{claim.name}.dial")
    alt = words("claims.bar.alt", claim=title, dial=over, points=words("list.comma").join(named))
    return (
        f'<div class="claimbar"><div class="track" role="img" aria-label="{escape(alt)}">{cells}{usual}</div>'
        f'<p class="dial">{escape(over.rstrip(","))}</p></div>'
    )


def table(claim: Claim, found: Finding, words: Words) -> pd.DataFrame:
    """Return the data behind a bar: a row a point, effects in the figure's own unit."""
    scale = telling.scale(claim.kpi)
    rows = [
        [
            place(claim, point.value, words), *(scale * x for x in point.effect[:3]), point.effect.count,
            words(f"claims.state.{point.state}"),
        ]
        for point in found.points
    ]  # fmt: skip
    unit = telling.change_unit(claim.kpi, words)
    dial = words(f"claim.{claim.name}.dial").rstrip(",")
    names = [f"claims.table.{name}" for name in ("effect", "low", "high", "lucks", "verdict")]
    first, *others = (words(name) for name in names)
    return pd.DataFrame(rows, columns=[dial, f"{first}, {unit}", *others])


def compared(claim: Claim, words: Words) -> list[str]:
    """Return what stands against what, what judges, and over which range."""
    read = any(point.read for point in claim.dial.points)
    kpi, over = telling.figure_name(claim.kpi, words), words(f"claims.over.{'read' if read else claim.over}")
    judge = (
        words("claims.judge.target", kpi=kpi, over=over, target=telling.figure(claim.kpi, claim.target, words))
        if claim.target
        else words("claims.judge", kpi=kpi, over=over, matters=effect(claim, claim.matters, words).lstrip("+"))
    )
    ends = (claim.dial.values[0], claim.dial.values[-1], claim.dial.default)
    low, high, usual = (place(claim, value, words) for value in ends)
    dial = words(f"claim.{claim.name}.dial").rstrip(",")
    return [
        words(f"claim.{claim.name}.compared"), judge,
        words("claims.range", dial=dial, low=low, high=high, default=usual), words("claims.same_luck"),
    ]  # fmt: skip


def _at(claim: Claim, value: float) -> float:
    """Return where a value stands on the bar, in per cent: points at equal distances, others in between or outside."""
    values, edge = claim.dial.values, _edge(claim)
    if not values[0] <= value <= values[-1]:
        return edge / 2.0 if value < values[0] else 100.0 - edge / 2.0
    k = max(i for i, v in enumerate(values) if v <= value)
    between = (value - values[k]) / (values[k + 1] - values[k]) if k + 1 < len(values) else 0.0
    return edge + (100.0 - 2.0 * edge) * (k + between + 0.5) / len(values)


def _cells(claim: Claim) -> list[tuple[float, float]]:
    number, edge = len(claim.dial.points), _edge(claim)
    width = (100.0 - 2.0 * edge) / number
    return [(edge + k * width, edge + (k + 1) * width) for k in range(number)]


def _edge(claim: Claim) -> float:
    """Return the room at both ends of the bar: some where the base case lies outside the range."""
    return 0.0 if claim.dial.values[0] <= claim.dial.default <= claim.dial.values[-1] else ROOM


def _first_look() -> int:
    from experiments.claims import LOOKS

    return LOOKS[0]
