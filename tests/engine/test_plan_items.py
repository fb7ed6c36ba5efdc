"""Which instalment settles which invoice: by hand, and parts that add up for any plan."""

from __future__ import annotations

import pandas as pd
from firm import day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.plan_items import (
    allocate,
    latest_versions,
    plan_items,
    rows_in_plans,
    with_inherited,
)

AS_OF = day("2026-08-31")


def items(*rows):
    return pd.DataFrame(
        [
            {"plan": p, "invoice": i, "row": at, "amount": a, "instalment": n}
            for at, (p, i, a, n) in enumerate(rows, 1)
        ]
    )


def slots(*rows):
    return pd.DataFrame(rows, columns=["plan", "number", "principal"])


def settled(found):
    return list(found[["number", "invoice", "amount"]].itertuples(index=False, name=None))


def test_the_oldest_invoice_is_settled_first():
    found = allocate(
        items(("P", "old", 150, -1), ("P", "new", 150, -1)),
        slots(("P", 0, 50), ("P", 1, 125), ("P", 2, 125)),
    )
    assert settled(found) == [
        (0, "old", 50), (1, "old", 100), (1, "new", 25), (2, "new", 125),
    ]  # fmt: skip


def test_an_invoice_agreed_for_an_instalment_is_settled_by_it_as_far_as_it_goes():
    found = allocate(
        items(("P", "old", 100, 2), ("P", "new", 200, -1)),
        slots(("P", 1, 150), ("P", 2, 150)),
    )
    assert settled(found) == [(1, "new", 150), (2, "old", 100), (2, "new", 50)]
    too_large = allocate(
        items(("P", "A", 100, 1), ("P", "B", 60, 1)), slots(("P", 1, 120), ("P", 2, 40))
    )
    assert settled(too_large) == [(1, "A", 100), (1, "B", 20), (2, "B", 40)]


def test_plans_do_not_mix_and_what_has_no_counterpart_is_left_out():
    found = allocate(
        items(("P", "A", 500, -1), ("Q", "B", 10, -1), ("R", "C", 10, -1)),
        slots(("P", 1, 100), ("Q", 1, 40)),
    )
    assert found[["plan", "invoice", "amount"]].to_numpy().tolist() == [
        ["P", "A", 100],
        ["Q", "B", 10],
    ]


amounts = st.lists(st.integers(1, 10**9), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(amounts, amounts, st.data())
def test_parts_add_up_to_the_cent_on_both_sides(invoices, instalments, data):
    numbers = st.integers(-1, len(instalments) - 1)
    listed = items(*(("P", f"I{k}", a, data.draw(numbers)) for k, a in enumerate(invoices)))
    found = allocate(listed, slots(*(("P", n, p) for n, p in enumerate(instalments))))
    assert (found["amount"] > 0).all()
    assert found["amount"].sum() == min(sum(invoices), sum(instalments))
    by_invoice = found.groupby("invoice")["amount"].sum()
    assert all(by_invoice.get(f"I{k}", 0) <= a for k, a in enumerate(invoices))
    by_number = found.groupby("number")["amount"].sum()
    assert all(by_number.get(n, 0) <= p for n, p in enumerate(instalments))


def books(**more):
    return ledgers(
        Receivables=[
            invoice("A", "2026-01-01", "2026-02-01", 300, paid=100, paid_date=day("2026-03-01")),
            invoice("B", "2026-01-01", "2026-01-20", 200, paid=50, paid_date=day("2026-07-20")),
            invoice("C", "2026-01-01", "2026-03-01", 400, contract="P1"),
            invoice("D", "2026-01-01", "2026-04-01", 900),
        ],
        Plans=[plan("P1"), *more.pop("plans", [])],
        PlanItems=[{"plan": "P1", "invoice": "A"}, {"plan": "P1", "invoice": "B"},
                   {"plan": "P1", "invoice": "C", "amount": 150, "instalment": 2}],
        **more,
    )  # fmt: skip


def plan(name, **more):
    return {
        "plan": name, "counterparty": "Acme", "direction": "in", "principal": 550,
        "start": day("2026-06-15"), "instalments": 3, "status": "current",
    } | more  # fmt: skip


def documents(found):
    rules = policy()
    return receivable_documents(found, rules, Rates.of(found, "document", AS_OF))


def test_the_amount_is_what_was_open_when_the_plan_began():
    found = books()
    chosen = plan_items(documents(found), found)
    # A had been paid in part before, B was paid in part under the plan; C is in with 150.
    assert chosen[["invoice", "amount", "instalment"]].to_numpy().tolist() == [
        ["B", 20000, -1], ["A", 20000, -1], ["C", 15000, 2],
    ]  # fmt: skip


def in_plans(found):
    rules = policy()
    calendar = calendar_of(rules.calendar, AS_OF, AS_OF)
    schedule, _ = plan_schedules(found, rules.instalments, calendar, AS_OF)
    return rows_in_plans(documents(found), found, schedule, rules).tolist()


def test_invoices_of_plans_in_force_are_in_plans_also_through_the_next_version():
    assert in_plans(books()) == [1, 2, 3]
    broken = books()
    broken.tables["tblPlans"]["status"] = "broken"
    assert in_plans(broken) == []
    renewed = books(plans=[plan("P2", replaces="P1", start=day("2026-08-01"))])
    renewed.tables["tblPlans"].loc[0, "status"] = "replanned"
    assert in_plans(renewed) == [1, 2, 3]


def test_the_next_version_takes_over_what_was_left_of_the_invoices():
    plans = pd.DataFrame({"plan": ["P1", "P2", "P3"], "replaces": ["", "P1", "P2"]})
    listed = items(("P1", "A", 100, -1), ("P1", "B", 200, 1))
    found = with_inherited(listed, plans, pd.Series({"P1": 130, "P2": 70}))
    left = {p: dict(zip(r["invoice"], r["amount"], strict=True)) for p, r in found.groupby("plan")}
    assert left == {"P1": {"A": 100, "B": 200}, "P2": {"B": 170}, "P3": {"B": 100}}
    assert latest_versions(plans) == {"P1": "P3", "P2": "P3", "P3": "P3"}


def test_versions_that_run_in_a_circle_come_to_an_end():
    circle = pd.DataFrame({"plan": ["P", "Q"], "replaces": ["Q", "P"]})
    assert set(latest_versions(circle)) == {"P", "Q"}
