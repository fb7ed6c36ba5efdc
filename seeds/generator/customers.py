"""The register of customers, and the insurance of what they owe."""

from __future__ import annotations

import datetime as dt

from . import days, sales
from .firm import ANCHOR, AS_OF, CUSTOMERS, Customer

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
INSOLVENT = "大连沧屹"  # its one open invoice is claimed, and the claim admitted


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
    # has been asked for. A late payer and one that is insolvent by now are insured too.
    found += [
        usual | {"customer": ANCHOR, "limit": 150_000_000, "valid_from": "2026-10-15",
                 "requested": 200_000_000, "requested_on": "2026-10-13"},
        usual | {"customer": ANCHOR, "policy": "ZP2026-118", "insurer": "甬诚保险",
                 "limit": 10_000_000, "covered": 0.8, "maximum_liability": 8_000_000},
        usual | {"customer": LATE_INSURED, "limit": 40_000_000},
        usual | {"customer": INSOLVENT, "limit": 5_000_000},
    ]  # fmt: skip
    last = ("deductible", "maximum_liability", "valid_from", "requested", "requested_on")
    first = [name for name in usual if name not in last]
    return [{name: row.get(name, "") for name in (*first, *last)} for row in found]
