"""What a formula may know besides its arguments: the date, and the firm's policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.clock import today

if TYPE_CHECKING:
    from cashbuoy.policy.models import Policy


def _basic() -> Policy:
    # Reading a policy takes longer than most formulas, and few need one.
    from cashbuoy.policy.load import profile  # noqa: PLC0415

    return profile("basic")


def _written() -> Any:  # noqa: ANN401 - a YAML mapping
    from cashbuoy.policy.layers import profile_document  # noqa: PLC0415

    return profile_document("basic").data


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

    def setting(self, key: str) -> Any:  # noqa: ANN401 - a number, text or flag, by the key
        """The value of one policy key, such as "indicators.days_in_year"."""
        if self.load_policy is _basic and "policy" not in vars(self):
            # As it is written: building the models takes longer than anything else in a first call.
            value: Any = _written()
            for part in key.split("."):
                value = value[part]
            return value
        return attrgetter(key)(self.policy)


def current(book: str = "") -> CallContext:
    """A context of this day and a workbook's policy, by the workbook's full name; for a call from
    elsewhere, the basic profile."""
    return CallContext(today(), partial(_of_book, book)) if book else CallContext(today())


def _of_book(book: str) -> Policy:
    from cashbuoy_addin.book_policies import POLICIES  # noqa: PLC0415

    return POLICIES.of(book)
