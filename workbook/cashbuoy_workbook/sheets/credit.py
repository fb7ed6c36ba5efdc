"""Credit: grade, limit, terms and hold of every customer (B1, B3 to B5); the reasons stand on the
sheet that follows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.credit.assessment import CreditBook
from cashbuoy.ledger.schema import CHOICE_LABELS
from cashbuoy_workbook.blocks import Level, Sheet, TableArea
from cashbuoy_workbook.sheets.grid import Fill, block, columns_block
from cashbuoy_workbook.sheets.view import HEADING_ROWS, TITLE_HEIGHT, View

SHEET, TABLE = "Credit", "tblCredit"
TITLE_ROW = HEADING_ROWS
# Column: width, style.
COLUMNS: dict[str, tuple[float, str]] = {
    "customer": (15, "text_grid"),
    "name": (26, "text_grid"),
    "grade": (6, "symbol_grid"),
    "points": (7, "days_grid"),
    "grade_before": (7, "symbol_grid"),
    "hold": (12, "text_grid"),
    "exposure": (14, "money_grid"),
    "limit": (14, "figure_grid"),
    "utilisation": (8, "share_grid"),
    "limit_proposed": (14, "figure_grid"),
    "limit_rule": (20, "cell"),
    "capped_by": (10, "text_grid"),
    "terms": (7, "count_grid"),
    "terms_proposed": (9, "count_grid"),
    "terms_rule": (20, "cell"),
}
MONEY = ("money_grid", "figure_grid")  # a limit of nought is a limit
GRADE_LEVELS: dict[str, Level] = {
    "A": "green", "B": "green", "C": "amber", "D": "red", "N": "grey",
}  # fmt: skip


def render(view: View, book: CreditBook) -> Sheet:
    titles = tuple(view.say(f"credit_column_{name}") for name in COLUMNS)
    rows = len(book.customers)
    return Sheet(
        key=SHEET,
        title=view.tab(SHEET),
        blocks=(
            view.heading(SHEET, view.say("credit_subtitle")),
            block("cb_Credit_Titles", TITLE_ROW, 0, [[(t, "header") for t in titles]]),
            *([_rows(view, book)] if rows else []),
        ),
        tables=(TableArea(TABLE, TITLE_ROW, 0, max(rows, 1), titles),),
        widths=tuple(width for width, _ in COLUMNS.values()),
        heights={**TITLE_HEIGHT, TITLE_ROW: 30.0},
        freeze=(TITLE_ROW + 1, 1),
        print_columns=(0, len(COLUMNS) - 1),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
    )


def shown_order(found: pd.DataFrame) -> NDArray[np.intp]:
    """Customers (assessment.CREDIT_COLUMNS) as both sheets show them: the worst grade first, in it
    who owes most."""
    return np.lexsort((found["customer"], -found["exposure"], _severity(found["grade"])))


def _rows(view: View, book: CreditBook) -> Any:  # noqa: ANN401 - a block
    found = book.customers.iloc[shown_order(book.customers)]
    limit = found["limit"].to_numpy(np.int64)
    exposure = found["exposure"].to_numpy(np.int64)
    used = [e / m if m else None for e, m in zip(exposure.tolist(), limit.tolist(), strict=True)]
    given = found["has_limit"].tolist()
    money = view.moneys(limit)
    points = found["points"].to_numpy(np.float64)
    columns: dict[str, list[Any]] = {
        "customer": found["customer"].tolist(),
        "name": [n or None for n in found["name"]],
        "grade": found["grade"].tolist(),
        "points": [None if np.isnan(p) else round(p, 1) for p in points.tolist()],
        "grade_before": [g or None for g in found["grade_before"]],
        "hold": [view.say(f"hold_{h}") if h else None for h in found["hold"]],
        "exposure": view.moneys(exposure),
        "limit": [m if g else None for m, g in zip(money, given, strict=True)],
        "utilisation": used,
        "limit_proposed": view.moneys(found["limit_proposed"].to_numpy()),
        "limit_rule": _rules(view, found["limit_rule"]),
        "capped_by": [view.say(f"cap_{c}") if c else None for c in found["capped_by"]],
        "terms": found["terms"].tolist(),
        "terms_proposed": found["terms_proposed"].tolist(),
        "terms_rule": _rules(view, found["terms_rule"]),
    }
    names = list(COLUMNS)
    fills: list[Fill] = [
        (GRADE_LEVELS[g], i, names.index("grade")) for i, g in enumerate(columns["grade"])
    ]
    fills += [("red", i, names.index("hold")) for i, h in enumerate(columns["hold"]) if h]
    fills += [
        ("amber", i, names.index(f"{what}_proposed"))
        for what in ("limit", "terms")
        for i in np.flatnonzero((found[f"{what}_rule"] != "keep").to_numpy()).tolist()
    ]
    styles = tuple(view.style(s) if s in MONEY else s for _, s in COLUMNS.values())
    return columns_block(
        "cb_Credit_Rows", TITLE_ROW + 1, 0, list(columns.values()), styles, fills=fills
    )


def _severity(grades: Any) -> Any:  # noqa: ANN401 - a column
    """The worst grade first, customers without enough history last."""
    return grades.map({"D": 0, "C": 1, "B": 2, "A": 3, "N": 4}).to_numpy()


def _rules(view: View, rules: Any) -> list[str]:  # noqa: ANN401 - a column
    return [view.pick(CHOICE_LABELS[r].en, CHOICE_LABELS[r].zh) for r in rules]
