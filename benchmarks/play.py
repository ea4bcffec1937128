"""How fast a quarter is there: from committing it, by the key, until its report can be read, in real Chromium.

.venv/bin/python benchmarks/play.py
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
GAMES, QUARTERS = 3, 8
SWITCHES = ("Compute", "Pipelines", "Race", "Market", "Money", "Organisation")


def main() -> int:
    """Serve the page, play games, print what was measured."""
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
            headlines, reports, pictures = [], [], []
            for _ in range(GAMES):
                context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
                page = context.new_page()
                page.set_default_timeout(60_000)
                page.goto(f"http://127.0.0.1:{port}/?lang=en")
                page.locator(".st-key-play button").click()
                page.locator(".st-key-commit button").wait_for()
                page.wait_for_timeout(2500)
                measure(page, headlines, reports)
                pictures += switched(page)
                context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait()
    told("commit until the headline", headlines)
    told("commit until the report", reports)
    told("picture chosen until it is drawn", pictures)
    return 0


def measure(page: Page, headlines: list[float], reports: list[float]) -> None:
    """Play a game; the report may be read when it names the quarter (little motion: the weeks are not played out)."""
    for quarter in range(1, QUARTERS + 1):
        began = time.perf_counter()
        page.keyboard.press("Control+Enter")
        page.locator(".kicker", has_text=f"Quarter {quarter} of").wait_for()
        headlines.append(time.perf_counter() - began)
        page.locator(".st-key-gallery", has_text=f"What quarter {quarter} brought").wait_for()
        reports.append(time.perf_counter() - began)
        page.wait_for_timeout(2000)


def switched(page: Page) -> list[float]:
    """Choose one picture after the other."""
    spent = []
    pieces = (".flow .ribbon", ".st-key-pipelines .main-svg", ".st-key-large-race .main-svg",
              ".st-key-large-developers .main-svg", ".st-key-large-cash .main-svg", ".map g.team")  # fmt: skip
    for name, piece in zip(SWITCHES, pieces, strict=True):
        began = time.perf_counter()
        page.locator(".st-key-picture button", has_text=name).click()
        page.locator(piece).first.wait_for()
        spent.append(time.perf_counter() - began)
        page.wait_for_timeout(800)
    return spent


def told(what: str, seconds: list[float]) -> None:
    """Print median, 95th percentile and number."""
    ordered = sorted(seconds)
    worst = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{what}: median {1000 * statistics.median(ordered):.0f} ms, p95 {1000 * worst:.0f} ms, {len(ordered)} times")


if __name__ == "__main__":
    sys.exit(main())
