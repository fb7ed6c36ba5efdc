"""Sales and purchases: what is owed both ways, with whom, and on what contracts."""

from __future__ import annotations

from cashbuoy.ledger.schema.choices import BUYER_TYPES, INSTRUMENTS, PRIORITIES
from cashbuoy.ledger.schema.column import (
    CURRENCY,
    CUSTOMER,
    HELD,
    NOTE,
    RATE_TO_BASE,
    Table,
    column,
)

# fmt: off
RECEIVABLES = Table("tblReceivables", "Receivables", "应收账款", (
    column("invoice", "text", "Invoice", "发票号", "invoice no", "invoice number",
           "invoiceNumber", "document", "发票号码", "单据号", "单号", required=True),
    CUSTOMER,
    column("invoice_date", "date", "Invoice date", "开票日期", "date", "issue date",
           "InvoiceDate", "document date", "发票日期", "单据日期", "日期", required=True),
    column("due_date", "date", "Due date", "到期日", "due", "DueDate", "到期日期", "应收日期",
           "付款到期日"),
    CURRENCY,
    column("amount", "money", "Amount", "金额", "invoice amount", "InvoiceAmount", "total",
           "gross", "价税合计", "发票金额", "应收金额", "含税金额", required=True),
    column("paid", "money", "Paid", "已收金额", "amount paid", "amount_paid", "received", "已收",
           "收款金额", "回款金额"),
    column("paid_date", "date", "Paid date", "收款日期", "settled", "SettledDate", "payment date",
           "date paid", "fully_paid_on_date", "回款日期", "收款日"),
    column("contract", "text", "Contract", "合同号", "contract no", "合同", "合同编号"),
    column("dispute", "flag", "Dispute", "争议", "disputed", "是否争议", "异议"),
    column("promise_date", "date", "Promise date", "承诺付款日", "promised", "promise",
           "承诺日期"),
    column("instrument", "choice", "Instrument", "结算方式", "payment method", "支付方式",
           choices=INSTRUMENTS),
    RATE_TO_BASE,
    NOTE,
    HELD,
), key=("invoice",))

PAYABLES = Table("tblPayables", "Payables", "应付账款", (
    column("bill", "text", "Bill", "账单号", "bill no", "invoice", "invoice number", "document",
           "发票号", "单据号", "单号", required=True),
    column("supplier", "text", "Supplier", "供应商", "vendor", "supplier id", "供应商编号",
           "供应商名称", "供货单位", required=True),
    column("bill_date", "date", "Bill date", "账单日期", "date", "invoice date", "bill dt",
           "开票日期", "单据日期", "日期", required=True),
    column("due_date", "date", "Due date", "到期日", "due", "DueDate", "到期日期", "应付日期"),
    CURRENCY,
    column("amount", "money", "Amount", "金额", "bill amount", "total", "gross", "价税合计",
           "应付金额", "含税金额", required=True),
    column("paid", "money", "Paid", "已付金额", "amount paid", "amount_paid", "已付", "付款金额"),
    column("paid_date", "date", "Paid date", "付款日期", "settled", "payment date", "date paid",
           "付款日"),
    column("priority", "choice", "Priority", "优先级", "优先级别", choices=PRIORITIES,
           default="normal"),
    column("discount_rate", "share", "Discount rate", "现金折扣率", "discount", "折扣率"),
    column("discount_date", "date", "Discount date", "折扣截止日", "discount until", "折扣日期"),
    column("late_rate", "share", "Late rate", "滞纳金日率", "late fee rate", "逾期日利率"),
    RATE_TO_BASE,
    NOTE,
    HELD,
), key=("supplier", "bill"))

