"""Every customer's credit at the close of a day: grade, limit, terms, hold, allowance, and what
changed (B1, B3 to B5, B11, B12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.collection.actions_log import promises_made
from cashbuoy.credit.allowance import LossRates, loss_rates, net_of_insurance
from cashbuoy.credit.changes import (
    AT_ONCE,
    TABLE,
    Change,
    InForce,
    change_lines,
    in_force,
    proposals,
    unread_approvals,
)
from cashbuoy.credit.downgrades import downgrades, noted_before, rating_changes
from cashbuoy.credit.grades import GradeChange, grade_changes, grades_before, grades_of
from cashbuoy.credit.hold import held_orders, holds, trivial_amount
from cashbuoy.credit.limits import LimitNow, LimitProposal, propose_limits
from cashbuoy.credit.listed import CustomerList, customer_list
from cashbuoy.credit.record import Floats, PaymentRecord, payment_record
from cashbuoy.credit.scorecard import KnownCustomers, Scores, score_customers, tenure_months
from cashbuoy.credit.terms import (
    TermsNow,
    TermsProposal,
    longest_terms,
    new_customers,
    propose_terms,
)
from cashbuoy.credit.terms_value import days_that_pay, discount_values
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits, to_major
from cashbuoy.policy.models import Policy

# One row per customer, by name. Money: int64 base minor units.
CREDIT_COLUMNS = (
    "customer",
    "name",  # full name of the customer list, "" for none
    "grade",  # A B C D N
    "grade_before",  # at the last refresh before, else of the customer list; "" for none
    "points",  # of 100, NaN where nothing is measured
    "exposure",  # all that is open, credit notes off, never below 0
    "overdue",
    "oldest_overdue",  # days
    "oldest_row",  # its row in tblReceivables, 0 for none
    "has_limit",
    "limit",  # in force, what a late payment lowers at once included; 0 without one
    "limit_proposed",
    "limit_rule",  # changes.Rule; "keep" where nothing changes
    "capped_by",  # limits.CAPS: the lowest cap; "" for none
    "cap",
    "terms",  # days in force
    "terms_proposed",
    "terms_rule",
    "days_that_pay",  # longest terms that the margin pays for
    "discount_value",  # of the early discount on the sales of 12 months, should it be taken
    "hold",  # hold.HoldReason
    "allowance",  # by the provision matrix
    "allowance_net",  # after what insurers pay (CreditBook.insured); before that is known, gross
)


@dataclass(frozen=True)
class CreditBook:
    """What a refresh found of all customers' credit.

    customers: CREDIT_COLUMNS, its rows in the order of `record` and `scores`. new_grades: lines
    that tblGrades gets on this day; new_ratings: customers that get one for an external rating or
    country risk. known: what the tables say of them. changes: tblCreditChanges as it is to be
    written.
    """

    customers: pd.DataFrame
    record: PaymentRecord
    scores: Scores
    rates: LossRates
    new_grades: tuple[GradeChange, ...]
    known: CustomerList
    new_ratings: NDArray[np.int64]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]

    @property
    def payers(self) -> pd.DataFrame:
        """How each customer is to be asked for money: customer, grade, broken_promises."""
        return self.customers[["customer", "grade"]].assign(
            broken_promises=self.record.broken_promises
        )

    def insured(self, pays: pd.Series) -> CreditBook:
        """The book with its allowance net of what insurers pay for each customer that fails (base
        minor units, by customer)."""
        found = self.customers
        paid = pays.reindex(found["customer"]).fillna(0).to_numpy(np.int64)
        net = net_of_insurance(
            found["allowance"].to_numpy(np.int64), found["exposure"].to_numpy(np.int64), paid
        )
        return replace(self, customers=found.assign(allowance_net=net))


def assess_credit(
    ledgers: Ledgers,
    invoices: pd.DataFrame,
    ageing: pd.DataFrame,
    policy: Policy,
    as_of: dt.date,
    habits: pd.DataFrame | None = None,
) -> CreditBook:
    """From invoices (documents.DOCUMENT_COLUMNS), their ageing (ageing.ageing_by_customer) and the
    tables of customers, insurance, orders, grades and changes.

    habits: learned delays (behaviour DelayModel.habits: customer, half_days), for the days that
    pay; without them the average delay of the period counts.
    """
    credit, digits = policy.credit, minor_digits(ledgers.base_currency)
    listing = ledgers["tblCustomers"]
    issued = (invoices["document_date"] <= pd.Timestamp(as_of)).to_numpy()
    amounts = invoices["amount_base"].to_numpy(np.int64)[issued]
    trivial = trivial_amount(amounts, credit.hold, digits)
    promises = promises_made(invoices, ledgers["tblActions"], as_of)
    record = payment_record(invoices, listing["customer"], credit, as_of, trivial, promises)
    record = _owing(record, ageing)
    known = customer_list(ledgers, record.customers, policy, as_of)
    changes = ledgers[TABLE]
    at_once = AT_ONCE if credit.limits.lower_at_once else frozenset()
    limit = _limit_in_force(changes, known, record, as_of, digits, at_once)
    limit_now = _as_minor(limit.value, digits)
    scores = score_customers(
        record,
        KnownCustomers(
            limit_now,
            known.first_deal,
            known.rating,
            known.rating_text,
            known.country,
            known.country_grade,
        ),
        credit,
        as_of,
    )
    tenure = tenure_months(record, known.first_deal, as_of)
    grades = grades_of(
        scores.total, record.oldest_overdue, record.invoices_due, tenure, credit.grades
    )
    is_new = new_customers(record, tenure, credit.terms)
    given = ~np.isnan(limit.value)
    held = holds(record, limit_now, given, credit.hold, trivial) != ""
    now = LimitNow(limit_now, given, limit.since, known.insured, is_new, held)
    limits = propose_limits(now, grades, record, credit.limits, as_of, digits)
    lowered = np.isin(limits.rule, list(at_once)) & (limits.proposed < limit_now)
    limit_now = np.where(lowered, limits.proposed, limit_now)
    if credit.limits.caps_at_once:  # what is granted stays in the log; what holds is the cap
        limit_now = np.where(given, np.minimum(limit_now, limits.cap), limit_now)
    rates = loss_rates(invoices, policy, as_of)
    gross = _by_customer(ageing, "allowance", record)
    delay, year = _expected_delay(record, habits), policy.indicators.days_in_year
    loss = np.where(record.exposure > 0, gross / np.maximum(record.exposure, 1), rates.rates[0])
    longest = longest_terms(grades, credit.terms)
    pays = days_that_pay(delay, loss, credit.terms, longest, year)
    terms_now = _terms_in_force(changes, known, record, is_new, held, as_of)
    terms = propose_terms(terms_now, grades, record, pays, credit.terms, as_of)
    history = ledgers["tblGrades"]
    own = listing.drop_duplicates("customer").set_index("customer")["grade"]
    before = grades_before(history, own, as_of)
    noted = grades_before(history, own.iloc[:0], as_of)
    customers = pd.DataFrame(
        {
            "customer": record.customers,
            "name": known.name,
            "grade": grades,
            "grade_before": before.reindex(record.customers).fillna("").to_numpy(object),
            "points": scores.total,
            "exposure": record.exposure,
            "overdue": record.overdue,
            "oldest_overdue": record.oldest_overdue,
            "oldest_row": record.oldest_row,
            "has_limit": given,
            "limit": limit_now,
            "limit_proposed": limits.proposed,
            "limit_rule": limits.rule,
            "capped_by": limits.capped_by,
            "cap": limits.cap,
            "terms": terms_now.days,
            "terms_proposed": terms.days,
            "terms_rule": terms.rule,
            "days_that_pay": pays,
            "discount_value": discount_values(
                record.sales_12m, terms_now.days, delay, loss, credit.terms, year
            ),
            "hold": holds(record, limit_now, given, credit.hold, trivial),
            "allowance": gross,
            "allowance_net": gross,
        }
    )
    lines = change_lines(
        changes,
        (
            *_limit_changes(record, limit, limits, as_of, digits),
            *_terms_changes(record, terms_now, terms, as_of),
        ),
        as_of,
        credit.limits.ask_again_days,
        at_once,
    )
    return CreditBook(
        customers=customers,
        record=record,
        scores=scores,
        rates=rates,
        new_grades=grade_changes(record.customers, grades, noted),
        known=known,
        new_ratings=rating_changes(known, noted_before(history, record.customers, as_of)),
        changes=lines,
        findings=(
            *downgrades(
                history,
                listing,
                known,
                (record.customers, grades),
                scores,
                credit.scorecard,
                as_of,
                credit.grades.alert_days,
            ),
            *known.findings,
            *unread_approvals(changes),
            *held_orders(ledgers["tblOrders"], customers.set_index("customer")["hold"], trivial),
            *_short_history(rates, policy),
        ),
    )


def _owing(record: PaymentRecord, ageing: pd.DataFrame) -> PaymentRecord:
    """The record with what customers owe as ageing has it: what is left of an invoice is converted
    once, not what was billed less what was paid, which may be a cent off."""
    owed = ageing.set_index("customer")["total"].reindex(record.customers).fillna(0)
    return replace(record, exposure=np.maximum(owed.to_numpy(np.int64), 0))


def _limit_in_force(
    changes: pd.DataFrame,
    known: CustomerList,
    record: PaymentRecord,
    as_of: dt.date,
    digits: int,
    at_once: frozenset[str],
) -> InForce:
    listed = np.where(known.limit > 0, to_major(known.limit, digits), np.nan)
    return in_force(changes, "limit", pd.Index(record.customers), listed, as_of, at_once)


def _terms_in_force(
    changes: pd.DataFrame,
    known: CustomerList,
    record: PaymentRecord,
    is_new: NDArray[np.bool_],
    held: NDArray[np.bool_],
    as_of: dt.date,
) -> TermsNow:
    """The list's terms, else those of the latest invoice, with the approved changes."""
    used = np.where(record.terms_days >= 0, record.terms_days, np.nan)
    listed = np.where(np.isnan(known.terms), used, known.terms)
    found = in_force(changes, "terms", pd.Index(record.customers), listed, as_of)
    days = np.nan_to_num(found.value).astype(np.int64)
    return TermsNow(days, ~np.isnan(found.value), found.since, is_new, held)


