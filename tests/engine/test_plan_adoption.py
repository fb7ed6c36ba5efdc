"""Chosen proposals that become plans, plans without a principal, dates that become approvals."""

from __future__ import annotations

import pandas as pd
import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.payables.adoption import adopt_dates
from cashbuoy.plans.adoption import adopt_plans

AS_OF = day("2026-08-31")
RULES = policy("receivables: {amount_tolerance: 0}")
CALENDAR = calendar_of(RULES.calendar, AS_OF, day("2027-12-31"))


def proposal(choice="agreed", date="2026-08-28", **more):
    return {
        "date": day(date), "customer": "Acme", "shape": "balanced", "debt": 10_000,
        "down_payment": 2_000, "instalments": 4, "frequency": "monthly",
        "method": "equal_instalment", "rate": 0.06, "start": day(date), "security": "guarantee",
        "choice": choice,
    } | more  # fmt: skip


OWING = [
    invoice("A", "2026-05-01", "2026-06-01", 7_000),
    invoice("B", "2026-06-01", "2026-07-01", 4_000, paid=1_000, paid_date=day("2026-07-05")),
    invoice("not due", "2026-08-20", "2026-09-20", 500),
    invoice("due since", "2026-07-30", "2026-08-29", 300),
]


def adopted(*lines, owing=OWING, **tables):
    books = ledgers(Receivables=owing, PlanProposals=list(lines), **tables)
    found = analyse(books, RULES, AS_OF)
    return adopt_plans(found.ledgers, found.receivables, CALENDAR, RULES, AS_OF), books


def test_an_agreed_proposal_is_the_plan_and_its_invoices() -> None:
    found, _ = adopted(proposal())
    (line,) = found.plans.to_dict("records")
    assert line == {
        "plan": "PP-20260831-01", "counterparty": "Acme", "direction": "in", "principal": 10_000.0,
        "start": AS_OF, "instalments": 4.0, "frequency": "monthly",
        "method": "equal_instalment", "rate": 0.06, "down_payment": 2_000.0, "status": "agreed",
        "security": "guarantee",
    }  # fmt: skip
    assert found.items.to_numpy().tolist() == [
        ["PP-20260831-01", "A", 7_000.0], ["PP-20260831-01", "B", 3_000.0],
    ]  # fmt: skip
    assert (found.drafts, found.settled) == (0, ())


def test_adopted_lines_are_a_plan_that_adds_up_and_are_adopted_once() -> None:
    found, books = adopted(proposal())
    tables = {
        "tblReceivables": pd.DataFrame(OWING),
        "tblPlanProposals": pd.DataFrame([proposal()]),
        "tblPlans": found.plans,
        "tblPlanItems": found.items,
    }
    after = analyse(clean_ledgers(tables, "CNY"), RULES, AS_OF)
    assert not [f for f in after.findings if f.id.startswith("plan_")]
    assert after.plans is not None
    (plan,) = after.plans.plans.to_dict("records")
    assert (plan["principal"], plan["linked"]) == (1_000_000, 1_000_000)
    assert after.instalments["payment"].iloc[0] == 200_000
    open_now = after.receivables.set_index("document")["status"].to_dict()
    assert open_now == {"A": "plan", "B": "plan", "not due": "forecast", "due since": "forecast"}
    assert all(control.holds for control in after.controls)
    again = adopt_plans(after.ledgers, after.receivables, CALENDAR, RULES, AS_OF)
    assert again.plans.empty
    assert again.items.empty
    assert books["tblPlans"].empty


@pytest.mark.parametrize(
    ("choice", "status"),
    [("yes", "draft"), ("是", "draft"), ("agreed", "agreed"), (" Signed ", "agreed"),
     ("已签约", "agreed")],
)  # fmt: skip
def test_our_own_yes_makes_a_draft(choice, status) -> None:
    found, _ = adopted(proposal(choice))
    assert found.plans["status"].tolist() == [status]
    assert found.drafts == (status == "draft")


