"""Open receivables and payables at a date: what is owed, since when, and when it is expected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.currency import Rates
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.policy.models import Policy, Receivables, Roll

# Columns of the frames of open items, for receivables and payables alike. Money: int64 minor units.
OPEN_COLUMNS = (
    "row",  # data row in the ledger
    "document",  # invoice or bill number
    "counterparty",
    "document_date",  # datetime64
    "due_date",  # datetime64
    "currency",
    "amount",  # whole document, minor units of its own currency
    "open",  # still open, minor units of its own currency
    "open_base",  # the same in base currency, as policy.forecast.exchange_rate says
    "book_base",  # the same at the rates of the documents
    "disputed",  # the part of open that is in dispute, own currency
    "disputed_base",  # the same in base currency
    "days_overdue",  # as-of date less due date; negative while not due
    "bucket",  # index into policy.receivables.ageing (payables: the same edges)
    "status",  # forecast | dispute (the whole of it) | plan
    "basis",  # due | usual | overdue | promise | bill_tenor | approved | scheduled: why that date
    "expected_date",  # datetime64, on a working day as rolled; NaT for dispute and plan
    "insurer_base",  # of it: claims that insurers admitted, or theirs since they paid; else 0
    "loss_base",  # expected never to come (receivables), >= 0
    "expected_base",  # open - disputed - insurer - loss (base) for status forecast, else 0
    "provisional",  # bool: the expected date rests on a year without an official calendar
    "contract",
    "priority",  # payables; "" for receivables
)

ACCEPTANCES = ("bank_acceptance", "trade_acceptance")
Days = NDArray[np.datetime64]


def open_receivables(
    invoices: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    rates: Rates,
    in_plans: Collection[int] = (),
) -> pd.DataFrame:
    """Open invoices (documents.receivable_documents) as OPEN_COLUMNS, in ledger order.

    Not due: expected when due. Overdue: so many days after `as_of` as its ageing bucket says. A
    promise still ahead wins over both. What is in dispute, and those in rows `in_plans`, under a
    payment plan in force, are owed but not expected as invoices.
    """
    items = _still_open(invoices, policy, as_of, rates, "tblReceivables")
    bucket = items["bucket"].to_numpy()
    expected, basis = expect_receipts(
        items["due_date"].to_numpy("datetime64[D]"), policy.receivables, as_of
    )
    by_bill = items["instrument"].isin(ACCEPTANCES).to_numpy()
    tenor = np.timedelta64(policy.receivables.acceptance_tenor_days, "D")
    expected = np.where(by_bill, expected + tenor, expected)
    basis[by_bill] = "bill_tenor"
    promise = items["promise_date"].to_numpy("datetime64[D]")
    promised = promise > np.datetime64(as_of, "D")  # NaT compares false
    expected = np.where(promised, promise, expected)
    basis[promised] = "promise"

    loss_rate = np.array([b.loss_rate for b in policy.receivables.ageing])
    owed = items["open_base"].to_numpy(np.int64) - items["disputed_base"].to_numpy(np.int64)
    loss = np.rint(np.maximum(owed, 0) * loss_rate[bucket]).astype(np.int64)
    in_plan = items["row"].isin(list(in_plans)).to_numpy()
    whole = (items["disputed"] == items["open"]).to_numpy()
    items["status"] = np.select([whole, in_plan], ["dispute", "plan"], "forecast")
    # Who agreed to a plan disputes its invoices no more.
    planned = (items["status"] == "plan").to_numpy()
    items.loc[planned, ["disputed", "disputed_base"]] = 0
    return _expect(items, expected, basis, loss, as_of, calendar, policy.forecast.receipts_roll)


def less_claims(
    receivables: pd.DataFrame, insurers: NDArray[np.int64], policy: Policy
) -> pd.DataFrame:
    """Open receivables (OPEN_COLUMNS) of which a part is the insurers' matter (base minor units,
    shape (n,)): the customer is not expected to pay it, nor can it be lost."""
    if not insurers.any():
        return receivables
    live = (receivables["status"] == "forecast").to_numpy()
    owed = (receivables["open_base"] - receivables["disputed_base"]).to_numpy(np.int64) - insurers
    rate = np.array([b.loss_rate for b in policy.receivables.ageing])[receivables["bucket"]]
    loss = np.where(live, np.rint(np.maximum(owed, 0) * rate), 0).astype(np.int64)
    expected = np.where(live, owed - loss, 0)
    return receivables.assign(insurer_base=insurers, loss_base=loss, expected_base=expected)


def open_payables(
    bills: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar, rates: Rates
) -> pd.DataFrame:
    """Open bills (documents.payable_documents) as OPEN_COLUMNS, in ledger order.

    Not due: paid when due. Overdue: so many days after `as_of` as the supplier's priority says. A
    date approved for the payment that is still ahead wins over both. Bills in dispute are owed, but
    not expected to be paid.
    """
    items = _still_open(bills, policy, as_of, rates, "tblPayables")
    due = items["due_date"].to_numpy("datetime64[D]")
    today = np.datetime64(as_of, "D")
    after = items["priority"].map(policy.payables.overdue_paid_after_days.model_dump())
    delay = after.fillna(policy.payables.overdue_paid_after_days.normal).to_numpy(np.int64)
    overdue = due < today
    expected = np.where(overdue, today + delay, due)
    basis = np.where(overdue, "overdue", "due").astype(object)
    pay_on = items["promise_date"].to_numpy("datetime64[D]")
    approved = pay_on > today  # NaT compares false
    expected = np.where(approved, pay_on, expected)
    basis[approved] = "approved"
    whole = (items["disputed"] == items["open"]).to_numpy()
    items["status"] = np.where(whole, "dispute", "forecast").astype(object)
    no_loss = np.zeros(len(items), dtype=np.int64)
    return _expect(items, expected, basis, no_loss, as_of, calendar, policy.forecast.payments_roll)


def expect_receipts(
    due: Days, settings: Receivables, as_of: dt.date
) -> tuple[Days, NDArray[np.object_]]:
    """When money due on `due` (datetime64[D], shape (n,)) is expected, and the basis of that date:
    "due" or "overdue". Not yet rolled to working days."""
    today = np.datetime64(as_of, "D")
    bucket = age_buckets((today - due).astype(np.int64), settings)
    after = np.array([b.expected_after_days for b in settings.ageing], dtype=np.int64)[bucket]
    overdue = due < today
    expected: Days = np.where(overdue, today, due) + after.astype("timedelta64[D]")
    return expected, np.where(overdue, "overdue", "due").astype(object)


def age_buckets(days_overdue: NDArray[np.int64], settings: Receivables) -> NDArray[np.int64]:
    """Index of the ageing bucket by days overdue: 0 holds everything not yet overdue."""
    edges = [b.up_to_days for b in settings.ageing if b.up_to_days is not None]
    return np.searchsorted(np.array(edges), days_overdue, side="left").astype(np.int64)


def roll_ahead(dates: Days, rule: Roll, as_of: dt.date, calendar: WorkCalendar) -> Days:
    """Dates rolled to working days, never on or before `as_of`: this cash is still to move."""
    tomorrow = np.datetime64(as_of, "D") + 1
    rolled = calendar.roll(np.maximum(dates, tomorrow), rule)
    return np.where(
        rolled < tomorrow, calendar.roll(np.full(dates.shape, tomorrow), "following"), rolled
    )


def _still_open(
    documents: pd.DataFrame, policy: Policy, as_of: dt.date, rates: Rates, table: str
) -> pd.DataFrame:
    """Documents issued by `as_of` with something left to pay, as known on that day."""
    today = pd.Timestamp(as_of)
    paid_by_now = documents["paid_date"].isna() | (documents["paid_date"] <= today)
    still = documents["amount"] - documents["paid"].where(paid_by_now, 0)
    items = documents[(documents["document_date"] <= today) & (still != 0)].copy()
    items["open"] = still[items.index]
    items["open_base"] = _in_base(items, rates, table)
    same = rates.mode == "document" or rates.is_base(items["currency"])
    items["book_base"] = items["open_base"] if same else _in_base(items, rates.of_books, table)
    if policy.receivables.amount_tolerance:
        digits = minor_digits(rates.base)
        tolerance = int(to_minor(policy.receivables.amount_tolerance, digits))
        items = items[items["open_base"].abs() > tolerance]
    items = items.reset_index(drop=True)
    items["disputed"], items["disputed_base"] = _in_dispute(items)
    items["insurer_base"] = np.zeros(len(items), dtype=np.int64)
    overdue = (today - items["due_date"]).dt.days.to_numpy(np.int64)
    items["days_overdue"] = overdue
    items["bucket"] = age_buckets(overdue, policy.receivables)
    return items


def _in_base(items: pd.DataFrame, rates: Rates, table: str) -> Minor:
    return rates.to_base(
        table,
        items["open"].to_numpy(np.int64),
        items["currency"],
        items["document_date"],
        items["rate"],
        items["row"],
    )


def _in_dispute(items: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The disputed part of what is open, never more, in the invoices' own and in base currency."""
    still = items["open"].to_numpy(np.int64)
    said = np.abs(items["disputed"].to_numpy(np.int64))
    part = np.sign(still) * np.minimum(said, np.abs(still))
    base = items["open_base"].to_numpy(np.int64)
    share = part / np.where(still == 0, 1, still)
    return part, np.where(part == still, base, np.rint(base * share).astype(np.int64))


def _expect(
    items: pd.DataFrame,
    expected: Days,
    basis: NDArray[np.object_],
    loss: NDArray[np.int64],
    as_of: dt.date,
    calendar: WorkCalendar,
    rule: Roll,
) -> pd.DataFrame:
    live = (items["status"] == "forecast").to_numpy()
    rolled = roll_ahead(expected, rule, as_of, calendar)
    items["basis"] = basis
    items["expected_date"] = np.where(live, rolled, np.datetime64("NaT")).astype("datetime64[ns]")
    items["loss_base"] = np.where(live, loss, 0)
    claimed = items["open_base"].to_numpy(np.int64) - items["disputed_base"].to_numpy(np.int64)
    items["expected_base"] = np.where(live, claimed - loss, 0)
    items["provisional"] = live & calendar.is_provisional(rolled)
    return items[list(OPEN_COLUMNS)]
