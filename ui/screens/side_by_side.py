"""The run shown and the first one, as the same picture side by side: what Play draws of one run, drawn of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import plotting, tree_charts
from ui.screens import frame, gallery
from ui.session import pictures, tree
from ui.situation import Situation
from ui.words import Words

PLOTS = {"race": (gallery.RACE, gallery.MONTHS), **gallery.PLOTS}
WHOLE = {pictures.MAP: gallery.organisation, "compute": gallery.compute, "pipelines": gallery.under_way}
"""Pictures that are not charts by week on one scale."""


@st.fragment
def draw(names: Sequence[str], words: Words) -> None:
    """Draw the choice of pictures and, once one is chosen, that picture of each run."""
    laid = tree.laid()
    if len(laid) < 2:
        return
    places = (0, tree.against())
    with st.container(key="treepictures"):
        frame.heading(words("compare.title"), words("compare.measure"))
        picture = st.segmented_control(
            words("compare.which"), pictures.PICTURES, key=tree.pictures_key(), label_visibility="collapsed",
            format_func=lambda name: words(f"picture.{name}"),
        )  # fmt: skip
        if not picture:
            return
        sides = st.columns(2, gap="large")
    situations = [tree.situation(laid[place]) for place in places]
    drawn = {shown: _on_one_scale(shown, situations, words) for shown in PLOTS.get(picture, ())}
    for at, (side, place) in enumerate(zip(sides, places, strict=True)):
        letter, situation = tree_charts.LETTERS[place], situations[at]
        with side:
            frame.heading(words("compare.of", letter=letter, name=names[laid[place]]))
            if picture in WHOLE:
                WHOLE[picture](situation, words, f"compare-{letter}-")
            for shown, figures in drawn.items():
                gallery.plotted(shown, situation, figures[at], words, f"compare-{letter}-{shown.name}")


def _on_one_scale(shown: gallery.Plot, situations: Sequence[Situation], words: Words) -> list[Any]:
    """Return the picture of each run, so that they can be compared by eye."""
    figures = [gallery.drawn(shown, situation, words) for situation in situations]
    if shown.by_week and all(figure is not None for figure in figures):
        plotting.same_scale(figures, shown.height)
    return figures
