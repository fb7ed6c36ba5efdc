"""What open foreign items are worth at the latest rates, against what the books carry them at."""

from __future__ import annotations

import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.currency import Rates
from cashbuoy.money import minor_digits, to_major


def revaluation_findings(
    receivables: pd.DataFrame, payables: pd.DataFrame, rates: Rates
) -> tuple[Finding, ...]:
    """One note for each currency whose open items (ledger.open_items) are not valued as booked.

    Details in major units of the base currency: `receivables` and `payables`, more than booked;
    `gain` of the two together; `rate` and the date `on` of the latest quote.
    """
    digits = minor_digits(rates.base)
    sides = (("receivables", receivables), ("payables", payables))
    more = {side: _more_than_booked(items) for side, items in sides}
    table = pd.DataFrame(more).fillna(0).astype("int64")
    found = []
    table = table[(table != 0).any(axis=1)].sort_index()
    for currency, owed, owing in zip(
        table.index, table["receivables"].tolist(), table["payables"].tolist(), strict=True
    ):
        days, quoted = rates.quotes[str(currency)]
        details: dict[str, str | int | float] = {
            "receivables": float(to_major(owed, digits)),
            "payables": float(to_major(owing, digits)),
            "gain": float(to_major(owed - owing, digits)),
            "rate": float(quoted[-1]),
            "on": str(days[-1]),
        }
        place = Place("tblRates", None, "rate")
        found.append(Finding("revalued", "info", "kept", place, str(currency), details=details))
    return tuple(found)


def _more_than_booked(items: pd.DataFrame) -> pd.Series:
    """By currency, of the items that differ."""
    more = (items["open_base"] - items["book_base"]).to_numpy()
    own = more != 0
    sums: pd.Series = pd.Series(more[own]).groupby(items["currency"].to_numpy(object)[own]).sum()
    return sums
