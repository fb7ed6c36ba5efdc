"""Installing for one user, twice, over what others left, and taking it away again."""

from __future__ import annotations

from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from addin.fake_system import (
    ADDIN,
    MACOS,
    SCRIPT,
    WINDOWS,
    WINDOWS_HOME,
    FakeSystem,
    macos,
    windows,
)
from cashbuoy_addin.installer.steps import install, uninstall
from cashbuoy_addin.installer.system import InstallError

SCRIPT_PATH = "/Users/li/Library/Application Scripts/com.microsoft.Excel/xlwings-0.37.8.applescript"
SETTINGS = {
    "windows": b'"INTERPRETER_WIN","%s"\r\n"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
    % WINDOWS["python"].encode(),
    "macos": b'"INTERPRETER_MAC","%s"\n"ADD_WORKBOOK_TO_PYTHONPATH","False"\n'
    % MACOS["python"].encode(),
}
MACHINES = [pytest.param(windows, WINDOWS, id="windows"), pytest.param(macos, MACOS, id="macos")]


def done(deeds):
    return [(deed.key, str(deed.path)) for deed in deeds]


@pytest.mark.parametrize(("machine", "at"), MACHINES)
class TestBothSystems:
    def test_a_first_installation(self, machine, at) -> None:
        system = machine()
        before = dict(system.files)
        deeds = done(install(system, "0.1.0", "en"))
        assert deeds[0] == ("placed", at["addin"])
        assert deeds[-1] == ("placed", at["settings"])
        new = system.files.keys() - before.keys()
        script = {SCRIPT_PATH} if system.platform == "macos" else set()
        assert new == {at["addin"], at["settings"], at["record"]} | script
        assert system.files[at["addin"]] == ADDIN + b"en"
        assert system.files[at["settings"]] == SETTINGS[system.platform]

    @pytest.mark.usefixtures("at")
    def test_twice_is_once(self, machine) -> None:
        system = machine()
        install(system, "0.1.0", "en")
        before = dict(system.files)
        assert {key for key, _ in done(install(system, "0.1.0", "en"))} == {"unchanged"}
        assert system.files == before

    def test_uninstalling_leaves_nothing(self, machine, at) -> None:
        system = machine()
        before = dict(system.files)
        install(system, "0.1.0", "en")
        install(system, "0.1.0", "en")
        deeds = done(uninstall(system))
        assert ("removed", at["addin"]) in deeds
        assert ("removed", at["settings"]) in deeds
        assert system.files == before
        assert uninstall(system) == ()

    def test_an_update_replaces_our_own_file_and_keeps_nothing(self, machine, at) -> None:
        system = machine()
        before = dict(system.files)
        install(system, "0.1.0", "en")
        system.own_addin = b"the next version"
        deeds = done(install(system, "0.2.0", "en"))
        assert ("replaced", at["addin"]) in deeds
        assert "kept" not in dict(deeds)
        assert system.files[at["addin"]] == b"the next version" + b"en"
        uninstall(system)
        assert system.files == before

    def test_a_stop_half_way_in_an_update_loses_nothing(self, machine, at) -> None:
        system = machine()
        before = dict(system.files)
        install(system, "0.1.0", "en")
        system.own_addin = b"the next version"
        system.locked.add(at["addin"])
        with pytest.raises(InstallError, match="Close all windows of Excel"):
            install(system, "0.2.0", "en")
        assert system.files[at["addin"]] == ADDIN + b"en"
        system.locked.clear()
        assert "kept" not in dict(done(install(system, "0.2.0", "en")))
        uninstall(system)
        assert system.files == before

    @pytest.mark.parametrize("again", [False, True])
    @pytest.mark.parametrize("step", range(6))
    def test_a_stop_at_any_write_can_be_taken_back(self, machine, at, step, again) -> None:
        system = machine()
        system.files[at["addin"]] = b"somebody else's"
        system.files[at["settings"]] = b'"SHOW CONSOLE","True"\n'
        before = dict(system.files)
        system.fails_at = step
        writes = 4 + (system.platform == "macos")  # kept, record, add-in, script, settings
        if step < writes:
            with pytest.raises(OSError, match="No space"):
                install(system, "0.1.0", "en")
        else:
            install(system, "0.1.0", "en")
        system.fails_at = None
        if again:
            install(system, "0.1.0", "en")
        uninstall(system)
        # Before the record was written there was nothing to take back but a copy.
        left = {path: data for path, data in system.files.items() if path != at["kept"]}
        assert left == before

    def test_a_strange_file_makes_room_and_comes_back(self, machine, at) -> None:
        system = machine()
        system.files[at["addin"]] = b"somebody else's"
        before = dict(system.files)
        deeds = install(system, "0.1.0", "en")
        assert (deeds[0].key, str(deeds[0].kept)) == ("kept", at["kept"])
        assert system.files[at["kept"]] == b"somebody else's"
        install(system, "0.1.0", "en")
        assert ("restored", at["addin"]) in done(uninstall(system))
        assert system.files == before

    def test_a_changed_add_in_is_kept_when_taken_away(self, machine, at) -> None:
        system = machine()
        install(system, "0.1.0", "en")
        system.files[at["addin"]] = b"with a macro of my own"
        assert ("kept", at["addin"]) in done(uninstall(system))
        assert at["addin"] not in system.files
        assert system.files[at["kept"]] == b"with a macro of my own"

    def test_nothing_kept_is_ever_written_over(self, machine, at) -> None:
        system = machine()
        for mine in (b"first", b"second", b"third"):
            system.files[at["addin"]] = mine
            install(system, "0.1.0", "en")
        uninstall(system)
        assert system.files[at["addin"]] == b"first"
        assert {b"second", b"third"} <= set(system.files.values())

    def test_other_settings_stay(self, machine, at) -> None:
        system = machine()
        key = "INTERPRETER_WIN" if system.platform == "windows" else "INTERPRETER_MAC"
        old = f'"SHOW CONSOLE","True"\n"{key.lower()}","/old/python"\n"PYTHONPATH","x"'.encode()
        system.files[at["settings"]] = old
        install(system, "0.1.0", "en")
        lines = system.files[at["settings"]].decode().splitlines()
        assert lines == [
            '"SHOW CONSOLE","True"',
            f'"{key}","{at["python"]}"',
            '"PYTHONPATH","x"',
            '"ADD_WORKBOOK_TO_PYTHONPATH","False"',
        ]
        assert ("restored", at["settings"]) in done(uninstall(system))
        assert system.files[at["settings"]].rstrip() == old

    def test_settings_changed_since_stay(self, machine, at) -> None:
        system = machine()
        install(system, "0.1.0", "en")
        changed = system.files[at["settings"]].replace(b"False", b"True") + b'"DEBUG UDFS","True"\n'
        system.files[at["settings"]] = changed
        uninstall(system)
        left = system.files[at["settings"]].splitlines()
        assert left == [b'"ADD_WORKBOOK_TO_PYTHONPATH","True"', b'"DEBUG UDFS","True"']

    def test_another_language_is_an_update(self, machine, at) -> None:
        system = machine()
        before = dict(system.files)
        install(system, "0.1.0", "en")
        assert ("replaced", at["addin"]) in done(install(system, "0.1.0", "zh"))
        assert system.files[at["addin"]] == ADDIN + b"zh"
        uninstall(system)
        assert system.files == before

    def test_a_damaged_record_is_named(self, machine, at) -> None:
        system = machine()
        system.files[at["record"]] = b"{"
        for act in (lambda: install(system, "0.1.0", "en"), lambda: uninstall(system)):
            with pytest.raises(InstallError, match=r"installed\.json"):
                act()
        assert system.writes == 0


