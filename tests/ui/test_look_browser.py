"""What the eye stumbles over, in Chromium: words of Streamlit's own, things out of line, writing that cannot be read."""

import re

import pytest
from playwright.sync_api import expect

from model.scenario import shipped
from tests.ui.test_browser import CHROMIUM, PATIENCE, address, begin, browser, commit, page
from ui import palette, words

__all__ = ["address", "browser", "page"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]


IN_LINE = """(parts) => {
  const found = parts.map((part) => document.querySelector(part));
  if (found.includes(null)) return false; // a page that is still being drawn
  const [one, other] = found.map((part) => part.getBoundingClientRect());
  return Math.abs(one.y + one.height / 2 - other.y - other.height / 2) <= 4;
}"""


def after(part):
    return part.evaluate("part => getComputedStyle(part, '::after').content")


@pytest.mark.parametrize("width", [820, 1280, 1920])
def test_language_and_mark_stand_in_one_line(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    expect(page.locator(".st-key-play")).to_be_visible()
    expect(page.locator("[data-testid=stHeaderLogo]")).to_be_visible(timeout=PATIENCE)
    parts = [".st-key-menu button", "[data-testid=stHeaderLogo]"]
    page.wait_for_function(IN_LINE, arg=parts, timeout=PATIENCE)  # once all is drawn: it still moves before that


def test_the_place_to_drop_a_file_speaks_the_language_of_the_page(page, address):
    page.goto(f"{address}/?lang=zh_CN")
    page.locator(".st-key-open-run button").first.click()
    place = page.locator("[data-testid=stFileUploaderDropzone]")
    for part, key in (("button p", "pick"), ("[data-testid=stFileUploaderDropzoneInstructions] span", "size")):
        assert after(place.locator(part)) == f'"{words.of("zh_CN")(f"run.open.{key}", number=1)}"'
        assert place.locator(part).evaluate("part => getComputedStyle(part).fontSize") == "0px"
    page.locator("input[type=file]").set_input_files({"name": "b.toml", "mimeType": "text/plain", "buffer": b"no run"})
    expect(page.locator(".refusal")).to_have_text(
        words.of("zh_CN")("refused.broken.line", file="b.toml", line=1), timeout=PATIENCE
    )


def test_the_cards_of_the_situations_are_of_one_height(page):
    for width in (820, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator(".card").last).to_be_visible(timeout=PATIENCE)
        # read all at one moment, once the letters are there: loading them moves one card after the other
        page.evaluate("document.fonts.ready.then(() => true)")
        heights = page.locator(".card").evaluate_all("cards => cards.map((card) => card.getBoundingClientRect().height)")
        assert len(heights) == len(shipped()) and len(set(heights)) == 1


@pytest.mark.slow
def test_runs_to_compare_can_be_read_in_the_dark_and_their_names_are_whole(browser, address):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(3 * PATIENCE)
    page.goto(address)
    begin(page)
    commit(page, 1)
    page.get_by_role("link", name="Time tree").click()
    page.locator('[data-dot="0:0"]').click()
    page.locator(".st-key-tree-branch button").click()
    page.locator(".st-key-desk input[type=range]").nth(1).focus()
    page.keyboard.press("PageUp")
    expect(page.locator(".st-key-reset button")).to_be_enabled()
    commit(page, 1)
    page.get_by_role("link", name="Time tree").click()
    tag = page.locator(".st-key-treechoose button[aria-pressed=true]").last
    drawn = tag.evaluate("tag => [tag.querySelector('p'), tag].map(part => getComputedStyle(part))"
                         ".map((style, place) => place ? style.backgroundColor : style.color)")  # fmt: skip
    ink, ground = ("#" + "".join(f"{int(part):02X}" for part in re.findall(r"\d+", colour)[:3]) for colour in drawn)
    assert palette.contrast(ink, ground) >= 4.5
    name, value = page.locator(".tree .name").nth(1), page.locator(".tree .value").nth(1).bounding_box()
    full, pieces = name.locator("title").text_content(), name.locator("tspan").all()
    assert " ".join(piece.text_content() for piece in pieces) == full
    assert all(piece.bounding_box()["x"] + piece.bounding_box()["width"] <= value["x"] for piece in pieces)
    context.close()


def test_chinese_is_written_in_a_chinese_font_everywhere(page, address):
    """Streamlit's own labels do not say that they are Chinese: without a named font they come in Japanese shapes."""
    page.goto(f"{address}/learn?lang=zh_CN")
    for part in ("h1", ".st-key-learntabs [role=tab] p", ".st-key-task-begin-queue button p"):
        family = page.locator(part).first.evaluate("part => getComputedStyle(part).fontFamily")
        assert re.match(r"\"?Source (Sans|Serif)\"?, .*SC", family), family


@pytest.mark.slow
@pytest.mark.parametrize(("width", "beside"), [(820, 3), (1280, 2)])
def test_small_pictures_stand_side_by_side_and_every_desk_is_in_sight(page, width, beside):
    """Three in a row on a tablet, where they have the whole width; under the large picture two, and the third below."""
    page.set_viewport_size({"width": width, "height": 900})
    begin(page)
    tops = "[...document.querySelectorAll('.st-key-pictures .finding')].map(p => Math.round(p.getBoundingClientRect().top))"
    in_a_row = f"{tops}.length === 3 && {tops}.filter((top, _, all) => top === all[0]).length === {beside}"
    page.wait_for_function(f"() => {in_a_row}", timeout=PATIENCE)  # once all is drawn
    page.locator(".st-key-desk-head button").last.click()
    tabs = page.locator(".st-key-desks [role=tab]")
    expect(tabs.last).to_be_visible()
    assert all(tab.bounding_box()["x"] + tab.bounding_box()["width"] <= width for tab in tabs.all())
    assert page.locator(".st-key-desks [role=tablist]").evaluate("list => list.scrollWidth <= list.clientWidth")
    top = page.evaluate(
        "['gallery', 'desk', 'pictures'].map(key => document.querySelector('.st-key-' + key).getBoundingClientRect().top)"
    )
    assert top == sorted(top) if width < 1100 else top[1] < top[2]  # on a tablet the desk follows the map


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_links_game_and_language_do_not_touch_on_a_tablet(page, address, language):
    page.set_viewport_size({"width": 820, "height": 1180})
    page.goto(f"{address}/?lang={language}")
    page.locator(".st-key-luck button").first.click()
    page.locator("input[type=number]").fill("123456")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator(".card").nth(8).click()
    menu = page.locator(".st-key-run-menu button").first
    expect(menu).to_be_visible(timeout=PATIENCE)
    links = [link.bounding_box() for link in page.locator("[data-testid=stTopNavLink]").all()]
    assert len(links) == 7
    assert max(link["x"] + link["width"] for link in links) <= menu.bounding_box()["x"]
    name = menu.locator("p")
    assert (
        name.bounding_box()["x"] + name.bounding_box()["width"]
        <= page.locator(".st-key-menu button").last.bounding_box()["x"]
    )


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(820, 1180), (1024, 768)])
def test_on_a_tablet_the_large_picture_stays_in_sight_of_the_lever_that_moves_it(page, address, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}/whatif")
    page.locator(".st-key-whatif-begin button").click()
    page.locator(".fan polyline.mine").first.wait_for(state="attached")
    levers = page.locator(".st-key-whatiflevers input[type=range]")
    head = page.locator("[data-testid=stHeader]").bounding_box()
    for lever in levers.all():
        lever.focus()  # as the Tab key does: the page scrolls as far as it must
        thumb, fan = lever.bounding_box(), page.locator(".st-key-whatifcourse .fan svg").bounding_box()
        assert head["y"] + head["height"] <= fan["y"], "below the header"
        assert fan["y"] + fan["height"] <= thumb["y"], "the lever lies under no picture"
        assert thumb["y"] + thumb["height"] <= height
    levers.last.press("PageUp")
    expect(page.locator(".plan td b").first).to_be_visible(timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_ctrl_enter_commits_from_a_tab_of_the_desks(page):
    begin(page)
    page.locator(".st-key-desk-head button").last.click()
    tabs = page.locator(".st-key-desks [role=tab]")
    tabs.nth(2).click()
    expect(tabs.nth(2)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".kicker").first).to_contain_text("Quarter 1 of", timeout=PATIENCE)


