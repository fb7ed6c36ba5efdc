"""The 3+1 monitor for very small firms (A4): three weekly lights and one monthly, each against its
own past."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.collection.progress import contract_progress
from cashbuoy.ledger.balances import Balances, Dates
from cashbuoy.ledger.bank import bank_balances
from cashbuoy.measures import Books, Indicator, Unit
from cashbuoy.measures.reasons import Reason
from cashbuoy.measures.recorded import Recorded
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Light, Monitor
from cashbuoy.warning.limits import above, below
from cashbuoy.warning.usual_range import UsualRange, usual_range

WEEK = np.timedelta64(7, "D")
MONITOR_PREFIX = "monitor."  # of a light's name in tblHistory
LightId = Literal["bank_balance", "payables_next_week", "contract_progress", "inventory_days"]
Past = tuple[tuple[dt.date, float | None], ...]


@dataclass(frozen=True)
class MonitorLight:
    """One of the four: what was measured, its past and its limit, and whether it is abnormal.

    `measured` None: not enough data. `usual` is the range of `past` (oldest first, as many periods
    as the policy asks for), None while there are fewer values than the policy's least; `thin` while
    there are fewer than all. `limit` is what `measured` is compared with: the nearer of the usual
    range's end and the fixed limit, below it for "bank_balance", above it for the others; None when
    there is nothing to compare with yet. `reason` (message key, section `reasons`) says what is
    missing; a light that cannot be judged is not abnormal.
    """

    id: LightId
    measured: float | None
    limit: float | None
    unit: Unit
    abnormal: bool
    reason: Reason = ""
    past: Past = ()
    usual: UsualRange | None = None
    thin: bool = False

    @property
    def recorded_as(self) -> str:
        """Its name in tblHistory."""
        return recorded_name(self.id)


def monitor_lights(books: Books, indicators: Iterable[Indicator]) -> tuple[MonitorLight, ...]:
    """The four lights at the as-of date, by policy.monitor."""
    stock_days = next(i for i in indicators if i.id == "dio")
    return (
        _unless_stale(bank_light(books), books),
        _unless_stale(payables_light(books), books),
        contracts_light(books),
        inventory_light(stock_days, books),
    )


def _unless_stale(light: MonitorLight, books: Books) -> MonitorLight:
    """A light that rests on bank balances is never called normal on balances of long ago."""
    judged = light.measured is not None and light.limit is not None
    if light.abnormal or not judged or not books.has_bank_balances:
        return light
    age = pd.Timestamp(books.as_of) - books.ledgers["tblBank"]["date"]
    if ((age >= pd.Timedelta(0)) & (age.dt.days <= books.policy.freshness.bank)).any():
        return light
    return replace(light, limit=None, usual=None, thin=False, reason="bank_stale")


def programmes_started(lights: Iterable[MonitorLight], start_at: int) -> bool:
    """Whether so many lights are abnormal that the cost-cutting and collection programmes start."""
    return sum(light.abnormal for light in lights) >= start_at


def bank_light(books: Books) -> MonitorLight:
    """Cash in the bank against its balances at the same weekday of the weeks before."""
    weeks = _weeks(books)
    balances = bank_balances(books.ledgers, books.as_of, np.append(weeks, books.today)).tolist()
    *before, now = (None if math.isnan(balance) else balance for balance in balances)
    if now is None:
        return MonitorLight("bank_balance", None, None, "money", abnormal=False, reason="no_bank")
    light = books.policy.monitor.bank_balance
    if light.limit is not None:
        scale = 10 ** minor_digits(books.ledgers.base_currency)
        light = light.model_copy(update={"limit": light.limit * scale})
    return _judged(
        "bank_balance", now, "money", _past(weeks, before), light, books, low_is_bad=True
    )


def payables_light(books: Books) -> MonitorLight:
    """Bills due within a week, overdue ones included, against cash; the past from what was open and
    in the bank then."""
    light = books.policy.monitor.payables_next_week
    bills = books.positions.payables
    within = pd.Timestamp(books.today + WEEK)
    due = int(bills.loc[(bills["due_date"] <= within).to_numpy(), "open_base"].sum())
    cash = books.forecast.opening
    if not books.cash_known:
        return MonitorLight(
            "payables_next_week", None, light.limit, "share", abnormal=False, reason="no_cash"
        )
    if cash <= 0:
        return MonitorLight(
            "payables_next_week", None, light.limit, "share", due > 0, "cash_used_up"
        )
    weeks = _weeks(books)
    return _judged(
        "payables_next_week",
        max(due, 0) / cash,
        "share",
        _past(weeks, _payables_to_cash(books, weeks)),
        light,
        books,
    )


def contracts_light(books: Books) -> MonitorLight:
    """Of what the plans of major contracts would have brought before the as-of date: the share not
    yet collected, whether the customer is late or we are. What was collected when is not known, so
    its past is what earlier refreshes recorded."""
    progress = contract_progress(books.positions.stages, books.as_of)
    major = progress[progress["major"].to_numpy(bool)]
    light = books.policy.monitor.contract_progress
    planned, behind = (
        books.rates.to_base(
            "tblContracts", major[column].to_numpy(np.int64), major["currency"], rows=major["row"]
        ).sum()
        for column in ("planned", "behind")
    )
    if not planned:
        reason: Reason = "no_stage_due" if len(major) else "no_major_contracts"
        return MonitorLight(
            "contract_progress", None, light.limit, "share", abnormal=False, reason=reason
        )
    measured = float(behind) / float(planned)
    weeks = _weeks(books)
    before = Recorded.of(books.ledgers, books.as_of).at(
        recorded_name("contract_progress"), weeks, WEEK
    )
    return _judged("contract_progress", measured, "share", _past(weeks, before), light, books)


def inventory_light(stock_days: Indicator, books: Books) -> MonitorLight:
    """Days inventory against those at the month ends before."""
    light = books.policy.monitor.inventory_days
    if stock_days.value is None:
        return MonitorLight(
            "inventory_days", None, light.limit, "days", abnormal=False, reason=stock_days.reason
        )
    past = stock_days.history[-books.policy.monitor.periods :]
    return _judged("inventory_days", stock_days.value, "days", past, light, books)


def recorded_name(light: LightId) -> str:
    """Name of a light's line in tblHistory."""
    return f"{MONITOR_PREFIX}{light}"


