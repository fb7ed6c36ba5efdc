"""Items: what stands behind every figure of the forecast, and what is owed but not in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook.blocks import Block, Formula, Link, Sheet, TableArea
from cashbuoy_workbook.paper import printed_to
from cashbuoy_workbook.sheets.grid import Styled, a1, block, columns_block
from cashbuoy_workbook.sheets.grid import span as cells_between
from cashbuoy_workbook.sheets.item_rows import GATHERED, STATES, Span
from cashbuoy_workbook.sheets.pay_habits import habit_words
from cashbuoy_workbook.sheets.source_links import source_cells
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Items", "tblItems"
TOTALS_ROW = HEADING_ROWS
TITLE_ROW = TOTALS_ROW + 3
FIRST_ROW = TITLE_ROW + 1

# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "date": (12, "date_grid"),
    "until": (12, "date_grid"),
    "month": (10, "month_grid"),
    "week": (8, "count_grid"),
    "category": (24, "text_grid"),
    "counterparty": (28, "text_grid"),
    "reference": (22, "text_grid"),
    "amount": (18, "money_grid"),
    "basis": (26, "text_grid"),
    "habit": (46, "text_grid"),
    "source": (18, "text_grid"),
    "row": (9, "link_grid"),
    "state": (18, "text_grid"),
    "mark": (11, "text_grid"),
}
NAMES = tuple(COLUMNS)
# The totals by state stand above these columns, the sum of all above the first four.
TOTALS_COLUMN = 4


def render(view: View) -> Sheet:
    items = _columns(view)
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
            view.heading(SHEET, " · ".join(_subtitle(view))),
            _totals(view, items),
            block("cb_Items_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            body,
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        merges=tuple((row, 0, row, TOTALS_COLUMN - 1) for row in (TOTALS_ROW, TOTALS_ROW + 1)),
        heights=TITLE_HEIGHT,
        freeze=(FIRST_ROW, 0),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        print_columns=(0, len(NAMES) - 1),
        print_last=printed_to(rows, TOTALS_ROW + 1),
    )


def sum_where(column: str, criterion: str, view: View) -> str:
    """Formula text: the amounts of the items whose `column` equals the cell `criterion`."""
    amount, key = view.say("item_amount"), view.say(f"item_{column}")
    return f"SUMIFS({TABLE}[{amount}],{TABLE}[{key}],{criterion})"


def link_to(span: Span, view: View) -> Link:
    """A jump to the amounts of neighbouring rows; selected, they show their sum."""
    amounts = NAMES.index("amount")
    cells = cells_between(FIRST_ROW + span.first, amounts, FIRST_ROW + span.last, amounts)
    return Link(SHEET, cells, view.say("items_behind", count=span.items))


def _subtitle(view: View) -> Iterator[str]:
    yield view.say("items_subtitle")
    rows = view.items
    if rows.single < rows.items:
        yield view.say("items_gathered", single=rows.single, all=rows.items)
    if printed_to(len(rows), 0) is not None:
        yield view.texts("labels.long_list")


def _totals(view: View, items: dict[str, list[Any]]) -> Block:
    amounts = np.array(items["amount"], dtype=np.float64)
    states = np.array(items["state"], dtype=object)
    money = view.style("money_total")
    beside = TOTALS_COLUMN - 1
    titles: list[Styled] = [(view.say("all_items"), "header"), *[(None, "header")] * beside]
    sums: list[Styled] = [(0.0, money), *[(None, money)] * beside]
    for column, state in enumerate(STATES, TOTALS_COLUMN):
        words = view.say(f"state_{state}")
        value = round(float(amounts[states == words].sum()), view.digits)
        titles.append((words, "header"))
        sums.append((Formula(f"={sum_where('state', a1(TOTALS_ROW, column), view)}", value), money))
    first, last = a1(TOTALS_ROW + 1, TOTALS_COLUMN), a1(TOTALS_ROW + 1, len(titles) - 1)
    total = round(float(amounts.sum()), view.digits)
    sums[0] = (Formula(f"=SUM({first}:{last})", total), money)
    return block("cb_Items_Totals", TOTALS_ROW, 0, [titles, sums])


def _columns(view: View) -> dict[str, list[Any]]:
    """Columns of the sheet, as its cells hold them."""
    rows = view.items
    return {
        "date": rows.date.tolist(),
        "until": rows.until.tolist(),
        "month": rows.month.tolist(),
        "week": [n or None for n in rows.week.tolist()],
        "category": _in_words(rows.category, lambda k: view.pick(BY_KEY[k].en, BY_KEY[k].zh)),
        "counterparty": [
            view.say("several_parties") if party is None else party for party in rows.counterparty
        ],
        "reference": _references(view),
        "amount": view.moneys(rows.amount),
        "basis": _in_words(rows.basis, lambda k: view.say(f"basis_{k}")),
        "habit": _habits(view),
        "source": _in_words(rows.source, lambda k: source_title(view, k)),
        "row": source_cells(rows.source, rows.row),
        "state": _in_words(rows.state, lambda k: view.say(f"state_{k}")),
        "mark": _in_words(rows.provisional, lambda p: view.say("provisional") if p else None),
    }


def _habits(view: View) -> list[Any]:
    """Beside receipts that are expected as customers pay: how that customer does."""
    rows = view.items
    told = rows.basis == "behaviour"
    codes, customers = pd.factorize(rows.counterparty)
    wanted = np.unique(codes[told & (codes >= 0)])
    words = np.full(len(customers) + 1, None, dtype=object)  # the last for several customers
    words[wanted] = habit_words(view, np.asarray(customers, dtype=object)[wanted])
    beside = words[codes]
    beside[~told] = None
    found: list[Any] = beside.tolist()
    return found


def _references(view: View) -> list[Any]:
    rows = view.items
    found: list[Any] = rows.reference.tolist()
    for at in np.flatnonzero(rows.source == GATHERED).tolist():
        found[at] = view.say("several_items", count=int(rows.count[at]))
    return found


def source_title(view: View, source: str) -> str:
    """Where an item comes from: a ledger's title, or what computes it."""
    table = TABLES.get(source)
    return view.pick(table.en, table.zh) if table else view.say(f"source_{source}")


def _in_words(keys: NDArray[Any], word: Callable[[Any], str | None]) -> list[Any]:
    """Keys to words, each distinct key looked up once."""
    codes, distinct = pd.factorize(keys)
    words = np.array([word(k) for k in distinct], dtype=object)
    found: list[Any] = words[codes].tolist() if len(words) else []
    return found
