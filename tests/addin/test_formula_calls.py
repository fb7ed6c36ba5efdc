"""Every formula with arguments as a spreadsheet sends them: floats, None, tuples of rows, dates."""

from __future__ import annotations

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call

TODAY = dt.date(2026, 3, 31)
CONTEXT = CallContext(TODAY, lambda: profile("basic").model_copy(update={"language": "en"}))
COLUMN = ((100.0,), (None,), (300.0,))
ROW = ((100.0, 300.0),)
# 1,000,000 at 0.05 % a day for 30 days.
MARCH_1 = dt.datetime(2026, 3, 1)


def answer(name, *arguments):
    found = call(name, arguments, CONTEXT)
    assert not isinstance(found, FormulaError), found.reason
    return found


def refusal(name, *arguments):
    found = call(name, arguments, CONTEXT)
    assert isinstance(found, FormulaError), found
    assert found.reason
    assert found.key
    return found.code


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("DSO", (100.0, 1000.0, 365.0), 36.5),
        ("DSO", (100.0, 1000.0), 36.5),
        ("DSO", (((100.0,),), ((1000.0,),)), 36.5),  # a range of one cell
        ("DSO", (COLUMN, 1000.0), 73.0),  # the average of 100 and 300
        ("DSO", (ROW, ((400.0, 600.0),)), 73.0),  # sales added up
        ("DSO", (100.0, 1000.0, ((31.0,), (28.0,), (31.0,))), 9.0),
        ("DSO", (100.0, 1000.0, None, "期末余额法"), 36.5),
        (
            "DSO",  # 2.1 m: all of March and February, 400,000 of January's 700,000
            (2.1e6, ((7e5,), (8e5,), (9e5,)), ((31.0,), (28.0,), (31.0,)), "countback"),
            31 + 28 + 31 * 4 / 7,
        ),
        ("DSO", (212e3, ((7e4,), (8e4,), (1e5,)), 30.0, "Count-back"), 60 + 30 * 32 / 70),
        ("BPDSO", (4000.0, 10000.0, 30.0), 12.0),
        ("ADD_DAYS", (15000.0, 4000.0, 10000.0, 30.0), 33.0),
        ("DPO", (((6e5,), (5e5,)), 4.4e6), 45.625),
        ("DIO", (((5e5, 7.5e5),), 6.5e6), 625 / 6500 * 365),
        ("CCC", (4.95, 40.88, 42.31), 3.52),
        ("AR_TURNOVER", (1200.0, 150.0), 8.0),
        ("AP_TURNOVER", (4.4e6, 5.5e5), 8.0),
        ("INVENTORY_TURNOVER", (6.5e6, ((5e5,), (7.5e5,))), 10.4),
        ("CEI", (6200.0, 10890.0, 6340.0, 3590.0, 3.0), 3490 / 6240 * 100),
        ("CURRENT_RATIO", (((500.0,), (100.0,)), 300.0), 2.0),
        ("QUICK_RATIO", (600.0, 300.0, 300.0), 1.0),
        ("CASH_RATIO", (10000.0, 5000.0, 20000.0), 6.0),
        ("CASH_RATIO", (10000.0, 5000.0), 2.0),
        ("RUNWAY_MONTHS", (250000.0, ((-40000.0,), (-60000.0,))), 5.0),
        ("SHORTFALL_RISK", (((60.0,), (40.0,)), 20.0, 0.0, None, 80.0), 0.15865525393145707),
        # P10 1.28155 deviations below: the same 80.
        ("SHORTFALL_RISK", (100.0, 20.0, 0.0, -102.52412524356803), 0.15865525393145707),
        ("SHORTFALL_RISK", (100.0, 0.0, ((-60.0,), (-60.0,)), None, 0.0), 1.0),
        ("TOP_SHARE", (((50.0,), (30.0,), (20.0,)),), 0.5),
        ("TOP_SHARE", (((50.0, 30.0, 20.0),), 2.0), 0.8),
        ("TOP_SHARE", ((("金额（元）",), (50.0,), (50.0,)),), 0.5),  # the whole column
        ("HHI", (((20.0,), (30.0,), (50.0,)),), 3800.0),
        ("TERMS_COST", (0.02, 10.0, 30.0, 360.0), 0.02 / 0.98 * 18),
        ("TERMS_COST", (0.02, 10.0, 30.0, None, True), (1 / 0.98) ** 18.25 - 1),
        ("LATE_FEE", (1e6, MARCH_1, dt.datetime(2026, 3, 31)), 15000.0),
        # A small firm owes the LPR of the breach x 1.5: 3.00 % x 1.5 x 30 / 365.
        (
            "LATE_FEE",
            (1e6, MARCH_1, dt.datetime(2026, 3, 31), None, None, "small"),
            3698.63,
        ),
        ("LATE_FEE", (1e6, MARCH_1, dt.datetime(2026, 3, 31), None, 360.0, "大型企业"), 15000.0),
        # Due before 1 September 2020, when no regulation set a rate: LPR 3.85 % x 1.5.
        ("LATE_FEE", (1e6, dt.datetime(2020, 5, 1), dt.datetime(2020, 5, 31)), 4746.58),
        ("LATE_FEE", (1e6, 46082.0, 46112.0, 0.1825), 15000.0),  # serials of the same days
        ("LATE_FEE", (1e6, "2026/3/1", "2026年3月31日", 0.18, 360.0), 15000.0),
        (
            "ECL_ALLOWANCE",
            (((15000.0, 7500.0, 4000.0, 2500.0, 1000.0),), ((0.003, 0.016, 0.036, 0.066, 0.106),)),
            580.0,
        ),
        ("BUFFER_GAP", (500000.0, ((200000.0,), (400000.0,))), 400000.0),  # 3 x 300,000
        ("BUFFER_GAP", (500000.0, 300000.0, 1.0), -200000.0),
    ],
)
def test_numbers(name, arguments, expected) -> None:
    assert answer(name, *arguments) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("rule", "value", "level"),
    [
        ("overdue_share", 0.1, "green"),
        ("overdue_share", 0.25, "amber"),
        ("A3.6", 0.5, "red"),
        ("cash_ratio", 0.05, "red"),
        ("operating_cash_negative", ((5.0,), (-1.0,), (-2.0,)), "red"),
        ("operating_cash_negative", ((-5.0,), (1.0,), (-2.0,)), "green"),
        ("dso_rising", tuple((v,) for v in (50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 61.0)), "amber"),
    ],
)
def test_levels(rule, value, level) -> None:
    assert answer("WARN_LEVEL", rule, value) == level


