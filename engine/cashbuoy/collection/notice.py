"""The notice of a possible loss to the credit insurer (B7): which cover, what is due by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover_clock import CoverTerms, cover_clock
from cashbuoy.buffer.cover_events import cover_events
from cashbuoy.calendars import WorkCalendar
from cashbuoy.collection.letter import Cover
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy


def covers(ledgers: Ledgers, customer: str) -> list[dict[Hashable, Any]]:
    """The customer's lines in tblInsurance, one for each policy: that for commercial risk before
    one for political risk, since a buyer who does not pay is a commercial risk."""
    lines = ledgers["tblInsurance"]
    ours = lines[lines["customer"] == customer]
    # Of the limits of a policy that followed each other the last.
    ours = ours.sort_values("valid_from", ascending=False, kind="stable", na_position="last")
    ours = ours.assign(late=ours["risk"] == "political").sort_values("late", kind="stable")
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
    about = pd.DataFrame(
        {
            "document": items["document"].to_numpy(object),
            "counterparty": np.full(len(items), line["customer"], dtype=object),
            "due_date": items["due_date"].to_numpy("datetime64[ns]"),
            "owed": 1,
            "disputed": 0,
        }
    )
    events = cover_events(about, ledgers["tblActions"], ledgers["tblDisputes"], as_of)
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


def _or(days: Any, usual: int) -> int:  # noqa: ANN401  (Int64 or NA)
    return usual if pd.isna(days) else int(days)
