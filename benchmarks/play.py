"""How long a person waits for a quarter in real Chromium: a commit until its report, and one picture after another.

.venv/bin/python benchmarks/play.py
"""

from __future__ import annotations

import sys

from page.browser import chromium, click
from page.server import Server, table, told
from playwright.sync_api import Page

QUARTERS = 8
PICTURES = {
    3: "GPUs from where they come", 4: "What is under way", 5: "Capability of the best model", 6: "Developers by family",
    7: "Cash at the end of each week", 2: "Teams by stack",
}  # fmt: skip
"""Where a picture stands in the chooser (from 1, the report first), and what is written under its title."""


def play(page: Page, address: str, server: Server) -> tuple[list[float], list[float]]:
    """Play a game with little motion, so that the weeks are not played out; return waits and the page's own work, ms."""
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{address}/?lang=en")
    page.locator(".st-key-play button").click()
    page.locator(".st-key-commit button").wait_for()
    page.wait_for_timeout(3000)
    waited, worked = [], []
    for quarter in range(1, QUARTERS + 1):
        before, _ = server.spent()
        waited.append(click(page, ".st-key-commit button", ".st-key-gallery", f"What quarter {quarter} brought"))
        worked.append(1000.0 * (server.spent()[0] - before))
        page.wait_for_timeout(1500)
    return waited, worked


def main() -> int:
    """Serve the page, play, print."""
    with Server() as server, chromium() as page:
        waited, worked = play(page, f"http://127.0.0.1:{server.port}", server)
        switched, drawn = [], []
        for _ in range(2):
            for place, said in PICTURES.items():
                before, _ = server.spent()
                switched.append(click(page, f".st-key-picture button:nth-of-type({place})", ".st-key-gallery", said))
                drawn.append(1000.0 * (server.spent()[0] - before))
                page.wait_for_timeout(500)
    table(
        "A quarter",
        [
            ("commit until its report", "1000 ms", told(waited)),
            ("- of which the page's own process works", "", told(worked)),
            ("another picture", "500 ms", told(switched)),
            ("- of which the page's own process works", "", told(drawn)),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
