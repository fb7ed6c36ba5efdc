"""Checks of typed ledgers. Each is one small function; those that change rows are repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.cells import Mask
from cashbuoy.ledger.duplicates import leave_out_duplicates
from cashbuoy.ledger.typed import Typed
from cashbuoy.money import Minor, minor_digits

Repair = Callable[[Typed], tuple[Typed, list[Finding]]]
Check = Callable[[Typed], list[Finding]]

# The document's own date, by table of documents.
_DOCUMENTS = {"tblReceivables": "invoice_date", "tblPayables": "bill_date"}
# What is owed in full, by table.
_WHOLE = {
    "tblReceivables": ["amount"],
    "tblPayables": ["amount"],
    "tblInstalments": ["principal", "interest"],
}
_SUMS = ("table", "currency", "count", "amount")


def check_rows(typed: Typed) -> tuple[Typed, list[Finding]]:
    """All repairs and checks that look at one table."""
    findings: list[Finding] = []
    if typed.frame.empty:
        return typed, findings
    for repair in (
        hold_back,
        leave_out_rates,
        leave_out_duplicates,
        turn_signs,
        assume_paid_in_full,
    ):
        typed, found = repair(typed)
        findings += found
    for check in _ROW_CHECKS:
        findings += check(typed)
    return typed, findings


def check_across(tables: Mapping[str, Typed]) -> list[Finding]:
    """Checks that hold one table against another."""
    return [
        *_unknown("unknown_customer", tables, "tblReceivables", "customer", "tblCustomers"),
        *_unknown("unknown_customer", tables, "tblContracts", "customer", "tblCustomers"),
        *_unknown(
            "unknown_contract",
            tables,
            "tblReceivables",
            "contract",
            "tblContracts",
            also=tables["tblPlans"].frame["plan"],  # invoices under a payment plan name the plan
        ),
        *_unknown("unknown_plan", tables, "tblInstalments", "plan", "tblPlans", always=True),
        *_unknown("unknown_plan", tables, "tblPlanPayments", "plan", "tblPlans", always=True),
        *_unknown("unknown_plan", tables, "tblPlanItems", "plan", "tblPlans", always=True),
        *_unknown(
            "unknown_plan_invoice",
            tables,
            "tblPlanItems",
            "invoice",
            "tblReceivables",
            also=tables["tblPayables"].frame["bill"],  # bills under a plan of our own
            always=True,
        ),
    ]


def left_out_sums(findings: Iterable[Finding]) -> pd.DataFrame:
    """What stays out of the sums, by table and currency: columns table, currency ("" in tables
    without money), count (rows), amount (int64, minor units of that currency). Totals and title
    rows are no items and are not counted."""
    out = [
        (f.place.table, f.currency, f.place.row or -number, f.left_out)
        for number, f in enumerate(findings)
        if f.treatment == "left_out" and f.severity != "info" and f.place
        if f.place.row or f.left_out
    ]
    frame = pd.DataFrame(out, columns=["table", "currency", "row", "amount"])
    # Only the first fault of a row names its money; the row counts once, in that currency.
    frame["currency"] = frame.groupby(["table", "row"])["currency"].transform("max")
    sums = frame.groupby(["table", "currency"], as_index=False).agg(
        count=("row", "nunique"), amount=("amount", "sum")
    )
    return sums.astype({"count": np.int64, "amount": np.int64})[list(_SUMS)]


def hold_back(typed: Typed) -> tuple[Typed, list[Finding]]:
    """Rows that carry a reason to be held back are left out until the reason is cleared."""
    if "held" not in typed.frame:
        return typed, []
    reasons = typed.frame["held"].to_numpy(dtype=object)
    held = reasons != ""
    return typed.keep(~held), [
        typed.left_out(typed.finding("held_back", r, "held", found=str(reasons[r])), r)
        for r in _rows(held)
    ]


def leave_out_rates(typed: Typed) -> tuple[Typed, list[Finding]]:
    """An exchange rate that is not above zero: the row of tblRates goes, a document's own rate is
    emptied so that tblRates decides."""
    if "rate" not in typed.frame or typed.table["rate"].kind != "rate":
        return typed, []
    rates = typed.frame["rate"].to_numpy()
    wrong = ~np.isnan(rates) & (rates <= 0)
    findings = [
        typed.finding("rate_not_positive", r, "rate", severity="error", found=f"{rates[r]:g}")
        for r in _rows(wrong)
    ]
    if typed.table["rate"].required:
        findings = [replace(f, treatment="left_out") for f in findings]
        return typed.keep(~wrong), findings
    frame = typed.frame.assign(rate=np.where(wrong, np.nan, rates)) if findings else typed.frame
    return replace(typed, frame=frame), findings


def turn_signs(typed: Typed) -> tuple[Typed, list[Finding]]:
    """Regular items say by their direction whether money comes or goes: a negative amount, as
    statements show what goes out, is taken by its size."""
    if typed.table.name != "tblRecurring":
        return typed, []
    amount = typed.array("amount")
    negative = amount < 0
    if not negative.any():
        return typed, []
    findings = [
        replace(
            typed.finding("amount_sign", r, "amount", found=_major(typed, r)),
            treatment="corrected",
        )
        for r in _rows(negative)
    ]
    return replace(typed, frame=typed.frame.assign(amount=np.abs(amount))), findings


def assume_paid_in_full(typed: Typed) -> tuple[Typed, list[Finding]]:
    """A payment date without a paid amount means paid in full."""
    whole = _WHOLE.get(typed.table.name)
    if whole is None:
        return typed, []
    frame = typed.frame
    assumed = frame["paid_date"].notna().to_numpy() & typed.empty["paid"]
    if not assumed.any():
        return typed, []
    paid = np.where(assumed, frame[whole].sum(axis=1), frame["paid"]).astype(np.int64)
    finding = Finding(
        "paid_assumed",
        "info",
        "assumed",
        Place(typed.table.name, None, "paid"),
        details={"count": int(assumed.sum())},
    )
    return replace(typed, frame=frame.assign(paid=paid)), [finding]


def paid_before_document(typed: Typed) -> list[Finding]:
    """Payment dated before the document."""
    return _dates_reversed(typed, "paid_before_document", "paid_date")


def due_before_document(typed: Typed) -> list[Finding]:
    """Due before the document's own date."""
    return _dates_reversed(typed, "due_before_document", "due_date")


