"""The forecast from each of its sources; dates and amounts worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from firm import (
    IN_TRANCHES,
    ON_DUE_DATES,
    balance,
    bill,
    budget,
    day,
    invoice,
    ledgers,
    policy,
    recurring,
)

from cashbuoy.analysis import analyse

AS_OF = day("2026-03-31")  # the first month of the forecast is the whole of April
BANK = [balance("2026-03-31", 1_000_000)]


def run(rules=None, as_of=AS_OF, **tables):
    return analyse(ledgers(**({"Bank": BANK} | tables)), rules or policy(ON_DUE_DATES), as_of)


def cash(result, category):
    """[(date, amount in major units), ...] of one category's events."""
    events = result.events[result.events["category"] == category]
    return [
        (f"{d:%Y-%m-%d}", a / 100) for d, a in zip(events["date"], events["amount"], strict=True)
    ]


@pytest.mark.parametrize(
    ("as_of", "first", "last", "months"),
    [
        ("2026-03-31", ("2026-04-01", "2026-04-30"), ("2027-03-01", "2027-03-31"), 12),
        ("2026-03-15", ("2026-03-16", "2026-03-31"), ("2027-02-01", "2027-02-28"), 12),
        ("2028-02-28", ("2028-02-29", "2028-02-29"), ("2029-01-01", "2029-01-31"), 12),
    ],
)
def test_the_window_starts_the_day_after_and_ends_with_a_month(as_of, first, last, months):
    table = run(as_of=day(as_of)).forecast.months
    assert len(table.periods) == months
    for period, (start, end) in ((table.periods[0], first), (table.periods[-1], last)):
        assert (period.start, period.end) == (day(start), day(end))


def test_weeks_start_as_the_policy_says_and_the_first_is_cut():
    weeks = run().forecast.weeks.periods  # 1 April 2026 is a Wednesday
    assert [(w.start, w.end) for w in weeks[:2]] == [
        (day("2026-04-01"), day("2026-04-05")),
        (day("2026-04-06"), day("2026-04-12")),
    ]
    assert len(weeks) == 13


def test_opening_cash_is_the_latest_balance_of_every_account():
    result = run(
        Bank=[
            balance("2026-03-20", 500, "A"),
            balance("2026-03-31", 300, "A"),
            balance("2026-03-25", 100, "B", currency="USD"),
            balance("2026-04-01", 9999, "A"),
        ],
        Rates=[{"currency": "USD", "date": day("2026-03-01"), "rate": 7.0}],
    )
    assert result.forecast.opening == 30000 + 70000


@pytest.mark.parametrize(("months", "opening"), [((1, 2, 4), 200), ((1, 2, 3, 4), 300)])
def test_without_balances_the_latest_monthly_cash_stands_in_and_says_so(months, opening):
    """March is over at the close of its last day."""
    monthly = [{"month": day(f"2026-{m:02}-01"), "cash": m * 100} for m in months]
    result = run(Bank=[], Monthly=monthly)
    assert result.forecast.opening == opening * 100
    assert "opening_cash_from_monthly" in {f.id for f in result.findings}
    assert "opening_cash_missing" in {f.id for f in run(Bank=[]).findings}


def test_balances_that_begin_after_the_as_of_date_are_named():
    findings = {f.id: f for f in run(Bank=[balance("2026-12-24", 5_000.0)]).findings}
    assert findings["opening_cash_later"].found == "2026-12-24"
    assert "opening_cash_missing" not in findings


def test_payments_noted_since_the_latest_balance_are_told():
    """They are in neither: paid invoices are not forecast, and the balance is of before."""
    came = {"paid": 700.0, "paid_date": AS_OF}
    books = {
        "Receivables": [invoice("R1", "2026-01-05", "2026-02-04", 700.0, **came)],
        "Payables": [bill("P1", "2026-01-05", "2026-02-04", 250.0, paid=250.0, paid_date=AS_OF)],
    }
    old = (AS_OF - dt.timedelta(days=3)).isoformat()
    stale = run(**books, Bank=[balance(old, 1_000.0), balance("2026-01-02", 9.0, "Other")])
    (found,) = (f for f in stale.findings if f.id == "opening_cash_older")
    assert found.found == old
    assert (found.details["received"], found.details["paid"]) == (700.0, 250.0)
    fresh = run(**books, Bank=[balance(old, 1_000.0), balance(AS_OF.isoformat(), 9.0, "Other")])
    assert "opening_cash_older" not in {f.id for f in fresh.findings}


