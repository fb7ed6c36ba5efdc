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

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.forecast.actuals import OPERATING_REST, UNEXPLAINED, Actuals
from cashbuoy.forecast.categories import BY_KEY, CLAIMS
from cashbuoy.forecast.snapshots import ITEMISED
from cashbuoy.money import Minor

Ints = NDArray[np.int64]

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
_ITEM = ["category", "counterparty", "reference"]
# Invoices written since the forecast stand against the budget, where there was one.
_BUDGETED = {"receipts": "planned_sales", "supplier_payments": "planned_purchases"}
# Acceptance bills and payment plans that came up since: another form of what was owed before.
_CONVERTED = ("bills_receivable", "bills_payable", "plan_receipts", "plan_payments", CLAIMS)


def variances(snapshot: pd.DataFrame, settled: pd.DataFrame, actuals: Actuals) -> pd.DataFrame:
    """One forecast (SNAPSHOT_COLUMNS, all of one day) against the closed months that followed, as
    VARIANCE_COLUMNS; `settled` are settled.SETTLED_COLUMNS."""
    made = snapshot["as_of"].iloc[0]
    items = snapshot[snapshot["category"].isin(ITEMISED)]
    months = pd.DatetimeIndex([m.start for m in actuals.months[: actuals.closed]])
    months = months[months > made]
    since = settled[~(settled["settled"] <= made)]
    keyed = _keyed(since, items, made)
    detailed = _split(_side_by_side(items, keyed, months), items, settled, made)
    found = pd.concat([detailed, _rests(snapshot, actuals, months)], ignore_index=True)
    typed = snapshot.loc[snapshot["origin"] == "override", "month"]
    computed = snapshot["origin"][snapshot["origin"] != "override"]
    made_by = computed.iloc[0] if len(computed) else "override"
    origin = np.where(found["month"].isin(typed), "override", made_by)
    lead = (found["month"].dt.year - made.year) * 12 + found["month"].dt.month - made.month
    return found.assign(lead=lead, as_of=made, origin=origin)[list(VARIANCE_COLUMNS)]


def _keyed(since: pd.DataFrame, items: pd.DataFrame, made: pd.Timestamp) -> pd.DataFrame:
    """What has been settled since, under the item of the forecast that stood for it."""
    keyed = since.copy()
    later = (since["issued"] > made).to_numpy()
    category = since["category"].to_numpy(object).copy()
    counterparty = since["counterparty"].to_numpy(object).copy()
    reference = since["reference"].to_numpy(object).copy()
    contracts = items.loc[items["category"] == "contract_receipts", "reference"]
    contracts = contracts[contracts != ""]  # months far ahead are kept without
    staged = later & (category == "receipts") & since["contract"].isin(contracts).to_numpy()
    issued = since["issued"].to_numpy("datetime64[M]")
    for source, budget in _BUDGETED.items():
        if (items["category"] == budget).any():
            new = later & (category == source) & ~staged
            category[new], counterparty[new] = budget, ""
            reference[new] = np.datetime_as_string(issued[new]).astype(object)
    category[staged] = "contract_receipts"
    reference[staged] = since["contract"].to_numpy(object)[staged]
    # Small items of the forecast stand together under their counterparty.
    known, own, under = _numbered(items, category, counterparty, reference)
    gathered = ~np.isin(own, known) & np.isin(under, known)
    reference[gathered] = ""
    return keyed.assign(category=category, counterparty=counterparty, reference=reference)


def _numbered(items: pd.DataFrame, *named: NDArray[np.object_]) -> tuple[Ints, Ints, Ints]:
    """Items as whole numbers: those of the forecast, those `named` by the columns of _ITEM, and the
    latter under their category and counterparty alone."""
    n, size = len(items), len(items) + len(named[0])
    number, under = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    for column, texts in zip(_ITEM, named, strict=True):
        every = np.concatenate([items[column].to_numpy(object), texts, np.array([""], object)])
        code, known = pd.factorize(every, use_na_sentinel=False)
        under = number * len(known) + code[-1]
        number = number * len(known) + code[:-1]
    return number[:n], number[n:], under[n:]


def _side_by_side(
    items: pd.DataFrame, keyed: pd.DataFrame, months: pd.DatetimeIndex
) -> pd.DataFrame:
    """Forecast and actual of each item in each of the months, with the item's T and R."""
    by_month = [*_ITEM, "month"]
    forecast = items[items["month"].isin(months)].groupby(by_month, sort=True)["amount"].sum()
    month = keyed["date"].to_numpy("datetime64[M]").astype("datetime64[ns]")
    paid = keyed.assign(month=month)
    paid = paid[paid["month"].isin(months) & (paid["cash"] != 0)]
    actual = paid.groupby(by_month, sort=True)["cash"].sum()
    both = pd.concat([forecast.rename("forecast"), actual.rename("actual")], axis=1)
    both = both.fillna(0).astype(np.int64).reset_index()
    both = both.merge(_wholes(items), on=_ITEM, how="left")
    realised = keyed.groupby(_ITEM, sort=True)["total"].sum().rename("realised").reset_index()
    both = both.merge(realised, on=_ITEM, how="left")
    stood = both["whole"].notna()
    whole, total = (both[c].fillna(0).astype(np.int64) for c in ("whole", "realised"))
    return both.assign(whole=whole, realised=total, stood=stood)


def _wholes(items: pd.DataFrame) -> pd.DataFrame:
    """What was forecast of each item for all months; of the user's own figures, what they say."""
    typed = (items["origin"] == "override").to_numpy()
    own = items[typed].groupby(_ITEM, sort=True)["amount"].sum()
    computed = items[~typed].groupby(_ITEM, sort=True)["whole"].first()
    both: pd.DataFrame = computed.add(own, fill_value=0).rename("whole").reset_index()
    return both


def _split(
    both: pd.DataFrame, items: pd.DataFrame, settled: pd.DataFrame, made: pd.Timestamp
) -> pd.DataFrame:
    """Timing, volume and one-off of every row."""
    forecast, actual = both["forecast"].to_numpy(np.int64), both["actual"].to_numpy(np.int64)
    realised = both["realised"].to_numpy(np.int64)
    stood = both["stood"].to_numpy(bool)
    earlier = settled.loc[settled["issued"] <= made, "counterparty"]
    partner = both["counterparty"].isin(items["counterparty"]) | both["counterparty"].isin(earlier)
    partner &= both["counterparty"] != ""
    budgeted = both["category"].isin(_BUDGETED.values()).to_numpy()
    unknown = ~stood & ~partner.to_numpy() & ~budgeted
    converted = ~stood & partner.to_numpy() & both["category"].isin(_CONVERTED).to_numpy()
    whole = np.where(converted, realised, both["whole"].to_numpy(np.int64))
    volume = _volume(forecast, actual, whole, realised)
    one_off = np.where(unknown, actual, 0)
    volume = np.where(unknown, 0, volume)
    found: pd.DataFrame = both[[*_ITEM, "month", "forecast", "actual"]].assign(
        timing=actual - forecast - volume - one_off, volume=volume, one_off=one_off
    )
    moved: pd.DataFrame = found[(forecast != 0) | (actual != 0)]
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
    columns = [*_ITEM, "month", "forecast", "actual"]
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
