"""The sheet Payables schedule: totals by run, reasons in words, what would close a gap."""

from __future__ import annotations

from functools import cache

import pytest
from firm import balance, bill, day, invoice, ledgers, policy, recurring

from cashbuoy.analysis import Analysis, analyse
from cashbuoy.ledger.clean import Ledgers
from cashbuoy.payables.reasons import REASONS
from cashbuoy_workbook import texts
from cashbuoy_workbook.blocks import Formula, Sheet
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.render import render

AS_OF = day("2026-11-02")
POLICY = """
modules: [recurring, lines, bills, payables]
forecast: {receipts: due_date, floor: {method: amount, amount: 1000}}
simulation: {paths: 0}
payables: {schedule: {mode: optimise}}
"""


@cache
def short_firm() -> Analysis:
    """Cash 6,000; Steel's 9,000 may not wait, Paper's 500 waits as long as it may."""
    found = ledgers(
        Bank=[balance("2026-11-02", 6_000)],
        Payables=[
            bill("A", "2026-10-01", "2026-11-10", 9_000, "Steel", priority="critical"),
            bill("B", "2026-10-01", "2026-11-03", 500, "=Paper"),
            bill("C", "2026-10-01", "2026-11-10", 70, "Steel", dispute="yes", note="wrong size"),
        ],
        Receivables=[invoice("R", "2026-10-01", "2026-11-25", 90_000)],
        Recurring=[recurring("Rent", "rent", "out", 100, "2026-11-10")],
        Lines=[
            {"bank": "Ningbo", "limit": 6_000, "drawn": 0, "committed": "yes", "rate": 0.04,
             "expires": day("2027-10-31")},
        ],
    )  # fmt: skip
    return analyse(found, policy(POLICY), AS_OF)


@cache
def payables(language: str) -> Sheet:
    book = render(short_firm(), InputBook({}), language)  # type: ignore[arg-type]
    return next(sheet for sheet in book.sheets if sheet.key == "Payables")


def block(name: str, language: str = "en") -> list[list[object]]:
    found = next(b for b in payables(language).blocks if b.name == name)
    return [list(row) for row in found.values]


def test_every_day_has_its_total_and_the_cash_that_is_left():
    rows = block("cb_Payables_List")
    totals = [r for r in rows if str(r[0]).startswith("Total of")]
    assert [r[0] for r in totals][:2] == ["Total of 2026-11-10", "Total of 2026-11-17"]
    total = totals[0][9]
    assert isinstance(total, Formula)
    assert total.value == 9_100  # Steel and the rent
    assert total.text == "=SUM(J{}:J{})".format(*_lines_of(rows, "2026-11-10"))
    assert "3,100.00" in str(totals[0][10])
    assert "4,100.00 below the floor" in str(totals[0][10])


def _lines_of(rows: list[list[object]], date: str) -> tuple[int, int]:
    """First and last spreadsheet row of a day's lines."""
    start = next(b for b in payables("en").blocks if b.name == "cb_Payables_List").row
    own = [i for i, r in enumerate(rows) if str(r[0]) == date]
    return start + own[0] + 1, start + own[-1] + 1


def test_the_sum_of_all_payments_is_the_sum_of_the_days():
    whole = block("cb_Payables_List")[-1][9]
    assert isinstance(whole, Formula)
    schedule = short_firm().payables_schedule
    assert schedule is not None
    paid = schedule.frame["amount"].sum() + schedule.fixed["amount"].sum()
    assert whole.value == pytest.approx(paid / 100)


def test_the_gap_says_what_would_close_it():
    words = [str(row[0]) for row in block("cb_Payables_Closing")]
    assert words[2:] == [
        "Draw the bank line",
        "Still missing after lines, bills and invoices",
        "Ask the supplier for a plan (1 bill)",
    ]
    line = block("cb_Payables_Closing")[2]
    assert line[2] == "Ningbo"
    assert line[6] == pytest.approx(4_600, abs=0.02)


def test_disputed_bills_stand_below_with_their_note():
    rows = block("cb_Payables_LeftOut")
    assert rows[2][2] == "C"
    assert rows[2][7] == "in dispute or on hold: wrong size"


def compared(found: Ledgers, changes: dict[str, str] | None = None, language: str = "en") -> str:
    """The lines under the comparison of the ways to pay."""
    rules = POLICY
    for old, new in (changes or {}).items():
        rules = rules.replace(old, new)
    analysis = analyse(found, policy(rules), AS_OF)
    book = render(analysis, InputBook({}), language)  # type: ignore[arg-type]
    sheet = next(sheet for sheet in book.sheets if sheet.key == "Payables")
    rows = next(b for b in sheet.blocks if b.name == "cb_Payables_Compare").values
    return " ".join(str(row[0]) for row in rows[9:] if row[0])


LATE = bill("A", "2026-10-01", "2026-11-12", 6_000, late_rate=0.001)  # a Thursday


def test_a_cheaper_way_is_told_with_the_limits_that_it_breaks():
    """6,000 are there on the 20th only: eight days at one per mille, 48. The forecast pays on the
    12th, no paying run, when 4,000 are there: 3,000 below the floor of 1,000."""
    found = ledgers(
        Bank=[balance("2026-11-02", 4_000)],
        Payables=[LATE],
        Receivables=[invoice("R", "2026-10-01", "2026-11-18", 20_000)],
    )
    told = compared(found)
    assert "within the same limits" in told
    assert (
        "Paying as the forecast has it costs 48.00 less in fees and lost discounts, but breaks "
        "limits that the schedule holds: cash falls 3,000.00 below the floor on 2026-11-12; "
        "6,000.00 are paid on days that are no paying runs."
    ) in told
    assert "少 48.00" in compared(found, language="zh")


