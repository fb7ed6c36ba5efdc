"""Loss rates from the firm's own roll rates, and what is left of the loss after insurance."""

from __future__ import annotations

import numpy as np
import pytest
from credit_firm import AS_OF, assessed, customer, documents_of, paid
from firm import day, invoice, ledgers, policy
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.credit.allowance import loss_rates, net_of_insurance, roll_rates
from cashbuoy.ledger.balances import Balances

# Three steps of 30 days before 30 June: from 1 April, 1 May and 31 May.
#   A 1,000 not due on 1 April, open on 1 May; then 11 days overdue, paid by 31 May
#   B   500 not due on 1 April, open on 1 May; 21 days overdue, open on 31 May; 51 days, still open
#   C 1,500 not due on 1 May, paid by 31 May
#   D 2,000 not due on 31 May, paid by 30 June
# Not due 5,000, of which 1,500 open 30 days on: 30 %. Up to 30 days overdue 1,500, 500 open: a
# third. Up to 60 days 500, all open.
INVOICES = [
    paid("A", "2026-03-01", "2026-04-20", 1000, "2026-05-10"),
    invoice("B", "2026-03-11", "2026-04-10", 500),
    paid("C", "2026-04-15", "2026-05-15", 1500, "2026-05-15"),
    paid("D", "2026-05-20", "2026-06-10", 2000, "2026-06-25"),
]


def rules(recovered: float = 0) -> str:
    return f"""
        credit:
          allowance:
            {{rates: roll_rates, history_months: 3, loss_after_days: 60, recovered: {recovered}}}
        """


def test_roll_rates_by_hand() -> None:
    rates, seen = roll_rates(Balances.of(documents_of(INVOICES)), AS_OF, 3, 2)
    assert seen.tolist() == [5000_00, 1500_00, 500_00]
    assert rates.tolist() == pytest.approx([0.3, 1 / 3, 1])


def test_a_part_payment_rolls_on_with_the_rest() -> None:
    part = invoice("P", "2026-05-01", "2026-06-10", 800, paid=600, paid_date=day("2026-06-20"))
    rates, seen = roll_rates(Balances.of(documents_of([part])), AS_OF, 3, 2)
    assert (rates[0], seen[0]) == (0.25, 800_00)


def test_loss_rates_of_the_buckets_are_the_products_of_the_rolls() -> None:
    """Not due: 30 % of a third of all. Overdue up to 30 days: a third; for longer: all of it."""
    found = loss_rates(documents_of(INVOICES), policy(rules()), AS_OF)
    assert found.source == "roll_rates"
    assert found.rates.tolist() == pytest.approx([0.1, 1 / 3, 1, 1, 1, 1, 1])
    found = loss_rates(documents_of(INVOICES), policy(rules(0.4)), AS_OF)
    assert found.rates.tolist() == pytest.approx([0.06, 0.2, 0.6, 0.6, 0.6, 0.6, 0.6])


def test_wide_buckets_weigh_the_steps_by_what_was_seen() -> None:
    """Up to 60 days overdue: 1,500 at a third and 500 at one are one half."""
    wide = (
        rules()
        + """
        receivables:
          ageing:
            - {up_to_days: 0, expected_after_days: 0, loss_rate: 0}
            - {up_to_days: 60, expected_after_days: 0, loss_rate: 0}
            - {up_to_days: null, expected_after_days: 0, loss_rate: 1}
        """
    )
    found = loss_rates(documents_of(INVOICES), policy(wide), AS_OF)
    assert found.rates.tolist() == pytest.approx([0.1, 0.5, 1])


@pytest.mark.parametrize(("first", "source"), [("2026-04-01", "roll_rates"),
                                               ("2026-04-02", "too_short")])  # fmt: skip
