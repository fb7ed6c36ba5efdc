"""All formulas by name."""

from __future__ import annotations

import difflib
from functools import cache

from cashbuoy_addin.formulas import (
    ageing,
    concentration,
    credit,
    credit_terms,
    forecasts,
    insurance,
    liquidity,
    orders,
    payment_dates,
    plans,
    receivables,
    replanning,
    turnover,
    warnings,
    workdays,
)
from cashbuoy_addin.formulas.registry import PREFIX, Formula
from cashbuoy_workbook.worded_error import WordedError


class UnknownFormulaError(WordedError):
    """A name that is no formula; the text names the nearest."""


@cache
def formulas() -> dict[str, Formula]:
    """Every formula by its plain name, in the order of the reference."""
    modules = (
        receivables, ageing, payment_dates, turnover, liquidity, forecasts, concentration, credit,
        credit_terms, orders, plans, replanning, insurance, workdays, warnings,
    )  # fmt: skip
    return {f.name: f for module in modules for f in module.FORMULAS}


def find(name: str) -> Formula:
    """The formula of that name or alias, upper or lower case."""
    plain = name.strip().upper().removeprefix(PREFIX)
    known = formulas()
    if plain not in known:
        near = difflib.get_close_matches(plain, known, n=1)
        raise UnknownFormulaError(
            "no_formula_near" if near else "no_formula",
            name=name,
            near="".join(near),
            known=", ".join(known),
        )
    return known[plain]