def _judged(
    name: LightId,
    measured: float,
    unit: Unit,
    past: Past,
    light: Light,
    books: Books,
    *,
    low_is_bad: bool = False,
) -> MonitorLight:
    settings = books.policy.monitor
    known = [value for _, value in past if value is not None]
    usual = _usual(known, settings) if light.usual else None
    ends = [usual.low if low_is_bad else usual.high] if usual else []
    ends += [light.limit] if light.limit is not None else []
    if not ends:
        return MonitorLight(
            name, measured, None, unit, abnormal=False, reason="history_too_short", past=past
        )
    limit = max(ends) if low_is_bad else min(ends)
    broken = below(measured, limit) if low_is_bad else above(measured, limit)
    thin = light.usual and len(known) < settings.periods
    return MonitorLight(
        name,
        measured,
        limit,
        unit,
        broken,
        "history_thin" if thin else "",
        past,
        usual,
        thin,
    )


def _usual(known: Sequence[float], settings: Monitor) -> UsualRange | None:
    if len(known) < settings.least_periods:
        return None
    usual = usual_range(known, settings.spreads, settings.least_spread)
    return usual if usual.high > usual.low else None  # always nought: nothing is known of it


def _weeks(books: Books) -> Dates:
    """The same weekday of the weeks before the as-of date, oldest first."""
    return books.today - np.arange(books.policy.monitor.periods, 0, -1) * WEEK


def _past(dates: Dates, values: Sequence[float | None]) -> Past:
    return tuple(zip(dates.tolist(), values, strict=True))


def _payables_to_cash(books: Books, dates: Dates) -> list[float | None]:
    """Bills open at each date and due within a week of it, against the bank's balance then."""
    documents = books.positions.bills
    since = documents["document_date"].min()
    owed = Balances.of(documents)
    cash = bank_balances(books.ledgers, books.as_of, dates)
    found: list[float | None] = []
    for date, in_bank in zip(dates, cash.tolist(), strict=True):
        if pd.isna(since) or date < since or not in_bank > 0:
            found.append(None)
            continue
        due = owed.open_each(date)[owed.due <= date + WEEK].sum()
        found.append(max(float(due), 0.0) / in_bank)
    return found
