"""`cashbuoy check --on BOOK`: what rules would say of a workbook, named cells among them."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from typer.testing import CliRunner

from cashbuoy_addin.cli import app
from cashbuoy_addin.hosts.file_names import named_cells

AS_OF = dt.date(2026, 11, 23)
POLICY = """
extends: basic
rules:
  covenant:
    ref: own.1
    measure: cell
    cell: Equity_Ratio
    unit: share
    test: below
    amber: 0.25
    red: 0.20
    title: {en: Bank covenant, zh: 银行约定}
    action: {en: Call the bank, zh: 联系银行}
"""


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def book(tmp_path):
    """A workbook of another program: a bank sheet, and a figure with a name."""
    made = openpyxl.Workbook()
    bank = made.active
    bank.title = "Bank balances"
    bank.append(["Date", "Account", "Balance"])
    bank.append([dt.datetime(2026, 11, 20), "Main", 5000])
    own = made.create_sheet("Owner's sums")
    own["B3"], own["B4"], own["B5"] = 0.22, "n/a", 7
    names = {
        "Equity_Ratio": "'Owner''s sums'!$B$3",
        "Words": "'Owner''s sums'!$B$4",
        "Empty": "'Owner''s sums'!$Z$99",
        "Two": "'Owner''s sums'!$B$3:$B$4",
        "Relative": "'Owner''s sums'!B3",
    }
    for name, place in names.items():
        made.defined_names[name] = DefinedName(name, attr_text=place)
    path = tmp_path / "book.xlsx"
    made.save(path)
    return path


@pytest.fixture
def policy(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(POLICY, encoding="utf-8")
    return path


def test_named_cells_are_read_by_their_names(book) -> None:
    asked = ("equity_ratio", "Words", "Empty", "Two", "Relative", "Nobody")
    assert named_cells(book, asked) == {"equity_ratio": 0.22, "Words": "n/a", "Empty": None}


def test_a_rule_on_a_named_cell_fires_in_the_dry_run(book, policy) -> None:
    before = book.read_bytes()
    result = run("check", policy, "--on", book, "--as-of", AS_OF, "--lang", "en")
    assert result.exit_code == 0
    assert f"OK  {policy}" in result.stdout
    (line,) = (line for line in result.stdout.splitlines() if "covenant" in line)
    assert "amber" in line
    assert "Cell Equity_Ratio" in line
    assert "22.0%" in line
    assert "25.0%" in line
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "reason"),
    [("Nobody", "no cell of that name"), ("Words", "does not hold a number")],
)
def test_a_cell_that_tells_nothing_is_said(book, policy, name, reason) -> None:
    policy.write_text(POLICY.replace("Equity_Ratio", name), encoding="utf-8")
    result = run("check", policy, "--on", book, "--as-of", AS_OF, "--lang", "en")
    (line,) = (line for line in result.stdout.splitlines() if "covenant" in line)
    assert reason in line


def test_without_a_policy_the_workbooks_own_holds(book, policy) -> None:
    policy.rename(policy.with_name("policy.yaml"))
    assert "covenant" in run("check", "--on", book, "--as-of", AS_OF, "--lang", "zh").stdout


def test_something_must_be_given() -> None:
    assert run("check").exit_code == 2
