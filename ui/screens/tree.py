"""The screen of the time tree: runs that branched from one another, and how any two to four of them differ."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS
from model.kpis import KPIS, NAMES
from ui import palette, session, telling, tree_charts
from ui.naming import team_label
from ui.pictures import time_tree
from ui.screens import frame, side_by_side
from ui.session import tree
from ui.words import Words

if TYPE_CHECKING:
    from experiments.lineage import Pairs

LONGEST_NAME = 40
MOST_CHANGES = 12
EVERY = 1.0  # seconds between two looks for pairs that have been played


def screen() -> None:
    """Draw the screen, or say that there is no tree yet."""
    words = session.words()
    if session.game() is None or not any(twig.run.quarters_played for twig in tree.lineage().twigs):
        notes = (words("tree.none.note"), words("tree.none.sees"))
        if frame.nothing("tree", words("tree.none"), notes, words("why.to_play"), "tree-to-play"):
            session.go("play" if session.game() is not None else "start")
        return
    header(words)
    picture(words)
    acts(words)
    compare(words)
    side_by_side.draw(names(words), words)
    filling()


def names(words: Words) -> list[str]:
    """Return what the runs are called: by their own name, else by the decision that was changed first."""
    return [_name(index, words) for index in range(len(tree.lineage().twigs))]


def header(words: Words) -> None:
    """Draw how far the first two runs compared are apart, and the figure in which runs are measured."""
    kpi, chosen = tree.kpi(), tree.compared()
    count = len(tree.lineage().twigs)
    found = tree.pairs()
    if found is None or not found.played:
        headline = words("tree.headline.one", number=count)
    else:
        told, apart = names(words), _apart(chosen, kpi, found.quarters)
        word = "above" if apart > 0 else "below" if apart < 0 else "level"
        change = telling.change(kpi, abs(apart), words).lstrip("+")
        name = telling.figure_name(kpi, words)
        ended = all(tree.lineage().twigs[i].run.quarters_played == found.quarters for i in chosen[:2])
        headline = words(
            f"tree.headline.{word}{'' if ended else '.so_far'}", one=told[chosen[0]], other=told[chosen[1]], change=change,
            kpi=name, quarter=found.quarters,
        )  # fmt: skip
    with st.container(key="treehead"):
        left, right = st.columns([70, 30], vertical_alignment="bottom")
    with left:
        kicker = words("tree.kicker", number=count)
        frame.markup(f'<p class="kicker">{escape(kicker)}</p><h1>{escape(headline)}</h1>')
    with right:
        st.selectbox(
            words("whatif.kpi"), list(NAMES), key=tree.key("kpi", "internal_adoption"), persist_state="session",
            format_func=lambda name: telling.figure_name(name, words), label_visibility="collapsed",
        )  # fmt: skip


def picture(words: Words) -> None:
    """Draw the tree; a click on a dot chooses a quarter of a run."""
    clicked = time_tree.draw(tree_data(words), key="timetree")
    if isinstance(clicked, dict):
        tree.click(int(clicked["run"]), int(clicked["quarter"]))
        st.rerun()


def tree_data(words: Words) -> dict[str, Any]:
    """Return what the picture needs: runs with lane, parent, colour and words; the base case as the last run."""
    lineage, kpi, told = tree.lineage(), tree.kpi(), names(words)
    colours = palette.of_theme(session.theme())
    ends = [float(tree.series(i, kpi)[-1]) if t.run.quarters_played else float("nan") for i, t in enumerate(lineage.twigs)]
    base = tree.base_series(kpi)
    measured = [value if value == value else float(base[0]) for value in (*ends, float(base[-1]))]
    lanes = time_tree.lanes(measured, lineage.current, KPIS[kpi].better == "lower")
    runs = []
    for index, twig in enumerate(lineage.twigs):
        place = tree.compared().index(index) if index in tree.compared() else -1
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


def acts(words: Words) -> None:
    """Draw what can be done with the quarter that was clicked."""
    index, quarter = tree.place()
    twig = tree.lineage().twigs[index]
    at_end = quarter >= twig.run.quarters_played
    said = words("tree.place.start" if quarter == 0 else "tree.place", run=names(words)[index], quarter=quarter)
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
            name = st.text_input(words("tree.name"), value=twig.name, max_chars=LONGEST_NAME, key=f"tree-name-{index}")
            if st.button(words("tree.rename.do"), key="tree-rename-do"):
                tree.rename(name)
                st.rerun()
        st.download_button(
            words("run.save"), data=lambda: tree.run_text(index), key="tree-save", on_click="ignore",
            file_name=f"{_file_name(twig.run, words)}.toml",
            mime=frame.RUN_FILE_MIME,
        )  # fmt: skip
        if index and index != tree.lineage().current:
            st.button(words("tree.remove"), key="tree-remove", on_click=tree.remove)


def compare(words: Words) -> None:
    """Draw the runs chosen over one another, their difference, and the decisions in which they differ."""
    told, kpi, colours = names(words), tree.kpi(), palette.of_theme(session.theme())
    st.multiselect(
        words("tree.compared"), list(range(len(told))), key=tree.compared_key(), max_selections=tree.MOST_COMPARED,
        format_func=told.__getitem__, placeholder=words("tree.choose"),
    )  # fmt: skip
    chosen = [i for i in tree.compared() if tree.lineage().twigs[i].run.quarters_played]
    with st.container(key="treecompare"):
        over, apart, differs = st.columns(3, gap="large")
    series, base, name = [tree.series(i, kpi) for i in chosen], tree.base_series(kpi), telling.figure_name(kpi, words)
    with over:
        frame.heading(over_title(chosen, kpi, words), words("tree.over.measure", kpi=name))
        chart = tree_charts.overlay(series, base, kpi, colours, words) if series else None
        frame.chart(chart, key="overlay", alt=words("tree.over.measure", kpi=name), empty=words("tree.choose"))
        if series:
            frame.data_buttons(tree_charts.overlay_table(series, base, words), name, "overlay", words)
    found = tree.pairs()
    if found is None or not found.played:
        with apart:
            alone = len(told) < 2
            title, note = ("tree.apart.none", "tree.apart.none.note") if alone else ("tree.apart", "tree.choose")
            frame.heading(words(title), words(note))
        return
    with apart:
        band, title = found.band(kpi), gap_title(found, kpi, words)
        frame.heading(title, words("tree.apart.measure", number=found.played, unit=telling.change_unit(kpi, words)))
        frame.chart(tree_charts.difference(*band, kpi, colours, words), key="apart", alt=title, empty="")
        frame.data_buttons(tree_charts.difference_table(*band, words), words("tree.difference"), "apart", words)
    with differs:
        decisions(chosen, words)


def gap_title(found: Pairs, kpi: str, words: Words) -> str:
    """Return whether the gap between the first two runs holds under other lucks; that there is none where none is."""
    end = found.end(kpi)
    if end.count < 2:
        return words("tree.apart.unknown")
    if not found.difference(kpi).any():
        return words("tree.apart.level")
    return words("tree.apart.clear" if end.clear else "tree.apart.unclear")


def decisions(chosen: list[int], words: Words) -> None:
    """Draw the decisions in which the first two runs differ, and the first weeks in which anything does."""
    changes, weeks = tree.differences(chosen[0], chosen[1])
    frame.heading(words("tree.differs", number=len(changes)), words("tree.differs.measure"))
    lines = ""
    for change in changes[:MOST_CHANGES]:
        shown = "".join(_cell(change.lever, value, words) for value in (change.one, change.other))
        week, said = escape(words("chart.quarter", quarter=change.quarter + 1)), escape(words(f"lever.{change.lever}"))
        lines += f"<tr><td>{said} · {week}</td>" + shown + "</tr>"
    if changes:
        frame.markup(f'<section class="plan"><table><tr><th></th><th>A</th><th>B</th></tr>{lines}</table></section>')
    if len(changes) > MOST_CHANGES:
        st.caption(words("tree.more", number=len(changes) - MOST_CHANGES))
    html = first_weeks(chosen, weeks, words)
    frame.markup(f'<section class="plan partings">{html}</section>')


def first_weeks(chosen: list[int], tables: dict[str, int], words: Words) -> str:
    """Return as HTML what differs first, week by week."""
    if not tables:
        return f"<h3>{escape(words('tree.same'))}</h3>"
    week = next(iter(tables.values()))
    where = words("list.comma").join(words(f"tree.table.{table}") for table, first in tables.items() if first == week)
    organisation, found = session.playing().organisation, tree.partings(chosen[0], chosen[1])
    told = [(week, words("tree.parting.first", tables=where)), *((p.week, _parting(p, organisation, words)) for p in found)]
    lines = "".join(
        f"<tr><td>{escape(words('map.week', week=week + 1))}</td><td>{escape(said)}</td></tr>" for week, said in told
    )
    return f"<h3>{escape(words('tree.weeks'))}</h3><table>{lines}</table>"


def over_title(chosen: list[int], kpi: str, words: Words) -> str:
    """Return the week in which the first two runs part in the figure, or that they do not."""
    if len(chosen) < 2:
        return words("tree.over.one")
    one, other = (tree.series(i, kpi) for i in chosen[:2])
    weeks = min(len(one), len(other))
    apart = [week for week in range(weeks) if one[week] != other[week]]
    return words("tree.over.part", week=apart[0] + 1) if apart else words("tree.over.same", week=weeks)


@st.fragment(run_every=EVERY)
def filling() -> None:
    """Play the two runs under other lucks, a few at a time."""
    if tree.fill():
        st.rerun()


def _cell(lever: str, value: Any, words: Words) -> str:
    text = words("tree.untouched") if value is None else telling.value_text(LEVERS[lever], value, words, unit=False)
    said = escape(text)
    return f"<td>{said}</td>"


def _name(index: int, words: Words) -> str:
    twig = tree.lineage().twigs[index]
    if twig.name:
        return twig.name
    if twig.parent is None:
        return words("tree.first")
    changes, _ = tree.differences(twig.parent, index)
    if not changes:
        return words("tree.copy", quarter=twig.since + 1)
    first = min(changes, key=lambda change: (change.quarter, change.other is None))
    value = words("tree.untouched") if first.other is None else telling.value_text(LEVERS[first.lever], first.other, words)
    return words("tree.named", lever=words(f"lever.{first.lever}"), value=value, quarter=first.quarter + 1)


def _file_name(run: Any, words: Words) -> str:
    return words("run.file", scenario=run.scenario.name, quarter=run.quarters_played, seed=run.seed)


def _apart(chosen: list[int], kpi: str, quarters: int) -> float:
    one, other = (tree.series(index, kpi)[13 * quarters - 1] for index in chosen[:2])
    return float(other - one)


def _parting(parting: Any, organisation: Any, words: Words) -> str:
    one, other = parting.values["one"], parting.values["other"]
    if parting.kind == "queue":
        return words("tree.parting.queue", one=one, number=other)
    if parting.kind == "team":
        team = team_label(organisation, parting.values["team"], words)
        return words("tree.parting.team", team=team, one=words(f"stack.{one}"), other=words(f"stack.{other}"))
    if parting.kind == "model":
        return words("tree.parting.model", one=one, other=other)
    kpi = parting.values["kpi"]
    told = [telling.figure(kpi, value, words) for value in (one, other)]
    return words("tree.parting.figure", kpi=telling.figure_name(kpi, words), one=told[0], other=told[1])
