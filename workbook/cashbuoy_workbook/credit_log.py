"""The sheets Grades and CreditChanges: what refreshes noted, and the approvals that users wrote."""

from __future__ import annotations

import math
from collections import defaultdict

from cashbuoy.credit.assessment import CreditBook
from cashbuoy.ledger.schema import CHOICE_LABELS, CREDIT_CHANGES, GRADE_HISTORY
from cashbuoy_workbook.blocks import Cell, Level, Sheet
from cashbuoy_workbook.log_sheet import log_sheet
from cashbuoy_workbook.sheets.credit import GRADE_LEVELS
from cashbuoy_workbook.sheets.grade_reasons import reason_text
from cashbuoy_workbook.sheets.view import View

Rows = list[tuple[Cell, ...]]


def grades_sheet(view: View, book: CreditBook) -> Sheet:
    """Earlier lines as they were, and a line for every grade, external rating or country risk that
    is new on this day."""
    found = view.analysis.ledgers[GRADE_HISTORY.name]
    names = [c.name for c in GRADE_HISTORY.columns]
    today = view.analysis.as_of
    rows: Rows = [
        (
            date.date(),
            customer,
            grade,
            _number(points),
            because or None,
            rating or None,
            _number(country),
        )
        for date, customer, grade, points, because, rating, country in zip(
            *(found[n] for n in names), strict=True
        )
        if date.date() != today
    ]
    rows += [
        (
            today,
            str(book.customers["customer"].iloc[at]),
            str(book.customers["grade"].iloc[at]),
            _number(book.scores.total[at]),
            reason_text(view, book.reasons(at)),
            book.known.listed_rating[at] or None,
            _number(book.known.country_grade[at]),
        )
        for at in sorted({change.at for change in book.new_grades} | set(book.new_ratings.tolist()))
    ]
    rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    styles = (
        "date_grid",
        "text_grid",
        "symbol_grid",
        "days_grid",
        "text_grid",
        "text_grid",
        "count_grid",
    )
    fills: defaultdict[Level, list[tuple[int, int]]] = defaultdict(list)
    for i, row in enumerate(rows):
        if level := GRADE_LEVELS.get(str(row[2])):
            fills[level].append((i, 2))
    return log_sheet(
        view,
        "Grades",
        GRADE_HISTORY,
        rows,
        (styles,) * len(rows),
        (14, 24, 10, 10, 92, 12, 10),
        fills,
    )


def changes_sheet(view: View, book: CreditBook) -> Sheet:
    """Every change proposed or answered; the approval column is the user's."""
    rows: Rows = [
        (
            change.date,
            change.customer,
            word(view, change.subject),
            word(view, change.rule),
            change.before,
            change.after,
            change.approval or None,
        )
        for change in book.changes
    ]
    widths = (14, 24, 14, 28, 18, 18, 26)
    limit, terms = (_change_styles(figure) for figure in (view.style("money_grid"), "count_grid"))
    styles = tuple(limit if change.subject == "limit" else terms for change in book.changes)
    return log_sheet(view, "CreditChanges", CREDIT_CHANGES, rows, styles, widths)


def _change_styles(figure: str) -> tuple[str, ...]:
    return ("date_grid", *("text_grid",) * 3, figure, figure, "text_input")


def word(view: View, key: str) -> str:
    """A choice as the workbook's language has it."""
    label = CHOICE_LABELS.get(key)
    return view.pick(label.en, label.zh) if label else key


def _number(points: float) -> float | None:
    return None if math.isnan(points) else round(float(points), 1)
