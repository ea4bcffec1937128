"""What the record keeps of GPUs and people as twin ledgers, and of every discrete state as one number a week.

The ledgers' columns are those of `model.ledger`; sources equal uses each week. A number of the table `states` is a short
hash of all that is counted, chosen or dated in a firm (last column: in the market), so that two runs that agree in it
agree in each agent's choice, not only in the shares of crowds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from model.people_start import NOBODY

if TYPE_CHECKING:
    from model.state import FirmState
    from model.world import World

_BYTES = 6  # of a hash that an int64 holds with room to spare


def write(world: World) -> None:
    """Write this week's ledgers of things and the states behind them."""
    record, week = world.record, world.week
    for firm in world.firms:
        record.gpus[firm.index, week] = gpus(firm)
        record.people[firm.index, week] = people(firm)
        record.states[week, firm.index] = _short(_of_firm(firm))
    record.states[week, -1] = _short(_of_market(world))


def gpus(firm: FirmState) -> list[float]:
    """Return a week of the GPUs by `model.ledger.GPU_COLUMNS`, H100 equivalents."""
    c = firm.compute
    units = float(np.add.reduce(c.unit_gpus)), float(np.add.reduce(c.hidden_gpus))
    layers = (c.frontier, c.cloud, c.ecosystem, c.reserve, c.free_research, c.idle)
    return [c.imports, c.own_equivalent, *units, *layers, sum(units)]


def people(firm: FirmState) -> list[int]:
    """Return a week of the researchers by `model.ledger.PEOPLE_COLUMNS`, agents."""
    staff = firm.people
    employed = int(np.count_nonzero(staff.employed))
    on_their_way = int(np.count_nonzero(~staff.employed & (staff.arrival_week != NOBODY)))
    return [staff.at_first, staff.hired, -staff.left, employed, on_their_way, len(staff.employed) - employed - on_their_way]


def _of_firm(firm: FirmState) -> Iterator[bytes]:
    teams, staff, lab, queue = firm.adoption, firm.people, firm.research, firm.queue
    yield from map(_small, (lab.beliefs, lab.reality, teams.option, teams.pilot, teams.pilot_weeks, teams.detected))
    yield from map(_small, (staff.employed, staff.star, staff.star_exit, firm.agents.deployment.live))
    yield from map(
        _whole, (lab.ties, staff.exit_week, staff.arrival_week, firm.agents.opened, firm.agents.deployment.streak)
    )
    yield teams.wave_week.tobytes()  # weeks, or infinite
    run, training, data, board = firm.training.run, firm.training, firm.data, firm.politics.pressure
    waiting = [(item.number, int(item.kind), item.team, item.unit) for item in queue.items]
    dates = (training.next_candidate, *training.weights_due, *([] if run is None else (run.start, run.end)))
    counts = (training.releases, training.refused, training.bad_releases, data.breaches, queue.served, queue.abandoned)
    flags = (training.run_asked, training.candidate_waits, training.rebased, firm.efficiency.breakthrough)
    ends = (data.frozen_until, data.legal_until, queue.escalation_until, teams.deadline, *firm.agents.severe)
    standing = (firm.standing.loss, firm.standing.outcome, tuple(map(int, board)))
    yield repr((waiting, *(tuple(map(int, part)) for part in (dates, counts, flags, ends)), standing)).encode()


def _of_market(world: World) -> Iterator[bytes]:
    developers, rivals = world.market.developers, world.market.rivals
    yield from map(_small, (developers.family, developers.host, rivals.action))
    cards = [(d.card, d.told, d.start, d.end, d.source, d.firm) for d in world.market.nature.cards]
    yield repr(cards).encode()


def _small(values: ArrayLike) -> bytes:
    return np.asarray(values).astype(np.int8, copy=False).tobytes()


def _whole(values: ArrayLike) -> bytes:
    return np.asarray(values).astype(np.int32, copy=False).tobytes()


def _short(parts: Iterator[bytes]) -> int:
    digest = hashlib.blake2b(digest_size=_BYTES)
    for part in parts:
        digest.update(part)
    return int.from_bytes(digest.digest(), "big")
