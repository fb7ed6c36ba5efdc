"""The delay model: what it learns, and what it must never do."""

from __future__ import annotations

import datetime as dt

import numpy as np
from firm import day, invoice, ledgers, policy

from cashbuoy.behaviour.learning import learn_delays
from cashbuoy.behaviour.odds import Owed
from cashbuoy.calendars import calendar_of
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents


def test_an_open_invoice_of_a_firm_without_history_follows_the_prior():
    model = learned([], "2026-03-31")
    odds = model.odds(owed(due="2026-04-10"), 60)
    assert odds.profiles.shape == (1, 62)
    np.testing.assert_allclose(odds.profiles.sum(axis=1), 1)
    by_due = odds.profiles[0, :10].sum()
    assert 0.25 < by_due < 0.4  # a third of the days before due are over already


def learned(rows, as_of, text=""):
    rules, books = policy(text), ledgers(Receivables=rows)
    invoices = receivable_documents(books, rules, Rates.of(books, "document", day(as_of)))
    calendar = calendar_of(rules.calendar, day(as_of), day(as_of) + dt.timedelta(days=400))
    return learn_delays(invoices, rules, day(as_of), calendar)


def owed(customer="Acme", issued="2026-03-11", due="2026-04-10", amount=100):
    return Owed(
        np.array([customer], dtype=object),
        np.array([issued], "datetime64[ns]"),
        np.array([due], "datetime64[ns]"),
        np.array([amount], dtype=np.int64),
        np.array(["NaT"], "datetime64[ns]"),
        np.array([False]),
    )


def test_history_moves_the_curve():
    rows = [
        invoice(f"A{i}", "2026-01-01", "2026-01-31", 100, paid=100, paid_date=day("2026-02-20"))
        for i in range(50)
    ]
    odds = learned(rows, "2026-03-31").odds(owed(due="2026-03-31", issued="2026-03-01"), 60)
    assert odds.profiles[0, 17:24].sum() > 0.6
