"""`boats run`: scoreboard, JSON, files, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decisions import LEVERS, value_problems
from model.errors import BadInput
from model.kpis import NAMES
from model.runfile import Run
from tests.command_line.told import SHORT, sentence
from ui.commands import settings


def test_a_run_prints_its_scoreboard(boats) -> None:
    told = boats(*SHORT, "--plan", "sensible")
    assert (told.status, told.err) == (0, "")
    for text in ("The base case", "sensible", "Common stack %", "vs base", "Decided", "Review every"):
        assert text in told.out
    assert max(map(len, told.out.splitlines())) <= 80
    assert "\x1b" not in told.out


def test_json_is_all_there_is_on_standard_output(boats) -> None:
    told = boats("run", "base", "--quarters", 2, "--seed", 7, "--json")
    assert (told.status, told.err) == (0, "")
    data = json.loads(told.out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert {"run_id", "scenario", "seed", "quarters", "firm", "outcome", "score", "kpis", "series", "view", "ended"} <= set(
        data
    )
    assert (data["scenario"], data["seed"], data["quarters"], data["firm"]) == ("base", 7, 2, 1)
    assert set(data["kpis"]) == set(data["series"]) == set(data["view"]) == set(NAMES)
    assert all(len(values) == 2 for values in data["series"].values())
    assert data["kpis"]["cash"] == data["series"]["cash"][-1]
    again = json.loads(boats("run", "base", "--quarters", 2, "--seed", 7, "--json").out)
    assert again == data


def test_json_says_whether_the_game_is_won_and_what_was_missing(boats) -> None:
    data = json.loads(boats("run", "base", "--plan", "sensible", "--seed", 1006, "--json").out)
    assert (data["outcome"], data["won"]) == ("operating_system_behind", False)
    assert (data["verdict"]["week"], data["verdict"]["final"]) == (104, True)
    conditions = {one["name"]: one for one in data["verdict"]["conditions"]}
    assert list(conditions) == ["adoption", "floor", "rogue", "disruption", "revenue", "unbeaten"]
    assert [name for name, one in conditions.items() if not one["met"]] == ["disruption"]
    assert conditions["disruption"]["value"] == pytest.approx(0.068, abs=5e-4)
    assert (conditions["disruption"]["limit"], conditions["disruption"]["bound"]) == (0.06, "most")


def test_a_replay_says_whether_the_game_was_won(boats, tmp_path: Path) -> None:
    run = json.loads(boats(*SHORT, "--save", tmp_path / "run.toml", "--json").out)
    again = json.loads(boats("replay", tmp_path / "run.toml", "--json").out)
    assert run["won"] is False and again["verdict"] == run["verdict"]


def test_wins_are_counted_over_replications(boats) -> None:
    found = json.loads(boats("run", "plateau", "--plan", "adaptive", "--replications", 2, "--json").out)
    assert found["wins"] == sum(one["won"] for one in found["replications"]) == 2


def test_replications_and_firms_are_listed(boats) -> None:
    luck = json.loads(boats(*SHORT, "--replications", 2, "--json").out)["replications"]
    assert [one["replication"] for one in luck] == [0, 1]
    assert len({one["run_id"] for one in luck}) == 2
    firms = json.loads(boats(*SHORT, "--policy-per-firm", "do_nothing,sensible", "--json").out)["firms"]
    assert [one["firm"] for one in firms] == [1, 2]
    assert firms[0]["kpis"] != firms[1]["kpis"]


def test_scoreboards_of_lucks_and_firms_fit(boats) -> None:
    for arguments in (("--replications", 2), ("--firms", 2)):
        told = boats(*SHORT, *arguments)
        assert told.status == 0
        assert max(map(len, told.out.splitlines())) <= 80


def test_settings_reach_scenario_and_levers(boats) -> None:
    plain = json.loads(boats(*SHORT, "--json").out)
    parameter = json.loads(boats(*SHORT, "--json", "--set", "adoption.influence=2.5").out)
    lever = json.loads(boats(*SHORT, "--json", "--set", "price.api=4", "--set", "migration.amnesty=on").out)
    assert len({plain["run_id"], parameter["run_id"], lever["run_id"]}) == 3
    assert lever["kpis"]["price_index"] > plain["kpis"]["price_index"]


def test_tables_and_run_file_are_written(boats, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    told = boats(*SHORT, "--out", folder)
    assert (told.status, folder.is_dir()) == (0, True)
    with (folder / "firm.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 13
    assert Run.load(folder / "run.toml").quarters_played == 1
    assert "--force" in sentence(boats(*SHORT, "--out", folder))
    assert boats(*SHORT, "--out", folder, "--force", "--replications", 2).status == 0
    assert (folder / "run-2.toml").exists()
    assert not [p for p in folder.iterdir() if p.suffix == ".part"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rn", "base"), "did you mean run?"),
        (("run",), "SCENARIO is missing"),
        (("run", "bas"), "did you mean base?"),
        (("run", "base", "--plann", "x"), "did you mean --plan?"),
        (("run", "base", "--seed", "x"), "--seed takes a whole number"),
        (("run", "base", "--seed"), "--seed needs a value"),
        (("run", "base", "extra"), "extra"),
        (("run", "base", "--seed", "-1"), "--seed is -1"),
        (("run", "base", "--seed", 2**63), "--seed"),
        (("run", "base", "--quarters", 0), "from 1 to 40"),
        (("run", "base", "--quarters", 41), "from 1 to 40"),
        (("run", "base", "--firms", 9), "from 1 to 8"),
        (("run", "base", "--replications", 0), "from 1 to 1000"),
        (("run", "base", "--plan", "sensibel"), "did you mean sensible?"),
        (("run", "base", "--plan", "none.toml"), "none.toml does not exist"),
        (("run", "none.toml"), "none.toml does not exist"),
        (("run", "x" * 300), "x"),
        (("run", ""), "No scenario is named"),
        (("run", "base", "--plan", ""), "No plan is named"),
        (("run", "BASE"), "did you mean base?"),
        (("RUN", "base"), "did you mean run?"),
        (("run", "base", "--json=1"), "--json takes no value"),
        (("run", "base", "--save", "x.toml", "--out", "x.toml"), "both name x.toml"),
        (("run", "base", "--save", "x.toml", "--out", "./x.toml/"), "both name x.toml"),
        (("run", "base", "--policy-per-firm", ""), "no policy ''"),
        (("run", "base", "--policy-per-firm", "", "--plan", "sensible"), "use one of the two"),
        (("run", "base", "--policy-per-firm", "sensible,x"), "no policy 'x'"),
        (("run", "base", "--policy-per-firm", "sensible", "--firms", 2), "1 policies for 2 firms"),
        (("run", "base", "--plan", "sensible", "--policy-per-firm", "sensible"), "use one of the two"),
        (("run", "base", "--set", "price.api"), "NAME=VALUE"),
        (("run", "base", "--set", "price.apy=1"), "did you mean price.api?"),
        (("run", "base", "--set", "price.api=1,5"), "price.api is '1,5'"),
        (("run", "base", "--set", "price.api=nan"), "price.api is nan"),
        (("run", "base", "--set", "price.api=1e400"), "price.api is inf"),
        (("run", "base", "--set", "price.api=1", "--set", "price.api=2"), "given twice"),
        (("run", "base", "--set", "adoption.influence=true"), "not a number"),
        (("run", "base", "--set", "adoption.influence=-5"), "outside its range"),
        (("run", "base", "--set", "compute.reserve=1"), "sum to 1"),
        (("run", "base", "--save", "."), "folder"),
        (("run", "base", "--save", "none/run.toml"), "does not exist"),
        (("run", "base", "--save", "run.toml", "--replications", 2), "use --out"),
        (("play", "--port", 0), "--port is 0"),
        (("check", "none"), "none does not exist: name a file that does.\n"),
        (("replay", "none"), "does not exist"),
        (("compare", "none"), "two run files"),
    ],
)
def test_bad_input_is_one_sentence(boats, tmp_path: Path, monkeypatch, arguments: tuple, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in sentence(boats(*arguments))
    assert not list(tmp_path.iterdir())


def test_a_plan_that_cannot_be_carried_out_is_refused_by_quarter(boats, tmp_path: Path) -> None:
    plan = tmp_path / "plan.toml"
    plan.write_text('[quarter.2]\n"compute.reserve" = 0.9\n')
    said = sentence(boats("run", "base", "--quarters", 2, "--plan", plan))
    assert said.startswith("Quarter 2: compute.")


@given(
    st.lists(st.one_of(st.text(max_size=12), st.builds("{}={}".format, st.sampled_from(list(LEVERS)), st.text(max_size=8))))
)
def test_any_setting_is_used_or_refused_in_sentences(texts: list[str]) -> None:
    try:
        found = settings.parse(texts)
    except BadInput as refusal:
        assert refusal.sentences
    else:
        assert not value_problems(found.levers)
