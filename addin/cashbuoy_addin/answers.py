"""What `cashbuoy call` prints: a value as the cell would show it, or the error and its reason."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.catalogue import find
from cashbuoy_addin.formulas.context import CallContext, current
from cashbuoy_addin.formulas.evaluate import Scalar, Value, call
from cashbuoy_addin.settings import read_date, read_policy
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from cashbuoy.policy.models import Policy


@dataclass(frozen=True)
class Answer:
    """A formula's value or error, ready to print."""

    value: Value | FormulaError
    language: Language
    formula: str = ""

    @property
    def is_error(self) -> bool:
        return isinstance(self.value, FormulaError)

    @property
    def reason(self) -> str:
        """Why there is no value, in the language asked for; "" for a value."""
        if not isinstance(self.value, FormulaError):
            return ""
        return reason_in(self.language, self.value, self.formula)

    def plain(self) -> str:
        """One line for a scalar, one line a row for a block, cells apart by tabs."""
        if isinstance(self.value, FormulaError):
            return f"{self.value.code}  {self.reason}"
        if isinstance(self.value, tuple):
            return "\n".join("\t".join(_shown(cell) for cell in row) for row in self.value)
        return _shown(self.value)

    def as_json(self) -> str:
        """The value as JSON (dates as ISO text), or an object with `error` and `reason`."""
        if isinstance(self.value, FormulaError):
            return json.dumps({"error": self.value.code, "reason": self.reason}, ensure_ascii=False)
        return json.dumps(self.value, ensure_ascii=False, default=_iso)


def context_of(as_of: str | None, policy: Path | None, language: Language) -> CallContext:
    """The context of a call from the command line; titles of blocks are in `language`."""
    context = current()
    today = read_date(as_of, "--as-of") if as_of else context.today

    def chosen() -> Policy:
        found = read_policy(policy) if policy is not None else context.policy
        return found.model_copy(update={"language": language})

    return CallContext(today, chosen)


def answer(
    name: str, arguments: Sequence[object], context: CallContext, language: Language
) -> Answer:
    """Evaluate and keep the language for the reason."""
    return Answer(call(name, arguments, context), language, name)


def reason_in(language: Language, error: FormulaError, formula: str = "") -> str:
    """The reason in a language: the catalogue's words, or the English text where it has none.
    Arguments of `formula` are called what its help calls them."""
    if language == "en" or not error.key:
        return error.reason
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    texts = Texts(language)
    key = f"formula_errors.{error.key}"
    details = {**error.details}
    if "expected" in details:
        details["expected"] = _in_chinese(str(details["expected"]))
    if formula and "name" in details:
        known = {argument.name: argument.in_chinese for argument in find(formula).arguments}
        details["name"] = known.get(str(details["name"]), details["name"])
    return texts(key, **details) if texts.has(key) else error.reason


def _in_chinese(expected: str) -> str:
    """What a cell should hold, of which a reason keeps the English words."""
    from cashbuoy_workbook.texts import section  # noqa: PLC0415

    kinds = (words for key, words in section("checks").items() if key.startswith("expected_"))
    return next((words["zh"] for words in kinds if words["en"] == expected), expected)


def _shown(cell: Scalar) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        # Fifteen digits, as a spreadsheet shows them; no minus before a zero.
        return f"{cell + 0.0:.15g}"
    return cell.isoformat() if isinstance(cell, dt.date) else cell


def _iso(cell: object) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    raise TypeError(f"{type(cell).__name__} is no cell")
