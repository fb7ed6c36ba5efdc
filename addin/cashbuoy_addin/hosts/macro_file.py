"""Files that carry macros: the VBA project, the ribbon, and the types that say so."""

from __future__ import annotations

import datetime as dt
import re
import sys
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook as XlsxWorkbook
from xlsxwriter.packager import Packager

from cashbuoy_addin.ribbon import ribbon_xml
from cashbuoy_addin.vba.modules import WORKBOOK, Carried, Holder, project_bytes
from cashbuoy_workbook.texts import Language

PROJECT_PART = "xl/vbaProject.bin"
RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATIONSHIP = (
    '<Relationship Id="rIdRibbon" '
    'Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility" '
    f'Target="{RIBBON_PART}"/>'
)
# A date that the format requires.
_CREATED = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_BOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ADDIN_TYPE = "application/vnd.ms-excel.addin.macroEnabled.main+xml"


class _MacroPackager(Packager):
    """Adds the ribbon to the package, and says what kind of file it is."""

    def __init__(self, holder: Holder) -> None:
        super().__init__()
        self._holder = holder

    def _write_content_types_file(self) -> None:
        super()._write_content_types_file()
        if self._holder == "addin":
            self._replace_in_last(_BOOK_TYPE, _ADDIN_TYPE)

    def _write_root_rels_file(self) -> None:
        super()._write_root_rels_file()
        end = "</Relationships>"
        self._replace_in_last(end, f"{_RIBBON_RELATIONSHIP}{end}")
        Path(self._filename(RIBBON_PART)).write_bytes(ribbon_xml())  # type: ignore[no-untyped-call]

    def _replace_in_last(self, old: str, new: str) -> None:
        """In the part written last, which must hold it."""
        path = Path(self.filenames[-1][0])
        text = path.read_text("utf-8")
        if old not in text:
            raise AssertionError(f"XlsxWriter no longer writes {old}")
        path.write_text(text.replace(old, new), "utf-8")


class MacroFile(XlsxWorkbook):
    """An XlsxWriter workbook with our VBA project and ribbon.

    Its sheets must get the code names that `carried` lists.
    """

    def __init__(
        self, path: Path | BinaryIO, carried: Carried, options: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(path, dict(options or {}))
        self._carried = carried
        project = BytesIO(project_bytes(carried))
        self.add_vba_project(project, is_stream=True)  # type: ignore[arg-type]  # streams are allowed
        self.set_vba_name(WORKBOOK)

    def _get_packager(self) -> Packager:
        return _MacroPackager(self._carried.holder)


def for_libreoffice(source: Path, target: Path) -> None:
    """A copy of one of our .xlsm files whose formulas calculate in LibreOffice.

    Only the VBA project differs: LibreOffice cannot read xlwings' module, and reaches Python by
    its own way.
    """
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        keys = tuple(_code_names(old))
        for part in old.infolist():
            data = old.read(part)
            if part.filename == PROJECT_PART:
                data = project_bytes(Carried("libreoffice", keys, "en"))
            new.writestr(part, data)


def _code_names(package: zipfile.ZipFile) -> list[str]:
    sheets = [n for n in package.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
    heads = (package.read(name)[:2000].decode("utf-8", "replace") for name in sheets)
    found = (re.search(r'<sheetPr[^>]* codeName="(\w+)"', head) for head in heads)
    return [match[1] for match in found if match]


def addin_bytes(language: Language = "zh") -> bytes:
    """cashbuoy.xlam: formulas and ribbon for every open workbook; always the same bytes."""
    out = BytesIO()
    carried = Carried("addin", ("CashbuoySheet",), language)
    book = MacroFile(out, carried)
    book.set_properties({"title": "Cashbuoy", "author": "Cashbuoy", "created": _CREATED})
    book.add_worksheet("Cashbuoy").set_vba_name(carried.sheets[0])
    book.close()
    return out.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(addin_bytes())
