"""Exceptions. Bad data is a finding (findings.py); these are for what cannot go on."""

from __future__ import annotations

from collections.abc import Iterable
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
