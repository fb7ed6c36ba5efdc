"""Compound files (MS-CFB, version 3): storages and streams in one file, as VBA projects need."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_SECTOR, _MINI = 512, 64
_CUTOFF = 4096  # shorter streams lie in the mini stream
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_PER_SECTOR = _SECTOR // 4
_HEADER_FATS = 109
_UNUSED, _STORAGE, _STREAM, _ROOT = 0, 1, 2, 5
_RED, _BLACK = 0, 1
_LONGEST_NAME = 31

Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    """One directory entry: a storage, or a stream with its data."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = _END
    size: int = field(default=0)

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le")
        length = len(name) + 2 if name else 0
        head = struct.pack(
            "<64sHBBIII", name, length, self.kind, self.colour, self.left, self.right, self.child
        )
        return head + bytes(36) + struct.pack("<IQ", self.start, self.size)


def compound_file(tree: Tree) -> bytes:
    """The file that holds `tree`: names to the bytes of a stream or to the tree of a storage.

    Names have at most 31 characters. The same tree always gives the same bytes.
    """
    root = _Entry("Root Entry", _ROOT)
    entries = [root]
    root.child = _add(tree, entries)
    streams = [entry for entry in entries if entry.kind == _STREAM and entry.data]
    mini, mini_fat = _mini_stream([s for s in streams if len(s.data) < _CUTOFF])
    root.data = mini
    large = [entry for entry in (root, *streams) if entry is root or len(entry.data) >= _CUTOFF]
    return _assemble(entries, mini_fat, [entry for entry in large if entry.data])


def _add(tree: Tree, entries: list[_Entry]) -> int:
    """Append the entries of one storage; the number of the root of their search tree."""
    numbers = {}
    for name, content in tree.items():
        if not 0 < len(name) <= _LONGEST_NAME:
            raise ValueError(f"a stream cannot be called {name!r}")
        numbers[name] = len(entries)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content, size=len(content)))
        else:
            entries.append(storage := _Entry(name, _STORAGE, start=0))
            storage.child = _add(content, entries)
    ordered = [numbers[n] for n in sorted(numbers, key=lambda n: (len(n), n.upper()))]
    # A lone entry is the root of its tree, and roots are black.
    return _balance(ordered, entries, max(len(ordered).bit_length(), 2))


def _balance(ordered: list[int], entries: list[_Entry], levels: int) -> int:
    """Link siblings into a balanced search tree; its lowest, unfilled level is red."""
    if not ordered:
        return _NONE
    middle = len(ordered) // 2
    entry = entries[ordered[middle]]
    entry.left = _balance(ordered[:middle], entries, levels - 1)
    entry.right = _balance(ordered[middle + 1 :], entries, levels - 1)
    entry.colour = _RED if levels == 1 else _BLACK
    return ordered[middle]


def _mini_stream(streams: list[_Entry]) -> tuple[bytes, list[int]]:
    data, table = b"", list[int]()
    for stream in streams:
        stream.start = len(table)
        data += _padded(stream.data, _MINI)
        table += _chain(len(table), _count(len(stream.data), _MINI))
    return data, table


def _assemble(entries: list[_Entry], mini_fat: list[int], large: list[_Entry]) -> bytes:
    """Sectors in this order: the table of sectors, directory, table of small streams, streams."""
    mini_table = _packed(mini_fat)
    directory_sectors = _count(len(entries) * 128, _SECTOR)
    mini_sectors = len(mini_table) // _SECTOR
    sizes = [directory_sectors, mini_sectors, *(_count(len(e.data), _SECTOR) for e in large)]
    fat_sectors = _fat_sectors(sum(sizes))
    fat = [_FAT] * fat_sectors
    starts = []
    for size in sizes:
        starts.append(len(fat) if size else _END)
        fat += _chain(len(fat), size)
    for entry, start in zip(large, starts[2:], strict=True):
        entry.start, entry.size = start, len(entry.data)
    blank = _Entry("", _UNUSED, start=0)
    directory = b"".join(entry.pack() for entry in entries)
    directory += blank.pack() * (directory_sectors * 4 - len(entries))
    header = _header(fat_sectors, starts[0], starts[1], mini_sectors)
    contents = (_padded(entry.data, _SECTOR) for entry in large)
    return b"".join((header, _packed(fat), directory, mini_table, *contents))


def _header(fat_sectors: int, directory: int, mini_fat: int, mini_sectors: int) -> bytes:
    signature = bytes.fromhex("D0CF11E0A1B11AE1")
    head = struct.pack("<8s16sHHHHH6x", signature, b"", 0x3E, 3, 0xFFFE, 9, 6)
    places = struct.pack(
        "<IIIIIIIIII",
        *(0, fat_sectors, directory, 0, _CUTOFF),
        *(mini_fat, mini_sectors, _END, 0, 0),
    )[:-4]
    fats = [*range(fat_sectors), *[_FREE] * (_HEADER_FATS - fat_sectors)]
    return head + places + struct.pack(f"<{_HEADER_FATS}I", *fats)


def _fat_sectors(contents: int) -> int:
    """Sectors of the table that lists `contents` sectors and itself."""
    count = 1
    while count * _PER_SECTOR < contents + count:
        count += 1
    if count > _HEADER_FATS:
        raise ValueError("a compound file of more than 7 MB is not supported")
    return count


def _chain(start: int, length: int) -> Iterator[int]:
    """Table entries of a run of sectors: each names the next."""
    if length:
        yield from range(start + 1, start + length)
        yield _END


def _packed(table: list[int]) -> bytes:
    full = [*table, *[_FREE] * (-len(table) % _PER_SECTOR)]
    return struct.pack(f"<{len(full)}I", *full)


def _padded(data: bytes, unit: int) -> bytes:
    return data + bytes(-len(data) % unit)


def _count(size: int, unit: int) -> int:
    return -(-size // unit)
