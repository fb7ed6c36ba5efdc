"""Cover of open invoices, worked by hand: limits over time, several policies, notices, disputes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from firm import day, ledgers, policy
from hypothesis import given, settings
from hypothesis import strategies as st

from cashbuoy.buffer.cover import cover_book
from cashbuoy.calendars import work_calendar

CALENDAR = work_calendar("CN", 2025, 2028)
POLICY = policy(
    "insurance: {failure_chance: {A: 0.01, B: 0.01, C: 0.01, D: 0.5, N: 0.01}}", "advanced"
)


def line(limit: float, customer: str = "Acme", covered: float = 0.9, name: str = "P1", **more):
    return {
        "policy": name, "insurer": "Ins", "customer": customer, "limit": limit,
        "covered": covered, "risk": "commercial", "waiting_days": 150, **more,
    }  # fmt: skip


def owes(
    number: str, shipped: str, amount: float, due: str = "2026-12-31", *, customer: str = "Acme",
    disputed: float = 0,
):  # fmt: skip
    """One open invoice; amounts in yuan."""
    return {
        "document": number,
        "counterparty": customer,
        "document_date": pd.Timestamp(shipped),
        "due_date": pd.Timestamp(due),
        "open_base": round(amount * 100),
        "disputed_base": round(disputed * 100),
        "insurer_base": 0,
        "loss_base": 0,
    }


def acted(on: str, action: str, invoices: str = "", customer: str = "Acme"):
    return {"date": day(on), "customer": customer, "action": action, "invoices": invoices}


def book(lines, invoices, as_of="2026-04-01", *, actions=(), disputes=(), grade="A"):
    items = pd.DataFrame(invoices)
    items["row"] = np.arange(1, len(items) + 1)
    items["days_overdue"] = (pd.Timestamp(as_of) - items["due_date"]).dt.days
    items["status"] = np.where(items["disputed_base"] == items["open_base"], "dispute", "forecast")
    tables = {"Insurance": list(lines), "Actions": list(actions), "Disputes": list(disputes)}
    found = ledgers(**{name: rows for name, rows in tables.items() if rows})
    names = sorted(set(items["counterparty"]))
    grades = pd.Series(grade, index=names)
    sales = pd.Series(1_000_000, index=names)
    return cover_book(found, items, sales, grades, POLICY, day(as_of), CALENDAR)


def insured(found) -> dict[str, tuple[float, str]]:
    return {
        name: (amount / 100, reason)
        for name, amount, reason in found.invoices[["document", "insured", "reason"]].to_numpy()
    }


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        # The limit of March has 60,000 less the 80,000 of February: nothing is left for B.
        pytest.param(60_000, (0, "over_limit"), id="lowered below what is owed"),
        pytest.param(90_000, (10_000, "over_limit"), id="lowered: ten thousand left"),
        pytest.param(150_000, (30_000, ""), id="raised"),
        pytest.param(0, (0, "withdrawn"), id="withdrawn"),
    ],
)
def test_a_limit_changed_between_two_shipments(second, expected):
    lines = [line(100_000), line(second, valid_from=day("2026-03-01"))]
    found = book(lines, [owes("A", "2026-02-10", 80_000), owes("B", "2026-03-10", 30_000)])
    assert insured(found) == {"A": (80_000, ""), "B": expected}


def test_the_limit_holds_from_its_day_whatever_the_order_of_the_rows():
    lines = [line(60_000, valid_from=day("2026-03-01")), line(100_000)]
    invoices = [owes("B", "2026-03-01", 30_000), owes("A", "2026-02-28", 80_000)]
    assert insured(book(lines, invoices)) == {"A": (80_000, ""), "B": (0, "over_limit")}


def test_nothing_is_insured_before_the_first_and_after_the_last_day_of_a_line():
    lines = [line(100_000, valid_from=day("2026-02-01"), valid_to=day("2026-02-28"))]
    invoices = [
        owes("early", "2026-01-31", 10), owes("in", "2026-02-28", 10), owes("late", "2026-03-01", 10),
    ]  # fmt: skip
    assert insured(book(lines, invoices)) == {
        "early": (0, "not_insured"), "in": (10, ""), "late": (0, "not_insured"),
    }  # fmt: skip


def test_two_policies_on_one_buyer_the_second_takes_what_the_first_leaves():
    lines = [line(100_000), line(50_000, name="P2", covered=0.8)]
    found = book(lines, [owes("A", "2026-02-10", 130_000)])
    assert insured(found) == {"A": (130_000, "")}
    # 100,000 at 90 % and 30,000 at 80 %.
    assert found.buyers["pays"].tolist() == [11_400_000]
    assert found.buyers["limit"].tolist() == [15_000_000]
    over = book(lines, [owes("A", "2026-02-10", 130_000), owes("B", "2026-02-11", 30_000)])
    assert insured(over)["B"] == (20_000, "over_limit")


def test_cover_against_political_risk_is_no_second_limit():
    lines = [line(100_000), line(100_000, risk="political", covered=0.95)]
    found = book(lines, [owes("A", "2026-02-10", 130_000)])
    assert insured(found) == {"A": (100_000, "over_limit")}
    assert found.buyers["pays"].tolist() == [9_000_000]
    assert found.buyers["political"].tolist() == [10_000_000]


@pytest.mark.parametrize(
    ("more", "pays", "at_most"),
    [
        pytest.param({}, 90_000, 180_000, id="plain"),
        # (100,000 - 10,000) x 90 %
        pytest.param({"deductible": 10_000}, 81_000, 162_000, id="deductible"),
        pytest.param({"maximum_liability": 50_000}, 50_000, 50_000, id="maximum liability"),
        pytest.param({"maximum_liability": 120_000}, 90_000, 120_000, id="one buyer fits, two do not"),
    ],
)  # fmt: skip
def test_what_the_insurer_pays(more, pays, at_most):
    lines = [line(100_000, customer, **more) for customer in ("Acme", "Bolt")]
    invoices = [owes(c, "2026-02-10", 100_000, customer=c) for c in ("Acme", "Bolt")]
    found = book(lines, invoices)
    assert (found.buyers["pays"] / 100).tolist() == [pays, pays]
    assert found.pays_at_most == at_most * 100
    assert found.invoices["expected_payment"].sum() <= found.pays_at_most


def clock(found, number: str):
    item = found.invoices.index[found.invoices["document"] == number][0]
    pair = found.insured.pairs.index[found.insured.pairs["item"] == item][0]
    own = found.insured.clock
    return own[own["pair"] == pair].set_index("step")


# Due 2025-11-20: extension to 19 January, notice within 30 days: 18 February is in the Spring
# Festival (15 to 23), so by Saturday the 14th, which is worked.
LATE = owes("A", "2025-10-01", 100_000, "2025-11-20")


@pytest.mark.parametrize(
    ("as_of", "left", "level", "is_insured"),
    [
        ("2026-01-30", 15, "green", (100_000, "")),
        ("2026-02-10", 4, "red", (100_000, "")),
        ("2026-02-14", 0, "red", (100_000, "")),
        ("2026-02-15", None, "red", (0, "cover_lost")),
    ],
)
def test_a_notice_that_falls_into_the_spring_festival(as_of, left, level, is_insured):
    found = book([line(100_000)], [LATE], as_of)
    notice = clock(found, "A").loc["notice"]
    assert notice["deadline"] == pd.Timestamp("2026-02-14")
    assert notice["level"] == level
    assert np.isnan(notice["days_left"]) if left is None else notice["days_left"] == left
    assert insured(found)["A"] == is_insured


def test_a_part_paid_after_the_notice_leaves_the_rest_covered():
    part = owes("A", "2025-10-01", 60_000, "2025-11-20")  # 40,000 of it have come
    found = book(
        [line(100_000)], [part], "2026-03-20", actions=[acted("2026-01-30", "claim_notice")]
    )
    assert insured(found)["A"] == (60_000, "")
    steps = clock(found, "A")
    assert steps.loc["notice", "state"] == "done"
    # 150 days from the notice.
    assert steps.loc["loss", "deadline"] == pd.Timestamp("2026-06-29")
    assert found.buyers["pays"].tolist() == [5_400_000]


def test_a_notice_is_about_the_invoices_it_names_or_all_that_are_overdue():
    second = owes("B", "2025-12-01", 50_000, "2026-02-05")
    told = [acted("2026-01-30", "claim_notice")]
    found = book([line(900_000)], [LATE, second], "2026-02-16", actions=told)
    assert clock(found, "A").loc["notice", "state"] == "done"
    assert clock(found, "B").loc["notice", "state"] == "ahead"  # it fell due later
    named = [acted("2026-01-30", "claim_notice", "A，B")]
    found = book([line(900_000)], [LATE, second], "2026-02-16", actions=named)
    assert clock(found, "B").loc["notice", "state"] == "done"
    other = [acted("2026-01-30", "claim_notice", "C")]
    found = book([line(900_000)], [LATE, second], "2026-02-16", actions=other)
    assert clock(found, "A").loc["notice", "state"] == "missed"


def test_what_is_shipped_after_a_notice_is_not_covered_and_takes_no_limit():
    later = owes("B", "2026-02-02", 50_000, "2026-03-31")
    told = [acted("2026-01-30", "claim_notice")]
    found = book([line(100_000)], [LATE, later], "2026-02-10", actions=told)
    assert insured(found) == {"A": (100_000, ""), "B": (0, "shipped_late")}
    # The extension of A ended on 19 January, before the notice.
    for shipped, reason in (("2026-01-19", ""), ("2026-01-20", "shipped_late")):
        before = owes("B", shipped, 50_000, "2026-03-31")
        found = book([line(900_000)], [LATE, before], "2026-02-10", actions=told)
        assert insured(found)["B"] == (0 if reason else 50_000, reason)


def test_cover_that_was_lost_leaves_its_part_of_the_limit_to_others():
    later = owes("B", "2025-12-01", 70_000, "2026-02-25")
    found = book([line(100_000)], [LATE, later], "2026-02-15")
    assert insured(found) == {"A": (0, "cover_lost"), "B": (70_000, "")}


def test_a_dispute_opened_and_closed():
    filed = [acted("2026-01-30", "claim_notice"), acted("2026-07-10", "claim")]
    opened = {"dispute": "D1", "invoice": "A", "opened": day("2026-07-12")}
    disputed = LATE | {"disputed_base": LATE["open_base"]}
    found = book([line(100_000)], [disputed], "2026-07-20", actions=filed, disputes=[opened])
    assert insured(found)["A"] == (0, "disputed")
    assert clock(found, "A").loc["payment", "state"] == "disputed"
    closed = opened | {"closed": day("2026-08-01"), "outcome": "won"}
    found = book([line(100_000)], [LATE], "2026-08-03", actions=filed, disputes=[closed])
    assert insured(found)["A"] == (100_000, "")
    # Thirty days from the settlement, not from the claim.
    assert clock(found, "A").loc["payment", "deadline"] == pd.Timestamp("2026-08-31")


def test_a_part_in_dispute_is_not_insured_and_the_rest_is():
    found = book([line(100_000)], [owes("A", "2026-02-10", 80_000, disputed=30_000)])
    assert insured(found) == {"A": (50_000, "disputed")}


def test_credit_notes_reduce_what_is_insured_of_the_earliest_invoice():
    note = owes("N", "2026-03-01", -30_000)
    found = book(
        [line(100_000)], [owes("A", "2026-02-10", 20_000), owes("B", "2026-02-20", 50_000), note]
    )
    assert insured(found) == {"A": (0, ""), "B": (40_000, "")}
    buyer = found.buyers.iloc[0]
    assert (buyer["owed"], buyer["insured"], buyer["uninsured"]) == (4_000_000, 4_000_000, 0)


def test_a_credit_note_is_set_against_its_own_customers_invoices():
    invoices = [
        owes("A", "2026-02-10", 20_000),
        owes("B", "2026-02-20", 50_000),
        owes("C", "2026-02-01", 70_000, customer="Bolt"),
        owes("D", "2026-02-05", 40_000, customer="Bolt"),
        owes("N", "2026-03-01", -80_000, customer="Bolt"),
    ]
    found = book([line(100_000), line(100_000, "Bolt")], invoices)
    owed = dict(found.invoices[["document", "owed"]].to_numpy())
    assert owed == {"A": 2_000_000, "B": 5_000_000, "C": 0, "D": 3_000_000}


def test_what_is_expected_of_the_insurer_is_cut_to_whole_cents():
    found = book([line(1_000)], [owes("A", "2026-02-10", 333.33)])
    # A loss of 3.33 of which 90 % are paid: 2.997.
    assert found.invoices["expected_loss"].tolist() == [333]
    assert found.invoices["expected_payment"].tolist() == [299]


def test_expected_loss_without_and_with_cover():
    found = book([line(40_000)], [owes("A", "2026-02-10", 100_000)])
    buyer = found.buyers.iloc[0]
    # One in a hundred of 100,000; 40,000 of them insured at 90 %.
    assert (buyer["expected_loss"], buyer["expected_payment"]) == (100_000, 36_000)
    assert buyer["expected_loss_net"] == 64_000


AMOUNTS = st.lists(st.integers(1, 90_000), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None)
@given(AMOUNTS, AMOUNTS, st.integers(0, 20_000), st.integers(1, 200_000))
def test_cover_never_exceeds_limits_shares_and_maximum_liability(limits, owed, deductible, most):
    lines = [
        line(limit, name=f"P{i % 2}", valid_from=day(f"2026-0{1 + i}-01"), deductible=deductible,
             maximum_liability=most)
        for i, limit in enumerate(limits)
    ]  # fmt: skip
    invoices = [
        owes(f"I{i}", f"2026-0{1 + i}-15", amount, customer="AB"[i % 2] + "cme")
        for i, amount in enumerate(owed)
    ]
    found = book(lines, invoices, "2026-07-01")
    items, buyers = found.invoices, found.buyers.set_index("customer")
    assert (items["insured"] <= items["owed"]).all()
    assert items["insured"].sum() <= sum(sorted(limits)[-2:]) * 100
    assert (buyers["pays"] <= 0.9 * buyers["insured"] + 1).all()
    assert buyers["pays"].max() <= 2 * most * 100
    assert found.pays_at_most <= 2 * most * 100
    for column in ("insured", "expected_loss", "expected_payment", "disputed"):
        assert buyers[column].sum() == items[column].sum()
    assert (items["insured"] + items["uninsured"] == items["owed"]).all()
