"""What an import says: rows by table, and how many cells were named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cashbuoy.ledger.schema import TABLES
from cashbuoy_addin.new_books import Imported
from cashbuoy_workbook.texts import Texts


def lines(imported: Imported, output: Path) -> Iterator[str]:
    """In the language of the workbook."""
    texts = Texts(imported.language)
    for name, rows in imported.rows.items():
        table = TABLES[name]
        title = table.zh if imported.language == "zh" else table.en
        yield texts("summary.imported", table=title, rows=f"{rows:,}")
    severities = [finding.severity for finding in imported.findings]
    counts = texts(
        "labels.checks_count",
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        infos=severities.count("info"),
    )
    yield texts("summary.checks", counts=counts)
    yield texts("summary.written", path=output)
