"""CLAIM_TIMELINE with a line of the insurance table: what is at stake, worked by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call

TITLES = ("Policy", "Customer", "Limit", "Covered share", "Deductible", "Maximum liability")


@pytest.mark.parametrize(
    ("line", "at_stake"),
    [
        # 90 % of the 100,000 within the limit.
        (("P", "Acme", 100_000.0, 0.9, None, None), 90_000),
        (("P", "Acme", 100_000.0, 0.9, 10_000.0, None), 81_000),
        (("P", "Acme", 100_000.0, 0.9, None, 50_000.0), 50_000),
    ],
)
def test_what_is_at_stake(line, at_stake) -> None:
    found = call(
        "CLAIM_TIMELINE",
        (dt.datetime(2025, 11, 20), 120_000.0, dt.datetime(2026, 2, 10), None, None, None, None,
         (TITLES, line)),
        CallContext(today=dt.date(2026, 2, 10)),
    )  # fmt: skip
    assert not isinstance(found, FormulaError), found.reason
    notice = found[2]
    assert notice[6] == at_stake
