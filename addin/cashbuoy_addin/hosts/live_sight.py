"""Sheets of modules come into sight when their module is switched on, and go when it is switched
off. In between the user may hide and show them."""

from __future__ import annotations

from collections.abc import Mapping

from cashbuoy_addin.hosts.live_batches import Question
from cashbuoy_addin.hosts.live_memory import Remembered
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.modules import INPUT_MODULES, input_key
from cashbuoy_workbook.sheets_off import RESULT_MODULES


def in_sight(workbook: Workbook) -> dict[str, bool]:
    """Whether each sheet that belongs to a module is to be seen; those that a refresh with these
    modules does not write are not."""
    bound = [*RESULT_MODULES, *(input_key(t) for t, module in INPUT_MODULES.items() if module)]
    shown = {sheet.key for sheet in workbook.sheets if not sheet.hidden}
    return {key: key in shown for key in bound}


def sight_steps(
    seen: Seen, wanted: Mapping[str, bool], titles: Mapping[str, str], known: Remembered | None
) -> tuple[list[Step], list[Step]]:
    """Steps forward and back for the sheets whose module was switched since the last refresh, or
    that nobody remembers. `titles` are the tabs after it, by key."""
    before = known.shown if known else {}
    tabs = {key: seen.tab_of(key) for key in wanted if before.get(key) != wanted[key]}
    if not any(tabs.values()):
        return [], []
    (told,) = seen.batches.ask([Question("hidden")])
    hidden = {row[0] for row in told}
    forward, back = [], []
    for key, tab in tabs.items():
        if tab is not None and (tab in hidden) == wanted[key]:
            forward.append(Step(titles.get(key, tab), "visible", "", wanted[key]))
            back.append(Step(tab, "visible", "", not wanted[key]))
    return forward, back
