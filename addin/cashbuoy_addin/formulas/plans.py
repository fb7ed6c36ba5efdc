"""Payment plans: schedules that spill, dates on business days, amounts that add up to the cent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import CHOICE_LABELS, PLAN_FREQUENCIES, PLAN_METHODS, PLANS
from cashbuoy_addin.formulas.categories import PLANS as CATEGORY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.registry import (
    FromPolicy,
    Refusal,
    Rows,
    Today,
    Words,
    formula,
    optional,
    required,
)
from cashbuoy_addin.formulas.signs import above_zero

if TYPE_CHECKING:
    from cashbuoy.plans.repayment import Frequency, Method
    from cashbuoy.policy.models import Stage, StagedPlan

INSTALMENT_TITLES = (
    Words("Number", "期次"),
    Words("Due", "应付日期"),
    Words("Principal", "本金"),
    Words("Interest", "利息"),
    Words("Payment", "应付金额"),
    Words("Outstanding", "剩余本金"),
)
STAGE_TITLES = (
    Words("Number", "序号"),
    Words("Stage", "阶段"),
    Words("Share", "比例"),
    Words("Due", "应收日期"),
    Words("Amount", "金额"),
)
BAD_TERMS = Refusal("#NUM!", Words("no plan can follow from these terms", "按所给条件无法生成计划"))


@formula(
    "INSTALMENTS",
    CATEGORY,
    Words(
        "Instalment plan as a table that spills: number, due date, principal, interest, payment, "
        "outstanding",
        "分期计划（溢出表格）：期次、应付日期、本金、利息、应付金额、剩余本金",
    ),
    (
        required("principal", "number", "Amount to be paid in instalments", "分期本金"),
        required("instalments", "number", "How many instalments", "期数"),
        required("annual_rate", "number", "Interest a year: 0.06 for 6 %", "年利率：6% 填 0.06"),
        optional(
            "start",
            "date",
            "Start of the plan; the first instalment falls one period later. Today where left out",
            "计划开始日，首期在其后一个周期；省略时为今天",
            Today(),
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
            "method",
            "text",
            "How the principal is repaid",
            "还款方式",
            PLANS["method"].default,
            {key: CHOICE_LABELS[key] for key in PLAN_METHODS},
        ),
        optional(
            "down_payment", "number", "Paid at the start, without interest", "首付款（不计息）", 0.0
        ),
        optional(
            "agreed",
            "date",
            "Day of the agreement: a plan starts on it or later. Today where left out",
            "签约日：计划开始日不得早于此日；省略时为今天",
            Today(),
        ),
        optional(
            "first_after",
            "number",
            "The first instalment falls due so many days after the start, and bears interest for "
            "these days; one period where left out",
            "首期在开始日后多少天到期，并按天计息；省略时为一个周期",
        ),
        optional(
            "amounts",
            "numbers",
            "Principal of each instalment of a custom plan",
            "自定义计划各期的本金",
        ),
    ),
    result="block",
    example="=INSTALMENTS(120000, 12, 0.06)",
    errors=(
        BAD_TERMS,
        Refusal(
            "#NUM!",
            Words(
                "the plan starts before it is agreed, or its principal is below the policy's least",
                "开始日早于签约日，或本金低于策略规定的最低金额",
            ),
        ),
        Refusal("#VALUE!", Words("an argument cannot be read", "参数无法识别")),
    ),
)
def instalments(  # noqa: PLR0913, PLR0917  (the arguments of the formula)
    context: CallContext,
    principal: float,
    count: float,
    annual_rate: float,
    start: dt.date,
    frequency: Frequency,
    method: Method,
    down_payment: float,
    agreed: dt.date,
    first_after: float | None,
    amounts: Sequence[float] | None,
) -> Rows:
    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415
    from cashbuoy.plans.instalments import PlanTerms, instalment_schedule  # noqa: PLC0415
    from cashbuoy.plans.repayment import check_new  # noqa: PLC0415

    settings = context.policy.instalments
    digits = minor_digits(context.policy.firm.base_currency)
    owed, down, least = (
        int(to_minor(amount, digits))
        for amount in (principal, down_payment, settings.minimum_amount)
    )
    check_new(owed, start, agreed, least, digits=digits)
    terms = PlanTerms(
        owed, whole("instalments", count), annual_rate, start, frequency, method, down,
        None if first_after is None else whole("first_after", first_after),
        () if amounts is None else tuple(to_minor(amounts, digits).tolist()),
    )  # fmt: skip
    calendar = calendar_of(context.policy.calendar, start, start)
    schedule = instalment_schedule(terms, calendar, settings)
    money = [
        to_major(schedule[name], digits).tolist()
        for name in ("principal", "interest", "payment", "outstanding")
    ]
    dates = (day.date() for day in schedule["due"])
    return titled(
        context, INSTALMENT_TITLES, zip(schedule["number"].tolist(), dates, *money, strict=True)
    )


@formula(
    "STAGED_PLAN",
    CATEGORY,
    Words(
        "Staged collection of a contract as a table that spills: stage, share, due date (empty "
        "while its event "
        "has no date), amount",
        "合同分阶段收款（溢出表格）：阶段、比例、应收日期（事件日期未定时为空）、金额",
    ),
    (
        required("amount", "number", "Contract amount", "合同金额"),
        required("signed", "date", "Date of signing", "签订日期"),
        optional("shipped", "date", "Date of shipment", "发货日期"),
        optional("accepted", "date", "Date of acceptance", "验收日期"),
        optional(
            "plan",
            "text",
            "Name of a staged plan in the policy",
            "策略中的收款方案名称",
            FromPolicy("collection.default_staged_plan"),
        ),
    ),
    result="block",
    example="=STAGED_PLAN(1000000, DATE(2026,1,5), DATE(2026,2,10))",
    errors=(
        Refusal("#VALUE!", Words("the policy has no such plan", "策略中没有该方案")),
        Refusal(
            "#NUM!", Words("the amount is not above zero, or too large", "金额不大于零，或过大")
        ),
    ),
)
def staged_plan(
    context: CallContext,
    amount: float,
    signed: dt.date,
    shipped: dt.date | None,
    accepted: dt.date | None,
    plan: str,
) -> Rows:
    import numpy as np  # noqa: PLC0415

    from cashbuoy.calendars import calendar_of  # noqa: PLC0415
    from cashbuoy.collection.staged_plan import (  # noqa: PLC0415
        EVENTS,
        stage_amounts,
        stage_due_dates,
    )
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415

    above_zero(amount, "amount")
    agreed = _plan_named(plan, context)
    digits = minor_digits(context.policy.firm.base_currency)
    days = (np.array([day], dtype="datetime64[D]") for day in (signed, shipped, accepted))
    events = dict(zip(EVENTS, days, strict=True))
    dates = stage_due_dates(agreed, events, calendar_of(context.policy.calendar, signed, signed))
    amounts = to_major(stage_amounts(agreed, to_minor([amount], digits), digits), digits)
    english = context.policy.language == "en"
    rows = (
        (
            number,
            stage.name.en if english else stage.name.zh,
            _share(stage, part, amount),
            due,
            part,
        )
        for number, (stage, due, part) in enumerate(
            zip(agreed.stages, dates[0].tolist(), amounts[0].tolist(), strict=True), start=1
        )
    )
    return titled(context, STAGE_TITLES, rows)


def _share(stage: Stage, part: float, amount: float) -> float | None:
    """A stage's share of the contract, also where the plan gives it as an amount or the rest."""
    if stage.share is not None:
        return stage.share
    return part / amount if amount else None


def _plan_named(name: str, context: CallContext) -> StagedPlan:
    plans = context.policy.collection.staged_plans
    known = {key.casefold(): plan for key, plan in plans.items()}
    if name.casefold() not in known:
        raise FormulaError(
            "#VALUE!",
            "there is no staged plan '{found}'; the policy has {allowed}",
            key="staged_plan_unknown",
            found=name, allowed=", ".join(plans),
        )  # fmt: skip
    return known[name.casefold()]


def whole(name: str, value: float) -> int:
    """A count; FormulaError #NUM! for a fraction."""
    if value != int(value):
        raise FormulaError(
            "#NUM!",
            "{name} is {found:g}; it must be whole",
            key="not_whole",
            name=name,
            found=value,
        )
    return int(value)


def titled(
    context: CallContext, titles: Iterable[Words], rows: Iterable[tuple[object, ...]]
) -> Rows:
    """A block that spills, under its titles in the policy's language."""
    language = context.policy.language
    return (tuple(getattr(title, language) for title in titles), *rows)


FORMULAS = (instalments, staged_plan)
