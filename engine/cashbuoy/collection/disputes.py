"""Disputes (B10): which part of an invoice is disputed, since when and why, and how it ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates, WorkCalendar, as_dates
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Disputes

TABLE = "tblDisputes"
# Open disputes, the oldest first, and invoices that are only marked as disputed. Money int64.
DISPUTE_COLUMNS = (
    "source",          # tblDisputes; tblReceivables where there is only the mark
    "row",
    "dispute",         # its number, "" where there is only the mark
    "invoice",
    "invoice_row",     # row in tblReceivables
    "customer",
    "opened",          # NaT where there is only the mark
    "age_days",        # since it was opened, -1 unknown
    "reason",          # code of the policy, "" unknown
    "owner",
    "deadline",        # NaT where there is only the mark
    "days_left",       # calendar days to the deadline, negative once it has passed
    "state",           # overdue | open | marked
    "disputed_base",   # still open and in dispute
    "won_share",       # likely to be paid in the end
    "expected_base",   # of it expected by the forecast
    "expected_on",     # on this day, NaT where nothing is
    "provisional",     # the deadline lies in a year without an official calendar
)  # fmt: skip
# What became of disputes, one row per reason or customer.
WIN_COLUMNS = ("key", "closed", "disputed", "won", "credited", "win_rate", "average_days")
UNSETTLED = "unsettled"


@dataclass(frozen=True)
class DisputeBook:
    """open: DISPUTE_COLUMNS. by_reason, by_customer: WIN_COLUMNS of closed disputes, amounts in
    base minor units, largest first; win_rate by amount."""

    open: pd.DataFrame
    by_reason: pd.DataFrame
    by_customer: pd.DataFrame
    findings: tuple[Finding, ...]


def register(ledgers: Ledgers, as_of: dt.date) -> pd.DataFrame:
    """tblDisputes as known on the day, with `settled` (closed by then) and `unsettled`. An outcome
    without a day of closing counts from the day on which it stands there."""
    rows = ledgers[TABLE]
    rows = rows[(rows["opened"] <= pd.Timestamp(as_of)).to_numpy()]
    outcome = rows["outcome"].replace("", UNSETTLED).fillna(UNSETTLED)
    later = (rows["closed"] > pd.Timestamp(as_of)).to_numpy()
    settled = ((outcome != UNSETTLED) | rows["closed"].notna()).to_numpy() & ~later
    found: pd.DataFrame = rows.assign(settled=settled).reset_index(drop=True)
    return found


def with_disputes(invoices: pd.DataFrame, ledgers: Ledgers, as_of: dt.date) -> pd.DataFrame:
    """Invoices (documents.DOCUMENT_COLUMNS) with the disputed part that the register says. Where an
    invoice stands in the register, the register holds; elsewhere the mark in the ledger, for the
    whole invoice."""
    rows = register(ledgers, as_of)
    if rows.empty:
        return invoices
    number, amount = invoices["document"], invoices["amount"].to_numpy(np.int64)
    still = rows[~rows["settled"].to_numpy()]
    whole = invoices.drop_duplicates("document").set_index("document")["amount"].abs()
    base = ledgers.base_currency
    own = _own(still, invoices, base)
    part = own.where(own > 0, still["invoice"].map(whole).to_numpy())
    said = part.groupby(still["invoice"].to_numpy()).sum()
    listed = number.isin(set(rows["invoice"])).to_numpy()
    disputed = np.minimum(number.map(said).fillna(0).to_numpy(np.float64), np.abs(amount))
    return invoices.assign(
        dispute=invoices["dispute"].to_numpy(bool) | listed,
        disputed=np.where(listed, disputed, invoices["disputed"]).astype(np.int64),
    )


def dispute_book(
    receivables: pd.DataFrame,
    invoices: pd.DataFrame,
    ledgers: Ledgers,
    settings: Disputes,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> DisputeBook:
    """Open and closed disputes at the close of `as_of`, from receivables (OPEN_COLUMNS) and
    invoices (DOCUMENT_COLUMNS), both after `with_disputes`. Disputes of one invoice share its
    disputed part in the order in which they were opened."""
    rows = register(ledgers, as_of)
    rows = rows.assign(code=_codes(rows["reason"], settings))
    closed = _closed(rows[rows["settled"].to_numpy()], invoices, ledgers.base_currency)
    shares = won_shares(closed, settings)
    open_rows = _open(
        rows[~rows["settled"].to_numpy()], receivables, invoices, ledgers.base_currency
    )
    marked = _marked(rows, receivables)
    found = pd.concat([open_rows, marked], ignore_index=True) if len(marked) else open_rows
    found = _dated(found, shares, settings, as_of, calendar)
    return DisputeBook(
        found[list(DISPUTE_COLUMNS)],
        _won(closed, "code"),
        _won(closed, "customer"),
        (*_row_findings(rows, invoices, receivables, settings), *_overdue(found)),
    )


def won_shares(closed: pd.DataFrame, settings: Disputes) -> pd.Series:
    """Share of the disputed amount likely to be paid, by reason: the policy's, on which the firm's
    own closed disputes count more and more; other reasons as "other" or the mean of all."""
    prior = pd.Series({code: reason.won for code, reason in settings.reasons.items()})
    share = (closed["won"] / closed["disputed"].where(closed["disputed"] > 0)).dropna()
    each = share.groupby(closed["code"].reindex(share.index)).agg(["sum", "count"])
    seen = each.reindex(prior.index).fillna(0)
    weight = settings.own_record
    total = np.where(weight + seen["count"] > 0, weight + seen["count"], 1)
    learned: pd.Series = (prior * weight + seen["sum"]) / total
    shares = prior.where((weight + seen["count"] == 0), learned)
    shares.loc[""] = shares["other"] if "other" in shares.index else shares.mean()
    return shares


def _codes(said: pd.Series, settings: Disputes) -> NDArray[np.object_]:
    """Codes of the reasons, by code or by name in either language; "" for what is not known."""
    known: dict[str, str] = {}
    for code, reason in settings.reasons.items():
        for name in (code, reason.title.en, reason.title.zh):
            known[name.strip().casefold()] = code
    return np.array([known.get(str(s).strip().casefold(), "") for s in said.tolist()], dtype=object)


def _own(
    rows: pd.DataFrame, invoices: pd.DataFrame, base: str, column: str = "amount"
) -> pd.Series:
    """Amounts of the register in minor units of each invoice's currency: the table knows no
    currency, so it was read with the decimals of the base currency."""
    currency = invoices.drop_duplicates("document").set_index("document")["currency"]
    codes = rows["invoice"].map(currency).fillna(base)
    digits = codes.map({c: minor_digits(str(c)) for c in codes.unique()}).astype(np.int64)
    scale = 10.0 ** (digits - minor_digits(base))
    said = rows[column].fillna(0).astype(np.float64).to_numpy()
    return pd.Series(np.rint(said * scale.to_numpy()), index=rows.index)


@once_without_rows("rows")
def _open(
    rows: pd.DataFrame, receivables: pd.DataFrame, invoices: pd.DataFrame, base: str
) -> pd.DataFrame:
    """Open disputes about invoices of which something is still disputed."""
    items = receivables.drop_duplicates("document").set_index("document")
    rows = rows[rows["invoice"].isin(items.index).to_numpy()]
    rows = rows.sort_values(["opened", "row"], kind="stable", ignore_index=True)
    item = items.reindex(rows["invoice"])
    own = _own(rows, invoices, base).to_numpy()
    all_of_it = item["disputed"].abs().to_numpy(np.float64)
    wanted = pd.Series(np.where(own > 0, own, all_of_it))
    before = (wanted.groupby(rows["invoice"]).cumsum() - wanted).to_numpy()
    part = np.clip(all_of_it - before, 0, wanted.to_numpy())
    whole = np.where(all_of_it > 0, all_of_it, 1)
    # Shares of one invoice add up to its disputed amount in base currency.
    disputed = item["disputed_base"].to_numpy(np.float64)
    upto = np.rint(disputed * np.minimum(before + part, all_of_it) / whole)
    start = np.rint(disputed * np.minimum(before, all_of_it) / whole)
    return pd.DataFrame(
        {
            "source": TABLE,
            "row": rows["row"].to_numpy(np.int64),
            "dispute": rows["dispute"].to_numpy(object),
            "invoice": rows["invoice"].to_numpy(object),
            "invoice_row": item["row"].to_numpy(np.int64),
            "customer": item["counterparty"].to_numpy(object),
            "opened": rows["opened"].to_numpy(),
            "reason": rows["code"].to_numpy(object),
            "owner": rows["owner"].to_numpy(object),
            "deadline": rows["deadline"].to_numpy(),
            "disputed_base": (upto - start).astype(np.int64),
        }
    )


def _marked(rows: pd.DataFrame, receivables: pd.DataFrame) -> pd.DataFrame:
    """Invoices that the ledger marks as disputed and the register does not know."""
    items = receivables[(receivables["disputed"] != 0).to_numpy()]
    items = items[~items["document"].isin(rows["invoice"]).to_numpy()]
    never = np.full(len(items), np.datetime64("NaT", "ns"))
    return pd.DataFrame(
        {
            "source": "tblReceivables",
            "row": items["row"].to_numpy(np.int64),
            "dispute": "",
            "invoice": items["document"].to_numpy(object),
            "invoice_row": items["row"].to_numpy(np.int64),
            "customer": items["counterparty"].to_numpy(object),
            "opened": never,
            "reason": "",
            "owner": "",
            "deadline": never,
            "disputed_base": items["disputed_base"].to_numpy(np.int64),
        }
    )


@once_without_rows("found")
def _dated(
    found: pd.DataFrame,
    shares: pd.Series,
    settings: Disputes,
    as_of: dt.date,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """Deadlines, ages and what the forecast expects of each dispute."""
    today = as_dates(as_of)
    opened = found["opened"].to_numpy("datetime64[D]")
    usual = calendar.add_working_days(opened, settings.resolve_days)
    given = found["deadline"].to_numpy("datetime64[D]")
    deadline: Dates = np.where(np.isnat(given), usual, given)
    registered = (found["source"] == TABLE).to_numpy()
    share = found["reason"].map(shares).fillna(0.0).to_numpy(np.float64)
    moved = registered & (settings.forecast == "moved")
    disputed: Minor = found["disputed_base"].to_numpy(np.int64)
    expected = np.where(moved & (disputed > 0), np.rint(disputed * share), 0).astype(np.int64)
    # A deadline that has passed says nothing of the day: count from today.
    from_day = np.fmax(deadline, today)
    pays = calendar.add_working_days(from_day, settings.pay_days)
    left = (deadline - today).astype(np.int64)
    return found.assign(
        age_days=np.where(registered, (today - opened).astype(np.int64), -1),
        deadline=deadline.astype("datetime64[ns]"),
        days_left=np.where(registered, left, 0),
        state=np.select([~registered, left < 0], ["marked", "overdue"], "open").astype(object),
        won_share=share,
        expected_base=expected,
        expected_on=np.where(expected != 0, pays, np.datetime64("NaT", "D")).astype(
            "datetime64[ns]"
        ),
        provisional=calendar.is_provisional(deadline),
    )


@once_without_rows("closed")
def _closed(closed: pd.DataFrame, invoices: pd.DataFrame, base: str) -> pd.DataFrame:
    """Closed disputes: code, customer, disputed, won (base minor units), days. Won in full and
    conceded in full need no amount; a settlement without one says nothing and is left out."""
    known = invoices.drop_duplicates("document").set_index("document")
    item = known.reindex(closed["invoice"])
    amount, whole = item["amount"].to_numpy(np.float64), item["amount_base"].to_numpy(np.float64)
    rate = np.where(amount != 0, whole / np.where(amount == 0, 1, amount), 0.0)
    said = _own(closed, invoices, base).to_numpy()
    disputed = np.where(said > 0, said, np.abs(np.nan_to_num(amount)))
    upheld = _own(closed, invoices, base, "won").to_numpy()
    outcome = closed["outcome"].to_numpy(object)
    given = closed["won"].notna().to_numpy() & (upheld != 0)
    won = np.select(
        [given, outcome == "won", outcome == "lost"],
        [np.minimum(upheld, disputed), disputed, 0.0],
        np.nan,
    )
    days = (closed["closed"] - closed["opened"]).dt.days.to_numpy(np.float64)
    found = pd.DataFrame(
        {
            "code": closed["code"].to_numpy(object),
            "customer": item["counterparty"].to_numpy(object),
            "disputed": np.rint(disputed * np.nan_to_num(rate)),
            "won": np.rint(won * np.nan_to_num(rate)),
            "days": days,
        }
    )
    kept: pd.DataFrame = found[item["counterparty"].notna().to_numpy() & ~np.isnan(won)]
    return kept.reset_index(drop=True)


@once_without_rows("closed", also=("by",))
def _won(closed: pd.DataFrame, by: str) -> pd.DataFrame:
    groups = closed.groupby(by, sort=True)
    found = groups.agg(
        closed=("won", "size"),
        disputed=("disputed", "sum"),
        won=("won", "sum"),
        average_days=("days", "mean"),
    )
    found["credited"] = found["disputed"] - found["won"]
    found["win_rate"] = found["won"] / found["disputed"].where(found["disputed"] > 0)
    found = found.rename_axis("key").reset_index()
    found = found.astype(dict.fromkeys(("closed", "disputed", "won", "credited"), np.int64))
    found = found.sort_values(["disputed", "key"], ascending=[False, True], ignore_index=True)
    return found[list(WIN_COLUMNS)]


def _row_findings(
    rows: pd.DataFrame, invoices: pd.DataFrame, receivables: pd.DataFrame, settings: Disputes
) -> tuple[Finding, ...]:
    """Rows of the register that cannot be taken as they stand."""
    if rows.empty:
        return ()
    known = invoices["document"]
    codes = ", ".join(settings.reasons)
    found: list[Finding] = []
    strange = rows[~rows["invoice"].isin(known).to_numpy()]
    found += [
        _finding("dispute_unknown_invoice", "error", row, "invoice", str(number))
        for row, number in zip(strange["row"], strange["invoice"], strict=True)
    ]
    unread = rows[((rows["code"] == "") & (rows["reason"] != "")).to_numpy()]
    found += [
        _finding("dispute_unknown_reason", "warning", row, "reason", str(said), {"codes": codes})
        for row, said in zip(unread["row"], unread["reason"], strict=True)
    ]
    settled = rows[rows["settled"].to_numpy() & (rows["outcome"].isin(["", UNSETTLED])).to_numpy()]
    found += [
        _finding("dispute_no_outcome", "warning", row, "outcome", str(number))
        for row, number in zip(settled["row"], settled["dispute"], strict=True)
    ]
    waits = rows[~rows["settled"].to_numpy()]
    paid = ~waits["invoice"].isin(receivables["document"]) & waits["invoice"].isin(known)
    over = waits[paid.to_numpy()]
    found += [
        _finding("dispute_paid", "info", row, "outcome", str(number), {"invoice": str(invoice)})
        for row, number, invoice in zip(over["row"], over["dispute"], over["invoice"], strict=True)
    ]
    alone = (receivables["disputed"] != 0) & ~receivables["document"].isin(rows["invoice"])
    count = int(alone.sum())
    if count:
        found.append(
            Finding(
                "dispute_not_registered", "info", "kept",
                Place("tblReceivables", int(receivables.loc[alone, "row"].iloc[0]), "dispute"),
                details={"count": count},
            )
        )  # fmt: skip
    return tuple(found)


def _overdue(found: pd.DataFrame) -> tuple[Finding, ...]:
    """A warning for every dispute whose deadline has passed."""
    late = found[(found["state"] == "overdue").to_numpy()]
    return tuple(
        _finding(
            "dispute_overdue", "warning", row, "deadline", f"{deadline:%Y-%m-%d}",
            {"dispute": dispute, "customer": customer, "days": -int(left)},
        )
        for row, deadline, dispute, customer, left in zip(
            late["row"], late["deadline"], late["dispute"], late["customer"], late["days_left"],
            strict=True,
        )
    )  # fmt: skip


def _finding(
    id_: str,
    severity: str,
    row: int,
    column: str,
    found: str,
    details: Mapping[str, str | int | float] | None = None,
) -> Finding:
    place = Place(TABLE, int(row), column)
    return Finding(id_, severity, "kept", place, found=found, details=details or {})  # type: ignore[arg-type]
