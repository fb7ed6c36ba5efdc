"""Error cells in arguments: a formula gives the same error back."""

from __future__ import annotations

from cashbuoy.errors import ErrorCode, FormulaError
from cashbuoy_addin.formulas.cells import flat

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
    cells = flat(value)
    # Floats are numbers, whatever their value: only whole numbers and texts can be error cells.
    if set(map(type, cells)).isdisjoint({str, int}):
        return
    for cell in cells:
        if type(cell) is str:
            code = _TEXTS.get(cell)
        elif type(cell) is int and _FIRST <= cell <= _LAST:
            code = _CODES.get(cell, "#VALUE!")
        else:
            continue
        if code is not None:
            raise FormulaError(
                code, "a cell of the argument holds the error {error}", key="error_cell", error=code
            )
