"""Which input table belongs to which module of the policy (A6): the one place that says so."""

from __future__ import annotations

from collections.abc import Mapping

from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.models import Module, Policy

# None: always there. History is written by refresh and is no input.
INPUT_MODULES: Mapping[str, Module | None] = {
    "tblReceivables": None,
    "tblPayables": None,
    "tblBank": None,
    "tblMonthly": None,
    "tblCustomers": "customers",
    "tblContracts": "contracts",
    "tblRecurring": "recurring",
    "tblPlan": "budget",
    "tblBills": "bills",
    "tblPlans": "plans",
    "tblInstalments": "plans",
    "tblPlanPayments": "plans",
    "tblPlanItems": "plans",
    "tblOrders": "orders",
    "tblActions": "customers",
    "tblDisputes": "customers",
    "tblLines": "lines",
    "tblInsurance": "insurance",
    "tblRates": None,
}


def input_key(table: str) -> str:
    """VBA code name of an input table's sheet: tblReceivables -> InReceivables."""
    return f"In{table.removeprefix('tbl')}"


def is_input_key(key: str) -> bool:
    """Whether a sheet is an input table's: Insurance is not, InInsurance is."""
    return key.startswith("In") and key[2:3].isupper()


def sheet_key(table: str) -> str:
    """Key of the sheet that holds a table, History's included."""
    return table.removeprefix("tbl") if TABLES[table].written_by_refresh else input_key(table)


def is_on(table: str, policy: Policy) -> bool:
    """Whether the table's module is switched on."""
    module = INPUT_MODULES[table]
    return module is None or policy.has(module)
