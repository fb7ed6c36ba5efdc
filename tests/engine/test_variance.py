"""Closed months against earlier forecasts: timing, volume and one-off, worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from firm import balance, bill, day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.forecast.accuracy import accuracy, by
from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED

NOVEMBER = day("2026-11-30")
RULES = """
modules: [recurring, contracts, budget, bills, plans]
rolling: {compared_months: 2, reconstruct: 0}
"""


def forecast(
    made, month, category, amount, whole=None, counterparty="", reference="", origin="refresh"
):
    """One row of a forecast that was kept."""
    return {
        "as_of": day(made),
        "month": day(f"{month}-01"),
        "category": category,
        "counterparty": counterparty,
        "reference": reference,
        "amount": amount,
        "whole": amount if whole is None else whole,
        "origin": origin,
    }


def september(month, category, amount, whole=None, counterparty="", reference="", **more):
    return forecast("2026-09-30", month, category, amount, whole, counterparty, reference, **more)


# Forecast at the end of September, for October: Acme's 10,000 (came), Late Ltd's 20,000 (came in
# November), 5,000 of sales still to be billed (nobody billed them), Short Ltd's 4,000 (3,500 came:
# the rest was credited), a supplier's 8,000 and wages of 6,000 (both paid). A grant of 3,000 came
# that nothing had stood for.
FORECAST = [
    september("2026-10", "receipts", 10_000, counterparty="Acme", reference="R1"),
    september("2026-10", "receipts", 20_000, counterparty="Late Ltd", reference="R2"),
    september("2026-10", "receipts", 4_000, counterparty="Short Ltd", reference="R3"),
    september("2026-10", "planned_sales", 5_000, 15_000, reference="2026-10"),
    september("2026-10", "supplier_payments", -8_000, counterparty="Steel", reference="P1"),
    september("2026-10", "payroll", -6_000, 0),
    september("2026-11", "payroll", -6_000, 0),
]


def paid(number, issued, on, amount, **more):
    return invoice(number, issued, issued, amount, paid=amount, paid_date=day(on), **more)


BOOKS = {
    "Receivables": [
        paid("R1", "2026-09-01", "2026-10-08", 10_000),
        paid("R2", "2026-09-01", "2026-11-12", 20_000, customer="Late Ltd"),
        paid("R3", "2026-09-01", "2026-10-20", 3_500, customer="Short Ltd"),
    ],
    "Payables": [
        bill("P1", "2026-09-05", "2026-10-15", 8_000, paid=8_000, paid_date=day("2026-10-15"))
    ],
    "Bank": [
        balance("2026-09-30", 50_000),
        balance("2026-10-31", 52_500),  # + 13,500 - 8,000 - 6,000 + 3,000
        balance("2026-11-30", 66_500),  # + 20,000 - 6,000
    ],
    "Monthly": [
        {"month": day("2026-10-01"), "operating_cash_flow": -500.0},
        {"month": day("2026-11-01"), "operating_cash_flow": 14_000.0},
    ],
}


def variances(snapshots=FORECAST, as_of=NOVEMBER, rules=RULES, **books):
    tables = BOOKS | books | {"Snapshots": snapshots}
    return analyse(ledgers(**tables), policy(rules), as_of).rolling.variances


def row(found, month, category, counterparty="", reference=""):
    """forecast, actual, timing, volume, one_off in whole units."""
    here = found[
        (found["month"] == f"{month}-01")
        & (found["category"] == category)
        & (found["counterparty"] == counterparty)
        & (found["reference"] == reference)
    ]
    assert len(here) == 1
    names = ["forecast", "actual", "timing", "volume", "one_off"]
    return (here.iloc[0][names].astype(np.int64) / 100).tolist()


@pytest.mark.parametrize(
    ("month", "category", "counterparty", "reference", "expected"),
    [
        ("2026-10", "receipts", "Acme", "R1", [10_000, 10_000, 0, 0, 0]),
        ("2026-10", "receipts", "Late Ltd", "R2", [20_000, 0, -20_000, 0, 0]),
        ("2026-11", "receipts", "Late Ltd", "R2", [0, 20_000, 20_000, 0, 0]),
        ("2026-10", "receipts", "Short Ltd", "R3", [4_000, 3_500, 0, -500, 0]),
        ("2026-10", "planned_sales", "", "2026-10", [5_000, 0, 0, -5_000, 0]),
        ("2026-10", "supplier_payments", "Steel", "P1", [-8_000, -8_000, 0, 0, 0]),
        ("2026-10", OPERATING_REST, "", "", [-6_000, -6_000, 0, 0, 0]),
        ("2026-10", UNEXPLAINED, "", "", [0, 3_000, 0, 0, 3_000]),
        ("2026-11", OPERATING_REST, "", "", [-6_000, -6_000, 0, 0, 0]),
    ],
)
def test_each_item_of_a_small_firm(month, category, counterparty, reference, expected) -> None:
    assert row(variances(), month, category, counterparty, reference) == expected


def test_the_whole_of_october() -> None:
    found = variances()
    assert found["lead"].unique().tolist() == [1, 2]
    total = by(found[found["lead"] == 1], "month").iloc[0] / 100
    assert total.tolist() == [25_000, -1_500 + 4_000, -20_000, -5_500, 3_000]


def test_a_part_still_open_is_timing() -> None:
    half = invoice("R2", "2026-09-01", "2026-10-01", 20_000, customer="Late Ltd",
                   paid=8_000, paid_date=day("2026-10-20"))  # fmt: skip
    found = variances(Receivables=[half])
    assert row(found, "2026-10", "receipts", "Late Ltd", "R2") == [20_000, 8_000, -12_000, 0, 0]


def test_an_invoice_gone_from_the_books_is_volume() -> None:
    found = variances(Receivables=[BOOKS["Receivables"][0]])
    assert row(found, "2026-10", "receipts", "Late Ltd", "R2") == [20_000, 0, 0, -20_000, 0]


def test_expected_loss_that_did_not_happen_is_volume() -> None:
    cautious = [september("2026-10", "receipts", 9_800, counterparty="Acme", reference="R1")]
    assert row(variances(cautious), "2026-10", "receipts", "Acme", "R1") == [
        9_800, 10_000, 0, 200, 0,
    ]  # fmt: skip


def test_money_spread_over_months_is_timing_when_it_comes_at_once() -> None:
    spread = [
        september("2026-10", "receipts", 4_000, 10_000, counterparty="Acme", reference="R1"),
        september("2026-11", "receipts", 3_500, 10_000, counterparty="Acme", reference="R1"),
    ]
    found = variances(spread)
    assert row(found, "2026-10", "receipts", "Acme", "R1") == [4_000, 10_000, 6_000, 0, 0]
    assert row(found, "2026-11", "receipts", "Acme", "R1") == [3_500, 0, -3_500, 0, 0]


def test_new_business_stands_against_the_budget_of_its_month() -> None:
    new = paid("R9", "2026-10-03", "2026-10-25", 4_500, customer="Newcomer")
    still = invoice("R10", "2026-10-04", "2026-12-04", 12_000)
    found = variances(Receivables=[new, still])
    # 16,500 were billed against 15,000: 1,500 more, of which 4,500 / 16,500 show in October.
    volume = round(1_500 * 4_500 / 16_500, 2)
    timing = round(4_500 - 5_000 - volume, 2)
    assert row(found, "2026-10", "planned_sales", "", "2026-10") == [
        5_000, 4_500, timing, volume, 0,
    ]  # fmt: skip


def test_less_business_than_budgeted_is_missed_in_the_months_it_was_forecast_for() -> None:
    """30,000 were to be billed in October, 3,000 were: nine tenths of each month never come."""
    budget = [
        september("2026-10", "planned_sales", 6_000, 30_000, reference="2026-10"),
        september("2026-11", "planned_sales", 18_000, 30_000, reference="2026-10"),
    ]
    sale = paid("R9", "2026-10-05", "2026-10-25", 3_000)
    found = variances([*FORECAST[:3], *budget], Receivables=[*BOOKS["Receivables"], sale])
    october = row(found, "2026-10", "planned_sales", reference="2026-10")
    assert october == [6_000, 3_000, 2_400, -5_400, 0]
    november = row(found, "2026-11", "planned_sales", reference="2026-10")
    assert november == [18_000, 0, -1_800, -16_200, 0]


def test_a_claim_that_became_a_credit_is_volume() -> None:
    credit = paid("R1", "2026-09-01", "2026-10-08", -500)
    found = variances(Receivables=[credit, *BOOKS["Receivables"][1:]])
    assert row(found, "2026-10", "receipts", "Acme", "R1") == [10_000, -500, 0, -10_500, 0]


def test_invoices_without_a_contract_are_not_billed_stages() -> None:
    """Stages of months far ahead are kept as one sum, which names no contract."""
    stages = [
        september("2026-10", "contract_receipts", 9_000, counterparty="Acme", reference="C1"),
        september("2026-12", "contract_receipts", 40_000, 0),
    ]
    sale = paid("R9", "2026-10-05", "2026-10-25", 2_000)
    found = variances([*FORECAST[:3], *stages], Receivables=[*BOOKS["Receivables"], sale])
    assert row(found, "2026-10", "receipts", "Acme", "R9") == [0, 2_000, 0, 2_000, 0]
    assert row(found, "2026-10", "contract_receipts", "Acme", "C1")[1] == 0


def test_only_the_months_typed_over_say_so() -> None:
    typed = september("2026-11", "rent", -1_000, origin="override")
    found = variances([*FORECAST, typed])
    origins = found[found["as_of"] == "2026-09-30"].groupby("month")["origin"].unique()
    assert [list(o) for o in origins] == [["refresh"], ["override"]]


def test_without_a_budget_a_newcomer_is_one_off_and_an_old_customer_is_volume() -> None:
    no_budget = [r for r in FORECAST if r["category"] != "planned_sales"]
    found = variances(
        no_budget,
        Receivables=[
            paid("R9", "2026-10-03", "2026-10-25", 4_500, customer="Newcomer"),
            paid("R8", "2026-10-03", "2026-10-26", 700, customer="Late Ltd"),
        ],
    )
    assert row(found, "2026-10", "receipts", "Newcomer", "R9") == [0, 4_500, 0, 0, 4_500]
    assert row(found, "2026-10", "receipts", "Late Ltd", "R8") == [0, 700, 0, 700, 0]


def test_a_stage_billed_and_paid_stands_against_its_contract() -> None:
    staged = [
        september("2026-10", "contract_receipts", 6_000, 6_000, "Acme", "C1"),
        *FORECAST,
    ]
    billed = paid("R7", "2026-10-01", "2026-10-30", 6_000, contract="C1")
    contract = {"contract": "C1", "customer": "Acme", "amount": 6_000}
    found = variances(staged, Receivables=[billed], Contracts=[contract])
    assert row(found, "2026-10", "contract_receipts", "Acme", "C1") == [6_000, 6_000, 0, 0, 0]


def test_an_acceptance_bill_only_moves_the_money() -> None:
    handed = paid(
        "R2", "2026-09-01", "2026-10-05", 20_000, customer="Late Ltd", instrument="bank_acceptance"
    )
    matured = {"bill": "B1", "kind": "bank_acceptance", "direction": "in", "drawer": "Late Ltd",
               "face": 20_000, "matures": day("2026-11-20")}  # fmt: skip
    found = variances(Receivables=[handed], Bills=[matured])
    assert row(found, "2026-10", "receipts", "Late Ltd", "R2") == [20_000, 0, -20_000, 0, 0]
    assert row(found, "2026-11", "bills_receivable", "Late Ltd", "B1") == [
        0, 20_000, 20_000, 0, 0,
    ]  # fmt: skip


def test_a_figure_typed_by_the_user_is_part_of_what_was_forecast() -> None:
    typed = september("2026-10", "receipts", 2_500, origin="override")
    found = variances([*FORECAST, typed])
    assert row(found, "2026-10", "receipts") == [2_500, 0, 0, -2_500, 0]
    assert set(found.loc[found["month"] == "2026-10-01", "origin"]) == {"override"}


def test_months_not_tied_to_the_bank_compare_what_the_ledgers_name() -> None:
    found = variances(Bank=[])
    assert not found["category"].isin([OPERATING_REST, UNEXPLAINED]).any()
    assert row(found, "2026-10", "receipts", "Acme", "R1") == [10_000, 10_000, 0, 0, 0]


def test_the_last_forecast_of_a_month_counts_if_near_its_end() -> None:
    early = [r | {"as_of": day("2026-09-22"), "amount": 1.0} for r in FORECAST]
    later = [r | {"as_of": day("2026-10-03")} for r in FORECAST]
    found = variances([*early, *FORECAST, *later])
    assert set(found.loc[found["month"] == "2026-10-01", "as_of"]) == {pd.Timestamp("2026-09-30")}
    assert not len(variances([r | {"as_of": day("2026-09-15")} for r in FORECAST]))


def test_small_items_together_meet_their_payments_together() -> None:
    gathered = [september("2026-10", "receipts", 30_000, 30_000, counterparty="Late Ltd")]
    more = paid("R4", "2026-09-02", "2026-10-02", 9_000, customer="Late Ltd")
    found = variances(gathered, Receivables=[*BOOKS["Receivables"], more])
    # 29,000 in all against 30,000: 1,000 less, and 20,000 of it a month later.
    assert row(found, "2026-10", "receipts", "Late Ltd") == [30_000, 9_000, -20_000, -1_000, 0]


def test_bias_and_error_by_hand() -> None:
    found = accuracy(variances().query("lead == 1"), "category")
    receipts = found.loc["receipts"]
    assert receipts["bias"] == pytest.approx((34_000 - 13_500) / 13_500)
    assert receipts["wape"] == pytest.approx(20_500 / 13_500)
    # Payments: nothing was off.
    assert found.loc["supplier_payments", ["bias", "wape"]].tolist() == [0, 0]
    assert np.isnan(found.loc["planned_sales", "bias"])


# Any books against any forecast.
dates = st.integers(0, 130).map(lambda n: NOVEMBER - dt.timedelta(days=n))
cents = st.integers(-(10**7), 10**7).filter(bool).map(lambda n: n / 100)
names = st.sampled_from(["Acme", "Late Ltd", "Newcomer", ""])
months = st.sampled_from(["2026-09", "2026-10", "2026-11"])
items = st.tuples(
    st.sampled_from(["2026-08-31", "2026-09-30", "2026-10-31"]),
    months,
    st.sampled_from(["receipts", "planned_sales", "contract_receipts", "payroll", "loans_in"]),
    cents,
    cents,
    names,
    st.sampled_from(["R0", "R1", "R2", "2026-10", ""]),
    st.sampled_from(["refresh", "override"]),
)
documents = st.tuples(dates, dates, cents, st.booleans(), names.filter(bool))


@settings(max_examples=20)
@given(
    kept=st.lists(items, max_size=15),
    books=st.lists(documents, max_size=8),
    balances=st.lists(st.tuples(dates, cents), max_size=12),
)
def test_the_three_parts_add_up_to_the_variance(kept, books, balances) -> None:
    receivables = [
        invoice(f"R{i}", issued.isoformat(), issued.isoformat(), amount, customer=who,
                **({"paid": amount, "paid_date": max(issued, on)} if settled else {}))
        for i, (issued, on, amount, settled, who) in enumerate(books)
    ]  # fmt: skip
    rows = [forecast(*item) for item in kept]
    found = variances(
        rows,
        Receivables=receivables,
        Payables=[],
        Monthly=[],
        Bank=[balance(on.isoformat(), amount) for on, amount in balances],
    )
    parts = found["timing"] + found["volume"] + found["one_off"]
    assert (parts == found["actual"] - found["forecast"]).all()
    # Nothing of the forecast is lost, and no cash that came.
    for (month, made), here in found.groupby(["month", "as_of"]):
        trade = [r for r in rows if r["category"] in ("receipts", "planned_sales", "contract_receipts")
                 and pd.Timestamp(r["as_of"]) == made and pd.Timestamp(r["month"]) == month]  # fmt: skip
        seen = here[~here["category"].isin([OPERATING_REST, UNEXPLAINED])]
        assert seen["forecast"].sum() == sum(round(r["amount"] * 100) for r in trade)
        came = sum(
            round(r["paid"] * 100)
            for r in receivables
            if "paid" in r and pd.Timestamp(r["paid_date"]).to_period("M") == month.to_period("M")
        )
        assert seen["actual"].sum() == came
