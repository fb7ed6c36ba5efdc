"""Payments under plans in parts: each on its day, each once, late fees on what was open by day."""

from __future__ import annotations

import pandas as pd
import pytest
from firm import balance, bill, day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.calendars import calendar_of
from cashbuoy.forecast.known_then import known_then
from cashbuoy.forecast.past_payments import past_payments
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.plans.accounts import instalment_fees, plan_accounts
from cashbuoy.plans.instalments import plan_schedules
from cashbuoy.plans.plan_payments import plan_payments
from cashbuoy.plans.states import plan_states

AS_OF = day("2026-11-02")
RULES = policy(
    "modules: [plans, payables]\nsimulation: {paths: 0}\nrolling: {reconstruct: 0}\n"
    "instalments: {grace_days: 10}"
)
CALENDAR = calendar_of(RULES.calendar, AS_OF, AS_OF)
DUE = ["2026-09-01", "2026-10-12", "2026-11-10"]
# 0.05 % a day on 365 days.
RATE = 0.1825

Paid = tuple[float, str] | tuple[float, str, int]


def plan(name: str = "P", **more: object) -> dict:
    return {
        "plan": name, "counterparty": "Acme", "direction": "in", "principal": 150_000,
        "start": day("2026-08-01"), "instalments": 3, "method": "equal_principal", "rate": 0.0,
        "late_rate": RATE, "status": "current",
    } | more  # fmt: skip


def instalments(*noted: tuple[float, str | None] | None, name: str = "P") -> list[dict]:
    """Three of 50,000 each; the paid columns where given."""
    rows = []
    for number, due in enumerate(DUE, start=1):
        row = {"plan": name, "number": number, "due": day(due), "principal": 50_000}
        said = noted[number - 1] if number <= len(noted) else None
        if said:
            row |= {"paid": said[0]} | ({"paid_date": day(said[1])} if said[1] else {})
        rows.append(row)
    return rows


def payments(*lines: Paid, name: str = "P") -> list[dict]:
    """Amount, date and, where named, the instalment."""
    return [
        {"plan": name, "amount": line[0], "date": day(line[1])}
        | ({"instalment": line[2]} if len(line) > 2 else {})
        for line in lines
    ]


def book(noted: list[dict], lines: list[dict], **more: object) -> Ledgers:
    return ledgers(
        Bank=[balance("2026-11-02", 500_000)],
        Plans=[plan(**more)],
        Instalments=noted,
        PlanPayments=lines,
    )


