"""How late the firm pays its own bills: what they show, and what the forecast makes of it."""

from __future__ import annotations

import pytest
from firm import balance, bill, day, ledgers, policy

from cashbuoy.analysis import analyse

AS_OF = day("2026-09-30")
FOLLOW = "payables: {habits: {follow: true}}"


def paid(number: str, due: str, on: str, supplier: str = "Steel", part: float = 1.0) -> dict:
    return bill(
        number, "2026-01-02", due, 100, supplier, paid=100 * part, paid_date=day(on)
    )  # fmt: skip


# Days after due, of working days (10 May is a Sunday, so 11 May stands for it): 2, 4, 6, 9, 10, 30.
STEEL = [
    paid("1", "2026-03-10", "2026-03-12"),
    paid("2", "2026-04-10", "2026-04-14"),
    paid("3", "2026-05-10", "2026-05-17"),
    paid("4", "2026-06-10", "2026-06-19"),
    paid("5", "2026-07-10", "2026-07-20"),
    paid("6", "2026-08-10", "2026-09-09"),
]
OPEN = [
    bill("S", "2026-09-01", "2026-10-15", 1_000),
    bill("Z", "2026-09-01", "2026-10-15", 1_000, "Zinc"),
    bill("L", "2026-08-01", "2026-09-15", 1_000),
    bill("A", "2026-09-01", "2026-10-15", 1_000, pay_on=day("2026-11-03")),
]


def found(rules: str = "", *more: dict):
    books = ledgers(Payables=[*STEEL, *OPEN, *more], Bank=[balance("2026-09-30", 100_000)])
    return analyse(books, policy(rules), AS_OF)


def expected(analysis) -> dict[str, tuple[str, str]]:
    rows = analysis.payables[["document", "expected_date", "basis"]].to_numpy()
    return {name: (f"{date:%m-%d}", basis) for name, date, basis in rows}


def test_half_and_nine_tenths_of_what_was_paid() -> None:
    other = [
        paid("p", "2026-08-10", "2026-08-20", part=0.5),  # not paid in full
        paid("o", "2025-03-10", "2025-09-01"),  # more than a year ago
        paid("zn", "2026-08-10", "2026-08-08", "Zinc"),  # one bill is no habit
        paid("n", "2026-09-10", "2026-10-10"),  # not known yet
    ]
    rows = found("", *other).paying.to_numpy().tolist()
    # With Zinc's, two days early: -2, 2, 4, 6, 9, 10, 30.
    assert rows == [["", 7, 6, 30], ["Steel", 6, 9, 30]]


def test_the_forecast_keeps_due_dates_and_says_that_bills_are_paid_later() -> None:
    analysis = found()
    assert expected(analysis)["S"] == ("10-15", "due")
    (told,) = [f for f in analysis.findings if f.id == "payables_paid_late"]
    assert told.details == {"count": 6, "days": 365, "half": 9, "ninety": 30}


def test_the_forecast_follows_the_habit_where_the_policy_says_so() -> None:
    analysis = found(FOLLOW)
    assert expected(analysis) == {
        "S": ("10-26", "usual"),  # nine days after Thursday 15 October: Saturday, so Monday
        "Z": ("10-26", "usual"),  # no habit of its own: that of all suppliers
        "L": expected(found())["L"],  # overdue already
        "A": ("11-03", "approved"),
    }
    assert not [f for f in analysis.findings if f.id == "payables_paid_late"]
    paid_out = analysis.events[analysis.events["category"] == "supplier_payments"]["amount"].sum()
    assert paid_out == -400_000


@pytest.mark.parametrize(
    "rules", ["payables: {habits: {least_bills: 7}}", "payables: {habits: {tell_from_days: 10}}"]
)
def test_few_bills_or_few_days_are_not_told(rules: str) -> None:
    assert not [f for f in found(rules).findings if f.id == "payables_paid_late"]
