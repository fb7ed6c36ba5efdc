"""The whole pipeline on one page: ledgers, policy and a date in, all that the sheets show out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from cashbuoy.controls import ControlTotal
from cashbuoy.findings import Finding
from cashbuoy.forecast.tables import Forecast
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.measures import Indicator
from cashbuoy.policy.models import Policy
from cashbuoy.warning.monitor import MonitorLight
from cashbuoy.warning.rules import EarlyWarning


@dataclass(frozen=True)
class Analysis:
    """What one refresh found. Money is int64 minor units of `ledgers.base_currency`, dates are
    days; frames keep the ledgers' row numbers, so that every figure traces to its items.

    receivables, payables: ledger.open_items.OPEN_COLUMNS, one row per open document.
    ageing: credit.ageing.ageing_by_customer, one row per customer, largest overdue first.
    events: forecast.events.EVENT_COLUMNS, by date. Events beyond the horizon are included.
    stages: collection.stages.STAGE_COLUMNS, one row per contract stage.
    instalments: plans.instalments.SCHEDULE_COLUMNS, one row per instalment of every live plan.
    """

    as_of: dt.date
    policy: Policy
    ledgers: Ledgers
    receivables: pd.DataFrame
    payables: pd.DataFrame
    ageing: pd.DataFrame
    events: pd.DataFrame
    stages: pd.DataFrame
    instalments: pd.DataFrame
    forecast: Forecast
    indicators: tuple[Indicator, ...]
    warnings: tuple[EarlyWarning, ...]
    monitor: tuple[MonitorLight, ...]
    controls: tuple[ControlTotal, ...]
    findings: tuple[Finding, ...]
