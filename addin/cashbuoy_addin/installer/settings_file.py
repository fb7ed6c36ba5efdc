"""xlwings' configuration file: lines of "KEY","value". What is not ours stays byte for byte."""

from __future__ import annotations

from collections.abc import Mapping

# With their ends.
Lines = tuple[bytes, ...]


def lines_of(data: bytes | None) -> Lines:
    """The lines of the file; none for a file that is not there."""
    return tuple((data or b"").splitlines(keepends=True))


def key_of(line: bytes) -> str:
    """The key of a line, in capitals as VBA compares without regard to case."""
    return line.partition(b",")[0].strip().strip(b'"').decode("ascii", "replace").upper()


def line_under(lines: Lines, key: str) -> bytes | None:
    """The line under a key: the first one, as VBA takes the first."""
    return next((line for line in lines if key_of(line) == key), None)


def value_under(lines: Lines, key: str, encoding: str) -> str | None:
    """The value under a key; None where the key is not there."""
    line = line_under(lines, key)
    if line is None:
        return None
    return line.partition(b",")[2].strip().strip(b'"').decode(encoding, "replace")


def line_of(key: str, value: str, encoding: str, end: str) -> bytes:
    """A line as VBA's `Input #` reads it. UnicodeEncodeError where the machine's code page lacks a
    character."""
    return f'"{key}","{value}"{end}'.encode(encoding)


def with_lines(lines: Lines, ours: Mapping[str, bytes | None]) -> Lines:
    """The lines with ours in the places of those under the same keys, or at the end; None takes the
    key away."""
    left = dict(ours)
    changed: list[bytes] = []
    for old in lines:
        key = key_of(old)
        if key not in ours:
            changed.append(old)
        elif (new := left.pop(key, None)) is not None:
            changed.append(new)
    added = [new for new in left.values() if new is not None]
    if added and changed and not changed[-1].endswith((b"\n", b"\r")):
        changed[-1] += added[0][len(added[0].rstrip(b"\r\n")) :]
    return (*changed, *added)
