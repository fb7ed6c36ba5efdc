"""What a firm spends in a month, where the forecast knows of few bills: worked by hand."""

from __future__ import annotations

import pytest
from firm import balance, bill, budget, day, invoice, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse

AS_OF = day("2026-06-30")  # June is closed at its end
RULES = (
    "modules: [recurring, buffer, budget, payables]\nforecast: {floor: {method: months, months: 1}}"
)


def monthly_bills(first: int, last: int, amount: float = 100_000) -> list[dict]:
    """One on the 10th of each of these months of 2026, paid 30 days later; the last is open."""
    return [
        bill(f"P{m}", f"2026-{m:02d}-10", f"2026-{m + 1:02d}-10", amount)
        | ({"paid": amount, "paid_date": day(f"2026-{m + 1:02d}-09")} if m < last else {})
        for m in range(first, last + 1)
    ]


def firm(*bills: dict, cash: float = 200_000, **tables: list[dict]) -> Analysis:
    books = ledgers(
        Bank=[balance("2026-06-30", cash)],
        Payables=list(bills),
        Receivables=[invoice("R", "2026-06-01", "2026-07-30", 50_000)],
        Recurring=[recurring("Wages", "payroll", "out", 20_000, "2026-07-15")],
        **tables,
    )
    return analyse(books, policy(RULES, "basic"), AS_OF)


@pytest.mark.parametrize(
    ("bills", "outflow"),
    [
        pytest.param(monthly_bills(1, 6), 120_000, id="a bill of 100,000 each month, wages of 20,000"),
        pytest.param(monthly_bills(5, 6), 20_000 + 100_000 / 12, id="two months are no usual month"),
        pytest.param(
            [*monthly_bills(1, 6), bill("CN", "2026-04-20", "2026-04-20", -60_000)],
            110_000, id="credit notes are taken off",
        ),
        pytest.param(
            [*monthly_bills(4, 6), bill("Big", "2026-06-20", "2026-07-20", 2_000_000)],
            20_000 + 2_300_000 / 3, id="by what was billed in the three months",
        ),
    ],
)  # fmt: skip
def test_bills_in_hand_are_not_all_that_suppliers_will_bill(
    bills: list[dict], outflow: float
) -> None:
    found = firm(*bills).forecast
    assert found.monthly_outflow / 100 == pytest.approx(outflow)
    assert found.floor == round(found.monthly_outflow)


def test_a_plan_of_purchases_is_the_users_word() -> None:
    plan = [budget(f"2026-{m:02d}", "planned_purchases", 12_000) for m in range(7, 13)]
    found = firm(*monthly_bills(1, 6), Plan=plan).forecast
    assert found.monthly_outflow < 45_000_00


def test_a_pool_of_two_months_of_bills_is_no_pool_of_three() -> None:
    found = firm(*monthly_bills(1, 6), cash=240_000)
    [share] = [i for i in found.indicators if i.id == "cash_pool_share"]
    assert share.value == pytest.approx(240_000 / 360_000)
    assert "cash_pool_low" in {w.rule for w in found.warnings}
    assert found.buffer.pool.target == 360_000_00
