"""What was typed over the forecast in a file comes through `cashbuoy refresh BOOK -o OUT`."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from addin.live_books import file_of
from cashbuoy_addin.hosts.file_shown import shown_in_file
from cashbuoy_addin.overrides import overrides
from cashbuoy_addin.refresh import refresh_file
from cashbuoy_addin.settings import Wishes
from cashbuoy_workbook.styles import OVERRIDE_FILL


def typed_over(path, target, cells):
    """A copy with figures typed in: (sheet number, row label, column) -> what."""
    book = openpyxl.load_workbook(path)
    for (sheet, label, column), what in cells.items():
        found = book.worksheets[sheet]
        found.cell(row_of(found, label), column).value = what
    book.save(target)
    return target


def row_of(sheet, label):
    return next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == label)


def label_of(path):
    """The line of supplier payments, in the words of the sheet."""
    from cashbuoy.forecast.categories import BY_KEY  # noqa: PLC0415

    words = {BY_KEY["supplier_payments"].en, BY_KEY["supplier_payments"].zh}
    sheet = openpyxl.load_workbook(path).worksheets[1]
    return next(
        row[0].value for row in sheet.iter_rows(max_col=1) if str(row[0].value).strip() in words
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_months_and_weeks_and_formulas_are_carried_over(tmp_path, language) -> None:
    path = file_of(tmp_path, language)
    line = label_of(path)
    forecast, weeks = 1, 2
    before = openpyxl.load_workbook(path).worksheets[forecast]
    computed = before.cell(row_of(before, line), 7).value
    source = typed_over(
        path,
        tmp_path / "typed.xlsx",
        {(forecast, line, 7): -123.45, (forecast, line, 8): "=-2*500", (weeks, line, 6): -77.5},
    )
    refresh_file(source, tmp_path / "out.xlsx", Wishes())
    out = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets
    row = row_of(out[forecast], line)
    assert out[forecast].cell(row, 7).value == -123.45
    assert out[forecast].cell(row, 8).value == "=-2*500"
    assert out[weeks].cell(row_of(out[weeks], line), 6).value == -77.5
    assert out[forecast].cell(row, 7).fill.fgColor.rgb == f"FF{OVERRIDE_FILL}"
    assert f"{computed:,.2f}" in out[forecast].cell(row, 7).comment.text
    assert out[forecast].cell(row, 9).comment is None
    # Once more, into the other language: nothing is lost on the way.
    other = "zh" if language == "en" else "en"
    refresh_file(tmp_path / "out.xlsx", tmp_path / "again.xlsx", Wishes(language=other))
    again = overrides(shown_in_file(tmp_path / "again.xlsx"))
    assert {str(getattr(v, "text", v)) for v in again.values()} == {"-123.45", "=-2*500", "-77.5"}


def test_results_beside_the_formulas_follow_what_was_typed(tmp_path) -> None:
    """Phones, previews and LibreOffice as it comes show the results that the file holds."""
    path, months, weeks = file_of(tmp_path, "en"), 1, 2
    line = label_of(path)
    typed = {(months, line, 7): -1234.56, (months, line, 8): "=-2*500", (weeks, line, 6): -77.5}
    source = typed_over(path, tmp_path / "typed.xlsx", typed)
    refresh_file(source, tmp_path / "out.xlsx", Wishes())
    before = openpyxl.load_workbook(path, data_only=True).worksheets
    after = openpyxl.load_workbook(tmp_path / "out.xlsx", data_only=True).worksheets
    row = row_of(after[months], line)
    assert after[months].cell(row, 8).value == -1000
    for at, columns in ((months, (7, 8)), (weeks, (6,))):
        change = 0.0
        lines = {name: row_of(after[at], name) for name in ("Opening cash", "Closing cash")}
        for column in range(columns[0], columns[-1] + 3):
            was, now = (sheet[at].cell(row_of(sheet[at], line), column).value
                        for sheet in (before, after))  # fmt: skip
            opening, closing = (
                after[at].cell(row, column).value - before[at].cell(row, column).value
                for row in lines.values()
            )
            assert opening == pytest.approx(change, abs=0.001)
            change += now - was
            assert closing == pytest.approx(change, abs=0.001)
        assert change != 0


def test_a_figure_for_a_period_that_has_begun_says_what_it_stands_for(tmp_path) -> None:
    """Typed at the end of October for November and its first week, and looked at on the 4th: what
    came until then is in opening cash."""
    path, months, weeks = file_of(tmp_path, "en"), 1, 2
    line = label_of(path)
    typed = {(months, line, 5): -5.0, (months, line, 6): -6.0, (weeks, line, 3): -7.0}
    source = typed_over(path, tmp_path / "typed.xlsx", typed)
    refresh_file(source, tmp_path / "same.xlsx", Wishes())
    refresh_file(source, tmp_path / "later.xlsx", Wishes(as_of=dt.date(2026, 11, 4)))

    def notes(name: str) -> list[str]:
        sheets = openpyxl.load_workbook(tmp_path / name).worksheets[1:3]
        comments = [c.comment for s in sheets for row in s.iter_rows() for c in row if c.comment]
        return [c.text for c in comments if "Typed over" in c.text]

    before, after = notes("same.xlsx"), notes("later.xlsx")
    assert (len(before), len(after)) == (3, 3)
    assert not any("opening cash" in text for text in before)
    assert ["2026-11-05 and after" in text for text in after] == [True, False, True]


def test_a_month_that_has_passed_takes_its_override_along(tmp_path) -> None:
    path = file_of(tmp_path, "en")
    line = label_of(path)
    source = typed_over(path, tmp_path / "typed.xlsx", {(1, line, 5): -5.0, (1, line, 7): -6.0})
    found = overrides(shown_in_file(source))
    later = dt.date(2026, 11, 30)
    refresh_file(source, tmp_path / "out.xlsx", Wishes(as_of=later))
    kept = overrides(shown_in_file(tmp_path / "out.xlsx"))
    assert sorted(found.values()) == [-6.0, -5.0]
    assert list(kept.values()) == [-6.0]
    assert set(kept) <= set(found)


def test_what_is_typed_into_a_month_that_has_closed_is_no_override(tmp_path) -> None:
    path = file_of(tmp_path, "en")
    line = label_of(path)
    typed = {(1, line, column): -9.0 for column in (2, 3, 4)}
    source = typed_over(path, tmp_path / "typed.xlsx", typed)
    assert overrides(shown_in_file(source)) == {}
    refresh_file(source, tmp_path / "out.xlsx", Wishes())
    before, after = (openpyxl.load_workbook(p).worksheets[1] for p in (path, tmp_path / "out.xlsx"))
    row = row_of(before, line)
    assert [after.cell(row, c).value for c in (2, 3, 4)] == [
        before.cell(row, c).value for c in (2, 3, 4)
    ]
    assert before.cell(row, 2).value not in (None, -9.0)


def test_a_workbook_as_it_was_written_has_none(tmp_path) -> None:
    assert overrides(shown_in_file(file_of(tmp_path, "en"))) == {}


def test_files_that_are_not_ours_have_none(tmp_path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert overrides(shown_in_file(tmp_path / "other.xlsx")) == {}
    (tmp_path / "broken.xlsx").write_bytes(b"no zip")
    assert overrides(shown_in_file(tmp_path / "broken.xlsx")) == {}
    assert overrides(shown_in_file(tmp_path / "other.ods")) == {}
