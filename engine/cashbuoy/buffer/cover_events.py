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


def cover_events(
    invoices: pd.DataFrame, actions: pd.DataFrame, disputes: pd.DataFrame, as_of: dt.date
) -> CoverEvents:
    """Of `invoices` (document, counterparty, due_date, owed, disputed), shape (n,), what tblActions
    and tblDisputes tell up to the as-of date. An invoice counts as disputed when all of it is.

    An action that names invoices is about those. One that names none is about all that the
    customer owed overdue on its day (an insolvency: about all, whatever is due). The first counts:
    a later payment of a part, or another notice, changes nothing.
    """
    known = actions[(actions["date"] <= pd.Timestamp(as_of)).to_numpy()]
    own = known[known["customer"].isin(invoices["counterparty"]).to_numpy()]
    notified, claimed, admitted, paid = (
        _first(own[(own["action"] == kind).to_numpy()], invoices)
        for kind in ("claim_notice", "claim", "claim_admitted", "claim_paid")
    )
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
        settled=_settled(invoices, disputes, as_of),
    )


def _settled(invoices: pd.DataFrame, disputes: pd.DataFrame, as_of: dt.date) -> Dates:
    """The day on which the last dispute about each invoice was closed, NaT for none."""
    closed = disputes[(disputes["closed"] <= pd.Timestamp(as_of)).to_numpy()]
    last = closed.groupby("invoice")["closed"].max()
    day: Dates = last.reindex(invoices["document"]).to_numpy("datetime64[D]")
    return day


def _first(actions: pd.DataFrame, invoices: pd.DataFrame) -> Dates:
    """The first action that is about each invoice, NaT for none."""
    if actions.empty:
        return np.full(len(invoices), _NEVER)
    lists = actions["invoices"].fillna("").astype(str)
    named = (lists.str.strip() != "").to_numpy() & ~lists.str.contains(_CUT).to_numpy()
    return np.fmin(
        _by_name(actions[named], lists[named], invoices), _by_day(actions[~named], invoices)
    )


def _by_name(actions: pd.DataFrame, lists: pd.Series, invoices: pd.DataFrame) -> Dates:
    """Actions whose list of invoices names the invoice."""
    names = lists.str.split(r"[,，、;；\s]+", regex=True)
    each = actions.assign(document=names).explode("document")
    first = each.groupby(["customer", "document"])["date"].min()
    keys = pd.MultiIndex.from_arrays([invoices["counterparty"], invoices["document"]])
    found: Dates = first.reindex(keys).to_numpy("datetime64[D]")
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
