"""The emergency plan's checklist: what is to be done, by whom, by when, and how far it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.schema import CHOICE_LABELS
from cashbuoy.ledger.schema.choices import TASK_STATES
from cashbuoy.policy.models import Emergency, Text
from cashbuoy.warning.emergency import StateLine

TaskState = Literal["to_do", "in_progress", "done", "dropped"]
_STATE_OF: Mapping[str, TaskState] = {
    word.casefold(): state  # type: ignore[misc]  # TASK_STATES are those of TaskState
    for state in TASK_STATES
    for word in (state, *CHOICE_LABELS[state].words)
}


@dataclass(frozen=True)
class Task:
    """A line of tblTasks. `started`: when the plan that it belongs to began, None where the user
    left it open; `task`: id in policy.emergency.actions, or what the user called a task of his own.

    `title` and `owner` are "" where the policy's hold. `due`, `progress` and `done_on` are as
    written: dates as 2026-06-03. `effect`: cash in major units of the base currency, None where
    none is estimated; a task that is done keeps the effect it had.
    """

    started: dt.date | None
    task: str
    title: str = ""
    owner: str = ""
    due: str = ""
    progress: str = ""
    done_on: str = ""
    effect: float | None = None
    note: str = ""

    @property
    def state(self) -> TaskState:
        """What `progress` says; words that are none of ours leave it to do."""
        return _STATE_OF.get(self.progress.casefold(), "to_do")

    @property
    def open(self) -> bool:
        return self.state in {"to_do", "in_progress"}

    @property
    def due_on(self) -> dt.date | None:
        """`due` as a date, None where it is none."""
        return as_date(self.due)

    def late(self, as_of: dt.date) -> bool:
        return self.open and self.due_on is not None and self.due_on < as_of


def as_date(text: str) -> dt.date | None:
    """A date written as 2026-06-03; None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def read_tasks(ledgers: Ledgers, settings: Emergency) -> tuple[Task, ...]:
    """The lines of tblTasks, as users left them, in their order. Titles and owners that are the
    policy's own words, in either language, are the policy's."""
    table = ledgers["tblTasks"]
    texts = ("task", "title", "owner", "due", "progress", "done_on", "note")
    lines = []
    for started, effect, *words in zip(
        table["started"], table["effect"], *(table[name] for name in texts), strict=True
    ):
        written = dict(zip(texts, words, strict=True))
        action = settings.actions.get(written["task"])
        if action is not None:
            written["title"] = _own(written["title"], action.title)
            written["owner"] = _own(written["owner"], action.owner)
        began = None if pd.isna(started) else started.date()
        brings = None if pd.isna(effect) else float(effect)
        lines.append(Task(started=began, effect=brings, **written))
    return tuple(lines)


def next_tasks(
    known: tuple[Task, ...],
    state: StateLine,
    settings: Emergency,
    effects: Mapping[str, float],
    calendar: WorkCalendar,
) -> tuple[Task, ...]:
    """tblTasks as it is to be written: what is known, with the effects of today on what is open,
    and the policy's actions that the state calls for and that are not there yet.

    Nothing of the user's is changed or lost; a line of his without a date joins the plan that runs.
    Untouched lines of a plan that began today and does not stand any more give way: they came from
    figures that were corrected.
    """
    dated = (replace(t, started=state.started) if t.started is None else t for t in known)
    kept = [
        replace(t, effect=effects[t.task])
        if t.started == state.started and t.open and t.task in effects
        else t
        for t in dated
        if not (t.started == state.date != state.started and _untouched(t, settings))
    ]
    if state.started is None:
        return tuple(kept)
    there = {t.task for t in kept if t.started == state.started}
    new = [
        Task(
            state.started,
            name,
            due=due_date(calendar, state.since, action.within_days).isoformat(),
            effect=effects.get(name),
        )
        for name, action in settings.actions.items()
        if name not in there and (state.state == "emergency" or action.from_watch)
    ]
    return (*kept, *new)


def due_date(calendar: WorkCalendar, start: dt.date, within_days: int) -> dt.date:
    """The working day on which a task is due."""
    due: dt.date = calendar.add_working_days(start, within_days).tolist()
    return due


def _own(words: str, usual: Text) -> str:
    return "" if words in (usual.en, usual.zh) else words


def _untouched(task: Task, settings: Emergency) -> bool:
    own = (task.title, task.owner, task.note, task.done_on) != ("", "", "", "")
    return task.task in settings.actions and task.state == "to_do" and not own
