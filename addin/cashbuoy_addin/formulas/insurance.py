"""Credit insurance: what must be done by when for an overdue invoice to stay covered."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import INSURANCE
from cashbuoy_addin.formulas.categories import INSURANCE as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.ranges import Titled
from cashbuoy_addin.formulas.registry import (
    Refusal,
    Rows,
    Today,
    Words,
    formula,
    optional,
    required,
)
from cashbuoy_addin.formulas.signs import not_negative

if TYPE_CHECKING:
    import numpy as np

_COLUMNS = ("step", "deadline", "done", "days_left", "state", "level", "at_stake", "effect")


@formula(
    "CLAIM_TIMELINE",
    CATEGORY,
    Words(
        "Deadlines of an insured invoice as a table that spills: last covered shipment, overdue "
        "notice, loss, claim and payment, with days left, level, and what a missed one costs",
        "保险理赔时间表（溢出表格）：最后承保发货日、报损、损失确定、索赔、赔付，含剩余天数、级别及逾期后果",
    ),
    (
        required("due_date", "date", "Due date of the invoice", "发票到期日"),
        optional("amount", "number", "Open amount of the invoice", "发票未收金额"),
        optional(
            "as_of",
            "date",
            "Days left are counted from this day. Left out: the day of the calculation; TODAY() "
            "follows the calendar",
            "从此日起算剩余天数。省略时为计算当日；填 TODAY() 可逐日更新",
            Today(),
        ),
        optional(
            "notified", "date", "When the insurer was told of the overdue", "向保险人报损的日期"
        ),
        optional(
            "insolvent",
            "date",
            "When the buyer's insolvency became known",
            "得知买方破产的日期",
        ),
        optional("claimed", "date", "When the claim was made", "提交索赔的日期"),
        optional(
            "disputed", "flag", "TRUE while the buyer disputes it", "买方有争议时填 TRUE", False
        ),
        optional(
            "insurance",
            "table",
            "The buyer's line of the insurance table under its titles; the policy file's terms "
            "where left out",
            "保险表中该买方的一行（含标题）；省略时采用策略文件中的条款",
        ),
    ),
    result="block",
    example="=CLAIM_TIMELINE(DATE(2026,9,30), 120000)",
    errors=(
        Refusal(
            "#VALUE!",
            Words(
                "the insurance range lacks a title or has not exactly one line",
                "保险区域缺少标题，或不是恰好一行",
            ),
        ),
    ),
)
def claim_timeline(
    context: CallContext,
    due_date: dt.date,
    amount: float | None,
    as_of: dt.date,
    notified: dt.date | None,
    insolvent: dt.date | None,
    claimed: dt.date | None,
    disputed: bool,
    insurance: Titled | None,
) -> Rows:
    import numpy as np  # noqa: PLC0415

    from cashbuoy.buffer.cover_clock import CoverEvents, cover_clock  # noqa: PLC0415
    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    if amount is not None:
        not_negative(amount, "amount")
    line = _line(context, insurance)
    events = CoverEvents(
        _day(notified), _day(insolvent), _day(claimed), np.array([disputed], dtype=bool)
    )
    settings = context.policy.insurance
    clock = cover_clock(
        _day(due_date),
        _terms(context, line),
        events,
        as_of,
        calendar_of(context.policy.calendar, as_of, as_of),
        settings,
    )
    say = Texts(context.policy.language)
    stake = _at_stake(context, amount, line)
    rows = (
        (
            say(f"cover.step_{step}"),
            _shown(deadline),
            _shown(done),
            None if np.isnan(left) else left,
            say(f"cover.state_{state}"),
            say(f"cover.level_{level}") if level else None,
            stake if step in {"notice", "claim", "payment"} else None,
            say(f"cover.effect_{step}"),
        )
        for _, step, deadline, done, state, left, level in clock.to_numpy(object).tolist()
    )
    return (tuple(say(f"cover.{name}_title") for name in _COLUMNS), *rows)


def _line(context: CallContext, insurance: Titled | None) -> dict[str, Any]:
    """What the one line of the range says, by column; {} where there is no range."""
    from cashbuoy_addin.formulas.table_range import raw_frame, read_table  # noqa: PLC0415

    if insurance is None:
        return {}
    lines = read_table(
        raw_frame(insurance), INSURANCE, ("limit",), context.policy.firm.base_currency
    )
    if len(lines) != 1:
        raise FormulaError(
            "#VALUE!",
            "the insurance range has {found} lines; give the buyer's one line under its titles",
            key="insurance_lines",
            found=len(lines),
        )
    return {name: lines[name].iloc[0] for name in map(str, lines) if lines[name].notna().iloc[0]}


def _terms(context: CallContext, line: dict[str, Any]) -> Any:  # noqa: ANN401  # CoverTerms, loaded late
    from cashbuoy.buffer.cover_clock import CoverTerms  # noqa: PLC0415

    usual = context.policy.insurance
    return CoverTerms(
        usual.extension_days,
        line.get("notify_days", usual.notify_days),
        line.get("waiting_days", getattr(usual.waiting_days, _risk(line))),
        line.get("claim_days", usual.claim_days),
        usual.payment_days,
    )


def _at_stake(context: CallContext, amount: float | None, line: dict[str, Any]) -> float | None:
    """What the insurer would pay: the covered share of the amount within the limit, less the
    deductible, and no more than the maximum liability."""
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415

    if amount is None:
        return None
    digits = minor_digits(context.policy.firm.base_currency)
    owed = int(to_minor(amount, digits))
    insured = min(owed, int(line["limit"])) if line else owed
    usual = getattr(context.policy.insurance.covered, _risk(line))
    borne = max(0, insured - int(line.get("deductible", 0)))
    paid = round(borne * line.get("covered", usual))
    most = int(line.get("maximum_liability", 0)) or paid
    return float(to_major(min(paid, most), digits))


def _risk(line: dict[str, Any]) -> str:
    return str(line.get("risk") or "commercial")


def _day(date: dt.date | None) -> np.ndarray[Any, Any]:
    import numpy as np  # noqa: PLC0415

    return np.array([date], dtype="datetime64[D]")


def _shown(date: Any) -> dt.date | None:  # noqa: ANN401  # a Timestamp or NaT
    return None if date != date else date.date()  # noqa: PLR0124  # NaT


FORMULAS = (claim_timeline,)
