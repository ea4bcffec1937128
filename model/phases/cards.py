"""The event deck in the first phase: cards are drawn, told, take effect and end; this week's effects are put together.

What a card does once, on the day it comes, is in `strikes`; what it does while it runs is a field of `Effects` that
other phases read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from model.cards import DECK, DRAWN, ENDOGENOUS, PLACE, Card, Order, duration, lead
from model.clock import WEEKS_A_QUARTER
from model.market_state import Dealt
from model.mechanisms import event_deck, event_effects
from model.mechanisms.event_effects import NEUTRAL, Effects
from model.phases.strikes import ENDINGS, STRIKES
from model.record import RUNS, TOLD

if TYPE_CHECKING:
    from model.scenario import Scenario
    from model.world import World

EVERYBODY = -1
Name = tuple[str, int, int]
"""What tells a card from another: what it is, the week it takes effect, and whom it meets."""
COMES, LEAD, DURATION, HIDDEN, COLUMNS = 0, 1, 2, 3, 4
"""What the uniform numbers of a card decide."""


def play_cards(world: World) -> None:
    """Draw this week's cards, tell, start and end those on the table, and set what is in force."""
    nature, week = world.market.nature, world.week
    world.record.events[:, week] = 0
    if "event_deck" in world.off:
        return
    if world.case.draw_events:
        _draw(world)
    if not nature.cards:
        return
    for dealt in nature.cards:
        if dealt.told == week:
            _tell(world, dealt, "tell")
        if dealt.start == week:
            _tell(world, dealt, "start")
            if dealt.source != ENDOGENOUS:  # what the world did, is done
                STRIKES.get(dealt.card, _nothing)(world, dealt)
        if dealt.end == week:
            _tell(world, dealt, "end")
            ENDINGS.get(dealt.card, _nothing)(world, dealt)
    _write(world)
    running = [dealt for dealt in nature.cards if dealt.start <= week < dealt.end]
    # what is new claims the CEO's attention; what stays becomes usual
    world.market.active_events = sum(1 for dealt in running if week < dealt.start + WEEKS_A_QUARTER)
    nature.now = effects(world, [dealt for dealt in running if dealt.firm == EVERYBODY])
    special = {dealt.firm for dealt in running} - {EVERYBODY}
    nature.firms = {f: effects(world, [d for d in running if d.firm in (f, EVERYBODY)]) for f in sorted(special)}


def _nothing(world: World, dealt: Dealt) -> None:
    """Most cards act only while they run."""


def order(world: World, wanted: Order, source: str) -> None:
    """Put a card on the table that takes effect in a known week; its luck is that of a card drawn in that week."""
    card, p = DECK[wanted.card], world.p.event_deck
    u = _luck(world, wanted.week)[PLACE[wanted.card]]
    told = wanted.tell if wanted.tell >= 0 else wanted.week - lead(card, u[LEAD], p)
    lasts = wanted.weeks if wanted.weeks >= 0 else duration(card, u[DURATION], p)
    _put(world, Dealt(card.name, max(wanted.ordered, told, 0), wanted.week, wanted.week + lasts, source, u=u[HIDDEN]))


def bring_about(world: World, name: str, firm: int, follows: bool = True) -> None:
    """Put a card on the table that the world itself has dealt to one firm; `follows` says that its effect is to come."""
    if not world.case.draw_events or "event_deck" in world.off or name not in _deck(world):
        return
    if _on_the_table(world, name, firm):
        return
    card, p, u = DECK[name], world.p.event_deck, _luck(world, world.week)[PLACE[name]]
    start = world.week + lead(card, u[LEAD], p) if follows else world.week
    _put(world, Dealt(name, world.week, start, start + duration(card, u[DURATION], p), ENDOGENOUS, firm, u[HIDDEN]))


def _luck(world: World, week: int) -> list[list[float]]:
    """Return the uniform numbers of every card (cards, columns) in a week: the market's, whoever has which luck."""
    return world.streams.at("event_deck", week).random((len(DECK), COLUMNS)).tolist()


def _deck(world: World) -> tuple[str, ...]:
    return world.case.deck or tuple(DECK)


class Odds(NamedTuple):
    """The cards that are drawn in a world of this `case`, and the probability of each in a week."""

    case: Scenario
    cards: list[tuple[Card, float]]


