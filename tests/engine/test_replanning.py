"""What is owed after a missed instalment, and the schedules that follow; worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import day, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.calendars import work_calendar
from cashbuoy.errors import FormulaError
from cashbuoy.plans.replanning import NewTerms, plan_position, replan

CALENDAR = work_calendar("CN", 2026, 2027)
SETTINGS = policy().instalments


def schedule(*rows: tuple[str, int, int, int]) -> pd.DataFrame:
    """Rows of due, principal, interest, paid."""
    frame = pd.DataFrame(rows, columns=["due", "principal", "interest", "paid"])
    frame["due"] = pd.to_datetime(frame["due"])
    return frame


# 1,200.00 in four parts at 1 % a month: the first is paid, of the second only 50.00 came.
PLAN = schedule(
    ("2026-03-10", 30000, 1200, 31200),
    ("2026-04-10", 30000, 900, 5000),
    ("2026-05-11", 30000, 600, 0),
    ("2026-06-10", 30000, 300, 0),
)
AS_OF = day("2026-04-20")


def new(option: str, plan: pd.DataFrame = PLAN, **more: object) -> pd.DataFrame:
    terms = NewTerms(option, 0.12, AS_OF, **more)
    return replan(plan_position(plan, AS_OF), terms, CALENDAR, SETTINGS)


def test_interest_is_settled_before_principal_and_the_oldest_first():
    at = plan_position(PLAN, AS_OF)
    # 50.00 settle the interest of 9.00 and 41.00 of the principal.
    assert (at.paid, at.missed, at.missed_principal, at.missed_interest) == (36200, 1, 25900, 0)
    assert at.ahead.tolist() == [30000, 30000]
    assert at.interest.tolist() == [600, 300]
    assert at.principal == 85900


def test_an_instalment_due_on_the_day_is_not_missed():
    at = plan_position(PLAN, day("2026-04-10"))
    assert (at.missed, at.missed_principal) == (0, 0)
    # The 50.00 came early: they settle principal, interest of that day is not owed before it ends.
    assert at.ahead.tolist() == [25000, 30000, 30000]


def test_what_is_paid_too_much_is_told():
    assert plan_position(schedule(("2026-03-10", 100, 1, 150)), AS_OF).credit == 49


def test_spread_over_what_is_ahead():
    found = new("spread")
    assert [f"{d:%m-%d}" for d in found["due"]] == ["05-11", "06-10"]
    assert found["principal"].tolist() == [42950, 42950]
    # 1 % of 859.00, then of 429.50.
    assert found["interest"].tolist() == [859, 430]
    assert found["outstanding"].tolist() == [42950, 0]


def test_capitalised_into_equal_instalments():
    found = new("capitalised", late_fee=1000)
    # 869.00 in two payments at 1 %: 869.00 x 0.01 / (1 - 1.01^-2) = 441.03.
    assert found["payment"].tolist()[0] == 44103
    assert found["interest"].tolist() == [869, 437]
    assert found["principal"].sum() == 86900


def test_extended_by_as_many_as_were_missed():
    found = new("extended", late_fee=1000)
    assert [f"{d:%m-%d}" for d in found["due"]] == ["05-11", "06-10", "07-10"]
    assert found["principal"].tolist() == [30000, 30000, 25900]
    # 1 % of 859, 559 and 259; the late fee comes with what was missed.
    assert found["interest"].tolist() == [859, 559, 259 + 1000]


@pytest.mark.parametrize(
    ("waived", "principal", "interest"),
    [
        # 859.00 principal and 10.00 late fee are owed. 10.00 take away the fee alone,
        (1000, [30000, 30000, 25900], [859, 559, 259]),
        # 110.00 the fee and 100.00 of the 259.00 missed: 1 % of 759, 459 and 159,
        (11000, [30000, 30000, 15900], [759, 459, 159]),
        # 269.00 all that was missed: nothing is left to pay later,
        (26900, [30000, 30000], [600, 300]),
        # 469.00 also 200.00 of the last instalment.
        (46900, [30000, 10000], [400, 100]),
    ],
)
def test_what_is_waived_goes_off_charges_then_what_was_missed_then_the_last(
    waived, principal, interest
):
    found = new("extended", late_fee=1000, waived=waived)
    assert found["principal"].tolist() == principal
    assert found["interest"].tolist() == interest
    assert found["outstanding"].tolist()[-1] == 0


def test_what_is_waived_is_no_part_of_the_new_principal():
    # 869.00 less 69.00, in two payments at 1 %: 800.00 x 0.01 / (1 - 1.01^-2) = 406.01.
    found = new("capitalised", late_fee=1000, waived=6900)
    assert found["payment"].tolist()[0] == 40601
    assert found["principal"].sum() == 80000


def test_a_plan_that_has_run_out_needs_new_dates():
    over = PLAN.head(2)
    with pytest.raises(FormulaError, match="how many further"):
        new("spread", over)
    found = new("spread", over, further=2)
    # One and two months after 20 April; the 20th of June is a Saturday of the Dragon Boat holiday.
    assert [f"{d:%m-%d}" for d in found["due"]] == ["05-20", "06-22"]
    assert found["principal"].tolist() == [12950, 12950]


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"further": -1}, "further"),
        ({"late_fee": -1}, "late fee"),
        ({"waived": -1}, "waived"),
        ({"waived": 85900}, "less than what is owed"),
        ({"rate": -0.1}, "-10.00%"),
    ],
)
def test_terms_that_are_none(terms, reason):
    rate = terms.pop("rate", 0.12)
    with pytest.raises(FormulaError, match=reason):
        replan(
            plan_position(PLAN, AS_OF), NewTerms("spread", rate, AS_OF, **terms), CALENDAR, SETTINGS
        )


def test_nothing_owed():
    with pytest.raises(FormulaError, match="nothing is owed"):
        new("spread", PLAN.assign(paid=PLAN["principal"] + PLAN["interest"]))


row = st.tuples(st.integers(0, 10**6), st.integers(0, 10**4))
dates = pd.date_range("2026-01-15", periods=8, freq="MS") + pd.Timedelta(days=14)


@given(
    st.lists(row, min_size=1, max_size=8),
    st.integers(0, 10**7),
    st.sampled_from(["spread", "capitalised", "extended"]),
    st.integers(0, 4),
    st.integers(0, 10**5),
    st.integers(0, 10**5),
)
def test_nothing_is_lost(rows, paid, option, further, late_fee, waived):
    plan = pd.DataFrame(rows, columns=["principal", "interest"])
    plan["due"], plan["paid"] = dates[: len(plan)], 0
    plan.loc[0, "paid"] = paid
    at = plan_position(plan, AS_OF)
    due_interest = int(plan.loc[plan["due"] < "2026-04-20", "interest"].sum())
    owed = int(plan["principal"].sum()) + due_interest
    assert at.paid - at.credit + at.principal + at.missed_interest == owed
    terms = NewTerms(option, 0.0, AS_OF, further=further, late_fee=late_fee, waived=waived)
    try:
        found = replan(at, terms, CALENDAR, SETTINGS)
    except FormulaError:
        return
    assert found["payment"].sum() == at.principal + at.missed_interest + late_fee - waived
    assert found["outstanding"].iloc[-1] == 0
    assert (found["principal"] >= 0).all()
    assert np.all(np.diff(found["due"].to_numpy()) > np.timedelta64(0))
