"""What a formula may know besides its arguments: the date, and the firm's policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cashbuoy_addin.clock import today

if TYPE_CHECKING:
    from cashbuoy.policy.models import Policy


def _basic() -> Policy:
    # Reading a policy takes longer than most formulas, and few need one.
    from cashbuoy.policy.load import profile  # noqa: PLC0415

    return profile("basic")


@dataclass(frozen=True)
class CallContext:
    """The edge of a call: `today` stands in for dates left out, `load_policy` gives the defaults.

    The policy is read when a formula first asks for it.
    """

    today: dt.date
    load_policy: Callable[[], Policy] = _basic

    @cached_property
    def policy(self) -> Policy:
        return self.load_policy()


def current() -> CallContext:
    """A context of this day and the basic profile."""
    return CallContext(today())
