"""Claims that insurers have admitted or paid, worked by hand: certain cash, counted once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import ON_DUE_DATES, balance, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.forecast.foresight import foresee
from cashbuoy.forecast.known_then import known_then

# 61 to 90 days overdue: nine tenths of the firm's part is expected, the rest is lost.
POLICY = policy(
    f"""
{ON_DUE_DATES}
receivables:
  ageing:
    - {{up_to_days: 0, loss_rate: 0.0, expected_after_days: 0}}
    - {{up_to_days: null, loss_rate: 0.4, expected_after_days: 60}}
simulation: {{paths: 0}}
""",
    "advanced",
)
AS_OF = day("2026-03-31")


def line(customer: str = "Acme", limit: float = 5_000, covered: float = 0.9, **more) -> dict:
    return {
        "policy": "P1", "insurer": "Ins", "customer": customer, "limit": limit,
        "covered": covered, "risk": "commercial", "waiting_days": 0, **more,
    }  # fmt: skip


def act(on: str, action: str, invoices: str = "", amount: float | None = None) -> dict:
    return {
        "date": day(on), "customer": "Acme", "action": action, "invoices": invoices,
        "amount": amount,
    }  # fmt: skip


def owes(number: str, amount: float, **more) -> dict:
    """An invoice overdue for months."""
    return invoice(number, "2025-08-01", "2025-09-01", amount, **more)


A, B = owes("A", 1_000), owes("B", 500)


def firm(*actions: dict, invoices=(A, B), lines=None, **tables):
    tables |= {
        "Receivables": list(invoices),
        "Insurance": [line()] if lines is None else lines,
        "Bank": [balance("2026-03-31", 10_000)],
    }
    if actions:
        tables["Actions"] = list(actions)
    return ledgers(**tables)


def ahead(*actions: dict, as_of=AS_OF, rules=POLICY, **tables):
    return foresee(firm(*actions, **tables), rules, as_of)


def insurers(found) -> dict[str, float]:
    """The insurers' part of each open invoice that has one, in yuan."""
    items = found.positions.receivables
    part = items.set_index("document")["insurer_base"] / 100
    return {name: float(x) for name, x in part.items() if x}


def claims_ahead(found) -> list[tuple[str, str, float]]:
    events = found.events[(found.events["category"] == "insurance_claims").to_numpy()]
    return [
        (f"{e.date:%Y-%m-%d}", e.reference, e.amount / 100)
        for e in events.sort_values(["date", "reference"]).itertuples()
    ]


def receipts(found) -> dict[str, float]:
    events = found.events[(found.events["category"] == "receipts").to_numpy()]
    return (events.groupby("reference")["amount"].sum() / 100).to_dict()


def said(found) -> list[str]:
    return [f.id for f in found.findings if f.id.startswith("claim_")]


