"""What the user must hear of claims: late insurers, amounts that are missing or do not fit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.money import minor_digits, to_major

if TYPE_CHECKING:
    from cashbuoy.buffer.claim_shares import AdmittedParts

_TABLE = "tblActions"


def claim_findings(
    noted: pd.DataFrame,
    items: pd.DataFrame,
    admitted: AdmittedParts,
    received: pd.DataFrame,
    to_come: pd.DataFrame,
    base: str,
    as_of: dt.date,
) -> tuple[Finding, ...]:
    """Findings about the rows of tblActions in `noted` (claimed.claims_noted); amounts in their
    details are major units of the base currency."""
    digits = minor_digits(base)
    return (
        *_late(to_come, as_of, digits),
        *_not_counted(noted, items, admitted, digits),
        *_paid_without_amount(noted),
        *_paid_less(noted, admitted, received, digits),
    )


def _finding(
    id_: str, row: int, column: str, customer: str, severity: str = "warning", **more: str | float
) -> Finding:
    place = Place(_TABLE, int(row), column)
    return Finding(id_, severity, "kept", place, customer, details=more)  # type: ignore[arg-type]


def _late(to_come: pd.DataFrame, as_of: dt.date, digits: int) -> Iterator[Finding]:
    """One for each admission that the insurer ought to have paid."""
    late = to_come[(to_come["due"] < pd.Timestamp(as_of)).to_numpy()]
    groups = late.groupby(["action_row", "customer"], sort=True)
    sums = groups.agg(due=("due", "min"), on=("expected_on", "min"), amount=("amount", "sum"))
    for (row, customer), found in zip(sums.index, sums.to_dict("records"), strict=True):
        yield _finding(
            "claim_payment_late", row, "date", customer,
            due=f"{found['due']:%Y-%m-%d}", expected=f"{found['on']:%Y-%m-%d}",
            days=(as_of - found["due"].date()).days,
            amount=float(to_major(int(found["amount"]), digits)),
        )  # fmt: skip


def _not_counted(
    noted: pd.DataFrame, items: pd.DataFrame, admitted: AdmittedParts, digits: int
) -> Iterator[Finding]:
    """Admissions that bring nothing, or less than they state, and why."""
    about = admitted.about
    held = items[((items["open"] > 0) & (items["room"] <= 0)).to_numpy()]
    planned = set(held.loc[held["in_plan"], "counterparty"])
    disputed = set(held.loc[~held["in_plan"], "counterparty"])
    paid = noted[(noted["action"] == "claim_paid").to_numpy()].groupby("customer")["date"].max()
    rows = noted.reset_index(names="at")
    for line in rows[(rows["action"] == "claim_admitted").to_numpy()].to_dict("records"):
        own = about[(about["action"] == line["at"]).to_numpy()]
        customer, stated = line["customer"], int(line["amount"])
        amount = float(to_major(stated, digits))
        if own.empty:
            if customer in paid.index and paid[customer] >= line["date"]:
                continue  # paid since
            id_ = "claim_disputed" if customer in disputed else "claim_nothing_open"
            id_ = "claim_in_plan" if customer in planned else id_
            yield _finding(id_, line["row"], "invoices", customer, day=f"{line['date']:%Y-%m-%d}")
        elif not stated and not int(own["amount"].sum()) and own["chosen"].any():
            yield _finding("claim_without_amount", line["row"], "amount", customer)
        elif stated > int(own["exposure"].sum()):
            owed = float(to_major(int(own["exposure"].sum()), digits))
            yield _finding(
                "claim_over_owed", line["row"], "amount", customer, amount=amount, owed=owed
            )


def _paid_without_amount(noted: pd.DataFrame) -> Iterator[Finding]:
    paid = noted[((noted["action"] == "claim_paid") & (noted["amount"] == 0)).to_numpy()]
    for line in paid.to_dict("records"):
        yield _finding("claim_paid_without_amount", line["row"], "amount", line["customer"])


def _paid_less(
    noted: pd.DataFrame, admitted: AdmittedParts, received: pd.DataFrame, digits: int
) -> Iterator[Finding]:
    """Payments of less than was admitted for the same invoices."""
    stated = noted["amount"].where(noted["action"] == "claim_admitted", 0)
    before = admitted.closed.assign(stated=stated.to_numpy()[admitted.closed["action"]])
    before = before[(before["stated"] > 0).to_numpy()]
    pairs = received.merge(before[["action", "item", "stated"]], on="item", suffixes=("", "_adm"))
    for number, own in pairs.groupby("action"):
        line = noted.iloc[int(str(number))]
        got = int(line["amount"])
        whole = int(own.drop_duplicates("action_adm")["stated"].sum())
        if 0 < got < whole:
            yield _finding(
                "claim_paid_less", line["row"], "amount", line["customer"], "info",
                amount=float(to_major(got, digits)), admitted=float(to_major(whole, digits)),
                rest=float(to_major(whole - got, digits)),
            )  # fmt: skip
