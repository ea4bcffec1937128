"""What is written down: digests tell results apart at nine significant digits, and only there."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.run import Game
from model.digests import FINEST, SIGNIFICANT_DIGITS, agree, of_reals, rounded
from model.kpis import NAMES
from model.phases import books
from model.record import Reason, ReasonBlock, Record

CALM = settings(derandomize=True, database=None, deadline=None, max_examples=300)
MANTISSA = st.integers(10 ** (SIGNIFICANT_DIGITS - 1), 10**SIGNIFICANT_DIGITS - 1)
EXPONENT = st.integers(FINEST + SIGNIFICANT_DIGITS - 1, 30)
SIGN = st.sampled_from([-1, 1])


def number(mantissa: int, exponent: int) -> float:
    """The number with these nine digits, the first of them worth 10**exponent."""
    return float(Decimal(mantissa).scaleb(exponent - SIGNIFICANT_DIGITS + 1))


def parts(*values: float) -> list[tuple[int, int]]:
    return [tuple(column) for column in rounded(np.array(values)).T.tolist()]


@CALM
@given(MANTISSA, EXPONENT, SIGN)
def test_nine_digits_are_kept(mantissa: int, exponent: int, sign: int) -> None:
    assert parts(sign * number(mantissa, exponent)) == [(sign * mantissa, exponent)]


@CALM
@given(MANTISSA, EXPONENT, SIGN, st.floats(-0.4, 0.4))
def test_what_agrees_in_nine_digits_is_equal(mantissa: int, exponent: int, sign: int, off: float) -> None:
    value = number(mantissa, exponent)
    unit = 10.0 ** (exponent - SIGNIFICANT_DIGITS + 1)
    if off >= 0.0 or mantissa > 10 ** (SIGNIFICANT_DIGITS - 1):  # below a power of ten a digit is worth a tenth
        assert parts(sign * value) == parts(sign * (value + off * unit))


@CALM
@given(MANTISSA, EXPONENT, SIGN, st.integers(0, 8))
def test_what_differs_in_any_of_nine_digits_is_different(mantissa: int, exponent: int, sign: int, place: int) -> None:
    digit = mantissa // 10**place % 10
    other = mantissa + (10**place if digit < 9 else -(10**place))
    assert parts(sign * number(mantissa, exponent)) != parts(sign * number(other, exponent))


@CALM
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_rounded_as_text_would_be(value: float) -> None:
    (mantissa, exponent), text = parts(value)[0], Decimal(f"{value:.{SIGNIFICANT_DIGITS - 1}e}")
    if abs(value) < 0.1:  # nine decimals, not nine digits
        nearest = round(Decimal(value) * 10**-FINEST)
        assert abs(mantissa - nearest) <= 1 and exponent in (-1, 0)
        return
    kept = Decimal(mantissa).scaleb(exponent - SIGNIFICANT_DIGITS + 1)
    unit = Decimal(1).scaleb(text.adjusted() - SIGNIFICANT_DIGITS + 1)
    assert abs(kept - Decimal(value)) <= unit * Decimal("0.5001"), "the nearest number of nine digits, or a tie"
    assert 10 ** (SIGNIFICANT_DIGITS - 1) <= abs(mantissa) < 10**SIGNIFICANT_DIGITS


@pytest.mark.parametrize("power", range(0, 26))
def test_powers_of_ten_and_their_neighbours(power: int) -> None:
    ten = float(Decimal(1).scaleb(power))
    near = [math.nextafter(ten, 0.0), ten, math.nextafter(ten, math.inf), ten * (1 - 1e-13), ten * (1 + 1e-13)]
    assert set(parts(*near)) == {(10 ** (SIGNIFICANT_DIGITS - 1), power)}


@CALM
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40), st.integers(0, 2**32))
def test_the_last_bits_of_a_library_tell_nothing_apart(values: list[float], luck: int) -> None:
    here = np.array([values])
    there = here * (1.0 + np.random.default_rng(luck).uniform(-1e-15, 1e-15, here.shape))
    assert agree(of_reals(here)[0], of_reals(there)[0])


def test_a_number_where_rounding_turns_is_still_found_equal() -> None:
    """Half a unit of the ninth digit is where the first way turns, three quarters where the second does."""
    for part in (0.5, 0.75):
        here, there = (np.array([[1.0 + (part + off) * 1e-8]]) for off in (-1e-5, 1e-5))
        (one,), (other,) = of_reals(here), of_reals(there)
        assert one != other
        assert agree(one, other)
    assert not agree(of_reals(np.array([[1.0]]))[0], of_reals(np.array([[1.0 + 1.2e-8]]))[0])


def test_what_is_no_number_is_told_from_every_number() -> None:
    none, plus, minus, zero, minus_zero = parts(math.nan, math.inf, -math.inf, 0.0, -0.0)
    assert none == plus == minus == (-1, 0)
    assert zero == minus_zero == (0, 0)
    assert none not in parts(1.0, -1.0, 1e-9, -1e-9, -1e9)


def test_shape_does_not_matter() -> None:
    table = np.random.default_rng(1).normal(size=(3, 4, 5))
    assert rounded(table).shape == (2, 3, 4, 5)
    assert np.array_equal(rounded(table).reshape(2, -1), rounded(table.ravel()))
    assert rounded(np.zeros(0)).shape == (2, 0)


# --- tables ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def record() -> Record:
    return Game.start("base", seed=3, quarters=2, firms=2, plan="sensible").finish().world.record


def test_a_digest_sees_every_table_and_week_and_no_rounding(record: Record) -> None:
    before = record.digests()
    for name in before:
        table = getattr(record, name)
        kept = table.copy()
        cell = (5,) if name in record.SHARED else (1, 5)
        if table.dtype.kind == "f":
            table[cell] *= 1.0 + 1e-13
            assert record.digests() == before, f"{name}: the last bits are the machine's"
            table[cell] *= 1.0 + 1e-7
            table[cell] += 1e-7
        else:
            table[cell] += 1
        after = record.digests()
        changed = {(n, week) for n in before for week in range(record.weeks) if before[n][week] != after[n][week]}
        assert changed == {(name, 5)}
        table[...] = kept
    assert record.digests() == before
    if "events" not in before:
        record.events[1, 5, 0] = 1
        assert set(record.digests()) == {*before, "events"}, "a card that came is in the digest"
        record.events[1, 5, 0] = 0


def test_weeks_not_played_are_empty() -> None:
    game = Game.start("base", seed=3, quarters=2)
    game.advance()
    record = game.world.record
    assert record.weeks == 13
    assert np.isnan(record.kpis[:, 13:]).all()
    assert (record.option[:, 13:] == -1).all()
    assert all(len(weeks) == 13 for weeks in record.digests().values())


def states_after(change) -> list[int]:
    """The numbers of the discrete states a week after a change by hand."""
    world = Game.start("base", seed=3, quarters=1).world
    change(world)
    books.write(world)
    return world.record.states[0].tolist()


def swap_developers(world) -> None:
    family = world.market.developers.family
    one, other = np.flatnonzero(family == 0)[0], np.flatnonzero(family == 1)[0]
    family[[one, other]] = family[[other, one]]


def swap_teams(world) -> None:
    option = world.firms[0].adoption.option
    one, other = np.flatnonzero(option == 0)[0], np.flatnonzero(option == 1)[0]
    option[[one, other]] = option[[other, one]]


def forget_a_bit(world) -> None:
    world.firms[0].research.beliefs[5, 5] = 0 if world.firms[0].research.beliefs[5, 5] else 1


def hire_later(world) -> None:
    arrivals = world.firms[0].people.arrival_week
    arrivals[arrivals.argmin()] += 1


def serve_another(world) -> None:
    world.firms[0].queue.items[0].number += 1


@pytest.mark.parametrize(
    ("change", "of_the_market"),
    [(swap_developers, True), (swap_teams, False), (forget_a_bit, False), (hire_later, False), (serve_another, False)],
)
def test_states_tell_apart_what_shares_do_not(change, of_the_market: bool) -> None:
    before, after = states_after(lambda world: None), states_after(change)
    assert [a != b for a, b in zip(before, after, strict=True)] == [not of_the_market, of_the_market]


def test_a_kpi_is_found_by_name(record: Record) -> None:
    for k, name in enumerate(NAMES):
        assert record.kpi(1, name, 7) == record.kpis[1, 7, k]


def test_rows_of_lists_name_weeks_and_firms_of_the_game(record: Record) -> None:
    assert all(0 <= week < 26 and -1 <= firm < 2 for week, firm, _, _ in record.news)
    assert all(0 <= firm < 2 and 0 <= week < 26 and age >= 1 for firm, week, _, _, _, age in record.queue)
    weeks = [reason.week for reason in record.reasons]
    assert weeks == sorted(weeks)


def test_a_block_gives_one_reason_for_each_row() -> None:
    block = ReasonBlock(
        week=3, firm=1, kind="team", rule="r", options=("a", "b"), agents=np.array([4, 9]),
        utilities=np.array([[0.1, 0.2], [0.3, -np.inf]]), draws=np.array([0.5, 0.6]),
        settings=np.array([[2.0, 1.0], [3.0, 1.0]]), chosen=np.array([1, 0]),
    )  # fmt: skip
    assert block.reason(1) == Reason(
        week=3, firm=1, kind="team", agent=9, rule="r", options=("a", "b"), utilities=(0.3, -math.inf), draw=(0.6,),
        settings=(3.0, 1.0), chosen=0,
    )  # fmt: skip
    assert isinstance(block.reason(0).chosen, int)
