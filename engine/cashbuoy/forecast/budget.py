"""Events from the budget: what is planned beyond the items already written down, never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar, month_end
from cashbuoy.findings import Finding
from cashbuoy.forecast.categories import BY_KEY, category_key
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.recurring import unknown_category
from cashbuoy.forecast.vat_rates import VatShares
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor, share_out
from cashbuoy.policy.models import Policy, Tranche

Months = NDArray[np.datetime64]


@dataclass(frozen=True)
class Budget:
    """Budgeted amounts by month of the horizon, gross of VAT, base minor units.

    `sales` and `purchases` are what is still to be invoiced: the budget less what the ledgers and
    contracts already hold for that month, never below zero. `other` has the remaining lines.
    """

    months: Months  # (months,), datetime64[M]
    sales: Minor
    purchases: Minor
    other: pd.DataFrame  # month, category, amount (>= 0 in the category's direction), row
    vat: VatShares
    findings: tuple[Finding, ...] = ()

    @property
    def vat_months(self) -> Months:
        """Months for which the budget states the VAT to pay."""
        own: Months = self.other.loc[self.other["category"] == "vat", "month"].to_numpy(
            "datetime64[M]"
        )
        return own


def read_budget(
    ledgers: Ledgers,
    policy: Policy,
    horizon: Horizon,
    documents: tuple[pd.DataFrame, pd.DataFrame],
    stages: pd.DataFrame,
    vat: VatShares,
) -> Budget:
    """The budget still ahead. In the first month, invoices and bills (`documents`) already issued
    use it up; contract stages use up the sales of the month they fall due in, where the policy says
    that they are in the budget."""
    plan = ledgers["tblPlan"]
    months = horizon_months(horizon)
    keys = [category_key(c) for c in plan["category"]]
    findings = tuple(
        unknown_category("tblPlan", int(r), c, "other_payments")
        for r, c, k in zip(plan["row"], plan["category"], keys, strict=True)
        if k is None
    )
    lines = pd.DataFrame(
        {
            "month": plan["month"],
            "category": [k or "other_payments" for k in keys],
            "amount": plan["amount"].to_numpy(np.int64),
            "row": plan["row"],
        }
    )
    lines = lines[np.isin(plan["month"].to_numpy("datetime64[M]"), months)]
    gross = {}
    for category, share in (("planned_sales", vat.sales), ("planned_purchases", vat.purchases)):
        rate = 0.0 if policy.budget.amounts_include_vat else share
        net = _by_month(
            lines.loc[lines["category"] == category, ["month", "amount"]], "month", "amount", months
        )
        gross[category] = np.rint(net * (1 + rate)).astype(np.int64)
    known_sales = _by_month(documents[0], "document_date", "amount_base", months, horizon)
    known_bills = _by_month(documents[1], "document_date", "amount_base", months, horizon)
    if policy.budget.contracts_in_sales:
        known_sales = known_sales + _by_month(stages, "due_date", "unbilled_base", months)
    return Budget(
        months,
        np.maximum(gross["planned_sales"] - known_sales, 0),
        np.maximum(gross["planned_purchases"] - known_bills, 0),
        lines[~lines["category"].isin(list(gross))].reset_index(drop=True),
        vat,
        findings,
    )


def empty_budget(horizon: Horizon, vat: VatShares) -> Budget:
    """The budget of a firm that makes none."""
    months = horizon_months(horizon)
    nothing = np.zeros(months.size, dtype=np.int64)
    lines = pd.DataFrame({"month": [], "category": [], "amount": [], "row": []})
    return Budget(months, nothing, nothing, lines.astype({"month": "datetime64[ns]"}), vat)


def horizon_months(horizon: Horizon) -> Months:
    """The calendar months of the horizon, the first perhaps cut."""
    first, last = (np.datetime64(d, "M") for d in (horizon.days[0], horizon.days[-1]))
    return np.arange(first, last + 1)


def budget_events(
    budget: Budget, policy: Policy, horizon: Horizon, calendar: WorkCalendar
) -> pd.DataFrame:
    """Budgeted purchases as they turn into cash, and the other lines on their day; budgeted sales
    too where they have a rhythm of their own (else they are claims: forecast.sales_claims).

    Lines of the first month whose day has passed are taken as done.
    """
    purchases = _tranches(budget.months, budget.purchases, policy.budget.purchases_paid)
    frames = [_planned(purchases, "planned_purchases", -1, horizon, calendar, policy)]
    if policy.budget.sales_collected != "behaviour":
        sales = _tranches(budget.months, budget.sales, policy.budget.sales_collected)
        frames.append(_planned(sales, "planned_sales", 1, horizon, calendar, policy))
    other = budget.other
    day = other["month"].to_numpy("datetime64[M]").astype("datetime64[D]") + (policy.budget.day - 1)
    sign = np.array(
        [1 if BY_KEY[c].direction == "in" else -1 for c in other["category"]], dtype=np.int64
    )
    when = calendar.roll(day, policy.forecast.payments_roll)
    ahead = when > np.datetime64(horizon.as_of, "D")
    frames.append(
        cash_events(
            when[ahead],
            other["category"].to_numpy(object)[ahead],
            (sign * other["amount"].to_numpy(np.int64))[ahead],
            "tblPlan",
            other["row"].to_numpy(np.int64)[ahead],
            np.datetime_as_string(day[ahead], unit="M").astype(object),
            np.full(int(ahead.sum()), "", dtype=object),
            "budget",
            calendar.is_provisional(when[ahead]),
        )
    )
    return by_date(frames)


def collected(amount: int, tranches: Sequence[Tranche]) -> Minor:
    """One month's amount split into its tranches, to the minor unit. Shares that do not add up to
    the whole leave a rest that never turns into cash; the parts add up to the rounded remainder."""
    shares = np.array([t.share for t in tranches])
    whole = round(amount * float(shares.sum()))
    return share_out(whole, shares) if shares.sum() > 0 else np.zeros(len(tranches), dtype=np.int64)


def _tranches(
    months: Months, amounts: Minor, tranches: Sequence[Tranche]
) -> tuple[Months, NDArray[np.datetime64], Minor]:
    """Month of origin, nominal cash date and amount of every tranche."""
    ends = month_end(months.astype("datetime64[D]"))
    after = np.array([t.after_days for t in tranches], dtype=np.int64)
    parts = np.array([collected(a, tranches) for a in amounts.tolist()], dtype=np.int64)
    return (
        np.repeat(months, len(tranches)),
        (ends[:, None] + after[None, :]).ravel(),
        parts.ravel(),
    )


def _planned(
    tranches: tuple[Months, NDArray[np.datetime64], Minor],
    category: str,
    sign: int,
    horizon: Horizon,
    calendar: WorkCalendar,
    policy: Policy,
) -> pd.DataFrame:
    month, nominal, amount = tranches
    rule = policy.forecast.receipts_roll if sign > 0 else policy.forecast.payments_roll
    when = roll_ahead(nominal, rule, horizon.as_of, calendar)
    n = month.size
    return cash_events(
        when,
        category,
        sign * amount,
        "tblPlan",
        np.zeros(n, dtype=np.int64),
        np.datetime_as_string(month, unit="M").astype(object),
        np.full(n, "", dtype=object),
        "budget",
        calendar.is_provisional(when),
    )


def _by_month(
    frame: pd.DataFrame, date: str, amount: str, months: Months, horizon: Horizon | None = None
) -> Minor:
    """Sum of `amount` per month of `months`; with a horizon, what is dated by its as-of date."""
    when = frame[date].to_numpy("datetime64[D]")
    value = frame[amount].to_numpy(np.int64)
    keep = ~np.isnat(when)
    if horizon is not None:
        keep &= when <= np.datetime64(horizon.as_of, "D")
    index = (when[keep].astype("datetime64[M]") - months[0]).astype(np.int64)
    inside = (index >= 0) & (index < months.size)
    total = np.zeros(months.size, dtype=np.int64)
    np.add.at(total, index[inside], value[keep][inside])
    return total
