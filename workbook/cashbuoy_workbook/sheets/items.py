"""Items: every cash event behind the forecast, one row each, and what is owed but not in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.forecast.horizon import Period
from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook.blocks import Block, Formula, Sheet, TableArea
from cashbuoy_workbook.sheets.grid import Styled, a1, block, columns_block
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Items", "tblItems"
TOTALS_ROW = HEADING_ROWS
TITLE_ROW = TOTALS_ROW + 3
FIRST_ROW = TITLE_ROW + 1

# What becomes of an item; only the first is part of the forecast.
STATES = ("in_horizon", "later", "dispute", "loss", "plan", "undated")
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "date": (12, "date_grid"),
    "month": (10, "month_grid"),
    "week": (8, "count_grid"),
    "category": (24, "text_grid"),
    "counterparty": (28, "text_grid"),
    "reference": (22, "text_grid"),
    "amount": (18, "money_grid"),
    "basis": (26, "text_grid"),
    "source": (18, "text_grid"),
    "row": (9, "link_grid"),
    "state": (18, "text_grid"),
    "mark": (11, "text_grid"),
}
NAMES = tuple(COLUMNS)
# The totals by state stand above these columns, the sum of all above the first three.
TOTALS_COLUMN = 3


def render(view: View) -> Sheet:
    items = _all_items(view)
    rows = len(items["date"])
    body = columns_block(
        "cb_Items_Rows",
        FIRST_ROW,
        0,
        [items[name] for name in NAMES] if rows else [[None]] * len(NAMES),
        tuple(
            view.style(style) if style == "money_grid" else style for _, style in COLUMNS.values()
        ),
    )
    titles = tuple(view.say(f"item_{name}") for name in NAMES)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("items_subtitle")),
            _totals(view, items),
            block("cb_Items_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            body,
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        merges=((TOTALS_ROW, 0, TOTALS_ROW, 2), (TOTALS_ROW + 1, 0, TOTALS_ROW + 1, 2)),
        heights=TITLE_HEIGHT,
        freeze=(FIRST_ROW, 0),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        print_columns=(0, len(NAMES) - 1),
    )


def sum_where(column: str, criterion: str, view: View) -> str:
    """Formula text: the amounts of the items whose `column` equals the cell `criterion`."""
    amount, key = view.say("item_amount"), view.say(f"item_{column}")
    return f"SUMIFS({TABLE}[{amount}],{TABLE}[{key}],{criterion})"


def _totals(view: View, items: dict[str, list[Any]]) -> Block:
    amounts = np.array(items["amount"], dtype=np.float64)
    states = np.array(items["state"], dtype=object)
    money = view.style("money_total")
    titles: list[Styled] = [(view.say("all_items"), "header"), (None, "header"), (None, "header")]
    sums: list[Styled] = [(0.0, money), (None, money), (None, money)]
    for column, state in enumerate(STATES, TOTALS_COLUMN):
        words = view.say(f"state_{state}")
        value = round(float(amounts[states == words].sum()), view.digits)
        titles.append((words, "header"))
        sums.append((Formula(f"={sum_where('state', a1(TOTALS_ROW, column), view)}", value), money))
    first, last = a1(TOTALS_ROW + 1, TOTALS_COLUMN), a1(TOTALS_ROW + 1, len(titles) - 1)
    total = round(float(amounts.sum()), view.digits)
    sums[0] = (Formula(f"=SUM({first}:{last})", total), money)
    return block("cb_Items_Totals", TOTALS_ROW, 0, [titles, sums])


@dataclass(frozen=True)
class _Part:
    """Some items as arrays of shape (n,); `date` NaT for what is not expected."""

    date: NDArray[np.datetime64]
    category: NDArray[np.object_]
    counterparty: NDArray[np.object_]
    reference: NDArray[np.object_]
    amount: NDArray[np.int64]
    basis: NDArray[np.object_]
    source: NDArray[np.object_]
    row: NDArray[np.int64]
    state: NDArray[np.object_]
    provisional: NDArray[np.bool_]


def _all_items(view: View) -> dict[str, list[Any]]:
    """Columns of the sheet, as its cells hold them: events by date, then what is not expected."""
    analysis = view.analysis
    parts = [
        _expected(view),
        *(_owed(analysis.receivables, "tblReceivables", s) for s in ("dispute", "loss", "plan")),
        *(_owed(analysis.payables, "tblPayables", s) for s in ("dispute", "plan")),
        _undated(analysis.stages),
    ]
    whole = _Part(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(_Part)))
    expected = ~np.isnat(whole.date)
    return {
        "date": whole.date.tolist(),
        "month": whole.date.astype("datetime64[M]").astype("datetime64[D]").tolist(),
        "week": _week_numbers(whole.date, analysis.forecast.weeks.periods),
        "category": _in_words(whole.category, lambda k: view.pick(BY_KEY[k].en, BY_KEY[k].zh)),
        "counterparty": whole.counterparty.tolist(),
        "reference": whole.reference.tolist(),
        "amount": view.moneys(whole.amount),
        "basis": _in_words(whole.basis, lambda k: view.say(f"basis_{k}")),
        "source": _in_words(whole.source, lambda k: source_title(view, k)),
        "row": source_cells(whole.source, whole.row),
        "state": _in_words(whole.state, lambda k: view.say(f"state_{k}")),
        "mark": _in_words(
            whole.provisional & expected, lambda p: view.say("provisional") if p else None
        ),
    }


def source_title(view: View, source: str) -> str:
    """Where an item comes from: a ledger's title, or what computes it."""
    table = TABLES.get(source)
    return view.pick(table.en, table.zh) if table else view.say(f"source_{source}")


