"""The groups in which formulas are listed."""

from __future__ import annotations

from cashbuoy_addin.formulas.registry import Words

RECEIVABLES = Words("Receivables", "应收账款")
TURNOVER = Words("Turnover and cash cycle", "周转与现金循环")
LIQUIDITY = Words("Liquidity and buffer", "流动性与缓冲")
CONCENTRATION = Words("Concentration", "集中度")
CREDIT_TERMS = Words("Credit terms and late fees", "信用条件与逾期费用")
INSURANCE = Words("Credit insurance", "信用保险")
PLANS = Words("Payment plans", "分期计划")
CALENDAR = Words("Calendar", "日历")
WARNINGS = Words("Warnings", "预警")
