"""Figures of the user's own cells, for warning rules that watch them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from cashbuoy.measures.books import Books
from cashbuoy.measures.indicator import Indicator
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Policy


def cells_watched(policy: Policy) -> tuple[str, ...]:
    """Names of the cells that enabled rules of a policy look at."""
    rules = policy.rules.values()
    return tuple(
        dict.fromkeys(r.cell for r in rules if r.enabled and r.cell and r.measure == "cell")
    )


def cell_indicators(books: Books) -> tuple[Indicator, ...]:
    """An indicator "cell:Name" for each cell that an enabled rule of the policy names, once.

    Its value is the number the cell held when the workbook was read (money in major units there);
    without one, reason "no_cell" (no such name) or "cell_not_number". Its past is what earlier
    refreshes recorded.
    """
    cells: Mapping[str, object] = {name.casefold(): value for name, value in books.cells.items()}
    money = 10.0 ** minor_digits(books.ledgers.base_currency)
    found: dict[str, Indicator] = {}
    for rule in books.policy.rules.values():
        if rule.measure != "cell" or not rule.enabled or rule.cell is None or rule.unit is None:
            continue
        name = rule.watches
        if rule.cell.casefold() not in cells:
            found[name] = Indicator(name, None, rule.unit, basis="workbook", reason="no_cell")
            continue
        value = cells[rule.cell.casefold()]
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            found[name] = Indicator(
                name, None, rule.unit, basis="workbook", reason="cell_not_number"
            )
            continue
        figure = value * money if rule.unit == "money" else float(value)
        found[name] = Indicator(name, figure, rule.unit, basis="workbook", at=books.as_of)
    return tuple(found.values())
