"""Installing and uninstalling: what is put where, and how it is taken away again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath

from cashbuoy_addin.installer.our_settings import with_ours, without_ours
from cashbuoy_addin.installer.places import Places, places, script_name
from cashbuoy_addin.installer.record import (
    Placed,
    Record,
    Settings,
    digest,
    read_record,
    write_record,
)
from cashbuoy_addin.installer.system import InstallError, System
from cashbuoy_workbook.texts import Language


@dataclass(frozen=True)
class Deed:
    """One thing done: a key of the catalogue (section `install`) and what fills its text."""

    key: str
    path: PurePath
    kept: PurePath | None = None


def install(system: System, version: str, language: Language) -> tuple[Deed, ...]:
    """Put add-in and configuration in place. Doing it twice changes nothing the second time.

    What was there before is kept and recorded first, so that a stop half-way can be taken back.
    The ribbon speaks `language` at first. InstallError on a system without Excel, or while Excel
    holds the files.
    """
    where = _excel_places(system)
    old = read_record(system, where.record)
    files = _files(system, where, old, language)
    settings_data, settings = with_ours(system, where, old.settings if old else None)
    with _excel_closed():
        kept = _make_room(system, where, files, old)
        write_record(system, where.record, _record(version, files, settings, old, kept))
        wanted = {**files, where.settings: settings_data}
        found = {path: system.read(path) for path in wanted}
        for path, data in wanted.items():
            if found[path] != data:
                system.write(path, data)
    made_room = (Deed("kept", path, away) for path, away in kept.items())
    return (*made_room, *(Deed(_placing(found[p], wanted[p]), p) for p in wanted))


def uninstall(system: System) -> tuple[Deed, ...]:
    """Take away what `install` put in place, and put back what was there before.

    Whatever was changed since stays the user's: a changed add-in is kept among our records,
    changed settings stay where they are. No deeds where nothing is installed.
    """
    where = _excel_places(system)
    record = read_record(system, where.record)
    if record is None:
        return ()
    deeds: list[Deed] = []
    with _excel_closed():
        for placed in record.files:
            deeds.extend(_take_away(system, where, placed))
        if record.settings is not None:
            deeds.extend(_restore_settings(system, where, record.settings))
        system.delete(where.record)
        system.delete_empty(where.kept("").parent)
        system.delete_empty(where.records)
    return tuple(deeds)


def runs_in_own_environment(system: System) -> bool:
    """Whether this Python is the one that install.cmd made, which cannot delete itself."""
    return system.interpreter.program.is_relative_to(places(system).environment)


def _excel_places(system: System) -> Places:
    if system.platform == "linux":
        raise InstallError("install_linux")
    return places(system)


@contextmanager
def _excel_closed() -> Iterator[None]:
    """Windows refuses to replace what Excel has open."""
    try:
        yield
    except PermissionError as problem:
        raise InstallError("install_excel_open", path=problem.filename) from problem


def _files(
    system: System, where: Places, old: Record | None, language: Language
) -> dict[PurePath, bytes]:
    """What lies where once installed."""
    files = {where.addin: system.addin(language)}
    if where.script is not None:
        script = system.packaged("xlwings", script_name(system))
        if script is None:
            raise InstallError("install_xlwings")
        # The user may have it from xlwings itself; then it is not ours to take away.
        known = old is not None and bool(old.placed(where.script).ours)
        if known or system.read(where.script) != script:
            files[where.script] = script
    return files


def _make_room(
    system: System, where: Places, files: Mapping[PurePath, bytes], old: Record | None
) -> dict[PurePath, PurePath]:
    """Keep what is not ours; by path, where it is kept."""
    kept = {}
    for path, data in files.items():
        found = system.read(path)
        known = old.placed(path) if old else Placed(str(path))
        if found in (None, data, _kept(system, path, known)) or digest(found) in known.ours:
            continue
        kept[path] = _free(system, where.kept(path.name))
        system.write(kept[path], found)
    return kept


def _kept(system: System, path: PurePath, placed: Placed) -> bytes | None:
    """What was there before us."""
    return system.read(type(path)(placed.kept)) if placed.kept else None


def _free(system: System, wished: PurePath) -> PurePath:
    """A path where nothing lies yet: nothing that was kept is written over."""
    number, path = 1, wished
    while system.read(path) is not None:
        number += 1
        path = wished.with_name(f"{number}-{wished.name}")
    return path


def _record(
    version: str,
    files: Mapping[PurePath, bytes],
    settings: Settings,
    old: Record | None,
    kept: Mapping[PurePath, PurePath],
) -> Record:
    """The record, with what earlier installations left: it is taken away too."""
    placed = {p.path: p for p in (old.files if old else ())}
    for path, data in files.items():
        known = placed.get(str(path), Placed(str(path)))
        ours = (*(d for d in known.ours if d != digest(data)), digest(data))
        before = known.kept or (str(kept[path]) if path in kept else None)
        placed[str(path)] = replace(known, ours=ours, kept=before)
    return Record(version, tuple(placed.values()), settings)


def _placing(found: bytes | None, data: bytes) -> str:
    if found is None:
        return "placed"
    return "unchanged" if found == data else "replaced"


def _take_away(system: System, where: Places, placed: Placed) -> Iterator[Deed]:
    path = type(where.addin)(placed.path)
    found, before = system.read(path), _kept(system, path, placed)
    if found is not None and found != before and digest(found) not in placed.ours:
        kept = _free(system, where.kept(path.name))
        system.write(kept, found)
        yield Deed("kept", path, kept)
    if before is not None and placed.kept:
        if found != before:
            system.write(path, before)
        system.delete(type(path)(placed.kept))
        yield Deed("restored", path)
    elif found is not None:
        system.delete(path)
        yield Deed("removed", path)


def _restore_settings(system: System, where: Places, record: Settings) -> Iterator[Deed]:
    path = type(where.settings)(record.path)
    found = system.read(path)
    if found is None:
        return
    left = without_ours(found, record)
    if left is None:
        system.delete(path)
        if system.platform == "windows":
            system.delete_empty(path.parent)
        yield Deed("removed", path)
    else:
        if left != found:
            system.write(path, left)
        yield Deed("restored", path)
