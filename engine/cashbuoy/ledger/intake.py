"""One raw table to typed columns; rows that cannot be counted are left out and named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Cells, Mask, shown
from cashbuoy.ledger.dates import DateOrder
from cashbuoy.ledger.row_money import row_money
from cashbuoy.ledger.rows import screen_rows
from cashbuoy.ledger.schema import Column, Table
from cashbuoy.ledger.schema.column import CURRENCY
from cashbuoy.ledger.titles import compared, match_titles
from cashbuoy.ledger.typed import Typed, build, empty_table
from cashbuoy.ledger.values import Issue, Parsed, parse

# Tables whose money is not summed: there an unreadable amount empties the cell, not the row.
_MASTER_DATA = frozenset({"tblCustomers"})
# Kept in base currency: what is said to be in another one is left out, not counted as base.
_IN_BASE = frozenset({"tblPlans", "tblInstalments", "tblPlanPayments", "tblPlanItems"})
# Comes by the hundred, from formulas: one finding a column.
_GATHERED = "amount_rounded"


@dataclass(frozen=True)
class _Trouble:
    """A cell with an issue; `fatal` where its row cannot be counted."""

    at: int
    order: int
    column: Column
    issue: Issue
    fatal: bool


def type_table(
    table: Table, raw: pd.DataFrame, base_currency: str, date_order: DateOrder | None
) -> tuple[Typed, list[Finding]]:
    """Read one table. Row numbers count from 1 under the titles, blank rows included."""
    titles = match_titles(table, raw)
    usable = all(c.name in titles.positions for c in table.columns if c.required)
    if raw.empty or not usable:
        return empty_table(table), list(titles.findings) if raw.shape[1] else []
    cells = {name: Cells.of(raw.iloc[:, at]) for name, at in titles.positions.items()}
    others = [at for at in range(raw.shape[1]) if at not in titles.positions.values()]
    screened = screen_rows(table, cells, raw.iloc[:, others])
    rows = (np.flatnonzero(screened.items) + 1).astype(np.int64)
    if not screened.items.all():
        cells = {name: column.take(screened.items) for name, column in cells.items()}
    parsed = {name: parse(table[name], column, date_order) for name, column in cells.items()}
    for name, factor in titles.factors.items():
        parsed[name] = _scaled(parsed[name], factor)
    in_title = titles.currencies.get(table.amount, "")
    beside = _currencies_beside(table, raw, screened.items)
    money = row_money(table, cells, parsed, base_currency, in_title, beside)
    typed = build(table, rows, money.parsed, money.minor, money.currency)
    out, findings = _name_issues(typed, cells, money.parsed)
    return typed.keep(~out), [*titles.findings, *screened.findings, *findings]


def _currencies_beside(table: Table, raw: pd.DataFrame, items: Mask) -> Cells | None:
    """The currencies that a column of the user's own names, in tables kept in base currency."""
    named = {compared(title) for title in CURRENCY.titles}
    at = [i for i, title in enumerate(raw.columns) if compared(shown(title)) in named]
    return Cells.of(raw.iloc[:, at[0]]).take(items) if at and table.name in _IN_BASE else None


def _scaled(parsed: Parsed, factor: float) -> Parsed:
    # Six decimals after scaling: 12.3 in ten thousands is 123000, not 123000.00000000001.
    return replace(parsed, array=np.round(parsed.array * factor, 6))


def _name_issues(
    typed: Typed, cells: Mapping[str, Cells], parsed: Mapping[str, Parsed]
) -> tuple[Mask, list[Finding]]:
    """Rows to leave out, and a finding for every cell with an issue. The first finding of a row
    left out carries its amount."""
    out = np.zeros(len(typed.frame), dtype=bool)
    troubles: list[_Trouble] = []
    findings: list[Finding] = []
    for order, column, issue in _issues(typed.table, parsed):
        fatal = issue.lost and _is_fatal(typed.table, column)
        if fatal:
            out |= issue.rows
        where = np.flatnonzero(issue.rows).tolist()
        if issue.id == _GATHERED:
            first = _named(typed, cells, _Trouble(where[0], order, column, issue, fatal))
            findings.append(replace(first, severity="info", details={"count": len(where)}))
        else:
            troubles += [_Trouble(at, order, column, issue, fatal) for at in where]
    carried: set[int] = set()
    for trouble in sorted(troubles, key=lambda t: (t.at, not t.fatal, t.order)):
        with_amount = trouble.fatal and trouble.at not in carried
        findings.append(_named(typed, cells, trouble, with_amount=with_amount))
        if with_amount:
            carried.add(trouble.at)
    return out, findings


def _issues(table: Table, parsed: Mapping[str, Parsed]) -> Iterator[tuple[int, Column, Issue]]:
    for order, column in enumerate(table.columns):
        if column.name not in parsed:
            continue
        for issue in parsed[column.name].issues:
            yield order, column, issue
        if column.required and parsed[column.name].empty.any():
            yield order, column, Issue("required_empty", parsed[column.name].empty)


def _is_fatal(table: Table, column: Column) -> bool:
    """Whether a row without this column's value cannot be counted."""
    if column.required or column.name == "currency":
        return True
    return column.kind == "money" and table.name not in _MASTER_DATA


def _named(
    typed: Typed, cells: Mapping[str, Cells], trouble: _Trouble, *, with_amount: bool = False
) -> Finding:
    at, column, fatal = trouble.at, trouble.column, trouble.fatal
    found = cells[column.name]
    return Finding(
        trouble.issue.id,
        "error" if fatal else "warning",
        "left_out" if fatal else "kept" if trouble.issue.lost else "corrected",
        Place(typed.table.name, typed.row(at), column.name),
        found="" if found.empty[at] else found.found(at),
        expected=column.expected,
        left_out=typed.amount(at) if with_amount else 0,
        currency=str(typed.currency[at]) if with_amount else "",
    )
