"""What nothing may create or lose: GPUs, people, customers' work, teams' workload and money, every week.

Worlds and decisions are drawn at random: parameters inside their declared ranges, decisions that the rules accept.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.run import Game
from model.clock import WEEKS_A_QUARTER, opens_quarter
from model.decisions import Value
from model.ledger import ACCOUNTS, PEOPLE_COLUMNS, PEOPLE_SOURCES, PEOPLE_USES, discrepancy
from model.market_state import NO_FAMILY, NO_HOST
from model.mechanisms import efficiency
from model.record import GPU_COLUMNS
from model.state import FirmState
from model.world import World
from tests.worlds import decisions, leaves, legal_part, parameter_values

ROUNDING = 1e-9
"""Relative; sums run over a few thousand postings of equal size."""
MAY_BE_INFINITE = re.compile(r"\.(wave_week|limit|terms|heard\[\d+\]|leaked)$")
"""Never, unlimited, an option that is not offered, and weights that have not leaked."""
STOCKS = (
    "compute.imports", "compute.own_chips", "compute.unit_gpus", "compute.hidden_gpus", "compute.idle",
    "compute.frontier", "compute.cloud", "compute.ecosystem", "compute.reserve", "compute.free_research",
    "compute.unit_bought", "queue.exceptions", "queue.debt", "queue.team_wait", "queue.latency", "queue.utilisation",
    "data.stock", "data.labelled", "serving.experience", "serving.industry", "serving.cost", "serving.bugs",
    "serving.contributions", "serving.need_cloud", "serving.need_ecosystem", "research.algorithms", "people.skill",
    "efficiency.stock", "adoption.experience", "adoption.pilot_weeks", "agents.volume", "agents.incidents",
    "flywheel.precision", "flywheel.signals", "politics.power", "politics.lobby", "politics.opposition",
    "standing.brand", "standing.revenue",
)  # fmt: skip
SHARES = (
    "compute.shares", "data.access", "data.share", "serving.pooled", "serving.served_cloud", "serving.served_ecosystem",
    "queue.admitted", "queue.attention_free", "training.coupling", "research.knowledge", "adoption.trust",
    "adoption.weight", "efficiency.own_share", "standing.score", "standing.cannibalisation",
)  # fmt: skip


def read(firm: FirmState, path: str) -> np.ndarray:
    block, name = path.split(".")
    return np.asarray(getattr(getattr(firm, block), name), dtype=float)


POOL_SOURCES = ("imports", "own_chips")
POOL_USES = ("frontier", "cloud", "ecosystem", "reserve", "research", "idle")


class Before:
    """What a week starts from."""

    def __init__(self, firm: FirmState) -> None:
        self.imports = firm.compute.imports
        self.own_chips = firm.compute.own_chips
        self.units = firm.compute.unit_gpus.copy()
        self.hidden = firm.compute.hidden_gpus.copy()
        self.deliveries = list(firm.compute.deliveries)
        self.employed = int(firm.people.employed.sum())
        self.left, self.hired = firm.people.left, firm.people.hired


def ordered_imports(world: World, firm: FirmState) -> float:
    """Return the imported GPUs that were ordered in the week before."""
    order = float(firm.levers.compute.capex_order)
    if not opens_quarter(world.week - 1) or order <= 0.0:
        return 0.0
    return efficiency.own_order(order, firm.levers.efficiency.own_chip_share, world.p.efficiency).imports


def check_gpus(world: World, firm: FirmState, before: Before) -> None:
    compute = firm.compute
    layers = {
        name: getattr(compute, name) for name in ("frontier", "cloud", "ecosystem", "reserve", "free_research", "idle")
    }
    assert abs(discrepancy({"pool": compute.pool}, layers)) <= ROUNDING * max(compute.pool, 1.0)
    arrived = [d for d in before.deliveries if d[0] == world.week - 1]
    assert all(d[0] > world.week - 1 for d in compute.deliveries), "what is due has come"
    from_units = before.units + before.hidden - compute.unit_gpus - compute.hidden_gpus
    gone = float(from_units.sum()) + compute.unit_bought
    # what an export control holds back stays on its way
    on_their_way = sum(d[1] for d in before.deliveries) + ordered_imports(world, firm)
    come = compute.imports - before.imports - (on_their_way - sum(d[1] for d in compute.deliveries))
    total = compute.imports + compute.own_chips + before.units.sum()
    assert come == pytest.approx(gone, abs=ROUNDING * max(total, 1.0)), "the pool gains what the units lose"
    assert compute.own_chips == pytest.approx(before.own_chips + sum(d[2] for d in arrived))
    if firm.levers.compute.claw_back == 0.0:
        assert come == pytest.approx(0.0, abs=ROUNDING * max(total, 1.0))


def check_people(firm: FirmState, before: Before) -> None:
    people = firm.people
    employed = int(people.employed.sum())
    left, hired = people.left - before.left, people.hired - before.hired
    assert discrepancy({"before": before.employed, "hired": hired}, {"now": employed, "left": left}) == 0
    assert left == people.exits_now == people.exits[-1]
    vacant = np.count_nonzero(~people.employed)
    assert employed + vacant == len(people.skill)
    assert not (people.employed & (people.arrival_week < 10**6)).any(), "nobody is hired for a place that is taken"


def check_work(world: World) -> None:
    customers, developers = world.market.customers, world.market.developers
    assert np.abs(customers.weight.sum(axis=1) - 1.0).max() < ROUNDING
    assert (customers.weight >= 0.0).all()
    assert abs(customers.share.sum() - 1.0) < ROUNDING
    assert customers.share == pytest.approx(world.fixed.customer_size @ customers.weight)
    kinds, hosts = (np.bincount(of, minlength=NO_FAMILY + 1) for of in (developers.family, developers.host))
    assert kinds.sum() == hosts.sum() == len(developers.family)
    assert developers.users.sum() == pytest.approx(kinds[0]), "whoever has a firm's family has one of them"
    assert developers.hosted.sum() == pytest.approx(hosts[0])
    assert min(developers.users.min(), developers.hosted.min()) >= 0.0
    assert developers.share == pytest.approx([*developers.users / kinds.sum(), *kinds[1:NO_FAMILY] / kinds.sum()])
    assert hosts[NO_HOST] == kinds[NO_FAMILY], "only users of a family have a host"


def check_teams(world: World, firm: FirmState) -> None:
    state = firm.adoption
    assert abs(state.weight.sum() - 1.0) < ROUNDING
    four = ("internal_adoption", "rogue_share", "third_party_share", "legacy_share")
    assert abs(sum(world.record.kpi(firm.index, name, world.week - 1) for name in four) - 1.0) < ROUNDING
    assert ((state.option >= 0) & (state.option < 4)).all()
    gone = state.wave_week <= world.week - 1
    assert not (gone & (state.option == 0)).any(), "nobody stays on what is switched off"


def check_money(world: World, firm: FirmState, cash_at_start: float) -> None:
    ledger = firm.ledger
    turnover = sum(abs(balance) for balance in ledger.balance.values())
    assert abs(ledger.imbalance()) < ROUNDING
    posted = world.record.ledger[firm.index, : world.week]
    assert max(abs(math.fsum(week)) for week in posted) < ROUNDING, "every week balances"
    moved = dict(zip(ACCOUNTS, posted.sum(axis=0), strict=True))
    assert ledger.cash == pytest.approx(cash_at_start + moved["cash"], abs=ROUNDING * turnover)
    assert ledger.balance["gpu_fleet"] > -ROUNDING * turnover


def check_twin_ledgers(world: World, firm: FirmState) -> None:
    """Recorded GPU-weeks and people: sources and uses are equal, and places are held, promised or vacant."""
    record, week = world.record, world.week - 1
    gpus = dict(zip(GPU_COLUMNS, record.gpus[firm.index, week].tolist(), strict=True))
    pool = gpus["imports"] + gpus["own_chips"]
    assert abs(discrepancy(part(gpus, POOL_SOURCES), part(gpus, POOL_USES))) <= ROUNDING * max(pool, 1.0)
    assert min(gpus.values()) >= -ROUNDING * max(pool, 1.0)
    assert gpus["units"] + gpus["hidden"] == pytest.approx(firm.compute.unit_gpus.sum() + firm.compute.hidden_gpus.sum())
    people = dict(zip(PEOPLE_COLUMNS, record.people[firm.index, week].tolist(), strict=True))
    assert discrepancy(part(people, PEOPLE_SOURCES), part(people, PEOPLE_USES)) == 0
    assert people["employed"] + people["in_hire"] + people["vacant"] == len(firm.people.skill)


def part(row: Mapping[str, float], names: Sequence[str]) -> dict[str, float]:
    return {name: row[name] for name in names}


def check_queue(firm: FirmState) -> None:
    numbers = [item.number for item in firm.queue.items]
    assert len(set(numbers)) == len(numbers), "no request is there twice"
    assert max(numbers, default=0) <= firm.queue.numbers
    assert len(numbers) + firm.queue.served + firm.queue.abandoned <= firm.queue.numbers
    assert all(item.size >= 0.0 and item.patience >= item.hazard for item in firm.queue.items)


def check_signs(firm: FirmState) -> None:
    for path in STOCKS:
        assert read(firm, path).min(initial=0.0) >= -ROUNDING, f"{path} is negative"
    for path in SHARES:
        values = read(firm, path)
        assert values.min() >= -ROUNDING and values.max() <= 1.0 + ROUNDING, f"{path} is no share"


def check_numbers(world: World) -> None:
    """No number may be lost on the way; what is not a number stays so, once a quarter is often enough."""
    for path, leaf in leaves({"firms": world.firms, "market": world.market}):
        if isinstance(leaf, float | np.ndarray):
            values = np.asarray(leaf, dtype=float)
            assert not np.isnan(values).any(), path
            assert MAY_BE_INFINITE.search(path) or np.isfinite(values).all(), path


def check_tables(world: World) -> None:
    record, weeks = world.record, world.week
    for name in record.ARRAYS:
        table = getattr(record, name)
        played = table[:weeks] if name in record.SHARED else table[:, :weeks]
        assert np.isfinite(played.astype(float)).all(), name
        rest = table[weeks:] if name in record.SHARED else table[:, weeks:]
        assert (np.isnan(rest) if rest.dtype.kind == "f" else rest == -1).all(), f"{name} knows the future"


def play_checked(game: Game, plans: Sequence[Mapping[str, Value]]) -> None:
    """Play a quarter for each plan (what is legal of it), week by week, and check every truth after every week."""
    world = game.world
    for plan in plans:
        for firm in world.firms:
            world.actors.task_forces[firm.index].instruct(legal_part(world, plan, firm.index))
        for _ in range(WEEKS_A_QUARTER):
            before = [Before(firm) for firm in world.firms]
            world.step()
            for firm, start in zip(world.firms, before, strict=True):
                check_gpus(world, firm, start)
                check_people(firm, start)
                check_twin_ledgers(world, firm)
                check_teams(world, firm)
                check_queue(firm)
                check_money(world, firm, world.p.start.cash)
                check_signs(firm)
            check_work(world)
        check_numbers(world)
    check_tables(world)


RANDOM_GAMES = {
    "values": parameter_values(),
    "plans": st.lists(decisions(), min_size=2, max_size=2),
    "seed": st.integers(0, 3),
    "firms": st.sampled_from([1, 1, 2, 3]),
}
CALM = {"deadline": None, "database": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=15, **CALM)
@given(**RANDOM_GAMES)
def test_nothing_is_created_or_lost(values, plans, seed, firms) -> None:
    play_checked(Game.start("base", seed, len(plans), firms, parameters=values), plans)


@pytest.mark.slow
@settings(max_examples=60, **CALM)
@given(**{**RANDOM_GAMES, "plans": st.lists(decisions(), min_size=3, max_size=8)})
def test_nothing_is_created_or_lost_in_long_games(values, plans, seed, firms) -> None:
    play_checked(Game.start("base", seed, len(plans), firms, parameters=values), plans)


@pytest.mark.parametrize("policy", ["sensible", "burn_the_boats"])
def test_nothing_is_lost_under_a_policy(policy: str) -> None:
    game = Game.start("base", seed=11, quarters=4, plan=policy)
    game.finish()
    check_tables(game.world)
    check_money(game.world, game.world.firms[0], game.world.p.start.cash)
    check_work(game.world)


def test_clawed_back_gpus_come_from_the_units_and_stay_in_the_group() -> None:
    game = Game.start("base", seed=1, quarters=1)
    compute = game.world.firms[0].compute
    owned = compute.imports + compute.unit_gpus.sum() + sum(d[1] for d in compute.deliveries if d[0] < WEEKS_A_QUARTER)
    units = compute.unit_gpus.copy()
    play_checked(game, [{"compute.claw_back": 0.5}])
    assert compute.imports + compute.unit_gpus.sum() + compute.hidden_gpus.sum() >= owned
    assert (compute.unit_gpus < units).all()


def test_gpus_that_change_layers_stand_idle_for_a_week() -> None:
    game = Game.start("base", seed=1, quarters=1)
    world = game.world
    moved = {"compute.frontier": 0.5, "compute.cloud": 0.25, "compute.ecosystem": 0.25}
    world.actors.task_forces[0].instruct(moved)
    world.step()
    compute = world.firms[0].compute
    assert compute.idle == pytest.approx((0.5 - 0.3125) * compute.pool)
    world.step()
    assert compute.idle == pytest.approx(0.0, abs=1e-6)
