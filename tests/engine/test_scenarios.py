"""Scenarios: what each key changes, worked by hand, and what holds for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import balance, bill, budget, day, invoice, ledgers, policy, recurring
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.buffer.failing import claim_of
from cashbuoy.buffer.layers import Claim, cover
from cashbuoy.calendars import work_calendar
from cashbuoy.forecast.foresight import foresee
from cashbuoy.forecast.shocks import Base, failing_customer, shocked_events
from cashbuoy.forecast.tables import daily_lines
from cashbuoy.policy.models import Scenario, Text

AS_OF = day("2026-03-31")
NO_TAX = (
    "modules: [recurring, contracts, budget, bills, plans, customers, buffer, lines, insurance]\n"
)
RULES = "forecast: {receipts: due_date, floor: {method: amount, amount: 1000}}\nsimulation: {paths: 0}\n"


INVOICES = [
    invoice("A1", "2026-03-01", "2026-04-10", 6_000, "Acme"),
    invoice("B1", "2026-03-05", "2026-04-20", 2_000, "Bolt"),
]


def scenario(**keys) -> Scenario:
    return Scenario(title=Text(en="x", zh="x"), **keys)


def firm(tax: bool = False, **more):
    tables = {
        "Bank": [balance("2026-03-31", 10_000)],
        "Receivables": INVOICES,
        "Payables": [bill("S1", "2026-03-10", "2026-04-15", 3_000)],
        "Recurring": [
            recurring("Wages", "payroll", "out", 1_000, "2026-04-25"),
            recurring("Loan", "interest", "out", 50, "2026-04-25"),
        ],
        "Plan": [
            *(budget(f"2026-{m:02d}", "sales", 4_000) for m in range(5, 13)),
            *(budget(f"2026-{m:02d}", "purchases", 1_500) for m in range(5, 13)),
        ],
        **more,
    }
    rules = policy(RULES if tax else NO_TAX + RULES)
    books = ledgers(**tables)
    return books, rules


def base_of(books, rules):
    ahead = foresee(books, rules, AS_OF)
    return Base(books, rules, ahead, analyse(books, rules, AS_OF).ageing)


def cash(events: pd.DataFrame, category: str) -> list[tuple[str, float]]:
    chosen = events[events["category"] == category]
    return [
        (f"{d:%Y-%m-%d}", a / 100) for d, a in zip(chosen["date"], chosen["amount"], strict=True)
    ]


def test_the_base_scenario_is_the_base_forecast_to_the_cent():
    result = analyse(*firm(tax=True), AS_OF)
    base = result.scenarios[0]
    assert base.id == "base"
    assert np.array_equal(base.forecast.closing, result.forecast.closing)
    assert base.forecast.months.lines.equals(result.forecast.months.lines)
    assert np.array_equal(base.forecast.months.headroom, result.forecast.months.headroom)
    assert [r.id for r in result.scenarios[1:]] == list(result.policy.scenarios)


def test_slow_payers_move_receipts_to_working_days_and_nothing_else():
    base = base_of(*firm())
    late = shocked_events(base, scenario(receipts_later_days=30))
    # 10 April + 30 = 10 May, a Sunday; 20 April + 30 = 20 May, a Wednesday.
    assert cash(late, "receipts") == [("2026-05-11", 6_000), ("2026-05-20", 2_000)]
    before = base.ahead.events
    for kept in ("supplier_payments", "payroll", "interest", "planned_purchases"):
        assert cash(late, kept) == cash(before, kept)
    assert late["amount"].sum() == before["amount"].sum()


def test_a_failing_customer_pays_nothing_and_takes_its_share_of_sales_along():
    base = base_of(*firm())
    gone = shocked_events(base, scenario(customer_fails="Acme"))
    assert cash(gone, "receipts") == [("2026-04-20", 2_000)]
    # Acme: 6,000 of 8,000 sold in twelve months; a quarter of the budget stays.
    before = dict(cash(base.ahead.events, "planned_sales"))
    after = dict(cash(gone, "planned_sales"))
    assert before.keys() == after.keys()
    assert all(after[d] == pytest.approx(before[d] / 4, abs=0.01) for d in before)


def test_the_largest_customer_is_the_one_with_the_most_sales_else_who_owes_most():
    base = base_of(*firm())
    assert failing_customer(scenario(customer_fails="largest"), base.ageing) == "Acme"
    unsold = base.ageing.assign(
        sales_12m=0, total=np.where(base.ageing["customer"] == "Bolt", 9, 1)
    )
    assert failing_customer(scenario(customer_fails="largest"), unsold) == "Bolt"
    assert failing_customer(scenario(customer_fails="largest"), base.ageing.iloc[:0]) == ""
    assert failing_customer(scenario(customer_fails="Nobody"), base.ageing) == ""
    assert failing_customer(scenario(), base.ageing) == ""


def test_a_customer_nobody_knows_changes_nothing():
    base = base_of(*firm())
    same = shocked_events(base, scenario(customer_fails="Nobody"))
    pd.testing.assert_frame_equal(same, base.ahead.events)


def test_dearer_costs_are_those_that_no_bill_has_fixed():
    base = base_of(*firm())
    dear = shocked_events(base, scenario(costs=0.10))
    assert {a for _, a in cash(dear, "payroll")} == {-1_100}
    assert cash(dear, "supplier_payments") == [("2026-04-15", -3_000)]
    assert {a for _, a in cash(dear, "interest")} == {-50}
    before, after = (
        sum(a for _, a in cash(e, "planned_purchases")) for e in (base.ahead.events, dear)
    )
    assert after == pytest.approx(before * 1.1, abs=0.2)


def test_fewer_sales_bring_less_vat_but_never_before_the_receipts_are_missing():
    base = base_of(*firm(tax=True))
    fewer = shocked_events(base, scenario(sales=-0.20))
    before = base.ahead.events
    vat = [sum(a for _, a in cash(e, "vat")) for e in (before, fewer)]
    # VAT and surcharges on a fifth of eight months' 4,000; of the last months nothing is due yet
    # only where the filing day lies beyond the events.
    assert vat[1] - vat[0] == pytest.approx(0.2 * 8 * 4_000 * 0.13 * 1.12, rel=0.01)
    days = np.unique(np.concatenate([before["date"], fewer["date"]]))
    running = [
        e.groupby("date")["amount"].sum().reindex(days, fill_value=0).cumsum().to_numpy()
        for e in (before, fewer)
    ]
    assert (running[1] <= running[0]).all()


def test_disabled_scenarios_are_left_out():
    books, _ = firm()
    rules = policy(NO_TAX + RULES + "scenarios: {costs_up: {enabled: false}}")
    ids = [r.id for r in analyse(books, rules, AS_OF).scenarios]
    assert "costs_up" not in ids
    assert "all_together" in ids


def test_ones_own_scenario_stands_beside_the_others():
    books, _ = firm()
    own = (
        "scenarios: {strike: {title: {en: Strike, zh: 罢工}, receipts_later_days: 60, sales: -0.5}}"
    )
    results = {r.id: r for r in analyse(books, policy(NO_TAX + RULES + own), AS_OF).scenarios}
    assert results["strike"].lowest < results["slow_payers"].lowest
    assert results["strike"].lowest < results["sales_down"].lowest


@settings(max_examples=15, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 50_000), min_size=1, max_size=8),
    sales=st.lists(st.integers(0, 20_000), min_size=1, max_size=8),
    tax=st.booleans(),
)
def test_a_worse_shock_never_gives_more_cash(amounts, sales, tax):
    invoices = [
        invoice(f"I{i}", "2026-02-15", f"2026-{3 + i % 6:02d}-12", a, f"C{i % 3}")
        for i, a in enumerate(amounts)
    ]
    plan = [budget(f"2026-{4 + i:02d}", "sales", s) for i, s in enumerate(sales)]
    plan += [budget(f"2026-{4 + i:02d}", "purchases", s // 2) for i, s in enumerate(sales)]
    result = analyse(*firm(tax=tax, Receivables=invoices, Plan=plan), AS_OF)
    by_id = {r.id: r.forecast.closing for r in result.scenarios}
    together = by_id.pop("all_together")
    cents = 200  # rounding: half a cent an event
    for closing in by_id.values():
        assert (closing <= by_id["base"] + cents).all()
        assert (together <= closing + cents).all()
    lows = [r.lowest for r in result.scenarios]
    assert lows[-1] <= min(lows) + cents


@pytest.mark.parametrize("tax", [False, True])
def test_gathered_events_give_every_scenario_the_same_days(tax):
    credit = invoice("CN", "2026-03-06", "2026-04-10", -700, "Bolt")
    more = [invoice("C1", "2026-01-05", "2026-02-20", 1_234, "Cole"), credit]
    base = base_of(*firm(tax=tax, Receivables=[*INVOICES, *more]))
    shocks = [
        scenario(receipts_later_days=30),
        scenario(customer_fails="Acme"),
        scenario(sales=-0.2, costs=0.1),
        scenario(receipts_later_days=17, customer_fails="largest", sales=0.3),
    ]
    few = base.gathered(shocks)
    named = set(few.ahead.events["counterparty"])
    assert "Acme" in named
    assert not named & {"Bolt", "Cole"}
    days = base.ahead.horizon.days
    for shock in shocks:
        whole, short = (daily_lines(shocked_events(b, shock), days) for b in (base, few))
        assert np.array_equal(whole, short)


NOBODY = Claim(np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]"))
DAYS = pd.date_range("2026-04-01", periods=4, unit="ns")


@pytest.mark.parametrize(
    ("opening", "closing", "claim", "lines", "parts"),
    [
        # gap, pool, insurance, lines, uncovered; the floor is 100
        (500, [450, 300, 200, 400], NOBODY, 0, (300, 300, 0, 0, 0)),
        (500, [450, -50, 200, 400], NOBODY, 0, (550, 400, 0, 0, 150)),
        (500, [450, -50, 200, 400], NOBODY, 60, (550, 400, 0, 60, 90)),
        (500, [450, -50, 200, 400], NOBODY, 999, (550, 400, 0, 150, 0)),
        (50, [60, 20, 70, 90], NOBODY, 0, (80, 0, 0, 0, 80)),
        (500, [600, 700, 800, 900], NOBODY, 0, (0, 0, 0, 0, 0)),
    ],
)
def test_layers_cover_in_order_and_add_up(opening, closing, claim, lines, parts):
    found = cover(opening, 100, np.array(closing), DAYS, claim, np.full(4, lines))
    assert (found.gap, found.pool, found.insurance, found.lines, found.uncovered) == parts
    assert found.gap == found.pool + found.insurance + found.lines + found.uncovered


def test_insurance_counts_from_the_day_it_is_paid():
    claim = Claim(np.array([80]), np.array(["2026-04-02"], dtype="datetime64[D]"))
    none = np.zeros(4, dtype=np.int64)
    early = cover(500, 100, np.array([450, -50, 200, 400]), DAYS, claim, none)
    assert (early.insurance, early.uncovered) == (80, 70)
    # Another low day before the payment leaves that gap open.
    late = cover(500, 100, np.array([0, -50, 200, 400]), DAYS, claim, none)
    assert (late.insurance, late.uncovered) == (50, 100)


INSURED = {"policy": "P1", "customer": "Acme", "limit": 5_000}
UNTIL_PAID = "insurance: {failure: insolvency, payment_days: 30, covered: {commercial: 0.8, political: 0.9}}\n"


@pytest.mark.parametrize(
    ("rows", "pays"),
    [
        # Of 6,000 owed 5,000 are insured; without a covered share the policy's own counts.
        ([INSURED], 4_000),
        ([INSURED | {"covered": 0.9}], 4_500),
        ([INSURED | {"risk": "political", "covered": 0.9}], 0),
        ([INSURED | {"customer": "Bolt"}], 0),
        ([], 0),
    ],
)
def test_what_insurers_pay_for_the_customer_that_fails(rows, pays):
    books, rules = firm(Insurance=rows)
    rules = policy(NO_TAX + RULES + UNTIL_PAID)
    result = analyse(books, rules, AS_OF)
    calendar = work_calendar("CN", 2026, 2027)
    claim = claim_of(result.buffer.cover, "Acme", rules.insurance, AS_OF, calendar)
    assert claim.amount.sum() == pays * 100
    # Thirty days after the insolvency: 30 April.
    assert set(claim.paid_on.astype(str)) == ({"2026-04-30"} if pays else set())
    (fails,) = [s for s in result.scenarios if s.id == "largest_fails"]
    assert (fails.customer, fails.lost) == ("Acme", 6_000_00)
    assert fails.cover.insurance <= pays * 100
    assert (fails.cover.insurance > 0) == (pays > 0)


def test_a_claim_that_is_never_paid_covers_nothing():
    never = Claim(np.array([80]), np.array(["NaT"], dtype="datetime64[D]"))
    found = cover(500, 100, np.array([450, -50, 200, 400]), DAYS, never, np.zeros(4, np.int64))
    assert found.insurance == 0
