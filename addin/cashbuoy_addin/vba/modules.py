"""The modules of a VBA project: those written by hand, xlwings' own, and the generated ones."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Literal

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.vba.project import Module, vba_project
from cashbuoy_addin.vba.spoken import help_module, office_callbacks, ribbon_callbacks, text_module
from cashbuoy_addin.vba.wrappers import wrapper_modules
from cashbuoy_workbook.texts import Language

# "book": a workbook that carries its own formulas; "addin": serves every open workbook;
# "libreoffice": a workbook for LibreOffice, whose Basic cannot read xlwings' module.
Holder = Literal["book", "addin", "libreoffice"]

PROJECT = "Cashbuoy"
WORKBOOK = "ThisWorkbook"
CALLS = "CashbuoyCalls"
RIBBON = "CashbuoyRibbon"
# Modules that LibreOffice has no use for, or cannot read.
EXCEL_ONLY = (
    *("CashbuoyExcel", "CashbuoyBatch", "CashbuoyBatchText", RIBBON),
    *("CashbuoyTexts", "CashbuoyHelp", "xlwings"),
)
_XLWINGS = {"book": "xlwings.bas", "addin": "xlwings_custom_addin.bas"}
_PROJECT_NAME = re.compile(r'(Public Const PROJECT_NAME As String = )"\w+"')


@dataclass(frozen=True)
class Carried:
    """What a file carries: for whom, its sheets' code names, and the ribbon's first language."""

    holder: Holder
    sheets: tuple[str, ...]
    language: Language


def project_bytes(carried: Carried) -> bytes:
    """vbaProject.bin of a file."""
    return vba_project(PROJECT, modules(carried))


def modules(carried: Carried) -> tuple[Module, ...]:
    """All modules: documents first, as Office lists them."""
    is_excel = carried.holder != "libreoffice"
    opened = source(WORKBOOK) if is_excel else ""
    return (
        Module(WORKBOOK, opened, "workbook"),
        *(Module(sheet, "", "sheet") for sheet in carried.sheets),
        *wrapper_modules(),
        _by_hand(CALLS),
        *(_for_excel(carried) if is_excel else office_modules()),
    )


def office_modules() -> tuple[Module, ...]:
    """What LibreOffice needs in place of EXCEL_ONLY. Buttons are in a module of the same name, so
    that those in cells find their macro."""
    return _by_hand("CashbuoyLibreOffice"), Module(RIBBON, office_callbacks())


def _for_excel(carried: Carried) -> Iterable[Module]:
    yield _by_hand("CashbuoyExcel")
    yield _by_hand("CashbuoyBatch")
    yield _by_hand("CashbuoyBatchText")
    yield Module(RIBBON, f"{source(RIBBON)}\n{ribbon_callbacks()}")
    yield text_module(carried.language)
    yield help_module()
    yield Module("xlwings", xlwings_source(carried.holder))


def _by_hand(name: str) -> Module:
    return Module(name, source(name))


def source(name: str) -> str:
    """The text of a module written by hand."""
    return resources.files(__package__).joinpath("sources", f"{name}.bas").read_text("ascii")


def xlwings_source(holder: Holder) -> str:
    """xlwings' own module of the installed version, notice and all, under our project's name: its
    settings are then ours alone. xlwings is not imported."""
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise CashbuoyError("xlwings is not installed; install it with: pip install xlwings")
    text = (Path(found.origin).parent / _XLWINGS[holder]).read_text("ascii")
    body = text.partition("\n")[2]  # the first line names the module
    return _PROJECT_NAME.sub(rf'\1"{PROJECT.lower()}"', body)
