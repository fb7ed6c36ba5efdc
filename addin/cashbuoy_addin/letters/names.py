"""Names of files and folders that every system takes, and that never stand for another."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
_LONGEST = 80


def file_stem(text: str) -> str:
    """A text as the name of a file, without its kind: what some system refuses is left out."""
    stem = _FORBIDDEN.sub(" ", text)
    stem = re.sub(r"\s+", " ", stem)[:_LONGEST].strip(" .")
    return f"_{stem}" if not stem or _RESERVED.match(stem) else stem


def own_stem(text: str) -> str:
    """The same, marked where something was left out: no two texts share it."""
    stem = file_stem(text)
    return stem if stem == text else f"{stem} {hashlib.sha256(text.encode()).hexdigest()[:6]}"


def unused(
    path: Path, taken: frozenset[str] | set[str] = frozenset(), *, on_disk: bool = True
) -> Path:
    """The path, or with the first number that makes it new. `taken`: names in small letters that
    are spoken for beside what is on disk, or (`on_disk` False) whatever is there."""
    found, number = path, 1
    while (on_disk and found.exists()) or found.name.casefold() in taken:
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found
