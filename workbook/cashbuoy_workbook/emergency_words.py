"""States, causes and tasks of the emergency plan in the words of the policy and the user."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.ledger.schema import CHOICE_LABELS
from cashbuoy.policy.models import EmergencyAction
from cashbuoy.warning.checklist import Task
from cashbuoy.warning.emergency import PROGRAMMES
from cashbuoy_workbook.sheets.view import View


def causes_in_words(view: View, causes: Sequence[str]) -> str:
    """Rules by their titles; one that the policy has no more, by its key."""
    rules = view.analysis.policy.rules
    words = []
    for cause in causes:
        if cause == PROGRAMMES:
            words.append(view.texts("emergency.programmes"))
        elif cause in rules:
            words.append(view.pick(rules[cause].title.en, rules[cause].title.zh))
        else:
            words.append(cause)
    return view.pick(", ", "、").join(words)


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
