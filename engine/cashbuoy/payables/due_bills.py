"""The bills that a schedule decides on: what each comes to, how long it may wait, what it costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.payables.credit_notes import Offsets, offset_credits
from cashbuoy.policy.models import Policy

PRIORITIES = ("critical", "normal", "flexible")
# Why an open bill is no part of the schedule.
LEFT_OUT = ("dispute", "plan", "later", "credit_left")


@dataclass(frozen=True)
class DueBills:
    """Bills to be scheduled, arrays of shape (n,); money in base minor units.

    item: position in the frame of open payables. net: to pay in money, with the supplier's credit
    notes taken off (less than 0 only where rates differ in a foreign currency). by_bill: what our
    own acceptance bill settles beside it, >= 0, which is paid when that matures. due: as agreed;
    deadline: the last day that is on time (a day off gives its place to a working day); earliest,
    latest: as the policy lets it wait. priority: index into PRIORITIES. late_rate: a day. discount:
    what is saved when paid by `discount_until` (NaT and 0 for none). in_parts: may be paid in
    parts. fixed_on: the payment date that was approved, NaT for none. offsets: what was taken off,
    and what is left of credit notes.
    """

    item: NDArray[np.int64]
    net: Minor
    by_bill: Minor
    due: Dates
    deadline: Dates
    earliest: Dates
    latest: Dates
    priority: NDArray[np.int64]
    late_rate: NDArray[np.float64]
    discount: Minor
    discount_until: Dates
    in_parts: NDArray[np.bool_]
    fixed_on: Dates
    offsets: Offsets

    @property
    def count(self) -> int:
        return int(self.item.size)

    @property
    def owed(self) -> Minor:
        """What is settled, in money and by acceptance bill, >= 0."""
        owed: Minor = np.maximum(self.net + self.by_bill, 0)
        return owed


def due_bills(
    payables: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    last: np.datetime64,
) -> tuple[DueBills, NDArray[np.object_]]:
    """The bills to schedule among open payables (ledger.open_items), and of every open payable why
    it is left out: one of LEFT_OUT, "" for a bill that is scheduled and a credit note that is
    offset. A bill with an approved payment date ahead is part of the schedule, on that date.
    `last`: the last day of the forecast, which no payment of the schedule may pass.

    A credit note reduces what is paid of its supplier's bills in the same currency, the first due
    first; what is left of it stays where the forecast has it.
    """
    settings = policy.payables.schedule
    state = _states(payables, as_of, settings.days_ahead, last)
    offsets = offset_credits(payables, state == "")
    expected = payables["expected_base"].to_numpy(np.int64)
    whole = expected + offsets.taken_off(len(payables))
    by_bill = np.clip(payables["own_bill_base"].to_numpy(np.int64), 0, np.maximum(whole, 0))
    net = whole - by_bill
    unused = ~np.isin(np.arange(len(net)), offsets.credit)
    state[(expected < 0) & (state == "") & unused] = "credit_left"
    item = np.flatnonzero((state == "") & (expected > 0))
    chosen = payables.iloc[item]
    due = chosen["due_date"].to_numpy("datetime64[D]")
    approved = (chosen["basis"] == "approved").to_numpy()
    fixed_on = np.where(
        approved, chosen["expected_date"].to_numpy("datetime64[D]"), np.datetime64("NaT")
    )
    priority = _priorities(chosen["priority"])
    waits = [getattr(settings.deferral, name) for name in PRIORITIES]
    least = np.array([w.least_days for w in waits])[priority].astype("timedelta64[D]")
    most = np.array([w.most_days for w in waits])[priority].astype("timedelta64[D]")
    deadline = np.maximum(due, calendar.roll(due, policy.forecast.payments_roll))
    terms = _terms(chosen, ledgers)
    discount, until = _discounts(terms, net[item], as_of)
    late = terms["late_rate"].to_numpy(np.float64)
    rate = np.where(np.isnan(late), settings.late_rate, late)
    unit = 10.0 ** minor_digits(ledgers.base_currency)
    parts = settings.parts
    in_parts = (
        np.isin(priority, [PRIORITIES.index(p) for p in parts.priorities])
        & (net[item] >= max(parts.from_amount * unit, 2 * parts.least * unit, 2))
        & (discount == 0)
        & ~np.isin(item, offsets.bill)
        & ~approved
        & (by_bill[item] == 0)
        & (parts.most > 1)
    )
    return (
        DueBills(
            item=item,
            net=net[item],
            by_bill=by_bill[item],
            due=due,
            deadline=deadline,
            earliest=due + least,
            latest=np.maximum(deadline, due + most),
            priority=priority,
            late_rate=rate,
            discount=discount,
            discount_until=until,
            in_parts=in_parts,
            fixed_on=fixed_on,
            offsets=offsets,
        ),
        state,
    )


def least_part(policy: Policy, base_currency: str) -> int:
    """The smallest part of a bill, base minor units."""
    least = to_minor(policy.payables.schedule.parts.least, minor_digits(base_currency))
    return max(1, int(least))


def _states(
    payables: pd.DataFrame, as_of: dt.date, days_ahead: int, last: np.datetime64
) -> NDArray[np.object_]:
    """Why each open payable is left out, "" for one that is not."""
    status = payables["status"].to_numpy(object)
    expected = payables["expected_date"].to_numpy("datetime64[D]")
    until = np.minimum(np.datetime64(as_of, "D") + np.timedelta64(days_ahead, "D"), last)
    approved = (payables["basis"] == "approved").to_numpy()
    day = np.where(approved, expected, payables["due_date"].to_numpy("datetime64[D]"))
    later = day > np.where(approved, last, until)
    return np.select(
        [status == "dispute", status == "plan", later], ["dispute", "plan", "later"], ""
    ).astype(object)


def _priorities(named: pd.Series) -> NDArray[np.int64]:
    """Index into PRIORITIES; normal where none is given."""
    known = {name: i for i, name in enumerate(PRIORITIES)}
    found = named.map(known).fillna(PRIORITIES.index("normal"))
    return np.asarray(found, dtype=np.int64)


def _terms(chosen: pd.DataFrame, ledgers: Ledgers) -> pd.DataFrame:
    """Discount and late fee as tblPayables gives them, in the order of `chosen`."""
    table = ledgers["tblPayables"].drop_duplicates("row").set_index("row")
    columns = ["discount_rate", "discount_date", "late_rate"]
    return table[columns].reindex(chosen["row"].to_numpy())


def _discounts(terms: pd.DataFrame, net: Minor, as_of: dt.date) -> tuple[Minor, Dates]:
    """What each early payment saves, and until when; 0 and NaT where there is nothing to win."""
    rate = terms["discount_rate"].fillna(0).to_numpy(np.float64)
    until = terms["discount_date"].to_numpy("datetime64[D]")
    live = (rate > 0) & (until > np.datetime64(as_of, "D"))
    saved = np.where(live, np.rint(np.maximum(net, 0) * rate), 0).astype(np.int64)
    return saved, np.where(saved > 0, until, np.datetime64("NaT"))
