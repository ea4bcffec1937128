"""The mean-field twin: what it may know, where it must coincide with the agents, and what its page says of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st

from agents.roster import populate
from experiments.mean_field import FIGURES, Twin, given
from experiments.mean_field.developers import Developers
from experiments.mean_field.distance import gaps
from experiments.mean_field.given import Given
from experiments.mean_field.hysteresis import _area
from experiments.mean_field.practice import Practice
from experiments.mean_field.teams import Teams
from model.errors import BadInput
from model.mechanisms.adoption import CENTRAL, LEGACY, ROGUE, choice_probabilities
from model.parameter_set import ParameterSet
from model.scenario import load, shipped
from model.world import World
from tests.worlds import decisions, legal_part, parameter_values

PAGE = Path(__file__).resolve().parents[1] / "docs" / "mean_field.md"
CALM = load("base").changed(draw_events=False)
SMALL = {"start.developers": 200, "start.customers": 100}
SHARES = ("internal_adoption", "rogue_share", "third_party_share", "legacy_share")


def start(seed: int = 0, quarters: int = 1, **parameters: float) -> World:
    values = SMALL | {name.replace("__", "."): value for name, value in parameters.items()}
    return World(populate=populate, seed=seed, scenario_data=CALM.with_parameters(values), quarters=quarters)


def alone(options: ParameterSet, quality: list[float], mandate: float = 0.0) -> tuple[Teams, Given]:
    """Teams by themselves, at rest in a world that does not move; without constants, as the laws are stated."""
    teams = Teams(options, 60)
    seen = given.read(start())
    seen = seen._replace(admitted=1.0, levers=seen.levers.changed({"migration.mandate": mandate}))
    teams.rest(np.array(quality), mandate)
    teams.constants = np.zeros(4)
    return teams, seen


def parameters(**values: float) -> ParameterSet:
    """Parameters past the gate of scenarios: beliefs are what stacks are worth, and moving costs nothing."""
    still = {"adoption.switching_cost": 0.0, "adoption.review_hazard": 0.25, "adoption.pilot_weeks": 1} | {
        "perception.promise_weight": 0.0,
        "perception.report_weight": 0.0,
    }
    return ParameterSet().changed(still | {name.replace("__", "."): value for name, value in values.items()})


# --- what the twin is, and what it may know ----------------------------------------------------------------------


def test_the_game_does_not_notice_its_twin() -> None:
    with_twin, without = start(seed=4), start(seed=4)
    Twin(with_twin)
    for world in (with_twin, without):
        while world.running:
            world.step()
    assert with_twin.record.digests() == without.record.digests()


def scramble(world: World, rng: np.random.Generator) -> None:
    """Make nonsense of all that the twin is to explain."""
    firm, market = world.firms[0], world.market
    for name in ("option", "pilot", "experience", "trust", "perceived", "utilities", "true_quality", "output"):
        values = getattr(firm.adoption, name)
        setattr(firm.adoption, name, rng.permutation(values.ravel()).reshape(values.shape) * rng.integers(0, 2))
    market.customers.weight = rng.permutation(market.customers.weight)
    market.customers.share = rng.permutation(market.customers.share)
    market.developers.family = rng.permutation(market.developers.family)
    for name in ("share", "users", "hosted"):
        setattr(market.developers, name, getattr(market.developers, name) * rng.random())
    for name in ("precision", "quality", "signals"):
        setattr(firm.flywheel, name, rng.random(len(firm.flywheel.quality)))
    for name in ("access", "share", "error"):
        setattr(firm.data, name, rng.random(len(firm.data.access)))
    for name in ("cost", "served_cloud", "served_ecosystem", "need_cloud", "need_ecosystem", "experience", "bugs"):
        setattr(firm.serving, name, rng.random())
    firm.standing.revenue = firm.standing.disruption = firm.standing.cannibalisation = rng.random()


def test_nothing_that_is_to_be_explained_is_told_to_the_twin() -> None:
    world = start(seed=2)
    for _ in range(9):
        world.step()
    before = given.read(world)
    scramble(world, np.random.default_rng(1))
    for name, told, still in zip(Given._fields, before, given.read(world), strict=True):
        assert np.array_equal(told, still) if isinstance(told, np.ndarray) else told == still, f"{name} leaks"


def test_a_twin_that_is_told_the_same_says_the_same_whatever_the_luck() -> None:
    told: list[Given] = []
    first = start(seed=1)
    leader = Twin(first)
    looks = [name for name, _ in first.phases].index("twin")
    listen = ("listen", lambda world: told.append(given.read(world)))
    first.phases = (*first.phases[:looks], listen, *first.phases[looks:])
    while first.running:
        first.step()
    for seed in (1, 2, 3):
        other = Twin(start(seed=seed))
        for seen in told:
            other.week(seen)
        if seed == first.streams.seed:
            assert other.series == leader.series, "the same again, to the last bit"
        for name in FIGURES:
            assert other.series[name] == pytest.approx(leader.series[name], rel=1e-9), "no luck but what it is told of"
    assert len(leader.series[FIGURES[0]]) == first.week


def test_what_a_twin_cannot_be_of_is_refused() -> None:
    with pytest.raises(BadInput, match="one firm"):
        Twin(World(populate=populate, scenario_data=CALM, firms=2))
    with pytest.raises(BadInput, match="left out"):
        Twin(World(populate=populate, scenario_data=CALM, off="rivalry"))
    begun = start()
    begun.step()
    with pytest.raises(BadInput, match="has begun"):
        Twin(begun)


@settings(max_examples=8, deadline=None)
@cases(values=parameter_values(), seed=st.integers(0, 9), data=st.data())
def test_shares_stay_shares(values: dict[str, float], seed: int, data: st.DataObject) -> None:
    case = CALM.with_parameters(SMALL | values)
    world = World(populate=populate, seed=seed, scenario_data=case, quarters=1)
    twin = Twin(world)
    world.advance({0: legal_part(world, data.draw(decisions()))})
    parts = np.array([twin.series[name] for name in SHARES])
    assert parts.sum(axis=0) == pytest.approx(1.0)
    assert twin.practice.mass.sum(axis=0) == pytest.approx(twin.teams.shares)
    for series in (parts, np.array(twin.families), twin.customers.mass, twin.teams.mass, twin.developers.mass):
        assert series.min() >= -1e-12 and series.max() <= 1.0 + 1e-12
    assert twin.customers.mass.sum() == pytest.approx(1.0)
    assert twin.developers.mass.sum() + twin.developers.unaware == pytest.approx(1.0)
    assert np.isfinite(np.array([twin.series[name] for name in FIGURES])).all()


def test_twins_start_where_their_scenario_does() -> None:
    twin = Twin(start())
    world = start()
    assert twin.customers.share == pytest.approx(world.fixed.start_shares, abs=1e-6)
    assert twin.developers.share[0] == pytest.approx(world.fixed.developer_share)
    assert twin.teams.shares[CENTRAL] == pytest.approx(world.p.start.central)
    assert twin.serving.cost == pytest.approx(1.0)


# --- laws of the parts -------------------------------------------------------------------------------------------


def settled(teams: Teams, seen: Given, quality: np.ndarray, weeks: int) -> np.ndarray:
    for _ in range(weeks):
        teams.week(seen, quality, 1.0, 1.0)
    return teams.shares


def brock_durlauf(shares: np.ndarray, quality: np.ndarray, p: ParameterSet) -> np.ndarray:
    """The map whose fixed point shares are at rest in.

    A team goes from o to k by choosing k among all and then against o alone: P_k e_k/(e_o + e_k), so that flows balance
    where settled shares are as e^2; on trial, of its own stack still, is who chose another than its own.
    """
    options = p.adoption
    worth = quality + options.influence * (shares - 0.25)
    chosen = choice_probabilities(worth, np.ones(4, dtype=bool), options.sensitivity)
    twice = choice_probabilities(worth, np.ones(4, dtype=bool), 2.0 * options.sensitivity)
    mass = twice * (1.0 + options.review_hazard * (1.0 - chosen) * options.pilot_weeks)
    return mass / mass.sum()


@pytest.mark.parametrize("influence", [0.0, 0.3])
def test_teams_rest_in_the_fixed_point_of_brock_and_durlauf(influence: float) -> None:
    p = parameters(adoption__influence=influence)
    quality = np.array([0.1, 0.05, -0.1, 0.0])
    teams, seen = alone(p, list(quality))
    shares = settled(teams, seen, quality, 600)
    assert shares == pytest.approx(brock_durlauf(shares, quality, p), abs=1e-9)
    assert shares.argmax() == LEGACY


def test_a_norm_locks_in_where_the_fixed_point_loses_its_stability() -> None:
    quality = np.zeros(4)

    def slope(influence: float) -> float:
        p = parameters(adoption__influence=influence)
        step = np.array([1e-6, -1e-6, 0.0, 0.0])
        return float((brock_durlauf(0.25 + step, quality, p) - 0.25)[0] / step[0])

    critical = 1.0 / slope(1.0)  # the map's slope is in proportion to the influence
    for factor, locks in ((0.95, False), (1.05, True)):
        teams, seen = alone(parameters(adoption__influence=factor * critical), [0.0] * 4)
        teams.mass[:] = 0.0
        teams.mass[teams.states.settled[0]] = [0.26, 0.25, 0.245, 0.245]
        apart = np.ptp(settled(teams, seen, quality, 1000))
        assert (apart > 0.05) == locks


def test_awareness_spreads_as_bass_says() -> None:
    p = ParameterSet()
    crowd = Developers(p, np.array([0.2, 0.2, 0.2]))
    crowd.rest(np.zeros(3))
    crowd.mass[:], crowd.unaware = 0.0, 1.0
    aware = []
    for _ in range(60):
        crowd.week(np.zeros(3), np.full(3, 0.4), np.array([0.7]), np.array([False]), 1.0)
        aware.append(crowd.share.sum())
    a, b = p.open_release.innovation, p.open_release.imitation
    t = np.arange(1, 61)
    bass = (1.0 - np.exp(-(a + b) * t)) / (1.0 + b / a * np.exp(-(a + b) * t))
    assert np.sqrt(np.mean((np.array(aware) - bass) ** 2)) < 0.02


def test_nobody_is_left_on_an_old_system_that_is_off() -> None:
    teams, seen = alone(ParameterSet(), [0.3, 0.0, 0.0, 0.0])
    teams.week(seen._replace(removed=0.5), np.zeros(4), 1.0, 1.0)
    assert 0.0 < teams.shares[LEGACY] < 0.4
    for _ in range(30):
        teams.week(seen._replace(removed=1.0), np.array([1.0, 0.0, 0.0, 0.0]), 1.0, 1.0)
    assert teams.shares[LEGACY] == 0.0 and teams.shares.sum() == pytest.approx(1.0)


def test_a_closed_gate_keeps_everybody_out_and_in() -> None:
    teams, seen = alone(ParameterSet(), [0.0, 1.0, 0.0, 0.0])
    teams.mass[:] = 0.0
    teams.mass[teams.states.settled[0, LEGACY]] = 1.0
    for _ in range(20):
        teams.week(seen._replace(admitted=0.0), np.array([0.0, 1.0, 0.0, 0.0]), 1.0, 1.0)
    assert teams.shares[CENTRAL] == 0.0


def test_audits_move_the_found_and_amnesty_moves_them_all() -> None:
    p = ParameterSet()
    for amnesty, part in ((False, p.migration.obedience), (True, 1.0)):
        teams, seen = alone(p, [0.0] * 4)
        rogue = teams.shares[ROGUE]
        levers = seen.levers.changed({"migration.audit": 0.1, "migration.amnesty": amnesty})
        flows = teams.audited(seen._replace(levers=levers))
        assert flows[ROGUE, CENTRAL] == pytest.approx(0.1 * part * rogue)
        assert teams.shares[ROGUE] == pytest.approx(rogue * (1.0 - 0.1 * part))
        assert (teams.fine_tune > 0.0) == amnesty


def test_practice_counts_those_who_have_just_moved() -> None:
    shares = np.array([0.5, 0.2, 0.2, 0.1])
    practice = Practice(ParameterSet(), shares, 60)
    assert practice.load(0.0) == 0.0
    flows = np.zeros((4, 4))
    flows[LEGACY, CENTRAL] = 0.1
    practice.moved(flows)
    assert practice.load(0.0) == pytest.approx(6.0)
    assert practice.mass.sum(axis=0) == pytest.approx([0.4, 0.3, 0.2, 0.1])
    before = practice.loss(1.0, 1.0, 6.0, 6.0, 0.0, 1.0)
    practice.learn(50.0, 0.0)
    after = practice.loss(1.0, 1.0, 0.0, 6.0, 0.0, 1.0)
    assert before.disruption > after.disruption > 0.0 and before.incident > after.incident


def test_gaps_are_what_they_say() -> None:
    weeks = np.ones(10)
    pairs = [(dict.fromkeys(FIGURES, 0.5 * weeks), dict.fromkeys(FIGURES, (0.5 + d) * weeks)) for d in (-0.1, 0.1, 0.1, 0.1)]
    by_name = {gap.figure: gap for gap in gaps(pairs)}
    share, relative = by_name["rogue_share"], by_name["cloud_ai_revenue"]
    assert (share.gap, share.shift, share.luck) == pytest.approx((0.1, 0.05, 0.0))
    assert (relative.gap, relative.shift) == pytest.approx((0.2, 0.1))
    assert share.apart and not share.shifted, "half a standard error is no shift"


def test_what_has_no_memory_makes_no_loop() -> None:
    held: list[float] = []

    def remembering(mandate: float) -> float:
        held.append(mandate)
        return max(held)

    assert _area(lambda mandate: mandate**2) == 0.0
    assert _area(remembering) == pytest.approx(0.5)


# --- the page ----------------------------------------------------------------------------------------------------


def test_the_page_tells_of_every_scenario_and_its_verdict_follows_from_its_tables() -> None:
    text = PAGE.read_text(encoding="utf-8")
    cells = {}
    for plan in ("do_nothing", "sensible"):
        table = text.partition(f"## Every scenario, plan {plan}")[2].partition("\n## ")[0]
        rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
        assert rows[0] == ["scenario", *FIGURES]
        assert [row[0] for row in rows[1:]] == shipped()
        cells |= {(plan, *place): cell for row in rows[1:] for place, cell in zip(enumerate(row[1:]), row[1:], strict=True)}
    apart = re.search(r"\*\*(adds something|adds nothing)", text)
    assert apart and (apart[1] == "adds something") == any(float(cell.split(" ")[0]) >= 5.0 for cell in cells.values())
