"""Writes a workbook of blocks as .xlsx or .xlsm, without a spreadsheet application."""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter import Workbook as XlsxWorkbook

from cashbuoy_addin.hosts.file_charts import draw_chart
from cashbuoy_addin.hosts.file_formats import Formats
from cashbuoy_addin.hosts.file_sheets import fill_sheet, quoted
from cashbuoy_addin.hosts.macro_file import MacroFile
from cashbuoy_addin.vba.modules import Carried
from cashbuoy_workbook.blocks import Sheet, Workbook
from cashbuoy_workbook.worded_error import WordedError

FORMATS = (".xlsx", ".xlsm")
_TITLE_LENGTH = 31
# A property that the file format requires; a fixed date where the workbook gives none.
_CREATED = dt.date(2020, 1, 1)


def write_workbook(workbook: Workbook, path: Path, *, source: Path | None = None) -> None:
    """Write `workbook` to `path`, complete or not at all; the same workbook gives the same bytes.

    `source` is the file that the ledgers came from: it is never overwritten. Errors: WordedError
    for a format other than .xlsx or .xlsm, for writing over `source`, and for a place that cannot
    be written to.
    """
    path = Path(path)
    if path.suffix.lower() not in FORMATS:
        raise WordedError("not_a_format", path=path, kind=path.suffix)
    if source is not None and path.exists() and path.samefile(source):
        raise WordedError("being_read", path=path)
    with _replacing(path) as draft:
        _write(workbook, draft)


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place once it is complete."""
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
    except OSError as error:
        raise _cannot_write(path, error) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o666 & ~_umask())
        draft.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _cannot_write(path: Path, error: OSError) -> WordedError:
    reason = error.strerror or str(error)
    return WordedError("cannot_write", path=path, reason=reason)


def _write(workbook: Workbook, path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    if path.suffix.lower() == ".xlsm":
        keys = tuple(sheet.key for sheet in workbook.sheets)
        out: XlsxWorkbook = MacroFile(path, Carried("book", keys, workbook.language), options)
    else:
        out = XlsxWorkbook(path, options)
    titles = safe_titles(workbook.sheets)
    formats = Formats(out, workbook.language)
    _properties(out, workbook)
    out.set_vba_name("ThisWorkbook")
    worksheets = {sheet.key: out.add_worksheet(titles[sheet.key]) for sheet in workbook.sheets}
    for sheet in workbook.sheets:
        worksheet = worksheets[sheet.key]
        worksheet.set_vba_name(sheet.key)
        worksheet.set_comments_author("Cashbuoy")
        fill_sheet(worksheet, sheet, formats, titles)
        worksheet.set_header(f"&L{_page(workbook.firm)}&R{_page(titles[sheet.key])}")
        worksheet.set_footer(f"&L{_page(workbook.title)}&R&P / &N")
    for sheet in workbook.sheets:
        for chart in sheet.charts:
            draw_chart(
                out, worksheets[sheet.key], chart, workbook.sheets, titles, workbook.language
            )
        _names(out, sheet, titles)
    first = next((s for s in workbook.sheets if not s.hidden), None)
    if first is not None:
        worksheets[first.key].activate()
        worksheets[first.key].set_first_sheet()
    out.close()


def _properties(out: XlsxWorkbook, workbook: Workbook) -> None:
    created = workbook.created or _CREATED
    out.set_properties(
        {
            "title": workbook.title,
            "company": workbook.firm,
            "author": "Cashbuoy",
            "created": dt.datetime(created.year, created.month, created.day, tzinfo=dt.UTC),
        }
    )


def _page(text: str) -> str:
    return text.replace("&", "&&")[:100]


def _names(out: XlsxWorkbook, sheet: Sheet, titles: Mapping[str, str]) -> None:
    for block in sheet.blocks:
        if block.name and block.height and block.width:
            first = _absolute(block.row, block.column)
            last = _absolute(block.row + block.height - 1, block.column + block.width - 1)
            area = first if first == last else f"{first}:{last}"
            out.define_name(block.name, f"={quoted(titles[sheet.key])}!{area}")


def _absolute(row: int, column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"${letters}${row + 1}"


def safe_titles(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """Tab texts by sheet key as spreadsheets allow them: at most 31 characters, none of []:*?/\\,
    no two alike (capitals do not count)."""
    titles: dict[str, str] = {}
    taken: set[str] = set()
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\]", " ", sheet.title).strip().strip("'") or sheet.key
        title, number = plain[:_TITLE_LENGTH].strip(), 1
        while title.lower() in taken:
            number += 1
            ending = f" ({number})"
            title = plain[: _TITLE_LENGTH - len(ending)] + ending
        taken.add(title.lower())
        titles[sheet.key] = title
    return titles
