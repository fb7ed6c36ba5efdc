"""LibreOffice as an independent reader: recalculates workbooks and prints them to pages."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# 0: recalculate always. Without it LibreOffice trusts the values that the file brings along.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
           xmlns:xs="http://www.w3.org/2001/XMLSchema"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
    <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


@dataclass(frozen=True)
class LibreOffice:
    """A soffice program with a profile of its own, so that it disturbs no other."""

    program: str
    profile: Path

    def __post_init__(self) -> None:
        settings = self.profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_ALWAYS_RECALCULATE, "utf-8")

    def recalculate(self, workbook: Path, folder: Path) -> Path:
        """The workbook as .xlsx in `folder`, every formula's value LibreOffice's own."""
        return self._convert(workbook, "xlsx", folder)

    def to_pdf(self, workbook: Path, folder: Path) -> Path:
        """The workbook printed, as .pdf in `folder`."""
        return self._convert(workbook, "pdf", folder)

    def _convert(self, workbook: Path, kind: str, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        result = folder / f"{workbook.stem}.{kind}"
        if result.resolve() == workbook.resolve():
            raise ValueError(f"{workbook} would be overwritten")
        result.unlink(missing_ok=True)
        # A Python of ours must not be taken for LibreOffice's.
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        done = subprocess.run(
            [
                self.program,
                f"-env:UserInstallation={self.profile.resolve().as_uri()}",
                *("--headless", "--norestore", "--convert-to", kind),
                *("--outdir", str(folder), str(workbook)),
            ],
            capture_output=True,
            check=False,
            env=clean,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        if not result.exists():
            said = (done.stdout + done.stderr).decode("utf-8", "replace")
            raise RuntimeError(f"LibreOffice did not convert {workbook.name}: {said}")
        return result


def pdf_text(pdf: Path) -> str:
    """The text of a PDF, laid out as on the page; pages end with form feeds."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def pdf_pages(pdf: Path, dots_per_inch: int = 80) -> list[Path]:
    """The pages of a PDF as PNG files beside it, in order."""
    prefix = pdf.with_suffix("")
    command = ["pdftoppm", "-png", "-r", str(dots_per_inch), str(pdf), str(prefix)]
    subprocess.run(command, capture_output=True, check=True)
    return sorted(pdf.parent.glob(f"{prefix.name}-*.png"))
