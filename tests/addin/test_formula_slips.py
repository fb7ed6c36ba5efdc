"""Slips of the hand that would give a figure: signs, percents, arguments in another's place."""

from __future__ import annotations

import datetime as dt

import pytest

from cashbuoy.errors import FormulaError
from cashbuoy.policy.load import profile
from cashbuoy_addin.answers import reason_in
from cashbuoy_addin.formulas.context import CallContext
from cashbuoy_addin.formulas.evaluate import call

CONTEXT = CallContext(
    dt.date(2026, 3, 31), lambda: profile("basic").model_copy(update={"language": "en"})
)
FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 3, 31)
LEDGER = (
    ("Customer", "Invoice date", "Due date", "Amount"),
    ("Acme", "2026-01-30", "2026-03-01", 100.0),
    ("Borealis", "2026-03-01", "2026-03-31", 100.0),
)
PLAN = (("Due", "Principal", "Paid"), ("2026-03-16", 100.0, None), ("2026-04-15", 100.0, None))
COVER = (("Insurer", "Limit", "Covered share"), ("S", 5e6, 0.9))


def column(*cells: object):
    return tuple((cell,) for cell in cells)


def refused(name, *arguments) -> FormulaError:
    found = call(name, arguments, CONTEXT)
    assert isinstance(found, FormulaError), found
    return found


# Six months and their total.
YEAR = column(300.0, 280.0, 320.0, 310.0, 290.0, 300.0, 1800.0)


