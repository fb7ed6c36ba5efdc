"""Contracts and their stages in few lines."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from firm import day, ledgers, policy

from cashbuoy.calendars import calendar_of
from cashbuoy.collection.stages import stage_schedule
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents

AS_OF = day("2026-10-31")
DEFAULT = policy()


def contract(number, amount, signed=None, shipped=None, accepted=None, **more):
    events = {"signed": signed, "shipped": shipped, "accepted": accepted}
    dates = {name: day(text) if text else None for name, text in events.items()}
    return {"contract": number, "customer": "Acme", "amount": amount, **dates, **more}


def schedule(contracts, invoices=(), rules=DEFAULT, as_of=AS_OF, **tables):
    firm = ledgers(Contracts=contracts, Receivables=list(invoices), **tables)
    rates = Rates.of(firm, "document", as_of)
    calendar = calendar_of(rules.calendar, dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    documents = receivable_documents(firm, rules, rates)
    return stage_schedule(firm["tblContracts"], documents, rules.collection, calendar, as_of, rates)


def column(stages, name):
    values = stages[name]
    if values.dtype.kind == "M":
        return [None if pd.isna(v) else f"{v:%Y-%m-%d}" for v in values]
    return values.tolist()
