"""Indicators: pure functions of numbers and arrays. No ledger, no policy, no pandas.

Balances (receivables, payables, inventory): one number, or a range that stands for their average.
Flows (sales, cost of goods sold) and days: one number, or a range of periods, oldest first, that
is added up. Money may be in any unit, the same throughout. Answers in days are in the unit of
`days`; shares and rates are fractions. What cannot be answered raises FormulaError with the
spreadsheet's error code and a reason; NaN anywhere is #VALUE!.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cashbuoy.errors import FormulaError
from cashbuoy.figures import Floats, array, average, nonzero, number, positive, total


def dso(receivables: ArrayLike, sales: ArrayLike, days: ArrayLike) -> float:
    """Days sales outstanding: receivables / credit sales x days of those sales."""
    flow = positive(
        total(sales), "credit sales are {found:,.2f}; they must be more than zero", key="no_sales"
    )
    return average(receivables) / flow * _days(days)


def bpdso(current_receivables: ArrayLike, sales: ArrayLike, days: ArrayLike) -> float:
    """Best possible DSO: what DSO would be if nothing were overdue."""
    return dso(current_receivables, sales, days)


def add_days(
    receivables: ArrayLike, current_receivables: ArrayLike, sales: ArrayLike, days: ArrayLike
) -> float:
    """Average days delinquent: DSO - best possible DSO, on the same sales."""
    return dso(receivables, sales, days) - bpdso(current_receivables, sales, days)


def dso_countback(receivables: float, sales: ArrayLike, days: ArrayLike) -> float:
    """DSO by counting back: whole periods from the latest while their sales fit into receivables,
    then a fraction of the next.

    `sales` and `days` have shape (n,), oldest first; one number of days holds for every period.
    Errors: #N/A when receivables are older than the periods given; #NUM! when they are negative.
    """
    left = number(receivables)
    if left < 0:
        raise FormulaError(
            "#NUM!", "receivables are negative: nothing can be counted back", key="negative_balance"
        )
    billed, length = _pairs(sales, days)
    dust = left * 1e-12  # what float subtraction may leave of nothing
    counted = 0.0
    for amount, span in zip(billed[::-1].tolist(), length[::-1].tolist(), strict=True):
        if left <= dust:
            return counted
        if amount > left:
            return float(counted + left / amount * span)
        left -= amount
        counted += span
    if left <= dust:
        return counted
    raise _too_short(left, billed)


def dpo(payables: ArrayLike, cost: ArrayLike, days: ArrayLike) -> float:
    """Days payable outstanding: payables / cost of goods sold (or purchases) x days."""
    return average(payables) / _cost(cost) * _days(days)


def dio(inventory: ArrayLike, cost: ArrayLike, days: ArrayLike) -> float:
    """Days inventory outstanding: inventory / cost of goods sold x days."""
    return average(inventory) / _cost(cost) * _days(days)


def ccc(dso_days: float, dio_days: float, dpo_days: float) -> float:
    """Cash conversion cycle in days: DSO + DIO - DPO. Negative when suppliers carry the firm."""
    return number(dso_days) + number(dio_days) - number(dpo_days)


def turnover(flow: ArrayLike, balance: ArrayLike) -> float:
    """Times that a balance turns over in the period: flow / balance. Turnover x days outstanding =
    days in the period."""
    return total(flow) / nonzero(average(balance), "the balance is zero", key="zero_balance")


def cei(
    opening: float,
    credit_sales: ArrayLike,
    closing: float,
    closing_current: float,
    months: float = 1,
) -> float:
    """Collection effectiveness index in percent, 100 when everything due was collected.

    (opening + sales/months - closing) / (opening + sales/months - closing not yet due) x 100, for
    a period of `months`.
    """
    if not months > 0:
        raise FormulaError(
            "#NUM!", "the months of the period must be more than zero", key="months_positive"
        )
    collectable = number(opening) + total(credit_sales) / months
    due = nonzero(
        collectable - number(closing_current),
        "nothing was due for collection in the period",
        key="nothing_due",
    )
    return (collectable - number(closing)) / due * 100


def current_ratio(current_assets: ArrayLike, current_liabilities: ArrayLike) -> float:
    """Current assets / current liabilities."""
    return total(current_assets) / _liabilities(current_liabilities)


def quick_ratio(
    current_assets: ArrayLike, inventory: ArrayLike, current_liabilities: ArrayLike
) -> float:
    """(Current assets - inventory) / current liabilities."""
    quick = total(current_assets) - total(inventory)
    return quick / _liabilities(current_liabilities)


def cash_ratio(cash: ArrayLike, current_liabilities: ArrayLike, securities: ArrayLike = 0) -> float:
    """(Cash + marketable securities) / current liabilities."""
    return (total(cash) + total(securities)) / _liabilities(current_liabilities)


def runway_months(cash: ArrayLike, net_flows: ArrayLike) -> float:
    """Months until cash runs out at the average of the monthly `net_flows` (in +, out -).

    0 when cash is gone already. #N/A when cash does not shrink.
    """
    burn = -average(net_flows)
    if not burn > 0:
        raise FormulaError(
            "#N/A", "cash does not shrink at the average net cash flow", key="no_burn"
        )
    return max(total(cash), 0.0) / burn


def top_share(amounts: ArrayLike, k: float = 1) -> float:
    """Share of the k largest amounts in the sum of all; one amount a customer."""
    if not (k >= 1 and float(k).is_integer()):
        raise FormulaError("#NUM!", "k is {found:g}; it must be 1, 2, 3 ...", key="top_k", found=k)
    values = np.sort(array(amounts))[::-1]
    whole = _whole(values)
    return math.fsum(values[: int(k)].tolist()) / whole


def hhi(amounts: ArrayLike) -> float:
    """Herfindahl-Hirschman index: sum of the squared percentage shares, 0 to 10,000."""
    values = array(amounts)
    if np.any(values < 0):
        raise FormulaError("#NUM!", "an amount is negative: it has no share", key="negative_amount")
    whole = _whole(values)
    return math.fsum(((values / whole * 100) ** 2).tolist())


def overdue_share(days_overdue: ArrayLike, amounts: ArrayLike, more_than_days: float = 0) -> float:
    """Share of the open `amounts` that is overdue by more than so many days; shape (n,) each.
    Credit notes (negative) reduce the side they stand on."""
    late = np.asarray(days_overdue) > more_than_days
    values = array(amounts)
    whole = _whole(values)
    return math.fsum(values[late].tolist()) / whole


def age_sums(days_overdue: ArrayLike, amounts: ArrayLike, edges: ArrayLike) -> NDArray[np.generic]:
    """Amounts added up by age: one sum for each bucket, shape (len(edges) + 1,).

    `edges` are the last day of each bucket but the last, rising: 0, 30, 60 makes not due, 1-30,
    31-60, over 60. Sums are exact for whole amounts (integers, such as minor units).
    """
    last_days = np.atleast_1d(np.asarray(edges, dtype=np.float64))
    if np.any(np.diff(last_days) <= 0):
        raise FormulaError(
            "#NUM!", "the last days of the ageing buckets must rise", key="edges_rise"
        )
    values = np.atleast_1d(np.asarray(amounts))
    sums = np.zeros(last_days.size + 1, dtype=values.dtype)
    bucket = np.searchsorted(last_days, np.atleast_1d(np.asarray(days_overdue)), side="left")
    np.add.at(sums, bucket, values)
    return sums


def ecl_allowance(balances: ArrayLike, rates: ArrayLike) -> float:
    """Allowance by a provision matrix (IFRS 9 B5.5.35): balance of each ageing bucket x its loss
    rate, added up."""
    values, shares = array(balances), array(rates)
    if values.size != shares.size:
        raise FormulaError(
            "#VALUE!",
            "{balances} balances, but {rates} rates; each bucket needs both",
            key="rates_differ",
            balances=values.size,
            rates=shares.size,
        )
    if np.any((shares < 0) | (shares > 1)):
        raise FormulaError(
            "#NUM!", "a loss rate must lie between 0 and 1 (1.6 % is 0.016)", key="rate_share"
        )
    return math.fsum((values * shares).tolist())


def _cost(cost: ArrayLike) -> float:
    return positive(
        total(cost),
        "the cost of goods sold is {found:,.2f}; it must be more than zero",
        key="no_cost",
    )


def _liabilities(current_liabilities: ArrayLike) -> float:
    return positive(
        total(current_liabilities),
        "current liabilities are {found:,.2f}; they must be more than zero",
        key="no_liabilities",
    )


def _whole(amounts: Floats) -> float:
    return positive(
        math.fsum(amounts.tolist()),
        "the amounts add up to {found:,.2f}; they must add up to more than zero",
        key="no_total",
    )


def _days(days: ArrayLike) -> float:
    span = total(days)
    if not span > 0:
        raise FormulaError("#NUM!", "the days must be more than zero", key="days_positive")
    return span


def _pairs(sales: ArrayLike, days: ArrayLike) -> tuple[Floats, Floats]:
    """Sales and days of each period, oldest first."""
    billed, length = array(sales), array(days)
    if length.size == 1:
        length = np.full(billed.size, length[0])
    if billed.size != length.size:
        raise FormulaError(
            "#VALUE!",
            "sales of {periods} periods, but days of {lengths}; each period needs both",
            key="periods_differ",
            periods=billed.size,
            lengths=length.size,
        )
    if np.any(length <= 0):
        raise FormulaError("#NUM!", "the days must be more than zero", key="days_positive")
    return billed, length


def _too_short(left: float, billed: Floats) -> FormulaError:
    usual = math.fsum(billed.tolist()) / billed.size
    if not usual > 0:
        return FormulaError(
            "#DIV/0!", "there are no sales to count receivables back over", key="countback_no_sales"
        )
    return FormulaError(
        "#N/A",
        "receivables are older than the {given} periods given; sales of earlier periods "
        "are needed as well, about {more} of them",
        key="countback_short",
        given=billed.size,
        more=math.ceil(left / usual),
    )
