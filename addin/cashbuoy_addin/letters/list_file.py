"""The list of the letters in a folder, where the workbook does not hold it: tblActions as CSV.

Texts that a spreadsheet would take for formulas stand in it as texts.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

_COMMANDS = "=+-@\t\r"


def written_on(file: Path, day: dt.date) -> set[tuple[str, str]]:
    """Customer and kind of the letters that it names for a day; none where there is no list.

    OSError where nothing can be added to it, because another program has it open: no letter is to
    be written then, or it would be written again the next time."""
    if not file.exists():
        return set()
    with file.open("r+b"):
        pass
    rows = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    that_day = rows[rows["date"] == day.isoformat()]
    named = zip(that_day["customer"], that_day["action"], strict=True)
    return {(_plain(customer), action) for customer, action in named}


def note(file: Path, rows: pd.DataFrame) -> None:
    """Add lines to it, or begin it."""
    new = not file.exists()
    safe = rows.map(_as_text)
    with file.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as stream:
        safe.to_csv(stream, index=False, header=new)


def _as_text(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _COMMANDS and cell else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _COMMANDS else cell
