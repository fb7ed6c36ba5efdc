"""What cleaning and checks found, as data. The words live in the workbook's message catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]
Treatment = Literal["left_out", "kept", "corrected", "assumed"]


@dataclass(frozen=True)
class Place:
    """Where: a table, its data row (1 = first row under the titles) and canonical column name."""

    table: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing the user should see on Checks.

    `id` is the message key (catalogue section `checks`); `found` is the value as it stood in the
    cell; `expected` a key of what was wanted (such as "date"); `left_out` the amount kept out of
    the sums, in minor units of `currency`; `details` fill the message's placeholders.
    """

    id: str
    severity: Severity
    treatment: Treatment
    place: Place | None = None
    found: str = ""
    expected: str = ""
    left_out: int = 0
    currency: str = ""
    details: Mapping[str, str | int | float] = field(default_factory=dict)
