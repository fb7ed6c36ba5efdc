"""The cash forecast in a cell: by the same rules as the forecast sheet, from ranges."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cashbuoy.errors import FormulaError
from cashbuoy_addin.formulas.ageing import LEDGER
from cashbuoy_addin.formulas.categories import LIQUIDITY
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.plans import titled, whole
from cashbuoy_addin.formulas.ranges import Numbers, Titled
from cashbuoy_addin.formulas.receivables import NOT_A_LEDGER
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

if TYPE_CHECKING:
    from cashbuoy.policy.models import Policy

TITLES = (
    Words("Month", "月份"),
    Words("Opening cash", "期初现金"),
    Words("Receipts", "收入"),
    Words("Payments", "支出"),
    Words("Closing cash", "期末现金"),
    Words("Lowest in the month", "当月最低"),
)
# What Policy.forecast.months allows.
_FEWEST, _MOST = 3, 36


@formula(
    "CASH_FORECAST",
    LIQUIDITY,
    Words(
        "Cash by month as a table that spills, from what is owed both ways and what recurs: when "
        "customers really pay, as on the forecast sheet",
        "按月现金预测（溢出表格）：依据应收、应付与固定收支，按客户实际付款习惯估计，与预测表口径一致",
    ),
    (
        required(
            "cash",
            "numbers",
            "Cash at the close of as_of; several accounts are added up",
            "截止日的货币资金；多个账户自动相加",
        ),
        LEDGER,
        optional(
            "payables",
            "table",
            "Bills with titles in the first row: bill date, due date, amount, paid date, in any "
            "order",
            "应付台账，首行为标题：账单日期、到期日、金额、付款日期，列序不限",
        ),
        optional(
            "recurring",
            "table",
            "Regular items with titles in the first row: category, direction, amount, frequency, "
            "start",
            "固定收支表，首行为标题：现金流类别、方向、金额、频率、开始日期",
        ),
        optional(
            "as_of",
            "date",
            "Close of this day. Left out: the day of the calculation; TODAY() follows the calendar",
            "截止日（当日终了）。省略时为计算当日；填 TODAY() 可逐日更新",
            Today(),
        ),
        optional("months", "number", "How many months", "月数", FromPolicy("forecast.months")),
    ),
    result="block",
    example="=CASH_FORECAST(500000, A1:F900)",
    errors=(
        NOT_A_LEDGER,
        Refusal("#NUM!", Words("fewer than 3 months, or more than 36", "月数少于 3 或多于 36")),
    ),
)
def cash_forecast(
    context: CallContext,
    cash: Numbers,
    ledger: Titled,
    payables: Titled | None,
    recurring: Titled | None,
    as_of: dt.date,
    months: float,
) -> Rows:
    from cashbuoy.forecast.foresight import foresee  # noqa: PLC0415
    from cashbuoy.forecast.tables import build_forecast  # noqa: PLC0415
    from cashbuoy.money import minor_digits, to_major, to_minor  # noqa: PLC0415
    from cashbuoy_addin.formulas.ledger_ranges import ledgers_in  # noqa: PLC0415
    from cashbuoy_addin.formulas.table_range import raw_frame  # noqa: PLC0415

    ranges = {"tblReceivables": ledger, "tblPayables": payables, "tblRecurring": recurring}
    ledgers = ledgers_in(
        context.policy.firm.base_currency,
        **{name: None if rows is None else raw_frame(rows) for name, rows in ranges.items()},
    )
    digits = minor_digits(ledgers.base_currency)
    ahead = foresee(ledgers, _over(context, months), as_of)
    opening = int(to_minor(cash, digits).sum())
    table = build_forecast(ahead.events, opening, ledgers, context.policy, ahead.horizon).months
    lines = table.lines.to_numpy()
    figures = (
        table.opening, lines.clip(min=0).sum(axis=0), lines.clip(max=0).sum(axis=0), table.closing,
        table.lowest,
    )  # fmt: skip
    months_shown = (period.start.replace(day=1) for period in table.periods)
    money = (to_major(figure, digits).tolist() for figure in figures)
    return titled(context, TITLES, zip(months_shown, *money, strict=True))


def _over(context: CallContext, months: float) -> Policy:
    """The policy with a forecast over so many months."""
    count = whole("months", months)
    if not _FEWEST <= count <= _MOST:
        raise FormulaError(
            "#NUM!",
            "the forecast can cover {fewest} to {most} months, not {found}",
            key="forecast_months",
            fewest=_FEWEST,
            most=_MOST,
            found=count,
        )
    forecast = context.policy.forecast.model_copy(update={"months": count})
    return context.policy.model_copy(update={"forecast": forecast})


FORMULAS = (cash_forecast,)
