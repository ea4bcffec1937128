"""replay, branch, compare and check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from model.errors import BadInput
from model.runfile import Run
from tests.command_line.told import SHORT, sentence
from ui.commands import places


def test_an_existing_file_is_kept_unless_forced(boats, runs, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine")
    assert "--force" in sentence(boats(*SHORT, "--save", file))
    assert file.read_text() == "mine"
    assert boats(*SHORT, "--save", file, "--force").status == 0
    assert Run.load(file).quarters_played == 1


def test_a_replay_gives_what_was_recorded(boats, runs) -> None:
    told = boats("replay", runs[0])
    assert (told.status, told.err) == (0, "")
    assert "gives the recorded results" in told.out
    assert json.loads(boats("replay", runs[0], "--json").out)["same"] is True


def test_a_replay_says_where_results_differ_and_by_which_version(boats, runs, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    run = Run.load(runs[0])
    run.digests["option"][19] = "-----"
    wrong.write_text(run.to_text())
    told = boats("replay", wrong)
    assert (told.status, told.out) == (1, "")
    assert "week 20 (quarter 2)" in told.err
    older = tmp_path / "older.toml"
    older.write_text(runs[0].read_text().replace('model_version = "', 'model_version = "0.'))
    told = boats("replay", older)
    assert told.status == 0
    assert "version 0." in told.err


def test_a_branch_is_refused_what_would_do_nothing(boats, tmp_path: Path) -> None:
    plan, saved, new = (tmp_path / name for name in ("plan.toml", "run.toml", "new.toml"))
    plan.write_text("[quarter.1]\n'migration.deadline' = 1\n'migration.waves' = 2\n")
    assert boats("run", "base", "--quarters", 3, "--plan", plan, "--save", saved).status == 0
    told = sentence(boats("branch", saved, "--quarter", 2, "--set", "migration.waves=12", "--save", new))
    assert "Quarter 2: migration.waves: the waves have been announced already" in told
    assert not new.exists()


def test_a_branch_is_the_same_until_its_quarter(boats, runs, tmp_path: Path) -> None:
    one, other = (Run.load(path) for path in runs)
    assert other.decisions[0, 0] == one.decisions[0, 0]
    assert other.decisions[0, 1]["price.api"] == 4
    assert all(one.digests[table][:13] == other.digests[table][:13] for table in one.digests)
    assert one.digests["kpis"][13:] != other.digests["kpis"][13:]
    new = tmp_path / "new.toml"
    assert "quarters 1 to 2" in sentence(boats("branch", runs[0], "--quarter", 3, "--set", "price.api=1", "--save", new))
    assert "boats run" in sentence(boats("branch", runs[0], "--quarter", 1, "--set", "adoption.influence=1", "--save", new))
    elsewhere = boats("branch", runs[0], "--quarter", 1, "--firm", 2, "--set", "price.api=1", "--save", new)
    assert "has one firm" in sentence(elsewhere)
    assert not new.exists()


def test_runs_are_compared_pair_by_pair(boats, runs) -> None:
    told = boats("compare", *runs, "--replications", 2)
    assert told.status == 0
    assert "from week 14 (quarter 2) on" in told.out
    same = json.loads(boats("compare", runs[0], runs[0], "--replications", 2, "--json").out)["comparisons"][0]
    assert same["first_difference"] is None
    assert all(kpi["difference"] in (0, None) for kpi in same["kpis"].values())


def test_a_file_is_told_by_its_keys(boats, runs, tmp_path: Path) -> None:
    plan, scenario, other = (tmp_path / f"{name}.toml" for name in ("plan", "scenario", "other"))
    plan.write_text("policy = 'sensible'\n[quarter.2]\n'price.api' = 1.0\n")
    scenario.write_text("name = 'mine'\ntitle = 'Mine'\ndilemma = 'Which?'\nfirms = 2\n")
    other.write_text("x = 1\n")
    for path, kind in ((runs[0], "run file"), (plan, "plan"), (scenario, "scenario")):
        told = boats("check", path)
        assert (told.status, told.out.count("\n")) == (0, 1)
        assert f"is a {kind}" in told.out
        assert json.loads(boats("check", path, "--json").out)["kind"] == kind
    assert "neither" in sentence(boats("check", other))


def test_where_one_table_cannot_be_replaced_none_is(tmp_path: Path) -> None:
    (tmp_path / "b.csv").mkdir()
    (tmp_path / "a.csv").write_text("old", encoding="utf-8")
    with pytest.raises(BadInput, match=r"b\.csv is there and no file"):
        places.write_folder(tmp_path, {"a.csv": "new", "b.csv": "new"})
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]
