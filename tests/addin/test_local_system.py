"""The seam to the real system: files, Python and its packages, the registry."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from cashbuoy_addin.installer.doctor import examine
from cashbuoy_addin.installer.local_system import LocalSystem
from cashbuoy_addin.installer.steps import install, uninstall


def done(deeds):
    return [(deed.key, str(deed.path)) for deed in deeds]


class TestLocalSystem:
    def test_files(self, tmp_path) -> None:
        system, path = LocalSystem(), tmp_path / "deep" / "a.xlam"
        assert system.read(path) is None
        assert not system.exists(path)
        system.write(path, b"one")
        system.write(path, b"two")
        assert system.read(path) == b"two"
        assert system.exists(path)
        assert [p.name for p in path.parent.iterdir()] == ["a.xlam"]
        system.delete_empty(path.parent)
        assert path.exists()
        system.delete(path)
        system.delete(path)
        system.delete_empty(path.parent)
        assert not path.parent.exists()

    def test_a_failed_write_leaves_the_old_file(self, tmp_path, monkeypatch) -> None:
        path = tmp_path / "a.xlam"
        path.write_bytes(b"old")

        def full(*_):
            raise OSError(28, "No space left")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space"):
            LocalSystem().write(path, b"new")
        assert path.read_bytes() == b"old"
        assert [p.name for p in tmp_path.iterdir()] == ["a.xlam"]

    def test_python_and_packages(self) -> None:
        system = LocalSystem()
        assert str(system.interpreter.program) == sys.executable
        assert system.interpreter.version == sys.version_info[:3]
        assert system.package("cashbuoy") is not None
        assert system.package("no-such-package") is None
        assert system.packaged("no_such_package", "x") is None
        assert system.packaged("cashbuoy_addin", "cli.py") is not None

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry")
    def test_no_registry_reads_as_empty(self) -> None:
        assert LocalSystem().values(r"HKCU\Software") == {}
        assert LocalSystem().subkeys(r"HKCU\Software") == ()


def test_real_files_in_a_home_that_is_not_real(tmp_path) -> None:
    """The add-in itself, the script of the installed xlwings, and a real disk."""

    class Mac(LocalSystem):
        platform = "macos"
        home = tmp_path

    system = Mac()
    keys = dict(done(install(system, "0.1.0", "en")))
    assert set(keys) == {"placed"}
    (addin,) = tmp_path.rglob("cashbuoy.xlam")
    with ZipFile(addin) as package:
        assert {"xl/vbaProject.bin", "customUI/customUI14.xml"} <= set(package.namelist())
    (settings,) = tmp_path.rglob("cashbuoy.conf")
    assert f'"INTERPRETER_MAC","{sys.executable}"' in settings.read_text("utf-8")
    assert [f.check for f in examine(system, "0.1.0") if f.state == "fail"] == []
    assert {key for key, _ in done(install(system, "0.1.0", "en"))} == {"unchanged"}
    uninstall(system)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
