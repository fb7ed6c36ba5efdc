"""The words that a choice column takes, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

DIRECTIONS = ("in", "out")
PRIORITIES = ("critical", "normal", "flexible")
INSTRUMENTS = ("transfer", "bank_acceptance", "trade_acceptance", "cash", "letter_of_credit")
FREQUENCIES = ("weekly", "fortnightly", "monthly", "quarterly", "half_yearly", "yearly")
ROLLS = ("following", "preceding", "modified_following", "none")
PLAN_FREQUENCIES = ("weekly", "fortnightly", "monthly", "month_end", *FREQUENCIES[3:])
PLAN_METHODS = ("equal_principal", "equal_instalment", "balloon", "custom")
# How a forecast that was kept came about.
ORIGINS = ("refresh", "override", "reconstructed")
REPLAN_OPTIONS = ("spread", "capitalised", "extended")
CREDIT_SUBJECTS = ("limit", "terms")
CREDIT_RULES = (
    "keep", "new_customer", "assessment", "first_limit", "late_payment", "good_record", "grade_d",
    "cap_grade", "cap_equity", "cap_insured",
)  # fmt: skip
# Size of a buyer when the contract was signed: it decides whose late-payment rule holds.
BUYER_TYPES = ("small", "large", "public")
# How collection proceeds, mildest first, and what else is done about a debt.
ACTION_KINDS = (
    "note", "due_note", "reminder", "call", "visit", "first", "second", "final", "stop_shipment",
    "formal_demand", "claim_notice", "partner", "court", "promise", "instalment", "plan_offer",
    "plan_confirmation", "dispute_reply", "insolvency", "claim", "claim_admitted", "claim_paid", "other",
)  # fmt: skip
# What came of it.
RESULTS = (
    "no_answer", "promised", "says_paid", "disputed", "plan_wanted", "refused", "no_result",
)  # fmt: skip
DISPUTE_OUTCOMES = ("unsettled", "won", "part_won", "lost")
TASK_STATES = ("to_do", "in_progress", "done", "dropped")
CHANNELS = ("email", "post", "registered", "phone", "message", "in_person")
PLAN_STATES = (
    "draft",
    "agreed",
    "current",
    "in_grace",
    "broken",
    "replanned",
    "completed",
    "written_off",
)
PLAN_REASONS = (
    "noted", "agreement", "began", "missed", "grace_over", "caught_up", "all_paid", "decided",
)  # fmt: skip
PLAN_SHAPES = ("fast", "balanced", "gentle")
SECURITIES = ("no_security", "guarantee", "pledge")


@dataclass(frozen=True)
class ChoiceLabel:
    """A choice as the workbook shows it, and other words accepted on input."""

    en: str
    zh: str
    aliases: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        return (self.en, self.zh, *self.aliases)


def choice(en: str, zh: str, *aliases: str) -> ChoiceLabel:
    return ChoiceLabel(en, zh, aliases)


CHOICE_LABELS = {
    "in": choice("In", "收入", "收", "流入", "应收", "receipt", "inflow", "receivable"),
    "out": choice("Out", "支出", "付", "支", "流出", "应付", "payment", "outflow", "payable"),
    "critical": choice("Critical", "关键", "重要", "高", "high"),
    "normal": choice("Normal", "一般", "普通", "中", "medium"),
    "flexible": choice("Flexible", "可延后", "可推迟", "低", "low"),
    "transfer": choice(
        "Transfer", "银行转账", "转账", "电汇", "T/T", "TT", "wire", "bank transfer"
    ),
    "bank_acceptance": choice("Bank acceptance", "银行承兑汇票", "银承", "银票", "银行承兑"),
    "trade_acceptance": choice("Trade acceptance", "商业承兑汇票", "商承", "商票", "商业承兑"),
    "cash": choice("Cash", "现金"),
    "letter_of_credit": choice("Letter of credit", "信用证", "L/C", "LC"),
    "weekly": choice("Weekly", "每周", "周"),
    "fortnightly": choice("Fortnightly", "每两周", "双周", "biweekly"),
    "monthly": choice("Monthly", "每月", "月", "按月"),
    "month_end": choice("Month end", "每月月末", "月末", "end of month"),
    "quarterly": choice("Quarterly", "每季度", "每季", "季", "按季"),
    "half_yearly": choice("Half-yearly", "每半年", "半年", "semi-annual"),
    "yearly": choice("Yearly", "每年", "年", "annual", "annually"),
    "following": choice("Next working day", "顺延至下一工作日", "顺延", "延后"),
    "preceding": choice("Previous working day", "提前至上一工作日", "提前"),
    "modified_following": choice(
        "Next working day in the month", "顺延但不跨月", "不跨月顺延", "modified following"
    ),
    "none": choice("No shift", "不调整", "不顺延"),
    "equal_principal": choice("Equal principal", "等额本金"),
    "equal_instalment": choice("Equal instalments", "等额本息", "annuity"),
    "balloon": choice("Balloon", "到期一次还本", "先息后本", "bullet"),
    "custom": choice("Custom", "自定义"),
    "spread": choice("Spread", "均摊", "均摊到后续各期"),
    "capitalised": choice("Capitalised", "并入本金", "重新分期"),
    "extended": choice("Extended", "展期", "末期后展期"),
    "draft": choice("Draft", "草拟", "草稿"),
    "agreed": choice("Agreed", "已签约", "已约定"),
    "current": choice("Current", "正常履行", "履行中", "正常", "active"),
    "in_grace": choice("In grace", "宽限期内", "宽限期"),
    "broken": choice("Broken", "已违约", "违约", "defaulted"),
    "replanned": choice("Replanned", "已重订", "重新安排"),
    "completed": choice("Completed", "已结清", "结清", "已完成", "paid off"),
    "written_off": choice("Written off", "已核销", "核销"),
    "noted": choice("First noted", "首次记录"),
    "agreement": choice("Agreed", "签订协议"),
    "began": choice("Plan began", "计划开始"),
    "missed": choice("Instalment missed", "分期逾期"),
    "grace_over": choice("Grace days over", "宽限期已过"),
    "caught_up": choice("Arrears paid", "欠款补齐"),
    "all_paid": choice("All paid", "全部付清"),
    "decided": choice("Decided by us", "我方决定"),
    "fast": choice("Fast", "快速"),
    "balanced": choice("Balanced", "平衡"),
    "gentle": choice("Gentle", "宽松"),
    "no_security": choice("None", "无担保", "无"),
    "guarantee": choice("Guarantee", "保证担保", "保证", "担保人"),
    "pledge": choice("Pledge or mortgage", "抵押或质押", "抵押", "质押", "mortgage"),
    "refresh": choice("Refresh", "刷新时预测"),
    "override": choice("Typed by user", "人工填写"),
    "reconstructed": choice("Reconstructed", "事后推算"),
    "limit": choice("Credit limit", "信用额度", "额度"),
    "terms": choice("Terms", "账期"),
    "keep": choice("Unchanged", "不变"),
    "new_customer": choice("New customer: cash with order", "新客户：款到发货"),
    "assessment": choice("Assessed: terms granted", "评估通过：给予账期"),
    "first_limit": choice("First limit by grade", "按等级首次授信"),
    "late_payment": choice("Late payment", "付款逾期"),
    "good_record": choice("Good record", "记录良好"),
    "grade_d": choice("Grade D: cash with order", "D 级：款到发货"),
    "cap_grade": choice("Capped by grade", "等级上限"),
    "cap_equity": choice("Capped by equity", "净资产上限"),
    "cap_insured": choice("Capped by insurance", "保险限额上限"),
    "small": choice(
        "Small or medium firm",
        "中小企业",
        "小微企业",
        "小型企业",
        "中型企业",
        "民营企业",
        "SME",
        "small firm",
    ),
    "large": choice("Large firm", "大型企业", "大企业", "large company"),
    "public": choice(
        "Public body",
        "机关事业单位",
        "机关、事业单位",
        "政府机关",
        "事业单位",
        "政府",
        "public sector",
        "government",
    ),
    "note": choice("Note before due", "到期前提示", "到期提示"),
    "due_note": choice("Note on the due date", "到期日提示"),
    "promise": choice("Promise follow-up", "承诺跟进", "跟进承诺"),
    "instalment": choice("Missed instalment", "分期逾期跟进", "跟进分期"),
    "no_answer": choice("No answer", "未回复", "未联系上", "无人接听"),
    "promised": choice("Promised to pay", "承诺付款"),
    "says_paid": choice("Says it has paid", "称已付款", "已付款"),
    "disputed": choice("Disputes the invoice", "提出异议"),
    "plan_wanted": choice("Asks for instalments", "要求分期", "申请分期"),
    "refused": choice("Refuses to pay", "拒绝付款", "拒付"),
    "no_result": choice("Other", "其他结果"),
    "unsettled": choice("Open", "处理中", "未结", "待处理"),
    "won": choice("Won", "我方胜", "对方认可", "全额认可"),
    "part_won": choice("Settled in part", "部分认可", "协商折让"),
    "lost": choice("Conceded", "我方承担", "全额红冲"),
    "reminder": choice("Payment reminder", "付款提醒函", "付款提醒"),
    "call": choice("Call", "电话催收", "电话"),
    "visit": choice("Visit", "上门拜访", "上门"),
    "first": choice("First demand", "第一次催款函", "第一封催款函"),
    "second": choice("Second demand", "第二次催款函", "第二封催款函"),
    "final": choice("Final demand", "最后催款函", "最后通知"),
    "stop_shipment": choice("Shipments stopped", "暂停发货", "停止发货"),
    "formal_demand": choice("Formal demand", "正式催告函", "催告函"),
    "claim_notice": choice("Notice to the insurer", "可能损失通知书", "报损通知", "报损"),
    "partner": choice("Collection partner", "委托催收"),
    "court": choice("Court", "诉讼仲裁", "诉讼", "仲裁"),
    "plan_offer": choice("Plan offered", "分期付款建议函", "payment plan offered"),
    "plan_confirmation": choice("Plan confirmed", "分期付款确认函", "payment plan confirmed"),
    "dispute_reply": choice("Dispute acknowledged", "异议回复函"),
    "insolvency": choice("Insolvent", "买方破产", "得知破产", "buyer insolvent"),
    "claim": choice("Claim", "提交索赔", "索赔", "claim to the insurer"),
    "claim_admitted": choice("Admitted", "索赔获认可", "定损核赔", "claim admitted"),
    "claim_paid": choice("Claim paid", "收到赔款", "赔付到账"),
    "other": choice("Other", "其他"),
    "email": choice("E-mail", "电子邮件", "邮件", "电邮", "mail"),
    "post": choice("Post", "邮寄", "平信", "快递", "letter"),
    "registered": choice("Registered post", "挂号信", "EMS", "邮政特快专递", "registered mail"),
    "phone": choice("Phone", "电话联系", "telephone"),
    "message": choice("Message", "即时消息", "微信", "短信", "WeChat"),
    "in_person": choice("In person", "当面", "面谈"),
    "to_do": choice("To do", "待办", "open", "未开始"),
    "in_progress": choice("In progress", "进行中", "started", "办理中"),
    "done": choice("Done", "已完成", "finished", "√", "✓", "完成"),
    "dropped": choice("Dropped", "不做", "cancelled", "取消"),
    "commercial": choice("Commercial", "商业风险"),
    "political": choice("Political", "政治风险"),
}  # every key of the choices above, and of those given in the tables
