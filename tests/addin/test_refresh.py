"""The pipeline over files: read a workbook, write a refreshed one, never the input."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cashbuoy.controls import ControlTotal
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_addin import demo, pipeline
from cashbuoy_addin.hosts.file import read_workbook, write_workbook
from cashbuoy_addin.new_books import create_template
from cashbuoy_addin.pipeline import compute
from cashbuoy_addin.places import RefusedOutputError, is_same_file
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The demo company's workbook."""
    return demo.build_demo(tmp_path_factory.mktemp("demo") / "demo.xlsx", "zh")


@pytest.fixture(scope="module")
def small(built, tmp_path_factory):
    """A workbook with a few rows of it, and the policy beside."""
    folder = tmp_path_factory.mktemp("small")
    tables = {
        name: table.tail(20).reset_index(drop=True) for name, table in built.book.tables.items()
    }
    book = replace(built.book, tables=tables)
    (folder / "demo-policy.yaml").write_bytes((demo.seeds() / "policy.yaml").read_bytes())
    _, workbook = compute(book, built.run)
    write_workbook(workbook, folder / "small.xlsx")
    return folder / "small.xlsx"


@pytest.fixture
def unchanged(small):
    """The small workbook, which no test may change."""
    before = small.read_bytes()
    yield small
    assert small.read_bytes() == before


def test_the_demo_tells_its_story(built) -> None:
    """One dangerous month, in the spring, and every control total holds."""
    fired = {w.rule for w in built.analysis.warnings if w.level == "red"}
    assert "cash_below_zero" in fired
    assert built.analysis.forecast.lowest < 0
    assert built.analysis.forecast.lowest_on.month == 2
    assert not built.broken


def test_the_demo_writes_its_policy_beside_the_workbook(built) -> None:
    book = read_workbook(built.output)
    assert book.settings["policy_file"] == "demo-policy.yaml"
    assert (built.output.parent / "demo-policy.yaml").is_file()


def test_a_refresh_of_the_demo_comes_to_the_same(built, tmp_path) -> None:
    again = refresh_file(built.output, tmp_path / "again.xlsx", Wishes())
    assert again.analysis.as_of == built.analysis.as_of
    first, second = built.analysis.forecast, again.analysis.forecast
    assert second.months.lines.equals(first.months.lines)
    assert second.opening == first.opening
    assert again.analysis.indicators == built.analysis.indicators
    assert [f.id for f in again.analysis.findings] == [f.id for f in built.analysis.findings]


def test_a_second_refresh_changes_nothing(unchanged, tmp_path) -> None:
    once = tmp_path / "once.xlsx"
    refresh_file(unchanged, once, Wishes())
    twice = tmp_path / "twice.xlsx"
    refresh_file(once, twice, Wishes())
    assert twice.read_bytes() == once.read_bytes()


def test_the_input_tables_come_through_as_they_were(unchanged, tmp_path) -> None:
    out = tmp_path / "out.xlsx"
    refresh_file(unchanged, out, Wishes(language="zh"))
    before, after = read_workbook(unchanged), read_workbook(out)
    for name, table in before.tables.items():
        if not TABLES[name].written_by_refresh:
            assert after.tables[name].equals(table), name


def test_another_language_and_date(unchanged, tmp_path) -> None:
    result = refresh_file(
        unchanged, tmp_path / "en.xlsx", Wishes(as_of=dt.date(2026, 6, 30), language="en")
    )
    assert result.analysis.as_of == dt.date(2026, 6, 30)
    book = read_workbook(result.output)
    assert book.settings["language"] == "en"
    assert "Invoice date" in book.tables["tblReceivables"].columns


def test_a_workbook_written_elsewhere_still_finds_its_policy(unchanged, tmp_path) -> None:
    result = refresh_file(unchanged, tmp_path / "out.xlsx", Wishes())
    again = refresh_file(result.output, tmp_path / "again.xlsx", Wishes())
    assert again.run.policy_file is not None
    assert again.run.policy == result.run.policy


