"""Whole minor units: rounding, sharing out, converting; the parts always add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cashbuoy.money import (
    LARGEST,
    convert,
    minor_digits,
    share_out,
    share_out_each,
    to_major,
    to_minor,
)


@pytest.mark.parametrize(
    ("amount", "digits", "expected"),
    [
        (1234.5, 2, 123450),
        (1.005, 2, 100),  # a tie as the cell shows it, though the float lies below
        (1.015, 2, 102),
        (2.675, 2, 268),
        (2.665, 2, 266),
        (-1.005, 2, -100),
        (-1.015, 2, -102),
        (0.125, 2, 12),
        (1234567.885, 2, 123456788),
        (12.5, 0, 12),
        (13.5, 0, 14),
        (1.2345, 3, 1234),
        (0.1 + 0.2, 2, 30),
        (0.0, 2, 0),
    ],
)
def test_rounding_is_half_even_on_the_decimal_shown(amount, digits, expected):
    assert to_minor([amount], digits).tolist() == [expected]


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), LARGEST / 100 * 1.01, -1e20])
def test_amounts_that_cannot_be_held_to_the_cent_are_refused(amount):
    with pytest.raises(ValueError, match="cent"):
        to_minor([1.0, amount])


@pytest.mark.parametrize(("currency", "digits"), [("CNY", 2), ("JPY", 0), ("KWD", 3), ("USD", 2)])
def test_minor_units_by_currency(currency, digits):
    assert minor_digits(currency) == digits


@example(LARGEST, 0)
@example(LARGEST - 1, 2)
@example(-LARGEST + 1, 3)
@given(st.integers(-LARGEST, LARGEST), st.sampled_from([0, 2, 3]))
def test_minor_units_survive_the_way_through_a_cell(minor, digits):
    assert to_minor(to_major([minor], digits), digits).tolist() == [minor]


@given(st.decimals(-(10**9), 10**9, places=4))
def test_rounding_agrees_with_decimal_arithmetic(amount):
    exact = int(amount.scaleb(2).to_integral_value("ROUND_HALF_EVEN"))
    assert to_minor([float(amount)]).tolist() == [exact]


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100001, [0.3, 0.5, 0.2], [30000, 50001, 20000]),
        (10, [0.3, 0.5, 0.2], [3, 5, 2]),
        (-100, [1, 1, 1], [-33, -33, -34]),
        (5, [0, 1, 0], [0, 5, 0]),
        (0, [1, 2], [0, 0]),
        (1, [1, 1], [1, 0]),
        (9_007_199_254_740_993, [0.3, 0.7], [2_702_159_776_422_298, 6_305_039_478_318_695]),
    ],
)
def test_sharing_out_by_largest_remainder(total, weights, expected):
    assert share_out(total, weights).tolist() == expected


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [float("nan")]])
def test_shares_that_make_no_whole_are_refused(weights):
    with pytest.raises(ValueError, match="shares"):
        share_out(100, weights)


amounts = st.integers(-(10**15), 10**15)
weight = st.floats(0, 1e6, allow_subnormal=False) | st.sampled_from([0.1, 0.2, 0.3, 1 / 3])


@given(amounts, st.lists(weight, min_size=1, max_size=12).filter(lambda w: sum(w) > 1e-6))
def test_shares_add_up_and_lie_within_one_unit_of_the_exact_part(total, weights):
    parts = share_out(total, weights).tolist()
    whole = sum(Fraction(repr(w)) for w in weights)
    assert sum(parts) == total
    for part, w in zip(parts, weights, strict=True):
        assert abs(part - total * Fraction(repr(w)) / whole) < 1


@given(st.lists(amounts, max_size=8), st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_sharing_out_many_is_sharing_out_each(totals, weights):
    many = share_out_each(np.array(totals, dtype=np.int64), weights)
    assert many.shape == (len(totals), len(weights))
    assert many.tolist() == [share_out(t, weights).tolist() for t in totals]


def converted(rows, digits_to=2):
    values, rates, digits = zip(*rows, strict=True)
    return convert(
        np.array(values, dtype=np.int64), np.array(rates), np.array(digits), digits_to
    ).tolist()


@pytest.mark.parametrize(
    ("rows", "digits_to", "expected"),
    [
        ([(10000, 7.1234, 2)], 2, [71234]),
        ([(1000, 0.0485, 0)], 2, [4850]),  # 1,000 JPY at 0.0485 is 48.50
        ([(1000, 23.2, 3)], 2, [2320]),  # 1.000 KWD at 23.2 is 23.20
        ([(12345, 20.5, 2)], 0, [2531]),  # 123.45 at 20.5 is 2530.7 whole yen
        ([(777, 1.0, 2), (100, 7.0, 2)], 2, [777, 700]),
        # 0.5 + 0.5 + 0.5 fen: the sum 1.5 rounds to 2, so the first two parts get the units
        ([(1, 0.5, 2), (1, 0.5, 2), (1, 0.5, 2)], 2, [1, 1, 0]),
        ([(1, 0.5, 2)], 2, [0]),  # a tie rounds to the even unit
        ([(3, 0.5, 2)], 2, [2]),
        ([(-1, 0.5, 2), (1, 0.5, 2)], 2, [0, 0]),
        ([(5, 1e-7, 2), (0, 7.1, 2)], 2, [0, 0]),
    ],
)
def test_conversion(rows, digits_to, expected):
    assert converted(rows, digits_to) == expected


foreign = st.tuples(
    st.integers(-(10**12), 10**12),
    st.sampled_from([1.0, 7.1234, 0.0485, 1 / 7, 20.5, 0.001234567890123456])
    | st.floats(1e-6, 1e4, allow_subnormal=False),
    st.sampled_from([0, 2, 3]),
)


@example(rows=[(1, 1.0, 0), (1, 20.5, 0)], digits_to=0)  # a tie that only the whole sum decides
@given(st.lists(foreign, min_size=1, max_size=20), st.sampled_from([0, 2, 3]))
def test_converted_parts_add_up_to_the_exact_sum_rounded_once(rows, digits_to):
    parts = converted(rows, digits_to)
    exact = [
        amount * Fraction(Decimal(repr(rate))) * Fraction(10) ** (digits_to - digits)
        for amount, rate, digits in rows
    ]
    assert sum(parts) == round(sum(exact))  # Fraction rounds half-even
    for part, value in zip(parts, exact, strict=True):
        assert abs(part - value) < 1


def test_rows_in_base_currency_come_back_unchanged():
    big = 2**62
    out = convert(np.array([big, 7]), np.array([1.0, 3.0]), np.array([2, 2]), 2)
    assert out.tolist() == [big, 21]
