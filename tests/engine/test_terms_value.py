"""What terms and early discounts are worth (B11), by hand."""

from __future__ import annotations

import numpy as np
import pytest
from credit_firm import assessed, customer, monthly
from firm import invoice, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.credit.terms_value import break_even_days, days_that_pay, discount_npv


def rules(text: str = ""):
    return policy(f"credit: {{terms: {{{text}}}}}" if text else "").credit.terms


def days(delay: float, loss: float, text: str = "") -> float:
    return float(break_even_days(np.array([delay]), np.array([loss]), rules(text), 365)[0])


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # Of 20 % margin 10 % must be left; 80 tied up at 6 % cost 4.80 a year, 0.013151 a day.
        (days(0, 0), 10 / 4.8 * 365),
        (days(10, 0.02), 8 / 4.8 * 365 - 10),
        (days(0, 0.1), 0),
        (days(5, 0.1), -5),
        (days(0, 0.12), -2 / 4.8 * 365),
        (days(20, 0.05, "margin: 0.3, least_margin: 0.2, cost_of_money: 0.18"), 5 / 12.6 * 365 - 20),
        (days(20, 0.05, "cost_of_money: 0"), np.inf),
        (days(0, 0, "margin: 1"), np.inf),  # nothing tied up
        (days(0, 0, "margin: 0.05"), -5 / 5.7 * 365),
    ],
)  # fmt: skip
def test_break_even_days(found: float, expected: float) -> None:
    assert found == pytest.approx(expected)


# The ladder is 0, 15, 30, 45, 60, 90.
@pytest.mark.parametrize(
    ("delay", "loss", "longest", "granted"),
    [
        (0, 0, 60, 60),
        (0, 0, 45, 45),
        (0, 0, 40, 30),
        (0, 0, 0, 0),
        (0, 0.1, 60, 0),  # the margin is gone
        (0, 0.0961, 60, 15),  # 0.39 / 4.8 x 365 = 29.7 days
        (0, 0.0960, 60, 30),  # 30.4 days
        (1, 0.0960, 60, 15),  # of which one is the delay
        (400, 0.0960, 60, 0),
    ],
)
def test_days_to_grant(delay: float, loss: float, longest: int, granted: int) -> None:
    found = days_that_pay(
        np.array([float(delay)]), np.array([loss]), rules(), np.array([longest]), 365
    )
    assert found.tolist() == [granted]


def npv(net: int, delay: float, loss: float, text: str) -> float:
    settings = rules(text)
    return float(
        discount_npv(np.array([net]), np.array([delay]), np.array([loss]), settings, 365)[0]
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # 2/10 net 30 at 10 %: 98 / 1.0027397 = 97.7322 against 100 / 1.0082192 = 99.1848.
        (npv(30, 0, 0, "cost_of_money: 0.10"), -0.0145254),
        # It pays from 37.6 % on: 0.98 (1 + 30 r / 365) = 1 + 10 r / 365, so 19.4 r / 365 = 0.02.
        (npv(30, 0, 0, "cost_of_money: 0.3762886598"), 0),
        # The customer pays 45 days late and 3 in a hundred not at all: 97 / 1.0205479 = 95.0470.
        (npv(30, 45, 0.03, "cost_of_money: 0.10"), 0.0268526),
        (npv(30, 0, 0, "discount: {rate: 0}, cost_of_money: 0"), 0),
    ],
)
def test_value_of_an_early_discount(found: float, expected: float) -> None:
    assert found == pytest.approx(expected, abs=5e-8)


def test_the_credit_book_shows_days_and_value_for_each_customer() -> None:
    """Billed in twelve months 11,000, net 30, paid on the day: at 6 % 98 / 1.0016438 = 97.83917
    against 100 / 1.0049315 = 99.50927, so 2/10 costs 1.67010 in a hundred: 183.71 a year."""
    row = customer(assessed(monthly(14, 1000)))
    assert (row["terms"], row["days_that_pay"]) == (30, 60)
    assert row["discount_value"] == -183_71
    # A debt of 1,000 of long ago is lost: 1,000 of 11,000 sold, not all of what is owed now.
    # 98 / 1.0016438 = 97.83917 against 90.90909 / 1.0049315 = 90.46297: 811.38 a year.
    lost = invoice("X", "2025-02-01", "2025-03-01", 1000)
    row = customer(assessed([*monthly(14, 1000), lost]))
    assert (row["exposure"], row["allowance"]) == (1000_00, 1000_00)
    assert row["discount_value"] == 811_38
    cash = [r | {"due_date": r["invoice_date"]} for r in monthly(14, 1000)]
    assert customer(assessed(cash))["discount_value"] == 0  # nothing to shorten


shares = st.floats(0, 0.99)


@given(st.floats(0, 400), shares, st.floats(0, 400), shares, st.integers(0, 120))
def test_a_slower_or_less_certain_payer_is_never_granted_more(
    delay: float, loss: float, more_delay: float, more_loss: float, longest: int
) -> None:
    both = np.array([delay, delay + more_delay]), np.array([loss, min(loss + more_loss, 1)])
    first, second = days_that_pay(*both, rules(), np.array([longest, longest]), 365).tolist()
    assert second <= first <= longest
    value = discount_npv(np.array([30, 30]), *both, rules(), 365)
    assert value[1] >= value[0]  # the worse it pays, the more an early payment is worth
