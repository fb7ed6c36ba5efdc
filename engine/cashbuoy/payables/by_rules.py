"""The plain way to schedule: in order, nobody jumps the queue, and the floor is watched."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cashbuoy.money import Minor
from cashbuoy.payables.choices import Choices
from cashbuoy.payables.due_bills import PRIORITIES
from cashbuoy.payables.payments import Payments, whole_bills
from cashbuoy.payables.runs import Stretches

_CRITICAL = PRIORITIES.index("critical")


def pay_by_rules(
    choices: Choices, stretches: Stretches, wanted: NDArray[np.int64] | None = None
) -> Payments:
    """Run by run, the bills whose day has come, in this order: those that may wait no longer,
    critical suppliers, discounts worth more than money costs, normal suppliers, flexible ones; each
    kind by due date. A bill is paid when cash then stays above the floor on every day ahead, with
    all that must be paid by then; the first that would not stops the queue until the next run.
    `wanted`: (bills,) the run from which each bill stands in the queue; its cheapest unless given.
    """
    wanted = choices.preferred if wanted is None else wanted
    latest = choices.latest
    chosen = np.full(choices.bills.count, -1, dtype=np.int64)
    # What will have been paid by each run if everything else waits as long as it may.
    paid = whole_bills(choices, latest).paid_by(stretches.count)
    for run in range(stretches.count):
        waiting = np.flatnonzero((chosen < 0) & (wanted <= run) & choices.allowed[:, run])
        if not waiting.size:
            continue
        queue = waiting[_order(choices, waiting, run)]
        more = _brought_forward(choices, queue, run)
        free = np.maximum(stretches.room - paid, 0)
        fits = (np.cumsum(more, axis=0) <= free).all(axis=1)
        count = int(fits.argmin()) if not fits.all() else queue.size
        chosen[queue[:count]] = run
        # What must be paid now changes nothing that was counted on.
        must = queue[count:][latest[queue[count:]] == run]
        chosen[must] = run
        paid = paid + more[:count].sum(axis=0)
    return whole_bills(choices, chosen)


def _order(choices: Choices, waiting: NDArray[np.int64], run: int) -> NDArray[np.int64]:
    bills = choices.bills
    priority = bills.priority[waiting]
    early = (choices.discount[waiting, run] > 0) & (choices.runs[run] < bills.deadline[waiting])
    kind = np.select(
        [choices.latest[waiting] == run, (priority == _CRITICAL) & ~early, early], [0, 1, 2],
        2 + priority,
    )  # fmt: skip
    return np.lexsort((waiting, bills.due[waiting].astype(np.int64), kind))


def _brought_forward(choices: Choices, queue: NDArray[np.int64], run: int) -> Minor:
    """(queue, runs) by how much more is paid by each run if a bill is paid now instead of as late
    as it may: its amount until then, less what waiting would have added."""
    now = choices.cash[queue, run][:, None]
    last = choices.latest[queue][:, None]
    then = choices.cash[queue, last[:, 0]][:, None]
    each = np.arange(choices.runs.size)[None, :]
    return np.where(each < run, 0, np.where(each < last, now, now - then))
