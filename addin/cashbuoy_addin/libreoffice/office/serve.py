"""Answers requests, one line of JSON each, on standard input and output.

A request is {"op": name, "args": [...]}; an answer {"result": ...} or {"error": text, "kind": the
exception's name}. At the end of input the office is shut down, if it was started for us.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import (
    application,
    basic,
    batches,
    cells,
    documents,
    formats,
    formulas,
    layout,
    names,
    notes,
    rules,
    shades,
    sheets,
    tables,
    toolbars,
)
from .connection import Office, connect

SECONDS_TO_END = 15

OPERATIONS = {
    operation.__name__: operation
    for module in (
        *(application, basic, batches, cells, documents, formats, formulas),
        *(layout, names, notes, rules, shades, sheets, tables, toolbars),
    )
    for operation in module.OPERATIONS
}


def main(pipe: str, own_profile: str = "") -> None:
    """Serve the office that listens on a pipe until the input ends. With the folder of a profile
    the office was started for us: it is shut down then, and the folder removed. Otherwise it is
    left as its user needs it, even where the other side died in the midst of work."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # whatever prints must not disturb the answers
    office = connect(pipe)
    _send(answers, {"result": [office.version, office.headless]})
    with suppress(BrokenPipeError):  # nobody is left to hear the answer
        for line in requests:
            _send(answers, _answer(office, json.loads(line)))
    if own_profile:
        application.terminate(office)
        _remove(Path(own_profile))
    else:
        application.restore(office)


def _remove(profile: Path) -> None:
    """Remove a profile once the office has let go of it."""
    deadline = time.monotonic() + SECONDS_TO_END
    while (profile / ".lock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    shutil.rmtree(profile, ignore_errors=True)


def _answer(office: Office, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": OPERATIONS[request["op"]](office, *request["args"])}
    except Exception as problem:  # noqa: BLE001 - whatever it is, the caller is told
        kind = type(problem).__name__
        said = getattr(problem, "Message", None) or str(problem)
        text = problem.args[0] if kind == "KeyError" else said
        return {"error": str(text) or kind, "kind": kind}


def _send(stream: Any, message: dict[str, Any]) -> None:  # noqa: ANN401 - a binary stream
    stream.write(json.dumps(message).encode("ascii") + b"\n")
    stream.flush()
