"""Forecasts as they were made: taken at every refresh, kept, thinned as they age."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.forecast.categories import category_key
from cashbuoy.policy.models import Rolling

Origin = Literal["refresh", "override", "reconstructed"]

# One row per item and month; money int64 base minor units, in +, out -.
SNAPSHOT_COLUMNS = (
    "as_of",  # datetime64, the day the forecast was made
    "month",  # datetime64, first day of the month forecast
    "category",  # key of forecast.categories
    "counterparty",  # "" where several are added up
    "reference",
    "amount",  # what was forecast for the month
    "whole",  # what was forecast of the item for all months together; 0 for sums by category
    "origin",  # refresh | override | reconstructed
)
# Categories whose items the ledgers settle one by one. The rest is kept by category.
ITEMISED = (
    "receipts", "contract_receipts", "planned_sales", "bills_receivable", "plan_receipts",
    "supplier_payments", "planned_purchases", "bills_payable", "plan_payments",
)  # fmt: skip
_ITEM = ["category", "counterparty", "reference"]
_LOT = ["as_of", "month", "category", "origin"]


def take_snapshot(
    events: pd.DataFrame, as_of: dt.date, settings: Rolling, origin: Origin = "refresh"
) -> pd.DataFrame:
    """What `events` (EVENT_COLUMNS) forecast on `as_of`, as SNAPSHOT_COLUMNS.

    The next `settings.months_before` months item by item, later ones by category. Items that come
    later stand with amount 0 in the first month. The smallest items are added up by counterparty.
    """
    month = events["date"].to_numpy("datetime64[M]")
    first = np.datetime64(as_of + dt.timedelta(days=1), "M")
    last = np.datetime64(as_of, "M") + settings.months_before
    category = events["category"].to_numpy(object)
    itemised = np.isin(category.astype(str), ITEMISED)
    keyed = pd.DataFrame(
        {
            "month": month,
            "category": category,
            "counterparty": np.where(itemised, events["counterparty"].to_numpy(object), ""),
            "reference": np.where(itemised, events["reference"].to_numpy(object), ""),
            "amount": events["amount"].to_numpy(np.int64),
        }
    )
    near = keyed["month"] <= last
    items = _gathered(keyed[itemised], settings.largest_items)
    detailed = _items(items, first, last)
    rest = keyed[~itemised & near]
    later = keyed[~near].assign(counterparty="", reference="")
    sums = (
        pd.concat([rest, later])
        .groupby(["month", *_ITEM], sort=True, observed=True)["amount"]
        .sum()
        .reset_index()
        .assign(whole=0)
    )
    found = pd.concat([detailed, sums], ignore_index=True)
    return _ordered(found.assign(as_of=pd.Timestamp(as_of), origin=origin))


def _gathered(items: pd.DataFrame, largest: int) -> pd.DataFrame:
    """All but the largest items under their counterparty alone."""
    wholes = items.groupby(_ITEM, sort=True, observed=True)["amount"].sum().abs()
    if len(wholes) <= largest:
        return items
    ranked = wholes.sort_values(ascending=False, kind="stable").index[:largest]
    kept = pd.MultiIndex.from_frame(items[_ITEM]).isin(ranked)
    return items.assign(reference=items["reference"].where(kept, ""))


def _items(items: pd.DataFrame, first: np.datetime64, last: np.datetime64) -> pd.DataFrame:
    """Items by month with their wholes; one row at least for each."""
    by_month = items.assign(
        amount=items["amount"].where(items["month"] <= last, 0),
        month=items["month"].where(items["month"] <= last, first),
        whole=items["amount"],
    )
    sums = by_month.groupby([*_ITEM, "month"], sort=True, observed=True)[["amount", "whole"]].sum()
    found = sums.reset_index()
    found["whole"] = found.groupby(_ITEM, sort=False, observed=True)["whole"].transform("sum")
    alone = ~found.duplicated(_ITEM, keep=False)
    return found[(found["amount"] != 0) | alone]


def stored_snapshots(table: pd.DataFrame) -> pd.DataFrame:
    """What tblSnapshots holds, as SNAPSHOT_COLUMNS; rows that name no category are left out."""
    keys = {text: category_key(text) for text in table["category"].unique()}
    category = table["category"].map(keys)
    known = category.notna().to_numpy() & table["as_of"].notna().to_numpy()
    found = table.assign(category=category)[known]
    return _ordered(found)


def kept_snapshots(
    stored: pd.DataFrame, new: pd.DataFrame, as_of: dt.date, settings: Rolling
) -> pd.DataFrame:
    """What a refresh keeps: earlier snapshots and the new ones (SNAPSHOT_COLUMNS).

    A day forecast again is kept as forecast last. Of the last `keep_days` days every day is kept,
    before that the last of each month, for `keep_months` months. Items are kept in the last of each
    month, as long as closed months are compared with it; the others by category.
    """
    again = stored["as_of"].isin(new["as_of"])
    every = pd.concat([stored[~again], new], ignore_index=True)
    if every.empty:
        return _ordered(every)
    today = pd.Timestamp(as_of)
    made = every["as_of"]
    month = made.dt.to_period("M")
    age = (today.to_period("M") - month).map(lambda step: step.n)
    last_of_month = made == made.groupby(month).transform("max")
    recent = made > today - pd.Timedelta(days=settings.keep_days)
    keep = (last_of_month | recent) & (age <= settings.keep_months)
    compared = settings.compared_months + settings.months_before
    in_detail = last_of_month & (age <= compared)
    sums = every[keep & ~in_detail]
    sums = sums.groupby(_LOT, sort=True, observed=True)["amount"].sum().reset_index()
    thinned = sums.assign(counterparty="", reference="", whole=0)
    return _ordered(pd.concat([every[keep & in_detail], thinned], ignore_index=True))


def no_snapshots() -> pd.DataFrame:
    """The frame of no snapshots at all."""
    return _ordered(pd.DataFrame({name: [] for name in SNAPSHOT_COLUMNS}))


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    kinds = {
        "as_of": "datetime64[ns]",
        "month": "datetime64[ns]",
        "amount": "int64",
        "whole": "int64",
    }
    typed = found.astype(kinds)
    texts = ["category", "counterparty", "reference", "origin"]
    typed = typed.assign(**{name: typed[name].astype(object) for name in texts})
    order = ["as_of", "origin", "category", "counterparty", "reference", "month"]
    return typed.sort_values(order, kind="stable", ignore_index=True)[list(SNAPSHOT_COLUMNS)]
