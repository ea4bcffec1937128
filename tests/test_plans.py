"""Plans: policies by name, tables by quarter and firm, and what is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from agents.policies import POLICIES
from experiments import plans
from experiments.batch import Setting, with_policies
from experiments.plans import Plan, from_document
from model.errors import BadInput
from model.scenario import load


def plan(text: str, firms: int = 1, quarters: int = 8) -> Plan:
    return from_document(tomllib.loads(text), "plan.toml", firms, quarters)


def faults(text: str, firms: int = 1, quarters: int = 8) -> list[str]:
    with pytest.raises(BadInput) as refusal:
        plan(text, firms, quarters)
    return refusal.value.sentences


def test_quarters_count_from_one_and_bare_keys_are_levers() -> None:
    read = plan('[quarter.1]\n"release.gap" = 0.5\n[quarter.3]\ncompute.claw_back = 0.2\nmigration.amnesty = true\n')
    assert read.entry(0, 0) == {"release.gap": 0.5}
    assert read.entry(0, 1) is None
    assert read.entry(0, 2) == {"compute.claw_back": 0.2, "migration.amnesty": True}


def test_a_policy_stands_in_place_of_values() -> None:
    read = plan('policy = "sensible"\n[quarter.2]\npolicy = "do_nothing"\n')
    assert read.policy(0) == "sensible"
    assert read.entry(0, 1) == "do_nothing"


def test_a_firm_of_its_own_comes_before_the_table_for_all() -> None:
    read = plan(
        '[quarter.1]\n"release.gap" = 0.5\n[firm.2.quarter.1]\n"release.gap" = 1.0\n[firm.2]\npolicy = "sensible"\n', firms=2
    )
    assert read.entry(0, 0) == {"release.gap": 0.5}
    assert read.entry(1, 0) == {"release.gap": 1.0}
    assert (read.policy(0), read.policy(1)) == ("do_nothing", "sensible")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[quarter.0]\n"release.gap" = 0.5\n', "'0' does not exist: use 1 to 8"),
        ('[quarter.9]\n"release.gap" = 0.5\n', "use 1 to 8"),
        ('[quarter.first]\n"release.gap" = 0.5\n', "use 1 to 8"),
        ('[quarter."1.5"]\n"release.gap" = 0.5\n', "use 1 to 8"),
        ('[firm.2.quarter.1]\n"release.gap" = 0.5\n', "firm '2' does not exist: use 1."),
        ('[quarter.1]\n"release.gop" = 0.5\n', "did you mean release.gap?"),
        ('[quarter.1]\n"release.gap" = 5\n', "use a number from 0 to 1.5"),
        ('[quarter.1]\n"release.gap" = true\n', "release.gap is true"),
        ('[quarter.1]\n"release.gap" = "0,5"\n', "release.gap is '0,5'"),
        ('[quarter.1]\n"release.gap" = nan\n', "release.gap is nan"),
        ('[quarter.1]\n"release.gap" = 1e400\n', "release.gap is inf"),
        ('[quarter.1]\n"governance.review_weeks" = 3\n', "use 1, 2, 4, 8 or 13"),
        ('[quarter.1]\n"migration.amnesty" = 1\n', "true or false"),
        ('[quarter.1]\n"migration.support" = 6.5\n', "a whole number"),
        ('[quarter.1]\npolicy = "sensible"\n"release.gap" = 0.5\n', "keep one of the two"),
        ('[quarter.1]\npolicy = "sensibel"\n', "did you mean sensible?"),
        ("policy = 3\n", "there is no policy 3"),
        ("quarter = 3\n", "use a table"),
        ("quarter.1 = 3\n", "use a table"),
        ('[quater.1]\n"release.gap" = 0.5\n', "did you mean quarter?"),
        ("[firm.1]\nplan = 1\n", "use policy or quarter"),
    ],
)
def test_what_a_plan_may_not_say(text: str, said: str) -> None:
    found = faults(text)
    assert len(found) == 1
    assert said in found[0]
    assert "plan.toml" in found[0]
    assert found[0][-1] in ".?"


def test_every_fault_of_a_plan_is_told_at_once() -> None:
    assert len(faults('[quarter.0]\nx = 1\n[quarter.2]\n"release.gap" = 9\n"price.api" = 9\n')) == 3


def test_a_plan_is_a_policy_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[quarter.1]\n'release.gap' = 0.5\n")
    assert plans.load(None).policy(0) == "do_nothing"
    assert plans.load("sensible").policy(3) == "sensible"
    assert plans.load(str(file)).name == "mine"
    with pytest.raises(BadInput, match="did you mean sensible"):
        plans.load("sensibl")


def test_policies_per_firm_leave_written_quarters_alone() -> None:
    read = with_policies(plan('[quarter.1]\n"release.gap" = 0.5\n', firms=2), ["sensible", "do_nothing"])
    assert [read.policy(firm) for firm in (0, 1)] == ["sensible", "do_nothing"]
    assert read.entry(1, 0) == {"release.gap": 0.5}


def test_every_policy_has_an_idea() -> None:
    assert all(policy.idea.endswith(".") and policy.name == name for name, policy in POLICIES.items())


def test_held_levers_stand_above_the_plan_and_announcements_are_made_once() -> None:
    scenario = load("base").changed(quarters=3)
    written = plan('[quarter.2]\n"migration.support" = 20\n"release.gap" = 0.6\n', quarters=3)
    game = Setting(scenario, written, held={"migration.support": 12, "governance.emergency": "compute"}).game()
    orders = []
    for _ in range(2):
        orders.append(game._planned()[0])
        game.advance()
    assert orders[0] == {"migration.support": 12, "governance.emergency": "compute"}
    assert orders[1] == {"migration.support": 12, "release.gap": 0.6}
    assert game.levers()["migration.support"] == 12


def test_without_held_levers_the_policy_decides() -> None:
    game = Setting(load("base"), plans.named("sensible")).game()
    assert game._planned() == {}
