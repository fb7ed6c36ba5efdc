"""The shape of sheets that refreshes keep a record on: title, hint, and one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cashbuoy.ledger.schema import Table
from cashbuoy_workbook.blocks import Block, Cell, Choice, Level, Sheet, TableArea
from cashbuoy_workbook.inputs import column_titles
from cashbuoy_workbook.sheets.view import View

TITLE_ROW = 3
_TAB = "8795A1"
Rows = Sequence[tuple[Cell, ...]]


def log_sheet(
    view: View,
    key: str,
    table: Table,
    rows: Rows,
    styles: tuple[tuple[str, ...], ...],
    widths: tuple[float, ...],
    fills: Mapping[Level, Sequence[tuple[int, int]]] | None = None,
    choices: tuple[Choice, ...] = (),
    more_titles: tuple[str, ...] = (),
) -> Sheet:
    """A sheet with the table's titles over `rows`, whose cells are `styles`; `fills` colours cells
    by (row, column) within the rows. `more_titles`: of columns that no refresh reads. Texts:
    labels.tab_<key> and labels.<key>_hint."""
    titles = (*column_titles(table, view.language).values(), *more_titles)
    texts = view.texts
    heading = ((texts(f"labels.tab_{key}"),), (texts(f"labels.{key}_hint"),))
    filled = {level: tuple(cells) for level, cells in (fills or {}).items()}
    body = Block(f"cb_{key}", TITLE_ROW + 1, 0, tuple(rows), styles, filled)
    return Sheet(
        key=key,
        title=texts(f"labels.tab_{key}"),
        blocks=(
            Block("", 0, 0, heading, (("title",), ("subtitle",))),
            Block("", TITLE_ROW, 0, (titles,), (("header",) * len(titles),)),
            *((body,) if rows else ()),
        ),
        tables=(TableArea(table.name, TITLE_ROW, 0, max(len(rows), 1), titles),),
        choices=choices,
        widths=widths,
        heights={0: 28, TITLE_ROW: 24},
        freeze=(TITLE_ROW + 1, 0),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        tab_colour=_TAB,
    )
