"""Which column of a user's table is which: titles in either language, with aliases and units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from cashbuoy.ledger.schema import Table

_UNIT = re.compile(r"[(\[].*?[)\]]\s*$")
# A title that fits only without its unit in brackets ranks behind every one that fits as it stands.
_WITHOUT_UNIT = 1_000


def plain_title(title: object) -> str:
    """A title without width, case, spaces and joining marks: "Invoice_Date " -> "invoicedate"."""
    folded = unicodedata.normalize("NFKC", str(title)).casefold()
    return re.sub(r"[\s_\-*:]+", "", folded)


def _without_unit(title: object) -> str:
    return plain_title(_UNIT.sub("", unicodedata.normalize("NFKC", str(title)).strip()))


def match_titles(table: Table, titles: Sequence[object]) -> dict[int, str]:
    """Position in `titles` -> canonical column. Each column once: its own name and titles go
    before aliases, and the leftmost before the others. Unknown titles are absent."""
    ranks: dict[str, list[tuple[int, str]]] = {}
    for column in table.columns:
        for rank, known in enumerate(column.titles):
            ranks.setdefault(plain_title(known), []).append((rank, column.name))
    fits = [
        (rank + penalty, position, name)
        for position, title in enumerate(titles)
        for key, penalty in ((plain_title(title), 0), (_without_unit(title), _WITHOUT_UNIT))
        if key
        for rank, name in ranks.get(key, ())
    ]
    found: dict[int, str] = {}
    for _, position, name in sorted(fits):
        if position not in found and name not in found.values():
            found[position] = name
    return found
