"""The report in Chromium: opened from a file without a network, looked at in both themes, printed on A4."""

import re
import zlib
from dataclasses import replace

import pytest
from playwright.sync_api import sync_playwright

from experiments.debrief import Debriefing
from experiments.run import play
from model.bets import Bet
from tests.ui.test_browser import CHROMIUM, QUIET
from ui.debrief import document
from ui.words import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]
A4 = (595, 842)  # pt
WIDTHS = (360, 820, 1280, 1920)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    run = play("base", plan="sensible", quarters=2, seed=3).run()
    bets = {(0, 0): (Bet("internal_adoption", 0.2, 0.3), Bet("decision_latency", 1, 3))}
    debriefing = Debriefing(replace(run, bets=bets), tries=6, lucks=2)
    while not debriefing.done:
        debriefing.step()
    for language in LANGUAGES:
        (folder / f"{language}.html").write_text(document(debriefing.result(), language), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(params=list(LANGUAGES))
def page(request, browser, files):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened, faults, asked = context.new_page(), [], []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto((files / f"{request.param}.html").as_uri())
    yield opened
    assert not faults
    assert len(asked) == 1, asked
    context.close()


def test_nothing_is_cut_or_overlaps_at_any_width(page):
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 1280, "height": 900})
    cut = page.evaluate("""() => [...document.querySelectorAll('figure svg text')].filter(text => {
        const own = text.getBoundingClientRect(), svg = text.closest('svg').getBoundingClientRect();
        return own.width && (own.left < svg.left - 1 || own.right > svg.right + 1 || own.bottom > svg.bottom + 1);
    }).map(text => text.textContent)""")
    assert not cut
    over = page.evaluate("""() => [...document.querySelectorAll('.scroll, pre')].filter(
        box => box.clientWidth && box.scrollWidth > box.clientWidth + 1).map(box => box.textContent.slice(0, 80))""")
    assert not over


def test_the_months_of_a_quarter_are_not_broken_in_chinese(page):
    if page.locator("html").get_attribute("lang") != "zh-Hans":
        return
    heights = page.evaluate("[...document.querySelectorAll('.when span')].map(span => span.getClientRects()[0].height)")
    assert heights and max(heights) < 24  # px: one line
    wide = page.evaluate("[...document.querySelectorAll('.when')].map(when => when.scrollWidth - when.clientWidth)")
    assert max(wide) <= 0


def test_labels_at_the_ends_of_lines_stand_apart(page):
    touching = page.evaluate("""() => [...document.querySelectorAll('figure svg')].flatMap(svg => {
        const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
        return boxes.flatMap(([one, a], i) => boxes.slice(i + 1).filter(([, b]) => a.width && b.width &&
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6
        ).map(([other]) => `${one} / ${other}`));
    })""")
    assert not touching


def test_both_themes_are_drawn(page):
    grounds = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert grounds[0] != grounds[1]


def test_notes_stand_in_the_margin_of_a_wide_page(page):
    note, text = page.locator("aside").first.bounding_box(), page.locator("#course h2").bounding_box()
    assert note["x"] > text["x"] + text["width"]
    page.set_viewport_size({"width": 1000, "height": 900})
    assert page.locator("aside").first.bounding_box()["x"] < text["x"] + text["width"]


def test_the_run_file_inside_can_be_saved(page):
    with page.expect_download() as saved:
        page.locator("a.file").click()
    assert saved.value.suggested_filename == "base-seed3-quarter2.toml"


def test_it_prints_on_whole_pages_of_a4(page):
    """Every page is A4 and holds text; what is drawn is no wider than the sheet, and no picture is higher than one."""
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    sizes = [tuple(round(float(n)) for n in box.split()) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)]
    assert 4 <= len(sizes) <= 14
    assert {size[2:] for size in sizes} == {A4}
    starts = [found.end() for found in re.finditer(rb"\bstream\r?\n", printed)]
    texts = [zlib.decompressobj().decompress(printed[start:]) for start in starts if printed[start : start + 1] == b"x"]
    drawn = [content for content in texts if b" Tf" in content and b"ET" in content]
    assert len(drawn) >= len(sizes)
    assert min(content.count(b"BT") for content in drawn) > 3
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 665, "height": 980})  # what A4 leaves between its margins, px
    assert page.evaluate("document.documentElement.scrollWidth") <= 665
    tall = page.evaluate(
        "Math.max(...[...document.querySelectorAll('figure svg')].map(svg => svg.getBoundingClientRect().height))"
    )
    assert tall < 980
    assert not page.locator("nav").is_visible()
