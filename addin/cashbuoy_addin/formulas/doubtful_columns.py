"""Columns beside those that a table has, which would change what is owed if they were read.

A refresh lists them on the sheet Checks; a formula that passed over them would silently be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.cells import Cells, folded, shown
from cashbuoy.ledger.schema import Column, Table
from cashbuoy.ledger.titles import Titles
from cashbuoy.ledger.typed import Typed
from cashbuoy.ledger.values import read_dates, read_numbers
from cashbuoy.money import minor_digits
from cashbuoy_addin.formulas.row_refusals import titles_of

_PAYS = re.compile(
    r"\b(?:paid|payments?|received|receipts?|settled?|settlement|cleared|clearing|collected|remitted)\b"
    r"|收款|回款|已收|实收|到账|收讫|核销|付款|已付|实付|付讫|支付|结清|清账|销账"
)
_OPEN = re.compile(
    r"\b(?:balance|outstanding|open|unpaid|remaining|amount due|due amount|still owed)\b"
    r"|余额|未收|未付|未结|欠款|尚欠|尚未"
)
# Of payments, but neither how much was paid nor when.
_ELSE = re.compile(
    r"\b(?:terms?|days?|method|type|no|number|ref|reference|account|by|plan|planned|expected"
    r"|promised?|goods|delivery|discount|late|overdue)\b"
    r"|期限|账期|条件|方式|天|号|账户|账号|人$|单位|计划|预计|承诺|约定|应付款|应收款|逾期|到期"
)
_CENT = 0.005


def refuse_doubtful(raw: pd.DataFrame, table: Table, titles: Titles, typed: Typed) -> None:
    """FormulaError #VALUE! for a second, different column of an amount, for payments under a title
    that is not known, and for open balances that are not the amount less what was paid."""
    _refuse_second(raw, table, titles)
    if "paid" not in table.by_name or typed.frame.empty:
        return
    for at, title in _others(raw, titles):
        named = folded(title)
        if _OPEN.search(named):
            if "paid" not in titles.positions:
                _refuse_open(raw, at, title, table["paid"], typed)
        elif _PAYS.search(named) and not _ELSE.search(named):
            _refuse_payments(raw, at, title, table, titles)


def _others(raw: pd.DataFrame, titles: Titles) -> Iterator[tuple[int, str]]:
    taken = set(titles.positions.values())
    return ((at, shown(t)) for at, t in enumerate(raw.columns) if at not in taken)


def _refuse_second(raw: pd.DataFrame, table: Table, titles: Titles) -> None:
    second = {
        f.found: f.place.column
        for f in titles.findings
        if f.id == "duplicate_title" and f.place and f.place.column
    }
    for at, title in _others(raw, titles) if second else ():
        name = second.get(title)
        if name is None or table[name].kind != "money":
            continue
        used = titles.positions[name]
        values, others = (read_numbers(Cells.of(raw.iloc[:, i])).array for i in (used, at))
        if np.isnan(others).all() or np.array_equal(values, others, equal_nan=True):
            continue
        raise FormulaError(
            "#VALUE!",
            "the columns {used} and {other} may both be {column}, and they differ: leave the "
            "wrong one out of the range, or give it another title",
            key="amount_twice", used=shown(raw.columns[used]), other=title,
            column=titles_of(table[name]),
        )  # fmt: skip


def _refuse_payments(raw: pd.DataFrame, at: int, title: str, table: Table, titles: Titles) -> None:
    cells = Cells.of(raw.iloc[:, at])
    dates, figures = read_dates(cells, None), read_numbers(cells)
    for name, parsed in (("paid_date", dates), ("paid", figures)):
        some = ~parsed.empty & ~parsed.lost
        if not some.any() or (parsed.lost.any() and name == "paid_date"):
            continue
        if name in titles.positions or (name == "paid" and not np.nan_to_num(parsed.array).any()):
            return
        raise FormulaError(
            "#VALUE!",
            "the column {title} may hold payments, but its title is not known: title it {column}; "
            "where it holds something else, leave it out of the range",
            key="payments_not_read", title=title, column=titles_of(table[name]),
        )  # fmt: skip


def _refuse_open(raw: pd.DataFrame, at: int, title: str, paid: Column, typed: Typed) -> None:
    rows = typed.array("row")
    said = read_numbers(Cells.of(raw.iloc[:, at])).array[rows - 1]
    digits = np.array([minor_digits(str(c)) for c in typed.currency])
    still = (typed.frame["amount"] - typed.frame["paid"]).to_numpy(np.int64) / 10.0**digits
    differ = np.flatnonzero(np.abs(said - still) > _CENT)
    if differ.size:
        first = int(differ[0])
        raise FormulaError(
            "#VALUE!",
            "row {row} under the titles: the column {title} says {found:,.2f}, but nothing says "
            "what was paid of {open:,.2f}; give a column {column} with what was paid",
            key="open_not_read", row=int(rows[first]), title=title, found=float(said[first]),
            open=float(still[first]), column=titles_of(paid),
        )  # fmt: skip
