"""The page of the time tree, with the real engine and without a browser."""

import re
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ui import gap_findings, palette, plotting, tree_charts, words
from ui.pictures import time_tree
from ui.sketch import Sketch

ENGLISH = words.of("en")


def page():
    import streamlit as st

    from ui import session
    from ui.screens import tree as screen
    from ui.session import tree

    if session.game() is None and st.query_params.get("quarters"):
        session.start("base", 3)
        for _ in range(int(st.query_params["quarters"])):
            session.draft().take("migration.support", 12)
            session.commit()
    if st.query_params.get("branch") and len(tree.lineage().twigs) == 1:
        tree.click(0, int(st.query_params["branch"]))
        tree.branch()
        session.draft().take("migration.mandate", 0.9)
        session.commit()
    screen.screen()


def opened(quarters="", branch="", language="en"):
    shown = AppTest.from_function(page, default_timeout=60)
    for name, value in (("lang", language), ("quarters", str(quarters)), ("branch", str(branch))):
        if value:
            shown.query_params[name] = value
    return clean(shown.run())


def clean(shown):
    assert not shown.exception, shown.exception
    return shown


def markup(shown):
    return "\n".join(re.sub(r"<style>.*", "", piece.proto.body, flags=re.S) for piece in shown.get("html"))


def lineage(shown):
    return shown.session_state["sitting"].lineage


def test_before_a_quarter_there_is_nothing_to_branch_from():
    assert "nothing to branch from" in markup(opened())


def test_one_run_can_be_branched():
    shown = opened(2)
    assert "Click a quarter to change one decision." in markup(shown)
    assert len(lineage(shown).twigs) == 1


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_branch_is_named_by_what_was_changed_and_compared_with_its_origin(language):
    shown = opened(3, 1, language)
    tree = lineage(shown)
    assert [twig.run.quarters_played for twig in tree.twigs] == [3, 2]
    assert (tree.twigs[1].parent, tree.twigs[1].since, tree.current) == (0, 1, 1)
    text = markup(shown)
    assert ("Mandate 90" in text or "强制力度 90" in text or "90" in text) and "{" not in text
    assert not re.search(r">\s*(tree|kpi|lever)\.", text)
    assert tree.twigs[1].run.decisions[0, 1]["migration.mandate"] == pytest.approx(0.9)


def test_what_was_decided_lies_on_the_desk_of_a_branch():
    shown = opened(3, 2)
    tree = lineage(shown)
    old, new = tree.twigs[0].run.decisions.get((0, 2), {}), tree.twigs[1].run.decisions[0, 2]
    assert all(new[name] == value for name, value in old.items() if name != "migration.mandate")


def test_the_rest_can_be_decided_as_before():
    shown = opened(3, 1)
    clean(shown.button(key="tree-follow").click().run())
    assert [twig.run.quarters_played for twig in lineage(shown).twigs] == [3, 3]


def test_a_run_gets_a_name_of_its_own_which_is_never_markup():
    shown = opened(3, 1)
    index = lineage(shown).current
    shown.text_input(key=f"tree-name-{index}").set_value("<b>bold</b>")
    clean(shown.button(key="tree-rename-do").click().run())
    assert "<b>bold</b>" not in markup(shown)
    assert "&lt;b&gt;bold" in markup(shown)


def test_the_tree_is_found_again_by_its_address():
    shown = opened(3, 1)
    again = AppTest.from_function(page, default_timeout=60)
    again.query_params["run"] = shown.session_state["sitting"].token
    clean(again.run())
    kept, found = lineage(shown), lineage(again)
    assert [t.run.digests for t in found.twigs] == [t.run.digests for t in kept.twigs]
    assert [(t.parent, t.since) for t in found.twigs] == [(t.parent, t.since) for t in kept.twigs]
    assert again.session_state["sitting"].game.quarter == 2


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=9), st.booleans())
def test_every_run_has_a_lane_and_the_best_is_at_the_top(ends, lower):
    lanes = time_tree.lanes(ends, 0, lower)
    assert sorted(lanes) == list(range(len(ends)))
    top = ends[lanes.index(0)]
    assert top == (min(ends) if lower else max(ends))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_runs_of_different_length_are_laid_over_one_another(theme):
    series, base = [np.linspace(0.2, 0.8, 39), np.linspace(0.2, 0.4, 26)], np.full(39, 0.2)
    chart = tree_charts.overlay(series, base, "internal_adoption", palette.of_theme(theme), ENGLISH)
    assert [len(line.x) for line in chart.data] == [39, 39, 26, 1]
    said = [note.text for note in chart.layout.annotations]
    assert said == ["Base case 20\u202f%", "<b>A 80\u202f%</b>", "<b>B 40\u202f% (Q2)</b>"]
    table = tree_charts.overlay_table(series, base, ENGLISH)
    assert list(table.columns[1:3]) == ["A", "B"]
    assert table["B"].isna().sum() == 13
    one = np.zeros(39)
    unknown = tree_charts.difference(one, one * np.nan, one * np.nan, "cash", palette.of_theme(theme), ENGLISH)
    assert len(unknown.data) == 2


