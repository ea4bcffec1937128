"""The Chinese page in Chromium: every screen is walked over, and no English sentence stands on it."""

import re

import pytest
from playwright.sync_api import expect

from tests.ui.test_browser import CHROMIUM, address, browser, page

__all__ = ["address", "browser", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
PATIENCE = 120_000  # ms
SENTENCE = re.compile(r"\b[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}\b")
"""Three words in a row: citations, names and formulas have no such thing."""
STREAMLIT = {"Skip to main content"}
"""For screen readers, and not ours."""
TEXTS = """() => {
  const told = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.parentElement.closest("style, script, noscript, code")) told.push(node.textContent.trim());
  }
  return told;
}"""


def english(page):
    return [text for text in page.evaluate(TEXTS) if SENTENCE.search(text.replace("et al.", "")) and text not in STREAMLIT]


def commit(page):
    page.locator(".st-key-commit button").click()
    expect(page.locator(".kicker")).to_contain_text("已完成第 1 季", timeout=PATIENCE)
    page.wait_for_timeout(2000)


def go(page, screen):
    page.locator(f'a[href*="/{screen}"]').first.click()
    expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(2000)


def test_no_english_sentence_stands_on_the_chinese_page(page, address):
    page.goto(f"{address}/?lang=zh_CN")
    expect(page.locator(".st-key-play button")).to_be_visible(timeout=PATIENCE)
    assert not english(page)
    page.locator(".st-key-play button").click()
    expect(page.locator(".st-key-commit button")).to_be_visible(timeout=PATIENCE)
    assert not english(page)
    commit(page)
    assert not english(page)
    for screen in ("whatif", "tree", "report", "learn"):
        go(page, screen)
        assert not english(page), screen
    for tab in range(4):
        page.locator(".st-key-learntabs [role=tab]").nth(tab).click()
        page.wait_for_timeout(1500)
        assert not english(page), tab


def test_a_loop_opened_on_why_is_chinese_down_to_its_sources(page, address):
    page.goto(f"{address}/?lang=zh_CN")
    page.locator(".st-key-play button").click(timeout=PATIENCE)
    expect(page.locator(".st-key-commit button")).to_be_visible(timeout=PATIENCE)
    commit(page)
    go(page, "why")
    loop = page.locator("g.loop[role=button]").first
    expect(loop).to_be_visible(timeout=PATIENCE)
    loop.focus()
    loop.press("Enter")
    opened = page.get_by_role("dialog").locator("[data-testid=stExpander] summary")
    expect(opened.first).to_be_visible(timeout=PATIENCE)
    opened.first.click()
    equations = page.get_by_role("dialog").locator("section.equations").first
    expect(equations).to_be_visible(timeout=PATIENCE)
    assert equations.get_attribute("lang") == "zh-Hans"
    label, said = (equations.locator(f"{part} >> nth=0").bounding_box() for part in ("dt", "dd"))
    assert label["x"] + label["width"] <= said["x"], "an equation stands beside its number"
    assert not english(page)