def test_a_working_day_after_the_spring_festival() -> None:
    # 13 February 2026 is a Friday; the 14th and the 28th are make-up working days, 15-23 are off.
    assert answer("WORKDAY_CN", dt.datetime(2026, 2, 13), 1.0) == dt.date(2026, 2, 14)
    assert answer("WORKDAY_CN", "2026-02-13", 2.0) == dt.date(2026, 2, 24)
    assert answer("WORKDAY_CN", dt.date(2026, 2, 24), -2.0) == dt.date(2026, 2, 13)
    assert answer("WORKDAY_CN", 46066.0, 0.0) == dt.date(2026, 2, 13)


def test_instalments_spill_under_titles() -> None:
    block = answer("INSTALMENTS", 1000.0, 3.0, 0.12, "2026-01-15", None, None, 100.0, "2026-01-10")
    assert block[0] == ("Number", "Due", "Principal", "Interest", "Payment", "Outstanding")
    assert [row[0] for row in block[1:]] == [0, 1, 2, 3]
    assert [row[2] for row in block[1:]] == [100.0, 300.0, 300.0, 300.0]
    assert [row[3] for row in block[1:]] == [0.0, 9.0, 6.0, 3.0]  # 1 % of 900, 600, 300
    assert block[-1][5] == 0.0
    # The 15th of February 2026 begins the holiday; it ends on the 23rd.
    assert block[2][1] == dt.date(2026, 2, 24)


def test_a_plan_starts_today_where_no_start_is_given() -> None:
    block = answer("INSTALMENTS", 1000.0, 1.0, 0.0)
    assert block[1][1] == dt.date(2026, 4, 30)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((1000.0, 0.0, 0.06), "between 1 and 1200"),
        ((1000.0, 3.0, -0.01), "from 0 to below 100%"),
        ((1000.0, 3.0, 6.0), "6 % is 0.06"),  # typed in percent
        ((1000.0, 3.0, 0.0, "2026-03-30"), "before 2026-03-31"),
        ((999.99, 3.0, 0.0), "no plans below 1,000.00"),
        ((1000.0, 2.0, 0.0, None, None, "custom", None, None, None, (600.0, 300.0)), "add up"),
        ((1000.0, 2.0, 0.0, None, None, "custom"), "one by one"),
        ((1000.0, 2.0, 0.0, None, None, None, 1000.0), "less than the principal"),
    ],
)
def test_terms_that_give_no_plan_are_errors_with_their_reason(arguments, reason) -> None:
    found = call("INSTALMENTS", arguments, CONTEXT)
    assert isinstance(found, FormulaError)
    assert reason in found.reason


def test_a_custom_plan_and_a_first_instalment_after_so_many_days() -> None:
    block = answer(
        "INSTALMENTS", 1000.0, 2.0, 0.365, "2026-04-01", "month_end", "custom", 100.0, None, 40.0,
        (600.0, 300.0),
    )  # fmt: skip
    assert [row[2] for row in block[1:]] == [100.0, 600.0, 300.0]
    # 40 days from 1 April are in May, whose last day is a Sunday: 60 days at 0.1 % of 900.
    assert [row[1].isoformat() for row in block[1:]] == ["2026-04-01", "2026-06-01", "2026-06-30"]
    assert [row[3] for row in block[1:]] == [0.0, 54.0, 9.12]  # then 0.365 / 12 of 300


