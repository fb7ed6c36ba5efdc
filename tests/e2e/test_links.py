"""Links of a workbook from a file, followed in LibreOffice: each ends where it says."""

from __future__ import annotations

import re

import pytest
from openpyxl.utils import range_boundaries

from cashbuoy_workbook.texts import Texts
from e2e.links import follow_links, sums_of_links

TEXTS = Texts("zh")


@pytest.fixture(scope="module")
def opened(xlwings_on_libreoffice, build):
    book = xlwings_on_libreoffice.Book(build("demo-zh").path)
    yield book
    book.close()


def test_links_behind_the_forecasts_figures_select_items_that_add_up_to_them(opened) -> None:
    forecast, items = TEXTS("sheets.tab_Forecast"), TEXTS("sheets.tab_Items")
    sums = sums_of_links(opened, forecast, items)
    assert len(sums) > 50
    sheet = opened.sheets[forecast]
    lines = sheet.range("A1:A60").value
    for (label, column), total in sums.items():
        assert sheet.range((lines.index(label) + 1, column)).value == pytest.approx(total), label


@pytest.mark.parametrize("key", ["sheets.tab_Cockpit", "labels.tab_Checks"])
def test_links_end_on_the_sheet_and_cell_they_name(opened, key) -> None:
    followed = follow_links(opened, TEXTS(key))
    assert followed
    for link in followed:
        sheet, cells = re.fullmatch(r"#(.*)[.!](.*)", link.target).groups()
        assert link.sheet == sheet.strip("'$")
        assert link.cells == corners(cells)


def corners(cells: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    return top, left, bottom, right
