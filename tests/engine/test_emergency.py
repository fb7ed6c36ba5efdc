"""States of the emergency plan: they begin at once, and leaving takes longer than entering."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import bill, day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.calendars import calendar_of
from cashbuoy.warning.checklist import Task, next_tasks, read_tasks
from cashbuoy.warning.emergency import (
    Conditions,
    StateLine,
    next_state,
    read_states,
    state_log,
)

POLICY = policy(profile="basic")
PLAN = POLICY.emergency  # watch 14 days, exit 14 days, recovery 60 days
CALENDAR = calendar_of(POLICY.calendar, day("2026-01-01"), day("2027-12-31"))
START = day("2026-06-01")
CALM = Conditions((), (), safe=True)
UNSAFE = Conditions((), (), safe=False)
AMBER = Conditions(("dso_rising",), (), safe=True)
RED = Conditions(("cash_below_zero",), ("cash_below_zero",), safe=False)


def lived(days: list[Conditions]) -> list[StateLine]:
    """The state of every day when the workbook is refreshed daily."""
    lines: list[StateLine] = []
    for n, today in enumerate(days):
        before = lines[-1] if lines else None
        lines.append(next_state(before, today, PLAN, START + dt.timedelta(days=n)))
    return lines


def told(days: list[Conditions]) -> list[tuple[int, str]]:
    """Days on which the state changed, counted from 0, the first day's state among them."""
    lines = lived(days)
    return [
        (n, line.state)
        for n, line in enumerate(lines)
        if n == 0 or line.state != lines[n - 1].state
    ]


@pytest.mark.parametrize(
    ("days", "states"),
    [
        ([CALM] * 3, [(0, "normal")]),
        ([CALM, AMBER, CALM], [(0, "normal"), (1, "watch")]),
        # Watch holds for 14 days after the cause was last there, on day 0.
        ([AMBER, *[CALM] * 13], [(0, "watch")]),
        ([AMBER, *[CALM] * 14], [(0, "watch"), (14, "normal")]),
        ([AMBER, RED], [(0, "watch"), (1, "emergency")]),
        ([RED, *[CALM] * 13], [(0, "emergency")]),
        ([RED, *[CALM] * 14], [(0, "emergency"), (14, "recovery")]),
        ([RED, *[UNSAFE] * 30], [(0, "emergency")]),  # cash is not safely above the floor
        ([RED, *[UNSAFE] * 20, CALM], [(0, "emergency"), (21, "recovery")]),
        ([RED, *[CALM] * 14, RED], [(0, "emergency"), (14, "recovery"), (15, "emergency")]),
        ([RED, *[CALM] * 60], [(0, "emergency"), (14, "recovery"), (60, "normal")]),
        # A cause for watch during recovery starts its 60 days anew.
        (
            [RED, *[CALM] * 29, AMBER, *[CALM] * 60],
            [(0, "emergency"), (14, "recovery"), (90, "normal")],
        ),
    ],
)
def test_states_begin_at_once_and_end_later(days, states) -> None:
    assert told(days) == states


def test_a_plan_begins_with_the_first_day_that_is_not_normal() -> None:
    lines = lived([CALM, AMBER, RED, *[CALM] * 80])
    assert [line.started for line in lines[:3]] == [None, day("2026-06-02"), day("2026-06-02")]
    assert lines[2].since == day("2026-06-03")
    assert lines[2].causes == ("cash_below_zero",)
    assert (lines[-1].state, lines[-1].started) == ("normal", None)


@pytest.mark.parametrize("gap", [1, 7, 30])
def test_a_firm_that_refreshes_rarely_leaves_by_the_calendar(gap: int) -> None:
    before = next_state(None, RED, PLAN, START)
    later = next_state(before, CALM, PLAN, START + dt.timedelta(days=gap))
    assert later.state == ("recovery" if gap >= 14 else "emergency")


any_day = st.sampled_from([CALM, UNSAFE, AMBER, RED])


@settings(max_examples=80, deadline=None)
@given(st.lists(any_day, min_size=1, max_size=120))
def test_an_emergency_is_never_missed_nor_left_early(days) -> None:
    lines = lived(days)
    for n, (today, line) in enumerate(zip(days, lines, strict=True)):
        assert (line.state == "emergency") >= bool(today.emergency)
        left = n > 0 and lines[n - 1].state == "emergency" and line.state != "emergency"
        if left:
            assert line.state == "recovery"
            assert not any(d.emergency for d in days[max(0, n - 13) : n + 1])
        assert (line.started is None) == (line.state == "normal")


