"""Which open invoices are pursued today, how far each has got, and how far it has come by days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.collection.actions_log import CONTACTS, DEMANDS, ActionsLog
from cashbuoy.collection.strategy import NEEDS, Flags, Offsets, grade_index
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits, to_minor
from cashbuoy.policy.models import STAGES, Dunning, Policy

# One row per open invoice, oldest due date first. Money int64 minor units.
PURSUED_COLUMNS = (
    "row",            # data row in tblReceivables
    "document",
    "customer",
    "who",            # position of the customer in Pursued.customers
    "document_date",
    "due_date",
    "contract",
    "currency",
    "amount",
    "owed",           # all that is open, own currency
    "disputed",       # of it in dispute
    "open",           # owed less disputed: what is asked for
    "open_base",      # the same in base currency
    "disputed_base",
    "status",         # forecast | dispute | plan
    "days_overdue",
    "working_days",   # working days after the due date, negative before it
    "grade",          # index into strategy.GRADES
    "chased",         # overdue, beyond dispute and payment plans, more than the tolerance
    "promise_date",
    "held",           # promised for a day that has not passed
    "follow",         # promised for a day that has passed, and nobody has asked since
    "done",           # the stage done, index into STAGES, -1 none
    "stage",          # the stage to do: reached and not done; -1 none
    "small",          # stages are left, but they ask for larger amounts
    "next",           # the stage after what is done, -1 none
    "next_date",      # the first day for it, NaT where none
    "loss_base",
    "expected_base",
    "expected_date",
)  # fmt: skip
# One row per customer that owes.
DEBTOR_COLUMNS = (
    "customer",
    "grade",         # index into strategy.GRADES
    "net",           # overdue and pursued, credit notes off, base currency
    "last_contact",  # NaT never
    "last_kind",     # its kind
    "rests_until",   # the first day for another demand, NaT any
    "today",         # asked today already
)  # fmt: skip


@dataclass(frozen=True)
class Pursued:
    """`items`: PURSUED_COLUMNS; `customers`: DEBTOR_COLUMNS."""

    items: pd.DataFrame
    customers: pd.DataFrame
    log: ActionsLog
    calendar: WorkCalendar


def pursue(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    credit: pd.DataFrame | None = None,
    others: pd.Series[str] | None = None,
) -> Pursued:
    """All open invoices (OPEN_COLUMNS) at the close of `as_of`; `invoices`
    (documents.DOCUMENT_COLUMNS) say what was promised. `credit`: customer, grade, broken_promises;
    without it nobody is graded. `others` are customers that need owe no invoice."""
    log = ActionsLog.of(ledgers["tblActions"], as_of)
    items = _items(receivables, invoices)
    every = items["counterparty"].astype(object)
    if others is not None and len(others):
        every = pd.concat([every, others], ignore_index=True)
    codes, found = pd.factorize(every)
    who, names = codes[: len(items)], np.asarray(found, dtype=object)
    debtors = _debtors(names, credit, log, policy.dunning, as_of, calendar)
    items = items.assign(
        customer=items["counterparty"],
        who=who.astype(np.int64),
        grade=debtors["grade"].to_numpy()[who],
    )
    items = _promised(items, debtors, policy.dunning, as_of, calendar, ledgers.base_currency)
    net = _net(items, len(names))
    debtors = debtors.assign(net=net)
    items = _staged(items, net, log, policy.dunning, as_of, calendar, ledgers.base_currency)
    return Pursued(items[list(PURSUED_COLUMNS)], debtors[list(DEBTOR_COLUMNS)], log, calendar)


def _items(receivables: pd.DataFrame, invoices: pd.DataFrame) -> pd.DataFrame:
    items = receivables.sort_values(["due_date", "row"], kind="stable", ignore_index=True)
    promise = pd.Series(invoices["promise_date"].to_numpy(), index=invoices["row"].to_numpy())
    return items.assign(
        promise_date=promise.reindex(items["row"].to_numpy()).to_numpy(),
        status=items["status"].astype("category"),  # compared often
        owed=items["open"],
        open=items["open"] - items["disputed"],
        open_base=items["open_base"] - items["disputed_base"],
    )


def _debtors(
    names: NDArray[np.object_],
    credit: pd.DataFrame | None,
    log: ActionsLog,
    settings: Dunning,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    graded, broken = np.full(len(names), "N", dtype=object), np.zeros(len(names), dtype=np.int64)
    if credit is not None:
        known = credit.set_index("customer").reindex(names)
        graded = known["grade"].astype(object).fillna("N").to_numpy(object)
        broken = known["broken_promises"].fillna(0).to_numpy(np.int64)
    asked = log.last(CONTACTS, names)
    demanded = log.last(DEMANDS, names)
    return pd.DataFrame(
        {
            "customer": names,
            "grade": grade_index(graded),
            "broken": broken,
            "last_contact": asked.astype("datetime64[ns]"),
            "last_kind": log.last_kind(names),
            "rests_until": calendar.add_working_days(demanded, settings.between_days).astype(
                "datetime64[ns]"
            ),
            "today": asked == as_dates(as_of),
        }
    )


def _promised(
    items: pd.DataFrame,
    debtors: pd.DataFrame,
    settings: Dunning,
    as_of: dt.date,
    calendar: WorkCalendar,
    base: str,
) -> pd.DataFrame:
    """What is pursued at all, what waits for a promise, and which promises are to be followed up:
    on the working day after their day."""
    today = as_dates(as_of)
    who = items["who"].to_numpy()
    small = int(to_minor(settings.tolerance, minor_digits(base)))
    live = ((items["status"] == "forecast") & (items["open_base"] > small)).to_numpy()
    chased = live & (items["days_overdue"] > 0).to_numpy()
    follow_on = calendar.add_working_days(items["promise_date"].to_numpy("datetime64[D]"), 1)
    trusted = debtors["broken"].to_numpy()[who] <= settings.trusted_promises
    asked = debtors["last_contact"].to_numpy("datetime64[D]")[who]
    return items.assign(
        live=live,
        chased=chased,
        held=live & (follow_on > today) & trusted,  # NaT compares false
        follow=chased & (follow_on <= today) & (np.isnat(asked) | (asked < follow_on)),
        follow_on=follow_on.astype("datetime64[ns]"),
    )


def _net(items: pd.DataFrame, customers: int) -> Minor:
    """What each customer is asked for: overdue, less its credit notes."""
    counted = asked_for(items)
    sums: Minor = np.zeros(customers, dtype=np.int64)
    np.add.at(
        sums, items["who"].to_numpy()[counted], items["open_base"].to_numpy(np.int64)[counted]
    )
    return sums


def asked_for(items: pd.DataFrame) -> Flags:
    """What a demand lists: what is pursued and not promised, and credit notes, which reduce it."""
    credit = (items["open_base"] < 0) & (items["status"] == "forecast")
    return ((items["chased"] & ~items["held"]) | credit).to_numpy(bool)


def _staged(
    items: pd.DataFrame,
    net: Minor,
    log: ActionsLog,
    settings: Dunning,
    as_of: dt.date,
    calendar: WorkCalendar,
    base: str,
) -> pd.DataFrame:
    """How far each item has got, and the stage that it has come to by its days."""
    due = items["due_date"].to_numpy("datetime64[D]")
    working = calendar.working_days_between(due, as_dates(as_of))
    done = log.stages_done(
        items["customer"].to_numpy(object),
        items["document"].to_numpy(object),
        items["document_date"].to_numpy("datetime64[D]"),
        due,
    )
    least = to_minor(
        [getattr(settings.stages, stage).minimum_amount for stage in STAGES], minor_digits(base)
    )
    enough = net[:, None] >= least
    allowed = enough[items["who"].to_numpy()]
    regardless = np.ones_like(allowed)
    for later, before in NEEDS.items():
        regardless[:, later] = done >= before
    allowed &= regardless
    offsets, grade = Offsets.of(settings), items["grade"].to_numpy(np.int64)
    overdue, live = items["days_overdue"].to_numpy(np.int64) > 0, items["live"].to_numpy(bool)
    reached = offsets.reached(grade, working, overdue, allowed)
    stage = np.where(live & (reached > done), reached, -1)
    # Ahead of time nothing is known of amounts: the next stage is the one that the grade has.
    allowed_ahead = allowed | (regardless & ~overdue[:, None])
    following = offsets.following(grade, done, allowed_ahead, overdue)
    following = np.where(live, np.where(stage >= 0, stage, following), -1)
    first = calendar.add_working_days(due, offsets.of_stage(grade, following))
    left = offsets.following(grade, done, regardless, overdue) >= 0
    waits = items["held"].to_numpy(bool)
    first = np.where(waits, items["follow_on"].to_numpy("datetime64[D]"), first)
    return items.assign(
        working_days=working,
        done=done,
        stage=stage,
        small=live & left & (following < 0),
        next=following,
        next_date=np.where(following >= 0, first, np.datetime64("NaT", "D")).astype(
            "datetime64[ns]"
        ),
    )
