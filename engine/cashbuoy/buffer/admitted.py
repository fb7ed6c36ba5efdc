"""Claims that insurers have admitted or paid: certain cash, and whose the rest of the debt is (C2).

An admitted claim is money of the insurer on a day, no longer a matter of when the customer pays.
Once the insurer has paid, what the customer still pays belongs to the insurer by the share that it
bore (subrogation). In both cases that share of the invoice is expected of the customer no more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.admitted_findings import claim_findings
from cashbuoy.buffer.claim_shares import admitted_parts, received_parts
from cashbuoy.buffer.claimed import claims_noted, items_claimed
from cashbuoy.buffer.cover_clock import insurer_pays_on
from cashbuoy.buffer.cover_events import settled_on
from cashbuoy.calendars import WorkCalendar
from cashbuoy.findings import Finding
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.open_items import expect_receipts, roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

# One row per invoice with an admitted claim whose money has not come, in the ledger's order.
TO_COME_COLUMNS = (
    "row",         # of tblReceivables
    "document",
    "customer",
    "insurer",     # "" where tblInsurance names none
    "action_row",  # of tblActions: the admission that states the amount, else the first
    "admitted",    # datetime64, the first admission that is not paid
    "due",         # datetime64: payment days after it, or after the dispute was settled
    "expected_on",  # datetime64: `due`; where that has passed, as overdue receipts by their age
    "amount",      # base minor units, > 0
    "stated",      # bool: by the insurer's word; else by the terms of tblInsurance
)  # fmt: skip
# One row per payment of an insurer and invoice that it is about.
RECEIVED_COLUMNS = (
    "row",         # of tblReceivables, 0 where no invoice is known
    "document",
    "customer",
    "insurer",
    "action_row",
    "paid_on",     # datetime64
    "amount",      # base minor units as stated, 0 where no amount was
    "booked",      # bool: the invoice's own `paid` contains it
    "booked_on",   # datetime64: the invoice's paid date
    "insurers",    # the part of what the customer still owes that belongs to the insurer
)  # fmt: skip


@dataclass(frozen=True)
class AdmittedClaims:
    """to_come: TO_COME_COLUMNS; received: RECEIVED_COLUMNS; both by invoice."""

    to_come: pd.DataFrame
    received: pd.DataFrame
    findings: tuple[Finding, ...] = field(default=())

    def of_insurers(self, rows: NDArray[np.int64]) -> Minor:
        """What of open invoices (rows of tblReceivables) is the insurers' matter, shape (n,): to be
        paid by them, or theirs because they have paid."""
        parts = [
            self.to_come.set_index("row")["amount"],
            self.received.groupby("row")["insurers"].sum(),
        ]
        found: Minor = sum(
            (p.reindex(rows, fill_value=0).to_numpy(np.int64) for p in parts),
            np.zeros(rows.size, dtype=np.int64),
        )
        return found


def admitted_claims(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> AdmittedClaims:
    """What tblActions tells of claims up to the as-of date, for open receivables
    (ledger.open_items) and all invoices (ledger.documents). None with the module insurance off."""
    noted = claims_noted(ledgers["tblActions"], as_of)
    if noted.empty or not policy.has("insurance"):
        return _NONE
    items = items_claimed(noted, receivables, invoices, ledgers, policy, as_of, calendar)
    received = received_parts(noted, items)
    own = np.zeros(len(items), dtype=np.int64)
    np.add.at(own, received["item"].to_numpy(np.int64), received["insurers"].to_numpy(np.int64))
    items = items.assign(room=items["room"] - own)
    admitted = admitted_parts(noted, items, received)
    to_come = _to_come(admitted.parts, items, ledgers, policy, as_of, calendar)
    paid = _received(received, items, noted, _insurers(ledgers))
    found = claim_findings(noted, items, admitted, received, to_come, ledgers.base_currency, as_of)
    return AdmittedClaims(to_come, paid, found)


def _to_come(
    parts: pd.DataFrame,
    items: pd.DataFrame,
    ledgers: Ledgers,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """The admitted parts with the days on which insurers pay them."""
    parts = parts[(parts["amount"] > 0).to_numpy()].reset_index(drop=True)
    of = items.take(parts["item"].to_numpy(np.int64)).reset_index(drop=True)
    accepted = np.fmax(
        parts["admitted"].to_numpy("datetime64[D]"),
        settled_on(of["document"], ledgers["tblDisputes"], as_of),
    )
    due = insurer_pays_on(accepted, policy.insurance.payment_days, calendar)
    late_by_age, _ = expect_receipts(due, policy.receivables, as_of)
    expected = roll_ahead(late_by_age, "following", as_of, calendar)
    frame = pd.DataFrame(
        {
            "row": of["row"].to_numpy(np.int64),
            "document": of["document"].to_numpy(object),
            "customer": of["counterparty"].to_numpy(object),
            "insurer": _named(of["counterparty"], _insurers(ledgers)),
            "action_row": parts["action_row"].to_numpy(np.int64),
            "admitted": parts["admitted"].to_numpy("datetime64[ns]"),
            "due": due.astype("datetime64[ns]"),
            "expected_on": expected.astype("datetime64[ns]"),
            "amount": parts["amount"].to_numpy(np.int64),
            "stated": parts["stated"].to_numpy(bool),
        }
    )
    return frame.sort_values("row", kind="stable", ignore_index=True)


def _received(
    parts: pd.DataFrame, items: pd.DataFrame, noted: pd.DataFrame, insurers: pd.Series
) -> pd.DataFrame:
    """The payments by invoice, and whole where they name none that is known."""
    of = items.take(parts["item"].to_numpy(np.int64)).reset_index(drop=True)
    known = pd.DataFrame(
        {
            "row": of["row"].to_numpy(np.int64),
            "document": of["document"].to_numpy(object),
            "customer": of["counterparty"].to_numpy(object),
            "insurer": _named(of["counterparty"], insurers),
            "action_row": parts["action_row"].to_numpy(np.int64),
            "paid_on": parts["day"].to_numpy("datetime64[ns]"),
            "amount": parts["amount"].to_numpy(np.int64),
            "booked": parts["booked"].to_numpy(bool),
            "booked_on": of["paid_date"].to_numpy("datetime64[ns]"),
            "insurers": parts["insurers"].to_numpy(np.int64),
        }
    )
    paid = noted[(noted["action"] == "claim_paid").to_numpy()]
    alone = paid[~paid["row"].isin(known["action_row"]).to_numpy()]
    n = len(alone)
    rest = pd.DataFrame(
        {
            "row": np.zeros(n, dtype=np.int64),
            "document": np.full(n, "", dtype=object),
            "customer": alone["customer"].to_numpy(object),
            "insurer": _named(alone["customer"], insurers),
            "action_row": alone["row"].to_numpy(np.int64),
            "paid_on": alone["date"].to_numpy("datetime64[ns]"),
            "amount": alone["amount"].to_numpy(np.int64),
            "booked": np.zeros(n, dtype=bool),
            "booked_on": np.full(n, np.datetime64("NaT", "ns")),
            "insurers": np.zeros(n, dtype=np.int64),
        }
    )
    return pd.concat([known, rest], ignore_index=True) if n else known


def _insurers(ledgers: Ledgers) -> pd.Series:
    """The insurer that tblInsurance names first for each customer."""
    table = ledgers["tblInsurance"]
    named = table[(table["insurer"] != "").to_numpy()].drop_duplicates("customer")
    return pd.Series(named["insurer"].to_numpy(object), index=named["customer"].to_numpy(object))


def _named(customers: pd.Series, insurers: pd.Series) -> NDArray[np.object_]:
    named: NDArray[np.object_] = insurers.reindex(customers).fillna("").to_numpy(object)
    return named


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    days = {"admitted", "due", "expected_on", "paid_on", "booked_on"}
    whole = {"row", "action_row", "amount", "insurers"}
    kinds = {
        c: "datetime64[ns]" if c in days else "int64" if c in whole else "object" for c in columns
    }
    kinds |= dict.fromkeys({"stated", "booked"} & set(columns), "bool")
    return pd.DataFrame({c: pd.Series(dtype=kinds[c]) for c in columns})


_NONE = AdmittedClaims(_empty(TO_COME_COLUMNS), _empty(RECEIVED_COLUMNS))
