"""Proposed plans as tblPlanProposals keeps them, and the one that the user chose (B9)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields, replace

import pandas as pd

from cashbuoy.credit.changes import said_no, said_yes
from cashbuoy.findings import Finding, Place
from cashbuoy.plans.proposals import Proposal

TABLE = "tblPlanProposals"
# The customer's word, and so more than our own yes: the plan is in force once it is adopted.
_AGREED = frozenset((
    "agreed", "signed", "已签约", "已签订", "已签", "签约", "已约定", "客户同意", "客户已同意",
    "对方同意", "对方已同意",
))  # fmt: skip


@dataclass(frozen=True)
class ProposalLine:
    """One line of tblPlanProposals; money in base minor units. `choice` as the user wrote it."""

    date: dt.date
    customer: str
    shape: str
    debt: int
    down_payment: int
    instalments: int
    frequency: str
    method: str
    rate: float
    start: dt.date
    security: str
    recovery: int
    npv: int
    lowest_cash: int
    choice: str = ""

    @property
    def chosen(self) -> bool:
        return _chose(self.choice)

    @property
    def agreed(self) -> bool:
        """Whether the customer has agreed to it, too."""
        return self.choice.strip().casefold() in _AGREED


def _chose(choice: str) -> bool:
    return said_yes(choice) or choice.strip().casefold() in _AGREED


_COLUMNS = tuple(f.name for f in fields(ProposalLine))


def kept_lines(table: pd.DataFrame) -> tuple[ProposalLine, ...]:
    """The lines of the table, as they stand."""
    found = []
    for values in zip(*(table[c] for c in _COLUMNS), strict=True):
        row = dict(zip(_COLUMNS, values, strict=True))
        if pd.isna(row["date"]) or pd.isna(row["instalments"]):
            continue
        row["date"] = row["date"].date()
        row["start"] = row["date"] if pd.isna(row["start"]) else row["start"].date()
        row["rate"] = 0.0 if pd.isna(row["rate"]) else float(row["rate"])
        for name in ("debt", "down_payment", "instalments", "recovery", "npv", "lowest_cash"):
            row[name] = int(row[name])
        found.append(ProposalLine(**row))
    return tuple(found)


def proposal_lines(
    table: pd.DataFrame,
    proposals: tuple[Proposal, ...],
    plans: pd.DataFrame,
    as_of: dt.date,
    ask_again_days: int,
) -> tuple[ProposalLine, ...]:
    """The table as it is to be written: lines that the user answered stay as they are; an open line
    gives way to today's proposal, and keeps its date where the terms are the same.

    Nothing new is proposed to a customer whose chosen plan has not begun (no plan in tblPlans that
    starts on that day or later), nor what was refused in the last `ask_again_days`.
    """
    known = kept_lines(table)
    answered = [line for line in known if line.choice.strip() or line.date > as_of]
    waiting = {_what(line): line for line in known if not line.choice.strip()}
    since = as_of - dt.timedelta(days=ask_again_days)
    refused = {
        (line.customer, line.shape)
        for line in answered
        if said_no(line.choice) and line.date > since
    }
    agreed = plans[(plans["direction"] == "in") & (plans["status"] != "draft")]
    begun = agreed.groupby("counterparty")["start"].max()
    pending = {
        line.customer
        for line in answered
        if line.chosen and not begun.get(line.customer, pd.NaT) >= pd.Timestamp(line.date)
    }
    new = []
    for proposal in proposals:
        line = _line(proposal, as_of)
        if line.customer in pending or (line.customer, line.shape) in refused:
            continue
        earlier = waiting.get(_what(line))
        new.append(replace(line, date=earlier.date, start=earlier.start) if earlier else line)
    return tuple(sorted([*answered, *new], key=lambda line: line.date))


def chosen_plans(table: pd.DataFrame, as_of: dt.date) -> dict[str, ProposalLine]:
    """Customer -> the line chosen last, by `as_of`."""
    lines = sorted(kept_lines(table), key=lambda line: line.date)
    return {line.customer: line for line in lines if line.chosen and line.date <= as_of}


def unread_choices(table: pd.DataFrame) -> tuple[Finding, ...]:
    """A finding for each choice that is neither yes nor no, and for customers with two chosen: only
    the last counts."""
    findings = []
    seen: dict[str, int] = {}
    for row, customer, choice in zip(table["row"], table["customer"], table["choice"], strict=True):
        text = str(choice).strip()
        if text and not _chose(text) and not said_no(text):
            place = Place(TABLE, int(row), "choice")
            findings.append(Finding("plan_choice_unread", "warning", "kept", place, found=text))
        elif _chose(text):
            if customer in seen:
                place = Place(TABLE, seen[customer], "choice")
                told = {"customer": str(customer)}
                findings.append(
                    Finding("plan_two_chosen", "warning", "kept", place, found=text, details=told)
                )
            seen[customer] = int(row)
    return tuple(findings)


def _line(proposal: Proposal, as_of: dt.date) -> ProposalLine:
    terms = proposal.terms
    return ProposalLine(
        as_of,
        proposal.debtor.customer,
        proposal.shape,
        terms.principal,
        terms.down_payment,
        terms.instalments,
        terms.frequency,
        terms.method,
        terms.annual_rate,
        terms.start,
        proposal.security,
        proposal.recovery,
        proposal.npv,
        proposal.lowest,
    )


def _what(line: ProposalLine) -> tuple[object, ...]:
    return (
        line.customer, line.shape, line.debt, line.down_payment, line.instalments, line.frequency,
        line.method, round(line.rate, 6), line.security,
    )  # fmt: skip
