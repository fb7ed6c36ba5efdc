"""The smaller ledgers: contracts, recurring items, budget, bank lines, disputes and orders."""

from __future__ import annotations

import datetime as dt

from . import cash, days, purchases, sales
from .customers import INSOLVENT, LATE_INSURED
from .firm import (
    AS_OF,
    CUSTOMERS,
)

Row = dict[str, object]
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
            "channel": channel, "by": by, "result": result, "promise_date": promised, "amount": "",
            "note": note,
        }
        for date, customer, action, channel, by, result, promised, note in _ACTIONS
    ] + [
        {
            "date": "2026-10-14", "customer": LATE_INSURED, "action": "claim_notice",
            "invoices": "XS2605-036", "channel": "email", "by": "财务经理", "result": "",
            "promise_date": "", "amount": "", "note": "澜信已受理",
        },
    ] + [
        {
            "date": date, "customer": INSOLVENT, "action": action, "invoices": invoices,
            "channel": "email", "by": "财务经理", "result": "", "promise_date": "",
            "amount": amount, "note": note,
        }
        for date, action, invoices, amount, note in _CLAIM
    ]  # fmt: skip


# The insurer pays nine tenths of the invoice.
_CLAIM = (
    ("2026-10-08", "insolvency", "", "", "法院已受理破产申请"),
    ("2026-10-12", "claim", "XS2609-037", 3_730_356, ""),
    ("2026-10-22", "claim_admitted", "XS2609-037", 3_730_356, "澜信定损核赔通知书"),
)


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
