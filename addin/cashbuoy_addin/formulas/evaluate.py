"""One call of a formula: spreadsheet-shaped arguments in, a value or a real error out."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cashbuoy.errors import AmountTooLargeError, FormulaError, LedgerError, MissingRateError
from cashbuoy_addin.formulas import cells, ranges
from cashbuoy_addin.formulas.catalogue import find
from cashbuoy_addin.formulas.context import CallContext, current
from cashbuoy_addin.formulas.error_cells import refuse_errors
from cashbuoy_addin.formulas.gaps import without_gaps
from cashbuoy_addin.formulas.registry import Argument, Formula, FromPolicy, Today

Scalar = float | str | bool | dt.date | None
Value = Scalar | tuple[tuple[Scalar, ...], ...]
_MOST_ROWS = 10
_AHEAD = dt.timedelta(days=5 * 366)


def call(
    name: str, arguments: Sequence[object], context: CallContext | None = None
) -> Value | FormulaError:
    """Value of the formula `name` (or its CB_ alias), as the cell would show it.

    Numbers are floats, never NaN or infinite; blocks are rows of equal length. Money is in major
    units. An answer that cannot be given is returned as FormulaError, not raised.
    UnknownFormulaError for a name that is no formula.
    """
    return evaluate(find(name), arguments, context or current())


def evaluate(
    formula: Formula, arguments: Sequence[object], context: CallContext
) -> Value | FormulaError:
    """The same for a formula at hand."""
    try:
        result = formula.function(context, *_bind(formula, arguments, context))
        return _checked(result)
    except FormulaError as error:
        return error
    except MissingRateError as error:
        return _rate_missing(error)
    except LedgerError as error:
        return FormulaError("#VALUE!", "{problem}", key="ledger_unusable", problem=str(error))
    except (OverflowError, AmountTooLargeError):
        return FormulaError("#NUM!", "the numbers are too large", key="too_large")


def _rate_missing(error: MissingRateError) -> FormulaError:
    """A formula sees its range only: what helps is a rate in there."""
    rows = ", ".join(map(str, error.rows[:_MOST_ROWS]))
    return FormulaError(
        "#VALUE!",
        "there is no exchange rate for {currency}, needed under the titles in rows {rows}; a "
        "formula does not read the sheet “Exchange rates”: give these rows a column “Exchange "
        "rate”, with what one {currency} is in {base}",
        key="rate_missing",
        currency=error.currency,
        base=error.base,
        rows=rows + (" …" if len(error.rows) > _MOST_ROWS else ""),
    )


def _bind(formula: Formula, values: Sequence[object], context: CallContext) -> list[Any]:
    if len(values) > len(formula.arguments):
        raise FormulaError(
            "#VALUE!", "{formula} takes at most {count} arguments", key="too_many_arguments",
            formula=formula.name, count=len(formula.arguments),
        )  # fmt: skip
    values = without_gaps(formula, values)
    padded = [*values, *[None] * (len(formula.arguments) - len(values))]
    sent = [_sent(a, value) for a, value in zip(formula.arguments, padded, strict=True)]
    for value in sent:
        refuse_errors(value)
    return [_convert(a, value, context) for a, value in zip(formula.arguments, sent, strict=True)]


def _sent(argument: Argument, value: object) -> object:
    """What may be a table, as far as filled, and with its titles if it has some."""
    if argument.kind in {"table", "numbers_or_table"} and isinstance(value, (tuple, list)):
        rows = ranges.without_blank_end(value)
        return ranges.as_titled(rows) or rows
    return value


def _convert(argument: Argument, value: object, context: CallContext) -> object:
    if cells.is_missing(value):
        if argument.optional:
            return _default(argument, context)
        raise FormulaError(
            "#VALUE!",
            "{name} is missing: give a value or a range",
            key="argument_missing",
            name=argument.name,
        )
    if argument.choices:
        return _choice(argument, value)
    if isinstance(argument.default, Today):
        return _near(cells.date(value, argument.name), argument.name, context.today)
    return _READERS[argument.kind](value, argument.name)


def _near(found: dt.date, name: str, today: dt.date) -> dt.date:
    """A date that stands in for today: 50,000 is a day of 2036, but was meant for an amount."""
    latest = today + _AHEAD
    if found > latest:
        raise FormulaError(
            "#NUM!",
            "{name}: {found} lies after {latest}; give a date, or leave the argument empty for "
            "today",
            key="date_far_ahead",
            name=name,
            found=str(found),
            latest=str(latest),
        )
    return found


def _default(argument: Argument, context: CallContext) -> object:
    default: object = argument.default
    if isinstance(default, Today):
        return context.today
    if isinstance(default, FromPolicy):
        default = context.setting(default.key)
    if default is not None and argument.kind in {"numbers", "paired"}:
        return ranges.paired(default, argument.name)
    return default


def _choice(argument: Argument, value: object) -> str:
    asked = cells.text(value, argument.name).casefold()
    for key, label in argument.choices.items():
        if asked in (key, *(word.casefold() for word in label.words)):
            return key
    raise FormulaError(
        "#VALUE!", "{name}: '{found}' is not one of {allowed}", key="not_a_choice",
        name=argument.name, found=asked, allowed=", ".join(argument.choices),
    )  # fmt: skip


def _checked(result: object) -> Value:
    if isinstance(result, tuple):
        return tuple(tuple(_scalar(cell) for cell in row) for row in result)
    return _scalar(result)


def _scalar(result: object) -> Scalar:
    if isinstance(result, (str, bool, dt.date)) or result is None:
        return result
    figure = float(result)  # type: ignore[arg-type]  # a number, by the contract of formulas
    if not math.isfinite(figure):
        raise FormulaError("#NUM!", "the result is not a finite number", key="not_finite")
    return figure


def _numbers_or_table(value: object, name: str) -> ranges.Titled | ranges.Numbers:
    if isinstance(value, ranges.Titled):
        return value
    try:
        return ranges.numbers(value, name)
    except FormulaError as error:
        if error.key == "number_expected" and ranges.is_wide(value):
            raise FormulaError(
                "#VALUE!",
                "{name}: {found} stands in a range of several columns; give figures only, or a "
                "table with titles in its first row, one line an invoice or month",
                key="table_or_numbers",
                name=name,
                found=error.details["found"],
            ) from None
        raise


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "number": cells.number,
    "numbers": ranges.numbers,
    "paired": ranges.paired,
    "date": cells.date,
    "any_date": cells.any_date,
    "text": cells.text,
    "flag": cells.flag,
    "table": ranges.titled,
    "numbers_or_table": _numbers_or_table,
}
