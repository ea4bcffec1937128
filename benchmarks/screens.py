"""How long a person waits in real Chromium: a commit, a change of screen, the first waterfall.

.venv/bin/python benchmarks/screens.py
"""

from __future__ import annotations

import sys
from collections import defaultdict

from page.browser import chromium, click
from page.server import Server, table, told
from playwright.sync_api import Page

QUARTERS = 8
ASKED_WHY = (3, 5, 8)
SCREENS = {
    "whatif": ".st-key-whatifhead h1",
    "tree": ".st-key-treeacts",
    "why": ".st-key-whyhead h1",
    "play": ".st-key-desk, .kicker",
}


def measure(page: Page, address: str) -> dict[str, list[float]]:
    """Play a game; after some quarters go round the screens, twice: a screen seen again has nothing to work out."""
    spent: dict[str, list[float]] = defaultdict(list)
    page.goto(f"{address}/?lang=en")
    page.locator(".st-key-play button").wait_for()
    page.wait_for_timeout(3000)
    spent["begin"].append(click(page, ".st-key-play button", ".kicker", "Before the first"))
    for quarter in range(1, QUARTERS + 1):
        page.wait_for_timeout(700)
        spent["commit"].append(click(page, ".st-key-commit button", ".kicker", f"Quarter {quarter} of"))
        if quarter not in ASKED_WHY:
            continue
        for lap in ("first", "again"):
            for screen, there in SCREENS.items():
                page.wait_for_timeout(700)
                took = click(page, f'a[href*="/{screen}"]', there)
                spent["waterfall" if screen == "why" and lap == "first" else f"{screen} {lap}"].append(took)
    return spent


def main() -> int:
    """Serve the page, play, print."""
    with Server() as server, chromium() as page:
        spent = measure(page, f"http://127.0.0.1:{server.port}")
    switches = [took for name, times in spent.items() if name.partition(" ")[2] == "again" for took in times]
    first = [
        (f"- to {name.partition(' ')[0]}, first time", "", told(spent[name])) for name in spent if name.endswith("first")
    ]
    table(
        "Screens",
        [
            ("from the start to a game", "", told(spent["begin"])),
            ("commit until the report", "1000 ms", told(spent["commit"])),
            ("another screen", "500 ms", told(switches)),
            *first,
            ("why: the first waterfall", "2000 ms", told(spent["waterfall"])),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
