"""The screen of the time tree: runs that branched from one another, and how any two to four of them differ."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS
from model.kpis import KPIS, NAMES
from ui import gap_findings, palette, session, telling, tree_charts
from ui.pictures import time_tree
from ui.screens import compare, frame, side_by_side
from ui.session import pairs, tree
from ui.words import Words

LONGEST_NAME = 40
EVERY = 1.0  # seconds between two looks for pairs that have been played


def screen() -> None:
    """Draw the screen, or say that there is no tree yet."""
    words = session.words()
    if session.game() is None or not any(twig.run.quarters_played for twig in tree.lineage().twigs):
        notes = (words("tree.none.note"), words("tree.none.sees"))
        if frame.nothing("tree", words("tree.none"), notes, words("why.to_play"), "tree-to-play"):
            session.go("play" if session.game() is not None else "start")
        return
    told = names(words)
    header(told, words)
    picture(told, words)
    acts(told, words)
    compare.draw(told, words)
    side_by_side.draw(told, words)
    st.fragment(run_every=EVERY if pairs.open_ones() else None)(filling)()


def names(words: Words) -> list[str]:
    """Return what the runs are called, no two alike: by their own name, else by the decision that was changed first."""
    told: list[str] = []
    for index in range(len(tree.lineage().twigs)):
        name = _name(index, words)
        again = sum(other == name or other.startswith(f"{name} (") for other in told)
        told.append(words("tree.again", name=name, number=again + 1) if name in told else name)
    return told


def header(told: list[str], words: Words) -> None:
    """Draw how far the run shown is from the first one, and the figure in which runs are measured."""
    found, kicker = pairs.shown(), words("tree.kicker", number=len(told))
    if found is None:
        headline = words("tree.headline.one")
    else:
        laid, letter = tree.laid(), tree_charts.LETTERS[tree.against()]
        one, other = laid[0], laid[tree.against()]
        ended = all(tree.lineage().twigs[index].run.quarters_played == found.quarters for index in (one, other))
        headline = gap_findings.headline(letter, found, tree.kpi(), ended, words)
        kicker = words("tree.kicker.two", number=len(told), run=letter, other=told[other], one=told[one])
    with st.container(key="treehead"):
        left, right = st.columns([70, 30], vertical_alignment="bottom")
    with left:
        frame.markup(f'<p class="kicker">{escape(kicker)}</p><h1>{escape(headline)}</h1>')
    with right:
        st.selectbox(
            words("whatif.kpi"), list(NAMES), key=tree.key("kpi", "internal_adoption"), persist_state="session",
            format_func=lambda name: telling.figure_name(name, words), label_visibility="collapsed",
        )  # fmt: skip


def picture(told: list[str], words: Words) -> None:
    """Draw the tree; a click on a dot chooses a quarter of a run."""
    clicked = time_tree.draw(tree_data(told, words), key="timetree")
    if isinstance(clicked, dict):
        tree.click(int(clicked["run"]), int(clicked["quarter"]))
        st.rerun()


def tree_data(told: list[str], words: Words) -> dict[str, Any]:
    """Return what the picture needs: runs with lane, parent, colour and words; the base case as the last run."""
    lineage, kpi, laid = tree.lineage(), tree.kpi(), tree.laid()
    colours = palette.of_theme(session.theme())
    ends = [float(tree.series(i, kpi)[-1]) if t.run.quarters_played else float("nan") for i, t in enumerate(lineage.twigs)]
    base = tree.base_series(kpi)
    measured = [value if value == value else float(base[0]) for value in (*ends, float(base[-1]))]
    lanes = time_tree.lanes(measured, lineage.current, KPIS[kpi].better == "lower")
    runs = []
    for index, twig in enumerate(lineage.twigs):
        place = laid.index(index) if index in laid else -1
        runs.append(
            {
                "name": told[index], "lane": lanes[index], "parent": twig.parent, "since": twig.since,
                "end": twig.run.quarters_played, "playing": index == lineage.current, "base": False,
                "colour": getattr(colours, tree_charts.COLOURS[place]) if place >= 0 else "",
                "ink": colours.shade(tree_charts.COLOURS[place]) if place >= 0 else "",
                "letter": tree_charts.LETTERS[place] if place >= 0 else "",
                "label": told[index] if twig.parent is not None else "",
                "value": telling.figure(kpi, ends[index], words),
            }
        )  # fmt: skip
    runs.append(
        {
            "name": words("chart.base"), "lane": lanes[-1], "parent": None, "since": 0, "end": len(base) // WEEKS_A_QUARTER,
            "playing": False, "base": True, "colour": "", "ink": "", "letter": "", "label": "",
            "value": telling.figure(kpi, float(base[-1]), words),
        }
    )  # fmt: skip
    quarters = lineage.twigs[0].run.scenario.quarters
    return {
        "runs": runs, "place": list(tree.place()),
        "quarters": [words("chart.quarter", quarter=q + 1) for q in range(quarters)],
        "words": {"alt": words("tree.alt", number=len(lineage.twigs)), "end": telling.figure_name(kpi, words),
                  "dot": words("tree.dot", run="{run}", quarter="{quarter}"), "language": frame.language(words)},
    }  # fmt: skip


def acts(told: list[str], words: Words) -> None:
    """Draw what can be done with the quarter that was clicked."""
    index, quarter = tree.place()
    twig = tree.lineage().twigs[index]
    at_end = quarter >= twig.run.quarters_played
    said = words("tree.place.start" if quarter == 0 else "tree.place", run=told[index], quarter=quarter)
    with st.container(horizontal=True, vertical_alignment="center", key="treeacts"):
        frame.markup(f'<p class="measure">{escape(said)}</p>', width="content")
        if at_end:
            if index != tree.lineage().current and st.button(words("tree.go_on"), key="tree-go-on", type="primary"):
                tree.go_on()
                session.go("play")
        elif st.button(words("tree.branch", quarter=quarter + 1), key="tree-branch", type="primary"):
            tree.branch()
            session.go("play")
        if tree.can_follow() and st.button(words("tree.follow"), key="tree-follow", help=words("tree.follow.help")):
            tree.follow()
            st.rerun()
        with st.popover(words("tree.rename"), key="tree-rename"):
            rename(index, twig.name, words)
        st.download_button(
            words("run.save"), data=lambda: tree.run_text(index), key="tree-save", on_click="ignore",
            file_name=f"{_file_name(twig.run, words)}.toml",
            mime=frame.RUN_FILE_MIME,
        )  # fmt: skip
        if index and index != tree.lineage().current:
            st.button(words("tree.remove"), key="tree-remove", on_click=tree.remove)


def rename(index: int, name: str, words: Words) -> None:
    """Draw where a run gets a name of its own; one that is too long is said to be, and stays to be shortened."""
    name = st.text_input(words("tree.name"), value=name, key=f"tree-name-{index}").strip()
    if st.button(words("tree.rename.do"), key="tree-rename-do") and len(name) <= LONGEST_NAME:
        tree.rename(name)
        st.rerun()
    if len(name) > LONGEST_NAME:
        frame.refusal([words("tree.name.long", most=LONGEST_NAME, number=len(name))], words)


def filling() -> None:
    """Play the runs compared under other lucks, a few at a time."""
    if pairs.fill():
        st.rerun()


def _name(index: int, words: Words) -> str:
    twig = tree.lineage().twigs[index]
    if twig.name:
        return twig.name
    if twig.parent is None:
        return words("tree.first")
    changes, _ = tree.differences(twig.parent, index)
    if not changes:
        return words("tree.copy", quarter=twig.since + 1)
    first = min(changes, key=lambda change: (change.quarter, not change.decided[1]))
    value = telling.value_text(LEVERS[first.lever], first.other, words)
    return words("tree.named", lever=words(f"lever.{first.lever}"), value=value, quarter=first.quarter + 1)


def _file_name(run: Any, words: Words) -> str:
    return words("run.file", scenario=run.scenario.name, quarter=run.quarters_played, seed=run.seed)
