"""Every formula with an example worked out by hand: what it should say and what it says.

A macro writes the rows to a sheet. `text` is the formula as typed into a cell, so that beside the
answer of Python the spreadsheet's own can be shown.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.formulas.catalogue import find
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import Value, call

TITLES = ("formula", "arguments", "expected", "got", "passed", "calls_per_second")

_TODAY = dt.date(2026, 3, 31)
# As precise as a cell shows.
_PRECISION = 1e-12
_SECONDS_EACH = 0.02

Cells = tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Example:
    """A call and its answer. A string that begins with # is an error value; of a block the last
    row is compared."""

    formula: str
    arguments: tuple[object, ...]
    expected: object

    @property
    def text(self) -> str:
        """The call as typed into a cell, in English notation: =DSO(100,1000,365)."""
        return f"={self.formula}({self.typed_arguments})"

    @property
    def typed_arguments(self) -> str:
        """The arguments as typed."""
        return ",".join(map(_typed, self.arguments))


@dataclass(frozen=True)
class SelfTestRow:
    """One line of the self-test. `calls_per_second` is Python alone, without the way through the
    spreadsheet."""

    formula: str
    arguments: str
    expected: str
    got: str
    passed: bool
    calls_per_second: float

    @property
    def cells(self) -> tuple[str | bool | float, ...]:
        """The row under TITLES."""
        return (
            self.formula, self.arguments, self.expected, self.got, self.passed,
            self.calls_per_second,
        )  # fmt: skip


def _column(*cells: object) -> Cells:
    return tuple((cell,) for cell in cells)


# Four invoices of 1,000, each paid on its day.
_PAYER: Cells = (
    ("Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid date"),
    *(
        ("Acme", f"{month}-01", f"{month}-28", 1000.0, 1000.0, f"{month}-28")
        for month in ("2025-11", "2025-12", "2026-01", "2026-02")
    ),
)
# Eight invoices, each paid on the day that it was due, and one that is open.
_PUNCTUAL: Cells = (
    ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid date"),
    *(
        (f"C-{month}", "Acme", f"2025-0{month}-01", f"2025-0{month}-28", 500.0, f"2025-0{month}-28")
        for month in range(1, 9)
    ),
    ("C-9", "Acme", "2026-03-02", "2026-04-30", 500.0, None),
)
# Two invoices of 100 at the close of 31 March 2026: one 30 days overdue, one due that very day.
_LEDGER: Cells = (
    ("Invoice date", "Due date", "Amount"),
    ("2026-01-30", "2026-03-01", 100.0),
    ("2026-03-01", "2026-03-31", 100.0),
)
# January's sales of 100 leave 50 open, February's 200 leave 120: 120 / 300 x 59 days.
_PERIODS: Cells = (
    ("Month", "Revenue", "Receivables"),
    ("2026-01", 100.0, 50.0),
    ("2026-02", 200.0, 120.0),
)

EXAMPLES: tuple[Example, ...] = (
    Example("DSO", (100.0, 1000.0, 365.0), 36.5),
    Example("DSO", (_column(100.0, 300.0), 1000.0, 365.0), 73.0),
    # Sales of March and February fit into 2.1 million, and 4/7 of January's.
    Example(
        "DSO",
        (2.1e6, _column(7e5, 8e5, 9e5), _column(31.0, 28.0, 31.0), "countback"),
        31 + 28 + 31 * 4 / 7,
    ),
    Example("DSO", (_PERIODS,), 23.6),
    Example("DSO", (100.0, 0.0), "#DIV/0!"),
    Example("DSO", ("abc", 100.0), "#VALUE!"),
    Example("BPDSO", (4000.0, 10000.0, 30.0), 12.0),
    Example("ADD_DAYS", (15000.0, 4000.0, 10000.0, 30.0), 33.0),
    Example("DPO", (550000.0, 4400000.0, 365.0), 45.625),
    Example("DIO", (650000.0, 6500000.0, 365.0), 36.5),
    Example("CCC", (4.95, 40.88, 42.31), 3.52),
    Example("AR_TURNOVER", (1200000.0, 150000.0), 8.0),
    Example("AP_TURNOVER", (4400000.0, 550000.0), 8.0),
    Example("INVENTORY_TURNOVER", (6500000.0, 625000.0), 10.4),
    Example("CEI", (6200.0, 10890.0, 6340.0, 3590.0, 3.0), 3490 / 6240 * 100),
    Example("OVERDUE_SHARE", (_LEDGER, "2026-03-31"), 0.5),
    Example("CURRENT_RATIO", (600.0, 300.0), 2.0),
    Example("QUICK_RATIO", (600.0, 300.0, 300.0), 1.0),
    Example("CASH_RATIO", (10000.0, 5000.0, 20000.0), 6.0),
    Example("RUNWAY_MONTHS", (250000.0, _column(-40000.0, -60000.0)), 5.0),
    # 80 above the floor, a deviation of 80: one deviation, Phi(-1).
    Example("SHORTFALL_RISK", (100.0, 20.0, 0.0, None, 80.0), math.erfc(0.5**0.5) / 2),
    Example("TOP_SHARE", (_column(50.0, 30.0, 20.0), 2.0), 0.8),
    Example("HHI", (_column(20.0, 30.0, 50.0),), 3800.0),
    # 2/10 net 30: 2/98 of the price for twenty days.
    Example("TERMS_COST", (0.02, 10.0, 30.0, 360.0, False), 0.02 / 0.98 * 360 / 20),
    # A million at 0.05 % a day for 30 days.
    Example("LATE_FEE", (1e6, dt.date(2026, 3, 1), dt.date(2026, 3, 31), 0.1825, 365.0), 15000.0),
    Example("CREDIT_GRADE", (_PAYER, "Acme", "2026-03-31"), "A"),
    # 4,000 in the five months since the first invoice, times four for an A, to two figures.
    Example("CREDIT_LIMIT", (_PAYER, "Acme", "2026-03-31"), 3200.0),
    Example(
        "ECL_ALLOWANCE",
        (
            _column(15000.0, 7500.0, 4000.0, 2500.0, 1000.0),
            _column(0.003, 0.016, 0.036, 0.066, 0.106),
        ),
        580.0,
    ),
    Example("AGEING", (_LEDGER, "2026-03-31", _column(0.0, 20.0)), ("over 20", 100.0, 0.5)),
    # 900 in three parts; the last pays 1 % of the 300 still owed.
    Example(
        "INSTALMENTS",
        (
            *(1000.0, 3.0, 0.12, dt.date(2026, 1, 15), "monthly", "equal_principal", 100.0),
            dt.date(2026, 1, 15),  # the day of the agreement: today's would be too late
        ),
        (3.0, dt.date(2026, 4, 15), 300.0, 3.0, 303.0, 0.0),
    ),
    # Fifteen working days after 2 March.
    Example(
        "STAGED_PLAN",
        (1000.0, dt.date(2026, 1, 5), None, dt.date(2026, 3, 2)),
        (3.0, "Acceptance", 0.2, dt.date(2026, 3, 23), 200.0),
    ),
    # Who paid eight of eight on the day pays the ninth on the day, a working one.
    Example("EXPECTED_PAY_DATE", (_PUNCTUAL, "C-9", 0.5, "2026-03-31"), dt.date(2026, 4, 30)),
    # Both are still open; a third is not in the ledger.
    Example("EXPECTED_PAY_DATE", (_LEDGER, "C-3", 0.5, "2026-03-31"), "#N/A"),
    # A bill of 300 in April and a rent of 100 a month, from 1,000; the one invoice is paid.
    Example(
        "CASH_FORECAST",
        (
            1000.0,
            (
                ("Invoice date", "Due date", "Amount", "Paid", "Paid date"),
                ("2026-01-30", "2026-03-01", 100.0, 100.0, "2026-03-09"),
            ),
            (("Bill date", "Due date", "Amount"), ("2026-03-20", "2026-04-20", 300.0)),
            (
                ("Category", "Direction", "Amount", "Frequency", "Start"),
                ("Rent", "Out", 100.0, "Monthly", "2026-04-15"),
            ),
            dt.date(2026, 3, 31),
            3.0,
        ),
        (dt.date(2026, 6, 1), 500.0, 0.0, -100.0, 400.0, 400.0),
    ),
    # The loss on 29 June, five months after the notice; paid thirty days after the claim, on a
    # Monday: nine tenths of 1,000.
    Example(
        "CLAIM_TIMELINE",
        (
            dt.date(2025, 11, 20),
            1000.0,
            dt.date(2026, 7, 20),
            dt.date(2026, 1, 30),
            None,
            dt.date(2026, 7, 10),
        ),
        ("Payment expected", dt.date(2026, 8, 10), None, 21.0, "ahead", None, 900.0, ""),
    ),
    # 100 of 300 was missed; 50 more with each of the two ahead, 1 % a month on 300 and on 150.
    Example(
        "REPLAN",
        (
            (
                ("Due", "Principal", "Paid"),
                ("2026-03-16", 100.0, None),
                ("2026-04-15", 100.0, None),
                ("2026-05-15", 100.0, None),
            ),
            0.12,
            "spread",
        ),
        (2.0, dt.date(2026, 5, 15), 150.0, 1.5, 151.5, 0.0),
    ),
    # 100 now, the next 100 when they are paid on 1 April, the last 50 after the holidays.
    Example(
        "ORDER_SPLIT",
        (250.0, 100.0, dt.date(2026, 3, 2), dt.date(2026, 6, 30), 30.0),
        (3.0, dt.date(2026, 5, 6), 50.0, 0.0, 50.0, 50.0, dt.date(2026, 6, 5)),
    ),
    # Saturday 14 February 2026 is worked; the holiday ends on the 23rd.
    Example("WORKDAY_CN", (dt.date(2026, 2, 13), 2.0), dt.date(2026, 2, 24)),
    # Three months at 300,000 against 500,000.
    Example("BUFFER_GAP", (500000.0, 300000.0, 3.0), 400000.0),
    Example("WARN_LEVEL", ("overdue_share", 0.25), "amber"),
)


def selftest_rows(
    clock: Callable[[], float] = time.perf_counter, seconds_each: float = _SECONDS_EACH
) -> tuple[SelfTestRow, ...]:
    """Runs every example with the basic profile, in English, at the close of 31 March 2026.

    Each is repeated for `seconds_each` by the clock to tell how many calls fit into a second.
    """
    policy = profile("basic").model_copy(update={"language": "en"})
    context = CallContext(_TODAY, lambda: policy)
    return tuple(_row(example, context, clock, seconds_each) for example in EXAMPLES)


def main() -> int:
    """Prints a line for every example; how many failed."""
    rows = selftest_rows()
    for row in rows:
        state = "passed" if row.passed else "FAILED"
        sys.stdout.write(
            f"{state}  ={row.formula}({row.arguments})  {row.expected}  {row.got}  "
            f"{row.calls_per_second:,.0f}/s\n"
        )
    return sum(not row.passed for row in rows)


def _row(
    example: Example, context: CallContext, clock: Callable[[], float], seconds: float
) -> SelfTestRow:
    got = call(example.formula, example.arguments, context)
    return SelfTestRow(
        formula=find(example.formula).name,
        arguments=example.typed_arguments,
        expected=_shown(example.expected),
        got=_shown(_comparable(got)),
        passed=_agrees(example.expected, _comparable(got)),
        calls_per_second=_speed(example, context, clock, seconds),
    )


def _speed(
    example: Example, context: CallContext, clock: Callable[[], float], seconds: float
) -> float:
    start, calls, passed = clock(), 0, 0.0
    while passed <= seconds:
        call(example.formula, example.arguments, context)
        calls += 1
        passed = clock() - start
    return calls / passed


def _comparable(got: Value | FormulaError) -> object:
    """An error as its code, a block as its last row."""
    if isinstance(got, FormulaError):
        return got.code
    return got[-1] if isinstance(got, tuple) else got


def _agrees(expected: object, got: object) -> bool:
    if isinstance(expected, tuple):
        return (
            isinstance(got, tuple)
            and len(got) == len(expected)
            and all(map(_agrees, expected, got))
        )
    if isinstance(expected, float):
        return isinstance(got, float) and math.isclose(got, expected, rel_tol=_PRECISION)
    return type(got) is type(expected) and got == expected


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " | ".join(map(_shown, value))
    if isinstance(value, float):
        return f"{value:.12g}"
    return "" if value is None else str(value)


def _typed(argument: object) -> str:
    """An argument in English notation; ranges are array constants."""
    if isinstance(argument, tuple):
        return f"{{{';'.join(','.join(map(_typed, row)) for row in argument)}}}"
    if isinstance(argument, bool):
        return str(argument).upper()
    if isinstance(argument, float):
        return f"{argument:.15g}"
    if isinstance(argument, dt.date):
        return f"DATE({argument.year},{argument.month},{argument.day})"
    return "" if argument is None else f'"{argument}"'


if __name__ == "__main__":
    sys.exit(main())