@pytest.mark.parametrize("choice", ["", "no", "perhaps"])
def test_what_was_not_chosen_becomes_nothing(choice) -> None:
    assert adopted(proposal(choice))[0].plans.empty


def test_what_was_paid_since_shrinks_principal_and_down_payment() -> None:
    owing = [invoice("A", "2026-05-01", "2026-06-01", 10_000, paid=5_000,
                     paid_date=day("2026-08-30"))]  # fmt: skip
    found, _ = adopted(proposal(), owing=owing)
    assert found.plans[["principal", "down_payment"]].to_numpy().tolist() == [[5_000.0, 1_000.0]]


def test_credit_notes_go_off_and_disputed_parts_stay_out() -> None:
    owing = [
        invoice("A", "2026-05-01", "2026-06-01", 10_000),
        invoice("C", "2026-05-10", "2026-06-10", -1_000),
        invoice("D", "2026-05-20", "2026-06-20", 2_000, dispute=True),
    ]
    found, _ = adopted(proposal(), owing=owing)
    assert found.plans["principal"].tolist() == [9_000.0]
    assert found.items["amount"].tolist() == [10_000.0, -1_000.0]


def test_nothing_is_left_to_pay_off() -> None:
    owing = [invoice("A", "2026-05-01", "2026-06-01", 100, paid=100, paid_date=day("2026-08-30"))]
    found, _ = adopted(proposal(), owing=owing)
    assert found.plans.empty
    assert found.settled == ("Acme",)


def test_it_starts_on_the_day_of_the_first_payment_that_was_offered() -> None:
    # Offered on Friday 28 August 2026; ten working days later is Friday 11 September.
    offer = {"date": day("2026-08-28"), "customer": "Acme", "action": "plan_offer"}
    found, _ = adopted(proposal(), Actions=[offer])
    days = RULES.letters.offer_days
    expected = CALENDAR.add_working_days(day("2026-08-28"), days).item()
    assert found.plans["start"].tolist() == [expected]
    late = {**offer, "date": day("2026-06-28")}
    found, _ = adopted(proposal(), Actions=[late])
    assert found.plans["start"].tolist() == [AS_OF]


def test_numbers_of_plans_are_not_used_twice() -> None:
    earlier = {"plan": "PP-20260831-01", "counterparty": "Bolt", "direction": "in",
               "principal": 10, "start": day("2026-08-31"), "instalments": 1}  # fmt: skip
    found, _ = adopted(proposal(), Plans=[earlier])
    assert found.plans["plan"].tolist() == ["PP-20260831-02"]


# Plans without a principal.


def typed(**more):
    return {
        "plan": "P", "counterparty": "Acme", "direction": "in", "start": day("2026-08-31"),
        "instalments": 2, "status": "agreed",
    } | more  # fmt: skip


def plans_of(plan, **tables):
    found = analyse(ledgers(Receivables=OWING, Plans=[plan], **tables), RULES, AS_OF)
    assert found.plans is not None
    return found


def test_a_plan_of_chosen_invoices_needs_no_principal() -> None:
    items = [{"plan": "P", "invoice": "A"}, {"plan": "P", "invoice": "B"}]
    found = plans_of(typed(), PlanItems=items)
    # 7,000 and what is open of 4,000 after 1,000.
    assert found.plans.plans["principal"].tolist() == [1_000_000]
    assert found.instalments["payment"].tolist() == [500_000, 500_000]
    assert not [f for f in found.findings if f.id.startswith("plan_")]


def test_invoices_that_name_the_plan_as_their_contract_count_too() -> None:
    owing = [invoice("A", "2026-05-01", "2026-06-01", 7_000, contract="P")]
    books = ledgers(Receivables=owing, Plans=[typed()])
    assert analyse(books, RULES, AS_OF).plans.plans["principal"].tolist() == [700_000]


