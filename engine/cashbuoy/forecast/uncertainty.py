"""From the forecast to what the simulation draws: what is uncertain in it, and what is not."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.learning import DelayModel
from cashbuoy.behaviour.odds import PaymentOdds
from cashbuoy.forecast.budget import Budget
from cashbuoy.forecast.categories import KEYS
from cashbuoy.forecast.expectation import ExpectedReceipts
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.paths import (
    Certain,
    Dice,
    Loadings,
    Paths,
    Swing,
    Uncertain,
    draw_paths,
)
from cashbuoy.forecast.shocks import COSTS
from cashbuoy.forecast.simulation import Outlook, Spans, read_paths
from cashbuoy.forecast.tables import Forecast, daily_lines
from cashbuoy.money import share_out
from cashbuoy.policy import models
from cashbuoy.policy.models import Policy

Flows = NDArray[np.float64]  # (months of the budget, days of the horizon)

# A month's budgeted sales are drawn as so many invoices at most.
MOST_PARTS = 40


def draw_forecast(
    ahead: Foresight, forecast: Forecast, policy: Policy, like: Paths | None = None
) -> Paths | None:
    """The paths of a forecast, None where the policy switches the simulation off; `like`: those of
    one that differs a little, drawn with the same dice.

    Customers' claims come on days drawn from their odds; budgeted sales, their VAT, and costs not
    billed yet (shocks.COSTS) swing as policy.simulation says; everything else is certain.
    """
    settings = policy.simulation
    if not settings.paths:
        return None
    parts = _invoices_a_month(ahead.positions.invoices, ahead.horizon)
    dice = Dice(
        settings.paths,
        settings.seed,
        _loadings(settings.correlation, ahead.delays),
        _swing(settings.sales),
        _swing(settings.costs),
        _stretch(ahead, policy),
    )
    uncertain = _uncertain(ahead.expected, ahead.budget, parts)
    return draw_paths(forecast.opening, uncertain, _certain(ahead, policy), dice, like=like)


def outlook_of(paths: Paths, ahead: Foresight, forecast: Forecast, policy: Policy) -> Outlook:
    """What the paths say."""
    horizon = ahead.horizon
    spans = Spans.of(horizon.days[0].date(), horizon.months, horizon.weeks)
    return read_paths(paths.closing, forecast.floor, spans, policy.simulation.confidence)


def _loadings(correlation: models.Correlation, delays: DelayModel) -> Loadings:
    common, customer = correlation.common, correlation.customer
    if correlation.source == "learned":
        common, customer = delays.common_factor, delays.customer_factor
    common = min(max(common, 0.0), 1.0)
    return Loadings(math.sqrt(common), math.sqrt(min(max(customer, 0.0), 1.0 - common)))


def _stretch(ahead: Foresight, policy: Policy) -> float:
    """How far the bands fell short in the firm's own past; due dates have no bands."""
    return ahead.delays.widening if policy.forecast.receipts == "behaviour" else 1.0


def _swing(settings: models.Swing) -> Swing:
    return Swing(settings.deviation, settings.lasting, settings.link)


def _uncertain(expected: ExpectedReceipts, budget: Budget, parts: int) -> Uncertain:
    """Claims as they are; a month of budgeted sales in `parts` equal invoices, each of a customer
    of its own that buys every month."""
    claims = expected.claims
    lot = _lots(claims.reference, claims.category == "planned_sales", budget)
    owed = np.flatnonzero(lot < 0)
    planned = np.flatnonzero(lot >= 0)
    customer = np.unique(claims.counterparty[owed].astype(str), return_inverse=True)[1].reshape(-1)
    even = np.ones(parts)
    split = [share_out(int(a), even) for a in expected.amount[planned]]
    first = int(customer.max(initial=-1)) + 1
    return Uncertain(
        amount=np.concatenate([expected.amount[owed], *split]).astype(np.int64),
        customer=np.concatenate([customer, np.tile(first + np.arange(parts), planned.size)]).astype(
            np.int64
        ),
        lot=np.concatenate([lot[owed], np.repeat(lot[planned], parts)]),
        odds=PaymentOdds(
            expected.odds.profiles,
            np.concatenate(
                [expected.odds.profile[owed], np.repeat(expected.odds.profile[planned], parts)]
            ),
        ),
    )


