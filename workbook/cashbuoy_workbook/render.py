"""One analysis to one workbook: every sheet, in the order of its tabs."""

from __future__ import annotations

from collections.abc import Iterator

from cashbuoy.analysis import Analysis
from cashbuoy_workbook.blocks import Sheet, Workbook
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.checks import checks_sheet
from cashbuoy_workbook.credit_log import changes_sheet, grades_sheet
from cashbuoy_workbook.emergency_log import states_sheet, tasks_sheet
from cashbuoy_workbook.history import history_sheet
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.parts_log import parts_sheet
from cashbuoy_workbook.plan_log import plan_changes_sheet, proposals_sheet
from cashbuoy_workbook.settings import settings_sheet
from cashbuoy_workbook.sheets import (
    buffer,
    cockpit,
    collections,
    credit,
    credit_reasons,
    customers,
    disputes,
    emergency,
    forecast,
    insurance,
    items,
    overdue,
    payables,
    plans,
    scenarios,
    splits,
    stages,
    variance,
    warnings,
    weeks,
)
from cashbuoy_workbook.sheets.view import View
from cashbuoy_workbook.snapshots import snapshots_sheet
from cashbuoy_workbook.texts import Language, Texts
from cashbuoy_workbook.warning_log_sheet import warning_log_sheet


def render(analysis: Analysis, book: InputBook, language: Language) -> Workbook:
    """The workbook of one refresh: results first, then the user's own sheets as they were left.

    Pure: nothing is read or written. Sheets of modules that are off are left out.
    """
    view = View(analysis, book, language)
    return Workbook(
        sheets=(*output_sheets(view), *_user_sheets(view)),
        title=Texts(language)("labels.workbook_title"),
        language=language,
        firm=analysis.policy.firm.name,
        created=analysis.as_of,
    )


def output_sheets(view: View) -> Iterator[Sheet]:
    """The sheets that a refresh computes."""
    policy = view.analysis.policy
    yield cockpit.render(view)
    yield forecast.render(view)
    yield weeks.render(view)
    yield items.render(view)
    yield scenarios.render(view)
    yield variance.render(view)
    yield warnings.render(view)
    yield emergency.render(view)
    yield collections.render(view)
    yield overdue.render(view)
    if policy.has("customers") or len(view.analysis.disputes.open):
        yield disputes.render(view)
    if policy.has("contracts"):
        yield stages.render(view)
    if policy.has("plans"):
        yield plans.render(view)
    if view.analysis.payables_schedule is not None:
        yield payables.render(view, view.analysis.payables_schedule)
    yield customers.render(view)
    if view.analysis.credit is not None:
        yield credit.render(view, view.analysis.credit)
        yield credit_reasons.render(view, view.analysis.credit)
    if policy.has("orders"):
        yield splits.render(view)
    if policy.has("buffer") or policy.has("lines"):
        yield buffer.render(view)
    if policy.has("insurance"):
        yield insurance.render(view)


def _user_sheets(view: View) -> Iterator[Sheet]:
    """Input sheets, Settings, Checks and History."""
    analysis, book, language = view.analysis, view.book, view.language
    settings = {**book.settings, "language": language}
    yield from input_sheets(book.tables, analysis.policy, language, analysis.findings)
    yield settings_sheet(settings, analysis.policy, language)
    currency = analysis.ledgers.base_currency
    yield checks_sheet(analysis.controls, analysis.findings, language, currency)
    yield history_sheet(analysis, language)
    yield snapshots_sheet(analysis, language)
    yield parts_sheet(view)
    yield warning_log_sheet(view)
    yield states_sheet(view)
    yield tasks_sheet(view)
    if analysis.credit is not None:
        yield changes_sheet(view, analysis.credit)
        yield grades_sheet(view, analysis.credit)
    if analysis.plans is not None:
        yield proposals_sheet(view, analysis.plans)
        yield plan_changes_sheet(view, analysis.plans)
