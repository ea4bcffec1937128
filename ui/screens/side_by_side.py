"""The first two runs compared, as the same picture side by side: the race, the market or the money of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from ui import plotting, tree_charts
from ui.screens import frame, gallery
from ui.session import tree
from ui.situation import Situation
from ui.words import Words

PICTURES = {"race": (gallery.RACE, gallery.MONTHS), **gallery.PLOTS}


@st.fragment
def draw(names: Sequence[str], words: Words) -> None:
    """Draw the choice of pictures and, once one is chosen, that picture of each run."""
    chosen = [index for index in tree.compared() if tree.lineage().twigs[index].run.quarters_played][:2]
    if len(chosen) < 2:
        return
    with st.container(key="treepictures"):
        frame.heading(words("compare.title"), words("compare.measure"))
        picture = st.segmented_control(
            words("compare.which"), list(PICTURES), key=tree.pictures_key(), label_visibility="collapsed",
            format_func=lambda name: words(f"picture.{name}"),
        )  # fmt: skip
        if not picture:
            return
        sides = st.columns(2, gap="large")
    situations = [tree.situation(index) for index in chosen]
    drawn = {shown: _on_one_scale(shown, situations, words) for shown in PICTURES[picture]}
    for place, (side, letter, index) in enumerate(zip(sides, tree_charts.LETTERS, chosen, strict=False)):
        with side:
            frame.heading(words("compare.of", letter=letter, name=names[index]))
            for shown, figures in drawn.items():
                gallery.plotted(shown, situations[place], figures[place], words, f"compare-{letter}-{shown.name}")


def _on_one_scale(shown: gallery.Plot, situations: Sequence[Situation], words: Words) -> list[Any]:
    """Return the picture of each run, so that they can be compared by eye."""
    figures = [gallery.drawn(shown, situation, words) for situation in situations]
    if shown.by_week and all(figure is not None for figure in figures):
        plotting.same_scale(figures, shown.height)
    return figures
