"""The large pictures of a quarter: what is drawn adds up, says what side it shows, and is there at any moment."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments import Game
from experiments.pipelines import COLUMNS, pipelines
from experiments.reactions import Reaction, reactions
from model.clock import WEEKS_A_QUARTER
from model.kpis import INDEX
from ui import charts, coming, picture_findings, plotting, quarter_told, words
from ui.charts import gantt_rows, money, suppliers
from ui.charts.capability import months_a_k, months_behind
from ui.palette import DARK, LIGHT
from ui.pictures import compute_flow
from ui.situation import CENTRAL, ROGUE, Situation, first_weeks

POOL = ("before", "new", "taken", "own")
FINDINGS = (
    picture_findings.compute, picture_findings.under_way, picture_findings.months, picture_findings.market,
    picture_findings.developers, picture_findings.books, picture_findings.cash,
)  # fmt: skip


def situation_of(game, truth=False):
    tables = game.tables if game.quarter else first_weeks(game.fork().finish().tables, 1)
    base = game.base_case().tables if game.quarter else tables
    return Situation(tables, base, game.organisation, game.quarter, game.horizon, truth, ahead=pipelines(game))


def played(quarters, plan="sensible", scenario="base", seed=3):
    game = Game.start(scenario, seed=seed, plan=plan)
    for _ in range(quarters):
        game.advance()
    return game


@pytest.fixture(scope="module")
def game():
    return played(4)


@pytest.fixture(scope="module", params=[0, 4, 8], ids=["opening", "middle", "end"])
def moment(request):
    return situation_of(played(request.param))


def test_gpus_that_arrive_together_are_told_together():
    ahead = pd.DataFrame(
        [("order", what, -1, 40, week, amount, -1) for what, week, amount in
         (("imports", 66, 5400.0), ("own_chips", 66, 600.0), ("imports", 79, 900.0))], columns=COLUMNS,
    )  # fmt: skip
    found = picture_findings.under_way(replace(situation_of(played(4)), ahead=ahead))
    assert (found.key, found.values["gpus"]) == ("pipelines.title.order", 6000.0)


# --- every moment ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_every_chart_can_be_drawn_at_every_moment_in_the_look_of_the_others(moment, palette, language):
    for side in (moment, replace(moment, truth=True)):
        for draw in (
            charts.race,
            charts.months,
            charts.market,
            charts.developers,
            charts.books,
            charts.cash,
            charts.pipelines,
        ):
            figure = draw(side, palette, language)
            if figure is None:
                assert moment.opening
                continue
            assert figure.layout.showlegend is False
            assert figure.layout.paper_bgcolor == "rgba(0,0,0,0)"


def test_every_picture_has_a_finding_a_table_and_words_without_a_key(moment, language):
    for finding in FINDINGS:
        found = finding(moment)
        assert language.has(found.key), found.key
        assert "{" not in language(found.key, **found.values)
    tables = (
        charts.market_table, charts.developers_table, charts.books_table, charts.cash_table, charts.months_table,
        charts.pipelines_table, compute_flow.flow_table,
    )  # fmt: skip
    for table_of in tables:
        table = table_of(moment, language)
        assert len(table.columns) > 1 or (moment.opening and table_of is charts.books_table)  # no quarter has been closed
        assert not any("." in str(name) and str(name).islower() for name in table.columns)


def test_the_base_case_is_dashed_where_there_is_one(game, english):
    for draw in (charts.race, charts.months, charts.market, charts.developers, charts.cash):
        figure = draw(situation_of(game), LIGHT, english)
        assert [t.line.color for t in figure.data if t.line.dash == plotting.DASHES] == [LIGHT.base], draw
    shapes = charts.books(situation_of(game), LIGHT, english).layout.shapes
    assert sum(shape.line.dash == plotting.DASHES for shape in shapes) == game.quarter


# --- compute -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ["do_nothing", "sensible", "burn_the_boats", "centralise"])
@pytest.mark.parametrize("truth", [False, True])
def test_no_gpu_is_made_or_lost_on_its_way(plan, truth):
    game = played(5, plan)
    shown = situation_of(game, truth)
    flows, held = compute_flow.links(shown), shown.gpus(shown.tables)
    assert all((values >= -1e-9).all() for values in flows.values())
    nodes = {name for link in flows for name in link}
    for node in nodes:
        into = sum((v for (_, to), v in flows.items() if to == node), np.zeros(shown.weeks))
        out = sum((v for (start, _), v in flows.items() if start == node), np.zeros(shown.weeks))
        if into.any() and out.any():
            assert into == pytest.approx(out, abs=1e-6), node
    compute = game.world.firms[0].compute
    last = {link: values[-1] for link, values in flows.items()}
    assert sum(last[name, "pool"] for name in POOL) == pytest.approx(compute.pool)
    owned = compute.pool + compute.unit_gpus.sum() + (compute.hidden_gpus.sum() if truth else 0.0)
    users = sum(v for (_, to), v in last.items() if to in ("training", "gaps", "customers", "spare", "researchers", "moving")
                or to == "rest" or (to.startswith("unit") and to != "units") or to == "alone")  # fmt: skip
    assert users == pytest.approx(owned)
    assert last["frontier", "training"] == pytest.approx(held["training"].iloc[-1])


def test_gpus_that_units_hide_are_seen_only_in_truth(game):
    twin = game.fork()
    twin.world.firms[0].compute.hidden_gpus += 100.0
    twin.advance({"migration.audit": 0.0})
    seen, true = (compute_flow.links(situation_of(twin, truth))["hidden", "outside"] for truth in (False, True))
    assert seen[-1] == 0.0
    assert true[-1] >= 1200.0


def test_what_was_taken_back_is_told_apart_from_what_arrived(english):
    game = Game.start("base", seed=3, parameters={"event_deck.pace": 0.0})
    game.advance({"compute.claw_back": 0.35})
    flows = compute_flow.links(situation_of(game))
    assert flows["taken", "pool"][-1] == pytest.approx(4200, abs=60)
    assert flows["new", "pool"][-1] == pytest.approx(6000, abs=60)
    data = compute_flow.flow_data(situation_of(game), english, "run", "alt")
    assert {node["key"] for node in data["nodes"]} >= {"taken", "new", "pool", "training", "customers", "alone"}
    places = [node["key"] for node in data["nodes"]]
    assert all(link["from"] in places and link["to"] in places for link in data["links"])


# --- money -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["base", "small_pool"])
@pytest.mark.parametrize("plan", ["sensible", "burn_the_boats"])
def test_income_and_expense_sum_to_the_change_of_cash(scenario, plan):
    game = played(6, plan, scenario)
    shown = situation_of(game)
    table = money.grouped(shown, shown.tables)
    assert len(table) == 6
    assert table[[*money.INCOME, *money.EXPENSE]].sum(axis=1).to_numpy() == pytest.approx(table["cash"].to_numpy(), abs=1e-6)
    cash = game.world.record.kpis[0, :, INDEX["cash"]]
    ends = cash[WEEKS_A_QUARTER - 1 : game.week : WEEKS_A_QUARTER]
    assert np.diff(ends) == pytest.approx(table["cash"].to_numpy()[1:], abs=1e-6)


def test_the_table_of_the_books_holds_every_account_and_ends_with_cash(game, english):
    table = charts.books_table(situation_of(game), english)
    quarters = table.drop(columns=english("books.account"))
    assert quarters.shape[1] == game.quarter
    assert table.iloc[-1][english("books.account")] == english("account.cash")
    assert quarters.iloc[:-1].sum().to_numpy() == pytest.approx(
        quarters.iloc[-1].to_numpy(), abs=2.0
    )  # rounded to RMB 0.1 M


# --- market ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("truth", [False, True])
def test_shares_of_the_market_fill_it(game, truth):
    shown = situation_of(game, truth)
    for shares in (suppliers.market_shares(shown, shown.tables), suppliers.developer_shares(shown, shown.tables)):
        assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
        assert (shares.to_numpy() >= -1e-12).all()


def test_the_market_is_seen_some_weeks_late(game):
    late = game.world.p.observation.market_delay
    seen, true = (suppliers.market_shares(situation_of(game, truth), game.tables) for truth in (False, True))
    assert seen.iloc[late:].to_numpy() == pytest.approx(true.iloc[:-late].to_numpy())
    assert not np.allclose(seen.iloc[-1], true.iloc[-1])
    ours = suppliers.developer_shares(situation_of(game), game.tables)["ours"].to_numpy()
    assert ours == pytest.approx(situation_of(game).figures["developer_share"].to_numpy())


def test_with_several_firms_the_others_are_rivals():
    game = Game.start("base", seed=0, firms=3)
    game.advance()
    for firm in range(3):
        shown = replace(situation_of(game, True), firm=firm)
        shares = suppliers.market_shares(shown, shown.tables)
        assert shares.sum(axis=1).to_numpy() == pytest.approx(1.0)
        developers = suppliers.developer_shares(shown, shown.tables)["ours"].to_numpy()
        assert developers == pytest.approx(game.world.record.kpis[firm, : game.week, INDEX["developer_share"]])


# --- race --------------------------------------------------------------------------------------------------------


def test_months_are_capability_at_the_pace_of_the_frontier(game):
    shown = situation_of(game, True)
    behind, base = months_behind(shown)
    levels = shown.capability(shown.tables)
    assert behind["FRONTIER"].to_numpy() == pytest.approx(0.0)
    gap = levels["FRONTIER"] - levels[shown.owner]
    assert behind[shown.owner].to_numpy() == pytest.approx(gap.to_numpy() * months_a_k(shown))
    figures = shown.figures
    assert figures["frontier_gap"].to_numpy() * months_a_k(shown) == pytest.approx(figures["frontier_gap_months"].to_numpy())
    assert base is not None


# --- pipelines ---------------------------------------------------------------------------------------------------


def test_the_queue_is_drawn_from_its_oldest_request_and_told_whole_in_the_table(game, english):
    shown = situation_of(game)
    bars = [bar for bar in gantt_rows.bars(shown, english) if bar.group == english("pipelines.requests")]
    ages = [game.week - bar.start for bar in bars if bar.waits >= 0]
    assert max(ages) == pytest.approx(max(shown.queue["age"]))
    table = charts.pipelines_table(shown, english)
    requests = table[table[english("pipelines.group")] == english("pipelines.requests")]
    assert len(requests) == len(shown.queue)
    assert all(bar.waits >= game.week for bar in bars if bar.waits >= 0)


def test_data_access_by_unit_is_told_only_in_truth(game, english):
    def said(truth):
        return [
            bar.said for bar in gantt_rows.bars(situation_of(game, truth), english) if bar.group == english("pipelines.data")
        ]

    assert not any("open" in text for text in said(False))
    assert all("open" in text for text in said(True))


# --- what is coming ----------------------------------------------------------------------------------------------


def test_flags_do_not_cover_one_another_and_stay_on_the_axis(moment, language):
    flags = coming.flags(moment, language)
    assert all(0.0 <= flag.place < 1.0 for flag in flags)
    spans = {}
    for flag in flags:
        wide = sum(coming.WIDE if ord(letter) > 0x2E80 else coming.LATIN for letter in flag.text) + coming.PENNANT
        start = flag.place * coming.WIDTH - (wide if flag.left else 0.0)
        for other in spans.get(flag.level, []):
            assert start >= other[1] or start + wide <= other[0]
        spans.setdefault(flag.level, []).append((start, start + wide))


def test_after_the_end_nothing_is_coming(english):
    assert coming.flags(situation_of(played(8)), english) == []


# --- the report --------------------------------------------------------------------------------------------------


def test_a_missed_bet_is_the_first_surprise_and_a_held_one_is_said(game, english):
    from model.bets import Bet

    shown = situation_of(game)
    now = shown.now("internal_adoption")
    missed = quarter_told.surprises(shown, [(Bet("internal_adoption", now + 0.1, now + 0.2), now)])
    assert missed[0].key == "surprise.bet"
    assert quarter_told.surprises(shown, [(Bet("internal_adoption", now - 0.1, now + 0.1), now)])[0].key == "surprise.held"


def test_doing_nothing_surprises_by_what_moved_and_decides_nothing():
    game = Game.start("base", seed=0)
    game.advance({})
    shown = situation_of(game)
    assert {found.key for found in quarter_told.surprises(shown, [])} & {"surprise.moved", "surprise.none"}
    assert quarter_told.decided(shown) == []


def test_decisions_of_the_quarter_are_told_with_what_stood_before(game):
    twin = game.fork()
    twin.advance({"governance.review_weeks": 13})
    told = quarter_told.decided(situation_of(twin))
    assert ("governance.review_weeks", game.levers()["governance.review_weeks"], 13) in told


def test_every_reaction_can_be_told_in_both_languages_and_on_both_sides(game, language):
    found = reactions(game, 0)
    for truth in (False, True):
        shown = situation_of(game, truth)
        for reaction in found:
            told = quarter_told.reacted(shown, [reaction])
            for sentence in told:
                values = sentence.values | {"team": "Taobao 1"}
                assert language.has(sentence.key)
                assert "{" not in language(sentence.key, **values)


def test_a_stack_of_its_own_that_nobody_found_is_not_told_to_the_ceo(game):
    shown = situation_of(game)
    hidden = next(t for t in range(60) if shown.options[-1, t] == CENTRAL)
    passes = Reaction(game.week - 1, "team", hidden, "rogue", "central", 4.0, 0.1)
    assert quarter_told.reacted(shown, [passes]) == []
    reaction = replace(passes, before="legacy")
    assert quarter_told.reacted(shown, [reaction])[0].key == "reacted.joined"
    assert quarter_told.reacted(replace(shown, truth=True), [reaction])[0].values["team"] == hidden


def test_news_of_a_hidden_stack_reaches_the_ceo_only_once_it_is_found():
    told = 0
    for seed in range(4):
        game = played(4, "do_nothing", seed=seed)
        seen, true = (situation_of(game, truth) for truth in (False, True))
        rogue = true.news[true.news["key"] == "move.rogue"]
        told += len(rogue)
        for values in seen.news[seen.news["key"] == "move.rogue"]["values"]:
            assert seen.options[-1, values["team"]] == ROGUE
    assert told


def test_fiscal_years_start_in_april_and_are_named_by_their_end():
    from datetime import date

    english = words.of("en")
    assert [english.fiscal(date(2025, 4, 1), q) for q in range(5)] == [(2026, 1), (2026, 2), (2026, 3), (2026, 4), (2027, 1)]
    assert english.fiscal(date(2026, 1, 1), 0) == (2026, 4)
