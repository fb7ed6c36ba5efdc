"""The sheets States and Tasks: how the emergency plan went, and what is still to be done."""

from __future__ import annotations

from cashbuoy.ledger.schema import CHOICE_LABELS, STATES, TASKS
from cashbuoy.ledger.schema.choices import TASK_STATES
from cashbuoy.warning.checklist import Task, as_date
from cashbuoy.warning.emergency import StateLine
from cashbuoy_workbook.blocks import Cell, Choice, Sheet
from cashbuoy_workbook.emergency_words import causes_in_words, owner_of, progress_word, title_of
from cashbuoy_workbook.log_sheet import TITLE_ROW, log_sheet
from cashbuoy_workbook.sheets.view import View

_STATE_STYLES = (
    "date_grid",
    "text_grid",
    "date_grid",
    "date_grid",
    "cell",
    "date_grid",
    "text_grid",
)
_PROGRESS, _LAST = 5, len(TASKS.columns) - 1
# Rows below the list that take lines of the user's own.
_MORE_ROWS = 40


def states_sheet(view: View) -> Sheet:
    """The log of states. States and causes stand as their keys, so that the next refresh reads them
    in either language; what they mean stands beside, for readers."""
    rows: list[tuple[Cell, ...]] = [
        (
            line.date,
            line.state,
            line.since,
            line.started,
            ", ".join(line.causes),
            line.met_on,
            _state_in_words(view, line),
        )
        for line in view.analysis.emergency.log
    ]
    styles = (_STATE_STYLES,) * len(rows)
    words = (view.texts("labels.log_words"),)
    return log_sheet(
        view, "States", STATES, rows, styles, (13, 14, 13, 18, 40, 20, 70), more_titles=words
    )


def _state_in_words(view: View, line: StateLine) -> str:
    state = view.texts(f"emergency.short_{line.state}")
    causes = causes_in_words(view, line.causes)
    return f"{state} · {causes}" if causes else state


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
