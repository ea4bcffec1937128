"""The tree of runs: the game as a straight line, branches leaving it where a decision was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.components import v2

FOLDER = Path(__file__).parent


def draw(data: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Draw the tree; return the run and the quarter of a dot that was clicked just now."""
    component = v2.component(
        "boats_tree",
        html='<div class="tree">\n</div>',
        css=(FOLDER / "time_tree.css").read_text(encoding="utf-8"),
        js="\n".join((FOLDER / name).read_text(encoding="utf-8") for name in ("svg.js", "time_tree.js")),
    )
    return component(data=data, key=key, on_clicked_change=_nothing).clicked


def lanes(ends: list[float], current: int, lower_is_better: bool) -> list[int]:
    """Return the lane of each run: by result, the best at the top."""
    order = sorted(range(len(ends)), key=lambda i: (ends[i] if lower_is_better else -ends[i], i != current, i))
    places = [0] * len(ends)
    for lane, i in enumerate(order):
        places[i] = lane
    return places


def _nothing() -> None:
    """The result itself says what was clicked."""
