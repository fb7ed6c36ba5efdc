"""The list of each morning: whom to ask for money, how and why, by expected money at risk (B1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, as_dates
from cashbuoy.collection.actions_log import invoice_list
from cashbuoy.collection.contacts import Contacts, contacts_due
from cashbuoy.collection.hand_over import hand_over_to
from cashbuoy.collection.missed import missed_instalments, places_of, to_ask_for
from cashbuoy.collection.pursued import Pursued, pursue
from cashbuoy.collection.strategy import GRADES, Ints, Offsets
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import STAGES, DunningStage, Policy

# One row per action due today, most money at risk first. Money: int64 base minor units.
WORK_COLUMNS = (
    "date",
    "customer",
    "name",          # full name of the customer list, "" for none
    "grade",
    "action",        # ACTION_KINDS
    "channel",
    "owner_en",
    "owner_zh",
    "partner",       # who takes over a debt that is handed over; "" otherwise
    "template",      # of its letter, "" for none
    "invoices",      # numbers, oldest due first, as the log of actions takes them
    "count",
    "row",           # row of the oldest in tblReceivables, 0 for none
    "amount",        # open and undisputed
    "at_risk",       # chance of loss x amount + cost of waiting for it
    "oldest_days",   # days overdue of the oldest, negative before it is due
    "working_days",  # the same in working days
    "offset",        # working days after which the grade's strategy plans the stage
    "disputed",      # left out because it is disputed
    "promise_date",  # the promise that was broken, NaT otherwise
    "last_contact",  # NaT never
    "last_kind",
    "reason",        # contacts.REASONS
)  # fmt: skip
# One row per customer that owes and is not asked today, by next date.
WAITING_COLUMNS = (
    "customer", "name", "grade", "owed", "overdue", "disputed", "at_risk", "oldest_days", "row",
    "last_contact", "last_kind", "promise_date", "next_action", "next_date", "reason",
)  # fmt: skip
# One row per item of an action, by action, oldest due first.
LISTED_COLUMNS = (
    "action", "source", "row", "document", "due_date", "days_overdue", "working_days", "open_base",
    "at_risk", "promise_date",
)  # fmt: skip
# A follow-up is a call, whoever makes it.
_FOLLOW_UPS = ("promise", "instalment")
_NEVER = np.datetime64("NaT", "ns")


@dataclass(frozen=True)
class Worklist:
    """What to do today, and when the rest comes.

    actions: WORK_COLUMNS, one a customer. waiting: WAITING_COLUMNS. items: LISTED_COLUMNS, the
    open items of the actions (`action`: position in `actions`); their open amounts add up to the
    actions' amounts, credit notes off.
    """

    actions: pd.DataFrame
    waiting: pd.DataFrame
    items: pd.DataFrame


def work_ahead(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    instalments: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    credit: pd.DataFrame | None = None,
) -> Worklist:
    """The worklist at the close of `as_of`.

    receivables: OPEN_COLUMNS with the expected losses and days of the forecast; invoices:
    documents.DOCUMENT_COLUMNS; instalments: plans.instalments.SCHEDULE_COLUMNS. credit: customer,
    grade, broken_promises; without it everyone is asked by the strategy of grade N.
    """
    missed = missed_instalments(instalments, policy, as_of, calendar)
    pursued = pursue(
        receivables, invoices, ledgers, policy, as_of, calendar, credit, missed["customer"]
    )
    asks = to_ask_for(missed, pursued.customers, as_of)
    contacts = contacts_due(pursued, as_of, asks)
    items = _items(pursued, contacts, missed, policy, as_of)
    names = ledgers.by_customer["name"]
    debtors = pursued.customers.assign(
        name=names.reindex(pursued.customers["customer"]).fillna("").to_numpy(object),
        **_owed(pursued, missed, policy, as_of),
    )
    actions, items = _actions(debtors, contacts, items, ledgers, policy, as_of)
    return Worklist(actions, _waiting(debtors, contacts), items)


def money_at_risk(items: pd.DataFrame, policy: Policy, as_of: dt.date) -> Minor:
    """Expected loss and the cost of money until the rest comes, of each open invoice, >= 0."""
    wait = (items["expected_date"].to_numpy("datetime64[D]") - as_dates(as_of)).astype(np.int64)
    wait = np.where(items["expected_date"].isna(), 0, np.maximum(wait, 0))
    daily = policy.credit.terms.cost_of_money / policy.indicators.days_in_year
    waiting = np.maximum(items["expected_base"].to_numpy(np.int64), 0) * daily * wait
    risk: Minor = items["loss_base"].to_numpy(np.int64) + np.rint(waiting).astype(np.int64)
    return risk


def _items(
    pursued: Pursued, contacts: Contacts, missed: pd.DataFrame, policy: Policy, as_of: dt.date
) -> pd.DataFrame:
    """LISTED_COLUMNS with `who` in place of the action."""
    listed = pursued.items[contacts.listed]
    invoices = pd.DataFrame(
        {
            "who": listed["who"],
            "source": "tblReceivables",
            **{c: listed[c] for c in ("row", "document", "due_date", "days_overdue")},
            "working_days": listed["working_days"],
            "open_base": listed["open_base"],
            "at_risk": money_at_risk(listed, policy, as_of),
            "promise_date": listed["promise_date"],
        }
    )
    who = places_of(missed, pursued.customers)
    asked = (contacts.kind == "instalment")[who]
    due = missed["due_date"].to_numpy("datetime64[D]")
    plans = pd.DataFrame(
        {
            "who": who,
            "source": "tblPlans",
            "row": 0,
            **{c: missed[c] for c in ("document", "due_date", "days_overdue")},
            "working_days": pursued.calendar.working_days_between(due, as_dates(as_of)),
            "open_base": missed["open_base"],
            "at_risk": missed["at_risk"],
            "promise_date": missed["due_date"],
        }
    )[asked]
    if plans.empty:
        plans = invoices.iloc[:0]
    both: pd.DataFrame = pd.concat([invoices, plans], ignore_index=True)
    return both


def _owed(
    pursued: Pursued, missed: pd.DataFrame, policy: Policy, as_of: dt.date
) -> dict[str, NDArray[np.int64] | NDArray[np.datetime64]]:
    """Sums and oldest days of all that each customer owes, what is in dispute and what is
    promised; money at risk of all of it."""
    items, n = pursued.items, len(pursued.customers)
    who = items["who"].to_numpy(np.int64)
    late = (items["days_overdue"] > 0) & (items["status"] == "forecast")
    owed = items["open_base"].to_numpy(np.int64)
    whole = owed + items["disputed_base"].to_numpy(np.int64)
    days = np.where(whole > 0, items["days_overdue"], np.iinfo(np.int64).min)
    order = np.lexsort((-items["row"].to_numpy(np.int64), days))
    oldest, row = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    oldest[who[order]] = days[order]  # the last one written is the oldest
    row[who[order]] = items["row"].to_numpy(np.int64)[order]
    promise = np.full(n, _NEVER)
    held = items["held"].to_numpy(bool)
    np.fmin.at(promise, who[held], items["promise_date"].to_numpy("datetime64[ns]")[held])
    whom = places_of(missed, pursued.customers)
    return {
        "owed": _sums(who, owed, n) + _sums(whom, missed["open_base"].to_numpy(np.int64), n),
        "overdue": _sums(who, np.where(late, owed, 0), n)
        + _sums(whom, missed["open_base"].to_numpy(np.int64), n),
        "disputed": _sums(who, items["disputed_base"].to_numpy(np.int64), n),
        "all_at_risk": _sums(who, money_at_risk(items, policy, as_of), n)
        + _sums(whom, missed["at_risk"].to_numpy(np.int64), n),
        "oldest_days": np.maximum(oldest, 0),
        "row": row,
        "promise_date": promise,
    }


def _sums(who: Ints, amounts: NDArray[np.int64], n: int) -> Minor:
    sums: Minor = np.zeros(n, dtype=np.int64)
    np.add.at(sums, who, amounts)
    return sums


def _actions(
    debtors: pd.DataFrame,
    contacts: Contacts,
    items: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """WORK_COLUMNS and LISTED_COLUMNS, most money at risk first."""
    at = np.flatnonzero(contacts.kind != "")
    if not len(at):
        none = pd.DataFrame(columns=list(WORK_COLUMNS))
        return none, pd.DataFrame(columns=list(LISTED_COLUMNS))
    items = items.sort_values(["who", "due_date", "row"], kind="stable", ignore_index=True)
    own = items.groupby("who", sort=True)
    sums = own.agg(
        amount=("open_base", "sum"),
        at_risk=("at_risk", "sum"),
        oldest_days=("days_overdue", "max"),
        working_days=("working_days", "max"),
        count=("row", "size"),
        row=("row", "first"),
        promise_date=("promise_date", "max"),
    ).reindex(at)
    sums["invoices"] = _lists(items, len(debtors))[at]
    customers = debtors["customer"].to_numpy(object)[at]
    action, partner = hand_over_to(contacts.kind[at], customers, ledgers, policy)
    stages = [_stage(policy, kind) for kind in contacts.kind[at].tolist()]
    letter = ~np.isin(action, _FOLLOW_UPS)
    grade = debtors["grade"].to_numpy(np.int64)[at]
    follows = contacts.reason[at] == "promise_broken"
    found = pd.DataFrame(
        {
            "date": pd.Timestamp(as_of),
            "customer": customers,
            "name": debtors["name"].to_numpy(object)[at],
            "grade": np.array(GRADES, dtype=object)[grade],
            "action": action,
            "channel": [s.channel for s in stages],
            "owner_en": [s.owner.en for s in stages],
            "owner_zh": [s.owner.zh for s in stages],
            "partner": partner,
            "template": [
                (s.template or "") if own else "" for s, own in zip(stages, letter, strict=True)
            ],
            **{c: sums[c].to_numpy() for c in ("invoices", "count", "row", "amount", "at_risk")},
            **{c: sums[c].to_numpy() for c in ("oldest_days", "working_days")},
            "offset": Offsets.of(policy.dunning).of_stage(grade, contacts.stage[at]),
            "disputed": debtors["disputed"].to_numpy(np.int64)[at],
            "promise_date": np.where(follows, sums["promise_date"].to_numpy(), _NEVER),
            "last_contact": debtors["last_contact"].to_numpy()[at],
            "last_kind": debtors["last_kind"].to_numpy(object)[at],
            "reason": contacts.reason[at],
        }
    )
    order = np.lexsort(
        (
            found["customer"].to_numpy(str),
            -found["amount"].to_numpy(np.int64),
            -found["at_risk"].to_numpy(np.int64),
        )
    )
    rank = np.full(len(debtors), -1, dtype=np.int64)
    rank[at[order]] = np.arange(len(order))
    items = items.assign(action=rank[items["who"].to_numpy(np.int64)])
    items = items.sort_values("action", kind="stable", ignore_index=True)
    return (
        found.iloc[order].reset_index(drop=True)[list(WORK_COLUMNS)],
        items[list(LISTED_COLUMNS)],
    )


def _lists(items: pd.DataFrame, customers: int) -> NDArray[np.object_]:
    """The numbers of each customer's items (in order of customers), shape (customers,)."""
    starts = np.searchsorted(items["who"].to_numpy(), np.arange(customers + 1)).tolist()
    numbers = items["document"].tolist()
    lists = [invoice_list(numbers[a:b]) for a, b in pairwise(starts)]
    return np.array(lists, dtype=object)


def _stage(policy: Policy, kind: str) -> DunningStage:
    """How an action is done: its stage's way; a follow-up is done as a call is."""
    stage: DunningStage = getattr(policy.dunning.stages, kind if kind in STAGES else "call")
    return stage


def _waiting(debtors: pd.DataFrame, contacts: Contacts) -> pd.DataFrame:
    """WAITING_COLUMNS: the earliest next day first, those without one last."""
    found = debtors.assign(
        grade=np.array(GRADES, dtype=object)[debtors["grade"].to_numpy(np.int64)],
        at_risk=debtors["all_at_risk"],
        next_action=contacts.next_kind,
        next_date=contacts.next_date.astype("datetime64[ns]"),
        reason=contacts.reason,
    )[list(WAITING_COLUMNS)]
    rest: pd.DataFrame = found[contacts.kind == ""]
    return rest.sort_values(
        ["next_date", "at_risk", "customer"],
        ascending=[True, False, True],
        na_position="last",
        ignore_index=True,
    )
