"""The cash pool's gap, its dates, and the plan that builds it, worked by hand."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from firm import balance, day, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.buffer.pool import plan_pool
from cashbuoy.forecast.horizon import Period
from cashbuoy.forecast.tables import cash_floor

DAYS = pd.date_range("2026-01-01", "2026-04-30", freq="D", unit="ns")
MONTHS = [(1, 31), (2, 28), (3, 31), (4, 30)]


def forecast(by_month: list[int], opening: int, *, floor: int = 100, outflow: float = 200.0):
    """Cash that stands at one figure all month."""
    closing = np.repeat(np.array(by_month, dtype=np.int64), [d for _, d in MONTHS])
    periods = tuple(Period(dt.date(2026, m, 1), dt.date(2026, m, d)) for m, d in MONTHS)
    months = SimpleNamespace(periods=periods, lowest=np.array(by_month, dtype=np.int64))
    return SimpleNamespace(
        opening=opening, floor=floor, days=DAYS, closing=closing, months=months,
        monthly_outflow=outflow,
    )  # fmt: skip


def test_the_gap_and_the_days_that_close_and_open_it():
    # Three months of 200 are 600.
    pool = plan_pool(forecast([400, 650, 650, 500], 400), 3)
    assert (pool.target, pool.gap, pool.held) == (600, 200, 2.0)
    assert (pool.closes_on, pool.opens_on) == (dt.date(2026, 2, 1), dt.date(2026, 4, 1))
    full = plan_pool(forecast([700, 650, 550, 650], 700), 3)
    assert (full.gap, full.closes_on, full.opens_on) == (-100, None, dt.date(2026, 3, 1))
    never = plan_pool(forecast([400, 500, 500, 500], 400), 3)
    assert (never.closes_on, never.opens_on) == (None, None)


@pytest.mark.parametrize(
    ("cash", "months", "transfer", "complete"),
    [
        # 500 beside the floor of 100 are wanted. 100 are never needed, 400 are missing: on 31
        # January cash is still 200; 300 more can be borne after February, 500 after March.
        pytest.param([200, 500, 700, 900], 2, 200, True, id="two months"),
        pytest.param([700, 700, 700, 700], 0, 0, True, id="all there today"),
        # 100 more can be borne from February on; two transfers set all of it aside.
        pytest.param([200, 300, 300, 300], 2, 50, False, id="not reached"),
        pytest.param([200, 300, 90, 900], 1, 500, True, id="after the month below the floor"),
        pytest.param([200, 300, 90, 90], 4, 0, False, id="the forecast stays below the floor"),
    ],
)
def test_an_even_transfer_that_keeps_every_month_above_the_floor(cash, months, transfer, complete):
    pool = plan_pool(forecast(cash, cash[0]), 3)
    assert (pool.months, pool.transfer, pool.complete) == (months, transfer, complete)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(-500, 2_000), min_size=4, max_size=4), st.integers(0, 900))
def test_no_plan_takes_cash_below_the_floor(cash, opening):
    made = forecast(cash, opening)
    pool = plan_pool(made, 3)
    aside = pool.transfers["aside"].to_numpy()
    assert (np.diff(aside, prepend=pool.aside_now) >= 0).all()
    for at, (month, last) in enumerate(MONTHS):
        later = made.closing[pd.Timestamp(2026, month, last) <= DAYS]
        if pool.transfers["transfer"].iloc[at] > 0:
            assert later.min() - aside[at] >= made.floor
    if pool.complete:
        assert aside[-1] + made.floor >= pool.target


def test_the_floor_by_miller_orr_from_the_firm_s_own_balances():
    # Ten Fridays of 1,000 and 1,100 in turn: nine changes of 100, their variance 11,111.11, of a
    # day 1,587.30. (0.75 x 10 x 1,587.30 / 0.0001) ^ (1/3) = 491.9 above 500.
    fridays = [day("2026-03-27") - dt.timedelta(weeks=w) for w in range(10)]
    books = ledgers(Bank=[balance(f"{d}", 1000 + 100 * (i % 2)) for i, d in enumerate(fridays)])
    wanted = policy(
        "forecast: {floor: {method: miller_orr, amount: 500, transfer_cost: 10, rate: 0.0365}}"
    ).forecast.floor
    floor = cash_floor(wanted, 0.0, books, day("2026-03-27")) / 100
    assert (floor - 500) ** 3 == pytest.approx(0.75 * 10 * 11_111.11 / 7 / 0.0001, rel=1e-3)
    few = ledgers(Bank=[balance(f"{d}", 1000) for d in fridays[:5]])
    assert cash_floor(wanted, 0.0, few, day("2026-03-27")) == 50_000
