"""Large orders in several deliveries (B6): the limit holds on every day, with the fewest batches."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.calendars import work_calendar
from cashbuoy.credit.order_split import BATCH_COLUMNS, Exposure, Order, Remedies, split_order
from cashbuoy.errors import FormulaError

# A country calendar with the two days of every weekend off, and nothing else in this span.
CALENDAR = work_calendar("CN", 2026, 2028)
day = dt.date.fromisoformat


def customer(limit: int, now: int = 0, **payments: int) -> Exposure:
    """`customer(100, 60, d20260415=-60)`: 60 owed, expected on 15 April."""
    days = [f"{k[1:5]}-{k[5:7]}-{k[7:9]}" for k in payments]
    return Exposure(
        limit, now, np.array(days, dtype="datetime64[D]"), np.array([*payments.values()], np.int64)
    )


def order(amount: int, earliest: str, latest: str, days: int = 30, **more: object) -> Order:
    return Order(amount, day(earliest), day(latest), days, **more)


def batches(order: Order, exposure: Exposure) -> list[tuple[str, int]]:
    found = split_order(order, exposure, CALENDAR)
    assert isinstance(found, pd.DataFrame), found
    assert tuple(found) == BATCH_COLUMNS
    return [
        (f"{d:%m-%d}", a) for d, a in zip(found["delivery"], found["amount"].tolist(), strict=True)
    ]


# 2026-03-02 is a Monday; thirty days later is Wednesday 04-01, then Friday 05-01, a holiday: the
# first working day after it is Wednesday 05-06.
@pytest.mark.parametrize(
    ("asked", "given_credit", "expected"),
    [
        pytest.param(
            order(80, "2026-03-02", "2026-06-30"), customer(100), [("03-02", 80)], id="fits at once"
        ),
        pytest.param(
            order(250, "2026-03-02", "2026-06-30"),
            customer(100),
            [("03-02", 100), ("04-01", 100), ("05-06", 50)],
            id="three stretches of credit, over the holidays",
        ),
        pytest.param(
            order(80, "2026-02-28", "2026-06-30"),
            customer(100),
            [("02-28", 80)],
            id="a make-up Saturday is a working day",
        ),
        pytest.param(
            order(80, "2026-03-07", "2026-06-30"),
            customer(100),
            [("03-09", 80)],
            id="a weekend is none",
        ),
        pytest.param(
            order(100, "2026-03-02", "2026-06-30"),
            customer(100, 60, d20260415=-60),
            [("04-15", 100)],
            id="one batch later rather than two",
        ),
        pytest.param(
            order(120, "2026-03-02", "2026-06-30", 60),
            customer(100, 60, d20260415=-60),
            [("03-02", 40), ("05-06", 80)],
            id="of two pairs of days the earlier",
        ),
        pytest.param(
            order(100, "2026-03-02", "2026-06-30"),
            customer(50, 0, d20260415=30, d20260515=-30),
            [("03-02", 50), ("05-15", 50)],
            id="another delivery of 30 takes room until it is paid",
        ),
        pytest.param(
            order(200, "2026-03-02", "2026-03-31", advance=0.5),
            customer(100),
            [("03-02", 200)],
            id="half in advance",
        ),
        pytest.param(
            order(500, "2026-03-02", "2026-03-31", advance=1.0),
            customer(100, 400),
            [("03-02", 500)],
            id="paid in advance: no limit holds it back",
        ),
        pytest.param(
            order(500, "2026-03-02", "2026-03-31", days=0),
            customer(100),
            [("03-02", 500)],
            id="cash on delivery",
        ),
    ],
)
def test_the_batches(asked, given_credit, expected):
    assert batches(asked, given_credit) == expected


def test_what_each_batch_leaves_outstanding():
    found = split_order(
        order(350, "2026-03-02", "2026-06-30", advance=0.2),
        customer(100, 20, d20260401=-20),
        CALENDAR,
    )
    # 280 on credit: 80 beside the 20 still owed, 100 once both are paid, 100 after the holidays.
    assert found["credit"].tolist() == [80, 100, 100]
    assert found["advance"].tolist() == [20, 25, 25]
    assert found["amount"].tolist() == [100, 125, 125]
    assert found["exposure"].tolist() == [100, 100, 100]
    assert [f"{d:%m-%d}" for d in found["paid"]] == ["04-01", "05-06", "06-05"]


def test_what_would_help_where_it_cannot_be_done():
    asked = order(250, "2026-03-02", "2026-04-30")
    found = split_order(asked, customer(100), CALENDAR)
    # Two stretches until the end of April carry 200; the third begins on 6 May; 125 twice do.
    assert found == Remedies(deliverable=200, advance=50, limit=125, latest=day("2026-05-06"))
    helped = [
        (order(250, "2026-03-02", "2026-04-30", advance=50 / 250), customer(100)),
        (asked, customer(125)),
        (order(250, "2026-03-02", "2026-05-06"), customer(100)),
    ]
    for better, credit in helped:
        assert isinstance(split_order(better, credit, CALENDAR), pd.DataFrame)
    assert isinstance(split_order(asked, customer(124), CALENDAR), Remedies)


def test_what_would_help_where_half_is_paid_in_advance():
    asked = order(500, "2026-03-02", "2026-04-30", advance=0.5)
    found = split_order(asked, customer(100), CALENDAR)
    # As above for the half on credit; what is prepaid goes with it.
    assert found == Remedies(deliverable=400, advance=300, limit=125, latest=day("2026-05-06"))


def test_one_batch_at_most():
    asked = order(150, "2026-03-02", "2026-12-31", most_batches=1)
    assert split_order(asked, customer(100), CALENDAR) == Remedies(100, 50, 150, None)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (order(0, "2026-03-02", "2026-04-30"), "more than zero"),
        (order(9, "2026-05-02", "2026-04-30"), "2026-05-02 lies after the latest, 2026-04-30"),
        (order(9, "2026-03-02", "2026-04-30", advance=1.5), "150.00%"),
        (order(9, "2026-03-02", "2026-04-30", most_batches=0), "at least one"),
        (order(9, "2026-03-02", "2026-04-30", -1), "credit days"),
    ],
)
def test_orders_that_are_none(asked, reason):
    with pytest.raises(FormulaError, match=reason) as refused:
        split_order(asked, customer(100), CALENDAR)
    assert refused.value.code == "#NUM!"


START = day("2026-03-02")
amounts = st.integers(1, 60)
changes = st.lists(st.tuples(st.integers(0, 40), st.integers(-30, 20)), max_size=5)
cases = {
    "amount": amounts,
    "limit": st.integers(0, 60),
    "now": st.integers(0, 50),
    "changes": changes,
    "window": st.integers(0, 25),
    "days": st.integers(1, 20),
}


def firm(limit, now, changes, scale=1):
    days = [START + dt.timedelta(days=d) for d, _ in changes]
    return Exposure(
        limit * scale,
        now * scale,
        np.array(days, dtype="datetime64[D]"),
        np.array([c * scale for _, c in changes], dtype=np.int64),
    )


def outstanding(exposure: Exposure, deliveries: list[tuple[dt.date, dt.date, int]], on: dt.date):
    """Exposure at the end of a day, counted item by item."""
    known = sum(
        int(c) for d, c in zip(exposure.days.tolist(), exposure.change, strict=True) if d <= on
    )
    return exposure.now + known + sum(a for d, p, a in deliveries if d <= on < p)


@settings(max_examples=60)
@given(**cases)
def test_the_limit_holds_on_every_day(amount, limit, now, changes, window, days):
    exposure = firm(limit, now, changes, scale=1_000_003)
    asked = Order(amount * 1_000_003, START, START + dt.timedelta(days=window), days)
    found = split_order(asked, exposure, CALENDAR)
    if isinstance(found, Remedies):
        assert 0 <= found.deliverable < asked.amount
        assert found.advance == asked.amount - found.deliverable
        return
    assert found["amount"].sum() == asked.amount
    assert (found["amount"] > 0).all()
    deliveries = [
        (d.date(), p.date(), a)
        for d, p, a in zip(found["delivery"], found["paid"], found["credit"].tolist(), strict=True)
    ]
    for ahead in range(80):
        on = START + dt.timedelta(days=ahead)
        if any(d <= on < p for d, p, _ in deliveries):
            assert outstanding(exposure, deliveries, on) <= exposure.limit
    assert all(asked.earliest <= d <= asked.latest for d, _, _ in deliveries)
    for (d, _, _), left in zip(deliveries, found["exposure"].tolist(), strict=True):
        assert left == outstanding(exposure, deliveries, d)


@settings(max_examples=40)
@given(**cases)
def test_no_choice_of_days_needs_fewer_batches(amount, limit, now, changes, window, days):
    exposure = firm(limit, now, changes)
    asked = Order(amount, START, START + dt.timedelta(days=window), days)
    found = split_order(asked, exposure, CALENDAR)
    fewest = 4 if isinstance(found, Remedies) else len(found)
    every = [START + dt.timedelta(days=d) for d in range(window + 1)]
    working = [d for d in every if CALENDAR.is_working(d)]
    for count in range(1, min(fewest, 4)):
        for chosen in combinations(working, count):
            assert carried(asked, exposure, chosen) < amount


def carried(asked: Order, exposure: Exposure, chosen: tuple[dt.date, ...]) -> int:
    """The most that deliveries on these days carry, one after the other, day by day."""
    deliveries: list[tuple[dt.date, dt.date, int]] = []
    for start in chosen:
        due = start + dt.timedelta(days=asked.credit_days)
        paid = CALENDAR.roll(due, "following").item()
        span = [start + dt.timedelta(days=d) for d in range((paid - start).days)]
        room = min(exposure.limit - outstanding(exposure, deliveries, on) for on in span)
        deliveries.append((start, paid, max(0, room)))
    return sum(a for _, _, a in deliveries)