def test_staged_plan_of_the_policy() -> None:
    block = answer("STAGED_PLAN", 1000.0, dt.date(2026, 1, 5), None, dt.date(2026, 3, 2))
    assert block == (
        ("Number", "Stage", "Share", "Due", "Amount"),
        (1.0, "Advance", 0.3, dt.date(2026, 1, 5), 300.0),
        (2.0, "Shipment", 0.5, None, 500.0),
        # Fifteen working days after the 2nd of March.
        (3.0, "Acceptance", 0.2, dt.date(2026, 3, 23), 200.0),
    )


ERROR_CELLS = [
    (-2146826288, "#NULL!"),
    (-2146826281, "#DIV/0!"),
    (-2146826273, "#VALUE!"),
    (-2146826265, "#REF!"),
    (-2146826259, "#NAME?"),
    (-2146826252, "#NUM!"),
    (-2146826246, "#N/A"),
]


@pytest.mark.parametrize(("number", "code"), ERROR_CELLS)
def test_an_error_cell_comes_back_as_the_same_error(number, code) -> None:
    for cell in (number, code):
        assert refusal("DSO", cell, 1000.0) == code
        assert refusal("DSO", ((100.0,), (cell,)), 1000.0) == code
        assert refusal("DSO", 100.0, 1000.0, cell) == code
        assert refusal("DSO", (("month", "revenue", "receivables"), ("2026-01", 1.0, cell))) == code


def test_an_error_that_only_newer_spreadsheets_know_is_a_value_error() -> None:
    assert refusal("DSO", -2146826243, 1000.0) == "#VALUE!"  # #SPILL!


def test_the_leftmost_error_counts() -> None:
    assert refusal("DSO", "#N/A", "#REF!") == "#N/A"
    assert refusal("DSO", ((1.0, "#REF!"), ("#N/A", 1.0)), 5.0) == "#REF!"


def test_a_number_like_an_error_code_is_a_number() -> None:
    assert answer("CCC", -2146826246.0, 0.0, 0.0) == -2146826246.0


@pytest.mark.parametrize(
    ("name", "arguments", "code"),
    [
        ("DSO", (), "#VALUE!"),
        ("DSO", (100.0,), "#VALUE!"),
        ("DSO", ("abc", 1000.0), "#VALUE!"),
        ("DSO", ((("abc",), (1.0,)), 1000.0), "#VALUE!"),  # no title that we know
        ("DSO", (True, 1000.0), "#VALUE!"),
        ("DSO", (MARCH_1, 1000.0), "#VALUE!"),
        ("DSO", (((None,), (None,)), 1000.0), "#VALUE!"),
        ("DSO", (100.0, 0.0), "#DIV/0!"),
        ("DSO", (100.0, 1000.0, 0.0), "#NUM!"),
        ("DSO", (100.0, 1000.0, 365.0, "guess"), "#VALUE!"),
        ("DSO", (1e6, ((1.0,), (2.0,)), 30.0, "countback"), "#N/A"),
        ("DSO", (1.0, 2.0, 3.0, "simple", None, 6.0), "#VALUE!"),
        ("DSO", ("NaN", 1000.0), "#VALUE!"),
        ("CCC", (((1.0,), (2.0,)), 1.0, 1.0), "#VALUE!"),
        ("DPO", (1.0, 0.0), "#DIV/0!"),
        ("AR_TURNOVER", (1.0, 0.0), "#DIV/0!"),
        ("CURRENT_RATIO", (1.0, 0.0), "#DIV/0!"),
        ("CURRENT_RATIO", (1.0, None), "#VALUE!"),
        ("RUNWAY_MONTHS", (100.0, 5.0), "#N/A"),
        ("SHORTFALL_RISK", (100.0, 0.0, 5.0), "#VALUE!"),
        ("SHORTFALL_RISK", (100.0, 0.0, 5.0, 1.0, 3.0), "#VALUE!"),
        ("SHORTFALL_RISK", (100.0, 0.0, 5.0, 6.0), "#NUM!"),
        ("SHORTFALL_RISK", (100.0, 0.0, 5.0, None, -1.0), "#NUM!"),
        ("SHORTFALL_RISK", (100.0, 0.0, ((5.0,), (5.0,)), 1.0), "#VALUE!"),
        ("SHORTFALL_RISK", (100.0, 0.0, 5.0, None, 1.0, 2.0), "#NUM!"),
        ("TOP_SHARE", (((1.0,), (2.0,)), 1.5), "#NUM!"),
        ("HHI", (((0.0,), (0.0,)),), "#DIV/0!"),
        ("HHI", (((5.0,), (-1.0,)),), "#NUM!"),
        ("TERMS_COST", (0.02, 10.0, 10.0), "#DIV/0!"),
        ("TERMS_COST", (1.0, 10.0, 30.0), "#NUM!"),
        ("TERMS_COST", (0.02, 10.0, 30.0, 365.0, "maybe"), "#VALUE!"),
        ("LATE_FEE", (100.0, "soon", MARCH_1), "#VALUE!"),
        ("LATE_FEE", (100.0, "3/4/2026", MARCH_1), "#VALUE!"),  # March or April?
        ("LATE_FEE", (100.0, 1.0, MARCH_1), "#NUM!"),  # no serial of a date
        ("LATE_FEE", (100.0, MARCH_1, MARCH_1, -0.1), "#NUM!"),
        ("ECL_ALLOWANCE", (((1.0,), (2.0,)), ((0.1,),)), "#VALUE!"),
        ("ECL_ALLOWANCE", (((1.0,), (2.0,)), ((0.1,), (None,))), "#VALUE!"),
        ("ECL_ALLOWANCE", (1.0, 10.0), "#NUM!"),
        ("INSTALMENTS", (100.0, 2.5, 0.1), "#NUM!"),
        ("INSTALMENTS", (100.0, 0.0, 0.1), "#NUM!"),
        ("INSTALMENTS", (100.0, 2.0, 0.1, None, "hourly"), "#VALUE!"),
        ("STAGED_PLAN", (100.0, MARCH_1, None, None, "nobody's"), "#VALUE!"),
        ("WORKDAY_CN", (MARCH_1, 1e9), "#NUM!"),
        ("WARN_LEVEL", ("no_such_rule", 1.0), "#VALUE!"),
        ("WARN_LEVEL", ("A3.1", 1.0), "#VALUE!"),  # two rules have this id
        ("WARN_LEVEL", ("dso_rising", 50.0), "#N/A"),
        ("AGEING", (5.0,), "#VALUE!"),
        ("OVERDUE_SHARE", ((("a", "b"), (1.0, 2.0)),), "#VALUE!"),
    ],
)
def test_refusals(name, arguments, code) -> None:
    assert refusal(name, *arguments) == code