def test_instalments_that_are_listed_come_first() -> None:
    rows = [{"plan": "P", "number": n, "due": day(f"2026-{8 + n:02d}-30"), "principal": 4_500}
            for n in (1, 2)]  # fmt: skip
    found = plans_of(typed(), Instalments=rows, PlanItems=[{"plan": "P", "invoice": "A"}])
    assert found.plans.plans["principal"].tolist() == [900_000]
    assert "plan_items_sum" in {f.id for f in found.findings}


def test_a_typed_principal_stays_and_a_difference_is_named() -> None:
    found = plans_of(typed(principal=6_000), PlanItems=[{"plan": "P", "invoice": "A"}])
    assert found.plans.plans["principal"].tolist() == [600_000]
    (said,) = (f for f in found.findings if f.id == "plan_items_sum")
    assert (said.details["principal"], said.details["linked"]) == (6_000, 7_000)


def test_neither_principal_nor_invoices_is_named() -> None:
    found = plans_of(typed())
    assert found.instalments.empty
    assert [f for f in found.findings if f.place.table == "tblPlans" and f.severity == "error"]


# Dates that become approvals.


def test_days_of_the_schedule_where_no_date_stands() -> None:
    rules = policy(
        "modules: [payables]\n"
        "payables: {schedule: {parts: {priorities: [flexible], from_amount: 1000, least: 100}}}"
    )
    bills = [
        bill("one", "2026-10-01", "2026-11-06", 100),
        bill("dated", "2026-10-01", "2026-11-06", 200, pay_on=day("2026-11-20")),
        bill("dated before", "2026-10-01", "2026-10-30", 300, pay_on=day("2026-10-30")),
        bill("credit", "2026-10-01", "2026-11-06", -50),
        bill("disputed", "2026-10-01", "2026-11-06", 70, dispute=True),
    ]
    books = ledgers(Bank=[balance("2026-11-02", 10_000)], Payables=bills)
    found = analyse(books, rules, day("2026-11-02"))
    dates = adopt_dates(found.payables_schedule, found.ledgers)
    assert dates.dates.index.tolist() == [1]
    frame = found.payables_schedule.frame.set_index("bill")
    assert dates.dates.iloc[0] == frame.loc["one", "pay_date"]
    assert (dates.approved, dates.in_parts) == (2, 0)

    raw = pd.DataFrame(bills)
    raw.loc[0, "pay_on"] = dates.dates.iloc[0].date()
    tables = {"tblBank": pd.DataFrame([balance("2026-11-02", 10_000)]), "tblPayables": raw}
    after = analyse(clean_ledgers(tables, "CNY"), rules, day("2026-11-02"))
    again = after.payables_schedule.frame.set_index("bill")
    assert again.loc["one", "pay_date"] == frame.loc["one", "pay_date"]
    assert again.loc["one", "reason"] == "approved"
    assert adopt_dates(after.payables_schedule, after.ledgers).dates.empty


def test_a_bill_in_parts_has_no_single_date() -> None:
    rules = policy("""
        modules: [payables]
        forecast: {receipts: due_date, floor: {method: amount, amount: 0}}
        simulation: {paths: 0}
        payables:
          schedule:
            mode: optimise
            cash: expected
            parts: {priorities: [flexible], from_amount: 1000, least: 100, most: 3}
    """)
    bills = [bill("big", "2026-10-01", "2026-11-03", 3_000, priority="flexible", late_rate=0.36)]
    owed = [invoice("I", "2026-10-01", "2026-11-10", 5_000, customer="Acme")]
    books = ledgers(Bank=[balance("2026-11-02", 1_000)], Payables=bills, Receivables=owed)
    found = analyse(books, rules, day("2026-11-02"))
    assert found.payables_schedule.frame["part"].max() > 1
    dates = adopt_dates(found.payables_schedule, found.ledgers)
    assert (len(dates.dates), dates.in_parts) == (0, 1)
