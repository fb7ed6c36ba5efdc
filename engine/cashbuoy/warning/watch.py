"""The firm watched: rules, the 3+1 monitor, and the levels as they moved, in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cashbuoy.credit.assessment import CreditBook
from cashbuoy.measures import Books, Indicator
from cashbuoy.warning.customer_figures import customer_figures
from cashbuoy.warning.monitor import MonitorLight, monitor_lights
from cashbuoy.warning.rules import EarlyWarning, Unmeasured, fire, log_lines, unmeasured
from cashbuoy.warning.warning_log import LogLine, next_log, read_log, standing
from cashbuoy.warning.watched import Watched


@dataclass(frozen=True)
class Watch:
    """What the rules and the monitor say at the as-of date. `log`: tblWarningLog as it is to be
    written."""

    warnings: tuple[EarlyWarning, ...]
    unmeasured: tuple[Unmeasured, ...]
    monitor: tuple[MonitorLight, ...]
    log: tuple[LogLine, ...]


def keep_watch(
    books: Books,
    indicators: tuple[Indicator, ...],
    ageing: pd.DataFrame,
    credit: CreditBook | None,
) -> Watch:
    """Judge every rule of the policy against the figures and what stood at the refresh before."""
    policy, currency, as_of = books.policy, books.ledgers.base_currency, books.as_of
    watched = Watched(indicators, books.forecast, currency, customer_figures(ageing, credit))
    log = read_log(books.ledgers, as_of)
    warnings = fire(policy.rules, watched, policy.alerts, standing(log), as_of)
    return Watch(
        warnings,
        unmeasured(policy.rules, watched),
        monitor_lights(books, indicators),
        next_log(log, log_lines(warnings, as_of, currency), as_of, policy.alerts),
    )
