"""VAT as cash: owed on what was invoiced, collected or not, and paid after the period's end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.budget import Budget
from cashbuoy.forecast.events import cash_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.forecast.vat_rates import by_rate, purchase_vat_rates, sales_vat_rates, tax_in
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.policy.models import Policy

_HISTORY_MONTHS = 12  # input tax not yet used is carried forward from so far back
_PERIOD_MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class InvoicedTax:
    """Output less input tax of the documents issued so far, by month of issue; both arrays have
    shape (months,). The months begin with a filing period and reach to the horizon's end."""

    months: NDArray[np.datetime64]
    tax: NDArray[np.float64]


def invoiced_tax(
    ledgers: Ledgers,
    documents: tuple[pd.DataFrame, pd.DataFrame],
    policy: Policy,
    horizon: Horizon,
) -> InvoicedTax:
    """The tax in the invoices and bills (`documents`) issued by the as-of date."""
    step = _PERIOD_MONTHS[policy.vat.filing]
    start = np.datetime64(horizon.as_of, "M") - _HISTORY_MONTHS
    start -= start.astype(np.int64) % step  # filing periods follow the calendar
    months = np.arange(start, np.datetime64(horizon.days[-1], "M") + 1)
    invoices, bills = (_issued(d, months, horizon) for d in documents)
    output = _tax_by_month(invoices, sales_vat_rates(invoices, ledgers, policy), months)
    paid = _tax_by_month(bills, purchase_vat_rates(bills, ledgers, policy), months)
    return InvoicedTax(months, output - paid)


def vat_events(
    invoiced: InvoicedTax,
    budget: Budget,
    policy: Policy,
    horizon: Horizon,
    calendar: WorkCalendar,
) -> pd.DataFrame:
    """VAT and surcharges due after the as-of date (-).

    Output less input tax of each filing period, of what is invoiced and of the budget still ahead.
    Excess input tax is carried forward. Months for which the budget has VAT lines of its own are
    left out.
    """
    step = _PERIOD_MONTHS[policy.vat.filing]
    months, tax = invoiced.months, invoiced.tax.copy()
    first_budget = np.datetime64(horizon.days[0], "M")
    ahead = slice(int((first_budget - months[0]).astype(np.int64)), None)
    tax[ahead] += budget.sales * budget.vat.sales / (1 + budget.vat.sales)
    tax[ahead] -= budget.purchases * budget.vat.purchases / (1 + budget.vat.purchases)

    ends = np.arange(step - 1, months.size, step)
    periods = months[ends]
    owed = _owed(np.add.reduceat(tax, np.arange(0, months.size, step))[: ends.size])
    amount = np.rint(owed * (1 + policy.vat.surcharge_rate)).astype(np.int64)
    nominal = (periods + 1).astype("datetime64[D]") + (policy.vat.due_day - 1)
    when = calendar.roll(nominal, "following")
    ahead_of_us = when > np.datetime64(horizon.as_of, "D")
    keep = ahead_of_us & ~np.isin(nominal.astype("datetime64[M]"), budget.vat_months)
    when = roll_ahead(when[keep], "following", horizon.as_of, calendar)
    n = int(keep.sum())
    return cash_events(
        when,
        "vat",
        -amount[keep],
        "vat",
        np.zeros(n, dtype=np.int64),
        np.datetime_as_string(periods[keep], unit="M").astype(object),
        np.full(n, "", dtype=object),
        "filing",
        calendar.is_provisional(when),
    )


def _owed(net: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tax payable per period once excess input tax is carried into the next."""
    owed = np.zeros(net.size)
    credit = 0.0
    for i, tax in enumerate(net.tolist()):
        due = tax - credit
        owed[i] = max(due, 0.0)
        credit = max(-due, 0.0)
    return owed


def _issued(
    documents: pd.DataFrame, months: NDArray[np.datetime64], horizon: Horizon
) -> pd.DataFrame:
    """The documents issued from the first of the months to the as-of date."""
    when = documents["document_date"].to_numpy("datetime64[D]")
    known = (when >= months[0]) & (when <= np.datetime64(horizon.as_of, "D"))
    columns = ["document_date", "counterparty", "currency", "amount_base"]
    issued: pd.DataFrame = documents.loc[known, columns]
    return issued


def _tax_by_month(
    documents: pd.DataFrame, rates: NDArray[np.float64], months: NDArray[np.datetime64]
) -> NDArray[np.float64]:
    when = documents["document_date"].to_numpy("datetime64[M]")
    index = (when - months[0]).astype(np.int64)
    gross = documents["amount_base"].to_numpy(np.int64)
    return tax_in(*by_rate(gross, rates, index, months.size))
