"""The payment schedule over a small firm's forecast: what is in it, and what it does to cash."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from firm import balance, bill, day, invoice, ledgers, policy, recurring
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.payables.schedule import PayablesSchedule

AS_OF = day("2026-11-02")  # a Monday; runs on Tuesdays and Fridays
RULES = """
modules: [recurring, lines, bills, payables]
forecast: {{receipts: due_date, floor: {{method: amount, amount: {floor}}}}}
simulation: {{paths: {paths}}}
payables:
  schedule:
    mode: {mode}
    forecast: {forecast}
    cash: {cash}
    parts: {{priorities: [flexible], from_amount: 1000, least: 100, most: 3}}
"""


def analysed(
    bills: list[dict],
    *,
    cash: float = 100_000,
    floor: float = 0,
    mode: str = "optimise",
    forecast: str = "approved",
    path: str = "expected",
    **tables: list[dict],
) -> Analysis:
    found = ledgers(Bank=[balance("2026-11-02", cash)], Payables=bills, **tables)
    rules = RULES.format(
        floor=floor, mode=mode, forecast=forecast, cash=path, paths=0 if path == "expected" else 200
    )
    return analyse(found, policy(rules), AS_OF)


def scheduled(bills: list[dict], **more) -> PayablesSchedule:
    schedule = analysed(bills, **more).payables_schedule
    assert schedule is not None
    return schedule


def paid(schedule: PayablesSchedule) -> dict[str, list[tuple[str, float]]]:
    """Pay days and amounts in major units, by bill."""
    frame = schedule.frame.assign(day=schedule.frame["pay_date"].dt.strftime("%m-%d"))
    return {
        str(name): list(zip(rows["day"], rows["amount"] / 100, strict=True))
        for name, rows in frame.groupby("bill", sort=False)
    }


@pytest.mark.parametrize("mode", ["rules", "optimise"])
def test_every_bill_is_paid_on_the_last_run_before_it_is_due(mode):
    bills = [
        bill("A", "2026-10-01", "2026-11-12", 1_000),  # a Thursday: Tuesday the 10th
        bill("B", "2026-10-01", "2026-11-13", 2_000),  # a Friday: the day itself
        bill("C", "2026-10-01", "2026-10-25", 3_000),  # overdue: the first run
        bill("D", "2026-10-01", "2027-06-30", 4_000),  # too far ahead
    ]
    schedule = scheduled(bills, mode=mode)
    assert paid(schedule) == {
        "A": [("11-10", 1_000)],
        "B": [("11-13", 2_000)],
        "C": [("11-03", 3_000)],
    }
    assert dict(zip(schedule.frame["bill"], schedule.frame["reason"], strict=True)) == {
        "A": "on_time",
        "B": "on_time",
        "C": "overdue",
    }
    assert schedule.left_out[["bill", "reason"]].to_numpy().tolist() == [["D", "later"]]


def test_flexible_bills_wait_for_a_receipt_and_critical_ones_do_not():
    """Cash 5,000, floor 2,000: 3,000 can go on the 10th, where 6,000 are due. 10,000 come on the
    18th; the run after it is Friday the 20th."""
    bills = [
        bill("A", "2026-10-01", "2026-11-10", 3_000, "Steel", priority="critical"),
        bill("B", "2026-10-01", "2026-11-10", 900, "Paper", priority="flexible"),
        bill("C", "2026-10-01", "2026-11-10", 2_100, "Clean", priority="flexible", late_rate=0.001),
    ]
    receipts = [invoice("R", "2026-10-01", "2026-11-18", 10_000)]
    schedule = scheduled(bills, cash=5_000, floor=2_000, Receivables=receipts)
    assert paid(schedule)["A"] == [("11-10", 3_000)]
    assert paid(schedule)["B"] == [("11-20", 900)]
    assert paid(schedule)["C"] == [("11-20", 2_100 + 21)]  # ten days at one per mille
    waits = schedule.frame.set_index("bill").loc["B"]
    assert (waits["reason"], waits["left"]) == ("waits", 0)
    assert schedule.chosen.lowest == 200_000
    assert schedule.as_due.short == 300_000
    assert schedule.gap == 0


def test_a_critical_bill_goes_before_a_gap_is_closed_and_the_gap_says_what_would_close_it():
    bills = [bill("A", "2026-10-01", "2026-11-10", 9_000, "Steel", priority="critical")]
    bills += [bill("B", "2026-10-01", "2026-11-03", 500, "Paper")]
    lines = [
        {"bank": "Ningbo", "limit": 6_000, "drawn": 1_000, "committed": "yes", "rate": 0.04,
         "expires": day("2027-10-31")},
    ]  # fmt: skip
    analysis = analysed(bills, cash=6_000, floor=1_000, Lines=lines)
    schedule = analysis.payables_schedule
    assert schedule is not None
    closing = schedule.closing
    # B may wait 15 days and does; A may not.
    assert paid(schedule)["B"] == [("11-17", 500)]
    assert closing.gap == schedule.gap == 450_000
    assert closing.needed == dt.date(2026, 11, 10)
    assert [(step.kind, step.name) for step in closing.steps] == [("line", "Ningbo")]
    assert closing.steps[0].taken >= 450_000
    assert closing.uncovered == 0
    found = [f for f in analysis.findings if f.id == "payables_floor_breach"]
    assert [f.details["amount"] for f in found] == ["4,500.00"]


def test_credit_notes_come_off_their_suppliers_bills_and_what_is_left_stays():
    """Steel's credit of 2,500 pays A of 1,000 in full and 1,500 of B; Paper's has no bill."""
    bills = [
        bill("A", "2026-10-01", "2026-11-10", 1_000),
        bill("B", "2026-10-01", "2026-11-17", 2_000),
        bill("N", "2026-10-05", "2026-11-05", -2_500),
        bill("M", "2026-10-05", "2026-11-05", -300, "Paper"),
    ]
    schedule = scheduled(bills)
    assert paid(schedule)["A"] == [("11-10", 1_000)]
    assert paid(schedule)["N"] == [("11-10", -1_000), ("11-17", -1_500)]
    assert paid(schedule)["B"] == [("11-17", 2_000)]
    assert schedule.left_out[["bill", "reason"]].to_numpy().tolist() == [["M", "credit_left"]]


def test_disputed_bills_wait_outside_and_approved_ones_are_paid_on_their_date():
    bills = [
        bill("A", "2026-10-01", "2026-11-10", 1_000, dispute="yes"),
        bill("B", "2026-10-01", "2026-11-10", 2_000, pay_on=day("2026-11-18")),  # no run
        bill("C", "2026-10-01", "2026-11-10", 3_000, pay_on=day("2026-10-20")),  # gone by
    ]
    analysis = analysed(bills)
    schedule = analysis.payables_schedule
    assert schedule is not None
    assert paid(schedule) == {"B": [("11-18", 2_000)], "C": [("11-10", 3_000)]}
    assert schedule.left_out[["bill", "reason"]].to_numpy().tolist() == [["A", "dispute"]]
    events = analysis.events.set_index("reference")
    assert events.loc["B", "date"] == pd.Timestamp("2026-11-18")
    assert events.loc["B", "basis"] == "approved"
    assert "A" not in events.index
    assert all(control.holds for control in analysis.controls)


def test_limits_that_the_forecasts_way_breaks():
    """A, critical, falls due on a Saturday: paid on Monday it is on time, but no run. C has waited
    40 of the 45 days that it may; overdue, the forecast has it 30 days from now."""
    bills = [
        bill("A", "2026-10-01", "2026-11-07", 1_000, priority="critical"),
        bill("B", "2026-10-01", "2026-11-10", 200),
        bill("C", "2026-08-01", "2026-09-23", 3_000, "Paper", priority="flexible"),
    ]
    way = scheduled(bills).as_due
    assert (way.off_runs, way.too_late) == (400_000, 300_000)
    chosen = scheduled(bills).chosen
    assert (chosen.off_runs, chosen.too_late) == (0, 0)


def test_a_discount_is_taken_before_it_ends():
    bills = [
        bill("A", "2026-10-30", "2026-12-15", 10_000, discount_rate=0.02,
             discount_date=day("2026-11-09")),
        bill("B", "2026-10-30", "2026-11-12", 10_000, discount_rate=0.0001,
             discount_date=day("2026-11-03")),
    ]  # fmt: skip
    analysis = analysed(bills)
    schedule = analysis.payables_schedule
    assert schedule is not None
    assert paid(schedule) == {"A": [("11-06", 9_800)], "B": [("11-10", 10_000)]}
    assert schedule.frame.set_index("bill")["reason"].to_dict() == {
        "A": "discount",
        "B": "discount_small",
    }
    ends = next(f for f in analysis.findings if f.id == "payables_discount_ends")
    assert (ends.details["count"], ends.details["taken"]) == (2, 1)


def test_foreign_bills_at_the_rates_of_the_forecast():
    bills = [bill("A", "2026-10-01", "2026-11-10", 1_000, currency="USD")]
    rates = [{"currency": "USD", "date": day("2026-10-01"), "rate": 7.1}]
    schedule = scheduled(bills, Rates=rates)
    assert paid(schedule) == {"A": [("11-10", 7_100)]}
    assert schedule.frame["own"].tolist() == [100_000]


BOOK = [
    bill("A", "2026-10-01", "2026-11-10", 3_000, "Steel", priority="critical"),
    bill("B", "2026-10-01", "2026-11-10", 2_345.67, "Paper", priority="flexible", late_rate=0.001),
    bill("C", "2026-10-01", "2026-10-15", 999.99, "Clean", late_rate=0.0007),
    bill("D", "2026-10-01", "2026-12-20", 5_000, "Copper", discount_rate=0.01,
         discount_date=day("2026-11-20")),
    bill("E", "2026-10-01", "2027-05-20", 700, "Copper"),
    bill("N", "2026-10-05", "2026-11-05", -1_234.56, "Steel"),
    bill("M", "2026-10-05", "2026-11-05", -50, "Nobody"),
    bill("O", "2026-10-05", "2026-11-05", -4_000, "Clean"),
    bill("H", "2026-10-01", "2026-11-10", 1_000, "Steel", dispute="yes"),
    bill("P", "2026-10-01", "2026-11-10", 800, "Steel", pay_on=day("2026-11-19")),
]  # fmt: skip


@pytest.mark.parametrize("mode", ["rules", "optimise"])
@pytest.mark.parametrize("forecast", ["approved", "schedule"])
def test_control_totals_hold_and_cash_agrees_to_the_cent(mode, forecast):
    """With the schedule in the forecast, closing cash is the schedule's own on every day; without,
    it is the forecast's as before."""
    receipts = [invoice("R", "2026-10-01", "2026-11-18", 10_000)]
    rent = [recurring("Rent", "rent", "out", 500, "2026-11-15")]
    analysis = analysed(
        BOOK, cash=4_000, floor=500, mode=mode, forecast=forecast, Receivables=receipts,
        Recurring=rent,
    )  # fmt: skip
    assert [c.id for c in analysis.controls if not c.holds] == []
    schedule = analysis.payables_schedule
    assert schedule is not None
    own = schedule.chosen if forecast == "schedule" else schedule.as_due
    assert own.closing.tolist() == analysis.forecast.closing.tolist()
    frame = schedule.frame
    charged = frame["settled"] - frame["discount"] + frame["late_fee"] - frame["by_bill"]
    assert (frame["amount"] == charged).all()
    open_base = analysis.payables.set_index("document")["open_base"]
    settled = frame.groupby("bill")["settled"].sum()
    whole = [name for name in ("A", "B", "C", "D", "N", "P") if name in settled.index]
    assert settled[whole].tolist() == open_base[whole].tolist()
    # What is left of a credit note is not lost: 999.99 of 4,000 come off C.
    assert settled["O"] == -99_999


