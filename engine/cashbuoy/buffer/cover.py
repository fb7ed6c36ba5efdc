"""Credit insurance as it stands: every open invoice, every buyer, every policy (C2).

Expected loss is that of a year: what the forecast expects never to come of what is owed, and on the
rest the chance that a buyer of the grade fails (policy insurance.failure_chance).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.buyers import buyers_insured
from cashbuoy.buffer.cover_lines import CoverLines, cover_lines
from cashbuoy.buffer.insured import Insured, insure, liability_left, payments_ahead
from cashbuoy.calendars import WorkCalendar
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, share_out
from cashbuoy.policy.models import Policy

# One row per open invoice with something owed, in the order of the receivables. Money in base
# minor units.
INVOICE_COLUMNS = (
    "row",
    "document",
    "counterparty",
    "document_date",
    "due_date",
    "days_overdue",
    "disputed",         # the part in dispute, <= owed
    "open_base",        # as owed
    "owed",             # less the customer's credit notes, the earliest invoices first
    "claimed",          # of it: claims admitted, and what is the insurers' since they paid
    "insured",          # against commercial risk, by all policies
    "uninsured",        # owed - insured
    "pays",             # what they pay still should the buyer fail, before maximum liabilities
    "political",        # insured against political risk
    "expected_loss",    # in a year
    "expected_payment",  # of it, from insurers; <= pays
    "reason",           # why not all is insured: insured.REASONS, "not_insured" or ""
)  # fmt: skip


@dataclass(frozen=True)
class CoverBook:
    """invoices: INVOICE_COLUMNS; buyers: buyers.BUYER_COLUMNS; lines and insured: every invoice
    under every policy, with its clock. pays_at_most: should every buyer fail, no policy paying
    more than its maximum liability."""

    invoices: pd.DataFrame
    buyers: pd.DataFrame
    lines: CoverLines
    insured: Insured
    pays_at_most: int

    def pays_for(self, places: NDArray[np.int64]) -> int:
        """What insurers pay for the invoices of some pairs (positions in `insured.pairs`), should
        they alone be lost: no policy more than its maximum liability."""
        pairs = self.insured.pairs
        left = liability_left(pairs, self.lines.frame)
        return _within(left, self.lines, pairs.iloc[places], payments_ahead(pairs)[places])

    @property
    def has_cover(self) -> bool:
        return len(self.lines) > 0


def cover_book(
    ledgers: Ledgers,
    receivables: pd.DataFrame,
    sales: pd.Series,
    grades: pd.Series,
    policy: Policy,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> CoverBook:
    """From open receivables (ledger.open_items.OPEN_COLUMNS), sales of 12 months and grades by
    customer. With the module insurance off nothing is insured."""
    lines = cover_lines(insurance_stated(ledgers, policy), policy.insurance)
    owed = owed_invoices(receivables)
    logs = ledgers["tblActions"], ledgers["tblDisputes"]
    insured = insure(owed, lines, *logs, policy.insurance, as_of, calendar)
    most = _pays_at_most(lines, insured)
    invoices = _judged(owed, insured, grades, policy, most)
    buyers = buyers_insured(receivables, invoices, lines, insured, ledgers, sales, grades, as_of)
    return CoverBook(invoices, buyers, lines, insured, most)


def insurance_stated(ledgers: Ledgers, policy: Policy) -> pd.DataFrame:
    """tblInsurance, and a line for each limit that only the customer list knows of."""
    table, customers = ledgers["tblInsurance"], ledgers["tblCustomers"]
    if not policy.has("insurance"):
        return table.iloc[:0]
    listed = (customers["insured_limit"].fillna(0) > 0) & ~customers["customer"].isin(
        table["customer"]
    )
    more = customers[listed.to_numpy()][["row", "customer", "insured_limit"]]
    if more.empty:
        return table
    added = table.iloc[:0].reindex(range(len(more)))
    for column in ("policy", "insurer", "risk"):
        added[column] = ""
    added["row"] = 0
    added["customer"] = more["customer"].to_numpy(object)
    added["limit"] = more["insured_limit"].to_numpy()
    return pd.concat([table, added[list(table)]], ignore_index=True)


def _pays_at_most(lines: CoverLines, insured: Insured) -> int:
    """Should every buyer fail."""
    pairs = insured.pairs
    return _within(liability_left(pairs, lines.frame), lines, pairs, payments_ahead(pairs))


def _within(left: pd.Series, lines: CoverLines, pairs: pd.DataFrame, each: Minor) -> int:
    """By policy, its payments (of each pair) or what is left of its maximum liability, whichever is
    less."""
    names = lines.frame["policy"].to_numpy(object)[pairs["line"].to_numpy(np.int64)]
    paid = pd.Series(each).groupby(names).sum()
    return int(np.minimum(paid, left.reindex(paid.index)).sum())


def owed_invoices(receivables: pd.DataFrame) -> pd.DataFrame:
    """Of ledger.open_items, invoices with something owed: INVOICE_COLUMNS up to `claimed`, and
    loss_base. Credit notes are set against the customer's earliest."""
    billed = receivables[(receivables["open_base"] > 0).to_numpy()].reset_index(drop=True)
    notes = receivables[(receivables["open_base"] < 0).to_numpy()]
    back = -notes.groupby("counterparty")["open_base"].sum()
    disputed = billed["disputed_base"].to_numpy(np.int64)
    code, names = pd.factorize(billed["counterparty"])
    order = np.lexsort((billed["row"], billed["document_date"], disputed > 0, code))
    amount = billed["open_base"].to_numpy(np.int64)[order]
    upto = np.cumsum(amount)
    sorted_code = code[order]
    first = np.searchsorted(sorted_code, sorted_code)
    before = upto - amount
    before = before - before[first] if before.size else before
    credit = back.reindex(names, fill_value=0).to_numpy(np.int64)[sorted_code]
    owed = np.empty_like(amount)
    owed[order] = np.maximum(before + amount - credit, 0) - np.maximum(before - credit, 0)
    kept = ["row", "document", "counterparty", "document_date", "due_date", "days_overdue"]
    frame = billed[[*kept, "open_base", "loss_base"]]
    claimed = np.minimum(billed["insurer_base"].to_numpy(np.int64), owed)
    return frame.assign(disputed=np.minimum(disputed, owed), owed=owed, claimed=claimed)


