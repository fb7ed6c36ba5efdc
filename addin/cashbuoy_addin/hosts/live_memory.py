"""What a refresh keeps about an open workbook: how it left it, and the way back.

One file a workbook, in the user's own folder for such things, readable by the user alone. A stamp
in the workbook tells whether the file still speaks of it: a workbook that was not saved, or that
came from elsewhere, has another.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from cashbuoy_addin.hosts.live_areas import Area
from cashbuoy_addin.hosts.live_looks import Colour, Look, Shade
from cashbuoy_addin.hosts.live_picture import Picture
from cashbuoy_addin.hosts.live_steps import Step

STAMP = "cb_Refresh"
"""The defined name that holds the stamp."""

_FORMAT = 4


@dataclass(frozen=True)
class Remembered:
    """Pictures (without cells) by sheet key as the last refresh left them, the steps that take it
    back, and those by which it wrote cells (`left`); `before` is what was remembered before it,
    None for nothing. `shown`: whether sheets of modules were to be seen."""

    stamp: str
    pictures: Mapping[str, Picture]
    way_back: tuple[Step, ...] = ()
    left: tuple[Step, ...] = ()
    before: Remembered | None = None
    shown: Mapping[str, bool] = field(default_factory=dict)


def stamp_of(pictures: Mapping[str, Picture]) -> str:
    """The same for the same pictures."""
    text = json.dumps({key: _plain(p) for key, p in pictures.items()}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Memory:
    """Files of what is remembered, by the workbook's full name."""

    folder: Path

    def load(self, book: str) -> Remembered | None:
        """What is remembered of a workbook; None for nothing, or nothing that can be read."""
        try:
            text = gzip.decompress(self._file(book).read_bytes()).decode("utf-8")
            return _remembered(json.loads(text))
        except (OSError, EOFError, ValueError, KeyError, TypeError):
            return None

    def save(self, book: str, what: Remembered | None) -> None:
        """Keep it, or forget the workbook."""
        file = self._file(book)
        if what is None:
            file.unlink(missing_ok=True)
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = file.with_suffix(".new")
        text = json.dumps(_written(what), ensure_ascii=False)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(gzip.compress(text.encode("utf-8"), 3, mtime=0))
        draft.replace(file)

    def _file(self, book: str) -> Path:
        return self.folder / f"{hashlib.sha256(book.encode()).hexdigest()[:24]}.json.gz"


def _written(what: Remembered) -> dict[str, Any]:
    before = what.before
    return {
        "format": _FORMAT,
        "stamp": what.stamp,
        "pictures": {key: _plain(p) for key, p in what.pictures.items()},
        "way_back": what.way_back,
        "left": what.left,
        "before": _written(replace(before, way_back=(), left=(), before=None)) if before else None,
        "shown": dict(what.shown),
    }


def _remembered(read: Mapping[str, Any]) -> Remembered | None:
    if read["format"] != _FORMAT:
        return None
    return Remembered(
        read["stamp"],
        {key: _picture(p) for key, p in read["pictures"].items()},
        tuple(_step(step) for step in read["way_back"]),
        tuple(_step(step) for step in read["left"]),
        _remembered(read["before"]) if read["before"] else None,
        read["shown"],
    )


def _step(read: Sequence[Any]) -> Step:
    sheet, kind, target, value = read
    colour = kind in {"fill", "ink"} and value is not None
    if kind == "shades":
        value = [[tuple(c) if isinstance(c, list) else c for c in row] for row in value]
    return Step(sheet, kind, target, tuple(value) if colour else value)


def _plain(picture: Picture) -> dict[str, Any]:
    rows: list[tuple[int, list[int]]] = []
    for row in picture.looks.tolist():
        if rows and rows[-1][1] == row:
            rows[-1] = rows[-1][0] + 1, row
        else:
            rows.append((1, row))
    return {
        "title": picture.title,
        "areas": dict(picture.areas),
        "looks": rows,
        "palette": picture.palette,
        "notes": [[*place, text] for place, text in picture.notes.items()],
        "tables": dict(picture.tables),
        "shades": [[*place, found] for place, found in picture.shades.items()],
    }


def _look(form: str, fill: Sequence[int] | None, ink: Sequence[int], bold: bool) -> Look:
    return Look(form, _colour(fill) if fill else None, _colour(ink), bold)


def _colour(told: Sequence[int]) -> Colour:
    red, green, blue = told
    return red, green, blue


def _picture(read: Mapping[str, Any]) -> Picture:
    rows = [row for count, row in read["looks"] for _ in range(count)]
    looks = np.array(rows, dtype=np.int16) if rows else np.zeros((0, 0), dtype=np.int16)
    palette = tuple(_look(*told) for told in read["palette"])
    return Picture(
        title=read["title"],
        areas={name: Area(*area) for name, area in read["areas"].items()},
        cells=np.full(looks.shape, None, dtype=object),
        looks=looks,
        palette=palette,
        notes={(row, column): text for row, column, text in read["notes"]},
        tables={name: Area(*area) for name, area in read["tables"].items()},
        shades={
            (row, column): tuple(Shade(formula, _look(*told)) for formula, told in found)
            for row, column, found in read["shades"]
        },
    )
