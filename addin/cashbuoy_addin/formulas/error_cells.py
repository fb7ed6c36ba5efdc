"""Error cells in arguments: a formula gives the same error back."""

from __future__ import annotations

from collections.abc import Iterable

from cashbuoy.errors import ErrorCode, FormulaError
from cashbuoy_addin.formulas.cells import each, flat
from cashbuoy_addin.formulas.columns import Column
from cashbuoy_addin.formulas.ranges import Titled

# What COM sends for an error cell: 0x800A0000 plus Excel's error number, from 2000 on.
_CODES: dict[int, ErrorCode] = {
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}
_TEXTS: dict[str, ErrorCode] = {code: code for code in _CODES.values()}
_FIRST, _LAST = -2146826288, -2146826189


def refuse_errors(value: object) -> None:
    """FormulaError with the code of the first error cell in the argument, if there is one.

    Errors that only newer spreadsheets know, such as #SPILL!, come back as #VALUE!.
    """
    if not any(map(_has_error, _parts(value))):
        return
    in_order = (value.head, *value.rows) if isinstance(value, Titled) else value
    code = next(code for code in map(_code, flat(in_order)) if code is not None)
    raise FormulaError(
        code, "a cell of the argument holds the error {error}", key="error_cell", error=code
    )


def _parts(value: object) -> Iterable[Column]:
    """The cells in parts. Titles are a part of their own: in most tables only they are text, and
    then the rest is done at a glance."""
    if isinstance(value, Titled):
        return (Column.of(value.head), *value.columns)
    rows = value if isinstance(value, (tuple, list)) else (value,)
    return (Column.of(list(each(part))) for part in (rows[:1], rows[1:]))


def _has_error(part: Column) -> bool:
    # Floats are numbers, whatever their value: only whole numbers and texts can be error cells.
    # Asked of every cell of every call, so without a Python call for each.
    if not _TEXTS.keys().isdisjoint(part.texts):
        return True
    return int in part.kinds and any(_FIRST <= c <= _LAST for c in part.cells if type(c) is int)


def _code(cell: object) -> ErrorCode | None:
    if type(cell) is str:
        return _TEXTS.get(cell)
    if type(cell) is int and _FIRST <= cell <= _LAST:
        return _CODES.get(cell, "#VALUE!")
    return None
