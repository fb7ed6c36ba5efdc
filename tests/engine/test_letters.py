"""Which letter goes to whom, and what it claims; fees worked by hand."""

from __future__ import annotations

import pytest
from firm import FIVE_LETTERS, day, invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.collection.letter import Letter
from cashbuoy.collection.letters import LetterDesk, NoSuchLetterError

# A Monday; 2026-03-02 is a Monday too, 20 working days before it.
TODAY = day("2026-03-30")


def desk(*invoices: dict, tolerance: int = 0, **tables: list[dict]) -> LetterDesk:
    rules = policy(f"dunning: {{tolerance: {tolerance}, {FIVE_LETTERS}}}")
    return LetterDesk.of(ledgers(Receivables=list(invoices), **tables), rules, TODAY)


def late(number: str, due: str, amount: float = 1_000.0, customer: str = "Acme", **more) -> dict:
    return invoice(number, "2025-11-03", due, amount, customer, **more)


def kinds(found: tuple[Letter, ...]) -> list[tuple[str, str]]:
    return [(letter.customer, letter.kind) for letter in found]


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        ("2026-03-26", None),  # two working days
        ("2026-03-25", "reminder"),  # three
        ("2026-03-17", "reminder"),  # nine
        ("2026-03-16", "first"),  # ten
        ("2026-03-03", "first"),  # nineteen
        ("2026-03-02", "second"),  # twenty
        ("2026-02-09", "final"),  # 31: 16-23 February are off, 14 and 28 February work
        ("2026-01-05", "formal_demand"),
    ],
)
def test_the_stage_follows_from_working_days_after_the_due_date(due: str, kind: str | None) -> None:
    expected = [("Acme", kind)] if kind else []
    assert kinds(desk(late("A", due)).due()) == expected


def test_one_letter_each_at_the_highest_stage_with_all_that_is_overdue() -> None:
    [letter] = desk(late("A", "2026-03-02", 500), late("B", "2026-03-26", 200)).due()
    assert letter.kind == "second"
    assert letter.items["document"].tolist() == ["A", "B"]
    assert [(t.currency, t.open) for t in letter.totals] == [("CNY", 70_000)]


def test_disputed_invoices_and_payment_plans_are_left_out_and_the_rest_is_pursued() -> None:
    found = desk(late("A", "2026-01-05", dispute="yes"), late("B", "2026-03-16", 300)).due()
    assert kinds(found) == [("Acme", "first")]
    assert found[0].items["document"].tolist() == ["B"]
    assert found[0].disputed["document"].tolist() == ["A"]


def test_credit_notes_reduce_what_is_asked_for_and_may_leave_nothing() -> None:
    [letter] = desk(late("A", "2026-03-16", 500), late("C", "2026-03-16", -200)).due()
    assert letter.totals[0].open == 30_000
    assert not desk(late("A", "2026-03-16", 500), late("C", "2026-03-16", -500)).due()


def test_small_amounts_do_not_reach_a_stage_that_asks_for_more() -> None:
    assert kinds(desk(late("A", "2026-01-05", 999.99)).due()) == [("Acme", "final")]
    assert kinds(desk(late("A", "2026-01-05", 1_000)).due()) == [("Acme", "formal_demand")]
    assert not desk(late("A", "2026-01-05", 5), tolerance=5).due()


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        pytest.param("2026-03-30", None, id="today"),
        pytest.param("2026-03-26", None, id="two working days ago, in the second stage already"),
        pytest.param("2026-03-12", "second", id="in the first stage then"),
        pytest.param("2026-03-25", None, id="the stage was reached then"),
    ],
)
def test_a_letter_is_due_again_once_a_stage_is_reached(written: str, kind: str | None) -> None:
    log = [{"date": day(written), "customer": "Acme", "action": "first"}]
    # Due on 25 February: 20 working days later is 24 March.
    found = desk(late("A", "2026-02-25"), Actions=log).due()
    assert kinds(found) == ([("Acme", kind)] if kind else [])


def test_a_fee_by_contract_is_worked_out_to_the_cent() -> None:
    contracts = [
        {"contract": "K", "customer": "Acme", "amount": 10_000, "signed": day("2025-10-01"),
         "late_rate": 0.073}
    ]  # fmt: skip
    [letter] = desk(late("A", "2026-03-02", 10_000, contract="K"), Contracts=contracts).due()
    # 10,000 x 7.3 % x 28 days / 365 = 56.00
    assert letter.items["fee"].tolist() == [5_600]
    assert letter.fees[["document", "days", "basis", "fee"]].values.tolist() == [
        ["A", 28, "contract", 5_600]
    ]
    assert letter.totals[0].due == 1_005_600


