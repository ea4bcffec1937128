"""The pictures of a quarter in Chromium: the chooser, the weeks that are watched, a quarter by the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from experiments import Game
from tests.ui.test_browser import CHROMIUM, PATIENCE, address, begin, browser, commit, page, upload  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]

PICTURES = {
    "Compute": ".flow .ribbon", "Pipelines": ".st-key-pipelines .main-svg", "Race": ".st-key-large-race .main-svg",
    "Market": ".st-key-large-developers .main-svg", "Money": ".st-key-large-cash .main-svg", "Organisation": ".map g.team",
}  # fmt: skip
REPORT = ".st-key-report"


def choose(page, name):  # noqa: F811
    button = page.locator(".st-key-picture button", has_text=name)
    expect(button).to_have_count(1, timeout=PATIENCE)  # a page that is drawn anew may hold the old one for a moment
    button.click()


@pytest.mark.slow
@pytest.mark.parametrize("width", [820, *(pytest.param(wide, marks=pytest.mark.slow) for wide in (1280, 1920))])
def test_only_the_chosen_picture_is_drawn_and_nothing_leaves_the_window(page, width):  # noqa: F811
    begin(page)
    commit(page, 1)
    page.set_viewport_size({"width": width, "height": 900})
    for name, piece in PICTURES.items():
        choose(page, name)
        expect(page.locator(piece).first).to_be_visible(timeout=PATIENCE)
        others = [other for each, other in PICTURES.items() if each != name]
        for other in others:
            expect(page.locator(other)).to_have_count(0, timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_the_scrubber_of_the_flow_walks_through_the_weeks(page):  # noqa: F811
    begin(page)
    commit(page, 1)
    choose(page, "Compute")
    pool = page.locator(".flow .node", has_text=re.compile("^Pool"))
    expect(pool).to_be_visible(timeout=PATIENCE)
    before = pool.text_content()
    page.locator(".flow .track input").focus()
    page.keyboard.press("Home")
    expect(page.locator(".flow .track input")).to_have_attribute("aria-valuetext", re.compile("^week 1,"))
    assert pool.text_content() != before


WATCH = """(skip) => {
  const deep = (sel) => { const out = []; const go = (n) => { for (const e of n.querySelectorAll('*')) {
    if (e.matches(sel)) out.push(e); if (e.shadowRoot) go(e.shadowRoot); } }; go(document); return out; };
  window.weeks = [];
  setInterval(() => { for (const e of deep('.map .track input:not([disabled])')) {
    const week = parseInt(e.getAttribute('aria-valuetext').replace(/\\D+/, ''));
    if (weeks[weeks.length - 1] === week) continue;
    weeks.push(week);
    if (skip && week === 3) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' }));
  } }, 15);
}"""
"""Writes down every week that the map shows; `skip` presses a key in week 3."""


@pytest.mark.parametrize("skipped", [pytest.param(False, marks=pytest.mark.slow), True])
def test_the_weeks_pass_on_the_map_and_then_the_report_is_there(browser, address, skipped):  # noqa: F811
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="no-preference")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.goto(address)
    begin(opened)
    choose(opened, "Money")
    opened.evaluate(WATCH, skipped)
    opened.locator(".st-key-commit button").click()
    expect(opened.locator(REPORT)).to_be_visible(timeout=2 * PATIENCE)
    weeks = opened.evaluate("weeks")
    assert weeks == ([1, 2, 3, 13] if skipped else list(range(1, 14)))
    choose(opened, "Organisation")  # it was watched: the map does not lead away again
    scrubber = opened.locator(".map .track input")
    expect(scrubber).to_have_attribute("aria-valuetext", re.compile("^week 13,"), timeout=PATIENCE)
    opened.wait_for_timeout(2500)
    expect(opened.locator(REPORT)).to_have_count(0)
    context.close()


def test_with_little_motion_the_report_is_there_at_once(page):  # noqa: F811
    begin(page)
    commit(page, 1)
    expect(page.locator(REPORT)).to_be_visible(timeout=PATIENCE)


def test_after_the_last_quarter_the_report_is_there_too(page):  # noqa: F811
    game = Game.start("base", seed=0)
    for _ in range(game.horizon - 1):
        game.advance()
    upload(page, "run.toml", game.to_text().encode())
    expect(page.locator(".st-key-run-menu")).to_be_visible(timeout=2 * PATIENCE)
    page.get_by_role("link", name="Play").click()
    commit(page, game.horizon)
    expect(page.locator(REPORT)).to_be_visible(timeout=PATIENCE)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_a_quarter_is_played_with_the_keyboard_alone(page):  # noqa: F811
    begin(page)
    for _ in range(80):  # Tab leads to the first lever
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.st-key-desk') && document.activeElement.type === 'range'"):
            break
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".st-key-reset button")).to_be_enabled(timeout=PATIENCE)
    expect(page.locator(".st-key-desk")).to_contain_text("sessions a quarter", timeout=PATIENCE)
    for _ in range(40):  # on to the first bet
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('[class*=st-key-bet]')"):
            break
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[class*=st-key-bet]").first).to_contain_text(re.compile(r"\d+"), timeout=PATIENCE)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".kicker")).to_contain_text("Quarter 1 of", timeout=PATIENCE)
    expect(page.locator(REPORT)).to_contain_text("Review every: 4 weeks → 2 weeks", timeout=PATIENCE)


@pytest.mark.slow
def test_two_runs_stand_side_by_side(page):  # noqa: F811
    begin(page)
    commit(page, 1)
    commit(page, 2)
    page.get_by_role("link", name="Time tree").click()
    page.locator('[data-dot="0:1"]').click()
    page.locator(".st-key-tree-branch button").click()
    expect(page.locator(".kicker")).to_contain_text("Quarter 1 of", timeout=PATIENCE)
    commit(page, 2)
    page.get_by_role("link", name="Time tree").click()
    page.locator(".st-key-treepictures button", has_text="Money").click()
    for key in ("compare-A-books", "compare-B-books", "compare-A-cash", "compare-B-cash"):
        expect(page.locator(f".st-key-{key} .main-svg").first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
