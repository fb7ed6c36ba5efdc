"""What the emergency plan's actions can bring, from the firm's own figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.buffer.ladder import Ladder
from cashbuoy.forecast.tables import Forecast
from cashbuoy.policy.models import Effect, Emergency


@dataclass(frozen=True)
class Means:
    """What effects are computed from: open items (ledger.open_items), the forecast, and the ladder
    of ways to raise cash. Money in base minor units."""

    receivables: pd.DataFrame
    payables: pd.DataFrame
    forecast: Forecast
    ladder: Ladder


def cash_effect(effect: Effect, means: Means, settings: Emergency) -> int:
    """Cash in base minor units, >= 0, as an upper bound: what the action would bring if all of it
    came about; effects of different actions may overlap.

    collect_overdue: overdue receivables that are not disputed, less the expected loss.
    stop_spending: forecast payments of policy.emergency.noncritical in the next months.
    defer_payables: bills that are not critical, expected before the day of lowest cash.
    draw_lines, discount_bills, factor_invoices: cash that these steps of the ladder bring.
    owners_money: what is missing to the floor when all ways to raise cash are used.
    """
    if effect == "collect_overdue":
        items = means.receivables
        late = (items["status"] == "forecast") & (items["days_overdue"] > 0)
        return max(int(items.loc[late, "expected_base"].sum()), 0)
    if effect == "defer_payables":
        bills = means.payables
        before = bills["expected_date"] <= pd.Timestamp(means.forecast.lowest_on)
        chosen = before & (bills["priority"] != "critical") & (bills["open_base"] > 0)
        return int(bills.loc[chosen, "open_base"].sum())
    if effect == "stop_spending":
        lines = means.forecast.months.lines.loc[list(settings.noncritical)]
        return int(-lines.iloc[:, : settings.noncritical_months].to_numpy(np.int64).sum())
    if effect == "owners_money":
        return means.ladder.uncovered
    return _raised(effect, means.ladder)


_KINDS: dict[Effect, tuple[str, ...]] = {
    "draw_lines": ("line",),
    "discount_bills": ("bank_acceptance", "trade_acceptance"),
    "factor_invoices": ("factoring_without_recourse", "factoring_with_recourse"),
}


def _raised(effect: Effect, ladder: Ladder) -> int:
    """Both kinds of factoring offer the same invoices: the one that pays more counts."""
    by_kind = [
        sum(step.available for step in ladder.steps if step.kind == kind) for kind in _KINDS[effect]
    ]
    return max(by_kind) if effect == "factor_invoices" else sum(by_kind)
