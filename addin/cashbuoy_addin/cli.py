"""The command line: every command is a thin wrapper, and heavy parts are imported when they run.

Exit codes: 0 done; 1 done, and the result holds an error that matters (a formula error, problems
in a policy, a control total that does not hold: the workbook is written all the same, so that the
error can be seen on Checks); 2 not done (wrong usage, unreadable or refused files).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

import cashbuoy_addin
from cashbuoy.errors import CashbuoyError
from cashbuoy_addin import backtesting, checking, help_words, spoken
from cashbuoy_addin.adoption import command as adoption_command
from cashbuoy_addin.exit_codes import FOUND, REFUSED
from cashbuoy_addin.installer import commands as installer_commands
from cashbuoy_addin.letters import command as letters_command
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from cashbuoy_addin.new_books import Imported
    from cashbuoy_addin.refresh import Refreshed

Profile = Literal["basic", "standard", "advanced"]

_WORDS = "cashbuoy.words"  # of the command, in the context of the whole

LanguageOption = Annotated[
    Language | None, typer.Option("--lang", help="Language of the sheets and of what is printed.")
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Close of this day, such as 2026-03-31. Default: Settings, else today.",
    ),
]
PolicyOption = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        metavar="FILE",
        help="Policy file; wins over the one that the workbook names.",
    ),
]
OutOption = Annotated[
    Path, typer.Option("-o", "--output", metavar="OUT", help="The workbook to write.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")]


class Commands(TyperGroup):
    """Turns what went wrong into one clear line in the user's language, unless --debug asks for the
    whole trace."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - typer's own Context is private
        words = tuple(args)  # typer takes them out of the list one by one
        help_words.speak(self, spoken.language_of(words))
        with _usage_told(words):
            context = super().make_context(info_name, args, *rest, **more)
        context.meta[_WORDS] = words
        return context

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401
        words = ctx.meta.get(_WORDS, ())
        try:
            with _usage_told(words):
                return super().invoke(ctx)
        except (CashbuoyError, OSError) as problem:
            if ctx.params.get("debug"):
                raise
            complain(spoken.problem_text(problem, spoken.language_of(words)))
            raise typer.Exit(REFUSED) from None


@contextmanager
def _usage_told(words: Sequence[str]) -> Iterator[None]:
    """A command written wrongly is told in the user's language; typer itself has English only."""
    try:
        yield
    except spoken.UsageError as wrong:
        lines = spoken.usage_lines(wrong, spoken.language_of(words))
        if lines is None:
            raise
        for line in lines:
            complain(line)
        raise typer.Exit(REFUSED) from None


app = typer.Typer(
    cls=Commands,
    name="cashbuoy",
    help="Keeps small firms from running out of cash: forecast, warnings and schedules in the "
    "spreadsheet.",
    epilog="Exit codes: 0 done; 1 done, and the result holds an error (a formula error, problems "
    "in a policy, a control total that does not hold); 2 not done.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": help_words.HELP_OPTIONS},
)
import_app = typer.Typer(
    help="Fill the input tables of a new workbook from other programs' files.", no_args_is_help=True
)
app.add_typer(import_app, name="import")


def main() -> None:
    """Entry point of the `cashbuoy` command."""
    for stream in (sys.stdout, sys.stderr):
        # A console in GBK or ASCII shows ? for what it lacks; it must not stop the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    app()


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that something is going on, where somebody watches."""
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(f"{what} ..."):
        yield


def _report(result: Refreshed) -> None:
    """The summary; a control total that does not hold makes the command fail."""
    from rich.console import Console  # noqa: PLC0415

    from cashbuoy_addin.summary import show  # noqa: PLC0415

    show(result, Console(highlight=False))
    if result.broken:
        raise typer.Exit(FOUND)


def _report_import(imported: Imported, output: Path) -> None:
    from cashbuoy_addin.import_report import lines  # noqa: PLC0415

    for line in lines(imported, output):
        typer.echo(line)


def complain(line: str) -> None:
    """One line to the error stream."""
    typer.echo(f"cashbuoy: {line}", err=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cashbuoy {cashbuoy_addin.version()}")
        raise typer.Exit


@app.callback()
def _cashbuoy(
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and stop.", callback=_show_version, is_eager=True
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole trace when something fails.")
    ] = False,
) -> None:
    pass


@app.command()
def new(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The workbook to create (.xlsx).")],
    lang: LanguageOption = None,
    profile: Annotated[Profile, typer.Option(help="Which parts are switched on.")] = "basic",
    force: ForceOption = False,
) -> None:
    """Create an empty workbook with its input tables and settings."""
    from cashbuoy_addin.new_books import create_template  # noqa: PLC0415

    create_template(book, profile, lang, overwrite=force)
    typer.echo(str(book))


@app.command()
def refresh(
    book: Annotated[
        Path, typer.Argument(metavar="BOOK", help="The workbook to read; it is never written.")
    ],
    output: OutOption,
    as_of: AsOfOption = None,
    policy: PolicyOption = None,
    lang: LanguageOption = None,
) -> None:
    """Read a workbook's ledgers and write forecast, warnings and schedules into a new workbook."""
    with working("Refreshing"):
        from cashbuoy_addin.refresh import refresh_file  # noqa: PLC0415
        from cashbuoy_addin.settings import Wishes, read_date  # noqa: PLC0415

        wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, lang)
        result = refresh_file(book, output, wishes)
    _report(result)


