"""Why a row of a range cannot be counted: where, what was found, what is allowed, what to do."""

from __future__ import annotations

from cashbuoy.errors import FormulaError
from cashbuoy.findings import Finding
from cashbuoy.ledger.schema import CHOICE_LABELS, Column, Table
from cashbuoy_workbook.finding_texts import expected_text
from cashbuoy_workbook.texts import Texts

# Kept by a refresh, which names them on the sheet Checks; a formula has no such sheet, and would
# silently take another due date, or an invoice for unpaid.
_DOUBTFUL = frozenset(
    {"unreadable", "date_ambiguous", "date_absurd", "paid_sign", "paid_zero", "amount_sign"}
)


def is_refused(finding: Finding) -> bool:
    """Whether a formula has no answer because of the finding."""
    return finding.severity == "error" or finding.id in _DOUBTFUL


def titles_of(column: Column) -> str:
    """A column as messages call it, in both languages."""
    return f"{column.en} / {column.zh}"


def row_refusal(table: Table, finding: Finding) -> FormulaError:
    """The error for a finding on a row. Rows count from 1 under the titles."""
    place = finding.place
    column = table[place.column] if place and place.column else None
    where: dict[str, str | float] = {
        "row": (place.row or 0) if place else 0,
        "column": titles_of(column) if column else "-",
    }
    expected = expected_text(finding, Texts("en"))
    if column and column.choices:
        labels = (CHOICE_LABELS[choice] for choice in column.choices)
        expected = ", ".join(f"{label.en} / {label.zh}" for label in labels)
    return _of_cell(finding, where, str(finding.found), expected)


def _of_cell(
    finding: Finding, where: dict[str, str | float], found: str, expected: str
) -> FormulaError:
    match finding.id:
        case "required_empty":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: the cell is empty; fill in {expected}, or "
                "leave the row out of the range",
                key="row_empty", expected=expected, **where,
            )  # fmt: skip
        case "unreadable":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' cannot be read; write {expected}",
                key="row_unreadable", found=found, expected=expected, **where,
            )  # fmt: skip
        case "date_ambiguous":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' may be read with the day or the "
                "month first; write it as 2026-04-03",
                key="row_ambiguous", found=found, **where,
            )  # fmt: skip
        case "date_absurd":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' lies outside the years 1990 to "
                "2100; correct the date",
                key="row_absurd", found=found, **where,
            )  # fmt: skip
        case _:
            return _of_row(finding, where, found)


def _of_row(  # noqa: PLR0911  # one message each
    finding: Finding, where: dict[str, str | float], found: str
) -> FormulaError:
    details = finding.details
    match finding.id:
        case "duplicate_key":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' stands already in row {first}, "
                "with other contents; delete the wrong row, or give each its own number",
                key="row_twice", found=found, first=details["first_row"], **where,
            )  # fmt: skip
        case "paid_sign":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: {found} was paid on an amount of {amount}; "
                "write what was paid with the sign of the amount",
                key="row_paid_sign", found=found, amount=details["amount"], **where,
            )  # fmt: skip
        case "paid_zero":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: 0 stands beside a payment date; enter what "
                "was paid, or clear the date",
                key="row_paid_zero", **where,
            )  # fmt: skip
        case "amount_sign":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: {found} is negative; write a positive "
                "amount, the direction says whether it comes in or goes out",
                key="row_amount_sign", found=found, **where,
            )  # fmt: skip
        case "currency_unknown":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' is no currency; write a "
                "three-letter code, such as CNY, USD or EUR",
                key="row_currency", found=found, **where,
            )  # fmt: skip
        case "currency_conflict":
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: the amount is written in another currency "
                "than the row's ({found}); make the two agree",
                key="row_currencies", found=found, **where,
            )  # fmt: skip
        case _:
            return FormulaError(
                "#VALUE!",
                "row {row} under the titles, {column}: '{found}' cannot be used; correct the cell",
                key="ledger_row", found=found, **where,
            )  # fmt: skip
