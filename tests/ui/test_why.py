"""The page that says why, with the real engine and without a browser."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from experiments.run import play
from experiments.why import Explanation, LoopMeter, Piece, Strengths, Weighing
from experiments.why.loops import noticed
from model.kpis import NAMES
from model.links import LINKS
from ui import loop_charts, palette, scoreboard, telling, why_charts, words
from ui.pictures import loop_diagram

ENGLISH = words.of("en")


def played():
    import streamlit as st

    from ui import session
    from ui.screens import why

    if session.game() is None and st.query_params.get("quarters"):
        session.start("small_pool", 3)
        for quarter in range(int(st.query_params["quarters"])):
            session.draft().take("migration.support", 12 + quarter)
            session.commit()
    why.screen()


def opened(quarters=0, language="en"):
    page = AppTest.from_function(played, default_timeout=60)
    page.query_params["lang"] = language
    if quarters:
        page.query_params["quarters"] = str(quarters)
    return clean(page.run())


def clean(page):
    assert not page.exception, page.exception
    return page


def markup(page):
    return "\n".join(re.sub(r"<style>.*", "", piece.proto.body, flags=re.S) for piece in page.get("html"))


@pytest.fixture(scope="module")
def found():
    page = opened(2)
    return page.session_state["sitting"].game.run()


def test_before_a_quarter_was_played_the_page_says_so():
    page = opened()
    assert "No quarter has been played yet." in markup(page)
    assert page.button(key="to-play")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_played_game_is_taken_apart(language):
    page = opened(2, language)
    text = markup(page)
    assert page.get("plotly_chart")
    assert "<h1>" in text
    assert "{" not in text
    assert not re.search(r">\s*(why|story|piece|kpi|loop)\.", text)
    page.segmented_control(key="why:kpi").set_value("other")
    clean(page.run())
    page.selectbox(key="why:other").set_value("cash")
    page.selectbox(key="why:detail").set_value(1)
    clean(page.run())
    page.segmented_control(key="why:of").set_value("mechanisms")
    page.selectbox(key="why:quarter").set_value(1)
    clean(page.run())


def test_refining_can_be_stopped_and_goes_on():
    page = opened(4)
    assert page.button(key="why-stop").label == "Stop refining"
    clean(page.button(key="why-stop").click().run())
    assert page.button(key="why-stop").label == "Refine further"


def test_a_team_is_asked_up_to_a_week():
    page = opened(2)
    page.selectbox(key="why:team").set_value(4)
    page.slider(key="why:week:team").set_value(13)
    clean(page.run())
    assert "Taobao" in markup(page)


@pytest.mark.parametrize("kind", ["rival", "sharing", "review"])
def test_others_than_teams_are_asked_for_their_reasons(kind):
    page = opened(4)
    page.selectbox(key="why:decider").set_value(kind)
    clean(page.run())
    assert ENGLISH(f"decider.rule.{kind}", chance="").split("{")[0][:20] in markup(page)
    page.slider(key="why:week:decider").set_value(1)
    clean(page.run())
    assert ENGLISH("decider.none") in markup(page) or kind == "sharing"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kpi", ["internal_adoption", "cash", "decision_latency", "loop_gain"])
def test_the_waterfall_ends_where_the_game_ends(found, kpi, theme):
    explanation = Explanation(found)
    explanation.refine()
    waterfall = explanation.waterfall(kpi)
    chart = why_charts.waterfall_chart(waterfall, False, palette.of_theme(theme), ENGLISH)
    bars = chart.data[0]
    assert bars.base[0] == pytest.approx(waterfall.base)
    assert bars.base[-1] + bars.x[-1] == pytest.approx(waterfall.total)
    table = why_charts.waterfall_table(waterfall, ENGLISH)
    assert table["Contribution"].sum() == pytest.approx(waterfall.total - waterfall.base)
    assert len(chart.layout.yaxis.ticktext) == len(why_charts.shown_rows(waterfall)) + 2


def test_loops_are_drawn_by_strength_and_their_shares_fill_the_whole():
    meter = LoopMeter(play("base", "burn_the_boats", seed=3).run(), 3)
    while not meter.done:
        meter.step()
    strengths = meter.strengths()
    data = loop_diagram.diagram_data(strengths, "ceo_utilisation", ENGLISH, "alt")
    assert data["loops"]
    assert all(len(loop["pull"]) == len(data["quarters"]) == 3 for loop in data["loops"])
    assert {step for loop in data["loops"] for step in loop["steps"]} == {node["name"] for node in data["nodes"]}
    chart = loop_charts.shares_chart(strengths, "ceo_utilisation", palette.LIGHT, ENGLISH)
    heights = np.sum([bars.y for bars in chart.data], axis=0)
    assert set(np.round(heights, 6)) <= {0.0, 100.0}
    assert {area.line.shape for area in chart.data} == {"hvh"}, "a share holds for its quarter; between two nothing is known"
    told = " ".join(str(note.text) for note in chart.layout.annotations)
    for layer in loop_charts.layers(strengths, "ceo_utilisation", ENGLISH):
        if layer.shares[-1] >= 0.01 or layer.shares.max() >= loop_charts.NAMED_FROM / 100:
            assert layer.short in told, "every area says which loop it is"
    drawn = {loop["name"]: loop["colour"] for loop in data["loops"]}
    shown = dict(
        zip([layer.name for layer in loop_charts.layers(strengths, "ceo_utilisation", ENGLISH)], chart.data, strict=True)
    )
    for name, colour in drawn.items():
        assert shown[ENGLISH(f"loop.{name}")].fillcolor == getattr(palette.LIGHT, colour.replace("-", "_"))


def test_a_rest_of_loops_is_named_with_its_share():
    values = np.zeros((len(LINKS), 2, len(NAMES)))
    values[:, :, NAMES.index("cash")] = np.arange(len(LINKS), 0, -1)[:, None] + 5.0
    strengths = Strengths(tuple(LINKS), values)
    *_, rest = loop_charts.layers(strengths, "cash", ENGLISH)
    assert rest.at_end(ENGLISH) == "others 22"
    chart = loop_charts.shares_chart(strengths, "cash", palette.LIGHT, ENGLISH)
    assert "others 22" in [note.text for note in chart.layout.annotations]
    assert np.sum([area.y for area in chart.data], axis=0) == pytest.approx(100.0)


def test_causes_stand_apart_in_the_diagram():
    assert {step for link in LINKS.values() for step in link.steps} == set(loop_diagram.PLACES)
    places = list(loop_diagram.PLACES.values())
    assert all(abs(a[0] - b[0]) > 60 or abs(a[1] - b[1]) > 34 for i, a in enumerate(places) for b in places[:i])
    assert all(0 < x < loop_diagram.SIZE[0] and 0 < y < loop_diagram.SIZE[1] for x, y in places)


def drive_told(*rows):
    """What is said of three loops, given their pull by quarter."""
    values = np.zeros((len(rows), len(rows[0]), len(NAMES)))
    values[:, :, NAMES.index("cash")] = rows
    return loop_charts.drive_told(Strengths(("flywheel", "norm", "contagion")[: len(rows)], values), "cash", ENGLISH)


def test_what_is_said_of_the_loops_before_is_true():
    """The loop of the last quarter before is not the one that drove before: that takes most of the quarters."""
    r1, r5, r6 = (ENGLISH(f"loop.{name}") for name in ("flywheel", "norm", "contagion"))
    assert drive_told([5, 5, 1], [1, 1, -9]) == f"{r5} drove from quarter 3 on; before that, {r1}"
    assert (
        drive_told([5, 5, 1, 1], [1, 1, 9, 1], [0, 0, 0, 7]) == f"{r6} drove from quarter 4 on; before that most often {r1}"
    )
    assert drive_told([5, 1, 1], [1, 9, 1], [0, 0, 7]) == f"{r6} drove from quarter 3 on; before that, loops took turns"
    assert drive_told([5, 5, 1, 5], [1, 1, 9, 1]) == f"{r1} drove from quarter 4 on, and before that most often"
    assert drive_told([9, 9], [1, 1]) == f"{r1} drove from the start"


def test_a_pull_that_reads_as_nothing_is_none():
    """A loop that moved the frontier gap by half a hundredth was drawn fat, with 76 % of the pull."""
    for kpi in NAMES:
        least, values = noticed(kpi), np.zeros((2, 1, len(NAMES)))
        for value in (0.98 * least, -0.98 * least):
            assert not float(re.sub(r"[^0-9.]", "", telling.change(kpi, value, ENGLISH))), kpi
            assert not re.match("[-−+]", telling.change(kpi, value, ENGLISH)), "nothing has no sign"
        assert float(re.sub(r"[^0-9.]", "", telling.change(kpi, 1.02 * least, ENGLISH))), kpi
        values[0] = 0.98 * least
        strengths = Strengths(("flywheel", "norm"), values)
        assert not loop_charts.leading(strengths, kpi)
        assert loop_charts.drive_told(strengths, kpi, ENGLISH) is None
        assert not strengths.shares(kpi).any()
        assert not any(loop["pull"][0] for loop in loop_diagram.diagram_data(strengths, kpi, ENGLISH, "")["loops"])


def test_a_score_is_written_from_0_to_100_everywhere():
    assert telling.figure("score", 0.58, ENGLISH) == "58"
    assert telling.change("score", 0.146, ENGLISH) == "+14.6 points"
    assert telling.change_unit("score", ENGLISH) == "points"
    assert next(row.scale for row in scoreboard.ROWS if row.kpi == "score") == telling.scale("score") == 100.0


def test_a_card_that_acts_later_than_it_is_told_says_so():
    told = Piece("event", 3, 0, card=("cash_squeeze", 53, -1))
    assert telling.piece_title(told, ENGLISH) == "Cash squeeze (announced Q4)"
    assert telling.piece_title(Piece("event", 4, 0, card=("cash_squeeze", 53, -1)), ENGLISH) == "Cash squeeze (Q5)"


def test_bars_of_options_are_as_long_as_they_are_likely():
    worth, chance = (np.nan, -0.12, -0.14, np.nan), (0.0, 0.51, 0.49, 0.0)
    found = Weighing(0, 3, ("legacy", "central", "third", "rogue"), worth, chance, 1, 0, 2.0)
    bars = why_charts.weighing_chart(found, palette.LIGHT, ENGLISH).data[0]
    assert list(bars.x[:2]) == pytest.approx([51.0, 49.0])
    assert "−0.12" in bars.text[0]


def test_a_loop_is_said_to_drive_only_while_it_pulls():
    values = np.zeros((2, 4, len(NAMES)))
    values[0, 1:3, :] = 1.0
    flywheel, norm = (ENGLISH(f"loop.{name}") for name in ("flywheel", "norm"))
    told = loop_charts.drive_told(Strengths(("flywheel", "norm"), values), "cash", ENGLISH)
    assert told == f"{flywheel} drove in quarters 2 to 3"
    values[1, 2, :] = 2.0
    told = loop_charts.drive_told(Strengths(("flywheel", "norm"), values), "cash", ENGLISH)
    assert told == f"{norm} drove in quarter 3; before that, {flywheel}"
    values[1, 2, :], values[1, 3, :] = 0.0, 2.0
    told = loop_charts.drive_told(Strengths(("flywheel", "norm"), values), "cash", ENGLISH)
    assert told == f"{norm} drove from quarter 4 on; before that, {flywheel}"
    assert loop_charts.drive_told(Strengths(("flywheel", "norm"), 0 * values), "cash", ENGLISH) is None


def test_every_figure_is_written_with_its_unit():
    for kpi in NAMES:
        assert telling.figure_name(kpi, ENGLISH) != kpi
        assert "{" not in telling.figure(kpi, 1.5, ENGLISH) + telling.change(kpi, -1.5, ENGLISH)
        assert telling.change_unit(kpi, ENGLISH)
    assert telling.figure("internal_adoption", 0.68, ENGLISH) == "68\u202f%"
    assert telling.change("internal_adoption", 0.092, ENGLISH) == "+9.2 points"


def nothing_decided():
    from ui import session
    from ui.screens import why

    if session.game() is None:
        session.start("base", 2)
        session.commit()
        session.commit()
    why.screen()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_game_in_which_nothing_was_decided_is_told_and_its_loops_can_be_read(language):
    page = AppTest.from_function(nothing_decided, default_timeout=60)
    page.query_params["lang"] = language
    shown, said = markup(clean(page.run())), words.of(language)
    assert said("why.waterfall.title.none") in shown
    assert said("why.loops.none.measure") in shown
    explanation = Explanation(page.session_state["sitting"].game.run())
    explanation.refine()
    for kpi in ("internal_adoption", "cash"):
        chart = why_charts.waterfall_chart(explanation.waterfall(kpi), False, palette.of_theme("light"), said)
        assert len(set(chart.layout.xaxis.ticktext)) == len(chart.layout.xaxis.ticktext)


def test_the_diagram_shows_loops_around_the_figure_while_none_pulls():
    strengths = Strengths(tuple(LINKS), np.zeros((len(LINKS), 2, len(NAMES))))
    data = loop_diagram.diagram_data(strengths, "internal_adoption", ENGLISH, "alt")
    assert data["loops"]
    assert all("adoption" in loop["steps"] and not any(loop["pull"]) for loop in data["loops"])


def test_quarters_without_any_pull_say_so():
    values = np.zeros((len(LINKS), 6, len(NAMES)))
    values[0, [1, 4], :] = 1.0
    chart = loop_charts.shares_chart(
        Strengths(tuple(LINKS), values), "internal_adoption", palette.of_theme("light"), ENGLISH
    )
    level = ENGLISH("why.shares.level").replace(" | ", "<br>")
    assert [note.x for note in chart.layout.annotations if note.text == level] == [2.5], "one quarter is too narrow"


def test_a_pull_in_one_quarter_only_stands_in_that_quarter():
    values = np.zeros((len(LINKS), 3, len(NAMES)))
    values[0, 2, :] = 1.0
    chart = loop_charts.shares_chart(
        Strengths(tuple(LINKS), values), "internal_adoption", palette.of_theme("light"), ENGLISH
    )
    assert {tuple(bars.x) for bars in chart.data} == {(2,)}


def test_the_title_does_not_name_a_loop_that_pulled_only_before():
    from ui.screens import why as why_screen

    values = np.zeros((len(LINKS), 3, len(NAMES)))
    values[0, 1, :] = 1.0
    loop, before = ENGLISH(f"loop.{next(iter(LINKS))}"), Strengths(tuple(LINKS), values)
    assert (
        why_screen.loops_title(before, "internal_adoption", ENGLISH)
        == f"No loop pulls in quarter 3; before it, {loop} pulled most"
    )
    values[0, 2, :] = 1.0
    now = Strengths(tuple(LINKS), values)
    assert why_screen.loops_title(now, "internal_adoption", ENGLISH) == f"{loop} pulls most in quarter 3"
