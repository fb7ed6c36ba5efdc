"""Amounts laid end to end on two sides, plan by plan: where they overlap, one settles the other."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def in_turn(
    item_plan: pd.Series, owed: NDArray[np.int64], slot_plan: pd.Series, left: NDArray[np.int64]
) -> pd.DataFrame:
    """Which part of which item meets which slot: item, slot (positions), amount.

    Both sides are sorted by plan, and within it in the order in which they are used; amounts are
    zero or more. What has no counterpart in its plan is left out.
    """
    plans = pd.Index(np.unique(np.concatenate([_names(item_plan), _names(slot_plan)])))
    of_item, of_slot = plans.get_indexer(item_plan), plans.get_indexer(slot_plan)
    sums = np.maximum(
        np.bincount(of_item, owed, len(plans)), np.bincount(of_slot, left, len(plans))
    ).astype(np.int64)
    base = np.cumsum(sums) - sums
    item_from, item_to = _laid_out(owed, of_item, base)
    slot_from, slot_to = _laid_out(left, of_slot, base)
    cuts = np.unique(np.concatenate([item_from, item_to, slot_from, slot_to]))
    low, high = cuts[:-1], cuts[1:]
    item = np.searchsorted(item_to, low, side="right")
    slot = np.searchsorted(slot_to, low, side="right")
    both = (item < owed.size) & (slot < left.size)
    item, slot, low, high = item[both], slot[both], low[both], high[both]
    both = (item_from[item] <= low) & (slot_from[slot] <= low)
    return pd.DataFrame({"item": item[both], "slot": slot[both], "amount": (high - low)[both]})


def _names(plans: pd.Series) -> NDArray[np.object_]:
    return plans.to_numpy(object)


def _laid_out(
    amounts: NDArray[np.int64], of: NDArray[np.int64], base: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each amount begins and ends; they stand by plan, `base` is where each plan begins."""
    ends = pd.Series(amounts).groupby(of).cumsum().to_numpy(np.int64) + base[of]
    return ends - amounts, ends
