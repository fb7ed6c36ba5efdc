"""Exceptions. Bad data is a finding (findings.py); these are for what cannot go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cashbuoy.policy.problems import PolicyProblem

# What formulas answer with is one of the first four; the others are passed on from error cells.
ErrorCode = Literal["#VALUE!", "#NUM!", "#DIV/0!", "#N/A", "#REF!", "#NAME?", "#NULL!"]


class CashbuoyError(Exception):
    """Base of every error that Cashbuoy raises on purpose; its text is fit for the user's eyes."""


class PolicyError(CashbuoyError):
    """A policy that cannot be used. `problems` has them all, each with its place; the text is one
    English line each."""

    def __init__(self, text: str = "", problems: Iterable[PolicyProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(text or "\n".join(problem.message for problem in self.problems))


class LedgerError(CashbuoyError):
    """Ledgers that cannot be read at all, such as a missing exchange rate."""


class AmountTooLargeError(CashbuoyError, ValueError):
    """An amount that is no number, or too large to be held to the smallest unit."""


class MissingRateError(LedgerError):
    """No exchange rate for `currency` on or before `as_of`: `rows` (from 1) of `table` need one.
    The text is English; the workbook says the same in the user's language."""

    def __init__(
        self, currency: str, base: str, as_of: dt.date, table: str, rows: Sequence[int]
    ) -> None:
        self.currency, self.base, self.as_of = currency, base, as_of
        self.table, self.rows = table, tuple(rows)
        super().__init__(
            f"No exchange rate for {currency} on or before {as_of}; {table} needs one. "
            f"Enter {currency} in tblRates, as {base} per unit, or give the row its own rate."
        )


class FormulaError(CashbuoyError):
    """A formula without an answer: `code` is what the cell shows, the text is what Explain shows.

    The text is English; `key` names the same message in the workbook's catalogue (section
    `formula_errors`), and `details` fill the placeholders of both.
    """

    def __init__(self, code: ErrorCode, reason: str, key: str = "", **details: str | float) -> None:
        super().__init__(reason.format(**details))
        self.code = code
        self.reason = str(self)
        self.key = key
        self.details = details
