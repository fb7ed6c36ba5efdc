"""How amounts, dates, rates and legal grounds are written in a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from cashbuoy.capital_numerals import capital_yuan
from cashbuoy.collection.letter import HeldLimit
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.texts import Texts

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """The words of one language: its template's name, and the catalogue that comes closest."""

    language: str
    texts: Texts

    @classmethod
    def of(cls, language: str) -> Wording:
        return cls(language, Texts("zh" if language.startswith("zh") else "en"))

    def say(self, key: str, **values: object) -> str:
        return self.texts(f"letters.{key}", **values)

    def date(self, day: dt.date) -> str:
        """2026年3月1日, 1 March 2026; year-month-day in any other language."""
        if self.language.startswith("zh"):
            return f"{day.year}年{day.month}月{day.day}日"
        if self.language.startswith("en"):
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        return day.isoformat()

    def short_date(self, day: object) -> str:
        """As in tables: 2026-03-01; empty where there is none."""
        return "" if pd.isna(day) else f"{pd.Timestamp(day):%Y-%m-%d}"  # type: ignore[call-overload, arg-type]

    def figure(self, minor: object, currency: str) -> str:
        """1,234.50, to the currency's minor unit."""
        digits = minor_digits(currency)
        whole = int(minor)  # type: ignore[call-overload]
        sign, whole = ("-" if whole < 0 else ""), abs(whole)
        major, rest = divmod(whole, 10**digits)
        return f"{sign}{major:,}.{rest:0{digits}d}" if digits else f"{sign}{major:,}"

    def amount(self, minor: int, currency: str) -> str:
        """With its currency; yuan in Chinese letters in capital numerals too."""
        figure = self.figure(minor, currency)
        if currency == "CNY":
            return self.say("money_cny", amount=figure, capital=capital_yuan(minor))
        return self.say("money", amount=figure, currency=currency)

    def amounts(self, sums: Sequence[tuple[int, str]]) -> str:
        return self.listed([self.amount(minor, currency) for minor, currency in sums])

    def listed(self, parts: Sequence[str]) -> str:
        """One after the other, with the language's word for "and"."""
        return self.say("and").join(parts)

    def limits(self, limits: Sequence[HeldLimit], currency: str) -> str:
        """An insurer's limits as they followed each other, each with its first day."""
        return self.listed(
            [
                self.amount(held.limit, currency)
                if held.since is None or len(limits) == 1
                else self.say(
                    "limit_from",
                    amount=self.amount(held.limit, currency),
                    date=self.date(held.since),
                )
                for held in limits
            ]
        )

    def share(self, value: float) -> str:
        return f"{round(value * 100, 6):g}%"

    def rate(self, row: Mapping[str, object], policy: Policy) -> str:
        """The rate of a stretch as its ground states it: by day in the regulation, else by year."""
        value = float(row["rate"])  # type: ignore[arg-type]
        if row["basis"] == "regulation":
            return self.say("rate_day", rate=self.share(value / policy.late_fees.day_basis))
        return self.say("rate_year", rate=self.share(value))

    def computed(self, row: Mapping[str, object], policy: Policy) -> str:
        """The arithmetic of a stretch, as a reader would check it."""
        value, basis = float(row["rate"]), policy.late_fees.day_basis  # type: ignore[arg-type]
        balance = self.figure(row["balance"], str(row["currency"]))
        if row["basis"] == "regulation":
            rate = self.share(value / basis)
            return self.say("computed_day", balance=balance, rate=rate, days=row["days"])
        return self.say(
            "computed_year", balance=balance, rate=self.share(value), days=row["days"], basis=basis
        )

    def basis(self, basis: str, policy: Policy) -> str:
        """The ground of a late fee, cited in full."""
        return self.say(f"basis_{basis}", multiple=f"{policy.late_fees.lpr_multiple:g}")
