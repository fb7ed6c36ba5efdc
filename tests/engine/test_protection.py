"""Protection as indicators: by hand on a small firm."""

from __future__ import annotations

import pytest
from firm import balance, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse

AS_OF = day("2026-06-30")


def measured(profile: str = "advanced", **tables: list[dict]):
    found = analyse(ledgers(**tables), policy(profile=profile), AS_OF)
    return {i.id: i for i in found.indicators}, {w.rule: w for w in found.warnings}


def a_plan(direction: str, start: str) -> dict[str, list[dict]]:
    plan = {
        "plan": "P1",
        "counterparty": "Bolt",
        "direction": direction,
        "principal": 300,
        "start": day(start),
        "instalments": 3,
        "rate": 0,
        "status": "current",
    }
    return {"Plans": [plan], "Bank": [balance("2026-06-29", 10_000)]}


@pytest.mark.parametrize(
    ("direction", "measure", "rule", "level"),
    [
        ("in", "plan_arrears", "plan_missed", "amber"),
        ("out", "own_plan_arrears", "own_plan_missed", "red"),
    ],
)
def test_an_instalment_that_was_missed(direction, measure, rule, level) -> None:
    # A month after the start 100 fell due, on 15 June, and was not paid.
    indicators, warnings = measured(**a_plan(direction, "2026-05-15"))
    assert indicators[measure].value == 100_00
    assert (warnings[rule].level, warnings[rule].measured) == (level, 100_00)


def test_a_plan_on_time_has_no_arrears() -> None:
    indicators, warnings = measured(**a_plan("out", "2026-06-15"))
    assert indicators["own_plan_arrears"].value == 0
    assert indicators["plan_arrears"].reason == "no_plans"
    assert not {"plan_missed", "own_plan_missed"} & set(warnings)


def test_what_nothing_closes_is_the_way_down_to_the_floor() -> None:
    bills = [{"bill": "B", "supplier": "S", "bill_date": day("2026-06-20"),
              "due_date": day("2026-07-10"), "amount": 500}]  # fmt: skip
    books = ledgers(Bank=[balance("2026-06-30", 100)], Payables=bills)
    found = analyse(books, policy("", "advanced"), AS_OF)
    gap = {i.id: i for i in found.indicators}["uncovered_gap"].value
    assert gap == found.forecast.floor - found.forecast.lowest > 0


def test_modules_that_are_off_are_said() -> None:
    indicators, _ = measured("basic", Receivables=[invoice("A", "2026-06-01", "2026-07-01", 5)])
    off = {i: indicators[i].reason for i in ("insurance_days_left", "uninsured_share")}
    assert set(off.values()) == {"module_off"}
    assert indicators["money_at_risk"].value is not None


INSURED = {"policy": "I1", "insurer": "X", "customer": "Acme", "limit": 1_000, "covered": 0.9,
           "risk": "commercial", "notify_days": 30}  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "left", "level"),
    [("2026-07-15", 15, "green"), ("2026-07-16", 14, "amber"), ("2026-07-25", 5, "red")],
)
def test_the_warning_is_as_red_as_the_clock(as_of: str, left: int, level: str) -> None:
    books = ledgers(
        Receivables=[invoice("A", "2026-04-01", "2026-05-01", 1000)], Insurance=[INSURED],
        Bank=[balance("2026-06-30", 100)],
    )  # fmt: skip
    found = analyse(books, policy("", "advanced"), day(as_of))
    clock = found.buffer.cover.insured.clock
    assert clock.loc[clock["step"] == "notice", "level"].tolist() == [level]
    assert {i.id: i.value for i in found.indicators}["insurance_days_left"] == left
    fired = {w.rule: w.level for w in found.warnings}
    assert fired.get("insurer_deadline", "green") == level


def test_a_deadline_counts_where_there_is_something_to_lose() -> None:
    """Beyond the limit nothing is insured; what is disputed is, once the dispute is won."""
    rows = [
        invoice("A", "2026-04-03", "2026-05-20", 1000),
        invoice("B", "2026-04-04", "2026-05-01", 700),  # the limit is used up
    ]
    indicators, _ = measured(Receivables=rows, Insurance=[INSURED])
    assert indicators["insurance_days_left"].value == 49
    late = invoice("A", "2026-03-01", "2026-04-10", 1000, dispute="yes")
    books = ledgers(Receivables=[late], Insurance=[INSURED], Bank=[balance("2026-06-30", 100)])
    found = analyse(books, policy("", "advanced"), AS_OF)
    [near] = [f for f in found.findings if f.id == "insurance_notice_near"]
    assert (near.details["amount"], near.details["days"]) == (1000, 9)


def test_the_next_deadline_of_an_insured_invoice() -> None:
    # Due 1 May; extension 60 days to 30 June, notice within 30 days after it: 30 July.
    insured = {"policy": "I1", "insurer": "X", "customer": "Acme", "limit": 10_000, "covered": 0.9,
               "risk": "commercial", "notify_days": 30}  # fmt: skip
    indicators, warnings = measured(
        Receivables=[invoice("A", "2026-04-01", "2026-05-01", 1000)], Insurance=[insured]
    )
    assert indicators["insurance_days_left"].value == 30
    assert indicators["uninsured_share"].value == 0
    assert "insurer_deadline" not in warnings
