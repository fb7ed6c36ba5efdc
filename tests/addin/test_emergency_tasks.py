"""Tasks of the emergency plan: what users write on the sheet stays, in files and open workbooks, from
one refresh to the next and from one language to the other."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from addin.sheet_books import opened
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.book import InputBook

DAY = dt.date(2026, 6, 1)
LATER = dt.date(2026, 6, 8)
TITLE_ROW = 4  # of the sheet, counted from 1
OWNER, DUE, PROGRESS, NOTE = 4, 5, 6, 9  # columns, counted from 1


def broke(language: str = "en"):
    """A firm that cannot pay its one bill."""
    tables = {
        "tblBank": pd.DataFrame([{"date": DAY, "account": "Main", "balance": 100}]),
        "tblPayables": pd.DataFrame(
            [{"bill": "B1", "supplier": "Steel", "bill_date": dt.date(2026, 5, 20),
              "due_date": dt.date(2026, 6, 20), "amount": 500}]
        ),
    }  # fmt: skip
    settings = {"language": language, "profile": "basic", "as_of": DAY}
    book = InputBook(tables, settings)
    return compute(book, resolve(settings, None, Wishes()))[1]


def written(sheet, row: int) -> list:
    return [sheet.cell(row, column).value for column in range(1, 10)]


@pytest.mark.parametrize(("before", "after"), [("en", "en"), ("en", "zh"), ("zh", "en")])
def test_in_files(tmp_path: Path, before: str, after: str) -> None:
    first = tmp_path / "first.xlsx"
    write_workbook(broke(before), first)
    made = openpyxl.load_workbook(first)
    tab = {"en": "Emergency tasks", "zh": "应急任务"}
    sheet = made[tab[before]]
    count = sum(1 for r in range(TITLE_ROW + 1, 40) if sheet.cell(r, 2).value)
    assert count == 10
    row = TITLE_ROW + 3
    sheet.cell(row, OWNER).value = "Wang"
    sheet.cell(row, DUE).value = dt.datetime(2026, 6, 30)
    sheet.cell(row, PROGRESS).value = {"en": "In progress", "zh": "进行中"}[before]
    sheet.cell(row, NOTE).value = "+half of it"
    own = TITLE_ROW + count + 1
    sheet.cell(own, 3).value = "Sell the van"
    sheet.cell(own, DUE).value = "before spring"
    made.save(first)

    wishes = Wishes(LATER, None, after)
    refresh_file(first, tmp_path / "second.xlsx", wishes)
    again = openpyxl.load_workbook(tmp_path / "second.xlsx")[tab[after]]
    _, task, title, owner, due, progress, *_, note = written(again, row)
    assert (task, owner, due) == ("stop_spending", "Wang", dt.datetime(2026, 6, 30))
    assert title == {"en": "Stop spending that is not critical, and hiring",
                     "zh": "停止非必要支出，暂停招聘"}[after]  # fmt: skip
    assert progress == {"en": "In progress", "zh": "进行中"}[after]
    assert note == "+half of it"
    started, _, title, _, due, *_ = written(again, own)
    assert (title, due) == ("Sell the van", "before spring")
    assert started == dt.datetime.combine(DAY, dt.time())
    states = read_workbook(tmp_path / "second.xlsx").tables["tblStates"]
    assert states.iloc[:, 1].tolist() == ["emergency", "emergency"]


def test_in_an_open_workbook(tmp_path: Path) -> None:
    book = opened(broke(), tmp_path / "book.xlsx")
    sheet = book.impl.sheets("Emergency tasks")
    row = TITLE_ROW + 2
    sheet.put(row - 1, OWNER - 1, "Wang")
    sheet.put(row - 1, NOTE - 1, "called them all")
    refresh_book(book, Memory(tmp_path / "state"), Wishes(LATER))
    assert sheet.values[row - 1, OWNER - 1] == "Wang"
    assert sheet.values[row - 1, NOTE - 1] == "called them all"
    assert sheet.values[row - 1, 1] == "collect_first"
