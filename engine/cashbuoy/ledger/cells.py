"""A column of raw cells, sorted by what the cells are, so that each sort is read in one step."""

from __future__ import annotations

import datetime as dt
import numbers
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, SupportsFloat, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray

Mask = NDArray[np.bool_]
Real = NDArray[np.float64]
Days = NDArray[np.datetime64]
Item = TypeVar("Item")

# Zero-width characters and byte-order marks: exports carry them, str.strip() leaves them.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_DASHES = frozenset({"-", "--", "---", "—", "——", "–", "－", "―"})
_SHOWN_CHARACTERS = 80
_UNIX_ORDINAL = dt.date(1970, 1, 1).toordinal()


def plain(text: str) -> str:
    """Half-width, single-spaced text for reading: NFKC, minus signs as "-", no outer spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip(_INVISIBLE)
    return " ".join(text.split())


def folded(text: str) -> str:
    """Text for comparing names: plain, without regard to case."""
    return plain(text).casefold()


@dataclass(frozen=True)
class Cells:
    """Raw cells of shape (n,). Each cell is empty, or of exactly one sort, or odd (none of them).

    `numbers` NaN and `moments` (datetime64[us], of datetimes only the day) NaT where the cell is
    not of that sort; `truths` 1, 0, or -1; `text_at` indexes `texts` (distinct, outer spaces taken
    off), or is -1.
    """

    source: pd.Series[Any]
    empty: Mask
    numbers: Real
    moments: Days
    truths: NDArray[np.int8]
    text_at: NDArray[np.intp]
    texts: tuple[str, ...]

    def __len__(self) -> int:
        return self.empty.size

    @cached_property
    def is_text(self) -> Mask:
        return self.text_at >= 0

    @cached_property
    def is_number(self) -> Mask:
        return ~np.isnan(self.numbers)

    @cached_property
    def is_moment(self) -> Mask:
        return ~np.isnat(self.moments)

    def found(self, row: int) -> str:
        """The cell as the user would recognise it."""
        return shown(self._raw[row])

    @cached_property
    def _raw(self) -> NDArray[Any]:
        return self.source.to_numpy(dtype=object)

    def take(self, rows: Mask) -> Cells:
        """Only the rows marked."""
        return replace(
            self,
            source=self.source[rows].reset_index(drop=True),
            empty=self.empty[rows],
            numbers=self.numbers[rows],
            moments=self.moments[rows],
            truths=self.truths[rows],
            text_at=self.text_at[rows],
        )

    def without(self, words: frozenset[str]) -> Cells:
        """The same cells, those texts that say "nothing" counted as empty."""
        nothing = np.array([folded(t) in words for t in self.texts], dtype=bool)
        if not nothing.any():
            return self
        gone = self.is_text & nothing[self.text_at]
        return replace(self, empty=self.empty | gone, text_at=np.where(gone, -1, self.text_at))

    def of_texts(self, read: Callable[[str], Item], dtype: DTypeLike, other: Item) -> NDArray[Any]:
        """`read` applied once to each distinct text, spread over the rows; `other` elsewhere."""
        if not self.texts:
            return np.full(len(self), other, dtype=dtype)
        answers = np.empty(len(self.texts) + 1, dtype=dtype)
        answers[:-1] = [read(t) for t in self.texts]
        answers[-1] = other  # where text_at is -1
        spread: NDArray[Any] = answers[self.text_at]
        return spread

    @classmethod
    def of(cls, column: pd.Series[Any]) -> Cells:
        """Sort a column. Typed columns (float64, datetime64, bool, categories of texts) go through
        as they are."""
        column = column.reset_index(drop=True)
        if pd.api.types.is_bool_dtype(column.dtype) and column.dtype != object:
            return _typed(column, truths=_truths(column))
        if pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_complex_dtype(
            column.dtype
        ):
            return _typed(column, numbers=column.to_numpy(dtype=np.float64, na_value=np.nan))
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            return _typed(column, moments=_without_zone(column))
        if isinstance(column.dtype, pd.CategoricalDtype) and _are_texts(column.cat.categories):
            return _categories(column)
        return _sorted(column.astype(object))


def shown(value: object) -> str:
    """A raw value as text for messages: dates ISO, whole floats without ".0", cut when long."""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, dt.datetime):
        text = value.isoformat(" ") if value.time() != dt.time.min else value.date().isoformat()
    elif isinstance(value, float | np.floating) and float(value).is_integer():
        text = f"{float(value):.0f}"
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"


def _without_zone(column: pd.Series[Any]) -> Days:
    if getattr(column.dt, "tz", None) is not None:
        column = column.dt.tz_localize(None)
    days: Days = column.to_numpy().astype("datetime64[us]")
    return days


def _typed(
    column: pd.Series[Any],
    *,
    numbers: Real | None = None,
    moments: Days | None = None,
    truths: NDArray[np.int8] | None = None,
) -> Cells:
    n = len(column)
    blank = _blank(n)
    if numbers is not None:
        # Infinity is neither empty nor a number that a ledger can hold.
        finite = np.where(np.isinf(numbers), np.nan, numbers)
        return Cells(column, np.isnan(numbers), finite, blank.moments, blank.truths, *_no_text(n))
    if moments is not None:
        return Cells(column, np.isnat(moments), blank.numbers, moments, blank.truths, *_no_text(n))
    known = blank.truths if truths is None else truths
    return Cells(column, known < 0, blank.numbers, blank.moments, known, *_no_text(n))


def _truths(column: pd.Series[Any]) -> NDArray[np.int8]:
    known = column.astype("boolean").astype("Int8")
    return np.asarray(known.to_numpy(dtype=np.int8, na_value=-1), dtype=np.int8)


@dataclass(frozen=True)
class _Blank:
    numbers: Real
    moments: Days
    truths: NDArray[np.int8]


def _blank(n: int) -> _Blank:
    return _Blank(
        np.full(n, np.nan),
        np.full(n, np.datetime64("NaT"), dtype="datetime64[us]"),
        np.full(n, -1, dtype=np.int8),
    )


def _are_texts(categories: pd.Index[Any]) -> bool:
    return all(issubclass(kind, str) for kind in set(map(type, categories)))


def _categories(column: pd.Series[Any]) -> Cells:
    text_at = np.asarray(column.cat.codes, dtype=np.intp)
    blank, texts = _blank(len(column)), _stripped(column.cat.categories)
    return _with_texts(column, text_at < 0, blank, text_at, texts)


def _no_text(n: int) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    return np.full(n, -1, dtype=np.intp), ()


def _sorted(column: pd.Series[Any]) -> Cells:
    raw = column.to_numpy(dtype=object)
    blank = _blank(raw.size)
    text_at, texts = _no_text(raw.size)
    empty = np.zeros(raw.size, dtype=bool)
    for kind, here in _by_type(raw):
        if issubclass(kind, str):
            text_at, texts = _distinct(raw, here)
        elif issubclass(kind, bool | np.bool_):
            blank.truths[here] = raw[here].astype(bool)
        elif issubclass(kind, numbers.Real | Decimal):
            empty[here] = _fill_numbers(blank.numbers, raw, here)
        elif issubclass(kind, type(None) | type(pd.NaT) | type(pd.NA)):
            empty[here] = True
        elif issubclass(kind, dt.date | np.datetime64):
            blank.moments[here] = _moments(raw[here], kind)
            empty[here] = np.isnat(blank.moments[here])
    return _with_texts(column, empty, blank, text_at, texts)


def _with_texts(
    column: pd.Series[Any],
    empty: Mask,
    others: _Blank,
    text_at: NDArray[np.intp],
    texts: tuple[str, ...],
) -> Cells:
    """The cells, of which those with nothing but spaces or dashes are empty."""
    wordless = np.array([not t or t in _DASHES for t in texts], dtype=bool)
    if wordless.any():
        gone = (text_at >= 0) & wordless[text_at]
        empty |= gone
        text_at = np.where(gone, -1, text_at)
    return Cells(column, empty, others.numbers, others.moments, others.truths, text_at, texts)


def _by_type(raw: NDArray[Any]) -> list[tuple[type, Mask]]:
    """Each sort of cell with its rows; subclasses of str count as one sort."""
    types = np.fromiter(map(type, raw), dtype=object, count=raw.size)
    at, kinds = pd.factorize(types)
    sorts = [(kind, at == i) for i, kind in enumerate(kinds)]
    strings = [here for kind, here in sorts if issubclass(kind, str)]
    if len(strings) < 2:
        return sorts
    others = [(kind, here) for kind, here in sorts if not issubclass(kind, str)]
    return [(str, np.logical_or.reduce(strings)), *others]


def _distinct(raw: NDArray[Any], here: Mask) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    at, distinct = pd.factorize(raw[here])
    text_at = np.full(raw.size, -1, dtype=np.intp)
    text_at[here] = at
    return text_at, _stripped(distinct)


def _stripped(texts: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(t).strip().strip(_INVISIBLE).strip() for t in texts)


def _fill_numbers(into: Real, raw: NDArray[Any], here: Mask) -> Mask:
    """Put numbers in place; infinity and numbers beyond any float stay odd. Gives what is NaN."""
    try:
        values = raw[here].astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        values = np.array([_float_or_infinity(v) for v in raw[here]])
    into[here] = np.where(np.isinf(values), np.nan, values)
    missing: Mask = np.isnan(values)
    return missing


def _float_or_infinity(value: SupportsFloat) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return float("inf")


def _moments(raw: NDArray[Any], kind: type) -> Days:
    if issubclass(kind, dt.datetime):
        # The time zones that other programs put on are slow to ask, and mean nothing for a day.
        days = np.fromiter(map(dt.date.toordinal, raw), np.int64, raw.size) - _UNIX_ORDINAL
        return days.astype("datetime64[D]").astype("datetime64[us]")
    moments: Days = raw.astype("datetime64[us]")
    return moments
