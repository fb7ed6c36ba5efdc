"""The principal of payment plans that were typed without one (B9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.plans.plan_items import plan_items
from cashbuoy.policy.models import Policy


def with_principals(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> Ledgers:
    """The ledgers with the principal of each plan that has none: that of its lines in
    tblInstalments, else (or where fewer of them are entered than agreed) what was open of its
    invoices when it began. A plan without either keeps 0
    and is named where its instalments are worked out. Errors: LedgerError for a missing exchange
    rate."""
    plans = ledgers["tblPlans"]
    empty = (plans["principal"] == 0).to_numpy()
    if not empty.any():
        return ledgers
    by_plan = ledgers["tblInstalments"].groupby("plan")
    listed, lines = by_plan["principal"].sum(), by_plan.size()
    rates = Rates.of(ledgers, policy.forecast.exchange_rate, as_of)
    items = plan_items(receivable_documents(ledgers, policy, rates), ledgers)
    linked = items.groupby("plan")["amount"].sum()
    name = plans["plan"]
    of_lines, of_invoices = name.map(listed), name.map(linked)
    some = (name.map(lines) < plans["instalments"]) & (of_invoices > of_lines)
    found = of_lines.mask(some, of_invoices).fillna(of_invoices).fillna(0).clip(lower=0)
    principal = np.where(empty, found, plans["principal"]).astype(np.int64)
    changed: dict[str, pd.DataFrame] = {
        **ledgers.tables,
        "tblPlans": plans.assign(principal=principal),
    }
    return replace(ledgers, tables=changed)
