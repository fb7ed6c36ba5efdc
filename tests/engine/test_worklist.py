"""Whom to ask for money today: by grade, stage and money at risk; figures and days by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from firm import day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.calendars import calendar_of
from cashbuoy.collection.actions_log import ActionsLog, with_promises
from cashbuoy.collection.worklist import LISTED_COLUMNS, WORK_COLUMNS, Worklist, work_ahead
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.policy.models import STAGES

# A Monday; 2026-03-02 is 20 working days before it.
TODAY = day("2026-03-30")
RULES = policy()


def work(
    *invoices: dict, grades: dict[str, str] | None = None, more: str = "", broken: int = 0,
    as_of: dt.date = TODAY, **tables: list[dict],
) -> Worklist:  # fmt: skip
    """The worklist by due dates and ageing buckets; `grades` by customer."""
    books, rules = ledgers(Receivables=list(invoices), **tables), policy(more) if more else RULES
    calendar = calendar_of(rules.calendar, as_of, as_of)
    rates = Rates.of(books, "document", as_of)
    documents = with_promises(receivable_documents(books, rules, rates), books["tblActions"], as_of)
    schedules, _ = plan_schedules(books, rules.instalments, calendar, as_of)
    items = open_receivables(documents, rules, as_of, calendar, rates)
    credit = pd.DataFrame(
        {"customer": list(grades or {}), "grade": list((grades or {}).values()),
         "broken_promises": broken}
    )  # fmt: skip
    return work_ahead(items, documents, schedules, books, rules, as_of, calendar, credit)


def late(number: str, due: str, amount: float = 1_000.0, customer: str = "Acme", **more) -> dict:
    return invoice(number, "2025-11-03", due, amount, customer, **more)


def did(on: str, action: str, customer: str = "Acme", **more) -> dict:
    return {"date": day(on), "customer": customer, "action": action, **more}


def today(found: Worklist) -> dict[str, str]:
    return dict(zip(found.actions["customer"], found.actions["action"], strict=True))


def why(found: Worklist) -> dict[str, tuple[str, str, str]]:
    """Customer -> reason, next action, its day."""
    rows = found.waiting
    days = [f"{d:%Y-%m-%d}" if not pd.isna(d) else "" for d in rows["next_date"]]
    return {
        c: (r, a, d)
        for c, r, a, d in zip(
            rows["customer"], rows["reason"], rows["next_action"], days, strict=True
        )
    }


@pytest.mark.parametrize(
    ("grade", "action"), [("A", "first"), ("B", "second"), ("C", "second"), ("D", "final")]
)
def test_each_grade_is_asked_by_its_own_strategy(grade: str, action: str) -> None:
    # 20 working days late.
    assert today(work(late("A", "2026-03-02"), grades={"Acme": grade})) == {"Acme": action}


@pytest.mark.parametrize(
    ("due", "action"),
    [
        ("2026-04-07", None),  # four working days ahead: 4 to 6 April are off
        ("2026-04-03", None),
        ("2026-04-02", "note"),  # three
        ("2026-03-31", "note"),
        ("2026-03-30", "due_note"),
        ("2026-03-27", None),  # one working day late
        ("2026-03-25", "reminder"),  # three
        ("2026-03-19", "call"),  # seven
    ],
)
def test_notes_come_before_it_is_late_and_reminders_after(due: str, action: str | None) -> None:
    assert today(work(late("A", due))) == ({"Acme": action} if action else {})


def test_one_contact_a_customer_with_all_that_is_overdue_at_the_highest_stage() -> None:
    found = work(
        late("A", "2026-03-02", 500), late("B", "2026-03-26", 200), late("C", "2026-04-01", 900),
        late("N", "2026-03-20", -100),
    )  # fmt: skip
    [action] = found.actions.to_dict("records")
    assert (action["action"], action["invoices"], action["amount"]) == ("second", "A, N, B", 60_000)
    assert (action["template"], action["channel"], action["count"]) == ("second", "email", 3)


def test_money_at_risk_is_expected_loss_and_the_cost_of_waiting() -> None:
    # 31-60 days: 3 % lost; the rest comes 60 days on, at 6 % a year.
    rules = """
    receivables:
      ageing:
        - {up_to_days: 0, expected_after_days: 0, loss_rate: 0}
        - {up_to_days: null, expected_after_days: 60, loss_rate: 0.03}
    credit: {terms: {cost_of_money: 0.06}}
    """
    found = work(late("A", "2026-02-20", 10_000), more=rules)
    # 300.00 + 9,700.00 x 6 % x 60 / 365 = 300.00 + 95.67
    assert found.actions["at_risk"].tolist() == [39_567]


def test_the_list_stands_by_money_at_risk() -> None:
    found = work(
        late("A", "2026-03-02", 500, "Small"), late("B", "2026-03-02", 5_000, "Large"),
        late("C", "2026-03-26", 800, "Waits"),
    )  # fmt: skip
    assert found.actions["customer"].tolist() == ["Large", "Small"]
    assert why(found) == {"Waits": ("waits", "reminder", "2026-03-31")}


def test_what_was_done_is_not_done_again_and_the_next_stage_follows() -> None:
    a = late("A", "2026-03-02")  # grade N: second from day 20
    log = [did("2026-03-16", "first", invoices="A")]
    assert today(work(a, Actions=log)) == {"Acme": "second"}
    done = work(a, Actions=[did("2026-03-20", "second")])
    assert today(done) == {}
    # Day 30: 1 to 14 April has nine working days but for the 6th.
    assert why(done)["Acme"][:2] == ("waits", "final")
    assert today(work(a, Actions=[did("2026-03-25", "formal_demand", invoices="A")])) == {}


def test_a_demand_rests_and_nobody_is_asked_twice_on_one_day() -> None:
    a = late("A", "2026-03-02")
    assert why(work(a, Actions=[did("2026-03-26", "first")]))["Acme"] == (
        "resting", "second", "2026-04-02",
    )  # fmt: skip
    assert why(work(a, Actions=[did("2026-03-30", "dispute_reply")]))["Acme"] == (
        "asked_today", "second", "2026-03-31",
    )  # fmt: skip


def test_a_stage_never_runs_backwards_when_the_grade_gets_better() -> None:
    a, log = late("A", "2026-03-02"), [did("2026-03-10", "final", invoices="A")]
    assert today(work(a, Actions=log, grades={"Acme": "D"})) == {"Acme": "stop_shipment"}
    assert today(work(a, Actions=log, grades={"Acme": "A"})) == {}


def test_what_had_a_harsher_stage_is_left_out_of_a_milder_one() -> None:
    old, new = late("A", "2026-01-26"), late("B", "2026-03-25", 300)
    found = work(old, new, Actions=[did("2026-03-10", "formal_demand", invoices="A")])
    assert found.actions[["action", "invoices", "amount"]].values.tolist() == [
        ["reminder", "B", 30_000]
    ]


def test_a_promise_holds_and_is_followed_up_on_the_working_day_after() -> None:
    ahead = work(late("A", "2026-03-02", promise_date=day("2026-04-03")))
    # Friday 3 April; 4 to 6 April are off.
    assert why(ahead)["Acme"] == ("promised", "promise", "2026-04-07")
    on_friday = late("A", "2026-03-02", promise_date=day("2026-03-27"))
    assert today(work(on_friday)) == {"Acme": "promise"}
    assert why(work(on_friday, as_of=day("2026-03-27")))["Acme"][2] == "2026-03-30"
    # Asked on the Monday already: the stages go on.
    asked = work(on_friday, as_of=day("2026-03-31"), Actions=[did("2026-03-30", "promise")])
    assert today(asked) == {"Acme": "second"}


def test_a_promise_in_the_log_counts_and_broken_ones_wear_out_trust() -> None:
    log = [did("2026-03-20", "call", promise_date=day("2026-04-10"))]
    a = late("A", "2026-03-02")
    assert why(work(a, Actions=log))["Acme"][0] == "promised"
    tired = work(a, Actions=log, grades={"Acme": "D"}, broken=3)
    assert today(tired) == {"Acme": "final"}


def test_a_debt_is_handed_over_after_the_formal_demand_abroad_to_the_partner() -> None:
    a = late("A", "2025-12-01", 50_000)
    customers = [{"customer": "Acme", "country": "DE"}]
    rules = "dunning: {partners: {abroad: Fern Inkasso}}"
    assert today(work(a)) == {"Acme": "formal_demand"}
    log = [did("2026-03-02", "formal_demand")]
    assert today(work(a, Actions=log)) == {"Acme": "court"}
    over = work(a, Actions=log, Customers=customers, more=rules)
    assert over.actions[["action", "partner", "template"]].values.tolist() == [
        ["partner", "Fern Inkasso", "hand_over"]
    ]
    log.append(did("2026-03-16", "partner"))
    assert why(work(a, Actions=log, Customers=customers))["Acme"][0] == "handed_over"


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([late("A", "2026-03-02", dispute="yes")], "disputed"),
        ([late("A", "2026-03-02"), late("C", "2026-03-02", -1_500)], "credit"),
        ([late("A", "2026-05-02")], "not_due"),
    ],
)
def test_who_is_not_asked_has_a_reason(rows: list[dict], reason: str) -> None:
    found = work(*rows)
    assert not len(found.actions)
    assert why(found)["Acme"][0] == reason


def test_a_missed_instalment_is_asked_for_and_planned_invoices_are_not() -> None:
    plan = [
        {"plan": "P", "counterparty": "Acme", "direction": "in", "principal": 3_000,
         "start": day("2026-02-26"), "instalments": 3, "frequency": "monthly",
         "method": "equal_principal", "rate": 0, "status": "current"}
    ]  # fmt: skip
    books = ledgers(
        Receivables=[late("A", "2026-01-05", 3_000, contract="P")],
        Plans=plan,
        Bank=[{"date": TODAY, "account": "Main", "balance": 1}],
    )
    found = analyse(books, RULES, TODAY)
    assert today(found.worklist) == {"Acme": "instalment"}
    assert found.worklist.items["source"].tolist() == ["tblPlans"]
    assert all(total.holds for total in found.controls)


def test_a_log_may_name_invoices_or_all_of_them() -> None:
    books = ledgers(
        Actions=[
            did("2026-03-10", "first", invoices="A、 B；X-1, … (9)"),
            did("2026-03-11", "second", invoices="A，C"),
        ]
    )
    log = ActionsLog.of(books["tblActions"], TODAY)
    assert log.rows["every"].tolist() == [True, False]
    assert log.named["document"].tolist() == ["A", "C"]


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[dict], str, list[int]]:
    """A few invoices of two customers, a grade, and on which days the list is worked off."""
    days = st.integers(0, 150)
    rows = [
        late(f"R{i}", f"{day('2025-11-10') + dt.timedelta(draw(days))}", draw(st.integers(50, 9_000)),
             draw(st.sampled_from(["Acme", "Bolt"])))
        for i in range(draw(st.integers(1, 4)))
    ]  # fmt: skip
    return (
        rows,
        draw(st.sampled_from("ABCDN")),
        draw(st.lists(st.booleans(), min_size=8, max_size=8)),
    )


@settings(max_examples=6, deadline=None)
@given(histories())
def test_stages_rise_and_a_customer_is_asked_once_a_day_and_sums_agree(history) -> None:
    rows, grade, works = history
    grades = {"Acme": grade, "Bolt": grade}
    log: list[dict] = []
    done: dict[str, int] = {}
    on = day("2026-01-26")
    for works_today in works:
        on += dt.timedelta(14)
        found = work(*rows, as_of=on, grades=grades, Actions=log)
        assert list(found.actions.columns) == list(WORK_COLUMNS)
        assert list(found.items.columns) == list(LISTED_COLUMNS)
        assert found.items["open_base"].sum() == found.actions["amount"].sum()
        assert found.actions["customer"].is_unique
        assert not set(found.actions["customer"]) & set(found.waiting["customer"])
        if not works_today:
            continue
        for at, action in found.actions.iterrows():
            kind = action["action"]
            stage = STAGES.index("hand_over" if kind in ("court", "partner") else kind)
            for number in found.items[found.items["action"] == at]["document"]:
                assert stage >= done.get(number, -1)
                done[number] = stage
            log.append(
                {"date": on, "customer": action["customer"], "action": kind,
                 "invoices": action["invoices"]}
            )  # fmt: skip
        again = work(*rows, as_of=on, grades=grades, Actions=log)
        assert not len(again.actions)
