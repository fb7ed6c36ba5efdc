"""What the log of actions says of each insured invoice: notified, insolvent, claimed, admitted."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.cover_clock import CoverEvents
from cashbuoy.calendars import Dates

_NEVER = np.datetime64("NaT", "D")
_CUT = "…"  # a list of invoices too long to be written out (letters): it names them not all
_DAYS = 10_000_000
_MARKS, _MARKS_AND_BLANKS = r"[,，、;；\n|]+", r"[,，、;；|\s]+"

CLAIM_STEPS = ("claim", "claim_admitted", "claim_paid")
_NO_PAIRS = pd.DataFrame({"action": np.zeros(0, np.int64), "item": np.zeros(0, np.int64)})


def cover_events(
    invoices: pd.DataFrame, actions: pd.DataFrame, disputes: pd.DataFrame, as_of: dt.date
) -> CoverEvents:
    """Of `invoices` (document, counterparty, due_date, owed, disputed), shape (n,), what tblActions
    and tblDisputes tell up to the as-of date. An invoice counts as disputed when all of it is.

    An action that names invoices is about those. One that names none is about all that the
    customer owed overdue on its day (an insolvency: about all, whatever is due; an admission or a
    payment: about what was claimed). The first counts: a later payment of a part, or another
    notice, changes nothing.
    """
    known = actions[(actions["date"] <= pd.Timestamp(as_of)).to_numpy()]
    own = known[known["customer"].isin(invoices["counterparty"]).to_numpy()]
    notified = _first(own[(own["action"] == "claim_notice").to_numpy()], invoices)
    claimed, admitted, paid = (_first_step(own, invoices, kind) for kind in CLAIM_STEPS)
    insolvency = own[(own["action"] == "insolvency").to_numpy()]
    day = insolvency.groupby("customer")["date"].min()
    insolvent = day.reindex(invoices["counterparty"]).to_numpy("datetime64[D]")
    return CoverEvents(
        # A claim tells the insurer too.
        notified=np.fmin(notified, claimed),
        insolvent=insolvent,
        claimed=claimed,
        disputed=(
            (invoices["disputed"] > 0) & (invoices["disputed"] >= invoices["owed"])
        ).to_numpy(),
        admitted=admitted,
        paid=paid,
        settled=settled_on(invoices["document"], disputes, as_of),
    )


def settled_on(documents: pd.Series, disputes: pd.DataFrame, as_of: dt.date) -> Dates:
    """The day on which the last dispute about each invoice was closed, NaT for none; shape (n,)."""
    closed = disputes[(disputes["closed"] <= pd.Timestamp(as_of)).to_numpy()]
    last = closed.groupby("invoice")["closed"].max()
    day: Dates = last.reindex(documents).to_numpy("datetime64[D]")
    return day


def about(actions: pd.DataFrame, invoices: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The invoices (document, counterparty, due_date) that each action of a kind of CLAIM_STEPS is
    about: positions `action` and `item`, in the order of the actions.

    One that names none is about those of the step before it, if that was noted by then; else about
    all that was overdue on its day.
    """
    own = actions.assign(action_at=np.arange(len(actions)))
    own = own[(actions["action"] == kind).to_numpy()]
    named = _names_some(own)
    found = _listed(own[named], invoices)
    rest = own[~named]
    if len(rest):
        before = CLAIM_STEPS.index(kind) - 1
        earlier = about(actions, invoices, CLAIM_STEPS[before]) if before >= 0 else _NO_PAIRS
        days = actions["date"].to_numpy()
        theirs = _of_customers(rest, invoices)
        known = theirs.merge(earlier.rename(columns={"action": "step"}), on="item")
        known = known[days[known["step"]] <= days[known["action"]]]
        due = invoices["due_date"].to_numpy()[theirs["item"]]
        overdue = theirs[(due < days[theirs["action"]]) & ~theirs["action"].isin(known["action"])]
        found = pd.concat([found, known[["action", "item"]].drop_duplicates(), overdue])
    return found.sort_values(["action", "item"], kind="stable", ignore_index=True)


