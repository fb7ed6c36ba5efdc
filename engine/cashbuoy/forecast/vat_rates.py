"""VAT rates of single documents, and the mix of the firm's business."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.ledger.clean import Ledgers
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
    countries = ledgers["tblCustomers"].set_index("customer")["country"]
    country = invoices["counterparty"].map(countries)
    unknown = (country.isna() | (country == "")).to_numpy()
    home = (country == policy.firm.country).to_numpy()
    at_home = home | (unknown & (invoices["currency"] == ledgers.base_currency).to_numpy())
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


def _mix(documents: pd.DataFrame, rates: NDArray[np.float64], default: float) -> float:
    gross = documents["amount_base"].to_numpy(np.float64)
    net = float((gross / (1 + rates)).sum())
    return float(gross.sum()) / net - 1 if net > 0 else default
