"""Ways to raise cash, worked by hand: what they bring and cost, their order, and the days."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.buffer.ladder import climb, full_use
from cashbuoy.buffer.raising import FOREVER, Source

DAYS = pd.date_range("2026-04-01", periods=200, freq="D", unit="ns")
FLOOR = 1_000_00


def source(
    kind: str, amount: int, rate: float, *, first: int = 2, ends: int | None = None,
    advance: float = 1.0, fee: float = 0.0, latest: int | None = None, name: str = "",
):  # fmt: skip
    end = FOREVER if ends is None else ends
    last = end - 1 if latest is None else latest
    return Source(
        kind, name, np.array([amount]), advance, fee, rate, first, np.array([last]),
        np.array([end]), np.array([0]), 360,
    )  # fmt: skip


def falling(gap: int, first: int, last: int) -> np.ndarray:
    """Cash of twice the floor, but for the days from first to last, which lack `gap`."""
    closing = np.full(DAYS.size, 2 * FLOOR, dtype=np.int64)
    closing[first : last + 1] = FLOOR - gap
    return closing


def test_a_bill_discounted_brings_its_face_less_rate_times_days_over_360():
    # 100,000 at 2.4 % for 90 days: 600.
    bill = source("bank_acceptance", 100_000_00, 0.024, ends=100)
    assert bill.cash(10).tolist() == [99_400_00]
    # 600 for 99,400 over 90 days, on a year of 365.
    assert bill.cost_a_year(10) == pytest.approx(600 / 99_400 * 365 / 90)


def test_what_a_bank_pays_is_rounded_not_cut_to_the_cent():
    # 50,000.05 at 1.8 % for 88 days: 220.0002, and the bank keeps 220.00.
    bill = source("bank_acceptance", 50_000_05, 0.018, ends=90)
    ladder = climb([bill], falling(0, 10, 12), FLOOR, DAYS)
    assert ladder.steps[0].available == 49_780_05


def test_factoring_brings_the_advance_less_fee_and_interest():
    # 80 % of 100,000, less 0.3 % of it, less 5 % on 80,000 for 36 days (400).
    sold = source("factoring_with_recourse", 100_000_00, 0.05, ends=46, advance=0.8, fee=0.003)
    assert sold.cash(10).tolist() == [79_300_00]
    assert sold.cost_a_year(10) == pytest.approx(700 / 79_300 * 365 / 36)
    assert sold.on_credit
    assert sold.cash(46).tolist() == [0]


def test_the_cheapest_that_serves_is_taken_first_and_for_no_more_than_the_gap():
    closing = falling(50_000, 20, 29)
    dear, cheap = (
        source("line", 900_000, 0.06, name="dear"),
        source("line", 900_000, 0.03, name="cheap"),
    )
    ladder = climb([dear, cheap], closing, FLOOR, DAYS)
    first, second = ladder.steps
    assert (first.name, first.taken, first.on) == ("cheap", 50_000, DAYS[20].date())
    # Ten days at 3 % on 500.00: 42 cents.
    assert first.cost == 42
    assert (second.taken, second.remark) == (0, "not_needed")
    assert (ladder.gap, ladder.uncovered) == (50_000, 0)
    assert (ladder.closing >= FLOOR).all()
    assert ladder.closing[-1] == closing[-1] - 42


def test_what_ends_before_the_need_is_named_and_what_ends_within_serves_until_then():
    closing = falling(50_000, 20, 29)
    early = source("line", 900_000, 0.01, ends=20, name="early")
    short = source("line", 900_000, 0.02, ends=25, name="short")
    long = source("line", 900_000, 0.03, name="long")
    late = source("line", 900_000, 0.005, first=30, name="late")
    ladder = climb([long, short, early, late], closing, FLOOR, DAYS)
    found = {s.name: (s.remark, s.taken > 0, s.on) for s in ladder.steps}
    assert found["late"][:2] == ("too_late", False)
    assert found["early"][:2] == ("ends_before", False)
    assert found["short"] == ("ends_within", True, DAYS[20].date())
    assert found["long"] == ("", True, DAYS[25].date())
    assert (ladder.closing >= FLOOR).all()


@pytest.mark.parametrize(
    ("ends", "remark", "uncovered"), [(29, "ends_within", 50_000), (30, "", 0)]
)
def test_a_line_has_to_hold_over_the_last_day_of_the_need(ends, remark, uncovered):
    ladder = climb([source("line", 900_000, 0.03, ends=ends)], falling(50_000, 20, 29), FLOOR, DAYS)
    assert ladder.steps[0].remark == remark
    assert ladder.uncovered >= uncovered


def test_a_line_is_paid_back_only_when_that_leaves_its_interest_above_the_floor():
    closing = falling(50_000, 20, 29)
    closing[30:60] = FLOOR
    ladder = climb([source("line", 900_000, 0.03)], closing, FLOOR, DAYS)
    # Forty days at 3 % on 500.00: 1.67.
    assert (ladder.cost, ladder.uncovered) == (167, 0)
    assert ladder.closing[59] == FLOOR + 50_000
    assert ladder.closing[60] == closing[60] - 167


def test_interest_of_a_line_that_stays_drawn_is_due_on_the_last_day():
    closing = falling(50_000, 20, DAYS.size - 1)
    ladder = climb([source("line", 900_000, 0.036)], closing, FLOOR, DAYS)
    # 180 days at 3.6 % are 1.8 %: 509.17 are drawn, of which 9.17 go on interest.
    assert ladder.steps[0].taken == 50_917
    assert (ladder.closing[20:-1] == FLOOR + 917).all()
    assert (ladder.closing[-1], ladder.uncovered, ladder.cost) == (FLOOR, 0, 917)


def test_a_line_is_paid_back_before_it_ends_though_cash_is_short_again_after_that():
    closing = falling(50_000, 20, 29)
    closing[150:160] = FLOOR - 70_000
    first, later = (
        source("line", 900_000, 0.036, ends=100),
        source("line", 900_000, 0.05, first=100),
    )
    ladder = climb([first, later], closing, FLOOR, DAYS)
    # Ten days at 3.6 % on 500.00, not eighty: 0.50.
    assert ladder.steps[0].cost == 50
    assert ladder.closing[30] == closing[30] - 50
    assert ladder.uncovered == 0


def test_a_line_that_is_not_committed_is_named_last_and_not_taken():
    closing = falling(50_000, 20, 29)
    offered = [source("line_uncommitted", 900_000, 0.01), source("line", 30_000, 0.05)]
    ladder = climb(offered, closing, FLOOR, DAYS)
    assert [(s.kind, s.remark, s.taken) for s in ladder.steps] == [
        ("line", "", 30_000), ("line_uncommitted", "not_committed", 0),
    ]  # fmt: skip
    assert ladder.uncovered == 20_000


def test_an_invoice_is_sold_before_the_factor_takes_it_no_more():
    closing = falling(50_000, 60, 69)
    sold = source("factoring_with_recourse", 400_000, 0.05, ends=90, latest=40, advance=0.8)
    step = climb([sold], closing, FLOOR, DAYS).steps[0]
    assert step.on == DAYS[40].date()
    assert step.taken >= 50_000


def test_without_a_gap_nothing_is_taken():
    ladder = climb([source("line", 900_000, 0.03)], falling(0, 0, 0) + FLOOR, FLOOR, DAYS)
    assert (ladder.gap, ladder.needed, ladder.cost) == (0, None, 0)
    assert ladder.steps[0].remark == "not_needed"


def test_full_use_gives_back_what_it_paid_and_its_cost():
    bill = source("bank_acceptance", 100_000_00, 0.024, first=10, ends=100)
    flows = full_use(bill, DAYS.size)
    assert flows[10] == 99_400_00
    assert flows.sum() == -600_00


@pytest.mark.parametrize(
    ("ends", "interest", "last"),
    [
        (100, 900_00, 0),  # 100,000 at 3.6 % for 90 days
        (DAYS.size, 1_900_00, 100_000_00),  # ends when the forecast does: not paid back in it
    ],
)
def test_full_use_of_a_line(ends, interest, last):
    flows = full_use(source("line", 100_000_00, 0.036, first=10, ends=ends), DAYS.size)
    assert flows[10] == 100_000_00
    assert flows[min(ends, DAYS.size - 1)] == last - 100_000_00 - interest
    assert flows.sum() == last - interest


SOURCES = st.lists(
    st.tuples(
        st.sampled_from(["line", "bank_acceptance", "factoring_with_recourse"]),
        st.integers(1_000, 400_000), st.floats(0.01, 0.2), st.integers(1, 60), st.integers(5, 190),
    ),
    max_size=6,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(SOURCES, st.integers(1_000, 600_000), st.integers(0, 120), st.integers(0, 60))
def test_cheapest_first_and_feasible_by_day(drawn, gap, first, length):
    offered = [
        source(kind, amount, rate, first=start, ends=start + lasts)
        for kind, amount, rate, start, lasts in drawn
    ]
    closing = falling(gap, first, first + length)
    ladder = climb(offered, closing, FLOOR, DAYS)
    costs = [s.cost_a_year for s in ladder.steps]
    assert costs == sorted(costs)
    for step in ladder.steps:
        assert 0 <= step.taken <= step.available
        assert step.first <= step.on
        assert step.ends is None or step.on < step.ends or not step.taken
        # Whoever is still in need has taken all of what could serve on its days.
    assert ladder.closing[-1] >= closing[-1] - ladder.cost - sum(s.taken for s in ladder.steps)
    until_first = int(np.flatnonzero(closing < FLOOR)[0])
    assert (ladder.closing[:until_first] >= FLOOR).all() or any(
        s.taken and s.ends is not None for s in ladder.steps
    )
    assert ladder.uncovered == max(0, FLOOR - int(ladder.closing.min()))
