"""What a refresh of an open workbook will do: all is worked out before the first cell changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cashbuoy.errors import CashbuoyError
from cashbuoy_addin.hosts.file_writer import safe_titles
from cashbuoy_addin.hosts.live_foreign import in_the_way
from cashbuoy_addin.hosts.live_found import Found, look_at
from cashbuoy_addin.hosts.live_inputs import mark_findings
from cashbuoy_addin.hosts.live_looking import Lookout
from cashbuoy_addin.hosts.live_memory import STAMP, Remembered, stamp_of
from cashbuoy_addin.hosts.live_picture import Picture, picture
from cashbuoy_addin.hosts.live_reader import Seen
from cashbuoy_addin.hosts.live_rewording import own_titles, reword
from cashbuoy_addin.hosts.live_shifts import shifts
from cashbuoy_addin.hosts.live_sight import in_sight, sight_steps
from cashbuoy_addin.hosts.live_steps import Step
from cashbuoy_addin.hosts.live_ways import both_ways
from cashbuoy_addin.overrides import ITEMS, TABLES, Shown, overrides, with_overrides
from cashbuoy_workbook.blocks import Sheet as SheetData
from cashbuoy_workbook.blocks import Workbook
from cashbuoy_workbook.modules import is_input_key
from cashbuoy_workbook.rewording import Rewording
from cashbuoy_workbook.tabs import tabs_of

_MOST_NAMED = 10


class MissingSheetsError(CashbuoyError):
    """The workbook lacks sheets that a refresh fills; the text names them."""


class InsertedError(CashbuoyError):
    """Rows or columns were inserted among results; the text names the areas."""


class InTheWayError(CashbuoyError):
    """Cells of the user's own stand where a refresh must write; the text names them."""


@dataclass(frozen=True)
class Plan:
    """Steps forward and back, and what to remember once they are taken."""

    forward: list[Step]
    back: list[Step]
    after: Remembered


def plan_refresh(
    seen: Seen, workbook: Workbook, remembered: Remembered | None, rewording: Rewording | None
) -> Plan:
    """What turns the open workbook into `workbook`. MissingSheetsError, InsertedError,
    InTheWayError."""
    tabs = _tabs(workbook, seen.tabs)
    results = [sheet for sheet in workbook.sheets if is_result(sheet)]
    pictures = remembered.pictures if remembered else {}
    shifted = shifts(seen, {key: p for key, p in pictures.items() if key in tabs}, tabs)
    if shifted.grown:
        raise InsertedError(named(shifted.grown))
    found = look_at(seen, results, tabs, pictures, shifted.moved)
    marks = mark_findings(seen, workbook, remembered)
    workbook = with_overrides(workbook, overrides(_shown(found)))
    titles = _titles(workbook, tabs)
    titles |= own_titles(seen, rewording, {key: titles[key] for key in tabs})
    marks = marks.titled(titles)
    new = {s.key: picture(s, titles) for s in workbook.sheets if is_result(s)}
    theirs = in_the_way(seen, found, new)
    if theirs:
        raise InTheWayError(named(theirs))
    known = pictures.keys() - shifted.moved
    forward, back = _ways(seen, {**found, **marks.found}, {**new, **marks.new}, known)
    if rewording is not None:
        forward, back = reword(seen, rewording, titles).around(forward, back)
    pictures = {**new, **marks.kept}
    after = Remembered(stamp_of(pictures), pictures, shown=in_sight(workbook))
    shown, hidden = sight_steps(seen, after.shown, titles, remembered)
    forward, back = [*forward, *shown], [*back, *hidden]
    if remembered is None or remembered.stamp != after.stamp:
        forward.append(Step("", "name", STAMP, stamped(after)))
        back.append(Step("", "name", STAMP, stamped(remembered)))
    return Plan(forward, back, after)


def _ways(
    seen: Seen,
    found: Mapping[str, Found],
    new: Mapping[str, Picture],
    known: Collection[str],
) -> tuple[list[Step], list[Step]]:
    """Steps forward and back between pictures, by key; those `known` were left so by a refresh."""
    forward, back = both_ways(found, new)
    if not seen.batches.one_by_one:
        return forward, back
    unknown = {p.title: found[key].old.title for key, p in new.items() if key not in known}
    return Lookout(seen.batches).look(forward, back, unknown)


def named(places: Sequence[str]) -> str:
    """The first places of a list, for a message."""
    return ", ".join(places[:_MOST_NAMED])


def is_result(sheet: SheetData) -> bool:
    """Whether a refresh fills the sheet: it is neither the user's input nor Settings."""
    return not is_input_key(sheet.key) and sheet.key != "Settings"


def _tabs(workbook: Workbook, found: Iterable[str]) -> dict[str, str]:
    """Key of each sheet of results -> its tab as it is now."""
    here = list(found)
    tabs: dict[str, str] = {}
    missing = []
    for sheet in filter(is_result, workbook.sheets):
        ours = [title for title in here if title in tabs_of(sheet.key) | {sheet.title}]
        if ours:
            tabs[sheet.key] = ours[0]
        else:
            missing.append(sheet.title)
    if missing:
        raise MissingSheetsError(", ".join(missing))
    return tabs


def _titles(workbook: Workbook, tabs: Mapping[str, str]) -> dict[str, str]:
    """Key -> tab after the refresh."""
    wanted = safe_titles(workbook.sheets)
    return {s.key: wanted[s.key] if s.key in tabs else s.title for s in workbook.sheets}


def stamped(remembered: Remembered | None) -> str:
    """What our stamp refers to once a refresh has left this behind."""
    return f'="{remembered.stamp if remembered else ""}"'


def _shown(found: Mapping[str, Found]) -> Shown:
    """What the forecast shows and the items behind it."""
    wanted = {"Items": [ITEMS]} | {table.sheet: [table.titles, table.lines] for table in TABLES}
    return Shown({name: found[key].rows(name) for key, names in wanted.items() for name in names})
