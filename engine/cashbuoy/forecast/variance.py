"""A closed month against what was forecast of it: timing, volume and one-off (A1).

Per item, with forecast F and actual A of the month, T forecast and R realised of the item in all
months together (paid since the forecast, and what is still open now):

    one-off = A where nothing in the forecast stood for the item
    volume  = (R - T) x A / R where more comes than forecast, told in the months in which it comes;
              (R - T) x F / T where less comes, told in the months for which it was forecast: so it
              is -F where nothing ever comes of the item
    timing  = A - F - volume - one-off: the money came, or comes, in another month

So the three add up to the variance A - F to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED, Actuals
from cashbuoy.forecast.categories import BY_KEY, CLAIMS, KEYS
from cashbuoy.forecast.item_names import ITEM, ItemNames, numbered, places
from cashbuoy.forecast.snapshots import ITEMISED
from cashbuoy.money import Minor

Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]

# One row per item, month and forecast; money int64 base minor units, in +, out -.
VARIANCE_COLUMNS = (
    "month",  # datetime64, first day of the closed month
    "lead",  # forecast so many months before
    "as_of",  # datetime64, the day the forecast was made
    "origin",  # refresh | override | reconstructed
    "category",  # key of forecast.categories, or OPERATING_REST, UNEXPLAINED
    "counterparty",  # "" for what is not known by party, and for the budget
    "reference",
    "forecast",
    "actual",
    "timing",
    "volume",
    "one_off",
)
# Invoices written since the forecast stand against the budget, where there was one.
_BUDGETED = {"receipts": "planned_sales", "supplier_payments": "planned_purchases"}
# Acceptance bills and payment plans that came up since: another form of what was owed before.
_CONVERTED = ("bills_receivable", "bills_payable", "plan_receipts", "plan_payments", CLAIMS)
_CATEGORIES = np.array(sorted(KEYS), dtype=object)
_NUMBER = {key: number for number, key in enumerate(_CATEGORIES.tolist())}


def variances(snapshots: pd.DataFrame, settled: pd.DataFrame, actuals: Actuals) -> pd.DataFrame:
    """Forecasts (SNAPSHOT_COLUMNS, of one day or several) against the closed months that followed
    each, as VARIANCE_COLUMNS by day; `settled` are settled.SETTLED_COLUMNS."""
    if snapshots.empty:
        return pd.DataFrame({name: [] for name in VARIANCE_COLUMNS})
    detailed = snapshots["category"].isin(ITEMISED).to_numpy(bool)
    items, made = snapshots[detailed], snapshots["as_of"].to_numpy("datetime64[ns]")
    names, item, moved = _numbered(items, settled, made.min())
    started = _first_issues(names, settled)
    found = []
    for day in np.unique(made):
        here = made[detailed] == day
        since = moved.where(~(moved.settled <= day))
        months = pd.DatetimeIndex([m.start for m in actuals.months[: actuals.closed]])
        months = months[months > day]
        keyed = _keyed(since, names, item[here], day)
        both = _side_by_side(items[here], item[here], since, keyed, months)
        known = started <= day
        known[names.parts(item[here])[1]] = True
        split = _split(both, names, known)
        snapshot = snapshots[made == day]
        every = pd.concat([split, _rests(snapshot, actuals, months)], ignore_index=True)
        found.append(_told(every, snapshot, pd.Timestamp(day)))
    return pd.concat(found, ignore_index=True)


def _told(found: pd.DataFrame, snapshot: pd.DataFrame, made: pd.Timestamp) -> pd.DataFrame:
    """With the forecast that they come from."""
    typed = snapshot.loc[snapshot["origin"] == "override", "month"]
    computed = snapshot["origin"][snapshot["origin"] != "override"]
    made_by = computed.iloc[0] if len(computed) else "override"
    origin = np.where(found["month"].isin(typed), "override", made_by)
    lead = (found["month"].dt.year - made.year) * 12 + found["month"].dt.month - made.month
    return found.assign(lead=lead, as_of=made, origin=origin)[list(VARIANCE_COLUMNS)]


@dataclass(frozen=True)
class _Moved:
    """What was settled after the first of the forecasts, or is still open: arrays of shape (n,),
    `contract` and `written` (the month of issue, as budgets name it) among the references."""

    category: Ints
    party: Ints
    reference: Ints
    contract: Ints
    written: Ints
    issued: Days
    settled: Days
    date: Days
    cash: Minor
    total: Minor

    def where(self, wanted: NDArray[np.bool_]) -> _Moved:
        return _Moved(*(getattr(self, field.name)[wanted] for field in fields(self)))


def _numbered(
    items: pd.DataFrame, settled: pd.DataFrame, first: np.datetime64
) -> tuple[ItemNames, Ints, _Moved]:
    """The item of every row forecast, and what has been settled since the first forecast."""
    rows = settled[~(settled["settled"] <= first)]
    issued = rows["issued"].to_numpy("datetime64[ns]")
    months, month = np.unique(issued.astype("datetime64[M]"), return_inverse=True)
    (party, _), parties = numbered(
        [items["counterparty"].to_numpy(object), settled["counterparty"].to_numpy(object)]
    )
    (reference, own, contract, written), references = numbered(
        [
            items["reference"].to_numpy(object),
            rows["reference"].to_numpy(object),
            rows["contract"].to_numpy(object),
            np.datetime_as_string(months).astype(object),
        ]
    )
    names = ItemNames(_CATEGORIES, parties, references)
    category = places(items["category"].to_numpy(object), _CATEGORIES)
    moved = _Moved(
        category=places(rows["category"].to_numpy(object), _CATEGORIES),
        party=places(rows["counterparty"].to_numpy(object), parties),
        reference=own,
        contract=contract,
        written=written[month],
        issued=issued,
        settled=rows["settled"].to_numpy("datetime64[ns]"),
        date=rows["date"].to_numpy("datetime64[M]"),
        cash=rows["cash"].to_numpy(np.int64),
        total=rows["total"].to_numpy(np.int64),
    )
    return names, names.item(category, party, reference), moved


def _first_issues(names: ItemNames, settled: pd.DataFrame) -> Days:
    """Since when each party of `names` is known: its first document; NaT for none and for ""."""
    first = settled.groupby("counterparty", sort=False)["issued"].min()
    found: Days = first.reindex(names.parties).to_numpy("datetime64[ns]").copy()
    found[0] = np.datetime64("NaT")
    return found


def _keyed(since: _Moved, names: ItemNames, forecast: Ints, made: np.datetime64) -> Ints:
    """What has been settled since, under the item of the forecast that stood for it."""
    later = since.issued > made
    category, party, reference = since.category.copy(), since.party.copy(), since.reference.copy()
    foreseen, _, named = names.parts(forecast)
    contracts = named[foreseen == _NUMBER["contract_receipts"]]
    contracts = contracts[contracts != 0]  # months far ahead are kept without
    staged = later & (category == _NUMBER["receipts"]) & np.isin(since.contract, contracts)
    for source, budget in _BUDGETED.items():
        if (foreseen == _NUMBER[budget]).any():
            new = later & (category == _NUMBER[source]) & ~staged
            category[new], party[new], reference[new] = _NUMBER[budget], 0, since.written[new]
    category[staged] = _NUMBER["contract_receipts"]
    reference[staged] = since.contract[staged]
    own = names.item(category, party, reference)
    # Small items of the forecast stand together under their counterparty.
    under = names.without_reference(own)
    gathered = ~np.isin(own, forecast) & np.isin(under, forecast)
    return np.where(gathered, under, own)


@dataclass(frozen=True)
class _SideBySide:
    """Forecast and actual of items in months; T (`whole`) and R (`realised`) of the item, and
    whether anything in the forecast stood for it. Arrays of shape (n,), by item and month."""

    item: Ints
    month: pd.DatetimeIndex
    forecast: Minor
    actual: Minor
    whole: Minor
    realised: Minor
    stood: NDArray[np.bool_]


def _side_by_side(
    items: pd.DataFrame, forecast: Ints, since: _Moved, keyed: Ints, months: pd.DatetimeIndex
) -> _SideBySide:
    """Of the items forecast and of what has moved since, in each of the months."""
    known, place = np.unique(np.concatenate([forecast, keyed]), return_inverse=True)
    of_forecast, of_moved = place[: len(forecast)], place[len(forecast) :]
    whole, stood = _wholes(items, of_forecast, len(known))
    realised = _sums(of_moved, since.total, len(known))
    month = months.get_indexer(pd.DatetimeIndex(items["month"]))
    day = months.get_indexer(pd.DatetimeIndex(since.date.astype("datetime64[ns]")))
    asked, paid = month >= 0, (day >= 0) & (since.cash != 0)
    cells, cell = np.unique(
        np.concatenate(
            [
                of_forecast[asked] * len(months) + month[asked],
                of_moved[paid] * len(months) + day[paid],
            ]
        ),
        return_inverse=True,
    )
    amount, split = items["amount"].to_numpy(np.int64)[asked], int(asked.sum())
    at, in_month = np.divmod(cells, max(len(months), 1))
    return _SideBySide(
        item=known[at],
        month=months[in_month],
        forecast=_sums(cell[:split], amount, len(cells)),
        actual=_sums(cell[split:], since.cash[paid], len(cells)),
        whole=whole[at],
        realised=realised[at],
        stood=stood[at],
    )


def _wholes(items: pd.DataFrame, item: Ints, count: int) -> tuple[Minor, NDArray[np.bool_]]:
    """What was forecast of each item for all months, and whether anything was; of the user's own
    figures, what they say."""
    typed = (items["origin"] == "override").to_numpy(bool)
    wholes = _sums(item[typed], items["amount"].to_numpy(np.int64)[typed], count)
    computed, first = np.unique(item[~typed], return_index=True)
    wholes[computed] += items["whole"].to_numpy(np.int64)[~typed][first]
    return wholes, np.isin(np.arange(count), item)


def _sums(place: Ints, amount: Minor, count: int) -> Minor:
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, place, amount)
    return sums


def _split(both: _SideBySide, names: ItemNames, known: NDArray[np.bool_]) -> pd.DataFrame:
    """Timing, volume and one-off of every row; `known`: the parties known when the forecast was
    made."""
    category, party, _ = names.parts(both.item)
    partner = known[party] & (party != 0)
    budgeted = np.isin(category, [_NUMBER[key] for key in _BUDGETED.values()])
    unknown = ~both.stood & ~partner & ~budgeted
    converted = ~both.stood & partner & np.isin(category, [_NUMBER[key] for key in _CONVERTED])
    whole = np.where(converted, both.realised, both.whole)
    volume = _volume(both.forecast, both.actual, whole, both.realised)
    one_off = np.where(unknown, both.actual, 0)
    volume = np.where(unknown, 0, volume)
    found = pd.DataFrame(
        {
            **names.of(both.item),
            "month": both.month,
            "forecast": both.forecast,
            "actual": both.actual,
            "timing": both.actual - both.forecast - volume - one_off,
            "volume": volume,
            "one_off": one_off,
        }
    )
    moved: pd.DataFrame = found[(both.forecast != 0) | (both.actual != 0)]
    return moved


def _volume(forecast: Minor, actual: Minor, whole: Minor, realised: Minor) -> Minor:
    """The volume of every item by month, from F, A, T and R of the module's formula."""
    came = np.clip(actual / np.where(realised == 0, 1, realised), 0, 1)
    missed = forecast / np.where(whole == 0, 1, whole)
    less = (np.sign(realised) == np.sign(whole)) & (np.abs(realised) < np.abs(whole))
    change = np.rint((realised - whole) * np.where(less, missed, came))
    turned = np.sign(realised) * np.sign(whole) < 0  # a receipt became a credit note
    change = np.where(turned, actual - forecast, change)
    found: Minor = np.where(realised == 0, -forecast, change).astype(np.int64)
    return found


