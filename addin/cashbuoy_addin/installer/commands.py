"""The commands `install`, `uninstall` and `doctor` of the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cashbuoy_addin.exit_codes import FOUND
from cashbuoy_workbook.texts import Language

if TYPE_CHECKING:
    from cashbuoy_addin.installer.steps import Deed
    from cashbuoy_addin.installer.system import System


LanguageOption = Annotated[
    Language | None,
    typer.Option(
        "--lang", help="Language of what is printed, and of the ribbon. Default: the system's."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Make the three commands part of the command line."""
    for command in (install, uninstall, doctor):
        app.command()(command)


def install(lang: LanguageOption = None) -> None:
    """Put the Excel add-in in place for this user (Windows, macOS); no administrator needed."""
    from cashbuoy_addin import version  # noqa: PLC0415
    from cashbuoy_addin.installer import steps  # noqa: PLC0415

    system = _here()
    language = _spoken(lang, system)
    deeds = steps.install(system, version(), language)
    after = ["installed", "installed_macos"] if system.platform == "macos" else ["installed"]
    _say(deeds, after, language, system)


def uninstall(lang: LanguageOption = None) -> None:
    """Take the Excel add-in and its configuration away again; workbooks stay untouched."""
    from cashbuoy_addin.installer import steps  # noqa: PLC0415

    system = _here()
    language = _spoken(lang, system)
    deeds = steps.uninstall(system)
    after = ["uninstalled"] if deeds else ["not_installed"]
    if steps.runs_in_own_environment(system):
        after.append("environment_stays")
    _say(deeds, after, language, system)


def doctor(lang: LanguageOption = None) -> None:
    """Examine what may keep the Excel add-in from working, and say how to mend it."""
    from cashbuoy_addin import version  # noqa: PLC0415
    from cashbuoy_addin.installer.doctor import examine, report  # noqa: PLC0415

    system = _here()
    findings = examine(system, version())
    for line in report(findings, _spoken(lang, system)):
        typer.echo(line)
    if any(finding.state == "fail" for finding in findings):
        raise typer.Exit(FOUND)


def _here() -> System:
    from cashbuoy_addin.installer.local_system import LocalSystem  # noqa: PLC0415

    return LocalSystem()


def _spoken(asked: Language | None, system: System) -> Language:
    from cashbuoy_addin.installer.language import language_of  # noqa: PLC0415

    return asked or language_of(system)


def _say(deeds: Iterable[Deed], after: Iterable[str], language: Language, system: System) -> None:
    from cashbuoy_addin.installer.places import places  # noqa: PLC0415
    from cashbuoy_workbook.texts import Texts  # noqa: PLC0415

    texts = Texts(language)
    for deed in deeds:
        typer.echo(texts(f"install.{deed.key}", path=deed.path, kept=deed.kept))
    for key in after:
        typer.echo(texts(f"install.{key}", path=places(system).environment))
