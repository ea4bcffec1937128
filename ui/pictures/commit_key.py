"""The key that commits, where Streamlit's own widgets do not let it through."""

from __future__ import annotations

from ui.pictures.component import component


def draw(key: str) -> None:
    """Let Ctrl+Enter commit while a tab of the desks has the focus; nothing is seen."""
    component("commit-key", (), ("commit_key.js",))(key=key, height=1)
