"""A running LibreOffice and the process that speaks UNO with it.

LibreOffice listens on a named pipe of its own; `office/serve.py`, run by LibreOffice's Python, does
what it is asked. When this process ends, however it ends, the other two end too.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import threading
import uuid
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from cashbuoy.errors import CashbuoyError

from . import profiles, programs

SERVE = """import sys
sys.path.append(sys.argv[1])
from office.serve import main
main(*sys.argv[2:])
"""
SECONDS_TO_END = 20
# Tells what LibreOffice starts, such as the Python of its macros, how to reach it.
PIPE_VARIABLE = "CASHBUOY_LIBREOFFICE_PIPE"


class LibreOfficeError(CashbuoyError):
    """LibreOffice refused a request, or has gone."""


_KINDS: dict[str, type[Exception]] = {"KeyError": KeyError, "ValueError": ValueError}


class Session:
    """A connection to one LibreOffice. `requests` counts what was asked for, by operation."""

    def __init__(
        self,
        pipe: str,
        office: subprocess.Popen[bytes] | None = None,
        profile: Path | None = None,
        *,
        headless: bool = False,
    ) -> None:
        self.pipe = pipe
        self.requests: Counter[str] = Counter()
        self._office = office
        self._profile = profile
        self._lock = threading.Lock()
        self._server = _serve(pipe, profile if headless else None)
        if office is not None:
            threading.Thread(target=self._watch, args=(office,), daemon=True).start()
        self.version, self.headless = self._receive()
        atexit.register(self.close)

    @classmethod
    def start(cls, *, headless: bool = True) -> Session:
        """Start LibreOffice with a profile of its own, in which formulas reach this Python. With
        windows it belongs to the user: it stays open when this process ends."""
        program = programs.soffice()
        programs.office_python(program)
        profile = profiles.create()
        pipe = f"cashbuoy_{uuid.uuid4().hex}"
        command = [
            *(
                program,
                f"-env:UserInstallation={profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp;",
            ),
            *("--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
            *(("--headless", "-env:CASHBUOY_HEADLESS=1") if headless else ()),
        ]
        with profiles.log(profile).open("wb") as log:
            office = subprocess.Popen(  # noqa: S603 - the LibreOffice of this machine
                command,
                env={**programs.clean_environment(), PIPE_VARIABLE: pipe},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        profiles.belongs_to(profile, office.pid)
        try:
            return cls(pipe, office, profile, headless=headless)
        except BaseException:
            _end(office)
            profiles.remove(profile)
            raise

    @classmethod
    def attach(cls, pipe: str) -> Session:
        """Connect to a LibreOffice that listens on a pipe; it stays when we go."""
        return cls(pipe)

    @property
    def pid(self) -> int:
        """The process that we started: LibreOffice, or what talks to it."""
        return (self._office or self._server).pid

    @property
    def log(self) -> Path | None:
        """Where LibreOffice and the macros inside it complain; None where others started it."""
        return None if self._profile is None else profiles.log(self._profile)

    @property
    def started_here(self) -> bool:
        """Whether this process started LibreOffice; otherwise it attached to it."""
        return self._office is not None

    @property
    def alive(self) -> bool:
        """Whether requests can be made."""
        return self._server.poll() is None

    def call(self, operation: str, *arguments: object) -> Any:  # noqa: ANN401 - JSON of its own
        """One round trip: an operation of `office/` and its result."""
        request = json.dumps({"op": operation, "args": arguments}, allow_nan=False)
        with self._lock:
            self.requests[operation] += 1
            stream = self._server.stdin
            try:
                if stream is None or stream.closed:
                    raise BrokenPipeError
                stream.write(request.encode("ascii") + b"\n")
                stream.flush()
            except OSError:
                raise LibreOfficeError("LibreOffice is no longer running") from None
            return self._receive()

    def _receive(self) -> Any:  # noqa: ANN401 - JSON
        line = self._server.stdout.readline() if self._server.stdout else b""
        if not line:
            raise LibreOfficeError("LibreOffice is no longer running, or did not start")
        answer = cast("dict[str, Any]", json.loads(line))
        if "error" in answer:
            raise _KINDS.get(answer["kind"], LibreOfficeError)(answer["error"])
        return answer["result"]

    def close(self) -> None:
        """Let go of it: without windows it ends, and nothing is saved. May be called twice."""
        atexit.unregister(self.close)
        if self._server.stdin and not self._server.stdin.closed:
            with suppress(OSError):  # it may have gone already
                self._server.stdin.close()
        _wait(self._server)
        if self._server.stdout:
            self._server.stdout.close()
        if self._office is not None and self.headless:
            _end(self._office)
        if self._profile is not None and (self._office is None or self._office.poll() is not None):
            profiles.remove(self._profile)

    def quit(self) -> None:
        """End LibreOffice without saving anything."""
        ends_with_us = self.headless and self.started_here
        if not ends_with_us and self.alive:
            with suppress(LibreOfficeError):
                self.call("terminate")
            if self._office is not None:
                _end(self._office)
        self.close()

    def kill(self) -> None:
        """End everything at once."""
        self._server.kill()
        if self._office is not None:
            _kill(self._office)
        self.close()

    def _watch(self, office: subprocess.Popen[bytes]) -> None:
        """When LibreOffice ends, or never starts, nobody waits for answers any more."""
        office.wait()
        try:
            self._server.wait(1)
        except subprocess.TimeoutExpired:
            self._server.kill()

    def wait(self) -> None:
        """Until the user closes LibreOffice."""
        (self._office or self._server).wait()


def _serve(pipe: str, own_profile: Path | None) -> subprocess.Popen[bytes]:
    here = str(Path(__file__).resolve().parent)
    python = programs.office_python(programs.soffice())
    return subprocess.Popen(  # noqa: S603 - LibreOffice's Python, our script
        [python, "-c", SERVE, here, pipe, str(own_profile or "")],
        env={**programs.clean_environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # Ctrl+C is for us; they end when their input does
    )


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end(office: subprocess.Popen[bytes]) -> None:
    """Wait for LibreOffice to end; after a while make it. soffice is a script that starts others:
    they are in its process group."""
    try:
        office.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        _kill(office)


def _kill(office: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        if os.name == "posix":
            os.killpg(office.pid, signal.SIGKILL)
        else:
            office.kill()
    office.wait()
