"""Long lists stay off the paper, and say so."""

from __future__ import annotations

import pytest

from cashbuoy_workbook.paper import LONGEST_PRINTED, printed_to
from workbook.builders import sheet


@pytest.mark.parametrize(
    ("rows", "last"), [(0, None), (LONGEST_PRINTED, None), (LONGEST_PRINTED + 1, 4)]
)
def test_only_the_head_of_a_long_list_is_printed(rows: int, last: int | None) -> None:
    assert printed_to(rows, 4) == last


@pytest.mark.parametrize("language", ["en", "zh"])
def test_customers_print_the_ageing_and_leave_the_rest_to_the_screen(language: str) -> None:
    shown = sheet("Customers", language)
    (titles,) = [table.columns for table in shown.tables]
    assert shown.print_columns is not None
    printed = titles[: shown.print_columns[1] + 1]
    assert printed[-1].startswith({"en": "Allowance", "zh": "坏账准备"}[language])
    assert len(printed) <= 14 < len(titles)
    assert shown.print_last is None
