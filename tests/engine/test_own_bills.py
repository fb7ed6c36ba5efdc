"""Suppliers paid by our own acceptance bills: cash leaves when the bills mature."""

from __future__ import annotations

import pytest
from firm import balance, day, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.forecast.own_bills import own_bill_habits

AS_OF = day("2026-06-30")
RULES = policy(
    """
    modules: [bills]
    simulation: {paths: 0}
    rolling: {reconstruct: 0}
    """
)


def paid_bill(number, on, amount, supplier="Steel", currency="CNY"):
    return {"bill": number, "supplier": supplier, "bill_date": day("2026-01-05"), "due_date": on,
            "amount": amount, "paid": amount, "paid_date": on, "currency": currency}  # fmt: skip


def given(number, matures, face, to="Steel", direction="out", currency="CNY"):
    return {"bill": number, "kind": "bank_acceptance", "direction": direction, "drawer": to,
            "face": face, "currency": currency, "matures": matures}  # fmt: skip


def open_bill(amount=1000.01, due="2026-07-15", supplier="Steel", currency="CNY"):
    return {"bill": "NEW", "supplier": supplier, "bill_date": day("2026-06-15"),
            "due_date": day(due), "amount": amount, "currency": currency}  # fmt: skip


PAID = [
    paid_bill("A", day("2026-03-10"), 300),
    paid_bill("B", day("2026-04-10"), 300),
    paid_bill("C", day("2026-05-11"), 400),
]
GIVEN = [given("X", day("2026-09-06"), 300), given("Y", day("2026-10-08"), 300)]
FIRM = {"Bank": [balance("2026-06-29", 5000)], "Payables": [*PAID, open_bill()], "Bills": GIVEN}


def cash_out(firm, rules=RULES, as_of=AS_OF):
    """(date, amount, basis) of what is expected to be paid for open bills."""
    events = analyse(ledgers(**firm), rules, as_of).events
    own = events[events["source"] == "tblPayables"]
    return [
        (d.date(), a, b) for d, a, b in zip(own["date"], own["amount"], own["basis"], strict=True)
    ]


def test_the_habit_is_the_share_of_the_money_and_the_term_in_the_middle():
    (habit,) = own_bill_habits(ledgers(**FIRM), RULES, AS_OF).to_dict("records")
    assert habit["share"] == pytest.approx(0.6)  # 600 of 1,000
    assert (habit["payments"], habit["by_bill"]) == (3, 2)
    # 10 March to 6 September are 180 days, 10 April to 8 October 181.
    assert habit["term_days"] in (180, 181)


def test_an_open_bill_is_split_between_money_and_acceptance_to_the_cent():
    money, bill = cash_out(FIRM)
    assert money == (day("2026-07-15"), -400_00, "due")
    assert bill[1:] == (-600_01, "own_bill")
    # 15 July + 180 days is 11 January 2027, a Monday.
    assert bill[0] == day("2027-01-11")


@pytest.mark.parametrize(
    "change",
    [
        {"Bills": GIVEN[:1]},  # once is no habit
        {"Bills": [given("X", day("2026-09-06"), 300, to="Other"),
                   given("Y", day("2026-10-08"), 300, to="Other")]},
        {"Bills": [given("X", day("2026-09-06"), 300, direction="in"),
                   given("Y", day("2026-10-08"), 300, direction="in")]},
        {"Bills": [given("X", day("2026-09-06"), 301), given("Y", day("2026-10-08"), 299)]},
        {"Payables": [*PAID, open_bill(supplier="Other")]},
        {"Payables": [*PAID, {**open_bill(), "amount": -1000.01}]},
    ],
)  # fmt: skip
def test_who_is_not_paid_by_bill_is_paid_in_money(change):
    assert [basis for _, _, basis in cash_out(FIRM | change)] == ["due"]


def test_the_module_bills_switches_it_off():
    rules = policy("modules: []\nsimulation: {paths: 0}\nrolling: {reconstruct: 0}")
    assert cash_out(FIRM, rules) == [(day("2026-07-15"), -1000_01, "due")]


def test_payments_long_ago_say_nothing():
    later = day("2027-01-31")
    firm = FIRM | {"Payables": [*PAID, open_bill(due="2027-02-15")]}
    assert [basis for _, _, basis in cash_out(firm, as_of=later)] == ["due"]


def test_open_payables_still_add_up():
    controls = analyse(ledgers(**FIRM), RULES, AS_OF).controls
    (payables,) = [c for c in controls if c.id == "open_payables"]
    assert payables.holds
    assert payables.left == 1000_01
