"""A VBA project as the bytes of vbaProject.bin (MS-OVBA), written without Office.

It carries source text only, no compiled cache: the version 0xFFFF makes every application compile
the text that stands there.
"""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cashbuoy_addin.vba.compound_file import compound_file
from cashbuoy_addin.vba.compression import compress
from cashbuoy_addin.vba.encryption import NO_PASSWORD, UNPROTECTED, VISIBLE, encrypted

Kind = Literal["module", "workbook", "sheet"]

_CODE_PAGE = 1252
_ENGLISH = 0x409
_BASES = {
    "workbook": "0{00020819-0000-0000-C000-000000000046}",
    "sheet": "0{00020820-0000-0000-C000-000000000046}",
}
_VBA_PROJECT = bytes.fromhex("CC61FFFF000100")
# The type libraries that Office's own projects refer to: OLE automation, and Office's ribbon types.
_OLE = r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#"
_OFFICE = (
    r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
    r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#"
)
_REFERENCES = (
    ("stdole", f"{_OLE}OLE Automation"),
    ("Office", f"{_OFFICE}Microsoft Office 16.0 Object Library"),
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass(frozen=True)
class Module:
    """One module. `code` is ASCII without attributes; any line ends. The code of a document module
    is "" where it has none; its name is the code name of the workbook or sheet."""

    name: str
    code: str = ""
    kind: Kind = "module"

    @property
    def source(self) -> bytes:
        """The text as it is stored: attributes, then the code, with CRLF."""
        lines = [*self._attributes(), *self.code.splitlines()]
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")

    def _attributes(self) -> list[str]:
        name = f'Attribute VB_Name = "{self.name}"'
        if self.kind == "module":
            return [name]
        flags = (
            ("GlobalNameSpace", False),
            ("Creatable", False),
            ("PredeclaredId", True),
            ("Exposed", True),
            ("TemplateDerived", False),
            ("Customizable", True),
        )
        base = f'Attribute VB_Base = "{_BASES[self.kind]}"'
        return [name, base, *(f"Attribute VB_{flag} = {value}" for flag, value in flags)]


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """vbaProject.bin of the project `name`: always the same bytes for the same modules.

    ValueError for names that VBA refuses, for two alike, and for code that is not ASCII.
    """
    names = [module.name for module in modules]
    bad = [n for n in (name, *names) if not _NAME.fullmatch(n)]
    if bad:
        raise ValueError(f"no names for VBA: {', '.join(bad)}")
    if len({n.lower() for n in names}) < len(names):
        raise ValueError(f"two modules are called the same: {', '.join(names)}")
    streams = {module.name: compress(module.source) for module in modules}
    return compound_file(
        {
            "VBA": {
                "_VBA_PROJECT": _VBA_PROJECT,
                "dir": compress(_dir(name, modules)),
                **streams,
            },
            "PROJECT": _project(name, modules),
            "PROJECTwm": _names(names),
        }
    )


def _project(name: str, modules: Sequence[Module]) -> bytes:
    """The PROJECT stream: what the project consists of, and that nothing is protected."""
    project_id = f"{{{uuid.uuid5(uuid.NAMESPACE_OID, name)}}}".upper()
    listed = [
        f"Module={m.name}" if m.kind == "module" else f"Document={m.name}/&H00000000"
        for m in modules
    ]
    lines = [
        f'ID="{project_id}"',
        *listed,
        f'Name="{name}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{encrypted(UNPROTECTED, project_id)}"',
        f'DPB="{encrypted(NO_PASSWORD, project_id)}"',
        f'GC="{encrypted(VISIBLE, project_id)}"',
        "",
        "[Host Extender Info]",
        "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000",
        "",
        "[Workspace]",
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _names(names: Sequence[str]) -> bytes:
    """The PROJECTwm stream: module names in the code page and in Unicode."""
    pairs = (n.encode("ascii") + b"\0" + n.encode("utf-16-le") + b"\0\0" for n in names)
    return b"".join(pairs) + b"\0\0"


def _dir(name: str, modules: Sequence[Module]) -> bytes:
    """The dir stream: information, references, modules."""
    return b"".join(
        (
            _record(0x01, struct.pack("<I", 1)),  # Windows, 32 bit: what all versions write
            _record(0x02, struct.pack("<I", _ENGLISH)),
            _record(0x14, struct.pack("<I", _ENGLISH)),
            _record(0x03, struct.pack("<H", _CODE_PAGE)),
            _record(0x04, name.encode("ascii")),
            _text(0x05, 0x40, ""),
            _text(0x06, 0x3D, ""),
            _record(0x07, bytes(4)),
            _record(0x08, bytes(4)),
            struct.pack("<HIIH", 0x09, 4, 1, 1),
            _text(0x0C, 0x3C, ""),
            *(_reference(*reference) for reference in _REFERENCES),
            _record(0x0F, struct.pack("<H", len(modules))),
            _record(0x13, b"\xff\xff"),
            *map(_module, modules),
            _record(0x10, b""),
        )
    )


def _reference(name: str, library: str) -> bytes:
    text = library.encode("ascii")
    body = struct.pack("<I", len(text)) + text + bytes(6)
    return _text(0x16, 0x3E, name) + _record(0x0D, body)


def _module(module: Module) -> bytes:
    kind = 0x21 if module.kind == "module" else 0x22
    return b"".join(
        (
            _text(0x19, 0x47, module.name),
            _text(0x1A, 0x32, module.name),
            _text(0x1C, 0x48, ""),
            _record(0x31, bytes(4)),  # the text begins at once, without compiled code before it
            _record(0x1E, bytes(4)),
            _record(0x2C, b"\xff\xff"),
            _record(kind, b""),
            _record(0x2B, b""),
        )
    )


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HI", number, len(data)) + data


def _text(number: int, unicode_number: int, text: str) -> bytes:
    """A text twice: in the code page, then in UTF-16."""
    return _record(number, text.encode("ascii")) + _record(unicode_number, text.encode("utf-16-le"))
