"""Columns of raw cells to typed arrays, one reader for each kind of column.

A reader never raises on bad cells: it marks them, and says which issue each has.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cashbuoy.ledger.amounts import read_amount
from cashbuoy.ledger.cells import Cells, Days, Mask, Real, folded, plain
from cashbuoy.ledger.dates import (
    EARLIEST,
    LATEST,
    DateOrder,
    Reading,
    days_of_numbers,
    months_of_numbers,
    read_date,
    read_month,
)
from cashbuoy.ledger.schema import CHOICE_LABELS, Column

# Words that say "nothing here" in any column but texts and flags.
_NOTHING = frozenset({"/", "\\", "n/a", "na", "nil", "null", "none", "nan", "nat", "无", "暂无"})
_YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "是", "有", "对", "√", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "f", "0", "0.0", "否", "无", "没有", "不是", "×", "✗"})
_COUNTED = ("天", "日", "期", "批", "days", "day", "d")
# Formulas that failed; no name of a customer or document.
_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
_EXACT_DIGITS = 1e15  # a spreadsheet keeps 15 digits of a number


@dataclass(frozen=True)
class Issue:
    """What is wrong with some cells: `id` of the finding, which rows; `lost` where no value could
    be had from the cell."""

    id: str
    rows: Mask
    lost: bool = True


@dataclass(frozen=True)
class Parsed:
    """A typed column, shape (n,). Empty and lost cells hold the kind's empty value.

    Money stays in major units here (float64), because its minor unit depends on the row's currency.
    """

    array: NDArray[Any]
    empty: Mask
    issues: tuple[Issue, ...] = ()

    @property
    def lost(self) -> Mask:
        """Cells with something in them that could not be used."""
        lost = np.zeros(self.empty.size, dtype=bool)
        for issue in self.issues:
            if issue.lost:
                lost |= issue.rows
        return lost


def parse(  # noqa: PLR0911 - one line for each kind
    column: Column, cells: Cells, date_order: DateOrder | None = None
) -> Parsed:
    """Read cells as the column's kind; shapes and empty values as in `ledger.clean.Ledgers`."""
    match column.kind:
        case "text":
            return read_texts(cells)
        case "date":
            return read_dates(cells, date_order)
        case "month":
            return read_months(cells, date_order)
        case "money" | "rate":
            return read_numbers(cells)
        case "share":
            return read_shares(cells)
        case "integer":
            return read_integers(cells)
        case "flag":
            return read_flags(cells)
        case "choice":
            return read_choices(cells, column.choices)


def read_texts(cells: Cells) -> Parsed:
    """Texts as the user wrote them, outer spaces off; whole numbers as digits: 1001.0 is "1001"."""
    values = np.full(len(cells), "", dtype=object)
    values[cells.is_text] = np.array((*cells.texts, ""), dtype=object)[cells.text_at[cells.is_text]]
    numbers = np.flatnonzero(cells.is_number)
    values[numbers] = [_digits(n) for n in cells.source.to_numpy(dtype=object)[numbers]]
    values[cells.truths == 1] = "TRUE"
    values[cells.truths == 0] = "FALSE"
    days = cells.moments[cells.is_moment].astype("datetime64[D]")
    values[cells.is_moment] = np.datetime_as_string(days).astype(object)
    failed = cells.of_texts(_ERRORS.__contains__, bool, other=False)
    values[failed] = ""
    unreadable = Issue("unreadable", _odd(cells) | failed)
    long = np.flatnonzero(np.abs(np.nan_to_num(cells.numbers)) >= _EXACT_DIGITS)
    rounded = np.zeros(len(cells), dtype=bool)
    rounded[long] = [not isinstance(cells.source.iloc[r], int | np.integer) for r in long]
    cut = Issue("digits_lost", rounded, lost=False)
    return _parsed(values, cells, unreadable, cut)


def read_dates(cells: Cells, order: DateOrder | None) -> Parsed:
    """Days as datetime64[us], NaT when empty or lost; a time of day is dropped."""
    return _read_days(cells.without(_NOTHING), order, read_date, days_of_numbers)


def read_months(cells: Cells, order: DateOrder | None) -> Parsed:
    """First days of months as datetime64[us]."""
    return _read_days(cells.without(_NOTHING), order, read_month, months_of_numbers)


def read_numbers(cells: Cells) -> Parsed:
    """Numbers as float64, NaN when empty or lost. TRUE and dates are no numbers."""
    cells = cells.without(_NOTHING)
    values = np.where(
        cells.is_text, cells.of_texts(read_amount, np.float64, math.nan), cells.numbers
    )
    return _parsed(values, cells, Issue("unreadable", np.isnan(values) & ~cells.empty))