def test_runs_that_did_not_both_end_are_told_by_the_quarter_they_share():
    text = markup(opened(3, 1))
    assert re.search(r"<h1>After quarter 2 B (is|and A are) .* under this luck", text)
    assert re.search(r"A and B (part in|are the same up to) week \d+", text)


def test_alone_a_run_is_told_how_a_second_one_comes_about():
    assert ENGLISH("tree.apart.none.note") in markup(opened(2))


def test_the_gap_of_runs_that_never_differ_is_none_and_not_unsure():
    from experiments.lineage import Pairs
    from model.kpis import NAMES
    from model.runfile import Run
    from model.scenario import load

    run, english = Run(load("base"), 0, quarters_played=1), words.of("en")
    titles = []
    for size in (0.0, 1.0):
        found = Pairs(run, run)
        for number in range(gap_findings.PAIRS):
            found.take(number, np.full((13, len(NAMES)), size * (-1) ** number))
        titles.append(gap_findings.title(found, "cash", english))
    assert titles == [english("tree.apart.level"), english("tree.apart.unclear")]


@pytest.mark.parametrize(
    ("here", "elsewhere", "said"),
    [
        (0.019, None, "B ends 1.9 points above A in adoption under this luck."),
        (0.019, (-0.01, 0.02), "B ends 1.9 points above A in adoption under this luck; under others the gap may vanish."),
        (-0.15, (-0.14, -0.16), "B ends 15.0 points below A in adoption under this luck; under others the gap holds."),
        (0.019, (-0.2, -0.21), "under this luck; under others it is the other way round."),
        (0.0, (0.2, 0.21), "B and A end level in adoption under this luck; under others there is a gap."),
    ],
)
def test_the_headline_says_whether_the_gap_holds_under_other_lucks(here, elsewhere, said):
    found = pairs_of(here, *(elsewhere or ()) * 6)
    assert gap_findings.headline("B", found, "internal_adoption", True, ENGLISH).endswith(said)
    told = gap_findings.headline("B", found, "internal_adoption", False, words.of("zh_CN"))
    assert told.startswith("这种运气下，第 1 季末 B") and told.endswith("。") and "{" not in told


def test_a_gap_is_not_judged_before_all_pairs_are_there():
    few, all_of_them = (pairs_of(*[0.1, 0.11] * number) for number in (3, 6))
    for found, said in ((few, False), (all_of_them, True)):
        told = gap_findings.headline("B", found, "internal_adoption", True, ENGLISH)
        assert ("holds" in told) == ("hold" in gap_findings.title(found, "internal_adoption", ENGLISH)) == said
    assert gap_findings.each([few, all_of_them], "internal_adoption", ENGLISH) == ENGLISH("tree.each.unknown")
    assert gap_findings.each([all_of_them] * 2, "internal_adoption", ENGLISH) == "2 of 2 runs clearly differ from A"


def pairs_of(*ends):
    """Two runs of a quarter that end this far apart in every figure, by luck."""
    from experiments.lineage import Pairs
    from model.kpis import NAMES
    from model.runfile import Run
    from model.scenario import load

    run = Run(load("base"), 0, quarters_played=1)
    found = Pairs(run, run)
    for number, end in enumerate(ends):
        found.take(number, np.full((13, len(NAMES)), end))
    return found


def five():
    """A page with a tree of five short runs: the first one, and four that change one decision each."""
    import streamlit as st

    from ui import session
    from ui.screens import tree as screen
    from ui.session import tree

    if session.game() is None:
        session.start("base", 3)
        session.draft().take("governance.review_weeks", 2)
        session.commit()
        session.commit()
        changed = (("migration.mandate", 0.9), ("governance.review_weeks", 1), ("governance.delegation", 0.6),
                   ("migration.support", 20))  # fmt: skip
        for lever, value in changed:
            tree.click(0, 1)
            tree.branch()
            session.draft().take(lever, value)
            session.commit()
        st.session_state["tree:compared"] = [0, 1, 2, 3]
    screen.screen()


def five_runs(language="en"):
    shown = AppTest.from_function(five, default_timeout=120)
    shown.query_params["lang"] = language
    return clean(shown.run())


