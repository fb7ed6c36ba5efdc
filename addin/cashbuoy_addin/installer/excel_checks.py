"""Will Excel let the add-in run?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PureWindowsPath

from cashbuoy_addin.installer.diagnosis import Case, Diagnosis, windows_only
from cashbuoy_addin.installer.excel_registry import (
    SECURITY,
    disabled_items,
    excel_program,
    policy_value,
    trusted_folders,
    user_value,
)
from cashbuoy_addin.installer.places import ADDIN
from cashbuoy_addin.installer.python_checks import from_store

# Defender's rule "Block all Office applications from creating child processes".
_NO_CHILDREN = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_BLOCK, _WARN = "1", "6"
_DEFENDER = (
    r"HKLM\Software\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
    r"HKLM\Software\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules",
)
_MANAGED = r"HKLM\Software\Policies\Microsoft\Windows Defender\Policy Manager"
# Values of VBAWarnings.
_SIGNED_ONLY, _NO_MACROS = 3, 4
# Policies that keep the add-in out altogether: key, value name, verdict.
_SHUT = (
    ("Common", "vbaoff", "no_vba"),
    (r"Common\Security", "requirealwaysonmacrosig", "signed_addins"),
    (SECURITY, "requireaddinsig", "signed_addins"),
    (SECURITY, "disablealladdins", "no_addins"),
)


def excel_checks(case: Case) -> Iterator[Diagnosis]:
    """Excel itself, then the settings and policies that may stand in the way."""
    for name, check in _CHECKS.items():
        yield check(case) if case.on_windows else windows_only(name)


def _excel(case: Case) -> Diagnosis:
    program = excel_program(case.system)
    if program is None:
        return Diagnosis("excel", "warn", "missing")
    if from_store(PureWindowsPath(program)):
        return Diagnosis("excel", "fail", "store", {"path": program})
    return Diagnosis("excel", "ok", "ok", {"path": program})


def _macros(case: Case) -> Diagnosis:
    for key, name, verdict in _SHUT:
        if policy_value(case.system, key, name) == 1:
            return Diagnosis("macros", "fail", verdict, {"name": name})
    policy = policy_value(case.system, SECURITY, "vbawarnings")
    chosen = policy if policy is not None else user_value(case.system, SECURITY, "vbawarnings")
    details = {"name": "VBAWarnings", "value": chosen}
    if chosen in (_SIGNED_ONLY, _NO_MACROS):
        return Diagnosis("macros", "warn", "policy" if policy is not None else "user", details)
    return Diagnosis("macros", "ok", "ok")


def _trusted(case: Case) -> Diagnosis:
    details = {"path": case.where.startup}
    locations = r"Common\Security\Trusted Locations"
    if policy_value(case.system, locations, "allow user locations") == 0:
        return Diagnosis("trusted", "fail", "forbidden", details)
    key = rf"{SECURITY}\Trusted Locations"
    switches = (policy_value, user_value)
    if any(of(case.system, key, "alllocationsdisabled") == 1 for of in switches):
        return Diagnosis("trusted", "fail", "disabled", details)
    startup = case.where.startup
    for folder, below in trusted_folders(case.system):
        if startup == folder or (below and startup.is_relative_to(folder)):
            return Diagnosis("trusted", "ok", "ok", details)
    return Diagnosis("trusted", "warn", "missing", details)


def _project_access(case: Case) -> Diagnosis:
    on = user_value(case.system, SECURITY, "accessvbom") == 1
    return Diagnosis("project_access", "ok", "on" if on else "off")


def _children(case: Case) -> Diagnosis:
    rule = _defender_rule(case)
    if rule == _BLOCK:
        return Diagnosis("children", "fail", "blocked")
    if rule == _WARN:
        return Diagnosis("children", "warn", "asks")
    return Diagnosis("children", "ok", "ok")


def _defender_rule(case: Case) -> str:
    for key in _DEFENDER:
        rule = case.system.values(key).get(_NO_CHILDREN)
        if rule is not None:
            return str(rule)
    managed = str(case.system.values(_MANAGED).get("asrrules", "")).lower()
    rules = dict(part.partition("=")[::2] for part in managed.split("|"))
    return rules.get(_NO_CHILDREN, "").strip()


def _disabled(case: Case) -> Diagnosis:
    if any(ADDIN in item.lower() for item in disabled_items(case.system)):
        return Diagnosis("disabled", "fail", "listed")
    return Diagnosis("disabled", "ok", "ok")


_CHECKS = {
    "excel": _excel,
    "macros": _macros,
    "trusted": _trusted,
    "project_access": _project_access,
    "children": _children,
    "disabled": _disabled,
}
