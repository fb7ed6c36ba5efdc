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
    more = {
        side: (items["open_base"] - items["book_base"]).groupby(items["currency"].to_numpy()).sum()
        for side, items in (("receivables", receivables), ("payables", payables))
    }
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
