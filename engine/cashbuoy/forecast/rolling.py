"""The rolling forecast (A1): closed months as they were, and how they had been forecast."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding
from cashbuoy.forecast.accuracy import TooRosy, rosy_findings, too_rosy
from cashbuoy.forecast.actuals import Actuals, actual_months
from cashbuoy.forecast.assembly import Positions
from cashbuoy.forecast.expectation import monthly_receipts
from cashbuoy.forecast.foresight import Foresight, events_then
from cashbuoy.forecast.known_then import known_then
from cashbuoy.forecast.opening import account_balances, payments_since
from cashbuoy.forecast.paid_parts import noted_parts
from cashbuoy.forecast.past_payments import claim_receipts, past_payments
from cashbuoy.forecast.settled import settled_items
from cashbuoy.forecast.snapshots import kept_snapshots, stored_snapshots, take_snapshot
from cashbuoy.forecast.variance import variances
from cashbuoy.ledger.balances import Balances
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy, Rolling


@dataclass(frozen=True)
class RollingForecast:
    """Closed months beside the forecast, the forecasts kept, and how they came true.

    snapshots: snapshots.SNAPSHOT_COLUMNS, what this refresh keeps, today's forecast included.
    variances: variance.VARIANCE_COLUMNS, the closed months against earlier forecasts.
    paid_parts: paid_parts.PART_COLUMNS, what this refresh notes of documents paid in parts.
    """

    actuals: Actuals
    snapshots: pd.DataFrame
    variances: pd.DataFrame
    too_rosy: tuple[TooRosy, ...]
    paid_parts: pd.DataFrame


def roll_forward(
    ledgers: Ledgers, ahead: Foresight, policy: Policy, as_of: dt.date
) -> tuple[RollingForecast, tuple[Finding, ...]]:
    """From today's forecast and those of the past to what the months have shown.

    Where no forecast was kept for one of the last `reconstruct` month ends, the ledgers as known
    on that day say what could have been forecast.
    """
    settings = policy.rolling
    payments = pd.concat(
        [
            past_payments(ledgers, policy, as_of, ahead.calendar),
            claim_receipts(ahead.positions.admitted),
        ],
        ignore_index=True,
    )
    actuals, findings = actual_months(ledgers, payments, settings, as_of)
    stored = stored_snapshots(ledgers["tblSnapshots"])
    stored = stored[stored["as_of"] <= pd.Timestamp(as_of)]
    chosen, wanting = forecasts_for(stored, actuals, settings)
    receipts = monthly_receipts(ahead.expected, ahead.horizon)
    today = pd.concat([receipts, ahead.others], ignore_index=True)
    new = [take_snapshot(today, as_of, settings)]
    begun = _books_begin(ahead.positions, as_of) if wanting else as_of
    for day in (d for d in wanting if d >= begun):
        then = known_then(ledgers, policy, day)
        events = events_then(then, policy, day, settings.months_before)
        new.append(take_snapshot(events, day, settings, "reconstructed"))
        chosen.append(pd.Timestamp(day))
    snapshots = kept_snapshots(stored, pd.concat(new, ignore_index=True), as_of, settings)
    settled = settled_items(payments, ahead.positions, ahead.others, as_of)
    compared = _compared(snapshots, chosen, actuals, settled, settings)
    notes = too_rosy(compared, actuals, settings)
    older = payments_since(account_balances(ledgers, as_of), payments, ledgers, as_of)
    found = (*older, *findings, *rosy_findings(notes, ledgers.base_currency))
    parts = noted_parts(ledgers, as_of)
    return RollingForecast(actuals, snapshots, compared, notes, parts), found


def forecasts_for(
    stored: pd.DataFrame, actuals: Actuals, settings: Rolling
) -> tuple[list[pd.Timestamp], list[dt.date]]:
    """The days whose forecasts the closed months are compared with, and those of the last
    `reconstruct` month ends for which none was kept. Each month's last forecast counts, near enough
    to its end; one that was made then wins over one reconstructed since."""
    closed = actuals.months[: actuals.closed][-settings.compared_months :]
    if not closed:
        return [], []
    first = np.datetime64(closed[0].start, "M") - settings.months_before
    bases = np.arange(first, np.datetime64(closed[-1].start, "M"))
    ends = (bases + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    made = stored["as_of"].to_numpy("datetime64[D]")
    then = (stored["origin"] != "reconstructed").to_numpy(bool)
    chosen, wanting = [], []
    for back, end in zip(range(len(ends), 0, -1), ends, strict=True):
        near = (made <= end) & (made >= end - settings.snapshot_days)
        near = near & then if (near & then).any() else near
        if near.any():
            chosen.append(pd.Timestamp(made[near].max()))
        elif back <= settings.reconstruct:
            wanting.append(end.item())
    return chosen, wanting


def _books_begin(positions: Positions, as_of: dt.date) -> dt.date:
    """The day from which on the ledgers hold every document, paid ones included; without such a
    day nothing can be reconstructed."""
    today = np.datetime64(as_of, "D")
    since = [Balances.of(d).kept_since(today) for d in (positions.invoices, positions.bills)]
    known = [s for s in since if s is not None]
    return pd.Timestamp(max(known)).date() if known else as_of


def _compared(
    snapshots: pd.DataFrame,
    chosen: list[pd.Timestamp],
    actuals: Actuals,
    settled: pd.DataFrame,
    settings: Rolling,
) -> pd.DataFrame:
    """The variances of all closed months that are to be compared."""
    every = variances(snapshots[snapshots["as_of"].isin(chosen)], settled, actuals)
    closed = actuals.months[: actuals.closed][-settings.compared_months :]
    wanted = every["month"].isin([pd.Timestamp(m.start) for m in closed])
    near = every["lead"].between(1, settings.months_before)
    return every[wanted & near].reset_index(drop=True)
