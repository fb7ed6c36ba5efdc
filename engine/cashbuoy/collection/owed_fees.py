"""Late fees on open invoices (B8): what each contract and buyer make of the policy's rules."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.collection.late_fees import LateItems, late_fees
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import LateFees


def owed_fees(
    items: pd.DataFrame, ledgers: Ledgers, until: dt.date, settings: LateFees
) -> pd.DataFrame:
    """Fees of open invoices (OPEN_COLUMNS) up to and including `until`: late_fees.FEE_COLUMNS,
    `item` being the position in `items`. Money in minor units of the invoice's own currency."""
    return late_fees(late_items(items, ledgers, until), until, settings)


def fee_each(items: pd.DataFrame, fees: pd.DataFrame) -> Minor:
    """The whole fee of each item, shape (len(items),)."""
    total = np.zeros(len(items), dtype=np.int64)
    np.add.at(total, fees["item"].to_numpy(np.int64), fees["fee"].to_numpy(np.int64))
    return total


def fee_each_base(items: pd.DataFrame, fees: pd.DataFrame) -> Minor:
    """The same in base currency, at the rate of each invoice's open amount."""
    own = items["open"].to_numpy(np.float64)
    per_unit = items["open_base"].to_numpy(np.float64) / np.where(own == 0, 1, own)
    each: Minor = np.rint(fee_each(items, fees) * per_unit).astype(np.int64)
    return each


def buyer_types(customers: pd.Series[str], ledgers: Ledgers) -> NDArray[np.object_]:
    """What the law takes each customer for (late_fees.BuyerType), shape (n,). The regulation's
    public bodies and large firms are those of mainland China; one without a country counts."""
    known = ledgers.by_customer[["buyer_type", "country"]].reindex(customers.to_numpy(object))
    kind = known["buyer_type"].fillna("small").replace("", "small").to_numpy(object)
    country = known["country"].fillna("").astype(str).str.strip().str.upper()
    return np.where(country.isin(["", "CN"]), kind, "small").astype(object)


def late_items(items: pd.DataFrame, ledgers: Ledgers, until: dt.date) -> LateItems:
    """Open invoices with what their customers and contracts say of late payment. A payment after
    `until` is not known yet; a contract without a rate is silent. What is in dispute bears no fee
    while it is."""
    paid = (items["amount"] - items["open"]).to_numpy(np.int64)
    receipts = ledgers["tblReceivables"]
    dates = pd.Series(receipts["paid_date"].to_numpy(), index=receipts["row"].to_numpy())
    paid_date = dates.reindex(items["row"].to_numpy()).to_numpy("datetime64[D]")
    known = (paid != 0) & (paid_date <= np.datetime64(until, "D"))
    contracts = ledgers["tblContracts"].drop_duplicates("contract").set_index("contract")
    of_contract = contracts.reindex(items["contract"].to_numpy(object))
    return LateItems(
        due=items["due_date"].to_numpy("datetime64[D]"),
        amount=(items["amount"] - items["disputed"]).to_numpy(np.int64),
        paid=paid,
        paid_date=np.where(known, paid_date, np.datetime64("NaT", "D")),
        buyer=buyer_types(items["counterparty"], ledgers),
        agreed=of_contract["late_rate"].to_numpy(np.float64, na_value=np.nan),
        signed=of_contract["signed"].to_numpy("datetime64[D]"),
    )
