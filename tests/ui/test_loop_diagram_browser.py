"""The causal loop diagram in Chromium: every noun and name has ground of its own, whatever figure is asked about."""

import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from experiments.run import play
from experiments.why import Strengths, loop_strengths
from tests.ui import loop_pages
from tests.ui.test_browser import CHROMIUM, QUIET
from ui import words
from ui.pictures import loop_diagram
from ui.words import LANGUAGES

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")]

FIGURES = ("internal_adoption", "frontier_gap_months", "cash", "score", "cloud_ai_revenue")
COLUMN = {820: 772, 1280: 584, 1920: 844}
"""Width of the window, and of the picture in it, px."""


@pytest.fixture(scope="module")
def strengths():
    return loop_strengths(play("base", "sensible", seed=0).run())


@pytest.fixture(scope="module")
def blank():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium.new_page()
        chromium.close()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("window", COLUMN)
@pytest.mark.parametrize("pulled", [True, False])
def test_no_name_covers_a_noun_and_no_noun_another(blank, strengths, pulled, window, language):
    found = strengths if pulled else Strengths(strengths.loops, np.zeros_like(strengths.values))
    for kpi in FIGURES:
        data = loop_diagram.diagram_data(found, kpi, words.of(language), "alt")
        blank.set_content(loop_pages.document(data, COLUMN[window]))
        measured = blank.evaluate(loop_pages.MEASURE)
        assert len(measured["loops"]) == len(data["loops"]) > 1
        assert not loop_pages.faults(measured), kpi
