"""The command `check`: is a policy in order, and what would its rules say of a workbook?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cashbuoy_addin import spoken
from cashbuoy_addin.exit_codes import FOUND
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from cashbuoy_workbook.sheets.view import View


def add_to(app: typer.Typer) -> None:
    """Make the command part of the command line."""
    app.command()(check)


def check(
    policy: Annotated[
        Path | None,
        typer.Argument(
            metavar="POLICY", help="The policy file (YAML); with --on: else the workbook's own."
        ),
    ] = None,
    on: Annotated[
        Path | None,
        typer.Option(
            "--on", metavar="BOOK", help="Show what the rules would say of this workbook."
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="With --on: close of this day. Default: Settings, else today.",
        ),
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of what is printed.")
    ] = None,
) -> None:
    """Check a policy file: OK, or every problem with its line. With --on, a dry run: which warnings
    would fire, which could not be judged, and nothing is written."""
    from cashbuoy.errors import PolicyError  # noqa: PLC0415
    from cashbuoy_addin.settings import read_policy  # noqa: PLC0415
    from cashbuoy_workbook.worded_error import WordedError  # noqa: PLC0415

    if policy is None and on is None:
        raise WordedError("check_what")
    try:
        if policy is not None:
            read_policy(policy)
            typer.echo(f"OK  {policy}")
        if on is not None:
            for line in _dry_run(on, policy, as_of, lang):
                typer.echo(line)
    except PolicyError as error:
        from cashbuoy_workbook.policy_problems import policy_problem_text  # noqa: PLC0415

        for problem in error.problems:
            typer.echo(policy_problem_text(problem, lang or spoken.language_of()))
        raise typer.Exit(FOUND) from None


def _dry_run(
    book: Path, policy: Path | None, as_of: str | None, lang: Language | None
) -> Iterator[str]:
    """What a refresh would find, a line each: warnings, rules not judged, the monitor."""
    from cashbuoy_addin.pipeline import analysis_of  # noqa: PLC0415
    from cashbuoy_addin.refresh import read_book  # noqa: PLC0415
    from cashbuoy_addin.settings import Wishes, read_date  # noqa: PLC0415
    from cashbuoy_workbook.sheets.view import View  # noqa: PLC0415

    wishes = Wishes(read_date(as_of, "--as-of") if as_of else None, policy, lang)
    found, run = read_book(book, wishes)
    view = View(analysis_of(found, run), found, run.language)
    yield view.texts("summary.dry_run", book=book, as_of=f"{run.as_of:%Y-%m-%d}")
    yield from _warnings(view)
    yield from _silent(view)
    yield from _lights(view)


def _warnings(view: View) -> Iterator[str]:
    from cashbuoy_workbook.sheets.levels import in_order, in_words, rule_of  # noqa: PLC0415
    from cashbuoy_workbook.sheets.warnings import counts, place_of  # noqa: PLC0415
    from cashbuoy_workbook.styles import symbol  # noqa: PLC0415

    yield view.texts("summary.warnings", counts=counts(view))
    for warning in in_order(view):
        title = rule_of(view, warning).title
        yield " ".join(
            (
                symbol(warning.level),
                view.say(f"level_{warning.level}"),
                f"{warning.rule} ({warning.ref})",
                view.pick(title.en, title.zh),
                view.texts(
                    "summary.warning",
                    place=place_of(view, warning).text,
                    measured=in_words(view, warning.measured, warning.unit),
                    limit=in_words(view, warning.limit, warning.unit),
                ),
                view.texts("summary.since", day=f"{warning.since:%Y-%m-%d}"),
                *((view.texts("summary.held"),) if warning.held else ()),
            )
        )


def _silent(view: View) -> Iterator[str]:
    from cashbuoy_workbook.sheets.warnings import reason_words  # noqa: PLC0415
    from cashbuoy_workbook.styles import symbol  # noqa: PLC0415

    for missing in view.analysis.unmeasured:
        title = view.analysis.policy.rules[missing.rule].title
        words = view.pick(title.en, title.zh)
        reason = reason_words(view, missing.reason)
        yield f"{symbol('grey')} {missing.rule} ({missing.ref}) {words} {reason}"


def _lights(view: View) -> Iterator[str]:
    from cashbuoy_workbook.sheets.cockpit_panel import light_level, light_line  # noqa: PLC0415
    from cashbuoy_workbook.styles import symbol  # noqa: PLC0415

    yield view.texts("summary.monitor")
    for light in view.analysis.monitor:
        yield f"{symbol(light_level(light))} {light_line(view, light)}"
