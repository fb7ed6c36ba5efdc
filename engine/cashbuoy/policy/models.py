"""The policy: every number a firm may set. Values come from `config/`, never from here.

Shares and rates are fractions (0.3 is 30 %); days are calendar days unless the key says working.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from cashbuoy.policy.problems import ENGLISH

Language = Literal["zh", "en"]
Level = Literal["red", "amber"]
Roll = Literal["following", "preceding", "modified_following", "none"]
Module = Literal[
    "recurring", "contracts", "budget", "tax", "bills", "plans", "customers", "buffer", "lines",
    "insurance", "orders",
]  # fmt: skip
Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=0, le=3660)]


def key(en: str, zh: str, **limits: Any) -> Any:  # noqa: ANN401  (pydantic types the field)
    """A policy key with its description in both languages."""
    return Field(description=en, json_schema_extra={"zh": zh}, **limits)


def _wrong(kind: str, *, at: tuple[str | int, ...], **details: object) -> PydanticCustomError:
    """A check that failed: message key, the key it is about, and what the message tells."""
    return PydanticCustomError(kind, ENGLISH[kind], {"at": at, **details})


class Section(BaseModel):
    """Base of all parts of a policy: frozen, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Section):
    """A text in both languages."""

    en: str = key("English text", "英文文本")
    zh: str = key("Chinese text", "中文文本")


class Firm(Section):
    name: str = key("Name shown on the sheets and letters", "表头与函件上显示的企业名称")
    base_currency: str = key(
        "Currency of all totals (ISO code)", "汇总所用的本位币（ISO 代码）", pattern="^[A-Z]{3}$"
    )
    country: str = key(
        "Country of the firm (ISO code); sales elsewhere are exports",
        "企业所在国（ISO 代码），其他国家的销售视为出口",
        pattern="^[A-Z]{2}$",
    )


class Calendar(Section):
    country: str = key(
        "Whose public holidays make the working days (ISO code)",
        "采用哪国的法定节假日（ISO 代码）",
        pattern="^[A-Z]{2}$",
    )
    holidays: list[dt.date] = key("Further days off", "额外休息日")
    workdays: list[dt.date] = key("Further make-up working days", "额外调休上班日")
    week_starts_on: Literal["monday", "sunday", "saturday"] = key(
        "First day of a forecast week", "预测周的第一天"
    )


class AgeingBucket(Section):
    up_to_days: int | None = key(
        "Last day overdue that belongs here; none in the last bucket",
        "本档包含的最大逾期天数；最后一档留空",
    )
    expected_after_days: Days = key(
        "When the money is expected: days after the as-of date (after the due date while not due)",
        "预计回款：基准日后多少天（未到期时为到期日后多少天）",
    )
    loss_rate: Share = key(
        "Share expected never to come; also the allowance rate", "预计损失率，亦为坏账准备率"
    )


class Receivables(Section):
    default_terms_days: Days = key(
        "Terms where neither invoice nor customer gives a due date",
        "发票与客户均无到期日时采用的账期",
    )
    acceptance_tenor_days: Days = key(
        "Invoices settled by acceptance bill turn to cash so many days after due",
        "以承兑汇票结算的发票，到期后多少天变为现金",
    )
    include_bills_in_dso: bool = key(
        "Count acceptance bills held with receivables in DSO", "计算 DSO 时是否包含应收票据"
    )
    amount_tolerance: Annotated[float, Field(ge=0)] = key(
        "Open amounts up to this (base currency) count as settled",
        "未结金额不超过此数（本位币）视为已结清",
    )
    ageing: list[AgeingBucket] = key(
        "Ageing buckets by days overdue, not due first",
        "账龄分档（按逾期天数，首档为未到期）",
        min_length=2,
    )

    @model_validator(mode="after")
    def _buckets_rise(self) -> Self:
        edges = [b.up_to_days for b in self.ageing]
        if edges[0] != 0:
            raise _wrong("ageing_first", at=("ageing", 0, "up_to_days"))
        if edges[-1] is not None or None in edges[:-1]:
            raise _wrong("ageing_last", at=("ageing",))
        inner = [e for e in edges if e is not None]
        if inner != sorted(set(inner)):
            raise _wrong("ageing_order", at=("ageing",))
        return self


