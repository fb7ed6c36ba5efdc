"""How a letter writes the limits that held, and an index the share that is paid."""

from __future__ import annotations

import datetime as dt

import pytest
from firm import FIVE_LETTERS, day, invoice, ledgers, policy

from cashbuoy.collection.letter import HeldLimit
from cashbuoy.collection.letters import LetterDesk
from cashbuoy_workbook.letters.context import letter_context
from cashbuoy_workbook.letters.wording import Wording

FIRST = HeldLimit(500_000, 0.9)
LATER = HeldLimit(200_000, 0.9, dt.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("language", "limits", "written"),
    [
        ("en", (FIRST,), "USD 5,000.00"),
        ("en", (LATER,), "USD 2,000.00"),
        ("en", (FIRST, LATER), "USD 5,000.00 and USD 2,000.00 for shipments from 1 January 2026"),
        ("zh", (FIRST, LATER), "5,000.00 USD、2026年1月1日起出运：2,000.00 USD"),
    ],
)
def test_limits_that_followed_each_other(language, limits, written) -> None:
    assert Wording.of(language).limits(limits, "USD") == written


def test_a_share_keeps_its_half_percent() -> None:
    assert Wording.of("en").share(0.925) == "92.5%"


@pytest.mark.parametrize(("kind", "written"), [("public", "贵单位"), ("large", "贵公司")])
def test_a_public_body_is_no_company(kind, written) -> None:
    rules = policy(f"dunning: {{{FIVE_LETTERS}}}")
    books = ledgers(
        Receivables=[invoice("A", "2025-11-03", "2026-01-05", 1_000)],
        Customers=[{"customer": "Acme", "buyer_type": kind}],
    )
    [letter] = LetterDesk.of(books, rules, day("2026-03-30")).due()
    assert letter_context(letter, rules, "zh")["you"] == written


def test_a_rate_raised_to_the_lpr_is_not_told_as_the_contracts() -> None:
    words = Wording.of("zh")
    assert "条例" in words.basis("regulation_floor", policy())
    row = {"rate": 0.031, "basis": "regulation_floor", "currency": "CNY", "balance": 100, "days": 9}
    assert words.rate(row, policy()) == "年利率 3.1%"


@pytest.mark.parametrize(
    ("language", "states"),
    [
        ("en", ["paid", "overdue, 1,500.00 paid", "open"]),
        ("zh", ["已付", "逾期（已付1,500.00）", "待付"]),
    ],
)
def test_a_confirmation_says_how_much_of_an_instalment_is_paid(language, states) -> None:
    plan = {
        "plan": "P", "counterparty": "Acme", "direction": "in", "principal": 9_000,
        "start": day("2025-10-10"), "instalments": 3, "method": "equal_principal",
    }  # fmt: skip
    books = ledgers(
        Receivables=[invoice("A", "2025-05-03", "2025-07-05", 9_000)],
        Plans=[plan],
        PlanItems=[{"plan": "P", "invoice": "A"}],
        PlanPayments=[
            {"plan": "P", "date": day("2025-11-10"), "amount": 3_000},
            {"plan": "P", "date": day("2025-12-10"), "amount": 1_500},
        ],
    )
    (letter,) = LetterDesk.of(books, policy(), day("2025-12-20")).on_demand(
        "plan_confirmation", "Acme"
    )
    rows = letter_context(letter, policy(), language)["instalments"]
    assert [row["state"] for row in rows] == states
