"""Changes of limits and terms: what the user answers stays and acts, and nothing acts without."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from credit_firm import AS_OF, assessed, customer, monthly
from firm import day, invoice, ledgers
from hypothesis import given
from hypothesis import strategies as st

from cashbuoy.credit.changes import Change, change_lines, in_force, unread_approvals
from cashbuoy.ledger.schema.choices import CREDIT_RULES

LATE = [*monthly(13, 1000)[:-1], invoice("L", "2026-05-01", "2026-05-31", 1000)]  # 30 days late
LISTED = [{"customer": "Acme", "credit_limit": 2000, "terms_days": 30}]
ASKED = "credit: {limits: {lower_at_once: false, caps_at_once: false}}"  # nothing acts without an answer
LOWERED = Change(AS_OF, "Acme", "limit", "late_payment", 2000.0, 1500.0)


def line(on: str, before: float, after: float, approval: str = "", **more: object) -> dict:
    usual = {"customer": "Acme", "subject": "limit", "rule": "late_payment"}
    return {"date": day(on), "before": before, "after": after, "approval": approval} | usual | more


def limit_changes(*lines: dict, text: str = ASKED) -> tuple[Change, ...]:
    book = assessed(LATE, text, Customers=LISTED, CreditChanges=list(lines))
    return tuple(c for c in book.changes if c.subject == "limit")


def limit_in_force(
    *lines: dict, limit: float = 2000, as_of: dt.date = AS_OF, text: str = ASKED
) -> float:
    listed = [{"customer": "Acme", "credit_limit": limit}]
    book = assessed(LATE, text, as_of, Customers=listed, CreditChanges=list(lines))
    return customer(book)["limit"] / 100


def test_a_change_is_proposed_and_does_not_act() -> None:
    assert limit_changes() == (LOWERED,)
    assert limit_in_force() == 2000
    assert limit_in_force(line("2026-06-29", 2000, 1500)) == 2000


@pytest.mark.parametrize(
    ("lines", "limit", "log"),
    [
        pytest.param([], 1500, [""], id="the day itself"),
        pytest.param([line("2026-06-30", 2000, 1500)], 1500, [""], id="refreshed again"),
        pytest.param([line("2026-06-17", 2000, 1500)], 1500, [""], id="the days after"),
        pytest.param([line("2026-06-17", 2000, 1500, "yes")], 1500, ["yes"], id="approved"),
        pytest.param([line("2026-06-17", 2000, 1500, "ask Ms Wu")], 1500, ["ask Ms Wu"],
                     id="no answer yet"),
        pytest.param([line("2026-06-17", 2000, 1500, "no")], 2000, ["no"], id="refused: as it was"),
        pytest.param([line("2026-06-30", 2000, 1500, "no")], 2000, ["no"], id="refused today"),
        pytest.param([line("2026-05-20", 2000, 1500, "no")], 1500, ["no", ""], id="late once more"),
        pytest.param([line("2026-06-17", 1800, 1300)], 1500, ["", ""], id="the list was changed"),
    ],
)  # fmt: skip
def test_a_late_payment_lowers_the_limit_at_once_until_it_is_refused(
    lines: list[dict], limit: float, log: list[str]
) -> None:
    assert limit_in_force(*lines, text="") == limit
    assert [c.approval for c in limit_changes(*lines, text="")] == log


def test_what_was_lowered_at_once_is_not_lowered_again_for_the_same_payment() -> None:
    lowered = line("2026-06-20", 2000, 1500)
    (kept,) = limit_changes(lowered, text="")
    assert (kept.date, kept.before, kept.after) == (day("2026-06-20"), 2000, 1500)
    row = customer(assessed(LATE, Customers=LISTED, CreditChanges=[lowered]))
    assert (row["limit"], row["limit_proposed"], row["limit_rule"]) == (1500_00, 1500_00, "keep")


def test_the_hold_goes_by_the_limit_as_lowered() -> None:
    owing = [*LATE, invoice("X", "2026-06-15", "2026-08-15", 900)]  # 1,900 owed, late by 30 days
    lenient = "credit: {hold: {overdue_days: 60}"
    listed = [{"customer": "Acme", "credit_limit": 2000}]
    assert (
        customer(
            assessed(
                owing,
                lenient + ", limits: {lower_at_once: false, caps_at_once: false}}",
                Customers=listed,
            )
        )["hold"]
        == ""
    )
    row = customer(assessed(owing, lenient + "}", Customers=listed))
    assert (row["limit"], row["hold"]) == (1500_00, "over_limit")


@pytest.mark.parametrize("word", ["yes", "OK", " Approved ", "√", "同意", "已批准", "TRUE"])
def test_an_approved_change_acts_and_stays(word: str) -> None:
    answered = line("2026-06-29", 2000, 1500, word)
    assert limit_in_force(answered) == 1500
    (kept,) = limit_changes(answered)
    assert (kept.approval, kept.date, kept.after) == (word.strip(), day("2026-06-29"), 1500)


@pytest.mark.parametrize("word", ["no", "驳回", "ask the boss", "老板再看看"])
def test_what_is_not_a_yes_does_not_act_and_stays_too(word: str) -> None:
    answered = line("2026-06-29", 2000, 1500, word)
    assert limit_in_force(answered) == 2000
    assert word in [c.approval for c in limit_changes(answered)]


def test_an_answer_that_is_neither_is_named() -> None:
    rows = [line("2026-06-29", 2000, 1500, w) for w in ("yes", "", "no", "perhaps", "可以考虑")]
    table = ledgers(CreditChanges=rows)["tblCreditChanges"]
    found = [(f.id, f.place.row, f.found) for f in unread_approvals(table) if f.place]
    assert found == [("credit_approval_unread", 4, "perhaps"),
                     ("credit_approval_unread", 5, "可以考虑")]  # fmt: skip


def test_an_approved_change_acts_only_on_the_value_that_it_was_made_from() -> None:
    first, second = line("2026-05-01", 2000, 1500, "yes"), line("2026-06-01", 1500, 1100, "yes")
    assert limit_in_force(first, second) == 1100
    assert limit_in_force(second, first) == 1100  # by date, in whatever order
    assert limit_in_force(first, second, limit=2400) == 2400  # the user's list is the newer word
    assert limit_in_force(first, second, limit=1500) == 1100  # the first is in the list already
    assert limit_in_force(line("2026-05-01", 0, 900, "yes"), limit=0) == 900


def test_two_of_one_day_act_in_the_order_of_their_rows() -> None:
    first, second = line("2026-06-01", 2000, 1500, "yes"), line("2026-06-01", 1500, 1100, "yes")
    assert limit_in_force(first, second) == 1100
    assert limit_in_force(second, first) == 1500  # 1,500 was not in force yet


def test_what_was_approved_later_does_not_act_on_an_earlier_day() -> None:
    answered = line("2026-06-29", 2000, 1500, "yes")
    assert limit_in_force(answered, as_of=day("2026-06-28")) == 2000
    assert limit_in_force(answered, as_of=day("2026-06-29")) == 1500


def test_an_open_proposal_keeps_its_day_while_it_holds_and_then_gives_way() -> None:
    waiting = line("2026-06-20", 2000, 1500)
    (kept,) = limit_changes(waiting)
    assert (kept.date, kept.row) == (day("2026-06-20"), 1)
    assert limit_changes(line("2026-06-20", 1800, 1300)) == (LOWERED,)
    assert limit_changes(line("2026-06-20", 2000, 1500, customer="Gone")) == (LOWERED,)


@pytest.mark.parametrize(("refused", "asked"), [("2026-06-01", False), ("2026-05-31", True)])
def test_what_was_refused_is_asked_again_after_thirty_days(refused: str, asked: bool) -> None:
    lines = limit_changes(line(refused, 2000, 1500, "no"))
    assert [c.approval for c in lines] == ["no", ""][: 1 + asked]


def test_a_refreshed_table_read_back_is_written_the_same() -> None:
    book = assessed(LATE, Customers=LISTED, CreditChanges=[line("2026-05-01", 2000, 1900, "no")])
    written = [
        {"date": c.date, "customer": c.customer, "subject": c.subject, "rule": c.rule,
         "before": c.before, "after": c.after, "approval": c.approval}
        for c in book.changes
    ]  # fmt: skip
    again = assessed(LATE, Customers=LISTED, CreditChanges=written)
    assert [(c.date, c.subject, c.rule, c.before, c.after, c.approval) for c in again.changes] == [
        (c.date, c.subject, c.rule, c.before, c.after, c.approval) for c in book.changes
    ]


answers = st.sampled_from(["", "yes", "同意", "no", "驳回", "later", "Ms Wu, 3 June"])
lines_ = st.lists(
    st.builds(
        line,
        st.sampled_from(["2026-01-01", "2026-06-29", "2026-06-30", "2026-09-01"]),
        st.sampled_from([0, 1500, 2000]),
        st.sampled_from([0, 1500, 1800]),
        answers,
        customer=st.sampled_from(["Acme", "Bolt", "Gone"]),
        subject=st.sampled_from(["limit", "terms"]),
        rule=st.sampled_from(["late_payment", "cap_grade"]),
    ),
    max_size=8,
)


@given(lines_)
def test_nothing_that_the_user_wrote_is_lost(lines: list[dict]) -> None:
    table = ledgers(CreditChanges=lines)["tblCreditChanges"]
    after = change_lines(table, (LOWERED,), AS_OF, 30)
    told = {(c.row, c.date, c.customer, c.subject, c.before, c.after, c.approval) for c in after}
    for n, row in enumerate(lines, 1):
        if row["approval"]:
            assert (n, row["date"], row["customer"], row["subject"], row["before"], row["after"],
                    row["approval"]) in told  # fmt: skip
    assert [c.date for c in after] == sorted(c.date for c in after)


@given(lines_)
def test_only_a_yes_changes_what_is_in_force(lines: list[dict]) -> None:
    table = ledgers(CreditChanges=lines)["tblCreditChanges"]
    unanswered = ledgers(
        CreditChanges=[r for r in lines if r["approval"] in ("yes", "同意")]
    )["tblCreditChanges"]  # fmt: skip
    for subject in ("limit", "terms"):
        found, same = (
            in_force(t, subject, pd.Index(["Acme", "Bolt"]), np.array([2000.0, np.nan]), AS_OF)
            for t in (table, unanswered)
        )
        np.testing.assert_array_equal(found.value, same.value)
        np.testing.assert_array_equal(found.since, same.since)


@given(st.integers(0, 60), st.sampled_from([0, 500, 2000, 90_000]), st.integers(0, 90),
       st.integers(1, 15))  # fmt: skip
def test_every_change_names_its_rule_and_what_it_changes(
    late: int, limit: float, terms: int, months: int
) -> None:
    listed = [{"customer": "Acme", "credit_limit": limit, "terms_days": terms}]
    book = assessed(monthly(months, 1000, late), Customers=listed)
    row = customer(book)
    for change in book.changes:
        assert change.rule in CREDIT_RULES
        assert change.rule != "keep"
        assert change.before != change.after
        assert change.rule == row[f"{change.subject}_rule"]
    # What was granted, not what its caps leave of it, is what a change starts from.
    granted = {"limit": limit * 100, "terms": row["terms"]}
    assert {c.subject for c in book.changes} == {
        s for s, was in granted.items() if was != row[f"{s}_proposed"]
    }