def _limit_changes(
    record: PaymentRecord, now: InForce, wanted: LimitProposal, as_of: dt.date, digits: int
) -> tuple[Change, ...]:
    after = to_major(wanted.proposed, digits)
    return proposals(record.customers, "limit", wanted.rule, now.value, after, as_of)


def _terms_changes(
    record: PaymentRecord, now: TermsNow, wanted: TermsProposal, as_of: dt.date
) -> tuple[Change, ...]:
    before, after = now.days.astype(np.float64), wanted.days.astype(np.float64)
    return proposals(record.customers, "terms", wanted.rule, before, after, as_of)


def _as_minor(value: Floats, digits: int) -> Minor:
    return np.rint(np.nan_to_num(value) * 10.0**digits).astype(np.int64)


def _by_customer(ageing: pd.DataFrame, column: str, record: PaymentRecord) -> Minor:
    found = ageing.set_index("customer")[column].reindex(record.customers, fill_value=0)
    return found.to_numpy(np.int64)


def _expected_delay(record: PaymentRecord, habits: pd.DataFrame | None) -> Floats:
    """Days late to expect of each customer."""
    seen = np.nan_to_num(record.delay_window, nan=0.0)
    if habits is None or habits.empty:
        return seen
    learned = habits.set_index("customer")["half_days"].reindex(record.customers)
    days = learned.to_numpy(np.float64, na_value=np.nan)
    return np.where(np.isnan(days), seen, np.maximum(days, 0))


def _short_history(rates: LossRates, policy: Policy) -> tuple[Finding, ...]:
    if rates.source != "too_short":
        return ()
    months = policy.credit.allowance.history_months
    place = Place("tblReceivables")
    return (
        Finding("allowance_history_short", "info", "assumed", place, details={"months": months}),
    )
