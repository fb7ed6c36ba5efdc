"""The forecast with the schedule in it: bills on their scheduled days instead of the due dates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import WorkCalendar
from cashbuoy.forecast.events import by_date, cash_events
from cashbuoy.forecast.foresight import Foresight
from cashbuoy.forecast.outflow import usual_purchases
from cashbuoy.forecast.paths import Paths
from cashbuoy.forecast.simulation import Outlook
from cashbuoy.forecast.tables import Forecast, build_forecast
from cashbuoy.forecast.uncertainty import draw_forecast, outlook_of
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import Minor
from cashbuoy.payables.fixed import brought_forward
from cashbuoy.payables.schedule import PayablesSchedule, schedule_payables
from cashbuoy.policy.models import Policy

_TABLE = "tblPayables"


@dataclass(frozen=True)
class Paid:
    """The forecast and the schedule that belongs to it; None with the module payables off. paths:
    what the outlook was read from."""

    ahead: Foresight
    forecast: Forecast
    outlook: Outlook | None
    schedule: PayablesSchedule | None
    paths: Paths | None


def forecast_and_schedule(ahead: Foresight, opening: int, ledgers: Ledgers, policy: Policy) -> Paid:
    """The forecast, how sure it is, and the schedule; the forecast on the schedule's days where the
    policy says so."""
    usual = usual_purchases(ahead.positions.bills, ahead.horizon.as_of)
    forecast = build_forecast(ahead.events, opening, ledgers, policy, ahead.horizon, usual)
    paths = draw_forecast(ahead, forecast, policy)
    outlook = None if paths is None else outlook_of(paths, ahead, forecast, policy)
    schedule = schedule_payables(ahead, forecast, outlook, ledgers, policy)
    if schedule is not None and policy.payables.schedule.forecast == "schedule":
        ahead = with_schedule(ahead, schedule)
        forecast = build_forecast(ahead.events, opening, ledgers, policy, ahead.horizon, usual)
        paths = draw_forecast(ahead, forecast, policy, paths)
        outlook = None if paths is None else outlook_of(paths, ahead, forecast, policy)
    return Paid(ahead, forecast, outlook, schedule, paths)


def with_schedule(ahead: Foresight, schedule: PayablesSchedule) -> Foresight:
    """The foresight with every scheduled bill on its day, parts apart, and our own missed
    instalments on theirs. What is settled of a bill
    stays an event of tblPayables, so that the open bills still add up; discounts (+) and late fees
    (-) are events of the source "schedule" on the same days."""
    frame = schedule.frame
    payables = ahead.positions.payables
    settled = frame.groupby("row")["settled"].sum()
    rest = payables["expected_base"] - payables["row"].map(settled).fillna(0).astype(np.int64)
    scheduled = payables["row"].isin(settled.index).to_numpy()
    left = payables[scheduled & (rest != 0).to_numpy()]
    frames = [
        _settled(frame, ahead.calendar),
        _matured(frame, ahead.calendar),
        _charges(frame, ahead.calendar),
        _left(left, rest[left.index].to_numpy(np.int64)),
    ]
    others, events = (
        by_date([kept[~_of_rows(kept, settled.index)], *frames])
        for kept in (
            brought_forward(every, schedule.fixed, ahead.calendar)
            for every in (ahead.others, ahead.events)
        )
    )
    positions = replace(ahead.positions, payables=_dated(payables, frame, ahead.calendar))
    return replace(ahead, others=others, events=events, positions=positions)


def _of_rows(events: pd.DataFrame, rows: pd.Index) -> NDArray[np.bool_]:
    own: NDArray[np.bool_] = ((events["source"] == _TABLE) & events["row"].isin(rows)).to_numpy()
    return own


def _settled(frame: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    money = (frame["settled"] - frame["by_bill"]).to_numpy(np.int64)
    some = money != 0
    return _events(frame[some], -money[some], _TABLE, calendar)


def _matured(frame: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    """What our own acceptance bills settle is paid when they mature."""
    given = frame[(frame["by_bill"] > 0).to_numpy()]
    when = given["matures"].to_numpy("datetime64[D]")
    return cash_events(
        when,
        "supplier_payments",
        -given["by_bill"].to_numpy(np.int64),
        _TABLE,
        given["row"].to_numpy(np.int64),
        given["bill"],
        given["supplier"],
        "own_bill",
        calendar.is_provisional(when),
    )


def _charges(frame: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    charge = (frame["discount"] - frame["late_fee"]).to_numpy(np.int64)
    some = charge != 0
    return _events(frame[some], charge[some], "schedule", calendar)


def _events(
    frame: pd.DataFrame, amount: Minor, source: str, calendar: WorkCalendar
) -> pd.DataFrame:
    when = frame["pay_date"].to_numpy("datetime64[D]")
    row = frame["row"].to_numpy(np.int64)
    approved = (frame["reason"] == "approved").to_numpy()
    return cash_events(
        when,
        "supplier_payments",
        amount,
        source,
        row if source == _TABLE else np.zeros(len(row), dtype=np.int64),
        frame["bill"],
        frame["supplier"],
        np.where(approved, "approved", "scheduled").astype(object),
        calendar.is_provisional(when),
    )


def _left(items: pd.DataFrame, amount: NDArray[np.int64]) -> pd.DataFrame:
    """What is left of credit notes stays where the forecast had it."""
    return cash_events(
        items["expected_date"].to_numpy(),
        "supplier_payments",
        -amount,
        _TABLE,
        items["row"].to_numpy(np.int64),
        items["document"],
        items["counterparty"],
        items["basis"].to_numpy(object),
        items["provisional"].to_numpy(bool),
    )


def _dated(payables: pd.DataFrame, frame: pd.DataFrame, calendar: WorkCalendar) -> pd.DataFrame:
    """Open payables with the day on which the last of each is paid."""
    # reindex, for map refuses days where nothing is scheduled.
    paid = frame.groupby("row")["pay_date"].max().reindex(payables["row"]).to_numpy()
    moved = ~np.isnat(paid)
    when = payables["expected_date"].where(~moved, paid)
    approved = (payables["basis"] == "approved").to_numpy()
    basis = np.where(moved & ~approved, "scheduled", payables["basis"].to_numpy(object))
    days = when.to_numpy("datetime64[D]")
    return payables.assign(
        expected_date=when,
        basis=basis.astype(object),
        provisional=np.where(
            moved, calendar.is_provisional(days), payables["provisional"].to_numpy(bool)
        ),
    )
