"""Where Cashbuoy keeps what it remembers about a user's work."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def state_folder() -> Path:
    """Where programs keep what they remember about a user's work."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_STATE_HOME", Path.home() / ".local" / "state"))
    return base / "cashbuoy"
