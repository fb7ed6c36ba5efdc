"""What would close the gap that is left when every bill has waited as long as it may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.buffer.factoring import offers, sold
from cashbuoy.buffer.ladder import Ladder, Step, climb
from cashbuoy.buffer.raising import Source, bills_and_lines
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.policy.models import Policy

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


_PLENTY = 10**15


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
    schedule: PayablesSchedule | None,
    ahead: Foresight,
    ledgers: Ledgers,
    insured: pd.Series,
    policy: Policy,
) -> PayablesSchedule | None:
    """The schedule with what would close its gap; as it is where there is none.

    insured: what is insured of each open invoice, by row of tblReceivables. The largest invoices
    and bills are offered by name, and suppliers asked, as many of each as the policy proposes.
    """
    if schedule is None or not schedule.gap:
        return schedule
    most = policy.payables.schedule.proposals
    days = schedule.days[: schedule.watched]
    cash = schedule.chosen.closing[: schedule.watched]
    offered = [
        one
        for way, names in _ways(ahead, ledgers, insured, policy)
        for one in _singly(way, names, most)
    ]
    # What falls due after the days watched is no part of this gap: a day of plenty ends them.
    ends = pd.date_range(days[0], periods=len(days) + 1, freq="D")
    ladder = climb(offered, np.append(cash, _PLENTY), schedule.floor, ends)
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


def _ways(
    ahead: Foresight, ledgers: Ledgers, insured: pd.Series, policy: Policy
) -> list[tuple[Source, NDArray[np.object_]]]:
    """What could be turned into cash, and the names of its units."""
    as_of, calendar = ahead.horizon.as_of, ahead.calendar
    receivables = ahead.positions.receivables
    table = ledgers["tblBills"]
    held = (table["direction"] == "in") & (table["matures"] > pd.Timestamp(as_of))
    held &= table["face"] > 0
    bills = table.loc[held, "bill"].to_numpy(object)
    found: list[tuple[Source, NDArray[np.object_]]] = []
    for way in bills_and_lines(ledgers, policy, as_of, calendar, ahead.rates):
        names = np.full(way.item.size, way.name, dtype=object)
        found.append((way, names if way.is_line else bills[way.item]))
    if policy.has("lines"):
        invoices = receivables["document"].to_numpy(object)
        factored = sold(offers(receivables, insured, policy, as_of, calendar))
        found += [(way, invoices[way.item]) for way in factored]
    return found


def _wanted(ladder: Ladder) -> tuple[Step, ...]:
    """Steps that bring something, and lines that a bank could still be asked for."""
    return tuple(s for s in ladder.steps if s.taken or s.remark == "not_committed")


def _singly(way: Source, names: NDArray[np.object_], most: int) -> Iterator[Source]:
    """The largest units of a source one by one, named."""
    for i in np.argsort(-way.amount, kind="stable")[:most].tolist():
        unit = slice(i, i + 1)
        yield replace(
            way,
            name=str(names[i]),
            amount=way.amount[unit],
            latest=way.latest[unit],
            ends=way.ends[unit],
            item=way.item[unit],
        )


def _asks(
    schedule: PayablesSchedule, deepest: dt.date, over: dt.date | None, most: int
) -> pd.DataFrame:
    """Suppliers whose payments before the worst day could be put into a plan, as many as would do
    for the whole gap."""
    frame = schedule.frame
    paid = frame[(frame["pay_date"] <= pd.Timestamp(deepest)) & (frame["priority"] != "critical")]
    groups = paid.groupby(["supplier", "priority"], as_index=False, sort=False)
    asks = groups.agg(bills=("bill", "nunique"), amount=("amount", "sum"), by=("pay_date", "min"))
    asks = asks[asks["amount"] > 0]
    rank = (asks["priority"] != "flexible").astype(int)
    until = np.datetime64(over, "ns") if over else np.datetime64("NaT", "ns")
    asks = asks.assign(rank=rank, until=np.full(len(asks), until))
    asks = asks.sort_values(["rank", "amount"], ascending=[True, False], kind="stable")
    before = asks["amount"].cumsum() - asks["amount"]
    asks = asks[before < schedule.gap]
    return asks.head(most)[list(ASK_COLUMNS)].reset_index(drop=True)
