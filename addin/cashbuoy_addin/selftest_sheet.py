"""The self-test as a sheet of the workbook that is open: what Python answers, and beside it what
the same formula answers in a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cashbuoy_addin.hosts import live_book
from cashbuoy_addin.hosts.live_calls import change_cells
from cashbuoy_addin.hosts.live_picture import picture
from cashbuoy_addin.hosts.live_steps import Step, steps
from cashbuoy_addin.selftest import SelfTestRow
from cashbuoy_addin.selftest_words import KEY, TITLES, verdict
from cashbuoy_workbook.blocks import Block, Cell, Formula, Level, Sheet
from cashbuoy_workbook.tabs import tabs_of
from cashbuoy_workbook.texts import Language, Texts

if TYPE_CHECKING:
    from xlwings import Book
    from xlwings import Sheet as OpenSheet

_STYLES = ("symbol_grid", "text_grid", "text_grid", "text_grid", "integer_grid", "general_grid")
_WIDTHS = (12, 60, 26, 26, 16, 22)
_FIRST_ROW = 4
_NAME = f"cb_{KEY}"


def selftest_sheet(rows: Sequence[SelfTestRow], language: Language) -> Sheet:
    """One line a formula: passed or failed, what was typed, expected and found, calls a second of
    Python alone, and the same formula alive."""
    texts = Texts(language)
    failed = sum(not row.passed for row in rows)
    fills: dict[Level, tuple[tuple[int, int], ...]] = {
        "green": tuple((i, 0) for i, row in enumerate(rows) if row.passed),
        "red": tuple((i, 0) for i, row in enumerate(rows) if not row.passed),
    }
    title = texts(f"labels.tab_{KEY}")
    heading = ((title,), (verdict(len(rows), failed, language),), (texts("live.selftest_hint"),))
    return Sheet(
        key=KEY,
        title=title,
        blocks=(
            Block("", 0, 0, heading, (("title",), ("label",), ("subtitle",))),
            Block(
                "",
                _FIRST_ROW - 1,
                0,
                (tuple(texts(f"live.selftest_{name}") for name in TITLES),),
                (("header",) * len(TITLES),),
            ),
            Block(
                _NAME,
                _FIRST_ROW,
                0,
                tuple(_line(row, texts) for row in rows),
                (_STYLES,) * len(rows),
                fills,
            ),
        ),
        widths=_WIDTHS,
    )


def _line(row: SelfTestRow, texts: Texts) -> tuple[Cell, ...]:
    typed = f"={row.formula}({row.arguments})"
    mark = texts("live.selftest_ok" if row.passed else "live.selftest_bad")
    return mark, typed, row.expected, row.got, row.calls_per_second, Formula(typed, "")


def show(book: Book, sheet: Sheet, message: str) -> None:
    """Write a sheet of our own, made behind the last where it is missing, and end on it."""
    with live_book.quiet(book, message):
        found = _found(book, sheet)
        titles = {sheet.key: found.name}
        blank = picture(Sheet(sheet.key, sheet.title), titles)
        for step in steps(blank, picture(sheet, titles), blank.cells):
            _change(found, step)
        for column, width in enumerate(sheet.widths):
            found.range((1, column + 1)).column_width = width
    found.activate()


def _change(sheet: OpenSheet, step: Step) -> None:
    if step.kind == "name":
        sheet.book.names.add(step.target, step.value)
        return
    change_cells(sheet.range(step.target), step)


def _found(book: Book, sheet: Sheet) -> OpenSheet:
    """Ours, under its name in this language; a sheet of the user's that is called so stays his."""
    named = book.names[_NAME].refers_to or "" if _NAME in book.names else ""
    here = next((s for s in book.sheets if named.startswith(_references(s.name))), None)
    taken = {s.name.casefold() for s in book.sheets}
    free = sheet.title if sheet.title.casefold() not in taken else f"{sheet.title} (2)"
    if here is None:
        return book.sheets.add(free, after=book.sheets[len(book.sheets) - 1])
    if here.name in tabs_of(sheet.key) - {sheet.title}:
        here.name = free
    return here


def _references(title: str) -> tuple[str, str]:
    """How references to a sheet begin, with and without quotes."""
    return f"='{title.replace(chr(39), chr(39) * 2)}'!", f"={title}!"
