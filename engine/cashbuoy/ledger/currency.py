"""Foreign amounts to base currency, at the document's own rate or the one in tblRates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

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
    the latest quote on or before a document's date (the earliest where none is that old); mode
    "latest" takes the latest on or before the as-of date for every document.
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

        A rate `given` on the row wins over the table. The parts add up to the exact sum rounded
        once. Errors: LedgerError naming the currency and the rows that have no rate.
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
            rate[own] = given.to_numpy(np.float64, na_value=np.nan)[own]
        for code, name in enumerate(names):
            here = np.flatnonzero((codes == code) & ~own)
            if name == self.base:
                rate[here] = 1.0
            elif here.size:
                rate[here] = self._quoted(str(name), here, table, dates, rows)
        return convert(amounts, rate, digits, minor_digits(self.base))

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
