import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.decisions import LEVERS
from ui.draft import POOL, RESERVE, Draft, balanced, same

START = {"compute.frontier": 0.3125, "compute.cloud": 0.4375, "compute.ecosystem": 0.25, "compute.reserve": 0.0}


def fresh():
    return Draft({name: lever.default for name, lever in LEVERS.items()})


@given(
    weights=st.lists(st.floats(0, 1), min_size=4, max_size=4).filter(lambda w: sum(w) > 0.01),
    changed=st.sampled_from(POOL),
    share=st.floats(-0.5, 1.5),
)
def test_shares_of_the_pool_always_sum_to_one(weights, changed, share):
    values = {name: weight / sum(weights) for name, weight in zip(POOL, weights, strict=True)}
    after = balanced(values, changed, share)
    assert sum(after.values()) == pytest.approx(1, abs=1e-6)
    assert all(-1e-12 <= value <= 1 + 1e-12 for value in after.values())
    if changed != RESERVE:
        assert after[RESERVE] == pytest.approx(values[RESERVE])


def test_the_other_layers_give_in_proportion():
    after = balanced(START, "compute.frontier", 0.45)
    assert after["compute.cloud"] / after["compute.ecosystem"] == pytest.approx(0.4375 / 0.25, abs=1e-3)


def test_a_reserve_takes_from_all_three_layers():
    after = balanced(START, RESERVE, 0.2)
    assert all(after[layer] == pytest.approx(0.8 * START[layer], abs=1e-3) for layer in POOL[:3])


def test_what_is_set_back_is_no_change():
    draft = fresh()
    draft.take("governance.review_weeks", 2)
    assert draft.changes == {"governance.review_weeks": 2}
    draft.take("governance.review_weeks", 4)
    assert draft.changes == {}


def test_a_share_moves_its_neighbours_with_it():
    draft = fresh()
    moved = draft.take("compute.frontier", 0.4)
    assert moved == ["compute.frontier", "compute.cloud", "compute.ecosystem"]
    assert sum(float(draft.value(share)) for share in POOL) == pytest.approx(1, abs=1e-6)


def test_a_switch_is_not_a_number():
    assert not same(True, 1)
    assert same(0.1 + 0.2, 0.3)
    assert not same("none", 1)
