"""A Chromium for benchmarks of the page, and what is timed inside it: no message to the test's process falls in between."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CLICK = """async ([pressed, there, text]) => {
  const began = performance.now();
  document.querySelector(pressed).click();
  for (;;) {
    const found = document.querySelector(there);
    const running = document.querySelector('[data-test-script-state=running]');
    if (found && found.textContent.includes(text) && !running && !found.closest('[data-stale=true]')) break;
    if (performance.now() - began > 60000) return NaN;
    await new Promise((next) => setTimeout(next, 4));
  }
  await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  return performance.now() - began;
}"""


@contextmanager
def chromium() -> Iterator[Page]:
    """Open a page in Chromium; exits with a sentence where there is none."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise SystemExit("no Chromium here: sh scripts/chromium.sh installs Debian's")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def click(page: Page, pressed: str, there: str, text: str = "") -> float:
    """Click on something; return the milliseconds until something else holds a text and the page stands still."""
    return float(page.evaluate(CLICK, [pressed, there, text]))
