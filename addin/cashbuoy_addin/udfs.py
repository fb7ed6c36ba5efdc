"""The formulas as xlwings' user-defined functions, under their names and aliases.

Made from the registry when this module is imported. Cells come as Excel sends them: xlwings' own
reading would take error cells for empty ones. Answers are those of the bridge, for VBA that turns
tags into errors and dates. Where there is no Excel, xlwings' decorators do nothing.
"""

from __future__ import annotations

import inspect
import keyword
from collections.abc import Callable
from typing import Any

import xlwings as xw

from cashbuoy_addin import bridge
from cashbuoy_addin.formulas.catalogue import formulas
from cashbuoy_addin.formulas.registry import Argument, Formula, Words
from cashbuoy_addin.vba.wrappers import argument_names

_UNCHANGED = "raw"  # xlwings' name for it
# Not typed by the user: the VBA that xlwings writes fills it in. It knows the workbook that holds
# that VBA; which one of several a cell of theirs stands in, it does not tell without a call back.
_WORKBOOK, _ASKED = "cashbuoy_workbook", "ThisWorkbook.FullName"


def _udf(name: str, formula: Formula) -> Callable[..., Any]:
    count = len(formula.arguments)

    def answer(*cells):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN202 - xlwings reads types
        return bridge.call(formula.name, cells[:count], *cells[count:])

    answer.__name__ = answer.__qualname__ = name
    answer.__doc__ = _shown(formula.help)
    parameters = [
        _parameter(*named) for named in zip(_names(formula), formula.arguments, strict=True)
    ]
    where = inspect.Parameter(_WORKBOOK, inspect.Parameter.POSITIONAL_OR_KEYWORD, default="")
    answer.__signature__ = inspect.Signature([*parameters, where])  # type: ignore[attr-defined]
    udf = xw.ret(_UNCHANGED)(answer)
    for parameter, argument in zip(parameters, formula.arguments, strict=True):
        udf = xw.arg(parameter.name, _UNCHANGED, doc=_shown(argument.help))(udf)
    udf = xw.arg(_WORKBOOK, _UNCHANGED, vba=_ASKED)(udf)
    # Outermost, because the others reset the category.
    return xw.func(category=_shown(formula.category))(udf)


def _parameter(name: str, argument: Argument) -> inspect.Parameter:
    default = None if argument.optional else inspect.Parameter.empty
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _names(formula: Formula) -> list[str]:
    """Names that both VBA and Python allow."""
    return [f"{n}_" if keyword.iskeyword(n) else n for n in argument_names(formula)]


def _shown(words: Words) -> str:
    return f"{words.en} · {words.zh}"


globals().update({name: _udf(name, f) for f in formulas().values() for name in (f.name, f.alias)})
