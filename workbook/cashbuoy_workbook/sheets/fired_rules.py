"""Rules that fired, one entry each, however many months they concern."""

from __future__ import annotations

from dataclasses import dataclass

from cashbuoy.warning.rules import EarlyWarning
from cashbuoy_workbook.sheets.levels import in_order, rule_of
from cashbuoy_workbook.sheets.view import View

MOST = 10


@dataclass(frozen=True)
class Fired:
    """A rule that fired: its worst warning, and how many more months it concerns."""

    worst: EarlyWarning
    more: int


def fired_rules(view: View) -> list[Fired]:
    """One entry per rule, the worst first."""
    by_rule: dict[str, list[EarlyWarning]] = {}
    for warning in in_order(view):
        by_rule.setdefault(warning.rule, []).append(warning)
    return [Fired(warnings[0], len(warnings) - 1) for warnings in by_rule.values()][:MOST]


def in_words_of(view: View, fired: Fired) -> str:
    """The rule in words, with the month or customer it concerns and how many more."""
    title = rule_of(view, fired.worst).title
    words = view.pick(title.en, title.zh)
    if fired.worst.target.kind == "customer":
        key = "what_of_customers" if fired.more else "what_of_customer"
        return view.say(key, what=words, customer=fired.worst.target.key, more=fired.more)
    if fired.worst.target.kind != "month":
        return words
    start = view.analysis.forecast.months.periods[fired.worst.target.index].start
    key = "what_in_months" if fired.more else "what_in_month"
    return view.say(key, what=words, month=f"{start:%Y-%m}", more=fired.more)
