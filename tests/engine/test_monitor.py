"""The 3+1 monitor: each light just inside and just outside its limit."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import balance, bill, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.policy.models import Policy
from cashbuoy.warning.monitor import MonitorLight, programmes_started

AS_OF = day("2026-06-30")
WEEKS = [day("2026-06-30") - dt.timedelta(weeks=w) for w in range(12, -1, -1)]  # and today


def rules(light: str) -> Policy:
    return policy(f"monitor:\n  {light}")


def lights(watched: Policy | None = None, **tables: list[dict]) -> dict[str, MonitorLight]:
    found = analyse(ledgers(**tables), watched or policy(), AS_OF).monitor
    assert [light.id for light in found] == [
        "bank_balance",
        "payables_next_week",
        "contract_progress",
        "inventory_days",
    ]
    return {light.id: light for light in found}


@pytest.mark.parametrize(("now", "abnormal"), [(9025, False), (9024.99, True), (20_000, False)])
def test_bank_balance_against_twelve_steady_weeks(now: float, abnormal: bool) -> None:
    # Nothing moved, so a spread is 3 % of 10,000; three of them, and 1/12 more: 975.
    light = lights(Bank=weekly([10_000] * 12, now))["bank_balance"]
    assert (light.measured, light.limit) == (now * 100, 902_500)
    assert (light.abnormal, light.thin) == (abnormal, False)


def test_one_wild_week_does_not_widen_the_usual_range() -> None:
    # Median 10,000; deviations 0 six times, 1,000 five times, 90,000 once: their median is 500.
    weeks = [10_000] * 6 + [11_000, 9_000, 11_000, 9_000, 11_000, 100_000]
    light = lights(Bank=weekly(weeks, 10_000))["bank_balance"]
    assert light.usual is not None
    assert light.usual.median == 1_000_000
    assert light.limit == pytest.approx(1_000_000 - 3 * 1.4826 * 50_000 * 13 / 12)


def test_bank_balances_are_carried_over_weeks_without_one() -> None:
    bank = [balance(d, 16_000) for d in ("2026-06-10", "2026-06-30")]
    bank = [balance("2026-04-01", 8000), *bank]
    light = lights(Bank=bank)["bank_balance"]
    assert light.past[-2:] == tuple((d, 1_600_000) for d in WEEKS[-3:-1])
    # Ten weeks at 8,000, two at 16,000: the median and the spread do not see the two.
    assert light.limit == pytest.approx(800_000 * (1 - 3 * 0.03 * 13 / 12))
    assert light.measured == 16_000_00


@pytest.mark.parametrize(
    ("bank", "measured", "limit", "reason"),
    [
        ([], None, None, "no_bank"),
        ([balance("2026-07-01", 5)], None, None, "no_bank"),
        ([balance("2026-06-16", 100)], 100_00, None, "history_too_short"),  # two weeks
        # Three weeks: 9 % of 100 and a third more.
        ([balance("2026-06-09", 100), balance("2026-06-30", 100)], 100_00, 8_800, "history_thin"),
    ],
)
def test_a_thin_history_is_said(bank, measured, limit, reason) -> None:
    light = lights(Bank=bank)["bank_balance"]
    assert (light.measured, light.reason, light.abnormal) == (measured, reason, False)
    assert light.limit == (None if limit is None else pytest.approx(limit))


def test_a_fixed_limit_in_major_units_beside_the_usual_range() -> None:
    bank = weekly([10_000] * 12, 9400)
    light = lights(rules("bank_balance: {usual: true, limit: 9500}"), Bank=bank)["bank_balance"]
    assert (light.limit, light.abnormal) == (950_000, True)


@pytest.mark.parametrize(("overdue", "abnormal"), [(8000, False), (8000.01, True)])
def test_payables_of_the_next_week_and_the_overdue_against_cash(overdue, abnormal) -> None:
    bills = [
        bill("late", "2026-05-01", "2026-06-30", overdue, priority="flexible"),
        bill("in a week", "2026-06-30", "2026-07-07", 2000),
        bill("later", "2026-06-30", "2026-07-08", 9000),
    ]
    light = lights(Bank=[balance("2026-06-30", 10_000)], Payables=bills)["payables_next_week"]
    assert light.measured == pytest.approx((2000 + overdue) / 10_000)
    assert light.limit == 1.0  # no cash is known of the weeks before: the fixed limit alone
    assert light.abnormal is abnormal


def test_payables_of_past_weeks_are_those_open_then() -> None:
    paid = {"paid": 3000, "paid_date": day("2026-06-12")}
    bills = [
        bill("old", "2026-03-02", "2026-04-01", 1000, paid=1000) | {"paid_date": day("2026-04-01")},
        bill("now paid", "2026-06-01", "2026-06-14", 3000) | paid,
        bill("due", "2026-06-01", "2026-07-01", 2500),
    ]
    bank = [balance("2026-03-01", 10_000)]
    light = lights(Bank=bank, Payables=bills)["payables_next_week"]
    past = {f"{d:%m-%d}": value for d, value in light.past}
    # On 9 June the bill of the 14th was due within a week; on the 16th it was paid.
    assert (past["06-02"], past["06-09"], past["06-16"]) == (0, pytest.approx(0.3), 0)
    assert light.measured == pytest.approx(0.25)


@pytest.mark.parametrize(("due", "abnormal"), [(3054, False), (3055, True)])
def test_who_pays_once_a_month_is_not_abnormal_every_month(due: float, abnormal: bool) -> None:
    # Three of the last twelve weeks had 3,000 of 10,000 due, nine nothing: the median is nought.
    # Mean deviation 3 x 0.3 / 12; 3 x 1.2533 x 0.075 x 13 / 12 = 0.3055.
    bills = [bill("first", "2026-03-02", "2026-03-05", 1, paid=1, paid_date=day("2026-03-05"))]
    for week in WEEKS[3:12:4]:
        there = {"paid": 3000, "paid_date": week + dt.timedelta(days=1)}
        issued = str(week - dt.timedelta(days=20))
        bills.append(bill(f"{week}", issued, f"{week + dt.timedelta(days=1)}", 3000, **there))
    bills.append(bill("now", "2026-06-25", "2026-07-03", due))
    bank = [balance("2026-03-01", 10_000)]
    light = lights(Bank=bank, Payables=bills)["payables_next_week"]
    assert [value for _, value in light.past].count(0) == 9
    assert light.abnormal is abnormal


def test_the_first_bill_after_weeks_without_any_is_judged_by_the_fixed_limit() -> None:
    bills = [
        bill("first", "2026-03-02", "2026-03-05", 1, paid=1, paid_date=day("2026-03-05")),
        bill("now", "2026-06-25", "2026-07-03", 500),
    ]
    bank = [balance("2026-03-01", 10_000), balance("2026-06-30", 10_000)]
    light = lights(Bank=bank, Payables=bills)["payables_next_week"]
    assert (light.limit, light.abnormal) == (1.0, False)


@pytest.mark.parametrize(
    ("latest", "due", "bank", "payables"),
    [
        pytest.param("2026-06-23", 500, ("", False), ("", False), id="a week old"),
        pytest.param(
            "2026-06-22", 500, ("bank_stale", False), ("bank_stale", False),
            id="older than that, and in order: nobody knows",
        ),
        pytest.param(
            "2026-06-22", 10_500, ("bank_stale", False), ("", True), id="older, and abnormal",
        ),
    ],
)  # fmt: skip
def test_old_balances_call_no_light_normal(latest, due, bank, payables) -> None:
    """The policy allows seven days. Nothing was heard for longer: 10,000 may be gone."""
    bills = [
        bill("first", "2026-03-02", "2026-03-05", 1, paid=1, paid_date=day("2026-03-05")),
        bill("now", "2026-06-25", "2026-07-03", due),
    ]
    kept = [balance(str(w), 10_000) for w in WEEKS if str(w) < latest]
    found = lights(Bank=[*kept, balance(latest, 10_000)], Payables=bills)
    shown = found["bank_balance"], found["payables_next_week"]
    assert [(s.reason.replace("history_thin", ""), s.abnormal) for s in shown] == [bank, payables]
    assert [s.limit is None for s in shown] == [b[0] == "bank_stale" for b in (bank, payables)]


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


def weekly(balances: list[float], now: float) -> list[dict]:
    dates = [f"{d:%Y-%m-%d}" for d in WEEKS]
    return [balance(d, b) for d, b in zip(dates, [*balances, now], strict=True)]


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


@pytest.mark.parametrize(("now", "abnormal"), [(99, False), (112, True)])
def test_inventory_days_against_the_months_before(now: float, abnormal: bool) -> None:
    # Inventory of 100 is 100/270 of 89 to 92 days; two months more make the windows of six values.
    light = lights(Monthly=months([100] * 8 + [now]))["inventory_days"]
    # Windows of 89, 90, 90, 92, 92, 92 days: median 91, deviations 1 (1.48 % of it, so 3 % counts).
    assert light.limit == pytest.approx(100 / 270 * 91 * (1 + 3 * 0.03 * 7 / 6))
    assert light.measured == pytest.approx(now / 270 * 91)
    assert (light.abnormal, light.thin) == (abnormal, True)


def test_inventory_days_without_three_months_before() -> None:
    light = lights(Monthly=months([100] * 4 + [900]))["inventory_days"]
    assert (light.limit, light.abnormal, light.reason) == (None, False, "history_too_short")
    assert light.measured == pytest.approx(900 / 270 * 91)


def test_contract_progress_remembers_what_refreshes_recorded() -> None:
    contracts = [contract("K1", "2026-03-02")]
    lines = [
        {"date": WEEKS[i], "indicator": "monitor.contract_progress", "value": 0.01 * i}
        for i in range(12)
    ]
    watched = rules("contract_progress: {usual: true, limit: null}")
    light = lights(watched, Contracts=contracts, History=lines)["contract_progress"]
    assert [v for _, v in light.past] == pytest.approx([0.01 * i for i in range(12)])
    assert light.measured == 1.0
    assert light.abnormal


@pytest.mark.parametrize(("abnormal", "started"), [(0, False), (1, False), (2, True), (4, True)])
def test_any_two_of_the_four_start_the_programmes(abnormal: int, started: bool) -> None:
    four = [
        MonitorLight("bank_balance", 1.0, 1.0, "ratio", abnormal=i < abnormal) for i in range(4)
    ]
    assert programmes_started(four, policy().monitor.start_at) is started
