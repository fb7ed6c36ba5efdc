"""The sheets States and Tasks: how the emergency plan went, and what is still to be done."""

from __future__ import annotations

from cashbuoy.ledger.schema import CHOICE_LABELS, STATES, TASKS
from cashbuoy.ledger.schema.choices import TASK_STATES
from cashbuoy.policy.models import EmergencyAction
from cashbuoy.warning.checklist import Task, as_date
from cashbuoy_workbook.blocks import Cell, Choice, Sheet
from cashbuoy_workbook.log_sheet import TITLE_ROW, log_sheet
from cashbuoy_workbook.sheets.view import View

_STATE_STYLES = ("date_grid", "text_grid", "date_grid", "date_grid", "cell", "date_grid")
_PROGRESS, _LAST = 5, len(TASKS.columns) - 1
# Rows below the list that take lines of the user's own.
_MORE_ROWS = 40


def states_sheet(view: View) -> Sheet:
    """The log of states. States and causes stand as their keys, so that the next refresh reads them
    in either language."""
    rows: list[tuple[Cell, ...]] = [
        (line.date, line.state, line.since, line.started, ", ".join(line.causes), line.met_on)
        for line in view.analysis.emergency.log
    ]
    return log_sheet(
        view, "States", STATES, rows, (_STATE_STYLES,) * len(rows), (13, 14, 13, 18, 70, 20)
    )


def tasks_sheet(view: View) -> Sheet:
    """Every task, the user's own words as they were written."""
    tasks = view.analysis.emergency.tasks
    rows = [_row(view, task) for task in tasks]
    styles = tuple(_styles(view, task) for task in tasks)
    words = tuple(progress_word(view, state) for state in TASK_STATES)
    first = TITLE_ROW + 1
    last = first + len(rows) + _MORE_ROWS
    choices = (Choice(first, _PROGRESS, last, _PROGRESS, "list", words),)
    widths = (14, 18, 58, 14, 13, 13, 13, 20, 40)
    return log_sheet(view, "Tasks", TASKS, rows, styles, widths, choices=choices)


def progress_word(view: View, state: str) -> str:
    label = CHOICE_LABELS[state]
    return view.pick(label.en, label.zh)


def title_of(view: View, task: Task) -> str:
    action = _action(view, task)
    return task.title or (view.pick(action.title.en, action.title.zh) if action else task.task)


def owner_of(view: View, task: Task) -> str:
    action = _action(view, task)
    return task.owner or (view.pick(action.owner.en, action.owner.zh) if action else "")


def _action(view: View, task: Task) -> EmergencyAction | None:
    return view.analysis.policy.emergency.actions.get(task.task)


def _row(view: View, task: Task) -> tuple[Cell, ...]:
    known = progress_word(view, task.state) if not task.progress or _is_ours(task) else None
    return (
        task.started,
        task.task or None,
        title_of(view, task) or None,
        owner_of(view, task) or None,
        as_date(task.due) or task.due or None,
        known or task.progress,
        as_date(task.done_on) or task.done_on or None,
        task.effect,
        task.note or None,
    )


def _is_ours(task: Task) -> bool:
    """Whether the progress is one of the words that the list offers, in either language."""
    return any(
        task.progress.casefold() in {word.casefold() for word in (s, *CHOICE_LABELS[s].words)}
        for s in TASK_STATES
    )


def _styles(view: View, task: Task) -> tuple[str, ...]:
    due = "date_input" if as_date(task.due) else "text_input"
    done = "date_input" if as_date(task.done_on) or not task.done_on else "text_input"
    money = view.style("money_grid")
    return (
        "date_grid", "text_grid", "text_input", "text_input", due, "choice_input", done, money,
        "text_input",
    )  # fmt: skip
