"""From a chosen proposal to the letter that offers it."""

from __future__ import annotations

import pytest
from firm import day, invoice, ledgers, policy

from cashbuoy.collection.letters import LetterDesk
from cashbuoy.plans.proposal_log import chosen_plans, kept_lines, unread_choices

AS_OF = day("2026-08-31")
RULES = policy("instalments: {offers: {rate: 0.06}}")


def proposal(choice="yes", date="2026-08-28", **more):
    return {
        "date": day(date), "customer": "Acme", "shape": "balanced", "debt": 10_000,
        "down_payment": 2_000, "instalments": 4, "frequency": "monthly",
        "method": "equal_instalment", "rate": 0.06, "start": day(date), "security": "guarantee",
        "recovery": 9_000, "npv": 8_900, "lowest_cash": -5, "choice": choice,
    } | more  # fmt: skip


def desk(*lines, **tables):
    owing = [invoice("A", "2026-05-01", "2026-06-01", 10_000)]
    books = {"Receivables": owing, "PlanProposals": list(lines)} | tables
    return LetterDesk.of(ledgers(**books), RULES, AS_OF)


def offers(found):
    return [letter for letter in found.due() if letter.kind == "plan_offer"]


def test_the_chosen_plan_is_offered_with_its_interest_and_conditions():
    (letter,) = offers(desk(proposal()))
    assert len(letter.instalments) == 5
    assert letter.instalments["number"].tolist() == [1, 2, 3, 4, 5]
    # 8,000 at 0.5 % a month in four: 2,025.06; interest 40.00 + 30.07 + 20.10 + 10.07.
    assert letter.instalments["payment"].tolist() == [200_000, 202_506, 202_506, 202_506, 202_506]
    assert letter.agreement.interest == 10_024
    assert letter.instalments["payment"].sum() == 1_000_000 + 10_024
    assert letter.instalments["due"].min().date() == letter.pay_by
    assert {"statement_of_debt", "acceleration", "late_fee", "security"} <= set(
        letter.agreement.conditions
    )


def test_who_is_offered_a_plan_gets_no_demand_on_that_day():
    assert {letter.kind for letter in desk(proposal()).due()} == {"plan_offer"}
    assert {letter.kind for letter in desk(proposal("")).due()} != {"plan_offer"}


@pytest.mark.parametrize(
    ("choice", "tables"),
    [
        ("", {}),
        ("no", {}),
        ("yes", {"Actions": [{"date": day("2026-08-29"), "customer": "Acme",
                              "action": "plan_offer"}]}),
        ("yes", {"Plans": [{"plan": "P", "counterparty": "Acme", "direction": "in",
                            "principal": 10, "start": day("2026-08-30"), "instalments": 1}]}),
    ],
    ids=["nothing chosen", "refused", "offered before", "begun"],
)  # fmt: skip
def test_nothing_is_offered(choice, tables):
    assert offers(desk(proposal(choice), **tables)) == []


def test_what_was_paid_since_shrinks_the_offer_in_proportion():
    owing = invoice(
        "A", "2026-05-01", "2026-06-01", 10_000, paid=5_000, paid_date=day("2026-08-30")
    )
    (letter,) = offers(desk(proposal(rate=0.0), Receivables=[owing]))
    assert letter.instalments["payment"].tolist() == [100_000] * 5


def test_the_last_choice_counts_and_odd_words_are_named():
    table = ledgers(
        PlanProposals=[
            proposal(), proposal(shape="fast", date="2026-08-30"), proposal("perhaps"),
            proposal("是", customer="Bolt"), proposal("yes", date="2026-09-09"),
        ]
    )["tblPlanProposals"]  # fmt: skip
    assert {c: line.shape for c, line in chosen_plans(table, AS_OF).items()} == {
        "Acme": "fast", "Bolt": "balanced",
    }  # fmt: skip
    assert {f.id for f in unread_choices(table)} == {"plan_choice_unread", "plan_two_chosen"}
    assert len(kept_lines(table)) == 5


def test_an_agreed_plan_is_confirmed_with_the_invoices_listed_for_it():
    plan = {
        "plan": "P", "counterparty": "Acme", "direction": "in", "principal": 10_000,
        "start": day("2026-08-30"), "instalments": 2, "security": "pledge", "rate": 0.12,
    }  # fmt: skip
    found = desk(Plans=[plan], PlanItems=[{"plan": "P", "invoice": "A"}])
    (letter,) = found.on_demand("plan_confirmation", "Acme")
    assert letter.items["document"].tolist() == ["A"]
    assert letter.agreement.security == "pledge"
    assert letter.agreement.interest == 10_000 + 5_000  # 1 % a month of 10,000, then of 5,000
