"""The gate that finds levers and mechanisms without effect finds them, and only them."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import liveness, patterns
from experiments.liveness import PROBES, SEEDS, Probe, strongest
from model.decisions import LEVERS, DataDesk
from model.kernels.units import opened_data
from model.kpis import NAMES
from model.phases import allocate
from model.world import SWITCHES
from tests.command_line.told import process

NOTHING = np.zeros((SEEDS, len(NAMES)))


def differences(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(SEEDS, len(NAMES)))


def test_luck_alone_is_seldom_taken_for_an_effect() -> None:
    found = [strongest("x", "base", NOTHING, differences(seed)).alive for seed in range(200)]
    assert np.mean(found) < 0.05


def test_the_kpi_that_moves_most_in_its_own_noise_is_named() -> None:
    moved = differences()
    moved[:, 3] += 100.0
    moved[:, 5] = np.nan
    verdict = strongest("price.api", "base", NOTHING, moved)
    assert (verdict.figure, verdict.alive) == (NAMES[3], True)
    assert verdict.mean == pytest.approx(100.0, abs=2.0)


def test_nothing_moved_is_dead_and_all_moved_alike_is_alive() -> None:
    nothing = strongest("x", "base", NOTHING, NOTHING)
    assert (nothing.alive, nothing.effect) == (False, 0.0)
    assert strongest("x", "base", NOTHING, NOTHING + 1.0).effect == float("inf")


def test_every_lever_has_a_probe_that_moves_it_legally() -> None:
    assert [probe.lever for probe in PROBES] == list(LEVERS)
    for probe in PROBES:
        before = {name: lever.default for name, lever in LEVERS.items()} | dict(probe.before)
        assert probe.moved[probe.lever] != before[probe.lever]
        assert not [LEVERS[name].problem(value) for name, value in probe.moved.items() if LEVERS[name].problem(value)]


def test_what_only_costs_is_dead() -> None:
    costs = NOTHING.copy()
    costs[:, NAMES.index("cash")] = -100.0
    assert not strongest("talent.pay_premium", "base", NOTHING, costs).alive


def test_of_the_kpis_that_moved_the_one_that_moved_farthest_is_named() -> None:
    here, there = differences(1), differences(1)
    there[:, 3] += np.linspace(0.009, 0.011, SEEDS)
    there[:, 7] += np.linspace(1.0, 4.0, SEEDS)
    verdict = strongest("x", "base", here, there)
    assert verdict.figure == NAMES[7]
    assert verdict.size > 1.0


class Here:
    """Plays in this process, where what is patched is patched."""

    map = staticmethod(map)


def tried(lever: str, seeds: int, monkeypatch: pytest.MonkeyPatch) -> liveness.Verdict:
    monkeypatch.setattr(liveness, "SEEDS", seeds)
    (probe,) = (probe for probe in PROBES if probe.lever == lever)
    arms = liveness._Arms(Here(), NAMES, liveness.means)  # type: ignore[arg-type]
    return next(iter(liveness._tried(probe, ("base",), arms)))


def cut_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    def idle(data, fixed, legal, security, hub_capacity, p):
        return opened_data(data, fixed, legal, security, DataDesk().hub_capacity, p)

    monkeypatch.setattr(allocate, "opened_data", idle)


def cut_orders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "_deliver", lambda world, firm: setattr(firm.compute, "deliveries", []))


def cut_claw_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocate, "_claw_back", lambda world, firm: None)


CUT = {"data.hub_capacity": cut_hub, "compute.claw_back": cut_claw_back, "compute.capex_order": cut_orders}


@pytest.mark.parametrize("lever", CUT)
def test_a_lever_cut_off_from_its_mechanism_is_dead(lever: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it takes of attention and money still moves waits and cash, and proves nothing."""
    CUT[lever](monkeypatch)
    verdict = tried(lever, 6, monkeypatch)
    assert (verdict.alive, verdict.effect) == (False, 0.0), verdict


def test_a_lever_that_reaches_its_mechanism_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = tried("data.hub_capacity", 6, monkeypatch)
    assert verdict.alive
    assert verdict.figure not in liveness.MERELY_PAID


def test_what_restates_a_lever_is_not_its_proof() -> None:
    for probe in PROBES:
        moved = NOTHING.copy()
        moved[:, [NAMES.index(figure) for figure in (*liveness.MERELY_PAID, *probe.itself)]] = 1.0
        out = (*liveness.MERELY_PAID, *probe.itself)
        assert not strongest(probe.lever, "base", NOTHING, moved, out=out).alive
    assert {"tier_gap"} <= set(next(probe.itself for probe in PROBES if probe.lever == "release.gap"))


def test_a_mechanism_is_not_proved_by_its_own_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all that changes is what the mechanism itself writes, it is found dead."""
    assert liveness.OWN.keys() == SWITCHES.keys()
    assert {name for name, own in liveness.OWN.items() if not own} == {"objectives"}
    assert {pattern for own in liveness.OWN.values() for pattern in own} <= set(patterns.NAMES)
    rows = np.random.default_rng(0).normal(size=(SEEDS, len(patterns.NAMES)))
    changed = rows.copy()
    changed[:, patterns.NAMES.index("automation")] += 5.0
    monkeypatch.setattr(liveness._Arms, "seen", lambda self, arm, seeds: (changed if arm.off else rows)[:seeds])
    arms = liveness._Arms(Here(), patterns.NAMES, patterns.shown)  # type: ignore[arg-type]
    for name in ("agentic_work", "tiering"):
        found = next(iter(liveness._left_out(name, ("base",), arms)))
        assert found.alive == (name != "agentic_work")


@pytest.mark.slow
def test_a_lever_that_is_not_moved_is_found_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    still = Probe("price.api", {"price.api": LEVERS["price.api"].default})
    live = Probe("governance.review_weeks", {"governance.review_weeks": 13})
    monkeypatch.setattr(liveness, "PROBES", (still, live))
    monkeypatch.setattr(liveness, "SEEDS", 4)
    assert [verdict.alive for verdict in liveness.levers(scenarios=("base",))] == [False, True]


def test_a_file_and_the_world_are_not_checked_together() -> None:
    for call in (("check",), ("check", "run.toml", "--world")):
        done = process(*call)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"FILE or --world" in done.stderr