@app.command()
def demo(
    output: OutOption = Path("out/cashbuoy-demo.xlsm"),
    lang: LanguageOption = None,
) -> None:
    """Build the filled workbook of the demo company and show it on one screen."""
    with working("Building the demo company's workbook"):
        from cashbuoy_addin.demo import build_demo  # noqa: PLC0415

        result = build_demo(output, lang)
    _report(result)


@app.command()
def libreoffice(
    book: Annotated[Path, typer.Argument(metavar="BOOK", help="The workbook to open.")],
    headless: Annotated[
        bool, typer.Option("--headless", help="Without windows, for other programs to use.")
    ] = False,
) -> None:
    """Open a workbook in LibreOffice, and wait until LibreOffice is closed."""
    with working("Starting LibreOffice"):
        from cashbuoy_addin.libreoffice.opening import open_book  # noqa: PLC0415

        session = open_book(book, headless=headless)
    typer.echo(f"LibreOffice {session.version} has {book} open, and listens on pipe {session.pipe}")
    session.wait()


@app.command(context_settings={"ignore_unknown_options": True})
def call(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The formula, such as DSO.")],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARG",
            help='Arguments as JSON: 365, true, null, [1, 2], [["Month", "Revenue"], '
            '["2026-01", 100]]. '
            "A word that is not JSON is text; @FILE takes the cells of a CSV or JSON file.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the value, or the error, as JSON.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="Stands in for today.")
    ] = None,
    policy: PolicyOption = None,
    lang: Annotated[
        Language, typer.Option("--lang", help="Language of titles and reasons.")
    ] = "en",
) -> None:
    """Evaluate one formula as the spreadsheet would, and print its value or its error."""
    from cashbuoy_addin import answers  # noqa: PLC0415
    from cashbuoy_addin.arguments import as_cells  # noqa: PLC0415

    context = answers.context_of(as_of, policy, lang)
    answer = answers.answer(name, [as_cells(word) for word in arguments or []], context, lang)
    typer.echo(answer.as_json() if as_json else answer.plain())
    if answer.is_error:
        raise typer.Exit(FOUND)


@import_app.command("xero")
def import_xero(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with Xero's CSV tables.")],
    output: OutOption,
    lang: LanguageOption = None,
    force: ForceOption = False,
) -> None:
    """From an export of Xero's tables (invoices, payments, journals ...)."""
    with working("Importing"):
        from cashbuoy_addin import new_books  # noqa: PLC0415

        imported = new_books.import_xero(folder, output, lang, overwrite=force)
    _report_import(imported, output)


@import_app.command("csv")
def import_csv(
    source: Annotated[Path, typer.Argument(metavar="SRC", help="The CSV file.")],
    mapping: Annotated[
        Path,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help="Which column is what (YAML), or a shipped one by name: ibm_ar.",
        ),
    ],
    output: OutOption,
    lang: LanguageOption = None,
    force: ForceOption = False,
) -> None:
    """From any CSV file, by a mapping of its columns (see config/imports)."""
    with working("Importing"):
        from cashbuoy_addin import new_books  # noqa: PLC0415

        imported = new_books.import_csv(source, mapping, output, lang, overwrite=force)
    _report_import(imported, output)


checking.add_to(app)
backtesting.add_to(app)
letters_command.add_to(app)
adoption_command.add_to(app)
installer_commands.add_to(app)
