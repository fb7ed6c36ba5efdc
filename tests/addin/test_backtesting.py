"""`cashbuoy backtest`: from files to what is printed."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cashbuoy_addin.cli import app

MAPPING = """
table: tblReceivables
columns:
  invoice: No
  customer: Customer
  invoice_date: Issued
  due_date: Due
  amount: Amount
  paid: Amount
  paid_date: Paid on
"""


@pytest.fixture
def ledger(tmp_path):
    """Two customers, one punctual and one twenty days late, an invoice a week each for a year."""
    rows = ["No,Customer,Issued,Due,Amount,Paid on"]
    for week in range(52):
        issued = f"2025-{1 + week // 5:02d}-{1 + week % 5 * 5:02d}"
        due = f"2025-{2 + week // 5:02d}-{1 + week % 5 * 5:02d}"
        late = f"2025-{2 + week // 5:02d}-{21 + week % 5:02d}"
        rows.append(f"A{week},Acme,{issued},{due},100,{due}")
        rows.append(f"B{week},Bolt,{issued},{due},100,{late}")
    (tmp_path / "ar.csv").write_text("\n".join(rows), encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def run(*arguments: object):
    return CliRunner().invoke(app, ["backtest", *map(str, arguments)])


def test_both_languages_show_all_four_forecasts_and_the_bands(ledger):
    files = (ledger / "ar.csv", "--mapping", ledger / "map.yaml", "--every", 28)
    for language, words in (
        ("en", ("Payment behaviour", "Due date", "are luck", "80 % band", "Came true")),
        ("zh", ("付款行为模型", "按到期日", "偶然性", "80% 区间", "实际发生率")),
    ):
        result = run(*files, "--lang", language)
        assert result.exit_code == 0, result.output
        assert all(word in result.output for word in words)


def test_json_holds_scores_coverage_and_weeks(ledger):
    result = run(ledger / "ar.csv", "--mapping", ledger / "map.yaml", "--every", 28, "--json")
    data = json.loads(result.stdout)
    wape = {row["method"]: row["wape"] for row in data["scores"]}
    assert wape["model"] < wape["due_date"]
    assert 0 < data["luck"] < wape["due_date"]
    assert set(data["coverage"]) == {"50", "80"}
    assert len(data["weeks"]) == 8 * len(data["origins"])


def test_a_csv_under_titles_that_are_known_needs_no_mapping(ledger):
    """Titles of the input sheet, as a workbook saved as CSV has them."""
    text = (ledger / "ar.csv").read_text("utf-8").splitlines()
    for titles in (
        "Invoice,Customer,Invoice date,Due date,Amount,Paid date",
        "发票号,客户,开票日期,到期日,金额,收款日期",
    ):
        own = ledger / "own.csv"
        own.write_text("\n".join([titles, *text[1:]]), encoding="utf-8")
        named = run(own, "--every", 28, "--json")
        assert named.exit_code == 0, named.output
        mapped = run(ledger / "ar.csv", "--mapping", ledger / "map.yaml", "--every", 28, "--json")
        assert json.loads(named.stdout)["scores"] == json.loads(mapped.stdout)["scores"]


def test_what_cannot_be_tested_is_said_in_words(ledger):
    short = run(ledger / "ar.csv", "--mapping", ledger / "map.yaml", "--from", "2026-06-01")
    assert (short.exit_code, "--from" in short.output) == (2, True)
    unmapped = run(ledger / "ar.csv")
    assert (unmapped.exit_code, "ibm_ar" in unmapped.output) == (2, True)
