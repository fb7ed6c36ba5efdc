"""The claims that the log of actions notes, and the invoices that they can be about."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover import insurance_stated, owed_invoices
from cashbuoy.buffer.cover_events import CLAIM_STEPS
from cashbuoy.buffer.cover_lines import NO_LIMIT, cover_lines
from cashbuoy.buffer.insured import insure, paid_each, paid_for
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, share_out
from cashbuoy.policy.models import Policy

# All invoices (in +) of the customers that a claim names. Money in base minor units.
ITEM_COLUMNS = (
    "row",           # of tblReceivables
    "document",
    "counterparty",
    "due_date",
    "open",          # what the customer owes, 0 where it is settled
    "room",          # of it what an insurer can pay: not disputed, in no payment plan
    "in_plan",       # bool: open in a payment plan
    "paid",          # so far, by whomever
    "paid_date",     # datetime64, of the last payment
    "by_terms",      # what the insurers owe for it by the terms of tblInsurance, <= room
)  # fmt: skip


def claims_noted(actions: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Rows of tblActions about claims up to the as-of date, by day, with an amount of 0 where none
    is stated."""
    rows = actions[actions["action"].isin(CLAIM_STEPS).to_numpy()]
    rows = rows[(rows["date"] <= pd.Timestamp(as_of)).to_numpy()]
    if not rows["action"].isin(CLAIM_STEPS[1:]).any():
        return rows.iloc[:0]
    stated = rows["amount"].fillna(0).astype(np.int64).clip(lower=0)
    return rows.assign(amount=stated).sort_values(["date", "row"], kind="stable", ignore_index=True)


def items_claimed(
    noted: pd.DataFrame,
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """ITEM_COLUMNS, in the ledger's order."""
    whose = set(noted["customer"])
    theirs = invoices["counterparty"].isin(whose) & (invoices["amount_base"] > 0)
    rows = invoices[theirs.to_numpy()].reset_index(drop=True)
    still = receivables[receivables["counterparty"].isin(whose).to_numpy()].set_index("row")
    found = still.reindex(rows["row"])
    owed = found["open_base"].fillna(0).to_numpy(np.int64).clip(min=0)
    disputed = found["disputed_base"].fillna(0).to_numpy(np.int64)
    in_plan = (found["status"] == "plan").to_numpy()
    room = np.where(in_plan, 0, owed - np.clip(disputed, 0, owed))
    terms = _by_terms(still.reset_index(), ledgers, policy, as_of, calendar)
    by_terms = terms.reindex(rows["row"], fill_value=0).to_numpy(np.int64)
    known = ~(rows["paid_date"] > pd.Timestamp(as_of)).to_numpy()
    return pd.DataFrame(
        {
            "row": rows["row"].to_numpy(np.int64),
            "document": rows["document"].to_numpy(object),
            "counterparty": rows["counterparty"].to_numpy(object),
            "due_date": rows["due_date"].to_numpy("datetime64[ns]"),
            "open": owed,
            "room": room,
            "in_plan": in_plan,
            "paid": np.where(known, rows["paid_base"].to_numpy(np.int64), 0).clip(min=0),
            "paid_date": rows["paid_date"].to_numpy("datetime64[ns]"),
            "by_terms": np.minimum(by_terms, room),
        }
    )


def _by_terms(
    receivables: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.Series:
    """What insurers owe for each open invoice should none of it be paid, by row: against commercial
    risk, else against political; no policy more than its maximum liability."""
    lines = cover_lines(insurance_stated(ledgers, policy), policy.insurance)
    owed = owed_invoices(receivables)
    logs = ledgers["tblActions"], ledgers["tblDisputes"]
    pairs = insure(owed, lines, *logs, policy.insurance, as_of, calendar).pairs
    if pairs.empty:
        return pd.Series(dtype=np.int64)
    item = pairs["item"].to_numpy(np.int64)
    commercial, political = (
        paid_each(paid_for(pairs, risk), pairs) for risk in ("commercial", "political")
    )
    covered = np.bincount(item, commercial, len(owed))[item] > 0
    each = _within(np.where(covered, commercial, political), pairs, lines.frame)
    total = np.zeros(len(owed), dtype=np.int64)
    np.add.at(total, item, each)
    return pd.Series(total, index=owed["row"].to_numpy(np.int64))


def _within(each: Minor, pairs: pd.DataFrame, lines: pd.DataFrame) -> Minor:
    """Payments cut to the maximum liability of their policy, invoices in proportion."""
    line = pairs["line"].to_numpy(np.int64)
    name = lines["policy"].to_numpy(object)[line]
    most = lines["maximum_liability"].to_numpy(np.int64)[line]
    found = each.copy()
    for policy in pd.unique(name[most < NO_LIMIT]):
        at: NDArray[np.int64] = np.flatnonzero(name == policy)
        limit = int(most[at].min())
        if each[at].sum() > limit:
            found[at] = share_out(limit, each[at])
    return found