def test_a_large_buyer_owes_the_regulations_rate_and_a_part_payment_lowers_the_balance() -> None:
    customers = [{"customer": "Acme", "buyer_type": "大型企业"}]
    part = late("A", "2026-03-02", 10_000, paid=4_000, paid_date=day("2026-03-12"))
    [letter] = desk(part, Customers=customers).due()
    # 0.05 % a day: 10 days on 10,000 = 50.00, then 18 days on 6,000 = 54.00
    assert letter.fees[["days", "balance", "fee"]].values.tolist() == [
        [10, 1_000_000, 5_000], [18, 600_000, 5_400],
    ]  # fmt: skip
    assert letter.totals[0].fee == 10_400


def test_reminders_claim_no_fee() -> None:
    [letter] = desk(late("A", "2026-03-25")).due()
    assert letter.totals[0].fee == 0
    assert not len(letter.fees)


def test_payment_is_asked_for_by_a_working_day() -> None:
    [letter] = desk(late("A", "2026-03-25")).due()
    # Five working days after Monday 30 March: 4 to 6 April are off.
    assert letter.pay_by == day("2026-04-07")


INSURANCE = [
    {"policy": "P1", "insurer": "Sure", "customer": "Acme", "limit": 5_000, "risk": "political"},
    {"policy": "P1", "insurer": "Sure", "customer": "Acme", "limit": 5_000, "risk": "commercial"},
]


def test_a_formal_demand_comes_with_the_notice_to_the_insurer() -> None:
    found = desk(late("A", "2026-01-05"), Insurance=INSURANCE).due()
    assert kinds(found) == [("Acme", "formal_demand"), ("Acme", "claim_notice")]
    notice = found[1]
    assert notice.addressee.name == "Sure"
    assert notice.with_demand
    assert notice.cover
    assert notice.cover.risk == "commercial"
    steps = notice.cover.deadlines.set_index("step")["deadline"]
    # 60 days of extension from 5 January, 30 days to give notice: Sunday 5 April, rolled back.
    assert steps["notice"].date() == day("2026-04-03")


@pytest.mark.parametrize(
    ("told", "kinds_due"),
    [
        ("A", ["formal_demand"]),
        ("B", ["formal_demand", "claim_notice"]),  # of A the insurer does not know yet
    ],
)
def test_an_insurer_who_was_told_is_not_told_again(told: str, kinds_due: list[str]) -> None:
    log = [{"date": day("2026-03-02"), "customer": "Acme", "action": "claim_notice",
            "invoices": told}]  # fmt: skip
    found = desk(late("A", "2026-01-05"), Insurance=INSURANCE, Actions=log).due()
    assert [letter.kind for letter in found] == kinds_due


@pytest.mark.parametrize(
    ("due", "disputed", "notice"),
    [
        ("2026-01-02", None, True),  # by Thursday 2 April, three days from now
        ("2026-01-12", None, False),  # by 10 April: time enough
        ("2026-01-02", "yes", False),  # all of it is in dispute
    ],
)
def test_a_notice_that_must_be_given_in_days_waits_for_no_formal_demand(
    due: str, disputed: str | None, notice: bool
) -> None:
    # Too small for a formal demand, and the letter before went out on Friday.
    log = [{"date": day("2026-03-27"), "customer": "Acme", "action": "final"}]
    small = late("A", due, 900, dispute=disputed)
    found = desk(small, Insurance=INSURANCE, Actions=log).due()
    assert kinds(found) == ([("Acme", "claim_notice")] if notice else [])


def limit(amount: float, since: str | None = None, **more) -> dict:
    start = {"valid_from": day(since)} if since else {}
    return {"policy": "P1", "insurer": "Sure", "customer": "Acme", "limit": amount, **start, **more}


def test_a_notice_goes_by_the_line_that_held_on_the_day_of_shipment() -> None:
    # Shipped on 3 November 2025 under 30 days' notice; since January it is 60 days.
    lines = [limit(5_000, notify_days=30), limit(2_000, "2026-01-01", notify_days=60, covered=0.5)]
    [notice] = desk(late("A", "2026-01-05"), Insurance=lines).on_demand("claim_notice", "Acme")
    assert notice.cover
    assert [(h.limit, h.covered, h.since) for h in notice.cover.limits] == [(500_000, 0.9, None)]
    steps = notice.cover.deadlines.set_index("step")["deadline"]
    assert steps["notice"].date() == day("2026-04-03")
    later = invoice("B", "2026-01-02", "2026-01-12", 700, "Acme")
    [notice] = desk(late("A", "2026-01-05"), later, Insurance=lines).on_demand(
        "claim_notice", "Acme"
    )
    assert notice.cover
    assert [held.limit for held in notice.cover.limits] == [500_000, 200_000]
    # 60 and 60 days after 12 January: Tuesday 12 May.
    told = notice.cover.deadlines
    told = told[told["step"] == "notice"].set_index("document")["deadline"]
    assert [told["A"].date(), told["B"].date()] == [day("2026-04-03"), day("2026-05-12")]


