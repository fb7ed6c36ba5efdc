"""The scorecard and the grades that follow from it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from credit_firm import AS_OF, assessed, customer, monthly, paid, reasons
from firm import day, invoice
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.credit.grades import GradeChange

RANK = {"A": 4, "B": 3, "C": 2, "N": 1, "D": 0}


def test_points_of_a_customer_worked_by_hand() -> None:
    """Due in the year: 1,000 paid 10 days late, 3,000 on time, 1,000 open for 40 days: 10 x 1,000
    + 40 x 1,000 of 5,000 are 10 days. In the last 90 days fell due 3,000 and the open 1,000: also
    10 days. A fifth of it is still unpaid."""
    book = assessed(
        [
            paid("1", "2025-10-01", "2025-10-31", 1000, "2025-11-10", dispute="yes"),
            paid("2", "2026-04-01", "2026-05-01", 3000, "2026-05-01"),
            invoice("3", "2026-04-21", "2026-05-21", 1000),
        ],
        Customers=[
            {
                "customer": "Acme",
                "first_deal": day("2020-01-01"),
                "credit_limit": 1250,
                "external_rating": "AA-",
                "rating_date": day("2026-01-31"),
                "country": "CN",
            }
        ],
        text="""
        credit:
          countries:
            CN: {grade: 2, as_of: 2026-01-31, source: OECD}
        """,
    )
    assert reasons(book) == {
        "delay_trend": (10.0, 15.0, 25.0),
        "share_overdue": (0.2, 3.0, 15.0),
        "oldest_overdue": (40.0, 3.0, 15.0),
        "broken_promises": (0.0, 10.0, 10.0),
        "disputes": (0.2, 1.0, 5.0),
        "utilisation": (0.8, 7.0, 10.0),
        "tenure": (77.0, 10.0, 10.0),
        "external_rating": (0.9, 4.5, 5.0),
        "country_risk": (2.0, 3.5, 5.0),
    }
    row = customer(book)
    assert row["points"] == 57.0
    assert (row["grade"], row["oldest_row"], row["oldest_overdue"]) == ("C", 3, 40)
    assert (row["overdue"], row["exposure"]) == (1000_00, 1000_00)


def test_what_cannot_be_measured_is_left_out_of_the_whole() -> None:
    row = customer(assessed(monthly(12, 1000)))
    # No limit, no rating, no country: 25 + 15 + 15 + 10 + 5 + 5 (12 months) of 80.
    assert row["points"] == pytest.approx(75 / 80 * 100)
    assert row["grade"] == "A"


def test_the_worse_of_the_recent_and_the_whole_period_counts() -> None:
    on_time = monthly(12, 1000)
    slower = [r if i < 9 else r | {"paid_date": r["due_date"] + dt.timedelta(days=20)}
              for i, r in enumerate(on_time)]  # fmt: skip
    slower = [r if r.get("paid_date", AS_OF) <= AS_OF else r | {"paid": 0, "paid_date": None}
              for r in slower]  # fmt: skip
    book = assessed(slower)
    assert book.record.delay_recent[0] > book.record.delay_window[0] > 0
    assert reasons(book)["delay_trend"][0] == book.record.delay_recent[0]
    better = [r | {"paid_date": r["due_date"] + dt.timedelta(days=40)} if i < 6 else r
              for i, r in enumerate(on_time)]  # fmt: skip
    book = assessed(better)
    assert book.record.delay_recent[0] == 0 < book.record.delay_window[0]
    assert reasons(book)["delay_trend"][0] == book.record.delay_window[0]


@pytest.mark.parametrize(
    ("promise", "paid_on", "broken"),
    [
        ("2026-05-20", "2026-05-20", 0),
        ("2026-05-20", "2026-05-22", 0),  # two days of grace
        ("2026-05-20", "2026-05-23", 1),
        ("2026-05-20", None, 1),
        ("2026-06-29", None, 0),
        ("2026-07-20", None, 0),
        ("2025-06-01", None, 0),  # before the period
    ],
)
def test_broken_promises(promise: str, paid_on: str | None, broken: int) -> None:
    row = invoice("1", "2026-04-01", "2026-05-01", 500, promise_date=day(promise))
    if paid_on:
        row |= {"paid": 500, "paid_date": day(paid_on)}
    assert assessed([row]).record.broken_promises.tolist() == [broken]


@pytest.mark.parametrize(
    ("promised", "names", "broken"),
    [
        (["2026-05-20", "2026-06-05", "2026-07-20"], "1", 2),  # the last one is still ahead
        (["2026-05-20", "2026-06-05", "2026-07-20"], None, 2),  # said of all that was due
        (["2026-05-20", "2026-05-20"], "1", 1),  # said twice
        (["2026-06-28"], "1", 0),
        (["2025-06-01"], "1", 0),  # before the period
        (["2026-05-20"], "X", 0),  # of an invoice that nobody knows
    ],
)
def test_a_new_promise_does_not_mend_the_old_one(
    promised: list[str], names: str | None, broken: int
) -> None:
    log = [
        {"date": day("2026-05-02"), "customer": "Acme", "action": "call", "invoices": names,
         "promise_date": day(to)}
        for to in promised
    ]  # fmt: skip
    rows = [
        invoice("1", "2026-04-01", "2026-05-01", 500),
        invoice("2", "2026-06-01", "2026-07-01", 500),
    ]
    book = assessed([*rows], Actions=log)
    assert book.record.broken_promises.tolist() == [broken]
    assert reasons(book)["broken_promises"][0] == broken


def test_a_new_customer_is_not_graded_unless_it_is_bad_already() -> None:
    assert customer(assessed(monthly(2, 1000)))["grade"] == "N"
    late = [invoice("1", "2026-04-01", "2026-04-11", 500)]
    assert customer(assessed(late))["grade"] == "D"
    listed = assessed([], Customers=[{"customer": "Acme"}])
    assert customer(listed)["grade"] == "N"


@pytest.mark.parametrize(
    ("days", "grade"), [(59, "A"), (60, "A"), (61, "C"), (120, "C"), (121, "D")]
)
def test_long_overdue_holds_the_grade_down(days: int, grade: str) -> None:
    lenient = """
        credit:
          scorecard:
            oldest_overdue: {weight: 0}
            share_overdue: {weight: 0}
            delay_trend: {weight: 1}
        """
    due = AS_OF - dt.timedelta(days=days)
    rows = [*monthly(14, 1000), invoice("X", "2026-01-01", f"{due}", 200)]
    assert customer(assessed(rows, lenient))["grade"] == grade


def test_trivial_amounts_are_not_overdue() -> None:
    book = assessed([*monthly(12, 1000), invoice("X", "2025-12-01", "2026-01-01", 20)])
    assert customer(book)["oldest_overdue"] == 0  # 2 % of the median invoice
    book = assessed([*monthly(12, 1000), invoice("X", "2025-12-01", "2026-01-01", 20.01)])
    assert customer(book)["oldest_overdue"] == 180


@pytest.mark.parametrize("open_rest", [0, 15])
def test_a_trivial_amount_that_stays_unpaid_is_no_better_than_one_paid_late(open_rest: int) -> None:
    """A promise over a trivial amount counts neither way: once the one who paid after its day had
    broken a promise, and the one who never paid had not."""
    row = invoice("T", "2026-01-01", "2026-02-01", 15, promise_date=day("2026-03-01"))
    if not open_rest:
        row |= {"paid": 15, "paid_date": day("2026-04-01")}
    book = assessed([*monthly(14, 1000), row])
    assert book.record.broken_promises.tolist() == [0]
    assert np.isnat(book.record.late_on).all()


def test_ratings_that_do_not_count_are_named() -> None:
    def rated(name: str, rating: str, **more) -> dict:
        return {"customer": name, "external_rating": rating, **more}

    book = assessed(
        [],
        "credit: {countries: {DE: {grade: 1, as_of: 2020-01-01, source: OECD}}}",
        Customers=[
            rated("Old", "AA", rating_date=day("2024-01-01")),
            rated("Undated", "AA"),
            rated("Odd", "Excellent", rating_date=day("2026-06-01")),
            rated("Moody", "Baa2", rating_date=day("2026-06-01"), country="de"),
        ],
    )
    counted = {n: "external_rating" in reasons(book, n) for n in ("Old", "Undated", "Odd", "Moody")}
    assert counted == {"Old": False, "Undated": False, "Odd": False, "Moody": True}
    assert reasons(book, "Moody")["external_rating"] == (0.6, 3.0, 5.0)
    assert "country_risk" not in reasons(book, "Moody")
    found = {(f.id, f.place.row if f.place else None) for f in book.findings}
    assert found == {
        ("credit_rating_undated", 2),
        ("credit_rating_unknown", 3),
        ("credit_country_stale", None),
    }


GOOD = monthly(14, 1000)


def graded(on: str, grade: str, name: str = "Acme") -> dict:
    return {"date": day(on), "customer": name, "grade": grade, "points": 50}


def test_the_history_gets_a_line_for_each_change_and_only_then() -> None:
    first = assessed(GOOD)
    assert first.new_grades == (GradeChange(0, "Acme", "", "A"),)
    same = assessed(GOOD, Grades=[graded("2026-05-31", "A")])
    assert same.new_grades == ()
    raised = assessed(GOOD, Grades=[graded("2026-04-30", "A"), graded("2026-05-31", "C")])
    assert raised.new_grades == (GradeChange(0, "Acme", "C", "A"),)
    # Refreshed again on the day: the same line as before.
    again = assessed(GOOD, Grades=[graded("2026-05-31", "C"), graded("2026-06-30", "A")])
    assert again.new_grades == raised.new_grades


@pytest.mark.parametrize(
    ("before", "alert"), [("A", True), ("B", True), ("C", True), ("N", True), ("D", False)]
)
def test_every_downgrade_is_told(before: str, alert: bool) -> None:
    bad = [invoice(str(n), "2026-01-01", "2026-01-31", 1000) for n in range(4)]
    for told in (
        assessed(bad, Grades=[graded("2026-05-31", before)]),
        assessed(bad, Customers=[{"customer": "Acme", "grade": before.lower()}]),
    ):
        assert customer(told)["grade"] == "D"
        assert [f.found for f in told.findings] == ([f"{before} → D"] if alert else [])


def test_rises_and_first_verdicts_are_no_downgrades() -> None:
    changes = [("", "D"), ("C", "A"), ("A", "N"), ("N", "C"), ("N", "A"), ("X", "D")]
    assert not any(GradeChange(0, "Acme", b, a).is_downgrade for b, a in changes)  # type: ignore[arg-type]
    assert GradeChange(0, "Acme", "A", "B").is_downgrade


days = st.integers(-200, 0)
invoices_ = st.lists(
    st.tuples(days, st.integers(1, 60), st.integers(1, 500_000), st.integers(-20, 150),
              st.booleans(), st.one_of(st.none(), st.integers(0, 40))),
    min_size=1, max_size=12,
)  # fmt: skip


def _row(n: int, item: tuple, later: int, disputes: bool) -> dict:
    issued_ago, terms, cents, late, disputed, promised = item
    issued = AS_OF + dt.timedelta(days=issued_ago * 3)
    due = issued + dt.timedelta(days=terms)
    on = max(due + dt.timedelta(days=late + later), issued)
    row = invoice(
        str(n), f"{issued}", f"{due}", cents / 100, dispute="yes" if disputed or disputes else ""
    )
    if promised is not None:
        row["promise_date"] = due + dt.timedelta(days=promised)
    return row | ({"paid": cents / 100, "paid_date": on} if on <= AS_OF else {})


@settings(max_examples=25, deadline=None)
@given(invoices_, st.lists(st.tuples(st.integers(0, 200), st.booleans()), min_size=12, max_size=12),
       st.sampled_from([0, 500, 5000]))  # fmt: skip
def test_a_worse_payer_never_has_a_better_grade(items: list, worse: list, limit: float) -> None:
    """Paid later, or not yet, or disputed too; all else equal."""
    known = [{"customer": "Acme", "credit_limit": limit, "first_deal": day("2024-01-01")}]
    usual = assessed([_row(n, item, 0, False) for n, item in enumerate(items)], Customers=known)
    later = assessed([_row(n, item, *worse[n]) for n, item in enumerate(items)], Customers=known)
    assert customer(later)["points"] <= customer(usual)["points"]
    assert RANK[customer(later)["grade"]] <= RANK[customer(usual)["grade"]]
