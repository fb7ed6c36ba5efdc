"""What if a buyer fails: cash without its money, and with what its insurers pay, by day (C2)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.buffer.cover_clock import STEPS
from cashbuoy.buffer.insured import payments_ahead
from cashbuoy.buffer.layers import Claim
from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.shocks import Base, shocked_events
from cashbuoy.forecast.tables import daily_lines
from cashbuoy.money import Minor, share_out
from cashbuoy.policy.models import Insurance, Scenario, Text


@dataclass(frozen=True)
class BuyerFails:
    """A buyer that pays nothing more from the as-of date. Money in base minor units; without and
    insured: closing cash by day, shape (days,), without cover and with it. `paid` falls on the days
    `paid_on` (datetime64[D]); what comes after the horizon is among it."""

    customer: str
    owed: int
    paid: Minor
    paid_on: NDArray[np.datetime64]
    without: Minor
    insured: Minor

    @property
    def pays(self) -> int:
        return int(self.paid.sum())


def play_failures(
    base: Base, book: CoverBook, opening: int, as_of: dt.date, calendar: WorkCalendar
) -> tuple[BuyerFails, ...]:
    """The buyers that owe most, each failing on its own, as policy.insurance.failure says."""
    settings = base.policy.insurance
    buyers = book.buyers[(book.buyers["owed"] > 0).to_numpy()].head(settings.failing_buyers)
    shocks = {
        str(name): Scenario(title=Text(en=str(name), zh=str(name)), customer_fails=str(name))
        for name in buyers["customer"]
    }
    if not shocks:
        return ()
    base = base.gathered(shocks.values())
    days = base.ahead.horizon.days
    when = _paid_on(book, settings, as_of, calendar)
    found = []
    for name, shock in shocks.items():
        net = daily_lines(shocked_events(base, shock), days).sum(axis=0)
        without = opening + np.cumsum(net)
        row = buyers[(buyers["customer"] == name).to_numpy()].iloc[0]
        paid, on = _payments(book, name, int(row["pays"]), when)
        insured = without + np.cumsum(by_day(paid, on, days))
        found.append(BuyerFails(name, int(row["owed"]), paid, on, without, insured))
    return tuple(found)


def claim_of(
    book: CoverBook, customer: str, settings: Insurance, as_of: dt.date, calendar: WorkCalendar
) -> Claim:
    """What the insurers pay for a buyer that fails at `as_of`, by the clock of each of its
    invoices, with the policy's usual terms where tblInsurance states none. Nothing for nobody ("").
    """
    if not customer:
        return Claim(np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]"))
    pays = book.buyers.loc[(book.buyers["customer"] == customer).to_numpy(), "pays"].sum()
    return Claim(*_payments(book, customer, int(pays), _paid_on(book, settings, as_of, calendar)))


def by_day(amounts: Minor, on: NDArray[np.datetime64], days: pd.DatetimeIndex) -> Minor:
    """Amounts added up by day, shape (days,); what lies beyond the days drops out, what lies before
    them counts on the first."""
    at = (on.astype("datetime64[D]") - days[0].to_datetime64().astype("datetime64[D]")).astype(
        np.int64
    )
    known = ~np.isnat(on) & (at < len(days))
    total = np.zeros(len(days), dtype=np.int64)
    np.add.at(total, np.maximum(at[known], 0), amounts[known])
    return total


def payment_days(book: CoverBook) -> NDArray[np.datetime64]:
    """The day on which the insurer is expected to pay each pair, NaT where it will not."""
    clock = book.insured.clock["deadline"].to_numpy("datetime64[D]").reshape(-1, len(STEPS))
    days: NDArray[np.datetime64] = clock[:, STEPS.index("payment")]
    return days


def _paid_on(
    book: CoverBook, settings: Insurance, as_of: dt.date, calendar: WorkCalendar
) -> NDArray[np.datetime64]:
    """Of each pair: by the clock, or at once after an insolvency."""
    usual = payment_days(book)
    if settings.failure == "default":
        return usual
    soonest = np.datetime64(as_of, "D") + np.timedelta64(settings.payment_days, "D")
    return np.fmin(usual, calendar.roll(soonest, "following"))


def _payments(
    book: CoverBook, customer: str, pays: int, when: NDArray[np.datetime64]
) -> tuple[Minor, NDArray[np.datetime64]]:
    """What is paid for a buyer, `pays` in all, and when: one entry a pair."""
    pairs = book.insured.pairs
    names = book.lines.frame["customer"].to_numpy(object)[pairs["line"].to_numpy(np.int64)]
    amount = payments_ahead(pairs)
    at = np.flatnonzero((names == customer) & (amount > 0))
    if not at.size or pays <= 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]")
    return share_out(pays, amount[at]), when[at]
