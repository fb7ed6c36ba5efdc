"""The delay model: what it learns from small ledgers, worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from firm import day, invoice, ledgers, policy
from scipy.stats import CensoredData, ecdf

from cashbuoy.behaviour.curve import learn_curves
from cashbuoy.behaviour.history import known_history
from cashbuoy.behaviour.learning import DelayModel, learn_delays
from cashbuoy.behaviour.losses import loss_rates
from cashbuoy.behaviour.odds import Owed
from cashbuoy.behaviour.promises import kept_rates
from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents

AS_OF = "2026-03-31"
PLAIN = """
behaviour:
  half_life_days: 36600
  segment_invoices: 100000
  without_history: {invoices: 1.0e-9}
"""


def documents(rows, rules):
    books = ledgers(Receivables=rows)
    return receivable_documents(books, rules, Rates.of(books, "document", day(AS_OF)))


def learned(rows, text="") -> DelayModel:
    rules = policy(text)
    calendar = calendar_of(rules.calendar, day(AS_OF), day(AS_OF) + dt.timedelta(days=400))
    return learn_delays(documents(rows, rules), rules, day(AS_OF), calendar)


def owed(customer="Acme", issued="2026-03-11", due="2026-04-10", amount=100, **more) -> Owed:
    return Owed(
        np.array([customer], dtype=object),
        np.array([issued], "datetime64[ns]"),
        np.array([due], "datetime64[ns]"),
        np.array([amount], dtype=np.int64),
        np.array([more.get("promised", "NaT")], "datetime64[ns]"),
        np.array([more.get("disputed", False)]),
    )


def settled(number, due, delay, customer="Acme", terms=30, **more):
    """An invoice of 100 paid so many days after due."""
    due_on = day(due)
    return {
        **invoice(number, "2025-01-01", due, 100, customer, paid=100),
        "invoice_date": due_on - dt.timedelta(days=terms),
        "paid_date": due_on + dt.timedelta(days=int(delay)),
        **more,
    }


def many(delays, customer="Acme", since="2025-09-01"):
    return [
        settled(f"{customer}{i}", str(day(since) + dt.timedelta(days=3 * i)), d, customer)
        for i, d in enumerate(delays)
    ]


def test_without_history_the_policys_prior_holds():
    odds = learned([]).odds(owed(), 60)
    assert odds.profiles.shape == (1, 62)
    by_due = odds.profiles[0, :10].sum()
    assert 0.25 < by_due < 0.4  # a third of the days before due are over already


def test_the_curve_is_the_product_limit_estimate():
    """Paid after 2, 5, 5, 9 days; two open, seen unpaid 4 and 7 days after due."""
    rows = [settled(f"P{i}", "2026-01-10", d) for i, d in enumerate([2, 5, 5, 9])]
    rows += [invoice(f"O{i}", "2026-02-20", d, 100) for i, d in enumerate(["2026-03-27", "2026-03-24"])]  # fmt: skip
    rules = policy(PLAIN)
    history = known_history(documents(rows, rules), day(AS_OF))
    curve = learn_curves(history, rules.behaviour, rules.receivables)
    segment = curve.segment(np.array([30]), np.array([10_000.0]))
    got = curve.share(segment, np.array([1, 2, 4, 5, 8, 9]))
    # By hand: 6 at risk on day 2, 4 on day 5 (one left unpaid on day 4), 1 on day 9.
    by_hand = [1, 5 / 6, 5 / 6, 5 / 6 * 2 / 4, 5 / 6 * 2 / 4, 0]
    np.testing.assert_allclose(got, by_hand, atol=1e-3)
    oracle = ecdf(CensoredData(uncensored=[2, 5, 5, 9], right=[4, 7])).sf
    np.testing.assert_allclose(got, oracle.evaluate([1, 2, 4, 5, 8, 9]), atol=1e-3)


def test_invoices_of_short_terms_say_nothing_of_the_days_before_they_were_issued():
    """Delayed entry: of two invoices with 30 days one is paid 10 days early. One with 5 days, paid
    at 0, was not at risk then: half is left at -10, and none at 0."""
    rows = [settled("A", "2026-01-10", -10), settled("B", "2026-01-10", 0)]
    rows.append(settled("C", "2026-01-10", 0, terms=5))
    rules = policy(PLAIN)
    history = known_history(documents(rows, rules), day(AS_OF))
    curve = learn_curves(history, rules.behaviour, rules.receivables)
    segment = curve.segment(np.array([30]), np.array([10_000.0]))
    got = curve.share(segment, np.array([-11, -10, -1, 0]))
    np.testing.assert_allclose(got, [1, 0.5, 0.5, 0], atol=1e-3)


def test_a_customer_with_much_history_has_its_own_curve_and_a_newcomer_that_of_all():
    rng = np.random.default_rng(1)
    quick, slow = rng.integers(0, 4, 60), rng.integers(25, 32, 60)
    model = learned([*many(quick, "Quick"), *many(slow, "Slow")])
    habits = model.habits().set_index("customer")
    assert habits.loc["Quick", "half_days"] <= 4
    assert habits.loc["Slow", "half_days"] >= 24
    assert (habits["own_weight"] > 0.8).all()
    by_ten = {
        name: model.odds(owed(name, due=AS_OF, issued="2026-03-01"), 40).profiles[0, :12].sum()
        for name in ("Quick", "Nobody", "Slow")
    }
    assert by_ten["Quick"] > 0.85
    assert by_ten["Slow"] < 0.1
    assert 0.3 < by_ten["Nobody"] < 0.7


def test_loss_rates_lean_on_the_ageing_buckets():
    """20 paid invoices reached 61-90 days overdue: (0.05 x 20 + 0) / (20 + 20)."""
    rules = policy()
    history = known_history(documents(many([70] * 20, since="2025-06-01"), rules), day(AS_OF))
    rates = loss_rates(history, rules.behaviour, rules.receivables)
    assert rates[3] == pytest.approx(0.025)
    assert rates[-1] == pytest.approx(1)
    assert (np.diff(rates) >= 0).all()


def test_a_promise_is_as_good_as_its_customer():
    """Five kept, none broken: (0.6 x 5 + 5) / 10 of all customers, then (0.8 x 5 + 5) / 10."""
    rows = [settled(f"K{i}", "2026-01-10", 20, promise_date=day("2026-01-29")) for i in range(5)]
    rules = policy()
    kept = kept_rates(known_history(documents(rows, rules), day(AS_OF)), rules.behaviour)
    np.testing.assert_allclose(kept, [0.9, 0.8])
    odds = learned(rows).odds(owed(due="2026-03-20", promised="2026-04-08"), 60).profiles[0]
    assert odds[7] == pytest.approx(0.9)  # 8 April is a Wednesday
    assert odds[:7].sum() == 0
    assert odds.sum() == pytest.approx(1)


def test_a_dispute_makes_payment_slower_and_loss_likelier():
    model = learned(many([5] * 30))
    plain, disputed = (
        model.odds(owed(due="2026-03-28", issued="2026-02-26", disputed=d), 60).profiles[0]
        for d in (False, True)
    )
    assert disputed[:7].sum() < plain[:7].sum()
    assert disputed[-1] > plain[-1]


def on_pay_days(fixed, customer="Acme"):
    """Three invoices a month since mid 2024, each paid on the first pay day after it was due."""
    due = [day("2024-06-03") + dt.timedelta(days=11 * i + i % 3) for i in range(57)]
    rows = []
    for number, due_on in enumerate(due):
        late = next(d for d in range(1, 40) if fixed(due_on + dt.timedelta(days=d)))
        rows.append(settled(f"{customer}{number}", str(due_on), late, customer))
    return rows


def around_the_25th(on: dt.date) -> bool:
    """The 25th, or the Monday after."""
    return (on.day == 25 and on.weekday() < 5) or (on.day in (26, 27) and on.weekday() == 0)


def last_working_day(on: dt.date) -> bool:
    after = [on + dt.timedelta(days=d) for d in range(1, 4)]
    rest = [d for d in after if d.weekday() < 5 and d.month == on.month]
    return on.weekday() < 5 and (on + dt.timedelta(days=7)).month != on.month and not rest


@pytest.mark.parametrize(
    ("fixed", "month_day", "week_day", "next_ones"),
    [
        (around_the_25th, 25, 0, ["2026-04-27"]),
        (last_working_day, 31, 0, ["2026-04-30"]),
        (lambda d: d.weekday() == 4, 0, 5, ["2026-04-03", "2026-04-10"]),
    ],
)
def test_a_customer_that_pays_on_fixed_days_is_expected_on_those(
    fixed, month_day, week_day, next_ones
):
    model = learned(on_pay_days(fixed), "calendar: {country: US}")
    habit = model.habits().set_index("customer").loc["Acme"]
    assert (habit["month_day"], habit["week_day"]) == (month_day, week_day)
    assert habit["pay_day_share"] > 0.6
    odds = model.odds(owed(due="2026-03-31", issued="2026-03-01"), 60).profiles[0]
    place = [(day(d) - day(AS_OF)).days - 1 for d in next_ones]
    assert odds[place].sum() > 0.75


def test_regular_due_dates_and_delays_are_no_pay_day():
    """Due on the 1st and paid 9 days later means the 10th for that invoice, not for others."""
    firsts = [f"{year}-{month:02d}-01" for year in (2024, 2025) for month in range(1, 13)]
    rows = [settled(f"F{i}", due, 9) for i, due in enumerate(firsts)]
    spread = np.random.default_rng(3).integers(0, 30, 60)
    model = learned([*rows, *many(spread, "Any")])
    assert (model.habits()[["month_day", "week_day", "pay_day_share"]] == 0).all(axis=None)


def test_money_moves_on_the_days_on_which_it_did():
    weekdays = [settled(f"W{i}", "2026-01-05", 7 * (i % 6)) for i in range(40)]  # Mondays
    daily = [settled(f"D{i}", "2026-01-05", i) for i in range(60)]
    for rows, moves in ((weekdays, False), (daily, True)):
        odds = learned(rows).odds(owed(due="2026-04-20"), 40).profiles[0]
        saturday = odds[10]  # 11 April
        assert bool(saturday > 0) == moves


def test_a_credit_note_is_never_lost():
    odds = learned([]).odds(owed(due="2025-01-01", issued="2024-12-01", amount=-100), 30)
    assert odds.never[0] == 0
