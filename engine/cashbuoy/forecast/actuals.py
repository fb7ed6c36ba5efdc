"""What really came and went in the months that have closed (A1), tied to the bank balances.

What the ledgers explain stands in its category; the rest is the change of the bank balances less
that, and is shown as such. Where balances are missing the rest is not known: nothing is made up.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.findings import Finding, Place
from cashbuoy.forecast.categories import BY_KEY, KEYS
from cashbuoy.forecast.horizon import Period
from cashbuoy.ledger.bank import bank_balances
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Rolling

# What the ledgers do not name item by item: the operating part of it where tblMonthly states the
# month's operating cash flow (wages, taxes, rent ...), and all else.
OPERATING_REST, UNEXPLAINED = "operating_rest", "unexplained"
LINES = (*KEYS, OPERATING_REST, UNEXPLAINED)
_OPERATING = np.array([BY_KEY[k].activity == "operating" for k in KEYS])


@dataclass(frozen=True)
class Actuals:
    """Actual cash by month, oldest first; int64 base minor units, in +, out -.

    `months` are calendar months; the last one may still run (`running`), from its first day to the
    as-of date. `lines` has a row for each of LINES and a column per month. Where `tied`, bank
    balances stand at both ends and opening + lines = closing; elsewhere opening and closing are 0,
    the two rests are 0, and the lines hold only what the ledgers name. `stated` marks months whose
    operating cash flow tblMonthly states. Arrays have shape (months,).
    """

    months: tuple[Period, ...]
    running: bool
    lines: pd.DataFrame
    opening: Minor
    closing: Minor
    tied: NDArray[np.bool_]
    stated: NDArray[np.bool_]

    @property
    def net(self) -> Minor:
        """All lines together; the change of cash where `tied`."""
        total: Minor = self.lines.to_numpy(np.int64).sum(axis=0)
        return total

    @property
    def closed(self) -> int:
        """How many of the months have closed."""
        return len(self.months) - int(self.running)


def actual_months(
    ledgers: Ledgers, payments: pd.DataFrame, settings: Rolling, as_of: dt.date
) -> tuple[Actuals, tuple[Finding, ...]]:
    """The last closed months and the one that runs, as far back as anything is known.

    `payments` as past_payments gives them; `settings` say how many months. Findings: months whose
    bank balances are missing, and payments that nobody dated.
    """
    count = max(settings.closed_months, settings.compared_months)
    months, running = _months(as_of, count)
    cash = payments[payments["date"].notna() & ~payments["as_bill"]]
    explained = _by_month(cash, months)
    ends = np.array([months[0].start - dt.timedelta(days=1), *(m.end for m in months)]).astype(
        "datetime64[D]"
    )
    fresh, stale = _fresh(ledgers["tblBank"], ends, settings.balance_days)
    balances = bank_balances(ledgers, as_of, ends)
    tied = fresh[:-1] & fresh[1:]
    opening = np.where(tied, np.nan_to_num(balances[:-1]), 0).astype(np.int64)
    closing = np.where(tied, np.nan_to_num(balances[1:]), 0).astype(np.int64)
    rest = np.where(tied, closing - opening - explained.sum(axis=0), 0)
    flow, stated = _stated_flow(ledgers, months)
    stated &= tied & (np.arange(len(months)) < len(months) - int(running))
    operating = np.where(stated, flow - explained[_OPERATING].sum(axis=0), 0)
    table = np.vstack([explained, operating, rest - operating]).astype(np.int64)
    first = _first_known(tied, table)
    keep = slice(first, None)
    actuals = Actuals(
        months=months[keep],
        running=running,
        lines=pd.DataFrame(table[:, keep], index=pd.Index(LINES, name="category")),
        opening=opening[keep],
        closing=closing[keep],
        tied=tied[keep],
        stated=stated[keep],
    )
    missing = _missing(actuals, ends[first + 1 :], stale)
    recent = payments[payments["issued"] >= pd.Timestamp(actuals.months[0].start)]
    return actuals, (*missing, *_undated(recent, ledgers.base_currency))


def _months(as_of: dt.date, count: int) -> tuple[tuple[Period, ...], bool]:
    """`count` closed months and, unless `as_of` ends one, the month that runs up to it."""
    tomorrow = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    first_open = tomorrow.to_period("M")
    closed = [first_open - back for back in range(count, 0, -1)]
    months = [Period(m.start_time.date(), m.end_time.date()) for m in closed]
    running = tomorrow.day > 1
    if running:
        months.append(Period(first_open.start_time.date(), as_of))
    return tuple(months), running


def _by_month(cash: pd.DataFrame, months: tuple[Period, ...]) -> Minor:
    """Payments by category and month, shape (len(KEYS), months)."""
    first = np.datetime64(months[0].start, "M")
    at = (cash["date"].to_numpy("datetime64[M]") - first).astype(np.int64)
    line = pd.Index(KEYS).get_indexer(pd.Index(cash["category"]))
    inside = (at >= 0) & (at < len(months))
    table = np.zeros((len(KEYS), len(months)), dtype=np.int64)
    np.add.at(table, (line[inside], at[inside]), cash["amount"].to_numpy(np.int64)[inside])
    return table


def _fresh(
    bank: pd.DataFrame, ends: NDArray[np.datetime64], days: int
) -> tuple[NDArray[np.bool_], list[list[str]]]:
    """Whether every account that exists has a balance near enough to each date, shape (dates,),
    and the accounts that have none. An account exists from its first balance on, until a balance
    of zero is its last."""
    fresh = np.zeros(ends.size, dtype=bool)
    old: list[list[str]] = [[] for _ in range(ends.size)]
    bank = bank[bank["date"].notna()].sort_values("date", kind="stable", ignore_index=True)
    day = bank["date"].to_numpy("datetime64[D]")
    balance = bank["balance"].to_numpy(np.int64)
    for account, rows in bank.groupby("account", sort=True).indices.items():
        last = np.searchsorted(day[rows], ends, side="right") - 1
        exists = last >= 0
        latest = rows[np.maximum(last, 0)]
        fresh |= exists
        late = exists & (ends - day[latest] > np.timedelta64(days, "D")) & (balance[latest] != 0)
        for i in np.flatnonzero(late).tolist():
            old[i].append(str(account))
    fresh &= np.array([not accounts for accounts in old])
    return fresh, old


def _stated_flow(ledgers: Ledgers, months: tuple[Period, ...]) -> tuple[Minor, NDArray[np.bool_]]:
    """Operating cash flow that tblMonthly states for each month, and whether it does."""
    monthly = ledgers["tblMonthly"]
    flows = monthly.drop_duplicates("month", keep="last").set_index("month")["operating_cash_flow"]
    starts = pd.DatetimeIndex([m.start for m in months])
    found = flows.reindex(starts).fillna(0).to_numpy(np.int64)
    return found, found != 0


def _first_known(tied: NDArray[np.bool_], table: Minor) -> int:
    """The first month of which anything is known; the last one where nothing is."""
    known = tied | table.any(axis=0)
    return int(known.argmax()) if known.any() else len(tied) - 1


def _missing(
    actuals: Actuals, ends: NDArray[np.datetime64], stale: list[list[str]]
) -> list[Finding]:
    """One finding for all months whose cash cannot be tied to the bank."""
    loose = [m for m, tied in zip(actuals.months, actuals.tied, strict=True) if not tied]
    if not loose or not actuals.lines.to_numpy().any():
        return []
    accounts = sorted({name for names in stale[-len(ends) - 1 :] for name in names})
    return [
        Finding(
            "actual_balances_missing",
            "warning",
            "kept",
            Place("tblBank", None, "date"),
            found=", ".join(accounts),
            details={"months": ", ".join(f"{m.start:%Y-%m}" for m in loose)},
        )
    ]


def _undated(payments: pd.DataFrame, currency: str) -> list[Finding]:
    """Payments without a date, by ledger: no month can show them."""
    undated = payments[payments["date"].isna()]
    return [
        Finding(
            "payments_undated",
            "warning",
            "kept",
            Place(str(table), int(rows["row"].iloc[0]), "paid_date"),
            currency=currency,
            details={
                "count": len(rows),
                "amount": abs(int(rows["amount"].sum())) / 10 ** minor_digits(currency),
            },
        )
        for table, rows in undated.groupby("source", sort=True)
    ]
