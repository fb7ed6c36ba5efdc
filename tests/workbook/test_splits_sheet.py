"""The sheet Order splitting: a row for each batch, and words for what stands in the way."""

from __future__ import annotations

from functools import cache

import pytest
from firm import day, invoice, ledgers, policy

from cashbuoy.analysis import Analysis, analyse
from cashbuoy_workbook.blocks import Link
from cashbuoy_workbook.sheets import splits
from workbook.builders import view


def order(number: str, amount: float, customer: str, **more: object) -> dict:
    usual = {"earliest": day("2026-03-03"), "latest": day("2026-06-30")}
    return {"order": number, "customer": customer, "amount": amount} | usual | more


@cache
def firm() -> Analysis:
    def listed(name: str) -> dict:
        return {"customer": name, "credit_limit": 1000, "terms_days": 30,
                "first_deal": day("2020-01-01")}  # fmt: skip

    books = ledgers(
        Receivables=[invoice("1", "2025-12-01", "2025-12-31", 600, "Late")],
        Customers=[listed("Acme"), listed("Late"), {"customer": "Bare"}],
        Orders=[
            order("two", 1500, "Acme"),
            order("large", 5000, "Acme", earliest=day("2026-05-01"), latest=day("2026-05-08")),
            order("late", 900, "Late"),
            order("bare", 10, "Bare"),
        ],
    )
    rules = "forecast: {receipts: due_date}\ncredit: {limits: {lower_at_once: false, caps_at_once: false}}"
    return analyse(books, policy(rules, "advanced"), day("2026-03-02"))


def shown(language: str) -> list[dict]:
    sheet = splits.render(view(firm(), language))
    body = next(b for b in sheet.blocks if b.name == "cb_Splits_Rows")
    return [dict(zip(splits.COLUMNS, row, strict=True)) for row in body.values]


def test_a_row_for_each_batch_and_one_for_what_cannot_be() -> None:
    rows = shown("en")
    assert [(r["order"], r["number"], r["batch"]) for r in rows] == [
        ("two", "1 / 2", 1000.0),
        ("two", "2 / 2", 500.0),
        ("large", None, None),
        ("late", "1 / 1", 900.0),  # once the 600 are in
        ("bare", None, None),
    ]
    assert (rows[0]["limit"], rows[0]["exposure"], rows[0]["advice"]) == (1000.0, 1000.0, None)
    assert rows[4]["limit"] is None
    assert all(isinstance(r["row"], Link) for r in rows)


@pytest.mark.parametrize(
    ("language", "large", "late", "bare"),
    [
        ("en", "a limit of", "On hold", "No credit limit agreed"),
        ("zh", "额度提高到", "已暂停赊销", "尚无信用额度"),
    ],
)
def test_what_stands_in_the_way(language: str, large: str, late: str, bare: str) -> None:
    rows = {r["order"]: r for r in shown(language)}
    assert large in rows["large"]["advice"]
    assert late in rows["late"]["advice"]
    assert rows["late"]["hold"] == {"en": "overdue", "zh": "逾期"}[language]
    assert bare in rows["bare"]["advice"]
