"""How much cash to hold (C1): the pool's gap, and the classic models of a cash balance.

Money in any unit, the same throughout; rates are fractions. Errors: FormulaError.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cashbuoy.errors import FormulaError
from cashbuoy.figures import Floats, array, average, number, positive, total


def buffer_gap(cash: ArrayLike, monthly_outflow: ArrayLike, months: float) -> float:
    """What the pool lacks of so many months of operating outflow (positive figures; several months
    are averaged). Negative: so much above the target."""
    return months * average(monthly_outflow) - total(cash)


@dataclass(frozen=True)
class CashLimits:
    """Miller-Orr: let cash wander between `floor` and `upper`; at either, bring it to `target`."""

    floor: float
    spread: float

    @property
    def target(self) -> float:
        return self.floor + self.spread / 3

    @property
    def upper(self) -> float:
        return self.floor + self.spread


def miller_orr(
    floor: float, transfer_cost: float, daily_variance: float, daily_rate: float
) -> CashLimits:
    """Limits of the cash balance when daily flows are random (Miller and Orr, 1966):
    spread = 3 x (3/4 x cost of a transfer x variance of daily flows / daily rate) ^ (1/3)."""
    rate = positive(
        daily_rate, "the daily rate is {found:g}; it must be more than zero", key="daily_rate"
    )
    product = _not_negative(transfer_cost) * _not_negative(daily_variance)
    return CashLimits(number(floor), 3 * math.cbrt(0.75 * product / rate))


@dataclass(frozen=True)
class CashOrder:
    """Baumol: sell securities for `amount` each time cash is used up, `times` a period."""

    amount: float
    times: float
    transfer_cost: float
    opportunity_cost: float

    @property
    def cost(self) -> float:
        return self.transfer_cost + self.opportunity_cost


def baumol(need: float, transfer_cost: float, rate: float) -> CashOrder:
    """The cheapest amount to raise at a time when cash is used evenly (Baumol, 1952): sqrt(2TF/K),
    for the period's need T, cost of a transfer F and the period's rate K."""
    earns = positive(rate, "the rate is {found:g}; it must be more than zero", key="period_rate")
    needed = positive(
        number(need), "the cash needed is {found:,.2f}; it must be more than zero", key="cash_need"
    )
    each = positive(
        number(transfer_cost),
        "the cost of a transfer is {found:g}; it must be more than zero",
        key="transfer_cost",
    )
    amount = math.sqrt(2 * needed * each / earns)
    return CashOrder(amount, needed / amount, needed / amount * each, amount / 2 * earns)


def holding_costs(holdings: ArrayLike, rate: float, shortage_costs: ArrayLike) -> Floats:
    """Cost analysis: yearly cost of each cash holding, what it does not earn plus what running
    short at that level costs; shape (n,). The cheapest holding is the one to keep."""
    held, short = array(holdings), array(shortage_costs)
    if held.size != short.size:
        raise FormulaError(
            "#VALUE!",
            "{holdings} holdings, but {costs} shortage costs; each holding needs its own",
            key="holdings_differ",
            holdings=held.size,
            costs=short.size,
        )
    costs: Floats = np.asarray(held * rate + short)
    return costs


def _not_negative(value: float) -> float:
    if not value >= 0:
        raise FormulaError(
            "#NUM!", "{found:g} is negative; cost and variance must not be", key="negative_input",
            found=value,
        )  # fmt: skip
    return float(value)