RECURRING = [
    # what, item, dates and amounts of the first payments
    ("monthly, moved off the Labour Day holiday", {"day": 1}, [("2026-04-01", -100), ("2026-05-06", -100)]),
    ("day 31 means the month's end", {"day": 31}, [("2026-04-30", -100), ("2026-06-01", -100), ("2026-06-30", -100)]),
    ("day 31, paid before a day off", {"day": 31, "roll": "preceding"}, [("2026-04-30", -100), ("2026-05-29", -100)]),
    ("weekly from a Thursday", {"frequency": "weekly", "start": day("2026-04-02")}, [("2026-04-02", -100), ("2026-04-09", -100)]),
    ("weekly, its last day included", {"frequency": "weekly", "start": day("2026-04-02"), "end": day("2026-04-16")},
     [("2026-04-02", -100), ("2026-04-09", -100), ("2026-04-16", -100)]),
    ("not on a day before its start", {"day": 12, "start": day("2026-04-20")}, [("2026-05-12", -100)]),
    ("quarterly", {"frequency": "quarterly", "start": day("2026-01-15")}, [("2026-04-15", -100), ("2026-07-15", -100)]),
    ("ends", {"day": 10, "end": day("2026-05-09")}, [("2026-04-10", -100)]),
    ("a receipt", {"day": 10, "direction": "in", "category": "other_receipts"}, [("2026-04-10", 100)]),
    ("due before the as-of date, moved past it by days off: still to pay",
     {"day": 4, "start": day("2026-04-04"), "end": day("2026-04-05")}, [("2026-04-07", -100)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"), [c[1:] for c in RECURRING], ids=[c[0] for c in RECURRING]
)
def test_recurring_items(changes, expected):
    item = recurring("Rent", "rent", "out", 100, "2025-01-01") | changes
    as_of = day("2026-04-05") if item.get("end") == day("2026-04-05") else AS_OF
    found = cash(run(Recurring=[item], as_of=as_of), item["category"])
    assert found[: len(expected)] == expected
    assert len(found) == len(expected) if item.get("end") else len(found) >= 4


def test_a_category_nobody_knows_is_kept_as_other_payments_and_named():
    result = run(Recurring=[recurring("Fees", "misc stuff", "out", 100, "2026-01-10")])
    assert len(cash(result, "other_payments")) == 12
    (finding,) = (f for f in result.findings if f.id == "category_unknown")
    assert (finding.place.row, finding.found) == (1, "misc stuff")


def test_budgeted_sales_are_what_is_not_yet_invoiced_grossed_up_and_collected_in_tranches():
    # April: 100,000 net is 113,000 gross; 30 % at month end, 40 % 30 and 30 % 60 days later.
    result = run(Plan=[budget("2026-04", "sales", 100_000)])
    assert cash(result, "planned_sales") == [
        ("2026-04-30", 33_900),
        ("2026-06-01", 45_200),  # 30 May is a Saturday
        ("2026-06-29", 33_900),
    ]


def test_an_invoice_uses_up_the_budget_of_its_month_and_nothing_counts_twice():
    as_of = day("2026-04-15")
    sold = invoice("A", "2026-04-10", "2026-05-29", 50_000)
    result = run(as_of=as_of, Receivables=[sold], Plan=[budget("2026-04", "sales", 100_000)])
    assert cash(result, "receipts") == [("2026-05-29", 50_000)]
    assert sum(a for _, a in cash(result, "planned_sales")) == 113_000 - 50_000


def test_contract_stages_use_up_the_budget_too():
    contract = {
        "contract": "K1",
        "customer": "Acme",
        "amount": 100_000,
        "signed": day("2026-04-08"),
    }
    result = run(Contracts=[contract], Plan=[budget("2026-04", "sales", 100_000)])
    assert cash(result, "contract_receipts") == [("2026-04-08", 30_000)]
    assert sum(a for _, a in cash(result, "planned_sales")) == 113_000 - 30_000


def test_other_budget_lines_fall_on_their_day_and_a_day_gone_by_is_done():
    plan = [budget("2026-04", "capex", 800), budget("2026-05", "capex", 900)]
    assert cash(run(Plan=plan), "capex") == [("2026-04-15", -800), ("2026-05-15", -900)]
    assert cash(run(Plan=plan, as_of=day("2026-04-20")), "capex") == [("2026-05-15", -900)]


VAT = [
    # what, invoices, bills, payments
    ("March sales less March purchases, with 12 % surcharges",
     [invoice("A", "2026-03-10", "2026-06-30", 11_300)], [bill("B", "2026-03-05", "2026-06-30", 5_650)],
     [("2026-04-15", -(1_300 - 650) * 1.12)]),
    ("due whether collected or not", [invoice("A", "2026-03-10", "2026-03-10", 11_300, paid=11_300)], [],
     [("2026-04-15", -1_300 * 1.12)]),
    ("excess input tax of February is carried into March",
     [invoice("A", "2026-03-10", "2026-06-30", 11_300)], [bill("B", "2026-02-05", "2026-06-30", 9_040)],
     [("2026-04-15", -(1_300 - 1_040) * 1.12)]),
    ("excess of the month itself: nothing to pay",
     [invoice("A", "2026-03-10", "2026-06-30", 5_650)], [bill("B", "2026-03-05", "2026-06-30", 11_300)], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sales", "purchases", "expected"), [c[1:] for c in VAT], ids=[c[0] for c in VAT]
)
def test_vat(sales, purchases, expected):
    found = cash(run(Receivables=sales, Payables=purchases), "vat")
    assert found == [(d, pytest.approx(a, abs=0.01)) for d, a in expected]


def test_the_budget_still_ahead_bears_vat():
    plan = [budget("2026-04", "sales", 10_000), budget("2026-04", "purchases", 5_000)]
    (first, *_) = cash(run(Plan=plan), "vat")
    assert first == ("2026-05-15", pytest.approx(-(1_300 - 650) * 1.12, abs=0.01))


def test_exports_bear_no_vat():
    result = run(
        Receivables=[invoice("A", "2026-03-10", "2026-06-30", 11_300, customer="Abroad")],
        Customers=[{"customer": "Abroad", "country": "DE"}],
    )
    assert cash(result, "vat") == []


def test_the_budgets_own_vat_line_replaces_the_computed_one():
    result = run(
        Receivables=[invoice("A", "2026-03-10", "2026-06-30", 11_300)],
        Plan=[budget("2026-04", "vat", 777)],
    )
    assert cash(result, "vat") == [("2026-04-15", -777)]


def test_bills_mature_and_drawn_lines_are_repaid():
    result = run(
        rules=policy(profile="advanced"),
        Bills=[
            {"bill": "N1", "kind": "bank_acceptance", "direction": "in", "face": 500, "matures": day("2026-05-01")},
            {"bill": "N2", "kind": "trade_acceptance", "direction": "out", "face": 300, "matures": day("2026-04-20")},
            {"bill": "N3", "kind": "bank_acceptance", "direction": "in", "face": 900, "matures": day("2026-03-31")},
        ],
        Lines=[{"bank": "ICBC", "limit": 1000, "drawn": 400, "committed": "yes", "expires": day("2026-06-30")}],
    )  # fmt: skip
    assert cash(result, "bills_receivable") == [("2026-05-06", 500)]
    assert cash(result, "bills_payable") == [("2026-04-20", -300)]
    assert cash(result, "loans_out") == [("2026-06-30", -400)]
    assert result.forecast.months.undrawn.tolist()[:3] == [60000, 60000, 0]


def test_floor_headroom_and_the_lowest_day():
    floor = "{method: amount, amount: 900000}"
    rules = policy(f"forecast: {{receipts: due_date, floor: {floor}}}\n{IN_TRANCHES}")
    result = run(
        rules=rules,
        Payables=[bill("B", "2026-03-05", "2026-04-13", 300_000)],
        Receivables=[invoice("A", "2026-03-01", "2026-04-20", 250_000)],
    )
    april = result.forecast.months
    vat = [a for _, a in cash(result, "vat")]
    assert vat == []  # input tax exceeds output tax
    assert april.closing[0] == 95_000_000
    assert april.lowest[0] == 70_000_000
    assert april.headroom[0] == 70_000_000 - 90_000_000
    assert (result.forecast.lowest, result.forecast.lowest_on) == (70_000_000, day("2026-04-13"))


def test_modules_switched_off_leave_no_events():
    tables = {
        "Receivables": [invoice("A", "2026-03-10", "2026-04-30", 11_300)],
        "Plan": [budget("2026-05", "sales", 100)],
        "Contracts": [
            {"contract": "K", "customer": "C", "amount": 10, "signed": day("2026-05-08")}
        ],
    }
    assert set(run(rules=policy(profile="basic"), **tables).events["category"]) == {"receipts"}


def test_provisional_years_are_marked():
    result = run(Recurring=[recurring("Rent", "rent", "out", 100, "2026-01-15")])
    provisional = result.events.set_index("date")["provisional"]
    assert not provisional[:"2026-12-31"].any()
    assert provisional["2027-01-01":].all()
    assert [p.provisional for p in result.forecast.months.periods] == [False] * 9 + [True] * 3


def test_every_line_adds_up_to_the_daily_ledger():
    result = run(Recurring=[recurring("Rent", "rent", "out", 100.01, "2026-01-15")])
    forecast = result.forecast
    assert forecast.months.lines.to_numpy().sum() == forecast.net.sum() == np.diff(
        np.concatenate([[forecast.opening], forecast.closing])).sum()  # fmt: skip
    assert all(c.holds for c in result.controls)
