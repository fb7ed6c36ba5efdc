"""Cost of credit, late fees, bills, and how sales turn into cash."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.credit import trade_credit as credit
from cashbuoy.errors import FormulaError


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (credit.terms_cost(0.02, 10, 30, 360), 0.02 / 0.98 * 18),
        (credit.terms_cost(0.01, 0, 30, 360), 0.12 / 0.99),
        (credit.terms_cost(0, 10, 30, 365), 0.0),
        (credit.terms_cost_effective(0.02, 10, 30, 365), (100 / 98) ** (365 / 20) - 1),
        (credit.late_fee(1_000_000, 30, 0.0005 * 360, 360), 15_000.0),
        (credit.late_fee(36_500, 10, 0.045, 365), 45.0),
        (credit.late_fee(1_000_000, 0, 0.18, 365), 0.0),
        (credit.late_fee(1_000_000, -3, 0.18, 365), 0.0),  # paid early: no fee, and no refund
        (credit.credit_balance(720_000, 40, 360), 80_000.0),
        (credit.carrying_cost(80_000, 0.6, 0.10), 4_800.0),
        (credit.average_collection_days([0.5, 0.5], [10, 30]), 20.0),
        (credit.discounts_granted(1_000_000, [0.5, 0.5], [0.02, 0]), 10_000.0),
    ],
)
def test_by_hand(answer, expected):
    assert answer == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: credit.terms_cost(1, 10, 30, 365), "#NUM!"),
        (lambda: credit.terms_cost(-0.01, 10, 30, 365), "#NUM!"),
        (lambda: credit.terms_cost(0.02, 30, 30, 365), "#DIV/0!"),
        (lambda: credit.terms_cost(0.02, 40, 30, 365), "#NUM!"),
        (lambda: credit.terms_cost(0.02, 10, 30, 0), "#NUM!"),
        (lambda: credit.terms_cost_effective(0.02, 30, 30, 365), "#DIV/0!"),
        (lambda: credit.late_fee(100, 10, -0.01, 365), "#NUM!"),
        (lambda: credit.late_fee(100, 10, 0.01, 0), "#NUM!"),
    ],
)
def test_what_has_no_answer(call, code):
    with pytest.raises(FormulaError) as error:
        call()
    assert error.value.code == code
    assert error.value.key


def test_sales_become_cash_over_the_following_months():
    # 30 % at once, 50 % a month later, 15 % after two, 5 % never
    cash = credit.collections_from_sales([100, 200, 0, 0], [0.3, 0.5, 0.15])
    assert cash.tolist() == pytest.approx([30, 60 + 50, 100 + 15, 30])


@given(
    st.lists(st.floats(0, 1e9), min_size=1, max_size=24),
    st.lists(st.floats(0, 1), min_size=1, max_size=6),
)
def test_all_that_is_to_be_collected_comes_in_once(sales, profile):
    later = [0.0] * (len(profile) - 1)
    cash = credit.collections_from_sales([*sales, *later], profile)
    assert cash.sum() == pytest.approx(np.sum(sales) * np.sum(profile), rel=1e-9, abs=1e-6)


@given(st.floats(0.0001, 0.5), st.integers(0, 60), st.integers(1, 120))
def test_compounding_costs_more_than_simple_interest(discount, early, extra):
    terms = (discount, early, early + extra, 365)
    effective = credit.terms_cost_effective(*terms)
    assert effective >= credit.terms_cost(*terms) - 1e-12
