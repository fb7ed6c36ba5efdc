"""All input sheets of a workbook, those of modules that are off out of sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cashbuoy.findings import Finding
from cashbuoy.ledger.schema import TABLES
from cashbuoy.policy.models import Policy
from cashbuoy_workbook.blocks import Sheet
from cashbuoy_workbook.inputs import input_sheet
from cashbuoy_workbook.modules import INPUT_MODULES, is_on
from cashbuoy_workbook.texts import Language
from cashbuoy_workbook.word_lists import word_lists


def input_sheets(
    tables: Mapping[str, pd.DataFrame],
    policy: Policy,
    language: Language,
    findings: Iterable[Finding] = (),
) -> tuple[Sheet, ...]:
    """One sheet for every input table, in tab order; `tables` are raw, by name. A sheet whose
    module is off is hidden, unless it holds rows."""
    of_table: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.place is not None:
            of_table.setdefault(finding.place.table, []).append(finding)
    sheets = []
    for name in INPUT_MODULES:
        raw = tables.get(name)
        used = raw is not None and not raw.empty
        sheets.append(
            input_sheet(
                TABLES[name],
                raw,
                language,
                policy.firm.base_currency,
                of_table.get(name, ()),
                hidden=not used and not is_on(name, policy),
                lists=word_lists(TABLES[name], language, policy),
            )
        )
    return tuple(sheets)
