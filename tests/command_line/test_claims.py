"""`boats claims`: the list, a verdict, and what it refuses."""

import json

import pytest

from tests.command_line.told import sentence


def test_claims_are_listed(boats):
    told = boats("claims")
    assert told.status == 0
    assert "E16" in told.out and "Burn the boats" in told.out
    assert len(json.loads(boats("claims", "--json").out)["claims"]) == 16


def test_a_claim_is_played_and_judged(boats):
    told = boats("claims", "e16", "--json")
    (found,) = json.loads(told.out)["claims"]
    assert told.status == 0
    assert found["name"] == "E16"
    assert found["verdict"] in ("holds", "holds_when", "fails", "unclear")
    assert [point["lucks"] for point in found["points"]] == [4] * 4
    assert all(point["low"] <= point["effect"] <= point["high"] for point in found["points"])


@pytest.mark.parametrize(("arguments", "said"), [(("E17",), "no claim"), (("E4", "--lucks", "5"), "4, 8, 16 or 32")])
def test_what_cannot_be_asked_is_said_in_a_sentence(boats, arguments, said):
    assert said in sentence(boats("claims", *arguments))
