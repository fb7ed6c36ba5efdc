"""Chosen plans and scheduled days adopted by buttons and in files: added, never written over, and
taken back."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from typer.testing import CliRunner

from addin.live_books import DAY, everything
from addin.sheet_books import opened
from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin import macros
from cashbuoy_addin.cli import app
from cashbuoy_addin.hosts import live
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.book import InputBook


def rows(*lines):
    return pd.DataFrame(list(lines), dtype=object)


def tables(choice):
    return {
        "tblReceivables": rows(
            {"invoice": "A", "customer": "Acme", "invoice_date": dt.date(2026, 6, 1),
             "due_date": dt.date(2026, 7, 1), "amount": 90_000.0},
            {"invoice": "B", "customer": "Acme", "invoice_date": dt.date(2026, 6, 9),
             "due_date": dt.date(2026, 7, 9), "amount": 30_000.0},
        ),
        "tblPayables": rows(
            {"bill": "one", "supplier": "Steel", "bill_date": dt.date(2026, 10, 1),
             "due_date": dt.date(2026, 11, 6), "amount": 100.0},
            {"bill": "dated", "supplier": "Steel", "bill_date": dt.date(2026, 10, 1),
             "due_date": dt.date(2026, 11, 6), "amount": 200.0, "pay_on": dt.date(2026, 11, 20)},
            {"bill": "unread", "supplier": "Steel", "bill_date": dt.date(2026, 10, 1),
             "due_date": dt.date(2026, 11, 6), "amount": 300.0, "pay_on": "ask the boss"},
            {"bill": "last", "supplier": "Steel", "bill_date": dt.date(2026, 10, 1),
             "due_date": dt.date(2026, 11, 13), "amount": 400.0},
        ),
        "tblBank": rows({"date": DAY, "account": "Main", "balance": 500_000.0}),
        "tblPlanProposals": rows(
            {"date": dt.date(2026, 10, 30), "customer": "Acme", "shape": "balanced",
             "debt": 120_000.0, "down_payment": 20_000.0, "instalments": 4.0,
             "frequency": "monthly", "method": "equal_instalment", "rate": 0.06,
             "start": dt.date(2026, 10, 30), "security": "guarantee", "recovery": 110_000.0,
             "npv": 100_000.0, "lowest_cash": 1.0, "choice": choice},
        ),
    }  # fmt: skip


def rendered(folder, choice="agreed", language="en"):
    settings = {"profile": "advanced", "language": language, "as_of": DAY, "firm": "Firm",
                "base_currency": "CNY"}  # fmt: skip
    found = InputBook(tables(choice), settings)
    return compute(found, resolve(settings, folder, Wishes()))[1]


@pytest.fixture
def book_with(tmp_path, calling):
    def make(*given, **named):
        return calling(opened(rendered(tmp_path, *given, **named), tmp_path / "firm.xlsm"))

    return make


def column(book, table, name):
    raw = (
        book.tables[table] if isinstance(book, InputBook) else live.read(book).inputs.tables[table]
    )
    titles = {TABLES[table][name].en, TABLES[table][name].zh}
    (at,) = (i for i, title in enumerate(raw.columns) if str(title).split(" (")[0] in titles)
    return raw.iloc[:, at].dropna().tolist()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_agreed_proposal_is_adopted_once_and_undone(book_with, language) -> None:
    book = book_with("已签约" if language == "zh" else "agreed", language=language)
    before = everything(book)
    macros.adopt_plans()
    assert column(book, "tblPlans", "plan") == ["PP-20261031-01"]
    assert column(book, "tblPlans", "principal") == [120_000.0]
    assert column(book, "tblPlans", "status") == ["已签约" if language == "zh" else "Agreed"]
    assert column(book, "tblPlanItems", "invoice") == ["A", "B"]
    assert column(book, "tblPlanItems", "amount") == [90_000.0, 30_000.0]
    assert "PP-20261031-01" in book.app.impl.said[-1]
    after = everything(book)
    macros.adopt_plans()
    assert everything(book) == after
    macros.undo_refresh()
    undone = everything(book)
    for seen in ("tabs", "cells", "notes", "tables", "looks"):
        assert undone[seen] == before[seen]


def test_our_yes_alone_is_a_draft_and_the_message_says_so(book_with) -> None:
    book = book_with("yes")
    macros.adopt_plans()
    assert column(book, "tblPlans", "status") == ["Draft"]
    assert "Set its status to Agreed" in book.app.impl.said[-1]


def test_nothing_chosen_changes_nothing(book_with) -> None:
    book = book_with(None)
    before = everything(book)
    macros.adopt_plans()
    assert everything(book) == before
    assert "Choice" in book.app.impl.said[-1]


def test_scheduled_days_stand_where_nothing_stood(book_with) -> None:
    book = book_with()
    before = everything(book)
    macros.adopt_payments()
    found = column(book, "tblPayables", "pay_on")
    assert len(found) == 4
    assert found[1:3] == [dt.datetime(2026, 11, 20), "ask the boss"]
    said = book.app.impl.said[-1]
    assert "now: 2." in said
    after = everything(book)
    macros.adopt_payments()
    assert everything(book) == after
    macros.undo_refresh()
    assert everything(book)["cells"] == before["cells"]


def test_a_formula_that_shows_nothing_is_not_written_over(book_with) -> None:
    book = book_with()
    sheet = next(s for s in book.impl.all if "tblPayables" in s.own_tables)
    title = next(at for at, value in sheet.values.items() if str(value).startswith("Pay on"))
    sheet.put(title[0] + 1, title[1], '=IF(1=1,"","x")')
    sheet.values[title[0] + 1, title[1]] = ""
    macros.adopt_payments()
    assert sheet.formulas[title[0] + 1, title[1]] == '=IF(1=1,"","x")'
    assert sheet.formulas[title[0] + 4, title[1]] not in {"", None}


def test_in_files_a_new_workbook_has_the_plan_and_the_days(tmp_path) -> None:
    source = tmp_path / "firm.xlsx"
    write_workbook(rendered(tmp_path), source)
    bytes_before = source.read_bytes()
    plans, paid = tmp_path / "plans.xlsx", tmp_path / "paid.xlsx"
    run = CliRunner().invoke(app, ["adopt", "plans", str(source), "-o", str(plans)])
    assert run.exit_code == 0, run.output
    assert "PP-20261031-01" in run.output
    found = read_workbook(plans)
    assert column(found, "tblPlans", "principal") == [120_000.0]
    assert column(found, "tblPlanItems", "invoice") == ["A", "B"]
    run = CliRunner().invoke(app, ["adopt", "payments", str(plans), "-o", str(paid)])
    assert run.exit_code == 0, run.output
    days = column(read_workbook(paid), "tblPayables", "pay_on")
    assert len(days) == 4
    assert "ask the boss" in days
    assert source.read_bytes() == bytes_before
    refused = CliRunner().invoke(app, ["adopt", "plans", str(source), "-o", str(source)])
    assert refused.exit_code == 2
