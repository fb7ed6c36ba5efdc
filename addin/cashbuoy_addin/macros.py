"""What the ribbon's buttons do with the workbook that is open. macro_names.py lists them.

Whatever goes wrong is told in one message in the workbook's language, never as a traceback.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from cashbuoy_addin import import_messages, macro_messages
from cashbuoy_addin.book_policies import POLICIES
from cashbuoy_addin.macro_messages import language_of, say, tell
from cashbuoy_addin.macro_names import MACROS

if TYPE_CHECKING:
    from xlwings import Book

    from cashbuoy.policy.models import Policy
    from cashbuoy_addin.hosts.live_memory import Memory
    from cashbuoy_addin.import_memory import ImportMemory
    from cashbuoy_workbook.texts import Language


_Given = ParamSpec("_Given")


def _macro(work: Callable[Concatenate[Book, _Given], None]) -> Callable[_Given, None]:
    """A macro: `work` on the workbook that called it, and its errors in words."""

    @functools.wraps(work)
    def run(*arguments: _Given.args, **named: _Given.kwargs) -> None:
        import xlwings  # noqa: PLC0415  # takes a while, and formulas do without

        book = xlwings.Book.caller()
        try:
            work(book, *arguments, **named)
        except Exception as problem:  # noqa: BLE001  # a user must never see a traceback
            tell(book, macro_messages.problem_text(problem, language_of(book)))

    return run


def called_from(file: str) -> None:
    """Excel for Mac, before it runs a macro: the file whose button was pressed."""
    from cashbuoy_addin.hosts.live_book import CALLER  # noqa: PLC0415

    CALLER.set(file)


def _memory() -> Memory:
    from cashbuoy_addin.hosts.live_memory import Memory  # noqa: PLC0415
    from cashbuoy_addin.state import state_folder  # noqa: PLC0415

    return Memory(state_folder())


def _imports() -> ImportMemory:
    from cashbuoy_addin.import_memory import ImportMemory  # noqa: PLC0415

    return ImportMemory(_memory().folder)


def _refresh(book: Book, macro: str) -> None:
    """Refresh everything, and end on the sheet that the button is about."""
    from cashbuoy_addin.live_refresh import refresh_book  # noqa: PLC0415

    result = refresh_book(book, _memory())
    POLICIES.set(book.fullname, result.run.policy, result.settings)
    if result.steps:
        _imports().count_refresh(book, 1)
    _show(book, MACROS[macro], result.run.policy)
    if not all(control.holds for control in result.analysis.controls):
        sheet = macro_messages.title("Checks", result.run.language)
        tell(book, say(result.run.language, "controls_broken", sheet=sheet))


def _show(book: Book, key: str, policy: Policy | None = None) -> None:
    """End on a sheet; where the policy has its module switched off, say so instead."""
    from cashbuoy_workbook.sheets_off import modules_missing  # noqa: PLC0415
    from cashbuoy_workbook.tabs import tabs_of  # noqa: PLC0415

    language = language_of(book)
    title = macro_messages.title(key, language)
    missing = modules_missing(key, policy) if policy is not None else ()
    if missing:
        tell(book, say(language, "module_off", sheet=title, modules=" / ".join(missing)))
        return
    for sheet in book.sheets:
        if sheet.name in tabs_of(key):
            if not sheet.visible:
                sheet.visible = True
            sheet.activate()
            return
    tell(book, say(language, "no_sheet", sheet=title))


@_macro
def fill_months(book: Book) -> None:
    """Refresh, then show the forecast by month."""
    _refresh(book, "fill_months")


@_macro
def fill_weeks(book: Book) -> None:
    """Refresh, then show the forecast by week."""
    _refresh(book, "fill_weeks")


@_macro
def show_scenarios(book: Book) -> None:
    """Refresh, then show what each scenario does to cash."""
    _refresh(book, "show_scenarios")


@_macro
def refresh_warnings(book: Book) -> None:
    """Refresh, then show the warnings."""
    _refresh(book, "refresh_warnings")


@_macro
def emergency_plan(book: Book) -> None:
    """Refresh, then show the emergency plan."""
    _refresh(book, "emergency_plan")


@_macro
def import_data(book: Book, path: str = "") -> None:
    """Add the rows of another program's file to the ledgers, and say what came of them. Without a
    path, the one in the selected cell."""
    from cashbuoy_addin import live_import  # noqa: PLC0415
    from cashbuoy_addin.live_refresh import folder_of  # noqa: PLC0415

    language = language_of(book)
    typed = book.selection[0, 0].value if book.selection is not None and not path else path
    chosen = Path(str(typed or "").strip())
    if not chosen.is_file():
        tell(book, say(language, "no_file", found=path or chosen.name or "–"))
        return
    folder, working = folder_of(book), say(language, "importing")
    result = live_import.import_into(book, chosen, folder, _imports(), language, working)
    tell(book, import_messages.report(result, chosen.name, language))


@_macro
def check_data(book: Book) -> None:
    """Refresh, then show what could not be read, and the control totals."""
    _refresh(book, "check_data")


@_macro
def collections_schedule(book: Book) -> None:
    """Refresh, then show whom to remind and when."""
    _refresh(book, "collections_schedule")


@_macro
def payment_plans(book: Book) -> None:
    """Refresh, then show the payment plans."""
    _refresh(book, "payment_plans")


@_macro
def write_letters(book: Book) -> None:
    """Write the letters due today into a folder beside the workbook, and note them."""
    from cashbuoy_addin.letters.live import write_due  # noqa: PLC0415

    tell(book, write_due(book, _imports()))


@_macro
def adopt_plans(book: Book) -> None:
    """Add the chosen proposals to the payment plans, with their invoices."""
    from cashbuoy_addin.adoption import live as adoption  # noqa: PLC0415

    tell(book, adoption.adopt_plans(book, _imports()))


@_macro
def adopt_payments(book: Book) -> None:
    """Write the scheduled payment days beside the bills that have none."""
    from cashbuoy_addin.adoption import live as adoption  # noqa: PLC0415

    tell(book, adoption.adopt_payments(book, _imports()))


@_macro
def undo_refresh(book: Book) -> None:
    """Put back what the last refresh wrote over, or take away what the last import added."""
    from cashbuoy_addin.hosts import live  # noqa: PLC0415

    language = language_of(book)
    if _imports().is_next(book):
        done = "import_undone" if _imports().undo(book) else "import_changed"
        tell(book, say(language, done))
        return
    live.undo(book, _memory(), say(language, "taking_back"))
    _imports().count_refresh(book, -1)
    tell(book, say(language_of(book), "undone"))


@_macro
def explain(book: Book) -> None:
    """Say why the selected cell shows an error or is coloured."""
    from cashbuoy_addin.explanation import explanation  # noqa: PLC0415

    tell(book, explanation(book.selection, language_of(book)))


@_macro
def switch_language(book: Book) -> None:
    """The other language for the whole workbook, at once and from now on."""
    from cashbuoy_addin.live_refresh import refresh_book  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes  # noqa: PLC0415

    now = language_of(book)
    other: Language = "en" if now == "zh" else "zh"
    result = refresh_book(book, _memory(), Wishes(language=other))
    POLICIES.set(book.fullname, result.run.policy, result.settings)
    if result.steps:
        _imports().count_refresh(book, 1)


@_macro
def open_settings(book: Book) -> None:
    """Show the settings."""
    _show(book, MACROS["open_settings"])


@_macro
def self_test(book: Book) -> None:
    """Run a worked example of every formula, and list what came on a sheet of its own."""
    from cashbuoy_addin import selftest_sheet  # noqa: PLC0415
    from cashbuoy_addin.selftest import selftest_rows  # noqa: PLC0415

    language = language_of(book)
    sheet = selftest_sheet.selftest_sheet(selftest_rows(), language)
    selftest_sheet.show(book, sheet, say(language, "testing"))


@_macro
def show_help(book: Book) -> None:
    """Say in five lines how to work with the workbook."""
    tell(book, say(language_of(book), "help"))


@_macro
def about(book: Book) -> None:
    """Say which version this is."""
    from cashbuoy_addin import version  # noqa: PLC0415

    tell(book, say(language_of(book), "about", version=version()))
