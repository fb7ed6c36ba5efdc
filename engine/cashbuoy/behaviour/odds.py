"""What is owed by customers, and the chances of the days on which it is paid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cashbuoy.money import Minor


@dataclass(frozen=True)
class Owed:
    """Amounts that customers owe, or will owe: open invoices, unbilled stages, budgeted sales.

    All arrays have shape (n,). `issued` may lie ahead (not billed yet): nothing is paid before it.
    `amount` is in minor units of the base currency; `promised` is NaT where nothing was promised.
    A budgeted sale has the customer "".
    """

    customer: NDArray[np.object_]
    issued: NDArray[np.datetime64]
    due: NDArray[np.datetime64]
    amount: Minor
    promised: NDArray[np.datetime64]
    disputed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.amount)


@dataclass(frozen=True)
class PaymentOdds:
    """P(paid on day d | unpaid at the as-of date), for items of `Owed`.

    Items that share customer, age, promise and so on share one profile. `profiles` has shape
    (profiles, days + 2): column d - 1 is the chance that the money comes d days after the as-of
    date (d = 1..days, on a day when money can move), then "later than that", then "never". Rows
    add up to 1. `profile` has shape (n,): the row of each item.
    """

    profiles: NDArray[np.float64]
    profile: NDArray[np.int64]

    @property
    def days(self) -> int:
        return int(self.profiles.shape[1]) - 2

    @property
    def never(self) -> NDArray[np.float64]:
        """Chance that an item is never paid, shape (n,)."""
        chances: NDArray[np.float64] = self.profiles[self.profile, -1]
        return chances
