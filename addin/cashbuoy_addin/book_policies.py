"""Which policy each open workbook's formulas follow.

That of its last refresh; before one, what its saved Settings and its folder say. Read once, and
again when the policy file or the saved workbook has changed: a call of a formula asks no
application, and the files' times at most every two seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse
from urllib.request import url2pathname

from cashbuoy.errors import CashbuoyError

if TYPE_CHECKING:
    from cashbuoy.policy.models import Policy

_SECONDS_APART = 2.0
_Times = tuple[int, ...]


@dataclass
class _Known:
    """`settings` are those of the last refresh, else of the file as saved; `problem` is why there
    is no policy; `files` are the workbook and its policy file, with their `times`."""

    settings: Mapping[str, object]
    files: tuple[Path, ...]
    times: _Times
    policy: Policy | None = None
    problem: CashbuoyError | None = None
    looked_at: float = field(default_factory=time.monotonic)


class BookPolicies:
    """By the workbook's full name as its application gives it: a path, a URL of a file, or an
    address on the web."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}

    def set(self, book: str, policy: Policy, settings: Mapping[str, object]) -> None:
        """A refresh has gone by this policy, and found these settings."""
        known = _Known(settings, (), (), policy)
        _watch(known, book)
        self._known[_key(book)] = known
        # The same workbook where its application gives it an address on the web.
        self._known[_name(book)] = known

    def of(self, book: str) -> Policy:
        """The policy of a workbook. CashbuoyError where its policy file or Settings cannot be
        used."""
        key = _key(book)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _read(book, _saved_settings(book))
        elif time.monotonic() - known.looked_at >= _SECONDS_APART:
            known.looked_at = time.monotonic()
            now = _times(known.files)
            if now != known.times:
                saved = now[:1] != known.times[:1]
                settings = _saved_settings(book) if saved else known.settings
                known = self._known[key] = _read(book, settings)
        if known.problem is not None:
            raise known.problem
        if known.policy is None:
            raise AssertionError(book)
        return known.policy

    def forget(self) -> None:
        """As in a new process."""
        self._known.clear()


@lru_cache(maxsize=64)
def _key(book: str) -> str:
    path = _path(book)
    return os.path.normcase(path.absolute()) if path else _name(book)


def _name(book: str) -> str:
    return book.replace("\\", "/").rpartition("/")[2].casefold()


@lru_cache(maxsize=64)
def _path(book: str) -> Path | None:
    """Where the file lies; None for one on the web, and for one that was never saved."""
    if book.startswith("file:"):
        return Path(url2pathname(urlparse(book).path))
    path = Path(book)
    return path if path.is_absolute() else None


def _read(book: str, settings: Mapping[str, object]) -> _Known:
    from cashbuoy_addin.settings import Wishes, resolve  # noqa: PLC0415  # few formulas need one

    known = _Known(settings, (), ())
    path = _path(book)
    try:
        run = resolve(settings, path.parent if path else None, Wishes())
        known.policy = run.policy
    except CashbuoyError as problem:
        known.problem = problem
    _watch(known, book)
    return known


def _watch(known: _Known, book: str) -> None:
    from cashbuoy_addin.settings import POLICY_BESIDE  # noqa: PLC0415

    path = _path(book)
    if path is not None:
        named = str(known.settings.get("policy_file") or "").strip() or POLICY_BESIDE
        known.files = (path, path.parent / named)
        known.times = _times(known.files)


def _times(files: tuple[Path, ...]) -> _Times:
    return tuple(map(_time, files))


def _time(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _saved_settings(book: str) -> dict[str, object]:
    """Settings of the file as it was saved; none where it cannot be read, or is no workbook of
    ours."""
    path = _path(book)
    if path is None or not path.is_file():
        return {}
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    from cashbuoy_workbook.settings import read_settings  # noqa: PLC0415
    from cashbuoy_workbook.tabs import tabs_of  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            found = CalamineWorkbook.from_filelike(file)
            ours = [name for name in found.sheet_names if name in tabs_of("Settings")]
            return read_settings(found.get_sheet_by_name(ours[0]).to_python()) if ours else {}
    except Exception:  # noqa: BLE001  # a file that is in use, locked, or of another kind
        return {}


POLICIES = BookPolicies()
