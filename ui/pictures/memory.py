"""Which game this browser played last, kept in a cookie of its own: no account, and nobody else's."""

from __future__ import annotations

from streamlit.components import v2

COOKIE = "boats-game"
DAYS = 90
_SCRIPT = """
export default function (component) {
  const { name, value, days } = component.data;
  document.cookie = `${name}=${encodeURIComponent(value)}; max-age=${86400 * days}; path=/; SameSite=Lax`;
}
"""


def remember(token: str) -> None:
    """Let the browser remember this game."""
    component = v2.component("boats_memory", html="<span>\n</span>", js=_SCRIPT)
    component(data={"name": COOKIE, "value": token, "days": DAYS}, key="memory", height=1)
