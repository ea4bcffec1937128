"""What is under way, what a change asks for and who reacted: read from the world, checked against what then happens."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.pipelines import UNKNOWN, pipelines
from experiments.reactions import reactions
from experiments.run import Game
from experiments.tradeoffs import tradeoffs
from model import ledger
from model.cards import DECK
from model.decisions import LEVERS
from model.record import GPU_COLUMNS


@pytest.fixture(scope="module")
def played() -> Game:
    game = Game.start("base", seed=3, plan="sensible")
    for _ in range(4):
        game.advance()
    return game


def of(game: Game, kind: str):
    table = pipelines(game)
    return table[table["kind"] == kind]


# --- the ledger of GPUs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ["do_nothing", "sensible", "burn_the_boats"])
def test_the_layers_hold_every_gpu_of_the_pool(plan: str) -> None:
    held = Game.start("base", seed=1, plan=plan).finish().tables["gpus"]
    layers = held[["frontier", "cloud", "ecosystem", "reserve", "research", "idle"]].sum(axis=1)
    assert np.allclose(held["imports"] + held["own_chips"], layers, rtol=1e-12)
    assert (held["training"] <= held["frontier"] + 1e-9).all()
    assert (held["cloud_used"] + held["ecosystem_used"] <= held[["cloud", "ecosystem", "reserve"]].sum(axis=1) + 1e-6).all()


def test_the_ledger_of_gpus_stands_outside_the_digests(played: Game) -> None:
    """So that run files of before it was kept still replay."""
    assert "gpus" not in played.world.record.digests()
    assert played.world.record.gpus.shape[2] == len(GPU_COLUMNS)


# --- what is under way -------------------------------------------------------------------------------------------


def test_gpus_on_order_arrive_when_they_were_said_to_unless_a_card_holds_them_back() -> None:
    twin = Game.start("base", seed=3, parameters={"event_deck.pace": 0.0})
    for _ in range(4):
        twin.advance()
    orders = of(twin, "order")
    due = orders[orders["end"] < twin.week + 13].groupby("what")["amount"].sum()
    assert due.sum() > 0
    before = (twin.world.firms[0].compute.imports, twin.world.firms[0].compute.own_chips)
    twin.advance({"compute.claw_back": 0.0})
    after = (twin.world.firms[0].compute.imports, twin.world.firms[0].compute.own_chips)
    assert after[0] - before[0] == pytest.approx(due.get("imports", 0.0))
    assert after[1] - before[1] == pytest.approx(due.get("own_chips", 0.0))


def test_a_training_run_ends_in_the_week_that_was_said() -> None:
    game = Game.start("base", seed=0)
    (run,) = of(game, "run").to_dict("records")
    game.advance()
    ended = [row["week"] for row in game.tables["news"].to_dict("records") if row["key"] == "run.finished"]
    assert ended == [run["end"]]


def test_no_request_is_decided_before_the_session_that_was_said(played: Game) -> None:
    earliest = of(played, "request")["end"].min()
    numbers = {item.number for item in played.world.firms[0].queue.items}
    twin = played.fork()
    while twin.world.week < earliest:
        served = twin.world.firms[0].queue.served
        twin.world.step()
        assert twin.world.firms[0].queue.served == served or not numbers
    assert len(of(played, "request")) == len(numbers)


def test_only_cards_that_were_told_are_in_it_and_only_dated_ones_have_a_week() -> None:
    for event in ("antitrust@30", "price_war@30"):
        game = Game.start("base", seed=0, events=(event,), parameters={"event_deck.pace": 0.0})
        game.advance()
        game.advance()
        (dealt,) = game.world.market.nature.cards
        cards = of(game, "card").to_dict("records")
        if dealt.told >= game.week:
            assert cards == []
            continue
        name = event.split("@")[0]
        assert [row["what"] for row in cards] == [name]
        assert cards[0]["end"] == (29 if DECK[name].dated else UNKNOWN)


def test_waves_are_counted_team_by_team(played: Game) -> None:
    waves = of(played, "wave")
    left = played.world.firms[0].adoption.wave_week
    gap = played.world.p.migration.wave_gap
    assert waves["amount"].sum() == np.count_nonzero(np.isfinite(left) & (left + gap > played.week))
    assert (waves["end"] - waves["start"] == gap).all()


def test_there_is_something_under_way_before_the_first_quarter() -> None:
    kinds = set(pipelines(Game.start("base", seed=0))["kind"])
    assert {"request", "run", "order", "contract", "festival"} <= kinds


# --- what a change asks for --------------------------------------------------------------------------------------

PROGRAMMES = {
    "migration.support": 12, "data.security": 100.0, "data.hub_capacity": 2.0, "migration.audit": 0.08,
    "efficiency.codesign": 200.0, "serving.base_tiers": 4, "release.reintegration": 20, "serving.pooling": 0.8,
}  # fmt: skip


@pytest.mark.parametrize(("lever", "value"), PROGRAMMES.items())
def test_the_money_a_change_asks_for_is_what_the_books_then_show(played: Game, lever: str, value: float) -> None:
    asked = tradeoffs(played, {lever: value})[lever]
    spent = []
    for changes in ({}, {lever: value}):
        twin = played.fork()
        twin.advance(changes)
        books = twin.tables["ledger"]
        programmes = books[(books["week"] >= played.week) & books["account"].isin(ledger.PROGRAMMES)]
        spent.append(programmes["amount"].sum())
    assert asked.money == pytest.approx(spent[1] - spent[0], rel=1e-9)


def test_what_is_left_after_an_order_is_cash_and_grant_less_its_price(played: Game) -> None:
    asked = tradeoffs(played, {"compute.capex_order": 3000})["compute.capex_order"]
    twin = played.fork()
    before = twin.world.firms[0].ledger.cash
    twin.advance({"compute.capex_order": 3000})
    books = twin.tables["ledger"]
    first = books[books["week"] == played.week].set_index("account")["amount"]
    paid = first["gpu_fleet"] + first["depreciation"]
    assert asked.cash_after == pytest.approx(before - first["funding"] - paid)
    assert asked.first == played.week + 26


def test_gpus_taken_back_come_in_the_week_and_number_that_were_said(played: Game) -> None:
    asked = tradeoffs(played, {"compute.claw_back": 0.35})["compute.claw_back"]
    twin = played.fork()
    twin.advance({"compute.claw_back": 0.35})
    news = twin.tables["news"]
    (clawed,) = news[(news["key"] == "gpus.clawed") & (news["week"] >= played.week)].to_dict("records")
    assert clawed["week"] == asked.first
    assert clawed["values"]["gpus"] == pytest.approx(asked.gpus, rel=0.02)  # audits find some in between


def test_days_add_up_to_what_the_desk_demands(played: Game) -> None:
    changes = {"data.hub_capacity": 2.0, "agents.domains": 1, "compute.claw_back": 0.2, "efficiency.codesign": 200.0}
    asked = tradeoffs(played, changes)
    demanded = [sum(share for _, share in played.attention(drafted)) for drafted in ({}, changes)]
    assert sum(each.attention for each in asked.values()) == pytest.approx(demanded[1] - demanded[0])


def test_every_lever_has_a_week_in_which_it_begins(played: Game) -> None:
    for name, lever in LEVERS.items():
        value = next(v for v in (lever.choices or (lever.low, lever.high)) if v != played.levers()[name])
        value = not played.levers()[name] if lever.kind == "switch" else value
        asked = tradeoffs(played, {name: lever.normalised(value)})[name]
        assert asked.first >= played.week
        assert asked.last == -1 or asked.last >= asked.first


def test_after_the_last_quarter_nothing_can_be_asked_for() -> None:
    assert tradeoffs(Game.start("base", quarters=1).finish(), {"migration.support": 12}) == {}


# --- who reacted -------------------------------------------------------------------------------------------------


def test_reactions_are_the_moves_of_the_quarter_with_the_waits_that_were_told(played: Game) -> None:
    since = played.week - 13
    option = played.world.record.option[0]
    told = [r for r in reactions(played, since) if r.who == "team"]
    assert told
    for reaction in told:
        assert reaction.week >= since
        if reaction.did == "found":
            continue
        names = ("legacy", "central", "third", "rogue")
        assert names[option[reaction.week, reaction.agent]] == reaction.did
        assert names[option[reaction.week - 1, reaction.agent]] == reaction.before
        assert reaction.wait >= 0


def test_a_rival_that_holds_did_nothing() -> None:
    game = Game.start("base", seed=0)
    for _ in range(3):
        game.advance()
    found = [r for r in reactions(game, 0) if r.who == "rival"]
    assert found
    assert all(r.did != "hold" and r.name for r in found)