def test_every_run_is_compared_with_the_first_and_one_is_shown_in_full():
    shown = five_runs()
    text = markup(shown)
    rows = re.findall(
        r"<tr><td>([BCD] .*?)</td><td>(.*?) \(Q2\)</td><td>(.*?)</td><td>(.*?)</td><td>(\d+)</td><td>(.*?)</td>", text
    )
    assert [row[0] for row in rows] == ["B Pressure to migrate 90\u202f%, Q2", "C Review every 1 week, Q2",
                                        "D Decisions left to the units 60\u202f%, Q2"]  # fmt: skip
    assert all(re.fullmatch(r"week 1[4-9]|week 2[0-6]|no week", row[-1]) for row in rows)
    assert (
        re.search("<h1>B .* under this luck", text) and "<th>A</th><th>B</th>" in text and "30\u202f%</td><td><b>90" in text
    )
    shown.segmented_control(key="tree:against").set_value(2)
    text = markup(clean(shown.run()))
    assert re.search("<h1>C .* under this luck", text) and "<th>A</th><th>C</th>" in text
    assert "<td>2 weeks</td><td><b>1 week</b></td>" in text  # A left alone what stood
    assert re.search(r"A and C (part in|are the same up to) week", text)
    assert not re.search(r"\b[Bb] (less|serves)|wait in B", text)


def test_other_lucks_are_played_for_every_run():
    shown = five_runs()
    for _ in range(150):
        found = list(shown.session_state["tree:pairs"].values())
        if found[1].found.tried >= 3:
            break
        time.sleep(0.2)
        clean(shown.run())
    assert len(found) == 3
    for pairing in found:
        apart = pairing.found.difference("internal_adoption")
        assert apart.shape[1] == 26 and not apart[:, :13].any()
    text = markup(clean(shown.run()))
    assert found[0].found.tried == gap_findings.PAIRS  # the one shown comes first, and is judged
    assert re.search("; under others .*</h1>", text) and ENGLISH("tree.each.unknown") in text


def test_a_fifth_run_is_refused_in_our_own_words():
    shown = five_runs("zh_CN")
    shown.pills(key="tree:pills").set_value([0, 1, 2, 3, 4])
    shown = clean(shown.run())
    assert words.of("zh_CN")("tree.full", number=4) in markup(shown)
    assert shown.pills(key="tree:pills").value == [0, 1, 2, 3]
    shown.pills(key="tree:pills").set_value([0, 2, 3])
    shown = clean(shown.run())
    assert words.of("zh_CN")("tree.full", number=4) not in markup(shown)
    assert re.findall(r"<tr><td>([BC]) ", markup(shown)) == ["B", "C"]


def test_a_name_that_is_too_long_is_said_to_be():
    shown = opened(3, 1)
    index = lineage(shown).current
    shown.text_input(key=f"tree-name-{index}").set_value("x" * 53)
    shown = clean(shown.button(key="tree-rename-do").click().run())
    assert "A name has at most 40 characters; this one has 53." in markup(shown)
    assert lineage(shown).twigs[index].name == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("picture", "language"),
    [
        ("organisation", "zh_CN"),
        ("compute", "en"),
        ("pipelines", "zh_CN"),
        ("race", "en"),
        ("market", "zh_CN"),
        ("money", "en"),
    ],
)
def test_every_picture_of_play_is_drawn_of_two_runs(picture, language):
    shown = opened(2, 1, language)
    shown.segmented_control(key="tree:pictures").set_value(picture)
    text = markup(clean(shown.run()))
    below = text[text.index(words.of(language)("compare.title")) :]
    letters = [words.of(language)("compare.of", letter=letter, name="").strip() for letter in "AB"]
    assert all(below.count(f"<h3>{letter}") == 1 for letter in letters)
    keys = [
        button.key
        for button in shown.button
        if str(button.key).startswith("compare-") and str(button.key).endswith("-table")
    ]
    assert len(keys) == (2 if picture in ("organisation", "compute", "pipelines") else 4)
    assert not [
        button.key for button in shown.button if str(button.key).startswith("compare-") and "-why" in str(button.key)
    ]


def test_names_are_never_alike_and_never_markup():
    shown = five_runs()
    for twig in lineage(shown).twigs:
        twig.name = "**:red[x]**"
    pills = clean(shown.run()).pills(key="tree:pills")
    assert len(set(pills.options)) == 5
    assert r"\*\*\:red\[x\]\*\*" in pills.options[4]


def test_charts_side_by_side_have_the_same_scale_and_labels_at_their_ends():
    def charted(weeks, top):
        figure = Sketch()
        figure.update_xaxes(range=[0, weeks - 1], tickvals=[6], ticktext=["Q1"])
        figure.update_yaxes(range=[0, top])
        plotting.label_ends(figure, [plotting.Label(top / 2, name, "red") for name in "ab"], (0, top))
        return figure.done()

    short, long = charted(13, 2.0), charted(26, 10.0)
    plotting.same_scale([short, long])
    assert tuple(short.layout.yaxis.range) == tuple(long.layout.yaxis.range) == (0, 10)
    assert short.layout.xaxis.range[1] == long.layout.xaxis.range[1] == 25
    assert {note.x for note in short.layout.annotations} == {12}
    for figure in (short, long):
        apart = abs(figure.layout.annotations[0].y - figure.layout.annotations[1].y)
        assert apart >= plotting.LABEL_GAP * 10 / (plotting.HEIGHT - plotting.TOP - plotting.BOTTOM) - 1e-6
