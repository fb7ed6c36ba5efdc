"""Payment plans: up to three plans proposed to each debtor, beside what comes without one."""

from __future__ import annotations

from itertools import groupby

from cashbuoy.plans.proposals import Proposal
from cashbuoy_workbook.blocks import Link
from cashbuoy_workbook.sheets.grid import Styled
from cashbuoy_workbook.sheets.plan_rows import Section, section_title
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.styles import symbol

COLUMNS = (
    "customer", "proposal", "debt", "down", "instalments", "each", "last_due", "kept", "recovery",
    "npv", "lowest", "conditions",
)  # fmt: skip


def offers(view: View) -> Section:
    """Debtors by debt; the plan that is recommended is green, with the reason."""
    book = view.analysis.plans
    section = Section(view, "cb_Plans_Proposals")
    section.add(section_title(view, "proposals"))
    proposals = book.proposals if book else ()
    if not proposals:
        section.add([(view.texts("plans.no_proposals"), "text")])
        return section
    section.add([(Link("PlanProposals", "A1", view.texts("plans.choose_here")), "link")])
    section.titles(COLUMNS)
    for _, plans in groupby(proposals, key=lambda p: p.debtor.customer):
        found = list(plans)
        _without(section, found[0])
        for plan in found:
            _offer(section, plan)
    return section


def _without(section: Section, plan: Proposal) -> None:
    view, debtor = section.view, plan.debtor
    money = view.style("money_grid")
    row: list[Styled] = [
        (debtor.customer, "text_grid"),
        (view.texts("plans.without_plan"), "text_grid"),
        (view.money(debtor.debt), money),
        *[(None, "text_grid")] * 5,
        (view.money(round(debtor.recovery)), money),
        (view.money(round(debtor.npv)), money),
        (view.money(plan.lowest_without), money),
    ]
    section.add(row, remark=_about(view, plan))


def _about(view: View, plan: Proposal) -> str:
    """How the debtor pays, and what any agreement with it is to say."""
    debtor, settings = plan.debtor, view.analysis.policy.instalments
    known = view.texts(
        "plans.debtor",
        grade=debtor.grade if debtor.grade != "N" else view.texts("plans.grade_none"),
        days=debtor.oldest_days,
        monthly=f"{view.money(round(debtor.payer.monthly)):,.{view.digits}f}",
        kept=f"{debtor.payer.kept:.0%}",
    )
    conditions = view.texts("plans.and").join(
        view.texts(
            f"plans.condition_{condition}",
            security=view.texts(f"plans.security_{plan.security}"),
            missed=settings.offers.accelerate_after,
        )
        for condition in plan.conditions
    )
    agreed = view.texts("plans.conditions", conditions=conditions)
    return view.texts("plans.join").join((known, agreed))


def _offer(section: Section, plan: Proposal) -> None:
    view, terms = section.view, plan.terms
    money = view.style("money_grid")
    payments = plan.schedule.loc[plan.schedule["number"] > 0, "payment"]
    name = view.texts(f"plans.shape_{plan.shape}")
    row: list[Styled] = [
        (None, "text_grid"),
        (f"{symbol('green')} {name}" if plan.recommended else name, "text_grid"),
        (view.money(terms.principal), money),
        (view.money(terms.down_payment), money),
        (terms.instalments, "count_grid"),
        (view.money(int(payments.iloc[0])), money),
        (plan.schedule["due"].iloc[-1].date(), "date_grid"),
        (plan.kept, "share_grid"),
        (view.money(plan.recovery), money),
        (view.money(plan.npv), money),
        (view.money(plan.lowest), money),
    ]
    why = view.texts(f"plans.why_{plan.recommended}") if plan.recommended else ""
    section.add(row, remark=why)
    if plan.recommended:
        section.fill("green", COLUMNS.index("proposal"))
