"""What the record keeps of researchers as a ledger, and of every discrete state as one number a week.

Sources and uses of people are equal each week (columns: `model.ledger`). A number of the table `states` is a checksum of
all that is counted, chosen or dated in a firm (last column: in the market), so that two runs that agree in it agree in
each agent's choice, not only in the shares of crowds.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from model.people_start import NOBODY

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World


def write(world: World) -> None:
    """Write this week's ledger of people and the numbers of all discrete states."""
    record, week = world.record, world.week
    for firm in world.firms:
        record.people[firm.index, week] = people(firm)
        record.states[week, firm.index] = of_firm(firm)
    record.states[week, -1] = of_market(world)


def people(firm: FirmState) -> tuple[int, ...]:
    """Return a week of the researchers by `model.ledger.PEOPLE_COLUMNS`, agents."""
    staff = firm.people
    employed, places = int(np.count_nonzero(staff.employed)), len(staff.employed)
    coming = places - int(np.count_nonzero(staff.employed | (staff.arrival_week == NOBODY)))
    return staff.at_first, staff.hired, -staff.left, employed, coming, places - employed - coming


def of_firm(firm: FirmState) -> int:
    """Return the checksum of all discrete states of a firm."""
    teams, staff, lab, agents = firm.adoption, firm.people, firm.research, firm.agents
    small = (
        lab.beliefs, lab.reality, teams.option, teams.pilot, teams.pilot_weeks, teams.detected, staff.employed, staff.star,
        staff.star_exit, agents.deployment.live, agents.deployment.streak,
    )  # fmt: skip
    dates = (staff.exit_week, staff.arrival_week, agents.opened, np.minimum(teams.wave_week, NOBODY))
    total = _checksum(small, np.int8, _numbers(_counted(firm)))
    return _checksum(dates, np.int32, total)


def of_market(world: World) -> int:
    """Return the checksum of what developers use, what rivals do and which cards are on the table."""
    developers, rivals = world.market.developers, world.market.rivals
    # a card nobody has been told of is left out: a replay knows from week 0 what a facilitator orders in week 13
    table = [d for d in world.market.nature.cards if d.told <= world.week]
    cards = [n for d in table for n in (_name(d.card), d.told, d.start, d.end, _name(d.source), d.firm)]
    return _checksum((developers.family, developers.host, rivals.action), np.int8, _numbers(cards))


def _counted(firm: FirmState) -> list[int]:
    """Return what a firm counts and dates, as whole numbers; lists of any length begin with it."""
    training, data, queue, standing = firm.training, firm.data, firm.queue, firm.standing
    run = training.run
    found = [n for item in queue.items for n in (item.number, item.kind, item.team, item.unit)]
    found += [len(queue.items), len(training.weights_due), *training.weights_due, *firm.agents.severe]
    found += (-1, -1) if run is None else (run.start, run.end)
    found += (training.next_candidate, training.releases, training.refused, training.bad_releases)
    found += (training.run_asked, training.candidate_waits, training.rebased, firm.efficiency.breakthrough)
    found += (data.breaches, data.frozen_until, data.legal_until, queue.served, queue.abandoned, queue.escalation_until)
    found += (firm.adoption.deadline, *firm.politics.pressure, _name(standing.loss), _name(standing.outcome))
    return found


def _name(text: str) -> int:
    return crc32(text.encode())


def _numbers(values: Iterable[int]) -> int:
    return crc32(array("q", values))


def _checksum(arrays: Iterable[NDArray], kind: type, total: int) -> int:
    """Return the running checksum `total` over arrays, read as numbers of one kind on every machine."""
    for values in arrays:
        total = crc32(np.ascontiguousarray(values, dtype=kind).data, total)
    return total