def overpaid(typed: Typed) -> list[Finding]:
    """Paid more than the amount."""
    amount, paid = _amounts(typed)
    sign = np.where(amount < 0, -1, 1)
    return [
        typed.finding(
            "overpaid", r, "paid", found=_major(typed, r, "paid"), amount=_major(typed, r)
        )
        for r in _rows(paid * sign > amount * sign)
    ]


def paid_with_other_sign(typed: Typed) -> list[Finding]:
    """An invoice with a negative payment, or a credit note with a positive one."""
    amount, paid = _amounts(typed)
    return [
        typed.finding(
            "paid_sign", r, "paid", found=_major(typed, r, "paid"), amount=_major(typed, r)
        )
        for r in _rows(paid * np.sign(amount) < 0)
    ]


def paid_zero_with_date(typed: Typed) -> list[Finding]:
    """A payment date beside a paid amount of zero."""
    amount, paid = _amounts(typed)
    if not paid.size:
        return []
    dated = typed.frame["paid_date"].notna().to_numpy()
    zero = dated & (paid == 0) & (amount != 0) & ~typed.empty["paid"]
    return [typed.finding("paid_zero", r, "paid", found="0") for r in _rows(zero)]


def due_date_missing(typed: Typed) -> list[Finding]:
    """Documents without a due date, as one finding: the policy's default terms apply."""
    if typed.table.name not in _DOCUMENTS:
        return []
    missing = int(typed.frame["due_date"].isna().sum())
    place = Place(typed.table.name, None, "due_date")
    return (
        [Finding("due_missing", "info", "assumed", place, details={"count": missing})]
        if missing
        else []
    )


def account_in_two_currencies(typed: Typed) -> list[Finding]:
    """A bank account is held in one currency."""
    if typed.table.name != "tblBank":
        return []
    held = typed.frame.groupby("account")["currency"].agg(lambda c: ", ".join(sorted(c.unique())))
    place = Place("tblBank", None, "account")
    return [
        Finding(
            "account_currencies", "warning", "kept", place, str(name), details={"currencies": c}
        )
        for name, c in held[held.str.contains(",")].items()
    ]


_ROW_CHECKS: tuple[Check, ...] = (
    paid_before_document,
    due_before_document,
    overpaid,
    paid_with_other_sign,
    paid_zero_with_date,
    due_date_missing,
    account_in_two_currencies,
)


def _rows(mask: Mask) -> list[int]:
    rows: list[int] = np.flatnonzero(mask).tolist()
    return rows


def _dates_reversed(typed: Typed, id_: str, column: str) -> list[Finding]:
    if typed.table.name not in _DOCUMENTS:
        return []
    document = typed.array(_DOCUMENTS[typed.table.name]).astype("datetime64[D]")
    earlier = typed.array(column).astype("datetime64[D]")
    return [
        typed.finding(id_, r, column, found=str(earlier[r]), document_date=str(document[r]))
        for r in _rows(earlier < document)
    ]


def _amounts(typed: Typed) -> tuple[Minor, Minor]:
    if typed.table.name not in _DOCUMENTS:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return typed.array("amount"), typed.array("paid")


def _major(typed: Typed, row: int, column: str = "amount") -> str:
    """An amount of a row as the user would write it, with its currency."""
    currency = str(typed.currency[row])
    digits = minor_digits(currency)
    major = typed.minor(row, column) / 10**digits
    return f"{major:,.{digits}f} {currency}"


def _unknown(
    id_: str,
    tables: Mapping[str, Typed],
    table: str,
    column: str,
    register: str,
    *,
    also: pd.Series | None = None,
    always: bool = False,
) -> list[Finding]:
    """Names in `table` that its `register` lacks, one finding a name. An empty register is not
    kept, and says nothing (unless `always`). Names in `also` are known as well."""
    frame, known = tables[table].frame, tables[register].frame[column]
    if frame.empty or (known.empty and not always):
        return []
    # Spelling is one by now, so that plain comparison is enough.
    unheard = ~frame[column].isin(known) & (frame[column] != "")
    if also is not None:
        unheard &= ~frame[column].isin(also)
    lacking = frame.loc[unheard, ["row", column]]
    counted = lacking.groupby(column, sort=False)["row"].agg(["first", "count"])
    return [
        Finding(
            id_,
            "warning",
            "kept",
            Place(table, int(first), column),
            found=str(name),
            details={"count": int(count), "register": register},
        )
        for name, first, count in counted.itertuples()
    ]
