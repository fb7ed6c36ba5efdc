"""Why a customer has its grade, in words: what cost most points first."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.credit.scorecard import Reason
from cashbuoy_workbook.sheets.view import View

_SHARES = ("share_overdue", "disputes", "utilisation")
_MOST = 3


def reason_text(view: View, reasons: Sequence[Reason], most: int | None = _MOST) -> str:
    """The factors that cost points, at most so many (None: all), with value, points earned and of
    how many."""
    lost = [r for r in reasons if r.of - r.points > 1e-9][:most]
    if not reasons:
        return view.say("reason_nothing")
    if not lost:
        return view.say("reason_all")
    return view.say("reason_between").join(_one(view, reason) for reason in lost)


def _one(view: View, reason: Reason) -> str:
    share = reason.factor in _SHARES
    value = f"{reason.value:.0%}" if share else reason.text or f"{reason.value:.0f}"
    lowered = "_lowered" if share and reason.text else ""
    what = view.say(f"factor_{reason.factor}{lowered}", value=value)
    return view.say("reason_points", what=what, points=f"{reason.points:g}", of=f"{reason.of:g}")
