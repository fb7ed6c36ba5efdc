"""What is odd about payments under payment plans (B9): noted twice, too much, for no instalment."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from cashbuoy.findings import Finding, Place, Severity, Treatment
from cashbuoy.ledger.no_rows import once_without_rows
from cashbuoy.money import minor_digits
from cashbuoy.plans.plan_payments import PlanPayments

_LISTED, _NOTED = "tblPlanPayments", "tblInstalments"


@once_without_rows("schedule")
def payment_findings(
    schedule: pd.DataFrame,
    payments: PlanPayments,
    rows: pd.DataFrame,
    listed: pd.DataFrame,
    base: str,
    as_of: dt.date,
) -> tuple[Finding, ...]:
    """All of the plans in `schedule` (instalments.SCHEDULE_COLUMNS) at the close of `as_of`. rows:
    tblInstalments; listed: tblPlanPayments."""
    today = pd.Timestamp(as_of)
    known = rows[rows["plan"].isin(schedule["plan"]) & ~(rows["paid_date"] > today)]
    found = _over(known, "paid", known["principal"] + known["interest"], _NOTED, base)
    lines = listed[listed["plan"].isin(schedule["plan"]) & (listed["date"] <= today)]
    if lines.empty:
        return tuple(found)
    return (
        *found,
        *_listed_over(lines, schedule, base),
        *_whole_over(schedule[schedule["plan"].isin(lines["plan"])], base),
        *_without_instalment(lines, schedule),
        *_repeated(lines, base),
        *(_twice(told, base) for told in payments.overlaps if not _agrees(told)),
        *(_paid_back(told, base) for told in payments.unmatched),
    )


def _over(lines: pd.DataFrame, paid: str, owed: pd.Series, table: str, base: str) -> list[Finding]:
    """More than the instalment asks for: information, for it may be a slip of the finger."""
    over = lines.assign(owed=owed)[(lines[paid] > owed) & (owed > 0)]
    return [
        _finding(
            "plan_paid_over",
            Place(table, line["row"], paid),
            base,
            "info",
            "assumed",
            plan=line["plan"],
            number=int(line["number"]),
            money={
                "paid": line[paid],
                "payment": line["owed"],
                "over": line[paid] - line["owed"],
            },
        )
        for line in over.to_dict("records")
    ]


def _listed_over(lines: pd.DataFrame, schedule: pd.DataFrame, base: str) -> list[Finding]:
    named = lines.dropna(subset=["instalment"])
    by = named.assign(number=named["instalment"].astype("int64")).groupby(
        ["plan", "number"], as_index=False, sort=False
    )
    whole = by.agg(amount=("amount", "sum"), row=("row", "last"))
    whole = whole.merge(schedule[["plan", "number", "payment"]], on=["plan", "number"])
    return _over(whole, "amount", whole["payment"], _LISTED, base)


def _whole_over(schedule: pd.DataFrame, base: str) -> list[Finding]:
    """Plans of which more was paid than they ask for in all."""
    sums = schedule.groupby("plan", sort=False)[["paid", "payment"]].sum()
    over = sums[sums["paid"] > sums["payment"]].reset_index()
    return [
        _finding(
            "plan_paid_too_much",
            Place(_LISTED, None, "amount"),
            base,
            plan=plan["plan"],
            money={"paid": plan["paid"], "owed": plan["payment"]},
        )
        for plan in over.to_dict("records")
    ]


def _without_instalment(lines: pd.DataFrame, schedule: pd.DataFrame) -> list[Finding]:
    """Lines for an instalment that their plan does not have: they settle the oldest one open."""
    named = lines.dropna(subset=["instalment"])
    known = pd.MultiIndex.from_frame(schedule[["plan", "number"]])
    wanted = pd.MultiIndex.from_arrays([named["plan"], named["instalment"].astype("int64")])
    return [
        Finding(
            "plan_payment_number",
            "warning",
            "assumed",
            Place(_LISTED, line["row"], "instalment"),
            found=str(line["instalment"]),
            details={"plan": line["plan"], "number": int(line["instalment"])},
        )
        for line in named[~wanted.isin(known)].to_dict("records")
    ]


def _repeated(lines: pd.DataFrame, base: str) -> list[Finding]:
    """Lines that say the same as one before: perhaps a payment entered twice. Both count."""
    same = ["plan", "date", "amount", "instalment", "note"]
    again = lines[lines.duplicated(same) & (lines["amount"] > 0)]
    return [
        _finding(
            "plan_payment_repeated",
            Place(_LISTED, line["row"], "amount"),
            base,
            plan=line["plan"],
            day=f"{line['date']:%Y-%m-%d}",
            money={"amount": line["amount"]},
        )
        for line in again.to_dict("records")
    ]


def _agrees(told: dict[str, Any]) -> bool:
    """A paid amount that its lines explain in full."""
    return told["same"] == told["noted"] and not (told["later"] or told["elsewhere"])


def _twice(told: dict[str, Any], base: str) -> Finding:
    """A paid amount that was found again among the lines."""
    return _finding(
        "plan_paid_twice" if told["later"] else "plan_paid_in_parts",
        Place(_NOTED, told["row"], "paid"),
        base,
        "warning" if told["later"] else "info",
        "assumed",
        plan=told["plan"],
        number=told["number"],
        money={
            "noted": told["noted"],
            "same": told["same"],
            "rest": told["noted"] - told["same"],
        },
    )


def _paid_back(told: dict[str, Any], base: str) -> Finding:
    """A line that pays back more than had been paid."""
    return _finding(
        "plan_paid_back",
        Place(_LISTED, told["row"], "amount"),
        base,
        treatment="left_out",
        left_out=-told["amount"],
        plan=told["plan"],
        money={"amount": told["amount"]},
    )


def _finding(
    key: str,
    place: Place,
    base: str,
    severity: Severity = "warning",
    treatment: Treatment = "kept",
    left_out: int = 0,
    *,
    money: dict[str, int],
    **details: str | int,
) -> Finding:
    major = {name: amount / 10 ** minor_digits(base) for name, amount in money.items()}
    return Finding(
        key,
        severity,
        treatment,
        place,
        left_out=left_out,
        currency=base,
        details={**details, **major},
    )
