"""Past forecasts: what every refresh forecast, kept to be compared with what came."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.analysis import Analysis
from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.ledger.schema import CHOICE_LABELS, SNAPSHOTS
from cashbuoy.money import minor_digits, to_major
from cashbuoy_workbook.blocks import Block, Sheet, TableArea
from cashbuoy_workbook.inputs import column_titles
from cashbuoy_workbook.paper import printed_to
from cashbuoy_workbook.sheets.grid import columns_block
from cashbuoy_workbook.styles import in_currency
from cashbuoy_workbook.texts import Language, Texts

SHEET = "Snapshots"
_BODY = "cb_Snapshots"
TITLE_ROW = 3
_TAB = "8795A1"
# Column: width, style.
_COLUMNS = {
    "as_of": (15, "date_grid"),
    "month": (10, "month_grid"),
    "category": (28, "text_grid"),
    "counterparty": (28, "text_grid"),
    "reference": (22, "text_grid"),
    "amount": (18, "money_grid"),
    "whole": (18, "money_grid"),
    "origin": (16, "text_grid"),
}


def snapshots_sheet(analysis: Analysis, language: Language) -> Sheet:
    """Sheet with the forecasts that this refresh keeps, its own among them."""
    texts = Texts(language)
    shown = column_titles(SNAPSHOTS, language)
    titles = tuple(shown[name] for name in _COLUMNS)
    frame = analysis.rolling.snapshots
    currency = analysis.ledgers.base_currency
    last = printed_to(len(frame), TITLE_ROW - 1)
    cut = None if last is None else texts("labels.long_list")
    heading = (
        (texts("labels.snapshots_title"),),
        (texts("labels.snapshots_hint"),),
        (cut,),
    )
    styles = tuple(
        in_currency(style, currency) if style == "money_grid" else style
        for _, style in _COLUMNS.values()
    )
    columns = _columns(frame, minor_digits(currency), language)
    body = columns_block(_BODY, TITLE_ROW + 1, 0, columns, styles)
    return Sheet(
        key=SHEET,
        title=texts("labels.tab_Snapshots"),
        blocks=(
            Block("", 0, 0, heading, (("title",), ("subtitle",), ("subtitle",))),
            Block("", TITLE_ROW, 0, (titles,), (("header",) * len(titles),)),
            *((body,) if len(frame) else ()),
        ),
        tables=(TableArea(SNAPSHOTS.name, TITLE_ROW, 0, max(len(frame), 1), titles),),
        widths=tuple(width for width, _ in _COLUMNS.values()),
        heights={0: 28, TITLE_ROW: 24},
        freeze=(TITLE_ROW + 1, 0),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        print_columns=(0, len(titles) - 1),
        print_last=last,
        tab_colour=_TAB,
    )


def with_typed(
    sheet: Sheet, as_of: dt.date, typed: Mapping[tuple[str, dt.date], float], language: Language
) -> Sheet:
    """The sheet with the user's own figures, by category and month in major units, marked as such:
    one row each for what they add to today's forecast."""
    body = next((b for b in sheet.blocks if b.name == _BODY), None)
    if body is None or not typed:
        return sheet
    shown, looks = list(body.values), list(body.styles)
    computed: defaultdict[tuple[object, object], float] = defaultdict(float)
    for row in shown:
        if row[0] == as_of:
            computed[row[2], row[1]] += float(str(row[5]))
    origin = _origin_words("override", language)
    rows = []
    for (category, month), value in sorted(typed.items()):
        words = _category_words(category, language)
        added = round(value - computed[words, month], 6)
        rows.append((as_of, month, words, None, None, added, added, origin))
    longer = replace(body, values=(*shown, *rows), styles=(*looks, *(looks[-1:] * len(rows))))
    blocks = tuple(longer if b is body else b for b in sheet.blocks)
    tables = tuple(replace(t, rows=t.rows + len(rows)) for t in sheet.tables)
    return replace(sheet, blocks=blocks, tables=tables)


def _category_words(key: str, language: Language) -> str:
    return BY_KEY[key].zh if language == "zh" else BY_KEY[key].en


def _origin_words(key: str, language: Language) -> str:
    label = CHOICE_LABELS[key]
    return label.zh if language == "zh" else label.en


def _columns(frame: pd.DataFrame, digits: int, language: Language) -> list[list[Any]]:
    return [
        *(frame[name].to_numpy("datetime64[D]").tolist() for name in ("as_of", "month")),
        _in_words(frame["category"], partial(_category_words, language=language)),
        *([text or None for text in frame[name]] for name in ("counterparty", "reference")),
        *(
            to_major(frame[name].to_numpy(np.int64), digits).tolist()
            for name in ("amount", "whole")
        ),
        _in_words(frame["origin"], partial(_origin_words, language=language)),
    ]


def _in_words(keys: pd.Series, word: Callable[[str], str]) -> list[str]:
    words = {key: word(key) for key in keys.unique()}
    return [words[key] for key in keys]
