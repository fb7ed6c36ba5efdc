"""What the doctor finds: a state, what was seen, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cashbuoy_addin.installer.places import Places
from cashbuoy_addin.installer.system import System
from cashbuoy_workbook.texts import Language, Texts

State = Literal["ok", "warn", "fail", "not_applicable"]


@dataclass(frozen=True)
class Case:
    """What is examined: the machine, the places on it, and the version that examines."""

    system: System
    where: Places
    version: str

    @property
    def on_windows(self) -> bool:
        return self.system.platform == "windows"


@dataclass(frozen=True)
class Diagnosis:
    """One check's answer. `verdict` names its texts in the catalogue (section `doctor`)."""

    check: str
    state: State
    verdict: str
    details: Mapping[str, object] = field(default_factory=dict)

    def title(self, language: Language) -> str:
        """What was looked at."""
        return Texts(language)(f"doctor.{self.check}")

    def seen(self, language: Language) -> str:
        """What was found."""
        if self.verdict in SHARED:
            return Texts(language)(f"doctor.{self.verdict}")
        return Texts(language)(f"doctor.{self.check}_{self.verdict}", **self.details)

    def mend(self, language: Language) -> str:
        """What to do about it; "" where there is nothing to do."""
        key = f"doctor.{self.check}_{self.verdict}_mend"
        texts = Texts(language)
        return texts(key, **self.details) if texts.has(key) else ""


# Verdicts of any check.
SHARED = ("windows_only", "macos_only", "nothing_there")


def windows_only(check: str) -> Diagnosis:
    """The answer of a check that means nothing elsewhere."""
    return Diagnosis(check, "not_applicable", "windows_only")