def odds(world: World) -> Odds:
    """Return what is drawn with which probability, worked out once a scenario."""
    if world.odds is None or world.odds.case is not world.case:
        p, deck = world.p.event_deck, _deck(world)
        drawn = ((card, card.rate) for card in DECK.values() if card.name in deck)
        world.odds = Odds(
            world.case, [(card, event_deck.chance(getattr(p, rate), p)) for card, rate in drawn if rate is not None]
        )
    return world.odds


def _draw(world: World) -> None:
    p, luck = world.p.event_deck, _luck(world, world.week)
    for card, chance in odds(world).cards:
        u = luck[PLACE[card.name]]
        if u[COMES] >= chance or _on_the_table(world, card.name, EVERYBODY):
            continue
        start = world.week + lead(card, u[LEAD], p)
        end = start + duration(card, u[DURATION], p)
        _put(world, Dealt(card.name, world.week, start, end, DRAWN, u=u[HIDDEN]))


def _put(world: World, dealt: Dealt) -> None:
    if not _admitted(world, dealt):
        return
    # an order that does not depend on when it was known: a replay knows from the start what was played by hand later
    cards = world.market.nature.cards
    cards.append(dealt)
    cards.sort(key=lambda d: (d.start, PLACE[d.card], d.firm, d.told, d.source))


def name_of(dealt: Dealt) -> Name:
    """Return what tells a card on the table from another."""
    return (dealt.card, dealt.start, dealt.firm)


def take_away(world: World) -> None:
    """Take cards off the table that are to be told of this quarter and are not admitted."""
    nature, end = world.market.nature, world.week + WEEKS_A_QUARTER
    nature.cards = [d for d in nature.cards if not world.week <= d.told < end or _admitted(world, d)]


def _admitted(world: World, dealt: Dealt) -> bool:
    return world.admitted is None or dealt.source == ENDOGENOUS or name_of(dealt) in world.admitted


def _on_the_table(world: World, name: str, firm: int) -> bool:
    """Whether such a card has been told of and has not ended: one of a kind at a time."""
    cards = world.market.nature.cards
    return any(d.card == name and d.firm in (firm, EVERYBODY) and d.told <= world.week < d.end for d in cards)


def _tell(world: World, dealt: Dealt, stage: str) -> None:
    known = {"week": dealt.start} if stage == "tell" and DECK[dealt.card].dated else {}
    world.news(f"card.{dealt.card}.{stage}", dealt.firm, **known)


def _write(world: World) -> None:
    week, table = world.week, world.record.events
    for dealt in world.market.nature.cards:
        stage = RUNS if dealt.start <= week < dealt.end else TOLD if dealt.told <= week < dealt.start else 0
        if stage:
            rows = slice(None) if dealt.firm == EVERYBODY else dealt.firm
            table[rows, week, PLACE[dealt.card]] = stage


def effects(world: World, running: list[Dealt]) -> Effects:
    """Return what the running cards do together; of two of a kind the later one counts."""
    changes: dict[str, Any] = {}
    for dealt in {dealt.card: dealt for dealt in running}.values():
        changes |= _effect(world, dealt, changes.get("rival_price", NEUTRAL.rival_price))
    return Effects(**changes) if changes else NEUTRAL


def _effect(world: World, dealt: Dealt, rival_price: float) -> dict[str, Any]:
    """Return the fields of `Effects` that one card sets; two may lower rivals' prices, which are `rival_price` so far."""
    p = world.p.event_effects
    match dealt.card:
        case "export_control":
            return {"supply": p.export_supply, "held_until": dealt.end, "fabric_loss": p.export_fabric,
                    "import_price": p.export_price}  # fmt: skip
        case "open_shock":
            return {"rival_price": rival_price * p.shock_price}
        case "price_war":
            return {"rival_price": rival_price * event_effects.war_price(dealt.u, p)}
        case "data_regulation":
            return {"legal": p.rule_legal, "joining": p.rule_joining, "consent_cut": p.rule_consent}
        case "talent_raid":
            return {"raid": p.raid_pull}
        case "festival":
            return {"festival": True}
        case "cash_squeeze":
            return {"grant": p.squeeze_grant, "credit": p.squeeze_credit}
        case "antitrust":
            return {"lock": 0.0, "attached": p.order_attached}
        case "agent_incident":
            return {"agent_cut": p.press_cut, "least_review": p.press_review}
        case "benchmark_saturation":
            return {"saturation": event_effects.ramp(world.week - dealt.start, p.saturation_weeks)}
        case "board_memo":
            return {"memo": True}
    return {}
