"""Staged collection plans: dates by the calendar, amounts to the cent, what the invoices cover."""

from __future__ import annotations

import numpy as np
import pytest
from contracts import column, contract, schedule
from firm import day, invoice, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.collection.staged_plan import stage_amounts
from cashbuoy.collection.stages import STAGE_COLUMNS

MORE_PLANS = policy(
    """
    collection:
      staged_plans:
        thirds:
          stages:
            - name: {en: First, zh: 首期}
              share: 0.3333
              event: signed
              after_days: 10
              days: calendar
            - name: {en: Rest, zh: 尾款}
              share: 0.6667
              event: accepted
              after_days: 3
              days: working
    """
)


@pytest.mark.parametrize(
    ("events", "due"),
    [
        # 15 working days after acceptance on Friday 16 October
        (("2026-09-01", "2026-10-12", "2026-10-16"), ["2026-09-01", "2026-10-12", "2026-11-06"]),
        # signed in National Day week: the first working day after it, and 15 days across it
        (("2026-10-02", "2026-10-05", "2026-09-30"), ["2026-10-08", "2026-10-08", "2026-10-27"]),
        # 14 and 28 February 2026 are Saturdays that work
        (("2026-02-14", "2026-02-28", "2026-02-13"), ["2026-02-14", "2026-02-28", "2026-03-12"]),
        (("2026-09-01", None, None), ["2026-09-01", None, None]),
        ((None, None, None), [None, None, None]),
    ],
)
def test_each_stage_counts_from_its_own_event(events, due):
    stages, _ = schedule([contract("K", 1000, *events)])
    assert column(stages, "due_date") == due
    assert column(stages, "event_date") == list(events)


def test_plan_by_name_and_calendar_days_roll_to_working_days():
    stages, findings = schedule(
        [contract("K", 100.01, "2026-09-23", None, "2026-09-29", plan=" Thirds ")], rules=MORE_PLANS
    )
    assert findings == ()
    assert stages["plan"].unique().tolist() == ["thirds"]
    # 3 October lies in National Day week; three working days after 29 September are 9 October
    assert column(stages, "due_date") == ["2026-10-08", "2026-10-09"]
    assert column(stages, "amount") == [3333, 6668]
    assert column(stages, "stage_zh") == ["首期", "尾款"]


def test_the_columns_and_the_order_of_the_ledger():
    stages, _ = schedule(
        [contract("B", 10, plan="standard"), contract("A", 20, plan="thirds"), contract("C", 30)],
        rules=MORE_PLANS,
    )
    assert tuple(stages.columns) == STAGE_COLUMNS
    assert column(stages, "contract") == ["B", "B", "B", "A", "A", "C", "C", "C"]
    assert column(stages, "number") == [1, 2, 3, 1, 2, 1, 2, 3]
    assert column(stages, "row") == [1, 1, 1, 2, 2, 3, 3, 3]


