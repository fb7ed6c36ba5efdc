"""How a letter writes the limits that held, and an index the share that is paid."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.collection.letter import HeldLimit
from cashbuoy_workbook.letters.wording import Wording

FIRST = HeldLimit(500_000, 0.9)
LATER = HeldLimit(200_000, 0.9, dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("language", "limits", "written"),
    [
        ("en", (FIRST,), "USD 5,000.00"),
        ("en", (LATER,), "USD 2,000.00"),
        ("en", (FIRST, LATER), "USD 5,000.00 and USD 2,000.00 for shipments from 1 January 2026"),
        ("zh", (FIRST, LATER), "5,000.00 USD、2026年1月1日起出运：2,000.00 USD"),
    ],
)
def test_limits_that_followed_each_other(language, limits, written) -> None:
    assert Wording.of(language).limits(limits, "USD") == written


def test_a_share_keeps_its_half_percent() -> None:
    assert Wording.of("en").share(0.925) == "92.5%"
