"""Rows and columns that the user inserted or deleted on sheets of results since the last refresh:
our defined names moved along, and tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cashbuoy_addin.hosts.live_areas import Area, area_of
from cashbuoy_addin.hosts.live_batches import Question
from cashbuoy_addin.hosts.live_found import ends
from cashbuoy_addin.hosts.live_picture import Picture
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_workbook.sheets.grid import on_sheet


@dataclass(frozen=True)
class Shifts:
    """Keys of the sheets whose areas are not where they were left, and the addresses of areas into
    which something was inserted."""

    moved: frozenset[str]
    grown: tuple[str, ...]


def shifts(seen: Seen, left: Mapping[str, Picture], tabs: Mapping[str, str]) -> Shifts:
    """What moved on the sheets `left` by the last refresh, by key; `tabs` are those of today."""
    asked = {key: _telling(p.areas) if seen.batches.one_by_one else _named(p.areas)
             for key, p in left.items()}  # fmt: skip
    now = _now(seen, {name for areas in asked.values() for name in areas})
    moved, grown = set(), []
    for key, areas in asked.items():
        for name, was in areas.items():
            # A name that the user deleted tells nothing.
            found = now.get(name, was)
            if found != was:
                moved.add(key)
            if found is None or tabs[key] in seen.read_back:
                continue
            if found.height > was.height or found.width > was.width:
                grown.append(on_sheet(tabs[key], found.address))
    return Shifts(frozenset(moved), tuple(grown))


def _named(areas: Mapping[str, Area]) -> dict[str, Area]:
    return {name: area for name, area in areas.items() if not name.startswith("#")}


def _telling(areas: Mapping[str, Area]) -> dict[str, Area]:
    """The lowest of them and the one furthest to the right: whatever is inserted or deleted before
    their ends moves them."""
    named = _named(areas)
    last = {max(named, key=lambda name: ends(named[name])[way]) for way in (0, 1)} if named else ()
    return {name: named[name] for name in last}


def _now(seen: Seen, names: Iterable[str]) -> dict[str, Area | None]:
    """Where names stand, None for those that lost their cells."""
    if not seen.batches.one_by_one:
        return {name: area_of(seen.names[name]) for name in names if name in seen.names}
    wanted = sorted(names)
    answers = seen.batches.ask([Question("names", target=name) for name in wanted])
    return {name: area_of(told[0][1]) for name, told in zip(wanted, answers, strict=True) if told}
