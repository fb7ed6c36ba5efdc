"""Runs in LibreOffice's own Python, as Scripts/python/cashbuoy.py of the user's profile: passes
formulas and macros on to a process of the Python that Cashbuoy is installed in."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:  # LibreOffice's Python may be an old one
    from typing import Any

# Filled in when the script is put in place.
PYTHON = "python"

# LibreOffice's numbers of errors, by Excel's. Inside its Calc an error is a number that is none
# (NaN) with the error's number in its lower half, and Basic passes that on as it is.
ERRORS = {
    "2000": 521,
    "2007": 532,
    "2015": 519,
    "2023": 524,
    "2029": 525,
    "2036": 503,
    "2042": 32767,
}
ERROR_TAG = "\x01E"
NOT_A_NUMBER = 0x7FF80000

_lock = threading.Lock()


class Worker:
    """The process that answers. It ends when LibreOffice does, because its input then ends."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def ask(self, request: str) -> Any:  # noqa: ANN401  # whatever JSON holds
        """The answer to a line of JSON; a worker is started where there is none."""
        if self._process is None:
            self._process = _started()
        if self._process.stdin is None or self._process.stdout is None:
            raise OSError("no pipes")
        self._process.stdin.write(request)
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self) -> None:
        """Stop it; the next request starts another."""
        if self._process is not None:
            self._process.kill()
            self._process = None


_worker = Worker()


def call(formula: str, arguments: Any, book: str = "") -> Any:  # noqa: ANN401  # cells
    """The answer to a formula of the workbook at the URL `book`, as a cell takes it; a worker that
    died is replaced once."""
    answer = _ask([formula, _plain(arguments), book])
    if isinstance(answer, list):
        return tuple(tuple(_cell(cell) for cell in row) for row in answer)
    return _cell(answer)


def run(macro: str, book: str, file: str = "") -> str:
    """Have a macro run on a workbook, known by its RuntimeUID, and return at once: it needs
    LibreOffice, which is busy until this returns. `file` is its argument, "" for none. What is
    wrong, or ""."""
    return str(_ask({"macro": macro, "book": book, "file": file}))


def _ask(question: Any) -> Any:  # noqa: ANN401  # JSON
    request = json.dumps(question) + "\n"
    with _lock:
        try:
            return _worker.ask(request)
        except (OSError, ValueError):
            _worker.end()
            return _worker.ask(request)


def _started() -> subprocess.Popen[str]:
    """LibreOffice's own settings for Python and libraries would mislead another Python."""
    misleading = ("PYTHON", "LD_LIBRARY_PATH", "URE_", "UNO_")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(misleading)}
    clean["PYTHONUTF8"] = "1"
    return subprocess.Popen(  # noqa: S603  # our own interpreter, and fixed words
        [PYTHON, "-m", "cashbuoy_addin.vba.worker"],
        env=clean,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        universal_newlines=True,
    )


def _cell(answer: Any) -> Any:  # noqa: ANN401  # a cell
    """A tagged error as LibreOffice's own."""
    if isinstance(answer, str) and answer.startswith(ERROR_TAG):
        number = ERRORS[answer[len(ERROR_TAG) :]]
        return struct.unpack("<d", struct.pack("<II", number, NOT_A_NUMBER))[0]
    return answer


def _plain(value: Any) -> Any:  # noqa: ANN401  # cells
    """Cells as JSON knows them; a date is its serial number."""
    if isinstance(value, (tuple, list)):
        return [_plain(cell) for cell in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return getattr(value, "Value", None)
