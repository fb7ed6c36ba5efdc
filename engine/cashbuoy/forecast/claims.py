"""What customers owe or will owe: open invoices, unbilled stages, instalments, budgeted sales."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.odds import Owed
from cashbuoy.ledger.open_items import ACCEPTANCES, Days, age_buckets, expect_receipts
from cashbuoy.policy.models import Policy

# What pays them, by source: the basis of a date taken from due dates alone.
_BASIS = {
    "tblContracts": "stage",
    "tblPlans": "instalment",
    "tblPlan": "budget",
    "tblDisputes": "dispute",
}


@dataclass(frozen=True)
class Claims:
    """One row per claim, arrays of shape (n,); money in minor units of the base currency.

    `source`, `row` and `reference` say where a claim stands, as in forecast.events. `tenor` is the
    days by which an acceptance bill given in payment puts the money off. `provisional`: the claim's
    own dates rest on a year without an official calendar.
    """

    category: NDArray[np.object_]
    source: NDArray[np.object_]
    row: NDArray[np.int64]
    reference: NDArray[np.object_]
    counterparty: NDArray[np.object_]
    tenor: NDArray[np.int64]
    provisional: NDArray[np.bool_]
    owed: Owed

    def __len__(self) -> int:
        return len(self.owed)

    def take(self, rows: NDArray[np.int64]) -> Claims:
        """Some of the claims."""
        owed = Owed(**{f.name: getattr(self.owed, f.name)[rows] for f in fields(Owed)})
        rest = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "owed"}
        return Claims(**rest, owed=owed)

    @property
    def falls_due(self) -> Days:
        """The day on which the money would be there if all was paid on its due date."""
        day: Days = self.owed.due + self.tenor.astype("timedelta64[D]")
        return day


def open_claims(receivables: pd.DataFrame, invoices: pd.DataFrame, policy: Policy) -> Claims:
    """Open invoices that the forecast expects: `receivables` (ledger.open_items) of status
    forecast, in their order. `invoices` (documents.receivable_documents) say what was promised and
    how they are paid; a promise ahead is a promise of money, whatever the instrument."""
    live = receivables[(receivables["status"] == "forecast").to_numpy()]
    told = invoices.set_index("row").loc[live["row"]]
    by_bill = told["instrument"].isin(ACCEPTANCES).to_numpy()
    owed = Owed(
        customer=live["counterparty"].to_numpy(object),
        issued=live["document_date"].to_numpy("datetime64[D]"),
        due=live["due_date"].to_numpy("datetime64[D]"),
        amount=(live["open_base"] - live["disputed_base"] - live["insurer_base"]).to_numpy(
            np.int64
        ),
        promised=told["promise_date"].to_numpy("datetime64[D]"),
        disputed=np.zeros(len(live), dtype=bool),
    )
    claims = plain_claims(
        "receipts", "tblReceivables", live["row"].to_numpy(np.int64), live["document"], owed
    )
    tenor = np.where(by_bill, policy.receivables.acceptance_tenor_days, 0).astype(np.int64)
    return replace(claims, tenor=tenor)


def stage_claims(stages: pd.DataFrame) -> Claims:
    """Unbilled contract stages that have a date: billed when their event happens."""
    dated = stages[(stages["due_date"].notna() & (stages["unbilled_base"] != 0)).to_numpy()]
    n = len(dated)
    owed = Owed(
        customer=dated["customer"].to_numpy(object),
        issued=dated["event_date"].to_numpy("datetime64[D]"),
        due=dated["due_date"].to_numpy("datetime64[D]"),
        amount=dated["unbilled_base"].to_numpy(np.int64),
        promised=np.full(n, "NaT", dtype="datetime64[D]"),
        disputed=np.zeros(n, dtype=bool),
    )
    claims = plain_claims(
        "contract_receipts",
        "tblContracts",
        dated["row"].to_numpy(np.int64),
        dated["contract"],
        owed,
    )
    return replace(claims, provisional=dated["provisional"].to_numpy(bool))


def instalment_claims(instalments: pd.DataFrame, as_of: dt.date) -> Claims:
    """What is still open of customers' payment plans. An instalment ahead is a promise to pay on
    its date, unless its plan is broken; a missed one is an overdue debt."""
    still = (instalments["payment"] - instalments["paid"]).to_numpy(np.int64)
    live = instalments[(still != 0) & (instalments["direction"] == "in").to_numpy()]
    due = live["due"].to_numpy("datetime64[D]")
    ahead = due > np.datetime64(as_of, "D")
    ahead &= live["trusted"].to_numpy(bool)
    owed = Owed(
        customer=live["counterparty"].to_numpy(object),
        issued=np.minimum(due, np.datetime64(as_of, "D")),
        due=due,
        amount=(live["payment"] - live["paid"]).to_numpy(np.int64),
        promised=np.where(ahead, due, np.datetime64("NaT")),
        disputed=np.zeros(len(live), dtype=bool),
    )
    reference = live["plan"] + " / " + live["number"].astype(str)
    rows = np.zeros(len(live), dtype=np.int64)
    return plain_claims("plan_receipts", "tblPlans", rows, reference, owed)


def dispute_claims(disputes: pd.DataFrame, as_of: dt.date) -> Claims:
    """What is expected of open disputes (collection.disputes.DISPUTE_COLUMNS): the part likely to
    be won, due when the dispute is settled and that part is to be paid."""
    live = disputes[(disputes["expected_base"] != 0).to_numpy()]
    n = len(live)
    owed = Owed(
        customer=live["customer"].to_numpy(object),
        issued=np.full(n, as_of, dtype="datetime64[D]"),
        due=live["expected_on"].to_numpy("datetime64[D]"),
        amount=live["expected_base"].to_numpy(np.int64),
        promised=np.full(n, "NaT", dtype="datetime64[D]"),
        disputed=np.zeros(n, dtype=bool),
    )
    rows = live["row"].to_numpy(np.int64)
    claims = plain_claims("receipts", "tblDisputes", rows, live["invoice"], owed)
    return replace(claims, provisional=live["provisional"].to_numpy(bool))


def joined(parts: Sequence[Claims]) -> Claims:
    """All claims below one another."""
    owed = Owed(**_stacked(Owed, [p.owed for p in parts]))
    names = [f.name for f in fields(Claims) if f.name != "owed"]
    rest = {name: np.concatenate([getattr(p, name) for p in parts]) for name in names}
    return Claims(**rest, owed=owed)


def by_the_rule(
    claims: Claims, policy: Policy, as_of: dt.date
) -> tuple[Days, NDArray[np.object_], NDArray[np.float64]]:
    """When each claim is expected by its due date alone (not yet rolled to working days), the basis
    of that date, and the share expected never to come: when due; overdue, so many days after
    `as_of` as its ageing bucket says. A promise ahead wins over both."""
    due = claims.owed.due
    expected, basis = expect_receipts(due, policy.receivables, as_of)
    expected = expected + claims.tenor.astype("timedelta64[D]")
    basis[claims.tenor > 0] = "bill_tenor"
    promised = claims.owed.promised > np.datetime64(as_of, "D")  # NaT compares false
    expected = np.where(promised, claims.owed.promised, expected)
    basis[promised] = "promise"
    for source, why in _BASIS.items():
        basis[claims.source == source] = why
    rates = np.array([b.loss_rate for b in policy.receivables.ageing])
    overdue = (np.datetime64(as_of, "D") - due).astype(np.int64)
    loss = rates[age_buckets(overdue, policy.receivables)]
    return expected, basis, np.where(claims.source == "tblReceivables", loss, 0.0)


def plain_claims(
    category: str,
    source: str,
    row: NDArray[np.int64],
    reference: pd.Series[Any] | NDArray[np.object_],
    owed: Owed,
) -> Claims:
    """Claims of one source that are paid in money, on dates that are certain."""
    n = len(owed)
    return Claims(
        category=np.full(n, category, dtype=object),
        source=np.full(n, source, dtype=object),
        row=row,
        reference=np.asarray(reference, dtype=object),
        counterparty=owed.customer,
        tenor=np.zeros(n, dtype=np.int64),
        provisional=np.zeros(n, dtype=bool),
        owed=owed,
    )


def _stacked(kind: type, parts: Sequence[object]) -> dict[str, Any]:
    return {f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(kind)}
