"""The causal loop diagram: rings of causes around the figure they pull at, arrows as thick as the pull."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit.components import v2

from model.links import LINKS
from ui import telling, why_charts
from ui.words import HTML_LANGUAGES, Words

if TYPE_CHECKING:
    from experiments.why import Strengths

FOLDER = Path(__file__).parent
MOST = 6
"""Rings drawn: those that pull most in some quarter."""


def draw(data: dict[str, Any], key: str) -> str | None:
    """Draw the diagram; return the name of a ring that was opened just now."""
    component = v2.component(
        "boats_loops",
        html='<div class="loops">\n</div>',
        css=(FOLDER / "loop_diagram.css").read_text(encoding="utf-8"),
        js="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ("svg.js", "loop_diagram.js")),
    )
    return component(data=data, key=key, on_opened_change=_nothing).opened


def _nothing() -> None:
    """The result itself says what was opened."""


def diagram_data(strengths: Strengths, kpi: str, words: Words, alt: str) -> dict[str, Any]:
    """Return what the picture needs: rings with their causes, pull and share by quarter, and words."""
    values, shares = strengths.of(kpi), strengths.shares(kpi)
    rings = []
    for i in why_charts.leading(strengths, kpi)[:MOST]:
        name = strengths.loops[i]
        link = LINKS[name]
        rings.append(
            {
                "name": name,
                "title": words(f"loop.{name}"),
                "reinforcing": link.reinforcing,
                "steps": [words(f"node.{step}") for step in link.steps],
                "pull": [float(v) if v == v else 0.0 for v in values[i]],
                "share": [words.percent(float(v)) for v in shares[i]],
                "told": [telling.change(kpi, float(v), words) if v == v else "" for v in values[i]],
            }
        )
    return {
        "rings": rings,
        "kpi": telling.figure_name(kpi, words),
        "quarters": [words("chart.quarter", quarter=q + 1) for q in range(values.shape[1])],
        "words": {"alt": alt, "quarter": words("why.loops.quarter"), "open": words("why.loop.open"),
                  "language": HTML_LANGUAGES[words.language]},
    }  # fmt: skip
