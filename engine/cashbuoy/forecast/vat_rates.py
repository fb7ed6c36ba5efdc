"""VAT rates of single documents, and the mix of the firm's business."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class VatShares:
    """VAT contained in the firm's sales and purchases, as a share of the net amount."""

    sales: float
    purchases: float


def sales_vat_rates(
    invoices: pd.DataFrame, ledgers: Ledgers, policy: Policy
) -> NDArray[np.float64]:
    """VAT rate of each invoice: the export rate for customers abroad. A customer without a country
    is at home when billed in base currency."""
    in_base = (invoices["currency"] == ledgers.base_currency).to_numpy()
    countries = ledgers.by_customer["country"]
    of, names = pd.factorize(invoices["counterparty"])
    country = countries.reindex(names) if len(countries) else pd.Series([""] * len(names))
    unknown = (country.isna() | (country == "")).to_numpy(bool)[of]
    home = (country == policy.firm.country).to_numpy(bool)[of]
    at_home = home | (unknown & in_base)
    return np.where(at_home, policy.vat.sales_rate, policy.vat.export_rate)


def purchase_vat_rates(
    bills: pd.DataFrame, ledgers: Ledgers, policy: Policy
) -> NDArray[np.float64]:
    """Deductible VAT rate of each bill: none on bills in foreign currency."""
    at_home = (bills["currency"] == ledgers.base_currency).to_numpy()
    return np.where(at_home, policy.vat.purchases_rate, 0.0)


def vat_shares(
    invoices: pd.DataFrame, bills: pd.DataFrame, ledgers: Ledgers, policy: Policy
) -> VatShares:
    """The mix of domestic and foreign business so far; domestic rates where there is none."""
    return VatShares(
        _mix(invoices, sales_vat_rates(invoices, ledgers, policy), policy.vat.sales_rate),
        _mix(bills, purchase_vat_rates(bills, ledgers, policy), policy.vat.purchases_rate),
    )


def tax_in(gross: Minor, rates: NDArray[np.float64]) -> NDArray[np.float64]:
    """The tax in gross amounts that add up each rate's business: shape (..., rates) to (...,)."""
    tax: NDArray[np.float64] = gross @ (rates / (1 + rates))
    return tax


def by_rate(
    gross: Minor, rates: NDArray[np.float64], lot: NDArray[np.int64], lots: int
) -> tuple[Minor, NDArray[np.float64]]:
    """Amounts added up by lot (0 .. lots - 1) and distinct rate, shape (lots, rates); the rates.

    Whole minor units are added before any rate is applied: floats would hang on the order of rows.
    """
    distinct, of = np.unique(rates, return_inverse=True)
    totals = np.zeros((lots, distinct.size), dtype=np.int64)
    np.add.at(totals, (lot, of.reshape(-1)), gross)
    return totals, distinct


def _mix(documents: pd.DataFrame, rates: NDArray[np.float64], default: float) -> float:
    gross = documents["amount_base"].to_numpy(np.int64)
    totals, distinct = by_rate(gross, rates, np.zeros(gross.size, dtype=np.int64), 1)
    net = totals[0] / (1 + distinct)
    whole = float(net.sum())
    return float((net / whole) @ distinct) if whole > 0 else default
