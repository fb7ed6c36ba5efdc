"""Time of formulas against xlwings' own conversion of the same cells, side by side.

xlwings reads the argument of a user-defined function cell by cell: that is the floor, and what our
layer may add to it is at most 15 %. Here =DSO(range) does all of its work, from the cells as Excel
sends them to the days; it asks xlwings for the cells unchanged and reads them a column at a time.
Where there is no Excel, pywin32 is stubbed: times are of a Python class in a Python time zone.

    python tasks.py bench
"""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from addin import excel_stub

ROWS = 100_000
ROUNDS = 15
SHEET_ROWS = 1_048_576
# What else the machine does is no part of it, where the processor's own time is told finely enough.
FINE = time.get_clock_info("process_time").resolution < 1e-4
CLOCK = time.process_time if FINE else time.perf_counter
FIRST_ANSWER = """
import time
start = time.perf_counter()
from cashbuoy_addin import bridge
answer = bridge.call({formula!r}, {cells!r})
print(time.perf_counter() - start)
"""


def ledger(written: str):
    """Invoices of a year, seven in ten paid; dates "as dates", "as numbers" or "as text"."""
    chance = random.Random(1)  # noqa: S311
    first = dt.date(2025, 4, 1)
    ways = {
        "as dates": lambda day: excel_stub.time(day.year, day.month, day.day),
        "as numbers": lambda day: float((day - dt.date(1899, 12, 30)).days),
        "as text": lambda day: f"{day.year}/{day.month}/{day.day}",
    }
    rows = []
    for _ in range(ROWS):
        issued = first + dt.timedelta(days=chance.randrange(365))
        paid = issued + dt.timedelta(days=chance.randrange(20, 90))
        days = [ways[written](day) for day in (issued, paid)]
        is_paid = chance.random() < 0.7
        rows.append((days[0], round(chance.uniform(100, 9000), 2), days[1] if is_paid else None))
    return (("Invoice date", "Amount", "Paid date"), *rows)


def figures():
    """Nothing but numbers: many balances, and their revenue beside them."""
    chance = random.Random(2)  # noqa: S311
    return tuple(tuple(chance.uniform(1e5, 1e6) for _ in range(3)) for _ in range(ROWS))


def fastest(*functions):
    """Seconds of the fastest of several rounds of each, taken in turn."""
    best = [float("inf")] * len(functions)
    for _ in range(ROUNDS):
        for at, function in enumerate(functions):
            start = CLOCK()
            function()
            best[at] = min(best[at], CLOCK() - start)
    return best


def read_by_xlwings(cells) -> None:
    from xlwings import conversion  # noqa: PLC0415

    for cell in cells:
        conversion.read(None, cell, {})


def side_by_side(udfs) -> None:
    from cashbuoy_addin import bridge  # noqa: PLC0415

    cases = {
        "invoices, dates as dates": (ledger("as dates"),),
        "invoices, dates as numbers": (ledger("as numbers"),),
        "invoices, dates as text": (ledger("as text"),),
        "figures, and one revenue": (figures(), 1e6),
    }
    print(f"=DSO on {ROWS:,} x 3 cells, seconds{'':>3} xlwings alone   =DSO as UDF   =DSO from VBA")
    for name, cells in cases.items():
        floor, udf, vba = fastest(
            partial(read_by_xlwings, cells),
            partial(udfs.call_udf, "cashbuoy_addin.udfs", "DSO", cells),
            partial(bridge.call, "DSO", cells),
        )
        shares = (f"{seconds:7.3f} {seconds / floor - 1:+6.0%}" for seconds in (udf, vba))
        print(f"  {name:<28} {floor:18.3f} {'  '.join(shares):>29}")


def whole_columns() -> None:
    from cashbuoy_addin import bridge  # noqa: PLC0415

    few = ledger("as numbers")[:1001]
    whole = (*few, *((None,) * 3,) * (SHEET_ROWS - len(few)))
    (seconds,) = fastest(lambda: bridge.call("DSO", (whole,)))
    print(f"=DSO on whole columns ({SHEET_ROWS:,} x 3 cells, 1,000 filled)  {seconds:6.3f} s")
    (seconds,) = fastest(lambda: [bridge.call("DSO", (100.0, 1000.0)) for _ in range(1000)])
    print(
        f"=DSO(100, 1000), again and again                         {1000 / seconds:9,.0f} calls/s"
    )


def first_answers() -> None:
    print("first answer of a fresh process, loading included")
    for formula, cells in {
        "DSO": (100.0, 1000.0),
        "TERMS_COST": (0.02, 10.0, 30.0, 365.0),
        "WARN_LEVEL": ("overdue_share", 0.25),
    }.items():
        code = FIRST_ANSWER.format(formula=formula, cells=cells)
        runs = [subprocess.check_output([sys.executable, "-c", code]) for _ in range(ROUNDS)]  # noqa: S603
        print(f"  {formula:<14} {min(map(float, runs)):6.3f} s")


def main() -> None:
    with excel_stub.excel() as udfs:
        side_by_side(udfs)
    whole_columns()
    first_answers()


if __name__ == "__main__":
    main()