def _certain(ahead: Foresight, policy: Policy) -> Certain:
    """Everything but the claims' receipts, by day; what swings in it, by month too."""
    others, budget, horizon = ahead.others, ahead.budget, ahead.horizon
    daily = daily_lines(others, horizon.days)
    costs = daily[[KEYS.index(key) for key in COSTS]].sum(axis=0)
    months = horizon.days.to_numpy().astype("datetime64[M]")
    lot = (months - months[0]).astype(np.int64)
    by_month = np.zeros((budget.months.size, len(horizon.days)))
    by_month[lot, np.arange(lot.size)] = costs
    return Certain(
        net=daily.sum(axis=0).astype(np.float64),
        with_sales=_planned_by_rhythm(others, budget, horizon)
        + _vat_with_sales(others, budget, policy, horizon),
        costs=by_month,
    )


def _planned_by_rhythm(events: pd.DataFrame, budget: Budget, horizon: Horizon) -> Flows:
    """Receipts of budgeted sales that are no claims, shape (months of sale, days)."""
    return _by_lot(events, (events["category"] == "planned_sales").to_numpy(), budget, horizon)


def _vat_with_sales(
    events: pd.DataFrame, budget: Budget, policy: Policy, horizon: Horizon
) -> Flows:
    """The part of each VAT payment (-) that stems from a month's budgeted sales, shape (months of
    sale, days). Where input tax eats up part of a period's output tax, so it does of each month."""
    flows = np.zeros((budget.months.size, len(horizon.days)))
    step = {"monthly": 1, "quarterly": 3}[policy.vat.filing]
    rate = budget.vat.sales / (1 + budget.vat.sales) * (1 + policy.vat.surcharge_rate)
    output = budget.sales * rate
    computed = (events["source"] == "vat").to_numpy()
    period = _by_lot(events, computed, budget, horizon)
    for end in np.flatnonzero(period.any(axis=1)).tolist():
        inside = slice(max(0, end - step + 1), end + 1)
        whole = output[inside].sum()
        owed = -period[end].sum()
        if whole > 0:
            flows[inside] += np.outer(output[inside] / whole * min(1, whole / owed), period[end])
    return flows


def _by_lot(
    events: pd.DataFrame, chosen: NDArray[np.bool_], budget: Budget, horizon: Horizon
) -> Flows:
    """Amounts of the chosen events by the month that their reference names, and by day."""
    own = events[chosen]
    lot = _lots(own["reference"].to_numpy(object), np.ones(len(own), dtype=bool), budget)
    day = (
        (own["date"].to_numpy("datetime64[D]") - horizon.days[0].to_datetime64())
        .astype("timedelta64[D]")
        .astype(np.int64)
    )
    inside = (lot >= 0) & (day >= 0) & (day < len(horizon.days))
    flows = np.zeros((budget.months.size, len(horizon.days)))
    np.add.at(flows, (lot[inside], day[inside]), own["amount"].to_numpy(np.float64)[inside])
    return flows


def _lots(
    names: NDArray[np.object_], chosen: NDArray[np.bool_], budget: Budget
) -> NDArray[np.int64]:
    """Index of the month that a name such as "2026-05" stands for, -1 where it is not chosen or
    not in the budget."""
    known = {str(month): at for at, month in enumerate(budget.months.astype("datetime64[M]"))}
    found = pd.Series(names, dtype=object).map(known).fillna(-1).to_numpy(np.int64)
    return np.where(chosen, found, -1)


def _invoices_a_month(invoices: pd.DataFrame, horizon: Horizon) -> int:
    """Invoices issued in an ordinary month of the last year, from 1 to MOST_PARTS."""
    today = np.datetime64(horizon.as_of, "D")
    issued = invoices["document_date"].to_numpy("datetime64[D]")
    billed = invoices["amount_base"].to_numpy(np.int64) > 0
    last = issued[billed & (issued >= today - 365) & (issued <= today)]  # NaT compares false
    if not last.size:
        return 1
    months = max(1.0, min(12.0, int((today - last.min()).astype(np.int64)) / 30.4))
    return int(np.clip(round(last.size / months), 1, MOST_PARTS))
