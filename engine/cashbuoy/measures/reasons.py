"""Why a figure has no value, or a light or rule was not judged: keys of the texts `reasons`."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "",
    "no_invoices", "invoices_too_short", "open_invoices_only", "no_receivables", "no_sales",
    "no_bills", "bills_too_short", "open_bills_only", "no_payables", "no_purchases",
    "no_cogs", "no_inventory", "no_terms", "needs_invoices", "nothing_to_collect",
    "countback_too_short", "monthly_too_short", "month_missing", "no_current_assets",
    "no_current_liabilities", "no_monthly_cash", "no_operating_cash_flow", "no_cash",
    "no_payments_ahead", "no_operating_outflow", "not_burning", "history_too_short", "not_measured",
    "simulation_off", "no_cell", "cell_not_number", "no_rated_customer", "no_accounts",
    "module_off", "no_deadline", "no_plans",
    "no_bank", "bank_stale", "history_thin", "cash_used_up", "no_major_contracts", "no_stage_due",
]  # fmt: skip

# Nothing is missing: there is nothing that a rule could find.
NOTHING_TO_WATCH: frozenset[Reason] = frozenset({"no_deadline", "no_plans"})
