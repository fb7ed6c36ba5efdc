"""Levels that follow what is typed into an open workbook, as LibreOffice shows them."""

from __future__ import annotations

import numpy as np
import pytest

from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_addin.hosts.live_batches import Question
from cashbuoy_addin.hosts.live_office import OfficeBatches
from cashbuoy_addin.hosts.live_picture import picture
from cashbuoy_addin.hosts.live_steps import steps
from cashbuoy_workbook.blocks import Block, Condition, Formula, Sheet, Workbook
from e2e.libreoffice import pdf_text

QUESTION = [Question("shades", "Forecast")]


def forecast(row: int) -> Sheet:
    """Two months that close with what comes in less 100, red below zero and amber below ten."""
    above = [(None, None, None)] * (row - 1)
    paid = ("In", 150.0, 150.0)
    closing = ("Closing", *(Formula(f"={c}{row}-100", 50.0) for c in "BC"))
    values = (*above, paid, closing)
    tests = (("red", "<0"), ("amber", "<10"))
    return Sheet(
        "Forecast",
        "Forecast",
        (Block("cb_Forecast", 0, 0, values, (("text", "money", "money"),) * len(values)),),
        conditions=tuple(
            Condition(row, 1, row, 2, f"=B{row + 1}{test}", level, "money") for level, test in tests
        ),
        widths=(12, 16, 16),
    )


@pytest.fixture
def opened(xlwings_on_libreoffice, tmp_path):
    path = tmp_path / "book.xlsx"
    write_workbook(Workbook((forecast(3),), "Book", "en"), path)
    book = xlwings_on_libreoffice.Book(path)
    yield book
    book.close()


@pytest.mark.usefixtures("poppler")
def test_levels_follow_what_is_typed_and_go_with_their_rows(opened, tmp_path) -> None:
    def shown() -> str:
        opened.to_pdf(str(tmp_path / "page.pdf"))
        lines = pdf_text(tmp_path / "page.pdf").splitlines()
        return " ".join(next(line for line in lines if "Closing" in line).split())

    sheet, batches = opened.sheets["Forecast"], OfficeBatches(opened.impl)
    (before,) = batches.ask(QUESTION)
    assert shown() == "Closing 50.00 50.00"
    sheet.range("C3").value = 40.0
    assert shown() == "Closing 50.00 ▲ -60.00"
    sheet.range("C3").value = 105.0
    assert shown() == "Closing 50.00 ◆ 5.00"

    old, new = (picture(forecast(row), {"Forecast": "Forecast"}) for row in (3, 5))
    now = np.full((0, 0), "", dtype=object)
    batches.carry_out(steps(old, new, now))
    sheet.range("B5").value = 20.0
    assert shown() == "Closing ▲ -80.00 50.00"
    assert {row[0] for row in batches.ask(QUESTION)[0]} == {5}
    batches.carry_out(steps(new, old, now))
    assert batches.ask(QUESTION)[0] == before
