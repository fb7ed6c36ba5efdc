"""The cash pool's gap and the models of a cash balance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.buffer.cash_pool import baumol, buffer_gap, holding_costs, miller_orr
from cashbuoy.errors import FormulaError


@pytest.mark.parametrize(
    ("cash", "outflow", "months", "gap"),
    [
        (500_000, 300_000, 3, 400_000),
        (1_200_000, 300_000, 3, -300_000),
        ([300_000, 200_000], [250_000, 350_000], 3, 400_000),
        (0, 100, 0, 0),
    ],
)
def test_the_gap_to_the_target(cash, outflow, months, gap):
    assert buffer_gap(cash, outflow, months) == pytest.approx(gap)


def test_miller_orr_by_hand():
    # 3/4 x 40 x 200 / 0.00075 = 8,000,000, whose cube root is 200
    limits = miller_orr(1000, 40, 200, 0.00075)
    assert limits.spread == pytest.approx(600)
    assert limits.target == pytest.approx(1200)
    assert limits.upper == pytest.approx(1600)


def test_steady_cash_needs_no_spread():
    assert miller_orr(1000, 40, 0, 0.001).upper == 1000


def test_baumol_by_hand():
    # sqrt(2 x 100,000 x 50 / 0.1) = 10,000: ten transfers of 50, and 5,000 on average at 10 %
    order = baumol(100_000, 50, 0.1)
    assert (order.amount, order.times) == pytest.approx((10_000, 10))
    assert (order.transfer_cost, order.opportunity_cost, order.cost) == pytest.approx(
        (500, 500, 1000)
    )


@given(st.floats(1, 1e9), st.floats(0.01, 1e4), st.floats(0.0001, 1), st.floats(0.2, 5))
def test_no_other_order_is_cheaper(need, transfer, rate, factor):
    order = baumol(need, transfer, rate)
    other = order.amount * factor
    assert need / other * transfer + other / 2 * rate >= order.cost * (1 - 1e-12)
    assert order.transfer_cost == pytest.approx(order.opportunity_cost)


def test_holding_costs():
    assert holding_costs([100, 200], 0.1, [15, 0]).tolist() == [25, 20]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: miller_orr(0, 1, 1, 0), "#DIV/0!"),
        (lambda: miller_orr(0, 1, 1, -1), "#NUM!"),
        (lambda: miller_orr(0, -1, 1, 0.1), "#NUM!"),
        (lambda: miller_orr(0, 1, -1, 0.1), "#NUM!"),
        (lambda: baumol(0, 1, 0.1), "#DIV/0!"),
        (lambda: baumol(1, 0, 0.1), "#DIV/0!"),
        (lambda: baumol(1, 1, -0.1), "#NUM!"),
        (lambda: holding_costs([1, 2], 0.1, [1]), "#VALUE!"),
        (lambda: buffer_gap([], 1, 3), "#VALUE!"),
    ],
)
def test_what_has_no_answer(call, code):
    with pytest.raises(FormulaError) as error:
        call()
    assert error.value.code == code
    assert error.value.key
