"""How many months the days of a forecast are."""

import pandas as pd
import pytest

from cashbuoy.forecast.tables import months_of


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2026-07-01", "2027-06-30", 12.0),
        ("2027-07-01", "2028-06-30", 12.0),  # with a 29 February
        ("2026-02-01", "2026-02-28", 1.0),
        ("2026-06-16", "2026-06-30", 0.5),
        ("2026-06-16", "2026-07-31", 1.5),
    ],
)
def test_a_whole_month_is_exactly_one(first: str, last: str, months: float) -> None:
    assert months_of(pd.date_range(first, last)) == months
