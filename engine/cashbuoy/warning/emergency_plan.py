"""The emergency plan of a day: the state, how it came about, and the checklist with its cash."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cashbuoy.calendars import WorkCalendar
from cashbuoy.measures import Books
from cashbuoy.money import minor_digits, to_major
from cashbuoy.warning.cash_effects import Means, cash_effect
from cashbuoy.warning.checklist import Task, next_tasks, read_tasks
from cashbuoy.warning.emergency import (
    State,
    StateLine,
    conditions,
    next_state,
    read_states,
    state_log,
)
from cashbuoy.warning.monitor import MonitorLight
from cashbuoy.warning.rules import EarlyWarning


@dataclass(frozen=True)
class EmergencyPlan:
    """now: the state at the as-of date; log: tblStates as it is to be written, the latest last;
    tasks: tblTasks as it is to be written."""

    now: StateLine
    log: tuple[StateLine, ...]
    tasks: tuple[Task, ...]

    @property
    def state(self) -> State:
        return self.now.state

    @property
    def current(self) -> tuple[Task, ...]:
        """The tasks of the plan that runs now."""
        return tuple(t for t in self.tasks if t.started == self.now.started)


def emergency_plan(
    books: Books,
    warnings: Iterable[EarlyWarning],
    lights: Iterable[MonitorLight],
    means: Means,
    calendar: WorkCalendar,
) -> EmergencyPlan:
    """The plan at the as-of date, from that of the refresh before and what is there today."""
    settings = books.policy.emergency
    today = conditions(warnings, lights, books.policy.monitor.start_at, books.forecast, settings)
    before = read_states(books.ledgers, books.as_of)
    now = next_state(before[-1] if before else None, today, settings, books.as_of)
    digits = minor_digits(books.ledgers.base_currency)
    effects = {
        name: float(to_major(cash_effect(action.effect, means, settings), digits))
        for name, action in settings.actions.items()
        if action.effect is not None
    }
    known = read_tasks(books.ledgers, settings)
    tasks = next_tasks(known, now, settings, effects, calendar)
    return EmergencyPlan(now, state_log(before, now), tasks)
