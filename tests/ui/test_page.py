"""The page with the real engine, run without a browser."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui
from model.decisions import DESKS, LEVERS
from ui import controls

APP = str(Path(ui.__file__).parent / "app.py")


def opened(language="en"):
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["lang"] = language
    return clean(page.run())


def clean(page):
    assert not page.exception, page.exception
    return page


def begun(language="en"):
    return clean(opened(language).button(key="play").click().run())


def played(page, quarters=1):
    for _ in range(quarters):
        clean(page.button(key="commit").click().run())
    return page


def shown(page, picture):
    return clean(page.segmented_control(key="picture").set_value(picture).run())


def markup(page):
    return "\n".join(re.sub(r"<style>.*", "", piece.proto.body, flags=re.S) for piece in page.get("html"))


def headline(page):
    found = re.search(r"<h1>(.*?)</h1>", markup(page))
    return found[1] if found else ""


def sitting(page):
    return page.session_state["sitting"]


def lever(page, name):
    key = f"lever:{name}:{sitting(page).turn}"
    for kind in ("slider", "select_slider", "selectbox", "toggle"):
        for widget in page.get(kind):
            if widget.key == key:
                return widget
    return page.segmented_control(key=key)


@pytest.fixture(scope="module")
def second_quarter():
    page = played(begun())
    clean(page.button(key="bet-take").click().run())
    return played(page)


def test_the_first_page_leads_into_a_game():
    page = opened()
    assert "sixty teams" in markup(page)
    assert "10 situations" in markup(page)
    assert re.search(r"central \d+", markup(page))
    assert "continue" not in [button.key for button in page.button]
    begun()


def test_a_plan_can_be_tried_from_the_first_page():
    page = clean(opened().button(key="try").click().run())
    assert sitting(page).game.quarter == 0
    assert "guide" not in page.session_state


def test_before_the_first_quarter_the_company_is_shown_as_found():
    page = begun()
    assert "Before the first of 8 quarters" in markup(page)
    assert "has gone elsewhere" in headline(page)
    assert sitting(page).game.quarter == 0


def test_a_quarter_tells_what_happened_against_the_base_case(second_quarter):
    text = markup(second_quarter)
    assert "Quarter 2 of 8 played" in text
    assert headline(second_quarter).startswith("Adoption ")
    assert "base case" in text
    assert len(re.findall(r"<dt>", text)) == 3
    assert sitting(second_quarter).base.quarter == 2


def test_doing_nothing_is_the_base_case(second_quarter):
    tables, base = sitting(second_quarter).game.tables, sitting(second_quarter).base.tables
    assert tables["firm"].equals(base["firm"])
    shown(second_quarter, "report")
    assert "where it would be without any decision" in markup(second_quarter)


def test_no_name_or_sentence_is_missing_from_the_page(second_quarter):
    text = markup(second_quarter)
    assert "{" not in text
    assert not re.search(r">\s*(news|headline|moves|kind|stack)\.", text)


def test_each_main_lever_reaches_the_engine():
    page, wanted = begun(), {}
    for name in controls.MAIN:
        widget = lever(page, name)
        other = [c for c in LEVERS[name].choices if c != widget.value]
        wanted[name] = other[0] if other else widget.min + 2 * LEVERS[name].step
        widget.set_value(wanted[name])
    clean(page.run())
    assert {name: sitting(page).draft.value(name) for name in wanted} == pytest.approx(wanted)
    played(page)
    assert {name: sitting(page).game.levers()[name] for name in wanted} == pytest.approx(wanted)


def test_the_shares_of_the_pool_keep_their_sum():
    page = begun()
    clean(lever(page, "compute.frontier").set_value(0.5).run())
    shares = [sitting(page).draft.value(f"compute.{layer}") for layer in ("frontier", "cloud", "ecosystem", "reserve")]
    assert sum(shares) == pytest.approx(1, abs=1e-6)
    assert not page.button(key="commit").disabled


def test_every_lever_can_be_drawn():
    page = begun()
    page.segmented_control(key="levers").set_value("all")
    clean(page.run())
    assert len(page.tabs) == len(DESKS)


def test_changes_can_be_undone():
    page = begun()
    assert page.button(key="reset").disabled
    clean(lever(page, "governance.delegation").set_value(0.6).run())
    clean(page.button(key="reset").click().run())
    assert sitting(page).draft.changes == {}
    assert lever(page, "governance.delegation").value == pytest.approx(0.3)


def test_refused_decisions_are_said_in_a_sentence_and_cannot_be_committed():
    page = begun()
    sitting(page).draft.take("compute.capex_order", 20000)
    sitting(page).draft.take("migration.mandate", 1.0)
    sitting(page).draft.take("data.hub_capacity", 3.0)
    sitting(page).draft.take("agents.domains", 2)
    sitting(page).draft.take("compute.claw_back", 1.0)
    sitting(page).draft.take("governance.emergency", "compute")
    clean(page.run())
    said = sitting(page).game.problems(sitting(page).draft.changes)
    assert said
    assert page.button(key="commit").disabled
    assert 'role="alert"' in markup(page)


def test_truth_is_another_side_of_the_same_week(second_quarter):
    page = second_quarter
    seen = markup(page)
    clean(page.segmented_control(key="figures").set_value("truth").run())
    assert "true values" in markup(page)
    assert markup(page) != seen
    clean(page.segmented_control(key="figures").set_value("seen").run())
    assert "as you see it" in markup(page)


def test_the_page_speaks_chinese():
    page = played(begun("zh_CN"))
    assert "采用率" in headline(page)
    assert "已完成第 1 季" in markup(page)


def test_the_last_quarter_ends_the_game_in_words():
    page = begun()
    game = sitting(page).game
    for _ in range(game.horizon - 1):
        game.advance({})
    sitting(page).base = game.base_case()
    played(page)
    text = markup(page)
    assert "The game is over" in text
    assert re.search(r"Not won: \d+\s%", text)
    assert "You saw" in headline(page) or "close to the truth" in headline(page)
    assert "commit" not in [button.key for button in page.button]


def test_a_run_file_opens_the_same_game(second_quarter):
    text = sitting(second_quarter).game.to_text()
    page = opened()
    page.file_uploader[0].upload("run.toml", text.encode(), "application/toml")
    clean(page.run())
    assert sitting(page).game.quarter == 2
    assert sitting(page).game.tables["firm"].equals(sitting(second_quarter).game.tables["firm"])


def test_a_broken_run_file_is_refused_in_a_sentence():
    page = opened()
    for content in (b"not a run", b"\xff\xfe\x00", b"schema = 1\n"):
        page.file_uploader[0].upload("broken.toml", content, "application/toml")
        clean(page.run())
        assert 'role="alert"' in markup(page)
        assert "broken.toml" in markup(page)
        assert sitting(page).game is None


def test_a_broken_run_file_is_refused_in_chinese_on_the_chinese_page():
    page = opened(language="zh_CN")
    for content, told in (
        (b"not a run", "不是完整的对局文件"),
        (b"\xff", "不是文本"),
        (b"schema = 1\n", "缺少键“model_version”、“seed”"),
    ):
        page.file_uploader[0].upload("broken.toml", content, "application/toml")
        clean(page.run())
        refusal = re.search('<div class="refusal" role="alert">(.*?)</div>', markup(page))
        assert refusal and told in refusal[1]
        assert not re.search("[a-z]{2,} [a-z]{2,} [a-z]{2,}", re.sub("<[^>]*>", "", refusal[1]))


def test_a_game_is_found_again_by_its_address(second_quarter):
    page = AppTest.from_file(APP, default_timeout=30)
    page.query_params["run"] = sitting(second_quarter).token
    clean(page.run())
    assert sitting(page).game.quarter == 2


def test_bets_are_scored_when_the_quarter_closes_and_kept_with_the_game():
    page = begun()
    turn = sitting(page).turn
    page.slider(key=f"bet:{turn}:internal_adoption").set_value((0.9, 1.0))
    clean(page.run())
    played(page)
    text = markup(page)
    assert "you said 90" in text
    assert "outside" in text
    assert "0 of 1 held so far" in text
    kept = sitting(page).game.run().bets
    assert [bet.kpi for bet in kept[0, 0]] == ["internal_adoption"], "what nobody touched is no bet"
    again = AppTest.from_file(APP, default_timeout=30)
    again.query_params["run"] = sitting(page).token
    clean(again.run())
    assert sitting(again).game.run().bets == kept


PICTURES = ("organisation", "compute", "pipelines", "race", "market", "money")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_each_picture_is_drawn_when_it_is_chosen_before_the_first_quarter_and_after_one(language):
    page = begun(language)
    assert "report" not in page.segmented_control(key="picture").options
    for picture in PICTURES:
        shown(page, picture)
        assert "{" not in markup(page)
    played(page)
    for picture in ("report", *PICTURES):
        shown(page, picture)
        assert "{" not in markup(page)
    shown(page, "race")
    clean(page.segmented_control(key="race:measure").set_value("months").run())
    assert ("months" if language == "en" else "个月") in markup(page)


def test_each_picture_is_drawn_after_the_end():
    page = begun()
    game = sitting(page).game
    for _ in range(game.horizon - 1):
        game.advance({})
    sitting(page).base = game.base_case()
    played(page)
    for picture in ("report", *PICTURES):
        shown(page, picture)
    for side in ("truth", "seen"):
        clean(page.segmented_control(key="figures").set_value(side).run())
        assert "What is coming" not in markup(page)


def test_a_quarter_is_played_on_the_map_and_then_told(second_quarter):
    page = begun()
    shown(page, "money")
    played(page)
    assert page.segmented_control(key="picture").value == "organisation"
    assert sitting(page).played_here  # the browser plays the weeks, and says when it is done
    shown(page, "report")
    text = markup(page)
    assert not sitting(page).played_here
    for title in ("What happened", "What surprised", "What you decided", "Who reacted"):
        assert title in text


def test_the_margin_tells_fiscal_quarter_memo_bets_and_what_is_coming(second_quarter):
    text = markup(second_quarter)
    assert "FY2026 Q2" in text
    assert "Since last quarter" in text
    assert re.search(r"<blockquote>.*It gives a weight away", text)
    assert re.search(r"What is coming.*6,000 GPUs.*Spring Festival", text)
    assert text.count('<div class="bet"') == 2


def test_a_changed_lever_says_what_it_asks_for_and_an_unchanged_one_what_it_does():
    page = begun()
    said = [caption.value for caption in page.caption]
    assert any("Costs RMB 5 M a team and quarter" in text for text in said)
    clean(lever(page, "migration.support").set_value(12).run())
    clean(lever(page, "compute.claw_back").set_value(0.35).run())
    said = [caption.value for caption in page.caption]
    assert any(text.startswith("Costs RMB 30 M more this quarter. From week 1 on.") for text in said)
    assert any("Takes 4 days of yours. 4,200 GPUs arrive in week 7." in text for text in said)
    clean(lever(page, "migration.support").set_value(2).run())
    assert any(text.startswith("Saves RMB 20 M this quarter.") for text in (c.value for c in page.caption))


def test_a_lever_is_found_by_its_name():
    page = begun()
    clean(page.segmented_control(key="levers").set_value("all").run())
    clean(page.text_input(key="desk:find").set_value("own chips").run())
    found = [widget.key for widget in page.slider if widget.key.startswith("lever:")]
    assert found == [f"lever:efficiency.own_chip_share:{sitting(page).turn}"]
    clean(page.text_input(key="desk:find").set_value("no such thing").run())
    assert "lever" in markup(page)
    assert not page.tabs
    clean(page.text_input(key="desk:find").set_value("").run())
    assert len(page.tabs) == len(DESKS)


def test_every_lever_has_words_for_what_pushes_against_it(language):
    assert not [name for name in LEVERS if not language.has(f"against.{name}")]


def test_why_is_asked_from_a_picture(second_quarter):
    page = begun()
    assert "cash-why" not in "".join(button.key or "" for button in page.button)  # nothing to say yet
    played(page)
    shown(page, "money")
    page.button(key="large-cash-why").click().run()
    assert not page.exception
    assert page.session_state["why:kpi"] == "cash"
