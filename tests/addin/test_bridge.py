"""What VBA gets back: plain values, and tags for what only VBA can make."""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import subprocess
import sys
import weakref
from decimal import Decimal

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy_addin import bridge
from cashbuoy_addin.bridge import TAG, call
from cashbuoy_addin.refusals import REFUSALS
from cashbuoy_addin.vba.worker import serve

TITLES = ("Month", "Revenue", "Receivables")


@pytest.mark.parametrize(
    ("formula", "arguments", "expected"),
    [
        ("DSO", (100.0, 1000.0, 365.0), 36.5),
        ("dso", [100.0, 1000.0], 36.5),
        ("CB_DSO", (((100.0,), (300.0,)), 1000.0, None, None), 73.0),
        ("DSO", (Decimal("100.0000"), 1000.0), 36.5),  # a currency cell
        ("DSO", (((Decimal(100),), (300.0,)), 1000.0), 73.0),
        ("WORKDAY_CN", (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 1.0), f"{TAG}D46084"),
        ("DSO", (100.0, 0.0), f"{TAG}E2007"),
        ("DSO", ("words", 1.0), f"{TAG}E2015"),
        ("DSO", (-2146826246, 1.0), f"{TAG}E2042"),
        ("NO_SUCH", (1.0,), f"{TAG}E2029"),
    ],
)
def test_answers(formula, arguments, expected) -> None:
    assert call(formula, arguments) == expected


def test_a_block_is_rows_of_one_length_without_empty_cells() -> None:
    day = dt.datetime(2026, 1, 31)
    block = call("INSTALMENTS", (1000.0, 3.0, 0.0, day, None, None, None, day))
    assert {len(row) for row in block} == {6}
    assert [row[0] for row in block[1:]] == [1.0, 2.0, 3.0]
    assert [row[2] for row in block[1:]] == [333.34, 333.33, 333.33]
    assert block[1][1] == f"{TAG}D{(dt.date(2026, 2, 28) - dt.date(1899, 12, 30)).days}"
    assert all(isinstance(cell, (float, str, bool)) for row in block for cell in row)


def test_refusals_are_kept_with_their_reasons_the_newest_first() -> None:
    call("DSO", (100.0, 0.0))
    call("DSO", ("words", 1.0))
    newest, older, *_ = REFUSALS.latest()
    assert (newest.formula, newest.error.code) == ("DSO", "#VALUE!")
    assert "words" in newest.error.reason
    assert older.error.code == "#DIV/0!"


def test_what_is_kept_holds_on_to_no_ledger() -> None:
    class Cell(str):
        __slots__ = ("__weakref__",)

    cell = Cell("no date")
    gone = weakref.ref(cell)
    call("DSO", ((("Invoice date", "Amount"), (cell, 1.0)),))
    assert "no date" in REFUSALS.latest()[0].error.reason
    del cell
    gc.collect()
    assert gone() is None


def test_a_fault_of_ours_is_an_error_in_the_cell_and_kept(monkeypatch) -> None:
    def broken(*_sent):
        raise RuntimeError("of {our} own")

    monkeypatch.setattr(bridge, "evaluate", broken)
    assert call("DSO", (1.0,)) == f"{TAG}E2015"
    assert "RuntimeError" in REFUSALS.latest()[0].error.reason
    assert isinstance(REFUSALS.latest()[0].error, FormulaError)


def test_a_text_that_begins_like_a_tag_stays_a_text(monkeypatch) -> None:
    monkeypatch.setattr(bridge, "evaluate", lambda *_sent: f"{TAG}E2015")
    assert call("DSO", ()) == f"{TAG}T{TAG}E2015"


def test_the_worker_answers_line_by_line() -> None:
    asked = [["DSO", [100.0, 1000.0, None]], ["DSO", [[[100.0], [300.0]], 1000]], ["DSO", [1, 0]]]
    out = io.StringIO()
    serve([json.dumps(request) for request in asked], out, lambda _macro, _book: "")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        36.5,
        73.0,
        f"{TAG}E2007",
    ]


def test_what_libraries_print_does_not_disturb_the_answers() -> None:
    program = (
        "import os\n"
        "from cashbuoy_addin.vba.worker import line_of_answers\n"
        "answers = line_of_answers()\n"
        "os.write(1, b'a library in C')\n"
        "print('another')\n"
        "answers.write('an answer')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "an answer"
