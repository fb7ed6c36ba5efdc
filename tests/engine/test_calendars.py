"""Working days against the State Council's notices, rolls, counts and months."""

from __future__ import annotations

import csv
import datetime as dt
import subprocess
import sys

import chinese_calendar
import numpy as np
import pytest
from firm import policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.calendars import (
    add_months,
    calendar_of,
    month_end,
    month_start,
    work_calendar,
)
from cashbuoy.errors import FormulaError, PolicyError

day = dt.date.fromisoformat
CHINA = work_calendar("CN", 2025, 2027)

# Days off that are no weekend, and weekend days that work: the notices for 2025 and 2026.
OFF = {
    2025: [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"),
           ("05-31", "06-02"), ("10-01", "10-08")],
    2026: [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"),
           ("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07")],
}  # fmt: skip
MADE_UP = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
PER_MONTH = {
    2025: [19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23],
    2026: [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23],
}


def dates(*texts):
    return np.array(texts, dtype="datetime64[D]")


def days_of(year):
    return np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_years_with_a_notice(year):
    days = days_of(year)
    off = np.zeros(days.size, dtype=bool)
    for first, last in OFF[year]:
        off |= (days >= np.datetime64(f"{year}-{first}")) & (
            days <= np.datetime64(f"{year}-{last}")
        )
    made_up = np.isin(days, dates(*(f"{year}-{d}" for d in MADE_UP[year])))
    assert not made_up[off].any()
    assert (CHINA.is_working(days) == (made_up | (np.is_busday(days) & ~off))).all()
    assert not CHINA.is_provisional(days).any()


@pytest.mark.parametrize("year", [2025, 2026])
def test_working_days_per_month(year):
    working = days_of(year)[CHINA.is_working(days_of(year))]
    months = working.astype("datetime64[M]")
    assert np.unique(months, return_counts=True)[1].tolist() == PER_MONTH[year]
    assert working.size == 248


def test_the_oracle_agrees_on_every_day_it_knows():
    first, last = (f(chinese_calendar.holidays) for f in (min, max))
    years = range(first.year, last.year + 1)
    assert {2024, 2025, 2026} <= set(years)
    differ = [
        d
        for year in years
        for d in days_of(year)
        if chinese_calendar.is_workday(d.item()) != CHINA.is_working(d)
    ]
    # The notice for 2006 made Saturday 31 December 2005 a working day; the oracle lacks it.
    assert differ == [np.datetime64("2005-12-31")]


@pytest.mark.realdata
def test_the_holiday_tables(shared_data):
    path = shared_data / "cn_holidays" / "cn_holidays_2024_2026.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    listed = dates(*(r["date"] for r in rows))
    assert np.unique(listed.astype("datetime64[Y]")).size == 3
    assert (CHINA.is_working(listed) == [r["is_off_day"] == "0" for r in rows]).all()


def test_a_year_without_a_notice_is_provisional():
    year = days_of(2027)
    assert CHINA.is_provisional(year).all()
    assert not CHINA.is_working(dates("2027-02-05", "2027-02-08", "2027-05-01", "2027-10-01")).any()
    assert not (CHINA.is_working(year) & ~np.is_busday(year)).any()


def test_the_users_notice_makes_a_year_certain_and_replaces_guessed_days():
    guessed = np.datetime64("2027-05-04")  # a substitute day that the notice may not grant
    statutory = np.datetime64("2027-10-01")
    assert not CHINA.is_working(guessed)
    own = work_calendar("CN", 2026, 2028, [day("2027-04-30")], [day("2027-01-30")])
    assert not own.is_provisional(days_of(2027)).any()
    assert own.is_provisional(days_of(2028)).all()
    expected = [True, False, False, True]
    asked = dates("2027-05-04", "2027-10-01", "2027-04-30", "2027-01-30")
    assert asked[0] == guessed
    assert asked[1] == statutory
    assert own.is_working(asked).tolist() == expected


