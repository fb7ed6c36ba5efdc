"""Learn when customers pay, from what was known at a date."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.behaviour.curve import Curves, learn_curves
from cashbuoy.behaviour.days_off import share_on_days_off
from cashbuoy.behaviour.history import History, known_history
from cashbuoy.behaviour.losses import disputed_loss_rate, loss_rates
from cashbuoy.behaviour.model import DelayModel
from cashbuoy.behaviour.pace import learn_pace
from cashbuoy.behaviour.pay_days import learn_pay_days
from cashbuoy.behaviour.payers import Payers, learn_payers
from cashbuoy.behaviour.promises import kept_rates
from cashbuoy.calendars import WorkCalendar
from cashbuoy.policy.models import Behaviour, Policy

__all__ = ["DelayModel", "learn_delays"]

Ints = NDArray[np.int64]


def learn_delays(
    invoices: pd.DataFrame, policy: Policy, as_of: dt.date, calendar: WorkCalendar
) -> DelayModel:
    """From invoices (ledger.documents.DOCUMENT_COLUMNS), as known at the close of `as_of`.

    Invoices issued later do not exist yet, payments dated later have not happened; the order of
    rows is irrelevant. Method: docs/backtest.md.
    """
    settings = policy.behaviour
    known = known_history(invoices, as_of)
    on_days_off = share_on_days_off(known, settings, as_of, calendar)
    pay_days = learn_pay_days(known, policy, on_days_off, as_of, calendar)
    history = pay_days.on_clock(known, int(np.datetime64(as_of, "D").astype(np.int64)))
    curves = learn_curves(history, settings, policy.receivables)
    segment = curves.segment(history.terms, history.amount)
    payers = _payers(history, curves, segment, settings)
    pace, disputed_pace = learn_pace(history, curves, payers, segment, settings)
    return DelayModel(
        as_of=as_of,
        policy=policy,
        calendar=calendar,
        customers=history.customers,
        curves=curves,
        payers=payers,
        pay_days=pay_days,
        loss_rates=loss_rates(known, settings, policy.receivables),
        disputed_loss=disputed_loss_rate(known, settings),
        pace=pace,
        disputed_pace=disputed_pace,
        kept=kept_rates(known, settings),
        on_days_off=on_days_off,
        history=history,
        segment=segment,
        invoices=invoices,
    )


def _payers(history: History, curves: Curves, segment: Ints, settings: Behaviour) -> Payers:
    """Where on the segment's curve each invoice was paid, or has got to, tells of its customer. A
    payment counts in the middle of its day, and half as much for each half-life since the issue."""
    whole = curves.share(segment, history.entry - 1)
    left = curves.share(segment, history.delay) / whole
    before = curves.share(segment, np.maximum(history.delay - 1, history.entry - 1)) / whole
    return learn_payers(
        len(history.customers),
        history.customer,
        np.where(history.paid, (left + before) / 2, left),
        history.paid,
        history.share * 0.5 ** (history.issued_ago / settings.half_life_days),
        mix_customers=settings.mix_customers,
        own_invoices=settings.own_invoices,
    )