def test_bills_of_which_none_is_scheduled_stay_where_the_forecast_has_them():
    """A credit note without a bill, one in dispute, one too far ahead: an empty schedule."""
    bills = [
        bill("N", "2026-10-05", "2026-11-05", -300),
        bill("H", "2026-10-01", "2026-11-10", 1_000, dispute="yes"),
        bill("L", "2026-10-01", "2027-06-30", 4_000, "Paper"),
    ]
    analysis = analysed(bills, forecast="schedule")
    schedule = analysis.payables_schedule
    assert schedule is not None
    assert schedule.frame.empty
    assert schedule.left_out["reason"].tolist() == ["credit_left", "dispute", "later"]
    assert [c.id for c in analysis.controls if not c.holds] == []
    events = analysis.events.set_index("reference")["amount"]
    assert events[["N", "L"]].tolist() == [30_000, -400_000]


ANY_BILL = st.fixed_dictionaries(
    {
        "amount": st.integers(-300_000, 900_000).filter(bool).map(lambda v: v / 100),
        "due": st.integers(-30, 70),
        "supplier": st.sampled_from(["Steel", "Paper"]),
        "priority": st.sampled_from(["critical", "normal", "flexible", ""]),
        "dispute": st.sampled_from(["", "", "", "yes"]),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(ANY_BILL, min_size=1, max_size=9), st.sampled_from(["rules", "optimise"]))
def test_whatever_the_bills_nothing_is_lost(rows, mode):
    bills = [
        bill(f"B{i}", "2026-09-01", str(AS_OF + dt.timedelta(r["due"])), r["amount"],
             r["supplier"], priority=r["priority"], dispute=r["dispute"])
        for i, r in enumerate(rows)
    ]  # fmt: skip
    analysis = analysed(bills, cash=10_000, floor=5_000, mode=mode, forecast="schedule")
    schedule = analysis.payables_schedule
    assert schedule is not None
    assert [c.id for c in analysis.controls if not c.holds] == []
    assert schedule.chosen.closing.tolist() == analysis.forecast.closing.tolist()
    frame = schedule.frame
    assert set(frame["row"]) | set(schedule.left_out["row"]) == set(analysis.payables["row"])
    settled = frame[frame["settled"] > 0].groupby("row")["settled"].sum()
    owed = analysis.payables.set_index("row")["open_base"]
    assert settled.to_dict() == owed[settled.index].to_dict()
    assert set(frame["pay_date"].dt.date) <= set(schedule.runs.tolist())


def test_the_floor_is_kept_on_the_simulated_path_that_the_policy_names():
    """A customer who often pays late: expected cash pays the bill when it is due, P10 does not."""
    paid_late = [
        invoice(f"H{i}", "2026-01-05", "2026-02-04", 100, paid=100, paid_date=day(on))
        for i, on in enumerate(["2026-02-04", "2026-03-20", "2026-04-25"] * 8)
    ]
    receipts = [*paid_late, invoice("R", "2026-10-20", "2026-11-19", 50_000)]
    bills = [bill("A", "2026-10-01", "2026-12-04", 12_000, "Paper", priority="flexible")]
    schedules = {}
    for path in ("expected", "p10"):
        found = ledgers(Bank=[balance("2026-11-02", 8_000)], Payables=bills, Receivables=receipts)
        rules = RULES.format(
            floor=0, mode="optimise", forecast="approved", cash=path, paths=400
        ).replace("receipts: due_date", "receipts: behaviour")
        patient = "    deferral: {flexible: {most_days: 120}}\n"
        schedule = analyse(found, policy(rules + patient), AS_OF).payables_schedule
        assert schedule is not None
        assert schedule.cash == path
        assert schedule.gap == 0
        schedules[path] = schedule
    assert paid(schedules["expected"]) == {"A": [("12-04", 12_000)]}
    # On P10 the customer's 50,000 have not come by then: what is due would break the floor.
    wary = schedules["p10"]
    assert wary.as_due.lowest < 0 <= wary.chosen.lowest
    assert wary.frame["pay_date"].max() > pd.Timestamp("2026-12-04")
    assert wary.frame["amount"].sum() == 1_200_000


def test_own_plans_and_loans_stand_in_the_to_pay_list():
    rent = [recurring("Rent", "rent", "out", 500, "2026-11-15")]
    bills = [bill("A", "2026-10-01", "2026-11-30", 100)]
    lines = [
        {"bank": "Ningbo", "limit": 900, "drawn": 800, "committed": "yes", "rate": 0.04,
         "expires": day("2026-11-20")},
    ]  # fmt: skip
    fixed = scheduled(bills, Recurring=rent, Lines=lines).fixed
    assert list(zip(fixed["source"], fixed["amount"] / 100, strict=True))[:2] == [
        ("tblRecurring", 500.0),
        ("tblLines", 800.0),
    ]


def test_own_instalments_of_the_week_are_told():
    plans = [
        {"plan": "P", "counterparty": "Moulds", "direction": "out", "principal": 300,
         "start": day("2026-11-05"), "instalments": 3, "frequency": "monthly",
         "method": "equal_principal", "rate": 0.0, "status": "current", "down_payment": 90},
    ]  # fmt: skip
    found = ledgers(Bank=[balance("2026-11-02", 1_000)], Plans=plans)
    rules = RULES.format(floor=0, mode="rules", forecast="approved", cash="expected", paths=0)
    analysis = analyse(found, policy(rules.replace("bills, ", "plans, ", 1)), AS_OF)
    told = next(f for f in analysis.findings if f.id == "payables_own_due")
    assert told.details == {"date": "2026-11-05", "count": 1, "amount": "90.00"}


MISSED = [
    {"plan": "P", "counterparty": "Moulds", "direction": "out", "principal": 300,
     "start": day("2026-08-20"), "instalments": 3, "frequency": "monthly",
     "method": "equal_principal", "rate": 0.0, "status": "current"},
]  # fmt: skip
PARTLY = [
    {"plan": "P", "number": 1, "due": day("2026-09-21"), "principal": 100, "paid": 100,
     "paid_date": day("2026-09-21")},
    {"plan": "P", "number": 2, "due": day("2026-10-20"), "principal": 100, "paid": 30,
     "paid_date": day("2026-10-20")},
    {"plan": "P", "number": 3, "due": day("2026-11-20"), "principal": 100},
]  # fmt: skip


@pytest.mark.parametrize("forecast", ["approved", "schedule"])
def test_an_own_instalment_that_was_missed_is_paid_with_the_first_run(forecast):
    """70 of the second were missed; the forecast has them a week from today, on the 9th. Of 1,000
    a bill of 900 is due by the 6th: both can be paid on the 3rd and the 6th, 30 are left."""
    found = ledgers(
        Bank=[balance("2026-11-02", 1_000)],
        Payables=[bill("A", "2026-10-01", "2026-11-06", 900)],
        Plans=MISSED,
        Instalments=PARTLY,
    )
    rules = RULES.format(floor=0, mode="rules", forecast=forecast, cash="expected", paths=0)
    analysis = analyse(found, policy(rules.replace("bills, ", "plans, ", 1)), AS_OF)
    schedule = analysis.payables_schedule
    assert schedule is not None
    fixed = schedule.fixed
    assert fixed["date"].dt.strftime("%m-%d").tolist() == ["11-03", "11-20"]
    assert fixed["due"].dt.strftime("%m-%d").tolist() == ["10-20", "11-20"]
    assert fixed[["amount", "missed"]].to_numpy().tolist() == [[7_000, True], [10_000, False]]
    cash = pd.Series(schedule.chosen.closing, index=schedule.days)
    on = [cash[f"2026-11-{d:02d}"] for d in (3, 6, 9, 20)]
    assert on == [93_000, 3_000, 3_000, -7_000]
    own = schedule.chosen if forecast == "schedule" else schedule.as_due
    assert own.closing.tolist() == analysis.forecast.closing.tolist()
    assert [c.id for c in analysis.controls if not c.holds] == []
    told = {f.id: f.details for f in analysis.findings}
    assert told["payables_own_missed"] == {
        "date": "2026-11-03",
        "count": 1,
        "amount": "70.00",
        "oldest": "2026-10-20",
    }
    assert "payables_own_due" not in told


def test_without_the_module_there_is_no_schedule():
    found = ledgers(Payables=[bill("A", "2026-10-01", "2026-11-10", 1_000)])
    assert analyse(found, policy("modules: [recurring]"), AS_OF).payables_schedule is None
