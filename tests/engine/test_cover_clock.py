"""The insurance clock, worked by hand over the Spring Festival of 2026 (15 to 23 February; Saturday
the 14th is worked)."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import day, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.buffer.cover_clock import CLOCK_COLUMNS, STEPS, CoverEvents, CoverTerms, cover_clock
from cashbuoy.calendars import work_calendar

CALENDAR = work_calendar("CN", 2025, 2028)
SETTINGS = policy().insurance
# Sixty days of extension, thirty to give notice, five months, half a year to claim, thirty to pay.
TERMS = CoverTerms(60, 30, 150, 180, 30)
DUE = "2025-11-20"


def one(date: str) -> np.ndarray:
    return np.array([date], dtype="datetime64[D]")


def clock(as_of: str, due: str = DUE, *, disputed: bool = False, **events: str):
    """Rows by step of one invoice."""
    happened = CoverEvents(
        *(one(events.get(name, "NaT")) for name in ("notified", "insolvent", "claimed")),
        np.array([disputed]),
    )
    found = cover_clock(one(due), TERMS, happened, day(as_of), CALENDAR, SETTINGS)
    assert tuple(found) == CLOCK_COLUMNS
    assert found["step"].tolist() == list(STEPS)
    return found.set_index("step")


def told(found) -> list[str]:
    return [
        f"{state} {date:%Y-%m-%d}" if pd.notna(date) else state
        for date, state in zip(found["deadline"], found["state"], strict=True)
    ]


@pytest.mark.parametrize(
    ("as_of", "events", "expected"),
    [
        pytest.param(
            "2026-01-15",
            {},
            # 18 February is a holiday: notice by the make-up Saturday before it. The last day to
            # claim, 10 January 2027, is a Sunday.
            [
                "ahead 2026-01-19", "ahead 2026-02-14", "ahead 2026-07-14", "ahead 2027-01-08",
                "ahead 2026-08-13",
            ],
            id="overdue, nothing done yet",
        ),
        pytest.param(
            "2026-01-19",
            {},
            [
                "ahead 2026-01-19", "ahead 2026-02-14", "ahead 2026-07-14", "ahead 2027-01-08",
                "ahead 2026-08-13",
            ],
            id="what leaves on the last day of the extension is covered",
        ),
        pytest.param(
            "2026-06-29",
            {"notified": "2026-01-30"},
            [
                "ended 2026-01-19", "done 2026-02-14", "done 2026-06-29", "ahead 2026-12-25",
                "ahead 2026-07-29",
            ],
            id="the waiting period is over on its last day",
        ),
        pytest.param(
            "2026-02-02",
            {"notified": "2026-01-30"},
            [
                "ended 2026-01-19", "done 2026-02-14", "ahead 2026-06-29", "ahead 2026-12-25",
                "ahead 2026-07-29",
            ],
            id="notice given: the waiting period runs from it",
        ),
        pytest.param(
            "2026-01-12",
            {"notified": "2026-01-05"},
            [
                "ended 2026-01-05", "done 2026-02-14", "ahead 2026-06-04", "ahead 2026-12-01",
                "ahead 2026-07-06",
            ],
            id="an early notice ends shipments at once",
        ),
        pytest.param(
            "2026-01-12",
            {"insolvent": "2026-01-05"},
            [
                "ended 2026-01-05", "ahead 2026-02-04", "done 2026-01-05", "ahead 2026-07-03",
                "ahead 2026-02-11",
            ],
            id="insolvency is a loss at once",
        ),
        pytest.param(
            "2026-07-20",
            {"notified": "2026-01-30", "claimed": "2026-07-10"},
            [
                "ended 2026-01-19", "done 2026-02-14", "done 2026-06-29", "done 2026-12-25",
                "ahead 2026-08-10",
            ],
            id="claimed: paid thirty days later, on a Monday",
        ),
        pytest.param(
            "2026-02-24",
            {},
            ["ended 2026-01-19", "missed 2026-02-14", "lost 2026-07-24", "lost 2027-01-20", "lost"],
            id="no notice in time",
        ),
        pytest.param(
            "2026-03-02",
            {"notified": "2026-02-16"},
            ["ended 2026-01-19", "missed 2026-02-14", "lost 2026-07-16", "lost 2027-01-12", "lost"],
            id="a notice during the holidays comes too late",
        ),
        pytest.param(
            "2026-12-28",
            {"notified": "2026-01-30"},
            ["ended 2026-01-19", "done 2026-02-14", "done 2026-06-29", "missed 2026-12-25", "lost"],
            id="no claim in time",
        ),
    ],
)  # fmt: skip
def test_the_clock(as_of, events, expected):
    assert told(clock(as_of, **events)) == expected


def test_a_dispute_holds_the_payment_up_and_nothing_else():
    disputed, plain = clock("2026-01-15", disputed=True), clock("2026-01-15")
    assert told(disputed)[:4] == told(plain)[:4]
    assert told(disputed)[4] == "disputed"


def test_what_has_not_happened_yet_is_not_known():
    assert told(clock("2026-01-15", notified="2026-01-30")) == told(clock("2026-01-15"))


@pytest.mark.parametrize(
    ("as_of", "left", "level"),
    [
        ("2026-01-30", 15, "green"),
        ("2026-01-31", 14, "amber"),
        ("2026-02-08", 6, "amber"),
        ("2026-02-09", 5, "red"),
        ("2026-02-14", 0, "red"),
    ],
)
def test_levels_of_the_notice(as_of, left, level):
    notice = clock(as_of).loc["notice"]
    assert (notice["days_left"], notice["level"]) == (left, level)


def test_a_deadline_that_is_gone_is_red_and_leaves_no_days():
    notice = clock("2026-02-15").loc["notice"]
    assert notice["level"] == "red"
    assert np.isnan(notice["days_left"])


@given(
    st.integers(-200, 400),
    st.lists(st.integers(0, 300), min_size=5, max_size=5),
)
def test_steps_follow_each_other(overdue, stretches):
    as_of = day("2026-06-01")
    due = np.datetime64(as_of, "D") - overdue
    events = CoverEvents.none(1)
    found = cover_clock(
        np.array([due]), CoverTerms(*stretches), events, as_of, CALENDAR, SETTINGS
    ).set_index("step")
    when = found["deadline"]
    assert when["loss"] >= when["notice"]
    assert when["claim"] <= when["loss"] + np.timedelta64(stretches[3], "D")
    assert (found["state"] == "lost").any() == (when["notice"] < np.datetime64(as_of))
