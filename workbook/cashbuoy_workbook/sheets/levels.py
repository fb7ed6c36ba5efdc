"""What warnings look like on any sheet: their order, their cells, and the words of their notes."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.measures.indicator import Unit
from cashbuoy.policy.models import Rule
from cashbuoy.warning.rules import EarlyWarning
from cashbuoy_workbook.blocks import Cell, Level
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.styles import symbol

_RANK: dict[Level, int] = {"red": 0, "amber": 1, "green": 2, "grey": 3}
_CASH_OF_MONTH = ("closing", "lowest", "headroom")
STYLE_OF: dict[Unit, str] = {
    "days": "days",
    "share": "share",
    "ratio": "ratio",
    "money": "figure",
    "months": "months",
    "index": "index",
}


def in_order(view: View) -> list[EarlyWarning]:
    """Red first, then as the policy lists its rules, months in order."""
    rules = list(view.analysis.policy.rules)
    return sorted(
        view.analysis.warnings,
        key=lambda w: (_RANK[w.level], rules.index(w.rule), w.target.index),
    )


def rule_of(view: View, warning: EarlyWarning) -> Rule:
    return view.analysis.policy.rules[warning.rule]


def marks_by_month(view: View) -> dict[tuple[int, str], list[EarlyWarning]]:
    """Warnings on forecast months by (month, what is measured or the forecast's line), the worst
    first."""
    marks: dict[tuple[int, str], list[EarlyWarning]] = {}
    for warning in in_order(view):
        if warning.target.kind == "month":
            place = warning.target.index, warning.target.key
            marks.setdefault(place, []).append(warning)
    return marks


def marks_by_key(view: View, kind: str) -> dict[str, list[EarlyWarning]]:
    """Warnings on indicators or customers by their key, the worst first."""
    marks: dict[str, list[EarlyWarning]] = {}
    for warning in in_order(view):
        for target in (warning.target, *warning.also):
            if target.kind == kind:
                marks.setdefault(target.key, []).append(warning)
    return marks


def worst(warnings: Sequence[EarlyWarning]) -> Level:
    """The worst level among warnings; green when there are none."""
    return min((w.level for w in warnings), key=_RANK.__getitem__, default="green")


def cash_level(view: View, cash: int) -> Level:
    """Cash (minor units) against zero and the floor, whatever the rules say."""
    return "red" if cash < 0 else "amber" if cash < view.analysis.forecast.floor else "green"


def month_level(view: View, month: int) -> Level:
    """A forecast month's lowest cash against zero and the floor, and as the rules on it say: the
    worse of the two."""
    marks = marks_by_month(view)
    warnings = [w for key in _CASH_OF_MONTH for w in marks.get((month, key), [])]
    lowest = int(view.analysis.forecast.months.lowest[month])
    return min(cash_level(view, lowest), worst(warnings), key=_RANK.__getitem__)


def level_of(view: View, indicators: Sequence[str]) -> Level | None:
    """The worst level of warnings on indicators; green: judged, and none fired; grey: there are
    rules, but none could be judged; None: no rule looks at them."""
    marks = marks_by_key(view, "indicator")
    warnings = [w for name in indicators for w in marks.get(name, [])]
    if warnings:
        return worst(warnings)
    watching = rules_on(view, indicators)
    if not watching:
        return None
    return "green" if watching - {u.rule for u in view.analysis.unmeasured} else "grey"


def rules_on(view: View, indicators: Sequence[str]) -> set[str]:
    """The enabled rules that look at indicators."""
    rules = view.analysis.policy.rules
    return {name for name, rule in rules.items() if rule.enabled and rule.watches in indicators}


def cell_value(view: View, value: float | None, unit: Unit) -> Cell:
    """A measured figure as its cell holds it: money in major units, the rest as it is."""
    if value is None:
        return None
    return view.money(round(value)) if unit == "money" else value


def cell_style(view: View, unit: Unit, role: str = "") -> str:
    name = f"{STYLE_OF[unit]}{role}"
    return view.style(name) if unit == "money" else name


def in_words(view: View, value: float, unit: Unit) -> str:
    """A measured figure with its unit, for notes and lines of text."""
    if unit == "money":
        number = f"{view.money(round(value)):,.{view.digits}f}"
    elif unit == "share":
        number = f"{value:.1%}"
    elif unit in ("days", "months"):
        number = f"{value:,.1f}"
    else:
        number = f"{value:,.2f}" if unit == "ratio" else f"{value:,.0f}"
    return view.say(f"value_{unit}", number=number, currency=view.currency_name)


def warning_note(view: View, warning: EarlyWarning) -> str:
    """Why a cell is coloured: rule, measured, limit, what to do."""
    rule = rule_of(view, warning)
    words = view.say(
        "note",
        symbol=symbol(warning.level),
        level=view.say(f"level_{warning.level}"),
        ref=warning.ref,
        title=view.pick(rule.title.en, rule.title.zh),
        measured=in_words(view, warning.measured, warning.unit),
        limit=in_words(view, warning.limit, warning.unit),
        action=view.pick(rule.action.en, rule.action.zh),
    )
    lines = [words, view.say("note_since", day=day(warning.since))]
    if warning.held:
        lines.append(view.say("note_held", day=day(warning.broken_on)))
    if warning.on is not None:
        lines.append(view.say("note_on", day=day(warning.on)))
    return "\n".join(lines)


def warning_notes(view: View, warnings: Sequence[EarlyWarning]) -> str:
    """The notes of all warnings on one cell."""
    return "\n\n".join(warning_note(view, w) for w in warnings)
