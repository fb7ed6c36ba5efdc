"""The firm's indicators, worked by hand on a small firm."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from firm import balance, bill, day, invoice, ledgers, policy, recurring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.measures import Indicator

AS_OF = day("2026-06-30")
# Modules that would add payments of their own are off.
PLAIN = "modules: [recurring, lines]\n"


def measured(books: Ledgers, text: str = "", as_of: dt.date = AS_OF) -> dict[str, Indicator]:
    found = analyse(books, policy(PLAIN + text), as_of).indicators
    assert len({i.id for i in found}) == len(found)
    return {i.id: i for i in found}


# Sales of April to June: 10,000. Open on 30 June: 9,600, of which 4,100 overdue.
INVOICES = [
    invoice("old", "2026-01-10", "2026-02-09", 1000, paid=1000, paid_date=day("2026-03-01")),
    invoice("A2", "2026-04-15", "2026-05-15", 4000),
    invoice("A3", "2026-05-20", "2026-06-30", 3000, customer="Bolt"),
    invoice("A4", "2026-06-10", "2026-08-09", 2500, customer="Bolt"),
    invoice("C1", "2026-06-12", "2026-06-12", -500, customer="Bolt"),
    invoice("A5", "2026-05-05", "2026-06-04", 1000, paid=400, paid_date=day("2026-06-01")),
]
# Purchases of April to June: 6,000. Open on 30 June: 4,000.
BILLS = [
    bill("old", "2026-01-05", "2026-02-04", 500, paid=500, paid_date=day("2026-02-04")),
    bill("B1", "2026-04-20", "2026-05-20", 2000, paid=2000, paid_date=day("2026-06-15")),
    bill("B2", "2026-05-25", "2026-07-24", 3000),
    bill("B3", "2026-06-05", "2026-06-25", 1000),
]


def month(name: str, **figures: float) -> dict[str, Any]:
    return {"month": day(f"{name}-01"), **figures}


MONTHS = [
    month("2026-03", inventory=250, cogs=80, cash=50, current_assets=600, current_liabilities=300),
    month("2026-04", inventory=260, cogs=100, cash=60, current_assets=610, current_liabilities=310),
    month("2026-05", inventory=280, cogs=110, cash=70, current_assets=640, current_liabilities=320),
    month("2026-06", inventory=300, cogs=90, cash=80, current_assets=700, current_liabilities=400),
]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("dso", "", 9600 / 10000 * 90),
        ("best_possible_dso", "", 5500 / 10000 * 90),  # A3 is due today: not overdue
        ("add", "", 86.4 - 49.5),
        ("dso", "indicators: {window_days: 45}", 9600 / 5000 * 45),  # after 16 May
        ("dso", "indicators: {dso_method: average}", (0 + 9600) / 2 / 10000 * 90),
        # June 2,000 and its 30 days, May 4,000 and 31, then 3,600 of April's 4,000.
        ("dso", "indicators: {dso_method: countback}", 30 + 31 + 0.9 * 30),
        # Not yet due 5,500: June, then 3,500 of May's 4,000.
        ("best_possible_dso", "indicators: {dso_method: countback}", 30 + 3500 / 4000 * 31),
        # Agreed: 30, 41, 60 and 30 days on 4,000, 3,000, 2,500 and 1,000; the credit note has none.
        ("dso_over_terms", "", 86.4 - 423000 / 10500),
        ("cei", "", (0 + 10000 - 9600) / (0 + 10000 - 5500)),
        ("overdue_share", "", 4000 / 9600),  # only A2 is more than 30 days overdue
        ("overdue_share", "indicators: {overdue_more_than_days: 25}", (4000 + 600) / 9600),
        ("dpo", "", 4000 / 6000 * 90),
        ("dpo_over_terms", "", 60 - (2000 * 30 + 3000 * 60 + 1000 * 20) / 6000),
        ("dpo", "indicators: {dso_method: average}", (0 + 4000) / 2 / 6000 * 90),
        ("dio", "", 300 / 300 * 91),  # April, May and June have 91 days
        ("dio", "indicators: {days_in_year: 360}", 300 / 300 * 90),
        ("dio", "indicators: {dso_method: average}", (250 + 300) / 2 / 300 * 91),
        ("dio", "indicators: {window_days: 30}", 300 / 90 * 30),
        ("inventory_turnover", "", 365 / 91),
        ("ccc", "", 86.4 + 91 - 60),
        ("current_ratio", "", 700 / 400),
        ("quick_ratio", "", (700 - 300) / 400),
        ("cash_ratio", "", 80 / 400),
        # Acme 6,000 of 11,000 in 12 months (1,000 of them in January), Bolt 5,000.
        ("top_share", "", 6000 / 11000),
        ("hhi", "", (6000 / 110) ** 2 + (5000 / 110) ** 2),
    ],
)
def test_worked_by_hand(name: str, text: str, expected: float) -> None:
    books = ledgers(Receivables=INVOICES, Payables=BILLS, Monthly=MONTHS)
    found = measured(books, text)[name]
    assert found.value == pytest.approx(expected, rel=1e-12)
    assert found.reason == ""
    assert found.at == AS_OF


def test_parts_recompute_the_value() -> None:
    found = measured(ledgers(Receivables=INVOICES, Payables=BILLS, Monthly=MONTHS))
    for name in ("dso", "best_possible_dso", "dpo", "dio"):
        parts = found[name].parts
        assert parts is not None
        assert found[name].value == pytest.approx(
            parts["numerator"] / parts["denominator"] * parts["days"]
        )
    assert found["dso"].parts == {"numerator": 960000, "denominator": 1000000, "days": 90}
    assert found["top_share"].subject == "Acme"


def test_countback_in_the_middle_of_a_month_counts_the_days_the_month_has_had() -> None:
    found = measured(
        ledgers(Receivables=INVOICES), "indicators: {dso_method: countback}", day("2026-06-20")
    )
    assert found["dso"].value == pytest.approx(20 + 31 + 0.9 * 30)


def test_history_knows_only_what_was_known_then() -> None:
    history = dict(measured(ledgers(Receivables=INVOICES))["dso"].history)
    assert list(history)[-2:] == [day("2026-04-30"), day("2026-05-31")]
    assert len(history) == 12
    # 31 May: A5 was not yet paid in part, and neither A4 nor the credit note was written.
    assert history[day("2026-05-31")] == pytest.approx((4000 + 3000 + 1000) / 8000 * 90)
    assert history[day("2026-04-30")] == pytest.approx(4000 / 4000 * 90)
    # The window to 31 March begins before the first invoice.
    assert history[day("2026-03-31")] is None


def test_a_receipt_after_the_date_and_a_paid_invoice_outside_the_window_change_nothing() -> None:
    before = measured(ledgers(Receivables=INVOICES))
    paid_later = [i | {"paid": i["amount"], "paid_date": day("2026-07-01")} for i in INVOICES[1:5]]
    outside = invoice("X", "2026-01-20", "2026-02-19", 700, paid=700, paid_date=day("2026-02-20"))
    after = measured(ledgers(Receivables=[INVOICES[0], *paid_later, INVOICES[5], outside]))
    for name in ("dso", "best_possible_dso", "add", "dso_over_terms", "cei", "overdue_share"):
        assert after[name].value == before[name].value


def test_bills_held_count_as_receivables_where_the_policy_says_so() -> None:
    bills = [
        {"bill": m, "kind": "bank_acceptance", "direction": "in", "face": 400, "matures": day(m)}
        for m in ("2026-06-30", "2026-07-01")  # the first has matured
    ]
    bills.append(bills[1] | {"bill": "ours", "direction": "out"})
    books = ledgers(Receivables=INVOICES, Bills=bills)
    counted = measured(books, "receivables: {include_bills_in_dso: true}")
    assert counted["dso"].value == pytest.approx((9600 + 400) / 10000 * 90)
    assert counted["best_possible_dso"].value == pytest.approx((5500 + 400) / 10000 * 90)
    assert measured(books)["dso"].value == pytest.approx(86.4)
    # On 31 May, a tenor of 30 days back, the second had not been received yet.
    short = "receivables: {include_bills_in_dso: true, acceptance_tenor_days: 30}"
    assert measured(books, short)["dso"].history[-1][1] == pytest.approx((8000 + 400) / 8000 * 90)
    assert counted["dso"].history[-1][1] == pytest.approx((8000 + 800) / 8000 * 90)


SALES_BY_MONTH = [
    month("2026-04", revenue=900, receivables=1000, purchases=500, payables=250),
    month("2026-05", revenue=1000, receivables=1100, purchases=400, payables=300),
    month("2026-06", revenue=1100, receivables=1200, purchases=600, payables=400),
]


@pytest.mark.parametrize(
    ("source", "basis", "value"),
    [
        ("auto", "ledgers", 86.4),
        ("ledgers", "ledgers", 86.4),
        ("monthly", "monthly", 1200 / 3000 * 91),
    ],
)
def test_source_of_the_figures(source: str, basis: str, value: float) -> None:
    books = ledgers(Receivables=INVOICES, Monthly=SALES_BY_MONTH)
    found = measured(books, f"indicators: {{source: {source}}}")["dso"]
    assert (found.basis, found.value) == (basis, pytest.approx(value))


# Lists that firms start with: what is open, perhaps with what came after. Their older invoices do
# not tell what was sold at that time.
OPEN_ONLY = [i for i in INVOICES if "paid" not in i]
OPEN_ONLY.append(invoice("older", "2025-11-01", "2026-12-01", 10))
CARRIED_FORWARD = [
    *OPEN_ONLY,
    invoice("new", "2026-04-03", "2026-05-03", 20, paid=20, paid_date=day("2026-05-03")),
]


@pytest.mark.parametrize(
    ("receivables", "reason"),
    [
        ([], "no_invoices"),
        (OPEN_ONLY, "open_invoices_only"),
        (CARRIED_FORWARD, "invoices_too_short"),
    ],
)
def test_where_the_ledger_cannot_tell_monthly_figures_stand_in(receivables, reason) -> None:
    assert measured(ledgers(Receivables=receivables))["dso"].reason == reason
    found = measured(ledgers(Receivables=receivables, Monthly=SALES_BY_MONTH))
    assert found["dso"].basis == "monthly"
    assert found["dso"].value == pytest.approx(1200 / 3000 * 91)
    assert found["best_possible_dso"].reason == "needs_invoices"
    assert found["dpo"].value == pytest.approx(400 / 1500 * 91)
    # Only two months lie before, so there is no window of three.
    assert [v for _, v in found["dso"].history] == [None] * 12


def test_a_month_still_open_or_filled_in_half_is_not_the_latest() -> None:
    half = month("2026-06", cogs=90, revenue=500)
    found = measured(ledgers(Monthly=[*MONTHS[:3], half]))
    assert found["current_ratio"].value == pytest.approx(640 / 320)
    assert found["current_ratio"].at == day("2026-05-31")
    assert found["current_ratio"].history[-1] == (day("2026-04-30"), pytest.approx(610 / 310))
    assert measured(ledgers(Monthly=MONTHS), "", day("2026-06-29"))["cash_ratio"].at == day(
        "2026-05-31"
    )


def test_a_gap_in_the_months_is_unknown_not_zero() -> None:
    found = measured(ledgers(Monthly=[MONTHS[0], MONTHS[1], MONTHS[3]]))
    assert found["dio"].reason == "monthly_too_short"
    history = dict(found["current_ratio"].history)
    assert history[day("2026-05-31")] is None
    assert history[day("2026-04-30")] == pytest.approx(610 / 310)


def test_operating_cash_flow_is_the_latest_closed_months() -> None:
    flows = {"2026-03": 10, "2026-04": -20, "2026-05": -30, "2026-07": 99}
    books = ledgers(
        Monthly=[month(m, operating_cash_flow=v, cash=600) for m, v in flows.items()],
        Bank=[balance("2026-06-30", 400)],
    )
    found = measured(books)
    assert found["operating_cash_flow"].value == -3000
    assert found["operating_cash_flow"].at == day("2026-05-31")
    assert [v for _, v in found["operating_cash_flow"].history[-3:]] == [None, 1000, -2000]
    # Cash 400 against a burn of (20 + 30 - 10) / 3 a month.
    assert found["runway_months"].value == pytest.approx(400 / (40 / 3))


def test_runway_from_the_forecast_and_none_while_cash_grows() -> None:
    def runway(**tables: list[dict]) -> Indicator:
        return measured(ledgers(Bank=[balance("2026-06-30", 6000)], **tables))["runway_months"]

    rent = recurring("Rent", "rent", "out", 1000, "2026-01-05")
    found = runway(Recurring=[rent])
    assert found.basis == "forecast"
    # Twelve rents in the twelve months of the horizon.
    assert found.value == 6.0
    income = recurring("Licence", "other_receipts", "in", 2000, "2026-01-05")
    assert runway(Recurring=[rent, income]).reason == "not_burning"


def test_payment_cover_counts_overdue_bills_and_credit_that_lasts() -> None:
    books = ledgers(
        Bank=[balance("2026-06-30", 100_000)],
        Payables=[
            # The forecast pays a flexible supplier 30 days late; it is due all the same.
            bill("overdue", "2026-04-01", "2026-05-01", 20_000, priority="flexible"),
            bill("last day", "2026-07-01", "2026-07-30", 1, "Later"),
            bill("within", "2026-06-15", "2026-07-30", 30_000),
            bill("beyond", "2026-06-15", "2026-07-31", 40_000),
        ],
        Recurring=[recurring("Wages", "payroll", "out", 50_000, "2026-01-10")],
        Lines=[
            {"bank": "A", "limit": 80_000, "drawn": 30_000, "committed": "yes", "expires": when}
            for when in (day("2027-12-31"), day("2026-07-30"))
        ]
        + [{"bank": "B", "limit": 9_000, "committed": "no", "expires": day("2027-12-31")}],
    )
    # Due: 20,000 + 30,000 + wages 50,000 + repayment of the line that expires on 30 July, 30,000.
    found = measured(books)["payment_cover"]
    assert found.parts == {"cash": 1e7, "undrawn_credit": 5e6, "denominator": 1.3e7}
    assert found.value == pytest.approx(150 / 130)
    without_lines = {
        i.id: i for i in analyse(books, policy("modules: [recurring]"), AS_OF).indicators
    }
    assert without_lines["payment_cover"].value == pytest.approx(1.0)


def test_cash_pool_against_its_target() -> None:
    books = ledgers(
        Bank=[balance("2026-06-30", 6000)],
        Recurring=[recurring("Rent", "rent", "out", 1000, "2026-01-05")],
        History=[
            {"date": day("2026-05-03"), "indicator": "cash_pool_months", "value": 4.0},
            {"date": day("2026-05-28"), "indicator": "cash_pool_months", "value": 4.5},
            {"date": day("2026-05-28"), "indicator": "dso", "value": 1.0},
        ],
    )
    found = measured(books, "buffer: {pool_months: 3}")
    assert found["cash_pool_months"].value == 6.0  # exactly: a pool at its target is no warning
    assert found["cash_pool_share"].value == 2.0
    # What a forecast said in the past cannot be computed again: it is read from the history.
    assert dict(found["cash_pool_months"].history)[day("2026-05-31")] == 4.5
    assert dict(found["cash_pool_months"].history)[day("2026-04-30")] is None


def test_bills_in_hand_alone_do_not_measure_what_the_firm_spends() -> None:
    books = ledgers(
        Bank=[balance("2026-06-30", 6000)], Payables=[bill("1", "2026-06-01", "2026-07-15", 10)]
    )
    found = measured(books)
    assert found["payment_cover"].value == pytest.approx(600)
    for name in ("cash_pool_months", "cash_pool_share", "runway_months"):
        assert (found[name].value, found[name].reason) == (None, "no_operating_outflow")


def test_cash_at_month_ends_carries_each_account_forward_at_the_rate_of_the_time() -> None:
    books = ledgers(
        Bank=[
            balance("2026-04-10", 100),
            balance("2026-05-20", 50, account="Dollar", currency="USD"),
            balance("2026-06-30", 70),
            balance("2026-07-01", 9999),
        ],
        Rates=[
            {"currency": "USD", "date": day("2026-05-01"), "rate": 7.0},
            {"currency": "USD", "date": day("2026-06-15"), "rate": 6.0},
        ],
    )
    found = measured(books)["cash"]
    assert found.value == (70 + 50 * 6) * 100
    assert [v for _, v in found.history[-3:]] == [None, 100 * 100, (100 + 50 * 7) * 100]


def test_an_empty_firm_has_every_indicator_without_value_and_with_a_reason() -> None:
    for found in measured(ledgers()).values():
        assert found.value is None
        assert found.reason


def test_customers_with_more_credit_notes_than_invoices_are_no_part_of_sales() -> None:
    books = ledgers(
        Receivables=[
            invoice("1", "2026-01-01", "2026-01-31", 300, paid=300, paid_date=day("2026-02-01")),
            invoice("2", "2026-02-01", "2026-03-03", 100, customer="Bolt"),
            invoice("3", "2026-03-01", "2026-03-01", -900, customer="Cobalt"),
        ]
    )
    found = measured(books)
    assert found["top_share"].value == pytest.approx(0.75)
    assert found["hhi"].value == pytest.approx(75**2 + 25**2)


amounts = st.integers(1, 900_000)
first = dt.date(2025, 9, 1)
offsets = st.integers(0, 300)
rows = st.lists(
    st.tuples(offsets, st.integers(0, 90), amounts, st.booleans(), st.sampled_from("ABC")),
    min_size=1,
    max_size=12,
)
few = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawn(found: list[tuple], factor: int = 1) -> list[dict]:
    lines = [invoice("first", "2025-08-01", "2025-08-31", 50 * factor, paid=50 * factor)]
    for number, (start, terms, cents, is_paid, customer) in enumerate(found):
        issued = first + dt.timedelta(days=start)
        due = issued + dt.timedelta(days=terms)
        amount = cents * factor / 100
        more = {"paid": amount, "paid_date": due} if is_paid else {}
        lines.append(
            invoice(f"N{number}", issued.isoformat(), due.isoformat(), amount, customer, **more)
        )
    return lines


def all_values(indicator: Indicator) -> list[float | None]:
    return [indicator.value, *(value for _, value in indicator.history)]


def test_overdue_share_of_a_list_of_open_items_has_no_past() -> None:
    found = measured(ledgers(Receivables=OPEN_ONLY))["overdue_share"]
    assert found.value == pytest.approx(4000 / 9010)
    assert {v for _, v in found.history} == {None}


@few
@given(rows, st.integers(2, 9), st.randoms())
def test_scale_and_order_change_no_ratio(found: list[tuple], factor: int, random) -> None:
    plain = measured(ledgers(Receivables=drawn(found)))
    shuffled = drawn(found, factor)
    random.shuffle(shuffled)
    scaled = measured(ledgers(Receivables=shuffled))
    for name, one in plain.items():
        other = scaled[name]
        assert other.reason == one.reason
        if one.unit != "money":
            for left, right in zip(all_values(one), all_values(other), strict=True):
                assert right == (left if left is None else pytest.approx(left, rel=1e-9))
