"""Forecasts as they were made: taken at every refresh, kept, thinned as they age."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.categories import KEYS, category_key
from cashbuoy.forecast.item_names import ITEM, ItemNames, numbered, places
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import Minor
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
    "insurance_claims", "supplier_payments", "planned_purchases", "bills_payable", "plan_payments",
)  # fmt: skip
_KEYS = np.array(KEYS, dtype=object)
_MONTHS = 1 << 12  # months since 1970 are fewer, so that item and month fit into one number
Ints = NDArray[np.int64]
Months = NDArray[np.datetime64]
_LOT = ["as_of", "month", "category", "origin"]


def take_snapshot(
    events: pd.DataFrame, as_of: dt.date, settings: Rolling, origin: Origin = "refresh"
) -> pd.DataFrame:
    """What `events` (EVENT_COLUMNS) forecast on `as_of`, as SNAPSHOT_COLUMNS.

    The next `settings.months_before` months item by item, later ones by category. Items that come
    later stand with amount 0 in the first month. The smallest items are added up by counterparty.
    """
    first = np.datetime64(as_of + dt.timedelta(days=1), "M")
    last = np.datetime64(as_of, "M") + settings.months_before
    when = events["date"].to_numpy("datetime64[M]")
    amount = events["amount"].to_numpy(np.int64)
    itemised = events["category"].isin(ITEMISED).to_numpy(bool)
    near = when <= last
    names, item = _named(events, itemised)
    item = _gathered(item, amount * itemised, names, settings.largest_items)
    by_item = _items(item[itemised], when[itemised], amount[itemised], near[itemised], first)
    rest = ~(itemised & near)
    by_category = _lots(names.without_party(item[rest]), when[rest], amount[rest])
    found = pd.concat([by_item, by_category.assign(whole=0)], ignore_index=True)
    named = names.of(found.pop("item").to_numpy(np.int64))
    return _ordered(found.assign(**named, as_of=pd.Timestamp(as_of), origin=origin))


def _named(events: pd.DataFrame, itemised: NDArray[np.bool_]) -> tuple[ItemNames, Ints]:
    """The item of every event; what is not `itemised` stands under its category alone."""
    found = []
    for column in ("counterparty", "reference"):
        (number,), known = numbered([np.where(itemised, events[column].to_numpy(object), "")])
        found.append((number, known))
    (party, parties), (reference, references) = found
    names = ItemNames(_KEYS, parties, references)
    category = places(events["category"].to_numpy(object), _KEYS)
    return names, names.item(category, party, reference)


def _gathered(item: Ints, amount: Minor, names: ItemNames, largest: int) -> Ints:
    """All but the largest items under their counterparty alone."""
    number, known = pd.factorize(item, sort=True)
    if len(known) <= largest:
        return item
    wholes = np.zeros(len(known), dtype=np.int64)
    np.add.at(wholes, number, amount)
    small = np.argsort(-np.abs(wholes), kind="stable")[largest:]
    under = np.asarray(known, dtype=np.int64)
    under[small] = names.without_reference(under[small])
    found: Ints = under[number]
    return found


def _items(
    item: Ints, when: Months, amount: Minor, near: NDArray[np.bool_], first: np.datetime64
) -> pd.DataFrame:
    """Items by month with their wholes; one row at least for each."""
    found = _lots(item, np.where(near, when, first), np.where(near, amount, 0))
    number, known = pd.factorize(item, sort=True)
    wholes = np.zeros(len(known), dtype=np.int64)
    np.add.at(wholes, number, amount)
    at = np.searchsorted(np.asarray(known, dtype=np.int64), found["item"].to_numpy(np.int64))
    alone = ~found["item"].duplicated(keep=False)
    return found.assign(whole=wholes[at])[(found["amount"] != 0) | alone]


def _lots(item: Ints, when: Months, amount: Minor) -> pd.DataFrame:
    """Amounts by item and month: columns item, month, amount."""
    month = when.astype("datetime64[M]").astype(np.int64)
    number, known = pd.factorize(item * _MONTHS + month, sort=True)
    sums = np.zeros(len(known), dtype=np.int64)
    np.add.at(sums, number, amount)
    of, month = np.divmod(np.asarray(known, dtype=np.int64), _MONTHS)
    return pd.DataFrame(
        {
            "item": of,
            "month": month.astype("datetime64[M]").astype("datetime64[ns]"),
            "amount": sums,
        }
    )


@once_without_rows("table")
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
    every = new
    if len(stored):
        again = stored["as_of"].isin(new["as_of"])
        every = pd.concat([stored[~again], new], ignore_index=True)
    if every.empty:
        return _ordered(every)
    keep, in_detail = _worth_keeping(every["as_of"].to_numpy("datetime64[D]"), as_of, settings)
    detailed, rest = every[keep & in_detail], every[keep & ~in_detail]
    if rest.empty:
        return _ordered(detailed)
    sums = rest.groupby(_LOT, sort=True, observed=True)["amount"].sum().reset_index()
    thinned = sums.assign(counterparty="", reference="", whole=0)
    return _ordered(pd.concat([detailed, thinned], ignore_index=True))


def _worth_keeping(
    made: NDArray[np.datetime64], as_of: dt.date, settings: Rolling
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of rows by the day they were made: which are kept, and which of them item by item."""
    days, row = np.unique(made, return_inverse=True)
    month = days.astype("datetime64[M]")
    age = (np.datetime64(as_of, "M") - month).astype(np.int64)
    last_of_month = np.append(month[1:] != month[:-1], True)
    recent = days > np.datetime64(as_of, "D") - settings.keep_days
    keep = (last_of_month | recent) & (age <= settings.keep_months)
    in_detail = last_of_month & (age <= settings.compared_months + settings.months_before)
    return keep[row], in_detail[row]


def _ordered(found: pd.DataFrame) -> pd.DataFrame:
    kinds = {
        "as_of": "datetime64[ns]",
        "month": "datetime64[ns]",
        "amount": "int64",
        "whole": "int64",
    }
    kinds |= dict.fromkeys((*ITEM, "origin"), "object")
    typed = found.astype(kinds)
    order = ["as_of", "origin", *ITEM, "month"]
    ranks = [pd.factorize(typed[name], sort=True)[0] for name in reversed(order)]
    return typed.iloc[np.lexsort(ranks)].reset_index(drop=True)[list(SNAPSHOT_COLUMNS)]