@pytest.mark.parametrize(
    ("name", "arguments", "en", "zh"),
    [
        # Liabilities and outflows with the signs of a trial balance.
        ("BUFFER_GAP", (500e3, -300e3), "monthly_outflow: -300,000.00", "为负数，请按正数填写"),
        ("BUFFER_GAP", (500e3, column(300e3, -1.0)), "-1.00 is negative", "请按正数填写"),
        ("BUFFER_GAP", (500e3, 300e3, -3.0), "months is -3.00", "必须大于零"),
        ("DPO", (-550e3, 4.4e6), "payables: -550,000.00 is negative", "应付账款余额（payables）"),
        ("DIO", (-550e3, 4.4e6), "inventory: ", "存货余额（inventory）"),
        ("DSO", (-550e3, 4.4e6), "as positive figures", "请按正数填写"),
        ("BPDSO", (-1.0, 4.4e6), "current_receivables: ", "请按正数填写"),
        ("ADD_DAYS", (5.0, -1.0, 4.4e6), "current_receivables: ", "请按正数填写"),
        ("AR_TURNOVER", (5.0, -1.0), "receivables: ", "请按正数填写"),
        ("AP_TURNOVER", (-5.0, -1.0), "cogs: ", "请按正数填写"),
        ("INVENTORY_TURNOVER", (5.0, -1.0), "inventory: ", "请按正数填写"),
        ("CURRENT_RATIO", (-5.0, 1.0), "current_assets: ", "请按正数填写"),
        ("QUICK_RATIO", (5.0, -1.0, 1.0), "inventory: ", "请按正数填写"),
        ("TOP_SHARE", (column(100.0, -50.0),), "amounts: -50.00", "请按正数填写"),
        ("LATE_FEE", (-100.0, FIRST, LAST), "principal: ", "请按正数填写"),
        ("STAGED_PLAN", (-100.0, FIRST), "amount is -100.00", "必须大于零"),
        ("CLAIM_TIMELINE", (FIRST, -5.0), "amount: ", "请按正数填写"),
        # Percents typed as whole numbers.
        ("LATE_FEE", (1e6, FIRST, LAST, 5.0), "500.00%; it must be below 200%", "5% 应填 0.05"),
        ("INSTALMENTS", (12e4, 12.0, 6.0), "600.00%", "6% 应填 0.06"),
        ("INSTALMENTS", (12e4, 12.0, 1.0), "below 100%", "低于 100%"),
        ("REPLAN", (PLAN, 6.0), "600.00%", "6% 应填 0.06"),
        ("WARN_LEVEL", ("overdue_share", 25.0), "0.25 or 25%", "25% 应填 0.25"),
        # Arguments in another's place.
        ("QUICK_RATIO", (455e3, 863350.0, 426950.0), "are the arguments in order", "参数顺序"),
        ("AGEING", (LEDGER, 90.0), "as_of: 1900-03-30 lies outside", "不在 1990 至 2100"),
        ("CREDIT_LIMIT", (LEDGER, "Acme", 50e3), "as_of: 2036-11-21 lies after", "留空表示今天"),
        ("LATE_FEE", (1e6, 365.0, LAST), "from: 1900-12-30", "不在 1990 至 2100"),
        ("ORDER_SPLIT", (9.0, 4.0, FIRST, dt.date(2090, 1, 1)), "span more than", "请核对日期"),
        ("ORDER_SPLIT", (9.0, 4.0, FIRST, LAST, 46000.0), "credit days are 46000", "赊销天数为"),
        ("REPLAN", (PLAN, 0.06, "spread", LAST, 46000.0), "46000 further", "要求增加 46000 期"),
        # More than can be held to the cent.
        ("STAGED_PLAN", (1e17, FIRST), "too large", "数值过大"),
        ("CLAIM_TIMELINE", (FIRST, 1e17), "too large", "数值过大"),
        ("ORDER_SPLIT", (1e17, 1.0, FIRST, LAST), "too large", "数值过大"),
        ("INSTALMENTS", (1e17, 2.0, 0.0), "too large", "数值过大"),
        # A range down to its total.
        *(
            (name, arguments, "1,800.00, is the sum of the others", "不要包含合计")
            for name, arguments in (
                ("HHI", (YEAR,)),
                ("TOP_SHARE", (YEAR,)),
                ("DPO", (5.0, YEAR)),
                ("DIO", (5.0, YEAR)),
                ("DSO", (5.0, YEAR)),
                ("BPDSO", (5.0, YEAR)),
                ("ADD_DAYS", (5.0, 4.0, YEAR)),
                ("AR_TURNOVER", (YEAR, 5.0)),
                ("AP_TURNOVER", (YEAR, 5.0)),
                ("INVENTORY_TURNOVER", (YEAR, 5.0)),
                ("CEI", (9.0, YEAR, 5.0, 4.0, 6.0)),
                ("BUFFER_GAP", (5.0, YEAR)),
            )
        ),
        ("RUNWAY_MONTHS", (5.0, column(*[-5.0] * 6, -30.0)), "-30.00, is the sum", "不要包含合计"),
        # Texts and tables of another kind.
        ("CCC", ("1_000", 1.0, 1.0), "expected a number", "应为数字"),
        ("CLAIM_TIMELINE", (FIRST, 5.0, LAST, None, None, None, None, PLAN), "Limit", "限额"),
        ("CREDIT_GRADE", (LEDGER, "Acne"), "the nearest are Acme", "相近的有 Acme"),
        ("CREDIT_LIMIT", (LEDGER, "Borealis", "2026-02-01"), "dated 2026-02-01", "及以前没有发票"),
    ],
)
def test_a_slip_is_refused_with_what_to_write(name, arguments, en, zh) -> None:
    found = refused(name, *arguments)
    assert found.code in {"#NUM!", "#VALUE!", "#N/A"}
    assert en in found.reason
    assert zh in reason_in("zh", found, name)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("LATE_FEE", (1e6, FIRST, LAST, 0.06, 360.0), 5000.0),
        # 1,234.56 x 4.35 % x 17 days / 365: 2.50127... in the exact figures.
        ("LATE_FEE", (1234.56, FIRST, dt.date(2026, 3, 18), 0.0435), 2.5),
        ("HHI", (column(20.0, 30.0, 50.0),), 3800.0),  # 50 is one of three
        ("RUNWAY_MONTHS", (10.0, column(0.0, 0.0, 0.0, 0.0, 0.0, -6.0)), 10.0),
        ("LATE_FEE", (1e6, LAST, FIRST), 0.0),  # paid before it was due
        ("CASH_RATIO", (-100.0, 50.0), -2.0),  # overdrawn
        ("WARN_LEVEL", ("Overdue_Share", "25%"), "amber"),
        ("WARN_LEVEL", ("overdue_share", 1.0), "red"),
    ],
)
def test_what_is_no_slip(name, arguments, expected) -> None:
    assert call(name, arguments, CONTEXT) == expected


def test_amounts_of_many_digits_are_held_to_the_cent() -> None:
    # What a firm in dong or rupiah may owe: cents still count.
    block = call("INSTALMENTS", (10_000_000_000_000.01, 2.0, 0.0), CONTEXT)
    assert [row[2] for row in block[1:]] == [5_000_000_000_000.01, 5_000_000_000_000.0]
    block = call("CLAIM_TIMELINE", (FIRST, 1e13), CONTEXT)
    assert block[-1][6] == 9e12


def test_the_line_of_insurance_is_read() -> None:
    block = call("CLAIM_TIMELINE", (FIRST, 100.0, LAST, None, None, None, None, COVER), CONTEXT)
    assert block[-1][6] == 90.0
