"""What if: the base forecast under each scenario of the policy, side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.buffer.failing import claim_of
from cashbuoy.buffer.layers import Cover, cover
from cashbuoy.forecast.shocks import Base, failing_customer, shocked_events
from cashbuoy.forecast.tables import Forecast, build_forecast, undrawn_by_day
from cashbuoy.policy.models import Scenario, Text

BASE = "base"
_UNCHANGED = Scenario(title=Text(en="Base forecast", zh="基准预测"))


@dataclass(frozen=True)
class ScenarioResult:
    """The forecast under one scenario. Money in base minor units.

    `id` is its key in the policy, BASE for the base forecast, which comes first. `customer`: who
    fails, "" for nobody. `forecast` has the base forecast's floor, so that scenarios compare;
    `months_below`: months with a day below it. `lost`: what the customer that fails owes today.
    """

    id: str
    scenario: Scenario
    customer: str
    lost: int
    forecast: Forecast
    months_below: int
    cover: Cover

    @property
    def lowest(self) -> int:
        return self.forecast.lowest

    @property
    def lowest_on(self) -> dt.date:
        return self.forecast.lowest_on


def run_scenarios(base: Base, forecast: Forecast, book: CoverBook) -> tuple[ScenarioResult, ...]:
    """The base forecast and every enabled scenario, in the policy's order. `book`: what is insured
    of what customers owe."""
    wanted = {BASE: _UNCHANGED} | {
        name: scenario for name, scenario in base.policy.scenarios.items() if scenario.enabled
    }
    base = base.gathered(wanted.values())
    return tuple(_run(name, scenario, base, forecast, book) for name, scenario in wanted.items())


def _run(
    name: str, scenario: Scenario, base: Base, before: Forecast, book: CoverBook
) -> ScenarioResult:
    policy, ledgers = base.policy, base.ledgers
    events = shocked_events(base, scenario)
    after = build_forecast(events, before.opening, ledgers, policy, base.ahead.horizon)
    after = _over_floor(after, before.floor)
    customer = failing_customer(scenario, base.ageing)
    lost = _owed_by(customer, base)
    lines = ledgers["tblLines"]
    if not policy.has("lines"):
        lines = lines.iloc[:0]
    return ScenarioResult(
        id=name,
        scenario=scenario,
        customer=customer,
        lost=lost,
        forecast=after,
        months_below=int(np.count_nonzero(after.months.headroom < 0)),
        cover=cover(
            after.opening,
            after.floor,
            after.closing,
            after.days,
            claim_of(
                book, customer, policy.insurance, base.ahead.horizon.as_of, base.ahead.calendar
            ),
            undrawn_by_day(lines, after.days.to_numpy("datetime64[D]")),
        ),
    )


def _over_floor(forecast: Forecast, floor: int) -> Forecast:
    months, weeks = (
        replace(table, headroom=table.lowest - floor) for table in (forecast.months, forecast.weeks)
    )
    return replace(forecast, floor=floor, months=months, weeks=weeks)


def _owed_by(customer: str, base: Base) -> int:
    """What a customer owes and does not dispute: disputed invoices are not insured."""
    if not customer:
        return 0
    row = base.ageing[base.ageing["customer"] == customer]
    if row.empty:
        return 0
    return max(0, int(row["total"].iloc[0]) - int(row["in_dispute"].iloc[0]))
