"""The compression of VBA source text (MS-OVBA 2.4.1)."""

from __future__ import annotations

from collections import defaultdict

_CHUNK = 4096
_SIGNATURE = b"\x01"
_COMPRESSED, _RAW = 0xB000, 0x3000
_SHORTEST = 3
# How many earlier places are looked at for the longest match: size against time.
_CANDIDATES = 32


def compress(text: bytes) -> bytes:
    """A compressed container that holds `text`.

    ValueError where a last, short piece would grow: the format cannot hold it. Source text never
    does.
    """
    chunks = (text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))
    return _SIGNATURE + b"".join(map(_chunk, chunks))


def _chunk(text: bytes) -> bytes:
    tokens = _tokens(text)
    if len(tokens) <= _CHUNK:
        return _header(_COMPRESSED, tokens) + tokens
    if len(text) < _CHUNK:
        raise ValueError("the last piece cannot be compressed")
    return _header(_RAW, text) + text


def _header(kind: int, data: bytes) -> bytes:
    return (kind | (len(data) + 2 - _SHORTEST)).to_bytes(2, "little")


def _tokens(text: bytes) -> bytes:
    """Groups of eight tokens behind a byte that says which of them are copies."""
    out = bytearray()
    seen: defaultdict[bytes, list[int]] = defaultdict(list)
    at = group = count = 0
    while at < len(text):
        if count % 8 == 0:
            group = len(out)
            out.append(0)
        width = _offset_bits(at)
        offset, length = _match(text, at, seen, (0xFFFF >> width) + _SHORTEST)
        if length:
            out[group] |= 1 << count % 8
            token = (offset - 1) << (16 - width) | (length - _SHORTEST)
            out += token.to_bytes(2, "little")
        else:
            out.append(text[at])
        after = at + (length or 1)
        for place in range(at, after):
            seen[text[place : place + _SHORTEST]].append(place)
        at = after
        count += 1
    return bytes(out)


def _offset_bits(at: int) -> int:
    """How many of a copy token's sixteen bits tell how far back it reaches."""
    return max((at - 1).bit_length(), 4)


def _match(text: bytes, at: int, seen: dict[bytes, list[int]], longest: int) -> tuple[int, int]:
    """How far back the longest match begins, and its length; zeros for none."""
    best = (0, 0)
    limit = min(longest, len(text) - at)
    if limit < _SHORTEST:
        return best
    for place in reversed(seen.get(text[at : at + _SHORTEST], [])[-_CANDIDATES:]):
        length = _SHORTEST
        while length < limit and text[place + length] == text[at + length]:
            length += 1
        if length > best[1]:
            best = (at - place, length)
    return best
