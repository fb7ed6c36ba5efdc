"""The policy: every number a firm may set. Values come from `config/`, never from here."""

from __future__ import annotations

from cashbuoy.policy.models.behaviour import Behaviour
from cashbuoy.policy.models.cash import Budget, Buffer, CashFloor, Forecast, Tranche, Vat
from cashbuoy.policy.models.concentration import Concentration
from cashbuoy.policy.models.credit import Credit
from cashbuoy.policy.models.disputes import DisputeReason, Disputes
from cashbuoy.policy.models.dunning import FRIENDLY, STAGES, Dunning, DunningStage, Strategy
from cashbuoy.policy.models.emergency import Effect, Emergency, EmergencyAction
from cashbuoy.policy.models.firm import Calendar, Firm
from cashbuoy.policy.models.funding import Factoring, Funding
from cashbuoy.policy.models.insurance import Insurance
from cashbuoy.policy.models.late_fees import LateFees, RateFrom
from cashbuoy.policy.models.letters import Letters, Sender
from cashbuoy.policy.models.monitor import Light, Monitor
from cashbuoy.policy.models.paying import PaymentSchedule
from cashbuoy.policy.models.plans import Instalments, PlanMisses, PlanOffers
from cashbuoy.policy.models.rolling import Rolling
from cashbuoy.policy.models.rules import Alerts, Rule
from cashbuoy.policy.models.scenarios import LARGEST, Scenario
from cashbuoy.policy.models.section import Language, Level, Module, Roll, Section, Text, key
from cashbuoy.policy.models.simulation import Correlation, Simulation, Swing
from cashbuoy.policy.models.trade import (
    AgeingBucket,
    Collection,
    OverduePayables,
    Payables,
    Receivables,
    Stage,
    StagedPlan,
)
from cashbuoy.policy.models.watching import Freshness, Indicators

__all__ = [
    "FRIENDLY",
    "LARGEST",
    "STAGES",
    "AgeingBucket",
    "Alerts",
    "Behaviour",
    "Budget",
    "Buffer",
    "Calendar",
    "CashFloor",
    "Collection",
    "Concentration",
    "Correlation",
    "Credit",
    "DisputeReason",
    "Disputes",
    "Dunning",
    "DunningStage",
    "Effect",
    "Emergency",
    "EmergencyAction",
    "Factoring",
    "Firm",
    "Forecast",
    "Freshness",
    "Funding",
    "Indicators",
    "Instalments",
    "Insurance",
    "Language",
    "LateFees",
    "Letters",
    "Level",
    "Light",
    "Module",
    "Monitor",
    "OverduePayables",
    "Payables",
    "PaymentSchedule",
    "PlanMisses",
    "PlanOffers",
    "Policy",
    "RateFrom",
    "Receivables",
    "Roll",
    "Rolling",
    "Rule",
    "Scenario",
    "Section",
    "Sender",
    "Simulation",
    "Stage",
    "StagedPlan",
    "Strategy",
    "Swing",
    "Text",
    "Tranche",
    "Vat",
]


class Policy(Section):
    language: Language = key("Language of sheets and messages", "表格与提示的语言")
    modules: list[Module] = key("Parts that are switched on (A6)", "启用的模块（A6）")
    firm: Firm = key("The firm", "企业")
    calendar: Calendar = key("Working days", "工作日")
    receivables: Receivables = key("Receivables", "应收账款")
    payables: Payables = key("Payables", "应付账款")
    behaviour: Behaviour = key("When customers pay", "客户付款行为")
    budget: Budget = key("Budget lines", "预算")
    vat: Vat = key("Value added tax", "增值税")
    forecast: Forecast = key("Forecast", "预测")
    collection: Collection = key("Collections", "收款")
    late_fees: LateFees = key("Fees for paying late (B8)", "逾期费用（B8）")
    dunning: Dunning = key("Asking for payment, stage by stage (B1, B7)", "分级催收（B1、B7）")
    disputes: Disputes = key("Disputes (B10)", "争议（B10）")
    letters: Letters = key("Letters to customers who pay late (B7)", "催款函件（B7）")
    instalments: Instalments = key("Payment plans", "分期计划")
    indicators: Indicators = key("Indicators", "指标")
    rules: dict[str, Rule] = key("Warning rules by id (A3)", "预警规则（A3）")
    alerts: Alerts = key("How warnings cool off", "预警的冷却")
    emergency: Emergency = key("The emergency plan (A3)", "应急预案（A3）")
    monitor: Monitor = key("The 3+1 monitor (A4)", "3+1 监测（A4）")
    buffer: Buffer = key("Risk buffer", "风险缓冲")
    insurance: Insurance = key("Credit insurance (C2)", "信用保险（C2）")
    funding: Funding = key("Ways to raise cash (C3)", "筹资渠道（C3）")
    concentration: Concentration = key("Concentration (C4)", "集中度（C4）")
    simulation: Simulation = key("How sure the forecast is", "预测的把握程度")
    scenarios: dict[str, Scenario] = key("What-if scenarios by id", "情景（按编号）")
    rolling: Rolling = key("Closed months and past forecasts (A1)", "已结月份与历次预测（A1）")
    credit: Credit = key(
        "Credit of customers (B1, B3-B5, B11, B12)", "客户信用（B1、B3–B5、B11、B12）"
    )
    freshness: Freshness = key("Data freshness (A5)", "数据时效（A5）")

    @property
    def fees_by_law(self) -> LateFees:
        """Late fees as they hold where the firm is."""
        return self.late_fees.of_firm(self.firm.country)

    def has(self, module: Module) -> bool:
        """Whether a module is switched on."""
        return module in self.modules
