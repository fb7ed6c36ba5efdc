"""Calls of every formula with cells as Excel really sends them, and what they answer."""

from __future__ import annotations

import datetime as dt

from addin import excel_stub as excel
from cashbuoy_addin import bridge


def column(*cells):
    return tuple((cell,) for cell in cells)


def day(year, month, number):
    return f"{bridge.TAG}D{(dt.date(year, month, number) - dt.date(1899, 12, 30)).days}"


JANUARY = excel.time(2026, 1, 5)
MARCH = excel.time(2026, 3, 1), excel.time(2026, 3, 31)


# Open on 31 March 2026: B 200, C 300 of 500 (15 days overdue), D 400; 1,100 billed in 90 days.
LEDGER = (
    ("Invoice", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Paid date"),
    ("A", "X", excel.time(2025, 12, 1), excel.time(2025, 12, 31), 100.0, 100.0, JANUARY),
    ("B", "X", excel.time(2026, 1, 20), excel.time(2026, 4, 20), 200.0, None, None),
    ("C", "Y", excel.time(2026, 2, 14), excel.time(2026, 3, 16), 500.0, 200.0, MARCH[0]),
    (
        "D",
        "Z",
        excel.time(2026, 3, 10),
        excel.time(2026, 4, 9),
        400.0,
        400.0,
        excel.time(2026, 4, 2),
    ),
)
# The same invoices, of one customer.
OF_X = (LEDGER[0], *((row[0], "X", *row[2:]) for row in LEDGER[1:]))
CHINESE = (("发票号", "客户", "开票日期", "到期日", "金额", "已收金额", "收款日期"), *LEDGER[1:])
MONTHS = (
    ("营业收入", "月份", "应收账款"),
    (7e5, excel.time(2026, 1, 1), 2e6),
    (8e5, excel.time(2026, 2, 1), 1.9e6),
    (9e5, excel.time(2026, 3, 1), 2.1e6),
)
LEFT_OUT = excel.LEFT_OUT


# Formula, arguments, answer; worked by hand.
CASES = [
    ("DSO", (100.0, 1000.0, 365.0), 36.5),
    ("DSO", (column(100.0, None, 300.0), 1000.0), 73.0),
    ("DSO", (((100.0, 300.0),), ((400.0, 600.0),)), 73.0),
    ("DSO", (column("应收账款", 100.0, 300.0), column("营业收入", 400.0, 600.0)), 73.0),
    ("DSO", (100.0, 1000.0, LEFT_OUT, "期末余额法"), 36.5),
    ("DSO", (2.1e6, column(7e5, 8e5, 9e5), column(31.0, 28.0, 31.0), "countback"), 59 + 31 * 4 / 7),
    ("DSO", (LEDGER, LEFT_OUT, LEFT_OUT, LEFT_OUT, MARCH[1]), 900 / 1100 * 90),
    ("DSO", (CHINESE, LEFT_OUT, LEFT_OUT, LEFT_OUT, MARCH[1]), 900 / 1100 * 90),
    ("DSO", (MONTHS,), 2.1 / 2.4 * 90),
    ("BPDSO", (4000.0, 10000.0, 30.0), 12.0),
    ("ADD_DAYS", (15000.0, 4000.0, 10000.0, 30.0), 33.0),
    ("CEI", (6200.0, column(3630.0, 3630.0, 3630.0), 6340.0, 3590.0, 3.0), 3490 / 6240 * 100),
    ("OVERDUE_SHARE", (LEDGER, MARCH[1]), 300 / 900),
    ("OVERDUE_SHARE", (LEDGER, MARCH[1], 15.0), 0.0),
    ("ECL_ALLOWANCE", (column(15000.0, 7500.0), column(0.003, 0.016)), 165.0),
    ("ECL_ALLOWANCE", (((15000.0, 7500.0),), ((0.003, 0.016),)), 165.0),
    ("DPO", (column(6e5, 5e5), 4.4e6), 45.625),
    ("DIO", (((5e5, 7.5e5),), 6.5e6), 625 / 6500 * 365),
    ("CCC", (4.95, 40.88, 42.31), 3.52),
    ("AR_TURNOVER", (1200.0, 150.0), 8.0),
    ("AP_TURNOVER", (4.4e6, 5.5e5), 8.0),
    ("INVENTORY_TURNOVER", (6.5e6, column(5e5, 7.5e5)), 10.4),
    ("CURRENT_RATIO", (column(500.0, 100.0), 300.0), 2.0),
    ("QUICK_RATIO", (600.0, 300.0, 300.0), 1.0),
    ("CASH_RATIO", (10000.0, 5000.0, 20000.0), 6.0),
    ("RUNWAY_MONTHS", (250000.0, column(-40000.0, -60000.0)), 5.0),
    ("BUFFER_GAP", (500000.0, column(200000.0, 400000.0)), 400000.0),
    ("SHORTFALL_RISK", (100.0, 20.0, 0.0, None, 80.0), 0.15865525393145707),
    ("TOP_SHARE", (column(50.0, 30.0, 20.0),), 0.5),
    ("TOP_SHARE", (((50.0, 30.0, 20.0),), 2.0), 0.8),
    ("HHI", (column(20.0, 30.0, 50.0),), 3800.0),
    ("TERMS_COST", (0.02, 10.0, 30.0, 360.0), 0.02 / 0.98 * 18),
    ("TERMS_COST", (0.02, 10.0, 30.0, LEFT_OUT, True), (1 / 0.98) ** 18.25 - 1),
    ("LATE_FEE", (1e6, *MARCH), 15000.0),
    ("LATE_FEE", (1e6, 46082.0, 46112.0, 0.1825), 15000.0),
    # One invoice paid: not enough to grade, and cash with order until there is.
    ("CREDIT_GRADE", (LEDGER, "X", MARCH[1]), "N"),
    ("CREDIT_LIMIT", (LEDGER, "X", MARCH[1], 500.0), 0.0),
    ("WORKDAY_CN", (excel.time(2026, 2, 13), 1.0), day(2026, 2, 14)),
    ("WARN_LEVEL", ("overdue_share", 0.25), "amber"),
    ("WARN_LEVEL", ("operating_cash_negative", column(5.0, -1.0, -2.0)), "red"),
]


# Of blocks, some columns under the titles.
BLOCKS = [
    ("AGEING", (LEDGER, MARCH[1], ((0.0, 30.0, 60.0),)), {1: [600.0, 300.0, 0.0, 0.0]}),
    (
        "INSTALMENTS",
        (
            *(1000.0, 3.0, 0.12, excel.time(2026, 1, 15), LEFT_OUT, LEFT_OUT, 100.0),
            excel.time(2026, 1, 15),  # the day of the agreement
        ),
        {
            0: [0.0, 1.0, 2.0, 3.0],
            1: [day(2026, 1, 15), day(2026, 2, 24), day(2026, 3, 16), day(2026, 4, 15)],
            2: [100.0, 300.0, 300.0, 300.0],
            3: [0.0, 9.0, 6.0, 3.0],
        },
    ),
    (
        "STAGED_PLAN",
        (1000.0, JANUARY, LEFT_OUT, excel.time(2026, 3, 2)),
        {2: [0.3, 0.5, 0.2], 3: [day(2026, 1, 5), "", day(2026, 3, 23)], 4: [300.0, 500.0, 200.0]},
    ),
    # What is open on 31 March, whatever the order in which it is expected; A is paid.
    ("EXPECTED_PAY_DATE", (LEDGER[:3], LEFT_OUT, 0.9, MARCH[1]), {0: ["B"], 3: [200.0]}),
    # All invoices are paid; a bill of 300 and a rent of 100 a month, from 1,000.
    (
        "CASH_FORECAST",
        (
            1000.0,
            LEDGER[:2],
            (("账单日期", "到期日", "金额"), (MARCH[0], excel.time(2026, 4, 20), 300.0)),
            (
                ("现金流类别", "方向", "金额", "频率", "开始日期"),
                ("租金", "支出", 100.0, "每月", excel.time(2026, 4, 15)),
            ),
            MARCH[1],
            3.0,
        ),
        {
            0: [day(2026, 4, 1), day(2026, 5, 1), day(2026, 6, 1)],
            1: [1000.0, 600.0, 500.0],
            2: [0.0, 0.0, 0.0],
            3: [-400.0, -100.0, -100.0],
            4: [600.0, 500.0, 400.0],
        },
    ),
    # Of 1,000 the line insures 800, half of it; notice within 10 days after the extension of 60, by
    # the Friday before a Sunday.
    (
        "CLAIM_TIMELINE",
        (
            excel.time(2026, 3, 9),
            1000.0,
            MARCH[1],
            LEFT_OUT,
            LEFT_OUT,
            LEFT_OUT,
            LEFT_OUT,
            (
                (
                    "保单号",
                    "客户",
                    "限额",
                    "赔付比例",
                    "风险类型",
                    "等待期（天）",
                    "通知期（天）",
                    "索赔期（天）",
                ),
                ("P-1", "X", 800.0, 0.5, None, 100.0, 8.0, None),
            ),
        ),
        {
            1: [
                day(2026, 5, 8),
                day(2026, 5, 15),
                day(2026, 8, 23),
                day(2027, 2, 19),
                day(2026, 9, 22),
            ],
            3: [38.0, 45.0, 145.0, 325.0, 175.0],
            6: ["", 400.0, "", 400.0, 400.0],
        },
    ),
    # 100 of 300 was missed, and its interest of 1; both are paid after the last.
    (
        "REPLAN",
        (
            (
                ("应付日期", "本金", "利息", "已付金额"),
                (excel.time(2026, 3, 16), 100.0, 3.0, 2.0),
                (excel.time(2026, 4, 15), 100.0, 2.0, None),
                (excel.time(2026, 5, 15), 100.0, 1.0, None),
            ),
            0.12,
            "展期",
            MARCH[1],
            LEFT_OUT,
            10.0,
        ),
        {
            1: [day(2026, 4, 15), day(2026, 5, 15), day(2026, 6, 15)],
            2: [100.0, 100.0, 100.0],
            3: [3.0, 2.0, 1.0 + 1.0 + 10.0],
        },
    ),
    # 31 are waived: the fee of 10, the interest missed, and 20 of what was missed.
    (
        "REPLAN",
        (
            (
                ("Due", "Principal", "Interest", "Paid"),
                (excel.time(2026, 3, 16), 100.0, 3.0, 2.0),
                (excel.time(2026, 4, 15), 100.0, 2.0, None),
                (excel.time(2026, 5, 15), 100.0, 1.0, None),
            ),
            0.12,
            "extended",
            MARCH[1],
            LEFT_OUT,
            10.0,
            LEFT_OUT,
            LEFT_OUT,
            31.0,
        ),
        {
            1: [day(2026, 4, 15), day(2026, 5, 15), day(2026, 6, 15)],
            2: [100.0, 100.0, 80.0],
            3: [2.8, 1.8, 0.8],
        },
    ),
    # Of the 900 open on 31 March D is due on 9 April, and C, overdue by 15 days, is expected ten days
    # later: then there is room for 800 at once.
    (
        "ORDER_SPLIT",
        (800.0, 1000.0, MARCH[1], excel.time(2026, 4, 30), 60.0, OF_X, LEFT_OUT, 2.0, MARCH[1]),
        {1: [day(2026, 4, 10)], 2: [800.0], 5: [1000.0], 6: [day(2026, 6, 9)]},
    ),
]
CALLS = [
    *((name, cells) for name, cells, _ in CASES),
    *((name, cells) for name, cells, _ in BLOCKS),
]
