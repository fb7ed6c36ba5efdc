"""Terms of payment (B3): cash with order for the new, then a ladder."""

from __future__ import annotations

import numpy as np
import pytest
from credit_firm import AS_OF, assessed, customer, dates, grades, monthly, payment_records
from firm import day, policy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cashbuoy.credit.terms import TermsNow, longest_terms, new_customers, propose_terms

RULES = policy().credit.terms
LATE = "2026-06-01"


def step(
    days: int,
    grade: str,
    *,
    late: str = "NaT",
    since: str | None = None,
    first: str = "2024-06-30",
    pays: int = 90,
    held: bool = False,
    text: str = "",
) -> tuple[int, str]:
    """What becomes of agreed terms of one customer."""
    record = payment_records(1, late_on=[late], first_invoice=[first])
    now = TermsNow(
        np.array([days]), np.array([True]), dates(since), np.array([False]), np.array([held])
    )
    rules = policy(text).credit.terms
    found = propose_terms(now, grades(grade), record, np.array([pays]), rules, AS_OF)
    return int(found.days[0]), str(found.rule[0])


# The ladder is 0, 15, 30, 45, 60, 90; a B gets at most 45 days, a C 30.
@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ((30, "late_payment"), step(45, "B", late=LATE)),
        ((15, "late_payment"), step(30, "C", late=LATE)),
        ((0, "late_payment"), step(15, "C", late=LATE)),
        ((15, "late_payment"), step(20, "C", late=LATE)),  # between two steps
        ((60, "keep"), step(60, "A", late=LATE)),  # still an A in spite of it
        ((45, "cap_grade"), step(60, "B")),
        ((30, "cap_grade"), step(90, "C", late=LATE)),  # a step down alone leaves 60
        ((0, "grade_d"), step(30, "D", late=LATE)),
        ((0, "grade_d"), step(30, "D")),
        ((45, "keep"), step(45, "B", late=LATE, since="2026-06-10")),  # lowered since
        ((30, "late_payment"), step(45, "B", late=LATE, since="2026-05-10")),
        ((45, "keep"), step(45, "B", late="2025-06-30")),  # a year ago
        ((30, "late_payment"), step(45, "B", late="2025-07-01")),
    ],
)
def test_down_the_ladder(expected: tuple[int, str], found: tuple[int, str]) -> None:
    assert found == expected


LONGER = "credit: {terms: {raise_up_to_days: 60}}"


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ((30, "good_record"), step(15, "A")),
        ((15, "keep"), step(15, "B")),
        ((30, "keep"), step(30, "A")),  # longer terms are for the owner to grant
        ((45, "good_record"), step(30, "A", text=LONGER)),
        ((60, "good_record"), step(45, "A", text=LONGER)),
        ((60, "keep"), step(60, "A", text=LONGER)),
        ((45, "good_record"), step(30, "A", text=LONGER, pays=45)),
        ((30, "keep"), step(30, "A", text=LONGER, pays=30)),  # the margin pays for no more
        ((15, "keep"), step(15, "A", since="2025-07-01")),  # a year has not gone by
        ((30, "good_record"), step(15, "A", since="2025-06-30")),
        ((15, "keep"), step(15, "A", first="2025-07-01")),  # nor is it known for a year
        ((15, "keep"), step(15, "A", late="2025-08-01")),
    ],
)
def test_up_the_ladder(expected: tuple[int, str], found: tuple[int, str]) -> None:
    assert found == expected


# Three months and three deals paid; after a year nobody is new.
@pytest.mark.parametrize(
    ("months", "deals", "new"),
    [
        (0, 9, True), (2, 9, True), (3, 2, True), (3, 3, False), (11, 2, True), (11, 3, False),
        (12, 0, False), (np.nan, 0, True),
    ],
)  # fmt: skip
def test_who_is_new(months: float, deals: int, new: bool) -> None:
    record = payment_records(1, deals_paid=[deals])
    assert new_customers(record, np.array([months]), RULES).tolist() == [new]


def cash(months: int, **more) -> list[dict]:
    """Orders paid with the order, on the first of each month."""
    rows = monthly(months, 1000, **more)
    return [r | {"due_date": r["invoice_date"], "paid": 1000, "paid_date": r["invoice_date"]}
            for r in rows]  # fmt: skip


