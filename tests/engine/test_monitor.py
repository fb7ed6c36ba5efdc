"""The 3+1 monitor: each light just inside and just outside its limit."""

from __future__ import annotations

import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.warning.monitor import MonitorLight, programmes_started

AS_OF = day("2026-06-30")
# Eight weeks and today.
_DAYS = "05-05 05-12 05-19 05-26 06-02 06-09 06-16 06-23 06-30"
WEEK_ENDS = [f"2026-{month_and_day}" for month_and_day in _DAYS.split()]


def lights(**tables: list[dict]) -> dict[str, MonitorLight]:
    found = analyse(ledgers(**tables), policy(), AS_OF).monitor
    assert [light.id for light in found] == [
        "bank_balance",
        "payables_next_week",
        "contract_progress",
        "inventory_days",
    ]
    return {light.id: light for light in found}


@pytest.mark.parametrize(("now", "abnormal"), [(7500, False), (7499.99, True), (20_000, False)])
def test_bank_balance_against_its_mean_of_eight_weeks(now: float, abnormal: bool) -> None:
    bank = [balance(d, 10_000) for d in WEEK_ENDS[:8]] + [balance(WEEK_ENDS[8], now)]
    light = lights(Bank=bank)["bank_balance"]
    assert (light.measured, light.limit) == (now * 100, 750_000)
    assert light.abnormal is abnormal


def test_bank_balances_are_carried_over_weeks_without_one() -> None:
    bank = [balance("2026-05-04", 8000), balance("2026-06-10", 16_000)]
    light = lights(Bank=bank)["bank_balance"]
    # Six week ends at 8,000, two at 16,000: a mean of 10,000.
    assert light.limit == 7500_00
    assert light.measured == 16_000_00


@pytest.mark.parametrize(
    ("bank", "measured", "reason"),
    [
        ([], None, "no_bank"),
        ([balance("2026-07-01", 5)], None, "no_bank"),
        ([balance("2026-05-06", 5)], 500, "bank_weeks_short"),
    ],
)
def test_a_thin_history_is_said_not_judged(bank, measured, reason) -> None:
    light = lights(Bank=bank)["bank_balance"]
    assert light == MonitorLight("bank_balance", measured, None, "money", False, reason)


@pytest.mark.parametrize(("overdue", "abnormal"), [(1000, False), (1000.01, True)])
def test_payables_of_the_next_week_and_the_overdue_against_cash(overdue, abnormal) -> None:
    bills = [
        bill("late", "2026-05-01", "2026-05-31", overdue, priority="flexible"),
        bill("in a week", "2026-06-01", "2026-07-07", 2000),
        bill("later", "2026-06-01", "2026-07-08", 9000),
    ]
    light = lights(Bank=[balance("2026-06-30", 10_000)], Payables=bills)["payables_next_week"]
    assert light.measured == pytest.approx((2000 + overdue) / 10_000)
    assert light.limit == 0.30
    assert light.abnormal is abnormal


@pytest.mark.parametrize(
    ("cash", "measured", "abnormal", "reason"),
    [
        (None, None, False, "no_cash"),
        (0, None, True, "cash_used_up"),
        (-5, None, True, "cash_used_up"),
    ],
)
def test_payables_without_cash(cash, measured, abnormal, reason) -> None:
    bank = [] if cash is None else [balance("2026-06-30", cash)]
    bills = [bill("1", "2026-06-01", "2026-07-01", 100)]
    light = lights(Bank=bank, Payables=bills)["payables_next_week"]
    assert (light.measured, light.abnormal, light.reason) == (measured, abnormal, reason)


def contract(name: str, signed: str, major: str = "yes", **more) -> dict:
    return {
        "contract": name,
        "customer": "Acme",
        "amount": 100_000,
        "signed": day(signed),
        "major": major,
        **more,
    }


@pytest.mark.parametrize(("paid", "abnormal"), [(60_000, False), (59_999, True), (80_000, False)])
def test_contract_progress_is_what_fell_due_and_was_not_collected(paid, abnormal) -> None:
    # Signing and shipment are due: 30,000 + 50,000. Collected 60,000 leaves 25 %.
    contracts = [
        contract("K1", "2026-03-02", shipped=day("2026-05-06")),
        contract("minor", "2026-03-02", "no", shipped=day("2026-05-06")),
    ]
    invoices = [
        invoice("1", "2026-03-02", "2026-03-02", 80_000, contract="K1", paid=paid)
        | {"paid_date": day("2026-05-10")}
    ]
    light = lights(Contracts=contracts, Receivables=invoices)["contract_progress"]
    assert light.measured == pytest.approx(1 - paid / 80_000)
    assert light.limit == 0.25
    assert light.abnormal is abnormal


@pytest.mark.parametrize(
    ("contracts", "reason"),
    [
        ([], "no_major_contracts"),
        ([contract("K1", "2026-03-02", "no")], "no_major_contracts"),
        ([contract("K1", "2026-06-30")], "no_stage_due"),  # due today is not behind
        ([contract("K1", "2026-07-15")], "no_stage_due"),
    ],
)
def test_contracts_without_anything_due(contracts, reason) -> None:
    light = lights(Contracts=contracts)["contract_progress"]
    assert light == MonitorLight("contract_progress", None, 0.25, "share", False, reason)


def months(stock: list[float]) -> list[dict]:
    """Months up to 2026-06 with a cost of goods sold of 90 each."""
    start = 2026 * 12 + 6 - len(stock)
    return [
        {
            "month": day(f"{(start + i) // 12}-{(start + i) % 12 + 1:02d}-01"),
            "inventory": s,
            "cogs": 90,
        }
        for i, s in enumerate(stock)
    ]


@pytest.mark.parametrize(("now", "abnormal"), [(110, False), (125, True)])
def test_inventory_days_against_their_mean(now: float, abnormal: bool) -> None:
    # Inventory of 100 is 100/270 of 89 to 92 days; two months more make the windows of six values.
    light = lights(Monthly=months([100] * 8 + [now]))["inventory_days"]
    windows = [92, 92, 90, 90, 89, 92]  # October to December, ..., March to May
    assert light.limit == pytest.approx(100 / 270 * sum(windows) / 6 * 1.2)
    assert light.measured == pytest.approx(now / 270 * 91)
    assert light.abnormal is abnormal


def test_inventory_days_without_six_months_before() -> None:
    light = lights(Monthly=months([100] * 7 + [900]))["inventory_days"]
    assert (light.limit, light.abnormal, light.reason) == (None, False, "history_too_short")
    assert light.measured == pytest.approx(900 / 270 * 91)


@pytest.mark.parametrize(("abnormal", "started"), [(0, False), (1, False), (2, True), (4, True)])
def test_any_two_of_the_four_start_the_programmes(abnormal: int, started: bool) -> None:
    four = [
        MonitorLight("bank_balance", 1.0, 1.0, "ratio", abnormal=i < abnormal) for i in range(4)
    ]
    assert programmes_started(four, policy().monitor.start_at) is started
