"""What stops a refresh, in the user's language."""

from __future__ import annotations

from cashbuoy.errors import CashbuoyError, MissingRateError, PolicyError
from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook.inputs import TITLE_ROW
from cashbuoy_workbook.modules import sheet_key
from cashbuoy_workbook.policy_problems import policy_problem_text
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.worded_error import WordedError

_MOST_ROWS = 10


def error_text(problem: CashbuoyError, language: Language) -> str:
    """The error in words; its own English ones where the catalogue has none."""
    if isinstance(problem, PolicyError) and problem.problems:
        return "\n".join(policy_problem_text(p, language) for p in problem.problems)
    if isinstance(problem, MissingRateError):
        return _missing_rate(problem, Texts(language))
    if isinstance(problem, WordedError):
        return problem.text(language)
    return str(problem)


def _missing_rate(problem: MissingRateError, texts: Texts) -> str:
    rows = [str(TITLE_ROW + row + 1) for row in problem.rows]
    return texts(
        "labels.missing_rate",
        currency=problem.currency,
        base=problem.base,
        as_of=problem.as_of.isoformat(),
        sheet=_tab(problem.table, texts),
        rates=_tab("tblRates", texts),
        count=len(rows),
        rows=", ".join(rows[:_MOST_ROWS]) + (" …" if len(rows) > _MOST_ROWS else ""),
    )


def _tab(table: str, texts: Texts) -> str:
    return texts(f"labels.tab_{sheet_key(table)}") if table in TABLES else table
