"""The sheet WarningLog: when each warning began, rose, fell and ended."""

from __future__ import annotations

from collections import defaultdict

from cashbuoy.ledger.schema import WARNING_LOG
from cashbuoy_workbook.blocks import Level, Sheet
from cashbuoy_workbook.log_sheet import Rows, log_sheet
from cashbuoy_workbook.sheets.view import View

_STYLES = ("date_grid", "text_grid", "text_grid", "symbol_grid", "date_grid", "date_grid")
_WIDTHS = (13, 28, 24, 10, 13, 18, 18, 18)


def warning_log_sheet(view: View) -> Sheet:
    """The log as the analysis found it. Levels stand as their keys, so that the next refresh reads
    them in either language."""
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
        )
        for line in lines
    ]
    fills: defaultdict[Level, list[tuple[int, int]]] = defaultdict(list)
    for i, line in enumerate(lines):
        fills[line.level].append((i, 3))
    styles = ((*_STYLES, "ratio_grid", "ratio_grid"),) * len(rows)
    return log_sheet(view, "WarningLog", WARNING_LOG, rows, styles, _WIDTHS, fills)
