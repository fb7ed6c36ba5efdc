"""Adopting in files: the input with what is adopted in it, written as a refresh writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from cashbuoy.ledger.schema import TABLES
from cashbuoy.ledger.titles import match_titles
from cashbuoy.payables.adoption import COLUMN, TABLE
from cashbuoy_addin.adoption.wanted import (
    dates_by_row,
    dates_said,
    dates_wanted,
    plans_said,
    plans_wanted,
)
from cashbuoy_addin.places import check_output
from cashbuoy_addin.refresh import Refreshed, read_book, write_refreshed
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.choice_words import in_words
from cashbuoy_workbook.texts import Texts


def adopt_plans_in(source: Path, output: Path, wishes: Wishes) -> tuple[Refreshed, str]:
    """Write `source` with its chosen plans to `output`, refreshed; what was adopted in words."""
    check_output(output, source)
    book, run = read_book(source, wishes)
    say = Texts(run.language)
    if not run.policy.has("plans"):
        return write_refreshed(book, run, source, output), say("adoption.plans_off")
    adopted = plans_wanted(book, run)
    new = in_words({"tblPlans": adopted.plans, "tblPlanItems": adopted.items}, run.language)
    tables = {name: _with_rows(name, book.tables.get(name), rows) for name, rows in new.items()}
    if not adopted.plans.empty:
        book = _with(book, tables)
    return write_refreshed(book, run, source, output), plans_said(adopted, say)


def adopt_payments_in(source: Path, output: Path, wishes: Wishes) -> tuple[Refreshed, str]:
    """Write `source` with the scheduled days beside its bills to `output`, refreshed."""
    check_output(output, source)
    book, run = read_book(source, wishes)
    say = Texts(run.language)
    adopted = dates_wanted(book, run)
    if adopted is None:
        return write_refreshed(book, run, source, output), say("adoption.payments_off")
    days = dates_by_row(adopted)
    if days:
        bills, written = _with_days(book.tables[TABLE], days)
        book = _with(book, {TABLE: bills})
    else:
        written = 0
    return write_refreshed(book, run, source, output), dates_said(written, adopted, say)


def _with(book: InputBook, tables: Mapping[str, pd.DataFrame]) -> InputBook:
    return replace(book, tables={**book.tables, **tables})


def _with_rows(name: str, raw: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """Raw rows (canonical columns) below those of a table under the titles that it has."""
    if raw is None:
        return rows
    at = match_titles(TABLES[name], raw).positions
    titles = {c: str(raw.columns[at[c]]) if c in at else c for c in map(str, rows.columns)}
    return pd.concat([raw, rows.rename(columns=titles)], ignore_index=True).astype(object)


def _with_days(raw: pd.DataFrame, days: Mapping[int, object]) -> tuple[pd.DataFrame, int]:
    """Days (by data row, from 1) in the cells of the column that are empty; how many."""
    at = match_titles(TABLES[TABLE], raw).positions.get(COLUMN)
    out = raw.astype(object)
    cells = [None] * len(raw) if at is None else out.iloc[:, at].tolist()
    free = [n for n in days if pd.isna(cells[n - 1])]
    for n in free:
        cells[n - 1] = days[n]
    if at is None:
        out[COLUMN] = pd.Series(cells, index=out.index, dtype=object)
    else:
        out.isetitem(at, pd.array(cells, dtype=object))
    return out, len(free)
