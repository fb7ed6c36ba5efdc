"""What a firm could turn into cash before it falls due, and what that costs (C3).

A source pays cash on the day it is used and takes it back on later days: an acceptance bill sold to
a bank no longer brings its face at maturity, a factored invoice goes to the factor, a line is
repaid. Interest on bills and invoices is kept back at once, on lines paid with the repayment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.policy.models import Factoring, Policy

Kind = Literal[
    "bank_acceptance", "trade_acceptance", "factoring_without_recourse",
    "factoring_with_recourse", "line", "line_uncommitted",
]  # fmt: skip
YEAR = 365
FOREVER = 10**6  # days

_FACTORING: tuple[Kind, ...] = ("factoring_with_recourse", "factoring_without_recourse")
_BILLS: tuple[Kind, ...] = ("bank_acceptance", "trade_acceptance")
# Kind, terms, amount of each invoice, first day.
_Offer = tuple[Kind, Factoring, Minor, int]


@dataclass(frozen=True)
class Source:
    """One way to raise cash. Arrays of shape (units,), money in base minor units; days count from
    0, the day after the as-of date.

    amount: face, invoice or free credit; `advance` of it is paid out, less `fee` (a share of the
    amount) and interest at `rate` a year. first: the first day on which the money can be there;
    ends: the day on which each unit takes it back, `forever` where none. item: position in the
    frame that the unit comes from. on_credit: it adds to what the firm owes. name: of a line.
    """

    kind: Kind
    name: str
    amount: Minor
    advance: float
    fee: float
    rate: float
    first: int
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
        """What each unit brings when it is used on a day; nothing where its time has gone."""
        days = np.maximum(self.ends - day, 0)
        kept = 0.0 if self.is_line else self.rate / self.basis * days * self.advance
        net = self.amount * np.maximum(self.advance - self.fee - kept, 0.0)
        return np.where(days > 0, net, 0.0)

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


def sources(
    ledgers: Ledgers,
    receivables: pd.DataFrame,
    insured: pd.Series,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    rates: Rates,
) -> tuple[Source, ...]:
    """Every source that the policy's modules know of. `insured`: what is insured of each open
    invoice, by row of tblReceivables."""
    found: list[Source] = []
    if policy.has("bills"):
        found += _bills(ledgers, policy, as_of, calendar, rates)
    if policy.has("lines"):
        found += _factored(receivables, insured, policy, as_of, calendar)
        found += _lines(ledgers, policy, as_of, calendar)
    return tuple(found)


def _first_day(lead: int, as_of: dt.date, calendar: WorkCalendar) -> int:
    """The day, from 0, that comes so many working days after the as-of date."""
    day = calendar.add_working_days(as_of, max(lead, 1))
    return int((day - np.datetime64(as_of, "D")).astype(np.int64)) - 1


def _day_of(dates: NDArray[np.datetime64], as_of: dt.date) -> NDArray[np.int64]:
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
    first = _first_day(settings.lead_days, as_of, calendar)
    found = []
    for kind, of_kind in zip(_BILLS, (bank, ~bank), strict=True):
        for one in np.unique(rate[of_kind]).tolist():
            at = np.flatnonzero(of_kind & (rate == one))
            ends = _day_of(matures[at], as_of)
            basis = policy.funding.day_basis
            found.append(Source(kind, "", face[at], 1.0, 0.0, one, first, ends, at, basis))
    return found


def eligible(receivables: pd.DataFrame, insured: pd.Series, terms: Factoring) -> Minor:
    """What a factor would buy of each open invoice, shape (n,): not disputed, not overdue, not in a
    payment plan, not paid by bill, due in good time; what is insured where the terms ask for it."""
    owed = (receivables["open_base"] - receivables["disputed_base"]).to_numpy(np.int64)
    good = (receivables["status"] == "forecast").to_numpy() & (owed > 0)
    good &= (receivables["days_overdue"] <= -max(terms.shortest_days, 0)).to_numpy()
    good &= (receivables["basis"] != "bill_tenor").to_numpy()
    if terms.insured_only:
        within = receivables["row"].map(insured).fillna(0).to_numpy(np.int64)
        owed = np.minimum(owed, within)
    return np.where(good, owed, 0)


def _factored(
    receivables: pd.DataFrame,
    insured: pd.Series,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> list[Source]:
    """Open invoices, each offered once: the cheaper way first, the other takes what that leaves."""
    digits = minor_digits(policy.firm.base_currency)
    expected = receivables["expected_date"].to_numpy("datetime64[D]")
    ends = np.where(np.isnat(expected), -1, _day_of(expected, as_of))
    offers: list[_Offer] = []
    for kind in _FACTORING:
        terms: Factoring = getattr(policy.funding, kind)
        amount = eligible(receivables, insured, terms)
        first = _first_day(terms.lead_days, as_of, calendar)
        amount = np.where(ends > first, amount, 0)
        if terms.limit is not None and terms.advance > 0:
            most = int(to_minor(terms.limit, digits) / terms.advance)
            amount = np.clip(most - (np.cumsum(amount) - amount), 0, amount)
        if terms.offered and (amount > 0).any():
            offers.append((kind, terms, amount, first))
    found: list[Source] = []
    taken = np.zeros(len(receivables), dtype=np.int64)
    basis = policy.funding.day_basis
    for kind, terms, amount, first in sorted(offers, key=_cheaper(ends, basis)):
        still = amount - np.minimum(amount, taken)
        taken += still
        at = np.flatnonzero(still > 0)
        if at.size:
            found.append(
                Source(
                    kind, "", still[at], terms.advance, terms.fee, terms.rate, first, ends[at],
                    at, basis,
                )
            )  # fmt: skip
    return found


def _cheaper(ends: NDArray[np.int64], basis: int) -> Callable[[_Offer], float]:
    def cost(offer: _Offer) -> float:
        kind, terms, amount, first = offer
        at = np.flatnonzero(amount > 0)
        source = Source(
            kind, "", amount[at], terms.advance, terms.fee, terms.rate, first, ends[at], at, basis
        )
        return source.cost_a_year(first)

    return cost


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
    ends = np.where(np.isnat(expires), FOREVER, _day_of(expires, as_of))
    committed = table["committed"].to_numpy(bool)
    first = _first_day(settings.lead_days, as_of, calendar)
    names = table["bank"].tolist()
    return [
        Source(
            "line" if committed[i] else "line_uncommitted", names[i], free[i : i + 1], 1.0, 0.0,
            float(rate[i]), first, ends[i : i + 1], np.array([i]), policy.funding.day_basis,
        )
        for i in np.flatnonzero((free > 0) & (ends >= 0)).tolist()
    ]  # fmt: skip
