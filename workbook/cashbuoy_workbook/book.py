"""What a host reads from a workbook: the input tables as the user left them, and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from cashbuoy.findings import Finding


@dataclass(frozen=True)
class InputBook:
    """Raw tables by name (ledger.schema.TABLES): object columns under the titles as found, in the
    user's order, extra columns included; missing tables are absent. `settings` by canonical key
    (language, profile, policy_file, as_of, firm, base_currency, country), values as found.

    `foreign_sheets` are sheets that Cashbuoy does not know and does not carry over. `findings` is
    what an import has to say beyond its cells. `cells` are the values of the named cells that the
    policy's rules watch. `left_behind`: what else of the user's a new file does not hold, by kind
    (formulas, notes, drawings, cells, names), and where.
    """

    tables: Mapping[str, pd.DataFrame]
    settings: Mapping[str, object] = field(default_factory=dict)
    foreign_sheets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    cells: Mapping[str, object] = field(default_factory=dict)
    left_behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
