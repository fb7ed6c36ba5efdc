"""Events from recurring items: wages, rent, interest, on their days, rolled to working days."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, month_end
from cashbuoy.findings import Finding, Place
from cashbuoy.forecast.categories import category_key
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.policy.models import Policy, Roll

_STEP_DAYS = {"weekly": 7, "fortnightly": 14}
_STEP_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
# Days off never come in longer runs; an occurrence this far before day 0 cannot roll past it.
_LONGEST_ROLL = 15


def recurring_events(
    ledgers: Ledgers, policy: Policy, horizon: Horizon, rates: Rates, calendar: WorkCalendar
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Every occurrence after the as-of date; earlier ones are taken as paid.

    An unknown category goes to other receipts or payments, by its direction, with a finding.
    """
    items = ledgers["tblRecurring"]
    amounts = rates.to_base(
        "tblRecurring", items["amount"].to_numpy(np.int64), items["currency"], rows=items["row"]
    )
    frames, findings = [], []
    for item, amount in zip(items.to_dict("records"), amounts.tolist(), strict=True):
        incoming = item["direction"] == "in"
        category = category_key(item["category"])
        if category is None:
            category = "other_receipts" if incoming else "other_payments"
            findings.append(
                unknown_category("tblRecurring", item["row"], item["category"], category)
            )
        default: Roll = policy.forecast.receipts_roll if incoming else policy.forecast.payments_roll
        when = calendar.roll(occurrences(item, horizon), item["roll"] or default)
        when = when[
            (when > np.datetime64(horizon.as_of, "D")) & (when <= np.datetime64(horizon.end, "D"))
        ]
        n = when.size
        frames.append(
            cash_events(
                when,
                category,
                np.full(n, amount if incoming else -amount, dtype=np.int64),
                "tblRecurring",
                np.full(n, item["row"], dtype=np.int64),
                [item["item"]] * n,
                [""] * n,
                "recurring",
                calendar.is_provisional(when),
            )
        )
    return by_date(frames), tuple(findings)


def unknown_category(table: str, row: int, found: str, used: str) -> Finding:
    """The finding for a cash-flow category that does not exist."""
    place = Place(table, row, "category")
    return Finding(
        "category_unknown", "warning", "assumed", place, found, "category", details={"used": used}
    )


def occurrences(item: Mapping[Hashable, Any], horizon: Horizon) -> NDArray[np.datetime64]:
    """Nominal dates (datetime64[D], before rolling) of one row of tblRecurring around the horizon.

    `day` beyond a short month's end means its last day; without `day` the start date's day counts.
    """
    start: pd.Timestamp = item["start"]
    frequency: str = item["frequency"]
    last = np.datetime64(horizon.end, "D") + _LONGEST_ROLL
    if not pd.isna(item["end"]):
        last = min(last, np.datetime64(item["end"], "D"))
    first = np.datetime64(start, "D")
    earliest = np.datetime64(horizon.as_of, "D") - _LONGEST_ROLL
    if frequency in _STEP_DAYS:
        dates = np.arange(first, last + 1, _STEP_DAYS[frequency])
    else:
        months = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1)
        months = months[:: _STEP_MONTHS[frequency]].astype("datetime64[D]")
        wanted = start.day if pd.isna(item["day"]) else int(item["day"])
        dates = np.minimum(months + (wanted - 1), month_end(months))
    inside: NDArray[np.datetime64] = dates[(dates >= max(first, earliest)) & (dates <= last)]
    return inside
