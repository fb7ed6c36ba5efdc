"""The bytes of a VBA project, against the specification's own examples and independent readers."""

from __future__ import annotations

import io
import random

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oletools.olevba import VBA_Parser, decompress_stream

from cashbuoy_addin.vba.compound_file import compound_file
from cashbuoy_addin.vba.compression import compress
from cashbuoy_addin.vba.encryption import NO_PASSWORD, UNPROTECTED, VISIBLE, encrypted
from cashbuoy_addin.vba.project import Module, vba_project

EXAMPLE_ID = "{917DED54-440B-4FD1-A5C1-74ACF261E600}"
# MS-OVBA 3.1.1: a project's protection as the specification prints it.
EXAMPLES = [
    (UNPROTECTED, 0x07, "0705D8E3D8EDDBF1DBF1DBF1DBF1"),
    (NO_PASSWORD, 0x0E, "0E0CD1ECDFF4E7F5E7F5E7"),
    (VISIBLE, 0x15, "1517CAF1D6F9D7F9D706"),
]
SIZES = st.sampled_from([0, 1, 63, 64, 65, 511, 512, 513, 4095, 4096, 4097, 70_000])


def reading(data: bytes) -> olefile.OleFileIO:
    return olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)


@pytest.mark.parametrize(("data", "seed", "expected"), EXAMPLES)
def test_obfuscation_gives_the_specifications_examples(data, seed, expected) -> None:
    assert encrypted(data, EXAMPLE_ID, seed) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # MS-OVBA 3.2.1 and 3.2.3: nothing to compress, and as much as there can be.
        (b"abcdefghijklmnopqrstuv.", "0119B000616263646566676800696A6B6C6D6E6F70007172737475762E"),
        (b"a" * 73, "0103B002614500"),
    ],
)
def test_compression_gives_the_specifications_examples(text, expected) -> None:
    assert bytes(decompress_stream(bytearray(compress(text)))) == text
    assert compress(text) == bytes.fromhex(expected)


class TestCompression:
    @given(st.text(alphabet="ab \r\n", max_size=6000))
    def test_an_independent_reader_gets_the_text_back(self, text) -> None:
        data = text.encode("ascii")
        assert bytes(decompress_stream(bytearray(compress(data)))) == data

    @given(st.binary(max_size=300), st.integers(0, 40))
    def test_any_bytes_come_back(self, start, repeats) -> None:
        data = start * (repeats + 1)
        assert bytes(decompress_stream(bytearray(compress(data)))) == data

    def test_what_does_not_shrink_is_stored_as_it_is(self) -> None:
        data = random.Random(1).randbytes(4096)  # noqa: S311
        assert len(compress(data)) == 1 + 2 + 4096
        assert bytes(decompress_stream(bytearray(compress(data)))) == data


class TestCompoundFile:
    @given(st.lists(SIZES, max_size=40))
    def test_an_independent_reader_finds_every_stream(self, sizes) -> None:
        streams = {f"s{i}": bytes([i + 1]) * size for i, size in enumerate(sizes)}
        found = reading(compound_file({"VBA": streams, "PROJECT": b"text"}))
        assert not found.parsing_issues
        assert {tuple(p) for p in found.listdir()} == {
            ("PROJECT",),
            *(("VBA", name) for name in streams),
        }
        for name, data in streams.items():
            assert found.openstream(["VBA", name]).read() == data

    @pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 8, 100, 400])
    def test_siblings_form_a_red_black_tree_in_the_formats_order(self, count) -> None:
        names = [f"Module{i}" for i in range(count)]
        found = reading(compound_file(dict.fromkeys(names, b"x")))
        entries = found.direntries
        in_order: list[str] = []

        def blacks(sid: int, parent_is_red: bool) -> int:
            if sid == olefile.NOSTREAM:
                return 1
            entry = entries[sid]
            red = entry.color == 0
            assert not (red and parent_is_red)
            left = blacks(entry.sid_left, red)
            in_order.append(entry.name)
            right = blacks(entry.sid_right, red)
            assert left == right
            return left + (not red)

        root = entries[0].sid_child
        assert entries[root].color == 1
        blacks(root, False)
        assert in_order == sorted(names, key=lambda n: (len(n), n.upper()))

    def test_names_that_do_not_fit_are_refused(self) -> None:
        with pytest.raises(ValueError, match="cannot be called"):
            compound_file({"x" * 32: b""})


class TestProject:
    MODULES = (
        Module("ThisWorkbook", "", "workbook"),
        Module("Cockpit", "", "sheet"),
        Module("Code", "Public Function F()\n    F = 1\nEnd Function\n"),
    )

    def test_olevba_reads_every_module_back(self) -> None:
        parser = VBA_Parser("vbaProject.bin", data=vba_project("Test", self.MODULES))
        read = {name: code for _, _, name, code in parser.extract_macros()}
        assert set(read) == {"ThisWorkbook.cls", "Cockpit.cls", "Code.bas"}
        assert read["Code.bas"].splitlines() == [
            'Attribute VB_Name = "Code"',
            "Public Function F()",
            "    F = 1",
            "End Function",
        ]

    def test_it_carries_no_compiled_code(self) -> None:
        found = reading(vba_project("Test", self.MODULES))
        assert found.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")
        assert not any("SRP" in path[-1] for path in found.listdir())

    def test_lines_end_as_windows_ends_them(self) -> None:
        found = reading(vba_project("Test", self.MODULES))
        source = bytes(decompress_stream(bytearray(found.openstream("VBA/Code").read())))
        assert source.count(b"\n") == source.count(b"\r\n") == 4

    def test_the_same_modules_give_the_same_bytes(self) -> None:
        assert vba_project("Test", self.MODULES) == vba_project("Test", self.MODULES)

    @pytest.mark.parametrize(
        "modules",
        [
            (Module("Two words"),),
            (Module("1st"),),
            (Module("Same"), Module("SAME")),
            (Module("Code", "x = 'é'"),),
        ],
    )
    def test_what_vba_refuses_is_refused(self, modules) -> None:
        with pytest.raises(ValueError):
            vba_project("Test", modules)
