"""Titles, numbers and dates written as text, by the same rules as in the ledgers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

import pandas as pd

from cashbuoy.ledger.amounts import read_amount
from cashbuoy.ledger.dates import read_date
from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import columns_titled, match_titles


def heads_amounts(text: str) -> bool:
    """Whether a text is the title of an amount column in one of our tables, such as 金额（元）."""
    alone = pd.DataFrame(columns=[text])
    return any(
        table[name].kind == "money"
        for table in TABLES.values()
        for name in match_titles(table, alone).positions
    )


def known_titles(row: Sequence[object]) -> int:
    """How many cells of a row are titles of one of our tables, at most."""
    return _known(tuple(cell for cell in row if isinstance(cell, str)))


@lru_cache(maxsize=256)
def _known(texts: tuple[str, ...]) -> int:
    return max(len(columns_titled(table, texts)) for table in TABLES.values())


def number_written(text: str) -> float:
    """A number, a percentage (12% is 0.12) or an amount; NaN when it is not certain which."""
    if text.endswith(("%", "％")):
        return read_amount(text[:-1]) / 100
    return read_amount(text)


def date_written(text: str) -> dt.date | None:
    """A date in any way that is certain; None otherwise (3/4/2026 may be March or April)."""
    found = read_date(text, None)
    return None if found == "ambiguous" else found
