"""Grades and limits of real customers: all of them with reasons, four of them reckoned by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from credit_firm import book_of, customer, reasons
from firm import day, policy

from cashbuoy.config import shipped
from cashbuoy.credit.assessment import CreditBook
from cashbuoy.credit.changes import Change
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy_addin.imports import import_csv, import_xero, load_mapping

pytestmark = pytest.mark.realdata

IBM = "ar_ibm/WA_Fn-UseC_-Accounts-Receivable.csv"


@pytest.fixture(scope="module")
def ibm(shared_data: Path) -> CreditBook:
    mapping = load_mapping(Path(str(shipped().joinpath("imports", "ibm_ar.yaml"))))
    ledgers = clean_ledgers(import_csv(shared_data / IBM, mapping).tables, "USD")
    return book_of(ledgers, policy(), day("2012-12-31"))


@pytest.fixture(scope="module")
def xero(shared_data: Path) -> CreditBook:
    ledgers = clean_ledgers(import_xero(shared_data / "xero").tables, "CAD")
    return book_of(ledgers, policy(), day("2021-02-28"))


@pytest.mark.parametrize(("name", "customers"), [("ibm", 100), ("xero", 18)])
def test_every_customer_has_a_grade_and_a_limit_with_reasons(
    name: str, customers: int, request: pytest.FixtureRequest
) -> None:
    book: CreditBook = request.getfixturevalue(name)
    found = book.customers
    assert len(found) == customers
    assert found["grade"].isin(["A", "B", "C", "D", "N"]).all()
    for i, points in enumerate(found["points"]):
        why = book.scores.reasons(i)
        assert len(why) >= 3
        assert sum(r.points for r in why) / sum(r.of for r in why) * 100 == pytest.approx(points)
    assert not (found["limit_proposed"] > found["cap"]).any()
    assert set(found["limit_rule"]) <= {"first_limit", "new_customer"}  # none had a limit
    owing = found[found["grade"].isin(["A", "B", "C"])]
    assert (owing["limit_proposed"] > 0).all()
    assert (owing["capped_by"] == "grade").all()
    proposed = {c.customer: c.after for c in book.changes if c.subject == "limit"}
    expected = owing.set_index("customer")["limit_proposed"] / 100
    assert proposed == expected.to_dict()
    assert len(book.new_grades) == customers


def test_grades_of_the_ledgers(ibm: CreditBook, xero: CreditBook) -> None:
    assert ibm.customers["grade"].value_counts().to_dict() == {"A": 71, "B": 25, "C": 4}
    assert xero.customers["grade"].value_counts().to_dict() == {
        "A": 8, "N": 5, "B": 3, "C": 1, "D": 1,
    }  # fmt: skip
    new = xero.customers[(xero.customers["limit_rule"] == "new_customer").to_numpy()]
    assert (new["terms_proposed"] == 0).all()


def test_a_customer_who_always_pays_early_but_disputes(ibm: CreditBook) -> None:
    """0187-ERLSR. Seven invoices in 2012, all paid before they were due. Disputed were 62.68, 64.47
    and 65.26 of 464.82 billed: 41 %. Customer since 29 March: nine months. Of the points 25 + 15 +
    15 + 10 for payment, none of 5 for disputes, 5 of 10 for nine months: 70 of 80 are 87.5.

    464.82 over ten months begun are 46.48 a month; an A may owe four: 185.92, to two figures 180.
    """
    row = customer(ibm, "0187-ERLSR")
    assert reasons(ibm, "0187-ERLSR") == {
        "delay_trend": (0, 25, 25),
        "share_overdue": (0, 15, 15),
        "oldest_overdue": (0, 15, 15),
        "broken_promises": (0, 10, 10),
        "disputes": (pytest.approx(192.41 / 464.82), 0, 5),
        "tenure": (9, 5, 10),
    }
    assert (row["points"], row["grade"]) == (87.5, "A")
    assert (row["cap"], row["limit_proposed"], row["exposure"]) == (185_92, 180_00, 0)
    assert (row["terms"], row["terms_rule"]) == (30, "keep")


def test_a_customer_who_always_pays_late(ibm: CreditBook) -> None:
    """0688-XNJRO. Amount x days late of what fell due in 2012: 64.19 x 13 + 18.03 x 34 + 68.28 x 16
    + 27.22 x 3 + 35.30 x 19 + 49.62 x 18 + 45.79 x 21 + 24.42 x 11 + 9.19 x 27 + 28.51 x 10 +
    46.40 x 15 + 23.05 x 11 and 39.39 still open for 15 days are 7,489.33 of 479.39: 15.6 days.
    (Due since 3 October: 1,825.50 of 137.35, 13.3 days, which is better and does not count.)
    Open is 39.39 of it, 8.2 %. Disputed 39.39 + 40.86 of 632.13 billed: 12.7 %. Eleven months.
    Points 8.75 + 7.5 + 7.5 + 10 + 1 + 5 = 39.75 of 80: 49.69, a C.

    632.13 in twelve months are 52.68; a C may owe one and a half: 79.01, to two figures 79. The
    27 days of September step the terms down from 30 to 15.
    """
    row = customer(ibm, "0688-XNJRO")
    assert reasons(ibm, "0688-XNJRO") == {
        "delay_trend": (pytest.approx(7489.33 / 479.39), 8.75, 25),
        "share_overdue": (pytest.approx(39.39 / 479.39), 7.5, 15),
        "oldest_overdue": (15, 7.5, 15),
        "broken_promises": (0, 10, 10),
        "disputes": (pytest.approx(80.25 / 632.13), 1, 5),
        "tenure": (11, 5, 10),
    }
    at = ibm.customers["customer"].tolist().index("0688-XNJRO")
    assert ibm.record.delay_recent[at] == pytest.approx(1825.50 / 137.35)
    assert (row["points"], row["grade"]) == (49.6875, "C")
    assert (row["cap"], row["limit_proposed"]) == (79_01, 79_00)
    assert (row["terms_proposed"], row["terms_rule"], row["hold"]) == (15, "late_payment", "")


STOPPED = "KDUB1kRgevBwTB5rxhBUxw=="


def test_a_customer_who_has_stopped_paying(xero: CreditBook) -> None:
    """Fell due since 1 March 2020, days late: 3,869.05 107, 3,924.88 81, 3,957.11 early, 3,820.24
    98, 3,784.04 63, 3,948.29 36, 3,924.72 7, 3,872.90 early; open 3,880.43 for 90, 3,898.52 for
    59, 3,911.04 for 28, 3,942.64 due today. 2,203,053.65 of 46,733.86: 47.1 days. Overdue
    11,689.99: 25 %. Customer for 15 months. 2.5 + 3 + 0 + 10 + 5 + 8 = 28.5 of 80: 35.6, a D.

    A D gets no limit and pays with the order. Allowance: 5 % of 3,880.43 (61 to 90 days) and 2 %
    of 3,898.52 (31 to 60): 194.02 + 77.97 = 271.99.
    """
    row = customer(xero, STOPPED)
    assert reasons(xero, STOPPED) == {
        "delay_trend": (pytest.approx(2_203_053.65 / 46_733.86), 2.5, 25),
        "share_overdue": (pytest.approx(11_689.99 / 46_733.86), 3, 15),
        "oldest_overdue": (90, 0, 15),
        "broken_promises": (0, 10, 10),
        "disputes": (0, 5, 5),
        "tenure": (15, 8, 10),
    }
    assert (row["points"], row["grade"], row["hold"]) == (35.625, "D", "overdue")
    assert (row["limit_proposed"], row["capped_by"]) == (0, "grade")
    assert (row["terms"], row["terms_proposed"], row["terms_rule"]) == (31, 0, "grade_d")
    assert (row["exposure"], row["overdue"], row["allowance"]) == (19_624_09, 11_689_99, 271_99)
    assert Change(day("2021-02-28"), STOPPED, "terms", "grade_d", 31, 0) in xero.changes


def test_a_young_customer_with_one_invoice_overdue(xero: CreditBook) -> None:
    """Four invoices since 30 September 2020. Since 1 December fell due 972.91, paid early, and
    962.22, open for 28 days: 28 x 962.22 / 1,935.13 = 13.9 days. It is 18 % of 5,231.03 that fell
    due. Four whole months. 15 + 3 + 7.5 + 10 + 5 + 2 = 42.5 of 80: 53.1, a C.

    5,231.03 over five months begun are 1,046.21; a C may owe one and a half: 1,569.30, to two
    figures 1,500.
    """
    name = "yCck9dlrmH23awJG3EHS5Q=="
    row = customer(xero, name)
    assert reasons(xero, name) == {
        "delay_trend": (pytest.approx(28 * 962.22 / 1935.13), 15, 25),
        "share_overdue": (pytest.approx(962.22 / 5231.03), 3, 15),
        "oldest_overdue": (28, 7.5, 15),
        "broken_promises": (0, 10, 10),
        "disputes": (0, 5, 5),
        "tenure": (4, 2, 10),
    }
    assert (row["points"], row["grade"], row["hold"]) == (53.125, "C", "overdue")
    assert (row["cap"], row["limit_proposed"]) == (1569_30, 1500_00)
    assert np.isclose(row["days_that_pay"], 30)
