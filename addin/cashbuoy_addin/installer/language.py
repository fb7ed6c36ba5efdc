"""Which language the user reads, where no workbook says so."""

from __future__ import annotations

from cashbuoy_addin.installer.system import System
from cashbuoy_workbook.texts import Language

_REGION = r"HKCU\Control Panel\International"


def language_of(system: System) -> Language:
    """The one that CASHBUOY_LANG names (zh or en); else Chinese where Windows or the terminal is
    set to Chinese, and English elsewhere."""
    said = [system.env("CASHBUOY_LANG") or "", str(system.values(_REGION).get("localename", ""))]
    said += [system.env(name) or "" for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    spoken = next(filter(None, said), "")
    return "zh" if spoken.lower().startswith("zh") else "en"