@pytest.mark.slow
def test_every_flag_over_the_weeks_has_a_name_says_it_when_pointed_at_and_leads_to_its_week(page):
    begin(page)
    for quarter in (1, 2, 3):
        commit(page, quarter)
    page.locator(".st-key-picture button", has_text="Organisation").click()
    flags = page.locator(".track .flag")
    expect(flags.first).to_be_visible(timeout=PATIENCE)
    for flag in flags.all():
        assert re.match(r"Week \d+: \w", flag.get_attribute("aria-label"))
        assert flag.locator("title").text_content() == flag.get_attribute("aria-label")
        flag.locator(".target").hover(position={"x": 2, "y": 6})
        expect(flag.locator("text")).to_be_visible()
        name, track = flag.locator("text").bounding_box(), page.locator(".track").bounding_box()
        assert name["x"] + name["width"] <= track["x"] + track["width"] + 1
    flags.first.focus()
    page.keyboard.press("ArrowRight")
    expect(flags.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    week = re.match(r"Week (\d+)", flags.nth(1).get_attribute("aria-label"))[1]
    expect(page.locator(".track input")).to_have_attribute("aria-valuetext", re.compile(f"^week {week},"))
    expect(flags.nth(1)).to_be_focused()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_name_of_every_lever_stands_on_one_line_beside_its_value(page, address, language):
    page.goto(f"{address}/?lang={language}")
    page.locator(".st-key-play button").click()
    page.locator(".st-key-desk-head button").last.click()
    tabs = page.locator(".st-key-desks [role=tab]")
    expect(tabs.last).to_be_visible(timeout=PATIENCE)
    for desk in tabs.all():
        desk.click()
        expect(desk).to_have_attribute("aria-selected", "true")
        names = page.locator(".st-key-desks [class*=st-key-lever-] [data-testid=stWidgetLabel] p strong")
        expect(names.first).to_be_visible()
        tall = names.evaluate_all("names => names.filter(n => n.getClientRects().length > 1).map(n => n.textContent)")
        assert not tall, (desk.text_content(), tall)


@pytest.mark.slow
def test_a_projector_shows_the_page_of_a_laptop_enlarged(page, address):
    page.goto(f"{address}/whatif")
    page.locator(".st-key-whatif-begin button").click()
    parts = [".kicker", ".lever .name", ".st-key-whatifcourse .fan svg", ".st-key-whatifcourse .fan .axis"]
    found = []
    for width in (1280, 1920):
        page.set_viewport_size({"width": width, "height": 9 * width // 16})
        page.locator(".st-key-whatifcourse .fan polyline.mine").first.wait_for(state="attached")
        page.wait_for_timeout(800)  # a picture is drawn again when its width has changed
        found.append([page.locator(part).first.bounding_box()["height"] for part in parts])
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part, small, large in zip(parts, *found, strict=True):
        assert large / small == pytest.approx(1.375, rel=0.05), part
