"""The ledgers as they stood on a past day: what was not known yet is taken out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from cashbuoy.forecast.paid_parts import DOCUMENTS, paid_by
from cashbuoy.forecast.paid_parts import TABLE as PAID_PARTS
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy

# Tables whose rows came into being on a date of their own. Budgets, terms, limits and standing
# items carry no such date: what they say is taken as known all along.
_SINCE = {
    "tblReceivables": "invoice_date",
    "tblPayables": "bill_date",
    "tblBank": "date",
    "tblContracts": "signed",
    "tblRecurring": "start",
    "tblPlans": "start",
    "tblPlanPayments": "date",
    "tblHistory": "date",
    "tblSnapshots": "as_of",
    "tblActions": "date",
    "tblDisputes": "opened",
}


def known_then(ledgers: Ledgers, policy: Policy, day: dt.date) -> Ledgers:
    """The ledgers as known at the close of `day`.

    Documents of later date, later payments and later exchange rates go. What a ledger holds without
    saying since when goes, too, where it may have come later: disputes, promises, the outcome of
    payment plans. An acceptance bill is taken as known from `acceptance_tenor_days` before it
    matures.
    """
    today = pd.Timestamp(day)
    tables = dict(ledgers.tables)
    for name, column in _SINCE.items():
        # NaT compares false: a row that says no date was there all along.
        tables[name] = _rows(tables[name], ~(tables[name][column] > today))
    tables["tblRates"] = _rates_then(tables["tblRates"], today)
    for name in DOCUMENTS:
        tables[name] = paid_by(tables[name], name, tables[PAID_PARTS], today)
    tables["tblInstalments"] = _unpaid_since(tables["tblInstalments"], today)
    monthly = tables["tblMonthly"]
    tables["tblMonthly"] = _rows(monthly, monthly["month"] + pd.offsets.MonthEnd(0) <= today)
    invoices = tables["tblReceivables"]
    never = np.full(len(invoices), np.datetime64("NaT", "ns"))
    tables["tblReceivables"] = invoices.assign(dispute=False, promise_date=never)
    contracts = tables["tblContracts"]
    tables["tblContracts"] = contracts.assign(
        **{c: contracts[c].where(~(contracts[c] > today)) for c in ("shipped", "accepted")}
    )
    tables["tblPlans"] = _still_running(tables["tblPlans"])
    instalments = tables["tblInstalments"]
    tables["tblInstalments"] = _rows(
        instalments, instalments["plan"].isin(tables["tblPlans"]["plan"])
    )
    tenor = pd.Timedelta(days=policy.receivables.acceptance_tenor_days)
    bills = tables["tblBills"]
    tables["tblBills"] = _rows(bills, bills["matures"] - tenor <= today)
    return replace(ledgers, tables=tables, findings=())


def _rows(frame: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    kept = keep.to_numpy(bool)
    return frame if kept.all() else frame[kept].reset_index(drop=True)


def _rates_then(rates: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The quotes of that day and before. A currency that has later ones only takes its first, as
    documents older than all quotes do: what was owed in it then has to be worth something."""
    later = (rates["date"] > today).to_numpy(bool)
    known = rates[~later]
    new = rates[later & ~rates["currency"].isin(known["currency"]).to_numpy(bool)]
    if new.empty:
        return known.reset_index(drop=True)
    first = new.sort_values("date", kind="stable").drop_duplicates("currency")
    return pd.concat([known, first.assign(date=today)], ignore_index=True)


def _unpaid_since(frame: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """The table without its payments after that day."""
    later = (frame["paid_date"] > today).to_numpy()
    return frame.assign(
        paid=frame["paid"].where(~later, 0), paid_date=frame["paid_date"].where(~later)
    )


def _still_running(plans: pd.DataFrame) -> pd.DataFrame:
    """Plans that had begun were running then, however they ended; drafts were none."""
    begun = (plans["status"] != "draft").to_numpy()
    return plans.assign(status=plans["status"].where(~begun, "current"))
