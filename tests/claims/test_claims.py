"""The sixteen claims: declared from what exists, the same for everybody, and without effect where nothing can act."""

from dataclasses import replace

import numpy as np
import pytest

from experiments import plans
from experiments.claims import CLAIMS, LOOKS, Arm, Claim, ClaimTrial, Dial, Point, run_claim
from experiments.claims.trial import Job, played
from experiments.winnable import plan_of
from model.cards import DECK
from model.decisions import LEVERS, value_problems
from model.kpis import KPIS
from model.parameter_set import known_parameters
from model.scenario import load, parameter_problems
from model.world import SWITCHES
from ui import mechanism_texts

EVERY = list(CLAIMS.values())
ONE_DIAL = Dial((Point(0.0),), 0.0, ("nothing",))


def small(name, arms=None, points=1, **changes):
    """A claim with the first points of its dial, so that it is played in seconds."""
    claim = CLAIMS[name]
    dial = replace(claim.dial, points=claim.dial.points[:points])
    return replace(claim, dial=dial, arms=arms or claim.arms, **changes)


def test_there_are_sixteen_in_the_order_of_the_essay():
    assert list(CLAIMS) == [f"E{k}" for k in range(1, 17)]


@pytest.mark.parametrize("claim", EVERY, ids=list(CLAIMS))
def test_a_claim_is_made_of_what_exists(claim: Claim) -> None:
    assert claim.kpi in KPIS and KPIS[claim.kpi].better != "neither"
    assert claim.matters > 0.0 or claim.target
    assert set(claim.mechanisms) <= set(mechanism_texts.names())
    assert {*claim.null, *(off for arm in claim.arms.values() for off in arm.off)} <= set(SWITCHES)
    assert set(claim.deck or ()) <= set(DECK)
    assert all(set(contrast) <= set(claim.arms) for contrast in claim.contrasts)
    assert set().union(*claim.contrasts) == set(claim.arms), "an arm is played for nothing"
    known = {*known_parameters(), *LEVERS, "quarters"}
    assert set(claim.dial.names) <= known
    for piece in (*claim.arms.values(), *claim.dial.points):
        assert not parameter_problems(dict(piece.parameters), claim.name)
        assert not value_problems(piece.levers)
    for arm in claim.arms.values():
        assert plan_of(arm.plan, load(claim.scenario).quarters) != plans.Plan(name="")


@pytest.mark.parametrize("claim", EVERY, ids=list(CLAIMS))
def test_a_dial_goes_up_and_is_three_points_long_at_least(claim: Claim) -> None:
    values = claim.dial.values
    assert len(values) >= 3
    assert list(values) == sorted(set(values))


@pytest.mark.parametrize("claim", EVERY, ids=list(CLAIMS))
def test_a_contrast_weighs_worlds_against_each_other_or_against_a_target(claim: Claim) -> None:
    for contrast in claim.contrasts:
        assert sum(contrast.values()) == (1.0 if claim.target else 0.0)


def test_a_claim_comes_out_the_same_each_time_and_games_are_shared_by_points():
    claim = small("E16", points=2)
    trial = ClaimTrial(claim, LOOKS[0])
    known: dict = {}
    other = ClaimTrial(claim, LOOKS[0], known=known)
    while not trial.done:
        trial.step()
    other.work(600.0)
    assert trial.finding() == other.finding()
    assert len(known) == LOOKS[0], "two points read one game"
    again = ClaimTrial(claim, LOOKS[0], known=known)
    assert again.done and again.finding() == trial.finding()


def test_what_is_known_is_there_after_any_game():
    claim = small("E1")
    trial = ClaimTrial(claim, LOOKS[0])
    assert (trial.finding().verdict, trial.progress, trial.luck) == ("too_few", 0.0, 0)
    trial.step()
    assert 0.0 < trial.progress < 1.0
    trial.work(600.0, until=1)
    assert trial.luck == 1
    assert trial.finding().verdict == "too_few"


def test_a_world_against_itself_makes_no_difference():
    """A planted null: both arms are the same arm."""
    same = {"with": Arm(), "without": Arm()}
    found = run_claim(small("E4", arms=same))
    assert found.verdict == "fails"
    assert found.points[0].effect[:3] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", ["E2", "E4", "E12"])
def test_a_lever_without_its_mechanism_makes_no_difference(name):
    """A planted null: what carries the claim is left out of both worlds."""
    claim = CLAIMS[name]
    found = run_claim(small(name), off=claim.null)
    assert found.verdict != "holds"
    assert run_claim(small("E4")).verdict == "holds", "and with it there is one"


@pytest.mark.slow
@pytest.mark.parametrize("claim", [claim for claim in EVERY if claim.null], ids=lambda claim: claim.name)
def test_no_claim_holds_where_its_mechanism_is_left_out(claim: Claim) -> None:
    found = run_claim(claim, LOOKS[1], off=claim.null)
    assert found.verdict not in ("holds", "holds_when"), found.points


def test_an_effect_speaks_for_the_claim_where_less_is_better_too():
    arms = {"with": Arm(), "without": Arm(levers={"governance.review_weeks": 13})}
    claim = Claim("X", "decision_latency", arms, ({"with": 1.0, "without": -1.0},), ONE_DIAL, 0.1, ())
    assert claim.sign == -1
    found = run_claim(claim)
    assert found.points[0].effect.mean > 0.0, "waiting less speaks for the claim"


def test_a_plan_that_is_refused_counts_as_nothing_known():
    arm = Arm(levers={"compute.frontier": 1.0})  # the shares no longer sum to one
    claim = Claim("X", "cash", {"with": arm}, ({"with": 1.0},), ONE_DIAL, 1.0, ())
    assert np.isnan(played(Job(claim, "with", 0, 0))).all()
    found = run_claim(claim)
    assert found.points[0].refused == LOOKS[0]
    assert found.verdict == "too_few"


@pytest.mark.parametrize("claim", EVERY, ids=list(CLAIMS))
def test_the_plans_of_a_claim_can_be_carried_out_at_both_ends(claim: Claim) -> None:
    for point in {0, len(claim.dial.points) - 1}:
        for arm in claim.arms:
            first = replace(claim, dial=replace(claim.dial, points=claim.dial.points))
            assert np.isfinite(played(Job(first, arm, point, 0))).any()
