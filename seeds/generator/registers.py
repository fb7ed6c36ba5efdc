"""The smaller ledgers: customers, recurring items, budget, bank lines, insurance, plans, orders."""

from __future__ import annotations

import datetime as dt

from . import cash, days, purchases, sales
from .exceptions import FIRST_INSTALMENT, PLAN_INSTALMENTS, PLAN_START, instalment, plan_principal
from .firm import (
    ANCHOR,
    AS_OF,
    CUSTOMERS,
    DRAFT_CUSTOMER,
    PLAN_CUSTOMER,
    PLAN_SUPPLIER,
    Customer,
)

Row = dict[str, object]
_GRADES = {"prompt": "A", "anchor": "B", "ordinary": "B", "late": "C", "very_late": "D"}
_RATED = {"Nordkai": "A2", "Brightmere": "B1", "Kestrel Ridge": "A3", "Tasmar": "A3",
          "Halvorsund": "A2", "Quangmin": "B2", ANCHOR: "AA-", "嘉兴沅策": "BB",
          "沈阳辽柏": "B+"}  # fmt: skip
_INSURED = {"Nordkai": 60, "Brightmere": 50, "Kestrel Ridge": 80, "Tasmar": 30, "Halvorsund": 30,
            "Quangmin": 20, ANCHOR: 200}  # ten thousand yuan  # fmt: skip
_KEY = {
    ANCHOR,
    "杭州沐栎",
    "青岛澔川",
    "无锡澄榉",
    "上海岚衡",
    "合肥璟砚",
    "Kestrel Ridge",
    "Nordkai",
}
_POLITICAL = {"Quangmin"}
LATE_INSURED = "沈阳辽柏"  # one invoice notified in time, one missed, one due within days


def customers(invoices: list[sales.Invoice]) -> list[Row]:
    found: list[Row] = []
    year_ago = days.shift_month(AS_OF, -12)
    for place, c in enumerate(CUSTOMERS):
        first = sales.NEW_CUSTOMERS.get(
            c.short, dt.date(2014 + place % 9, 1 + place * 7 % 12, 1 + place * 11 % 28)
        )
        bought = sum(i.base for i in invoices if i.customer == c and i.date > year_ago)
        found.append({
            "customer": c.short, "name": c.name, "country": c.country,
            "language": "zh" if c.country == "CN" else "en", "first_deal": first,
            "terms_days": c.terms,
            "credit_limit": _limit(c, bought), "grade": _GRADES[c.habit],
            "external_rating": _RATED.get(c.short, ""),
            "rating_date": dt.date(2026, 3, 31) if c.short in _RATED else "",
            "insured_limit": _INSURED[c.short] * 1_000_000 if c.short in _INSURED else "",
            "key_account": "是" if c.short in _KEY else "",
            **_letterhead(c, place),
            "group": _GROUPS.get(c.short, ""), "industry": _industry(c.name),
        })  # fmt: skip
    return found


_GROUPS = {ANCHOR: "骐曜集团", "杭州沐栎": "骐曜集团"}
# By a word of the firm's name, the first that fits.
_INDUSTRIES = {
    "水": "水处理", "环保": "水处理", "Water": "水处理", "泵": "泵阀", "阀": "泵阀", "流体": "泵阀",
    "Pump": "泵阀", "Flow": "泵阀", "Fluid": "泵阀", "Armaturen": "泵阀", "制药": "医药装备",
    "医疗": "医药装备", "石": "石化", "化工": "石化", "汽车": "汽车与动力", "动力": "汽车与动力",
}  # fmt: skip


def _industry(name: str) -> str:
    return next((kind for word, kind in _INDUSTRIES.items() if word in name), "其他机械")


# Where letters go. Streets and persons are invented like the firms.
_SURNAMES = "陈林黄吴周徐孙马朱胡郭何高罗郑梁"
_LARGE = {ANCHOR, "合肥璟砚", "沈阳辽柏", "Nordkai"}
_PUBLIC = {"福州榕翊"}
_ABROAD = {
    "Nordkai": ("Hafenstrasse 18, 20457 Hamburg, Germany", "Ms Brandt"),
    "Brightmere": ("Unit 6, Harbour Road, Hull HU1 2AB, United Kingdom", "Mr Aldridge"),
    "Kestrel Ridge": ("4120 Mill Creek Road, Akron, OH 44305, USA", "Ms Whitfield"),
    "Tasmar": ("22 Foundry Lane, Geelong VIC 3220, Australia", "Mr Docherty"),
    "Halvorsund": ("Verftsgata 9, 4013 Stavanger, Norway", "Ms Solberg"),
    "Quangmin": ("Lot 12, Tan Thuan Zone, Ho Chi Minh City, Vietnam", "Mr Tran"),
}


