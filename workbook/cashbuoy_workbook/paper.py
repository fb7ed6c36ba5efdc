"""What of a long list goes on paper."""

from __future__ import annotations

# Some seven pages. Longer lists are for the screen: filtered there, and printed by selection.
LONGEST_PRINTED = 300


def printed_to(rows: int, head: int) -> int | None:
    """The last row to print of a sheet (blocks.Sheet.print_last) with a list of `rows` below its
    row `head`: all of a short list, only the head of one that nobody reads on paper."""
    return head if rows > LONGEST_PRINTED else None
