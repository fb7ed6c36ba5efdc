"""Payment plans: the ways out after missed instalments, side by side, one recommended."""

from __future__ import annotations

from itertools import groupby

from cashbuoy.plans.misses import WayOut
from cashbuoy_workbook.sheets.grid import Styled
from cashbuoy_workbook.sheets.plan_rows import Section, section_title
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.styles import symbol

COLUMNS = (
    "plan", "counterparty", "way", "recovery", "npv", "days", "waived", "first_new", "payment_new",
    "deadlines", "first_deadline", "reasons",
)  # fmt: skip


def ways(view: View) -> Section:
    """Every plan of a customer in grace or broken, with all ways; none: nothing is shown."""
    book = view.analysis.plans
    section = Section(view, "cb_Plans_Ways")
    found = book.ways if book else ()
    section.add(section_title(view, "ways"))
    if book is None or not found:
        section.add([(view.texts("plans.no_ways"), "text")])
        return section
    section.titles(COLUMNS)
    names = dict(zip(book.plans["plan"], book.plans["counterparty"], strict=True))
    for plan, options in groupby(found, key=lambda w: w.plan):
        for at, way in enumerate(options):
            shown = (plan, names[plan]) if at == 0 else (None, None)
            section.add(_row(view, way, shown), remark=_reasons(view, way))
            if way.recommended:
                section.fill("green", COLUMNS.index("way"))
            if way.deadlines:
                section.fill("amber", COLUMNS.index("deadlines"))
    return section


def _row(view: View, way: WayOut, shown: tuple[str | None, str | None]) -> list[Styled]:
    money = view.style("money_grid")
    name = view.texts(f"plans.way_{way.way}")
    head: list[Styled] = [
        (shown[0], "text_grid"),
        (shown[1], "text_grid"),
        (f"{symbol('green')} {name}" if way.recommended else name, "text_grid"),
    ]
    if not way.possible:
        return [*head, *[(None, "text_grid")] * (len(COLUMNS) - 1 - len(head))]
    first = None if way.schedule is None else way.schedule.iloc[0]
    return [
        *head,
        (view.money(way.recovery), money),
        (view.money(way.npv), money),
        (round(way.days), "integer_grid"),
        (view.money(way.waived) if way.waived else None, money),
        (None if first is None else first["due"].date(), "date_grid"),
        (None if first is None else view.money(int(first["payment"])), money),
        (way.deadlines or None, "count_grid"),
        (way.first_deadline, "date_grid"),
    ]


def _reasons(view: View, way: WayOut) -> str:
    misses = view.analysis.policy.instalments.misses
    words = [] if way.possible else [view.texts("plans.not_possible")]
    words += [
        view.texts(
            f"plans.reason_{reason}",
            share=f"{misses.least_gain:.0%}",
            replans=misses.most_replans,
            deadline=day(way.first_deadline) if way.first_deadline else "",
        )
        for reason in way.reasons
    ]
    if way.possible:
        rule = misses.write_off
        words.append(
            view.texts(
                f"plans.about_{way.way}",
                days=rule.within_days,
                chance=f"{rule.chance:.0%}",
                months=misses.enforcement.months,
                recovered=f"{misses.enforcement.recovered:.0%}",
            )
        )
    return view.texts("plans.join").join(words)
