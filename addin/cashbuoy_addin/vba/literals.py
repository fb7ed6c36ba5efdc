"""Texts as VBA source can hold them: ASCII, lines of bounded length."""

from __future__ import annotations

_LINE = 400  # VBA takes 1,023 characters a line


def literal(text: str) -> str:
    """An expression that gives `text` once CashbuoyDecoded has read its \\uXXXX."""
    encoded = "".join(_encoded(character) for character in text)
    pieces = [encoded[i : i + _LINE] for i in range(0, len(encoded), _LINE)] or [""]
    return " & _\n        ".join(f'"{_quoted(piece)}"' for piece in pieces)


def _encoded(character: str) -> str:
    if character.isascii() and character.isprintable() and character != "\\":
        return character
    units = character.encode("utf-16-be").hex().upper()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _quoted(piece: str) -> str:
    return piece.replace('"', '""')