def test_strain_and_interest_are_named_where_they_make_the_difference():
    """B of a flexible supplier waits without a fee, but at so much strain that A pays its fee."""
    found = ledgers(
        Bank=[balance("2026-11-02", 7_000)],
        Payables=[
            bill("A", "2026-10-01", "2026-11-13", 6_000, late_rate=0.0001, priority="critical"),
            bill("B", "2026-10-01", "2026-11-13", 6_000, "Paper", priority="flexible"),
        ],
        Receivables=[invoice("R", "2026-10-01", "2026-11-18", 20_000)],
    )
    waits = "deferral: {critical: {most_days: 30}}, strain: {critical: 0, flexible: 9}"
    told = compared(found, {"mode: optimise": f"mode: optimise, {waits}"})
    assert (
        "Paying by the rules costs 4.20 less in fees and lost discounts; counted with the strain"
    ) in told
    assert told.count("breaks limits") == 1  # the forecast's way


def test_an_own_instalment_that_was_missed_comes_before_the_bills():
    plan = {
        "plan": "P", "counterparty": "Moulds", "direction": "out", "principal": 300,
        "start": day("2026-08-20"), "instalments": 3, "frequency": "monthly",
        "method": "equal_principal", "rate": 0.0, "status": "current",
    }  # fmt: skip
    rows = [
        {"plan": "P", "number": n, "due": due, "principal": 100, "paid": paid, "paid_date": on}
        for n, due, paid, on in [
            (1, day("2026-09-21"), 100, day("2026-09-21")),
            (2, day("2026-10-20"), 30, day("2026-10-20")),
            (3, day("2026-11-20"), None, None),
        ]
    ]
    found = ledgers(
        Bank=[balance("2026-11-02", 9_000)],
        Payables=[bill("A", "2026-10-01", "2026-11-03", 500)],
        Plans=[plan],
        Instalments=rows,
    )
    analysis = analyse(found, policy(POLICY.replace("bills, ", "plans, ")), AS_OF)
    for language, words in (("en", "missed on 2026-10-20"), ("zh", "2026-10-20 到期未付")):
        book = render(analysis, InputBook({}), language)  # type: ignore[arg-type]
        sheet = next(sheet for sheet in book.sheets if sheet.key == "Payables")
        lines = next(b for b in sheet.blocks if b.name == "cb_Payables_List").values[2:]
        assert [line[2] for line in lines[:2]] == ["P / 2", "A"]
        first = lines[0]
        assert (first[0], first[4], first[5], first[9]) == (
            day("2026-11-03"), day("2026-10-20"), 14, 70.0,
        )  # fmt: skip
        assert words in str(first[10])
        block = next(b for b in sheet.blocks if b.name == "cb_Payables_List")
        assert (2, 5) in block.fills["red"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_languages_say_the_same(language):
    sheet = payables(language)
    assert {b.name for b in sheet.blocks} == {b.name for b in payables("en").blocks}
    (chart,) = sheet.charts
    assert len(chart.series) == 3


def test_the_chart_of_a_firm_without_bills_is_as_long():
    """So that a workbook that was laid out before the first refresh has the chart it needs."""
    nothing = analyse(ledgers(), policy(POLICY), AS_OF)
    sheets = render(nothing, InputBook({}), "en").sheets
    empty = next(s for s in sheets if s.key == "Payables").charts[0]
    (full,) = payables("en").charts
    assert (empty.row, empty.series[0].values) == (full.row, full.series[0].values)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_words(reason):
    assert f"reason_{reason}" in texts.section("payables")


def test_the_sheet_is_hidden_where_the_module_is_off():
    analysis = analyse(ledgers(), policy("modules: [recurring]"), AS_OF)
    keys = [s.key for s in render(analysis, InputBook({}), "en").sheets]
    assert "Payables" not in keys


def test_how_suppliers_have_been_paid_stands_at_the_end() -> None:
    given = [
        {"bill": f"AB{n}", "kind": "bank_acceptance", "direction": "out", "drawer": "Steel",
         "face": 900, "matures": day(f"2026-{n + 8:02}-10")}
        for n in (3, 4)
    ]  # fmt: skip
    paid = [
        bill(f"P{n}", "2026-01-05", f"2026-0{n}-10", 900, "Steel", paid=900,
             paid_date=day(f"2026-0{n}-17"))
        for n in (3, 4, 6, 7, 8, 9)
    ]  # fmt: skip
    books = ledgers(Bank=[balance("2026-09-30", 6_000)], Payables=paid, Bills=given)
    found = analyse(books, policy(POLICY), day("2026-09-30"))
    sheet = next(s for s in render(found, InputBook({}), "en").sheets if s.key == "Payables")
    last = [b for b in sheet.blocks if b.name != "cb_Payables_ChartData"][-1]
    assert last.name == "cb_Payables_Habits"
    assert sheet.print_last == last.row + last.height - 1
    assert str(last.values[1][0]).startswith("The forecast takes due dates")
    # Seven days each, two of the five in half a year by bills of the same amount.
    [every, steel] = [row[1:9] for row in last.values[3:]]
    assert every == ("All suppliers", None, 6, 7, 7, None, None, None)
    assert steel[:5] == ("Steel", "CNY", 6, 7, 7)
    assert steel[7] == 2
    assert steel[5] == pytest.approx(2 / 5)