def test_the_firms_own_days_lie_on_top():
    settings = policy(
        """
        calendar:
          holidays: [2026-03-02]
          workdays: [2026-03-07, 2026-03-02]
        """
    ).calendar
    calendar = calendar_of(settings, day("2026-01-01"), day("2026-12-31"))
    # The second of March is named in both: a working day wins.
    assert calendar.is_working(dates("2026-03-02", "2026-03-07", "2026-03-08")).tolist() == [
        True,
        True,
        False,
    ]
    closed = work_calendar("CN", 2026, 2026, holidays=[day("2026-03-02")])
    assert not closed.is_working(day("2026-03-02"))


@pytest.mark.parametrize(
    ("country", "off", "works"),
    [
        ("US", "2027-07-05", "2027-10-01"),  # Independence Day moves from Sunday to Monday
        ("DE", "2027-10-03", "2027-10-01"),
        ("HK", "2027-07-01", "2027-07-02"),
        ("SA", "2027-01-01", "2027-01-03"),  # Friday and Saturday are the weekend
    ],
)
def test_other_countries_are_certain(country, off, works):
    calendar = work_calendar(country, 2026, 2027)
    assert calendar.is_working(dates(off, works)).tolist() == [False, True]
    assert not calendar.is_provisional(dates(off, works)).any()


def test_an_unknown_country_is_named_with_the_nearest():
    with pytest.raises(PolicyError, match=r"'CM2'.*did you mean CM"):
        work_calendar("CM2", 2026, 2026)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # a working day; National Day week; the Saturday that ends a month; a make-up Sunday
        ("following", ["2026-09-30", "2026-10-08", "2026-11-02", "2026-01-04"]),
        ("preceding", ["2026-09-30", "2026-09-30", "2026-10-30", "2026-01-04"]),
        ("modified_following", ["2026-09-30", "2026-10-08", "2026-10-30", "2026-01-04"]),
        ("none", ["2026-09-30", "2026-10-03", "2026-10-31", "2026-01-04"]),
    ],
)
def test_rolls(rule, expected):
    asked = dates("2026-09-30", "2026-10-03", "2026-10-31", "2026-01-04")
    assert CHINA.roll(asked, rule).astype(str).tolist() == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday that works
        ("2026-02-13", 15, "2026-03-12"),
        ("2026-10-03", 1, "2026-10-08"),
        ("2026-10-03", -1, "2026-09-30"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-03", 0, "2026-10-03"),  # as WORKDAY does
    ],
)
def test_counting_working_days(start, n, expected):
    assert CHINA.add_working_days(day(start), n).item() == day(expected)


def test_a_year_of_working_days_is_counted_across_its_ends():
    assert CHINA.working_days_between(day("2025-12-31"), day("2026-12-31")) == 248
    assert CHINA.working_days_between(day("2026-12-31"), day("2025-12-31")) == -248


def test_dates_beyond_the_years_built_are_answered_not_guessed():
    short = work_calendar("CN", 2026, 2026)
    far = dates("2024-02-04", "2025-10-11", "2027-01-01", "2031-06-04")
    assert short.is_working(far).tolist() == [True, True, False, True]
    assert short.is_provisional(far).tolist() == [False, False, True, True]
    assert short.add_working_days(day("2026-12-31"), 1).item() == day("2027-01-04")
    assert short.add_working_days(day("2026-01-04"), -3).item() == day("2025-12-29")
    assert short.roll(day("2026-01-02"), "preceding").item() == day("2025-12-31")


def test_counting_out_of_the_calendar_is_a_number_error():
    with pytest.raises(FormulaError) as error:
        CHINA.add_working_days(day("2026-01-01"), 10**8)
    assert error.value.code == "#NUM!"


