"""How far the bands fell short, or went too far, of late: learned from forecasts of the own past.

Bands say how far chance goes if tomorrow is like the past. Where customers change their habits, it
is not. So the firm's own past is asked: standing at earlier dates, with what was known then, how
far outside of its band, or inside, was each of the weeks that followed? All bands are stretched so
that as many of those weeks would have lain within as the bands promise (split conformal prediction:
Vovk, 2005), with some assumed weeks that behave as promised.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.bands import weekly_paths
from cashbuoy.behaviour.learning import DelayModel, learn_delays
from cashbuoy.behaviour.odds import Owed
from cashbuoy.calendars import WorkCalendar
from cashbuoy.policy.models import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WITHIN = 0.8  # from P10 to P90
_TENTHS = (0.1, 0.5, 0.9)
_SCORE = 1.2815515655446004  # of the normal distribution at P90
_MOST = 4.0  # half-widths: one week alone must not decide
_WEEKS, _PATHS, _SEED = 8, 300, 1
_ORDER = ["counterparty", "due_date", "document_date", "amount_base"]
_LEAST_HISTORY = 60  # days before a date that can be stood at
_ASKED = [*_ORDER, "amount", "paid", "paid_base", "paid_date"]  # marks say nothing of the past


def band_widening(
    invoices: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> float:
    """Factor by which bands around the forecast of collections are stretched, from what the close
    of `as_of` knew of `invoices` (ledger.documents.DOCUMENT_COLUMNS); 1 without a past to ask."""
    settings = policy.behaviour.bands
    sample = _sampled(without_marks(invoices[_ASKED]), settings.most_invoices)
    days = cut_offs(as_of, policy)
    return stretch([surprises(sample, policy, day, calendar) for day in days], policy)


def cut_offs(as_of: dt.date, policy: Policy) -> list[dt.date]:
    """The past dates whose weeks ahead are over at `as_of`."""
    settings = policy.behaviour.bands
    step = dt.timedelta(days=max(settings.every_days, 1))
    first = as_of - dt.timedelta(days=7 * _WEEKS)
    return [first - step * k for k in range(settings.cut_offs)]


def stretched(paths: Floats, factor: float) -> Floats:
    """Paths of collections, shape (paths, weeks), with their distance from each week's median times
    `factor`; never below 0."""
    middle = np.median(paths, axis=0)
    return np.maximum(middle + factor * (paths - middle), 0.0)


def stretch(weeks: list[Floats], policy: Policy) -> float:
    """The factor from the `surprises` of several dates."""
    seen = np.concatenate([*weeks, np.zeros(0)])
    if not seen.size:
        return 1.0
    from scipy.special import ndtri  # noqa: PLC0415  (takes a moment to import)

    assumed = policy.behaviour.bands.assumed_weeks
    usual = np.abs(ndtri((np.arange(round(assumed)) + 0.5) / max(round(assumed), 1))) / _SCORE
    every = np.minimum(np.concatenate([seen, usual]), _MOST)
    return float(np.quantile(every, min(WITHIN * (every.size + 1) / every.size, 1.0)))


def surprises(
    invoices: pd.DataFrame, policy: Policy, day: dt.date, calendar: WorkCalendar
) -> Floats:
    """Distance of each week's collections from its median, in half-widths of its 80 % band, for the
    weeks after `day` in which anything was expected. Nothing of what came after them is used."""
    today = pd.Timestamp(day)
    issued = invoices["document_date"]
    if issued.empty or not issued.min() <= today - pd.Timedelta(days=_LEAST_HISTORY):
        return np.zeros(0)
    items, amount = open_items(invoices, today)
    if not len(items):
        return np.zeros(0)
    # In an order of their own, so that the paths are the same whatever the order of rows.
    items = items.reset_index(drop=True).sort_values(_ORDER, kind="stable")
    amount = amount[items.index]
    model = learn_delays(invoices, policy, day, calendar)
    shares = week_shares(model, items, amount, _WEEKS)
    paths = weekly_paths(
        shares, amount, customers(model, items), (model.common_factor, model.customer_factor),
        _PATHS, _SEED,
    )  # fmt: skip
    came = collected(items, today, _WEEKS)
    low, middle, high = np.quantile(paths, _TENTHS, axis=0)
    half = np.where(came > middle, high - middle, middle - low)
    away = np.abs(came - middle)
    far = np.where(half > 0, away / np.maximum(half, 1e-9), np.where(away > 0, _MOST, 0.0))
    found: Floats = far[amount @ shares > 0]
    return found


def without_marks(invoices: pd.DataFrame) -> pd.DataFrame:
    """Invoices alone, without marks that carry no date: nobody knows since when they stand."""
    dated = invoices[(invoices["amount"] > 0).to_numpy()].copy()
    never = pd.Series(pd.NaT, index=dated.index, dtype="datetime64[ns]")
    return dated.assign(dispute=False, promise_date=never)


def open_items(invoices: pd.DataFrame, today: pd.Timestamp) -> tuple[pd.DataFrame, Floats]:
    """The invoices open at the close of a day, and what is still owed of each."""
    paid_on = invoices["paid_date"].to_numpy("datetime64[ns]")
    gone = np.isnat(paid_on) | (paid_on <= today.to_datetime64())
    paid = np.where(gone, invoices["paid_base"].to_numpy(np.float64), 0)
    left = invoices["amount_base"].to_numpy(np.float64) - paid
    issued = invoices["document_date"].to_numpy("datetime64[ns]")
    is_open = (issued <= today.to_datetime64()) & (left > 0)
    return invoices[is_open], left[is_open]


def week_shares(model: DelayModel, items: pd.DataFrame, amount: Floats, weeks: int) -> Floats:
    """Chance that each item is paid in each of the weeks ahead, shape (items, weeks)."""
    n = len(items)
    owed = Owed(
        customer=items["counterparty"].to_numpy(object),
        issued=items["document_date"].to_numpy(),
        due=items["due_date"].to_numpy(),
        amount=amount.astype(np.int64),
        promised=np.full(n, np.datetime64("NaT", "ns")),
        disputed=np.zeros(n, dtype=bool),
    )
    odds = model.odds(owed, 7 * weeks)
    daily = odds.profiles[:, :-2]
    shares: Floats = daily.reshape(len(daily), weeks, 7).sum(axis=2)[odds.profile]
    return shares


def customers(model: DelayModel, items: pd.DataFrame) -> Ints:
    """Number of each item's customer."""
    found: Ints = pd.Index(model.customers).get_indexer(pd.Index(items["counterparty"]))
    return found


def collected(items: pd.DataFrame, today: pd.Timestamp, weeks: int) -> Floats:
    """What came of the open items by week; the rest of a part payment is still open."""
    paid_on = items["paid_date"].to_numpy("datetime64[D]")
    day = np.where(np.isnat(paid_on), 0, (paid_on - np.datetime64(today, "D")).astype(np.int64))
    paid = np.minimum(items["paid_base"].to_numpy(np.float64), items["amount_base"])
    inside = (day >= 1) & (day <= 7 * weeks)
    week = (day[inside] - 1) // 7
    return np.bincount(week, weights=paid[inside], minlength=weeks).astype(np.float64)


def _sampled(invoices: pd.DataFrame, most: int) -> pd.DataFrame:
    """Some of the customers with all their invoices, so that there are not many more than `most`:
    what all do in common shows in some of them, too."""
    if len(invoices) <= most:
        return invoices
    code, _ = pd.factorize(invoices["counterparty"], sort=True)
    some: pd.DataFrame = invoices[code % -(-len(invoices) // most) == 0]
    return some
