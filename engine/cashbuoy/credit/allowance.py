"""Bad-debt allowance (B12): loss rates by age, given or from the firm's own roll rates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.balances import Balances
from cashbuoy.money import Minor
from cashbuoy.policy.models import AgeingBucket, Policy

Floats = NDArray[np.float64]
_STEP = 30  # days from one bucket of the roll rates to the next
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class LossRates:
    """Loss rate of each ageing bucket of the policy, shape (buckets,), and where they come from:
    "given", "roll_rates", or "too_short" (given, because the ledger does not reach back enough)."""

    rates: Floats
    source: Literal["given", "roll_rates", "too_short"]


def loss_rates(invoices: pd.DataFrame, policy: Policy, as_of: dt.date) -> LossRates:
    """The rates that the policy asks for (credit.allowance.rates)."""
    buckets = policy.receivables.ageing
    given = np.array([bucket.loss_rate for bucket in buckets])
    settings = policy.credit.allowance
    if settings.rates == "given":
        return LossRates(given, "given")
    side = Balances.of(invoices)
    today = np.datetime64(as_of, "D")
    kept = side.kept_since(today)
    if kept is None or kept > today - _DAY * _STEP * settings.history_months:
        return LossRates(given, "too_short")
    steps = max(settings.loss_after_days // _STEP, 1)
    rolled, seen = roll_rates(side, as_of, settings.history_months, steps)
    lost: Floats = np.cumprod(rolled[::-1])[::-1].astype(np.float64) * (1 - settings.recovered)
    return LossRates(_by_bucket(lost, seen, buckets, 1 - settings.recovered), "roll_rates")


def roll_rates(side: Balances, as_of: dt.date, months: int, steps: int) -> tuple[Floats, Floats]:
    """How much of what is owed gets a month older unpaid, in steps of 30 days.

    Entry 0: of what is not due but will be within the step, the share still open at its end; entry
    i: of what is overdue by 30 (i - 1) + 1 to 30 i days, the share open 30 days later. Shape
    (steps + 1,) each: the rates over the last `months` steps before `as_of`, and the balances that
    they rest on. Where nobody ever got so far the rate is 1: nothing speaks for less.
    """
    whole = np.zeros(steps + 1)
    left = np.zeros(steps + 1)
    positive = side.amount > 0
    for n in range(1, months + 1):
        start = np.datetime64(as_of, "D") - _DAY * _STEP * n
        end = start + _DAY * _STEP
        bucket = -((start - side.due).astype(np.int64) // -_STEP)  # rounded up
        rolls = (bucket > 0) | ((side.due >= start) & (side.due < end))
        here = positive & (side.issued <= start) & rolls & (bucket <= steps)
        opened = np.where(here, _open_at(side, start), 0).astype(np.float64)
        still = np.minimum(np.where(here, _open_at(side, end), 0), opened)
        at = np.clip(bucket, 0, steps)
        whole += np.bincount(at, opened, steps + 1)
        left += np.bincount(at, still, steps + 1)
    return np.where(whole > 0, left / np.where(whole > 0, whole, 1), 1.0), whole


def _open_at(side: Balances, day: np.datetime64) -> Minor:
    return np.maximum(side.amount - np.where(side.settled <= day, side.paid, 0), 0)


def _by_bucket(lost: Floats, seen: Floats, buckets: list[AgeingBucket], full: float) -> Floats:
    """Rates of the 30-day steps to the policy's buckets, weighted by the balances seen; plainly
    averaged where there were none. What lies beyond the last step is lost."""
    rates, first = [], 0
    for bucket in buckets:
        last = len(lost) - 1 if bucket.up_to_days is None else -(-bucket.up_to_days // _STEP)
        steps = slice(first, max(min(last, len(lost) - 1) + 1, first))
        weights = seen[steps]
        if bucket.up_to_days is None or not weights.size:
            rates.append(full)
        else:
            rates.append(float(np.average(lost[steps], weights=weights if weights.any() else None)))
        first = min(last + 1, len(lost)) if bucket.up_to_days is not None else first
    # What is older is never less in danger.
    return np.maximum.accumulate(np.array(rates))


def allowance(by_bucket: Minor, rates: Floats) -> Minor:
    """Provision matrix of rows of bucket balances, shape (rows, buckets) -> (rows,): rate x
    balance, rounded half-even for each row and never below zero."""
    provision: Floats = by_bucket @ rates
    return np.maximum(np.rint(provision), 0).astype(np.int64)


def net_of_insurance(gross: Minor, exposure: Minor, pays: Minor) -> Minor:
    """Expected loss less what insurers pay of it, shape (customers,), minor units. `pays`: what
    they pay should the customer pay nothing (buffer.cover: limits and shares of the shipment days,
    deductibles, without cover that was lost and what is in dispute). A loss is taken to fall evenly
    on all that is owed."""
    share = np.clip(pays / np.maximum(exposure, 1), 0.0, 1.0)
    return np.rint(gross * (1 - share)).astype(np.int64)
