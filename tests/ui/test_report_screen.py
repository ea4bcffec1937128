"""The screen of the report, with the real engine and without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.words import LANGUAGES


def reported():
    import streamlit as st

    from ui import session
    from ui.screens import report
    from ui.session import report as making

    making.TRIES, making.LUCKS, report.BREATH = 2, 1, 60.0  # type: ignore[misc]
    if st.query_params.get("slow"):
        report.BREATH = 0.0
    if session.game() is None and st.query_params.get("quarters"):
        session.start("small_pool", 3)
        for _ in range(int(st.query_params["quarters"])):
            session.draft().take("migration.support", 12)
            session.commit()
    report.screen()


def opened(**parameters):
    page = AppTest.from_function(reported, default_timeout=240)
    for name, value in parameters.items():
        page.query_params[name] = value
    return clean(page.run())


def clean(page):
    assert not page.exception, page.exception
    return page


def markup(page):
    return "\n".join(piece.proto.body for piece in page.get("html"))


def test_before_a_quarter_was_played_the_screen_says_so():
    page = opened()
    assert "No quarter has been played yet." in markup(page)
    assert page.button(key="report-to-play")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_report_is_made_and_can_be_saved(language):
    page = opened(quarters="1", lang=language)
    assert 'class="sheet"' in markup(page)
    assert markup(page).count('<dd class="value">') == 3, "the key figures, before there is a report"
    clean(page.button(key="report-make").click().run())
    made = page.session_state["report:making"]
    assert made.debrief is not None and made.debrief.complete and made.debriefing is None
    assert made.texts[language].startswith("<!DOCTYPE html>")
    assert page.get("iframe")[0].proto.srcdoc == made.texts[language]
    assert len(page.get("download_button")) == 1
    assert "{" not in markup(page)


def test_it_can_be_stopped_goes_on_and_starts_anew_with_the_next_quarter():
    page = opened(quarters="1", slow="yes")
    clean(page.button(key="report-make").click().run())
    assert page.session_state["report:making"].debrief is None
    clean(page.button(key="report-stop").click().run())
    assert not page.session_state["report:making"].debrief.complete
    assert page.get("iframe") and page.get("download_button")
    clean(page.button(key="report-go-on").click().run())
    assert page.session_state["report:making"].debrief is None
    page.session_state["sitting"].game.advance({})
    clean(page.run())
    assert page.button(key="report-make")


def test_a_refusal_is_said_in_a_sentence():
    page = opened(quarters="1")
    page.session_state["report:making"].failed = ["<b>week 3</b> cannot be played."]
    clean(page.run())
    assert "The report could not be made: &lt;b&gt;week 3" in markup(page)
