"""The book of plans: money that is never lost over the lives of plans, proposals, ways out."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from firm import balance, day, invoice, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.analysis import analyse
from cashbuoy.calendars import calendar_of
from cashbuoy.errors import FormulaError
from cashbuoy.ledger.schema import PLAN_STATES
from cashbuoy.plans.accounts import instalment_fees, plan_accounts, version_findings
from cashbuoy.plans.instalments import PlanTerms, instalment_schedule, plan_schedules
from cashbuoy.plans.plan_payments import plan_payments
from cashbuoy.plans.prospects import Fallback, Payer, prospect
from cashbuoy.plans.replanning import NewTerms, plan_position, replan
from cashbuoy.plans.states import plan_states

START = day("2026-01-15")
RULES = policy()
CALENDAR = calendar_of(RULES.calendar, START, day("2028-12-31"))


def parts_of(name, schedule, paid):
    """Rows of tblInstalments, payments dated on their due days."""
    dues = schedule["due"].dt.date
    rows = zip(schedule["number"], dues, schedule["principal"], schedule["interest"], strict=True)
    return [
        {"plan": name, "number": int(n), "due": due, "principal": p / 100, "interest": i / 100,
         "paid": got / 100 or None, "paid_date": due if got else None}
        for (n, due, p, i), got in zip(rows, paid, strict=True)
    ]  # fmt: skip


def plan(name, principal, start, n, **more):
    return {
        "plan": name, "counterparty": "Acme", "direction": "in", "principal": principal / 100,
        "start": start, "instalments": n, "method": "custom", "rate": 0.12,
    } | more  # fmt: skip


def accounts(found, as_of):
    schedule, _ = plan_schedules(found, RULES.instalments, CALENDAR, as_of, PLAN_STATES)
    states = plan_states(found["tblPlans"], schedule, 10, as_of)
    account = plan_accounts(found["tblPlans"], schedule, states, as_of)
    paid = plan_payments(schedule, found["tblInstalments"], found["tblPlanPayments"], as_of)
    fees = instalment_fees(schedule, paid.parts, found["tblPlans"], account, found, RULES, as_of)
    account["late_fee"] = np.bincount(
        account.set_index("plan").index.get_indexer(schedule["plan"]), fees, len(account)
    ).astype(int)
    return account.set_index("plan")


def balances(row):
    made = row["principal"] + row["interest"]
    return made == row["paid"] + row["waived"] + row["carried"] + row["open"]


paid_shares = st.lists(st.sampled_from([0.0, 0.0, 0.3, 1.0, 1.0]), min_size=8, max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    principal=st.integers(10_000, 10**9),
    n=st.integers(1, 8),
    down=st.sampled_from([0, 3_000]),
    method=st.sampled_from(["equal_principal", "equal_instalment", "balloon"]),
    shares=paid_shares,
    later=paid_shares,
    option=st.sampled_from(["spread", "capitalised", "extended"]),
    switch=st.integers(10, 300),
    ends=st.sampled_from(["current", "broken", "written_off"]),
)
def test_nothing_is_lost_over_a_life(
    principal, n, down, method, shares, later, option, switch, ends
):
    first = instalment_schedule(
        PlanTerms(principal, n, 0.12, START, "monthly", method, down), CALENDAR, RULES.instalments
    )
    on = START + dt.timedelta(days=switch)
    due = first["due"].dt.date
    shares = [*shares, 0.0][: len(first)]
    paid = [
        int(a * s) if d < on else 0 for a, s, d in zip(first["payment"], shares, due, strict=True)
    ]
    position = plan_position(first.assign(paid=paid), on)
    terms = NewTerms(option, 0.12, on, further=None if position.dates.size else 2)
    try:
        second = replan(position, terms, CALENDAR, RULES.instalments)
    except FormulaError:
        return  # all is paid
    paid_later = [
        int(a * s) for a, s in zip(second["payment"], (later * 3)[: len(second)], strict=True)
    ]
    after = int(second["principal"].sum())
    found = ledgers(
        Plans=[
            plan("P1", principal, START, n, status="replanned"),
            plan("P2", after, on, len(second), status=ends, replaces="P1"),
        ],
        Instalments=[*parts_of("P1", first, paid), *parts_of("P2", second, paid_later)],
    )
    book = accounts(found, day("2028-12-31"))
    one, two = book.loc["P1"], book.loc["P2"]
    assert balances(one)
    assert balances(two)
    assert one["open"] == 0
    # By another way: what is owed on the day of the switch is what replan started from.
    assert one["carried"] == position.principal + position.missed_interest - position.credit
    charged_before = first.loc[np.array([d < on for d in due]), "interest"].sum()
    assert one["interest"] == charged_before
    own = position.missed_interest if option != "capitalised" else 0
    new_interest = int(second["interest"].sum()) - own
    whole = principal + charged_before + new_interest
    gone = sum(paid) + two["paid"] + two["waived"] + two["open"] + position.credit
    assert whole == gone
    assert version_findings(found["tblPlans"], book.reset_index(), "CNY") == ()
    assert (two["open"] == 0) == (
        ends == "written_off" or sum(paid_later) >= second["payment"].sum()
    )


def test_a_version_that_forgets_a_part_of_the_debt_is_named():
    found = ledgers(
        Plans=[
            plan("P1", 100_000, START, 2, status="replanned", method="equal_principal"),
            plan("P2", 60_000, day("2026-06-01"), 2, replaces="P1", method="equal_principal"),
        ]
    )
    book = accounts(found, day("2026-06-10"))
    # 1,000.00 and 15.00 interest, nothing paid; 600.00 are too few.
    assert book.loc["P1", "carried"] == 101_500
    (finding,) = version_findings(found["tblPlans"], book.reset_index(), "CNY")
    assert finding.id == "plan_version_differs"
    assert finding.details["carried"] == 1015.0
    forgiven = ledgers(
        Plans=[
            plan("P1", 100_000, START, 2, status="replanned", method="equal_principal", waived=415),
            plan("P2", 60_000, day("2026-06-01"), 2, replaces="P1", method="equal_principal"),
        ]
    )
    book = accounts(forgiven, day("2026-06-10"))
    assert (book.loc["P1", "waived"], book.loc["P1", "carried"]) == (41_500, 60_000)
    assert version_findings(forgiven["tblPlans"], book.reset_index(), "CNY") == ()


def test_late_fees_run_on_missed_instalments_until_the_next_version():
    late = plan("P1", 100_000, START, 1, status="current", rate=0, late_rate=0.365,
                method="equal_principal")  # fmt: skip
    # Due on 24 February (the 15th begins the holiday): 10 days at 0.1 % of 1,000.00.
    assert accounts(ledgers(Plans=[late]), day("2026-03-06")).loc["P1", "late_fee"] == 1_000
    renewed = ledgers(
        Plans=[
            late | {"status": "replanned"},
            plan("P2", 101_000, day("2026-03-07"), 1, replaces="P1", method="equal_principal"),
        ]
    )
    book = accounts(renewed, day("2026-12-31"))
    assert book.loc["P1", "late_fee"] == 1_000
    assert version_findings(renewed["tblPlans"], book.reset_index(), "CNY") == ()


def test_a_lighter_instalment_is_kept_more_surely():
    payer = Payer(0.6, 1000.0)
    assert payer.keeps(1000) == pytest.approx(0.6)
    assert payer.keeps(5000) == pytest.approx(0.6)
    assert payer.keeps(250) == pytest.approx(0.9)
    assert Payer(0.6, 0.0).keeps(1) == pytest.approx(0.6)


def test_what_a_schedule_brings_by_hand():
    # Two payments of 100, each kept with 0.8; once broken the rest brings half, 50 days later.
    found = prospect(
        [day("2026-01-11"), day("2026-01-21")], np.array([100, 100]), 0.8, Fallback(0.5, 50.0),
        0.0, day("2026-01-01"), 365,
    )  # fmt: skip
    # 0.8 x 100 + 0.64 x 100 kept; 0.2 x 200 x 0.5 + 0.8 x 0.2 x 100 x 0.5 after a break.
    assert found.recovery == pytest.approx(80 + 64 + 20 + 8)
    assert found.npv == found.recovery
    assert found.kept == pytest.approx(0.64)
    assert found.daily[9] == pytest.approx(80)
    assert found.daily[59] == pytest.approx(20)
    assert found.days == pytest.approx((80 * 10 + 64 * 20 + 20 * 60 + 8 * 70) / 172)
    dear = prospect(
        [day("2027-01-01")], np.array([106]), 1.0, Fallback(0, 0), 0.06, day("2026-01-01"), 365
    )
    assert dear.npv == pytest.approx(100)
    assert prospect([day("2026-02-01")] * 2, np.array([5, 5]), 0.0, Fallback(1, 0), 0.0,
                    day("2026-01-01"), 365).recovery == pytest.approx(10)  # fmt: skip


QUICK = """
modules: [recurring, plans, customers, insurance]
simulation: {paths: 0}
rolling: {reconstruct: 0}
instalments: {offers: {overdue_amount: 5000}}
"""
AS_OF = day("2026-08-31")


def firm(**more):
    paid = [
        invoice(f"S{m}", f"2026-0{m}-01", f"2026-0{m}-20", 12_000, paid=12_000,
                paid_date=day(f"2026-0{m}-25"))
        for m in range(1, 8)
    ]  # fmt: skip
    owing = [invoice("O1", "2026-05-01", "2026-06-01", 40_000)]
    small = [invoice("O2", "2026-05-01", "2026-06-01", 400, customer="Small")]
    late = [invoice("O3", "2026-08-01", "2026-08-20", 90_000, customer="Fresh")]
    books = {
        "Receivables": [*paid, *owing, *small, *late],
        "Bank": [balance("2026-08-31", 100_000)],
    }
    return ledgers(**(books | more))


def book(extra="", **more):
    return analyse(firm(**more), policy(QUICK + extra, "advanced"), AS_OF).plans


def test_plans_are_proposed_to_debtors_overdue_long_enough_with_enough():
    proposals = book().proposals
    assert {p.debtor.customer for p in proposals} == {"Acme"}
    assert proposals[0].debtor.grade == "D"  # the oldest debt is 91 days late
    # 40 % down leaves 24,000. It has paid 84,000 in twelve months, 7,000 a month: 3.4 months at all
    # of it, 5.7 at 0.6; a gentler plan would be longer than grade D allows.
    assert [(p.shape, p.terms.down_payment, p.terms.instalments) for p in proposals] == [
        ("fast", 1_600_000, 4), ("balanced", 1_600_000, 6),
    ]  # fmt: skip
    assert all(p.schedule["principal"].sum() == 4_000_000 for p in proposals)
    assert sum(p.recommended is not None for p in proposals) == 1
    assert all(0 < p.npv <= p.recovery <= p.schedule["payment"].sum() for p in proposals)
    kept = [p.kept ** (1 / len(p.schedule)) for p in proposals]
    assert kept == sorted(kept)  # the gentler, the surer each instalment


def test_who_has_a_plan_or_a_grade_left_out_is_offered_none():
    running = plan("P", 100_000, day("2026-08-20"), 2, method="equal_principal")
    assert book(Plans=[running]).proposals == ()
    assert book(Receivables=[]).proposals == ()
    none = QUICK.replace("overdue_amount: 5000", "overdue_amount: 5000, grades: []")
    found = analyse(firm(), policy(none, "advanced"), AS_OF).plans
    assert found.proposals == ()


def missed(status="current", **more):
    """1,000 a month from 15 July; the August instalment is missed."""
    terms = plan("P", 300_000, day("2026-06-15"), 3, rate=0.0, status=status) | more
    parts = [
        {"plan": "P", "number": 1, "due": day("2026-07-15"), "principal": 1000, "paid": 1000,
         "paid_date": day("2026-07-15")},
        {"plan": "P", "number": 2, "due": day("2026-08-17"), "principal": 1000},
        {"plan": "P", "number": 3, "due": day("2026-09-15"), "principal": 1000},
    ]  # fmt: skip
    return {"Plans": [terms], "Instalments": parts}


def ways(found):
    return {w.way: w for w in found.ways}


def test_after_grace_the_ways_stand_side_by_side_and_one_is_recommended():
    found = book(**missed())
    assert found.plans["state"].tolist() == ["broken"]
    by_way = ways(found)
    assert not by_way["wait"].possible
    assert not by_way["insurer"].possible
    assert by_way["insurer"].reasons == ("no_cover",)
    # 2,000 open: 60 % of it and of the late fee, less 8 % and 5,000.
    fee = int(found.plans["late_fee"].iloc[0])
    assert by_way["enforcement"].recovery == round((200_000 + fee) * 0.6) - 16_000 - 500_000
    assert by_way["write_off"].waived == 30_000
    assert by_way["spread"].schedule["payment"].sum() == 200_000 + fee
    assert by_way["extended"].ends > by_way["spread"].ends
    assert sum(w.recommended for w in found.ways) == 1


def test_while_grace_runs_one_waits():
    tables = missed()
    tables["Instalments"][1]["due"] = day("2026-08-25")
    found = book(**tables)
    assert found.plans["state"].tolist() == ["in_grace"]
    best = next(w for w in found.ways if w.recommended)
    assert (best.way, best.reasons[0]) == ("wait", "in_grace")


def test_a_plan_re_planned_as_often_as_allowed_is_not_re_planned_again():
    old = plan("P0", 300_000, day("2026-01-15"), 2, status="replanned", method="equal_principal")
    found = missed(replaces="P0")
    by_way = ways(book(**{**found, "Plans": [old, *found["Plans"]]}))
    assert by_way["spread"].reasons == ("replanned_before",)
    assert by_way["enforcement"].possible


def test_an_insured_debt_can_go_to_the_insurer_and_deadlines_ahead_are_counted():
    owed = invoice("PI", "2026-06-01", "2026-06-30", 2_000)
    insured = [{"policy": "X", "insurer": "Ins", "customer": "Acme", "limit": 10_000,
                "covered": 0.9, "risk": "commercial"}]  # fmt: skip
    found = book(
        Receivables=[owed],
        PlanItems=[{"plan": "P", "invoice": "PI"}],
        Insurance=insured,
        **missed(),
    )
    by_way = ways(found)
    assert by_way["insurer"].possible
    assert by_way["insurer"].recovery == 180_000  # 90 % of 2,000
    # Due 30 June: 60 days of extension, 30 to give notice, so by 28 September.
    assert by_way["enforcement"].deadlines == 1
    assert by_way["enforcement"].first_deadline == day("2026-09-28")
    assert "notice_first" in by_way["enforcement"].reasons
    assert by_way["insurer"].deadlines == 0


def test_a_plans_insurance_is_that_of_its_invoices_shipment_day_beside_other_debt():
    owed = [
        invoice("Other", "2026-05-01", "2026-12-31", 2_500),
        invoice("PI", "2026-06-01", "2026-06-30", 2_000),
    ]
    line = {"policy": "X", "insurer": "Ins", "customer": "Acme", "covered": 0.9,
            "risk": "commercial"}  # fmt: skip
    tables = {"Receivables": owed, "PlanItems": [{"plan": "P", "invoice": "PI"}], **missed()}
    # 4,000 in June, of which the earlier invoice takes 2,500; withdrawn in July.
    lines = [line | {"limit": 4_000}, line | {"limit": 0, "valid_from": day("2026-07-01")}]
    assert ways(book(Insurance=lines, **tables))["insurer"].recovery == 135_000  # 90 % of 1,500
    # A limit that began after the shipment covers nothing of it.
    late = [line | {"limit": 10_000, "valid_from": day("2026-07-01")}]
    assert ways(book(Insurance=late, **tables))["insurer"].reasons == ("no_cover",)


def test_a_broken_plan_without_invoices_behind_it_is_named():
    found = book(**missed("broken"))
    assert "plan_debt_unlinked" in {f.id for f in found.findings}
    linked = book(
        Receivables=[invoice("PI", "2026-06-01", "2026-06-30", 2_000)],
        PlanItems=[{"plan": "P", "invoice": "PI", "amount": 2_999}],
        **missed("broken"),
    )
    assert {f.id for f in linked.findings} == {"plan_items_sum", "plan_booked_less"}


@pytest.mark.parametrize(
    ("status", "principal", "start", "named"),
    [
        ("draft", 999_99, "2026-09-01", "plan_minimum"),
        ("draft", 100_000, "2026-08-30", "plan_start_past"),
        ("draft", 100_000, "2026-08-31", ""),
        ("current", 999_99, "2026-08-30", ""),  # what was agreed is agreed
    ],
)
def test_a_draft_that_the_policy_would_not_agree_to_is_named(status, principal, start, named):
    terms = plan("P", principal, day(start), 2, method="equal_principal", status=status)
    assert [f.id for f in book(Plans=[terms]).findings] == ([named] if named else [])


def test_with_the_module_off_there_is_no_book():
    rules = policy("simulation: {paths: 0}\nrolling: {reconstruct: 0}", "basic")
    assert analyse(firm(), rules, AS_OF).plans is None
