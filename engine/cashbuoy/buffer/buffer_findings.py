"""What the user must hear of: deadlines that come near or were missed, gaps in cover and cash."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from cashbuoy.buffer.cover import CoverBook
from cashbuoy.buffer.cover_lines import in_force
from cashbuoy.buffer.dependence import Dependence
from cashbuoy.buffer.ladder import Ladder
from cashbuoy.buffer.risk_buffer import RiskBuffer
from cashbuoy.findings import Finding, Place
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.money import minor_digits, to_major
from cashbuoy.policy.models import Policy

_TABLE = "tblInsurance"
_DEADLINES = {
    ("notice", "ahead"): "insurance_notice_near",
    ("notice", "missed"): "insurance_notice_missed",
    ("claim", "ahead"): "insurance_claim_near",
    ("claim", "missed"): "insurance_claim_missed",
}
_OVER = {
    "group": "concentration_group",
    "country": "concentration_country",
    "industry": "concentration_industry",
    "supplier": "concentration_supplier",
}


def buffer_findings(
    buffer: RiskBuffer, ledgers: Ledgers, policy: Policy, as_of: dt.date
) -> tuple[Finding, ...]:
    """Findings of the insurance (with the module on), of the ladder (lines) and of concentration;
    amounts in their details are major units of the base currency."""
    digits = minor_digits(ledgers.base_currency)
    found: list[Finding] = []
    if policy.has("insurance"):
        found += _deadlines(buffer.cover, digits)
        found += _buyers(buffer.cover, digits)
        found += _political(buffer.cover, policy, digits)
        found += _lines_ending(buffer.cover, policy, as_of)
        found += _unanswered(ledgers, policy, as_of, digits)
    if policy.has("lines"):
        found += _ladder(buffer.ladder, digits)
    if policy.has("buffer"):
        found += _dependences(buffer.dependences, digits)
    return tuple(found)


def _finding(id_: str, column: str | None, found: str, **details: str | float) -> Finding:
    return Finding(id_, "warning", "kept", Place(_TABLE, None, column), found, details=details)


def _deadlines(book: CoverBook, digits: int) -> Iterator[Finding]:
    """One for each buyer, policy and step: the first deadline, and what is at stake."""
    clock, pairs = book.insured.clock, book.insured.pairs
    acts = clock["step"].isin(["notice", "claim"]) & clock["level"].isin(["red", "amber"])
    acts &= clock["state"].isin(["ahead", "missed"])
    # What is not insured has nothing to lose; what was lost is not insured any more.
    at_stake = book.insured.at_stake[clock["pair"]]
    own = (pairs["rank"] == 0).to_numpy()[clock["pair"]]
    acts &= at_stake | ((clock["state"] == "missed").to_numpy() & own)
    rows = clock[acts.to_numpy()]
    if rows.empty:
        return
    owed = book.invoices["owed"].to_numpy(np.int64)
    line = book.lines.frame.take(pairs["line"].to_numpy(np.int64)[rows["pair"]])
    frame = pd.DataFrame(
        {
            "customer": line["customer"].to_numpy(object),
            "policy": line["policy"].to_numpy(object),
            "step": rows["step"].to_numpy(object),
            "state": rows["state"].to_numpy(object),
            "deadline": rows["deadline"].to_numpy(),
            "left": rows["days_left"].to_numpy(),
            "owed": owed[pairs["item"].to_numpy(np.int64)[rows["pair"]]],
        }
    )
    groups = frame.groupby(["state", "step", "customer", "policy"], sort=True)
    sums = groups.agg(
        deadline=("deadline", "min"), left=("left", "min"), owed=("owed", "sum"),
        count=("owed", "size"),
    )  # fmt: skip
    for (state, step, customer, policy), row in zip(
        sums.index, sums.to_dict("records"), strict=True
    ):
        details: dict[str, str | float] = {
            "policy": policy,
            "deadline": f"{row['deadline']:%Y-%m-%d}",
            "count": int(row["count"]),
            "amount": float(to_major(row["owed"], digits)),
        }
        if state == "ahead":
            details["days"] = int(row["left"])
        yield _finding(_DEADLINES[step, state], "customer", customer, **details)


def _buyers(book: CoverBook, digits: int) -> Iterator[Finding]:
    for column, name in (("over_limit", "insurance_over_limit"), ("cover_lost", "insurance_lost")):
        for buyer in book.buyers[(book.buyers[column] > 0).to_numpy()].to_dict("records"):
            amount = float(to_major(buyer[column], digits))
            limit = float(to_major(buyer["limit"], digits))
            yield _finding(name, "limit", buyer["customer"], amount=amount, limit=limit)


def _political(book: CoverBook, policy: Policy, digits: int) -> Iterator[Finding]:
    """Exports to risky countries without cover against political risk."""
    least = policy.insurance.political_from_grade
    home = policy.firm.country.upper()
    grades = {code.upper(): risk.grade for code, risk in policy.credit.countries.items()}
    for buyer in book.buyers[(book.buyers["owed"] > 0).to_numpy()].to_dict("records"):
        code = str(buyer["country"]).strip().upper()
        missing = int(buyer["owed"] - buyer["political"])
        if code and code != home and grades.get(code, -1) >= least and missing > 0:
            amount = float(to_major(missing, digits))
            details: dict[str, str | float] = {
                "country": code, "grade": grades[code], "amount": amount,
            }  # fmt: skip
            yield _finding("insurance_political", "risk", buyer["customer"], **details)


def _lines_ending(book: CoverBook, policy: Policy, as_of: dt.date) -> Iterator[Finding]:
    """Lines in force that end within the days that turn a deadline amber."""
    until = pd.Timestamp(as_of) + pd.Timedelta(days=policy.insurance.amber_days)
    now = in_force(book.lines, as_of)
    ending = now[(now["valid_to"] <= until).to_numpy()]
    for (name, on), rows in ending.groupby(["policy", "valid_to"]):
        details: dict[str, str | float] = {"ends": f"{on:%Y-%m-%d}", "count": len(rows)}
        yield _finding("insurance_ends", "valid_to", str(name), **details)


def _unanswered(ledgers: Ledgers, policy: Policy, as_of: dt.date, digits: int) -> Iterator[Finding]:
    """Limits asked for so long ago that somebody should call the insurer."""
    table = ledgers[_TABLE]
    age = (pd.Timestamp(as_of) - table["requested_on"]).dt.days
    old = (table["requested"].fillna(0) > 0) & (age > policy.insurance.answer_days)
    for row, days in zip(table[old].to_dict("records"), age[old].tolist(), strict=True):
        amount = float(to_major(row["requested"], digits))
        details = {"amount": amount, "days": int(days), "policy": row["policy"]}
        yield _finding("insurance_unanswered", "requested", row["customer"], **details)


def _ladder(ladder: Ladder, digits: int) -> Iterator[Finding]:
    if ladder.needed is None:
        return
    for step in ladder.steps:
        if step.kind == "line" and step.remark in ("ends_before", "ends_within"):
            yield Finding(
                "ladder_line_ends", "warning", "kept", Place("tblLines", None, "expires"),
                step.name,
                details={
                    "expires": f"{step.ends}",
                    "needed": f"{ladder.needed}",
                    "amount": float(to_major(step.available, digits)),
                },
            )  # fmt: skip
    if ladder.uncovered:
        yield Finding(
            "ladder_uncovered", "warning", "kept", None,
            details={
                "deepest": f"{ladder.deepest}",
                "gap": float(to_major(ladder.gap, digits)),
                "uncovered": float(to_major(ladder.uncovered, digits)),
            },
        )  # fmt: skip


def _dependences(found: tuple[Dependence, ...], digits: int) -> Iterator[Finding]:
    """Names above their limits; single customers have a warning rule of their own."""
    for dependence in found:
        if dependence.dimension not in _OVER:
            continue
        for row in dependence.over.to_dict("records"):
            yield Finding(
                _OVER[dependence.dimension], "warning", "kept", None, str(row["name"]),
                details={
                    "share": float(row["share_12m"]),
                    "limit": dependence.limit,
                    "others": float(to_major(row["sell_others"], digits)),
                },
            )  # fmt: skip
