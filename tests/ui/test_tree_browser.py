"""The picture of the tree, drawn in Chromium without a server: no branch strikes through the name of another."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

import ui
from tests.conftest import chromium_path

PICTURES = Path(ui.__file__).parent / "pictures"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
STRUCK = """() => {
  const labels = [...document.querySelectorAll(".label")].map((label) => label.getBBox());
  const bends = [...document.querySelectorAll("path.run")].filter((path) => path.getAttribute("d").includes("C"));
  const within = (at, from, wide) => at > from && at < from + wide;
  const inside = (box, point) => within(point.x, box.x, box.width) && within(point.y, box.y, box.height);
  const along = (path) => [...Array(400).keys()].map((i) => path.getPointAtLength((i / 399) * path.getTotalLength()));
  const points = bends.flatMap(along);
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const struck = labels.filter((box) => points.some((point) => inside(box, point))).length;
  return [labels.length, struck + labels.filter((a, i) => labels.slice(i + 1).some((b) => meet(a, b))).length];
}"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def sheet():
    scripts = "\n".join((PICTURES / name).read_text(encoding="utf-8") for name in ("svg.js", "time_tree.js"))
    style = (PICTURES / "time_tree.css").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=QUIET)
        page = chromium.new_page()
        page.set_content(f"<style>{style}</style><main><div class=tree></div></main>")
        page.add_script_tag(content=scripts.replace("export default function", "window.drawn = function"))
        yield page
        chromium.close()


def tree(branches, label):
    """The data of a first game of eight quarters and its branches (lane, quarter in which they leave it)."""
    runs = [{"name": "first", "lane": 0, "parent": None, "since": 0, "label": ""}]
    runs += [{"name": label, "lane": lane, "parent": 0, "since": since, "label": label} for lane, since in branches]
    rest = {"end": 8, "playing": False, "base": False, "colour": "", "ink": "", "letter": "", "value": "50 %"}
    words = {"alt": "", "end": "", "dot": "{run} {quarter}", "language": "en"}
    quarters = [f"Q{quarter + 1}" for quarter in range(8)]
    return {"runs": [run | rest for run in runs], "place": [0, 8], "quarters": quarters, "words": words}


@pytest.mark.slow
@pytest.mark.parametrize("width", [820, 1280, 1920])
@pytest.mark.parametrize("label", ["Decisions left to the units 40\u202f%, Q4", "审批周期 1 周，Q2"])
@pytest.mark.parametrize("branches", [[(1, 1), (2, 3)], [(3, 1), (1, 2), (2, 5)], [(1, 5), (2, 3), (3, 3), (4, 6)]])
def test_no_branch_strikes_through_a_name(sheet, width, label, branches):
    sheet.set_viewport_size({"width": width, "height": 800})
    data = json.dumps(tree(branches, label))
    sheet.evaluate(
        "data => window.drawn({parentElement: document.querySelector('main'), data: new TextEncoder().encode(data)})", data
    )
    shown, struck = sheet.evaluate(STRUCK)
    assert struck == 0
    assert shown >= (width > 1000)  # on a tablet there may be no room: names stand at the ends of the lines as well
