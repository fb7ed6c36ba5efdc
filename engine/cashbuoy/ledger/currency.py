"""Foreign amounts to base currency: at the rate of the document, or at the latest one known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.errors import MissingRateError
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, convert, minor_digits


@dataclass(frozen=True)
class Rates:
    """Base currency per unit of each foreign currency, over time.

    `quotes` maps a currency to its dates (rising, datetime64[D]) and rates. Mode "document" takes
    the latest quote on or before a document's date (the earliest where none is that old): what the
    books carry. Mode "latest" takes the latest on or before the as-of date, where it is newer than
    the document: what the money is worth, and what monetary items are carried at on a closing day
    (CAS 19, IAS 21).
    """

    base: str
    quotes: dict[str, tuple[NDArray[np.datetime64], NDArray[np.float64]]]
    mode: Literal["document", "latest"]
    as_of: dt.date

    @classmethod
    def of(cls, ledgers: Ledgers, mode: Literal["document", "latest"], as_of: dt.date) -> Rates:
        """The rates of tblRates; those dated after `as_of` are not known yet and left out."""
        table = ledgers["tblRates"]
        if table.empty:
            return cls(ledgers.base_currency, {}, mode, as_of)
        known = table[table["date"] <= pd.Timestamp(as_of)].sort_values("date", kind="stable")
        quotes = {
            str(currency): (
                rows["date"].to_numpy("datetime64[D]"),
                rows["rate"].to_numpy(np.float64),
            )
            for currency, rows in known.groupby("currency")
        }
        return cls(ledgers.base_currency, quotes, mode, as_of)

    @property
    def of_books(self) -> Rates:
        """The same quotes, for what is booked at the rate of its own day: sales, costs, VAT."""
        return self if self.mode == "document" else replace(self, mode="document")

    def is_base(self, currency: pd.Series) -> bool:
        """Whether every row is in the base currency; asked before anything is sorted out."""
        if isinstance(currency.dtype, pd.CategoricalDtype):
            return set(currency.cat.categories) <= {self.base}
        return bool((currency.to_numpy(dtype=object) == self.base).all())

    def to_base(
        self,
        table: str,
        amounts: Minor,
        currency: pd.Series,
        dates: pd.Series | None = None,
        given: pd.Series | None = None,
        rows: pd.Series | None = None,
    ) -> Minor:
        """Amounts (minor units of `currency`) in minor units of the base currency, shape (n,).

        A rate `given` on the row wins over the table, but not over a newer quote in mode "latest".
        The parts add up to the exact sum rounded once. Errors: LedgerError naming the currency and
        the rows that have no rate.
        """
        amounts = np.asarray(amounts, dtype=np.int64)
        if self.is_base(currency):
            return amounts.copy()
        codes, names = pd.factorize(currency)
        rate = np.ones(amounts.size)
        digits = np.array([minor_digits(str(n)) for n in names], dtype=np.int64)[codes]
        own = np.zeros(amounts.size, dtype=bool)
        if given is not None:
            own = given.notna().to_numpy() & (given.to_numpy(np.float64, na_value=np.nan) > 0)
            own &= ~self._superseded(codes, names, dates)
            rate[own] = given.to_numpy(np.float64, na_value=np.nan)[own]
        for code, name in enumerate(names):
            here = np.flatnonzero((codes == code) & ~own)
            if name == self.base:
                rate[here] = 1.0
            elif here.size:
                rate[here] = self._quoted(str(name), here, table, dates, rows)
        return convert(amounts, rate, digits, minor_digits(self.base))

    def _superseded(
        self, codes: NDArray[np.int64], names: pd.Index[Any], dates: pd.Series | None
    ) -> NDArray[np.bool_]:
        """Whether there is a quote newer than each document, shape (n,); codes of `names`."""
        if self.mode == "document" or dates is None:
            return np.zeros(codes.size, dtype=bool)
        none = np.datetime64("0001-01-01", "D")
        last = np.array([self.quotes[n][0][-1] if n in self.quotes else none for n in names])
        newer: NDArray[np.bool_] = (
            dates.to_numpy("datetime64[D]") < last.astype("datetime64[D]")[codes]
        )
        return newer

    def _quoted(
        self,
        currency: str,
        here: NDArray[np.int64],
        table: str,
        dates: pd.Series | None,
        rows: pd.Series | None,
    ) -> NDArray[np.float64]:
        if currency not in self.quotes:
            where = (rows.to_numpy()[here] if rows is not None else here + 1).tolist()
            raise MissingRateError(currency, self.base, self.as_of, table, where)
        when, rate = self.quotes[currency]
        if self.mode == "latest" or dates is None:
            return np.full(here.size, rate[-1])
        asked = dates.to_numpy("datetime64[D]")[here]
        asked = np.where(np.isnat(asked), when[-1], asked)
        return rate[np.maximum(np.searchsorted(when, asked, side="right") - 1, 0)]
