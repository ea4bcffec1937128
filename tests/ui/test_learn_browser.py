"""Learn in Chromium: a claim is run until a verdict stands there, and a task is begun, played and found again."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.test_browser import CHROMIUM, address, browser, commit, page

__all__ = ["address", "browser", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
PATIENCE = 60_000  # ms
SIZES = [(820, 1180), (1280, 800), (1920, 1080)]


def learn(page, address, language="en"):
    page.goto(f"{address}/learn?lang={language}")
    expect(page.locator(".st-key-claimrow-E16")).to_be_attached(timeout=PATIENCE)


@pytest.mark.slow
def test_a_claim_is_run_and_its_verdict_read(page, address):
    learn(page, address)
    expect(page.locator("h1")).to_contain_text("sixteen claims")
    row = page.locator(".st-key-claimrow-E4")
    row.locator(".st-key-claim-run-E4 button").click()
    expect(row.locator(".verdict")).to_contain_text(re.compile("Holds|Fails|too few to tell"), timeout=4 * PATIENCE)
    expect(page.locator("h1")).to_contain_text("1 of 16 claims tried", timeout=PATIENCE)
    page.locator(".st-key-claim-stop-E4 button").click()
    expect(page.locator(".st-key-claim-run-E4 button")).to_contain_text("Refine", timeout=PATIENCE)
    assert row.locator(".mark.at-holds, .mark.at-none, .mark.at-reverse, .mark.at-unclear").count() == 4
    cells = [cell.bounding_box() for cell in row.locator(".cell").all()]
    assert len({round(cell["y"]) for cell in cells if cell}) == 1, "the bar is one line, wherever the claim holds"
    page.locator(".st-key-claim-E4-table button").click()
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.slow
def test_a_task_is_begun_played_and_there_after_a_reload(page, address):
    learn(page, address)
    page.locator(".st-key-task-begin-queue button").click()
    strip = page.locator(".taskstrip")
    expect(strip).to_contain_text("Task 1 of 7", timeout=PATIENCE)
    commit(page, 1)
    expect(strip).to_contain_text("by what you see", timeout=PATIENCE)
    page.reload()
    expect(strip).to_contain_text("by what you see", timeout=PATIENCE)
    page.locator('a[href*="/learn"]').first.click()
    expect(page.locator(".st-key-task-go-on-queue button")).to_be_visible(timeout=PATIENCE)


SEEN = [(SIZES[0], "zh_CN")]
"""What is looked at each time; the others are looked at by the slow tests."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "language"),
    [
        pytest.param(size, language, id=f"{language}-{size[0]}", marks=() if (size, language) in SEEN else pytest.mark.slow)
        for language in ("en", "zh_CN")
        for size in SIZES
    ],
)
def test_nothing_is_wider_than_the_page(page, address, size, language):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    learn(page, address, language)
    for tab in range(4):
        page.locator(".st-key-learntabs [role=tab]").nth(tab).click()
        page.wait_for_timeout(1500)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
