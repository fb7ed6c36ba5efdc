"""What must hold for any firm: control totals, order, scale, and money already in the bank."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
from firm import balance, budget, day, ledgers, policy, recurring
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse

AS_OF = day("2026-06-10")
RATES = [{"currency": "USD", "date": day("2026-01-01"), "rate": 7.0825}]
# The simulation and forecasts reconstructed have tests of their own, and take most of the time.
QUICK = """
simulation: {paths: 0}
rolling: {reconstruct: 0}
"""
POLICY = policy(QUICK, profile="advanced")
# Without expected losses nothing is rounded, so a scaled firm scales to the cent.
WITHOUT_LOSS = policy(
    """
    receivables:
      ageing:
        - {up_to_days: 0, expected_after_days: 0, loss_rate: 0}
        - {up_to_days: null, expected_after_days: 20, loss_rate: 0}
    budget:
      sales_collected: [{share: 1, after_days: 30}]
      purchases_paid: [{share: 1, after_days: 30}]
      amounts_include_vat: true
    modules: [recurring, contracts, budget, bills, plans]
    forecast: {receipts: due_date}
    simulation: {paths: 0}
    rolling: {reconstruct: 0}
    """,
)
# Shares of many items, each of them in whole cents.
ESTIMATES = {"uncovered_gap", "money_at_risk"}
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
dates = st.dates(dt.date(2025, 1, 1), dt.date(2026, 6, 30))
cents = st.integers(-5_000_00, 50_000_00).filter(bool)


@st.composite
def document(draw, number, party, date, name):
    issued = draw(dates)
    amount = draw(cents) / 100
    paid = draw(st.sampled_from([0, 0, 0.25, 1]))
    row = {
        number: f"N{draw(st.integers(0, 10**9))}",
        party: draw(st.sampled_from(["Acme", "Bolt", "Cobalt"])),
        date: issued,
        "due_date": issued + dt.timedelta(days=draw(st.integers(0, 120))),
        "currency": draw(st.sampled_from(["CNY", "CNY", "USD"])),
        "amount": amount,
        "paid": round(amount * paid, 2),
        "paid_date": issued + dt.timedelta(days=draw(st.integers(0, 200))) if paid else None,
    }
    if name == "Receivables":
        row["dispute"] = draw(st.sampled_from(["no", "no", "yes"]))
    return row


def documents(name):
    keys = (
        ("invoice", "customer", "invoice_date")
        if name == "Receivables"
        else ("bill", "supplier", "bill_date")
    )
    return st.lists(document(*keys, name), max_size=12, unique_by=lambda r: r[keys[0]])


@st.composite
def firms(draw):
    return {
        "Receivables": draw(documents("Receivables")),
        "Payables": draw(documents("Payables")),
        "Bank": [balance("2026-06-09", draw(st.integers(-10**6, 10**8)) / 100)],
        "Recurring": [recurring("Wages", "payroll", "out", draw(st.integers(1, 10**7)) / 100, "2026-01-10")],
        "Contracts": [
            {"contract": "K1", "customer": "Acme", "amount": draw(st.integers(1, 10**8)) / 100,
             "signed": draw(dates), "shipped": draw(st.none() | dates)}
        ],
        "Plan": [budget("2026-07", "sales", draw(st.integers(0, 10**8)) / 100),
                 budget("2026-08", "purchases", draw(st.integers(0, 10**8)) / 100)],
        "Rates": RATES,
    }  # fmt: skip


@few
@given(firms())
def test_control_totals_hold(firm):
    result = analyse(ledgers(**firm), POLICY, AS_OF)
    assert [c.id for c in result.controls if not c.holds] == []
    assert result.ageing["total"].sum() == result.receivables["open_base"].sum()


@few
@given(firms(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(firm, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in firm.items()}
    one, other = (analyse(ledgers(**f), POLICY, AS_OF) for f in (firm, shuffled))
    # The cent that rounding leaves over in foreign items may fall on another row, never on another day's total.
    assert abs(one.forecast.closing - other.forecast.closing).max() <= len(
        firm["Receivables"]
    ) + len(firm["Payables"])
    home = {
        **firm,
        **{n: [r | {"currency": "CNY"} for r in firm[n]] for n in ("Receivables", "Payables")},
    }
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in home.items()}
    one, other = (analyse(ledgers(**f), POLICY, AS_OF) for f in (home, shuffled))
    assert (one.forecast.months.lines == other.forecast.months.lines).all(axis=None)
    assert [(i.id, i.value) for i in one.indicators] == [(i.id, i.value) for i in other.indicators]
    assert one.warnings == other.warnings


def test_a_budget_on_the_half_cent_does_not_hang_on_the_order_of_bills():
    """Half of 26,056.50 with 13 % VAT ends in half a cent: it tips over with the last bit of the
    rate that the bills so far add up to."""
    bills = [
        {"bill": f"N{i}", "supplier": "Acme", "bill_date": day("2025-06-01"), "amount": amount,
         "due_date": day("2025-07-01"), "paid": amount, "paid_date": day("2025-07-01")}
        for i, amount in enumerate((49.44, -2.05, -0.1, 22.53, 123.63))
    ]  # fmt: skip
    firm = {"Bank": [balance("2026-06-09", 846.99)],
            "Plan": [budget("2026-08", "purchases", 26056.5)]}  # fmt: skip
    found = {
        tuple(analyse(ledgers(**firm, Payables=list(rows)), POLICY, AS_OF).forecast.closing)
        for rows in itertools.islice(itertools.permutations(bills), 0, None, 10)
    }
    assert len(found) == 1


@few
@given(firms(), st.integers(2, 1000))
def test_scaling_all_amounts_scales_the_forecast(firm, factor):
    def scaled(row):
        return {
            k: round(v * factor, 2) if k in {"amount", "paid", "balance"} else v
            for k, v in row.items()
        }

    home = {
        **firm,
        **{n: [r | {"currency": "CNY"} for r in firm[n]] for n in ("Receivables", "Payables")},
    }
    home["Contracts"] = []  # stages of 30/50/20 % round
    one = analyse(ledgers(**home), WITHOUT_LOSS, AS_OF)
    other = analyse(
        ledgers(**{n: [scaled(r) for r in rows] for n, rows in home.items()}), WITHOUT_LOSS, AS_OF
    )
    assert (one.forecast.closing * factor == other.forecast.closing).all()
    for a, b in zip(one.indicators, other.indicators, strict=True):
        scale = factor if a.unit == "money" else 1
        assert (a.value is None) == (b.value is None)
        near = 20 * factor if a.id in ESTIMATES else 1e-6
        assert a.value is None or np.isclose(a.value * scale, b.value, rtol=1e-9, atol=near), a.id


@few
@given(firms(), dates, cents)
def test_a_paid_invoice_changes_no_forecast(firm, issued, amount):
    settled = {"invoice": "PAID", "customer": "Acme", "invoice_date": issued, "due_date": issued,
               "amount": amount / 100, "paid": amount / 100, "paid_date": min(issued, AS_OF)}  # fmt: skip
    rules = policy(
        QUICK + "modules: [recurring, contracts, bills, plans]\nforecast: {receipts: due_date}"
    )  # it does change VAT, and uses up the budget
    one = analyse(ledgers(**firm), rules, AS_OF)
    other = analyse(
        ledgers(**{**firm, "Receivables": [*firm["Receivables"], settled]}), rules, AS_OF
    )
    pd.testing.assert_frame_equal(one.events, other.events)
    assert (one.forecast.closing == other.forecast.closing).all()


@few
@given(firms())
def test_the_future_is_not_known(firm):
    """Documents issued and payments made after the as-of date leave no trace in open items."""
    past = dt.date(2026, 1, 15)
    later = [r | {"invoice": f"L{i}", "invoice_date": past + dt.timedelta(days=1 + i)}
             for i, r in enumerate(firm["Receivables"])]  # fmt: skip
    one = analyse(ledgers(**firm), POLICY, past)
    other = analyse(
        ledgers(**{**firm, "Receivables": [*firm["Receivables"], *later]}), POLICY, past
    )
    assert one.receivables["document"].tolist() == other.receivables["document"].tolist()