def test_what_was_shipped_before_the_cover_began_is_not_notified() -> None:
    begun = [limit(5_000, "2026-01-01")]
    with pytest.raises(NoSuchLetterError, match="not_insured"):
        desk(late("A", "2026-01-05"), Insurance=begun).on_demand("claim_notice", "Acme")


def test_letters_on_demand_and_what_they_need() -> None:
    empty = desk(late("A", "2026-06-01"))
    for kind, reason in [
        ("plan_offer", "nothing_overdue"), ("plan_confirmation", "no_plan"),
        ("dispute_reply", "no_dispute"), ("claim_notice", "not_insured"),
        ("final", "nothing_overdue"),
    ]:  # fmt: skip
        with pytest.raises(NoSuchLetterError, match=reason):
            empty.on_demand(kind, "Acme")
    [offer] = desk(late("A", "2026-03-16", 1_000)).on_demand("plan_offer", "Acme")
    # A fifth at once, the rest in three equal parts.
    assert offer.instalments["payment"].tolist() == [20_000, 26_667, 26_667, 26_666]
    assert offer.instalments["due"].is_monotonic_increasing


def test_currencies_are_asked_for_apart() -> None:
    rates = [{"currency": "USD", "date": day("2026-01-01"), "rate": 7}]
    [letter] = desk(
        late("A", "2026-03-16", 100, currency="USD"), late("B", "2026-03-16", 50), Rates=rates
    ).due()
    assert [(t.currency, t.open) for t in letter.totals] == [("USD", 10_000), ("CNY", 5_000)]


def test_a_debt_abroad_is_handed_to_the_international_partner_in_english() -> None:
    log = [{"date": day("2026-03-02"), "customer": "Acme", "action": "formal_demand"}]
    books = ledgers(
        Receivables=[late("A", "2025-12-01", 50_000)],
        Customers=[{"customer": "Acme", "country": "DE", "language": "zh"}],
        Actions=log,
    )
    rules = policy("dunning: {partners: {abroad: Fern Inkasso}}")
    [letter] = LetterDesk.of(books, rules, TODAY).due()
    assert (letter.kind, letter.action) == ("hand_over", "partner")
    assert (letter.addressee.name, letter.addressee.language) == ("Fern Inkasso", "en")
    assert letter.last_letter == day("2026-03-02")


def test_who_is_called_about_an_instalment_gets_no_letter_on_the_same_day() -> None:
    plan = [
        {"plan": "P1", "counterparty": "Acme", "direction": "in", "principal": 900,
         "start": day("2026-02-26"), "instalments": 3, "frequency": "monthly",
         "method": "equal_principal", "rate": 0, "status": "current"}
    ]  # fmt: skip
    books = ledgers(Receivables=[late("A", "2026-01-05")], Plans=plan)
    rules = policy(f"dunning: {{{FIVE_LETTERS}}}")
    found = analyse(books, rules, TODAY)
    assert found.worklist.actions["action"].tolist() == ["instalment"]
    assert not LetterDesk.of(books, rules, TODAY).due()


def test_a_call_is_not_told_as_a_letter() -> None:
    log = [
        {"date": day("2026-03-10"), "customer": "Acme", "action": "first"},
        {"date": day("2026-03-20"), "customer": "Acme", "action": "call"},
    ]
    [letter] = desk(late("A", "2026-02-09"), Actions=log).due()
    assert letter.last_letter == day("2026-03-10")


def test_a_firm_abroad_cites_no_chinese_law() -> None:
    rules = policy(f"firm: {{country: GB}}\ncalendar: {{country: GB}}\ndunning: {{{FIVE_LETTERS}}}")
    [letter] = LetterDesk.of(ledgers(Receivables=[late("A", "2026-01-05")]), rules, TODAY).due()
    assert letter.kind == "formal_demand"
    assert letter.fees.empty
    assert letter.totals[0].fee == 0


@pytest.mark.parametrize(
    ("country", "basis"), [("", "regulation"), ("cn", "regulation"), ("DE", "court")]
)
def test_the_regulation_is_about_large_firms_of_china(country: str, basis: str) -> None:
    buyer = {"customer": "Acme", "country": country, "buyer_type": "large"}
    [letter] = desk(late("A", "2026-01-05"), Customers=[buyer]).due()
    assert letter.fees["basis"].tolist() == [basis]


def test_only_the_undisputed_part_is_demanded_and_bears_a_fee() -> None:
    dispute = {"dispute": "D", "invoice": "A", "opened": day("2026-03-02"), "amount": 400}
    [letter] = desk(late("A", "2026-03-02", 1_000), Disputes=[dispute]).due()
    assert letter.items[["open", "fee"]].values.tolist() == [[60_000, 207]]
    # 600.00 x 3 % x 1.5 x 28 / 365 = 2.07
    assert letter.disputed["open"].tolist() == [40_000]
