"""Changes of limits and terms: proposed by rules, approved or refused by the user.

A proposal does not act, but for a limit lowered by a rule that acts at once (B4), which holds until
the user refuses it. Rows that act are applied in order to what the customer list says, each to
the value that it was made from: where the user has since put another figure in the list, the list
is the newer word.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cashbuoy.calendars import Dates
from cashbuoy.credit.record import Floats
from cashbuoy.findings import Finding, Place

Subject = Literal["limit", "terms"]
Rule = Literal[
    "keep", "new_customer", "assessment", "first_limit", "late_payment", "good_record", "grade_d",
    "cap_grade", "cap_equity", "cap_insured",
]  # fmt: skip
TABLE = "tblCreditChanges"
AT_ONCE: frozenset[str] = frozenset(("late_payment",))  # where limits.lower_at_once says so
_YES = frozenset((
    "y", "yes", "ok", "okay", "approved", "approve", "agreed", "agree", "true", "1",
    "√", "✓", "✔", "是", "同意", "批准", "已批准", "通过", "准", "可",
))  # fmt: skip
_NO = frozenset((
    "n", "no", "not", "refused", "rejected", "reject", "declined", "false", "0", "x",
    "×", "✗", "✘", "否", "不", "不同意", "否决", "驳回", "拒绝", "不批准", "不通过",
))  # fmt: skip
_PARTS = 0.005  # of a unit: figures that a cell shows alike are alike


@dataclass(frozen=True)
class Change:
    """One line of tblCreditChanges: limits in major units of the base currency, terms in days.
    `approval` as the user wrote it; "" is a proposal still open."""

    date: dt.date
    customer: str
    subject: Subject
    rule: str
    before: float
    after: float
    approval: str = ""
    row: int = 0  # in the table as found; 0 for a new line


@dataclass(frozen=True)
class InForce:
    """What holds now, for each customer: `value` after the changes that act (NaN where neither list
    nor changes name one), `since` the date of the last one, or of a refusal of one that acted at
    once (NaT without any)."""

    value: Floats
    since: Dates


def in_force(
    changes: pd.DataFrame,
    subject: Subject,
    customers: pd.Index,
    listed: Floats,
    as_of: dt.date,
    at_once: frozenset[str] = frozenset(),
) -> InForce:
    """The list's values with the changes up to `as_of` applied, shape (customers,): those approved,
    and of earlier days those lowered by a rule in `at_once` and not refused. What such a rule
    lowers on `as_of` itself is still a proposal here: a second refresh proposes it again."""
    value = listed.astype(np.float64, copy=True)
    since = np.full(len(customers), np.datetime64("NaT", "D"))
    if changes.empty:
        return InForce(value, since)
    ours = (changes["subject"] == subject) & (changes["date"] <= pd.Timestamp(as_of))
    unasked = _lowers(changes, at_once)
    refused = unasked & _says(changes["approval"], _NO)
    unasked &= (changes["date"] < pd.Timestamp(as_of)) & ~refused
    approved = _says(changes["approval"], _YES)
    rows = changes.assign(acts=approved | unasked)[
        (ours & (approved | unasked | refused)).to_numpy()
    ]
    rows = rows.sort_values(["date", "row"], kind="stable")
    at = customers.get_indexer(pd.Index(rows["customer"]))
    rows, at = rows[at >= 0], at[at >= 0]
    turn = pd.Series(at).groupby(at).cumcount().to_numpy()
    for n in range(int(turn.max(initial=-1)) + 1):  # the first of every customer, then the second
        now = turn == n
        who = at[now]
        before = rows["before"].to_numpy(np.float64)[now]
        fits = np.abs(np.nan_to_num(value[who]) - np.nan_to_num(before)) < _PARTS
        acts = fits & rows["acts"].to_numpy(bool)[now]
        value[who[acts]] = rows["after"].to_numpy(np.float64)[now][acts]
        since[who[fits]] = rows["date"].to_numpy("datetime64[D]")[now][fits]
    return InForce(value, since)


def _lowers(changes: pd.DataFrame, at_once: frozenset[str]) -> pd.Series[bool]:
    """Rows that lower something by a rule that acts at once."""
    return changes["rule"].isin(list(at_once)) & (changes["after"] < changes["before"])


def change_lines(
    changes: pd.DataFrame,
    proposals: tuple[Change, ...],
    as_of: dt.date,
    ask_again_days: int,
    at_once: frozenset[str] = frozenset(),
) -> tuple[Change, ...]:
    """The table as it is to be written: what the user has answered stays as it is, and so does what
    a rule in `at_once` lowered on an earlier day; an open proposal that holds still keeps its date;
    one that does not gives way; new ones follow by date.

    A proposal that was refused is not made again for `ask_again_days`. Lines dated after `as_of`
    stay.
    """
    known = _lines(changes)

    def stays(c: Change) -> bool:
        lowered = c.subject == "limit" and c.rule in at_once and c.after < c.before
        acted = lowered and c.date < as_of
        return bool(c.approval.strip()) or c.date > as_of or acted

    answered = [c for c in known if stays(c)]
    waiting = {_what(c): c for c in known if not stays(c)}
    since = as_of - dt.timedelta(days=ask_again_days)
    refused = {
        _what(c) for c in answered if c.approval.strip().casefold() in _NO and c.date > since
    }
    asked = [p for p in proposals if _what(p) not in refused]
    new = [waiting.get(_what(p), p) for p in asked]
    lines = [*answered, *new]
    return tuple(sorted(lines, key=lambda c: (c.date, c.row == 0, c.row)))


def unread_approvals(changes: pd.DataFrame) -> tuple[Finding, ...]:
    """A finding for each approval that is neither yes nor no: it does not act."""
    answered = (changes["approval"].str.strip() != "").to_numpy()
    unclear = changes[answered & ~_says(changes["approval"], _YES | _NO).to_numpy()]
    return tuple(
        Finding(
            "credit_approval_unread",
            "warning",
            "kept",
            Place(TABLE, int(row), "approval"),
            found=str(text),
        )
        for row, text in zip(unclear["row"], unclear["approval"], strict=True)
    )


def said_yes(answer: str) -> bool:
    """Whether a word in an approval or choice column agrees."""
    return answer.strip().casefold() in _YES


def said_no(answer: str) -> bool:
    """Whether it refuses."""
    return answer.strip().casefold() in _NO


def _says(answers: pd.Series[str], words: frozenset[str]) -> pd.Series[bool]:
    return answers.str.strip().str.casefold().isin(words)


def _what(change: Change) -> tuple[str, str, str, float, float]:
    return (
        change.customer,
        change.subject,
        change.rule,
        round(change.before, 2),
        round(change.after, 2),
    )


def _lines(changes: pd.DataFrame) -> list[Change]:
    columns = ("date", "customer", "subject", "rule", "before", "after", "approval", "row")
    dated = changes[changes["date"].notna().to_numpy()]
    return [
        Change(
            date.date(), customer, subject, rule, _zero(before), _zero(after), approval, int(row)
        )
        for date, customer, subject, rule, before, after, approval, row in zip(
            *(dated[c] for c in columns), strict=True
        )
    ]


def _zero(value: float) -> float:
    return 0.0 if np.isnan(value) else float(value)


def proposals(
    customers: NDArray[np.object_],
    subject: Subject,
    rule: NDArray[np.object_],
    before: Floats,
    after: Floats,
    as_of: dt.date,
) -> tuple[Change, ...]:
    """A line for each customer whose value is to change; no value yet counts as 0."""
    was = np.nan_to_num(before)
    differs = np.flatnonzero(np.abs(after - was) >= _PARTS)
    return tuple(
        Change(as_of, str(customers[i]), subject, str(rule[i]), float(was[i]), float(after[i]))
        for i in differs.tolist()
    )