def _letterhead(customer: Customer, place: int) -> Row:
    city = customer.short[:-2]
    address, contact = _ABROAD.get(
        customer.short,
        (
            f"{city}市高新区创业路{10 + place * 7}号",
            f"{_SURNAMES[place % len(_SURNAMES)]}{'女士' if place % 3 else '先生'}（财务部）",
        ),
    )
    kind = "large" if customer.short in _LARGE else "small"
    return {
        "buyer_type": "public" if customer.short in _PUBLIC else kind,
        "address": address, "contact": contact,
        "email": f"finance{place + 1:02d}@example.com",
    }  # fmt: skip


def _limit(customer: Customer, bought: int) -> int:
    """A fifth above what the terms would tie up of a year's purchases; less for slow payers."""
    share = {"A": 120, "B": 120, "C": 90, "D": 50}[_GRADES[customer.habit]]
    tied_up = bought * (customer.terms + 15) * share // 36_500
    return max(tied_up // 1_000_000, 3) * 1_000_000


# A late fee that a contract agrees, a year; the rest is silent.
_LATE_RATES = {"HT2025-11": 0.08, "HT2026-01": 0.073, "HT2026-02": 0.06, "HT2026-03": 0.073}


def contracts() -> list[Row]:
    return [
        {
            "contract": c.number, "customer": c.customer, "amount": c.amount * 100,
            "currency": "CNY",
            "signed": c.signed, "shipped": c.shipped or "", "accepted": c.accepted or "",
            "expected_shipped": c.expected_shipped or "",
            "expected_accepted": c.expected_accepted or "",
            "plan": c.plan, "major": "是" if c.major else "",
            "late_rate": _LATE_RATES.get(c.number, ""),
        }
        for c in sales.contracts()
    ]  # fmt: skip


# item | category | amount in fen | frequency | start | day | roll
_RECURRING = (
    ("工资", "payroll", cash.WAGES, "monthly", "2025-05-10", 10, "preceding"),
    ("社保与公积金", "payroll", cash.SOCIAL_INSURANCE, "monthly", "2025-05-15", 15, "following"),
    ("年终奖", "payroll", 52_000_000, "yearly", "2027-02-03", 3, "preceding"),
    ("厂房租金（按季）", "rent", cash.RENT_PER_QUARTER, "quarterly", "2025-07-06", 6, "following"),
    ("水电气", "other_payments", cash.UTILITIES, "monthly", "2025-05-20", 20, "following"),
    (
        "差旅、运费与办公",
        "other_payments",
        cash.OVERHEADS,
        "monthly",
        "2025-05-25",
        25,
        "following",
    ),
    (
        "企业所得税预缴",
        "other_taxes",
        cash.TAX_PER_QUARTER,
        "quarterly",
        "2025-07-15",
        15,
        "following",
    ),
    ("流动资金贷款利息", "interest", 1_350_000, "monthly", "2025-05-21", 21, "following"),
    (
        "流动资金贷款续贷（缩减至 300 万元）",
        "loans_in",
        300_000_000,
        "yearly",
        "2027-03-01",
        1,
        "following",
    ),
    ("财产与货运保险", "other_payments", 9_200_000, "yearly", "2025-11-12", 12, "following"),
    ("ERP 与绘图软件年费", "other_payments", 6_800_000, "yearly", "2026-04-14", 14, "following"),
)


def recurring() -> list[Row]:
    return [
        {
            "item": item, "category": category,
            "direction": "in" if category == "loans_in" else "out", "amount": amount,
            "currency": "CNY",
            "frequency": frequency, "start": start,
            "end": start if category == "loans_in" else "", "day": day, "roll": roll,
        }
        for item, category, amount, frequency, start, day, roll in _RECURRING
    ]  # fmt: skip


_ONE_OFF = (
    ("2027-02", "capex", 148_800_000),  # 60 % of the machining centre, on delivery
    ("2027-05", "other_taxes", 6_000_000),  # income tax settlement
    ("2027-08", "capex", 24_800_000),  # the last 10 %
)


def budget() -> list[Row]:
    """Net of VAT, with the last months' budget as it was. Sales grow a little more slowly than they
    did."""
    found: list[Row] = []
    for month in days.months(BUDGET_SINCE, dt.date(2027, 10, 1)):
        ahead = AS_OF + dt.timedelta(days=1)
        number = (month.year - ahead.year) * 12 + month.month - ahead.month
        this, following = sales.SEASON[month.month - 1], sales.SEASON[month.month % 12]
        grown = 1095 + 3 * number
        sold = sales.NET_PER_MONTH * this * grown // 100_000
        bought = sales.NET_PER_MONTH * (this + following) * grown // 200_000
        bought = bought * BUDGET_PURCHASES // 100
        found.append(
            {"month": f"{month:%Y-%m}", "category": "planned_sales", "amount": _round(sold)}
        )
        found.append(
            {"month": f"{month:%Y-%m}", "category": "planned_purchases", "amount": _round(bought)}
        )
    found += [{"month": m, "category": c, "amount": a} for m, c, a in _ONE_OFF]
    return sorted(found, key=lambda r: str(r["month"]))


BUDGET_SINCE = dt.date(2026, 5, 1)
BUDGET_PURCHASES = 64  # percent of sales


def _round(yuan: int) -> int:
    """To ten thousand yuan, in fen."""
    return yuan // 10_000 * 1_000_000


def bills(invoices: list[sales.Invoice], bought: list[purchases.Bill]) -> list[Row]:
    """Acceptance bills, received and given, with those that matured in the last months."""
    found: list[Row] = [
        {
            "bill": f"1332{day:%y%m%d}{i.number[2:6]}{i.number[7:]}", "kind": i.instrument,
            "direction": "in", "drawer": i.customer.short, "face": i.amount, "currency": "CNY",
            "matures": day, "discount_rate": 0.021 if i.instrument == "bank_acceptance" else 0.036,
        }
        for i, _, day in cash.bills_held(invoices) if day >= BUDGET_SINCE
    ]  # fmt: skip
    found += [
        {
            "bill": f"1402{day:%y%m%d}{b.number[-6:]}", "kind": "bank_acceptance",
            "direction": "out",
            "drawer": b.supplier.name, "face": b.amount, "currency": "CNY", "matures": day,
            "discount_rate": "",
        }
        for b, _, day in cash.bills_given(bought) if day >= BUDGET_SINCE
    ]  # fmt: skip
    return sorted(found, key=lambda r: (str(r["direction"]), str(r["matures"]), str(r["bill"])))


def lines() -> list[Row]:
    return [
        {"bank": "浙岳银行·流动资金贷款（一年期）", "limit": 350_000_000, "drawn": 350_000_000,
         "committed": "是",
         "rate": 0.036, "expires": "2027-02-24"},
        {"bank": "浙岳银行·流动资金贷款（三年期）", "limit": 100_000_000, "drawn": 100_000_000,
         "committed": "是",
         "rate": 0.036, "expires": "2028-03-01"},
        {"bank": "甬泽银行·循环授信", "limit": 150_000_000, "drawn": 0, "committed": "是",
         "rate": 0.042, "expires": "2027-01-20"},
        {"bank": "甬泽银行·临时透支", "limit": 80_000_000, "drawn": 0, "committed": "否",
         "rate": 0.048, "expires": "2027-06-30"},
    ]  # fmt: skip


def insurance() -> list[Row]:
    found: list[Row] = []
    for customer, limit in _INSURED.items():
        risks = ("commercial", "political") if customer in _POLITICAL else ("commercial",)
        found += [
            {
                "policy": "XY2026-0417", "insurer": "澜信信用保险", "customer": customer,
                "limit": limit * 1_000_000, "covered": 0.95 if risk == "political" else 0.9,
                "risk": risk,
                "waiting_days": 180 if risk == "political" else 150, "notify_days": 30,
                "claim_days": 180,
                "premium_rate": 0.0038, "maximum_liability": 400_000_000,
            }
            for risk in risks
        ]  # fmt: skip
    usual = found[0]
    # The insurer has lowered the largest limit in October; a second policy takes a part, and more
    # has been asked for. A late payer at home is insured too.
    found += [
        usual | {"customer": ANCHOR, "limit": 150_000_000, "valid_from": "2026-10-15",
                 "requested": 200_000_000, "requested_on": "2026-10-13"},
        usual | {"customer": ANCHOR, "policy": "ZP2026-118", "insurer": "甬诚保险",
                 "limit": 10_000_000, "covered": 0.8, "maximum_liability": 8_000_000},
        usual | {"customer": LATE_INSURED, "limit": 40_000_000},
    ]  # fmt: skip
    last = ("deductible", "maximum_liability", "valid_from", "requested", "requested_on")
    first = [name for name in usual if name not in last]
    return [{name: row.get(name, "") for name in (*first, *last)} for row in found]


def plans(invoices: list[sales.Invoice], bought: list[purchases.Bill]) -> list[Row]:
    theirs = plan_principal(invoices)
    ours = sum(b.amount for b in bought if b.into_plan)
    return [
        {"plan": sales.PLAN_NUMBER, "counterparty": PLAN_CUSTOMER, "direction": "in",
         "principal": sum(i.amount for i in theirs), "start": PLAN_START,
         "instalments": PLAN_INSTALMENTS,
         "frequency": "monthly", "method": "equal_principal", "rate": 0,
         "down_payment": theirs[0].amount, "status": "in_grace"},
        {"plan": purchases.PLAN_NUMBER, "counterparty": PLAN_SUPPLIER, "direction": "out",
         "principal": ours, "start": purchases.INTO_PLAN, "instalments": cash.SUPPLIER_INSTALMENTS,
         "frequency": "monthly", "method": "custom", "rate": 0, "down_payment": "",
         "status": "current"},
        {"plan": _DRAFT, "counterparty": DRAFT_CUSTOMER, "direction": "in",
         "principal": sum(_still(i) for i in _under_draft(invoices)), "start": _DRAFT_START,
         "instalments": 6, "frequency": "monthly", "method": "equal_instalment", "rate": "6%",
         "down_payment": 400_000_00, "status": "draft"},
    ]  # fmt: skip


# Agreed by word of mouth on the visit of 26 October; the customer has not signed yet.
_DRAFT, _DRAFT_START = "FQ-2026-03", dt.date(2026, 11, 16)


def _under_draft(invoices: list[sales.Invoice]) -> list[sales.Invoice]:
    """What the customer of the draft owes overdue, oldest first."""
    return [
        i for i in invoices
        if i.customer.short == DRAFT_CUSTOMER and i.due < AS_OF and _still(i) > 0
        and not i.dispute
    ]  # fmt: skip


def _still(invoice: sales.Invoice) -> int:
    return invoice.amount - (invoice.paid or 0)


def plan_items(invoices: list[sales.Invoice]) -> list[Row]:
    """The invoices that the draft is about; those of the other plan name it as their contract."""
    return [
        {"plan": _DRAFT, "invoice": i.number, "amount": _still(i), "instalment": ""}
        for i in _under_draft(invoices)
    ]


def instalments(invoices: list[sales.Invoice], bought: list[purchases.Bill]) -> list[Row]:
    """The customer paid down and once, then missed; we have paid every month."""
    theirs = plan_principal(invoices)
    parts = [(PLAN_START, theirs[0].amount)]
    parts += [
        (days.shift_month(FIRST_INSTALMENT, n), instalment(invoices))
        for n in range(PLAN_INSTALMENTS)
    ]
    parts[-1] = (parts[-1][0], sum(i.amount for i in theirs) - sum(p for _, p in parts[:-1]))
    found = [_part(sales.PLAN_NUMBER, n, day, part, n < 2) for n, (day, part) in enumerate(parts)]
    for n, (day, part) in enumerate(cash.supplier_plan(bought), start=1):
        found.append(_part(purchases.PLAN_NUMBER, n, day, part, days.workday(day) <= AS_OF))
    return found


def _part(plan: str, number: int, day: dt.date, principal: int, paid: bool) -> Row:
    return {
        "plan": plan, "number": number, "due": days.workday(day), "principal": principal,
        "interest": 0,
        "paid": principal if paid else "", "paid_date": days.workday(day) if paid else "",
    }  # fmt: skip


# What the bookkeeper did in October. date | customer | action | channel | by | result
# date, customer, action, channel, who, result, day promised, note
_ACTIONS = (
    ("2026-10-12", "嘉兴沅策", "second", "email", "应收会计", "no_answer", "", ""),
    ("2026-10-14", "沈阳辽柏", "call", "phone", "应收会计", "no_result", "", "称正在走付款流程"),
    ("2026-10-19", "台州骁钺", "reminder", "email", "销售", "promised", "2026-11-20", ""),
    ("2026-10-21", "无锡澄榉", "call", "phone", "销售", "disputed", "", "对账后付款"),
    ("2026-10-22", "重庆渝柘", "call", "phone", "应收会计", "promised", "2026-10-29", "月底前付清"),
    ("2026-10-26", "嘉兴沅策", "visit", "in_person", "财务经理", "plan_wanted", "",
     "同意分批支付，待书面确认"),
)  # fmt: skip


def actions() -> list[Row]:
    return [
        {
            "date": date, "customer": customer, "action": action, "invoices": "",
            "channel": channel, "by": by, "result": result, "promise_date": promised, "note": note,
        }
        for date, customer, action, channel, by, result, promised, note in _ACTIONS
    ] + [
        {
            "date": "2026-10-14", "customer": LATE_INSURED, "action": "claim_notice",
            "invoices": "XS2605-036", "channel": "email", "by": "财务经理", "result": "",
            "promise_date": "", "note": "澜信已受理",
        },
    ]  # fmt: skip


# customer, day, reason, amount or "" for the whole invoice, who, outcome, closed, upheld
_REGISTER = (
    ("佛山粤铖", "2025-12-29", "质量问题", 860_000, "质量部", "lost", "2026-01-20", ""),
    ("济南垚盛", "2026-06-03", "价格或条款不符", 2_490_000, "销售", "part_won", "2026-06-30",
     1_245_000),
    ("石家庄冀垒", "2026-09-10", "质量问题", "", "质量部", "", "", ""),
    ("无锡澄榉", "2026-10-21", "质量问题", 1_860_000, "质量部", "", "", ""),
)  # fmt: skip


def disputes(invoices: list[sales.Invoice]) -> list[Row]:
    """Two settled ones and two that are open; the third that the ledger marks is not registered."""
    return [
        {
            "dispute": f"ZY{opened[2:4]}{opened[5:7]}-{number:02d}",
            "invoice": _disputed_invoice(invoices, customer, opened),
            "opened": opened, "reason": reason, "amount": amount, "owner": owner,
            "outcome": outcome, "closed": closed, "won": won,
        }
        for number, (customer, opened, reason, amount, owner, outcome, closed, won) in enumerate(
            _REGISTER, 1
        )
    ]  # fmt: skip


def _disputed_invoice(invoices: list[sales.Invoice], customer: str, opened: str) -> str:
    """The customer's invoice that is marked, else its last one before that day."""
    own = [i for i in invoices if i.customer.short == customer and i.amount > 0]
    marked = [i for i in own if i.dispute]
    before = [i for i in own if f"{i.date}" < opened]
    return (marked or before[-1:])[0].number


def orders() -> list[Row]:
    wanted = (
        ("DD2610-07", "苏州骐曜", 1_620_000, "2026-11-16", "2027-03-31", 4),
        ("DD2610-11", "杭州沐栎", 486_000, "2026-12-01", "2027-02-28", 3),
        ("DD2610-15", "Kestrel Ridge", 128_000, "2026-12-07", "2027-03-12", 2),
        ("DD2610-18", "台州骁钺", 355_000, "2026-11-23", "2027-01-29", 2),
        ("DD2610-22", "宁波昱珂", 268_000, "2026-11-09", "2026-12-25", 2),
    )
    currency = {c.short: c.currency for c in CUSTOMERS}
    return [
        {"order": order, "customer": customer, "amount": amount * 100,
         "currency": currency[customer],
         "earliest": earliest, "latest": latest, "max_batches": batches}
        for order, customer, amount, earliest, latest, batches in wanted
    ]  # fmt: skip
