"""Compiled kernels and the mechanisms they stand in for give the same game, drawn from the same luck."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents.policies import POLICIES
from experiments.run import Game, play
from model.digests import first_difference
from model.kernels import compiling, developers
from model.kernels.compiling import Switch
from model.market_state import NO_FAMILY, NO_HOST, DeveloperState
from model.mechanisms import open_release
from model.mechanisms.market_news import NewsParameters
from model.mechanisms.open_release import OpenReleaseParameters
from model.networks import small_world
from model.scenario import shipped
from model.streams import slot_uniforms

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Switch, "plain", True)


def both_ways(monkeypatch: pytest.MonkeyPatch, work):
    """Return what `work` returns with kernels and with mechanisms only."""
    assert not compiling.plain(), "numba is installed and nothing has asked for plain mechanisms"
    compiled = work()
    monkeypatch.setattr(Switch, "plain", True)
    return compiled, work()


@pytest.mark.parametrize(
    ("plan", "firms", "parameters", "decisions"),
    [
        ("do_nothing", 1, {}, {"release.licence": "restricted", "governance.delegation": 0.8}),
        ("sensible", 1, {}, {}),
        ("burn_the_boats", 2, {"start.developers": 300}, {"migration.audit": 0.1, "governance.emergency": "exceptions"}),
    ],
)
def test_a_game_is_the_same_with_kernels_and_without(monkeypatch, plan, firms, parameters, decisions) -> None:
    def game() -> Game:
        started = Game.start("base", seed=5, plan=plan, firms=firms, quarters=5, parameters=parameters)
        started.advance(decisions or None)
        return started.finish()

    compiled, plain = both_ways(monkeypatch, game)
    assert compiled.world.record.digests() == plain.world.record.digests()
    for left, right in zip(compiled.world.record.reasons, plain.world.record.reasons, strict=True):
        assert (left.week, left.kind) == (right.week, right.kind)
        for field in ("agents", "utilities", "draws", "settings", "chosen"):
            assert getattr(left, field) == pytest.approx(getattr(right, field), rel=1e-9, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(POLICIES))
def test_whole_games_of_all_policies_agree_both_ways(monkeypatch, name) -> None:
    """Each policy in two of the scenarios, eight quarters: many numbers lie where rounding turns."""
    place = sorted(POLICIES).index(name)
    for scenario in (shipped()[place % len(shipped())], shipped()[(place + 3) % len(shipped())]):
        with monkeypatch.context() as both:
            compiled, plain = both_ways(both, lambda: Game.start(scenario, seed=place, plan=name).finish().run())  # noqa: B023
        assert first_difference(compiled.digests, plain.digests) is None


NEWS = NewsParameters()

# --- developers ----------------------------------------------------------------------------------------------------


def crowd(size: int, firms: int, seed: int) -> tuple[DeveloperState, open_release.Neighbours, dict]:
    draw = np.random.default_rng(seed)
    families = firms + 2
    rows = small_world(size, 8, 0.05, draw)
    state = DeveloperState(
        family=draw.integers(0, NO_FAMILY + 1, size).astype(np.int8),
        host=draw.integers(0, NO_HOST + 1, size).astype(np.int8),
        tenure=draw.integers(0, 80, size).astype(np.float32),
        constants=np.zeros(families),
        share=np.zeros(families),
        users=np.ones(firms),
        hosted=np.ones(firms),
        heard=draw.normal(size=(1 + NEWS.memory, families)),
    )
    state.heard[:, 0] = -np.inf if seed % 2 else state.heard[:, 0]
    offers = {
        "prices": draw.random(firms + 2),
        "coupling": draw.random(firms),
        "restricted": draw.random(firms) < 0.5,
        "key": draw.integers(2**64, dtype=np.uint64),
    }
    return state, open_release.neighbours(rows.starts, rows.indices), offers


@pytest.mark.parametrize(("size", "firms", "seed"), [(400, 1, 1), (3000, 1, 2), (12_000, 1, 4)])
def test_developers_do_in_one_pass_what_the_mechanism_does_on_arrays(monkeypatch, size, firms, seed) -> None:
    state, graph, offers = crowd(size, firms, seed)
    p = OpenReleaseParameters(review_rate=0.15)
    compiled, plain = both_ways(monkeypatch, lambda: developers.developer_week(state, graph, p=p, news=NEWS, **offers))
    for name in ("family", "host", "tenure", "share", "users", "hosted"):
        left, right = getattr(compiled, name), getattr(plain, name)
        assert left.dtype == right.dtype
        assert np.array_equal(left, right), name
    for left, right in ((compiled.reviews, plain.reviews), (compiled.moves, plain.moves)):
        assert len(right.who) > 20
        assert (left.who.dtype, left.draws.dtype) == (right.who.dtype, right.draws.dtype)
        assert np.array_equal(left.who, right.who)
        assert np.array_equal(left.draws, right.draws)
        assert left.utilities == pytest.approx(right.utilities, abs=1e-12)
    assert (plain.family != state.family).any()
    assert (plain.host != state.host).any()


@pytest.mark.usefixtures("no_kernels")
def test_luck_by_slot_is_even_and_independent_of_how_many_there_are() -> None:
    key = np.uint64(2**64 - 3)
    few, many = slot_uniforms(key, 1000, 4), slot_uniforms(key, 20_000, 4)
    assert np.array_equal(few, many[:1000])
    assert ((many >= 0.0) & (many < 1.0)).all()
    assert np.abs(np.histogram(many, 20, (0, 1))[0] / many.size - 0.05).max() < 0.003
    neighbours = np.corrcoef(np.column_stack([many, slot_uniforms(key + np.uint64(1), 20_000, 4)]).T)
    assert np.abs(neighbours - np.eye(8)).max() < 0.03


# --- switch and cache ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_variable_switches_the_compiler_off() -> None:
    code = "import sys; from experiments.run import play; play(quarters=1); print('numba' in sys.modules)"
    for value, expected in (("1", "False"), ("0", "True")):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "BOATS_PLAIN": value}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        assert done.stdout.strip() == expected


def test_without_a_compiler_the_mechanisms_play(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_available", lambda: False)
    assert compiling.plain()
    assert play(quarters=1).over


def test_compiled_code_goes_where_it_can_be_written_or_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "a file"
    file.write_text("no folder")
    (tmp_path / "code").mkdir()
    monkeypatch.setattr(compiling, "_HERE", file)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert compiling._folder() is not None
    assert compiling._folder().is_relative_to(tmp_path / "cache")  # type: ignore[union-attr]
    monkeypatch.setenv("XDG_CACHE_HOME", str(file))
    assert compiling._folder() is None


def _twice(number):
    return 2 * number


def test_a_full_disk_costs_the_cache_only(tmp_path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n"
        "from tests.test_kernels import _twice; from model.kernels.compiling import Compiled; print(Compiled(_twice)(21))"
    )
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "42"
