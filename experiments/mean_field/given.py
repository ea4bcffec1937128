"""What the twin is told of the game beside it, and nothing else: what it does not aggregate itself.

Read between the phases `serve` and `choose`, when everything that teams, customers and developers are about to see
stands and none of them has moved. Told are

- what the firm decides (its levers, and when old systems go);
- capability by training and research, with bugs of new releases and what was released badly;
- the queue in front of the chief executive: latency, experienced waits, the gate, lobbying;
- GPUs of the layers, claw-backs, pooling, co-design, own chips, the architecture in use, breaches and freezes of data;
- rivals: capability served, prices, campaigns; other open weights and hosts of ours;
- what agents execute (M11); calendar and cards.

Not told is whatever the twin is to explain: who uses which stack and believes what of it, who trusts whom, where
customers and developers are, shares of any kind, unit cost, load and service, access to data, what use has taught,
revenue. All of this reaches what is told only by way of the agents' own game: a queue is longer where more teams came
over. The twin is given that too, so that it errs on the side of agreement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.arrays import Floats
from model.decisions import Levers
from model.mechanisms import lobbying
from model.mechanisms.event_effects import Effects
from model.phases.serve import handed_over

if TYPE_CHECKING:
    from model.world import World


class Given(NamedTuple):
    """A week as the twin is told of it; capabilities in K, GPUs as H100 equivalents, waits in weeks."""

    week: int
    levers: Levers
    removed: float  # share of the teams whose old system has been switched off
    festival: float
    reference: float
    api: float
    open: float
    leaked: float
    coupling: float
    new_bugs: float
    bad_releases: int  # so far
    new_architecture: float  # gain that is offered and not taken up, 1 for none
    codesign: float
    own_chips: float
    breakthrough: bool
    industry: float  # what the industry has served, in weeks of a firm's first work
    rivals_served: Floats
    rivals_price: Floats
    timers: Floats  # of rivals' actions
    openlab: float
    open_best: float  # last week's best open weights of all
    other_open: float  # weights of neither ours nor Openlab's
    hosts: Floats
    latency: float
    wait: float  # mean over teams
    admitted: float
    lobbying_loss: float  # mean over units, share of output
    cloud: float
    ecosystem: float
    reserve: float
    pooled: float
    clawed_week: int
    clawed_rate: float
    breaches: int  # so far
    frozen: bool
    legal: bool  # slowed by law after a breach
    brand: float
    deal: bool
    deployed: float  # share of tasks that agents execute, mean over units
    labelled: float  # Gtx a week that these leave, mean over units
    effects: Effects


def read(world: World) -> Given:
    """Return this week of `world`, a game of one firm."""
    firm, market, week = world.firms[0], world.market, world.week
    training, compute, data = firm.training, firm.compute, firm.data
    rivals = market.rivals
    return Given(
        week=week,
        levers=firm.levers,
        removed=float(np.count_nonzero(firm.adoption.wave_week <= week)) / len(firm.adoption.wave_week),
        festival=market.festival,
        reference=market.reference,
        api=training.api,
        open=training.open,
        leaked=training.leaked,
        coupling=training.coupling,
        new_bugs=training.new_bugs,
        bad_releases=training.bad_releases,
        new_architecture=firm.research.new_architecture,
        codesign=firm.efficiency.stock,
        own_chips=firm.efficiency.own_share,
        breakthrough=firm.efficiency.breakthrough,
        industry=firm.serving.industry / world.constants.start_work,
        rivals_served=rivals.served.copy(),
        rivals_price=rivals.price.copy(),
        timers=rivals.timers.copy(),
        openlab=float(rivals.capability[rivals.openlab]),
        open_best=float(market.open_history[-1].max()),
        other_open=market.other_open,
        hosts=market.hosts.copy(),
        latency=firm.queue.latency,
        wait=float(firm.queue.team_wait.mean()),
        admitted=firm.queue.admitted,
        lobbying_loss=float(lobbying.lobbying_cost(firm.politics.lobby, world.p.lobbying).mean()),
        cloud=compute.cloud,
        ecosystem=compute.ecosystem,
        reserve=compute.reserve,
        pooled=firm.serving.pooled,
        clawed_week=compute.clawed_week,
        clawed_rate=compute.clawed_rate,
        breaches=data.breaches,
        frozen=week < data.frozen_until,
        legal=week < data.legal_until,
        brand=firm.standing.brand,
        deal=week < firm.standing.deal_until,
        deployed=float(handed_over(firm).mean()),
        labelled=float(data.labelled.mean()),
        effects=market.nature.on(0),
    )
