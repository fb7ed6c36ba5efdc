"""The obfuscation of a VBA project's protection state (MS-OVBA 2.4.3): nothing is protected."""

from __future__ import annotations

_VERSION = 2
# Any byte will do; a fixed one gives the same file every time.
_SEED = 0x07
UNPROTECTED = bytes(4)
NO_PASSWORD = bytes(1)
VISIBLE = b"\xff"


def encrypted(data: bytes, project_id: str, seed: int = _SEED) -> str:
    """Hexadecimal text of `data`, obfuscated by the sum of the project id's characters."""
    key = sum(project_id.encode("ascii")) & 0xFF
    previous, second, first = key, seed ^ _VERSION, seed ^ key
    out = [seed, second, first]
    ignored = bytes([_SEED] * ((seed & 6) // 2))
    for byte in ignored + len(data).to_bytes(4, "little") + data:
        code = byte ^ ((second + previous) & 0xFF)
        out.append(code)
        second, first, previous = first, code, byte
    return bytes(out).hex().upper()
