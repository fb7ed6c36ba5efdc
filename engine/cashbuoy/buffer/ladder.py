"""The ladder: ways to raise cash, cheapest first, for the gap that the forecast shows (C3).

Each step is used on the first day of need that it can serve (lines: that the steps before left
open; invoices: no later than a factor takes them), for no more than is needed until it has to be
given back. What it gives back is part of the days that follow, so that every later step sees the
cash that is really there. A step that ends before the need, or is not needed any more, is
named with the reason.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.raising import FOREVER, Kind, Source
from cashbuoy.money import Minor

# not_needed: the gap is closed without it; ends_before: it must be repaid before the need;
# ends_within: it serves only until it ends; too_late: it comes after the last day of need;
# not_committed: nobody is bound to pay it out, so it does not count.
Remark = Literal["", "not_needed", "ends_before", "ends_within", "too_late", "not_committed"]


@dataclass(frozen=True)
class Step:
    """One source in its place. Money in base minor units.

    available: cash that it brings on its day; taken: what the gap needs of it; cost: interest,
    discount and fees of what is taken, as far as the horizon reaches; cost_a_year: all-in. on: the
    day it is used; first: the earliest day the money can be there; ends: the last day of a unit,
    None for no end. lowest, lowest_on, short: lowest cash and what it lacks to the floor once this
    and all steps before are taken. raised, borrowed: taken so far, and what of it is owed.
    """

    kind: Kind
    name: str
    count: int
    available: int
    taken: int
    cost: int
    cost_a_year: float
    first: dt.date
    on: dt.date
    ends: dt.date | None
    remark: Remark
    lowest: int
    lowest_on: dt.date
    short: int
    raised: int
    borrowed: int


@dataclass(frozen=True)
class Ladder:
    """gap: what cash lacks to the floor at worst, >= 0, on `deepest`; `needed`: the first day
    below the floor, None without a gap. closing: cash by day with all steps taken."""

    floor: int
    gap: int
    needed: dt.date | None
    deepest: dt.date
    steps: tuple[Step, ...]
    closing: Minor

    @property
    def uncovered(self) -> int:
        """What is still missing at worst when all steps are taken."""
        return max(0, self.floor - int(self.closing.min()))

    @property
    def cost(self) -> int:
        return sum(step.cost for step in self.steps)


def climb(sources: Sequence[Source], closing: Minor, floor: int, days: pd.DatetimeIndex) -> Ladder:
    """The steps for closing cash by day, shape (days,)."""
    cash = closing.astype(np.int64).copy()
    below = np.flatnonzero(cash < floor)
    offered = [_in_parts(source) for source in sources]
    parts = [part for many in offered for part in many]
    # What a bill or an invoice costs hangs on the day; the base gap's day keeps their order.
    day_of = {id(s): _used_on(s, closing, floor) for s in parts}
    parts.sort(key=lambda s: _order(s, day_of[id(s)]))
    steps: list[Step] = []
    raised = borrowed = 0
    for source in parts:
        day = _used_on(source, cash, floor) if source.is_line else day_of[id(source)]
        remark, share = _part_needed(source, day, cash, floor)
        flows, taken, cost = _flows(source, day, share, cash, floor)
        cash = cash + np.cumsum(flows)
        raised, borrowed = raised + taken, borrowed + (taken if source.on_credit else 0)
        at = int(cash.argmin())
        steps.append(
            Step(
                kind=source.kind,
                name=source.name,
                count=source.amount.size,
                available=int(np.floor(source.cash(day)).sum()),
                taken=taken,
                cost=cost,
                cost_a_year=source.cost_a_year(day),
                first=_date(days, source.first),
                on=_date(days, day),
                ends=_end(source, days),
                remark=remark,
                lowest=int(cash[at]),
                lowest_on=days[at].date(),
                short=max(0, floor - int(cash[at])),
                raised=raised,
                borrowed=borrowed,
            )
        )
    at = int(closing.argmin())
    return Ladder(
        floor=floor,
        gap=max(0, floor - int(closing[at])),
        needed=days[below[0]].date() if below.size else None,
        deepest=days[at].date(),
        steps=tuple(steps),
        closing=cash,
    )


def _order(source: Source, day: int) -> tuple[bool, float, int, int]:
    """What nobody is bound to pay comes last; else cheapest first, what lasts longer before."""
    cost = source.cost_a_year(day)
    return (
        source.kind == "line_uncommitted",
        cost if cost == cost else np.inf,  # noqa: PLR0124  # NaN
        -int(source.ends.max()),
        source.first,
    )


def _in_parts(source: Source) -> list[Source]:
    """Bills and invoices by the month in which they end: those that outlast the need stay apart
    from those that do not."""
    if source.is_line:
        return [source]
    month = source.ends // 30
    return [
        Source(
            source.kind, source.name, source.amount[at], source.advance, source.fee, source.rate,
            source.first, source.latest[at], source.ends[at], source.item[at], source.basis,
        )
        for at in (np.flatnonzero(month == m) for m in np.unique(month))
    ]  # fmt: skip


def _used_on(source: Source, cash: Minor, floor: int) -> int:
    """The first day of need on which the source can serve; its first day where there is none."""
    last = int(min(source.ends.max(), cash.size))
    need = np.flatnonzero(cash[source.first : last] < floor)
    day = source.first + int(need[0]) if need.size else source.first
    return min(day, max(source.first, int(source.latest.min())))


def _part_needed(source: Source, day: int, cash: Minor, floor: int) -> tuple[Remark, float]:
    """How much of a source the need asks for, from 0 to 1, and what there is to say of it."""
    below = np.flatnonzero(cash < floor)
    if not below.size:
        return "not_needed", 0.0
    if source.kind == "line_uncommitted":
        return "not_committed", 0.0
    first, last = int(below[0]), int(below[-1])
    if source.first > last:
        return "too_late", 0.0
    if source.ends.max() <= first:
        return "ends_before", 0.0
    until = int(min(source.ends.max(), cash.size))
    need = floor - int(cash[day:until].min()) if until > day else 0
    if source.is_line and until == cash.size:  # still drawn at the end, which its interest lowers
        kept = 1 - source.rate / source.basis * (cash.size - day)
        need = max(need, math.ceil((floor - int(cash[-1])) / kept)) if kept > 0 else need
    whole = source.cash(day).sum()
    if need <= 0 or whole <= 0:
        return "ends_before", 0.0
    return ("ends_within" if until <= last else ""), min(1.0, need / float(whole))


def _flows(
    source: Source, day: int, share: float, cash: Minor, floor: int
) -> tuple[Minor, int, int]:
    """Cash by day of using a share of the source on a day, what it brings, and what it costs."""
    flows = np.zeros(cash.size, dtype=np.int64)
    if share <= 0 or day >= cash.size:
        return flows, 0, 0
    part = np.ceil(source.cash(day) * share).astype(np.int64)
    part = np.minimum(part, np.floor(source.cash(day)).astype(np.int64))
    taken = int(part.sum())
    flows[day] += taken
    if source.is_line:
        back = _repaid_on(source, day, taken, cash, floor)
        interest = round(taken * source.rate / source.basis * (min(back, cash.size) - day))
        if back < cash.size:
            flows[back] -= taken + interest
        else:
            flows[-1] -= interest
        return flows, taken, interest
    repaid = np.ceil(source.amount * source.advance * share).astype(np.int64)
    repaid = np.where(source.ends > day, np.maximum(repaid, part), 0)
    inside = source.ends < cash.size
    np.subtract.at(flows, source.ends[inside], repaid[inside])
    return flows, taken, int(repaid.sum()) - taken


def _repaid_on(source: Source, day: int, taken: int, cash: Minor, floor: int) -> int:
    """The first day from which cash stays above the floor without the money for as long as the
    line could serve, or the line's end."""
    margin = floor + round(taken * source.rate / source.basis * cash.size)
    end = int(min(source.ends.max(), cash.size))
    lowest_after = np.minimum.accumulate(cash[day + 1 : end][::-1])[::-1]
    free = np.flatnonzero(lowest_after >= margin)
    back = day + 1 + int(free[0]) if free.size else end
    return int(min(back, source.ends.max()))


def _end(source: Source, days: pd.DatetimeIndex) -> dt.date | None:
    last = int(source.ends.max())
    return None if last >= FOREVER else days[0].date() + dt.timedelta(days=last)


def _date(days: pd.DatetimeIndex, day: int) -> dt.date:
    return days[0].date() + dt.timedelta(days=day)


def full_use(source: Source, size: int) -> NDArray[np.int64]:
    """Cash by day of using all of a source on its first day, shape (size,): what it pays, gives
    back and costs."""
    flat = np.full(size, np.iinfo(np.int64).max // 4)
    if source.is_line:
        taken = int(source.amount.sum())
        flows = np.zeros(size, dtype=np.int64)
        if source.first >= size:
            return flows
        flows[source.first] += taken
        back = int(min(source.ends.max(), size))
        interest = round(taken * source.rate / source.basis * (back - source.first))
        flows[min(back, size - 1)] -= interest + (taken if back < size else 0)
        return flows
    return _flows(source, source.first, 1.0, flat, 0)[0]