def read_shares(cells: Cells) -> Parsed:
    """Fractions as float64: "13%" and 0.13 are 0.13. A bare number above 1, up to 100, is taken as
    percent and said so; beyond 100 it is unreadable."""
    cells = cells.without(_NOTHING)
    written = cells.of_texts(_read_percent, np.float64, math.nan)
    bare = np.where(cells.is_text, cells.of_texts(read_amount, np.float64, math.nan), cells.numbers)
    percent = np.isnan(written) & (np.abs(np.nan_to_num(bare)) > 1)
    values = np.where(np.isnan(written), np.where(percent, bare / 100, bare), written)
    values[np.abs(np.nan_to_num(values)) > 1] = math.nan
    lost = np.isnan(values) & ~cells.empty
    as_percent = Issue("share_as_percent", percent & ~lost, lost=False)
    return _parsed(values, cells, Issue("unreadable", lost), as_percent)


def read_integers(cells: Cells) -> Parsed:
    """Whole numbers as float64 (NaN when empty or lost); "30天" is 30."""
    cells = cells.without(_NOTHING)
    values = np.where(
        cells.is_text, cells.of_texts(_read_count, np.float64, math.nan), cells.numbers
    )
    values = np.where((values == np.floor(values)) & (np.abs(values) < 1e9), values, math.nan)
    return _parsed(values, cells, Issue("unreadable", np.isnan(values) & ~cells.empty))


def read_flags(cells: Cells) -> Parsed:
    """Yes or no as bool, False when empty or lost."""
    answers = cells.of_texts(flag_of, np.int8, -1)
    answers = np.where(cells.numbers == 1, 1, np.where(cells.numbers == 0, 0, answers))
    answers = np.where(cells.truths >= 0, cells.truths, answers)
    return _parsed(answers == 1, cells, Issue("unreadable", (answers < 0) & ~cells.empty))


def read_choices(cells: Cells, choices: tuple[str, ...]) -> Parsed:
    """Keys of the choices, from key, English or Chinese label; "" when empty or lost."""
    keys = {
        folded(word): choice
        for choice in choices
        for word in (choice, *CHOICE_LABELS[choice].words)
    }
    cells = cells.without(_NOTHING - keys.keys())
    values = cells.of_texts(lambda t: keys.get(folded(t), ""), object, "")
    return _parsed(values, cells, Issue("unreadable", (values == "") & ~cells.empty))


def _read_days(
    cells: Cells,
    order: DateOrder | None,
    read: Callable[[str, DateOrder | None], Reading],
    from_numbers: Callable[[Real], Days],
) -> Parsed:
    readings = {t: read(t, order) for t in cells.texts}
    nothing = np.datetime64("NaT", "D")
    days = cells.of_texts(lambda t: _day(readings[t]), "datetime64[D]", nothing)
    ambiguous = cells.is_text & cells.of_texts(
        lambda t: readings[t] == "ambiguous", bool, other=False
    )
    days = np.where(cells.is_moment, cells.moments.astype("datetime64[D]"), days)
    if cells.is_number.any():
        days = np.where(cells.is_number, from_numbers(cells.numbers), days)
    if read is read_month:
        days = days.astype("datetime64[M]").astype("datetime64[D]")
    absurd = ~np.isnat(days) & ((days < EARLIEST) | (days > LATEST))
    unreadable = np.isnat(days) & ~cells.empty & ~ambiguous
    values = np.where(absurd, nothing, days).astype("datetime64[us]")
    return _parsed(
        values,
        cells,
        Issue("unreadable", unreadable),
        Issue("date_ambiguous", ambiguous),
        Issue("date_absurd", absurd),
    )


def _parsed(values: NDArray[Any], cells: Cells, *issues: Issue) -> Parsed:
    return Parsed(values, cells.empty, tuple(i for i in issues if i.rows.any()))


def _odd(cells: Cells) -> Mask:
    known = cells.empty | cells.is_text | cells.is_number | cells.is_moment | (cells.truths >= 0)
    return ~known


def _day(reading: Reading) -> Any:  # noqa: ANN401 - numpy types a day by its unit
    return (
        np.datetime64("NaT", "D") if reading in (None, "ambiguous") else np.datetime64(reading, "D")
    )


def _digits(number: Any) -> str:  # noqa: ANN401 - int, float, Decimal and numpy's kinds
    if isinstance(number, int | np.integer):
        return str(int(number))
    number = float(number)
    return (
        f"{number:.0f}" if number.is_integer() else np.format_float_positional(number, 15, trim="-")
    )


def _read_percent(text: str) -> float:
    text = plain(text)
    for sign, parts in (("%", 100), ("‰", 1000)):
        if text.endswith(sign):
            return read_amount(text.removesuffix(sign)) / parts
    return math.nan


def _read_count(text: str) -> float:
    text = plain(text).casefold()
    unit = next((u for u in _COUNTED if text.endswith(u)), "")
    return read_amount(text.removesuffix(unit).strip())


def flag_of(text: str) -> int:
    """1 for a word that means yes, 0 for one that means no, -1 for any other."""
    word = folded(text)
    return 1 if word in _YES else 0 if word in _NO else -1
