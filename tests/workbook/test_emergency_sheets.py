"""The emergency plan's sheets: the page to print, its tasks, its log, the log of warnings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cashbuoy.ledger.schema import STATES, TASKS, WARNING_LOG
from cashbuoy.warning.checklist import Task
from cashbuoy.warning.emergency import StateLine
from cashbuoy_workbook import emergency_log
from cashbuoy_workbook.sheets import emergency
from workbook.builders import block, cells, fills, row_titled, sheet, small_firm, view

PLAN = small_firm().emergency
TODAY = small_firm().as_of


def with_tasks(*tasks: Task):
    return view(replace(small_firm(), emergency=replace(PLAN, tasks=tasks)))


def test_the_page_counts_what_is_done_and_marks_what_is_late() -> None:
    late = Task(TODAY, "draw_lines", due="2026-11-20", effect=1234.5)
    done = Task(TODAY, "talk_to_bank", owner="Wang", progress="done", note="met on Friday")
    own = Task(TODAY, "", title="Sell the van", due="before spring")
    page = emergency.render(with_tasks(late, done, own))
    found = cells(page)
    title = row_titled(page, "Checklist: 1 of 3 done")
    assert found[title + 2, 0] == "▲ LATE"
    assert found[title + 2, 1] == PLAN_TITLES["draw_lines"].en
    assert found[title + 2, 3] == dt.date(2026, 11, 20)
    assert found[title + 2, 4] == 1234.5
    assert [found[title + 3, c] for c in (0, 2, 5)] == ["● Done", "Wang", "met on Friday"]
    assert [found[title + 4, c] for c in (0, 1, 3)] == ["☐ To do", "Sell the van", "before spring"]
    assert fills(page)[title + 2, 0] == "red"
    assert page.pages_tall == 1


PLAN_TITLES = {n: a.title for n, a in small_firm().policy.emergency.actions.items()}


def test_the_page_tells_how_the_plan_came_and_how_it_ends() -> None:
    before = StateLine(dt.date(2026, 11, 2), "watch", dt.date(2026, 11, 2), dt.date(2026, 11, 2),
                       ("dso_rising",), dt.date(2026, 11, 2))  # fmt: skip
    now = replace(PLAN.now, causes=("cash_below_zero", "programmes", "gone_rule"))
    plan = replace(PLAN, now=now, log=(before, now))
    page = emergency.render(view(replace(small_firm(), emergency=plan)))
    texts = "\n".join(str(v) for v in cells(page).values())
    assert "Cause: Cash runs out, 3+1 monitor: cost and collection programmes, gone_rule" in texts
    assert "History: 2026-11-02 watch → 2026-11-23 emergency" in texts
    assert "14 days after its cause" in texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tasks_are_the_users_in_yellow(language) -> None:
    task = Task(TODAY, "draw_lines", owner="Wang", due="soon", progress="half", effect=5.0)
    shown = emergency_log.tasks_sheet(
        replace(with_tasks(task, Task(TODAY, "talk_to_bank", progress="done")), language=language)
    )
    rows = block(shown, "cb_Tasks")
    action = PLAN_TITLES["draw_lines"]
    title = action.zh if language == "zh" else action.en
    assert rows.values[0] == (TODAY, "draw_lines", title, "Wang", "soon", "half", None, 5.0, None)
    assert rows.values[1][5] == ("已完成" if language == "zh" else "Done")
    assert rows.styles[0][2:7] == (
        "text_input", "text_input", "text_input", "choice_input", "date_input",
    )  # fmt: skip
    (choice,) = shown.choices
    assert choice.first_column == [c.name for c in TASKS.columns].index("progress")
    assert len(choice.options) == 4


def test_logs_stand_as_keys_that_are_read_again_in_either_language() -> None:
    for language in ("en", "zh"):
        states = block(sheet("States", language), "cb_States").values
        assert states[-1][1] == "emergency"
        assert states[-1][6].startswith("emergency · " if language == "en" else "应急 · ")
        log = block(sheet("WarningLog", language), "cb_WarningLog")
        assert {row[3] for row in log.values} <= {"red", "amber", "green"}
        assert set(log.fills) <= {"red", "amber", "green"}
        words = {row[1]: row[8] for row in log.values}
        assert words["cash_below_zero"] == (
            "▲ red · Cash runs out" if language == "en" else "▲ 红 · 现金将耗尽"
        )
    assert [t.name for t in sheet("WarningLog").tables] == [WARNING_LOG.name]
    assert [t.name for t in sheet("States").tables] == [STATES.name]
