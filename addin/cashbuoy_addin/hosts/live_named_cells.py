"""Values of named cells in an open workbook, for the rules that watch them."""

from __future__ import annotations

from collections.abc import Sequence

from cashbuoy_addin.hosts.file_names import one_cell
from cashbuoy_addin.hosts.live_batches import Batches, Question
from cashbuoy_workbook.sheets.grid import a1


def named_cells(batches: Batches, tabs: Sequence[str], names: Sequence[str]) -> dict[str, object]:
    """As `file_names.named_cells` gives them for a file; nothing is asked where no rule watches a
    cell. Errors of formulas come as text, "#REF!"."""
    if not names:
        return {}
    told = batches.ask([Question("names", target=name) for name in names])
    places = {}
    for name, answer in zip(names, told, strict=True):
        refers = [str(row[1]) for row in answer if str(row[0]).casefold() == name.casefold()]
        place = one_cell(refers[0]) if refers else None
        if place is not None and place[0] in tabs:
            places[name] = place
    cells = batches.ask(
        [Question("values", sheet, a1(row, column)) for sheet, row, column in places.values()]
    )
    return {
        # The cell asked for is the last: some ways tell what stands before it, too.
        name: answer[-1][-1] if answer and answer[-1] and answer[-1][-1] != "" else None
        for name, answer in zip(places, cells, strict=True)
    }
