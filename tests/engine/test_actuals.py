"""Closed months: what the ledgers name, the rest from the bank, and never more than is known."""

from __future__ import annotations

import datetime as dt

import numpy as np
from firm import balance, bill, day, invoice, ledgers, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.calendars import calendar_of
from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED, actual_months
from cashbuoy.forecast.past_payments import past_payments

TODAY = day("2026-10-31")


def paid(number, issued, on, amount, **more):
    return invoice(number, issued, issued, amount, paid=amount, paid_date=day(on), **more)


def actuals(books, as_of=TODAY, text="rolling: {closed_months: 3, compared_months: 1}"):
    rules = policy(text)
    calendar = calendar_of(rules.calendar, as_of, as_of)
    payments = past_payments(books, rules, as_of, calendar)
    return actual_months(books, payments, rules.rolling, as_of)


def line(found, category):
    return (found.lines.loc[category].to_numpy() / 100).tolist()


def test_a_month_worked_by_hand() -> None:
    books = ledgers(
        Receivables=[
            paid("R1", "2026-08-01", "2026-09-10", 1_000),
            paid("R2", "2026-08-01", "2026-10-31", 300),
            paid("R3", "2026-08-01", "2026-11-02", 500),  # not known yet
        ],
        Payables=[bill("P1", "2026-08-01", "2026-09-01", 400, paid=400, paid_date=day("2026-10-09"))],
        Bank=[balance("2026-08-31", 5_000), balance("2026-09-30", 5_700), balance("2026-10-31", 5_100)],
        Monthly=[{"month": day("2026-09-01"), "operating_cash_flow": 850.0}],
    )  # fmt: skip
    found, findings = actuals(books)
    assert [m.start for m in found.months] == [day("2026-09-01"), day("2026-10-01")]
    assert not found.running
    assert line(found, "receipts") == [1_000, 300]
    assert line(found, "supplier_payments") == [0, -400]
    # September: +700 in all, +850 of it operating, +1,000 of that receipts.
    assert line(found, OPERATING_REST) == [-150, 0]
    assert line(found, UNEXPLAINED) == [-150, -500]
    assert found.stated.tolist() == [True, False]
    assert (found.opening / 100).tolist() == [5_000, 5_700]
    assert (found.opening + found.net).tolist() == found.closing.tolist()
    assert findings == ()


def test_the_first_month_counts_from_its_first_day() -> None:
    books = ledgers(
        Receivables=[
            paid("R0", "2026-06-01", "2026-07-31", 900),
            paid("R1", "2026-06-01", "2026-08-01", 200),
            paid("R2", "2026-06-01", "2026-09-30", 70),
        ],
        Bank=[balance(f"2026-{end}", 5_000) for end in ("07-31", "08-31", "09-30", "10-31")],
    )
    found, _ = actuals(books)
    assert [m.start for m in found.months] == [day(f"2026-{m}-01") for m in ("08", "09", "10")]
    assert line(found, "receipts") == [200, 70, 0]
    assert line(found, UNEXPLAINED) == [-200, -70, 0]


def test_a_running_month_counts_to_the_as_of_date() -> None:
    books = ledgers(
        Receivables=[
            paid("R1", "2026-09-01", "2026-10-05", 70),
            paid("R2", "2026-09-01", "2026-10-20", 30),
        ],
        Bank=[balance("2026-09-30", 10), balance("2026-10-15", 90)],
        Monthly=[{"month": day("2026-10-01"), "operating_cash_flow": 55.0}],  # of a whole month
    )
    found, _ = actuals(books, day("2026-10-15"))
    assert found.running
    assert found.closed == 0
    assert found.months[-1].end == day("2026-10-15")
    assert line(found, "receipts") == [70]
    assert line(found, OPERATING_REST) == [0]
    assert line(found, UNEXPLAINED) == [10]


def test_the_first_day_of_a_month_leaves_nothing_running() -> None:
    books = ledgers(
        Receivables=[paid("R1", "2026-09-01", "2026-10-05", 70)],
        Bank=[balance("2026-09-30", 10), balance("2026-10-31", 90), balance("2026-11-01", 80)],
    )
    at_end, _ = actuals(books, day("2026-10-31"))
    a_day_later, _ = actuals(books, day("2026-11-01"))
    assert a_day_later.running
    assert a_day_later.months[-1].start == a_day_later.months[-1].end == day("2026-11-01")
    october = [m.start for m in a_day_later.months].index(day("2026-10-01"))
    assert a_day_later.lines.iloc[:, october].tolist() == at_end.lines.iloc[:, -1].tolist()
    assert a_day_later.closing[october] == at_end.closing[-1] == 90_00


def test_missing_balances_are_named_and_nothing_is_made_up() -> None:
    books = ledgers(
        Receivables=[paid("R1", "2026-08-01", "2026-09-10", 1_000)],
        Bank=[
            balance("2026-09-02", 500),  # 28 days before the month's end
            balance("2026-10-31", 900),
            balance("2026-10-30", 50, account="Second"),
        ],
    )
    found, findings = actuals(books)
    assert found.tied.tolist() == [False, False]
    assert line(found, "receipts") == [1_000, 0]
    assert line(found, UNEXPLAINED) == [0, 0]
    assert found.opening.tolist() == found.closing.tolist() == [0, 0]
    (finding,) = findings
    assert finding.id == "actual_balances_missing"
    assert finding.found == "Main"
    assert finding.details["months"] == "2026-09, 2026-10"


