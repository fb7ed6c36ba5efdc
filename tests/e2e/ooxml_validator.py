"""Microsoft's Open XML SDK validator: would this version of Office open the file without repair?"""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OfficeVersion = Literal["Office2019", "Microsoft365"]
VERSIONS: tuple[OfficeVersion, ...] = ("Office2019", "Microsoft365")


@dataclass(frozen=True)
class Validator:
    """The stand-alone validator program."""

    program: str

    def validate(self, file: Path, version: OfficeVersion) -> list[str]:
        """What is wrong with the file, a line each: part, place, description."""
        if version not in VERSIONS:
            # The program takes any unknown name for the newest version, silently.
            raise ValueError(f"unknown version {version}")
        done = subprocess.run(
            [self.program, str(file), version],
            capture_output=True,
            check=False,
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        said = json.loads(done.stdout.decode("utf-8-sig"))
        lines = [f"{e['path']} {e['xPath']}: {e['description']}" for e in said["errors"]]
        if not said["ok"] and not lines:
            lines = [f"{file}: not valid, without a reason"]
        return lines
