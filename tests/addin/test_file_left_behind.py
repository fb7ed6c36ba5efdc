"""What a new file would not hold of a user's workbook is told by kind and place."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from cashbuoy_addin.hosts.file import read_workbook
from cashbuoy_addin.new_books import create_template


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("left") / "book.xlsx"
    create_template(path, "basic", "en")
    return path


def test_a_workbook_of_ours_leaves_nothing_behind(template, tmp_path) -> None:
    assert read_workbook(template).left_behind == {}
    macros = tmp_path / "book.xlsm"
    create_template(macros, "advanced", "zh")
    assert read_workbook(macros).left_behind == {}


@pytest.mark.filterwarnings("ignore:Print area cannot be set")
def test_the_users_own_things_are_named(template, tmp_path) -> None:
    book = openpyxl.load_workbook(template)
    ledger, forecast = book["Receivables"], book["Forecast"]
    ledger["F5"] = "=50000+10000"
    ledger["B5"].comment = Comment("call Mr Li", "Ms Wu")
    chart = BarChart()
    chart.add_data(Reference(ledger, min_col=6, min_row=4, max_row=9))
    ledger.add_chart(chart, "AB3")
    ledger["Z5"] = "a remark, apart"
    forecast["AD3"], forecast["A300"] = "mine", 5
    book.defined_names["MyRange"] = DefinedName("MyRange", attr_text="Receivables!$A$5:$C$10")
    book.save(tmp_path / "book.xlsx")
    assert read_workbook(tmp_path / "book.xlsx").left_behind == {
        "formulas": ("Receivables",),
        "notes": ("Receivables",),
        "drawings": ("Receivables",),
        "cells": ("'Receivables'!Z5", "'Forecast'!AD3", "'Forecast'!A300"),
        "names": ("MyRange",),
    }
