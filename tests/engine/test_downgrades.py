"""Every downgrade is told, and for two weeks: own grades, external ratings, country risk (B5)."""

from __future__ import annotations

import pytest
from credit_firm import AS_OF, assessed, monthly
from firm import day

GOOD = monthly(14, 1000)  # an A
COUNTRY = "credit: {countries: {VN: {grade: 4, as_of: 2026-06-01, source: own}}}"


def listed(rating: str = "A", **more: object) -> dict:
    return {"customer": "Acme", "external_rating": rating, "rating_date": day("2026-06-01")} | more


def noted(on: str, grade: str = "A", **more: object) -> dict:
    return {"date": day(on), "customer": "Acme", "grade": grade, **more}


def told(customer: dict, *history: dict, text: str = "") -> list[tuple[str, str]]:
    book = assessed(GOOD, text, Customers=[customer], Grades=list(history))
    return [(f.id, f.found) for f in book.findings if f.id.endswith("_downgrade")]


# The close is 30 June; alerts stand for 14 days.
@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([], [], id="nothing noted before"),
        pytest.param([("2026-06-29", "AA")], ["AA → A"], id="since yesterday"),
        pytest.param([("2026-06-29", "AA"), ("2026-06-30", "A")], ["AA → A"],
                     id="refreshed again on the day"),
        pytest.param([("2026-05-01", "AA"), ("2026-06-20", "A")], ["AA → A"], id="ten days ago"),
        pytest.param([("2026-05-01", "AA"), ("2026-06-15", "A")], [], id="told for long enough"),
        pytest.param([("2026-06-29", "BBB")], [], id="better"),
        pytest.param([("2026-06-29", "A+")], [], id="the same step of the policy"),
        pytest.param([("2026-05-01", "B"), ("2026-06-25", "AAA")], ["AAA → A"],
                     id="better in between"),
    ],
)  # fmt: skip
def test_a_fall_of_an_external_rating(history: list, expected: list[str]) -> None:
    lines = [noted(on, external_rating=rating) for on, rating in history]
    assert told(listed(), *lines) == [("credit_rating_downgrade", text) for text in expected]


def test_a_fall_of_the_own_grade_is_told_for_two_weeks() -> None:
    bad = [*GOOD[:-1], {k: v for k, v in GOOD[-1].items() if k not in ("paid", "paid_date")}]
    for on, still in (("2026-06-16", True), ("2026-06-15", False)):
        history = [noted("2026-01-31"), noted(on, "B")]
        book = assessed(bad, Customers=[{"customer": "Acme"}], Grades=history)
        (grade,) = book.customers["grade"]
        assert grade == "B"
        found = [f.found for f in book.findings if f.id == "credit_downgrade"]
        assert found == (["A → B"] if still else []), on


def test_country_risk_that_rises_is_told_once_for_all_its_customers() -> None:
    firm = [listed("", country="VN"), {"customer": "Bolt", "country": "vn"}]
    rows = [*GOOD, *monthly(14, 1000, customer="Bolt")]
    history = [noted("2026-06-29", country_grade=3), noted("2026-06-29", country_grade=3)
               | {"customer": "Bolt"}]  # fmt: skip
    book = assessed(rows, COUNTRY, Customers=firm, Grades=history)
    (finding,) = [f for f in book.findings if f.id == "credit_country_downgrade"]
    assert finding.found == "VN"
    assert finding.details == {"before": "3", "after": "4", "customers": 2}
    history = [line | {"country_grade": 5} for line in history]
    book = assessed(rows, COUNTRY, Customers=firm, Grades=history)
    assert not [f for f in book.findings if f.id == "credit_country_downgrade"]


def test_a_new_rating_gets_a_line_in_the_history_and_an_old_one_none() -> None:
    def new(customer: dict, *history: dict) -> int:
        book = assessed(GOOD, Customers=[customer], Grades=list(history))
        return len(book.new_ratings)

    assert new(listed("AA")) == 1
    assert new(listed("AA"), noted("2026-06-01", external_rating="AA")) == 0
    assert new(listed("AA"), noted("2026-06-01", external_rating="A")) == 1
    assert new(listed(""), noted("2026-06-01", external_rating="A")) == 0
    assert new(listed("AA"), noted(f"{AS_OF}", external_rating="AA")) == 1  # today's is made anew
