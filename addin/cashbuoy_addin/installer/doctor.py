"""Everything that may keep the add-in from working, examined one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cashbuoy_addin.installer.addin_checks import addin_checks
from cashbuoy_addin.installer.diagnosis import Case, Diagnosis, State
from cashbuoy_addin.installer.excel_checks import excel_checks
from cashbuoy_addin.installer.places import places
from cashbuoy_addin.installer.python_checks import python_checks
from cashbuoy_addin.installer.system import System
from cashbuoy_workbook.texts import Language, Texts

SYMBOLS: dict[State, str] = {"ok": "+", "warn": "!", "fail": "X", "not_applicable": "-"}


def examine(system: System, version: str) -> tuple[Diagnosis, ...]:
    """All findings on Windows and macOS; none on a system that Excel does not run on."""
    if system.platform == "linux":
        return ()
    case = Case(system, places(system), version)
    return (*python_checks(case), *excel_checks(case), *addin_checks(case))


def report(findings: Iterable[Diagnosis], language: Language) -> Iterator[str]:
    """The findings as lines: a symbol, what was looked at, what was found, how to mend it."""
    found = tuple(findings)
    texts = Texts(language)
    if not found:
        yield texts("doctor.linux")
        return
    for finding in found:
        yield texts(
            "doctor.line",
            symbol=SYMBOLS[finding.state],
            title=finding.title(language),
            state=texts(f"doctor.state_{finding.state}"),
            seen=finding.seen(language),
        )
        if mend := finding.mend(language):
            yield f"    {texts('doctor.mend')}{mend}"
    failed = sum(finding.state == "fail" for finding in found)
    warned = sum(finding.state == "warn" for finding in found)
    key = "doctor.all_well" if not failed + warned else "doctor.not_well"
    yield texts(key, failed=failed, warned=warned)
