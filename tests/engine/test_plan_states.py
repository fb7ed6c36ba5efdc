"""The state of a plan from day to day, and the log that keeps it."""

from __future__ import annotations

import pandas as pd
import pytest
from firm import day, ledgers, policy

from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.states import FOLLOWS, change_lines, plan_states

GRACE = 10


def book(status="current", paid=(), **more):
    """1,000 a month on 15 June (a Monday), 15 July and 17 August (rolled); `paid`: (amount, day)."""
    parts = [
        {"plan": "P", "number": n, "due": day(due), "principal": 1000, "interest": 10}
        for n, due in enumerate(("2026-06-15", "2026-07-15", "2026-08-15"), 1)
    ]
    for part, (amount, on) in zip(parts, paid, strict=False):
        part |= {"paid": amount, "paid_date": day(on)}
    terms = {
        "plan": "P", "counterparty": "Acme", "direction": "in", "principal": 3000,
        "start": day("2026-05-15"), "instalments": 3, "method": "custom", "status": status,
    }  # fmt: skip
    return ledgers(Plans=[terms | more], Instalments=parts)


def states(found, as_of):
    rules = policy()
    calendar = calendar_of(rules.calendar, day(as_of), day(as_of))
    schedule, _ = plan_schedules(found, rules.instalments, calendar, day(as_of), PLAN_STATES)
    return plan_states(found["tblPlans"], schedule, GRACE, day(as_of))


ON_TIME = [(1010, "2026-06-15"), (1010, "2026-07-14"), (1010, "2026-08-17")]


@pytest.mark.parametrize(
    ("status", "paid", "as_of", "state", "since", "because"),
    [
        ("current", [], "2026-05-10", "agreed", "2026-05-10", "agreement"),
        ("current", [], "2026-06-15", "current", "2026-05-15", "began"),
        ("current", [], "2026-06-16", "in_grace", "2026-06-16", "missed"),
        ("current", [], "2026-06-25", "in_grace", "2026-06-16", "missed"),
        ("current", [], "2026-06-26", "broken", "2026-06-26", "grace_over"),
        ("current", [], "2026-07-30", "broken", "2026-06-26", "grace_over"),
        ("current", [(1009.99, "2026-06-15")], "2026-06-20", "in_grace", "2026-06-16", "missed"),
        ("current", [(1010, "2026-07-01")], "2026-07-10", "current", "2026-07-01", "caught_up"),
        ("current", ON_TIME, "2026-08-31", "completed", "2026-08-17", "all_paid"),
        # A payment that came later is not known yet.
        ("current", [(1010, "2026-07-01")], "2026-06-28", "broken", "2026-06-26", "grace_over"),
        ("draft", [], "2026-07-10", "draft", "2026-07-10", "decided"),
        ("broken", [(1010, "2026-06-15")], "2026-06-20", "broken", "2026-06-20", "decided"),
        ("broken", ON_TIME, "2026-08-31", "completed", "2026-08-17", "all_paid"),
        ("replanned", [], "2026-07-10", "replanned", "2026-07-10", "decided"),
        ("written_off", [], "2026-07-10", "written_off", "2026-07-10", "decided"),
    ],
)
def test_the_state_follows_from_payments_days_and_decisions(
    status, paid, as_of, state, since, because
):
    found = states(book(status, paid), as_of).iloc[0]
    assert (found["state"], f"{found['since']:%Y-%m-%d}", found["because"]) == (
        state, since, because,
    )  # fmt: skip


def test_arrears_and_grace():
    found = states(book(paid=[(500, "2026-06-15")]), "2026-07-20").iloc[0]
    assert (found["missed"], found["arrears"]) == (2, 51_000 + 101_000)
    assert f"{found['missed_on']:%m-%d} {found['grace_ends']:%m-%d}" == "06-15 06-25"


def log(lines):
    columns = ("date", "plan", "before", "after", "because")
    rows = [{name: getattr(line, name) for name in columns} for line in lines]
    return ledgers(PlanChanges=rows)["tblPlanChanges"]


def test_a_life_is_logged_with_its_days_and_a_second_refresh_adds_nothing():
    kept = ledgers()["tblPlanChanges"]
    paid = [(1010, "2026-07-01"), (1010, "2026-07-15"), (1010, "2026-08-17")]
    for as_of in (
        "2026-06-01",
        "2026-06-20",
        "2026-06-30",
        "2026-07-02",
        "2026-08-20",
        "2026-08-20",
    ):
        lines, odd = change_lines(kept, states(book(paid=paid), as_of), day(as_of))
        assert not odd
        kept = log(lines)
    assert [(f"{c.date:%m-%d}", c.before, c.after) for c in lines] == [
        ("05-15", "", "current"),
        ("06-16", "current", "in_grace"),
        ("06-26", "in_grace", "broken"),
        ("07-01", "broken", "current"),
        ("08-17", "current", "completed"),
    ]


def test_lines_are_kept_also_of_plans_that_are_gone_and_of_later_days():
    kept = ledgers(
        PlanChanges=[
            {"date": day("2026-01-05"), "plan": "Gone", "after": "completed"},
            {"date": day("2026-12-05"), "plan": "P", "before": "current", "after": "broken"},
        ]
    )["tblPlanChanges"]
    lines, _ = change_lines(kept, states(book(), "2026-06-01"), day("2026-06-01"))
    assert [(c.plan, c.after) for c in lines] == [
        ("Gone", "completed"), ("P", "current"), ("P", "broken"),
    ]  # fmt: skip


def test_a_change_that_cannot_follow_is_noted_and_named():
    done = ledgers(PlanChanges=[{"date": day("2026-05-20"), "plan": "P", "after": "written_off"}])
    lines, odd = change_lines(
        done["tblPlanChanges"], states(book(), "2026-06-20"), day("2026-06-20")
    )
    assert lines[-1].after == "in_grace"
    assert [f.id for f in odd] == ["plan_odd_change"]
    assert odd[0].details["before"] == "written_off"


def test_every_state_can_be_reached_and_ends_are_ends():
    assert set(FOLLOWS) == {"", *PLAN_STATES}
    assert all(set(after) <= set(PLAN_STATES) for after in FOLLOWS.values())
    reached, ahead = {""}, [""]
    while ahead:
        new = set(FOLLOWS[ahead.pop()]) - reached
        reached |= new
        ahead += new
    assert reached == set(FOLLOWS)


def test_plans_without_instalments_are_not_taken_as_paid():
    nothing = ledgers(
        Plans=[{"plan": "P", "counterparty": "Acme", "direction": "in", "principal": 10,
                "start": day("2026-05-15"), "instalments": 3, "method": "custom"}]
    )  # fmt: skip
    assert states(nothing, "2026-06-20")["state"].tolist() == ["current"]
    assert isinstance(states(ledgers(), "2026-06-20"), pd.DataFrame)
