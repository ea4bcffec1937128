"""How much larger writing is on this screen than on a laptop: the style sheet enlarges it, and charts must follow."""

from __future__ import annotations

from collections.abc import Callable

from ui.pictures.component import component, packed

LAPTOP = 16
"""Size of the page's letters on a laptop, px."""
LARGEST = 2.0


def draw(scale: float, key: str, changed: Callable[[], None]) -> None:
    """Let the browser say when the page is written in another size than `scale` times a laptop's; nothing is seen."""
    drawn = component("scale", (), ("svg.js", "screen_scale.js"))
    drawn(data=packed({"scale": scale, "laptop": LAPTOP}), key=key, height=1, on_scale_change=changed)


def within(sent: object) -> float:
    """Return the scale that a browser sent, brought within bounds."""
    return min(max(float(sent), 1.0), LARGEST) if isinstance(sent, int | float) and sent == sent else 1.0
