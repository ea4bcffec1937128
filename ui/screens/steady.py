"""Charts that stay in place when their data change.

Streamlit makes the identity of a Plotly chart of all it holds, so that every change takes the chart down and builds
another: a tenth of a second of nothing, and twice the work for the browser. Identified by its key alone, Plotly draws
the difference. Streamlit has no word for that yet (1.67: `key_as_main_identity=False` in `elements/plotly_chart.py`);
where it is built otherwise, charts blink as before, and `tests/ui/test_sketch.py` says so.
"""

from __future__ import annotations

from typing import Any

from streamlit.elements import plotly_chart

_IDENTIFY = "compute_and_register_element_id"


def keep_charts_in_place() -> None:
    """Let charts with a key be told apart by it, for all sessions of this process; a second call changes nothing."""
    usual = getattr(plotly_chart, _IDENTIFY, None)
    if usual is None or getattr(usual, "by_key", False):
        return

    def identify(kind: str, *, user_key: str | None, **told: Any) -> str:
        if user_key is not None:
            told["key_as_main_identity"] = True
        return usual(kind, user_key=user_key, **told)

    identify.by_key = True  # type: ignore[attr-defined]
    setattr(plotly_chart, _IDENTIFY, identify)
