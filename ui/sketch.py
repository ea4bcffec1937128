"""A chart while it is being drawn: plain data, which Plotly looks at once, when it is done.

A Plotly figure checks and copies all it holds whenever something is added to it; a chart of ours is added to ten to
thirty times. Nor does it carry Streamlit's template along, 6 kB of colours that none of our charts uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

Trace = dict[str, Any]
"""What Plotly calls a trace, with its `type`."""
IN_PIXELS = ("height", "xshift", "yshift", "ticklabelstandoff")
"""What grows with the letters, beside margins."""


def scatter_trace(**trace: Any) -> Trace:
    """Return a line, an area or dots."""
    return {"type": "scatter", **trace}


def bar_trace(**trace: Any) -> Trace:
    """Return a row of bars."""
    return {"type": "bar", **trace}


class Sketch:
    """A chart on its way; everything is named as Plotly names it."""

    def __init__(self, *traces: Trace) -> None:
        self.traces = list(traces)
        self.layout: dict[str, Any] = {"template": {}, "shapes": [], "annotations": []}

    def add_trace(self, trace: Trace) -> None:
        """Draw one more line, area or row of bars."""
        self.traces.append(trace)

    def add_shape(self, **shape: Any) -> None:
        """Draw a line or another shape."""
        self.layout["shapes"].append(shape)

    def add_annotation(self, **note: Any) -> None:
        """Write words into the picture."""
        self.layout["annotations"].append(note)

    def update_layout(self, *several: Mapping[str, Any], **layout: Any) -> None:
        """Change what is named; the rest stays, inside mappings too."""
        for change in (*several, layout):
            self.layout = _merged(self.layout, change)

    def update_xaxes(self, **axis: Any) -> None:
        """Change the axis along the bottom."""
        self.update_layout(xaxis=axis)

    def update_yaxes(self, **axis: Any) -> None:
        """Change the axis at the left."""
        self.update_layout(yaxis=axis)

    def done(self) -> go.Figure:
        """Return the figure; raises ValueError for what Plotly does not know."""
        return go.Figure(self.traces, self.layout)


def _merged(old: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    both = dict(old)
    for name, value in change.items():
        inside = both.get(name)
        both[name] = _merged(inside, value) if isinstance(value, Mapping) and isinstance(inside, Mapping) else value
    return both


def enlarged(figure: go.Figure, scale: float) -> go.Figure:
    """Return a figure whose writing, margins and height are `scale` times as large; lines and marks stay."""
    if scale == 1.0:
        return figure
    drawn = figure.to_dict()
    return go.Figure(_scaled(drawn["data"], scale), _scaled(drawn["layout"], scale))


def _scaled(part: Any, scale: float, name: str = "") -> Any:
    if isinstance(part, Mapping):
        grows = ("size",) if name.endswith("font") else ("l", "r", "t", "b") if name == "margin" else IN_PIXELS
        return {key: _times(value, scale) if key in grows else _scaled(value, scale, key) for key, value in part.items()}
    return [_scaled(one, scale, name) for one in part] if isinstance(part, list | tuple) else part


def _times(pixels: Any, scale: float) -> Any:
    """Return a length, whole where it was: Plotly takes some lengths only so."""
    if isinstance(pixels, int):
        return round(pixels * scale)
    return pixels * scale if isinstance(pixels, float) else pixels
