"""`boats why`: the table, the JSON, and what it refuses."""

import json

import pytest

from tests.command_line.told import sentence


def test_contributions_are_printed_and_sum_against_the_base_case(boats, tmp_path):
    saved, idle = tmp_path / "game.toml", ("run", "base", "--quarters", 2, "--seed", 5, "--event", "price_war@8", "--json")
    assert boats(*idle, "--plan", "sensible", "--save", saved).status == 0
    told = boats("why", saved, "--pairs", 1, "--kpi", "cloud_ai_revenue", "--json")
    found = json.loads(told.out)
    assert told.status == 0
    assert set(found) >= {"kpi", "base", "final", "contributions"}
    rows = found["contributions"]
    assert all(set(row) >= {"kind", "name", "quarter", "value", "error"} for row in rows)
    assert sum(row["value"] for row in rows) == pytest.approx(found["final"] - found["base"], abs=1e-9)
    assert {row["kind"] for row in rows} == {"decision", "event"}
    assert "price_war" in {row["name"] for row in rows}
    assert found["base"] == json.loads(boats(*idle).out)["kpis"]["cloud_ai_revenue"]
    assert sum(row["from_nothing"] for row in rows) == pytest.approx(found["final"] - found["nothing"], abs=1e-9)
    assert found["story"][0]["key"].startswith("story.total.")


def test_people_read_what_mattered_when_and_why_a_team_chose(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--detail", 1, "--loops", "--team", "taobao 2", "--week", 26)
    assert told.status == 0
    for expected in ("Without it", "R1 Flywheel", "Your game", "1 of 16 pairs", "Taobao 2"):
        assert expected in told.out
    assert "{" not in told.out


def test_others_than_teams_say_why_too(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--agent", "researcher")
    assert told.status == 0
    assert "Standing, as heard" in told.out and "×" in told.out
    found = json.loads(boats("why", runs[0], "--pairs", 1, "--agent", "unit:3", "--week", 20, "--json").out)["agent"]
    assert (found["kind"], found["agent"]) == ("unit", 3) and found["week"] <= 20
    assert sum(found["chance"]) == pytest.approx(1.0)


@pytest.mark.slow
def test_mechanisms_are_taken_apart_too(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--quarter", 1, "--mechanisms")
    assert told.status == 0
    assert "All mechanisms off" in told.out


@pytest.mark.parametrize(("arguments", "said"), [
    (("--kpi", "adoptoin"), "did you mean adoption_floor?"), (("--kpi", "qqq"), "boats kpis"),
    (("--quarter", "9"), "quarters 1 to 2"), (("--detail", "3"), "from 1 to 2"),
    (("--week", "4"), "--team"), (("--team", "x", "--week", "99"), "from 1 to 26"), (("--pairs", "0"), "from 1 to 16"),
    (("--team", "nobody"), "called like"),
    (("--agent", "rivl"), "did you mean rival"), (("--agent", "layer:9"), "from 1 to 3"),
    (("--detail", "1", "--mechanisms"), "one of the two"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(boats, runs, arguments, said):
    assert said in sentence(boats("why", runs[0], *arguments))
