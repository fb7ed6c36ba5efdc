"""Number formats: LibreOffice writes date parts in capitals, Excel in small letters."""

from __future__ import annotations

import re

# What is quoted, escaped or in brackets is left alone, except elapsed time as in [HH].
_PIECES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[HMS]+\]|\[[^\]]*\]|AM/PM|A/P|General|[YMDHS]+')


def to_excel(code: str) -> str:
    """YYYY-MM-DD -> yyyy-mm-dd."""
    return _PIECES.sub(_small, code)


def _small(piece: re.Match[str]) -> str:
    text = piece.group()
    return text.lower() if re.fullmatch(r"\[?[YMDHS]+\]?", text) else text
