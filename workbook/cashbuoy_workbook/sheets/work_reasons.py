"""Why a customer is or is not asked for money today, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cashbuoy.ledger.schema import CHOICE_LABELS
from cashbuoy_workbook.sheets.view import View


def action_words(view: View, kind: str) -> str:
    """An action by its name in the log."""
    if kind == "hand_over":
        return view.texts("worklist.hand_over")
    label = CHOICE_LABELS[kind]
    return view.pick(label.en, label.zh)


def reason_words(view: View, row: Mapping[Any, Any]) -> str:
    """One row of Worklist.actions or Worklist.waiting in a sentence."""
    reason = str(row["reason"])
    key = f"worklist.reason_{reason}"
    if reason == "stage_due" and row["oldest_days"] <= 0:
        ahead = row["action"] == "note" and row["oldest_days"] < 0
        key = f"worklist.reason_{'note_due' if ahead else 'due_now'}"
    if reason == "resting" and pd.isna(row["last_contact"]):
        key = "worklist.reason_waits"
    return view.texts(key, **_values(view, row)) + _disputed(view, row)


def _values(view: View, row: Mapping[Any, Any]) -> dict[str, object]:
    last = str(row["last_kind"])
    return {
        "grade": row["grade"],
        "count": row.get("count", 0),
        "days": abs(int(row["oldest_days"])),
        "working": abs(int(row.get("working_days", 0))),
        "offset": abs(int(row.get("offset", 0))),
        "promise": _day(row["promise_date"]),
        "last": _day(row["last_contact"]),
        "kind": action_words(view, last) if last else "",
        "partner": f": {row['partner']}" if row.get("partner") else "",
        "between": view.analysis.policy.dunning.between_days,
    }


def _disputed(view: View, row: Mapping[Any, Any]) -> str:
    """What is left out, said where something is asked for."""
    if not row["disputed"] or row["reason"] == "disputed":
        return ""
    return view.texts("worklist.without_disputed", amount=f"{view.money(row['disputed']):,.2f}")


def _day(value: object) -> str:
    return "" if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"  # type: ignore[call-overload, arg-type]