def test_missing_dates_pass_through():
    gap = dates("NaT", "2026-10-03")
    for rule in ("following", "preceding", "modified_following", "none"):
        assert np.isnat(CHINA.roll(gap, rule)).tolist() == [True, False]
    assert np.isnat(CHINA.add_working_days(gap, 2)).tolist() == [True, False]
    assert np.isnat(CHINA.add_working_days(gap, -2)).tolist() == [True, False]
    assert not CHINA.is_working(gap)[0]
    assert not CHINA.is_provisional(gap)[0]
    assert CHINA.working_days_between(gap, dates("2026-10-08", "NaT")).tolist() == [0, 0]
    assert np.isnat(add_months(gap, 1)).tolist() == [True, False]
    assert np.isnat(month_end(gap)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("start", "n", "rule", "expected"),
    [
        ("2026-01-31", 1, "same_day", "2026-02-28"),
        ("2026-01-31", 2, "same_day", "2026-03-31"),
        ("2026-02-28", 1, "same_day", "2026-03-28"),
        ("2026-02-28", 1, "month_end", "2026-03-31"),
        ("2028-01-31", 1, "month_end", "2028-02-29"),
        ("2028-02-28", 1, "month_end", "2028-03-28"),  # 2028 is a leap year: not its last day
        ("2026-03-31", -1, "same_day", "2026-02-28"),
        ("2026-11-30", 3, "same_day", "2027-02-28"),
    ],
)
def test_months_later(start, n, rule, expected):
    assert add_months(day(start), n, rule).item() == day(expected)


def test_month_ends_and_starts():
    asked = dates("2026-02-01", "2028-02-29", "2026-12-31")
    assert month_end(asked).astype(str).tolist() == ["2026-02-28", "2028-02-29", "2026-12-31"]
    assert month_start(asked).astype(str).tolist() == ["2026-02-01", "2028-02-01", "2026-12-01"]


any_day = st.dates(day("2020-01-01"), day("2029-12-31"))
count = st.integers(-400, 400)
rolls = st.sampled_from(["following", "preceding", "modified_following"])


@given(any_day, rolls)
def test_a_roll_lands_on_a_working_day_and_stays_there(date, rule):
    rolled = CHINA.roll(date, rule)
    assert CHINA.is_working(rolled)
    assert CHINA.roll(rolled, rule) == rolled
    # Spring Festival with its weekends is the longest stretch off.
    assert abs((rolled.item() - date).days) <= 12
    if rule == "modified_following":
        assert (rolled.item().year, rolled.item().month) == (date.year, date.month)


@given(any_day, count)
def test_adding_and_taking_away_working_days(date, n):
    start = CHINA.roll(date, "following")
    end = CHINA.add_working_days(start, n)
    assert CHINA.is_working(end)
    assert CHINA.add_working_days(end, -n) == start
    assert CHINA.working_days_between(start, end) == n


@given(any_day, any_day)
def test_counting_agrees_with_looking_at_every_day(a, b):
    first, last = min(a, b), max(a, b)
    days = np.arange(first + dt.timedelta(1), last + dt.timedelta(1), dtype="datetime64[D]")
    assert CHINA.working_days_between(first, last) == CHINA.is_working(days).sum()


@given(any_day, count)
def test_months_there_and_back_keep_the_month_end(date, n):
    end = month_end(date)
    assert month_end(add_months(end, n, "month_end")) == add_months(end, n, "month_end")
    assert add_months(add_months(end, n, "month_end"), -n, "month_end") == end


@given(st.lists(any_day, min_size=1, max_size=20))
def test_arrays_answer_as_single_dates_do(several):
    many = np.array(several, dtype="datetime64[D]")
    assert CHINA.roll(many, "following").tolist() == [
        CHINA.roll(d, "following").item() for d in several
    ]
    assert CHINA.add_working_days(many, np.arange(many.size)).tolist() == [
        CHINA.add_working_days(d, n).item() for n, d in enumerate(several)
    ]


def test_the_module_is_light():
    code = (
        "import sys, cashbuoy.calendars\n"
        "assert not {'pandas', 'holidays', 'pydantic'} & sys.modules.keys()"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_own_days_just_outside_of_the_years_change_nothing():
    own = work_calendar("CN", 2026, 2026, [day("2027-01-01")], [day("2025-12-31")])
    plain = work_calendar("CN", 2026, 2026)
    assert own.working.tolist() == plain.working.tolist()