def test_foreign_cash_counts_at_the_rate_of_its_day() -> None:
    books = ledgers(
        Receivables=[paid("R1", "2026-09-01", "2026-10-20", 100, currency="USD")],
        Bank=[
            balance("2026-09-30", 0, account="USD", currency="USD"),
            balance("2026-10-31", 100, account="USD", currency="USD"),
        ],
        Rates=[
            {"currency": "USD", "date": day("2026-09-01"), "rate": 7.0},
            {"currency": "USD", "date": day("2026-10-20"), "rate": 7.1},
            {"currency": "USD", "date": day("2026-10-31"), "rate": 7.2},
        ],
    )
    found, _ = actuals(books)
    assert line(found, "receipts") == [710]
    assert line(found, UNEXPLAINED) == [10]  # the rate has risen since
    assert (found.closing / 100).tolist() == [720]


def test_a_bill_brings_cash_when_it_matures_not_when_it_is_handed_over() -> None:
    books = ledgers(
        Receivables=[
            paid("R1", "2026-04-01", "2026-04-10", 800, instrument="bank_acceptance"),
        ],
        Bills=[
            {"bill": "B1", "kind": "bank_acceptance", "direction": "in", "drawer": "Acme",
             "face": 800, "matures": day("2026-10-10")},
            {"bill": "B2", "kind": "bank_acceptance", "direction": "out", "drawer": "Us",
             "face": 100, "matures": day("2026-10-31")},  # a Saturday: November
        ],
        Bank=[balance(f"2026-{m:02d}-01", 10) for m in (9, 10, 11)],
    )  # fmt: skip
    found, _ = actuals(books)
    assert line(found, "bills_receivable")[-1] == 800
    assert not found.lines.loc["receipts"].any()
    assert not found.lines.loc["bills_payable"].any()


def test_payments_without_a_date_are_named() -> None:
    books = ledgers(
        Receivables=[
            invoice("R1", "2026-10-02", "2026-11-02", 60, paid=60),
            paid("R2", "2026-08-01", "2026-10-10", 5),
        ]
    )
    _, findings = actuals(books)
    (finding,) = (f for f in findings if f.id == "payments_undated")
    assert finding.details == {"count": 1, "amount": 60}


amounts = st.integers(1, 10**9).map(lambda cents: cents / 100)
days_ago = st.integers(0, 150).map(lambda n: TODAY - dt.timedelta(days=n))


@given(
    receipts=st.lists(st.tuples(days_ago, amounts), max_size=12),
    payments=st.lists(st.tuples(days_ago, amounts), max_size=12),
    balances=st.lists(st.tuples(days_ago, amounts, st.sampled_from("AB")), max_size=30),
    flows=st.lists(amounts, max_size=4),
)
def test_opening_and_lines_come_to_closing(receipts, payments, balances, flows) -> None:
    books = ledgers(
        Receivables=[
            invoice(f"R{i}", "2026-01-05", "2026-02-05", a, paid=a, paid_date=on)
            for i, (on, a) in enumerate(receipts)
        ],
        Payables=[
            bill(f"P{i}", "2026-01-05", "2026-02-05", a, paid=a, paid_date=on)
            for i, (on, a) in enumerate(payments)
        ],
        Bank=[balance(on.isoformat(), a, account=name) for on, a, name in balances],
        Monthly=[
            {"month": dt.date(2026, 10 - i, 1), "operating_cash_flow": a}
            for i, a in enumerate(flows)
        ],
    )
    found, _ = actuals(books)
    tied = found.tied
    assert ((found.opening + found.net) == found.closing)[tied].all()
    assert not found.lines.loc[[OPERATING_REST, UNEXPLAINED]].to_numpy()[:, ~tied].any()
    follow = tied[:-1] & tied[1:]
    assert np.array_equal(found.closing[:-1][follow], found.opening[1:][follow])


def test_a_supplier_paid_by_our_own_acceptance_bill_costs_cash_when_that_matures() -> None:
    def settled(number, on, amount, supplier="Steel"):
        return bill(number, "2026-03-01", "2026-04-01", amount, supplier, paid=amount,
                    paid_date=day(on))  # fmt: skip

    def given_bill(number, matures, face, supplier="Steel"):
        return {"bill": number, "kind": "bank_acceptance", "direction": "out", "drawer": supplier,
                "face": face, "matures": day(matures)}  # fmt: skip

    books = ledgers(
        Payables=[
            settled("P1", "2026-04-15", 900),  # by B1, which matured in October
            settled("P2", "2026-10-12", 400),  # by B2, which matures next April
            settled("P3", "2026-10-20", 250),  # by transfer: no bill of that amount
            settled("P4", "2026-10-20", 400, "Paint"),  # by transfer: B2 is another supplier's
        ],
        Bills=[given_bill("B1", "2026-10-12", 900), given_bill("B2", "2027-04-10", 400)],
        Bank=[balance(f"2026-{m}-28", 5_000) for m in ("08", "09", "10")],
    )
    found, _ = actuals(books, text="modules: [bills]\nrolling: {closed_months: 1}")
    assert line(found, "supplier_payments")[-1] == -650
    assert line(found, "bills_payable")[-1] == -900
