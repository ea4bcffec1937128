"""Takes the pictures of the README and the tour from the running page, in Chromium: `make pictures`.

The game is the base case under the policy `sensible`; what is shown is whatever the engine says today.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

from page.browser import chromium  # noqa: E402
from page.server import Server  # noqa: E402

from experiments.run import Game  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
SEED, QUARTERS = 2, 5
SIZE = {"width": 1280, "height": 860}
SETTLE = 2_500  # ms until animations are over
FILLED = 12_000  # ms until bands and loops have been played behind
COLOURS = 128  # of a picture: they are flat


def shoot(page: Page, name: str) -> None:
    """Take a picture of the window and keep it small."""
    path = PICTURES / f"{name}.png"
    page.wait_for_timeout(SETTLE)
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB\n")


def screen(page: Page, name: str) -> None:
    """Go to another screen by its link."""
    page.locator(f'a[href*="/{name}"]').first.click()


def branch(page: Page) -> None:
    """Go back two quarters, take more GPUs from the units, and compare."""
    screen(page, "tree")
    page.locator(f'[data-dot="0:{QUARTERS - 2}"]').click()
    page.locator(".st-key-tree-branch button").click()
    page.locator(".st-key-desk input[type=range]").nth(1).press("PageUp")
    page.wait_for_timeout(SETTLE)
    page.locator(".st-key-commit button").click()
    page.wait_for_timeout(2 * SETTLE)
    screen(page, "tree")
    page.locator(".st-key-overlay .main-svg").first.wait_for()
    page.wait_for_timeout(FILLED)


def plan(page: Page, address: str) -> None:
    """Try a plan from the first quarter on: more reviews, and more left to the units."""
    page.goto(f"{address}/whatif?lang=en")
    page.locator(".st-key-whatif-begin button").click()
    for lever, key, times in ((0, "ArrowLeft", 2), (5, "PageUp", 3)):
        place = page.locator(".st-key-whatiflevers input[type=range]").nth(lever)
        place.wait_for()
        for _ in range(times):
            place.press(key)
            page.wait_for_timeout(700)
    page.wait_for_timeout(FILLED)
    shoot(page, "whatif")


def tour(page: Page, address: str, run: Path) -> None:
    """Walk through all screens."""
    page.goto(f"{address}/?lang=en")
    page.locator(".st-key-open-run button").wait_for()
    shoot(page, "start")
    page.locator(".st-key-open-run button").click()
    page.locator("input[type=file]").first.set_input_files(run)
    page.locator(".st-key-continue button, .st-key-run-menu button").first.wait_for()
    screen(page, "play")
    page.locator(".st-key-commit button").wait_for()
    page.locator(".st-key-pictures").wait_for()
    shoot(page, "page")
    screen(page, "why")
    page.wait_for_timeout(FILLED)
    shoot(page, "why")
    branch(page)
    shoot(page, "timetree")
    screen(page, "learn")
    shoot(page, "learn")
    screen(page, "report")
    shoot(page, "report")
    page.context.clear_cookies()
    plan(page, address)


def main() -> int:
    """Play the game, serve the page, take the pictures."""
    with tempfile.TemporaryDirectory() as folder, Server() as server, chromium() as page:
        run = Path(folder) / "run.toml"
        game = Game.start("base", seed=SEED, plan="sensible")
        for _ in range(QUARTERS):
            game.advance()
        game.save(run)
        page.set_viewport_size(SIZE)
        tour(page, f"http://127.0.0.1:{server.port}", run)
    return 0


if __name__ == "__main__":
    sys.exit(main())
