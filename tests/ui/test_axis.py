"""Axes are written in the figure's own unit, and never twice the same; runs that are equal are both to be seen."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.kpis import NAMES
from ui import axis, palette, telling, tree_charts, words

ENGLISH, LIGHT = words.of("en"), palette.of_theme("light")


@given(st.sampled_from(NAMES), st.floats(-3e4, 3e4), st.floats(0, 3e4), st.sampled_from(["en", "zh_CN"]), st.booleans())
def test_no_two_ticks_of_an_axis_are_written_alike(kpi, low, height, language, difference):
    texts = [text for _, text in axis.written(kpi, low, low + height, words.of(language), difference)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("flat", [0.0, 1e-7, 1e-3])
def test_a_line_that_hardly_moves_has_an_axis_all_the_same(flat):
    series = [np.linspace(0.19, 0.19 + flat, 26)]
    chart = tree_charts.overlay(series, series[0], "internal_adoption", LIGHT, ENGLISH)
    assert 1 <= len(chart.layout.yaxis.ticktext) == len(set(chart.layout.yaxis.ticktext))
    assert all("%" in text for text in chart.layout.yaxis.ticktext)


def test_a_run_is_drawn_from_where_it_leaves_the_one_before():
    one = np.linspace(0.2, 0.5, 39)
    other = np.where(np.arange(39) < 20, one, one + 0.1)
    chart = tree_charts.overlay([one, other, one.copy()], one * 0, "internal_adoption", LIGHT, ENGLISH)
    _, first, second, dot, third = chart.data
    assert (first.x[0], second.x[0], dot.x[0]) == (0, 19, 19)
    assert second.y[0] == one[19]
    assert third.line.dash == tree_charts.SHARED  # over the run it equals, which shows through
    assert tree_charts.leaves(one, []) == 0


def test_a_difference_is_told_with_its_interval():
    mean = np.linspace(0, 0.09, 26)
    chart = tree_charts.difference(mean, mean - 0.04, mean + 0.04, "internal_adoption", LIGHT, ENGLISH)
    assert chart.layout.annotations[-1].text == "<b>+9.0 points</b><br>+5.0 to +13.0<b></b>"
    alone = tree_charts.difference(mean, mean * np.nan, mean * np.nan, "internal_adoption", LIGHT, ENGLISH)
    assert alone.layout.annotations[-1].text == "<b>+9.0 points</b>"


def test_what_is_written_differently_is_at_least_so_far_apart():
    for kpi in NAMES:
        step = telling.finest(kpi, 1.0, ENGLISH)
        assert telling.figure(kpi, 2 * step, ENGLISH) != telling.figure(kpi, 3 * step, ENGLISH)
