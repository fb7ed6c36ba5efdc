"""The sheets of results as they stand before a refresh."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_batches import (
    AUTHOR,
    OURS,
    Answer,
    Part,
    Question,
    QuestionKind,
    grid,
    parts,
)
from cashbuoy_addin.hosts.live_looks import BARE, LEVEL_FILLS, SIGNS, Look, Shade
from cashbuoy_addin.hosts.live_picture import (
    OUTSIDE,
    UNKNOWN,
    Picture,
    areas_of_blocks,
    extent,
    grown,
    shades_of,
    tables_of,
)
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_addin.hosts.live_steps import left_over
from cashbuoy_workbook.blocks import Sheet as SheetData

_COMING = "#+"  # before the number of an area that the refresh takes up


@dataclass(frozen=True)
class Found:
    """One sheet: `old` how it was left, with the cells that the refresh will take up; `now` what
    it holds, as formulas from A1 on."""

    old: Picture
    now: NDArray[np.object_]

    @property
    def ours(self) -> list[Area]:
        """The areas that are ours already."""
        return [area for name, area in self.old.areas.items() if not name.startswith(_COMING)]

    def rows(self, name: str) -> list[list[object]]:
        """What stands in a named area; nothing where there is none."""
        area = self.old.areas.get(name)
        if area is None:
            return []
        part: list[list[object]] = grown(self.now, ends(area), "")[area.slices].tolist()
        return part


def ends(area: Area) -> tuple[int, int]:
    """Rows and columns from A1 that hold it."""
    return area.row + area.height, area.column + area.width


def look_at(
    seen: Seen,
    results: Sequence[SheetData],
    tabs: Mapping[str, str],
    left: Mapping[str, Picture],
    moved: Collection[str],
) -> dict[str, Found]:
    """The sheets `results`, by key, all in one go; more is asked about those that this computer has
    not `left` in a refresh before, or where areas have moved since."""
    known = {key: p for key, p in left.items() if key not in moved}
    asked = {
        data.key: _about(data, tabs[data.key], known.get(data.key), seen.batches.one_by_one)
        for data in results
    }
    answers = iter(seen.batches.ask([question for about in asked.values() for question in about]))
    found = {}
    for data in results:
        told: dict[QuestionKind, Answer] = {}
        for question in asked[data.key]:
            told[question.kind] = told.get(question.kind, []) + next(answers)
        title = tabs[data.key]
        if data.key in known:
            found[data.key] = _known(replace(known[data.key], title=title), data, told)
        else:
            notes = left[data.key].notes.values() if data.key in left else ()
            found[data.key] = _unknown(seen, data, title, told, notes)
    return found


def _about(data: SheetData, title: str, known: Picture | None, one_by_one: bool) -> list[Question]:
    spared = one_by_one and known is not None and known.tables == tables_of(data)
    tables = [Question("tables", title)] if data.tables and not spared else []
    if known is None:
        kinds: tuple[QuestionKind, ...] = ("formulas", "looks", "notes")
        shades = [Question("shades", title)] if data.conditions and not one_by_one else []
        return [*(Question(kind, title) for kind in kinds), *shades, *tables]
    new = areas_of_blocks(data)
    shape = extent([*known.areas.values(), *new.values()])
    whole = Area(0, 0, *shape).address if min(shape) else ""
    taken_up = left_over(new.values(), known.areas.values())
    looks = [Question("looks", title, area.address) for area in taken_up]
    return [Question("formulas", title, whole), *looks, *tables]


def _known(known: Picture, data: SheetData, told: Mapping[QuestionKind, Answer]) -> Found:
    taken_up = left_over(areas_of_blocks(data).values(), known.areas.values())
    areas = {**known.areas, **{f"{_COMING}{i}": area for i, area in enumerate(taken_up)}}
    # Where nobody asked, tables are as they were left.
    tables = _tables(told) if "tables" in told else known.tables
    old = replace(known, areas=areas, tables=tables)
    looks = parts(told.get("looks", []))
    return Found(with_looks(old, taken_up, looks), grid(told["formulas"]))


def _tables(told: Mapping[QuestionKind, Answer]) -> dict[str, Area]:
    return {name: Area(*place) for name, *place in told.get("tables", [])}


def _shades(told: Answer) -> dict[tuple[int, int], tuple[Shade, ...]]:
    """Those of ours."""
    found: dict[tuple[int, int], tuple[Shade, ...]] = {}
    for row, column, formula, number_format, fill, ink, bold in told:
        if fill in LEVEL_FILLS:
            shade = Shade(formula, Look(number_format, fill, ink, bold=bool(bold)))
            found[row, column] = (*found.get((row, column), ()), shade)
    return found


def _unknown(
    seen: Seen,
    data: SheetData,
    title: str,
    told: Mapping[QuestionKind, Answer],
    said: Collection[str],
) -> Found:
    """What can be known of a sheet that this computer has not refreshed before, or not with its
    areas where they are; then our notes `said` these texts."""
    now, looks, notes = grid(told["formulas"]), parts(told["looks"]), told["notes"]
    # With what follows a key: CreditChanges begins like Credit.
    sheet_name = OURS + data.key
    here = {n: area for n, area in seen.areas.items() if f"{n}_".startswith(f"{sheet_name}_")}
    here |= {b.name: seen.areas[b.name] for b in data.blocks if b.name in seen.areas}
    nameless = [b for b in data.blocks if not b.name]
    if nameless:
        width = max(b.column + b.width for b in nameless)
        here["#used"] = Area(0, 0, max(now.shape[0], 1), width)
    shape = extent(here.values())
    numbers = np.full(shape, OUTSIDE, dtype=np.int16)
    for area in here.values():
        numbers[area.slices] = UNKNOWN
    taken_up = left_over(areas_of_blocks(data).values(), here.values())
    areas = {**here, **{f"{_COMING}{i}": area for i, area in enumerate(taken_up)}}
    will = {(b.row + n.row, b.column + n.column): n.text for b in data.blocks for n in b.notes}
    # LibreOffice knows no authors of the notes in a file.
    own = {
        (row, column): text
        for row, column, author, text in notes
        if author == AUTHOR
        or (not author and (text.startswith(SIGNS) or text in said))
        or will.get((row, column)) == text
    }
    cells = np.full(shape, None, dtype=object)
    # Where nobody tells, they stand as the file had them.
    shades = _shades(told["shades"]) if "shades" in told else shades_of(data)
    old = Picture(title, areas, cells, numbers, (), own, _tables(told), shades)
    return Found(with_looks(old, areas.values(), looks), now)


def with_looks(old: Picture, where: Iterable[Area], told: list[Part]) -> Picture:
    """`old` with the looks of the cells in `where` as the application told them; all others of
    them are bare. Nothing where it told none."""
    shape = extent(old.areas.values())
    looks = grown(old.looks, shape, OUTSIDE).copy()
    cells = grown(old.cells, looks.shape, None)
    if not told:
        return replace(old, looks=looks, cells=cells)
    palette = {look: number for number, look in enumerate(old.palette)}
    asked = np.zeros(looks.shape, dtype=bool)
    for area in where:
        asked[area.slices] = True
    seen = np.full(looks.shape, _number(palette, BARE), dtype=np.int16)
    for part in told:
        seen[part.area.slices] = _number(palette, part.look)
    looks[asked] = seen[asked]
    return replace(old, looks=looks, cells=cells, palette=tuple(palette))


def _number(palette: dict[Look, int], look: Look) -> int:
    return palette.setdefault(look, len(palette))
