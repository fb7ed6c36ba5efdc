"""What is claimed from the insurers for a customer that does not pay: invoice by invoice (B7)."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover import cover_book
from cashbuoy.buffer.insured import paid_each, pair_payments
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy

# One row per open invoice and policy against commercial risk. Money in base minor units.
CLAIM_COLUMNS = (
    "policy",
    "insurer",
    "document",
    "shipped",   # datetime64: the invoice's own date
    "due_date",
    "owed",      # less credit notes and what is in dispute
    "insured",   # within the limit of the day of shipment
    "covered",   # share that is paid
    "claimed",   # what the insurer owes for it, deductible taken off
    "reason",    # why not all is insured: insured.REASONS, "" where it is
)  # fmt: skip


def claim_lines(
    receivables: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
    customer: str,
) -> pd.DataFrame:
    """The claim on a customer's open invoices (ledger.open_items.OPEN_COLUMNS of all customers):
    CLAIM_COLUMNS, policies in the table's order, invoices by date. Before maximum liabilities."""
    own = receivables[(receivables["counterparty"] == customer).to_numpy()].reset_index(drop=True)
    nothing = pd.Series(dtype=np.int64)
    book = cover_book(ledgers, own, nothing, pd.Series(dtype=object), policy, as_of, calendar)
    pairs = book.insured.pairs
    invoices = book.invoices.take(pairs["item"].to_numpy(np.int64)).reset_index(drop=True)
    lines = book.lines.frame.take(pairs["line"].to_numpy(np.int64)).reset_index(drop=True)
    frame = pd.DataFrame(
        {
            "policy": lines["policy"],
            "insurer": lines["insurer"],
            "document": invoices["document"],
            "shipped": invoices["document_date"],
            "due_date": invoices["due_date"],
            "owed": pairs["owed"],
            "insured": pairs["insured"],
            "covered": pairs["covered"],
            "claimed": paid_each(pair_payments(pairs), pairs),
            "reason": pairs["reason"],
            "rank": pairs["rank"],
        }
    )
    frame = frame[(pairs["risk"] == "commercial").to_numpy()]
    ordered = frame.sort_values(["rank", "shipped", "document"], kind="stable", ignore_index=True)
    return ordered[list(CLAIM_COLUMNS)]
