"""What install and uninstall say, and the files that Windows users double-click."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from addin.fake_system import (
    WINDOWS,
    FakeSystem,
    macos,
    windows,
)
from cashbuoy_addin.cli import app
from cashbuoy_addin.installer import commands
from cashbuoy_workbook.texts import Texts, section


class TestCommands:
    @pytest.fixture
    def run(self, monkeypatch):
        def run(system, *words):
            monkeypatch.setattr(commands, "_here", lambda: system)
            return CliRunner().invoke(app, words)

        return run

    @pytest.mark.parametrize("machine", [windows, macos])
    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_install_and_uninstall_say_what_they_did(self, run, machine, lang) -> None:
        system = machine()
        installed = run(system, "install", "--lang", lang)
        assert installed.exit_code == 0
        assert "cashbuoy.xlam" in installed.stdout
        assert Texts(lang)("install.installed") in installed.stdout
        assert ("#N/A" in installed.stdout) == (system.platform == "macos")
        taken = run(system, "uninstall", "--lang", lang)
        assert taken.exit_code == 0
        assert Texts(lang)("install.uninstalled") in taken.stdout
        # Only an environment that install.cmd made may be deleted by hand.
        assert (r"Cashbuoy\venv" in taken.stdout) == (system.platform == "windows")
        again = run(system, "uninstall", "--lang", lang)
        assert Texts(lang)("install.not_installed") in again.stdout

    def test_excel_open_is_one_clear_line(self, run) -> None:
        system = windows()
        system.locked.add(WINDOWS["addin"])
        result = run(system, "install")
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert "Close all windows of Excel" in result.stderr

    def test_linux_is_told_of_libreoffice(self, run) -> None:
        system = FakeSystem("linux", Path("/home/li"), "/usr/bin/python3")
        for command in ("install", "uninstall"):
            result = run(system, command)
            assert result.exit_code == 2
            assert "LibreOffice" in result.stderr

    def test_it_speaks_the_language_of_windows(self, run) -> None:
        system = windows()
        system.set(r"HKCU\Control Panel\International", LocaleName="zh-CN")
        assert "安装完成" in run(system, "install").stdout


def test_every_deed_has_its_words() -> None:
    for key, words in section("install").items():
        assert set(words) == {"en", "zh"}, key
        assert words["en"].isascii()


@pytest.mark.parametrize("name", ["install.cmd", "uninstall.cmd"])
class TestCommandFiles:
    """They run on Windows only; what can be known without it is held."""

    FOLDER = Path(__file__).parents[2] / "addin"

    def test_bytes_that_cmd_reads_everywhere(self, name) -> None:
        data = (self.FOLDER / name).read_bytes()
        assert data.isascii()
        assert data.count(b"\n") == data.count(b"\r\n") > 0
        # Git must not turn its line ends.
        assert "*.cmd -text" in (self.FOLDER / ".gitattributes").read_text("ascii")

    def test_every_jump_has_its_label_and_every_label_its_jump(self, name) -> None:
        lines = [line.strip() for line in (self.FOLDER / name).read_text("ascii").splitlines()]
        code = [line for line in lines if not line.startswith(("rem ", "echo "))]
        labels = {line[1:] for line in code if line.startswith(":")}
        pairs = [pair for line in code for pair in pairwise(line.split())]
        jumps = {b.lstrip(":") for a, b in pairs if a == "goto" or (a == "call" and b[0] == ":")}
        fallen_into = {line[1:] for above, line in pairwise(filter(None, code))
                       if line.startswith(":") and not above.startswith(("goto", "exit"))}  # fmt: skip
        assert jumps <= labels
        assert labels <= jumps | fallen_into

    def test_paths_are_quoted_wherever_they_are_used(self, name) -> None:
        """A folder may be called R&D (x86)."""
        for line in (self.FOLDER / name).read_text("ascii").splitlines():
            bare = re.sub(r'"[^"]*"', "", line)
            assert not re.search(r"%(HERE|OWN|OWN_PYTHON|WHAT|LIMITS|LOCALAPPDATA)%", bare), line
