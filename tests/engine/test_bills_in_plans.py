"""Bills under a plan of our own: paid by its instalments, and not twice."""

from __future__ import annotations

import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse

AS_OF = day("2026-11-02")
PLAN = {
    "plan": "P", "counterparty": "Steel", "direction": "out", "principal": 900,
    "start": day("2026-10-20"), "instalments": 3, "frequency": "monthly",
    "method": "equal_principal", "rate": 0.0, "status": "current",
}  # fmt: skip
BILLS = [
    bill("A", "2026-08-01", "2026-09-15", 600),
    bill("B", "2026-08-10", "2026-09-30", 300, dispute="yes"),
    bill("A", "2026-08-01", "2026-11-10", 50, "Paper"),  # the same number, of another supplier
]
ITEMS = [{"plan": "P", "invoice": "A"}, {"plan": "P", "invoice": "B"}]


def analysed(items: list[dict], plan: dict = PLAN, modules: str = "plans, payables", **more):
    found = ledgers(
        Bank=[balance("2026-11-02", 5_000)], Payables=BILLS, Plans=[plan], PlanItems=items, **more
    )
    rules = f"modules: [{modules}]\nsimulation: {{paths: 0}}\nrolling: {{reconstruct: 0}}"
    return analyse(found, policy(rules), AS_OF)


def paid_to_steel(analysis: Analysis) -> int:
    own = analysis.events[analysis.events["counterparty"] == "Steel"]
    return -int(own["amount"].sum())


def ids(analysis: Analysis) -> set[str]:
    return {f.id for f in analysis.findings}


def test_the_plan_pays_its_bills_and_they_are_not_paid_as_well():
    analysis = analysed(ITEMS)
    assert paid_to_steel(analysis) == 90_000
    assert analysis.payables["status"].tolist() == ["plan", "plan", "forecast"]
    assert [c.id for c in analysis.controls if not c.holds] == []
    parts = next(c.parts for c in analysis.controls if c.id == "open_payables")
    assert (parts["plan"], parts["dispute"], parts["in_horizon"]) == (90_000, 0, 5_000)
    schedule = analysis.payables_schedule
    assert schedule is not None
    assert schedule.frame["bill"].tolist() == ["A"]
    assert schedule.frame["supplier"].tolist() == ["Paper"]
    assert schedule.left_out["reason"].tolist() == ["plan", "plan"]
    assert not ids(analysis) & {"own_plan_bills", "unknown_plan_invoice"}


def test_a_plan_without_its_bills_is_told_for_it_would_be_paid_twice():
    analysis = analysed([])
    assert paid_to_steel(analysis) == 90_000 + 60_000  # B is in dispute
    told = next(f for f in analysis.findings if f.id == "own_plan_bills")
    assert told.details == {"plan": "P", "creditor": "Steel", "count": 1, "amount": 600.0}


def test_bills_of_later_are_no_part_of_it():
    later = {**PLAN, "start": day("2026-07-20")}
    assert "own_plan_bills" not in ids(analysed([], later))


@pytest.mark.parametrize("status", ["draft", "written_off"])
def test_under_a_plan_that_is_not_in_force_bills_are_bills(status):
    assert paid_to_steel(analysed(ITEMS, {**PLAN, "status": status})) == 60_000


def test_with_the_module_off_bills_are_bills():
    assert paid_to_steel(analysed(ITEMS, modules="payables")) == 60_000


def test_an_invoice_of_the_same_number_stays_the_customers():
    sold = [invoice("A", "2026-10-01", "2026-11-20", 700)]
    analysis = analysed(ITEMS, Receivables=sold)
    assert analysis.receivables["status"].tolist() == ["forecast"]