def _judged(
    invoices: pd.DataFrame, insured: Insured, grades: pd.Series, policy: Policy, most: int
) -> pd.DataFrame:
    """What is insured of each invoice, and what is expected to be lost of it and paid for it."""
    pairs, n = insured.pairs, len(invoices)
    item = pairs["item"].to_numpy(np.int64)
    commercial = (pairs["risk"] == "commercial").to_numpy()
    within = _by_item(np.where(commercial, pairs["insured"], 0), item, n)
    political = _by_item(np.where(commercial, 0, pairs["insured"]), item, n)
    pays = _by_item(payments_ahead(pairs), item, n)
    owed = invoices["owed"].to_numpy(np.int64)
    loss = _expected_loss(invoices, grades, policy)
    reason = np.full(n, "not_insured", dtype=object)
    # Of several policies the last, which leaves something open, says why.
    reason[item[commercial]] = pairs["reason"].to_numpy(object)[commercial]
    return invoices.assign(
        insured=within,
        uninsured=owed - within,
        pays=pays,
        political=np.minimum(political, owed),
        expected_loss=loss,
        expected_payment=_expected_payment(pays, loss, owed, most),
        reason=np.where(within == owed, "", reason),
    )[list(INVOICE_COLUMNS)]


def _expected_payment(pays: Minor, loss: Minor, owed: Minor, most: int) -> Minor:
    """Of what may be paid, the part of the invoice that is expected to be lost; together not more
    than the policies pay at all."""
    share = np.divide(loss, owed, out=np.zeros(owed.size), where=owed > 0).clip(0, 1)
    expected = np.minimum(np.floor(pays * share).astype(np.int64), loss)
    whole = int(expected.sum())
    return expected if whole <= most else share_out(most, expected)


def _expected_loss(invoices: pd.DataFrame, grades: pd.Series, policy: Policy) -> Minor:
    """Of each invoice in a year, int64, not more than is owed."""
    owed = invoices["owed"].to_numpy(np.int64)
    known = np.minimum(invoices["loss_base"].to_numpy(np.int64), owed)
    grade = grades.reindex(invoices["counterparty"]).fillna("N")
    chances = policy.insurance.failure_chance.model_dump()
    chance = grade.map(chances).fillna(chances["N"]).to_numpy(np.float64)
    # What is the insurers' cannot be lost with the buyer.
    rest = np.maximum(owed - known - invoices["claimed"].to_numpy(np.int64), 0)
    lost: Minor = known + np.rint(rest * chance).astype(np.int64)
    return lost


def _by_item(amounts: NDArray[np.int64], item: NDArray[np.int64], n: int) -> Minor:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, item, amounts)
    return total