@pytest.mark.parametrize(
    ("months", "expected"),
    # The first order of two is of 1 April, of three of 1 March; the latest of 1 May.
    [(2, (0, "keep")), (3, (30, "assessment")), (4, (30, "assessment")), (14, (30, "assessment"))],
)
def test_after_three_months_and_deals_an_assessment_grants_thirty_days(
    months: int, expected: tuple[int, str]
) -> None:
    row = customer(assessed(cash(months)))
    assert (row["terms_proposed"], row["terms_rule"]) == expected
    refused = "credit: {terms: {margin: 0.1}}"  # nothing of the margin may be spent
    assert customer(assessed(cash(months), refused))["terms_proposed"] == 0


def test_a_small_invoice_that_nobody_paid_is_no_deal_paid() -> None:
    """Once every amount up to the trivial one counted as paid."""
    small = [r | {"amount": 80, "paid": 80} for r in cash(4)]
    unpaid = [{k: v for k, v in r.items() if k not in ("paid", "paid_date")} for r in small]
    assert assessed(small).record.deals_paid.tolist() == [4]
    assert assessed(unpaid).record.deals_paid.tolist() == [0]
    assert customer(assessed(unpaid))["terms_rule"] == "keep"  # still cash with order
    rest = [r | {"amount": 1000, "paid": 985} for r in cash(4)]
    assert assessed(rest).record.deals_paid.tolist() == [4]


def test_a_new_customer_is_to_pay_with_the_order() -> None:
    book = assessed(monthly(2, 1000), Customers=[{"customer": "Acme", "terms_days": 30}])
    row = customer(book)
    assert (row["terms"], row["terms_proposed"], row["terms_rule"]) == (30, 0, "new_customer")
    changed = [(c.subject, c.rule, c.before, c.after) for c in book.changes]
    assert ("terms", "new_customer", 30, 0) in changed


def test_terms_in_force_are_the_lists_else_those_of_the_latest_invoice() -> None:
    assert customer(assessed(monthly(14, 1000)))["terms"] == 30
    listed = [{"customer": "Acme", "terms_days": 45}]
    book = assessed(monthly(14, 1000), Customers=listed)
    assert (customer(book)["terms"], customer(book)["terms_proposed"]) == (45, 45)
    approved = [{"date": day("2026-06-01"), "customer": "Acme", "subject": "terms",
                 "rule": "late_payment", "before": 45, "after": 30, "approval": "同意"}]  # fmt: skip
    book = assessed(monthly(14, 1000), Customers=listed, CreditChanges=approved)
    assert customer(book)["terms"] == 30


# Lowered to cash with order for a late payment: not granted terms again at once.
@example(
    days=0, grade="A", late=LATE, since="2026-06-20", pays=15, agreed=False, new=False, held=False
)
@settings(max_examples=300)
@given(
    st.integers(0, 200), st.sampled_from("ABCDN"), st.sampled_from(["NaT", "2024-01-01", LATE]),
    st.sampled_from([None, "2024-01-01", "2026-06-20"]), st.sampled_from([0, 15, 30, 45, 60, 90]),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
def test_never_longer_than_the_grade_allows_nor_up_by_more_than_a_step(
    days: int,
    grade: str,
    late: str,
    since: str | None,
    pays: int,
    agreed: bool,
    new: bool,
    held: bool,
) -> None:
    record = payment_records(1, late_on=[late])
    now = TermsNow(
        np.array([days]), np.array([agreed]), dates(since), np.array([new]), np.array([held])
    )
    found = propose_terms(now, grades(grade), record, np.array([pays]), RULES, AS_OF)
    after, rule = int(found.days[0]), str(found.rule[0])
    longest = int(longest_terms(grades(grade), RULES)[0])
    assert (rule == "keep") == (after == days)
    assert after <= max(longest, days if grade == "N" else 0)
    if new:
        assert after == 0
    if held:
        assert after <= days
    if after > days:
        assert after <= pays
        assert late != LATE
        steps = [s for s in RULES.ladder if days < s <= after]
        assert len(steps) <= (2 if days == 0 else 1)  # the assessment grants 30 days
