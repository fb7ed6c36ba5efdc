"""Payment plans: every plan with its state, what was paid of it and what comes next."""

from __future__ import annotations

from typing import Any

from cashbuoy_workbook.blocks import Cell, Level
from cashbuoy_workbook.sheets.plan_rows import Section, dates, section_title
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.styles import symbol

COLUMNS = (
    "plan", "counterparty", "direction", "state", "since", "owed", "paid", "progress", "open",
    "next_due", "next_amount", "remarks",
)  # fmt: skip
LEVELS: dict[str, Level] = {
    "draft": "grey",
    "agreed": "grey",
    "current": "green",
    "in_grace": "amber",
    "broken": "red",
    "replanned": "grey",
    "completed": "green",
    "written_off": "grey",
}


def overview(view: View) -> Section:
    """A row for each plan, those that need a decision first."""
    book = view.analysis.plans
    section = Section(view, "cb_Plans_Overview")
    section.add(section_title(view, "overview", len(COLUMNS)))
    if book is None or book.plans.empty:
        section.add([(view.texts("plans.no_plans"), "text")])
        return section
    section.titles(COLUMNS)
    order = {"broken": 0, "in_grace": 1, "current": 2, "agreed": 3, "draft": 4}
    rows = sorted(book.plans.to_dict("records"), key=lambda p: order.get(p["state"], 9))
    for plan in rows:
        section.add(_row(view, plan), remark=remarks(view, plan))
        section.fill(LEVELS[plan["state"]], COLUMNS.index("state"))
    return section


def state_words(view: View, state: str) -> str:
    return f"{symbol(LEVELS[state])} {view.texts(f'plans.state_{state}')}"


def _row(view: View, plan: dict[Any, Any]) -> list[tuple[Cell, str]]:
    money = view.style("money_grid")
    owed = int(plan["principal"] + plan["interest"])
    next_due, since = dates([plan["next_due"], plan["since"]])
    return [
        (plan["plan"], "text_grid"),
        (plan["counterparty"], "text_grid"),
        (view.texts(f"plans.direction_{plan['direction']}"), "text_grid"),
        (state_words(view, plan["state"]), "text_grid"),
        (since, "date_grid"),
        (view.money(owed), money),
        (view.money(int(plan["paid"])), money),
        (plan["paid"] / owed if owed else None, "share_grid"),
        (view.money(int(plan["open"])), money),
        (next_due, "date_grid"),
        (view.money(int(plan["next_amount"])) if next_due else None, money),
    ]


def remarks(view: View, plan: dict[Any, Any]) -> str:
    """Why the plan is in its state, and what else there is to know."""
    say = view.texts
    parts = [say(f"plans.because_{plan['because']}")]
    if plan["missed"]:
        missed_on, ends = dates([plan["missed_on"], plan["grace_ends"]])
        parts.append(
            say(
                "plans.remark_missed",
                count=int(plan["missed"]),
                amount=_amount(view, plan["arrears"]),
                due=day(missed_on) if missed_on else "",
                grace=day(ends) if ends else "",
            )
        )
    if plan["late_fee"]:
        parts.append(say("plans.remark_late_fee", amount=_amount(view, plan["late_fee"])))
    if plan["waived"]:
        parts.append(say("plans.remark_waived", amount=_amount(view, plan["waived"])))
    if plan["carried"]:
        amount = _amount(view, plan["carried"])
        parts.append(say("plans.remark_carried", amount=amount, plan=plan["replaced_by"]))
    if plan["replaces"]:
        parts.append(say("plans.remark_replaces", plan=plan["replaces"]))
    if plan["direction"] == "in" and not plan["linked"]:
        parts.append(say("plans.remark_unlinked"))
    return say("plans.join").join(parts)


def _amount(view: View, minor: float) -> str:
    return f"{view.money(minor):,.{view.digits}f}"
