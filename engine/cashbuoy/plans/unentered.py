"""Instalments of a plan that nobody entered while others of it are (B9).

Who notes only what has been paid does not mean that the rest is forgiven: it follows the terms.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cashbuoy.findings import Finding, Place
from cashbuoy.money import minor_digits, share_out

# Of tblInstalments, what a schedule is made of.
_COLUMNS = ("plan", "number", "due", "principal", "interest", "paid", "paid_date")


def unentered_rows(
    plan: dict[str, Any], entered: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """Rows as in tblInstalments for the numbers of `terms` (instalments.instalment_schedule) that
    `entered`, the plan's rows, lack: dates and interest by the terms, and together the principal
    that the entered ones leave of the plan's, to the cent. None where nothing is left.

    plan: a row of tblPlans, principal in minor units.
    """
    left = int(plan["principal"]) - int(entered["principal"].sum())
    missing = terms[~terms["number"].isin(entered["number"].astype("int64"))]
    weights = missing["principal"].to_numpy(np.float64)
    if left <= 0 or weights.sum() <= 0:
        missing, weights = missing[:0], weights[:0]
    never = np.datetime64("NaT", "ns")
    rows = missing.assign(plan=plan["plan"], paid=0, paid_date=never)[list(_COLUMNS)]
    return rows.assign(principal=share_out(left, weights)) if len(rows) else rows


def completed_findings(
    plans: pd.DataFrame, entered: pd.DataFrame, added: pd.DataFrame, base: str
) -> list[Finding]:
    """Which plans were completed by their terms. added: unentered_rows of all `plans`."""
    digits = minor_digits(base)
    count = added.groupby("plan").size()
    total = entered.groupby("plan")["principal"].sum()
    return [
        Finding(
            "plan_rows_completed",
            "warning",
            "assumed",
            Place("tblPlans", plan["row"], "principal"),
            currency=base,
            details={
                "plan": plan["plan"],
                "principal": plan["principal"] / 10**digits,
                "entered": int(total[plan["plan"]]) / 10**digits,
                "count": int(count[plan["plan"]]),
            },
        )
        for plan in plans[plans["plan"].isin(count.index)].to_dict("records")
    ]
