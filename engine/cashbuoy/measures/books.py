"""What the indicators are measured on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cashbuoy.forecast.assembly import Positions
from cashbuoy.forecast.simulation import Outlook
from cashbuoy.forecast.tables import Forecast
from cashbuoy.ledger.balances import Dates, month_ends_before
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.currency import Rates
from cashbuoy.measures.indicator import HISTORY_MONTHS
from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class Books:
    """The firm at the close of a day: its ledgers, what is owed both ways, what is expected.

    `events` are forecast.events.EVENT_COLUMNS, by date; `outlook` is None where nothing was
    simulated. `cells`: values of the workbook's named cells, as read.
    """

    as_of: dt.date
    policy: Policy
    ledgers: Ledgers
    positions: Positions
    events: pd.DataFrame
    forecast: Forecast
    rates: Rates
    outlook: Outlook | None = None
    cells: Mapping[str, object] = field(default_factory=dict)

    @property
    def today(self) -> np.datetime64:
        return np.datetime64(self.as_of, "D")

    @property
    def dates(self) -> Dates:
        """The month ends before the as-of date, oldest first, and the as-of date itself."""
        return np.append(month_ends_before(self.today, HISTORY_MONTHS), self.today)

    @property
    def has_bank_balances(self) -> bool:
        """Whether any account has a balance by the as-of date."""
        return bool((self.ledgers["tblBank"]["date"] <= pd.Timestamp(self.as_of)).any())

    @property
    def cash_known(self) -> bool:
        """False where opening cash is zero only because nobody entered any."""
        return self.forecast.opening != 0 or self.has_bank_balances
