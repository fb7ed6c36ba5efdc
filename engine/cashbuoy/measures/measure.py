"""All indicators of a firm, in the order in which they are shown."""

from __future__ import annotations

from cashbuoy.measures.books import Books
from cashbuoy.measures.coverage import coverage_indicators
from cashbuoy.measures.customers import concentration_indicators
from cashbuoy.measures.cycle import (
    cash_conversion_cycle,
    inventory_indicators,
    payable_indicators,
)
from cashbuoy.measures.indicator import Indicator
from cashbuoy.measures.liquidity import (
    cash_at_hand,
    cash_pool,
    payment_cover,
    runway_months,
    shortfall_chance,
)
from cashbuoy.measures.monthly import MonthlyFigures
from cashbuoy.measures.named_cells import cell_indicators
from cashbuoy.measures.receivables import receivable_indicators
from cashbuoy.measures.statements import balance_sheet_indicators, operating_cash_flow


def measure(books: Books) -> tuple[Indicator, ...]:
    """Every indicator at the as-of date, with its past at month ends. One that cannot be computed
    is there too, without a value and with the reason."""
    figures = MonthlyFigures.of(books.ledgers)
    receivables = receivable_indicators(books, figures)
    payables = payable_indicators(books, figures)
    inventory = inventory_indicators(books, figures)
    return (
        *receivables,
        *payables,
        *inventory,
        cash_conversion_cycle(receivables[0], inventory[0], payables[0]),
        cash_at_hand(books),
        *balance_sheet_indicators(books, figures),
        operating_cash_flow(books, figures),
        payment_cover(books),
        *cash_pool(books),
        runway_months(books, figures),
        shortfall_chance(books),
        *concentration_indicators(books),
        *coverage_indicators(books),
        *cell_indicators(books),
    )
