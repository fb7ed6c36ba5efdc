"""Arguments that LibreOffice passes as 0 because they were left out between others."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call
from cashbuoy_addin.formulas.gaps import GAP

CONTEXT = CallContext(
    dt.date(2026, 3, 31), lambda: profile("basic").model_copy(update={"language": "en"})
)
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
LEDGER = (
    ("Customer", "Invoice date", "Due date", "Amount"),
    ("Acme", "2026-01-30", "2026-03-01", 100.0),
    ("Acme", "2026-03-01", "2026-03-31", 100.0),
)


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("OVERDUE_SHARE", (LEDGER, GAP, 20.0), (LEDGER, None, 20.0)),
        ("DSO", (LEDGER, GAP, GAP, "average"), (LEDGER, None, None, "average")),
        ("DSO", (100.0, GAP, 365.0), (100.0, 0.0, 365.0)),
        ("DSO", (100.0, GAP), (100.0, 0.0)),
        ("TERMS_COST", (0.02, 10.0, 30.0, GAP, True), (0.02, 10.0, 30.0, None, True)),
        ("SHORTFALL_RISK", (100.0, GAP, 0.0, GAP, 80.0), (100.0, 0.0, 0.0, None, 80.0)),
        ("CEI", (6200.0, 10890.0, 6340.0, GAP, 3.0), (6200.0, 10890.0, 6340.0, 0.0, 3.0)),
        ("STAGED_PLAN", (1000.0, FIRST, GAP, LAST), (1000.0, FIRST, None, LAST)),
        ("CASH_FORECAST", (5.0, LEDGER, GAP, GAP, LAST), (5.0, LEDGER, None, None, LAST)),
        ("INSTALMENTS", (9e3, 3.0, GAP, GAP, GAP, GAP, 5.0), (9e3, 3.0, 0.0, *[None] * 3, 5.0)),
        ("LATE_FEE", (1e6, FIRST, LAST, GAP), (1e6, FIRST, LAST, 0.0)),
    ],
)
def test_what_0_stands_for(name, given, meant) -> None:
    found, wanted = call(name, given, CONTEXT), call(name, meant, CONTEXT)
    assert getattr(found, "reason", found) == getattr(wanted, "reason", wanted)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("LATE_FEE", (1e6, FIRST, LAST, GAP, 360.0)),
        ("CREDIT_LIMIT", (LEDGER, "Acme", LAST, GAP, (("Customer", "Grade"), ("Acme", "A")))),
        ("ORDER_SPLIT", (9.0, 4.0, FIRST, LAST, GAP, LEDGER)),
    ],
)
def test_where_either_could_be_meant_nothing_is_guessed(name, given) -> None:
    found = call(name, given, CONTEXT)
    assert isinstance(found, FormulaError)
    assert "refer to an empty cell" in found.reason
    assert "请引用一个空单元格" in reason_in("zh", found, name)
