"""What every output sheet is drawn from: one analysis, the book it came from, one language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cashbuoy.ledger.schema import TABLES
from cashbuoy.money import minor_digits, to_major
from cashbuoy_workbook.blocks import Block
from cashbuoy_workbook.sheets.gathered_items import gathered
from cashbuoy_workbook.sheets.grid import block
from cashbuoy_workbook.sheets.item_rows import ItemRows, item_rows
from cashbuoy_workbook.styles import in_currency
from cashbuoy_workbook.texts import Language, Texts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cashbuoy.analysis import Analysis
    from cashbuoy_workbook.book import InputBook

FORECAST_RESTS_ON = ("tblBank", "tblReceivables", "tblPayables", "tblRates")
HEADING_ROWS = 3  # title, subtitle, a blank row
TITLE_HEIGHT = {0: 28.0, 1: 16.0}


@dataclass(frozen=True)
class View:
    analysis: Analysis
    book: InputBook
    language: Language

    @cached_property
    def texts(self) -> Texts:
        return Texts(self.language)

    @property
    def currency(self) -> str:
        return self.analysis.ledgers.base_currency

    @cached_property
    def digits(self) -> int:
        return minor_digits(self.currency)

    @property
    def currency_name(self) -> str:
        """As titles show it: CNY, or 人民币元 in Chinese."""
        return self._currency("currency") or self.currency

    @property
    def short_currency(self) -> str:
        """As it follows 万: 元 for the renminbi, 美元 for the dollar."""
        return self._currency("short") or self.currency_name

    def _currency(self, form: str) -> str:
        key = f"sheets.{form}_{self.currency}"
        return self.texts(key) if self.texts.has(key) else ""

    @cached_property
    def items(self) -> ItemRows:
        """The rows of the Items sheet, which the cash tables point at."""
        return gathered(item_rows(self.analysis), self.analysis.policy.forecast.item_rows)

    def say(self, key: str, /, **values: object) -> str:
        """A text of this package's own section."""
        return self.texts(f"sheets.{key}", **values)

    def tab(self, sheet: str) -> str:
        """The title on a sheet's tab."""
        return self.say(f"tab_{sheet}")

    def pick(self, en: str, zh: str) -> str:
        """The text of a pair that fits the language."""
        return zh if self.language == "zh" else en

    def money(self, minor: float) -> float:
        """Base minor units to the number a cell shows."""
        return float(to_major(minor, self.digits))

    def in_currency(self, minor: float, currency: str) -> float:
        """Minor units of any currency to the number a cell shows."""
        return float(to_major(minor, minor_digits(currency)))

    def moneys(self, minor: ArrayLike) -> list[float]:
        """The same for a column."""
        values: list[float] = to_major(minor, self.digits).tolist()
        return values

    def style(self, name: str) -> str:
        """A money style with the base currency's decimals."""
        return in_currency(name, self.currency)

    def heading(self, sheet: str, subtitle: str = "", *, periods: int = 0) -> Block:
        """Title and subtitle of a sheet: firm, as-of date, unit; `periods` of a cash table, which
        says so where it rests on old data."""
        firm = self.analysis.policy.firm.name
        title = self.say(f"title_{sheet}", periods=periods)
        unit = self.say("as_of_unit", as_of=day(self.analysis.as_of), unit=self.currency_name)
        old = self.old_data() if periods else ""
        return block(
            f"cb_{sheet}_Title",
            0,
            0,
            [
                [(f"{title} · {firm}" if firm else title, "title")],
                [(" · ".join(part for part in (old, unit, subtitle) if part), "subtitle")],
            ],
            fills=[("amber", 1, 0)] if old else (),
        )

    def old_data(self) -> str:
        """Which ledgers of the forecast are older than the policy allows, each with its oldest age;
        "" for none."""
        ages: dict[str, int] = {}
        for finding in self.analysis.findings:
            table = finding.place.table if finding.place is not None else ""
            if finding.id == "freshness_stale" and table in FORECAST_RESTS_ON:
                ages[table] = max(ages.get(table, 0), int(str(finding.details["age_days"])))
        if not ages:
            return ""
        named = (
            self.say("stale_table", table=self.pick(TABLES[t].en, TABLES[t].zh), days=days)
            for t, days in ages.items()
        )
        return self.say("stale", tables=self.pick(", ", "、").join(named))


def day(date: dt.date) -> str:
    """A date in words, the same in both languages: 2026-11-23."""
    return f"{date:%Y-%m-%d}"