def worked(found: Ledgers, as_of=AS_OF) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Schedule with late fees, and accounts."""
    schedule, _ = plan_schedules(found, RULES.instalments, CALENDAR, as_of, PLAN_STATES)
    plans = found["tblPlans"]
    states = plan_states(plans, schedule, 10, as_of)
    accounts = plan_accounts(plans, schedule, states, as_of)
    paid = plan_payments(schedule, found["tblInstalments"], found["tblPlanPayments"], as_of)
    fees = instalment_fees(schedule, paid.parts, plans, accounts, found, RULES, as_of)
    return schedule.assign(late_fee=fees), accounts


def money(values: pd.Series) -> list[float]:
    return (values / 100).tolist()


def ids(analysis: Analysis) -> set[str]:
    return {f.id for f in analysis.findings}


def test_the_late_fee_counts_what_was_open_day_by_day():
    """50,000 due on 1 September; 30,000 came on the 11th, 20,000 on 11 October. Ten days on all of
    it, 50,000 x 0.05 % x 10 = 250, and thirty on the rest, 20,000 x 0.05 % x 30 = 300."""
    lines = payments((30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1))
    schedule, _ = worked(book(instalments(), lines))
    assert money(schedule["late_fee"])[0] == 550.00
    assert schedule["status"].tolist() == ["paid", "overdue", "open"]
    assert schedule["paid_date"].dt.strftime("%m-%d").tolist()[0] == "10-11"
    # Noted as one payment, on the day of the last part: forty days on all of it.
    (whole, *_) = money(worked(book(instalments((50_000, "2026-10-11")), []))[0]["late_fee"])
    assert whole == 1_000.00


@pytest.mark.parametrize(
    ("parts", "fee"),
    [
        pytest.param([(50_000, "2026-09-01")], 0, id="on its day"),
        pytest.param([(20_000, "2026-08-20"), (30_000, "2026-09-02")], 15, id="early and a day late"),
        pytest.param(
            [(10_000, "2026-09-03"), (10_000, "2026-09-05"), (30_000, "2026-09-08")], 210,
            id="50,000 x 2 + 40,000 x 2 + 30,000 x 3 = 270,000 days... at 0.05 %",
        ),
        pytest.param([(49_999.99, "2026-09-02")], 25, id="a cent left open costs nothing"),
        pytest.param([(20_000, "2026-09-11")], 250 + 30_000 * 0.0005 * 52, id="the rest still open"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["in", "out"])
def test_hand_worked_days(parts, fee, direction):
    """Days x what was open x 0.05 %; to 2 November where still open. Our own plans alike."""
    if fee == 210:
        fee = (50_000 * 2 + 40_000 * 2 + 30_000 * 3) * 0.0005
    lines = payments(*((*part, 1) for part in parts))
    schedule, _ = worked(book(instalments(), lines, direction=direction))
    assert money(schedule["late_fee"])[0] == pytest.approx(fee, abs=0.006)


# What the books say of the first instalment; in all of them 30,000 came on 11 September and 20,000
# on 11 October.
SAYINGS = {
    "lines alone": (instalments(), [(30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1)]),
    "lines without instalment": (instalments(), [(30_000, "2026-09-11"), (20_000, "2026-10-11")]),
    "the sum noted, too": (
        instalments((50_000, "2026-10-11")),
        [(30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1)],
    ),
    "the sum noted, lines without instalment": (
        instalments((50_000, "2026-10-11")),
        [(30_000, "2026-09-11"), (20_000, "2026-10-11")],
    ),
    "the sum noted, the first part listed": (
        instalments((50_000, "2026-10-11")),
        [(30_000, "2026-09-11", 1)],
    ),
    "the first part noted, the second listed": (
        instalments((30_000, "2026-09-11")),
        [(20_000, "2026-10-11", 1)],
    ),
    "the first part in both": (
        instalments((30_000, "2026-09-11")),
        [(30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1)],
    ),
    "the sum noted without a date": (
        instalments((50_000, None)),
        [(30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1)],
    ),
    "a number that the plan lacks": (
        instalments(),
        [(30_000, "2026-09-11", 7), (20_000, "2026-10-11", 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("noted", "lines"), SAYINGS.values(), ids=SAYINGS)
def test_however_it_is_noted_one_payment_counts_once(noted, lines):
    schedule, accounts = worked(book(noted, payments(*lines)))
    assert money(schedule["paid"]) == [50_000, 0, 0]
    assert money(schedule["late_fee"])[0] == 550.00
    assert money(accounts["open"]) == [100_000]


def test_a_plan_of_terms_alone_can_be_paid_in_parts():
    """Nobody has to enter instalments; lines say what was paid, so that nothing is unrecorded."""
    found = book([], payments((20_000, "2026-09-01"), (30_000, "2026-09-03")))
    schedule, _ = worked(found)
    assert schedule["due"].dt.strftime("%m-%d").tolist() == ["09-01", "10-08", "11-02"]
    assert money(schedule["paid"]) == [50_000, 0, 0]
    assert money(schedule["late_fee"])[0] == 30.00  # 30,000 x 0.05 % x 2
    assert "plan_unrecorded" not in ids(analyse(found, RULES, AS_OF))


def test_what_names_no_instalment_settles_the_oldest_open_on_its_day():
    lines = payments((70_000, "2026-09-01"), (40_000, "2026-10-12"))
    schedule, _ = worked(book(instalments(), lines))
    assert money(schedule["paid"]) == [50_000, 50_000, 10_000]
    assert money(schedule["late_fee"]) == [0, 0, 0]


def test_what_names_one_settles_that_one_first_and_what_is_over_the_oldest_open():
    lines = payments((60_000, "2026-09-20", 2))
    analysis = analyse(book(instalments(), lines), RULES, AS_OF)
    assert analysis.plans is not None
    assert money(analysis.plans.schedule["paid"]) == [10_000, 50_000, 0]
    (told,) = [f for f in analysis.findings if f.id == "plan_paid_over"]
    assert told.place is not None
    assert (told.place.table, told.place.row, told.details["over"]) == (
        "tblPlanPayments", 1, 10_000.0,
    )  # fmt: skip


def test_later_payments_change_nothing_of_days_before():
    """What was settled on a day stays settled: a payment that names an instalment which an earlier
    one without a name has settled goes on to the next."""
    before = payments((50_000, "2026-09-01"))
    after = [*before, *payments((50_000, "2026-10-12", 1))]
    assert money(worked(book(instalments(), before))[0]["paid"]) == [50_000, 0, 0]
    schedule, _ = worked(book(instalments(), after))
    assert money(schedule["paid"]) == [50_000, 50_000, 0]
    assert money(schedule["late_fee"]) == [0, 0, 0]


def test_a_line_that_would_pay_twice_is_taken_for_what_is_noted_and_named():
    """Noted as paid on 10 September, listed two days later, when the bank had booked it."""
    found = book(instalments((50_000, "2026-09-10")), payments((50_000, "2026-09-12", 1)))
    analysis = analyse(found, RULES, AS_OF)
    assert analysis.plans is not None
    (accounts,) = analysis.plans.plans.to_dict("records")
    assert (accounts["paid"], accounts["open"]) == (5_000_000, 10_000_000)
    (told,) = [f for f in analysis.findings if f.id == "plan_paid_twice"]
    assert (told.severity, told.details["number"], told.details["same"]) == ("warning", 1, 50_000.0)
    # Each instalment of its own payment: both count.
    both = book(instalments((50_000, "2026-09-10")), payments((50_000, "2026-09-12", 2)))
    assert money(worked(both)[1]["paid"]) == [100_000]


def test_a_part_that_stands_in_both_is_named_as_information():
    found = book(instalments((50_000, "2026-10-11")), payments((30_000, "2026-09-11", 1)))
    (told,) = [f for f in analyse(found, RULES, AS_OF).findings if f.id == "plan_paid_in_parts"]
    assert (told.severity, told.details["noted"], told.details["rest"]) == ("info", 50_000, 20_000)
    # Books that say the same in both places have nothing to be told.
    agreed = book(instalments((50_000, "2026-10-11")), payments((50_000, "2026-10-11", 1)))
    assert not {i for i in ids(analyse(agreed, RULES, AS_OF)) if i.startswith("plan_paid")}


def test_what_came_back_reopens_the_instalment_from_its_day():
    """Paid on time, returned by the bank on 11 September, made good on 21: ten days on all of it."""
    lines = payments((50_000, "2026-09-01", 1), (-50_000, "2026-09-11", 1), (50_000, "2026-09-21"))
    schedule, accounts = worked(book(instalments(), lines))
    assert money(schedule["paid"]) == [50_000, 0, 0]
    assert money(schedule["late_fee"])[0] == 250.00
    assert money(accounts["open"]) == [100_000]
    more = book(instalments(), payments((10_000, "2026-09-01"), (-30_000, "2026-09-02")))
    assert money(worked(more)[1]["paid"]) == [0]
    (told,) = [f for f in analyse(more, RULES, AS_OF).findings if f.id == "plan_paid_back"]
    assert (told.treatment, told.details["amount"]) == ("left_out", 20_000.0)


@pytest.mark.parametrize(
    ("noted", "lines", "found"),
    [
        ([], [(200_000, "2026-09-01")], "plan_paid_too_much"),
        (instalments(), [(10_000, "2026-09-01", 9)], "plan_payment_number"),
        (instalments(), [(10_000, "2026-09-01", 1)] * 2, "plan_payment_repeated"),
    ],
)
def test_what_is_odd_is_named_and_counts_all_the_same(noted, lines, found):
    books = book(noted, payments(*lines))
    analysis = analyse(books, RULES, AS_OF)
    assert found in ids(analysis)
    assert analysis.plans is not None
    assert money(analysis.plans.plans["paid"]) == [sum(line[0] for line in lines)]


def test_lines_of_a_plan_that_nobody_knows_are_named():
    books = book(instalments(), payments((10_000, "2026-09-01"), name="Q"))
    (told,) = [f for f in analyse(books, RULES, AS_OF).findings if f.id == "unknown_plan"]
    assert told.place is not None
    assert (told.place.table, told.found) == ("tblPlanPayments", "Q")


def test_a_plan_made_good_in_parts_is_current_and_asks_for_the_rest_alone():
    lines = payments((50_000, "2026-09-01"), (20_000, "2026-10-12"), (25_000, "2026-10-20", 2))
    analysis = analyse(book(instalments(), lines), RULES, AS_OF)
    assert analysis.plans is not None
    (found,) = analysis.plans.plans.to_dict("records")
    # 5,000 of the second are open since 12 October, beyond ten days of grace.
    assert (found["state"], found["missed"], found["arrears"]) == ("broken", 1, 500_000)
    lines += payments((5_000, "2026-10-30", 2))
    analysis = analyse(book(instalments(), lines), RULES, AS_OF)
    assert analysis.plans is not None
    (found,) = analysis.plans.plans.to_dict("records")
    assert (found["state"], found["because"]) == ("current", "caught_up")
    assert found["since"] == pd.Timestamp("2026-10-30")
    own = analysis.events[analysis.events["source"] == "tblPlans"]
    assert own.groupby("reference")["amount"].sum().to_dict() == {"P / 3": 5_000_000}


def test_our_own_instalment_paid_in_part_asks_for_the_rest_in_forecast():
    lines = payments((50_000, "2026-09-01"), (20_000, "2026-10-12"))
    analysis = analyse(book(instalments(), lines, direction="out"), RULES, AS_OF)
    own = analysis.events[analysis.events["source"] == "tblPlans"]
    assert own.groupby("reference")["amount"].sum().to_dict() == {
        "P / 2": -3_000_000, "P / 3": -5_000_000,
    }  # fmt: skip


def test_a_day_in_the_past_knows_the_payments_of_its_time():
    lines = payments((30_000, "2026-09-11", 1), (20_000, "2026-10-11", 1))
    books = book(instalments((50_000, "2026-10-11")), lines)
    then = day("2026-09-30")
    for found in (books, known_then(books, RULES, then)):
        schedule, _ = worked(found, then)
        assert money(schedule["paid"]) == [30_000, 0, 0]
        # 250 by then, and nineteen days on 20,000: 190.
        assert money(schedule["late_fee"])[0] == 440.00


def cash(found: Ledgers) -> dict[str, dict[str, float]]:
    paid = past_payments(found, RULES, AS_OF, CALENDAR)
    paid = paid.assign(month=paid["date"].dt.strftime("%m"), amount=paid["amount"] / 100)
    sums = paid.groupby(["category", "month"])["amount"].sum()
    return {c: sums[c].to_dict() for c in sums.index.levels[0]}


def test_cash_of_past_months_has_each_part_in_its_month():
    lines = payments((30_000, "2026-09-11"), (20_000, "2026-10-11"), (-5_000, "2026-10-20"))
    assert cash(book(instalments((50_000, "2026-10-11")), lines)) == {
        "plan_receipts": {"09": 30_000, "10": 15_000}
    }
    assert cash(book(instalments((50_000, "2026-10-11")), [], direction="out")) == {
        "plan_payments": {"10": -50_000}
    }


@pytest.mark.parametrize(
    ("booked", "receipts", "found"),
    [
        pytest.param(50_000, {}, "", id="the same money on both"),
        pytest.param(80_000, {"10": 30_000}, "plan_booked_more", id="more on the invoice"),
        pytest.param(20_000, {}, "plan_booked_less", id="less on the invoice"),
    ],
)
def test_what_is_booked_on_the_plans_invoices_is_the_same_money(booked, receipts, found):
    """50,000 came under the plan. What the invoice shows as paid since is that money."""
    owed = invoice(
        "I", "2026-05-01", "2026-06-30", 150_000, paid=booked, paid_date=day("2026-10-11")
    )
    books = ledgers(
        Receivables=[owed],
        Plans=[plan()],
        Instalments=instalments((50_000, "2026-09-11")),
        PlanItems=[{"plan": "P", "invoice": "I"}],
    )
    expected = {"plan_receipts": {"09": 50_000}} | ({"receipts": receipts} if receipts else {})
    assert cash(books) == expected
    told = {i for i in ids(analyse(books, RULES, AS_OF)) if i.startswith("plan_booked")}
    assert told == ({found} if found else set())


def test_payments_before_the_plan_and_of_other_documents_are_money_of_their_own():
    ours = bill("B", "2026-05-01", "2026-06-30", 150_000, paid=50_000, paid_date=day("2026-09-11"))
    early = bill("E", "2026-05-01", "2026-06-30", 9_000, paid=9_000, paid_date=day("2026-07-01"))
    other = bill(
        "B", "2026-05-01", "2026-06-30", 7_000, "Tin", paid=7_000, paid_date=day("2026-09-09")
    )
    books = ledgers(
        Payables=[ours, early, other],
        Plans=[plan(direction="out", counterparty="Steel")],
        Instalments=instalments((50_000, "2026-09-11")),
        PlanItems=[{"plan": "P", "invoice": "B"}, {"plan": "P", "invoice": "E"}],
    )  # fmt: skip
    assert cash(books) == {
        "plan_payments": {"09": -50_000},
        "supplier_payments": {"07": -9_000, "09": -7_000},
    }


days = st.integers(0, 65).map(lambda n: f"{pd.Timestamp('2026-08-25') + pd.Timedelta(days=n):%F}")
line = st.tuples(st.integers(1, 9_000_000), days, st.sampled_from([None, 1, 2, 3]))
short = st.one_of(st.none(), st.tuples(st.integers(1, 60_000), days))


def typed(lines: list[tuple]) -> list[dict]:
    found = [(a / 100, d) if n is None else (a / 100, d, n) for a, d, n in lines]
    return payments(*found)


@settings(max_examples=8, deadline=None)
@given(st.lists(line, max_size=5), st.lists(short, min_size=3, max_size=3), st.data())
def test_one_payment_split_in_two_on_its_day_changes_nothing(lines, noted, data):
    split = []
    for amount, on, number in lines:
        part = data.draw(st.integers(0, amount - 1))
        split += [(amount - part, on, number), *([(part, on, number)] if part else [])]
    once, twice = (worked(book(instalments(*noted), typed(of))) for of in (lines, split))
    pd.testing.assert_frame_equal(once[0], twice[0])
    pd.testing.assert_frame_equal(once[1], twice[1])
    (account,) = once[1].to_dict("records")
    owed = account["principal"] + account["interest"]
    assert owed == account["paid"] + account["waived"] + account["carried"] + account["open"]
    listed, said = (sum(p[0] for p in of if p) for of in (lines, noted))
    assert max(listed, said * 100 if not lines else 0) <= account["paid"] <= listed + said * 100
