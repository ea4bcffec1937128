"""`boats why`: the table, the JSON, and what it refuses."""

import json

import pytest

from tests.command_line.told import sentence


def test_contributions_are_printed_and_sum(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--json")
    found = json.loads(told.out)
    assert told.status == 0
    assert sum(row["contribution"] for row in found["rows"]) == pytest.approx(found["total"] - found["base"], abs=1e-9)
    assert {row["kind"] for row in found["rows"]} >= {"decisions"}
    assert found["story"][0]["key"].startswith("story.total.")


def test_people_read_what_mattered_when_and_why_a_team_chose(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--detail", 1, "--loops", "--team", "taobao 2", "--week", 26)
    assert told.status == 0
    for expected in ("Without it", "R1 Flywheel", "Your game", "1 of 16 pairs", "Taobao 2"):
        assert expected in told.out
    assert "{" not in told.out


def test_mechanisms_are_taken_apart_too(boats, runs):
    told = boats("why", runs[0], "--pairs", 1, "--quarter", 1, "--mechanisms")
    assert told.status == 0
    assert "All mechanisms off" in told.out


@pytest.mark.parametrize(("arguments", "said"), [
    (("--kpi", "adoptoin"), "boats kpis"), (("--quarter", "9"), "quarters 1 to 2"), (("--detail", "3"), "from 1 to 2"),
    (("--week", "4"), "--team"), (("--team", "x", "--week", "99"), "from 1 to 26"), (("--pairs", "0"), "from 1 to 16"),
    (("--team", "nobody"), "called like"), (("--detail", "1", "--mechanisms"), "one of the two"),
])  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(boats, runs, arguments, said):
    assert said in sentence(boats("why", runs[0], *arguments))
