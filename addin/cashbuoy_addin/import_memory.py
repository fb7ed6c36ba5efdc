"""What imports into an open workbook keep, so that *Undo* can take each back.

A token in the workbook tells whether the file still speaks of it: one that was closed without
saving, or came from elsewhere, has another.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cashbuoy_addin.hosts.live_areas import Area

if TYPE_CHECKING:
    from xlwings import Book, Sheet

STAMP = "cb_Import"
_MOST = 10
_ATTEMPTS = 3


@dataclass(frozen=True)
class Kept:
    """Rows that came to one sheet: addresses with a digest of what was written, and the address
    that the table had ("" where it kept it)."""

    sheet: str
    written: tuple[tuple[str, str], ...]
    table: str
    table_before: str
    hidden: bool = False

    @staticmethod
    def begun(sheet: str, areas: Sequence[Area]) -> Kept:
        """Of an import that broke off, nobody knows where."""
        return Kept(sheet, tuple((area.address, "") for area in areas), "", "")


@dataclass(frozen=True)
class _Import:
    """One import; `refreshes` have come after it."""

    token: str
    sheets: tuple[Kept, ...]
    refreshes: int = 0


def digest(formulas: object) -> str:
    """The same for the same cells."""
    rows = formulas if isinstance(formulas, list | tuple) else ((formulas,),)
    plain = [list(row) if isinstance(row, list | tuple) else [row] for row in rows]
    return hashlib.sha256(json.dumps(plain, default=str).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ImportMemory:
    """Files of what is remembered, by the workbook's full name."""

    folder: Path

    def remember(self, book: Book, sheets: Sequence[Kept]) -> None:
        """An import has been written."""
        every = self._load(book)
        token = secrets.token_hex(8)
        self._save(book, [*every, _Import(token, tuple(sheets))][-_MOST:])
        book.names.add(STAMP, f'="{token}"')

    def count_refresh(self, book: Book, step: int) -> None:
        """A refresh has come after the last import (1), or was taken back (-1)."""
        every = self._load(book)
        if every:
            last = replace(every[-1], refreshes=max(every[-1].refreshes + step, 0))
            self._save(book, [*every[:-1], last])

    def is_next(self, book: Book) -> bool:
        """Whether an import is what comes to be undone next."""
        every = self._load(book)
        return bool(every) and every[-1].refreshes == 0

    def undo(self, book: Book) -> bool:
        """Take the last import back; False, and nothing done, where its rows were changed since."""
        *before, last = self._load(book)
        if not all(_stands(book, kept) for kept in last.sheets):
            return False
        self.take_away(book, last.sheets)
        self._save(book, before)
        book.names.add(STAMP, f'="{before[-1].token if before else ""}"')
        return True

    def take_away(self, book: Book, sheets: Sequence[Kept]) -> bool:
        """Empty what was written, as far as the application lets us; whether it let us."""
        taken = [_insist(book.sheets[kept.sheet], kept) for kept in sheets]
        return all(taken)

    def _load(self, book: Book) -> list[_Import]:
        if STAMP not in book.names:
            return []
        try:
            read = json.loads(self._file(book).read_text("utf-8"))
            every = [_import_of(entry) for entry in read]
        except (OSError, ValueError, KeyError, TypeError):
            return []
        token = (book.names[STAMP].refers_to or "").strip('="')
        known = [entry.token for entry in every]
        return every[: known.index(token) + 1] if token in known else []

    def _save(self, book: Book, every: Sequence[_Import]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps([asdict(entry) for entry in every])
        self._file(book).write_text(text, encoding="utf-8")

    def _file(self, book: Book) -> Path:
        name = hashlib.sha256(book.fullname.encode()).hexdigest()[:24]
        return self.folder / f"imports-{name}.json"


def _import_of(entry: dict[str, Any]) -> _Import:
    sheets = tuple(
        Kept(**{**kept, "written": tuple((a, d) for a, d in kept["written"])})
        for kept in entry["sheets"]
    )
    return _Import(entry["token"], sheets, entry["refreshes"])


def _stands(book: Book, kept: Kept) -> bool:
    """Whether the rows are still as the import wrote them."""
    sheet = next((s for s in book.sheets if s.name == kept.sheet), None)
    if sheet is None:
        return False
    return all(digest(sheet.range(a).formula) == seen for a, seen in kept.written)


def _insist(sheet: Sheet, kept: Kept) -> bool:
    for _ in range(_ATTEMPTS):
        with suppress(Exception):
            for address, _digest in kept.written:
                cells = sheet.range(address)
                height, width = cells.shape
                cells.options("raw").formula = [[""] * width for _ in range(height)]
            if kept.table_before:
                sheet.tables[kept.table].resize(sheet.range(kept.table_before))
            if kept.hidden:
                sheet.visible = False
            return True
    return False