# Of A 1,000 and B 500, 40 % of what is left to the customer is lost: without claims 600 and 300.
CASES = {
    "nothing admitted": ([], {}, [], {"A": 600, "B": 300}),
    # Admitted on Tuesday 10 March, 30 days: Thursday 9 April. A: 1,000 - 880 = 120, 60 % of it.
    "an amount for one invoice": (
        [act("2026-03-10", "claim_admitted", "A", 880)],
        {"A": 880}, [("2026-04-09", "A", 880)], {"A": 72, "B": 300},
    ),
    # 90 % of 1,000 by the terms of the policy.
    "no amount: by the terms": (
        [act("2026-03-10", "claim_admitted", "A")],
        {"A": 900}, [("2026-04-09", "A", 900)], {"A": 60, "B": 300},
    ),
    # 1,000.01 over 1,000 : 500 is 666.67 and 333.34.
    "an amount for all that is overdue": (
        [act("2026-03-10", "claim_admitted", "", 1_000.01)],
        {"A": 666.67, "B": 333.34},
        [("2026-04-09", "A", 666.67), ("2026-04-09", "B", 333.34)],
        {"A": 200, "B": 100},
    ),
    # It names none, but the claim did.
    "an admission of what was claimed": (
        [act("2026-02-10", "claim", "B"), act("2026-03-10", "claim_admitted", "", 440)],
        {"B": 440}, [("2026-04-09", "B", 440)], {"A": 600, "B": 36},
    ),
    # 5 March + 30 = Saturday 4 April (Qingming 4 to 6 April): Tuesday the 7th.
    "the day of payment is no working day": (
        [act("2026-03-05", "claim_admitted", "B", 440)],
        {"B": 440}, [("2026-04-07", "B", 440)], {"A": 600, "B": 36},
    ),
    # Due on 9 February 2026; overdue money comes 60 days after the as-of date: Saturday 30 May,
    # so Monday 1 June.
    "the insurer is late": (
        [act("2026-01-10", "claim_admitted", "B", 440)],
        {"B": 440}, [("2026-06-01", "B", 440)], {"A": 600, "B": 36},
    ),
    "admitted after the as-of date": (
        [act("2026-04-01", "claim_admitted", "A", 880)], {}, [], {"A": 600, "B": 300},
    ),
    "noted twice, with the amount the second time": (
        [act("2026-03-10", "claim_admitted", "A"), act("2026-03-20", "claim_admitted", "A", 700)],
        {"A": 700}, [("2026-04-09", "A", 700)], {"A": 180, "B": 300},
    ),
    # 85 % of the debt was paid: 85 % of what the customer owes is the insurer's.
    "the insurer has paid": (
        [act("2026-03-10", "claim_admitted", "A", 880), act("2026-03-20", "claim_paid", "A", 850)],
        {"A": 850}, [], {"A": 90, "B": 300},
    ),
    "paid without an amount: as admitted": (
        [act("2026-03-10", "claim_admitted", "A", 880), act("2026-03-20", "claim_paid", "A")],
        {"A": 880}, [], {"A": 72, "B": 300},
    ),
    "paid without an admission noted": (
        [act("2026-03-20", "claim_paid", "A", 900)], {"A": 900}, [], {"A": 60, "B": 300},
    ),
    # 100 of 1,000 are left after the first payment of 900; of these 60 are admitted later.
    "a further admission after the payment": (
        [act("2026-03-05", "claim_paid", "A", 900), act("2026-03-10", "claim_admitted", "A", 60)],
        {"A": 960}, [("2026-04-09", "A", 60)], {"A": 24, "B": 300},
    ),
    "more than is owed": (
        [act("2026-03-10", "claim_admitted", "B", 700)],
        {"B": 500}, [("2026-04-09", "B", 500)], {"A": 600},
    ),
    "invoices that are not known": (
        [act("2026-03-10", "claim_admitted", "Z", 700)], {}, [], {"A": 600, "B": 300},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_an_insurer_pays_is_expected_once(name: str) -> None:
    actions, parts, events, rest = CASES[name]
    found = ahead(*actions)
    assert insurers(found) == parts
    assert claims_ahead(found) == events
    assert receipts(found) == rest
    items = found.positions.receivables
    whole = items[["insurer_base", "loss_base", "expected_base", "disputed_base"]].sum(axis=1)
    assert whole.tolist() == items["open_base"].tolist()


TOLD = {
    "the insurer is late": ["claim_payment_late"],
    "more than is owed": ["claim_over_owed"],
    "invoices that are not known": ["claim_nothing_open"],
    "the insurer has paid": ["claim_paid_less"],
    "paid without an amount: as admitted": ["claim_paid_without_amount"],
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_fit_is_said(name: str) -> None:
    assert said(ahead(*CASES[name][0])) == TOLD.get(name, [])


def test_what_the_customer_pays_after_the_admission_reduces_the_claim() -> None:
    """900 of 1,000 are admitted; of the 200 paid since, 180 are the insurer's: 720 are to come."""
    paid = owes("A", 1_000, paid=200, paid_date=day("2026-03-20"))
    found = ahead(act("2026-03-10", "claim_admitted", "A", 900), invoices=[paid])
    assert insurers(found) == {"A": 720}
    assert receipts(found) == {"A": 48}  # 60 % of 80


def test_what_the_customer_pays_after_the_insurer_is_shared() -> None:
    """900 of 1,000 are paid by the insurer; of the 800 still owed, 720 are the insurer's."""
    paid = owes("A", 1_000, paid=200, paid_date=day("2026-03-25"))
    found = ahead(act("2026-03-20", "claim_paid", "A", 900), invoices=[paid])
    assert insurers(found) == {"A": 720}


def test_a_claim_booked_on_the_invoice_leaves_the_rest_to_the_firm() -> None:
    booked = owes("A", 1_000, paid=900, paid_date=day("2026-03-20"))
    found = ahead(act("2026-03-20", "claim_paid", "A", 900), invoices=[booked])
    assert insurers(found) == {}
    assert receipts(found) == {"A": 60}


def test_an_invoice_paid_since_takes_its_share_of_the_admission_along() -> None:
    """1,350 for A and B; A is paid in full: what is left is the 450 of B."""
    paid = owes("A", 1_000, paid=1_000, paid_date=day("2026-03-25"))
    found = ahead(act("2026-03-10", "claim_admitted", "A, B", 1_350), invoices=[paid, B])
    assert claims_ahead(found) == [("2026-04-09", "B", 450)]


def test_a_dispute_keeps_its_part_and_its_days() -> None:
    """Of A 300 are disputed: 90 % of 700 are to come. B's dispute was settled on 20 March; 30 days
    after that is Sunday 19 April."""
    disputes = [
        {"dispute": "1", "invoice": "A", "opened": day("2026-03-01"), "amount": 300},
        {"dispute": "2", "invoice": "B", "opened": day("2026-02-01"), "amount": 500,
         "outcome": "won", "closed": day("2026-03-20")},
    ]  # fmt: skip
    found = ahead(act("2026-03-10", "claim_admitted"), Disputes=disputes)
    assert claims_ahead(found) == [("2026-04-09", "A", 630), ("2026-04-20", "B", 450)]


def test_a_claim_about_what_is_wholly_disputed_waits() -> None:
    disputes = [{"dispute": "1", "invoice": "A", "opened": day("2026-03-01")}]
    found = ahead(act("2026-03-10", "claim_admitted", "A", 900), Disputes=disputes)
    assert claims_ahead(found) == []
    assert said(found) == ["claim_disputed"]


def test_two_policies_on_one_buyer_pay_after_one_another() -> None:
    """600 x 90 % by the first, the other 400 x 50 % by the second, which pays 150 at most."""
    lines = [
        line(limit=600),
        line(covered=0.5, policy="P2", insurer="Two", maximum_liability=150),
    ]
    found = ahead(act("2026-03-10", "claim_admitted"), invoices=[A], lines=lines)
    assert insurers(found) == {"A": 690}


def test_invoices_in_a_payment_plan_stay_with_the_plan() -> None:
    found = ahead(
        act("2026-03-10", "claim_admitted", "A", 900),
        invoices=[A],
        Plans=[{
            "plan": "R1", "counterparty": "Acme", "direction": "in", "principal": 1_000,
            "start": day("2026-01-01"), "instalments": 10, "frequency": "monthly",
            "method": "equal_principal", "status": "current",
        }],
        PlanItems=[{"plan": "R1", "document": "A", "amount": 1_000}],
    )  # fmt: skip
    assert claims_ahead(found) == []
    assert said(found) == ["claim_in_plan"]


def test_nothing_is_admitted_with_the_module_off() -> None:
    off = policy(f"modules: [customers]\n{ON_DUE_DATES}", "advanced")
    assert claims_ahead(ahead(act("2026-03-10", "claim_admitted", "A", 900), rules=off)) == []


def test_a_past_day_knows_no_later_admission() -> None:
    books = firm(act("2026-03-10", "claim_admitted", "A", 880))
    then = day("2026-02-28")
    assert claims_ahead(foresee(known_then(books, POLICY, then), POLICY, then)) == []


@pytest.fixture(scope="module")
def analysed():
    """A's claim is admitted, of B the insurer was notified. Both are insured at 90 %."""
    told = act("2025-11-10", "claim_notice", "B")
    return analyse(firm(told, act("2026-03-10", "claim_admitted", "A", 880)), POLICY, AS_OF)


def test_control_totals_hold_and_name_the_claims(analysed) -> None:
    assert [c.id for c in analysed.controls if not c.holds] == []
    control = next(c for c in analysed.controls if c.id == "open_receivables")
    assert (control.left, control.parts["admitted"]) == (150_000, 88_000)
    assert "insurers" not in control.parts  # none has paid


def test_a_buyer_that_fails_loses_nothing_that_its_insurer_has_admitted(analysed) -> None:
    """Without cover 880 come; with cover the 450 for B on top, and not 900 for A again."""
    fails = next(f for f in analysed.buffer.failures if f.customer == "Acme")
    assert fails.without[-1] == 1_000_000 + 88_000 + _tax(analysed)
    assert (fails.owed, fails.pays) == (150_000, 45_000)
    buyer = analysed.buffer.cover.buyers.iloc[0]
    assert (buyer["insured"], buyer["claimed"], buyer["pays"]) == (150_000, 88_000, 45_000)


def test_with_and_without_insurance_counts_the_claim_once(analysed) -> None:
    """As it is: 880, 72 and 300 of receipts; with insurance 90 % of B's loss of 200 on top."""
    as_is, insured = analysed.buffer.standings[:2]
    assert as_is.closing[-1] == 1_000_000 + 88_000 + 7_200 + 30_000 + _tax(analysed)
    assert insured.closing[-1] - as_is.closing[-1] == 18_000


def _tax(analysed) -> int:
    events = analysed.events
    return int(events.loc[(events["category"] == "vat").to_numpy(), "amount"].sum())


@pytest.mark.parametrize(
    ("booked", "months"),
    # The insurer's 900 are a claim in March; the customer paid nothing, however it is booked.
    [(False, {"insurance_claims": 90_000}), (True, {"insurance_claims": 90_000, "receipts": 0})],
)
def test_closed_months_show_what_the_insurer_paid(booked: bool, months: dict) -> None:
    more = {"paid": 900, "paid_date": day("2026-03-20")} if booked else {}
    books = ledgers(
        Receivables=[owes("A", 1_000, **more)],
        Insurance=[line()],
        Bank=[balance("2026-02-28", 5_000), balance("2026-03-31", 5_900)],
        Actions=[act("2026-03-20", "claim_paid", "A", 900)],
    )
    actuals = analyse(books, POLICY, day("2026-04-01")).rolling.actuals
    at = [m.start for m in actuals.months].index(day("2026-03-01"))
    march = actuals.lines.iloc[:, at]
    assert {key: int(march[key]) for key in months} == months
    assert int(march["unexplained"]) == 0
    assert int(np.asarray(march).sum()) == 90_000
    assert pd.notna(actuals.months[at].end)


def test_a_certain_claim_is_in_every_simulated_path() -> None:
    """Nothing but the claim is open: on every path cash is the same from its day on."""
    rules = policy("simulation: {paths: 64}", "advanced")
    books = firm(act("2026-03-10", "claim_admitted", "A", 1_000), invoices=[A])
    found = analyse(books, rules, AS_OF)
    assert found.outlook is not None
    assert found.receivables["expected_base"].tolist() == [0]
    assert (found.outlook.months[0] == found.outlook.months[2]).all()
    assert found.outlook.months[1, 0] == 1_000_000 + 100_000
