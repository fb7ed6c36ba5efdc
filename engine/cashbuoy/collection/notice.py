"""The notice of a possible loss to the credit insurer (B7): which cover, what is due by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_clock import CoverEvents, CoverTerms, cover_clock
from cashbuoy.calendars import WorkCalendar
from cashbuoy.collection.letter import Cover
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy


def covers(ledgers: Ledgers, customer: str) -> list[dict[Hashable, Any]]:
    """The customer's lines in tblInsurance, one for each policy: that for commercial risk before
    one for political risk, since a buyer who does not pay is a commercial risk."""
    lines = ledgers["tblInsurance"]
    ours = lines[lines["customer"] == customer]
    ours = ours.assign(late=ours["risk"] == "political").sort_values(["late", "row"], kind="stable")
    return ours.drop_duplicates("policy").sort_values("row").to_dict("records")


def cover_of(
    line: Mapping[Hashable, Any],
    items: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> Cover:
    """One insurance line with the deadlines of `items` (letter.ITEM_COLUMNS); terms that the line
    leaves open are the policy's. A notice that was logged counts as given on its day."""
    usual = policy.insurance
    political = line["risk"] == "political"
    waiting = usual.waiting_days.political if political else usual.waiting_days.commercial
    covered = usual.covered.political if political else usual.covered.commercial
    terms = CoverTerms(
        extension=usual.extension_days,
        notify=_or(line["notify_days"], usual.notify_days),
        waiting=_or(line["waiting_days"], waiting),
        claim=_or(line["claim_days"], usual.claim_days),
        payment=usual.payment_days,
    )
    n = len(items)
    events = CoverEvents(
        notified=np.full(n, _notified(ledgers, line["customer"], as_of)),
        insolvent=np.full(n, np.datetime64("NaT", "D")),
        claimed=np.full(n, np.datetime64("NaT", "D")),
        disputed=np.zeros(n, dtype=bool),
    )
    due = items["due_date"].to_numpy("datetime64[D]")
    clock = cover_clock(due, terms, events, as_of, calendar, usual)
    documents = items["document"].to_numpy(object)[clock["item"].to_numpy(np.int64)]
    clock.insert(0, "document", documents)
    return Cover(
        policy=line["policy"],
        insurer=line["insurer"],
        risk=line["risk"] or "commercial",
        limit=int(line["limit"]),
        covered=covered if pd.isna(line["covered"]) else float(line["covered"]),
        deadlines=clock,
    )


def _notified(ledgers: Ledgers, customer: str, as_of: dt.date) -> np.datetime64:
    """The day of the first notice logged for the customer; NaT while there is none."""
    actions = ledgers["tblActions"]
    told = actions[
        (actions["action"] == "claim_notice")
        & (actions["customer"] == customer)
        & (actions["date"] <= pd.Timestamp(as_of))
    ]["date"]
    return np.datetime64(told.min(), "D") if len(told) else np.datetime64("NaT", "D")


def _or(days: Any, usual: int) -> int:  # noqa: ANN401  (Int64 or NA)
    return usual if pd.isna(days) else int(days)
