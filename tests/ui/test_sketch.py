"""Charts on their way to Plotly: merged as told, checked at the end, larger on a large screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.pictures.screen_scale import LARGEST, within
from ui.sketch import Sketch, enlarged, scatter_trace


def charted():
    figure = Sketch(scatter_trace(x=[0, 1], y=[2.0, 3.0], marker={"size": 8}, line={"width": 2}))
    figure.update_layout({"height": 200, "font": {"size": 12.5, "color": "red"}}, margin={"l": 8, "r": 100})
    figure.update_layout(margin={"r": 120})
    figure.update_xaxes(range=[0, 1], tickfont={"size": 13}, ticklabelstandoff=5)
    figure.add_annotation(x=1, y=2, text="Q1", xshift=8, font={"size": 13})
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=0)
    return figure


def test_what_is_changed_later_leaves_the_rest():
    layout = charted().done().layout
    assert (layout.margin.l, layout.margin.r) == (8, 120)
    assert layout.font.color == "red"
    assert len(layout.shapes) == len(layout.annotations) == 1


def test_what_plotly_does_not_know_is_refused():
    figure = charted()
    figure.update_layout(hieght=3)
    with pytest.raises(ValueError, match="hieght"):
        figure.done()


def test_writing_margins_and_height_grow_and_data_stay():
    figure = charted().done()
    assert enlarged(figure, 1.0) is figure
    large = enlarged(figure, 1.5)
    assert (large.layout.height, large.layout.font.size, large.layout.margin.r) == (300, 18.75, 180)
    assert (large.layout.xaxis.tickfont.size, tuple(large.layout.xaxis.range)) == (20, (0, 1))
    assert large.layout.xaxis.ticklabelstandoff == 8
    note, before = large.layout.annotations[0], figure.layout.annotations[0]
    assert (note.xshift, note.font.size, note.x, note.text) == (12, 20, before.x, "Q1")
    assert (large.data[0].marker.size, list(large.data[0].y)) == (8, [2.0, 3.0])


@given(st.one_of(st.floats(), st.integers(), st.text(max_size=4), st.none()))
def test_whatever_a_browser_sends_is_a_size(sent):
    assert 1.0 <= within(sent) <= LARGEST
