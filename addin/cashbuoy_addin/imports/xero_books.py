"""A Xero general ledger: journal lines summed into balances and months. Debits are positive."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from cashbuoy.ledger.cells import Cells
from cashbuoy.ledger.values import read_dates, read_numbers
from cashbuoy_addin.imports import xero_files
from cashbuoy_addin.imports.source import ImportFailed

_INCOME = ("REVENUE", "SALES", "OTHERINCOME")
_DIRECT_COSTS = ("DIRECTCOSTS",)
_PURCHASES = ("DIRECTCOSTS", "EXPENSE", "OVERHEADS", "INVENTORY", "FIXED")
_SALES_INVOICE, _BILL = "ACCREC", "ACCPAY"


@dataclass(frozen=True)
class Books:
    """Journal lines: date (datetime64), source, account, name, type, amount (base currency, debit
    positive). The books are taken to begin with their first journal: balances start at nil."""

    lines: pd.DataFrame

    @property
    def last_day(self) -> dt.date:
        last: dt.date = self.lines["date"].max().date()
        return last

    def receivables_at(self, day: dt.date) -> float:
        """Balance of the receivables control account."""
        return self._balance(self._control(_SALES_INVOICE, "ASSET"), day)

    def payables_at(self, day: dt.date) -> float:
        """Balance of the payables control account; what is owed is positive."""
        return 0.0 - self._balance(self._control(_BILL, "LIABILITY"), day)

    def bank(self) -> pd.DataFrame:
        """Balances of each bank and card account at the month ends and on the last day, for
        tblBank: date, account, balance."""
        bank = self.lines[self.lines["type"] == "BANK"]
        moves = bank.pivot_table(index="date", columns="name", values="amount", aggfunc="sum")
        days = [*self._month_ends(), self.last_day]
        daily = moves.fillna(0).cumsum()
        at = daily.reindex(pd.DatetimeIndex(sorted(set(days))), method="ffill").fillna(0)
        held = at.rename_axis(index="date").reset_index().melt("date", value_name="balance")
        held["balance"] = held["balance"].round(2)
        opened = bank.groupby("name")["date"].min()
        held = held[held["date"] >= held["name"].map(opened)].sort_values(["date", "name"])
        return _in_objects(held.rename(columns={"name": "account"})[["date", "account", "balance"]])

    def months(self) -> pd.DataFrame:
        """Closed months for tblMonthly: flows of the month, balances at its end. A month in which
        the books stop before its last day is not closed."""
        ends = self._month_ends()
        lines = self.lines.assign(month=self.lines["date"].dt.to_period("M"))
        months = pd.PeriodIndex([pd.Period(e, "M") for e in ends], freq="M")

        def flow(rows: pd.Series[bool], sign: int) -> list[float]:
            sums = lines[rows].groupby("month")["amount"].sum()
            return list((sign * sums.reindex(months, fill_value=0.0)).round(2) + 0.0)

        income, billed = lines["type"].isin(_INCOME), lines["source"] == _SALES_INVOICE
        bought = (lines["source"] == _BILL) & lines["type"].isin(_PURCHASES)
        cash = self.lines["type"] == "BANK"
        figures = {
            "month": pd.to_datetime(months.to_timestamp()),
            "revenue": flow(income, -1),
            "credit_sales": flow(income & billed, -1),
            "cogs": flow(lines["type"].isin(_DIRECT_COSTS), 1),
            "purchases": flow(bought, 1),
            "receivables": [round(self.receivables_at(e), 2) for e in ends],
            "payables": [round(self.payables_at(e), 2) for e in ends],
            "inventory": [
                round(self._balance(self.lines["type"] == "INVENTORY", e), 2) for e in ends
            ],
            "cash": [round(self._balance(cash, e), 2) for e in ends],
        }
        return _in_objects(pd.DataFrame(figures))

    def _control(self, source: str, kind: str) -> pd.Series[bool]:
        """Lines of the account that every document of a source is posted to."""
        own = self.lines[(self.lines["source"] == source) & (self.lines["class"] == kind)]
        if own.empty:
            return pd.Series(data=False, index=self.lines.index)
        return self.lines["account"] == own.groupby("account")["journal"].nunique().idxmax()

    def _balance(self, rows: pd.Series[bool], day: dt.date) -> float:
        until = self.lines["date"] <= pd.Timestamp(day)
        # Xero keeps cents; floats of cents summed in any order differ below them.
        return round(float(self.lines.loc[rows & until, "amount"].sum()), 2) + 0.0

    def _month_ends(self) -> list[dt.date]:
        first, last = self.lines["date"].min(), self.lines["date"].max()
        ends = pd.date_range(first.normalize(), last, freq="ME")
        return [e.date() for e in ends]


_CLASSES = {
    "BANK": "ASSET", "CURRENT": "ASSET", "CURRLIAB": "LIABILITY",
}  # fmt: skip


def read_books(directory: Path) -> Books | None:
    """The general ledger of an export; None where it has no journals. Lines whose date or amount
    cannot be read raise ImportFailed: half a ledger would give false balances."""
    journals = xero_files.find_table(directory, "journal", xero_files.JOURNALS)
    lines = xero_files.find_table(directory, "journal_line", xero_files.JOURNAL_LINES)
    if journals is None or lines is None or journals.empty or lines.empty:
        return None
    joined = lines.merge(journals, on="journal_id", how="left", validate="many_to_one")
    dates = read_dates(Cells.of(joined["journal_date"]), None)
    amounts = read_numbers(Cells.of(joined["net_amount"]))
    wrong = np.isnat(dates.array) | np.isnan(amounts.array)
    if wrong.any():
        first = joined.iloc[int(np.flatnonzero(wrong)[0])]
        raise ImportFailed(
            "import_journal",
            path=directory,
            count=int(wrong.sum()),
            journal=first["journal_id"],
            date=first["journal_date"],
            amount=first["net_amount"],
        )
    return Books(
        pd.DataFrame(
            {
                "date": dates.array,
                "journal": joined["journal_id"],
                "source": joined["source_type"].fillna(""),
                "account": joined["account_id"],
                "name": joined["account_name"],
                "type": joined["account_type"],
                "class": joined["account_type"].map(_CLASSES).fillna(""),
                "amount": amounts.array,
            }
        )
    )


def _in_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as datetime.date, numbers as floats, as an input table holds them."""
    out = {}
    for name, column in frame.reset_index(drop=True).items():
        dated = pd.api.types.is_datetime64_any_dtype(column)
        out[name] = pd.Series(column.dt.date if dated else column, dtype=object)
    return pd.DataFrame(out, dtype=object)