def test_a_policy_of_the_command_line_is_for_one_run(unchanged, tmp_path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("extends: basic\n", encoding="utf-8")
    result = refresh_file(unchanged, tmp_path / "out.xlsx", Wishes(policy=other))
    assert result.run.policy.modules == ["recurring"]
    assert read_workbook(result.output).settings["policy_file"] == "demo-policy.yaml"


class TestTheInputIsNeverWritten:
    def test_by_the_same_path(self, unchanged) -> None:
        with pytest.raises(RefusedOutputError, match="never writes its input"):
            refresh_file(unchanged, unchanged, Wishes())

    def test_by_a_path_that_only_looks_different(self, unchanged) -> None:
        roundabout = unchanged.parent / ".." / unchanged.parent.name / unchanged.name
        with pytest.raises(RefusedOutputError):
            refresh_file(unchanged, roundabout, Wishes())

    @pytest.mark.parametrize("how", ["symlink_to", "hardlink_to"])
    def test_by_a_link(self, how, unchanged, tmp_path) -> None:
        link = tmp_path / "link.xlsx"
        try:
            getattr(link, how)(unchanged)
        except OSError:
            pytest.xfail("this system makes no such links")
        with pytest.raises(RefusedOutputError):
            refresh_file(unchanged, link, Wishes())

    def test_by_a_link_to_its_folder(self, unchanged, tmp_path) -> None:
        (tmp_path / "folder").symlink_to(unchanged.parent, target_is_directory=True)
        with pytest.raises(RefusedOutputError):
            refresh_file(unchanged, tmp_path / "folder" / unchanged.name, Wishes())

    def test_case_decides_where_the_system_says_so(self, tmp_path, monkeypatch) -> None:
        monkeypatch.setattr("os.path.normcase", str.casefold)
        assert is_same_file(tmp_path / "Book.xlsx", tmp_path / "book.xlsx")


def test_a_failure_leaves_the_output_as_it_was(unchanged, tmp_path, monkeypatch) -> None:
    out = tmp_path / "out.xlsx"
    out.write_bytes(b"what was there")

    def fail(*_: object) -> None:
        raise RuntimeError("in the middle of it")

    monkeypatch.setattr(pipeline, "render", fail)
    with pytest.raises(RuntimeError):
        refresh_file(unchanged, out, Wishes())
    assert out.read_bytes() == b"what was there"
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]


def test_a_broken_control_total_is_written_and_reported(unchanged, tmp_path, monkeypatch) -> None:
    analyse = pipeline.analyse

    def one_cent_off(*arguments):
        wrong = ControlTotal("cash", 100, 99, {"opening": 99})
        return replace(analyse(*arguments), controls=(wrong,))

    monkeypatch.setattr(pipeline, "analyse", one_cent_off)
    result = refresh_file(unchanged, tmp_path / "out.xlsx", Wishes())
    assert result.broken
    assert result.output.is_file()


def test_a_template_refreshes_without_any_rows(tmp_path) -> None:
    book = tmp_path / "new.xlsx"
    create_template(book, "advanced", "en")
    result = refresh_file(book, tmp_path / "out.xlsx", Wishes(as_of=dt.date(2026, 3, 31)))
    assert result.run.language == "en"
    assert result.run.policy.modules == profile("advanced").modules
    assert not result.broken


def test_an_existing_file_is_not_overwritten_by_a_template(tmp_path) -> None:
    book = tmp_path / "new.xlsx"
    create_template(book, "basic", None)
    before = book.read_bytes()
    with pytest.raises(RefusedOutputError, match="--force"):
        create_template(book, "basic", "en")
    assert book.read_bytes() == before
    create_template(book, "basic", "en", overwrite=True)
    assert book.read_bytes() != before


def test_the_same_demo_is_the_same_file(built, tmp_path) -> None:
    again = demo.build_demo(tmp_path / "demo.xlsx", "zh")
    assert again.output.read_bytes() == built.output.read_bytes()
