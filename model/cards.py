"""The event deck: what the outside world may do to the firms, one declaration for each card.

A card is scheduled by the scenario, drawn by a stream of its own, or played by hand; the world brings some about
itself. It is told some weeks before it takes effect, lasts, and can be answered. Rates, leads and durations are
parameters of `event_deck`, sizes those of `event_effects`; what a card does is in `model.phases.cards`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from model.decisions import nearest
from model.errors import BadInput, Sentence, said
from model.mechanisms.event_deck import NEVER, DeckParameters, weeks_between
from model.values import quoted

PERMANENT = "permanent"
CALENDAR, QUARTERLY, ENDOGENOUS, DRAWN = "calendar", "every quarter", "from the world", "drawn"


@dataclass(frozen=True)
class Card:
    """One card.

    `lead` and `duration` name parameters of `event_deck` (least and most; none: it stays), `rate` its rate a year
    or None where it is not drawn, `comes` from where it comes then. `kpis` are the figures it moves, `levers` those
    that answer it (the first one is tested), `sizes` its parameters of `event_effects`; `dated` says that the tell names the
    week.
    """

    name: str
    title: str
    effect: str
    counter: str
    source: str
    kpis: tuple[str, ...]
    levers: tuple[str, ...]
    lead: tuple[str, str]
    duration: tuple[str, str] | None
    rate: str | None = None
    comes: str = DRAWN
    sizes: tuple[str, ...] = ()
    stays: bool = False
    dated: bool = False


def _card(
    name: str, title: str, effect: str, counter: str, source: str, kpis: str, levers: str, sizes: str = "",
    span: bool = False, stays: bool = False, comes: str = DRAWN, long_lead: bool = False,
    dated: bool = False,
) -> Card:  # fmt: skip
    lead = (f"{name}_lead_least", f"{name}_lead_most") if long_lead else (f"{name}_lead", f"{name}_lead")
    lasts = (f"{name}_least", f"{name}_most") if span else (f"{name}_weeks", f"{name}_weeks")
    return Card(
        name, title, effect, counter, source, tuple(kpis.split()), tuple(levers.split()), lead, None if stays else lasts,
        f"{name}_rate" if comes == DRAWN else None, comes, tuple(sizes.split()), stays, dated,
    )  # fmt: skip


_CARDS = (
    _card("export_control", "Export control",
        "A tenth of the imported GPUs that are due arrives, the rest when it ends; new imports cost half as much again; "
        "large clusters lose a tenth of their network.",
        "Own chips, which it does not touch.",
        "H20 export licences, April to July 2025", "mvc_coverage frontier_gap",
        "efficiency.own_chip_share", "export_supply export_fabric export_price",
        span=True, long_lead=True),
    _card("open_shock", "A rival opens weights near the frontier",
        "OPENLAB jumps to just behind the frontier and stays there; rivals' API prices fall.",
        "A lower API price. A smaller gap of open weights keeps developers, and leaves more to lose.",
        "DeepSeek-R1, January 2025", "cloud_ai_revenue developer_share price_index", "price.api",
        "shock_gap shock_price"),
    _card("price_war", "Price war",
        "Commercial rivals cut their prices by half or more, below cost if need be.",
        "Hold, or match with a lower price: who was dear before loses most.",
        "Price cuts of May 2024", "cloud_ai_revenue price_index", "price.api price.hosted",
        "war_least war_most", span=True),
    _card("data_regulation", "Data regulation",
        "Legal review of sensitive records takes longer, users' records may be joined less, and consent falls.",
        "Security money anonymises: such records need no consent.",
        "Personal information and data security laws of 2021-22", "data_coverage domain_error", "data.security",
        "rule_legal rule_joining rule_consent anonymised usual_security", stays=True, dated=True),
    _card("data_breach", "Data breach",
        "Records leak: a fine, lost trust and brand, legal review, and no new records for eight weeks.",
        "Compartments: the smaller the pool, the smaller the fine. Security makes it rarer.",
        "assumption: the breach mechanism, played by hand", "cash trust cloud_ai_revenue",
        "data.hub_capacity data.sharing_mandate data.security", comes=ENDOGENOUS),
    _card("talent_raid", "Talent raid",
        "Recruiters call whole groups: everybody's hazard of leaving doubles, that of stars grows sixfold.",
        "Pay and autonomy, before they call.", "Offers of summer 2025", "attrition talent_density",
        "talent.pay_premium", "raid_pull"),
    _card("chip_breakthrough", "Breakthrough of the own chip",
        "Serving costs a third less and co-design works a quarter sooner, for who has put enough into the chip arm.",
        "Co-design money spent before; without it nothing happens.", "assumption: a chip generation",
        "cost_per_mtok gross_margin", "efficiency.codesign", "chip_saving chip_sooner", stays=True),
    _card("architecture_shift", "Architecture shift",
        "The frontier's algorithms jump; part of what researchers know turns false, co-design and experience lose worth.",
        "Some links between groups find the new one sooner; co-design that is not too deep loses less.",
        "Latent attention and mixtures of experts, 2024", "frontier_gap knowledge",
        "talent.group_linking efficiency.codesign",
        "shift_unlearnt shift_soonest shift_latest shift_linking"),
    _card("festival", "Shopping festival outside the calendar",
        "Load of the group's own teams multiplies, incidents of teams that migrate as well; use teaches more.",
        "A reserve of GPUs, pooling, no migration at that time.", "Double 11 and 6.18", "disruption",
        "migration.deadline compute.reserve serving.pooling", comes=CALENDAR, dated=True),
    _card("cash_squeeze", "Cash squeeze",
        "The group cuts its grant, and GPUs bought on credit cost more.",
        "Cancel orders until it is over.", "assumption: one bad year of the group", "cash",
        "compute.capex_order", "squeeze_grant squeeze_credit"),
    _card("antitrust", "Interoperability order",
        "Customers and developers may take everything along, and attached cloud may not be bundled.",
        "A higher price of hosting: who lives less from what is attached has less to lose.",
        "assumption: rules on data portability",
        "cloud_ai_revenue", "price.hosted release.gap", "order_attached", stays=True, dated=True),
    _card("agent_incident", "An agents' incident in the press",
        "Units hand over less to agents, and most of the work must be reviewed.",
        "Review earlier: work that a person signs goes on.", "assumption: units ask for a person in the loop",
        "automated_transactions", "agents.review", "press_cut press_review usual_review", comes=ENDOGENOUS),
    _card("weights_leak", "Leak of model weights",
        "The weights behind the API are out: whoever runs them himself need not pay, and rivals can copy.",
        "What is open already cannot leak; live from what is attached.", "Llama weights, March 2023",
        "cloud_ai_revenue", "release.gap release.policy", stays=True),
    _card("mega_deal", "Mega deal with a partner",
        "A partner books a tenth of the cloud for a year at a premium, with a penalty for what is not served.",
        "Accepted if a reserve stands when the offer closes, declined otherwise.", "assumption: reserved capacity",
        "cloud_ai_revenue", "compute.reserve", "deal_share deal_price deal_penalty deal_reserve", dated=True),
    _card("benchmark_saturation", "Benchmarks saturate",
        "The board looks less at the frontier and more at adoption and velocity.",
        "Bring the teams on the common stack.", "assumption: half of the usual tests were saturated by 2025", "score",
        "migration.mandate migration.support data.hub_capacity", "saturated saturation_weeks", stays=True),
    _card("board_memo", "Special memo of the board",
        "For half a year the board stresses the goal it is served worst in; the quarterly memos only tell a weight.",
        "Serve the goal that is stressed, in most firms adoption.", "assumption: boards repeat what worries them", "score",
        "migration.mandate migration.support data.hub_capacity", "memo_emphasis", comes=QUARTERLY),
)  # fmt: skip

DECK: dict[str, Card] = {card.name: card for card in _CARDS}
"""Every card by name, in the order of its draws."""
PLACE: dict[str, int] = {name: k for k, name in enumerate(DECK)}


class Order(NamedTuple):
    """A card that somebody plays: it takes effect in `week` (from 0) and was `ordered` in a week of the game.

    A scenario may also state the week of the tell and how many `weeks` the card lasts; -1 leaves them to luck.
    """

    card: str
    week: int
    ordered: int = 0
    tell: int = -1
    weeks: int = -1


def lead(card: Card, u: float, p: DeckParameters) -> int:
    """Return the weeks from the tell of `card` to its effect, by the uniform number `u`."""
    return weeks_between(getattr(p, card.lead[0]), getattr(p, card.lead[1]), u)


def duration(card: Card, u: float, p: DeckParameters) -> int:
    """Return the weeks that `card` lasts, by the uniform number `u`."""
    if card.duration is None:
        return NEVER
    return weeks_between(getattr(p, card.duration[0]), getattr(p, card.duration[1]), u)


def problem(order: Order, weeks: int) -> Sentence | None:
    """Say in a sentence why `order` cannot be played in a game of `weeks`, or None if it can; weeks count from 1."""
    if order.card not in DECK:
        hint = nearest(order.card, tuple(DECK)) or said("; boats events lists them.")
        return said("there is no card {card}{hint}", card=quoted(order.card), hint=hint)
    if not 0 <= order.week < weeks:
        told = {"card": order.card, "week": order.week + 1, "weeks": weeks}
        return said("{card} is played in week {week}: use a week from 1 to {weeks}.", **told)
    return None


def repeated(orders: Sequence[Order]) -> list[Sentence]:
    """Return one sentence for each of `orders` that plays the same card in the same week as one before it."""
    places = [(order.card, order.week) for order in orders]
    return [
        said("{card} comes twice in week {week}: keep one of the two.", card=card, week=week + 1)
        for number, (card, week) in enumerate(places)
        if (card, week) in places[:number]
    ]


def read_orders(texts: Iterable[str], weeks: int, where: str = "--event") -> tuple[Order, ...]:
    """Return the orders in `texts`, each CARD@WEEK with weeks from 1; raises BadInput with every fault."""
    orders: list[Order] = []
    faults: list[Sentence] = []
    for text in texts:
        name, at, number = (part.strip() for part in str(text).partition("@"))
        if not at or not re.fullmatch(r"[0-9]{1,4}", number):
            wrong = quoted(str(text)[:60])
            faults.append(
                said(
                    "{where} {text} is not CARD@WEEK: write a card and a week, like export_control@20.",
                    where=where,
                    text=wrong,
                )
            )
            continue
        order = Order(name, int(number) - 1)
        if fault := problem(order, weeks):
            faults.append(said("{where}: {sentence}", where=where, sentence=fault))
        elif order in orders:
            faults.append(said("{where} {text} is given twice: keep one of the two.", where=where, text=text))
        else:
            orders.append(order)
    if faults:
        raise BadInput(faults)
    return tuple(orders)


def rows() -> list[dict[str, Any]]:
    """Return every card as plain data: what `boats events` lists. `rate` is the one played: a card's own times the pace."""
    p = DeckParameters()
    return [
        {
            "name": card.name,
            "title": card.title,
            "comes": card.comes,
            "rate": p.pace * getattr(p, card.rate) if card.rate else None,
            "tell": _span(card.lead, p),
            "weeks": _span(card.duration, p) if card.duration else PERMANENT,
            "effect": card.effect,
            "counter": card.counter,
            "levers": list(card.levers),
            "kpis": list(card.kpis),
            "parameters": [f"event_effects.{name}" for name in card.sizes],
            "source": card.source,
        }
        for card in DECK.values()
    ]


def _span(names: tuple[str, str], p: DeckParameters) -> str:
    least, most = getattr(p, names[0]), getattr(p, names[1])
    return f"{least}" if least == most else f"{least}-{most}"
