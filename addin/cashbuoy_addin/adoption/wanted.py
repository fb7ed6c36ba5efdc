"""What adopting would add to a workbook, and what it says: the same for files and open ones."""

from __future__ import annotations

from cashbuoy.calendars import calendar_of
from cashbuoy.payables.adoption import AdoptedDates, adopt_dates
from cashbuoy.plans.adoption import AdoptedPlans, adopt_plans
from cashbuoy_addin.pipeline import analysis_of
from cashbuoy_addin.settings import Run
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.texts import Texts

_MOST_LINES = 12


def plans_wanted(book: InputBook, run: Run) -> AdoptedPlans:
    """The plans that chosen proposals become. Errors: see analysis.analyse."""
    found = analysis_of(book, run)
    calendar = calendar_of(run.policy.calendar, run.as_of, run.as_of)
    return adopt_plans(found.ledgers, found.receivables, calendar, run.policy, run.as_of)


def dates_wanted(book: InputBook, run: Run) -> AdoptedDates | None:
    """The schedule's dates for bills without one; None with the module payables off."""
    found = analysis_of(book, run)
    schedule = found.payables_schedule
    return None if schedule is None else adopt_dates(schedule, found.ledgers)


def plans_said(adopted: AdoptedPlans, say: Texts) -> str:
    """What became of the chosen proposals."""
    lines = [
        say(
            "adoption.plan_line" if plan["status"] == "agreed" else "adoption.draft_line",
            plan=plan["plan"],
            customer=plan["counterparty"],
            principal=f"{plan['principal']:,.2f}",
        )
        for plan in adopted.plans.head(_MOST_LINES).to_dict("records")
    ]
    head = "adoption.plans" if lines else "adoption.no_plans"
    told = [say(head, count=len(adopted.plans)), *lines]
    if adopted.drafts:
        told.append(say("adoption.drafts"))
    told += [say("adoption.settled", customer=name) for name in adopted.settled[:_MOST_LINES]]
    return "\n".join(told)


def dates_said(written: int, adopted: AdoptedDates, say: Texts) -> str:
    """How many bills have a date now, and which have none."""
    told = [say("adoption.dates" if written else "adoption.no_dates", count=written)]
    if adopted.approved:
        told.append(say("adoption.dates_there", count=adopted.approved))
    if adopted.in_parts:
        told.append(say("adoption.dates_parts", count=adopted.in_parts))
    if adopted.by_bill:
        told.append(say("adoption.dates_by_bill", count=adopted.by_bill))
    return "\n".join(told)


def dates_by_row(adopted: AdoptedDates) -> dict[int, object]:
    """Data row in tblPayables -> the date for its cell."""
    rows, days = adopted.dates.index.tolist(), adopted.dates.dt.date.tolist()
    return dict(zip(rows, days, strict=True))
