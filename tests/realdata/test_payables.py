"""The payment schedule of a real firm's bills: nothing is lost, and nothing breaks its limits."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from firm import day, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.payables.schedule import PayablesSchedule
from cashbuoy_addin.imports import import_xero

pytestmark = pytest.mark.realdata

RULES = """
modules: [recurring, payables]
firm: {base_currency: CAD, country: CA}
calendar: {country: CA}
simulation: {paths: 0}
rolling: {reconstruct: 0}
forecast: {receipts: due_date, floor: {method: amount, amount: 20000}}
payables: {schedule: {mode: optimise, forecast: schedule}}
"""


@pytest.fixture(scope="module")
def xero(shared_data: Path) -> Analysis:
    ledgers = clean_ledgers(import_xero(shared_data / "xero").tables, "CAD")
    return analyse(ledgers, policy(RULES), day("2020-03-31"))


def _schedule(analysis: Analysis) -> PayablesSchedule:
    schedule = analysis.payables_schedule
    assert schedule is not None
    return schedule


def test_every_open_bill_is_scheduled_or_left_out_with_a_reason(xero: Analysis) -> None:
    schedule = _schedule(xero)
    settled = schedule.frame["settled"].sum()
    assert len(schedule.frame) > 5
    listed = set(schedule.frame["row"]) | set(schedule.left_out["row"])
    assert listed == set(xero.payables["row"])
    parts = xero.payables["row"].isin(set(schedule.left_out["row"]))
    assert settled == xero.payables.loc[~parts, "open_base"].sum()


def test_control_totals_hold_with_the_schedule_in_the_forecast(xero: Analysis) -> None:
    assert [c.id for c in xero.controls if not c.holds] == []
    assert _schedule(xero).chosen.closing.tolist() == xero.forecast.closing.tolist()


def test_payments_fall_on_runs_within_the_limits(xero: Analysis) -> None:
    schedule = _schedule(xero)
    frame = schedule.frame
    assert set(frame["pay_date"]) <= set(pd.DatetimeIndex(schedule.runs))
    first = pd.Timestamp(schedule.runs[0])
    waited = (frame["pay_date"] - frame["due_date"]).dt.days
    # Normal suppliers wait 15 days at most; what has waited longer is paid with the first run.
    assert ((waited <= 15) | (frame["pay_date"] == first)).all()
    rules = next(o for o in schedule.outcomes if o.way == "rules")
    assert schedule.chosen.short <= rules.short
