"""A figure by week for a plan and for the base case, with a band over other lucks: what the picture needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from model.clock import WEEKS_A_QUARTER
from ui import axis, telling
from ui.pictures.component import component, packed
from ui.words import HTML_LANGUAGES, Words

TALL, LOW, SMALL = 330, 150, 54  # px
FLAT = 0.05
"""Half the height of the axis of a line that is nothing but zero."""

Series = Sequence[float] | np.ndarray


def draw(data: dict[str, Any], key: str) -> None:
    """Draw one picture."""
    drawn = component("fan", ("fan.css",), ("svg.js", "fan_drawing.js", "fan.js"))
    drawn(data=packed(data), key=key)


def draw_also(rows: Sequence[dict[str, Any]], words: Words, key: str) -> None:
    """Draw small pictures beside words: `rows` hold `picture` and `words` (name, value, kind of verdict, verdict, base)."""
    drawn = component("also", ("fan.css", "also.css"), ("svg.js", "fan_drawing.js", "also.js"))
    drawn(data=packed({"language": HTML_LANGUAGES[words.language], "rows": list(rows)}), key=key)


def fan_data(
    kpi: str, mine: Series, base: Series, band: tuple[Series, Series] | None, since: int, words: Words, alt: str,
    height: int = TALL, difference: bool = False, goal: float | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the data of one picture; `since` counts weeks of history, `difference` writes values as changes."""
    drawn = [np.asarray(values, dtype=float) for values in (mine, base, *(band or ()))]
    low, high = extent(
        drawn, kpi, difference, goal, telling.finest(kpi, float(np.nanmax(np.abs(drawn[:2]))), words, difference)
    )
    write = _change if difference else telling.figure
    ends = {"mine": float(drawn[0][-1]), "base": float(drawn[1][-1])}
    labels = {"mine": words("whatif.label.mine", value=write(kpi, ends["mine"], words)),
              "base": words("whatif.label.base", value=write(kpi, ends["base"], words)), "past": words("whatif.label.past"),
              "band": ""}  # fmt: skip
    if difference:
        labels |= {"mine": write(kpi, ends["mine"], words), "base": words("chart.base")}
    if band is not None:
        low_end, high_end = float(band[0][-1]), float(band[1][-1])
        ends_of_band = (write(kpi, low_end, words), write(kpi, high_end, words)) if difference else \
            telling.figures_from_to(kpi, low_end, high_end, words)  # fmt: skip
        labels["band"] = words("whatif.label.band", **dict(zip(("low", "high"), ends_of_band, strict=True)))
    return {
        "weeks": len(drawn[0]), "since": since, "height": height, "small": height == SMALL,
        "mine": _plain(drawn[0]), "base": _plain(drawn[1]),
        "band": [_plain(bound) for bound in drawn[2:]] if band is not None else None,
        "range": [low, high],
        "ticks": [[tick, text] for tick, text in axis.written(kpi, low, high, words, difference)],
        "quarters": [words("chart.quarter", quarter=q + 1) for q in range(len(drawn[0]) // WEEKS_A_QUARTER)],
        "goal": goal, "goal_text": words("whatif.goal", value=telling.figure(kpi, goal, words)) if goal is not None else "",
        "words": labels, "alt": alt, "language": HTML_LANGUAGES[words.language],
    }  # fmt: skip


def extent(
    drawn: Sequence[np.ndarray], kpi: str, difference: bool, goal: float | None, finest: float
) -> tuple[float, float]:
    """Return the lowest and highest value of the axis: shares from nothing to all, others with a margin.

    The margin is no less than `finest`: what would be written alike does not fill the picture.
    """
    values = np.concatenate(drawn)
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    if goal is not None:
        low, high = min(low, goal), max(high, goal)
    if telling.is_share(kpi) and not difference and high > 0.5:
        return min(0.0, low), max(1.0, high)
    if difference:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = max(0.08 * (high - low) or 0.05 * abs(high) or FLAT, finest)
    return low - margin, high + margin


def _change(kpi: str, value: float, words: Words) -> str:
    return telling.change(kpi, value, words, unit=False)


def _plain(values: np.ndarray) -> list[float]:
    return np.where(np.isfinite(values), np.round(values, 6), 0.0).tolist()
