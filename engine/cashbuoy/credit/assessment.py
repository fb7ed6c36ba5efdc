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
from cashbuoy.credit.changes import TABLE, Change, change_lines, unread_approvals
from cashbuoy.credit.downgrades import downgrades, noted_before, rating_changes
from cashbuoy.credit.grades import GradeChange, grade_changes, grades_before, grades_of
from cashbuoy.credit.granted import (
    GivenLimits,
    Standing,
    acting_at_once,
    given_limits,
    limits_of,
    terms_of,
)
from cashbuoy.credit.hold import held_orders, holds, trivial_amount
from cashbuoy.credit.listed import CustomerList, customer_list
from cashbuoy.credit.record import Floats, PaymentRecord, payment_record
from cashbuoy.credit.scorecard import KnownCustomers, Reason, Scores, score_customers, tenure_months
from cashbuoy.credit.terms import longest_terms, new_customers
from cashbuoy.credit.terms_value import days_that_pay, discount_values
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor, minor_digits
from cashbuoy.policy.models import Policy
from cashbuoy.policy.models.credit import Credit

_SAME = 1 + 1e-9  # a share of a limit, worked out once more
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

    def reasons(self, at: int) -> tuple[Reason, ...]:
        """What the grade of customer `at` rests on (Scores.reasons). Points for the use of a limit
        are given before rules and caps lower it: where they did, the reason's text is "lowered"."""
        row = self.customers.iloc[at]
        return tuple(
            replace(r, text="lowered")
            if r.factor == "utilisation" and row["exposure"] > row["limit"] * r.value * _SAME
            else r
            for r in self.scores.reasons(at)
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
    listing, changes = ledgers["tblCustomers"], ledgers[TABLE]
    issued = (invoices["document_date"] <= pd.Timestamp(as_of)).to_numpy()
    amounts = invoices["amount_base"].to_numpy(np.int64)[issued]
    trivial = trivial_amount(amounts, credit.hold, digits)
    promises = promises_made(invoices, ledgers["tblActions"], as_of)
    record = payment_record(invoices, listing["customer"], credit, as_of, trivial, promises)
    record = _owing(record, ageing)
    known = customer_list(ledgers, record.customers, policy, as_of)
    given = given_limits(changes, known, record, credit.limits, as_of, digits)
    scores, standing = _standing(record, known, given, credit, trivial, as_of)
    limits = limits_of(given, standing, known, record, credit.limits, as_of, digits)
    rates = loss_rates(invoices, policy, as_of)
    worth = _worth(record, _by_customer(ageing, "allowance", record), rates, habits)
    year = policy.indicators.days_in_year
    longest = longest_terms(standing.grades, credit.terms)
    pays = days_that_pay(worth.delay, worth.loss, credit.terms, longest, year)
    terms = terms_of(changes, known, standing, record, pays, credit.terms, as_of)
    history = ledgers["tblGrades"]
    own = listing.drop_duplicates("customer").set_index("customer")["grade"]
    before = grades_before(history, own, as_of).reindex(record.customers).fillna("")
    noted = grades_before(history, own.iloc[:0], as_of)
    customers = pd.DataFrame(
        {
            "customer": record.customers,
            "name": known.name,
            "grade": standing.grades,
            "grade_before": before.to_numpy(object),
            "points": scores.total,
            "exposure": record.exposure,
            "overdue": record.overdue,
            "oldest_overdue": record.oldest_overdue,
            "oldest_row": record.oldest_row,
            "has_limit": given.given,
            "limit": limits.holds,
            "limit_proposed": limits.proposal.proposed,
            "limit_rule": limits.proposal.rule,
            "capped_by": limits.proposal.capped_by,
            "cap": limits.proposal.cap,
            "terms": terms.now.days,
            "terms_proposed": terms.proposal.days,
            "terms_rule": terms.proposal.rule,
            "days_that_pay": pays,
            "discount_value": discount_values(
                record.sales_12m, terms.now.days, worth.delay, worth.loss, credit.terms, year
            ),
            "hold": holds(record, limits.holds, given.given, credit.hold, trivial),
            "allowance": worth.allowance,
            "allowance_net": worth.allowance,
        }
    )
    graded = (record.customers, standing.grades)
    return CreditBook(
        customers=customers,
        record=record,
        scores=scores,
        rates=rates,
        new_grades=grade_changes(*graded, noted),
        known=known,
        new_ratings=rating_changes(known, noted_before(history, record.customers, as_of)),
        changes=change_lines(
            changes,
            (*limits.changes, *terms.changes),
            as_of,
            credit.limits.ask_again_days,
            acting_at_once(credit.limits),
        ),
        findings=(
            *downgrades(
                history,
                listing,
                known,
                graded,
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


def _standing(
    record: PaymentRecord,
    known: CustomerList,
    given: GivenLimits,
    credit: Credit,
    trivial: int,
    as_of: dt.date,
) -> tuple[Scores, Standing]:
    """The scores and what follows from them."""
    scores = score_customers(
        record,
        KnownCustomers(
            given.value,
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
    held = holds(record, given.value, given.given, credit.hold, trivial) != ""
    return scores, Standing(grades, new_customers(record, tenure, credit.terms), held)


@dataclass(frozen=True)
class _Worth:
    """What credit costs, arrays of shape (customers,): allowance in base minor units, the share of
    sales that is never paid, and the days late to expect."""

    allowance: Minor
    loss: Floats
    delay: Floats


def _worth(
    record: PaymentRecord, allowance: Minor, rates: LossRates, habits: pd.DataFrame | None
) -> _Worth:
    """Of sales is lost the allowance over the sales of 12 months, or over all that is owed where
    that is more: what was paid is no longer owed, so that an old debt may be most of what is, and
    yet is no part of the next invoice. Who owes nothing is expected to lose us what is not yet due
    of others."""
    share = allowance / np.maximum(np.maximum(record.exposure, record.sales_12m), 1)
    loss = np.where(record.exposure > 0, share, rates.rates[0])
    return _Worth(allowance, loss, _expected_delay(record, habits))


def _owing(record: PaymentRecord, ageing: pd.DataFrame) -> PaymentRecord:
    """The record with what customers owe as ageing has it: what is left of an invoice is converted
    once, not what was billed less what was paid, which may be a cent off."""
    owed = ageing.set_index("customer")["total"].reindex(record.customers).fillna(0)
    return replace(record, exposure=np.maximum(owed.to_numpy(np.int64), 0))


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
