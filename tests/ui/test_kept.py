"""What is kept of a game beside its quarters: the desk through a reload, and what makes an opened run doubtful."""

import tomllib

import tomli_w
from streamlit.testing.v1 import AppTest

from model.version import MODEL_VERSION
from tests.ui.test_page import APP, begun, clean, lever, markup, opened, played, sitting


def test_a_run_file_that_does_not_give_what_it_recorded_is_opened_with_a_word():
    text = sitting(played(begun())).game.to_text()
    data = tomllib.loads(text)
    decided = [{"firm": 1, "quarter": 1, "levers": {"migration.mandate": 1.0}}]
    unlike, other = "does not hold the results of its own decisions", f"has been played again by version {MODEL_VERSION}"
    for name, content, found in (
        ("as_saved.toml", text, ""),
        ("changed.toml", tomli_w.dumps(data | {"decisions": decided}), unlike),
        ("older.toml", tomli_w.dumps(data | {"model_version": "3"}), other),
    ):
        page = opened()
        page.file_uploader[0].upload(name, content.encode(), "application/toml")
        clean(page.run())
        assert sitting(page).game.quarter == 1
        assert (found in " ".join(sitting(page).doubts)) if found else not sitting(page).doubts
        assert not found or found in markup(page)


def test_a_game_that_is_over_leads_on():
    page = begun()
    for _ in range(sitting(page).game.horizon - 1):
        sitting(page).game.advance({})
    sitting(page).base = sitting(page).game.base_case()
    played(page)
    assert {f"over-{way}" for way in ("why", "report", "tree")} <= {button.key for button in page.button}
    clean(page.button(key="over-why").click().run())
    assert "Why · end of quarter 8" in markup(page)


def test_the_ranges_offered_are_bets_once_they_are_taken():
    page = begun()
    assert not sitting(page).bets
    clean(page.button(key="bet-take").click().run())
    assert {bet.kpi for bet in sitting(page).bets} == {"internal_adoption", "decision_latency"}
    assert not [button for button in page.button if button.key == "bet-take"]


def test_what_lies_on_the_desk_is_found_again_by_the_address():
    page = begun()
    clean(lever(page, "governance.review_weeks").set_value(1).run())
    clean(page.slider(key=f"bet:{sitting(page).turn}:internal_adoption").set_value((0.2, 0.6)).run())
    again = AppTest.from_file(APP, default_timeout=30)
    again.query_params["run"] = sitting(page).token
    clean(again.run())
    assert sitting(again).draft.changes == {"governance.review_weeks": 1}
    assert [(bet.kpi, bet.low, bet.high) for bet in sitting(again).bets] == [("internal_adoption", 0.2, 0.6)]
    played(page)
    third = AppTest.from_file(APP, default_timeout=30)
    third.query_params["run"] = sitting(page).token
    clean(third.run())
    assert sitting(third).game.quarter == 1
    assert not sitting(third).draft.changes and not sitting(third).bets
