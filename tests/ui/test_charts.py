import itertools
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import charts, controls, naming, news, plotting
from ui.palette import DARK, LIGHT
from ui.pictures import archipelago, organisation_map
from ui.situation import ROGUE


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("draw", [charts.race, charts.stacks, charts.queue])
def test_charts_keep_the_look(situation, opening, palette, draw, language):
    for shown in (situation, opening):
        layout = draw(shown, palette, language).layout
        assert layout.height == plotting.HEIGHT
        assert layout.showlegend is False
        assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize("draw", [charts.race, charts.stacks])
def test_the_base_case_is_dashed_grey_and_named(situation, draw, english):
    figure = draw(situation, LIGHT, english)
    dashed = [trace for trace in figure.data if trace.line.dash == plotting.DASHES]
    assert [trace.line.color for trace in dashed] == [LIGHT.base]
    assert "Base case" in [note.text for note in figure.layout.annotations]


def test_lines_are_labelled_at_their_ends_with_their_values(situation, english):
    labels = [note.text for note in charts.race(situation, LIGHT, english).layout.annotations]
    assert "<b>Us 1.66</b>" in labels
    assert "Openlab 1.73" in labels


def test_layers_fill_the_chart(situation, english):
    areas = [trace for trace in charts.stacks(situation, LIGHT, english).data if trace.stackgroup]
    assert len(areas) == 4
    assert sum(trace.y[-1] for trace in areas) == pytest.approx(100)


def test_the_queue_shows_the_oldest_first(situation, english):
    ages = list(charts.queue(situation, LIGHT, english).data[0].x)
    assert ages == sorted(ages, reverse=True)
    assert len(charts.queue_table(situation, english)) == len(situation.queue)


def test_tables_hold_every_week(situation, language):
    for table in (charts.race_table(situation, language), charts.stacks_table(situation, language)):
        assert len(table) == situation.weeks
        assert language("chart.base") in table.columns


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_labels_never_touch_and_keep_their_order(heights):
    places = plotting.spread(heights, 10, 0, 100)
    pairs = sorted(zip(heights, places, strict=True))
    assert all(after - before >= 10 - 1e-6 for (_, before), (_, after) in itertools.pairwise(pairs))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_no_label_stands_on_the_end_of_the_axis_where_plotly_drops_it(heights):
    assert all(0 < place < 100 for place in plotting.spread(heights, 10, 0, 100))


def test_labels_that_have_room_stay_where_they_are():
    assert plotting.spread([10, 50, 90], 10, 0, 100) == [10, 50, 90]


@pytest.mark.parametrize("units", [1, 2, 5, 8, 12, 20])
def test_every_island_lies_on_the_map(units):
    team_unit = [team // 5 for team in range(5 * units)]
    for island in archipelago.islands(team_unit, units):
        for x, y in island.places:
            assert 0 < x < archipelago.WIDTH
            assert 0 < y < archipelago.HEIGHT
        assert set(island.coast) <= set(island.places)


def test_islands_of_the_default_company_do_not_overlap():
    islands = archipelago.islands([team // 5 for team in range(60)], 12)
    for one in islands:
        for other in islands:
            apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert one is other or apart > 2 * archipelago.RING + 35


def test_a_hull_holds_all_points():
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    assert sorted(archipelago.hull([*square, (2.0, 1.0)])) == sorted(square)


def test_the_map_gets_all_weeks_at_once(situation, language):
    data = organisation_map.map_data(situation, language, "run", "alt")
    assert len(data["weeks"]) == situation.weeks
    assert all(len(week) == 60 for week in data["weeks"])
    assert len(data["teams"]) == 60
    assert sum(team["weight"] for team in data["teams"]) == pytest.approx(1, abs=1e-3)
    assert all("{" not in phrase or "}" in phrase for phrase in data["words"].values() if isinstance(phrase, str))
    assert len(organisation_map.map_table(situation, language)) == 60


def test_reasons_are_shown_only_with_the_truth(situation, english):
    seen = organisation_map.map_data(situation, english, "run", "alt")["teams"]
    assert not any("reason" in team for team in seen)
    true = organisation_map.map_data(replace(situation, truth=True), english, "run", "alt")["teams"]
    assert "central 0.40" in true[3]["reason"]


def test_hidden_rogue_teams_look_as_the_ceo_believes(situation):
    true = replace(situation, truth=True).options
    assert (true == ROGUE).sum() > (situation.options == ROGUE).sum()


def test_news_of_others_is_not_ours_and_teams_have_names(situation, english):
    quarter = replace(situation, quarter=2)
    items = news.items(situation, english)
    assert [item.key for item in items] == ["release.api"]
    assert "1.31 K" in items[0].text
    assert any(flag["text"] == "festival" for flag in news.flags(quarter, english))


def test_what_happens_more_than_once_in_a_week_is_one_item(situation, english):
    table = situation.tables["news"]
    own = table[table["key"] == "release.api"]
    twice = replace(situation, tables={**situation.tables, "news": pd.concat([table, own])})
    (item,) = (item for item in news.items(twice, english) if item.key == "release.api")
    assert item.text.endswith("(2 times)")


def test_everyday_moves_wait_behind_the_telling_news():
    many = [news.Item(week, "move.central", "", "own") for week in range(20)]
    told = news.foremost([news.Item(3, "board.escalation", "", "worse"), *many], 4)
    assert "board.escalation" in [item.key for item in told]
    assert len(told) == 4


def test_attention_is_counted_in_days(english):
    bar = controls.attention_bar([("mandate", 0.1), ("claw_back", 0.2)], 0.6, english)
    assert "20 of 39 days left" in bar or "19 of 39 days left" in bar
    assert "Claw-back 13 · Mandate 6" in bar
    assert "too many" in controls.attention_bar([("mandate", 0.9)], 0.6, english)


def test_no_two_waiting_requests_bear_one_name(situation, language):
    waiting = situation.queue
    twins = pd.concat([waiting, waiting.assign(item=waiting["item"] + 1000)], ignore_index=True)
    crowded = replace(situation, tables=situation.tables | {"queue": twins.assign(week=situation.last_week, firm=0)})
    names = naming.item_names(crowded, language)
    assert len(names) == len(set(names)) == len(twins)
    table = charts.queue_table(crowded, language)
    assert not table.duplicated().any()
    told = charts.queue_told(crowded, language)
    assert all(name in told for name in names[:6])
