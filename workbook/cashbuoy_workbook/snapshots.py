"""Past forecasts: what every refresh forecast, kept to be compared with what came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.analysis import Analysis
from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.ledger.schema import CHOICE_LABELS, SNAPSHOTS
from cashbuoy.money import minor_digits, to_major
from cashbuoy_workbook.blocks import Block, Sheet, TableArea
from cashbuoy_workbook.inputs import column_titles
from cashbuoy_workbook.sheets.grid import columns_block
from cashbuoy_workbook.styles import in_currency
from cashbuoy_workbook.texts import Language, Texts

SHEET = "Snapshots"
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
    heading = ((texts("labels.snapshots_title"),), (texts("labels.snapshots_hint"),))
    styles = tuple(
        in_currency(style, currency) if style == "money_grid" else style
        for _, style in _COLUMNS.values()
    )
    columns = _columns(frame, minor_digits(currency), language)
    body = columns_block("cb_Snapshots", TITLE_ROW + 1, 0, columns, styles)
    return Sheet(
        key=SHEET,
        title=texts("labels.tab_Snapshots"),
        blocks=(
            Block("", 0, 0, heading, (("title",), ("subtitle",))),
            Block("", TITLE_ROW, 0, (titles,), (("header",) * len(titles),)),
            *((body,) if len(frame) else ()),
        ),
        tables=(TableArea(SNAPSHOTS.name, TITLE_ROW, 0, max(len(frame), 1), titles),),
        widths=tuple(width for width, _ in _COLUMNS.values()),
        heights={0: 28, TITLE_ROW: 24},
        freeze=(TITLE_ROW + 1, 0),
        repeat_rows=(TITLE_ROW, TITLE_ROW),
        tab_colour=_TAB,
    )


def _columns(frame: pd.DataFrame, digits: int, language: Language) -> list[list[Any]]:
    def category(key: str) -> str:
        return BY_KEY[key].zh if language == "zh" else BY_KEY[key].en

    def origin(key: str) -> str:
        label = CHOICE_LABELS[key]
        return label.zh if language == "zh" else label.en

    return [
        *(frame[name].to_numpy("datetime64[D]").tolist() for name in ("as_of", "month")),
        _in_words(frame["category"], category),
        *([text or None for text in frame[name]] for name in ("counterparty", "reference")),
        *(
            to_major(frame[name].to_numpy(np.int64), digits).tolist()
            for name in ("amount", "whole")
        ),
        _in_words(frame["origin"], origin),
    ]


def _in_words(keys: pd.Series, word: Callable[[str], str]) -> list[str]:
    words = {key: word(key) for key in keys.unique()}
    return [words[key] for key in keys]
