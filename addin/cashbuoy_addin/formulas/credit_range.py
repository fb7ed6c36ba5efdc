"""A range of invoices, with or without a customer list, to the credit of its customers."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import replace
from typing import Any

import pandas as pd

from cashbuoy.calendars import calendar_of
from cashbuoy.credit.ageing import ageing_by_customer
from cashbuoy.credit.assessment import CreditBook, assess_credit
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.ledger.documents import receivable_documents
from cashbuoy.ledger.open_items import open_receivables
from cashbuoy.ledger.schema import CUSTOMERS, RECEIVABLES
from cashbuoy.money import minor_digits, to_major, to_minor
from cashbuoy.policy.models import Policy
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ledger_ranges import ledgers_of
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.table_range import raw_frame, read_table

_AHEAD = dt.timedelta(days=400)


def assessed(
    context: CallContext, ledger: Titled, as_of: dt.date, customers: Titled | None
) -> pd.DataFrame:
    """The credit of every customer of the ranges (CreditBook.customers)."""
    return _book(_ledgers(context.policy, ledger, customers), context.policy, as_of).customers


def assessed_one(
    context: CallContext,
    ledger: Titled,
    customer: str,
    as_of: dt.date,
    customers: Titled | None,
) -> dict[str, Any]:
    """The same of one customer."""
    return _of_one(_ledgers(context.policy, ledger, customers), context.policy, customer, as_of)


def proposed_limit(
    context: CallContext,
    ledger: Titled,
    customer: str,
    as_of: dt.date,
    current: float | None,
    customers: Titled | None,
) -> float:
    """Limit proposed for one customer, major units."""
    ledgers = _ledgers(context.policy, ledger, customers)
    digits = minor_digits(ledgers.base_currency)
    if current is not None:
        ledgers = _with_limit(ledgers, customer, current, digits)
    row = _of_one(ledgers, context.policy, customer, as_of)
    return float(to_major(row["limit_proposed"], digits))


def _of_one(ledgers: Ledgers, policy: Policy, customer: str, as_of: dt.date) -> dict[str, Any]:
    """The row of one customer. FormulaError #N/A where there is none, or none as early as that."""
    found = _book(ledgers, policy, as_of).customers
    wanted = customer.strip().casefold()
    here = found[(found["customer"].str.casefold() == wanted).to_numpy()]
    if not here.empty:
        return {str(name): value for name, value in here.iloc[0].items()}
    names = ledgers[RECEIVABLES.name]["customer"].unique().tolist()
    if wanted in map(str.casefold, names):
        raise FormulaError(
            "#N/A",
            "{found} has no invoice dated {as_of} or earlier; check the date",
            key="customer_later",
            found=customer,
            as_of=str(as_of),
        )
    near = difflib.get_close_matches(customer, names, n=3, cutoff=0.4) or names[:3]
    raise FormulaError(
        "#N/A",
        "there is no customer '{found}'; the nearest are {near}",
        key="customer_unknown",
        found=customer,
        near=", ".join(near) or "-",
    )


def _ledgers(policy: Policy, ledger: Titled, customers: Titled | None) -> Ledgers:
    raw = raw_frame(ledger)
    base = policy.firm.base_currency
    read_table(raw, RECEIVABLES, ("customer", "invoice_date", "amount"), base)
    ledgers = ledgers_of(base, tblReceivables=raw)
    if customers is None:
        return ledgers
    known = read_table(raw_frame(customers), CUSTOMERS, ("customer",), ledgers.base_currency)
    return replace(ledgers, tables={**ledgers.tables, CUSTOMERS.name: known})


def _with_limit(ledgers: Ledgers, customer: str, current: float, digits: int) -> Ledgers:
    if current < 0:
        raise FormulaError(
            "#NUM!", "the current limit is {found:g}; it must not be negative",
            key="limit_negative", found=current,
        )  # fmt: skip
    known = ledgers[CUSTOMERS.name]
    billed = ledgers[RECEIVABLES.name]["customer"]
    wanted = customer.strip().casefold()
    here = (known["customer"].str.casefold() == wanted).to_numpy()
    limit = int(to_minor(current, digits))
    if here.any():
        known = known.assign(credit_limit=known["credit_limit"].where(~here, limit))
    elif (names := billed[billed.str.casefold() == wanted]).size:
        row = known.reindex([0]).assign(customer=names.iloc[0], credit_limit=limit, row=0)
        texts = known.columns[known.dtypes == "str"]
        row[texts] = row[texts].fillna("")
        known = row.assign(insured_limit=0, key_account=False)
    return replace(ledgers, tables={**ledgers.tables, CUSTOMERS.name: known})


def _book(ledgers: Ledgers, policy: Policy, as_of: dt.date) -> CreditBook:
    rates = Rates.of(ledgers, "document", as_of)
    documents = receivable_documents(ledgers, policy, rates)
    calendar = calendar_of(policy.calendar, as_of, as_of + _AHEAD)
    items = open_receivables(documents, policy, as_of, calendar, rates)
    aged = ageing_by_customer(items, documents, ledgers, policy, as_of)
    return assess_credit(ledgers, documents, aged, policy, as_of)