def test_a_rule_that_is_switched_off_gives_no_level() -> None:
    policy = profile("basic")
    off = policy.rules["cash_ratio"].model_copy(update={"enabled": False})
    without = policy.model_copy(update={"rules": {**policy.rules, "cash_ratio": off}})
    found = call("WARN_LEVEL", ("cash_ratio", 0.0), CallContext(TODAY, lambda: without))
    assert isinstance(found, FormulaError)
    assert found.code == "#N/A"


def test_defaults_follow_the_policy() -> None:
    policy = profile("basic")
    banker = policy.model_copy(
        update={"indicators": policy.indicators.model_copy(update={"days_in_year": 360})}
    )
    assert call("DSO", (100.0, 1000.0), CallContext(TODAY, lambda: banker)) == pytest.approx(36.0)


amounts = st.floats(1, 1e9, allow_nan=False)


@given(amounts, amounts, st.floats(0.01, 100))
def test_days_do_not_depend_on_the_currency_unit(balance, sales, factor) -> None:
    one = answer("DSO", balance, sales)
    assert answer("DSO", balance * factor, sales * factor) == pytest.approx(one, rel=1e-9)


@given(amounts, amounts)
def test_turnover_times_days_is_the_year(flow, balance) -> None:
    days = answer("DIO", balance, flow)
    assert answer("INVENTORY_TURNOVER", flow, balance) * days == pytest.approx(365, rel=1e-9)


@given(st.lists(amounts, min_size=1, max_size=30))
def test_ranges_may_lie_any_way_and_have_gaps(figures) -> None:
    column = tuple((f,) for f in figures)
    gaps = tuple((f, None) for f in figures)
    assert answer("HHI", column) == answer("HHI", (tuple(figures),)) == answer("HHI", gaps)


@given(
    st.lists(
        st.one_of(
            st.none(), st.booleans(), st.floats(), st.integers(), st.text(max_size=5),
            st.datetimes(), st.lists(st.lists(st.one_of(st.none(), st.floats(), st.text(max_size=3)))),
        ),
        max_size=5,
    ),
    st.sampled_from(["DSO", "AGEING", "CEI", "LATE_FEE", "WARN_LEVEL", "HHI", "WORKDAY_CN"]),
)  # fmt: skip
def test_whatever_is_sent_is_answered_by_a_value_or_an_error(arguments, name) -> None:
    found = call(name, arguments, CONTEXT)
    if isinstance(found, float):
        assert math.isfinite(found)
