"""Expected cash: chances of days into events, to the cent; expectations worked by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from firm import balance, budget, day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.behaviour.odds import Owed, PaymentOdds
from cashbuoy.calendars import calendar_of
from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.claim_odds import put_off
from cashbuoy.forecast.claims import Claims, joined, plain_claims
from cashbuoy.forecast.expectation import ExpectedReceipts, daily_receipts, expected_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.tables import daily_lines, receipts_by_period

AS_OF = day("2026-03-31")
POLICY = policy(profile="standard")
CALENDAR = calendar_of(POLICY.calendar, AS_OF, day("2027-12-31"))
HORIZON = Horizon.of(AS_OF, POLICY, CALENDAR)
DAYS = len(HORIZON.days)
DAY = dt.timedelta(days=1)
TODAY = np.datetime64(AS_OF, "D")


def claims(amounts: list[int]) -> Claims:
    n = len(amounts)
    owed = Owed(
        customer=np.full(n, "Acme", dtype=object),
        issued=np.full(n, TODAY - 30),
        due=np.full(n, TODAY + 5),
        amount=np.array(amounts, dtype=np.int64),
        promised=np.full(n, "NaT", dtype="datetime64[D]"),
        disputed=np.zeros(n, dtype=bool),
    )
    numbers = np.array([f"A{i}" for i in range(n)], dtype=object)
    return plain_claims("receipts", "tblReceivables", np.arange(1, n + 1), numbers, owed)


def chances(days: dict[int, float], *, later: float = 0.0, never: float = 0.0) -> np.ndarray:
    """A profile: the chance by days ahead."""
    profile = np.zeros(DAYS + 2)
    for ahead, chance in days.items():
        profile[ahead - 1] = chance
    profile[-2:] = later, never
    return profile


def expected(amounts: list[int], profiles: list[np.ndarray], of: list[int]) -> ExpectedReceipts:
    later = np.full(len(amounts), np.datetime64(HORIZON.end, "D") + 10)
    odds = PaymentOdds(np.array(profiles), np.array(of))
    basis = np.full(len(amounts), "behaviour", dtype=object)
    return ExpectedReceipts(claims(amounts), odds, later, basis)


def cash(found: ExpectedReceipts) -> list[tuple[str, int, int]]:
    """(reference, days ahead, amount) of every event."""
    events = expected_events(found, HORIZON, CALENDAR)
    ahead = (events["date"].to_numpy("datetime64[D]") - TODAY).astype(int)
    return list(zip(events["reference"], ahead.tolist(), events["amount"].tolist(), strict=True))


def test_an_amount_is_shared_by_the_chances_of_the_days() -> None:
    half = chances({1: 0.25, 20: 0.5}, later=0.2, never=0.05)
    # 5 % of 1,000.00 never come; of the rest 25/95, 50/95 and 20/95, in whole percents 26, 53, 21.
    assert cash(expected([100_000], [half], [0])) == [
        ("A0", 1, 24_700),
        ("A0", 20, 50_350),
        ("A0", DAYS + 10, 19_950),
    ]


def test_cents_go_to_the_largest_remainders() -> None:
    thirds = chances({1: 1 / 3, 2: 1 / 3, 3: 1 / 3})
    # 33, 34 and 33 % of 1.01: 0.3333, 0.3434, 0.3333; the last cent belongs to the second day.
    assert cash(expected([101], [thirds], [0])) == [("A0", 1, 33), ("A0", 2, 35), ("A0", 3, 33)]


def test_a_credit_note_is_lost_to_nobody_and_comes_off_receipts() -> None:
    note = expected([-10_000, 10_000], [chances({3: 0.6}, never=0.4)], [0, 0])
    assert note.loss.tolist() == [0, 4_000]
    assert cash(note) == [("A0", 3, -10_000), ("A1", 3, 6_000)]


def test_what_never_comes_is_no_event() -> None:
    lost = expected([500, 700], [chances({}, never=1.0), chances({9: 1.0})], [0, 1])
    assert lost.loss.tolist() == [500, 0]
    assert [e for e in cash(lost) if e[2]] == [("A1", 9, 700)]


@st.composite
def odds(draw: st.DrawFn) -> np.ndarray:
    ahead = draw(st.lists(st.integers(1, DAYS), min_size=0, max_size=40, unique=True))
    weights = np.array(
        draw(st.lists(st.integers(0, 1000), min_size=len(ahead) + 2, max_size=len(ahead) + 2))
    )
    weights = weights if weights.sum() else weights + 1
    share = weights / weights.sum()
    days = dict(zip(ahead, share[:-2].tolist(), strict=True))
    return chances(days, later=float(share[-2]), never=float(share[-1]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(odds(), min_size=1, max_size=4),
    st.lists(
        st.tuples(st.integers(-(10**11), 7 * 10**15), st.integers(0, 3)), min_size=1, max_size=8
    ),
)
def test_every_item_adds_up_to_its_amount_less_its_loss(profiles, items) -> None:
    amounts = [a for a, _ in items]
    found = expected(amounts, profiles, [p % len(profiles) for _, p in items])
    sums = dict.fromkeys((f"A{i}" for i in range(len(amounts))), 0)
    for reference, ahead, amount in cash(found):
        sums[reference] += amount
        assert ahead >= 1
    assert list(sums.values()) == (found.amount - found.loss).tolist()
    assert (found.loss >= 0).all()
    assert (found.loss <= np.maximum(found.amount, 0)).all()
    assert len(cash(found)) <= 100 * len(amounts)


@settings(max_examples=60, deadline=None)
@given(odds(), st.integers(1, 10**12))
def test_no_day_is_more_than_half_a_percent_of_the_amount_off(profile, amount) -> None:
    """Cumulated, the whole-percent slices stay within half a percent of the chances."""
    found = expected([amount], [profile], [0])
    paid = amount - int(found.loss[0])
    if profile[:-1].sum() == 0:
        return
    exact = np.cumsum(profile[:-2]) / profile[:-1].sum() * paid
    by_day = np.zeros(DAYS)
    for _, ahead, cents in cash(found):
        if ahead <= DAYS:
            by_day[ahead - 1] += cents
    assert np.abs(np.cumsum(by_day) - exact).max() <= 0.005 * paid + 100


def test_an_acceptance_bill_puts_the_money_off_to_a_working_day() -> None:
    both = PaymentOdds(np.array([[0.5, 0.2, 0.1, 0.1, 0.1]]), np.array([0, 0, 0]))
    # From the third day it is no wait; the second is a day off, money moves on the third.
    moved = put_off(both, np.array([0, 1, 5]), np.array([0, 1, 0]))
    assert moved.profiles[moved.profile].round(9).tolist() == [
        [0.5, 0.2, 0.1, 0.1, 0.1],
        [0.0, 0.0, 0.7, 0.2, 0.1],
        [0.0, 0.0, 0.0, 0.9, 0.1],
    ]


BANK = [balance("2026-03-31", 1_000_000)]
# Forty invoices over a year, each paid ten days late, on no day of the month in particular.
HABIT = [
    invoice(f"H{i}", f"{d}", f"{d + 15 * DAY}", 1_000 + i, paid=1_000 + i, paid_date=d + 25 * DAY)
    for i in range(40)
    for d in [day("2025-01-03") + 9 * i * DAY]
]


def test_habit_moves_cash_past_the_due_date_and_the_difference_is_told() -> None:
    late = invoice("NEW", "2026-03-20", "2026-04-24", 50_000)  # a Friday
    result = analyse(ledgers(Bank=BANK, Receivables=[*HABIT, late]), POLICY, AS_OF)
    due, told = result.receipts_on_due.months, result.forecast.months.lines.loc["receipts"]
    assert due.tolist()[:2] == [5_000_000, 0]
    assert told.iloc[1] > told.iloc[0]  # most of it comes in May
    item = result.receivables.iloc[0]
    assert item["basis"] == "behaviour"
    assert day("2026-04-28") <= item["expected_date"].date() <= day("2026-05-12")
    assert item["expected_base"] + item["loss_base"] == item["open_base"]


def test_due_dates_on_request_are_as_they_were() -> None:
    late = invoice("NEW", "2026-03-20", "2026-04-24", 50_000)
    rules = policy("forecast: {receipts: due_date}")
    result = analyse(ledgers(Bank=BANK, Receivables=[*HABIT, late]), rules, AS_OF)
    receipts = result.events[result.events["category"] == "receipts"]
    assert receipts["date"].dt.date.tolist() == [day("2026-04-24")]
    assert receipts["amount"].tolist() == [5_000_000]
    assert receipts["basis"].tolist() == ["due"]


def test_on_the_due_date_overdue_money_comes_at_once_and_nothing_is_lost() -> None:
    old = invoice("OLD", "2025-01-05", "2025-02-01", 8_000)
    note = invoice("CN", "2026-03-01", "2026-04-20", -500)
    result = analyse(ledgers(Bank=BANK, Receivables=[old, note]), POLICY, AS_OF)
    assert result.receipts_on_due.months.tolist()[:2] == [750_000, 0]
    assert result.receipts_on_due.weeks.tolist()[:4] == [800_000, 0, 0, -50_000]
    assert result.expected.loss.sum() > 0


def test_budgeted_sales_are_issued_over_their_month_on_the_firm_s_own_terms() -> None:
    # Every invoice so far had 15 days of terms, so June's sales fall due in June and July.
    rules = policy("forecast: {receipts: due_date}\nmodules: [budget]")
    plan = [budget("2026-06", "sales", 100_000)]
    result = analyse(ledgers(Bank=BANK, Receivables=HABIT, Plan=plan), rules, AS_OF)
    sales = result.events[result.events["category"] == "planned_sales"]
    # Issued on 4, 12, 19 and 27 June; 19, 27 June, 4 and 12 July are the due dates, rolled from
    # the holiday (19 to 21 June) and from two Saturdays and a Sunday.
    assert sales["date"].dt.strftime("%m-%d").tolist() == ["06-22", "06-29", "07-06", "07-13"]
    assert sales["amount"].tolist() == [2_825_000] * 4
    assert sales["reference"].unique().tolist() == ["2026-06"]


def test_a_partial_first_month_sells_only_on_days_ahead() -> None:
    as_of = day("2026-06-20")
    rules = policy("modules: [budget]")
    plan = [budget("2026-06", "sales", 100_000)]
    result = analyse(ledgers(Bank=BANK, Receivables=HABIT, Plan=plan), rules, as_of)
    sales = result.events[result.events["category"] == "planned_sales"]
    assert (sales["date"] > "2026-06-20").all()
    assert sales["amount"].sum() == 11_300_000 - result.expected.loss.sum()
    assert result.expected.claims.owed.issued[0] > np.datetime64(as_of)


def test_no_sale_is_collected_twice_where_tranches_are_given() -> None:
    rules = policy("budget: {sales_collected: [{share: 1, after_days: 30}]}\nmodules: [budget]")
    plan = [budget("2026-06", "sales", 100_000)]
    result = analyse(ledgers(Bank=BANK, Plan=plan), rules, AS_OF)
    assert result.events["amount"].tolist() == [11_300_000]
    assert len(result.expected) == 0
    # The rhythm is the user's own: paid on due dates or not, it is the same.
    assert result.receipts_on_due.months.sum() == 11_300_000


def test_every_source_of_claims_is_in_the_control_total() -> None:
    tables = {
        "Receivables": [*HABIT, invoice("NEW", "2026-03-20", "2026-04-24", 50_000)],
        "Contracts": [{"contract": "K", "customer": "Acme", "amount": 100, "signed": day("2026-03-02")}],
        "Plan": [budget("2026-06", "sales", 1_000)],
        "Plans": [{"plan": "P", "counterparty": "Bolt", "direction": "in", "principal": 300,
                   "start": day("2026-04-10"), "instalments": 3, "frequency": "monthly",
                   "method": "equal_principal", "rate": 0.0, "status": "current"}],
    }  # fmt: skip
    result = analyse(ledgers(Bank=BANK, **tables), POLICY, AS_OF)
    control = next(c for c in result.controls if c.id == "claims")
    assert control.left == 5_000_000 + 3_000 + 113_000 + 30_000
    assert all(c.holds for c in result.controls)
    assert set(result.expected.claims.source) == {
        "tblReceivables", "tblContracts", "tblPlan", "tblPlans",
    }  # fmt: skip


def test_the_control_total_breaks_when_a_cent_is_missing() -> None:
    from cashbuoy.controls import claims_total  # noqa: PLC0415

    result = analyse(
        ledgers(Bank=BANK, Receivables=[invoice("A", "2026-03-20", "2026-04-24", 50_000)]),
        POLICY,
        AS_OF,
    )
    events = result.events.copy()
    events.loc[0, "amount"] -= 1
    broken = claims_total(result.expected, events, result.forecast.days[-1])
    assert broken.difference == 1


def test_claims_may_be_put_together_and_taken_apart() -> None:
    both = joined([claims([1, 2]), claims([3])])
    assert both.owed.amount.tolist() == [1, 2, 3]
    assert both.take(np.array([2, 0])).owed.amount.tolist() == [3, 1]
    assert replace(both, tenor=np.array([0, 0, 3])).falls_due[2] == TODAY + 8


def test_periods_add_up_the_same_days() -> None:
    result = analyse(ledgers(Bank=BANK, Receivables=HABIT), POLICY, AS_OF)
    by_period = receipts_by_period(daily_lines(result.events, HORIZON.days), HORIZON)
    assert by_period.months.tolist() == result.forecast.months.lines.loc["receipts"].tolist()


def test_days_alone_are_what_the_events_add_up_to() -> None:
    spread = chances({3: 0.31, 40: 0.29, 200: 0.2}, later=0.15, never=0.05)
    found = expected([12_345, -501, 7], [spread, chances({9: 1.0})], [0, 1, 0])
    days = daily_receipts(found, HORIZON)
    assert np.array_equal(
        days, daily_lines(expected_events(found, HORIZON, CALENDAR), HORIZON.days)
    )
    # Of 117.28 that is not lost, 84 slices in a hundred come within the horizon; the 7 cents do.
    assert days[KEYS.index("receipts")].sum() == 9_851 - 501 + 6


@pytest.mark.parametrize("profile", ["basic", "standard", "advanced"])
def test_a_firm_without_anything_expects_nothing(profile: str) -> None:
    result = analyse(ledgers(), policy(profile=profile), AS_OF)
    assert len(result.events) == 0
    assert all(c.holds for c in result.controls)
