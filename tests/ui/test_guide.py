"""The guide through a first quarter goes on by what the player does."""

import re

from tests.ui.test_page import begun, clean, lever, markup, played, shown


def test_a_newcomer_is_led_through_the_first_quarter_by_what_he_does():
    page = begun()
    assert "step 1 of 5" in markup(page)
    clean(page.button(key="guide-next-map").click().run())
    assert "step 2 of 5" in markup(page)
    clean(lever(page, "governance.review_weeks").set_value(2).run())
    assert "step 3 of 5" in markup(page)
    clean(page.button(key="guide-next-bet").click().run())
    assert "step 4 of 5" in markup(page)
    played(page)
    shown(page, "report")
    assert "step 5 of 5" in markup(page)
    clean(page.button(key="guide-next-report").click().run())
    assert "step" not in re.sub(r"[a-z]+-step", "", markup(page))


def test_the_guide_can_be_left_and_does_not_come_back():
    page = begun()
    clean(page.button(key="guide-skip-map").click().run())
    assert "First quarter" not in markup(played(page))