def test_invoices_cover_the_stages_in_order_and_payments_too():
    stages, findings = schedule(
        [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-16")],
        [
            invoice(
                "1", "2026-09-01", "2026-09-01", 300, contract="K", paid_date=day("2026-09-08")
            ),
            invoice("2", "2026-10-12", "2026-10-12", 600, contract="K", paid=100),
            invoice("3", "2026-10-20", "2026-10-20", -50, contract="K"),
            invoice("4", "2026-10-20", "2026-10-20", 500, contract="other"),
            invoice("5", "2026-10-20", "2026-10-20", 500),
        ],
    )
    assert column(stages, "amount") == [30000, 50000, 20000]
    assert column(stages, "billed") == [30000, 50000, 5000]
    assert column(stages, "unbilled") == [0, 0, 15000]
    assert column(stages, "collected") == [30000, 10000, 0]
    assert column(stages, "status") == ["collected", "billed", "scheduled"]
    assert findings == ()


def test_what_happened_after_the_date_is_not_known_yet():
    contracts = [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-16")]
    invoices = [
        invoice("1", "2026-09-01", "2026-09-01", 300, contract="K", paid_date=day("2026-10-05")),
        invoice("2", "2026-10-12", "2026-10-12", 500, contract="K"),
    ]
    before, _ = schedule(contracts, invoices, as_of=day("2026-09-30"))
    assert column(before, "billed") == [30000, 0, 0]
    assert column(before, "collected") == [0, 0, 0]
    assert column(before, "status") == ["billed", "scheduled", "scheduled"]


@pytest.mark.parametrize(
    ("as_of", "status"),
    [("2026-08-31", "scheduled"), ("2026-09-01", "to_bill"), ("2026-12-31", "to_bill")],
)
def test_a_stage_is_to_be_billed_from_its_due_date(as_of, status):
    stages, _ = schedule([contract("K", 1000, "2026-09-01")], as_of=day(as_of))
    assert column(stages, "status") == [status, "undated", "undated"]


def test_stages_without_a_date_are_named_with_their_amount():
    stages, findings = schedule(
        [contract("K", 1000, "2026-09-01"), contract("L", 10, "2026-09-01")]
    )
    assert column(stages, "status")[1:3] == ["undated", "undated"]
    (first, second) = findings
    assert (first.id, first.severity, first.left_out, first.currency) == (
        "stage_undated",
        "info",
        70000,
        "CNY",
    )
    assert first.details == {"contract": "K", "stages": "2, 3", "amount": "700.00 CNY"}
    assert first.place.row == 1
    assert second.left_out == 700


def test_billing_beyond_the_contract_is_named():
    stages, findings = schedule(
        [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-16")],
        [invoice("1", "2026-09-01", "2026-09-01", 1200.5, contract="K")],
    )
    assert column(stages, "unbilled") == [0, 0, 0]
    (finding,) = findings
    assert finding.id == "contract_over_billed"
    assert finding.details["excess"] == "200.50 CNY"


def test_an_unknown_plan_takes_the_default_and_says_so():
    stages, findings = schedule(
        [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-16", plan="standrad")]
    )
    assert set(column(stages, "plan")) == {"standard"}
    (finding,) = findings
    assert (finding.id, finding.found, finding.treatment) == (
        "unknown_staged_plan",
        "standrad",
        "assumed",
    )
    assert finding.details == {"contract": "K", "nearest": "standard", "used": "standard"}


def test_foreign_contracts_in_base_currency():
    stages, _ = schedule(
        [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-16", currency="USD")],
        [
            invoice("1", "2026-09-01", "2026-09-01", 300, contract="K", currency="USD"),
            # billed in base currency: 3,500 at 7.0 are 500 of the contract's dollars
            invoice("2", "2026-10-12", "2026-10-12", 3500, contract="K"),
        ],
        Rates=[{"currency": "USD", "date": day("2026-08-01"), "rate": 7.0}],
    )
    assert column(stages, "billed") == [30000, 50000, 0]
    assert column(stages, "unbilled_base") == [0, 0, 140000]


def test_dates_in_a_year_without_a_notice_are_marked():
    stages, _ = schedule([contract("K", 1000, "2026-12-01", "2026-12-20", "2026-12-25")])
    assert column(stages, "due_date")[2].startswith("2027-01")
    assert column(stages, "provisional") == [False, False, True]


def test_what_is_due_collected_and_open():
    stages, _ = schedule(
        [contract("K", 1000, "2026-09-01", "2026-10-12", "2026-10-30")],
        [invoice("1", "2026-09-01", "2026-09-01", 300, contract="K", paid=120)],
    )
    assert column(stages, "due") == [30000, 50000, 0]
    assert column(stages, "collected") == [12000, 0, 0]
    assert column(stages, "open") == [18000, 50000, 20000]


FIXED = """
collection:
  staged_plans:
    fixed:
      stages:
        - {name: {en: Deposit, zh: 定金}, amount: 50000, event: signed, after_days: 0, days: calendar}
        - {name: {en: Shipment, zh: 发货款}, share: 0.6, event: shipped, after_days: 0,
           days: calendar, roll: none}
        - {name: {en: Rest, zh: 余款}, event: accepted, after_days: 0, days: calendar, roll: preceding}
"""


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (200_000, [50_000, 120_000, 30_000]),
        (100_000.01, [50_000, 50_000.01, 0]),  # 60 % are 60,000.01, and only so much is left
        (30_000, [30_000, 0, 0]),
        (-200_000, [-50_000, -120_000, -30_000]),
        (0, [0, 0, 0]),
    ],
)
def test_fixed_amounts_and_the_rest(amount, parts):
    made = contract("K", amount, "2026-10-01", "2026-10-03", "2026-10-04", plan="fixed")
    stages, _ = schedule([made], rules=policy(FIXED))
    assert (stages["amount"] / 100).tolist() == parts
    # 1 to 7 October are days off: rolled on, left as it is, rolled back.
    assert column(stages, "due_date") == ["2026-10-08", "2026-10-03", "2026-09-30"]


def test_a_currency_without_cents_has_fixed_amounts_in_whole_units():
    made = contract("K", 90_000, "2026-09-01", plan="fixed", currency="JPY")
    rates = [{"currency": "JPY", "date": day("2026-08-01"), "rate": 0.05}]
    stages, _ = schedule([made], rules=policy(FIXED), Rates=rates)
    assert column(stages, "amount") == [50_000, 40_000, 0]


def test_no_contracts_give_an_empty_schedule():
    stages, findings = schedule([])
    assert tuple(stages.columns) == STAGE_COLUMNS
    assert len(stages) == 0
    assert findings == ()


cents = st.integers(0, 10**13)


@given(st.lists(cents, max_size=6), st.sampled_from(["standard", "thirds"]))
def test_stages_add_up_to_their_contract(totals, name):
    plan = MORE_PLANS.collection.staged_plans[name]
    parts = stage_amounts(plan, np.array(totals, dtype=np.int64), 2)
    assert parts.sum(axis=1).tolist() == totals
    assert (parts >= 0).all()


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 10**8), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(1, 10**8)), max_size=8),
)
def test_billed_and_unbilled_make_the_contract(amounts, billings):
    contracts = [
        contract(f"K{i}", a / 100, "2026-09-01", "2026-10-12", "2026-10-16")
        for i, a in enumerate(amounts)
    ]
    invoices = [
        invoice(str(n), "2026-09-01", "2026-09-01", a / 100, contract=f"K{i}")
        for n, (i, a) in enumerate(billings)
    ]
    stages, _ = schedule(contracts, invoices)
    assert (stages["billed"] + stages["unbilled"] == stages["amount"]).all()
    assert ((stages["billed"] >= 0) & (stages["unbilled"] >= 0)).all()
    billed = stages.groupby("contract")["billed"].sum()
    for i, amount in enumerate(amounts):
        on_it = sum(a for k, a in billings if k == i)
        assert billed[f"K{i}"] == min(on_it, amount)
