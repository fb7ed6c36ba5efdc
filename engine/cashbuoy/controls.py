"""Control totals: two ways to the same figure must agree to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cashbuoy.buffer.admitted import AdmittedClaims
from cashbuoy.forecast.categories import CLAIMS
from cashbuoy.forecast.expectation import ExpectedReceipts
from cashbuoy.forecast.tables import CashTable, Forecast


@dataclass(frozen=True)
class ControlTotal:
    """`id` is the message key (catalogue section `controls`); amounts in base minor units.

    `parts` are the named summands of `right` (message keys of the same section), for the
    user to check.
    """

    id: str
    left: int
    right: int
    parts: Mapping[str, int]

    @property
    def difference(self) -> int:
        return self.left - self.right

    @property
    def holds(self) -> bool:
        return self.difference == 0


def control_totals(
    receivables: pd.DataFrame,
    payables: pd.DataFrame,
    expected: ExpectedReceipts,
    admitted: AdmittedClaims,
    events: pd.DataFrame,
    forecast: Forecast,
) -> tuple[ControlTotal, ...]:
    """Every control total of the design; a broken one is an error that the user must see."""
    end = forecast.days[-1]
    return (
        open_items_total("receivables", receivables, events, end, 1, expected, admitted),
        open_items_total("payables", payables, events, end, -1),
        claims_total(expected, events, end),
        cash_total(events, forecast),
        roll_total("months", forecast.months),
        periods_total("months", forecast.months, forecast),
        periods_total("weeks", forecast.weeks, forecast),
    )


def open_items_total(
    name: str,
    items: pd.DataFrame,
    events: pd.DataFrame,
    end: pd.Timestamp,
    sign: int,
    expected: ExpectedReceipts | None = None,
    claims: AdmittedClaims | None = None,
) -> ControlTotal:
    """Open items as booked = expected in the horizon + later + expected loss + in dispute + in
    plans + the insurers' part (claims admitted, and what is theirs since they paid) - what the
    latest exchange rates make of them beyond the documents' own.

    The expected parts are added up from the cash events, not from the items. The part of a dispute
    that is expected to be won counts as expected, and the rest of it as in dispute.
    """
    sources = {"tblReceivables", "tblDisputes"} if sign > 0 else {"tblPayables"}
    own = events["source"].isin(sources).to_numpy()
    amounts = sign * events["amount"].to_numpy(np.int64)[own]
    later = (events["date"] > end).to_numpy()[own]
    status = items["status"].to_numpy(object)
    open_base = items["open_base"].to_numpy(np.int64)
    disputed, lost = int(items["disputed_base"].sum()), int(items["loss_base"].sum())
    if expected is not None:
        to_win = expected.claims.source == "tblDisputes"
        disputed -= int(expected.amount[to_win].sum())
        lost += int(expected.loss[to_win].sum())
    parts = {
        "in_horizon": int(amounts[~later].sum()),
        "later": int(amounts[later].sum()),
        "loss": lost,
        "dispute": disputed,
        "plan": int(open_base[status == "plan"].sum()),
    }
    if claims is not None:
        admitted = ((events["category"] == CLAIMS) & (events["source"] == "tblActions")).to_numpy()
        parts["admitted"] = int(events["amount"].to_numpy(np.int64)[admitted].sum())
        parts["insurers"] = int(claims.received["insurers"].sum())
    booked = int(items["book_base"].sum())
    parts["revaluation"] = booked - int(open_base.sum())
    seldom = ("admitted", "insurers", "revaluation")
    parts = {part: amount for part, amount in parts.items() if amount or part not in seldom}
    return ControlTotal(f"open_{name}", booked, sum(parts.values()), parts)


def claims_total(
    expected: ExpectedReceipts, events: pd.DataFrame, end: pd.Timestamp
) -> ControlTotal:
    """All claims on customers = expected in the horizon + later + expected loss: invoices, stages,
    instalments and budgeted sales together, the expected parts from the cash events."""
    own = events["category"].isin(list(set(expected.claims.category))).to_numpy()
    amounts = events["amount"].to_numpy(np.int64)[own]
    later = (events["date"] > end).to_numpy()[own]
    parts = {
        "in_horizon": int(amounts[~later].sum()),
        "later": int(amounts[later].sum()),
        "loss": int(expected.loss.sum()),
    }
    return ControlTotal("claims", int(expected.amount.sum()), sum(parts.values()), parts)


def cash_total(events: pd.DataFrame, forecast: Forecast) -> ControlTotal:
    """Closing cash of the horizon = opening cash + every event in it."""
    inside = (events["date"] <= forecast.days[-1]).to_numpy()
    parts = {
        "opening": forecast.opening,
        "events": int(events["amount"].to_numpy(np.int64)[inside].sum()),
    }
    return ControlTotal("cash", int(forecast.months.closing[-1]), sum(parts.values()), parts)


def roll_total(name: str, table: CashTable) -> ControlTotal:
    """In every period opening + lines = closing, and closing is the next opening: added up, the
    closings equal the openings and all lines."""
    parts = {"openings": int(table.opening.sum()), "lines": int(table.lines.to_numpy().sum())}
    return ControlTotal(f"roll_{name}", int(table.closing.sum()), sum(parts.values()), parts)


def periods_total(name: str, table: CashTable, forecast: Forecast) -> ControlTotal:
    """Closing cash by period = the daily closing cash on the same days, added up."""
    ends = forecast.days.get_indexer(pd.DatetimeIndex([p.end for p in table.periods]))
    daily = int(forecast.closing[ends].sum())
    return ControlTotal(f"daily_{name}", int(table.closing.sum()), daily, {"daily": daily})
