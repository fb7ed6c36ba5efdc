"""=EXPECTED_PAY_DATE: the days of the sheet in a cell."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.analysis import analyse
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.policy.load import load_policy, profile
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call
from cashbuoy_addin.formulas.ranges import titled
from cashbuoy_addin.formulas.table_range import raw_frame

AS_OF = dt.date(2026, 3, 31)
TITLES = ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid date")


def row(number: str, customer: str, issued: dt.date, late: int | None) -> tuple[object, ...]:
    """An invoice of 100 on 30 days, paid so many days late, or still open."""
    due = issued + dt.timedelta(days=30)
    paid = None if late is None else due + dt.timedelta(days=late)
    return (number, customer, issued, due, 100.0, 100.0 if paid else None, paid)


# One customer always pays three weeks late, the other on the day; one invoice of each is open.
START = dt.date(2025, 1, 6)
LEDGER = (
    TITLES,
    *(row(f"S{i}", "Slow", START + dt.timedelta(days=14 * i), 21) for i in range(26)),
    *(row(f"P{i}", "Prompt", START + dt.timedelta(days=14 * i), 0) for i in range(26)),
    row("S-open", "Slow", dt.date(2026, 3, 16), None),
    row("P-open", "Prompt", dt.date(2026, 3, 16), None),
)


def context(policy: str = "") -> CallContext:
    chosen = load_policy(f"extends: basic\n{policy}", "test.yaml") if policy else profile("basic")
    return CallContext(AS_OF, lambda: chosen)


def ask(*arguments: object, policy: str = "") -> object:
    return call("EXPECTED_PAY_DATE", (LEDGER, *arguments), context(policy))


def test_the_same_day_as_on_the_sheet() -> None:
    raw = raw_frame(titled(LEDGER, "ledger"))
    found = analyse(clean_ledgers({"tblReceivables": raw}, "CNY"), profile("basic"), AS_OF)
    items = found.receivables.set_index("document")
    for number in ("S-open", "P-open"):
        assert ask(number) == items.loc[number, "expected_date"].date()


def test_a_slow_customer_is_expected_later_than_a_prompt_one() -> None:
    slow, prompt = ask("S-open"), ask("P-open")
    assert slow > prompt
    # Due on 15 April, a Wednesday; three weeks later is 6 May.
    assert abs((slow - dt.date(2026, 5, 6)).days) <= 3
    assert abs((prompt - dt.date(2026, 4, 15)).days) <= 3


def test_a_higher_chance_is_a_later_day() -> None:
    days = [ask("S-open", chance) for chance in (0.1, 0.5, 0.9, 1.0)]
    assert days == sorted(days)
    assert all(day > AS_OF for day in days)


def test_all_that_is_open_by_day() -> None:
    block = ask()
    assert [line[0] for line in block[1:]] == ["P-open", "S-open"]
    assert [line[4] for line in block[1:]] == [ask("P-open"), ask("S-open")]
    assert all(0 <= line[5] < 0.5 for line in block[1:])


def test_a_firm_that_goes_by_due_dates() -> None:
    assert ask("S-open", policy="forecast: {receipts: due_date}") == dt.date(2026, 4, 15)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("S1",), "#N/A"), (("nobody",), "#N/A"), (("S-open", 0.0), "#NUM!"), ((None, 2.0), "#NUM!")],
)
def test_refusals(arguments, code) -> None:
    answer = ask(*arguments)
    assert isinstance(answer, FormulaError)
    assert answer.code == code