def test_the_log_keeps_every_change_and_the_latest_day() -> None:
    lines = lived([CALM, AMBER, AMBER, AMBER, RED, RED])
    log: tuple[StateLine, ...] = ()
    for line in lines:
        log = state_log(tuple(x for x in log if x.date < line.date), line)
    assert [(f"{x.date:%d}", x.state) for x in log] == [
        ("02", "watch"), ("04", "watch"), ("05", "emergency"), ("06", "emergency"),
    ]  # fmt: skip
    rows = [
        {
            "date": x.date,
            "state": x.state,
            "since": x.since,
            "started": x.started,
            "causes": ", ".join(x.causes),
            "met_on": x.met_on,
        }
        for x in log
    ]
    assert read_states(ledgers(States=rows), day("2026-06-30")) == log
    assert read_states(ledgers(States=rows), day("2026-06-06")) == log[:-1]


def test_a_firm_that_was_always_normal_has_no_log() -> None:
    assert state_log((), lived([CALM])[0]) == ()


def tasks(state: StateLine, known: tuple[Task, ...] = (), effects=None) -> tuple[Task, ...]:
    return next_tasks(known, state, PLAN, effects or {}, CALENDAR)


def test_a_watch_lists_what_the_policy_says_and_an_emergency_the_rest() -> None:
    watch, emergency = lived([AMBER, RED])
    early = tasks(watch)
    assert [t.task for t in early] == ["collect_first", "stop_spending", "talk_to_insurer"]
    assert {t.started for t in early} == {START}
    all_of_them = tasks(emergency, early)
    assert {t.task for t in all_of_them} == set(PLAN.actions)
    assert all_of_them[:3] == early
    # 1 June 2026 is a Monday; two working days on is Wednesday, five from Tuesday the 9th.
    due = {t.task: t.due for t in all_of_them}
    assert due["collect_first"] == "2026-06-03"
    assert due["renegotiate_terms"] == "2026-06-09"


def test_what_the_user_wrote_stays() -> None:
    (_, emergency) = lived([AMBER, RED])
    first = tasks(emergency, effects={"draw_lines": 100.0})
    mine = Task(START, "sell the van", "Sell the van", "Li", "soon", "half done", effect=500.0)
    edited = [
        Task(**{**vars(t), "owner": "Wang", "progress": "已完成", "done_on": "4 June"})
        if t.task == "draw_lines"
        else t
        for t in first
    ]
    again = tasks(emergency, (*edited, mine), {"draw_lines": 0, "collect_first": 70})
    by_name = {t.task: t for t in again}
    assert len(again) == len(edited) + 1
    assert by_name["draw_lines"].owner == "Wang"
    assert by_name["draw_lines"].effect == 100  # done: what it was then
    assert by_name["collect_first"].effect == 70
    assert by_name["sell the van"] == mine
    assert (mine.state, mine.due_on) == ("to_do", None)
    assert tasks(emergency, again, {"draw_lines": 0, "collect_first": 70}) == again


def test_a_plan_of_today_that_does_not_stand_takes_its_untouched_lines_along() -> None:
    (emergency,) = lived([RED])
    (normal,) = lived([CALM])
    first = tasks(emergency)
    touched = Task(**{**vars(first[0]), "note": "called the bank"})
    assert tasks(normal, (touched, *first[1:])) == (touched,)


def test_words_of_the_policy_in_either_language_are_the_policys() -> None:
    action = PLAN.actions["draw_lines"]
    rows = [
        {"started": START, "task": "draw_lines", "title": action.title.zh, "owner": "Wang",
         "progress": "Done", "due": day("2026-06-09"), "effect": 12.5},
        {"note": "ring the landlord"},
        {"started": START, "task": "own", "title": "Own", "owner": action.owner.en},
    ]  # fmt: skip
    first, undated, second = read_tasks(ledgers(Tasks=rows), PLAN)
    assert (first.title, first.owner, first.state, first.effect) == ("", "Wang", "done", 12.5)
    assert first.due_on == day("2026-06-09")
    assert undated == Task(None, "", note="ring the landlord")
    joined = tasks(lived([RED])[0], (undated,))
    assert joined[0] == Task(START, "", note="ring the landlord")
    assert (second.title, second.owner, second.state) == ("Own", action.owner.en, "to_do")


def test_a_firm_that_runs_out_of_cash_is_in_an_emergency_with_its_cash_effects() -> None:
    # Cash 100; 40 overdue since May; a flexible bill of 500 due in a week.
    tables = {
        "Bank": [{"date": START, "account": "Main", "balance": 100}],
        "Receivables": [invoice("A", "2026-04-01", "2026-05-01", 40)],
        "Payables": [bill("B", "2026-05-20", "2026-06-08", 500, priority="flexible")],
    }
    plan = analyse(ledgers(**tables), policy(profile="basic"), START).emergency
    assert plan.state == "emergency"
    assert "cash_below_zero" in plan.now.causes
    effects = {t.task: t.effect for t in plan.current}
    assert effects["renegotiate_terms"] == 500
    assert 0 < effects["collect_first"] <= 40
    assert effects["daily_cash"] is None
