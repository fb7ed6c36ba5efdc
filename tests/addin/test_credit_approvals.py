"""Approvals of credit changes: what users write is kept by a refresh, and acts on the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from addin.sheet_books import opened
from cashbuoy_addin import demo
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.hosts.live_memory import Memory
from cashbuoy_addin.live_refresh import refresh_book
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes, resolve

DAY = dt.date(2026, 10, 31)
ANSWERS = ("同意", "no", "Ms Wu asks the bank first")
TITLES = {"en": ("Date", "Customer", "Subject", "Rule", "Before", "After", "Approval"),
          "zh": ("日期", "客户", "事项", "规则", "变更前", "变更后", "审批")}  # fmt: skip


def small(folder: Path, language: str):
    """A few customers of the demo with all that they were billed."""
    found = demo.demo_book("demo")
    receivables = found.tables["tblReceivables"]
    name = next(c for c in receivables if c in ("customer", "Customer", "客户"))
    few = receivables[name].isin(["嘉兴沅策", "天津津骅", "苏州骐曜", "大连沧屹"])
    tables = {
        key: table.tail(15).reset_index(drop=True) if key != "tblCustomers" else table
        for key, table in found.tables.items()
    }
    tables["tblReceivables"] = receivables[few].reset_index(drop=True)
    rules = yaml.safe_load((demo.seeds() / "policy.yaml").read_text("utf-8"))
    limits = rules.setdefault("credit", {}).setdefault("limits", {})
    limits["lower_at_once"] = limits["caps_at_once"] = False  # nothing acts without an answer
    text = yaml.safe_dump(rules, allow_unicode=True)
    (folder / "demo-policy.yaml").write_text(text, "utf-8")
    settings = {**found.settings, "language": language, "as_of": DAY}
    book = replace(found, tables=tables, settings=settings)
    return book, resolve(book.settings, folder, Wishes())


def limit_rows(table: pd.DataFrame) -> list[int]:
    """Open proposals about limits, by position."""
    subject, approval = table.iloc[:, 2], table.iloc[:, 6]
    return [
        i
        for i in range(len(table))
        if subject.iloc[i] in ("Credit limit", "信用额度") and pd.isna(approval.iloc[i])
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_files(tmp_path: Path, language: str) -> None:
    book, run = small(tmp_path, language)
    analysis, workbook = compute(book, run)
    write_workbook(workbook, tmp_path / "first.xlsx")
    first = read_workbook(tmp_path / "first.xlsx")
    table = first.tables["tblCreditChanges"]
    assert tuple(table.columns) == TITLES[language]
    rows = limit_rows(table)[:3]
    assert len(rows) == 3
    table = table.astype({table.columns[6]: object})
    for row, answer in zip(rows, ANSWERS, strict=True):
        table.iloc[row, 6] = answer
    before = {r: table.iloc[r].tolist() for r in rows}
    answered = replace(first, tables={**first.tables, "tblCreditChanges": table})
    later, workbook = compute(answered, run)
    write_workbook(workbook, tmp_path / "second.xlsx")
    kept = read_workbook(tmp_path / "second.xlsx").tables["tblCreditChanges"]
    lines = {tuple(map(str, line)) for line in kept.to_numpy().tolist()}
    for line in before.values():
        assert tuple(map(str, line)) in lines

    then, now = (a.credit.customers.set_index("customer")["limit"] / 100 for a in (analysis, later))
    changed = {name for name in now.index if now[name] != then[name]}
    approved = before[rows[0]]
    assert changed == {approved[1]}
    assert (then[approved[1]], now[approved[1]]) == (approved[4], approved[5])
    unread = [f.found for f in later.findings if f.id == "credit_approval_unread"]
    assert unread == [ANSWERS[2]]

    # The user's own list is as it was, and a third refresh changes nothing.
    assert first.tables["tblCustomers"].equals(
        read_workbook(tmp_path / "second.xlsx").tables["tblCustomers"]
    )
    refresh_file(tmp_path / "second.xlsx", tmp_path / "third.xlsx", Wishes())
    again = read_workbook(tmp_path / "third.xlsx").tables["tblCreditChanges"]
    assert again.equals(kept)


@pytest.mark.parametrize("macros", [True, False])
def test_in_an_open_workbook(tmp_path: Path, macros: bool) -> None:
    book, run = small(tmp_path, "en")
    _, workbook = compute(book, run)
    open_book = opened(workbook, tmp_path / "demo.xlsm")
    if not macros:
        open_book.app.impl.holders = ()
    memory = Memory(tmp_path / "state")
    changes = open_book.impl.sheets("Credit changes")
    found = {
        row: [changes.values.get((row, column)) for column in range(7)]
        for row in {row for row, _ in changes.values if row > 3}
    }
    is_open = {row for row, line in found.items() if line[2] == "Credit limit" and not line[6]}
    rows = sorted(is_open)[:3]
    for row, answer in zip(rows, ANSWERS, strict=True):
        changes.put(row, 6, answer)
        found[row][6] = answer
    changes.put(2, 9, "my own remark")
    listed = dict(open_book.impl.sheets("Customer list").formulas)
    refresh_book(open_book, memory)

    def lines() -> list[list]:
        height = 1 + max(row for row, _ in changes.values)
        return [[changes.values.get((r, c)) for c in range(1, 7)] for r in range(4, height)]

    after = lines()
    for row in rows:
        assert found[row][1:] in after
    assert changes.values[2, 9] == "my own remark"
    assert dict(open_book.impl.sheets("Customer list").formulas) == listed
    credit = open_book.impl.sheets("Credit")
    titles = {v: c for (r, c), v in credit.values.items() if isinstance(v, str) and r < 6}
    names = {v: r for (r, c), v in credit.values.items() if c == 0}
    for row, expected in zip(rows, ("after", "before", "before"), strict=True):
        line = found[row]
        shown = credit.values[names[line[1]], titles["Limit"]]
        assert shown == line[4 if expected == "before" else 5]
    refresh_book(open_book, memory)
    assert lines() == after
