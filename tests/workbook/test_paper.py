"""Long lists stay off the paper, and say so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cashbuoy_workbook.paper import LONGEST_PRINTED, printed_to
from cashbuoy_workbook.sheets import customers
from cashbuoy_workbook.styles import STYLES
from cashbuoy_workbook.widths import LINE_HEIGHT, text_width
from workbook.builders import block, sheet, small_firm, view


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


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ox", 1),
        ("Quangmin Water Engineering JSC", 1),
        ("宁波漪川流体控制有限公司", 1),
        ("Chemische Werke Buna-Leuna und Söhne Nachfolger GmbH & Co. KG", 2),
    ],
)
def test_no_name_of_a_customer_is_cut(name: str, lines: int) -> None:
    """The column grows with the names as far as paper allows; in longer ones the row does."""
    firm = small_firm()
    shown = customers.render(view(replace(firm, ageing=firm.ageing.assign(name=name))))
    width = shown.widths[1]
    height = shown.heights.get(customers.FIRST_ROW, LINE_HEIGHT)
    assert height == lines * LINE_HEIGHT
    assert text_width(name) <= lines * width
    assert width <= 34
    assert STYLES[block(shown, "cb_Customers_Ageing").styles[0][1]].wrap