def _of_customers(actions: pd.DataFrame, invoices: pd.DataFrame) -> pd.DataFrame:
    """Every action with every invoice of its customer."""
    items = pd.DataFrame(
        {"customer": invoices["counterparty"].to_numpy(object), "item": np.arange(len(invoices))}
    )
    rows = actions[["customer", "action_at"]].rename(columns={"action_at": "action"})
    return rows.merge(items, on="customer")[["action", "item"]]


def _listed(actions: pd.DataFrame, invoices: pd.DataFrame) -> pd.DataFrame:
    """Actions with the invoices that their lists name."""
    if actions.empty:
        return _NO_PAIRS
    lists = actions["invoices"].astype(str)
    # Numbers may have blanks in them, and may stand apart by blanks.
    marks, blanks = (lists.str.split(p, regex=True) for p in (_MARKS, _MARKS_AND_BLANKS))
    each = actions.assign(document=marks + blanks).explode("document")
    each = each.assign(document=each["document"].str.strip())
    items = pd.DataFrame(
        {
            "customer": invoices["counterparty"].to_numpy(object),
            "document": invoices["document"].to_numpy(object),
            "item": np.arange(len(invoices)),
        }
    )
    found = each.merge(items, on=["customer", "document"]).drop_duplicates(["action_at", "item"])
    return found[["action_at", "item"]].rename(columns={"action_at": "action"})


def _names_some(actions: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether an action says which invoices it is about, all of them."""
    lists = actions["invoices"].fillna("").astype(str)
    named: NDArray[np.bool_] = (lists.str.strip() != "").to_numpy() & ~lists.str.contains(
        _CUT
    ).to_numpy()
    return named


def _first(actions: pd.DataFrame, invoices: pd.DataFrame) -> Dates:
    """The first action that is about each invoice, NaT for none."""
    if actions.empty:
        return np.full(len(invoices), _NEVER)
    named = _names_some(actions)
    return np.fmin(_by_name(actions[named], invoices), _by_day(actions[~named], invoices))


def _first_step(actions: pd.DataFrame, invoices: pd.DataFrame, kind: str) -> Dates:
    """The first step of a claim that is about each invoice, NaT for none."""
    pairs = about(actions, invoices, kind)
    day = pd.Series(actions["date"].to_numpy()[pairs["action"]]).groupby(pairs["item"]).min()
    first: Dates = day.reindex(np.arange(len(invoices))).to_numpy("datetime64[D]")
    return first


def _by_name(actions: pd.DataFrame, invoices: pd.DataFrame) -> Dates:
    """Actions whose list of invoices names the invoice."""
    rows = actions.assign(action_at=np.arange(len(actions)))
    pairs = _listed(rows, invoices)
    day = pd.Series(actions["date"].to_numpy()[pairs["action"]]).groupby(pairs["item"]).min()
    found: Dates = day.reindex(np.arange(len(invoices))).to_numpy("datetime64[D]")
    return found


def _by_day(actions: pd.DataFrame, invoices: pd.DataFrame) -> Dates:
    """The customer's first action after the invoice fell due."""
    if actions.empty:
        return np.full(len(invoices), _NEVER)
    codes = pd.Index(actions["customer"].unique())
    whose: NDArray[np.int64] = codes.get_indexer(pd.Index(invoices["counterparty"]))
    day = actions["date"].to_numpy("datetime64[D]").astype(np.int64)
    keys = codes.get_indexer(pd.Index(actions["customer"])) * _DAYS + day
    order = np.argsort(keys, kind="stable")
    due = invoices["due_date"].to_numpy("datetime64[D]").astype(np.int64)
    at = np.searchsorted(keys[order], whose * _DAYS + due, side="right")
    inside = np.minimum(at, keys.size - 1)
    found = order[inside]
    hit = (whose >= 0) & (at < keys.size) & (keys[found] // _DAYS == whose)
    when: Dates = np.where(hit, day[found].astype("datetime64[D]"), _NEVER)
    return when
