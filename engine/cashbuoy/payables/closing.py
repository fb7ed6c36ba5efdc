"""What would close the gap that is left when every bill has waited as long as it may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cashbuoy.buffer.ladder import Ladder, Step, climb
from cashbuoy.buffer.raising import Source

if TYPE_CHECKING:
    from cashbuoy.payables.schedule import PayablesSchedule

# Suppliers to ask for a plan; money in base minor units.
ASK_COLUMNS = (
    "supplier",
    "priority",
    "bills",  # number of bills paid before the worst day
    "amount",  # what they come to
    "by",  # datetime64: the first of these payments
    "until",  # datetime64: the day from which cash is above the floor again
)


@dataclass(frozen=True)
class Closing:
    """Ways to close a gap. gap: what is missing at worst, >= 0; needed: the first day below the
    floor, deepest: the worst, over: the first day after the last one below (None: beyond the days
    watched). steps: lines, bills and invoices to turn into cash, cheapest first, those that the gap
    needs; uncovered: what they leave. asks: ASK_COLUMNS, largest flexible suppliers first."""

    gap: int = 0
    needed: dt.date | None = None
    deepest: dt.date | None = None
    over: dt.date | None = None
    steps: tuple[Step, ...] = ()
    uncovered: int = 0
    asks: pd.DataFrame | None = None


def with_closing(
    schedule: PayablesSchedule,
    sources: Sequence[Source],
    receivables: pd.DataFrame,
    most: int,
) -> PayablesSchedule:
    """The schedule with what would close its gap; as it is where there is none.

    sources: buffer.raising.sources; the largest `most` invoices and bills of each are offered by
    name (`receivables`: the open invoices that they come from), `most` suppliers are asked.
    """
    if not schedule.gap:
        return schedule
    days = schedule.days[: schedule.watched]
    cash = schedule.chosen.closing[: schedule.watched]
    documents = receivables["document"].to_numpy(object)
    offered = [one for source in sources for one in _singly(source, documents, most)]
    ladder = climb(offered, cash, schedule.floor, days)
    below = np.flatnonzero(cash < schedule.floor)
    after = int(below[-1]) + 1
    over = days[after].date() if after < len(days) else None
    closing = Closing(
        gap=schedule.gap,
        needed=days[below[0]].date(),
        deepest=ladder.deepest,
        over=over,
        steps=_wanted(ladder),
        uncovered=ladder.uncovered,
        asks=_asks(schedule, ladder.deepest, over, most),
    )
    return replace(schedule, closing=closing)


def _wanted(ladder: Ladder) -> tuple[Step, ...]:
    """Steps that bring something, and lines that a bank could still be asked for."""
    return tuple(s for s in ladder.steps if s.taken or s.remark == "not_committed")


def _singly(source: Source, documents: np.ndarray, most: int) -> Iterator[Source]:
    """The largest units of a source one by one, named; a line as it is."""
    if source.is_line:
        yield source
        return
    largest = np.argsort(-source.amount, kind="stable")[:most]
    factored = source.kind.startswith("factoring")
    for i in largest.tolist():
        name = str(documents[source.item[i]]) if factored else ""
        unit = slice(i, i + 1)
        yield replace(
            source,
            name=name,
            amount=source.amount[unit],
            ends=source.ends[unit],
            item=source.item[unit],
        )


def _asks(
    schedule: PayablesSchedule, deepest: dt.date, over: dt.date | None, most: int
) -> pd.DataFrame:
    """Suppliers whose payments before the worst day could be put into a plan."""
    frame = schedule.frame
    paid = frame[(frame["pay_date"] <= pd.Timestamp(deepest)) & (frame["priority"] != "critical")]
    groups = paid.groupby(["supplier", "priority"], as_index=False, sort=False)
    asks = groups.agg(bills=("bill", "nunique"), amount=("amount", "sum"), by=("pay_date", "min"))
    asks = asks[asks["amount"] > 0]
    rank = (asks["priority"] != "flexible").astype(int)
    until = np.datetime64(over, "ns") if over else np.datetime64("NaT", "ns")
    asks = asks.assign(rank=rank, until=np.full(len(asks), until))
    asks = asks.sort_values(["rank", "amount"], ascending=[True, False], kind="stable")
    return asks.head(most)[list(ASK_COLUMNS)].reset_index(drop=True)
