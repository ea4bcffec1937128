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