CUSTOMERS = Table("tblCustomers", "Customers", "客户档案", (
    CUSTOMER,
    column("name", "text", "Name", "名称", "customer name", "全称", "客户名称", "客户全称"),
    column("country", "text", "Country", "国家", "country code", "countryCode", "国家地区"),
    column("language", "text", "Language", "语言", "lang"),
    column("first_deal", "date", "First deal", "首次成交日", "customer since", "首单日期"),
    column("terms_days", "integer", "Terms (days)", "账期（天）", "terms", "payment terms",
           "账期", "信用期"),
    column("credit_limit", "money", "Credit limit", "信用额度", "limit", "授信额度"),
    column("grade", "text", "Grade", "信用等级", "等级"),
    column("external_rating", "text", "External rating", "外部评级", "评级"),
    column("rating_date", "date", "Rating date", "评级日期"),
    column("insured_limit", "money", "Insured limit", "保险限额", "投保限额"),
    column("key_account", "flag", "Key account", "重点客户", "key customer", "大客户"),
    column("buyer_type", "choice", "Buyer type", "企业类型", "size", "type of firm", "企业规模",
           "客户类型", choices=BUYER_TYPES, default="small"),
    column("address", "text", "Address", "地址", "postal address", "通讯地址", "联系地址"),
    column("contact", "text", "Contact", "联系人", "contact person", "attention", "收件人"),
    column("email", "text", "E-mail", "电子邮箱", "email address", "邮箱", "电子邮件"),
    column("group", "text", "Group", "所属集团", "parent", "corporate group", "集团"),
    column("industry", "text", "Industry", "行业", "sector", "所属行业"),
), key=("customer",))

CONTRACTS = Table("tblContracts", "Contracts", "合同", (
    column("contract", "text", "Contract", "合同号", "contract no", "合同编号", required=True),
    CUSTOMER,
    column("amount", "money", "Amount", "合同金额", "contract amount", "金额", required=True),
    CURRENCY,
    column("signed", "date", "Signed", "签订日期", "signing date", "签约日期"),
    column("shipped", "date", "Shipped", "发货日期", "shipment date", "delivery date",
           "交货日期"),
    column("accepted", "date", "Accepted", "验收日期", "acceptance date"),
    column("expected_shipped", "date", "Expected shipment", "预计发货日期", "planned shipment",
           "expected shipment date", "expected delivery", "计划发货日期", "约定交货日期"),
    column("expected_accepted", "date", "Expected acceptance", "预计验收日期",
           "planned acceptance", "expected acceptance date", "计划验收日期"),
    column("plan", "text", "Staged plan", "收款方案", "plan", "payment terms", "分期方案"),
    column("major", "flag", "Major", "重大合同", "key contract", "是否重大"),
    column("late_rate", "share", "Late fee rate per year", "逾期违约金年利率", "late rate",
           "penalty rate", "违约金年利率", "逾期年利率"),
), key=("contract",))

ORDERS = Table("tblOrders", "Orders", "订单", (
    column("order", "text", "Order", "订单号", "order no", required=True),
    CUSTOMER,
    column("amount", "money", "Amount", "金额", required=True),
    CURRENCY,
    column("earliest", "date", "Earliest", "最早交货日", "earliest delivery"),
    column("latest", "date", "Latest", "最晚交货日", "latest delivery"),
    column("max_batches", "integer", "Most batches", "最多批次", "max batches"),
    column("prepaid", "money", "Prepaid", "已预收", "advance", "预收款", "advance received"),
), key=("order",))

INSURANCE = Table("tblInsurance", "Credit insurance", "信用保险", (
    column("policy", "text", "Policy", "保单号", "policy no", required=True),
    column("insurer", "text", "Insurer", "保险人", "保险公司"),
    CUSTOMER,
    column("limit", "money", "Limit", "限额", "insured limit", required=True),
    column("covered", "share", "Covered share", "赔付比例", "cover"),
    column("risk", "choice", "Risk", "风险类型", choices=("commercial", "political")),
    column("waiting_days", "integer", "Waiting (days)", "等待期（天）", "waiting days"),
    column("notify_days", "integer", "Notify within (days)", "通知期（天）", "notify days"),
    column("claim_days", "integer", "Claim within (days)", "索赔期（天）", "claim days"),
    column("premium_rate", "share", "Premium rate", "保费率", "premium"),
    column("deductible", "money", "Deductible", "免赔额", "first loss", "自付额"),
    column("maximum_liability", "money", "Maximum liability", "最高赔偿限额", "aggregate limit",
           "累计赔偿限额"),
    column("valid_from", "date", "Valid from", "生效日期", "from", "limit from", "起始日期"),
    column("valid_to", "date", "Valid to", "失效日期", "until", "到期日"),
    column("requested", "money", "Limit asked for", "申请限额", "requested limit"),
    column("requested_on", "date", "Asked for on", "申请日期", "requested on"),
))
# fmt: on
