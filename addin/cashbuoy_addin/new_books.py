"""New workbooks: the empty template, and those that an import fills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path

from cashbuoy.config import shipped
from cashbuoy.findings import Finding
from cashbuoy.ledger.clean import clean_ledgers
from cashbuoy.policy.load import profile as shipped_profile
from cashbuoy_addin import imports
from cashbuoy_addin.hosts.file import write_workbook
from cashbuoy_addin.places import check_new
from cashbuoy_addin.settings import Wishes, resolve
from cashbuoy_workbook.book import InputBook
from cashbuoy_workbook.checks import checks_sheet
from cashbuoy_workbook.input_sheets import input_sheets
from cashbuoy_workbook.settings import Profile, settings_sheet
from cashbuoy_workbook.template import empty_workbook, template_sheets
from cashbuoy_workbook.texts import Language


@dataclass(frozen=True)
class Imported:
    """What an import brought in: rows by table, and what its cells will be named for on Checks."""

    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    language: Language


def create_template(
    output: Path, profile: Profile, language: Language | None, *, overwrite: bool = False
) -> None:
    """Write an empty workbook: input tables, settings and how to begin."""
    check_new(output, overwrite=overwrite)
    policy = shipped_profile(profile)
    chosen = language or policy.language
    policy = policy.model_copy(update={"language": chosen})
    write_workbook(empty_workbook(chosen, policy, profile), output)


def import_xero(
    folder: Path, output: Path, language: Language | None, *, overwrite: bool = False
) -> Imported:
    """Write a workbook filled from a folder of Xero's tables."""
    check_new(output, overwrite=overwrite)
    book = imports.import_xero(folder, language) if language else imports.import_xero(folder)
    return _write_filled(book, output, language)


def import_csv(
    source: Path, mapping: Path, output: Path, language: Language | None, *, overwrite: bool = False
) -> Imported:
    """Write a workbook filled from a CSV file by a mapping: a file, or a shipped one's name."""
    check_new(output, overwrite=overwrite)
    book = imports.import_csv(source, _mapping(mapping), language)
    return _write_filled(book, output, language)


def _mapping(named: Path) -> imports.ImportMapping:
    known = shipped() / "imports" / f"{named}.yaml"
    if named.exists() or named.suffix or not known.is_file():
        return imports.load_mapping(named)
    with resources.as_file(known) as path:
        return imports.load_mapping(path)


def _write_filled(book: InputBook, output: Path, language: Language | None) -> Imported:
    """A new workbook starts from the basic profile, whatever policy lies beside it."""
    run = resolve(book.settings, None, Wishes(language=language))
    settings = {"profile": "basic", **book.settings, "language": run.language}
    cleaned = clean_ledgers(book.tables, run.policy.firm.base_currency)
    findings = (*book.findings, *cleaned.findings)
    checks = checks_sheet((), findings, run.language, run.policy.firm.base_currency)
    sheets = template_sheets(
        input_sheets(book.tables, run.policy, run.language, findings),
        settings_sheet(settings, run.policy, run.language),
        run.policy,
        run.language,
    )
    workbook = replace(
        empty_workbook(run.language, run.policy, "basic"),
        sheets=tuple(checks if sheet.key == checks.key else sheet for sheet in sheets),
    )
    write_workbook(workbook, output)
    return Imported({name: len(rows) for name, rows in book.tables.items()}, findings, run.language)
