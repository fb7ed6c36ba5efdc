"""What the doctor says of a machine that works, and of each thing that can be wrong with it."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from typer.testing import CliRunner

from addin.fake_system import WINDOWS_HOME, FakeSystem, macos, windows
from cashbuoy_addin.cli import app
from cashbuoy_addin.installer import commands
from cashbuoy_addin.installer.diagnosis import SHARED, Diagnosis
from cashbuoy_addin.installer.doctor import examine, report
from cashbuoy_addin.installer.places import places
from cashbuoy_addin.installer.steps import install
from cashbuoy_addin.installer.system import Interpreter
from cashbuoy_workbook.texts import section

OFFICE = r"HKCU\Software\Microsoft\Office\16.0"
POLICY = r"HKCU\Software\Policies\Microsoft\Office\16.0"
SECURITY = r"Excel\Security"
DEFENDER = r"HKLM\Software\Policies\Microsoft\Windows Defender"
RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
EXCEL = r"HKLM\Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
STARTUP = WINDOWS_HOME / "AppData" / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
ADDIN = STARTUP / "cashbuoy.xlam"
CONF = WINDOWS_HOME / ".cashbuoy" / "cashbuoy.conf"
VENV = WINDOWS_HOME / "AppData" / "Local" / "Cashbuoy" / "venv"


def well():
    """Windows with everything as it should be."""
    system = windows()
    install(system, "0.1.0", "en")
    system.files[str(VENV / "Scripts" / "xlwings64-0.37.8.dll")] = b""
    system.registry[EXCEL.lower()] = {"": r"C:\Program Files\Microsoft Office\root\EXCEL.EXE"}
    location = rf"{OFFICE}\{SECURITY}\Trusted Locations\Location1"
    system.set(location, Path="%APPDATA%\\Microsoft\\Excel\\XLSTART\\", AllowSubFolders=1)
    return system


def found(system, check):
    answers = {finding.check: finding for finding in examine(system, "0.1.0")}
    return answers[check].state, answers[check].verdict


def test_a_machine_that_works() -> None:
    states = {f.check: f.state for f in examine(well(), "0.1.0")}
    assert {check for check, state in states.items() if state == "not_applicable"} == {"script"}
    assert set(states.values()) == {"ok", "not_applicable"}


def test_a_mac_that_works() -> None:
    system = macos()
    install(system, "0.1.0", "en")
    states = {f.check: f.state for f in examine(system, "0.1.0")}
    assert {check for check, state in states.items() if state == "ok"} == {
        "python_version", "python_bits", "python_path", "xlwings", "script", "addin", "settings",
        "onedrive",
    }  # fmt: skip
    assert set(states.values()) == {"ok", "not_applicable"}
    assert found(system, "formulas") == ("not_applicable", "macos")


def python(system, **changes):
    fields = {**vars(system.interpreter), **changes}
    system.interpreter = Interpreter(**fields)


def excel_at(path):
    return lambda s: s.registry.update({EXCEL.lower(): {"": path}})


def policy(key, **values):
    return lambda s: s.set(rf"{POLICY}\{key}", **values)


def setting(key, **values):
    return lambda s: s.set(rf"{OFFICE}\{key}", **values)


def conf(text):
    return lambda s: s.files.update({str(CONF): text.encode()})


def both(one, other):
    return lambda s: (one(s), other(s))


def no_locations(system):
    for key in [k for k in system.registry if "trusted locations" in k]:
        del system.registry[key]


def trusts(path, below=0):
    location = rf"{OFFICE}\{SECURITY}\Trusted Locations\Location7"
    return both(no_locations, lambda s: s.set(location, Path=path, AllowSubFolders=below))


STORE_PYTHON = PureWindowsPath(
    r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0"
)
LONG = PureWindowsPath("C:/" + "/".join(["a long name of a folder"] * 10) + "/python.exe")
DLL = VENV / "Scripts" / "xlwings64-0.37.8.dll"


@pytest.mark.parametrize(
    ("wrong", "check", "answer"),
    [
        (lambda s: python(s, version=(3, 10, 9)), "python_version", ("fail", "old")),
        (lambda s: python(s, version=(3, 14, 0)), "python_version", ("ok", "ok")),
        (lambda s: python(s, bits=32), "python_bits", ("warn", "narrow")),
        (lambda s: python(s, home=STORE_PYTHON), "python_store", ("fail", "store")),
        (lambda s: python(s, program=LONG), "python_path", ("warn", "long")),
        (
            lambda s: python(s, program=PureWindowsPath(r"D:\程序\python.exe")),
            "python_path",
            ("warn", "letters"),
        ),
        (lambda s: s.packages.clear(), "xlwings", ("fail", "missing")),
        (lambda s: s.packages.clear(), "library", ("not_applicable", "nothing_there")),
        (lambda s: s.packages.update(xlwings="0.38.0"), "xlwings", ("fail", "other")),
        (lambda s: s.pins.clear(), "xlwings", ("ok", "ok")),
        (lambda s: s.files.pop(str(DLL)), "library", ("fail", "missing")),
        (lambda s: s.packages.update(xlwings="0.38.0"), "library", ("fail", "missing")),
        (  # a virtual environment may have it one folder above
            lambda s: s.files.update({str(VENV / DLL.name): s.files.pop(str(DLL))}),
            "library",
            ("ok", "ok"),
        ),
        (  # a 32-bit Excel takes the other library
            lambda s: s.set(
                r"HKLM\Software\Microsoft\Office\ClickToRun\Configuration", Platform="x86"
            ),
            "library",
            ("fail", "missing"),
        ),
        (lambda s: s.registry.pop(EXCEL.lower()), "excel", ("warn", "missing")),
        (
            excel_at(r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop\EXCEL.EXE"),
            "excel",
            ("fail", "store"),
        ),
        (policy("Common", vbaoff=1), "macros", ("fail", "no_vba")),
        (
            policy(r"Common\Security", RequireAlwaysOnMacroSig=1),
            "macros",
            ("fail", "signed_addins"),
        ),
        (policy(SECURITY, RequireAddinSig=1), "macros", ("fail", "signed_addins")),
        (policy(SECURITY, DisableAllAddins=1), "macros", ("fail", "no_addins")),
        (policy(SECURITY, DisableAllAddins=0), "macros", ("ok", "ok")),
        (policy(SECURITY, VBAWarnings=4), "macros", ("warn", "policy")),
        (policy(SECURITY, VBAWarnings=3), "macros", ("warn", "policy")),
        (policy(SECURITY, VBAWarnings=2), "macros", ("ok", "ok")),
        (setting(SECURITY, VBAWarnings=4), "macros", ("warn", "user")),
        (setting(SECURITY, VBAWarnings=1), "macros", ("ok", "ok")),
        (  # what the firm allows wins over what the user has chosen
            both(policy(SECURITY, VBAWarnings=2), setting(SECURITY, VBAWarnings=4)),
            "macros",
            ("ok", "ok"),
        ),
        (no_locations, "trusted", ("warn", "missing")),
        (trusts(str(STARTUP).upper()), "trusted", ("ok", "ok")),
        (trusts(str(STARTUP.parent), below=1), "trusted", ("ok", "ok")),
        (trusts(str(STARTUP.parent), below=0), "trusted", ("warn", "missing")),
        (
            setting(rf"{SECURITY}\Trusted Locations", AllLocationsDisabled=1),
            "trusted",
            ("fail", "disabled"),
        ),
        (
            policy(rf"{SECURITY}\Trusted Locations", AllLocationsDisabled=1),
            "trusted",
            ("fail", "disabled"),
        ),
        (
            policy(r"Common\Security\Trusted Locations", Allow__User__Locations=0),
            "trusted",
            ("fail", "forbidden"),
        ),
        (setting(SECURITY, AccessVBOM=1), "project_access", ("ok", "on")),
        (setting(SECURITY, AccessVBOM=0), "project_access", ("ok", "off")),
        (
            lambda s: s.set(rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules", **{RULE: "1"}),
            "children",
            ("fail", "blocked"),
        ),
        (
            lambda s: s.set(
                rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules", **{RULE.upper(): "6"}
            ),
            "children",
            ("warn", "asks"),
        ),
        (
            lambda s: s.set(rf"{DEFENDER}\Windows Defender Exploit Guard\ASR\Rules", **{RULE: "2"}),
            "children",
            ("ok", "ok"),
        ),
        (
            lambda s: s.set(
                rf"{DEFENDER}\Policy Manager", ASRRules=f"aaaa=2|{RULE.upper()}=1|bbbb=1"
            ),
            "children",
            ("fail", "blocked"),
        ),
        (
            setting(
                r"Excel\Resiliency\DisabledItems",
                A1B2=b"\x01\x00\x00\x00" + str(ADDIN).encode("utf-16-le"),
            ),
            "disabled",
            ("fail", "listed"),
        ),
        (
            setting(r"Excel\Resiliency\DisabledItems", A1B2="other.xlam".encode("utf-16-le")),
            "disabled",
            ("ok", "ok"),
        ),
        (lambda s: s.files.pop(str(ADDIN)), "addin", ("fail", "missing")),
        (lambda s: s.files.pop(str(ADDIN)), "mark", ("not_applicable", "nothing_there")),
        (lambda s: s.files.update({str(ADDIN): b"old"}), "addin", ("fail", "other")),
        (lambda s: s.files.update({str(ADDIN): s.addin("zh")}), "addin", ("ok", "ok")),
        (lambda s: setattr(s, "own_addin", b"next"), "addin", ("fail", "other")),
        (
            lambda s: s.files.update(
                {f"{ADDIN}:Zone.Identifier": b"[ZoneTransfer]\r\nZoneId=3\r\n"}
            ),
            "mark",
            ("fail", "marked"),
        ),
        (
            lambda s: s.files.update(
                {f"{ADDIN}:Zone.Identifier": b"[ZoneTransfer]\r\nZoneId=0\r\n"}
            ),
            "mark",
            ("ok", "ok"),
        ),
        (lambda s: s.files.pop(str(CONF)), "settings", ("fail", "missing")),
        (conf('"PYTHONPATH","x"\r\n'), "settings", ("fail", "no_python")),
        (conf('"INTERPRETER_WIN",""\r\n'), "settings", ("fail", "no_python")),
        (conf(r'"INTERPRETER_WIN","C:\gone.exe"'), "settings", ("fail", "python_gone")),
        (
            both(
                conf(r'"interpreter_win","C:\other\python.exe"'),
                lambda s: s.files.update({r"C:\other\python.exe": b""}),
            ),
            "settings",
            ("warn", "other_python"),
        ),
        (
            conf(r'"INTERPRETER_WIN","%LOCALAPPDATA%\Cashbuoy\venv\Scripts\python.exe"'),
            "settings",
            ("ok", "ok"),
        ),
        (
            lambda s: s.environment.update(OneDriveCommercial=str(WINDOWS_HOME / "AppData")),
            "onedrive",
            ("warn", "inside"),
        ),
        (
            lambda s: s.environment.update(OneDrive=str(WINDOWS_HOME / "OneDrive")),
            "onedrive",
            ("ok", "ok"),
        ),
    ],
)
def test_each_thing_that_can_be_wrong(wrong, check, answer) -> None:
    system = well()
    wrong(system)
    assert found(system, check) == answer
    said = next(f for f in examine(system, "0.1.0") if f.check == check)
    for language in ("en", "zh"):
        assert "{" not in said.seen(language) + said.mend(language)
        # Whatever is wrong can be mended, and nothing is to be done about what is right.
        assert bool(said.mend(language)) == (said.state in ("warn", "fail"))


@pytest.mark.parametrize(
    ("wrong", "check", "answer"),
    [
        (
            lambda s: python(s, program=PurePosixPath("/Users/li/my things/bin/python")),
            "python_path",
            ("fail", "spaces"),
        ),
        (lambda s: s.files.pop(str(places(s).script)), "script", ("fail", "missing")),
        (
            lambda s: s.files.update({str(places(s).script): b"of another version"}),
            "script",
            ("fail", "missing"),
        ),
        (
            lambda s: python(
                s, program=PurePosixPath("/Users/li/Library/CloudStorage/OneDrive-X/v/bin/python")
            ),
            "onedrive",
            ("warn", "inside"),
        ),
        (lambda s: s.files.pop(str(places(s).addin)), "addin", ("fail", "missing")),
    ],
)
def test_what_can_be_wrong_on_a_mac(wrong, check, answer) -> None:
    system = macos()
    install(system, "0.1.0", "en")
    wrong(system)
    assert found(system, check) == answer


def test_the_doctor_changes_nothing() -> None:
    system = well()
    before, writes = dict(system.files), system.writes
    examine(system, "0.1.0")
    assert (system.files, system.writes) == (before, writes)


class TestReport:
    def test_lines_say_what_was_found_and_what_to_do(self) -> None:
        system = well()
        system.files.pop(str(ADDIN))
        lines = list(report(examine(system, "0.1.0"), "en"))
        at = next(i for i, line in enumerate(lines) if line.startswith("X "))
        assert lines[at] == f"X The add-in: does not work. {ADDIN} is missing."
        assert lines[at + 1].strip() == "What to do: cashbuoy install"
        assert lines[-1] == "Problems: 1. Warnings: 0."

    def test_all_well(self) -> None:
        assert list(report(examine(well(), "0.1.0"), "zh"))[-1] == "检查完毕，未发现问题。"

    @pytest.mark.parametrize(("breaks", "code"), [(False, 0), (True, 1)])
    def test_the_exit_code(self, breaks, code, monkeypatch) -> None:
        system = well()
        # The version that examines is the installed one; the fake add-in is any version's.
        if breaks:
            system.files.pop(str(CONF))
        monkeypatch.setattr(commands, "_here", lambda: system)
        result = CliRunner().invoke(app, ["doctor", "--lang", "en"])
        assert result.exit_code == code
        assert ("cashbuoy.conf is missing" in result.stdout) == breaks

    def test_linux(self, monkeypatch) -> None:
        system = FakeSystem("linux", PurePosixPath("/home/li"), "/usr/bin/python3")
        monkeypatch.setattr(commands, "_here", lambda: system)
        result = CliRunner().invoke(app, ["doctor", "--lang", "en"])
        assert result.exit_code == 0
        assert "LibreOffice" in result.stdout


def test_every_text_is_there_in_both_languages_and_none_is_left_over() -> None:
    texts = section("doctor")
    checks = {finding.check for finding in examine(well(), "0.1.0")}
    for key, words in texts.items():
        assert set(words) == {"en", "zh"}, key
        assert words["en"].isascii(), key
        known = key in SHARED or key.startswith("state_")
        known |= key in ("line", "mend", "all_well", "not_well", "linux")
        assert known or any(key == c or key.startswith(f"{c}_") for c in checks), key
    assert checks <= texts.keys()
    for verdict in SHARED:
        assert Diagnosis("excel", "not_applicable", verdict).seen("zh")
