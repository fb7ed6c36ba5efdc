"""Answers formulas and starts macros for LibreOffice, whose own Python lacks our packages: a line
of JSON each way.

A request is [formula, arguments, book's URL], answered by what bridge.call returns, or {"macro":
name, "book": id, "file": path or ""}, answered at once by "" or what is wrong, while the macro runs
beside. Both are in one process, so that *Explain* knows what formulas were refused. Ends with its
input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
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


def _start(macro: str, book: str, file: str) -> str:
    from cashbuoy_addin.libreoffice import clicks  # noqa: PLC0415  # formulas do without

    return clicks.start(macro, book, file)


if __name__ == "__main__":
    replies, sys.stdout = sys.stdout, sys.stderr  # nothing else may speak on the line of answers
    serve(sys.stdin, replies, _start)
