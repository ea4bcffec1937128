"""The page that tries plans out, with the real engine and without a browser."""

import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from model.decisions import DESKS, LEVERS
from ui import axis, shelf, words
from ui.pictures import fan, lever
from ui.screens import whatif

ENGLISH = words.of("en")


def page():
    import streamlit as st

    from ui import session
    from ui.screens import whatif as screen
    from ui.session import whatif as trial

    if session.game() is None and st.query_params.get("quarters"):
        session.start("base", 3)
        for _ in range(int(st.query_params["quarters"])):
            session.commit()
    if st.query_params.get("move"):
        name, value = st.query_params["move"].split("=")
        trial.take(name, float(value))
    screen.screen()


def opened(quarters="", move="", language="en"):
    shown = AppTest.from_function(page, default_timeout=60)
    for name, value in (("lang", language), ("quarters", str(quarters)), ("move", move)):
        if value:
            shown.query_params[name] = value
    return clean(shown.run())


def clean(shown):
    assert not shown.exception, shown.exception
    return shown


def markup(shown):
    return "\n".join(re.sub(r"<style>.*", "", piece.proto.body, flags=re.S) for piece in shown.get("html"))


def tried(shown):
    return shown.session_state["sitting"].trial[1]


def test_without_a_game_the_page_offers_one():
    shown = opened()
    assert "Try a plan before you play it." in markup(shown)
    clean(shown.button(key="whatif-begin").click().run())
    assert "the base case" in markup(shown)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_move_is_told_against_the_base_case(language):
    shown = opened(1, "migration.support=20", language)
    text = markup(shown)
    assert tried(shown).attempt.plan == {1: {"migration.support": 20}}
    assert "<b>20</b>" in text
    assert "{" not in text
    assert not re.search(r">\s*(whatif|kpi|lever)\.", text)


def test_a_plan_is_written_when_its_lever_rests():
    shown = opened(1)
    token = shown.session_state["sitting"].token
    shown.query_params["move"] = "migration.support=20"
    clean(shown.run())
    assert shelf.desk_of(token).plan == {1: {"migration.support": 20}}
    file = shelf.folder() / f"{token}{shelf.DESK}"
    assert not file.exists(), "a lever in motion has no time to write"
    del shown.query_params["move"]
    tried(shown).moved = -1e9
    clean(shown.run())
    assert file.exists()


def test_back_to_base_forgets_the_plan():
    shown = opened(1, "migration.support=20")
    del shown.query_params["move"]
    clean(shown.button(key="whatif-reset").click().run())
    assert tried(shown).attempt.plan == {}
    assert shown.button(key="whatif-reset").disabled


def test_shares_of_the_pool_keep_their_sum():
    plan = tried(opened(1, "compute.frontier=0.5")).attempt.plan[1]
    assert sum(plan.get(f"compute.{part}", 0.0) for part in ("frontier", "cloud", "ecosystem", "reserve")) <= 1.0 + 1e-9
    assert {"compute.frontier", "compute.cloud", "compute.ecosystem"} <= set(plan)


def test_what_the_gate_refuses_is_said():
    shown = opened(1, "compute.capex_order=20000")
    assert 'role="alert"' in markup(shown) or not tried(shown).attempt.mine[0].refused


def test_levers_are_found_by_name_and_by_change():
    shown = opened(1, "migration.support=20")
    shown.text_input(key="whatif:find").set_value("no such lever")
    clean(shown.run())
    assert "No lever is called that" in markup(shown)
    shown.text_input(key="whatif:find").set_value("")
    shown.segmented_control(key="whatif:which").set_value("changed")
    clean(shown.run())
    shown.segmented_control(key="whatif:which").set_value("all")
    clean(shown.run())
    listed = [name for desk in DESKS for name in whatif.found("", "all", desk, ENGLISH)]
    assert sorted(listed) == sorted(LEVERS)
    shown.selectbox(key="whatif:desk").set_value("price")
    clean(shown.run())


def rows_beside(shown):
    """What stands in words beside the six small pictures."""
    found = [json.loads(piece.proto.bytes) for piece in shown.get("bidi_component") if piece.proto.bytes]
    return [row["words"] for data in found for row in data.get("rows", [])]


def heading_of(shown):
    return re.search(r"<h1>(.*?)</h1>", markup(shown))[1]


def test_bands_fill_in_behind_and_only_then_is_anything_judged():
    shown = opened(1, "migration.support=20")
    assert heading_of(shown).startswith("Under this luck your plan brings adoption to")
    assert {row["verdict"] for row in rows_beside(shown)} == {""}
    tried(shown).moved -= 100
    for _ in range(12):
        if len(tried(shown).attempt.mine) >= 6:
            break
        clean(shown.run())
        tried(shown).moved -= 100
    assert len(tried(shown).attempt.mine) >= 6
    shown = clean(shown.run())
    assert "other lucks" in markup(shown)
    assert re.search(
        r"(No clear difference in|Your plan clearly (raises|lowers)) adoption: .* under this luck", heading_of(shown)
    )
    assert "" not in {row["verdict"] for row in rows_beside(shown)}


@pytest.mark.parametrize("name", LEVERS)
def test_every_lever_stands_where_its_value_is(name):
    found = LEVERS[name]
    for value in (found.default, *lever.options(found)):
        assert lever.from_place(found, lever.place(found, value)) == value
    data = lever.lever_data(found, found.default, found.default, ENGLISH)
    assert data["low"] <= data["value"] <= data["high"]
    assert len(data["labels"]) in (0, data["high"] + 1)


@given(st.sampled_from(sorted(LEVERS)), st.one_of(st.floats(), st.integers(), st.text(max_size=5), st.none()))
def test_whatever_a_browser_sends_is_brought_within_bounds(name, sent):
    found = LEVERS[name]
    value = lever.from_place(found, sent)
    assert value in lever.options(found) if lever.options(found) else found.low <= value <= found.high


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_few_round_and_inside(low, height):
    found = axis.ticks(low, low + height)
    assert 1 <= len(found) <= 2 * axis.TICKS
    assert all(low - 1e-6 * (1 + abs(low)) <= tick <= low + height + 1e-6 * (1 + abs(low)) for tick in found)


def test_a_picture_shows_all_it_draws():
    mine, base = np.linspace(0.2, 0.9, 26), np.full(26, 0.3)
    band = (mine - 0.1, mine + 0.2)
    data = fan.fan_data("internal_adoption", mine, base, band, 13, ENGLISH, "alt", goal=0.6)
    low, high = data["range"]
    assert low <= 0.1
    assert high >= 1.1
    assert data["words"]["band"] == "80 % to 110 %".replace(" %", "\u202f%") or "to" in data["words"]["band"]
    assert fan.fan_data("cash", base * 0, base * 0, None, 0, ENGLISH, "alt", difference=True)["range"][1] > 0


def finished():
    import streamlit as st

    from ui import session
    from ui.screens import whatif as screen

    if session.game() is None:
        session.start("base", 3)
        for quarter in range(8):
            if quarter in (0, 4):
                session.draft().take("governance.review_weeks", 8 if quarter else 2)
            session.commit()
    screen.screen()
    from ui.session import whatif as trial

    st.session_state["plan-now"] = trial.plan()


def test_after_a_finished_game_the_plan_is_what_was_played_and_base_is_a_click_away():
    shown = clean(AppTest.from_function(finished, default_timeout=60).run())
    assert shown.session_state["plan-now"] == {0: {"governance.review_weeks": 2}, 4: {"governance.review_weeks": 8}}
    clean(shown.button(key="whatif-reset").click().run())
    assert shown.session_state["plan-now"] == {}
