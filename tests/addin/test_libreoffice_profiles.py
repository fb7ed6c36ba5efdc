"""Profiles of LibreOffices that crashed do not pile up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from cashbuoy_addin.libreoffice import profiles


def test_those_left_behind_go_when_another_is_made(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, used, young = (profiles.create() for _ in range(3))
    profiles.belongs_to(left, ended.pid)
    profiles.belongs_to(used, os.getpid())
    new = profiles.create()
    assert sorted(tmp_path.iterdir()) == sorted([used, young, new])
    assert (new / "user" / "Scripts" / "python" / "cashbuoy.py").exists()
    profiles.remove(new)
    assert not new.exists()
