"""The words of the output sheets: both languages, the same placeholders, none missing or unused."""

from __future__ import annotations

import re
from importlib import resources
from string import Formatter
from typing import get_args

import cashbuoy_workbook.sheets
from cashbuoy.credit.limits import CAPS
from cashbuoy.credit.scorecard import FACTORS
from cashbuoy.forecast.events import BASES
from cashbuoy.measures.indicator import Basis, Unit
from cashbuoy.warning.monitor import MonitorLight
from cashbuoy_workbook.blocks import Level
from cashbuoy_workbook.sheets import credit, credit_reasons, items, splits
from cashbuoy_workbook.sheets.cockpit_panel import DATED
from cashbuoy_workbook.texts import section

WORDS = section("sheets")
# Keys that are put together: the stem in the code, and all that can follow it.
LIGHTS = get_args(MonitorLight.__annotations__["id"]) or (
    "bank_balance",
    "payables_next_week",
    "contract_progress",
    "inventory_days",
)
ENDINGS = {
    "level_": get_args(Level),
    "value_": get_args(Unit),
    "from_": get_args(Basis),
    "basis_": (
        *BASES,
        *(f"not_{s}" for s in ("dispute", "loss", "plan", "insurer", "undated")),
    ),
    "state_": items.STATES,
    "item_": items.NAMES,
    "status_": ("forecast", "dispute", "plan"),
    "hold_": ("overdue", "over_limit"),
    "cap_": CAPS,
    "factor_": (*FACTORS, "utilisation_lowered"),
    "credit_column_": (*credit.COLUMNS, *credit_reasons.COLUMNS),
    "split_column_": tuple(splits.COLUMNS),
    "split_": ("no_limit", "no_days", "no_amount"),
    "cash_": ("red", "amber", "green"),
    "light_": LIGHTS,
    "data_": tuple(DATED),
    "unit_": tuple(u for u in get_args(Unit) if u != "money"),
    "no_warnings_": ("green", "grey"),
    "source_": ("vat",),  # what the forecast computes itself
}


BY_SHEET_OR_CURRENCY = ("tab_", "title_", "currency_", "short_")


def code() -> str:
    folder = resources.files(cashbuoy_workbook.sheets)
    return "\n".join(f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".py"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_is_in_both_languages_with_the_same_placeholders() -> None:
    for key, pair in WORDS.items():
        assert set(pair) == {"en", "zh"}, key
        assert all(text.strip() for text in pair.values()), key
        assert placeholders(pair["en"]) == placeholders(pair["zh"]), key


def test_every_text_that_the_code_names_exists() -> None:
    named = set(re.findall(r'say\(\s*"(\w+)"', code()))
    assert len(named) > 60
    assert named <= set(WORDS)


def test_every_text_that_the_code_puts_together_exists() -> None:
    missing = [s + e for s, ends in ENDINGS.items() for e in ends if s + e not in WORDS]
    assert missing == []


def test_no_text_is_left_over() -> None:
    text = code()
    stems = (
        "line_",
        "column_",
        "section_",
        "tab_",
        "title_",
        "tile_",
        "currency_",
        "short_",
        *ENDINGS,
    )
    for key in WORDS:
        stem = next((s for s in stems if key.startswith(s)), "")
        rest = key.removeprefix(stem)
        known = rest in ENDINGS.get(stem, ()) or stem in BY_SHEET_OR_CURRENCY
        assert known or re.search(rf'"@?({key}|{rest})"', text), key
