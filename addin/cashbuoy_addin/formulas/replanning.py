"""A payment plan after a missed instalment: the new schedule."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import CHOICE_LABELS, INSTALMENTS, PLAN_FREQUENCIES, PLANS
from cashbuoy.ledger.schema.choices import REPLAN_OPTIONS
from cashbuoy_addin.formulas.categories import PLANS as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.plans import BAD_TERMS, INSTALMENT_TITLES, titled, whole
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

if TYPE_CHECKING:
    import pandas as pd

    from cashbuoy.plans.repayment import Frequency
    from cashbuoy.plans.replanning import Option

_NEEDED = ("due", "principal")


@formula(
    "REPLAN",
    CATEGORY,
    Words(
        "New schedule of a payment plan after missed instalments, as a table that spills: what was "
        "missed spread over those ahead, capitalised, or paid by further ones",
        "违约后的新分期计划（溢出表格）：欠款均摊到后续各期、并入本金重新分期，或在末期后展期",
    ),
    (
        required(
            "schedule",
            "table",
            "The plan's instalments with titles in the first row: due, principal, interest, paid",
            "分期明细，首行为标题：应付日期、本金、利息、已付金额",
        ),
        required("annual_rate", "number", "Interest a year: 0.06 for 6 %", "年利率：6% 填 0.06"),
        optional(
            "option",
            "text",
            "What becomes of what was missed",
            "欠款的处理方式",
            "spread",
            {key: CHOICE_LABELS[key] for key in REPLAN_OPTIONS},
        ),
        optional(
            "as_of",
            "date",
            "Instalments due before this day count as missed; today where left out",
            "此日之前到期未付的视为违约；省略时为今天",
            Today(),
        ),
        optional(
            "further",
            "number",
            "Further instalments after the last; where the plan is extended, as many as were "
            "missed, else none",
            "末期之后再加几期；展期时默认与违约期数相同，其余默认为零",
        ),
        optional(
            "late_fee",
            "number",
            "Late fee to be paid with what was missed",
            "随欠款一并收取的逾期费用",
            0.0,
        ),
        optional(
            "plan",
            "text",
            "Which plan, where the table holds several",
            "表中有多个计划时，指定计划号",
        ),
        optional(
            "frequency",
            "text",
            "How often",
            "频率",
            PLANS["frequency"].default,
            {key: CHOICE_LABELS[key] for key in PLAN_FREQUENCIES},
        ),
        optional(
            "waived",
            "number",
            "What is given up: of the late fee and interest missed first, then of the principal "
            "missed, then of the last instalments",
            "减免金额：先抵逾期费用和欠付利息，再抵欠付本金，最后抵末几期本金",
            0.0,
        ),
    ),
    result="block",
    example='=REPLAN(A1:F13, 0.06, "spread")',
    errors=(
        BAD_TERMS,
        Refusal(
            "#VALUE!",
            Words(
                "the table lacks a title, holds a cell that cannot be read, or several plans",
                "表格缺少标题、有无法识别的单元格，或含多个计划",
            ),
        ),
    ),
)
def replan(  # noqa: PLR0913, PLR0917  (the arguments of the formula)
    context: CallContext,
    schedule: Titled,
    annual_rate: float,
    option: Option,
    as_of: dt.date,
    further: float | None,
    late_fee: float,
    plan: str | None,
    frequency: Frequency,
    waived: float,
) -> Rows:
    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415
    from cashbuoy.plans import replanning  # noqa: PLC0415

    digits = minor_digits(context.policy.firm.base_currency)
    terms = replanning.NewTerms(
        option,
        annual_rate,
        as_of,
        frequency,
        further=None if further is None else whole("further", further),
        late_fee=int(to_minor(late_fee, digits)),
        waived=int(to_minor(waived, digits)),
    )
    found = replanning.replan(
        replanning.plan_position(_rows_of(context, schedule, plan), as_of),
        terms,
        calendar_of(context.policy.calendar, as_of, as_of),
        context.policy.instalments,
    )
    money = (
        to_major(found[name], digits).tolist()
        for name in ("principal", "interest", "payment", "outstanding")
    )
    dates = found["due"].dt.date.tolist()
    return titled(
        context, INSTALMENT_TITLES, zip(found["number"].tolist(), dates, *money, strict=True)
    )


def _rows_of(context: CallContext, schedule: Titled, plan: str | None) -> pd.DataFrame:
    """The instalments of one plan."""
    from cashbuoy_addin.formulas.table_range import raw_frame, read_table  # noqa: PLC0415

    rows = read_table(raw_frame(schedule), INSTALMENTS, _NEEDED, context.policy.firm.base_currency)
    if plan is not None:
        rows = rows[rows["plan"].str.casefold() == plan.strip().casefold()]
        if rows.empty:
            raise FormulaError(
                "#VALUE!", "the table holds no plan '{found}'", key="replan_unknown", found=plan
            )
    names = sorted(set(rows["plan"]))
    if len(names) > 1:
        raise FormulaError(
            "#VALUE!",
            "the table holds {count} plans ({names}); say which",
            key="replan_several",
            count=len(names),
            names=", ".join(names[:5]),
        )
    return rows


FORMULAS = (replan,)
