"""Warning rules: each is declared in the policy; here they meet the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cashbuoy.measures import Unit
from cashbuoy.policy.models import Level


@dataclass(frozen=True)
class Target:
    """What a warning colours: an indicator, a forecast month (by index), or a customer."""

    kind: Literal["indicator", "month", "customer"]
    key: str
    index: int = 0


@dataclass(frozen=True)
class EarlyWarning:
    """A rule that fired. `measured` and `limit` are in `unit` (money in base minor units);
    for tests against a mean, `measured` is the indicator itself and `limit` the mean times
    (1 + share)."""

    rule: str
    ref: str
    level: Level
    measured: float
    limit: float
    unit: Unit
    target: Target
    starts_emergency: bool = False
