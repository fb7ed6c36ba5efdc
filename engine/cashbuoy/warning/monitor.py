"""The 3+1 monitor for very small firms (A4): three weekly lights and one monthly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cashbuoy.measures import Unit


@dataclass(frozen=True)
class MonitorLight:
    """One of the four: what was measured, its limit, and whether it is abnormal.

    `measured` None: not enough data, `reason` (message key, section `reasons`) says what is missing.
    """

    id: Literal["bank_balance", "payables_next_week", "contract_progress", "inventory_days"]
    measured: float | None
    limit: float | None
    unit: Unit
    abnormal: bool
    reason: str = ""
