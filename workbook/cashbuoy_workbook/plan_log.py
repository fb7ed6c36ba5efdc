"""The sheets PlanProposals and PlanChanges: what refreshes noted of payment plans, and the choices
that users wrote."""

from __future__ import annotations

from cashbuoy.ledger.schema import PLAN_CHANGES, PLAN_PROPOSALS
from cashbuoy.plans.plan_book import PlanBook
from cashbuoy_workbook.blocks import Choice, Sheet
from cashbuoy_workbook.credit_log import word
from cashbuoy_workbook.log_sheet import TITLE_ROW, Rows, log_sheet
from cashbuoy_workbook.sheets.view import View


def proposals_sheet(view: View, book: PlanBook) -> Sheet:
    """Every plan proposed or answered; the column Choice is the user's."""
    rows: Rows = [
        (
            line.date,
            line.customer,
            word(view, line.shape),
            view.money(line.debt),
            view.money(line.down_payment),
            line.instalments,
            word(view, line.frequency),
            word(view, line.method),
            line.rate,
            line.start,
            word(view, line.security),
            view.money(line.recovery),
            view.money(line.npv),
            view.money(line.lowest_cash),
            line.choice or None,
        )
        for line in book.offered
    ]
    money = view.style("money_grid")
    styles = (
        "date_grid", "text_grid", "text_grid", money, money, "count_grid", "text_grid",
        "text_grid", "share_grid", "date_grid", "text_grid", money, money, money, "text_input",
    )  # fmt: skip
    widths = (13, 20, 11, 16, 16, 9, 12, 18, 10, 13, 18, 16, 16, 18, 14)
    # The last column; more rows come with the next refresh.
    answers = Choice(
        TITLE_ROW + 1,
        len(widths) - 1,
        TITLE_ROW + max(len(rows), 1),
        len(widths) - 1,
        "list",
        (view.texts("plans.answer_yes"), view.texts("plans.answer_no")),
    )
    return log_sheet(
        view, "PlanProposals", PLAN_PROPOSALS, rows, (styles,) * len(rows), widths,
        choices=(answers,),
    )  # fmt: skip


def plan_changes_sheet(view: View, book: PlanBook) -> Sheet:
    """Every change of state of every plan, by day."""
    rows: Rows = [
        (
            change.date,
            change.plan,
            word(view, change.before) or None,
            word(view, change.after),
            word(view, change.because),
        )
        for change in book.changes
    ]
    styles = ("date_grid", *("text_grid",) * 4)
    return log_sheet(
        view, "PlanChanges", PLAN_CHANGES, rows, (styles,) * len(rows), (14, 20, 18, 18, 24)
    )
