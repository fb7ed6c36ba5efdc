"""Sheets that the user protected: nothing is begun that would be refused on them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.hosts.live_batches import Answer, Batches, Question
from cashbuoy_addin.hosts.live_steps import Step

# Of a sheet itself, not of its cells.
_ALLOWED = {"title", "visible", "name"}


class ProtectedError(CashbuoyError):
    """Sheets that would be written are protected; the text names them."""


def refuse_protected(batches: Batches, todo: Iterable[Step]) -> None:
    """ProtectedError where steps change cells of such sheets, by their tabs as they are now."""
    steps = list(todo)
    now = {step.value: step.sheet for step in steps if step.kind == "title"}
    refuse_tabs(batches, {now.get(s.sheet, s.sheet) for s in steps if s.kind not in _ALLOWED})


def refuse_tabs(batches: Batches, tabs: Iterable[str]) -> None:
    """ProtectedError where cells of these sheets cannot be changed. Where the application does not
    tell, it refuses by itself."""
    told: Answer = []
    with suppress(Exception):
        (told,) = batches.ask([Question("protected")])
    found = sorted({row[0] for row in told} & set(tabs))
    if found:
        raise ProtectedError(", ".join(found))
