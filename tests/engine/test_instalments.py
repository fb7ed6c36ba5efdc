"""Instalment plans: hand-worked schedules, dates on business days, parts that add up."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import day, invoice, ledgers, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.calendars import work_calendar
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.plans.instalments import (
    SCHEDULE_COLUMNS,
    PlanTerms,
    instalment_schedule,
    plan_schedules,
)
from cashbuoy.plans.principals import with_principals
from cashbuoy.plans.repayment import instalment_dates, repayments

CHINA = work_calendar("CN", 2025, 2028)
SETTINGS = policy().instalments
AS_OF = day("2026-08-31")


def terms(
    principal=120_000, instalments=4, rate=0.0, start="2026-01-31", settings=SETTINGS, **more
):
    agreed = PlanTerms(principal, instalments, rate, day(start), **more)
    return instalment_schedule(agreed, CHINA, settings)


def test_equal_principal_by_hand():
    # 1,000.00 down; 6,000.00 in four parts at 12 % a year, 1 % a month, on the balance
    plan = terms(700_000, 4, 0.12, down_payment=100_000)
    assert plan["number"].tolist() == [0, 1, 2, 3, 4]
    assert plan["principal"].tolist() == [100_000, 150_000, 150_000, 150_000, 150_000]
    assert plan["interest"].tolist() == [0, 6_000, 4_500, 3_000, 1_500]
    assert plan["payment"].tolist() == [100_000, 156_000, 154_500, 153_000, 151_500]
    assert plan["outstanding"].tolist() == [600_000, 450_000, 300_000, 150_000, 0]


def test_equal_instalments_by_hand():
    # 1,000.00 at 1 % a month in three: 1000 x 0.01 / (1 - 1.01^-3) = 340.02
    plan = terms(100_000, 3, 0.12, method="equal_instalment")
    assert plan["interest"].tolist() == [1_000, 670, 337]
    assert plan["principal"].tolist() == [33_002, 33_332, 33_666]
    assert plan["payment"].tolist() == [34_002, 34_002, 34_003]  # the last takes up the rounding


def test_a_balloon_pays_interest_and_then_everything():
    plan = terms(100_000, 3, 0.12, method="balloon")
    assert plan["payment"].tolist() == [1_000, 1_000, 101_000]


def test_without_interest_every_method_but_the_balloon_shares_evenly():
    for method in ("equal_principal", "equal_instalment"):
        assert terms(10_000, 3, method=method)["payment"].tolist() == [3_334, 3_333, 3_333]


@pytest.mark.parametrize(
    ("frequency", "interest"),
    [
        ("weekly", 1_000),
        ("fortnightly", 2_000),
        ("monthly", 4_333),
        ("quarterly", 13_000),
        ("half_yearly", 26_000),
        ("yearly", 52_000),
    ],
)
def test_interest_is_the_yearly_rate_over_the_periods_in_a_year(frequency, interest):
    plan = terms(100_000, 1, 0.52, frequency=frequency)
    assert plan["interest"].tolist() == [interest]


@pytest.mark.parametrize(
    ("start", "frequency", "rule", "expected"),
    [
        ("2026-01-31", "monthly", "same_day", ["2026-02-28", "2026-03-31", "2026-04-30"]),
        ("2026-02-28", "monthly", "same_day", ["2026-03-28", "2026-04-28", "2026-05-28"]),
        ("2026-02-28", "monthly", "month_end", ["2026-03-31", "2026-04-30", "2026-05-31"]),
        ("2026-01-05", "weekly", "same_day", ["2026-01-12", "2026-01-19", "2026-01-26"]),
        ("2026-01-05", "fortnightly", "same_day", ["2026-01-19", "2026-02-02", "2026-02-16"]),
        ("2026-11-30", "quarterly", "same_day", ["2027-02-28", "2027-05-30", "2027-08-30"]),
        ("2026-08-31", "half_yearly", "same_day", ["2027-02-28", "2027-08-31", "2028-02-29"]),
        ("2024-02-29", "yearly", "same_day", ["2025-02-28", "2026-02-28", "2027-02-28"]),
    ],
)
def test_agreed_dates(start, frequency, rule, expected):
    assert instalment_dates(day(start), 3, frequency, rule).astype(str).tolist() == expected


@pytest.mark.parametrize(
    ("frequency", "after", "expected"),
    [
        ("monthly", 10, ["2026-02-10", "2026-03-10", "2026-04-10"]),
        ("weekly", 0, ["2026-01-31", "2026-02-07", "2026-02-14"]),
        ("month_end", 15, ["2026-02-28", "2026-03-31", "2026-04-30"]),
    ],
)
def test_the_first_instalment_so_many_days_after_the_start(frequency, after, expected):
    found = instalment_dates(day("2026-01-31"), 3, frequency, "same_day", after)
    assert found.astype(str).tolist() == expected


def test_due_dates_roll_to_business_days():
    # 28 March is a Saturday, 28 February one that works; 3 October lies in National Day week.
    march = terms(3, 3, start="2026-01-28")
    assert march["due"].dt.strftime("%m-%d").tolist() == ["02-28", "03-30", "04-28"]
    october = terms(
        1, 1, start="2026-09-03", settings=policy("instalments: {roll: preceding}").instalments
    )
    assert october["due"].dt.strftime("%m-%d").tolist() == ["09-30"]
    down = terms(start="2026-10-02", down_payment=100)
    assert f"{down['due'].iloc[0]:%m-%d}" == "10-08"


def test_dates_in_a_year_without_a_notice_are_marked():
    plan = terms(start="2026-10-15")
    assert plan["provisional"].tolist() == [False, False, True, True]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"instalments": 0}, "plan_instalments"),
        ({"instalments": -3}, "plan_instalments"),
        ({"instalments": 10**7}, "plan_instalments"),
        ({"rate": -0.01}, "plan_rate"),
        ({"rate": float("nan")}, "plan_rate"),
        ({"principal": 0}, "plan_principal"),
        ({"down_payment": 120_000}, "plan_down_payment"),
        ({"down_payment": -1}, "plan_down_payment"),
    ],
)
def test_terms_without_a_plan(wrong, key):
    with pytest.raises(FormulaError) as error:
        terms(**wrong)
    assert (error.value.code, error.value.key) == ("#NUM!", key)


def test_a_custom_plan_needs_rows():
    with pytest.raises(FormulaError) as error:
        terms(method="custom")
    assert (error.value.code, error.value.key) == ("#VALUE!", "plan_rows_missing")


def plan_row(name, principal=600, start="2026-06-15", **more):
    terms_of = {"instalments": 3, "frequency": "monthly", "method": "equal_principal"}
    return {
        "plan": name,
        "counterparty": f"Debtor {name}",
        "direction": "in",
        "principal": principal,
        "start": day(start),
        "status": "current",
        **terms_of,
        **more,
    }


def paid_row(name, number, due, principal, **more):
    return {"plan": name, "number": number, "due": day(due), "principal": principal, **more}


def schedules(plans, rows=(), as_of=AS_OF):
    firm = ledgers(Plans=plans, Instalments=list(rows))
    return plan_schedules(firm, SETTINGS, CHINA, as_of)


def test_only_live_plans_are_scheduled():
    plans = [plan_row(s, status=s, start="2026-08-20") for s in PLAN_STATES]
    schedule, findings = schedules(plans)
    assert tuple(schedule.columns) == SCHEDULE_COLUMNS
    assert schedule["plan"].unique().tolist() == ["agreed", "current", "in_grace"]
    assert findings == ()


def test_rows_entered_win_over_the_terms():
    schedule, findings = schedules(
        [plan_row("P", direction="out")],
        [
            paid_row("P", 2, "2026-08-31", 200, interest=1.5),
            paid_row("P", 1, "2026-08-01", 100, paid=100, paid_date=day("2026-08-03")),
            paid_row("P", 3, "2026-10-03", 300),
        ],
    )
    assert schedule["number"].tolist() == [1, 2, 3]
    assert schedule["due"].dt.strftime("%m-%d").tolist() == ["08-03", "08-31", "10-08"]
    assert schedule["payment"].tolist() == [10_000, 20_150, 30_000]
    assert schedule["outstanding"].tolist() == [50_000, 30_000, 0]
    assert schedule["status"].tolist() == ["paid", "open", "open"]
    assert set(schedule["direction"]) == {"out"}
    assert findings == ()


@pytest.mark.parametrize(
    ("paid", "paid_date", "as_of", "status"),
    [
        (200, "2026-08-14", "2026-08-31", "paid"),
        (200, "2026-08-14", "2026-08-10", "open"),  # not paid yet on that day
        (150, "2026-08-14", "2026-08-31", "overdue"),
        (0, None, "2026-08-14", "open"),  # due today is not overdue
        (0, None, "2026-08-15", "overdue"),
    ],
)
def test_status_at_a_date(paid, paid_date, as_of, status):
    row = paid_row("P", 1, "2026-08-14", 200, paid=paid or None)
    if paid_date:
        row["paid_date"] = day(paid_date)
    schedule, _ = schedules([plan_row("P", 200, instalments=1)], [row], day(as_of))
    assert schedule["status"].tolist() == [status]


def test_a_plan_without_any_record_says_that_its_past_counts_as_overdue():
    schedule, findings = schedules([plan_row("P")])
    assert schedule["status"].tolist() == ["overdue", "overdue", "open"]
    (finding,) = findings
    assert finding.id == "plan_unrecorded"
    assert finding.details == {"plan": "P", "count": 2}


def test_plans_that_cannot_be_computed_are_left_out_by_name():
    good = plan_row("good", start="2026-08-20")
    schedule, findings = schedules(
        [plan_row("custom", method="custom"), plan_row("none", instalments=0), good]
    )
    assert schedule["plan"].unique().tolist() == ["good"]
    assert [(f.id, f.left_out, f.place.row) for f in findings] == [
        ("plan_rows_missing", 60_000, 1),
        ("plan_instalments", 60_000, 2),
    ]


def test_rows_that_do_not_add_up_to_the_principal_are_named():
    rows = [paid_row("P", n, "2026-09-01", 100) for n in (1, 2, 3)]
    _, findings = schedules([plan_row("P")], rows)
    (finding,) = findings
    assert finding.id == "plan_rows_sum"
    assert finding.details == {"plan": "P", "principal": 600.0, "entered": 300.0}


def test_what_is_not_entered_of_a_plan_is_still_owed_by_its_terms():
    # 100.00 down and three of 166.67 at 1 % a month on the balance; only the first was noted.
    agreed = plan_row("P", start="2026-08-20", down_payment=100, rate=0.12)
    noted = paid_row("P", 0, "2026-08-20", 100, paid=100, paid_date=day("2026-08-20"))
    schedule, findings = schedules([agreed], [noted])
    assert schedule["number"].tolist() == [0, 1, 2, 3]
    assert schedule["principal"].tolist() == [10_000, 16_667, 16_667, 16_666]
    assert schedule["interest"].tolist() == [0, 500, 333, 167]
    assert schedule["outstanding"].tolist() == [50_000, 33_333, 16_666, 0]
    assert schedule["status"].tolist() == ["paid", "open", "open", "open"]
    (finding,) = findings
    assert finding.id == "plan_rows_completed"
    assert finding.details == {"plan": "P", "principal": 600.0, "entered": 100.0, "count": 3}


def test_an_instalment_between_two_that_are_entered_counts_as_overdue():
    rows = [
        paid_row("P", 1, "2026-07-15", 250, paid=250, paid_date=day("2026-07-15")),
        paid_row("P", 3, "2026-09-15", 200),
    ]
    schedule, findings = schedules([plan_row("P")], rows)
    assert schedule["principal"].tolist() == [25_000, 15_000, 20_000]  # 600 - 250 - 200
    assert schedule["status"].tolist() == ["paid", "overdue", "open"]
    assert [f.id for f in findings] == ["plan_rows_completed", "plan_unrecorded"]


def test_no_plans_give_an_empty_schedule_of_the_right_kinds():
    schedule, findings = schedules([])
    full, _ = schedules([plan_row("P")])
    numbers = ["number", "principal", "interest", "payment", "outstanding", "paid", "provisional"]
    assert len(schedule) == 0
    assert findings == ()
    assert schedule[numbers].dtypes.equals(full[numbers].dtypes)


methods = st.sampled_from(["equal_principal", "equal_instalment", "balloon"])
frequencies = st.sampled_from(["weekly", "monthly", "quarterly", "yearly"])


@given(st.integers(1, 10**12), st.integers(1, 120), st.floats(0, 2), frequencies, methods)
def test_principal_adds_up_and_nothing_is_negative(borrowed, count, rate, frequency, method):
    principal, interest = repayments(borrowed, count, rate, frequency, method)
    assert principal.sum() == borrowed
    assert (principal >= 0).all()
    assert (interest >= 0).all()


@given(st.integers(10_000, 10**10), st.integers(1, 60), st.floats(0, 0.5))
def test_equal_instalments_are_equal_but_for_the_last_cents(borrowed, count, rate):
    principal, interest = repayments(borrowed, count, rate, "monthly", "equal_instalment")
    payment = principal + interest
    if rate > 0:
        assert (payment[:-1] == payment[0]).all()
    # Each rounding moves the balance by half a unit at most, and interest on that grows.
    assert abs(payment[-1] - payment[0]) <= count * (1 + rate / 12) ** count


@given(st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31)), st.integers(1, 24), frequencies)
def test_every_due_date_is_a_business_day(start, count, frequency):
    plan = terms(10_000, count, start=start.isoformat(), frequency=frequency, down_payment=1)
    assert CHINA.is_working(plan["due"].to_numpy()).all()
    assert plan["due"].is_monotonic_increasing


def test_instalments_ahead_are_trusted_until_grace_is_over():
    missed = [
        {"plan": "P", "number": n, "due": day(due), "principal": 10, "paid": paid}
        for n, due, paid in ((1, "2026-08-14", 4), (2, "2026-09-15", None))
    ]
    kept = {"plan": "Q", "number": 1, "due": day("2026-08-14"), "principal": 10, "paid": 10}
    found = ledgers(
        Plans=[
            {"plan": p, "counterparty": "Acme", "direction": "in", "principal": 20,
             "start": day("2026-07-14"), "instalments": 2, "method": "custom"}
            for p in "PQ"
        ],
        Instalments=[*missed, kept],
    )  # fmt: skip
    for as_of, trusted in (("2026-08-24", True), ("2026-08-25", False)):
        schedule, _ = plan_schedules(found, SETTINGS, CHINA, day(as_of))
        assert schedule.set_index("plan")["trusted"].to_dict() == {"P": trusted, "Q": True}


def test_a_plan_without_principal_owes_its_invoices_though_one_instalment_is_noted():
    firm = ledgers(
        Receivables=[invoice("i", "2026-05-01", "2026-05-31", 600, customer="Debtor P")],
        Plans=[plan_row("P", principal=0, start="2026-08-20")],
        Instalments=[paid_row("P", 1, "2026-09-20", 150)],
        PlanItems=[{"plan": "P", "invoice": "i"}],
    )
    filled = with_principals(firm, policy(), AS_OF)
    assert filled["tblPlans"]["principal"].tolist() == [60_000]
    schedule, _ = plan_schedules(filled, SETTINGS, CHINA, AS_OF)
    assert schedule["principal"].tolist() == [15_000, 22_500, 22_500]
