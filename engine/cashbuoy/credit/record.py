"""What each customer's invoices say of how it pays, as known at the close of a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, add_months
from cashbuoy.money import Minor
from cashbuoy.policy.models.credit import Credit

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
_DAY = np.timedelta64(1, "D")
_NEVER = np.datetime64("NaT", "D")
_LEAST_MONTHS = 3  # one large first order is no monthly sale


@dataclass(frozen=True)
class PaymentRecord:
    """One entry per customer, arrays of shape (customers,); money in base minor units.

    customers: names, rising. delay_recent, delay_window: average days late of what fell due in the
    recent and in the whole period, weighted by amount, what is open counting up to now; NaN where
    nothing fell due. due_in_window: amount that fell due in it, and what is overdue from before.
    overdue: open and past due. oldest_overdue: days, 0 when nothing is. oldest_row: ledger row of
    that invoice, 0 for none. broken_promises: count. disputed, billed: amounts dated in the
    period. invoices_due: fallen due so far. deals_paid: paid so far, but for a trivial rest.
    exposure: all that is open, credit notes off, never below 0. pursued: overdue without what is
    disputed, and pursued_days its oldest. sales_12m: billed in 12 months. sales_months: months
    that these cover, 3 to 12. first_invoice: NaT without any. late_on: latest day on which an
    invoice passed `limits.late_days` overdue, NaT for none. terms_days: of the latest invoice, -1
    without any.
    """

    customers: NDArray[np.object_]
    delay_recent: Floats
    delay_window: Floats
    due_in_window: Minor
    overdue: Minor
    oldest_overdue: Counts
    oldest_row: Counts
    broken_promises: Counts
    disputed: Minor
    billed: Minor
    invoices_due: Counts
    deals_paid: Counts
    exposure: Minor
    pursued: Minor
    pursued_days: Counts
    sales_12m: Minor
    sales_months: Counts
    first_invoice: Dates
    late_on: Dates
    terms_days: Counts

    def __len__(self) -> int:
        return len(self.customers)


@dataclass(frozen=True)
class _Invoices:
    """Documents issued by the day, as arrays of shape (n,); `who` indexes the customers."""

    who: Counts
    row: Counts
    issued: Dates
    due: Dates
    amount: Minor
    open: Minor
    settled: Dates  # when what is paid was paid; NaT where nobody noted it
    promised: Dates
    disputed: Minor

    def of(self, rows: NDArray[np.bool_]) -> _Invoices:
        return _Invoices(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def payment_record(
    invoices: pd.DataFrame,
    others: pd.Series[Any],
    policy: Credit,
    as_of: dt.date,
    trivial: int,
    promises: pd.DataFrame | None = None,
) -> PaymentRecord:
    """From invoices (documents.DOCUMENT_COLUMNS); `others` are customers that need have none;
    `promises` are those of the log (actions_log.promises_made), beside the invoices' own.

    Payments after `as_of` are not known yet. Amounts up to `trivial` (minor units) are not overdue.
    """
    today = np.datetime64(as_of, "D")
    known = invoices[(invoices["document_date"] <= pd.Timestamp(as_of)).to_numpy()]
    every = pd.concat([known["counterparty"], others[others != ""]], ignore_index=True)
    codes, names = pd.factorize(every, sort=True)
    whole = _invoices(known, codes[: len(known)].astype(np.int64), today)
    n = len(names)
    sold = whole.of(whole.amount > 0)
    unpaid = sold.open > trivial
    telling = sold.amount > trivial
    settled_deal = ~unpaid & (sold.open < sold.amount)
    late = np.where(unpaid & (sold.due < today), (today - sold.due) // _DAY, 0)
    window = today - _DAY * policy.scorecard.window_days
    fell_due = (sold.due > window) & (sold.due <= today)
    in_debt = late > 0
    recent = sold.due > today - _DAY * policy.scorecard.recent_days
    billed = sold.issued > window
    beyond_dispute = np.where(in_debt, np.maximum(sold.open - sold.disputed, 0), 0)
    pursued = beyond_dispute > trivial
    exposure = np.maximum(_sums(whole.who, whole.open, n), 0)
    year = whole.issued > add_months(today, -12, "month_end")
    first = _extreme(whole.who, whole.issued, n, np.minimum)
    return PaymentRecord(
        customers=np.asarray(names, dtype=object),
        delay_recent=_average_delay(sold.of(fell_due & recent), today, n),
        delay_window=_average_delay(sold.of(fell_due), today, n),
        due_in_window=_sums(
            sold.who, np.where(fell_due, sold.amount, np.where(in_debt, sold.open, 0)), n
        ),
        overdue=_sums(sold.who, np.where(in_debt, sold.open, 0), n),
        oldest_overdue=_largest(sold.who, late, n),
        oldest_row=_oldest_row(sold, late, n),
        broken_promises=_broken(
            _each_promise(sold.of(telling), promises, unpaid[telling]),
            window,
            today,
            policy.scorecard.promise_grace_days,
            n,
        ),
        disputed=_sums(sold.who, np.where(billed, sold.disputed, 0), n),
        billed=_sums(sold.who, np.where(billed, sold.amount, 0), n),
        invoices_due=_sums(sold.who, (sold.due <= today).astype(np.int64), n),
        deals_paid=_sums(sold.who, settled_deal.astype(np.int64), n),
        exposure=exposure,
        pursued=_sums(sold.who, np.where(pursued, beyond_dispute, 0), n),
        pursued_days=_largest(sold.who, np.where(pursued, late, 0), n),
        sales_12m=_sums(whole.who, np.where(year, whole.amount, 0), n),
        sales_months=_months_covered(first, today),
        first_invoice=first,
        late_on=_late_on(sold.of(telling), unpaid[telling], policy.limits.late_days, today, n),
        terms_days=_latest_terms(sold, n),
    )


def _invoices(known: pd.DataFrame, who: Counts, today: np.datetime64) -> _Invoices:
    settled = known["paid_date"].to_numpy("datetime64[D]")
    by_now = np.isnat(settled) | (settled <= today)
    amount = known["amount_base"].to_numpy(np.int64)
    paid = np.where(by_now, known["paid_base"].to_numpy(np.int64), 0)
    return _Invoices(
        who=who,
        row=known["row"].to_numpy(np.int64),
        issued=known["document_date"].to_numpy("datetime64[D]"),
        due=known["due_date"].to_numpy("datetime64[D]"),
        amount=amount,
        open=amount - paid,
        settled=np.where(by_now, settled, _NEVER),
        promised=known["promise_date"].to_numpy("datetime64[D]"),
        disputed=_in_base(known, "disputed"),
    )


def _in_base(known: pd.DataFrame, column: str) -> Minor:
    """Amounts of the documents' own currency at the rate of the whole document."""
    own = known["amount"].to_numpy(np.float64)
    rate = known["amount_base"].to_numpy(np.float64) / np.where(own == 0, 1, own)
    return np.rint(known[column].to_numpy(np.float64) * rate).astype(np.int64)


