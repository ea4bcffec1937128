"""What people inside a firm come to know of it: how the laboratory stands, and what other units share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.mechanisms import data_clearing_house, inside_news

if TYPE_CHECKING:
    from model.state import FirmState, PeopleState
    from model.world import World


def first_impressions(world: World, firm: FirmState) -> None:
    """Let everybody have heard of the start state, with an error of their own."""
    people = firm.people
    luck = world.stream("first_impressions", firm.index).random((len(people.heard), 2))
    luck[:, 0] = 0.0  # all have heard
    people.heard = inside_news.heard_standing(people.heard, people.prestige, luck, world.p.inside_news)
    report(world, firm)


def talk(world: World, firm: FirmState) -> None:
    """Let some researchers learn this week how the laboratory stands."""
    people = firm.people
    luck = world.stream("standing_news", firm.index).random((len(people.heard), 2))
    people.heard = inside_news.heard_standing(people.heard, people.prestige, luck, world.p.inside_news)


def reputation(people: PeopleState) -> float:
    """Return what candidates hear of a laboratory's standing: the mean of what those employed believe."""
    return float(people.heard[people.employed].mean()) if people.employed.any() else people.prestige


def report(world: World, firm: FirmState) -> None:
    """Let unit heads read, at a quarter's end, what access the others grant."""
    others = data_clearing_house.neighbour_sharing(firm.data.access, world.fixed.similarity)
    luck = world.stream("access_news", firm.index).random(len(others))
    firm.data.others_access = inside_news.reported_access(others, luck, world.p.inside_news)
