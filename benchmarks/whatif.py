"""How fast the page of plans answers, in real Chromium: pictures a second while dragging, and a key until the redraw.

.venv/bin/python benchmarks/whatif.py
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DRAG_SECONDS = 6.0
MOVES_A_SECOND = 16
RELEASES = 12
WATCH = """() => {
  const deep = (sel) => { const out = []; const go = (n) => { for (const e of n.querySelectorAll('*')) {
    if (e.matches(sel)) out.push(e); if (e.shadowRoot) go(e.shadowRoot); } }; go(document); return out; };
  window.drawn = []; let before = '';
  setInterval(() => { const now = deep('.fan polyline.mine').map((e) => e.getAttribute('points')).join('|');
    if (now !== before) { before = now; window.drawn.push(performance.now()); } }, 10);
}"""


def main() -> int:
    """Serve the page, move levers, print what was measured."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium here: sh scripts/chromium.sh installs Debian's")
        return 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "app.py"), "--server.port", str(port),
               "--server.headless", "true"]  # fmt: skip
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    try:
        time.sleep(4)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{port}/whatif?lang=en")
            page.locator(".st-key-whatif-begin button").click(timeout=60_000)
            page.locator(".fan polyline.mine").first.wait_for(state="attached", timeout=60_000)
            page.wait_for_timeout(2500)
            page.evaluate(WATCH)
            measure(page)
            browser.close()
    finally:
        server.terminate()
        server.wait()
    return 0


def measure(page: Page) -> None:
    """Drag one lever, then release others one by one; every plan is new, so nothing is remembered."""
    lever = page.locator(".lever input").nth(5)
    box = lever.bounding_box()
    assert box is not None
    left, height = box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(left, height)
    page.mouse.down()
    began, first = time.perf_counter(), page.evaluate("drawn.length")
    moves = round(DRAG_SECONDS * MOVES_A_SECOND)
    for k in range(moves):
        page.mouse.move(left + 0.8 * box["width"] * k / moves, height)
        page.wait_for_timeout(1000 / MOVES_A_SECOND)
    pictures = page.evaluate("drawn.length") - first
    print(f"dragging: {pictures / (time.perf_counter() - began):.1f} pictures a second")
    page.mouse.up()
    page.wait_for_timeout(2500)
    spent = []
    for k in range(RELEASES):
        lever = page.locator(".lever input").nth((2, 1, 3)[k % 3])
        lever.focus()
        begun = page.evaluate("performance.now()")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(1500)
        later = page.evaluate(f"drawn.filter((t) => t > {begun})")
        spent += [later[0] - begun] if later else []
    spent.sort()
    worst = spent[min(len(spent) - 1, round(0.95 * len(spent)))]
    print(f"a key until all pictures: median {statistics.median(spent):.0f} ms, p95 {worst:.0f} ms, {len(spent)} moves")


if __name__ == "__main__":
    sys.exit(main())
