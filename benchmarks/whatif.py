"""How fast the page of plans answers, in real Chromium: pictures a second while dragging, and what a release waits for.

.venv/bin/python benchmarks/whatif.py
"""

from __future__ import annotations

import sys
import time

from page.browser import chromium
from page.server import Server, table, told
from playwright.sync_api import Page

DRAG_SECONDS = 6.0
MOVES_A_SECOND = 16
RELEASES = 24
DRAGS = 10
FINE = 4
"""The lever that is dragged: the share of the frontier, which has more steps than can be drawn."""
WATCH = """() => {
  const deep = (sel) => { const out = []; const go = (n) => { for (const e of n.querySelectorAll('*')) {
    if (e.matches(sel)) out.push(e); if (e.shadowRoot) go(e.shadowRoot); } }; go(document); return out; };
  window.drawn = []; window.large = 0; let before = '', first = '';
  setInterval(() => { const all = deep('.fan polyline.mine').map((e) => e.getAttribute('points')), now = all.join('|');
    if (all[0] !== first) { first = all[0]; window.large += 1; }
    if (now !== before) { before = now; window.drawn.push(performance.now()); } }, 8);
}"""
HEARD = """
  window.sent = []; window.heard = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) { window.sent.push(performance.now()); return send.call(this, data); };
  const Plain = window.WebSocket;
  window.WebSocket = new Proxy(Plain, { construct(kind, given) { const made = new kind(...given);
    made.addEventListener('message', (e) => window.heard.push([performance.now(), e.data.byteLength || 0]));
    return made; } });
"""


def drag(page: Page) -> float:
    """Drag a lever of many steps from end to end; return how often a second the large picture is another one."""
    left, right, height = _track(page, FINE)
    page.mouse.move(left, height)
    page.mouse.down()
    began, first = time.perf_counter(), page.evaluate("large")
    moves = round(DRAG_SECONDS * MOVES_A_SECOND)
    for k in range(moves):
        page.mouse.move(left + (right - left) * k / moves, height)
        page.wait_for_timeout(1000 / MOVES_A_SECOND)
    pictures = page.evaluate("large") - first
    lasted = time.perf_counter() - began
    page.mouse.up()
    page.wait_for_timeout(2500)
    return pictures / lasted


def keys(page: Page) -> tuple[list[float], list[float], list[float]]:
    """Move levers by a key, every plan a new one: all, of which the server, and bytes received."""
    spent, server, received = [], [], []
    for k in range(RELEASES):
        page.locator(".lever input").nth((2, 1, 3)[k % 3]).focus()
        page.evaluate("sent.length = heard.length = 0")
        began = page.evaluate("performance.now()")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(1400)
        drawn = page.evaluate(f"drawn.filter((t) => t > {began})")
        if not drawn:  # the lever stood at its end
            continue
        sent, heard = page.evaluate("sent[0]"), page.evaluate("heard")
        before = [(at, size) for at, size in heard if sent < at <= drawn[0]]
        spent.append(drawn[0] - began)
        server.append(max(at for at, _ in before) - sent)
        received.append(sum(size for _, size in before))
    return spent, server, received


def releases(page: Page) -> list[float]:
    """Drag fast and let go at once: from there until the pictures of the last place."""
    spent = []
    for k in range(DRAGS):
        left, right, height = _track(page, (4, 5)[k % 2])
        page.mouse.move(left + 0.1 * (right - left), height)
        page.mouse.down()
        for step in range(8):
            page.mouse.move(left + (right - left) * (0.2 + 0.06 * step + 0.013 * k), height)
            page.wait_for_timeout(60)
        page.mouse.up()
        began = page.evaluate("performance.now()")
        page.wait_for_timeout(1800)
        if drawn := page.evaluate(f"drawn.filter((t) => t > {began})"):
            spent.append(drawn[-1] - began)
    return spent


def _track(page: Page, number: int) -> tuple[float, float, float]:
    box = page.locator(".lever input").nth(number).bounding_box()
    assert box is not None
    return box["x"] + 0.1 * box["width"], box["x"] + 0.9 * box["width"], box["y"] + box["height"] / 2


def main() -> int:
    """Serve the page, move levers, print what was measured."""
    with Server() as server, chromium() as page:
        page.add_init_script(HEARD)
        page.goto(f"http://127.0.0.1:{server.port}/whatif?lang=en")
        page.locator(".st-key-whatif-begin button").click()
        page.locator(".fan polyline.mine").first.wait_for(state="attached")
        page.wait_for_timeout(4000)
        page.evaluate(WATCH)
        pictures = drag(page)
        before = server.spent()
        spent, of_server, received = keys(page)
        own, workers = (1000 * (later - earlier) / RELEASES for later, earlier in zip(server.spent(), before, strict=True))
        let_go = releases(page)
    table(
        "What-if: 104 weeks played again for every move",
        [
            ("while dragging", "3 pictures a second", f"{pictures:.1f} pictures a second"),
            ("a key until all pictures", "p95 400 ms", told(spent)),
            ("- of which the server", "250 ms", told(of_server)),
            ("let go in the midst of a drag until all pictures", "", told(let_go)),
            ("processor a move: page / those that play, with bands", "", f"{own:.0f} / {workers:.0f} ms"),
            ("sent a move", "", f"{sum(received) / max(1, len(received)) / 1000:.0f} kB"),
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
