"""The workbooks that the end-to-end tests open: the demo and the empty template, per language."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from cashbuoy.analysis import Analysis
from cashbuoy_addin.demo import build_demo
from cashbuoy_addin.new_books import create_template
from cashbuoy_workbook.texts import Language

NAMES = ("demo-zh", "demo-en", "template-zh", "template-en")


@dataclass
class Book:
    """A built workbook; `analysis` is what the engine found, None for a template."""

    path: Path
    language: Language
    analysis: Analysis | None = field(repr=False)

    @property
    def is_demo(self) -> bool:
        """Whether the workbook is filled."""
        return self.analysis is not None

    @cached_property
    def formulas(self) -> Workbook:
        """As openpyxl reads it, with formulas."""
        return openpyxl.load_workbook(self.path)

    @cached_property
    def claimed(self) -> Workbook:
        """As openpyxl reads it, with the values that the engine put beside the formulas."""
        return openpyxl.load_workbook(self.path, data_only=True)

    def formula_cells(self) -> list[tuple[str, str]]:
        """Sheet title and cell of every formula."""
        return [
            (sheet.title, cell.coordinate)
            for sheet in self.formulas
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]


def build(name: str, folder: Path) -> Book:
    """Build one of NAMES into a folder."""
    kind, _, tongue = name.partition("-")
    language: Language = "zh" if tongue == "zh" else "en"
    path = folder / f"{name}.xlsm"
    if kind == "demo":
        return Book(path, language, build_demo(path, language).analysis)
    create_template(path, "advanced", language)
    return Book(path, language, None)
