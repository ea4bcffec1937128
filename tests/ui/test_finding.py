from dataclasses import replace

import numpy as np
import pytest

from model.kpis import KPIS
from ui import finding, naming
from ui.situation import CENTRAL, ROGUE, THIRD


def changed(situation, **columns):
    """The situation with the last quarter of some KPIs, true and seen, moved to these values."""
    tables = dict(situation.tables)
    for name in ("firm", "view"):
        table = tables[name].copy()
        for kpi, value in columns.items():
            table.loc[table["week"] >= table["week"].max(), kpi] = value
        tables[name] = table
    return replace(situation, tables=tables)


def said(found, situation, words):
    return [words(f.key, **naming.spelt(situation, f.values, words)) for f in found]


@pytest.mark.parametrize(("share", "key"), [(0.001, "stalled"), (0.1, "rose"), (-0.1, "fell")])
def test_the_headline_says_what_adoption_did(situation, share, key):
    before = situation.before("internal_adoption")
    moved = changed(situation, internal_adoption=before + share)
    assert finding.headline(moved)[0].key == f"headline.adoption.{key}"


def test_the_headline_names_the_figure_that_moved_most_for_its_swing(situation):
    before = situation.before("decision_latency")
    moved = changed(situation, decision_latency=before + 9.0)
    second = finding.headline(moved)[1]
    assert second.key == "headline.decision_latency.up"
    assert second.values["change"] == pytest.approx(9.0)


def test_a_quiet_quarter_is_called_quiet(situation):
    still = {kpi: situation.before(kpi) for kpi in finding.USUAL_SWING}
    assert finding.most_moved(changed(situation, **still), 3) == [finding.Finding("headline.quiet")]


def test_every_sentence_can_be_said(situation, opening, language):
    found = [*finding.headline(situation), *finding.report(situation), *finding.headline(opening),
             finding.map_title(situation), finding.race_title(situation), finding.stacks_title(situation),
             finding.queue_title(situation), finding.against_base(opening),
             *finding.outcome(situation, "lost_cash", 3)]  # fmt: skip
    for sentence in said(found, situation, language):
        assert sentence
        assert "{" not in sentence
        assert "–" not in sentence


def test_the_report_counts_the_teams_that_changed(situation):
    options = situation.options
    joined = int(np.sum((options[-1] == CENTRAL) & (options[-14] != CENTRAL)))
    by_key = {f.key: f.values["number"] for f in finding.moves(situation)}
    assert by_key.get("moves.central", 0) == joined


def test_key_figures_judge_by_the_direction_that_is_good(situation):
    worse = changed(situation, cash=0.0, decision_latency=99.0, frontier_gap_months=99.0)
    assert [figure.better for figure in finding.key_figures(worse)] == [False, False, False]
    better = changed(situation, cash=1e6, decision_latency=0.1, frontier_gap_months=0.1)
    assert [figure.better for figure in finding.key_figures(better)] == [True, True, True]
    assert [KPIS[figure.kpi].better for figure in finding.key_figures(better)] == ["higher", "lower", "lower"]


def test_at_the_opening_nothing_has_changed(opening):
    assert all(figure.change is None and figure.base is None for figure in finding.key_figures(opening))
    assert finding.report(opening) == []


def test_the_callout_is_a_team_that_left_and_stayed_away(situation):
    callout = finding.callout(situation)
    assert callout is not None
    path = situation.options[:, callout.team]
    assert callout.option in (THIRD, ROGUE)
    assert (path[callout.since :] == callout.option).all()
    assert path[callout.since - 1] != callout.option


def test_the_race_compares_us_with_the_best_rival_not_with_the_frontier(situation):
    found = finding.race_title(situation)
    assert found.key == "race.title.behind"
    assert found.values["rival"] == "OPENLAB"


def test_what_the_ceo_sees_and_the_truth_are_told_apart(situation):
    true = replace(situation, truth=True)
    assert (true.options != situation.options).any()
    ending = finding.outcome(situation, "fragmented_behind")
    assert ending[1].values["share"] == pytest.approx(true.now("internal_adoption"))
    assert ending[1].values["seen"] == pytest.approx(situation.now("internal_adoption"))


def test_an_empty_queue_is_said(situation):
    tables = dict(situation.tables) | {"queue": situation.tables["queue"].iloc[:0]}
    assert finding.queue_title(replace(situation, tables=tables)).key == "queue.title.empty"
