"""The schedule of a firm that settles bills by its own acceptance bills; worked by hand."""

from __future__ import annotations

import pytest
from firm import balance, bill, day, ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.payables.adoption import adopt_dates

AS_OF = day("2026-06-30")
# 600 of the 1,000 that Steel was paid of late went by acceptance bill, for some 180 days.
PAID = [
    bill("A", "2026-01-05", "2026-03-10", 300, paid=300, paid_date=day("2026-03-10")),
    bill("B", "2026-01-05", "2026-04-10", 300, paid=300, paid_date=day("2026-04-10")),
    bill("C", "2026-01-05", "2026-05-11", 400, paid=400, paid_date=day("2026-05-11")),
]
GIVEN = [
    {"bill": "X", "kind": "bank_acceptance", "direction": "out", "drawer": "Steel", "face": 300,
     "matures": day("2026-09-06")},
    {"bill": "Y", "kind": "bank_acceptance", "direction": "out", "drawer": "Steel", "face": 300,
     "matures": day("2026-10-08")},
]  # fmt: skip
NEW = bill("NEW", "2026-06-15", "2026-07-15", 1_000.01, late_rate=0.001)


def analysed(*bills: dict, forecast: str = "approved", floor: int = 0, cash=5_000) -> Analysis:
    rules = f"""
    modules: [bills, payables]
    forecast: {{floor: {{method: amount, amount: {floor}}}}}
    simulation: {{paths: 0}}
    rolling: {{reconstruct: 0}}
    payables: {{schedule: {{forecast: {forecast}}}}}
    """
    found = ledgers(Bank=[balance("2026-06-29", cash)], Payables=[*PAID, *bills], Bills=GIVEN)
    return analyse(found, policy(rules), AS_OF)


@pytest.mark.parametrize("forecast", ["approved", "schedule"])
def test_the_schedule_pays_what_goes_in_money_and_the_rest_matures(forecast):
    """Due on Wednesday 15 July, paid on Tuesday the 14th: 400.00 then, 600.01 on 11 January."""
    analysis = analysed(NEW, forecast=forecast)
    schedule = analysis.payables_schedule
    assert schedule is not None
    (line,) = schedule.frame.to_dict("records")
    assert (line["settled"], line["by_bill"], line["amount"]) == (100_001, 60_001, 40_000)
    assert (line["pay_date"].date(), line["matures"].date()) == (
        day("2026-07-14"), day("2027-01-11"),
    )  # fmt: skip
    cash = dict(zip(schedule.days.strftime("%Y-%m-%d"), schedule.chosen.closing, strict=True))
    assert [
        cash[d] for d in ("2026-07-13", "2026-07-14", "2026-09-07", "2027-01-08", "2027-01-11")
    ] == [500_000, 460_000, 430_000, 400_000, 339_999]
    own = schedule.chosen if forecast == "schedule" else schedule.as_due
    assert own.closing.tolist() == analysis.forecast.closing.tolist()
    assert [c.id for c in analysis.controls if not c.holds] == []


def test_a_late_fee_is_owed_on_what_the_acceptance_bill_settles_too():
    """Cash is 400 short of the floor for good: the bill waits its 15 days, 14 to the run of the
    28th is 13 days late, at one per mille of 1,000.01."""
    schedule = analysed(NEW, floor=5_000).payables_schedule
    assert schedule is not None
    (line,) = schedule.frame.to_dict("records")
    assert (line["pay_date"].date(), line["days_late"]) == (day("2026-07-28"), 13)
    assert (line["late_fee"], line["amount"]) == (1_300, 41_300)


@pytest.mark.parametrize("forecast", ["approved", "schedule"])
def test_a_credit_note_leaves_less_for_the_acceptance_bill(forecast):
    """700.00 of credit come off: 300.01 are left, all of it by acceptance bill."""
    credit = bill("N", "2026-06-15", "2026-07-10", -700)
    analysis = analysed(NEW, credit, forecast=forecast)
    schedule = analysis.payables_schedule
    assert schedule is not None
    lines = schedule.frame.set_index("bill")
    assert lines.loc["NEW", ["settled", "by_bill", "amount"]].tolist() == [100_001, 30_001, 70_000]
    assert lines.loc["N", "amount"] == -70_000
    cash = dict(zip(schedule.days.strftime("%Y-%m-%d"), schedule.chosen.closing, strict=True))
    assert [cash[d] for d in ("2026-07-14", "2027-01-08", "2027-01-11")] == [
        500_000, 440_000, 409_999,
    ]  # fmt: skip
    own = schedule.chosen if forecast == "schedule" else schedule.as_due
    assert own.closing.tolist() == analysis.forecast.closing.tolist()
    assert [c.id for c in analysis.controls if not c.holds] == []


def test_no_date_is_adopted_that_would_turn_an_acceptance_bill_into_money():
    analysis = analysed(NEW, bill("M", "2026-06-15", "2026-07-15", 50, "Paper"))
    assert analysis.payables_schedule is not None
    adopted = adopt_dates(analysis.payables_schedule, analysis.ledgers)
    assert (len(adopted.dates), adopted.by_bill) == (1, 1)
