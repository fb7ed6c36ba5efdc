"""Settings are read back as they were shown, in either language."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.policy.load import profile
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.policy_lines import policy_lines
from cashbuoy_workbook.settings import SETTINGS, read_settings, setting_name, settings_sheet

FULL = {
    "language": "en",
    "profile": "standard",
    "policy_file": "my policy.yaml",
    "as_of": dt.date(2026, 3, 31),
    "firm": "海宁机械 & Sons",
    "base_currency": "CNY",
}


def rows(sheet: Sheet) -> list[list[object]]:
    """The sheet's cells as a reader sees them."""
    grid = [[""] * 8 for _ in range(2000)]
    for block in sheet.blocks:
        for i, values in enumerate(block.values):
            for j, value in enumerate(values):
                grid[block.row + i][block.column + j] = "" if value is None else value
    return grid


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("settings", [FULL, {"language": "zh", "profile": "basic"}, {}])
def test_round_trip(language, settings) -> None:
    sheet = settings_sheet(settings, profile("basic"), language)
    assert read_settings(rows(sheet)) == settings


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["语言", "English"], {"language": "en"}),
        (["Language：", " 中文 "], {"language": "zh"}),
        (["language", "ZH"], {"language": "zh"}),
        (["Language", "Français"], {"language": "Français"}),  # as found: for the caller to refuse
        (["版本", "进阶版"], {"profile": "advanced"}),
        (["基准日", 46112.0], {"as_of": 46112.0}),
        (["Firm", "  "], {"firm": ""}),
        (["firm", None], {}),
        (["firm"], {}),
        (["something", "else"], {}),
    ],
)
def test_reading(cells, found) -> None:
    assert read_settings([cells]) == found


def test_every_setting_has_a_named_cell() -> None:
    names = {b.name for b in settings_sheet({}, profile("basic"), "zh").blocks}
    assert {setting_name(key) for key in SETTINGS} <= names
    assert setting_name("base_currency") == "cb_BaseCurrency"


@pytest.mark.parametrize("name", ["basic", "advanced"])
def test_policy_lines_show_every_value_once_in_the_language(name) -> None:
    policy = profile(name)
    lines = {line.key: line for line in policy_lines(policy, "zh")}
    assert len(lines) == len(list(policy_lines(policy, "zh")))
    for section in Policy.model_fields:
        assert section in lines
    assert lines["forecast.months"].value == str(policy.forecast.months)
    assert lines["vat.sales_rate"].value == f"{policy.vat.sales_rate:g}"
    assert lines["forecast"].value is None
    assert lines["forecast.months"].meaning == "滚动预测的月数"
    assert {f"rules.{rule}" for rule in policy.rules} <= set(lines)
    english = {line.key: line.meaning for line in policy_lines(policy, "en")}
    assert english["forecast.months"] == "Length of the rolling table"


def test_policy_line_of_a_large_amount_has_no_exponent() -> None:
    policy = profile("basic")
    floor = policy.forecast.floor.model_copy(update={"amount": 12_000_000.0})
    forecast = policy.forecast.model_copy(update={"floor": floor})
    lines = {x.key: x for x in policy_lines(policy.model_copy(update={"forecast": forecast}), "en")}
    assert lines["forecast.floor.amount"].value == "12000000"
