"""Collections, Plans, Customers, Buffer, Emergency: hand-worked figures of the small firm."""

from __future__ import annotations

import datetime as dt

from firm import invoice, ledgers, policy

from cashbuoy.analysis import analyse
from cashbuoy.collection.contacts import REASONS
from cashbuoy.warning.rules import EarlyWarning
from cashbuoy.warning.watched import Target
from cashbuoy_workbook.blocks import Cell, Formula, Link, Sheet
from cashbuoy_workbook.sheets import collections, customers, overdue
from cashbuoy_workbook.sheets.customers import bucket_titles
from cashbuoy_workbook.texts import Texts
from workbook.builders import (
    AS_OF,
    block,
    cells,
    figure,
    fills,
    notes,
    row_titled,
    sheet,
    small_firm,
    view,
    with_warnings,
)


def test_overdue_invoices_stand_oldest_and_largest_first() -> None:
    rows = block(sheet("Overdue"), "cb_Overdue_Rows").values
    shown = [dict(zip(overdue.OVERDUE, row, strict=True)) for row in rows]
    # R5 is 145 days late, R3 53, R2 34: R2 and R3 share a bucket, and R2 is the larger.
    assert [r["document"] for r in shown] == ["R5", "R2", "R3"]
    assert [r["days_overdue"] for r in shown] == [145, 34, 53]
    assert [r["bucket"] for r in shown] == ["91–180 days", "31–60 days", "31–60 days"]


def test_late_fees_are_those_of_the_law_where_no_contract_speaks_and_none_while_disputed() -> None:
    rows = block(sheet("Overdue"), "cb_Overdue_Rows").values
    fees = {r[1]: r[10] for r in rows}
    # One-year LPR 3.00 % x 1.5: 8,000 x 4.5 % x 145 / 365, and 20,000 x 4.5 % x 34 / 365.
    assert fees == {"R5": 143.01, "R2": 83.84, "R3": 0.00}


def test_disputes_are_marked_and_totals_are_live() -> None:
    shown = sheet("Overdue")
    totals = block(shown, "cb_Overdue_Totals").values
    assert totals[1][0] == 3
    assert [figure(v) for v in totals[1][1:]] == [35_000, 7_000, 226.85]
    assert all(isinstance(v, Formula) for v in totals[1][1:])
    grey = [at for at, level in fills(shown).items() if level == "grey"]
    assert {cells(shown)[at] for at in grey} == {"○ in dispute"}


def test_the_worklist_puts_todays_actions_first_with_reason_and_the_way_to_the_invoice() -> None:
    shown = sheet("Collections")
    rows = [
        dict(zip(collections.COLUMNS, row, strict=True))
        for row in block(shown, "cb_Collections_Worklist").values
    ]
    when = [r["when"] for r in rows]
    assert when == sorted(when, key=["Today", "Next", None].index)
    assert [r["customer"] for r in rows] == list(dict.fromkeys(r["customer"] for r in rows))
    assert all(r["reason"] and r["grade"] for r in rows)
    today = [r for r in rows if r["when"] == "Today"]
    assert [r["at_risk"] for r in today] == sorted((r["at_risk"] for r in today), reverse=True)
    assert all(isinstance(r["row"], Link) and r["row"].sheet == "InReceivables" for r in today)
    count, *_ = (v for v in block(shown, "cb_Collections_Totals").values[1] if v is not None)
    assert count == len(today)
    assert shown.freeze[0] == shown.tables[0].row + 1


def test_a_promise_in_the_log_stands_beside_the_overdue_invoice() -> None:
    books = ledgers(
        Receivables=[
            invoice("A", "2026-09-01", "2026-10-01", 900),
            invoice("B", "2026-09-02", "2026-10-02", 800, promise_date=dt.date(2026, 11, 30)),
        ],
        Actions=[
            {"date": dt.date(2026, 11, 10), "customer": "Acme", "action": "call", "invoices": "A",
             "promise_date": dt.date(2026, 11, 25)},
        ],
    )  # fmt: skip
    found = view(analyse(books, policy(profile="basic"), AS_OF))
    rows = block(overdue.render(found), "cb_Overdue_Rows").values
    at = list(overdue.OVERDUE).index("promise_date")
    assert [row[at] for row in rows] == [dt.date(2026, 11, 25), dt.date(2026, 11, 30)]


def test_who_is_asked_later_is_asked_for_what_is_overdue() -> None:
    """Of 900 overdue and 5,000 not due, the next letter is about 900; of 300 not due, about 300."""
    books = ledgers(
        Receivables=[
            invoice("A", "2026-09-01", "2026-10-01", 900),
            invoice("B", "2026-11-01", "2027-01-15", 5_000),
            invoice("C", "2026-11-01", "2027-01-15", 300, customer="Bolt"),
        ],
        Actions=[{"date": AS_OF, "customer": "Acme", "action": "call"}],
    )
    found = view(analyse(books, policy(profile="basic"), AS_OF))
    rows = block(collections.render(found), "cb_Collections_Worklist").values
    at = {name: list(collections.COLUMNS).index(name) for name in ("customer", "amount")}
    assert {r[at["customer"]]: r[at["amount"]] for r in rows} == {"Acme": 900, "Bolt": 300}


