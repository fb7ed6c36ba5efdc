"""Answers formulas and starts macros for LibreOffice, whose own Python lacks our packages: a line
of JSON each way.

A request is [formula, arguments, book's URL], answered by what bridge.call returns, or {"macro":
name, "book": id, "file": path or ""}, answered at once by "" or what is wrong, while the macro runs
beside. Both are in one process, so that *Explain* knows what formulas were refused. Ends with its
input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from cashbuoy_addin.bridge import call

Start = Callable[[str, str, str], str]


def serve(requests: Iterable[str], answers: TextIO, start: Start) -> None:
    """Answer every request, in order; `start` takes a macro, the book's id and a file."""
    for request in requests:
        asked = json.loads(request)
        answer = (
            start(asked["macro"], asked["book"], asked["file"])
            if isinstance(asked, dict)
            else call(*asked)
        )
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def line_of_answers() -> TextIO:
    """Standard output, for answers alone from now on: what anything else prints goes to standard
    error, libraries in C included (HiGHS tells of its troubles there)."""
    out = sys.stdout.fileno()
    answers = os.fdopen(os.dup(out), "w", encoding="utf-8")
    # A program without a console has no standard error.
    aside = sys.stderr if sys.stderr is not None else Path(os.devnull).open("w")  # noqa: SIM115  # stays open
    os.dup2(aside.fileno(), out)
    sys.stdout = aside
    return answers


def _start(macro: str, book: str, file: str) -> str:
    from cashbuoy_addin.libreoffice import clicks  # noqa: PLC0415  # formulas do without

    return clicks.start(macro, book, file)


if __name__ == "__main__":
    serve(sys.stdin, line_of_answers(), _start)
