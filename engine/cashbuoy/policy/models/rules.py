"""Warning rules, declared: what is measured, against what, from when on (A3)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cashbuoy.forecast.categories import KEYS
from cashbuoy.policy.models.section import Days, Section, Share, Text, key, wrong

FirmMeasure = Literal[
    "dso", "best_possible_dso", "add", "dso_over_terms", "cei", "overdue_share", "dpo", "dpo_over_terms", "dio",
    "inventory_turnover", "ccc", "cash", "current_ratio", "quick_ratio", "cash_ratio", "operating_cash_flow",
    "payment_cover", "cash_pool_months", "cash_pool_share", "runway_months", "shortfall_chance", "top_share", "hhi",
    "rated_share", "reporting_share", "insurance_days_left", "uninsured_share", "uncovered_gap", "plan_arrears",
    "own_plan_arrears", "money_at_risk",
]  # fmt: skip
MonthMeasure = Literal["closing_cash", "headroom", "line"]
CustomerMeasure = Literal[
    "customer_overdue", "customer_overdue_share", "customer_oldest_overdue", "customer_share",
    "customer_limit_used",
]  # fmt: skip
Measure = Literal[FirmMeasure, MonthMeasure, CustomerMeasure, "cell"]
Test = Literal["below", "above", "above_mean", "below_mean", "unusual_high", "unusual_low"]
AGAINST_PAST = frozenset({"above_mean", "below_mean", "unusual_high", "unusual_low"})
CellUnit = Literal["days", "share", "ratio", "money", "months", "index"]


class Rule(Section):
    """One warning rule: a measure, a test, and the limits at which it turns amber or red."""

    ref: str = key("Rule id in the product's rules, or your own", "规则编号（可自定）")
    measure: Measure = key(
        "What is measured: an indicator of the firm, the forecast by month (closing_cash and headroom "
        "on the lowest day, or a line), each customer, or a named cell of the workbook",
        "监测对象：企业指标、逐月预测（closing_cash、headroom 看当月最低日，或某一行）、每个客户，"
        "或工作簿中的命名单元格",
    )
    line: str | None = key(
        "With measure line: the forecast line, such as payroll",
        "measure 为 line 时：预测表的行，如 payroll",
        default=None,
    )
    cell: str | None = key(
        "With measure cell: the defined name of one cell that holds a number",
        "measure 为 cell 时：存放数值的单元格的名称",
        default=None,
        min_length=1,
        max_length=255,
    )
    unit: CellUnit | None = key(
        "With measure cell: the unit that it is shown in",
        "measure 为 cell 时：显示的单位",
        default=None,
    )
    test: Test = key(
        "Against a limit; by a share above or below its trailing mean; or so many spreads away from "
        "the median of its past (robust score)",
        "与限值比较；高于或低于滚动均值的比例；或偏离历史中位数的离散度倍数（稳健得分）",
    )
    red: float | None = key("Limit for red", "红色限值", default=None)
    amber: float | None = key("Limit for amber", "黄色限值", default=None)
    within_months: int | None = key(
        "Only the next so many forecast months are judged",
        "只看最近若干预测月",
        default=None,
        ge=1,
    )
    red_within_months: int | None = key(
        "Red only in the next so many forecast months; later it is amber",
        "仅最近若干预测月为红色，之后为黄色",
        default=None,
        ge=1,
    )
    mean_months: int | None = key(
        "Months of the past, for tests against it",
        "历史月数（与历史比较时必填）",
        default=None,
        ge=2,
        le=12,
    )
    periods_in_a_row: int = key(
        "Must hold so many periods running", "需连续若干期成立", default=1, ge=1, le=12
    )
    release: Share | None = key(
        "Own value in place of alerts.release", "替代 alerts.release 的值", default=None
    )
    cooling_days: Days | None = key(
        "Own value in place of alerts.cooling_days", "替代 alerts.cooling_days 的值", default=None
    )
    enabled: bool = key("Switch a rule off without deleting it", "停用规则而不删除", default=True)
    starts_emergency: bool = key(
        "Red starts the emergency plan", "红色时启动应急预案", default=False
    )
    title: Text = key("The rule in a few words", "规则简述")
    action: Text = key("What to do", "应对措施")

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.red is None and self.amber is None:
            raise wrong("rule_without_limit", at=())
        if self.test in AGAINST_PAST and self.mean_months is None:
            raise wrong("rule_without_mean", at=("test",))
        if self.measure == "line" and self.line not in KEYS:
            raise wrong("rule_line", at=("line",), options=tuple(KEYS))
        if self.measure == "cell" and (self.cell is None or self.unit is None):
            raise wrong("rule_cell", at=("measure",))
        by_customer = self.measure.startswith("customer_")
        if by_customer and (self.test not in {"above", "below"} or self.periods_in_a_row > 1):
            raise wrong("rule_customer_past", at=("test",))
        return self

    @property
    def watches(self) -> str:
        """What the rule looks at, as sheets and tblHistory name it: "cell:Name" for a cell, the
        category for a line, else the measure."""
        if self.measure == "cell":
            return f"cell:{self.cell}"
        return self.line if self.measure == "line" and self.line else self.measure


class Alerts(Section):
    """How warnings cool off, so that a level does not flicker from refresh to refresh."""

    release: Share = key(
        "A level falls only once the figure is back inside its limit by this share of the limit",
        "数值回到限值以内并超出限值的这一比例后，级别才下调",
    )
    cooling_days: Days = key(
        "and so many days after the limit was last broken", "且距最近一次突破限值满若干天"
    )
    kept_months: Annotated[int, Field(ge=1, le=120)] = key(
        "Months that lines of the warning log are kept", "预警记录保留的月数"
    )
