"""The event deck: what is declared, how cards are told, run and end, and that nothing else notices a deck unused."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from agents.roster import populate
from experiments.run import Game, play, replay_difference
from model.cards import DECK, PERMANENT, PLACE, Order, problem, read_orders, rows
from model.clock import WEEKS_A_QUARTER
from model.decisions import LEVERS
from model.errors import BadInput
from model.kpis import KPIS
from model.mechanisms.event_deck import NEVER
from model.mechanisms.event_effects import NEUTRAL
from model.parameter_set import known_parameters
from model.phases.cards import bring_about, play_cards
from model.record import RUNS, TOLD
from model.runfile import Run
from model.scenario import Scenario, from_document, load
from model.world import World
from tests.worlds import differences, leaves, state_of

WEEK, LASTS = 20, 6
CALM = load("base").changed(quarters=3, draw_events=False)
STORM = CALM.changed(draw_events=True).with_parameters({"event_deck.pace": 4.0})


def world(case: Scenario = CALM, weeks: int = 39, events: object = (), **settings) -> World:
    made = World(populate=populate, scenario_data=case, events=events, **settings)
    for _ in range(weeks):
        made.step()
    return made


def kpis(of: World) -> np.ndarray:
    return of.record.kpis[:, : of.week]


@pytest.fixture(scope="module")
def quiet() -> World:
    """The world without a card."""
    return world()


# --- what is declared -------------------------------------------------------------------------------------------


def test_there_are_sixteen_cards_and_each_names_what_exists() -> None:
    assert len(DECK) == 16
    for row in rows():
        assert set(row["levers"]) <= set(LEVERS) and row["levers"]
        assert set(row["kpis"]) <= set(KPIS) and row["kpis"]
        assert set(row["parameters"]) <= set(known_parameters())
        assert row["rate"] is None or row["rate"] > 0
        assert row["tell"] and row["weeks"] and row["effect"] and row["counter"] and row["source"]
    lasting = {row["name"] for row in rows() if row["weeks"] == PERMANENT}
    assert lasting == {"data_regulation", "chip_breakthrough", "antitrust", "weights_leak", "benchmark_saturation"}


def test_every_size_of_an_effect_belongs_to_a_card() -> None:
    named = {name for card in DECK.values() for name in card.sizes}
    assert {f"event_effects.{name}" for name in named} == {n for n in known_parameters() if n.startswith("event_effects.")}


# --- told, running, over ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECK)
def test_a_card_is_told_runs_and_ends(name: str, quiet: World) -> None:
    lasts = -1 if DECK[name].duration is None else LASTS
    played = world(events=[Order(name, WEEK, weeks=lasts)])
    stages = played.record.events[0, : played.week, PLACE[name]]
    end = played.week if lasts < 0 else WEEK + LASTS
    told = int((stages == TOLD).argmax())
    assert told < WEEK and (stages[told:WEEK] == TOLD).all(), "told before it takes effect"
    assert (stages[WEEK:end] == RUNS).all() and not stages[:told].any() and not stages[end:].any()
    news = [(week, key) for week, _, key, _ in played.record.news if key.startswith(f"card.{name}.")]
    assert (told, f"card.{name}.tell") in news and (WEEK, f"card.{name}.start") in news
    assert ((end, f"card.{name}.end") in news) == (lasts > 0)
    nature = played.market.nature
    assert (lasts < 0) == (nature.cards[0].end >= NEVER)
    if lasts > 0:
        assert nature.now == NEUTRAL and played.market.active_events == 0
    assert np.array_equal(kpis(played)[:, :WEEK], kpis(quiet)[:, :WEEK]), "the tell moves nothing"


def test_a_tell_reaches_the_ceo_before_the_effect() -> None:
    played = world(weeks=13, events=[Order("data_regulation", WEEK)])
    firm = played.firms[0]
    assert played.actors.ceo_view(played, firm).events == {"data_regulation": "told"}
    for _ in range(WEEKS_A_QUARTER):
        played.step()
    assert played.actors.ceo_view(played, firm).events == {"data_regulation": "run"}


def test_only_a_dated_card_tells_its_week() -> None:
    played = world(events=[Order("antitrust", WEEK), Order("export_control", WEEK)])
    told = {key: values for _, _, key, values in played.record.news if key.endswith(".tell")}
    assert told == {"card.antitrust.tell": {"week": WEEK}, "card.export_control.tell": {}}


def test_what_an_export_control_holds_back_comes_in_the_end() -> None:
    due, over = 26, 32
    order = Order("export_control", WEEK, weeks=over - WEEK)
    played, quiet = world(events=[order], weeks=30), world(weeks=30)
    pool, usual = played.firms[0].compute.imports, quiet.firms[0].compute.imports
    came = sum(values["gpus"] for week, _, key, values in played.record.news if key == "gpus.arrive" and week == due)
    should = sum(values["gpus"] for week, _, key, values in quiet.record.news if key == "gpus.arrive" and week == due)
    imports = should * (1.0 - quiet.firms[0].levers.efficiency.own_chip_share)  # own chips are let in
    held = (1.0 - played.p.event_effects.export_supply) * imports
    assert came == pytest.approx(should - held, abs=1)
    assert pool == pytest.approx(usual - held)
    for _ in range(5):
        played.step()
        quiet.step()
    assert played.firms[0].compute.imports == pytest.approx(quiet.firms[0].compute.imports)


def test_of_two_of_a_kind_the_later_one_counts() -> None:
    twice = world(weeks=26, events=[Order("price_war", 18, weeks=12), Order("price_war", 20, weeks=12)])
    assert twice.market.nature.now.rival_price == pytest.approx(1.0 - _depth(twice, 1))


def _depth(of: World, card: int) -> float:
    p = of.p.event_effects
    return p.war_least + (p.war_most - p.war_least) * of.market.nature.cards[card].u


# --- drawn ------------------------------------------------------------------------------------------------------


def test_a_deck_that_deals_nothing_is_not_noticed(quiet: World) -> None:
    never = world(CALM.changed(draw_events=True).with_parameters({"event_deck.pace": 0.0}))
    off = world(STORM, off="event_deck")
    for other in (never, off):
        assert not differences(state_of(quiet), state_of(other))
    assert (world(STORM).record.events > 0).any()


def test_the_deck_is_the_same_whatever_is_decided_and_whoever_plays() -> None:
    def dealt(**settings) -> list[tuple]:
        return [tuple(asdict(d).values()) for d in world(STORM, **settings).market.nature.cards if d.firm < 0]

    usual = dealt(seed=3)
    assert usual and usual == dealt(seed=3, policies="sensible") == dealt(seed=3, firms=2)
    assert usual != dealt(seed=4)


def test_the_rate_that_is_listed_is_the_rate_that_is_played() -> None:
    deck = load("base").parameters.event_deck
    assert deck.pace != 1.0
    for row in rows():
        card = DECK[row["name"]]
        assert row["rate"] == (pytest.approx(deck.pace * getattr(deck, card.rate)) if card.rate else None)


def test_cards_come_as_often_as_their_rate_says() -> None:
    case = CALM.changed(quarters=40, draw_events=True)
    expected, came = 0.0, 0
    for seed in range(6):
        made = World(populate=populate, scenario_data=case, seed=seed)
        made.case = case.changed(deck=("talent_raid",))  # nothing else is on the table
        for week in range(case.weeks):
            made.week = week
            play_cards(made)
        came += len(made.market.nature.cards)
        expected += made.p.event_deck.talent_raid_rate * case.weeks / 52.0
    assert abs(came - expected) < 3.0 * expected**0.5


def test_only_cards_of_the_deck_are_drawn() -> None:
    chosen = ("price_war", "mega_deal")
    played = world(STORM.changed(deck=chosen))
    assert {d.card for d in played.market.nature.cards} <= set(chosen)


# --- played by hand, kept in files ------------------------------------------------------------------------------


def test_a_run_with_cards_replays(tmp_path: Path) -> None:
    game = play(CALM, events=["price_war@20", "data_breach@30"], seed=2)
    game.save(tmp_path / "run.toml")
    run = Run.load(tmp_path / "run.toml")
    assert run.events == (Order("price_war", 19), Order("data_breach", 29))
    assert replay_difference(run) is None
    assert Game.from_run(run).kpis == game.kpis != play(CALM, seed=2).kpis


def test_a_card_played_while_the_game_runs_is_told_then_and_in_a_replay() -> None:
    game = Game.start(STORM.changed(deck=("price_war", "talent_raid")), seed=2)
    game.advance({})
    game.play_events([Order("open_shock", 30, ordered=13), Order("data_regulation", 15, ordered=13)])
    fork = game.fork()
    game.finish()
    assert game.world.record.events[0, 12, PLACE["data_regulation"]] == 0
    assert game.world.record.events[0, 13, PLACE["data_regulation"]] == TOLD, "no tell before it was played"
    run = Run.from_text(game.to_text(), "run.toml")
    assert replay_difference(run) is None
    assert fork.finish().run().digests == run.digests
    assert game.base_case().world.events == game.world.events


def test_texts_are_ordered_in_the_week_they_are_given() -> None:
    game = Game.start(CALM)
    game.advance({})
    game.play_events("cash_squeeze@30")
    assert game.world.events == [Order("cash_squeeze", 29, ordered=13)]
    with pytest.raises(BadInput, match="13 weeks have been played"):
        game.play_events("cash_squeeze@4")
    assert len(game.world.events) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("price_war", "is not CARD@WEEK"),
        ("price_war@", "is not CARD@WEEK"),
        ("price_war@-3", "is not CARD@WEEK"),
        ("price_war@1.5", "is not CARD@WEEK"),
        ("price_war@²", "is not CARD@WEEK"),
        ("price_wor@3", "did you mean price_war"),
        ("price_war@0", "use a week from 1 to 39"),
        ("price_war@40", "use a week from 1 to 39"),
    ],
)
def test_what_cannot_be_played_is_told(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_orders([text], CALM.weeks)


def test_a_scenario_says_which_cards_come() -> None:
    data = {
        "name": "winter", "title": "Winter", "dilemma": "Cold.", "quarters": 3,
        "events": {"draw": True, "deck": ["price_war"],
                   "scheduled": [{"card": "export_control", "week": 7, "tell": 3, "weeks": 20},
                                 {"card": "antitrust", "week": 9}]},
    }  # fmt: skip
    case = from_document(data, "winter.toml")
    assert case.draw_events and case.deck == ("price_war",)
    assert case.scheduled == (Order("export_control", 6, tell=2, weeks=20), Order("antitrust", 8))
    assert from_document(case.as_document(), "again") == case
    assert case.digest != case.changed(scheduled=()).digest
    first = world(case, weeks=10).market.nature.cards[0]
    assert (first.told, first.start, first.end, first.source) == (2, 6, 26, "scheduled")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ({"deck": ["price_wor"]}, "did you mean price_war"),
        ({"deck": ["price_war", "price_war"]}, "holds price_war twice"),
        ({"scheduled": [{"card": "price_war", "week": 50}]}, "use a week from 1 to 39"),
        ({"scheduled": [{"card": "price_war", "week": 5, "tell": 6}]}, "after it comes"),
        ({"scheduled": [{"card": "x", "week": 5}]}, "there is no card 'x'"),
        ({"scheduled": [{"card": "price_war"}]}, "is missing"),
        ({"drawn": True}, "drawn"),
    ],
)
def test_what_a_scenario_may_not_say(events: dict, said: str) -> None:
    data = {"name": "winter", "title": "Winter", "dilemma": "Cold.", "quarters": 3, "events": events}
    with pytest.raises(BadInput, match=said):
        from_document(data, "winter.toml")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('{ card = "price_wor", week = 3 }', "did you mean price_war"),
        ('{ card = "price_war", week = 80 }', "use a week from 1 to 39"),
        ('{ card = "price_war", week = 3, ordered = 5 }', "was ordered in week 5"),
    ],
)
def test_what_a_run_file_may_not_play(entry: str, said: str) -> None:
    text = play(CALM, quarters=3, events="mega_deal@20").to_text()
    changed = text.replace('{ card = "mega_deal", week = 20 }', entry)
    assert changed != text
    with pytest.raises(BadInput, match=said):
        Run.from_text(changed, "run.toml")


def test_a_table_and_a_summary_hold_what_was_told() -> None:
    from experiments.summary import document

    game = play(CALM, events=["price_war@20", "antitrust@39"])
    table = game.tables["events"]
    assert list(table["card"]) == ["price_war", "antitrust"] and list(table["start"]) == [19, 38]
    assert list(table["end"] < 0) == [False, True]
    told = json.loads(json.dumps(document(game)))["events"]
    assert told[1] == {"card": "antitrust", "source": "by hand", "told": 26, "start": 39, "end": None}


# --- what the world brings about ---------------------------------------------------------------------------------


def test_a_severe_incident_makes_headlines_in_the_firm_that_had_it() -> None:
    case = CALM.changed(firms=2, draw_events=True).with_parameters({"event_deck.pace": 0.0})
    made = world(case, weeks=12)
    bring_about(made, "agent_incident", 1)
    bring_about(made, "agent_incident", 1)
    for _ in range(20):
        made.step()
    (card,) = made.market.nature.cards
    assert (card.told, card.firm, card.source) == (12, 1, "from the world") and card.start == 13
    stages = made.record.events[:, :32, PLACE["agent_incident"]]
    assert stages[1].any() and not stages[0].any()
    assert made.market.nature.on(0) == NEUTRAL


def test_a_breach_is_not_repeated_by_its_card() -> None:
    often = {"data_breach.hazard": 0.003, "data_breach.exposure": 3.0, "event_deck.pace": 0.0}
    found = 0
    for seed in range(12):
        played = world(CALM.changed(draw_events=True).with_parameters(often), seed=seed)
        leaks = [week for week, _, key, _ in played.record.news if key == "data.breach"]
        cards = [d.told for d in played.market.nature.cards]
        assert len(leaks) == played.firms[0].data.breaches and set(cards) <= set(leaks)
        found += len(cards)
    assert found


def test_a_card_meets_every_firm_alike() -> None:
    played = world(CALM.changed(firms=2), weeks=30, events=[Order(name, 10) for name in DECK])
    for block in ("compute", "research", "efficiency"):
        one, other = (dict(leaves(getattr(firm, block))) for firm in played.firms)
        assert not differences(one, other), block
    assert np.isfinite(kpis(played)).all()


def test_an_order_that_can_be_played_has_no_problem() -> None:
    assert problem(Order("price_war", 38), 39) is None