def _sums(who: Counts, amounts: Minor, n: int) -> Minor:
    """Exact sums by customer, shape (n,)."""
    sums: Minor = np.zeros(n, dtype=np.int64)
    np.add.at(sums, who, amounts)
    return sums


def _largest(who: Counts, values: Counts, n: int) -> Counts:
    found = np.zeros(n, dtype=np.int64)
    np.maximum.at(found, who, values)
    return found


def _extreme(who: Counts, days: Dates, n: int, least: np.ufunc) -> Dates:
    found = np.full(n, _NEVER)
    for_nat = np.fmin if least is np.minimum else np.fmax
    for_nat.at(found, who, days)
    return found


def _average_delay(due: _Invoices, today: np.datetime64, n: int) -> Floats:
    """Days late weighted by amount: what is paid by its day, what is open up to now. What was
    paid on a day that nobody noted says nothing."""
    paid = np.maximum(due.amount - np.maximum(due.open, 0), 0)
    dated = ~np.isnat(due.settled)
    paid = np.where(dated, paid, 0).astype(np.float64)
    still = np.maximum(due.open, 0).astype(np.float64)
    waited = np.maximum((today - due.due) // _DAY, 0).astype(np.float64)
    when = np.where(dated, due.settled, due.due)
    delay = np.maximum((when - due.due) // _DAY, 0).astype(np.float64)
    weight = np.bincount(due.who, paid + still, n)
    days = np.bincount(due.who, paid * delay + still * waited, n)
    return np.where(weight > 0, days / np.where(weight > 0, weight, 1), np.nan)


def _oldest_row(sold: _Invoices, late: Counts, n: int) -> Counts:
    """The ledger row of the invoice that is overdue for longest."""
    rows = np.zeros(n, dtype=np.int64)
    order = np.lexsort((-sold.row, late))
    order = order[late[order] > 0]
    rows[sold.who[order]] = sold.row[order]  # the last one written is the oldest
    return rows


@dataclass(frozen=True)
class _Promises:
    """Days for which invoices were promised, one entry for each invoice and day."""

    who: Counts
    promised: Dates
    settled: Dates
    unpaid: NDArray[np.bool_]


def _each_promise(
    sold: _Invoices, promises: pd.DataFrame | None, unpaid: NDArray[np.bool_]
) -> _Promises:
    """The last promise of every invoice, and those before it: a new one does not mend the old."""
    own = np.flatnonzero(~np.isnat(sold.promised))
    at, days = own, sold.promised[own]
    if promises is not None and len(promises):
        found = pd.Index(sold.row).get_indexer(pd.Index(promises["row"]))
        known = found >= 0
        at = np.concatenate([own, found[known]])
        days = np.concatenate([days, promises["promised"].to_numpy("datetime64[D]")[known]])
        once = ~pd.DataFrame({"at": at, "day": days}).duplicated().to_numpy()
        at, days = at[once], days[once]
    return _Promises(sold.who[at], days, sold.settled[at], unpaid[at])


def _broken(
    made: _Promises, window: np.datetime64, today: np.datetime64, grace_days: int, n: int
) -> Counts:
    last = made.promised + _DAY * grace_days
    due = (made.promised > window) & (last < today)
    broken = due & (made.unpaid | (made.settled > last))
    return _sums(made.who, broken.astype(np.int64), n)


def _late_on(
    sold: _Invoices, unpaid: NDArray[np.bool_], days: int, today: np.datetime64, n: int
) -> Dates:
    passed = sold.due + _DAY * (days + 1)
    late = (passed <= today) & (unpaid | (sold.settled >= passed))
    return _extreme(sold.who[late], passed[late], n, np.maximum)


def _latest_terms(sold: _Invoices, n: int) -> Counts:
    terms = np.full(n, -1, dtype=np.int64)
    order = np.lexsort((sold.row, sold.issued))
    terms[sold.who[order]] = np.maximum((sold.due - sold.issued)[order] // _DAY, 0)
    return terms


def _months_covered(first: Dates, today: np.datetime64) -> Counts:
    """Months of the calendar since the first invoice; one that has begun counts whole."""
    since: Dates = np.where(np.isnat(first), today, first)
    months = (today.astype("datetime64[M]") - since.astype("datetime64[M]")).astype(np.int64)
    begun = (today - today.astype("datetime64[M]")) > (since - since.astype("datetime64[M]"))
    covered: Counts = np.clip(months + begun, _LEAST_MONTHS, 12)
    return covered
