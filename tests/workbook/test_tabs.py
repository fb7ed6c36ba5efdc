"""Sheets are recognised by their tabs in either language."""

from __future__ import annotations

import pytest

from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.load import profile
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.tabs import known_tabs, language_of, output_tabs, tabs_of
from cashbuoy_workbook.template import empty_workbook


def test_every_table_has_a_tab_in_both_languages() -> None:
    for table in TABLES:
        assert len(tabs_of(sheet_key(table))) >= 2, table
    assert tabs_of("Settings") == {"Settings", "设置"}
    assert tabs_of("Nothing") == {"Nothing"}


def test_input_tabs_are_no_output_tabs() -> None:
    assert {"应收台账", "Receivables"} <= known_tabs() - output_tabs()
    assert {"Checks", "数据检查", "Customers", "客户账龄"} <= output_tabs()
    assert {"History", "历史记录"} <= known_tabs() - output_tabs()  # its table is read back


@pytest.mark.parametrize("named", ["", "Forecast", "现金流预测"])
def test_the_language_is_that_of_most_tabs(named) -> None:
    """Some may bear names of the user's, in whatever language."""
    for language in ("zh", "en"):
        titles = [s.title for s in empty_workbook(language, profile("basic"), "basic").sheets]
        forecast = {"en": "Forecast", "zh": "现金流预测"}[language]
        assert forecast in titles
        assert language_of(named if t == forecast else t for t in titles) == language


def test_no_two_tabs_of_the_template_are_alike() -> None:
    for language in ("zh", "en"):
        for name in ("basic", "standard", "advanced"):
            workbook = empty_workbook(language, profile(name), name)
            titles = [s.title.casefold() for s in workbook.sheets]
            assert len(set(titles)) == len(titles)
            assert len({s.key for s in workbook.sheets}) == len(titles)
            assert not workbook.sheets[0].hidden
