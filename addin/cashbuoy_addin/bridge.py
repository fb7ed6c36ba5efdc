"""Where VBA asks for formulas: values of cells in, plain values out, for Excel and LibreOffice."""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Sequence

from cashbuoy.errors import CashbuoyError, ErrorCode, FormulaError
from cashbuoy_addin.formulas.catalogue import UnknownFormulaError
from cashbuoy_addin.formulas.context import current
from cashbuoy_addin.formulas.evaluate import Scalar
from cashbuoy_addin.formulas.evaluate import call as evaluate
from cashbuoy_addin.refusals import REFUSALS

# Excel's numbers of its errors, as CVErr takes them.
ERROR_NUMBERS: dict[ErrorCode, int] = {
    "#NULL!": 2000,
    "#DIV/0!": 2007,
    "#VALUE!": 2015,
    "#REF!": 2023,
    "#NAME?": 2029,
    "#NUM!": 2036,
    "#N/A": 2042,
}
# Begins what VBA has to make itself: an error (E), a date (D) or a text (T) that begins like this.
TAG = "\x01"
_EPOCH = dt.date(1899, 12, 30)

Plain = float | str | bool


def call(formula: str, arguments: Sequence[object], book: str = "") -> Plain | list[list[Plain]]:
    """Answer of a formula to arguments as a spreadsheet sends them, as VBA can take it. `book` is
    the full name of the workbook that it stands in: its policy gives the defaults.

    Blocks are rows; empty cells are "" because a spreadsheet would show None as 0. Never raises:
    what cannot be answered is a tagged error, and kept with its reason (refusals.py).
    """
    try:
        answer = evaluate(formula, arguments, current(book))
    except UnknownFormulaError as error:
        answer = FormulaError("#NAME?", "{problem}", problem=str(error))
    except CashbuoyError as error:
        answer = FormulaError("#VALUE!", "{problem}", problem=str(error))
    except Exception as error:  # noqa: BLE001  # a cell must show an error, whatever went wrong
        problem = traceback.format_exception_only(error)[-1].strip()
        answer = FormulaError("#VALUE!", "{problem}", problem=problem)
    if isinstance(answer, FormulaError):
        REFUSALS.keep(formula, answer)
        return f"{TAG}E{ERROR_NUMBERS[answer.code]}"
    if isinstance(answer, tuple):
        return [[_plain(cell) for cell in row] for row in answer]
    return _plain(answer)


def _plain(cell: Scalar) -> Plain:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{TAG}D{(dt.date(cell.year, cell.month, cell.day) - _EPOCH).days}"
    if isinstance(cell, str) and cell.startswith(TAG):
        return f"{TAG}T{cell}"
    return cell
