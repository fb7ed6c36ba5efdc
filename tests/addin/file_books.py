"""Small workbooks for tests of the file host."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_workbook.blocks import (
    Block,
    Sheet,
    Workbook,
)
from cashbuoy_workbook.inputs import input_sheet

TABLE = TABLES["tblReceivables"]


def book(*sheets: Sheet, language="en", firm="A & B") -> Workbook:
    return Workbook(tuple(sheets), "Title", language, firm, dt.date(2026, 3, 31))


def one_cell(value, style="text") -> Sheet:
    return Sheet("Cockpit", "Cockpit", (Block("", 0, 0, ((value,),), ((style,),)),))


def ledger(*rows: tuple[object, ...]) -> pd.DataFrame:
    columns = ["Invoice", "Customer", "Invoice date", "Amount", "Mine"]
    return pd.DataFrame(list(rows), columns=columns, dtype=object)


def written(raw: pd.DataFrame, path: Path, language="en") -> Path:
    write_workbook(book(input_sheet(TABLE, raw, language, "CNY"), language=language), path)
    return path


def given_columns(frame: pd.DataFrame, raw: pd.DataFrame, language="en") -> list[list[object]]:
    titles = {"Mine": "Mine"} | {c.en: getattr(c, language) for c in TABLE.columns}
    return [frame[titles[name]].tolist() for name in raw.columns]
