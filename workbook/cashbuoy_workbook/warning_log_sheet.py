"""The sheet WarningLog: when each warning began, rose, fell and ended."""

from __future__ import annotations

from collections import defaultdict

from cashbuoy.ledger.schema import WARNING_LOG
from cashbuoy.policy.models.section import Text
from cashbuoy_workbook.blocks import Level, Sheet
from cashbuoy_workbook.log_sheet import Rows, log_sheet
from cashbuoy_workbook.sheets.view import View

_STYLES = ("date_grid", "text_grid", "text_grid", "symbol_grid", "date_grid", "date_grid")
_WIDTHS = (13, 28, 24, 10, 13, 18, 18, 18, 44)


def warning_log_sheet(view: View) -> Sheet:
    """The log as the analysis found it. Rules and levels stand as their keys, so that the next
    refresh reads them in either language; what they mean stands beside, for readers."""
    titles = {name: rule.title for name, rule in view.analysis.policy.rules.items()}
    lines = view.analysis.warning_log
    rows: Rows = [
        (
            line.date,
            line.rule,
            line.subject or None,
            line.level,
            line.since,
            line.broken_on,
            line.measured,
            line.limit,
            _in_words(view, titles.get(line.rule), line.level),
        )
        for line in lines
    ]
    fills: defaultdict[Level, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        fills[line.level].append((i, 3))
    styles = ((*_STYLES, "ratio_grid", "ratio_grid", "text_grid"),) * len(rows)
    return log_sheet(
        view,
        "WarningLog",
        WARNING_LOG,
        rows,
        styles,
        _WIDTHS,
        fills,
        more_titles=(view.texts("labels.log_words"),),
    )


def _in_words(view: View, title: Text | None, level: Level) -> str | None:
    """The rule's title and its level; nothing for a rule that the policy has no more."""
    if title is None:
        return None
    return f"{view.texts(f'labels.level_{level}')} · {view.pick(title.en, title.zh)}"
