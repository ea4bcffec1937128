"""The tree of runs: the game as a straight line, branches leaving it where a decision was changed."""

from __future__ import annotations

from typing import Any

from ui.pictures.component import component, packed


def draw(data: dict[str, Any], key: str) -> dict[str, Any] | None:
    """Draw the tree; return the run and the quarter of a dot that was clicked just now."""
    drawn = component("tree", ("time_tree.css",), ("svg.js", "time_tree.js"))
    return drawn(data=packed(data), key=key, on_clicked_change=_nothing).clicked


def lanes(ends: list[float], current: int, lower_is_better: bool) -> list[int]:
    """Return the lane of each run: by result, the best at the top."""
    order = sorted(range(len(ends)), key=lambda i: (ends[i] if lower_is_better else -ends[i], i != current, i))
    places = [0] * len(ends)
    for lane, i in enumerate(order):
        places[i] = lane
    return places


def _nothing() -> None:
    """The result itself says what was clicked."""
