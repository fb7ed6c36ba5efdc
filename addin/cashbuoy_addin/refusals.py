"""Calls of formulas that were refused, for *Explain*: of this process, and of those before it.

A process that answers formulas ends with its spreadsheet, and a macro on macOS runs in one of its
own; so the latest reasons also lie in a small file in the user's own folder.
"""

from __future__ import annotations

import atexit
import json
import os
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cashbuoy.errors import FormulaError
from cashbuoy_addin.state import state_folder

_KEPT = 200
_WRITTEN = 50
_SECONDS_APART = 2.0


@dataclass(frozen=True)
class Refused:
    """A call without an answer: the formula as called, and why. Not its arguments: a workbook full
    of ledgers that are refused would fill the memory."""

    formula: str
    error: FormulaError


class Refusals:
    """The latest refusals, the newest last; written at most every two seconds and at the end."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._latest: deque[Refused] = deque(maxlen=_KEPT)
        self._written_at = -_SECONDS_APART
        self._pending = False

    def keep(self, formula: str, error: FormulaError) -> None:
        """One more."""
        error.__traceback__ = error.__context__ = None  # they hold on to the arguments
        if not self._latest:
            atexit.register(self.write)
        self._latest.append(Refused(formula, error))
        self._pending = True
        if time.monotonic() - self._written_at >= _SECONDS_APART:
            self.write()

    def latest(self) -> tuple[Refused, ...]:
        """This process's, the newest first, then those that the file has from before."""
        own = tuple(reversed(self._latest))
        known = {(r.formula, r.error.reason) for r in own}
        earlier = (r for r in self._read() if (r.formula, r.error.reason) not in known)
        return (*own, *earlier)

    def write(self) -> None:
        """The different ones of the latest into the file; where that cannot be, they are lost."""
        if not self._pending:
            return
        self._pending, self._written_at = False, time.monotonic()
        entries = list(map(_entry, self.latest()))
        different = list({json.dumps(e, ensure_ascii=False): e for e in entries}.values())
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft = self.file.with_suffix(f".{os.getpid()}")
            draft.write_text(json.dumps(different[:_WRITTEN], ensure_ascii=False), encoding="utf-8")
            draft.replace(self.file)
        except OSError:
            return

    def _read(self) -> tuple[Refused, ...]:
        try:
            return tuple(map(_refused, json.loads(self.file.read_text("utf-8"))))
        except (OSError, ValueError, KeyError, TypeError):
            return ()


def _entry(refused: Refused) -> dict[str, Any]:
    error = refused.error
    return {
        "formula": refused.formula,
        "code": error.code,
        "reason": error.reason,
        "key": error.key,
        "details": {k: v if isinstance(v, str) else float(v) for k, v in error.details.items()},
    }


def _refused(entry: dict[str, Any]) -> Refused:
    error = FormulaError(entry["code"], "{said}", key=entry["key"], said=entry["reason"])
    error.details = dict(entry["details"])
    return Refused(str(entry["formula"]), error)


REFUSALS = Refusals(state_folder() / "refusals.json")
