"""The command line: what is printed where, exit codes, and one clear line when something fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from cashbuoy.controls import ControlTotal
from cashbuoy_addin import pipeline
from cashbuoy_addin.cli import app
from cashbuoy_addin.hosts.file import read_workbook


def run(*words):
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    assert run("new", path, "--lang", "en").exit_code == 0
    return path


class TestCall:
    @pytest.mark.parametrize(
        ("words", "printed"),
        [
            (["DSO", "100", "1000", "365"], "36.5"),
            (["dso", "100", "1000", "null", "simple"], "36.5"),
            (["CB_CCC", "4.95", "40.88", "42.31"], "3.52"),
            (["HHI", "[20, 30, 50]"], "3800"),
            (["HHI", "[[20, 30], [50, null]]"], "3800"),
            (["RUNWAY_MONTHS", "250000", "-50000"], "5"),
            (["TERMS_COST", "0.02", "10", "30", "", "true"], "0.445852927312485"),
            (["WORKDAY_CN", "2026-02-13", "2"], "2026-02-24"),
            (["WARN_LEVEL", "overdue_share", "0.25"], "amber"),
            (["LATE_FEE", "1000000", "2026年3月1日", "2026/3/31"], "15000"),
            (
                ["DSO", '[["month", "revenue", "receivables"], ["2026-01", 100, 50]]'],
                "15.5",
            ),
        ],
    )
    def test_prints_the_value(self, words, printed) -> None:
        result = run("call", *words)
        assert (result.exit_code, result.stdout) == (0, f"{printed}\n")

    def test_prints_a_block_as_rows_apart_by_tabs(self) -> None:
        result = run("call", "STAGED_PLAN", "1000", "2026-01-05")
        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            "Number\tStage\tShare\tDue\tAmount",
            "1\tAdvance\t0.3\t2026-01-05\t300",
            "2\tShipment\t0.5\t\t500",
            "3\tAcceptance\t0.2\t\t200",
        ]

    def test_prints_json(self) -> None:
        day = "2026-01-05"
        how = ("monthly", "equal_principal", "0", day)
        result = run("call", "--json", "INSTALMENTS", "1000", "1", "0", day, *how, "--lang", "zh")
        assert json.loads(result.stdout) == [
            ["期次", "应付日期", "本金", "利息", "应付金额", "剩余本金"],
            [1.0, "2026-02-05", 1000.0, 0.0, 1000.0, 0.0],
        ]

    @pytest.mark.parametrize(
        ("words", "code", "reason"),
        [
            (["DSO", "100", "0"], "#DIV/0!", "credit sales"),
            (["DSO", "abc", "100"], "#VALUE!", "receivables: expected a number, found 'abc'"),
            (["DSO", "#N/A", "100"], "#N/A", "error #N/A"),
            (["DSO", "-2146826246", "100"], "#N/A", "error #N/A"),
            (["DSO", "NaN", "100"], "#VALUE!", "'NaN'"),
            (["DSO", "1e400", "100"], "#VALUE!", "expected a number"),
            (["DSO", "9" * 400, "100"], "#NUM!", "too large"),
        ],
    )
    def test_an_error_is_printed_with_its_reason_and_exit_code_1(self, words, code, reason) -> None:
        result = run("call", *words)
        assert result.exit_code == 1
        assert result.stdout.startswith(f"{code}  ")
        assert reason in result.stdout

    def test_an_error_in_json_and_in_chinese(self) -> None:
        result = run("call", "DSO", "100", "--json", "--lang", "zh")
        assert result.exit_code == 1
        error = json.loads(result.stdout)
        assert error["error"] == "#VALUE!"
        assert error["reason"].startswith("缺少营业收入")

    def test_today_can_be_set(self) -> None:
        ledger = json.dumps(
            [["invoice date", "due date", "amount"], ["2026-01-01", "2026-01-31", 100]]
        )
        assert run("call", "OVERDUE_SHARE", ledger, "--as-of", "2026-01-31").stdout == "0\n"
        assert run("call", "OVERDUE_SHARE", ledger, "--as-of", "2026-02-01").stdout == "1\n"

    def test_a_policy_gives_the_defaults(self, tmp_path) -> None:
        policy = tmp_path / "mine.yaml"
        policy.write_text("extends: basic\nindicators: {days_in_year: 360}\n")
        assert run("call", "DSO", "100", "1000", "--policy", policy).stdout == "36\n"

    def test_cells_from_a_file(self, tmp_path) -> None:
        (tmp_path / "l.csv").write_text(
            "应收账款,营业收入,月份\n50,100,2026-01\n", encoding="utf-8-sig"
        )
        (tmp_path / "l.json").write_text('[["month", "sales", "ar"], ["2026-01", 100, 50]]')
        assert run("call", "DSO", f"@{tmp_path / 'l.csv'}").stdout == "15.5\n"
        assert run("call", "DSO", f"@{tmp_path / 'l.json'}").stdout == "15.5\n"

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["DSOO", "1"], "Did you mean DSO?"),
            (["DSO", "[[1, 2"], "not valid JSON"),
            (["DSO", '{"a": 1}'], "not objects"),
            (["DSO", "[[[1]]]"], "a list of rows"),
            (["DSO", "@nowhere.json"], "no such file"),
            (["DSO", "1", "--as-of", "soon"], "--as-of"),
        ],
    )
    def test_usage_that_makes_no_sense_is_exit_code_2(self, words, said) -> None:
        result = run("call", *words)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1


class TestNew:
    def test_does_not_overwrite(self, book) -> None:
        before = book.read_bytes()
        result = run("new", book, "--lang", "zh")
        assert result.exit_code == 2
        assert "--force" in result.stderr
        assert book.read_bytes() == before

    def test_language_and_profile(self, tmp_path) -> None:
        path = tmp_path / "book.xlsx"
        assert run("new", path, "--lang", "zh", "--profile", "standard").exit_code == 0
        settings = read_workbook(path).settings
        assert (settings["language"], settings["profile"]) == ("zh", "standard")

    def test_a_profile_that_does_not_exist(self, tmp_path) -> None:
        result = run("new", tmp_path / "book.xlsx", "--profile", "golden")
        assert result.exit_code == 2
        assert not (tmp_path / "book.xlsx").exists()


class TestRefresh:
    def test_writes_a_new_workbook_and_shows_what_it_found(self, book, tmp_path) -> None:
        out = tmp_path / "out.xlsx"
        result = run("refresh", book, "-o", out, "--as-of", "2026-03-31")
        assert result.exit_code == 0
        assert "Close of 2026-03-31" in result.stdout
        assert str(out).replace("\n", "") in result.stdout.replace("\n", "")
        assert out.is_file()
        assert result.stderr == ""  # progress is for terminals

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["{book}", "-o", "{book}"], "never writes its input"),
            (["{folder}/none.xlsx", "-o", "{folder}/out.xlsx"], "no such file"),
            (["{book}", "-o", "{folder}/none/out.xlsx"], "no folder"),
            (["{book}", "-o", "{folder}/out.csv"], ".xlsx"),
            (["{book}", "-o", "{folder}/out.xlsx", "--as-of", "31st"], "--as-of"),
            (["{book}", "-o", "{folder}/out.xlsx", "--policy", "none.yaml"], "none.yaml"),
        ],
    )
    def test_one_clear_line_when_it_cannot(self, words, said, book, tmp_path) -> None:
        result = run("refresh", *(w.format(book=book, folder=tmp_path) for w in words))
        assert result.exit_code == 2
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert "Traceback" not in result.stderr
        assert list(tmp_path.iterdir()) == []

    def test_debug_shows_the_trace(self, book) -> None:
        result = run("--debug", "refresh", book, "-o", book)
        assert result.exception is not None
        assert "never writes its input" in str(result.exception)

    def test_a_broken_control_total_is_exit_code_1(self, book, tmp_path, monkeypatch) -> None:
        analyse = pipeline.analyse

        def one_cent_off(*arguments):
            wrong = ControlTotal("cash", 12345, 12344, {"opening": 12344})
            return replace(analyse(*arguments), controls=(wrong,))

        monkeypatch.setattr(pipeline, "analyse", one_cent_off)
        out = tmp_path / "out.xlsx"
        result = run("refresh", book, "-o", out)
        assert result.exit_code == 1
        assert "CONTROL TOTALS DO NOT HOLD" in result.stdout
        assert "123.45 against 123.44, difference 0.01" in " ".join(result.stdout.split())
        assert out.is_file()


class TestCheck:
    def test_a_good_policy(self, tmp_path) -> None:
        policy = tmp_path / "policy.yaml"
        policy.write_text("extends: basic\n")
        result = run("check", policy)
        assert (result.exit_code, result.stdout) == (0, f"OK  {policy}\n")

    def test_every_problem_with_its_line(self, tmp_path) -> None:
        policy = tmp_path / "policy.yaml"
        policy.write_text("extends: basic\nforecast:\n  monts: 3\n  weeks: many\n")
        result = run("check", policy)
        assert result.exit_code == 1
        lines = result.stdout.splitlines()
        assert len(lines) == 2
        assert "line 3: forecast.monts" in lines[0]
        assert "line 4: forecast.weeks" in lines[1]
        assert "第 3 行" in run("check", policy, "--lang", "zh").stdout

    def test_no_file(self, tmp_path) -> None:
        assert run("check", tmp_path / "none.yaml").exit_code == 2


def test_import_csv_fills_a_workbook(tmp_path) -> None:
    (tmp_path / "ar.csv").write_text("No,Client,Day,Sum\n1,X,2026-01-05,100\n2,Y,soon,50\n")
    (tmp_path / "map.yaml").write_text(
        "table: tblReceivables\ncolumns: {invoice: No, customer: Client, invoice_date: Day,"
        " amount: Sum}\nsettings: {base_currency: EUR, language: en}\n"
    )
    out = tmp_path / "book.xlsx"
    result = run(
        "import", "csv", tmp_path / "ar.csv", "--mapping", tmp_path / "map.yaml", "-o", out
    )
    assert result.exit_code == 0
    assert "Receivables: 2 rows" in result.stdout
    assert "Errors: 1" in result.stdout
    book = read_workbook(out)
    assert book.settings["base_currency"] == "EUR"
    assert book.tables["tblReceivables"]["Amount"].tolist() == [100.0, 50.0]
    again = run("import", "csv", tmp_path / "ar.csv", "--mapping", tmp_path / "map.yaml", "-o", out)
    assert again.exit_code == 2


def test_a_shipped_mapping_goes_by_its_name(tmp_path) -> None:
    titles = (
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,"
        "Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate"
    )
    line = "391,0379,4/6/2013,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0"
    (tmp_path / "ar.csv").write_text(f"{titles}\n{line}\n")
    out = tmp_path / "book.xlsx"
    result = run("import", "csv", tmp_path / "ar.csv", "--mapping", "ibm_ar", "-o", out)
    assert result.exit_code == 0, result.stderr
    assert read_workbook(out).settings["base_currency"] == "USD"
    other = run("import", "csv", tmp_path / "ar.csv", "--mapping", "nobody", "-o", out, "--force")
    assert other.exit_code == 2


def test_version() -> None:
    assert run("--version").stdout == f"cashbuoy {version('cashbuoy')}\n"


@pytest.mark.parametrize(
    "command", [[], ["call"], ["new"], ["refresh"], ["check"], ["demo"], ["doctor"]]
)
def test_help(command) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_any_console_can_show_it(encoding, book, tmp_path) -> None:
    """A console that lacks a character shows a question mark and goes on."""
    out = tmp_path / "out.xlsx"
    done = subprocess.run(
        [sys.executable, "-c", "from cashbuoy_addin.cli import main; main()",
         "refresh", str(book), "-o", str(out), "--lang", "zh"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = done.stdout.decode(encoding)
    assert ("现金" in text) == (encoding != "ascii")
