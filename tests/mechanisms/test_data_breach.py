"""What breaches of the pool must obey (M3)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.mechanisms import data_clearing_house as hub
from model.mechanisms.data_breach import (
    BreachParameters,
    brand_after_week,
    breach_aftermath,
    breach_happens,
    breach_hazard,
    legal_multiplier,
)

P = BreachParameters()
SHARE = st.floats(0, 1)


def test_hazard_has_its_base_value_at_the_security_scale_with_nothing_pooled():
    assert breach_hazard(0, P.security_scale, 1, P) == pytest.approx(P.hazard)
    assert breach_hazard(1, P.security_scale, 1, P) == pytest.approx(6.25 * P.hazard)
    assert breach_hazard(0.4, 30, 2, P) == 2 * breach_hazard(0.4, 30, 1, P)


@given(pooled=SHARE, security=st.floats(0, 200), more=st.floats(0.1, 50))
def test_hazard_falls_in_security_with_shrinking_returns(pooled, security, more):
    values = [breach_hazard(pooled, security + k * more, 1, P) for k in range(3)]
    assert values[0] > values[1] > values[2] > 0
    assert values[0] - values[1] > values[1] - values[2]


def test_the_same_luck_means_a_breach_for_the_higher_hazard_first():
    assert breach_happens(0.01, 0.005) and not breach_happens(0.001, 0.005)
    assert not breach_happens(0.0, 0.0)


def test_after_a_breach_owners_of_sensitive_records_withdraw_most():
    after = breach_aftermath(np.array([0.8, 0.8]), np.array([0.0, 1.0]), 0.6, P)
    assert after.access.tolist() == [0.8, 0.4]
    assert after.brand_damage == pytest.approx(0.42) and after.severe
    assert not breach_aftermath(after.access, np.zeros(2), 0.5, P).severe


def test_brand_halves_in_half_a_year_and_review_ends():
    brand = 1.0
    for _ in range(26):
        brand = brand_after_week(brand, P)
    assert brand == pytest.approx(0.5)
    assert legal_multiplier(1, P) == P.legal and legal_multiplier(0, P) == 1


def test_t3_4_loss_grows_faster_than_competence_so_that_full_pooling_is_not_always_best():
    data = hub.DataParameters()
    stock = np.array([60, 50, 30, 40, 30, 20, 10, 8, 6, 4, 3, 2.0])
    similarity = hub.similarity_matrix(np.arange(12) < 6, data)
    access = np.linspace(0, 1, 101)
    pooled = [hub.domain_data(np.full(12, a), stock, np.ones(12), similarity) for a in access]
    errors = np.array([hub.domain_error(d, a, 0.0, 1.0, data) @ stock for d, a in zip(pooled, access, strict=True)])
    competence = (errors[0] - errors) / (errors[0] - errors[-1])
    loss = np.array([a * breach_hazard(a, 30, 1, P) for a in access]) / breach_hazard(1, 30, 1, P)
    assert np.all(np.diff(loss, 2) > 0) and np.all(np.diff(competence, 2) < 0)

    def best(worth):  # of all competence, in losses of a full pool
        return access[np.argmax(worth * competence - loss)]

    assert 0.1 < best(1) < best(3) < best(8) < 1
    assert best(8) == pytest.approx(0.8, abs=0.05)
    assert best(20) == 1
