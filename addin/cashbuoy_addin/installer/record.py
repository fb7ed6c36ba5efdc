"""What was installed and what was there before, so that uninstalling can put it back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import PurePath

from cashbuoy_addin.installer.system import InstallError, System


@dataclass(frozen=True)
class Placed:
    """A file that we put somewhere. `ours` are the digests of all that we ever wrote there; `kept`
    is where the file that had been there before is kept."""

    path: str
    ours: tuple[str, ...] = ()
    kept: str | None = None


@dataclass(frozen=True)
class Settings:
    """The configuration file: the lines that we wrote by key, and the lines that they took the
    places of (None: the key was not there). Lines are kept as Latin-1 text, byte for byte."""

    path: str
    existed: bool
    before: dict[str, str | None] = field(default_factory=dict)
    wrote: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """One installation."""

    version: str
    files: tuple[Placed, ...] = ()
    settings: Settings | None = None

    def placed(self, path: PurePath) -> Placed:
        """What is known of a file; nothing yet for one that we have not placed."""
        known = {placed.path: placed for placed in self.files}
        return known.get(str(path), Placed(str(path)))


def digest(data: bytes) -> str:
    """The fingerprint by which we know our own files."""
    return hashlib.sha256(data).hexdigest()


def read_record(system: System, path: PurePath) -> Record | None:
    """The record of the last installation; None where there was none."""
    data = system.read(path)
    if data is None:
        return None
    try:
        loaded = json.loads(data)
        settings = loaded["settings"]
        return Record(
            version=loaded["version"],
            files=tuple(Placed(f["path"], tuple(f["ours"]), f["kept"]) for f in loaded["files"]),
            settings=Settings(**settings) if settings else None,
        )
    except (ValueError, KeyError, TypeError):
        raise InstallError("install_record", path=path) from None


def write_record(system: System, path: PurePath, record: Record) -> None:
    """Keep the record."""
    system.write(path, json.dumps(asdict(record), indent=1).encode("ascii"))
