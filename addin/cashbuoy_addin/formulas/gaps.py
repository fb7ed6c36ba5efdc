"""Arguments left out between others, in LibreOffice: they arrive as a typed 0 would."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.registry import Argument, Formula

# What the module CashbuoyLibreOffice makes of a 0 that is no cell's.
GAP = "\x010"

# Where 0 has a meaning of its own, and leaving the argument out another.
_EITHER = frozenset({"annual_rate", "current_limit", "further", "first_after", "terms_days"})
_FIGURES = frozenset({"number", "numbers", "paired"})


def without_gaps(formula: Formula, values: Sequence[object]) -> Sequence[object]:
    """The arguments with 0, or with nothing where 0 could not be meant. FormulaError #VALUE! where
    either could."""
    if not any(isinstance(value, str) and value == GAP for value in values):
        return values
    last = max(at for at, value in enumerate(values) if value is not None)
    return [
        _filled(argument, values, is_last=at == last) if value == GAP else value
        for at, (argument, value) in enumerate(zip(formula.arguments, values, strict=False))
    ]


def _filled(argument: Argument, values: Sequence[object], *, is_last: bool) -> float | None:
    if is_last or not argument.optional:
        return 0.0
    if argument.kind not in _FIGURES or argument.choices:
        return None
    if argument.name in _EITHER:
        raise FormulaError(
            "#VALUE!",
            "{name}: LibreOffice passes an argument left out before others as 0; refer to an empty "
            "cell to leave it out, or to a cell that holds 0",
            key="gap_or_zero",
            name=argument.name,
        )
    if argument.name == "revenue":
        return None if isinstance(values[0], (tuple, list)) else 0.0
    return 0.0 if argument.default == 0.0 else None