LINE = st.builds(
    "{}{}".format,
    st.sampled_from(
        ['"SHOW CONSOLE","True"', '"interpreter_win","C:\\py\\python.exe"', '"PYTHONPATH","D:\\x"',
         '"INTERPRETER_WIN","python"', '"ADD_WORKBOOK_TO_PYTHONPATH","true"', ""]
    ),
    st.sampled_from(["\r\n", "\n"]),
)  # fmt: skip


@given(st.lists(LINE, unique_by=lambda line: line.split(",")[0].lower(), min_size=1))
def test_any_configuration_file_comes_back_as_it_was(lines) -> None:
    system = windows()
    system.files[WINDOWS["settings"]] = old = "".join(lines).encode()
    install(system, "0.1.0", "en")
    install(system, "0.2.0", "en")
    uninstall(system)
    assert system.files[WINDOWS["settings"]] == old


def test_a_script_that_xlwings_itself_placed_stays() -> None:
    system = macos()
    system.files[SCRIPT_PATH] = SCRIPT
    install(system, "0.1.0", "en")
    uninstall(system)
    assert system.files[SCRIPT_PATH] == SCRIPT


def test_the_script_of_an_older_xlwings_goes_too() -> None:
    system = macos()
    before = dict(system.files)
    install(system, "0.1.0", "en")
    system.packages["xlwings"] = "0.38.0"
    system.package_files["xlwings", "xlwings-0.38.0.applescript"] = b"newer"
    install(system, "0.2.0", "en")
    assert SCRIPT_PATH.replace("0.37.8", "0.38.0") in system.files
    uninstall(system)
    assert system.files == before


def test_a_mac_without_xlwings() -> None:
    system = macos()
    system.packages.clear()
    with pytest.raises(InstallError, match="xlwings is missing"):
        install(system, "0.1.0", "en")


@pytest.mark.parametrize(
    ("home", "named"),
    [
        (WINDOWS_HOME, WINDOWS["python"]),
        (
            PureWindowsPath(r"C:\Users\李雷"),
            r"%LOCALAPPDATA%\Cashbuoy\venv\Scripts\python.exe",
        ),
    ],
)
def test_a_name_in_chinese_is_written_as_a_variable(home, named) -> None:
    system = windows(home)
    install(system, "0.1.0", "en")
    assert f'"{named}"'.encode("ascii") in system.files[str(home / ".cashbuoy" / "cashbuoy.conf")]


def test_a_path_that_excel_cannot_read_is_refused() -> None:
    system = FakeSystem("windows", WINDOWS_HOME, r"D:\程序\python.exe")
    with pytest.raises(InstallError, match="plain letters"):
        install(system, "0.1.0", "en")
    assert system.writes == 0


def test_folders_come_from_the_environment() -> None:
    """Firms put APPDATA on another drive."""
    system = windows()
    system.environment["APPDATA"] = r"H:\Roaming"
    assert done(install(system, "0.1.0", "en"))[0][1] == (
        r"H:\Roaming\Microsoft\Excel\XLSTART\cashbuoy.xlam"
    )
