"""Properties of all output sheets together, in both languages, for a firm and for an empty one."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter

import pytest

from cashbuoy_workbook.blocks import Formula, Link, Sheet
from cashbuoy_workbook.sheets.grid import a1, letters
from cashbuoy_workbook.styles import look
from workbook.builders import cells, fills, notes, styles, workbook

CASES = [(name, language) for name in ("small", "empty") for language in ("zh", "en")]
OUTPUTS = (
    "Cockpit", "Forecast", "Weeks", "Items", "Scenarios", "Variance", "Warnings", "Emergency",
    "Collections", "Overdue", "Disputes", "Stages", "Plans", "Customers", "Buffer",
)  # fmt: skip
ROW_PIXELS = 20
NAME = re.compile(r"cb_[A-Z][A-Za-z]*_[A-Z][A-Za-z]*")


def outputs(name: str, language: str) -> list[Sheet]:
    return [s for s in workbook(language, name).sheets if s.key in OUTPUTS]


def test_tabs_stand_in_order_and_inputs_follow() -> None:
    keys = [s.key for s in workbook().sheets]
    assert tuple(keys[: len(OUTPUTS)]) == OUTPUTS
    assert keys[len(OUTPUTS)] == "InReceivables"
    assert keys[keys.index("Settings") :] == [
        "Settings", "Checks", "History", "Snapshots", "PaidParts", "WarningLog", "States", "Tasks",
        "PlanProposals", "PlanChanges",
    ]  # fmt: skip


def test_sheets_of_modules_that_are_off_are_left_out() -> None:
    assert not {"Plans", "Buffer"} & {s.key for s in workbook(name="empty").sheets}


@pytest.mark.parametrize(("name", "language"), CASES)
def test_no_text_is_left_half_made(name: str, language: str) -> None:
    for shown in outputs(name, language):
        texts = [v for v in cells(shown).values() if isinstance(v, str)]
        texts += [n.text for b in shown.blocks for n in b.notes]
        texts += [v.text for v in cells(shown).values() if isinstance(v, Link)]
        texts += [shown.title, *(c.title for c in shown.charts)]
        for text in texts:
            assert not re.search(r"[{}]|\bNone\b|\bnan\b|NaT", text), (shown.key, text)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_chinese_sheets_hold_no_english_words(name: str, language: str) -> None:
    ours = {
        "Acme", "Late", "Ltd", "Bank", "Ningbo", "Main", "Rent", "Small", "Firm", "Steel", "HYPERLINK",
    }  # fmt: skip
    if language == "zh":
        for shown in outputs(name, language):
            for text in cells(shown).values():
                words = re.findall(r"[A-Za-z]{4,}", text) if isinstance(text, str) else []
                assert set(words) <= ours, (shown.key, text)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_cells_are_what_a_host_can_write(name: str, language: str) -> None:
    for shown in outputs(name, language):
        for value in cells(shown).values():
            kinds = (str, int, float, bool, dt.date, Formula, Link)
            assert value is None or isinstance(value, kinds)
            number = value.value if isinstance(value, Formula) else value
            assert not isinstance(number, float) or math.isfinite(number)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_blocks_are_rectangles_apart_from_each_other(name: str, language: str) -> None:
    for shown in outputs(name, language):
        taken: Counter[tuple[int, int]] = Counter()
        for block in shown.blocks:
            assert {len(r) for r in block.values} == {block.width}
            assert [len(r) for r in block.styles] == [len(r) for r in block.values]
            for style in {s for row in block.styles for s in row}:
                look(style)
            taken.update(
                (block.row + i, block.column + j)
                for i in range(block.height)
                for j in range(block.width)
            )
            places = [p for cells_ in block.fills.values() for p in cells_]
            places += [(n.row, n.column) for n in block.notes]
            assert all(0 <= i < block.height and 0 <= j < block.width for i, j in places)
        assert max(taken.values()) == 1, shown.key


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_area_has_a_name_of_its_own(name: str, language: str) -> None:
    names = [b.name for shown in outputs(name, language) for b in shown.blocks]
    assert len(names) == len(set(names))
    assert all(NAME.fullmatch(n) for n in names)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_links_and_formulas_lead_to_cells_that_exist(name: str, language: str) -> None:
    sheets = {s.key: s for s in workbook(language, name).sheets}
    titles = {s.title: s for s in sheets.values()}
    tables = {t.name: t for s in sheets.values() for t in s.tables}
    for shown in outputs(name, language):
        for value in cells(shown).values():
            if isinstance(value, Link):
                target = {a1(*at) for at in cells(sheets[value.sheet])}
                assert set(value.cell.split(":")) <= target, value
            if isinstance(value, Formula):
                assert value.text.startswith("=")
                assert value.text.count("(") == value.text.count(")")
                for title, cell in re.findall(r"'([^']+)'!([A-Z]+\d+)", value.text):
                    assert cell in {a1(*at) for at in cells(titles[title])}
                for table, column in re.findall(r"(tbl\w+)\[([^\]]+)\]", value.text):
                    assert column in tables[table].columns


@pytest.mark.parametrize(("name", "language"), CASES)
def test_formulas_stand_in_cells_that_calculate(name: str, language: str) -> None:
    """In a cell formatted as text, a spreadsheet would turn an edited formula into text."""
    for shown in outputs(name, language):
        names = styles(shown)
        for at, value in cells(shown).items():
            if isinstance(value, Formula):
                assert look(names[at]).number_format != "@", (shown.key, at)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_every_figure_in_danger_says_why(name: str, language: str) -> None:
    for shown in outputs(name, language):
        said, values = notes(shown), cells(shown)
        for at, level in fills(shown).items():
            if level in ("red", "amber") and isinstance(values[at], float | int | Formula):
                assert said.get(at), (shown.key, at)


@pytest.mark.parametrize(("name", "language"), CASES)
def test_charts_draw_cells_of_equal_length_and_cover_none(name: str, language: str) -> None:
    for shown in outputs(name, language):
        for chart in shown.charts:
            for series in chart.series:
                _, top, left, bottom, right = series.values
                _, *names = series.categories
                assert (bottom - top, right - left) == (names[2] - names[0], names[3] - names[1])
                assert {(top, left), (bottom, right)} <= set(cells(shown))
            covered = range(chart.row, chart.row + -(-chart.height // ROW_PIXELS))
            under = [at for at in cells(shown) if at[0] in covered and at[1] <= chart.column]
            assert not under or shown.key == "Cockpit"


@pytest.mark.parametrize(("name", "language"), CASES)
def test_pages_print_across_one_sheet_of_paper(name: str, language: str) -> None:
    for shown in outputs(name, language):
        assert shown.pages_wide == 1
        assert shown.print_columns is not None
        assert shown.freeze != (0, 0) or shown.key == "Cockpit"


def test_both_languages_show_the_same_figures_in_the_same_cells() -> None:
    for zh, en in zip(workbook("zh").sheets, workbook("en").sheets, strict=True):
        if zh.key in OUTPUTS and zh.key != "Cockpit":
            numbers = [
                {at: v for at, v in cells(s).items() if isinstance(v, float)} for s in (zh, en)
            ]
            assert numbers[0] == numbers[1], zh.key


@pytest.mark.parametrize(("column", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (702, "AAA")])
def test_columns_have_letters(column: int, name: str) -> None:
    assert letters(column) == name
