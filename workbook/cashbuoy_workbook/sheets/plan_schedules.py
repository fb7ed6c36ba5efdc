"""Payment plans: the instalments of every plan in force, and which invoices each settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cashbuoy.plans.plan_book import PlanBook
from cashbuoy_workbook.blocks import Formula
from cashbuoy_workbook.sheets.grid import Styled, span
from cashbuoy_workbook.sheets.plan_overview import state_words
from cashbuoy_workbook.sheets.plan_rows import Section, dates, section_title
from cashbuoy_workbook.sheets.view import View, day

COLUMNS = (
    "number", "due", "principal", "interest", "payment", "outstanding", "paid", "paid_date",
    "late_fee", "instalment_status", "mark", "settles",
)  # fmt: skip
SUMMED = ("principal", "interest", "payment", "paid", "late_fee")
# Plans whose instalments still matter.
_SHOWN = ("agreed", "current", "in_grace", "broken")


def schedules(view: View, first_row: int) -> Section:
    """Each plan with a heading and live totals; `first_row` is where the section will stand."""
    book = view.analysis.plans
    section = Section(view, "cb_Plans_Schedules")
    section.add(section_title(view, "schedules"))
    if book is None:
        return section
    shown = book.plans[book.plans["state"].isin(_SHOWN)]
    if shown.empty:
        section.add([(view.texts("plans.no_schedules"), "text")])
    remarks = _remarks(view, book)
    for plan in shown.to_dict("records"):
        rows = book.schedule[book.schedule["plan"] == plan["plan"]]
        words = view.texts(
            f"plans.plan_{plan['direction']}",
            plan=plan["plan"],
            counterparty=plan["counterparty"],
            state=state_words(view, plan["state"]),
        )
        section.add([(words, "label")])
        section.titles(COLUMNS)
        first = first_row + len(section.rows)
        for row in _instalments(view, rows):
            number = int(rows["number"].iloc[first_row + len(section.rows) - first])
            section.add(row, remark=remarks.get((plan["plan"], number), ""))
            if row[-2][0] == view.texts("plans.instalment_overdue"):
                section.fill("amber", COLUMNS.index("instalment_status"))
        section.add(_totals(view, rows, first), [])
    return section


def _remarks(view: View, book: PlanBook) -> Mapping[tuple[str, int], str]:
    """(plan, number) -> the invoices that the instalment settles, and the parts it was paid in."""
    invoices, parts = _settled(view, book.allocations), _parts(view, book.payments)
    found = dict(invoices)
    for key, said in parts.items():
        found[key] = view.texts("plans.join").join(t for t in (invoices.get(key), said) if t)
    return found


def _parts(view: View, payments: pd.DataFrame) -> Mapping[tuple[str, int], str]:
    """(plan, number) -> each payment with its day, where there were several."""
    several = payments[payments.duplicated("at", keep=False) & (payments["amount"] != 0)]
    amounts = (f"{a:,.{view.digits}f}" for a in view.moneys(several["amount"].to_numpy()))
    found: dict[tuple[str, int], list[str]] = {}
    for plan, number, amount, date in zip(
        several["plan"], several["number"], amounts, dates(several["date"]), strict=True
    ):
        said = view.texts("plans.part", amount=amount, date=day(date)) if date else amount
        found.setdefault((plan, int(number)), []).append(said)
    listed = view.texts("plans.and")
    return {k: view.texts("plans.in_parts", parts=listed.join(p)) for k, p in found.items()}


def _settled(view: View, allocations: pd.DataFrame) -> Mapping[tuple[str, int], str]:
    """(plan, number) -> the invoices that the instalment settles, with amounts."""
    amounts = (f"{a:,.{view.digits}f}" for a in view.moneys(allocations["amount"].to_numpy()))
    found: dict[tuple[str, int], list[str]] = {}
    for plan, number, invoice, amount in zip(
        allocations["plan"], allocations["number"], allocations["invoice"], amounts, strict=True
    ):
        found.setdefault((plan, int(number)), []).append(f"{invoice} {amount}")
    return {key: view.texts("plans.and").join(parts) for key, parts in found.items()}


def _instalments(view: View, plan: pd.DataFrame) -> list[list[Styled]]:
    money = view.style("money_grid")
    amounts = (
        [(v, money) for v in view.moneys(plan[name].to_numpy())]
        for name in ("principal", "interest", "payment", "outstanding", "paid")
    )
    fees = view.moneys(plan["late_fee"].to_numpy())
    columns: list[Sequence[Styled]] = [
        [(n or view.texts("plans.down_payment"), "count_grid") for n in plan["number"].tolist()],
        [(d, "date_grid") for d in dates(plan["due"])],
        *amounts,
        [(d, "date_grid") for d in dates(plan["paid_date"])],
        [(v, money) for v in fees],
        [(view.texts(f"plans.instalment_{s}"), "text_grid") for s in plan["status"].tolist()],
        [
            (view.say("provisional") if p else None, "text_grid")
            for p in plan["provisional"].tolist()
        ],
    ]
    return [list(row) for row in zip(*columns, strict=True)]


def _totals(view: View, plan: pd.DataFrame, first: int) -> list[Styled]:
    totals: list[Styled] = [(view.say("total"), "text_total")]
    for at, name in enumerate(COLUMNS[1:], 1):
        if name in SUMMED:
            area = span(first, at, first + len(plan) - 1, at)
            value = view.money(int(plan[name].sum()))
            totals.append((Formula(f"=SUM({area})", value), view.style("money_total")))
        else:
            totals.append((None, "text_total"))
    return totals