def _rests(snapshot: pd.DataFrame, actuals: Actuals, months: pd.DatetimeIndex) -> pd.DataFrame:
    """What the ledgers do not settle item by item, for months tied to the bank: wages, taxes, rent
    against the rest of the operating cash flow, where the books state it; all else together."""
    rest = snapshot[~snapshot["category"].isin(ITEMISED)]
    operating = rest["category"].map(lambda key: BY_KEY[key].activity == "operating").astype(bool)
    starts = pd.DatetimeIndex([m.start for m in actuals.months])
    rows = []
    for month in months:
        at = starts.get_loc(month)
        if not actuals.tied[at]:
            continue
        here = rest["month"] == month
        apart = operating & bool(actuals.stated[at])
        for line, part in ((OPERATING_REST, here & apart), (UNEXPLAINED, here & ~apart)):
            forecast = int(rest.loc[part, "amount"].sum())
            actual = int(actuals.lines.loc[line].to_numpy(np.int64)[at])
            if forecast or actual:
                rows.append((line, "", "", month, forecast, actual))
    columns = [*ITEM, "month", "forecast", "actual"]
    found = pd.DataFrame(rows, columns=columns)
    found = found.astype({"month": "datetime64[ns]", "forecast": np.int64, "actual": np.int64})
    variance = found["actual"] - found["forecast"]
    beyond = _beyond(found["forecast"].to_numpy(np.int64), found["actual"].to_numpy(np.int64))
    # The rest of operations is wages, taxes and the like: they differ, they are not one-off.
    regular = (found["category"] == OPERATING_REST) | ~found["month"].isin(starts[actuals.stated])
    one_off = np.where(regular & (found["forecast"] != 0), 0, beyond)
    return found.assign(timing=np.int64(0), volume=variance - one_off, one_off=one_off)


def _beyond(forecast: Minor, actual: Minor) -> Minor:
    """The part of `actual` that goes beyond what was forecast in its direction."""
    same_way = np.sign(forecast) == np.sign(actual)
    over = np.maximum(np.abs(actual) - np.where(same_way, np.abs(forecast), 0), 0)
    beyond: Minor = np.sign(actual) * over
    return beyond