class OverduePayables(Section):
    critical: Days = key(
        "Critical suppliers: paid so many days after the as-of date",
        "关键供应商：基准日后多少天支付",
    )
    normal: Days = key("Normal suppliers", "一般供应商")
    flexible: Days = key("Flexible suppliers", "可延期供应商")


class Payables(Section):
    default_terms_days: Days = key(
        "Terms where the bill gives no due date", "账单无到期日时采用的账期"
    )
    overdue_paid_after_days: OverduePayables = key(
        "When overdue bills are paid", "逾期账单的预计支付时间"
    )


class Tranche(Section):
    share: Share = key("Share of the amount", "占金额的比例")
    after_days: Days = key(
        "Days after the end of the month of sale or purchase", "销售或采购当月月末后多少天"
    )


class Budget(Section):
    sales_collected: list[Tranche] = key(
        "How budgeted sales turn into cash", "预算销售的回款节奏", min_length=1
    )
    purchases_paid: list[Tranche] = key(
        "How budgeted purchases turn into cash", "预算采购的付款节奏", min_length=1
    )
    amounts_include_vat: bool = key(
        "Budgeted sales and purchases include VAT", "预算销售与采购是否含税"
    )
    day: Annotated[int, Field(ge=1, le=28)] = key(
        "Day of the month on which the other budget lines move", "其他预算项目的收付日"
    )
    contracts_in_sales: bool = key(
        "Budgeted sales already contain the contracts' stages", "预算销售是否已包含合同收款"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        for name in ("sales_collected", "purchases_paid"):
            total = sum(t.share for t in getattr(self, name))
            if total > 1 + 1e-9:
                raise _wrong("shares_over", at=(name,), total=f"{total:.4%}")
        return self


class Vat(Section):
    filing: Literal["monthly", "quarterly"] = key("VAT period", "增值税申报周期")
    sales_rate: Share = key(
        "Rate on domestic sales (13 % goods, 9 % construction and transport, 6 % services, "
        "3 % simplified)",
        "内销税率（货物 13%，建筑运输 9%，服务 6%，简易计税 3%）",
    )
    purchases_rate: Share = key(
        "Rate on purchases that can be deducted (0 under the simplified method)",
        "可抵扣进项税率（简易计税填 0）",
    )
    export_rate: Share = key("Rate on exports", "出口税率")
    due_day: Annotated[int, Field(ge=1, le=28)] = key(
        "Day of the following month by which it is paid", "次月申报缴纳截止日"
    )
    surcharge_rate: Share = key(
        "Local surcharges, as a share of the VAT paid", "附加税费占增值税的比例"
    )


class CashFloor(Section):
    method: Literal["amount", "months"] = key(
        "A fixed amount, or months of operating outflow", "固定金额，或若干月经营支出"
    )
    amount: Annotated[float, Field(ge=0)] = key(
        "Floor in base currency (method amount)", "最低现金（本位币，method 为 amount 时）"
    )
    months: Annotated[float, Field(ge=0, le=24)] = key(
        "Months of average forecast operating outflow (method months)",
        "月均经营支出的倍数（method 为 months 时）",
    )


class Forecast(Section):
    months: Annotated[int, Field(ge=3, le=36)] = key(
        "Length of the rolling table", "滚动预测的月数"
    )
    weeks: Annotated[int, Field(ge=4, le=26)] = key("Length of the weekly view", "周视图的周数")
    exchange_rate: Literal["document", "latest"] = key(
        "Foreign items at the rate of the document's date (as the books carry them) or at the latest rate",
        "外币项目按单据日汇率（与账面一致）或最新汇率折算",
    )
    receipts_roll: Roll = key("Receipts that fall on a day off move", "收款遇休息日如何顺延")
    payments_roll: Roll = key("Payments that fall on a day off move", "付款遇休息日如何顺延")
    floor: CashFloor = key("The cash floor", "最低现金线")


class Stage(Section):
    name: Text = key("Name of the stage", "阶段名称")
    share: Share = key("Share of the contract amount", "占合同金额的比例")
    event: Literal["signed", "shipped", "accepted"] = key("Event that starts the clock", "起算事件")
    after_days: Days = key("Days after the event", "事件后天数")
    days: Literal["working", "calendar"] = key("Working or calendar days", "工作日或自然日")


class StagedPlan(Section):
    stages: list[Stage] = key("Stages in order", "各阶段（按顺序）", min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(s.share for s in self.stages)
        if abs(total - 1) > 1e-9:
            raise _wrong("shares_not_whole", at=("stages",), total=f"{total:.4%}")
        return self


class Collection(Section):
    staged_plans: dict[str, StagedPlan] = key("Staged plans by name (B2)", "分期收款方案（B2）")
    default_staged_plan: str = key("Plan of contracts that name none", "合同未指定方案时采用")
    late_fee_daily_rate: Share = key(
        "Late fee per day where the contract is silent (0.05 % under the Regulation on "
        "payments to SMEs)",
        "合同未约定时的逾期日利率（《保障中小企业款项支付条例》为万分之五）",
    )

    @model_validator(mode="after")
    def _default_exists(self) -> Self:
        if self.default_staged_plan not in self.staged_plans:
            raise _wrong(
                "unknown_staged_plan",
                at=("default_staged_plan",),
                found=self.default_staged_plan,
                options=tuple(self.staged_plans),
            )
        return self


class Instalments(Section):
    month_rule: Literal["same_day", "month_end"] = key(
        "After a short month, monthly dates return to the first date's day, or stay at month end",
        "遇短月后，按月日期回到首期的日子，或固定月末",
    )
    roll: Roll = key("Instalments that fall on a day off move", "分期到期日遇休息日如何顺延")
    down_payment_days: Days = key(
        "Down payment is due so many days after the start", "首付在开始后多少天到期"
    )


class Indicators(Section):
    days_in_year: Literal[360, 365, 366] = key("Days in a year", "一年天数")
    source: Literal["auto", "ledgers", "monthly"] = key(
        "Figures from the ledgers, from Monthly figures, or the ledgers where they reach back far enough",
        "取自台账、月度数据，或台账足够时取台账",
    )
    window_days: Annotated[int, Field(ge=28, le=366)] = key(
        "Sales and purchases of so many days", "销售与采购的取数天数"
    )
    dso_method: Literal["simple", "average", "countback"] = key(
        "How DSO is computed", "DSO 计算方法"
    )
    dpo_base: Literal["purchases", "cogs"] = key(
        "DPO against purchases or cost of goods sold", "DPO 以采购额或营业成本为基数"
    )
    overdue_more_than_days: Days = key(
        "Share of receivables overdue by more than so many days", "逾期超过多少天的应收占比"
    )
    payments_ahead_days: Days = key(
        "Payments due within so many days, for the payment cover", "付款保障倍数所看的未来天数"
    )


class Rule(Section):
    """One warning rule: a measure, a test, and the limits at which it turns amber or red."""

    ref: str = key("Rule id in the product's rules", "规则编号")
    measure: Literal[
        "closing_cash", "headroom", "operating_cash_flow", "dso", "dso_over_terms", "dpo", "dpo_over_terms", "dio",
        "overdue_share", "payment_cover", "cash_ratio", "top_share", "cash_pool_share",
    ] = key("What is measured", "监测指标")  # fmt: skip
    test: Literal["below", "above", "above_mean", "below_mean"] = key(
        "Against a limit, or by a share above or below its trailing mean",
        "与限值比较，或高于/低于滚动均值的比例",
    )
    red: float | None = key("Limit for red", "红色限值", default=None)
    amber: float | None = key("Limit for amber", "黄色限值", default=None)
    red_within_months: int | None = key(
        "Red only in the next so many forecast months; later it is amber",
        "仅最近若干预测月为红色，之后为黄色",
        default=None,
        ge=1,
    )
    mean_months: int | None = key(
        "Months of the trailing mean, for tests against it",
        "滚动均值月数（与均值比较时必填）",
        default=None,
        ge=2,
        le=12,
    )
    periods_in_a_row: int = key(
        "Must hold so many periods running", "需连续若干期成立", default=1, ge=1, le=12
    )
    enabled: bool = key("Switch a rule off without deleting it", "停用规则而不删除", default=True)
    starts_emergency: bool = key(
        "Red starts the emergency plan", "红色时启动应急预案", default=False
    )
    title: Text = key("The rule in a few words", "规则简述")
    action: Text = key("What to do", "应对措施")

    @model_validator(mode="after")
    def _has_limit(self) -> Self:
        if self.red is None and self.amber is None:
            raise _wrong("rule_without_limit", at=())
        if self.test in {"above_mean", "below_mean"} and self.mean_months is None:
            raise _wrong("rule_without_mean", at=("test",))
        return self


class Monitor(Section):
    """The 3+1 monitor for very small firms (A4)."""

    bank_fall: Share = key(
        "Bank balance so far below its mean of the last weeks", "银行余额低于近几周均值的比例"
    )
    weeks: Annotated[int, Field(ge=3, le=52)] = key("Weeks of that mean", "均值周数")
    payables_to_cash: Annotated[float, Field(ge=0)] = key(
        "Payables due next week against cash", "下周应付与现金之比"
    )
    collection_behind: Share = key(
        "Share of the major contracts' due stages not yet collected", "重大合同到期未收比例"
    )
    inventory_days_rise: Annotated[float, Field(ge=0)] = key(
        "Inventory days above their trailing mean", "存货天数高于均值的比例"
    )
    inventory_months: Annotated[int, Field(ge=2, le=12)] = key(
        "Months of that mean", "存货天数均值的月数"
    )
    start_at: Annotated[int, Field(ge=1, le=4)] = key(
        "So many abnormal of four start the programmes", "四项中几项异常即启动措施"
    )


class Buffer(Section):
    pool_months: Annotated[float, Field(ge=0, le=24)] = key(
        "Cash pool: months of operating outflow (C1)", "现金池：月均经营支出的月数（C1）"
    )


class Freshness(Section):
    """After how many days data is called stale (A5)."""

    bank: Days = key("Bank balances", "银行余额")
    receivables: Days = key(
        "Receivables: since the latest invoice or receipt", "应收账款：距最近开票或回款"
    )
    payables: Days = key("Payables: since the latest bill or payment", "应付账款：距最近账单或付款")
    monthly: Days = key(
        "Monthly figures: since the end of the latest month", "月度数据：距最近月份末"
    )
    rates: Days = key("Exchange rates", "汇率")
    ratings: Days = key("Buyer ratings", "客户评级")


class Policy(Section):
    language: Language = key("Language of sheets and messages", "表格与提示的语言")
    modules: list[Module] = key("Parts that are switched on (A6)", "启用的模块（A6）")
    firm: Firm = key("The firm", "企业")
    calendar: Calendar = key("Working days", "工作日")
    receivables: Receivables = key("Receivables", "应收账款")
    payables: Payables = key("Payables", "应付账款")
    budget: Budget = key("Budget lines", "预算")
    vat: Vat = key("Value added tax", "增值税")
    forecast: Forecast = key("Forecast", "预测")
    collection: Collection = key("Collections", "收款")
    instalments: Instalments = key("Payment plans", "分期计划")
    indicators: Indicators = key("Indicators", "指标")
    rules: dict[str, Rule] = key("Warning rules by id (A3)", "预警规则（A3）")
    monitor: Monitor = key("The 3+1 monitor (A4)", "3+1 监测（A4）")
    buffer: Buffer = key("Risk buffer", "风险缓冲")
    freshness: Freshness = key("Data freshness (A5)", "数据时效（A5）")

    def has(self, module: Module) -> bool:
        """Whether a module is switched on."""
        return module in self.modules
