"""The examples of docs/formulas.md give what was worked out for them by hand."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call

CONTEXT = CallContext(
    dt.date(2026, 3, 31), lambda: profile("basic").model_copy(update={"language": "en"})
)
# Of a block the sum of a column, by its title, and the number of its rows.
ANSWERS: dict[str, object] = {
    "BPDSO": 12.0,
    "ADD_DAYS": 45.0 - 12.0,
    "CEI": 3490 / 6240 * 100,
    "DPO": 45.625,
    "DIO": 625 / 6500 * 365,
    "CCC": 3.52,
    "AR_TURNOVER": 8.0,
    "AP_TURNOVER": 8.0,
    "INVENTORY_TURNOVER": 10.4,
    "CURRENT_RATIO": 863350 / 426950,
    "QUICK_RATIO": 408350 / 426950,
    "CASH_RATIO": 6.0,
    "RUNWAY_MONTHS": 5.0,
    "BUFFER_GAP": 400_000.0,
    "SHORTFALL_RISK": 0.158655253931457,  # one deviation above the floor
    "TERMS_COST": 0.02 / 0.98 * 365 / 20,
    "LATE_FEE": 15_000.0,
    # 15 working days after Friday the 13th: Saturday the 14th is worked, the holiday ends on the
    # 23rd, and Saturday the 28th is worked as well.
    "WORKDAY_CN": dt.date(2026, 3, 12),
    "WARN_LEVEL": "amber",
    # 1 % of 120,000, 110,000 ... 10,000 at half a percent a month.
    "INSTALMENTS": ("Interest", 3_900.0, 12),
    "STAGED_PLAN": ("Amount", 1_000_000.0, 3),
    "CLAIM_TIMELINE": ("At stake", 3 * 108_000.0, 5),
    "ORDER_SPLIT": ("On credit", 900_000.0, 3),
}


def arguments(example: str) -> list[object]:
    """The arguments of a call without ranges, as typed."""
    inside = re.sub(r"DATE\((\d+),(\d+),(\d+)\)", r"\1-\2-\3", example[example.index("(") + 1 : -1])
    return [_typed(part.strip()) for part in inside.split(",")]


def _typed(word: str) -> object:
    if not word:
        return None
    if dated := re.fullmatch(r"(\d+)-(\d+)-(\d+)", word):
        return dt.datetime(*map(int, dated.groups()))
    return word.strip('"') if word.startswith('"') else float(word)


def test_every_example_without_ranges_is_here() -> None:
    literal = {f.name for f in formulas().values() if not re.search(r"\b[A-Z]+\d+\b", f.example)}
    assert literal == ANSWERS.keys()


@pytest.mark.parametrize("name", ANSWERS)
def test_it_gives_what_was_worked_out(name) -> None:
    found = call(name, arguments(formulas()[name].example), CONTEXT)
    assert not isinstance(found, FormulaError), found
    expected = ANSWERS[name]
    if isinstance(expected, tuple):
        title, whole, rows = expected
        at = found[0].index(title)
        assert len(found) == rows + 1
        assert sum(row[at] or 0.0 for row in found[1:]) == pytest.approx(whole)
    else:
        assert found == (
            pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else expected
        )