def test_a_history_that_is_too_short_leaves_the_given_rates(first: str, source: str) -> None:
    rows = [paid("E", first, "2026-05-15", 100, "2026-05-15"), *INVOICES[1:]]
    found = loss_rates(documents_of(rows), policy(rules()), AS_OF)
    assert found.source == source
    told = [f.id for f in assessed(rows, rules()).findings]
    assert ("allowance_history_short" in told) == (source == "too_short")
    if source == "too_short":
        assert found.rates.tolist() == [0, 0, 0.02, 0.05, 0.15, 0.40, 1]


def test_what_was_paid_later_is_not_known_yet() -> None:
    later = [*INVOICES[:1], paid("B", "2026-03-11", "2026-04-10", 500, "2026-07-15"),
             *INVOICES[2:]]  # fmt: skip
    found = loss_rates(documents_of(later), policy(rules()), AS_OF)
    assert found.rates.tolist() == pytest.approx([0.1, 1 / 3, 1, 1, 1, 1, 1])


rows_ = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 90), st.integers(1, 10**6),
              st.integers(-10, 200)),
    min_size=1, max_size=15,
)  # fmt: skip


@given(rows_)
def test_rates_are_shares_and_rise_with_age(items: list) -> None:
    side = Balances(
        issued=np.datetime64(AS_OF) - np.array([i[0] for i in items]).astype("timedelta64[D]"),
        due=np.datetime64(AS_OF) - np.array([i[0] - i[1] for i in items]).astype("timedelta64[D]"),
        settled=np.datetime64(AS_OF)
        - np.array([i[0] - max(i[1] + i[3], 0) for i in items]).astype("timedelta64[D]"),
        amount=np.array([i[2] for i in items]),
        paid=np.array([i[2] for i in items]),
    )
    rates, seen = roll_rates(side, AS_OF, 12, 12)
    assert ((rates >= 0) & (rates <= 1)).all()
    assert (rates[seen == 0] == 1).all()


# An expected loss of 400 on 1,000 owed.
@pytest.mark.parametrize(
    ("pays", "net"),
    [
        (0, 400),
        (900, 40),
        (450, 220),  # 400 less 45 % of it
        (5000, 0),  # no more than what is lost
    ],
)
def test_net_of_insurance(pays: int, net: int) -> None:
    found = net_of_insurance(np.array([400]), np.array([1000]), np.array([pays]))
    assert found.tolist() == [net]


POLICY_LINES = [
    {"policy": "P1", "insurer": "I", "customer": "Acme", "limit": 600, "covered": 0.8,
     "risk": "commercial"},
    {"policy": "P2", "insurer": "I", "customer": "Acme", "limit": 9000, "covered": 0.9,
     "risk": "political"},
]  # fmt: skip
NOTICE = {"date": day("2026-06-18"), "customer": "Acme", "action": "claim_notice"}


@pytest.mark.parametrize(
    ("line", "actions", "net"),
    [
        # 150 x (1 - 0.8 x 0.6); what covers political risk alone does not count.
        ({}, [NOTICE], 78_00),
        # The insurer pays 0.8 x (600 - 100) = 400 of 1,000.
        ({"deductible": 100}, [NOTICE], 90_00),
        # No notice by 18 June (90 days after due, before the holidays): nothing is paid.
        ({}, [], 150_00),
        # The limit of the day of shipment counts, not today's.
        ({"valid_from": day("2026-03-01")}, [NOTICE], 150_00),
    ],
)
def test_the_allowance_is_net_of_what_the_insurance_sheet_says_insurers_pay(
    line: dict, actions: list[dict], net: int
) -> None:
    """1,000 overdue by 100 days, of which 15 % are lost: 150."""
    books = ledgers(
        Receivables=[invoice("1", "2026-02-20", "2026-03-22", 1000)],
        Insurance=[POLICY_LINES[0] | line, POLICY_LINES[1]],
        Actions=actions,
    )
    credit = analyse(books, policy("", "advanced"), AS_OF).credit
    assert credit is not None
    row = customer(credit)
    assert (row["allowance"], row["allowance_net"]) == (150_00, net)
