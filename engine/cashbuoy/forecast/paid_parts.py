"""Invoices and bills that are paid in parts: which part came when, so that closed months stay.

The ledgers hold what has been paid in all, and the last day of it. Every refresh notes in
tblPaidParts what it finds paid of documents that are not settled; a later refresh knows by that
what had come before. Users may add what they know of other parts. Lines that say more than the
ledger, or other than it, do not count.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers

TABLE = "tblPaidParts"
# Of each ledger: the direction of its money, its counterparty, its number.
DOCUMENTS = {
    "tblReceivables": ("in", "customer", "invoice"),
    "tblPayables": ("out", "supplier", "bill"),
}
# As refresh writes them; amount in minor units of the currency, signed as in the ledger.
PART_COLUMNS = ("date", "direction", "counterparty", "document", "currency", "amount")
_KEY = ["counterparty", "document", "currency"]


def in_parts(documents: pd.DataFrame, name: str, noted: pd.DataFrame) -> pd.DataFrame:
    """Rows of the ledger `name`, with `paid` and `paid_date`, as one row for each part that was
    paid of them; the parts add up to what was paid. `noted`: tblPaidParts."""
    parts = _parts_of(documents, name, noted)
    if parts.empty:
        return documents
    at = parts["at"].to_numpy(np.int64)
    rest = documents["paid"].to_numpy(np.int64).copy()
    np.subtract.at(rest, at, parts["amount"].to_numpy(np.int64))
    in_one = np.flatnonzero((rest != 0) | (documents["paid"] == 0).to_numpy())
    rows = np.concatenate([at, in_one])
    paid = np.concatenate([parts["amount"].to_numpy(np.int64), rest[in_one]])
    last = documents["paid_date"].to_numpy("datetime64[ns]")[in_one]
    when = np.concatenate([parts["date"].to_numpy("datetime64[ns]"), last])
    order = np.argsort(rows, kind="stable")  # a document's parts before what came last
    found: pd.DataFrame = documents.iloc[rows[order]].assign(
        paid=paid[order], paid_date=when[order]
    )
    return found.reset_index(drop=True)


def paid_by(
    documents: pd.DataFrame, name: str, noted: pd.DataFrame, day: pd.Timestamp
) -> pd.DataFrame:
    """The ledger `name` with what had been paid by the close of `day`."""
    later = (documents["paid_date"] > day).to_numpy()
    parts = _parts_of(documents, name, noted)
    parts = parts[later[parts["at"].to_numpy(np.int64)] & (parts["date"] <= day).to_numpy()]
    paid = documents["paid"].where(~later, 0).to_numpy(np.int64).copy()
    when = documents["paid_date"].where(~later).to_numpy("datetime64[ns]").copy()
    at = parts["at"].to_numpy(np.int64)
    np.add.at(paid, at, parts["amount"].to_numpy(np.int64))
    when[at] = parts["date"].to_numpy("datetime64[ns]")  # by day: the last stays
    return documents.assign(paid=paid, paid_date=when)


def noted_parts(ledgers: Ledgers, as_of: dt.date) -> pd.DataFrame:
    """What tblPaidParts is to hold (PART_COLUMNS): every part of documents that are paid in parts,
    so far as known at the close of `as_of`. Lines that speak of other documents, or of later days,
    stay as they are."""
    noted, today = ledgers[TABLE], pd.Timestamp(as_of)
    frames, spoken = [], np.zeros(len(noted), dtype=bool)
    for name, (direction, party, number) in DOCUMENTS.items():
        table = ledgers[name]
        known = table[((table["paid"] != 0) & (table["paid_date"] <= today)).to_numpy()]
        unsettled = (known["paid"].abs() < known["amount"].abs()).to_numpy()
        named = known[number].isin(noted["document"]).to_numpy()
        parts = known[unsettled | named]
        parts = in_parts(parts, name, noted[(noted["date"] <= today).to_numpy()])
        # Of a part, `amount` is the whole document's: one that is paid at once is no part.
        open_still = (parts["paid"].abs() < parts["amount"].abs()).to_numpy()
        kept = parts[open_still | parts["row"].duplicated(keep=False).to_numpy()]
        lines = kept.assign(
            date=kept["paid_date"],
            direction=direction,
            counterparty=kept[party],
            document=kept[number],
            amount=kept["paid"],
        )
        frames.append(lines[list(PART_COLUMNS)])
        spoken |= (noted["direction"] == direction).to_numpy() & _among(noted, known, party, number)
    others = noted[~spoken | (noted["date"] > today).to_numpy()]
    every = pd.concat([*frames, others[list(PART_COLUMNS)]], ignore_index=True)
    return every.sort_values(
        ["direction", "counterparty", "document", "date"], kind="stable", ignore_index=True
    )


def _among(
    noted: pd.DataFrame, documents: pd.DataFrame, party: str, number: str
) -> NDArray[np.bool_]:
    """Which lines speak of one of the documents."""
    few = documents[documents[number].isin(noted["document"]).to_numpy()]
    here = set(zip(few[party], few[number], strict=True))
    named = zip(noted["counterparty"], noted["document"], strict=True)
    return np.array([name in here for name in named], dtype=bool)


def _parts_of(documents: pd.DataFrame, name: str, noted: pd.DataFrame) -> pd.DataFrame:
    """The parts noted of the documents that agree with the ledger: at (position in `documents`),
    date, amount; by position and day."""
    direction, party, number = DOCUMENTS[name]
    own = noted[((noted["direction"] == direction) & (noted["amount"] != 0)).to_numpy()]
    at = np.flatnonzero(documents[number].isin(own["document"]).to_numpy())
    if not at.size:
        return pd.DataFrame({"at": at, "date": own["date"][:0], "amount": own["amount"][:0]})
    few = documents.iloc[at]
    ledger = pd.DataFrame(
        {
            "at": at,
            "counterparty": few[party].to_numpy(),
            "document": few[number].to_numpy(),
            "currency": few["currency"].to_numpy(),
            "paid": few["paid"].to_numpy(np.int64),
            "paid_date": few["paid_date"].to_numpy("datetime64[ns]"),
        }
    )
    found = own[[*_KEY, "date", "amount"]].merge(ledger, on=_KEY, how="inner")
    found = found[(found["date"] <= found["paid_date"]).to_numpy()]
    total = found.groupby("at")["amount"].transform("sum")
    right = np.sign(found["amount"]) == np.sign(found["paid"])
    agrees = (total.abs() <= found["paid"].abs()) & right.groupby(found["at"]).transform("all")
    agreed: pd.DataFrame = found.loc[agrees.to_numpy(bool), ["at", "date", "amount"]]
    return agreed.sort_values(["at", "date"], kind="stable", ignore_index=True)
