"""What an import into an open workbook says when it is through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cashbuoy.ledger.schema import TABLES
from cashbuoy_workbook.finding_texts import finding_text
from cashbuoy_workbook.texts import Language, Texts

if TYPE_CHECKING:
    from cashbuoy_addin.live_import import Arrived, LiveImported

_MOST_FINDINGS = 5
_LONGEST_FINDING = 300


def report(imported: LiveImported, file: str, language: Language) -> str:
    """What came in, what was there already, and what was left out."""
    texts = Texts(language)
    lines = [texts("live.imported", file=file)]
    for arrived in imported.arrived:
        lines += _of_table(arrived, texts)
    for finding in imported.findings[:_MOST_FINDINGS]:
        lines.append(finding_text(finding, texts)[:_LONGEST_FINDING])
    added = any(arrived.added for arrived in imported.arrived)
    lines.append(texts("live.imported_next" if added else "live.imported_nothing"))
    return "\n".join(lines)


def _of_table(arrived: Arrived, texts: Texts) -> Iterator[str]:
    schema = TABLES[arrived.table]
    table = schema.zh if texts.language == "zh" else schema.en
    if not arrived.has_sheet:
        yield texts("live.imported_no_sheet", table=table)
        return
    yield texts("live.imported_rows", table=table, added=f"{arrived.added:,}")
    if arrived.present:
        counts = {"present": f"{arrived.present:,}", "differing": f"{arrived.differing:,}"}
        yield texts("live.imported_present", table=table, **counts)
    if arrived.no_column:
        columns = (
            schema[c].zh if texts.language == "zh" else schema[c].en for c in arrived.no_column
        )
        names = "、".join(columns) if texts.language == "zh" else ", ".join(columns)
        yield texts("live.imported_no_column", table=table, columns=names)
