"""What a firm could turn into cash before it falls due, and what that costs (C3).

A source pays cash on the day it is used and takes it back on later days: an acceptance bill sold to
a bank no longer brings its face at maturity, a factored invoice goes to the factor, a line is
repaid. Interest on bills and invoices is kept back at once, on lines paid with the repayment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

Kind = Literal[
    "bank_acceptance", "trade_acceptance", "factoring_without_recourse",
    "factoring_with_recourse", "line", "line_uncommitted",
]  # fmt: skip
YEAR = 365
FOREVER = 10**6  # days

_BILLS: tuple[Kind, ...] = ("bank_acceptance", "trade_acceptance")


@dataclass(frozen=True)
class Source:
    """One way to raise cash. Arrays of shape (units,), money in base minor units; days count from
    0, the day after the as-of date.

    amount: face, invoice or free credit; `advance` of it is paid out, less `fee` (a share of the
    amount) and interest at `rate` a year. first: the first day on which the money can be there;
    latest: the last day on which each unit can be used; ends: the day on which it takes the money
    back, FOREVER where none. item: position in the
    frame that the unit comes from. on_credit: it adds to what the firm owes. name: of a line.
    """

    kind: Kind
    name: str
    amount: Minor
    advance: float
    fee: float
    rate: float
    first: int
    latest: NDArray[np.int64]
    ends: NDArray[np.int64]
    item: NDArray[np.int64]
    basis: int

    @property
    def is_line(self) -> bool:
        return self.kind in ("line", "line_uncommitted")

    @property
    def on_credit(self) -> bool:
        return self.is_line or self.kind == "factoring_with_recourse"

    def cash(self, day: int) -> NDArray[np.float64]:
        """What each unit brings when it is used on a day, whole minor units (a bank pays to the
        cent); nothing where its time has gone."""
        days = np.maximum(self.ends - day, 0)
        kept = 0.0 if self.is_line else self.rate / self.basis * days * self.advance
        net = np.rint(self.amount * np.maximum(self.advance - self.fee - kept, 0.0))
        return np.where((days > 0) & (day <= self.latest), net, 0.0)

    def cost_a_year(self, day: int) -> float:
        """All-in cost of a year, simple: what is given up over the money received and its days;
        NaN where nothing can be had."""
        cash = self.cash(day)
        if not cash.sum() > 0:
            return float("nan")
        if self.is_line:
            return self.rate * YEAR / self.basis
        some = cash > 0
        given_up = (self.amount * self.advance - cash)[some].sum()
        return float(given_up * YEAR / (cash * (self.ends - day))[some].sum())


def bills_and_lines(
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    rates: Rates,
) -> tuple[Source, ...]:
    """Acceptance bills to discount and bank lines to draw, where the modules are on."""
    found: list[Source] = []
    if policy.has("bills"):
        found += _bills(ledgers, policy, as_of, calendar, rates)
    if policy.has("lines"):
        found += _lines(ledgers, policy, as_of, calendar)
    return tuple(found)


def first_day(lead: int, as_of: dt.date, calendar: WorkCalendar) -> int:
    """The day, from 0, that comes so many working days after the as-of date."""
    day = calendar.add_working_days(as_of, max(lead, 1))
    return int((day - np.datetime64(as_of, "D")).astype(np.int64)) - 1


def day_of(dates: NDArray[np.datetime64], as_of: dt.date) -> NDArray[np.int64]:
    """Dates as days from 0, the day after the as-of date."""
    days: NDArray[np.int64] = (dates.astype("datetime64[D]") - np.datetime64(as_of, "D")).astype(
        np.int64
    ) - 1
    return days


def _bills(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar, rates: Rates
) -> list[Source]:
    """Bills received that mature after the as-of date: a source for each kind and rate."""
    table = ledgers["tblBills"]
    own = (table["direction"] == "in") & (table["matures"] > pd.Timestamp(as_of))
    table = table[(own & (table["face"] > 0)).to_numpy()]
    settings = policy.funding.bills
    face = rates.to_base(
        "tblBills", table["face"].to_numpy(np.int64), table["currency"], rows=table["row"]
    )
    bank = (table["kind"] == "bank_acceptance").to_numpy()
    usual = np.where(bank, settings.bank_rate, settings.trade_rate)
    stated = table["discount_rate"].to_numpy(np.float64, na_value=np.nan)
    rate = np.where(np.isnan(stated), usual, stated)
    matures = roll_ahead(table["matures"].to_numpy("datetime64[D]"), "following", as_of, calendar)
    first = first_day(settings.lead_days, as_of, calendar)
    found = []
    for kind, of_kind in zip(_BILLS, (bank, ~bank), strict=True):
        for one in np.unique(rate[of_kind]).tolist():
            at = np.flatnonzero(of_kind & (rate == one))
            ends = day_of(matures[at], as_of)
            basis = policy.funding.day_basis
            found.append(
                Source(kind, "", face[at], 1.0, 0.0, one, first, ends - 1, ends, at, basis)
            )
    return found


def _lines(
    ledgers: Ledgers, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> list[Source]:
    """What is free of each bank line until it expires; lines that are not committed are named, for
    nobody is bound to pay them out."""
    table = ledgers["tblLines"]
    settings = policy.funding.lines
    free = (table["limit"] - table["drawn"].fillna(0)).to_numpy(np.int64)
    rate = table["rate"].to_numpy(np.float64, na_value=np.nan)
    rate = np.where(np.isnan(rate), settings.rate, rate)
    expires = table["expires"].to_numpy("datetime64[D]")
    ends = np.where(np.isnat(expires), FOREVER, day_of(expires, as_of))
    committed = table["committed"].to_numpy(bool)
    first = first_day(settings.lead_days, as_of, calendar)
    names = table["bank"].tolist()
    return [
        Source(
            "line" if committed[i] else "line_uncommitted", names[i], free[i : i + 1], 1.0, 0.0,
            float(rate[i]), first, ends[i : i + 1] - 1, ends[i : i + 1], np.array([i]),
            policy.funding.day_basis,
        )
        for i in np.flatnonzero((free > 0) & (ends >= 0)).tolist()
    ]  # fmt: skip
