"""A run is its scenario, its luck and its decisions: whoever plays it, wherever, in however many pieces, gets the same.

`tests/golden/base.toml` holds the hashes of one whole run; every version of Python must reproduce them. When results
are meant to change, `scripts/refresh_golden.py` plays it again, together with a new `model/version.py`.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.run import Game, Run, play, replay_difference
from tests.worlds import differences, frozen_state, state_of

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden" / "base.toml"
QUARTERS = 3
SETTING = {"scenario": "base", "seed": 7, "quarters": QUARTERS, "plan": "sensible"}


@pytest.fixture(scope="module")
def whole() -> Game:
    """The run that the others must equal."""
    return Game.start(**SETTING).finish()


def test_equal_worlds_have_equal_digests_in_any_process(whole: Game) -> None:
    script = f"from experiments.run import play; print(play('base', 'sensible', {QUARTERS}, 7).to_text())"
    # sets of text have another order there
    environment = {**os.environ, "PYTHONHASHSEED": "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.rstrip("\n") == whole.to_text().rstrip("\n")


def test_every_table_but_the_luck_of_the_seed_is_in_the_digest(whole: Game) -> None:
    other = play("base", "sensible", QUARTERS, seed=8)
    tables = whole.run().digests
    assert all(len(weeks) == whole.week for weeks in tables.values())
    unused = set() if (whole.world.record.events > 0).any() else {"events"}
    assert set(tables) == set(whole.world.record.ARRAYS) - unused
    assert all(other.run().digests[name] != weeks for name, weeks in tables.items())


@pytest.mark.parametrize("quarter", range(QUARTERS + 1))
def test_a_fork_is_the_same_run(whole: Game, quarter: int) -> None:
    game = Game.start(**SETTING)
    for _ in range(quarter):
        game.advance()
    state = frozen_state(game.world)
    fork = game.fork().finish()
    assert not differences(state, state_of(game.world)), "the fork has left its origin alone"
    assert not differences(state_of(whole.world), state_of(fork.world))
    assert fork.to_text() == game.finish().to_text() == whole.to_text()


@pytest.mark.parametrize("quarter", [0, 1, 2])
def test_a_resumed_game_is_the_uninterrupted_one(whole: Game, quarter: int) -> None:
    half = Game.start(**SETTING)
    for _ in range(quarter):
        half.advance()
    resumed = Game.from_text(half.to_text())
    assert resumed.quarter == quarter
    decided = whole.run().decisions
    while not resumed.over:
        resumed.advance(decided.get((0, resumed.quarter), {}))
    assert resumed.to_text() == whole.to_text()


def test_a_replay_finds_no_difference(whole: Game, tmp_path: Path) -> None:
    whole.save(tmp_path / "run.toml")
    run = Run.load(tmp_path / "run.toml")
    assert replay_difference(run) is None
    assert Game.open(tmp_path / "run.toml").to_text() == whole.to_text()


def test_a_replay_says_where_results_first_differ(whole: Game) -> None:
    run = whole.run()
    for table, week in (("market", 20), ("rivals", 17), ("kpis", 33)):
        run.digests[table][week] = "-----"
    assert replay_difference(run) == (17, "rivals")
    decided = replace(whole.run(), decisions={})
    week, table = replay_difference(decided) or (-1, "")
    assert (week, table != "") == (0, True)


def test_looking_changes_nothing(whole: Game) -> None:
    game = Game.start(**SETTING)
    while not game.over:
        game.problems({"compute.capex_order": 20000, "migration.deadline": 1})
        game.attention({"data.hub_capacity": 2.0})
        game.base_case()
        game.fork().advance({"migration.mandate": 0.9})
        game.advance()
        assert game.tables["reasons"] is not None
        assert game.world.datacollector.model_vars
        assert game.organisation.team_weight.sum() == pytest.approx(1.0)
    assert game.to_text() == whole.to_text()


def test_worlds_in_one_process_do_not_meet(whole: Game) -> None:
    games = [Game.start(**SETTING), Game.start(**{**SETTING, "seed": 8}), Game.start(**SETTING, firms=2)]
    for _ in range(QUARTERS):
        for game in games:
            game.advance()
    assert games[0].to_text() == whole.to_text()


def test_a_pickled_world_goes_on(whole: Game) -> None:
    game = Game.start(**SETTING)
    game.advance()
    there = pickle.loads(pickle.dumps(game))
    assert there.finish().to_text() == whole.to_text()


def test_weeks_and_quarters_are_the_same_time(whole: Game) -> None:
    game = Game.start(**SETTING)
    while not game.over:
        game.world.step()
    assert game.to_text() == whole.to_text()


def test_the_golden_run_replays_identically() -> None:
    run = Run.load(GOLDEN)
    assert run.same_version, "model/version.py has changed: run scripts/refresh_golden.py"
    difference = replay_difference(run)
    assert difference is None, (
        f"results differ from week {difference[0] + 1} on, first in table {difference[1]}: if this is meant, change "
        "model/version.py, note it in CHANGELOG.md and run scripts/refresh_golden.py"
    )