def test_every_reason_has_words_in_both_languages() -> None:
    for language in ("en", "zh"):
        for reason in REASONS:
            assert Texts(language).has(f"worklist.reason_{reason}")


def test_instalments_with_their_totals() -> None:
    shown = block(sheet("Plans"), "cb_Plans_Schedules")
    values = shown.values
    assert values[1][0] == "Late Ltd pays us · PL1 · ○ agreed"  # it starts a week ahead
    parts = [figure(r[2]) for r in values[3:6]]
    assert sum(parts) == 1_000
    assert max(parts) - min(parts) <= 0.011
    total = values[6]
    assert total[0] == "Total"
    assert isinstance(total[2], Formula)
    first = shown.row + 4
    assert (total[2].text, total[2].value) == (f"=SUM(C{first}:C{first + 2})", 1_000)


def test_ageing_by_customer_adds_up() -> None:
    shown = sheet("Customers")
    rows = {r[0]: r for r in block(shown, "cb_Customers_Ageing").values}
    late = rows["Late Ltd"]
    assert late[3] == 27_000  # 20,000 and 7,000 in dispute, both 31-60 days overdue
    assert late[6] == 27_000
    totals = block(shown, "cb_Customers_Totals").values
    assert figure(totals[0][3]) == 94_000
    assert sum(figure(v) for v in totals[0][4:11]) == 94_000
    assert sum(figure(v) for v in totals[1][4:11]) == 1
    assert isinstance(totals[0][3], Formula)


def test_bucket_titles_follow_the_policy() -> None:
    ageing = small_firm().policy.receivables.ageing
    titles = bucket_titles(view(small_firm()), ageing)
    assert titles[:2] == ["Not due", "1–30 days"]
    assert titles[-1] == "over 365 days"
    assert bucket_titles(view(small_firm(), "zh"), ageing)[-1] == "365 天以上"


def test_a_customer_that_is_not_listed_is_found_in_the_totals() -> None:
    assert customers.row_of(view(small_firm()), "Nobody") == customers.TOTAL_ROW
    assert customers.row_of(view(small_firm()), "Late Ltd") > customers.TOTAL_ROW


def test_the_customer_behind_a_concentration_is_coloured_with_a_note() -> None:
    concentration = EarlyWarning(
        rule="top_share",
        ref="A3.9",
        level="amber",
        measured=0.35,
        limit=0.30,
        unit="share",
        target=Target("indicator", "top_share"),
        since=small_firm().as_of,
        broken_on=small_firm().as_of,
        also=(Target("customer", "Late Ltd"),),
    )
    shown = customers.render(view(with_warnings(small_firm(), concentration)))
    share = row_titled(shown, "Late Ltd"), 19
    assert fills(shown)[share] == "amber"
    assert "35.0%" in notes(shown)[share]
    assert list(customers_columns(shown))[19] == "Share of sales"


def customers_columns(shown: Sheet) -> tuple[Cell, ...]:
    return block(shown, "cb_Customers_Totals").values[2]


def test_the_pool_is_cash_against_months_of_payments() -> None:
    shown = sheet("Buffer")
    outflow = small_firm().forecast.monthly_outflow / 100
    months = small_firm().policy.buffer.pool_months
    target = figure(cells(shown)[row_titled(shown, "Target"), 1])
    gap = figure(cells(shown)[row_titled(shown, "Above (+) or short of (−) target"), 1])
    assert abs(target - months * outflow) < 0.02
    assert abs(gap - (100_000 - target)) < 0.001


def test_bank_lines_show_what_is_left_to_draw() -> None:
    rows = block(sheet("Buffer"), "cb_Buffer_Lines").values
    bank, limit, drawn, free, committed, rate, expires, left = rows[2][:8]
    assert (bank, limit, drawn, committed, rate) == ("Bank of Ningbo", 60_000, 10_000, "yes", 0.04)
    assert figure(free) == 50_000
    assert (expires, left) == (dt.date(2027, 6, 30), 219)
    assert [figure(v) for v in rows[3][1:4]] == [60_000, 10_000, 50_000]


def test_the_emergency_plan_lists_red_rules_and_where_cash_can_come_from() -> None:
    shown = sheet("Emergency")
    texts = [v for v in cells(shown).values() if isinstance(v, str)]
    assert "▲ EMERGENCY PLAN IN FORCE · since 2026-11-23" in texts
    first = row_titled(shown, "▲ A3.1")
    assert cells(shown)[first, 1] == "Cash runs out: 2026-12 and 6 more months"
    assert {"R2", "R5", "P1", "Bank of Ningbo"} <= set(texts)
    assert "R3" not in texts  # in dispute: not to be dunned
