"""How good the forecasts were: bias and error over the closed months, and whether too rosy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.forecast.actuals import Actuals
from cashbuoy.forecast.categories import BY_KEY
from cashbuoy.forecast.snapshots import ITEMISED
from cashbuoy.money import minor_digits
from cashbuoy.policy.models import Rolling

# bias = sum(F - A) / sum|A| over months: above zero the forecast had more cash than came, for
# receipts and payments alike. wape = sum|A - F| / sum|A|. NaN where nothing moved.
ACCURACY_COLUMNS = ("months", "forecast", "actual", "bias", "wape")
RECEIPTS = tuple(k for k in ITEMISED if BY_KEY[k].direction == "in")
_FINDINGS = {"receipts": "forecast_too_rosy_receipts", "net": "forecast_too_rosy_net"}
PARTS = ("forecast", "actual", "timing", "volume", "one_off")


@dataclass(frozen=True)
class TooRosy:
    """The forecasts of one month before promised more than came, `months` running.

    `subject`: all receipts from customers, or net cash. Amounts in base minor units over those
    months; `shortfall` = forecast - actual > 0.
    """

    subject: Literal["receipts", "net"]
    months: tuple[dt.date, ...]
    forecast: int
    actual: int

    @property
    def shortfall(self) -> int:
        return self.forecast - self.actual


def by(variances: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Variances (VARIANCE_COLUMNS) added up by `keys`: an index of the keys, columns PARTS."""
    return variances.groupby(list(keys), sort=True, observed=True)[list(PARTS)].sum()


def accuracy(variances: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """Bias and error by `keys` (such as lead and category), months added up first: index of the
    keys, columns ACCURACY_COLUMNS."""
    monthly = by(variances, *keys, "month")
    rows = monthly.assign(
        months=1,
        error=(monthly["actual"] - monthly["forecast"]).abs(),
        size=monthly["actual"].abs(),
    )
    sums = rows.groupby(level=list(keys), sort=True)[
        ["months", "forecast", "actual", "error", "size"]
    ].sum()
    size = sums["size"].where(sums["size"] != 0).astype(np.float64)
    found = sums.assign(bias=(sums["forecast"] - sums["actual"]) / size, wape=sums["error"] / size)
    return found[list(ACCURACY_COLUMNS)]


def too_rosy(variances: pd.DataFrame, actuals: Actuals, settings: Rolling) -> tuple[TooRosy, ...]:
    """What the forecasts of one month before overstated in each of the last months.

    A month counts where the actual falls short by more than `rosy_tolerance` of the receipts that
    were forecast. Net cash can be judged only where every month is tied to the bank.
    """
    months = pd.DatetimeIndex([m.start for m in actuals.months[: actuals.closed]])
    last = months[-settings.rosy_months :]
    ahead = variances[(variances["lead"] == 1) & variances["month"].isin(last)]
    receipts = by(ahead[ahead["category"].isin(RECEIPTS)], "month")
    if len(last) < settings.rosy_months or not last.isin(receipts.index).all():
        return ()
    least = settings.rosy_tolerance * receipts["forecast"].clip(lower=0)
    found = [_judged("receipts", receipts, least)]
    if actuals.tied[: actuals.closed][-settings.rosy_months :].all():
        found.append(_judged("net", by(ahead, "month"), least))
    return tuple(f for f in found if f is not None)


def _judged(
    subject: Literal["receipts", "net"], monthly: pd.DataFrame, least: pd.Series
) -> TooRosy | None:
    short = monthly["forecast"] - monthly["actual"]
    if not ((short > least) & (short > 0)).all():
        return None
    months = tuple(pd.DatetimeIndex(monthly.index).date.tolist())
    return TooRosy(subject, months, int(monthly["forecast"].sum()), int(monthly["actual"].sum()))


def rosy_findings(notes: Sequence[TooRosy], currency: str) -> tuple[Finding, ...]:
    """A finding for each note."""
    unit = 10 ** minor_digits(currency)
    return tuple(
        Finding(
            _FINDINGS[note.subject],
            "warning",
            "kept",
            Place("tblSnapshots"),
            currency=currency,
            details={
                "months": len(note.months),
                "first": f"{note.months[0]:%Y-%m}",
                "last": f"{note.months[-1]:%Y-%m}",
                "forecast": note.forecast / unit,
                "actual": note.actual / unit,
                "shortfall": note.shortfall / unit,
            },
        )
        for note in notes
    )
