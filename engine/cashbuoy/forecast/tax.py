"""VAT as cash: owed on what was invoiced, collected or not, and paid after the period's end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.events import cash_events
from cashbuoy.forecast.horizon import Horizon
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.open_items import roll_ahead
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy

_HISTORY_MONTHS = 12  # input tax not yet used is carried forward from so far back
_PERIOD_MONTHS = {"monthly": 1, "quarterly": 3}


@dataclass(frozen=True)
class VatShares:
    """VAT contained in the firm's sales and purchases, as a share of the net amount."""

    sales: float
    purchases: float


def sales_vat_rates(invoices: pd.DataFrame, ledgers: Ledgers, policy: Policy) -> NDArray[np.float64]:
    """VAT rate of each invoice: the export rate for customers abroad. A customer without a country
    is at home when billed in base currency."""
    customers = ledgers["tblCustomers"]
    country = invoices["counterparty"].map(customers.set_index("customer")["country"]).fillna("")
    unknown = (country == "").to_numpy()
    home = (country == policy.firm.country).to_numpy()
    at_home = home | (unknown & (invoices["currency"] == ledgers.base_currency).to_numpy())
    return np.where(at_home, policy.vat.sales_rate, policy.vat.export_rate)


def purchase_vat_rates(bills: pd.DataFrame, ledgers: Ledgers, policy: Policy) -> NDArray[np.float64]:
    """Deductible VAT rate of each bill: none on bills in foreign currency."""
    at_home = (bills["currency"] == ledgers.base_currency).to_numpy()
    return np.where(at_home, policy.vat.purchases_rate, 0.0)


def vat_shares(invoices: pd.DataFrame, bills: pd.DataFrame, ledgers: Ledgers, policy: Policy) -> VatShares:
    """The mix of domestic and foreign business so far; the domestic rates where there is none yet."""
    return VatShares(
        _mix(invoices, sales_vat_rates(invoices, ledgers, policy), policy.vat.sales_rate),
        _mix(bills, purchase_vat_rates(bills, ledgers, policy), policy.vat.purchases_rate),
    )


def vat_events(
    ledgers: Ledgers,
    policy: Policy,
    horizon: Horizon,
    calendar: WorkCalendar,
    invoices: pd.DataFrame,
    bills: pd.DataFrame,
    budget_sales: Minor,
    budget_purchases: Minor,
    shares: VatShares,
    budgeted_payments: NDArray[np.datetime64],
) -> pd.DataFrame:
    """VAT and surcharges due after the as-of date (-).

    Output less input tax of each filing period, from documents issued by the as-of date and the
    gross budget still ahead (one amount per month of the horizon). Excess input tax is carried forward.
    Months in `budgeted_payments` (datetime64[M]) are left out: there the budget states the VAT itself.
    """
    step = _PERIOD_MONTHS[policy.vat.filing]
    first_budget = np.datetime64(horizon.days[0], "M")
    last = np.datetime64(horizon.days[-1], "M")
    start = np.datetime64(horizon.as_of, "M") - _HISTORY_MONTHS
    start -= start.astype(np.int64) % step  # filing periods follow the calendar
    months = np.arange(start, last + 1)
    tax = np.zeros(months.size)
    for documents, rates, sign in (
        (invoices, sales_vat_rates(invoices, ledgers, policy), 1),
        (bills, purchase_vat_rates(bills, ledgers, policy), -1),
    ):
        tax += sign * _tax_by_month(documents, rates, months, horizon)
    ahead = slice(int((first_budget - start).astype(np.int64)), None)
    tax[ahead] += budget_sales * shares.sales / (1 + shares.sales)
    tax[ahead] -= budget_purchases * shares.purchases / (1 + shares.purchases)

    ends = np.arange(step - 1, months.size, step)
    periods = months[ends]
    owed = _owed(np.add.reduceat(tax, np.arange(0, months.size, step))[: ends.size])
    amount = np.rint(owed * (1 + policy.vat.surcharge_rate)).astype(np.int64)
    nominal = (periods + 1).astype("datetime64[D]") + (policy.vat.due_day - 1)
    when = calendar.roll(nominal, "following")
    keep = (when > np.datetime64(horizon.as_of, "D")) & ~np.isin(nominal.astype("datetime64[M]"), budgeted_payments)
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


def _tax_by_month(
    documents: pd.DataFrame,
    rates: NDArray[np.float64],
    months: NDArray[np.datetime64],
    horizon: Horizon,
) -> NDArray[np.float64]:
    when = documents["document_date"].to_numpy("datetime64[D]")
    tax = documents["amount_base"].to_numpy(np.float64) * rates / (1 + rates)
    index = (when.astype("datetime64[M]") - months[0]).astype(np.int64)
    known = (when <= np.datetime64(horizon.as_of, "D")) & (index >= 0)
    return np.bincount(index[known], weights=tax[known], minlength=months.size)[: months.size]


def _mix(documents: pd.DataFrame, rates: NDArray[np.float64], default: float) -> float:
    gross = documents["amount_base"].to_numpy(np.float64)
    net = float((gross / (1 + rates)).sum())
    return float(gross.sum()) / net - 1 if net > 0 else default
