"""What to do now, of all that the sheets ask for: rules that fired, deadlines of insurers, missed
payment plans, customers to ask, bills of the next paying run; at most ten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cashbuoy_workbook.blocks import Level, Link
from cashbuoy_workbook.sheets.cockpit_panel import short
from cashbuoy_workbook.sheets.fired_rules import Fired, fired_rules, in_words_of
from cashbuoy_workbook.sheets.insurance_clock import clock_lines
from cashbuoy_workbook.sheets.levels import rule_of
from cashbuoy_workbook.sheets.view import View, day
from cashbuoy_workbook.sheets.warnings import place_of
from cashbuoy_workbook.sheets.work_reasons import action_words, reason_words
from cashbuoy_workbook.styles import symbol

MOST = 10
# At most so many of each kind, so that none crowds out the others.
DEADLINES, CUSTOMERS, PLANS = 3, 4, 2
_MISSED = {"broken": "red", "in_grace": "amber"}


@dataclass(frozen=True)
class TopAction:
    """One line: its level (None: routine), what it is about, where it stands, the money or the
    measured figure, and what to do."""

    level: Level | None
    about: str
    place: Link
    money: str
    todo: str


def top_actions(view: View) -> list[TopAction]:
    """Red first, then amber, then routine; within a level rules, insurers, plans, customers, bills,
    each kind by its own urgency."""
    found = [
        *_rules(view),
        *_deadlines(view),
        *_plans(view),
        *_customers(view),
        *_bills(view),
    ]
    order: dict[Level | None, int] = {"red": 0, "amber": 1, None: 2}
    return sorted(found, key=lambda action: order[action.level])[:MOST]


def _rules(view: View) -> Iterator[TopAction]:
    for fired in fired_rules(view):
        action = rule_of(view, fired.worst).action
        yield TopAction(
            fired.worst.level,
            f"{symbol(fired.worst.level)} {view.say(f'level_{fired.worst.level}')} · "
            f"{fired.worst.ref}",
            _linked(view, fired),
            reading(view, fired),
            view.pick(action.en, action.zh),
        )


def _linked(view: View, fired: Fired) -> Link:
    place = place_of(view, fired.worst)
    return Link(place.sheet, place.cell, in_words_of(view, fired))


def reading(view: View, fired: Fired) -> str:
    """Measured against the limit, in few characters."""
    warning = fired.worst
    return view.say(
        "reading",
        measured=short(view, warning.measured, warning.unit),
        limit=short(view, warning.limit, warning.unit),
    )


def _deadlines(view: View) -> Iterator[TopAction]:
    """Steps of the insurers' clock that are due soon; cover that is lost can be helped no more."""
    if not view.analysis.policy.has("insurance"):
        return
    lines = clock_lines(view)
    urgent = lines[(lines["level"].isin(["red", "amber"]) & (lines["next"] != "lost")).to_numpy()]
    for line in urgent.head(DEADLINES).to_dict("records"):
        level: Level = line["level"]
        step = str(line["marked"])
        until = "" if pd.isna(line[step]) else day(line[step].date())
        yield TopAction(
            level,
            f"{symbol(level)} {_say(view, 'insurer')}",
            Link(
                "Insurance",
                "A1",
                _say(view, "claim", customer=line["customer"], invoice=line["invoice"]),
            ),
            _say(view, "insured", money=short(view, line["insured"], "money")),
            _say(view, "by", what=view.texts(f"buffer.next_{line['next']}"), day=until),
        )


def _plans(view: View) -> Iterator[TopAction]:
    """Payment plans with missed instalments, ours and our customers'."""
    book = view.analysis.plans
    if book is None:
        return
    missed = book.plans[book.plans["state"].isin(list(_MISSED)).to_numpy()]
    for row in missed.head(PLANS).to_dict("records"):
        level: Level = "red" if row["state"] == "broken" else "amber"
        yield TopAction(
            level,
            f"{symbol(level)} {_say(view, 'plan')}",
            Link("Plans", "A1", _say(view, "missed", customer=row["counterparty"])),
            _say(view, "arrears", money=short(view, float(row["arrears"]), "money")),
            _say(view, "plan_todo" if row["direction"] == "in" else "own_plan_todo"),
        )


def _customers(view: View) -> Iterator[TopAction]:
    for row in view.analysis.worklist.actions.head(CUSTOMERS).to_dict("records"):
        words = action_words(view, str(row["action"]))
        yield TopAction(
            None,
            f"☐ {_say(view, 'collect')}",
            Link("Collections", "A1", view.texts.headed(row["name"] or row["customer"], words)),
            _say(
                view,
                "at_risk",
                money=short(view, row["amount"], "money"),
                risk=short(view, row["at_risk"], "money"),
            ),
            reason_words(view, row),
        )


def _bills(view: View) -> Iterator[TopAction]:
    """The next paying run."""
    schedule = view.analysis.payables_schedule
    if schedule is None or schedule.frame.empty:
        return
    first = schedule.frame["pay_date"].min()
    run = schedule.frame[(schedule.frame["pay_date"] == first).to_numpy()]
    saved = int(run["discount"].sum())
    todo = _say(view, "as_listed")
    if saved:
        todo = _say(view, "saves", money=short(view, saved, "money"))
    yield TopAction(
        None,
        f"☐ {_say(view, 'pay')}",
        Link("Payables", "A1", _say(view, "run", count=len(run), day=day(first.date()))),
        short(view, float(run["amount"].sum()), "money"),
        todo,
    )


def _say(view: View, key: str, /, **values: object) -> str:
    return view.texts(f"top_actions.{key}", **values)