def _expected(view: View) -> _Part:
    events = view.analysis.events
    later = (events["date"] > view.analysis.forecast.days[-1]).to_numpy()
    return _Part(
        date=events["date"].to_numpy("datetime64[D]"),
        category=events["category"].to_numpy(object),
        counterparty=events["counterparty"].to_numpy(object),
        reference=events["reference"].to_numpy(object),
        amount=events["amount"].to_numpy(np.int64),
        basis=events["basis"].to_numpy(object),
        source=events["source"].to_numpy(object),
        row=events["row"].to_numpy(np.int64),
        state=np.where(later, "later", "in_horizon").astype(object),
        provisional=events["provisional"].to_numpy(bool),
    )


def _owed(items: pd.DataFrame, source: str, state: str) -> _Part:
    """Open items, or the part of them, that the forecast does not expect as such."""
    column = "loss_base" if state == "loss" else "open_base"
    chosen = items["loss_base"] != 0 if state == "loss" else items["status"] == state
    rows = items[chosen.to_numpy()]
    sign, category = (1, "receipts") if source == "tblReceivables" else (-1, "supplier_payments")
    return _not_expected(
        category=category,
        counterparty=rows["counterparty"],
        reference=rows["document"],
        amount=sign * rows[column].to_numpy(np.int64),
        source=source,
        row=rows["row"],
        state=state,
    )


def _undated(stages: pd.DataFrame) -> _Part:
    """Contract stages whose event has no date yet."""
    rows = stages[(stages["due_date"].isna() & (stages["unbilled_base"] != 0)).to_numpy()]
    return _not_expected(
        category="contract_receipts",
        counterparty=rows["customer"],
        reference=rows["contract"],
        amount=rows["unbilled_base"].to_numpy(np.int64),
        source="tblContracts",
        row=rows["row"],
        state="undated",
    )


def _not_expected(
    *,
    category: str,
    counterparty: pd.Series[Any],
    reference: pd.Series[Any],
    amount: NDArray[np.int64],
    source: str,
    row: pd.Series[Any],
    state: str,
) -> _Part:
    n = len(amount)
    return _Part(
        date=np.full(n, "NaT", dtype="datetime64[D]"),
        category=np.full(n, category, dtype=object),
        counterparty=counterparty.to_numpy(object),
        reference=reference.to_numpy(object),
        amount=amount,
        basis=np.full(n, f"not_{state}", dtype=object),
        source=np.full(n, source, dtype=object),
        row=row.to_numpy(np.int64),
        state=np.full(n, state, dtype=object),
        provisional=np.zeros(n, dtype=bool),
    )


def _week_numbers(dates: NDArray[np.datetime64], weeks: Sequence[Period]) -> list[int | None]:
    starts = np.array([w.start for w in weeks], dtype="datetime64[D]")
    inside = dates <= np.datetime64(weeks[-1].end, "D")  # NaT compares false
    numbers = np.searchsorted(starts, dates, side="right").astype(object)
    numbers[~inside] = None
    found: list[int | None] = numbers.tolist()
    return found


def _in_words(keys: NDArray[Any], word: Callable[[Any], str | None]) -> list[Any]:
    """Keys to words, each distinct key looked up once."""
    codes, distinct = pd.factorize(keys)
    words = np.array([word(k) for k in distinct], dtype=object)
    found: list[Any] = words[codes].tolist() if len(words) else []
    return found
